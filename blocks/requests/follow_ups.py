"""Messages after an approval: the day, how did it go, thank you, the deal - those with buttons stay true later."""

from collections.abc import Callable, Mapping, Sequence

from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.language import N_, _, day
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import RenderedMessage, b
from blocks.requests import brief
from blocks.requests.buttons import HAPPENED
from blocks.requests.card_view import CardView, settled
from blocks.wording import activities, terms
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
_THANKED_WORDS = {Thanks.MAIL: N_("Thanked by mail"), Thanks.GIFT: N_("Gift"), Thanks.IN_PERSON: N_("In person")}
_WERE_THANKED = {
    Thanks.MAIL: N_("✅ {customer} was thanked by mail"),
    Thanks.GIFT: N_("✅ {customer} was thanked with a gift"),
    Thanks.IN_PERSON: N_("✅ {customer} was thanked in person"),
}
_DEAL_WORDS = {DealEnd.WON: N_("Won"), DealEnd.LOST: N_("Lost"), None: N_("Not yet")}
_WENT = {
    True: N_("<i>How it went:</i> {grade} of 5, says {name}. It helped."),
    False: N_("<i>How it went:</i> {grade} of 5, says {name}. It did not help much."),
    None: N_("<i>How it went:</i> {grade} of 5, says {name}"),
}


def _scheduled(view: CardView) -> RenderedMessage:
    text = plain(_("It's on: {title}, {when}"), title=view.title, when=view.when)
    more = _("You get a brief the working day before.") if view.brief_comes else _("The brief is on the card.")
    return kit.message(text, [kit.paragraph("said", [b(text)], more)])


def _rescheduled(view: CardView) -> RenderedMessage:
    text = plain(_("New day: {title}, {when}"), title=view.title, when=view.when)
    return kit.message(text, [kit.paragraph("said", [b(text)])])


def _cancelled(view: CardView) -> RenderedMessage:
    by, points = view.request.fulfilment.cancelled_by, view.request.points
    text = f"{terms.cancelled(by) if by else terms.status(Status.CANCELLED)} · {view.title}"
    kept, free = _("The customer kept the time free, so the points stay used."), _("The points are free again.")
    return kit.message(text, [kit.paragraph("said", [b(text)], kept if points else free)])


def _stopped(view: CardView) -> RenderedMessage:
    head = plain(_("Stopped by the customer's owner: {title}"), title=view.title)
    text = " · ".join(filter(None, (head, terms.why_not(view.request))))
    more = _("The points are free again.")
    if view.reader.id == view.request.requester_id:
        search = _("Search again to find another customer.")
        more = _("The card shows who fits next best.") if view.alternatives.items else search
    blocks: list[Block] = [kit.paragraph("said", [b(text)], more)]
    return kit.message(text, [*blocks, kit.quote("note", view.request.note)] if view.request.note else blocks)


def _unanswered(view: CardView) -> RenderedMessage:
    text = plain(_("Let go: {title}"), title=view.title)
    why = _("Nobody said whether it took place, so its points are free again.")
    return kit.message(f"{text} · {why}", [kit.paragraph("said", [b(text)], why)])


def _how_was_it(view: CardView) -> RenderedMessage:
    request = view.request
    if not request.status.running or (request.fulfilment.event_on and request.fulfilment.event_on >= view.today):
        text = f"{view.title} Â· {settled(view)}"
        return kit.message(text, [kit.paragraph("said", [b(view.title)], settled(view))])
    text = plain(_("How did it go? {title}"), title=view.title)
    more = _("Two clicks and a line; then the customer can be thanked.")
    if view.reader.id != request.requester_id:
        more = plain(_("{name} has not said. Do you know?"), name=view.requester.name)
    return kit.message(text, [kit.paragraph("said", [b(text)], more), asking(view, "do")])


def asking(view: CardView, block_id: str) -> Block:
    """The buttons under "how did it go?"."""
    value, live = view.request.key, view.request.activity.live
    return kit.buttons(
        block_id,
        kit.button(_("It took place") if live else _("It's done"), HAPPENED, value, "primary"),
        kit.button(_("It was moved"), MOVED, value) if live else None,
        kit.button(_("It did not take place") if live else _("It fell through"), NOT_HELD, value),
    )


def _thank(view: CardView) -> RenderedMessage:
    if view.request.fulfilment.thanked_how:
        return _were_thanked(view)
    lines: list[Sequence[Part] | str] = [[b(_please_thank(view))]]
    if view.contact:
        to = " · ".join(filter(None, (view.contact.name, view.contact.title, view.contact.email, view.contact.phone)))
        lines.append(say(_("<i>To:</i> {contact}"), contact=to))
    fulfilment = view.request.fulfilment
    if fulfilment.grade:
        lines.append(say(_(_WENT[fulfilment.helped]), grade=fulfilment.grade, name=view.requester.name))
    if fulfilment.learned:
        lines.append(say(_("<i>Learned:</i> {words}"), words=kit.clip(fulfilment.learned, 600)))
    lines += [*_gifts(view), _("A draft to copy:")]
    blocks = [
        kit.paragraph("said", *lines),
        kit.quote("draft", _draft(view)),
        thanking(view.request, view.customer, "do"),
    ]
    return kit.message(_please_thank(view), blocks)


