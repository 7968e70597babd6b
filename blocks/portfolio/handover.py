"""All customers of one owner become another's: the form, and what was done."""

from dataclasses import dataclass
from typing import Any

from blocks.kit import elements, notice
from blocks.kit import shapes as kit
from blocks.kit.language import _
from blocks.kit.shapes import Payload, RenderedMessage, b
from domain.people import Person

FORM = "handover.form"
FROM = "handover.from"


@dataclass(frozen=True, slots=True)
class HandoverForm:
    """A filled-in form. former: an owner's key, "" is its sender. to: a Slack id."""

    former: str
    to: str


def build(reader: Person) -> dict[str, Any]:
    """The form. Programme managers say whose customers; anybody else hands over their own."""
    whose = elements.external_select(FROM, placeholder="Type a name")
    to = elements.users_select("to", placeholder="Pick a colleague")
    intro = "Customers, their open requests, questions and thank-yous go to somebody else, who decides from then on."
    crm = "Change the owner in your CRM, too, or the next import takes them back."
    blocks = [
        kit.paragraph("intro", intro if reader.programme_manager else f"All of yours: {intro[0].lower()}{intro[1:]}"),
        *([kit.field("former", "Whose customers?", whose)] if reader.programme_manager else []),
        kit.field("to", "Who takes over?", to, hint=crm),
    ]
    return kit.modal("Hand over customers", blocks, callback=FORM, submit="Hand over")


def parse(view: Payload) -> HandoverForm:
    """What was filled in."""
    former = kit.values(view).get("former", "")
    if former == kit.NOBODY:
        raise kit.invalid(_("Pick whose customers."), "former")
    chosen = view.get("state", {}).get("values", {}).get("to", {}).get("to", {})
    return HandoverForm(kit.key(former) if former else "", chosen.get("selected_user") or "")


def build_done(number: int, former: Person, to: Person) -> dict[str, Any]:
    """What was done."""
    words = f"{kit.count(number, 'customer')} of {former.name} {'is' if number == 1 else 'are'} {to.name}'s now."
    more = "Open requests, questions and thank-yous follow within a minute. Change the owner in your CRM, too."
    return notice.build_modal(f"{words} {more}", "Handed over")


def build_told(number: int, former: Person) -> RenderedMessage:
    """Word for the new owner."""
    text = f"{kit.count(number, 'customer')} of {former.name} {'is' if number == 1 else 'are'} yours now"
    more = "What is open comes to you in a moment. See them all with /reference mine."
    return kit.message(text, [kit.paragraph("said", [b(text)], more)])
