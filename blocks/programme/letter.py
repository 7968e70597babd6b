"""The list for the executive's quarterly letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.shapes import RenderedMessage, b, t
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
    months = f"{quarter.starts:%B} to {quarter.ends - timedelta(1):%B %Y}"
    text = f"The executive's letter: {kit.count(len(done), 'use')} to thank for, {months}"
    shown = listed(by_person(done), MOST_LINES)
    more: list[Block] = [kit.paragraph("more", f"… and {shown.left} more.")] if shown.left else []
    more += listing.see_all(LETTER, shown, str(quarter.starts))
    why = "Once a quarter an executive thanks these people, and lets their bosses know."
    return kit.message(text, [kit.paragraph("said", [b(text)], why), letter_lines(shown.items), *more])


def by_person(done: Sequence[LetterLine]) -> list[list[LetterLine]]:
    """The uses, grouped by contact."""
    people: dict[tuple[int, int | None], list[LetterLine]] = {}
    for each in done:
        people.setdefault((each.request.customer_id, each.request.contact_id), []).append(each)
    return list(people.values())


def letter_lines(people: Sequence[Sequence[LetterLine]]) -> Block:
    """The contact, and what they did."""
    items: list[list[Part]] = []
    for theirs in people:
        did = kit.some([_did(each.request) for each in theirs], MOST_DID, between="; ")
        items.append([b(theirs[0].customer), t(f"{_thanked(theirs[0])}: {did}")])
    return kit.bullets("done", items)


def _did(request: Request) -> str:
    fulfilment = request.fulfilment
    won = " · deal won" if fulfilment.deal_end is DealEnd.WON else " · it helped" if fulfilment.helped else ""
    return f"{request.activity.words} for {request.deal.prospect}{won}"


def _thanked(done: LetterLine) -> str:
    """Whom the letter goes to: the contact, and who is above them."""
    if done.contact is None:
        return " (ask the owner whom to thank)"
    top = done.boss is None and done.contact.seniority == HIGHEST
    boss = "" if top else f" (boss: {_named(done.boss) if done.boss else 'not on record, ask the owner'})"
    return f" · {_named(done.contact)}{boss}"


def _named(contact: Contact) -> str:
    return ", ".join(filter(None, (contact.name, contact.title)))
