"""How contact is made once a use is approved, said to the person who asked."""

from blocks.kit import shapes as kit
from blocks.kit.elements import Part
from blocks.kit.language import _
from blocks.kit.sentences import say
from blocks.requests.card_view import CardView


def contact_lines(view: CardView) -> list[list[Part]]:
    """Who the contact is, where they may know, and who makes the contact: always the last line."""
    request, contact = view.request, view.contact
    if not request.activity.live:
        if request.activity.effortless and not view.anonymous:
            may = _("You may name <b>{customer}</b> to {prospect}.")
            return [say(may, customer=view.customer.name, prospect=request.deal.prospect)]
        gets = _("{who} gets it from the customer and sends it to you.")
        return [_by(view, gets, _("The customer's owner gets it from the customer and sends it to you."))]
    if contact is None or view.anonymous:
        introduces = _("{who} introduces you to the customer.")
        return [_by(view, introduces, _("The customer's owner introduces you to the customer."))]
    who = ", ".join(filter(None, (contact.name, contact.title))) or _("their contact")
    named = say(_("<i>Contact:</i> <b>{contact}</b>"), contact=who)
    if view.writes_directly:
        details = " · ".join(filter(None, (contact.email, contact.phone)))
        return [named, say(_("You may write to them yourself: <b>{details}</b>"), details=details)]
    introduces = _("{who} introduces you. Please wait for the introduction.")
    return [named, _by(view, introduces, _("The customer's owner introduces you. Please wait for the introduction."))]


def _by(view: CardView, named: str, unnamed: str) -> list[Part]:
    """The sentence with the name of who makes the contact, where the reader may know it."""
    if view.introducer is None or view.anonymous:
        return say(unnamed)
    return say(named, who=kit.person(view.introducer.slack_id, view.introducer.name))
