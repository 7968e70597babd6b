"""All customers of one owner become another's: the form, and what was done."""

from dataclasses import dataclass
from typing import Any

from blocks.kit import elements, notice
from blocks.kit import shapes as kit
from blocks.kit.elements import Option
from blocks.kit.language import _, ngettext, short
from blocks.kit.sentences import plain
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
    whose = elements.external_select(FROM, placeholder=_("Type a name"))
    to = elements.users_select("to", placeholder=_("Pick a colleague"))
    anybody = _(
        "Customers, their open requests, questions and thank-yous go to somebody else, who decides from then on."
    )
    own = _(
        "All your customers, open requests, questions and thank-yous go to somebody else, who decides from then on."
    )
    crm = _("Change the owner in your CRM, too, or the next import takes them back.")
    blocks = [
        kit.paragraph("intro", anybody if reader.programme_manager else own),
        *([kit.field("former", _("Whose customers?"), whose)] if reader.programme_manager else []),
        kit.field("to", _("Who takes over?"), to, hint=crm),
    ]
    return kit.modal(short("Hand over customers"), blocks, callback=FORM, submit=short("Hand over"))


def build_nobody() -> Option:
    """The only choice of the menu where nobody is called what is typed."""
    return notice.build_option(_("Nobody of that name looks after customers."))


def parse(view: Payload) -> HandoverForm:
    """What was filled in."""
    former = kit.values(view).get("former", "")
    if former == kit.NOBODY:
        raise kit.invalid(_("Pick whose customers."), "former")
    chosen = view.get("state", {}).get("values", {}).get("to", {}).get("to", {})
    return HandoverForm(kit.key(former) if former else "", chosen.get("selected_user") or "")


def build_done(number: int, former: Person, to: Person) -> dict[str, Any]:
    """What was done."""
    said = ngettext(
        "{count} customer of {former} is {successor}'s now. "
        "What is open follows within a minute. Change the owner in your CRM, too.",
        "{count} customers of {former} are {successor}'s now. "
        "What is open follows within a minute. Change the owner in your CRM, too.",
        number,
    )
    return notice.build_modal(plain(said, count=number, former=former.name, successor=to.name), short("Handed over"))


def build_told(number: int, former: Person) -> RenderedMessage:
    """Word for the new owner."""
    said = ngettext("{count} customer of {former} is yours now", "{count} customers of {former} are yours now", number)
    text = plain(said, count=number, former=former.name)
    more = _("What is open comes to you in a moment. See them all with /reference mine.")
    return kit.message(text, [kit.paragraph("said", [b(text)], more)])
