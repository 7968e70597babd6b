"""Messages after an approval: the day, how did it go, thank you, the deal - those with buttons stay true later."""

from collections.abc import Callable, Mapping, Sequence

from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.shapes import Posted, b, i, t
from blocks.requests import brief
from blocks.requests.card import HAPPENED
from blocks.requests.card_view import CardView, settled
from domain.portfolio.customers import Customer
from domain.requests.messages import Tell
from domain.requests.request import RUNNING, DealEnd, Request, Status, Thanks

MOVED = "after.moved"
NOT_HELD = "after.not_held"
THANKED: Mapping[str, Thanks] = {f"after.thanked.{how.value}": how for how in Thanks}
THANK_LATER = "after.thank_later"
DEAL: Mapping[str, DealEnd | None] = {
    "after.deal.won": DealEnd.WON,
    "after.deal.lost": DealEnd.LOST,
    "after.deal.open": None,
}
_THANKED_WORDS = {Thanks.MAIL: "Thanked by mail", Thanks.GIFT: "Gift", Thanks.IN_PERSON: "In person"}
_DEAL_WORDS = {DealEnd.WON: "Won", DealEnd.LOST: "Lost", None: "Not yet"}


def _scheduled(view: CardView) -> Posted:
    text = f"It's on: {view.title}, {view.when}"
    more = "You get a brief the working day before." if view.brief_comes else "The brief is on the card."
    return kit.message(text, [kit.paragraph("said", [b(text)], more)])


def _rescheduled(view: CardView) -> Posted:
    text = f"New day: {view.title}, {view.when}"
    return kit.message(text, [kit.paragraph("said", [b(text)])])


def _cancelled(view: CardView) -> Posted:
    by = view.request.after.cancelled_by
    text = f"Cancelled{f' by {by.words}' if by else ''}: {view.title}"
    kept = "The customer kept the time free, so the points stay used." if view.request.points else ""
    return kit.message(text, [kit.paragraph("said", [b(text)], kept or "The points are free again.")])


def _stopped(view: CardView) -> Posted:
    reason = f" {view.request.why_not}." if view.request.why_not else ""
    text = f"Stopped by the customer's owner: {view.title}.{reason}"
    asked = view.reader.id == view.request.requester_id
    more = "The card shows who fits next best." if view.alternatives.items else "Search again to find another customer."
    blocks: list[Block] = [kit.paragraph("said", [b(text)], more if asked else "The points are free again.")]
    return kit.message(text, [*blocks, kit.quote("note", view.request.note)] if view.request.note else blocks)


def _unanswered(view: CardView) -> Posted:
    text = f"Let go: {view.title}"
    why = "Nobody said whether it took place, so its points are free again."
    return kit.message(f"{text}. {why}", [kit.paragraph("said", [b(text)], why)])


def _how_was_it(view: CardView) -> Posted:
    request = view.request
    if request.status not in RUNNING or (request.after.event_on and request.after.event_on >= view.today):
        text = f"{view.title}: {settled(view)}"
        return kit.message(text, [kit.paragraph("said", [b(view.title)], settled(view))])
    text = f"How did it go? {view.title}"
    mine = view.reader.id == request.requester_id
    more = "Two clicks and a line; then the customer can be thanked."
    blocks = [
        kit.paragraph("said", [b(text)], more if mine else f"{view.requester.name} has not said. Do you know?"),
        asking(view, "do"),
    ]
    return kit.message(text, blocks)


def asking(view: CardView, block_id: str) -> Block:
    """The buttons under "how did it go?"."""
    value, live = view.request.key, view.request.activity.live
    return kit.buttons(
        block_id,
        kit.button("It took place" if live else "It's done", HAPPENED, value, "primary"),
        kit.button("It was moved", MOVED, value) if live else None,
        kit.button("It did not take place" if live else "It fell through", NOT_HELD, value),
    )


def _thank(view: CardView) -> Posted:
    if view.request.after.thanked_how:
        return _were_thanked(view)
    lines: list[Sequence[Part] | str] = [[b(_please_thank(view))]]
    if view.contact:
        to = " · ".join(filter(None, (view.contact.name, view.contact.title, view.contact.email, view.contact.phone)))
        lines.append([i("To: "), t(to)])
    after = view.request.after
    if after.grade:
        helped = {True: ", and it helped", False: ", but it did not help much", None: ""}[after.helped]
        lines.append([i("How it went: "), t(f"{after.grade} of 5, says {view.requester.name}{helped}")])
    if after.learned:
        lines.append([i("Learned: "), t(kit.clip(after.learned, 600))])
    lines += [*_gifts(view), "A draft to copy:"]
    blocks = [
        kit.paragraph("said", *lines),
        kit.quote("draft", _draft(view)),
        thanking(view.request, view.customer, "do"),
    ]
    return kit.message(_please_thank(view), blocks)


def _thank_again(view: CardView) -> Posted:
    if view.request.after.thanked_how:
        return _were_thanked(view)
    text = f"Still to do: thank {view.customer.name}"
    lines: list[list[Part]] = [[b(text)], [t(f"{view.title}. The draft is further up, under its card.")], *_gifts(view)]
    return kit.message(text, [kit.paragraph("said", *lines), thanking(view.request, view.customer, "do")])


