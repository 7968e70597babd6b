"""The Home tab: what waits for you, what you asked for, your customers and what they can still give."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from blocks.kit import elements, listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Option, Part
from blocks.kit.shapes import b, i, t
from blocks.outbox import dead_letters as dead_letters_view
from blocks.outbox.dead_letters import DeadLetterView
from blocks.portfolio import verification as verification_view
from blocks.portfolio.verification import VerificationItem
from blocks.programme import overview, settings
from blocks.requests import follow_ups
from blocks.requests.card import OPEN
from blocks.requests.card_view import what
from blocks.search.result import NOT_AVAILABLE
from blocks.wording import blockers, terms
from domain.listed import NONE, Listed
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget, Caution
from domain.portfolio.customers import Customer
from domain.programme.digest import Overview
from domain.requests.request import Request

NEW = "home.new"
LOOK = "home.look"
MOST = 10
THANKS = 5
CUSTOMERS = 40
# The lists of a Home, by the names their buttons carry.
WAITING = "waiting"
ASKED = "yours"
MINE = "mine"
THANKS_DUE = "thanks"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in a list. `customer` is as the reader may know it."""

    request: Request
    customer: Customer
    other: str


@dataclass(frozen=True, slots=True)
class OwnedCustomer:
    """One customer of the reader."""

    customer: Customer
    budget: Budget
    blocker: Blocker | None
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class ThanksDue:
    """A use for which its reader has to thank the customer."""

    request: Request
    customer: Customer
    late: bool


def build(
    reader: Person,
    waiting: Listed[RequestLine],
    asked: Listed[RequestLine],
    mine: Listed[OwnedCustomer],
    *,
    dead_letters: Listed[DeadLetterView] = NONE,
    checks: Listed[VerificationItem] = NONE,
    thanks: Listed[ThanksDue] = NONE,
    programme: tuple[Overview, Policy] | None = None,
) -> dict[str, Any]:
    """The whole tab.

    dead_letters: what could not be delivered, for programme managers; programme: its numbers, for them, too.

    checks: customers whose record is to be confirmed. thanks: the uses for which the customer is to be thanked.
    """
    blocks: list[Block] = [
        kit.heading("hello", f"Hello {reader.first_name}"),
        kit.paragraph("how", "Type /reference and what the customer should be like, or start here:"),
        kit.buttons("start", kit.button("Ask for a reference", NEW, "new", "primary"), _settings(reader)),
    ]
    if waiting.items:
        blocks += [kit.rule("waiting.rule"), *_waiting(waiting)]
    numbers = overview.lines(*programme) if programme else []
    blocks += [*_thanks(thanks), *numbers, *dead_letters_view.lines(dead_letters), *verification_view.lines(checks)]
    blocks.append(kit.rule("asked.rule"))
    return kit.home([*blocks, *_yours(reader, asked, mine, kit.MOST_ON_HOME - len(blocks))])


def build_mine(reader: Person, asked: Listed[RequestLine], mine: Listed[OwnedCustomer]) -> dict[str, Any]:
    """What its reader asked for, and their customers, as a modal."""
    return kit.modal("Yours", _yours(reader, asked, mine, kit.MOST_ON_HOME))


def build_refusal(words: str) -> dict[str, Any]:
    """The tab of a person who can't use the desk, or not now."""
    return kit.home([kit.paragraph("refusal", words)])


def _thanks(due: Listed[ThanksDue]) -> list[Block]:
    if not due.items:
        return []
    blocks: list[Block] = [kit.rule("thanks.rule"), kit.heading("thanks", f"Thank-yous waiting for you ({due.total})")]
    return [*blocks, *thanks_lines(due.items), *listing.see_all(THANKS_DUE, due)]


def thanks_lines(due: Sequence[ThanksDue]) -> list[Block]:
    """Each use that is not thanked for yet, with its buttons."""
    blocks: list[Block] = []
    for each in due:
        request, key = each.request, f"thanks.{each.request.id}"
        late: list[Part] = [b("Overdue. ")] if each.late else []
        blocks.append(kit.paragraph(key, [b(f"Thank {each.customer.name}")], [*late, t(_for_what(each))]))
        blocks.append(follow_ups.thanking(request, each.customer, f"{key}.do"))
    return blocks


def _for_what(thanks: ThanksDue) -> str:
    request = thanks.request
    on = f" on {kit.day(request.fulfilment.event_on)}" if request.fulfilment.event_on else ""
    return f"For the {request.activity.words} with {request.deal.prospect}{on}."


def _settings(reader: Person) -> Element | None:
    return kit.button("Settings", settings.OPEN, "open") if reader.programme_manager else None


