"""The Home tab: what waits for you, what you asked for, your customers and what they can still give."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from blocks.kit import elements, listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Option, Part
from blocks.kit.language import _, day, ngettext, short
from blocks.kit.sentences import plain, say
from blocks.outbox import dead_letters as dead_letters_view
from blocks.outbox.dead_letters import DeadLetterView
from blocks.portfolio import verification as verification_view
from blocks.portfolio.verification import VerificationItem
from blocks.programme import overview, settings
from blocks.requests import follow_ups
from blocks.requests.card import OPEN
from blocks.wording import activities, blockers, terms
from domain.listed import NONE, Listed
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget
from domain.portfolio.cautions import Caution
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
        kit.heading("hello", plain(_("Hello {name}"), name=reader.first_name)),
        kit.paragraph("how", _("Type /reference and what the customer should be like, or start here:")),
        kit.buttons("start", kit.button(_("Ask for a reference"), NEW, "new", "primary"), _settings(reader)),
    ]
    if waiting.items:
        blocks += [kit.rule("waiting.rule"), *_waiting(waiting)]
    numbers = overview.lines(*programme) if programme else []
    blocks += [*_thanks(thanks), *numbers, *dead_letters_view.lines(dead_letters), *verification_view.lines(checks)]
    blocks.append(kit.rule("asked.rule"))
    return kit.home([*blocks, *_yours(reader, asked, mine, kit.MOST_ON_HOME - len(blocks))])


def build_mine(reader: Person, asked: Listed[RequestLine], mine: Listed[OwnedCustomer]) -> dict[str, Any]:
    """What its reader asked for, and their customers, as a modal."""
    return kit.modal(short("Yours"), _yours(reader, asked, mine, kit.MOST_ON_HOME))


def build_refusal(words: str) -> dict[str, Any]:
    """The tab of a person who can't use the desk, or not now."""
    return kit.home([kit.paragraph("refusal", words)])


def _thanks(due: Listed[ThanksDue]) -> list[Block]:
    if not due.items:
        return []
    heading = kit.heading("thanks", listing.counted(_("Thank-yous waiting for you"), due.total))
    return [kit.rule("thanks.rule"), heading, *thanks_lines(due.items), *listing.see_all(THANKS_DUE, due)]


def thanks_lines(due: Sequence[ThanksDue]) -> list[Block]:
    """Each use that is not thanked for yet, with its buttons."""
    blocks: list[Block] = []
    for each in due:
        request, key = each.request, f"thanks.{each.request.id}"
        thank = say(_("<b>Thank {customer}</b>"), customer=each.customer.name)
        blocks.append(kit.paragraph(key, thank, _for_what(each)))
        blocks.append(follow_ups.thanking(request, each.customer, f"{key}.do"))
    return blocks


def _for_what(thanks: ThanksDue) -> list[Part]:
    request, on = thanks.request, thanks.request.fulfilment.event_on
    about = " · ".join((activities.name(request.activity), request.deal.prospect, *([day(on)] if on else [])))
    return say(_("<b>Overdue</b> · {about}") if thanks.late else "{about}", about=about)


def _settings(reader: Person) -> Element | None:
    return kit.button(_("Settings"), settings.OPEN, "open") if reader.programme_manager else None


def _waiting(waiting: Listed[RequestLine]) -> list[Block]:
    heading = kit.heading("waiting", listing.counted(_("Waiting for you"), waiting.total))
    return [heading, *waiting_lines(waiting.items), *listing.see_all(WAITING, waiting)]


def waiting_lines(waiting: Sequence[RequestLine]) -> list[Block]:
    """Each request that waits for its reader, with the way to its card."""
    blocks: list[Block] = []
    for line in waiting:
        blocks.append(kit.paragraph(f"waiting.{line.request.id}", _asked(line), _when(line)))
        decide = kit.button(_("Decide"), OPEN, line.request.key, "primary")
        blocks.append(kit.buttons(f"waiting.{line.request.id}.do", decide))
    return blocks


