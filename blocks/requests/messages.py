"""Messages that make a phone ring: one for each `MessageType`, in the thread of its card."""

from collections.abc import Callable, Mapping

from blocks.kit import notice
from blocks.kit import shapes as kit
from blocks.kit.elements import Part
from blocks.kit.shapes import RenderedMessage, b, i, t
from blocks.requests import calendar_file, escalation, follow_ups, paused
from blocks.requests.card import contact_lines
from blocks.requests.card_view import CardView, settled, what
from blocks.wording import terms
from domain.requests.messages import MessageType
from domain.requests.states import Status

GONE = "This is not yours to follow any more: your account in Slack has changed."


def build(message_type: MessageType, view: CardView) -> RenderedMessage:
    """The message for one person about one request."""
    return _BUILD[message_type](view)


def build_gone() -> RenderedMessage:
    """What becomes of a message whose reader may not use the desk any more."""
    return notice.build(GONE)


def _approved(view: CardView) -> RenderedMessage:
    text = f"Approved: {what(view.request.activity, view.customer)} for {view.request.deal.prospect}"
    # Stopped or withdrawn meanwhile: then nobody is told any more how to reach the contact.
    lines = contact_lines(view) if view.usable else [[t(". ".join(filter(None, (settled(view), view.on_hold))))]]
    return kit.message(text, [kit.paragraph("said", [b(text)], *lines, *_beyond(view))])


def _introduce(view: CardView) -> RenderedMessage:
    request, contact = view.request, view.contact
    if not view.usable:
        return _too_late(view)
    if view.introducer and view.reader.id != view.introducer.id and not view.reader.programme_manager:
        text = f"{view.title}: it is with {'somebody else' if view.anonymous else view.introducer.name} now"
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    if not request.activity.live:
        text = f"{view.asking} may now use the {what(request.activity, view.customer)}"
        return kit.message(
            text, [kit.paragraph("said", [b(text)], [t(f"For {request.deal.prospect}.")], *_beyond(view))]
        )
    if view.writes_directly and contact:
        text = f"{view.asking} may now write to {contact.name} at {view.customer.name}"
        said = kit.paragraph("said", [b(text)], *_beyond(view), "A word from you first helps. A draft to copy:")
        return kit.message(text, [said, kit.quote("draft", f"{_invitation(view)} will write to you. Thank you!")])
    text = f"Please introduce {view.asking} to {view.customer.name}"
    to = "no contact on record: pick the right person yourself"
    if contact:
        to = " · ".join(filter(None, (contact.name, contact.title, contact.email, contact.phone)))
    draft = "A draft to copy, with them in copy:"
    said = kit.paragraph("said", [b(text)], [i("To: "), t(to)], *_beyond(view), draft)
    return kit.message(
        text, [said, kit.quote("draft", f"{_invitation(view)} will find a time that suits you. Thank you!")]
    )


def _invitation(view: CardView) -> str:
    """The owner's words to the customer, up to what the requester will do."""
    deal = view.request.deal
    talks = f"{deal.person} of {deal.prospect}" if deal.person else deal.prospect
    hear = f" They would like to hear about this: {deal.wants_to_hear}" if deal.wants_to_hear else ""
    asked, day = f"{kit.a(view.request.activity.words)} with them", kit.day(view.request.needed_by)
    # Nobody is asked again for what they have just said yes to.
    name = view.contact.name.casefold() if view.contact else ""
    agreed = name != "" and name in view.request.agreed_by.casefold()
    would = f"Thank you for agreeing to {asked}, by {day}." if agreed else f"Would you be up for {asked} by {day}?"
    return (
        f"{_greeting(view)}\n\n{talks} is thinking about working with us and would value your view. {would}{hear}\n\n"
        f"My {'colleagues' if view.askers[1:] else 'colleague'} {view.asking}"
    )


def _greeting(view: CardView) -> str:
    return f"Hello {view.contact.name.split(' ')[0]}," if view.contact and view.contact.name else "Hello,"


def _awaiting(view: CardView) -> RenderedMessage:
    text = f"The customer is being asked: {view.title}"
    return kit.message(text, [kit.paragraph("said", [b(text)], "You hear from me as soon as they have answered.")])


def _ask_customer(view: CardView) -> RenderedMessage:
    request = view.request
    if request.status is not Status.AWAITING_CUSTOMER or request.paused:
        return _too_late(view)
    text = f"Please ask {view.customer.name} whether they agree to {kit.a(request.activity.words)}"
    draft = (
        f"{_greeting(view)}\n\n{request.deal.prospect} is thinking about working with us. Would you be willing to give "
        f"them {kit.a(request.activity.words)} by {kit.day(request.needed_by)}? "
        "It is entirely up to you, and I will make sure it stays short.\n\nThank you!"
    )
    then = "When they have answered, press “They said yes” or “They said no” on the card."
    said = kit.paragraph("said", [b(text)], *_beyond(view), then, "A draft to copy:")
    return kit.message(text, [said, kit.quote("draft", draft)])


def _overridden(view: CardView) -> RenderedMessage:
    """To an owner who was not asked: a programme manager went beyond the limit of their customer."""
    text = f"Approved beyond its limit: {view.title}"
    stop = "You can stop it on its card until it begins."
    return kit.message(text, [kit.paragraph("said", [b(text)], *_beyond(view), stop)])


def _beyond(view: CardView) -> list[list[Part]]:
    return [[t(view.beyond)]] if view.beyond else []


def _too_late(view: CardView) -> RenderedMessage:
    """Instead of a task that was overtaken before it could be sent: nobody writes to a customer for nothing."""
    text = f"Nothing to do: {view.title}. {settled(view)}"
    return kit.message(text, [kit.paragraph("said", [b(text)])])


def _declined(view: CardView) -> RenderedMessage:
    reason = f" {terms.why_not(view.request)}." if terms.why_not(view.request) else ""
    text = f"Declined: {view.title}.{reason}"
    more = "The card shows who fits next best." if view.alternatives.items else "Search again to find another customer."
    blocks = [kit.paragraph("said", [b(text)], more)]
    return kit.message(text, [*blocks, kit.quote("note", view.request.note)] if view.request.note else blocks)


def _withdrawn(view: CardView) -> RenderedMessage:
    text = f"{view.requester.name} no longer needs the {what(view.request.activity, view.customer)}"
    return kit.message(text, [kit.paragraph("said", [b(text)], "There is nothing left to do.")])


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