def _waiting(waiting: Listed[RequestLine]) -> list[Block]:
    heading = kit.heading("waiting", f"Waiting for you ({waiting.total})")
    return [heading, *waiting_lines(waiting.items), *listing.see_all(WAITING, waiting)]


def waiting_lines(waiting: Sequence[RequestLine]) -> list[Block]:
    """Each request that waits for its reader, with the way to its card."""
    blocks: list[Block] = []
    for line in waiting:
        blocks.append(kit.paragraph(f"waiting.{line.request.id}", _asked(line), _when(line)))
        decide = kit.button("Decide", OPEN, line.request.key, "primary")
        blocks.append(kit.buttons(f"waiting.{line.request.id}.do", decide))
    return blocks


def _yours(reader: Person, asked: Listed[RequestLine], mine: Listed[OwnedCustomer], room: int) -> list[Block]:
    """room: for so many blocks there is room."""
    many = f" ({asked.total})" if asked.items else ""
    blocks: list[Block] = [kit.heading("asked", f"Your open requests{many}"), *asked_lines(asked.items)]
    blocks += listing.see_all(ASKED, asked)
    if not asked.items:
        blocks.append(kit.paragraph("asked.none", "None right now."))
    if mine.items:
        blocks += [
            kit.rule("mine.rule"),
            kit.heading("mine", f"Your customers this quarter ({mine.total})"),
            look(mine),
        ]
        shown = mine.first(max(0, room - len(blocks) - 1))
        blocks += [*mine_lines(shown.items, reader), *listing.see_all(MINE, shown)]
    return blocks


def asked_lines(asked: Sequence[RequestLine]) -> list[Block]:
    """Each request of its reader, and how it stands."""
    return [
        kit.paragraph(
            f"asked.{line.request.id}", [b(_title(line))], [t(_stands(line.request)), *_by(line), *_due(line)]
        )
        for line in asked
    ]


def mine_lines(mine: Sequence[OwnedCustomer], reader: Person) -> list[Block]:
    """Each customer of its reader, and what it has left to give."""
    return [kit.paragraph(f"mine.{each.customer.id}", *_mine(each, reader)) for each in mine]


def look(mine: Listed[OwnedCustomer]) -> Block:
    """The menu that opens one of them: those that stand there, or, where there are more, any by its name."""
    menu = "See one, or put it on hold"
    if not mine.whole:
        any_of_them = elements.external_select(LOOK, placeholder=menu)
        return kit.buttons("mine.look", any_of_them)
    names = [kit.option(each.customer.name, each.customer.key) for each in mine.items]
    return kit.buttons("mine.look", elements.static_select(LOOK, names, placeholder=menu))


def look_option(customer: Customer) -> Option:
    """One of its reader's customers as a choice of a menu that is loaded."""
    return kit.option(customer.name, customer.key)


def _asked(line: RequestLine) -> list[Part]:
    return [b(line.other), t(" asks for "), b(kit.a(what(line.request.activity, line.customer)))]


def _when(line: RequestLine) -> list[Part]:
    ask = "paused: does it go ahead?" if line.customer.active else "no longer in the portfolio: please close it"
    paused = f" · {ask}" if line.request.paused else ""
    return [t(f"for {line.request.deal.prospect}, {_day(line.request)}{paused}")]


def _due(line: RequestLine) -> list[Part]:
    return [t(f" · {_day(line.request)}")]


def _day(request: Request) -> str:
    """The day by which the lists are sorted."""
    day = request.fulfilment.event_on
    return f"on {kit.day(day)}" if day else f"needed by {kit.day(request.needed_by)}"


def _title(line: RequestLine) -> str:
    words = what(line.request.activity, line.customer)
    return f"{words[:1].upper()}{words[1:]} for {line.request.deal.prospect}"


def _stands(request: Request) -> str:
    return "Paused" if request.paused else terms.status(request.status)


def _by(line: RequestLine) -> list[Part]:
    return [t(f" · {line.other}")] if line.other else []


def _mine(each: OwnedCustomer, reader: Person) -> list[list[Part]]:
    bar = kit.bar(each.budget.left, each.budget.limit)
    left = f"{bar} {each.budget.left} of {each.budget.limit} points left" if each.budget.limit else NOT_AVAILABLE
    lines: list[list[Part]] = [[b(each.customer.name), t(f"  {left}")]]
    if each.blocker:
        lines.append([t(blockers.blocker(each.blocker, reader))])
    if each.cautions:
        lines.append([i("Careful: "), t("; ".join(blockers.caution(caution) for caution in each.cautions))])
    return lines
