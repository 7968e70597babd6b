"""Messages after an approval: the day, how did it go, thank you, the deal - those with buttons stay true later."""

from collections.abc import Callable, Mapping, Sequence

from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.shapes import RenderedMessage, b, i, t
from blocks.requests import brief
from blocks.requests.buttons import HAPPENED
from blocks.requests.card_view import CardView, settled
from blocks.wording import terms
from domain.portfolio.customers import Customer
from domain.requests.messages import MessageType
from domain.requests.request import DealEnd, Request, Thanks
from domain.requests.states import Status

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


def _scheduled(view: CardView) -> RenderedMessage:
    text = f"It's on: {view.title}, {view.when}"
    more = "You get a brief the working day before." if view.brief_comes else "The brief is on the card."
    return kit.message(text, [kit.paragraph("said", [b(text)], more)])


def _rescheduled(view: CardView) -> RenderedMessage:
    text = f"New day: {view.title}, {view.when}"
    return kit.message(text, [kit.paragraph("said", [b(text)])])


def _cancelled(view: CardView) -> RenderedMessage:
    by = view.request.fulfilment.cancelled_by
    text = f"{terms.cancelled(by) if by else terms.status(Status.CANCELLED)}: {view.title}"
    kept = "The customer kept the time free, so the points stay used." if view.request.points else ""
    return kit.message(text, [kit.paragraph("said", [b(text)], kept or "The points are free again.")])


def _stopped(view: CardView) -> RenderedMessage:
    reason = f" {terms.why_not(view.request)}." if terms.why_not(view.request) else ""
    text = f"Stopped by the customer's owner: {view.title}.{reason}"
    asked = view.reader.id == view.request.requester_id
    more = "The card shows who fits next best." if view.alternatives.items else "Search again to find another customer."
    blocks: list[Block] = [kit.paragraph("said", [b(text)], more if asked else "The points are free again.")]
    return kit.message(text, [*blocks, kit.quote("note", view.request.note)] if view.request.note else blocks)


def _unanswered(view: CardView) -> RenderedMessage:
    text = f"Let go: {view.title}"
    why = "Nobody said whether it took place, so its points are free again."
    return kit.message(f"{text}. {why}", [kit.paragraph("said", [b(text)], why)])


def _how_was_it(view: CardView) -> RenderedMessage:
    request = view.request
    if not request.status.running or (request.fulfilment.event_on and request.fulfilment.event_on >= view.today):
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


def _thank(view: CardView) -> RenderedMessage:
    if view.request.fulfilment.thanked_how:
        return _were_thanked(view)
    lines: list[Sequence[Part] | str] = [[b(_please_thank(view))]]
    if view.contact:
        to = " · ".join(filter(None, (view.contact.name, view.contact.title, view.contact.email, view.contact.phone)))
        lines.append([i("To: "), t(to)])
    fulfilment = view.request.fulfilment
    if fulfilment.grade:
        helped = {True: ", and it helped", False: ", but it did not help much", None: ""}[fulfilment.helped]
        lines.append([i("How it went: "), t(f"{fulfilment.grade} of 5, says {view.requester.name}{helped}")])
    if fulfilment.learned:
        lines.append([i("Learned: "), t(kit.clip(fulfilment.learned, 600))])
    lines += [*_gifts(view), "A draft to copy:"]
    blocks = [
        kit.paragraph("said", *lines),
        kit.quote("draft", _draft(view)),
        thanking(view.request, view.customer, "do"),
    ]
    return kit.message(_please_thank(view), blocks)


def _thank_again(view: CardView) -> RenderedMessage:
    if view.request.fulfilment.thanked_how:
        return _were_thanked(view)
    text = f"Still to do: thank {view.customer.name}"
    lines: list[list[Part]] = [[b(text)], [t(f"{view.title}. The draft is further up, under its card.")], *_gifts(view)]
    return kit.message(text, [kit.paragraph("said", *lines), thanking(view.request, view.customer, "do")])