def _yours(reader: Person, asked: Listed[RequestLine], mine: Listed[OwnedCustomer], room: int) -> list[Block]:
    """room: for so many blocks there is room."""
    title = _("Your open requests")
    heading = kit.heading("asked", listing.counted(title, asked.total) if asked.items else title)
    blocks: list[Block] = [heading, *asked_lines(asked.items)]
    blocks += listing.see_all(ASKED, asked)
    if not asked.items:
        blocks.append(kit.paragraph("asked.none", _("None right now.")))
    if mine.items:
        blocks += [
            kit.rule("mine.rule"),
            kit.heading("mine", listing.counted(_("Your customers this quarter"), mine.total)),
            look(mine),
        ]
        shown = mine.first(max(0, room - len(blocks) - 1))
        blocks += [*mine_lines(shown.items, reader), *listing.see_all(MINE, shown)]
    return blocks


def asked_lines(asked: Sequence[RequestLine]) -> list[Block]:
    """Each request of its reader, and how it stands."""
    return [
        kit.paragraph(f"asked.{line.request.id}", say("<b>{title}</b>", title=_title(line)), _stands(line))
        for line in asked
    ]


def mine_lines(mine: Sequence[OwnedCustomer], reader: Person) -> list[Block]:
    """Each customer of its reader, and what it has left to give."""
    return [kit.paragraph(f"mine.{each.customer.id}", *_mine(each, reader)) for each in mine]


def look(mine: Listed[OwnedCustomer]) -> Block:
    """The menu that opens one of them: those that stand there, or, where there are more, any by its name."""
    menu = _("See one, or put it on hold")
    if not mine.whole:
        any_of_them = elements.external_select(LOOK, placeholder=menu)
        return kit.buttons("mine.look", any_of_them)
    names = [kit.option(each.customer.name, each.customer.key) for each in mine.items]
    return kit.buttons("mine.look", elements.static_select(LOOK, names, placeholder=menu))


def look_option(customer: Customer) -> Option:
    """One of its reader's customers as a choice of a menu that is loaded."""
    return kit.option(customer.name, customer.key)


def _asked(line: RequestLine) -> list[Part]:
    title = activities.title(line.request.activity, line.customer.name)
    return say(_("<b>{who}</b> asks: <b>{title}</b>"), who=line.other, title=title)


def _when(line: RequestLine) -> str:
    prospect = plain(_("for {prospect}"), prospect=line.request.deal.prospect)
    return " · ".join(filter(None, (prospect, _day(line.request), _paused(line))))


def _paused(line: RequestLine) -> str:
    if not line.request.paused:
        return ""
    if line.customer.active:
        return _("paused: does it go ahead?")
    return _("no longer in the portfolio: please close it")


def _day(request: Request) -> str:
    """The day by which the lists are sorted."""
    if on := request.fulfilment.event_on:
        return plain(_("on {day}"), day=on)
    return plain(_("needed by {day}"), day=request.needed_by)


def _title(line: RequestLine) -> str:
    title = activities.title(line.request.activity, line.customer.name)
    return plain(_("{title} for {prospect}"), title=title, prospect=line.request.deal.prospect)


def _stands(line: RequestLine) -> str:
    status = _("Paused") if line.request.paused else terms.status(line.request.status)
    return " · ".join(filter(None, (status, line.other, _day(line.request))))


def _mine(each: OwnedCustomer, reader: Person) -> list[list[Part]]:
    lines = [say("<b>{customer}</b>  {left}", customer=each.customer.name, left=_left(each.budget))]
    if each.blocker:
        lines.append(say("{why}", why=blockers.blocker(each.blocker, reader)))
    if each.cautions:
        cautions = "; ".join(blockers.caution(caution) for caution in each.cautions)
        lines.append(say(_("<i>Careful:</i> {cautions}"), cautions=cautions))
    return lines


def _left(budget: Budget) -> str:
    if not budget.limit:
        return _("not available this quarter")
    said = ngettext("{bar} {left} of {count} point left", "{bar} {left} of {count} points left", budget.limit)
    return plain(said, bar=kit.bar(budget.left, budget.limit), left=budget.left, count=budget.limit)