def _were_thanked(view: CardView) -> Posted:
    after = view.request.after
    on = f" on {kit.day(view.policy.day(after.thanked_at))}" if after.thanked_at else ""
    how = after.thanked_how.words if after.thanked_how else ""
    text = f"✅ {view.customer.name} was thanked {how}{on}"
    return kit.message(text, [kit.paragraph("said", [b(text)])])


def _please_thank(view: CardView) -> str:
    name, request = view.customer.name, view.request
    if request.status is Status.CANCELLED:
        did = "did not come" if request.after.missed else "cancelled at the last moment"
        return f"Please thank {name} all the same: {request.deal.prospect} {did}"
    done = "took place" if request.activity.live else "is done"
    return f"Please thank {name}: the {request.activity.words} for {request.deal.prospect} {done}"


def thanking(request: Request, customer: Customer, block_id: str) -> Block:
    """The buttons under "please say thank you"."""
    value, gifts = request.key, customer.gifts_allowed is not False
    ways = [(action, how) for action, how in THANKED.items() if gifts or how is not Thanks.GIFT]
    row = [kit.button(_THANKED_WORDS[how], action, value) for action, how in ways]
    return kit.buttons(block_id, *row, kit.button("Remind me tomorrow", THANK_LATER, value))


def _gifts(view: CardView) -> list[list[Part]]:
    again = view.request.after.thanks_again_on
    lines: list[list[Part]] = [[t(f"I remind you on {kit.day(again)}.")]] if again and again > view.today else []
    return [[b("No gifts: "), t("this customer does not allow them.")], *lines] if _no_gifts(view) else lines


def _no_gifts(view: CardView) -> bool:
    return view.customer.gifts_allowed is False


def _draft(view: CardView) -> str:
    request, after = view.request, view.request.after
    prospect, what = request.deal.prospect, request.activity.words
    hello = f"Hello {view.contact.name.split(' ')[0]}," if view.contact and view.contact.name else "Hello,"
    on = f" on {after.event_on:%-d %B}" if after.event_on else ""
    if request.status is Status.CANCELLED:
        did = "did not come" if after.missed else "cancelled so late"
        middle = f"I am sorry that {prospect} {did}. Thank you for keeping the time free{on}."
    elif request.activity.live:
        middle = f"thank you for the {what} with {prospect}{on}."
    else:
        middle = f"thank you for your {what}; it went to {prospect}."
    stop = "" if after.remark.endswith((".", "!", "?", "…")) else "."
    said = f" {view.requester.first_name} says: “{after.remark}{stop}”" if after.remark else ""
    helped = " It helped them a great deal." if after.helped else ""
    me = view.introducer.name if view.introducer else ""
    return f"{hello}\n\n{middle}{helped}{said} I know how full your days are, and I am grateful.\n\n{me}".rstrip()


def _deal_asked(view: CardView) -> Posted:
    after, prospect = view.request.after, view.request.deal.prospect
    title = f"Was the deal with {prospect} won?"
    if after.deal_end is not None:
        said = "won. The customer's owner knows" if after.deal_end is DealEnd.WON else after.deal_end.value
        text = f"The deal with {prospect}: {said}."
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    if after.ask_deal_on and after.ask_deal_on > view.today:
        text = f"The deal with {prospect} is still open. I ask again on {kit.day(after.ask_deal_on)}."
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    helped = f"{view.customer.name} helped with {kit.a(view.request.activity.words)}."
    return kit.message(title, [kit.paragraph("said", [b(title)], helped), asking_deal(view, "do")])


def asking_deal(view: CardView, block_id: str) -> Block:
    """The buttons under "was the deal won?"."""
    row = [kit.button(_DEAL_WORDS[end], action, view.request.key) for action, end in DEAL.items()]
    return kit.buttons(block_id, *row)


def _helped_win(view: CardView) -> Posted:
    request, prospect = view.request, view.request.deal.prospect
    text = f"Your customer {view.customer.name} helped win {prospect} 🎉"
    hello = f"Hello {view.contact.name.split(' ')[0]}," if view.contact and view.contact.name else "Hello,"
    draft = (
        f"{hello}\n\ngood news: {prospect} has chosen us, and your {request.activity.words} helped them decide. "
        f"Thank you once more!\n\n{view.introducer.name if view.introducer else ''}"
    ).rstrip()
    said = [t(f"{view.requester.name} won the deal{f' of {request.deal.value}' if request.deal.value else ''}.")]
    return kit.message(
        text, [kit.paragraph("said", [b(text)], said, "To pass on to the contact:"), kit.quote("draft", draft)]
    )


BUILD: Mapping[Tell, Callable[[CardView], Posted]] = {
    Tell.SCHEDULED: _scheduled,
    Tell.RESCHEDULED: _rescheduled,
    Tell.CANCELLED: _cancelled,
    Tell.STOPPED: _stopped,
    Tell.UNANSWERED: _unanswered,
    Tell.BRIEF: brief.build,
    Tell.HOW_WAS_IT: _how_was_it,
    Tell.THANK: _thank,
    Tell.THANK_AGAIN: _thank_again,
    Tell.DEAL_ASKED: _deal_asked,
    Tell.HELPED_WIN: _helped_win,
}
