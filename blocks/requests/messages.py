"""Messages that make a phone ring: one for each `MessageType`, in the thread of its card."""

from collections.abc import Callable, Mapping

from blocks.kit import notice
from blocks.kit import shapes as kit
from blocks.kit.elements import Part
from blocks.kit.language import _
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import RenderedMessage, b, t
from blocks.requests import brief, calendar_file, escalation, follow_ups, paused
from blocks.requests.card_view import CardView, settled
from blocks.requests.contact import contact_lines
from blocks.requests.escalation import next_best
from blocks.requests.standing import beyond
from blocks.wording import activities, terms
from domain.requests.messages import MessageType
from domain.requests.states import Status


def build(message_type: MessageType, view: CardView) -> RenderedMessage:
    """The message for one person about one request."""
    return _BUILD[message_type](view)


def gone() -> str:
    """What stands where a person who may not use the desk any more may still look."""
    return _("This is not yours to follow any more: your account in Slack has changed.")


def build_gone() -> RenderedMessage:
    """What becomes of a message whose reader may not use the desk any more."""
    return notice.build(gone())


def _approved(view: CardView) -> RenderedMessage:
    text = plain(_("Approved: {title}"), title=view.title)
    # Stopped or withdrawn meanwhile: then nobody is told any more how to reach the contact.
    lines = contact_lines(view) if view.usable else [[t(each)] for each in (settled(view), view.on_hold) if each]
    return kit.message(text, [kit.paragraph("said", [b(text)], *lines, *beyond(view))])


def _introduce(view: CardView) -> RenderedMessage:
    if not view.usable:
        return _too_late(view)
    if view.introducer and view.reader.id != view.introducer.id and not view.reader.programme_manager:
        now = _("{title}: it is with somebody else now") if view.anonymous else _("{title}: it is with {who} now")
        text = plain(now, title=view.title, who=view.introducer.name)
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    if not view.request.activity.live:
        text = plain(_("{who} may now use it: {title}"), who=view.asking, title=view.title)
        return kit.message(text, [kit.paragraph("said", [b(text)], *beyond(view))])
    if view.writes_directly and view.contact:
        facts = {"who": view.asking, "contact": view.contact.name, "customer": view.customer.name}
        text = plain(_("{who} may now write to {contact} at {customer}"), **facts)
        lines = [*beyond(view), say(_("A word from you first helps. A draft to copy:"))]
        return _with_draft(text, lines, _invitation(view, _announced(view)))
    text = plain(_("Please introduce {who} to {customer}"), who=view.asking, customer=view.customer.name)
    lines = [_to(view), *beyond(view), say(_("A draft to copy, with them in copy:"))]
    return _with_draft(text, lines, _invitation(view, _introduced(view)))


def _with_draft(text: str, lines: list[list[Part]], draft: str) -> RenderedMessage:
    return kit.message(text, [kit.paragraph("said", [b(text)], *lines), kit.quote("draft", draft)])


def _to(view: CardView) -> list[Part]:
    if view.contact is None:
        return say(_("<i>To:</i> no contact on record, pick the right person yourself"))
    contact = view.contact
    to = " · ".join(filter(None, (contact.name, contact.title, contact.email, contact.phone)))
    return say(_("<i>To:</i> {contact}"), contact=to)


def _invitation(view: CardView, closing: str) -> str:
    """The owner's words to the customer. closing: what the requester will do."""
    request, deal = view.request, view.request.deal
    # Nobody is asked again for what they have just said yes to.
    name = view.contact.name.casefold() if view.contact else ""
    agreed = name != "" and name in request.agreed_by.casefold()
    talks = plain(_("{prospect} is thinking about working with us and would value your view."), prospect=deal.prospect)
    if deal.person:
        said = _("{person} of {prospect} is thinking about working with us and would value your view.")
        talks = plain(said, person=deal.person, prospect=deal.prospect)
    would = activities.invitation(request.activity, request.needed_by)
    if agreed:
        would = plain(_("Thank you for agreeing to help by {day}."), day=request.needed_by)
    hear = plain(_("They would like to hear about this: {topic}"), topic=deal.wants_to_hear)
    asked = " ".join((talks, would, *([hear] if deal.wants_to_hear else [])))
    return "\n\n".join((brief.hello(view.contact), asked, closing))


def _announced(view: CardView) -> str:
    if view.askers[1:]:
        return plain(_("My colleagues {who} will write to you. Thank you!"), who=view.asking)
    return plain(_("My colleague {who} will write to you. Thank you!"), who=view.asking)


def _introduced(view: CardView) -> str:
    if view.askers[1:]:
        return plain(_("My colleagues {who} will find a time that suits you. Thank you!"), who=view.asking)
    return plain(_("My colleague {who} will find a time that suits you. Thank you!"), who=view.asking)


def _awaiting(view: CardView) -> RenderedMessage:
    text = plain(_("The customer is being asked: {title}"), title=view.title)
    return kit.message(text, [kit.paragraph("said", [b(text)], _("You hear from me as soon as they have answered."))])


def _ask_customer(view: CardView) -> RenderedMessage:
    request = view.request
    if request.status is not Status.AWAITING_CUSTOMER or request.paused:
        return _too_late(view)
    text = plain(_("Please ask the customer: {title}"), title=view.title)
    talks = plain(_("{prospect} is thinking about working with us."), prospect=request.deal.prospect)
    would = activities.invitation(request.activity, request.needed_by)
    free = _("It is entirely up to you, and I will make sure it stays short.")
    draft = "\n\n".join((brief.hello(view.contact), f"{talks} {would} {free}", _("Thank you!")))
    lines = [*beyond(view), say(_("When they have answered, say so on the card.")), say(_("A draft to copy:"))]
    return _with_draft(text, lines, draft)


def _overridden(view: CardView) -> RenderedMessage:
    """To an owner who was not asked: a programme manager went beyond the limit of their customer."""
    text = plain(_("Approved beyond its limit: {title}"), title=view.title)
    stop = _("You can stop it on its card until it begins.")
    return kit.message(text, [kit.paragraph("said", [b(text)], *beyond(view), stop)])


def _too_late(view: CardView) -> RenderedMessage:
    """Instead of a task that was overtaken before it could be sent: nobody writes to a customer for nothing."""
    text = plain(_("Nothing to do: {title} · {settled}"), title=view.title, settled=settled(view))
    return kit.message(text, [kit.paragraph("said", [b(text)])])


def _declined(view: CardView) -> RenderedMessage:
    declined = plain(_("Declined: {title}"), title=view.title)
    text = " · ".join(filter(None, (declined, terms.why_not(view.request))))
    blocks = [kit.paragraph("said", [b(text)], next_best(view))]
    return kit.message(text, [*blocks, kit.quote("note", view.request.note)] if view.request.note else blocks)


def _withdrawn(view: CardView) -> RenderedMessage:
    text = plain(_("{who} no longer needs this: {title}"), who=view.requester.name, title=view.title)
    return kit.message(text, [kit.paragraph("said", [b(text)], _("There is nothing left to do."))])


_BUILD: Mapping[MessageType, Callable[[CardView], RenderedMessage]] = {
    **escalation.BUILD,
    **follow_ups.BUILD,
    MessageType.CALENDAR: calendar_file.build_words,
    **paused.BUILD,
    MessageType.APPROVED: _approved,
    MessageType.INTRODUCE: _introduce,
    MessageType.AWAITING: _awaiting,
    MessageType.ASK_CUSTOMER: _ask_customer,
    MessageType.DECLINED: _declined,
    MessageType.WITHDRAWN: _withdrawn,
    MessageType.OVERRIDDEN: _overridden,
}