def _thank_again(view: CardView) -> RenderedMessage:
    if view.request.fulfilment.thanked_how:
        return _were_thanked(view)
    text = plain(_("Still to do: thank {customer}"), customer=view.customer.name)
    where = plain(_("{title}. The draft is further up, under its card."), title=view.title)
    said = kit.paragraph("said", [b(text)], where, *_gifts(view))
    return kit.message(text, [said, thanking(view.request, view.customer, "do")])


def _were_thanked(view: CardView) -> RenderedMessage:
    how, at = view.request.fulfilment.thanked_how, view.request.fulfilment.thanked_at
    said = plain(_(_WERE_THANKED[how]), customer=view.customer.name) if how else ""
    text = " · ".join(filter(None, (said, day(view.policy.day(at)) if at else "")))
    return kit.message(text, [kit.paragraph("said", [b(text)])])


def _please_thank(view: CardView) -> str:
    name, request = view.customer.name, view.request
    if request.status is not Status.CANCELLED:
        what = activities.name(request.activity)
        said = _("Please thank {customer}: {activity} · {prospect}")
        return plain(said, customer=name, activity=what, prospect=request.deal.prospect)
    if request.fulfilment.missed:
        said = _("Please thank {customer} all the same: {prospect} did not come")
    else:
        said = _("Please thank {customer} all the same: {prospect} cancelled at the last moment")
    return plain(said, customer=name, prospect=request.deal.prospect)


def thanking(request: Request, customer: Customer, block_id: str) -> Block:
    """The buttons under "please say thank you"."""
    value, gifts = request.key, customer.gifts_allowed is not False
    ways = [(action, how) for action, how in THANKED.items() if gifts or how is not Thanks.GIFT]
    row = [kit.button(_(_THANKED_WORDS[how]), action, value) for action, how in ways]
    return kit.buttons(block_id, *row, kit.button(_("Remind me tomorrow"), THANK_LATER, value))


def _gifts(view: CardView) -> list[list[Part]]:
    again, lines = view.request.fulfilment.thanks_again_on, []
    if view.customer.gifts_allowed is False:
        lines.append(say(_("<b>No gifts:</b> this customer does not allow them.")))
    if again and again > view.today:
        lines.append(say(_("I remind you on {day}."), day=again))
    return lines


def _draft(view: CardView) -> str:
    request, fulfilment = view.request, view.request.fulfilment
    prospect = request.deal.prospect
    if request.status is not Status.CANCELLED:
        middle = activities.thanks(request.activity, prospect)
    elif fulfilment.missed:
        middle = plain(
            _("I am sorry that {prospect} did not come. Thank you for keeping the time free."), prospect=prospect
        )
    else:
        late = _("I am sorry that {prospect} cancelled so late. Thank you for keeping the time free.")
        middle = plain(late, prospect=prospect)
    sentences = [middle]
    if fulfilment.helped:
        sentences.append(_("It helped them a great deal."))
    if fulfilment.remark:
        stop = "" if fulfilment.remark.endswith((".", "!", "?", "…")) else "."
        said = _("{name} says: “{words}”")
        sentences.append(plain(said, name=view.requester.first_name, words=f"{fulfilment.remark}{stop}"))
    sentences.append(_("I know how full your days are, and I am grateful."))
    return _letter(view, " ".join(sentences))


def _letter(view: CardView, text: str) -> str:
    """What the owner can send to the contact as it stands."""
    me = view.introducer.name if view.introducer else ""
    return f"{brief.hello(view.contact)}\n\n{text}\n\n{me}".rstrip()


def _deal_asked(view: CardView) -> RenderedMessage:
    fulfilment, prospect = view.request.fulfilment, view.request.deal.prospect
    if fulfilment.deal_end is not None:
        won = _("The deal with {prospect} was won. The customer's owner knows.")
        said = won if fulfilment.deal_end is DealEnd.WON else _("The deal with {prospect} was lost.")
        text = plain(said, prospect=prospect)
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    if fulfilment.ask_deal_on and fulfilment.ask_deal_on > view.today:
        said = _("The deal with {prospect} is still open. I ask again on {day}.")
        text = plain(said, prospect=prospect, day=fulfilment.ask_deal_on)
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    title = plain(_("Was the deal with {prospect} won?"), prospect=prospect)
    helped = plain(_("What helped: {title}"), title=activities.title(view.request.activity, view.customer.name))
    return kit.message(title, [kit.paragraph("said", [b(title)], helped), asking_deal(view, "do")])


def asking_deal(view: CardView, block_id: str) -> Block:
    """The buttons under "was the deal won?"."""
    row = [kit.button(_(_DEAL_WORDS[end]), action, view.request.key) for action, end in DEAL.items()]
    return kit.buttons(block_id, *row)


def _helped_win(view: CardView) -> RenderedMessage:
    deal, name = view.request.deal, view.requester.name
    text = plain(
        _("Your customer {customer} helped win {prospect} 🎉"), customer=view.customer.name, prospect=deal.prospect
    )
    said = (
        plain(_("{name} won the deal of {value}."), name=name, value=deal.value)
        if deal.value
        else plain(_("{name} won the deal."), name=name)
    )
    news = _("good news: {prospect} has chosen us, and your help was part of it. Thank you once more!")
    blocks = [
        kit.paragraph("said", [b(text)], said, _("To pass on to the contact:")),
        kit.quote("draft", _letter(view, plain(news, prospect=deal.prospect))),
    ]
    return kit.message(text, blocks)


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