def _were_thanked(view: CardView) -> RenderedMessage:
    fulfilment = view.request.fulfilment
    on = f" on {kit.day(view.policy.day(fulfilment.thanked_at))}" if fulfilment.thanked_at else ""
    how = terms.thanked(fulfilment.thanked_how) if fulfilment.thanked_how else ""
    text = f"✅ {view.customer.name} was {how}{on}"
    return kit.message(text, [kit.paragraph("said", [b(text)])])


def _please_thank(view: CardView) -> str:
    name, request = view.customer.name, view.request
    if request.status is Status.CANCELLED:
        did = "did not come" if request.fulfilment.missed else "cancelled at the last moment"
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
    again = view.request.fulfilment.thanks_again_on
    lines: list[list[Part]] = [[t(f"I remind you on {kit.day(again)}.")]] if again and again > view.today else []
    return [[b("No gifts: "), t("this customer does not allow them.")], *lines] if _no_gifts(view) else lines


def _no_gifts(view: CardView) -> bool:
    return view.customer.gifts_allowed is False


def _draft(view: CardView) -> str:
    request, fulfilment = view.request, view.request.fulfilment
    prospect, what = request.deal.prospect, request.activity.words
    hello = f"Hello {view.contact.name.split(' ')[0]}," if view.contact and view.contact.name else "Hello,"
    on = f" on {fulfilment.event_on:%-d %B}" if fulfilment.event_on else ""
    if request.status is Status.CANCELLED:
        did = "did not come" if fulfilment.missed else "cancelled so late"
        middle = f"I am sorry that {prospect} {did}. Thank you for keeping the time free{on}."
    elif request.activity.live:
        middle = f"thank you for the {what} with {prospect}{on}."
    else:
        middle = f"thank you for your {what}; it went to {prospect}."
    stop = "" if fulfilment.remark.endswith((".", "!", "?", "…")) else "."
    said = f" {view.requester.first_name} says: “{fulfilment.remark}{stop}”" if fulfilment.remark else ""
    helped = " It helped them a great deal." if fulfilment.helped else ""
    me = view.introducer.name if view.introducer else ""
    return f"{hello}\n\n{middle}{helped}{said} I know how full your days are, and I am grateful.\n\n{me}".rstrip()


def _deal_asked(view: CardView) -> RenderedMessage:
    fulfilment, prospect = view.request.fulfilment, view.request.deal.prospect
    title = f"Was the deal with {prospect} won?"
    if fulfilment.deal_end is not None:
        said = "won. The customer's owner knows" if fulfilment.deal_end is DealEnd.WON else fulfilment.deal_end.value
        text = f"The deal with {prospect}: {said}."
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    if fulfilment.ask_deal_on and fulfilment.ask_deal_on > view.today:
        text = f"The deal with {prospect} is still open. I ask again on {kit.day(fulfilment.ask_deal_on)}."
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    helped = f"{view.customer.name} helped with {kit.a(view.request.activity.words)}."
    return kit.message(title, [kit.paragraph("said", [b(title)], helped), asking_deal(view, "do")])


def asking_deal(view: CardView, block_id: str) -> Block:
    """The buttons under "was the deal won?"."""
    row = [kit.button(_DEAL_WORDS[end], action, view.request.key) for action, end in DEAL.items()]
    return kit.buttons(block_id, *row)


def _helped_win(view: CardView) -> RenderedMessage:
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


BUILD: Mapping[MessageType, Callable[[CardView], RenderedMessage]] = {
    MessageType.SCHEDULED: _scheduled,
    MessageType.RESCHEDULED: _rescheduled,
    MessageType.CANCELLED: _cancelled,
    MessageType.STOPPED: _stopped,
    MessageType.UNANSWERED: _unanswered,
    MessageType.BRIEF: brief.build,
    MessageType.HOW_WAS_IT: _how_was_it,
    MessageType.THANK: _thank,
    MessageType.THANK_AGAIN: _thank_again,
    MessageType.DEAL_ASKED: _deal_asked,
    MessageType.HELPED_WIN: _helped_win,
}
