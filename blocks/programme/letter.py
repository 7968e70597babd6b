"""The list for the executive's quarterly letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block
from blocks.kit.language import _, months, ngettext
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import RenderedMessage, b
from blocks.wording import activities
from domain.calendar import Quarter
from domain.listed import listed
from domain.portfolio.customers import Contact
from domain.requests.request import DealEnd, Request
from domain.seniority import HIGHEST

MOST_LINES = 40
MOST_DID = 4
LETTER = "letter"


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One use of the executive's letter: who did it, and for whom; boss: who above them is on record."""

    customer: str
    contact: Contact | None
    boss: Contact | None
    request: Request


def build_letter(quarter: Quarter, done: Sequence[LetterLine]) -> RenderedMessage:
    """The list for the executive's letter: who helped in the quarter, with what, and which deals were won with it."""
    said = ngettext(
        "The executive's letter: {count} use to thank for · {months}",
        "The executive's letter: {count} uses to thank for · {months}",
        len(done),
    )
    text = plain(said, count=len(done), months=months(quarter.starts, quarter.ends - timedelta(1)))
    shown = listed(by_person(done), MOST_LINES)
    left = plain(ngettext("… and {count} more.", "… and {count} more.", shown.left), count=shown.left)
    more: list[Block] = [kit.paragraph("more", left)] if shown.left else []
    more += listing.see_all(LETTER, shown, str(quarter.starts))
    why = _("Once a quarter an executive thanks these people, and lets their bosses know.")
    return kit.message(text, [kit.paragraph("said", [b(text)], why), letter_lines(shown.items), *more])


def by_person(done: Sequence[LetterLine]) -> list[list[LetterLine]]:
    """The uses, grouped by contact."""
    people: dict[tuple[int, int | None], list[LetterLine]] = {}
    for each in done:
        people.setdefault((each.request.customer_id, each.request.contact_id), []).append(each)
    return list(people.values())


def letter_lines(people: Sequence[Sequence[LetterLine]]) -> Block:
    """The contact, and what they did."""
    items = [
        say(
            _("<b>{customer}</b> · {person}: {uses}"),
            customer=theirs[0].customer,
            person=_thanked(theirs[0]),
            uses=_did(theirs),
        )
        for theirs in people
    ]
    return kit.bullets("done", items)


def _did(theirs: Sequence[LetterLine]) -> str:
    """The first few uses; one that is left is said itself."""
    most = len(theirs) if len(theirs) <= MOST_DID + 1 else MOST_DID
    uses, left = "; ".join(_use(each.request) for each in theirs[:most]), len(theirs) - most
    return (
        plain(ngettext("{uses}; {count} more", "{uses}; {count} more", left), uses=uses, count=left) if left else uses
    )


def _use(request: Request) -> str:
    fulfilment = request.fulfilment
    won = _("deal won") if fulfilment.deal_end is DealEnd.WON else _("it helped") if fulfilment.helped else ""
    return " · ".join(filter(None, (activities.name(request.activity), request.deal.prospect, won)))


def _thanked(done: LetterLine) -> str:
    """Whom the letter goes to: the contact, and who is above them."""
    if done.contact is None:
        return _("ask the owner whom to thank")
    contact = _named(done.contact)
    if done.boss:
        return plain(_("{contact} (boss: {boss})"), contact=contact, boss=_named(done.boss))
    if done.contact.seniority == HIGHEST:
        return contact
    return plain(_("{contact} (boss: not on record, ask the owner)"), contact=contact)


def _named(contact: Contact) -> str:
    return ", ".join(filter(None, (contact.name, contact.title)))
