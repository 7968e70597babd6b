"""Messages that make a phone ring: one for each `Tell`, in the thread of its card."""

from blocks import kit
from blocks.kit import Posted, b, i, t
from blocks.request_card import CardView, contact_lines, what
from domain.requests import Tell


def build(tell: Tell, view: CardView) -> Posted:
    """The message for one person about one request."""
    return _BUILD[tell](view)


def _approved(view: CardView) -> Posted:
    text = f"Approved: {what(view.request.activity, view.customer)} for {view.request.deal.prospect}"
    return kit.message(text, [kit.paragraph("said", [b(text)], *contact_lines(view))])


def _introduce(view: CardView) -> Posted:
    request, contact = view.request, view.contact
    text = f"Please introduce {view.requester.name} to {view.customer.name}"
    if not request.activity.live:
        text = f"{view.requester.name} may now use the {what(request.activity, view.customer)}"
        return kit.message(text, [kit.paragraph("said", [b(text)], [t(f"For {request.deal.prospect}.")])])
    to = "no contact on record: pick the right person yourself"
    if contact:
        to = " · ".join(filter(None, (contact.name, contact.title, contact.email, contact.phone)))
    greeting = f"Hello {contact.name.split(' ')[0]}" if contact and contact.name else "Hello"
    hear = f" They would like to hear about this: {request.deal.wants_to_hear}" if request.deal.wants_to_hear else ""
    talks = f"{request.deal.person} of {request.deal.prospect}" if request.deal.person else request.deal.prospect
    me = view.introducer.name if view.introducer else ""
    draft = (
        f"{greeting},\n\n{talks} is thinking about working with us and would value your view. "
        f"Would you give them {kit.a(request.activity.words)} before {kit.day(request.needed_by)}?{hear}\n\n"
        f"My colleague {view.requester.name} ({view.requester.email or 'in copy'}) will find a time that suits you. "
        f"Thank you!\n\n{me}"
    )
    lines = kit.paragraph("said", [b(text)], [i("To: "), t(to)], [t("A draft to copy, with them in copy:")])
    return kit.message(text, [lines, kit.quote("draft", draft)])


def _awaiting(view: CardView) -> Posted:
    text = f"The customer is being asked: {view.title}"
    return kit.message(text, [kit.paragraph("said", [b(text)], "You hear from me as soon as they have answered.")])


def _ask_customer(view: CardView) -> Posted:
    request, contact = view.request, view.contact
    text = f"Please ask {view.customer.name} whether they agree to {kit.a(request.activity.words)}"
    greeting = f"Hello {contact.name.split(' ')[0]}" if contact and contact.name else "Hello"
    draft = (
        f"{greeting},\n\n{request.deal.prospect} is thinking about working with us. Would you be willing to give them "
        f"{kit.a(request.activity.words)} before {kit.day(request.needed_by)}? "
        "It is entirely up to you, and I will make sure it stays short.\n\nThank you!"
    )
    then = "When they have answered, press *They said yes* or *They said no* on the card.".replace("*", "")
    return kit.message(text, [kit.paragraph("said", [b(text)], then, "A draft to copy:"), kit.quote("draft", draft)])


def _declined(view: CardView) -> Posted:
    reason = view.request.decline_reason.words if view.request.decline_reason else "no reason given"
    text = f"Declined: {view.title}. {reason}."
    more = "The card shows who fits next best." if view.alternatives else "Search again to find another customer."
    blocks = [kit.paragraph("said", [b(text)], more)]
    return kit.message(text, [*blocks, kit.quote("note", view.request.note)] if view.request.note else blocks)


def _withdrawn(view: CardView) -> Posted:
    text = f"{view.requester.name} no longer needs the {what(view.request.activity, view.customer)}"
    return kit.message(text, [kit.paragraph("said", [b(text)], "There is nothing left to do.")])


_BUILD = {
    Tell.APPROVED: _approved,
    Tell.INTRODUCE: _introduce,
    Tell.AWAITING: _awaiting,
    Tell.ASK_CUSTOMER: _ask_customer,
    Tell.DECLINED: _declined,
    Tell.WITHDRAWN: _withdrawn,
}
