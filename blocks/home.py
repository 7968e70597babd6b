"""The Home tab: what waits for you, what you asked for, your customers and what they can still give."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import Block, Button, StaticSelectMenu

from blocks import follow_up, glance, kit, settings, undelivered, verifying
from blocks.card_view import what
from blocks.kit import Part, b, i, t
from blocks.search_result import NOT_AVAILABLE
from blocks.undelivered import Undelivered
from blocks.verifying import Checked
from domain.availability import Block as Stop
from domain.availability import Budget
from domain.customers import Customer
from domain.digest import Glance
from domain.people import Person
from domain.policy import Policy
from domain.requests import Request

NEW = "home.new"
OPEN = "home.open"
LOOK = "home.look"
MOST = 10
THANKS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One request in a list. `customer` is as the reader may know it."""

    request: Request
    customer: Customer
    other: str


@dataclass(frozen=True, slots=True)
class Mine:
    """One customer of the reader."""

    customer: Customer
    budget: Budget
    closed: Stop | None
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """Thanks its reader owes a customer."""

    request: Request
    customer: Customer
    late: bool


def build(
    reader: Person,
    waiting: Sequence[Line],
    asked: Sequence[Line],
    mine: Sequence[Mine],
    *,
    lost: tuple[Sequence[Undelivered], int] = ((), 0),
    checks: tuple[Sequence[Checked], int] = ((), 0),
    thanks: Sequence[Owed] = (),
    programme: tuple[Glance, Policy] | None = None,
) -> dict[str, Any]:
    """The whole tab. lost: what could not be delivered, some of it and how many in all; for programme managers.

    checks: customers whose record is to be confirmed, some of them and how many in all.
    thanks: the uses for which thanks are owed. programme: its numbers, for programme managers.
    """
    blocks: list[Block] = [
        kit.heading("hello", f"Hello {reader.first_name}"),
        kit.paragraph("how", "Type /reference and what the customer should be like, or start here:"),
        kit.buttons("start", kit.button("Ask for a reference", NEW, "new", "primary"), _settings(reader)),
    ]
    if waiting:
        blocks += [kit.rule("waiting.rule"), *_waiting(waiting)]
    numbers = glance.lines(*programme) if programme else []
    blocks += [*_thanks(thanks), *numbers, *undelivered.lines(*lost), *verifying.lines(*checks)]
    blocks.append(kit.rule("asked.rule"))
    return kit.home([*blocks, *_yours(asked, mine, kit.MOST_ON_HOME - len(blocks))])


def build_inbox(waiting: Sequence[Line]) -> dict[str, Any]:
    """What waits for its reader, as a modal."""
    return kit.modal("Inbox", _waiting(waiting) or [kit.paragraph("waiting.none", "Nothing waits for you.")])


def build_mine(asked: Sequence[Line], mine: Sequence[Mine]) -> dict[str, Any]:
    """What its reader asked for, and their customers, as a modal."""
    return kit.modal("Yours", _yours(asked, mine, kit.MOST_ON_HOME))


def build_refusal(words: str) -> dict[str, Any]:
    """The tab of somebody who can't use the desk, or not now."""
    return kit.home([kit.paragraph("refusal", words)])


def _thanks(owed: Sequence[Owed]) -> list[Block]:
    if not owed:
        return []
    blocks: list[Block] = [kit.rule("thanks.rule"), kit.heading("thanks", f"Thank-yous waiting for you ({len(owed)})")]
    for each in owed[:THANKS]:
        request, key = each.request, f"thanks.{each.request.id}"
        late: list[Part] = [b("Overdue. ")] if each.late else []
        blocks.append(kit.paragraph(key, [b(f"Thank {each.customer.name}")], [*late, t(_for_what(each))]))
        blocks.append(follow_up.thanking(request, each.customer, f"{key}.do"))
    if len(owed) > THANKS:
        blocks.append(kit.paragraph("thanks.more", f"… and {len(owed) - THANKS} more; they follow as you thank these."))
    return blocks


def _for_what(owed: Owed) -> str:
    request = owed.request
    on = f" on {kit.day(request.after.event_on)}" if request.after.event_on else ""
    return f"For the {request.activity.words} with {request.deal.prospect}{on}."


def _settings(reader: Person) -> Button | None:
    return kit.button("Settings", settings.OPEN, "open") if reader.programme_manager else None


def _waiting(waiting: Sequence[Line]) -> list[Block]:
    blocks: list[Block] = [kit.heading("waiting", f"Waiting for you ({len(waiting)})")] if waiting else []
    for line in waiting[:MOST]:
        blocks.append(kit.paragraph(f"waiting.{line.request.id}", _asked(line), _when(line)))
        decide = kit.button("Decide", OPEN, line.request.key, "primary")
        blocks.append(kit.buttons(f"waiting.{line.request.id}.do", decide))
    return blocks


def _yours(asked: Sequence[Line], mine: Sequence[Mine], room: int) -> list[Block]:
    """room: for so many blocks there is room."""
    blocks: list[Block] = [kit.heading("asked", "Your open requests")]
    blocks += [
        kit.paragraph(f"asked.{line.request.id}", [b(_title(line))], [t(_stands(line.request)), *_by(line)])
        for line in asked[:MOST]
    ]
    if not asked:
        blocks.append(kit.paragraph("asked.none", "None right now."))
    if mine:
        blocks += [kit.rule("mine.rule"), kit.heading("mine", "Your customers this quarter")]
        names = [kit.option(each.customer.name, each.customer.key) for each in mine[:100]]
        look = StaticSelectMenu(action_id=LOOK, options=names, placeholder=kit.plain("See one, or put it on hold"))
        blocks.append(kit.buttons("mine.look", look))
        shown = max(0, min(40, room - len(blocks) - 1))
        blocks += [kit.paragraph(f"mine.{each.customer.id}", *_mine(each)) for each in mine[:shown]]
        if len(mine) > shown:
            blocks.append(kit.paragraph("mine.more", f"… and {len(mine) - shown} more."))
    return blocks


def _asked(line: Line) -> list[Part]:
    return [b(line.other), t(" asks for "), b(kit.a(what(line.request.activity, line.customer)))]


def _when(line: Line) -> list[Part]:
    ask = "paused: does it go ahead?" if line.customer.active else "no longer in the portfolio: please close it"
    paused = f" · {ask}" if line.request.paused else ""
    return [t(f"for {line.request.deal.prospect}, needed by {kit.day(line.request.needed_by)}{paused}")]


def _title(line: Line) -> str:
    words = what(line.request.activity, line.customer)
    return f"{words[:1].upper()}{words[1:]} for {line.request.deal.prospect}"


def _stands(request: Request) -> str:
    return "Paused" if request.paused else request.status.words


def _by(line: Line) -> list[Part]:
    return [t(f" · {line.other}")] if line.other else []


def _mine(each: Mine) -> list[list[Part]]:
    bar = kit.bar(each.budget.left, each.budget.limit)
    left = f"{bar} {each.budget.left} of {each.budget.limit} points left" if each.budget.limit else NOT_AVAILABLE
    lines: list[list[Part]] = [[b(each.customer.name), t(f"  {left}")]]
    if each.closed:
        free = f" Free again on {kit.day(each.closed.free_on)}." if each.closed.free_on else ""
        lines.append([t(f"{each.closed.words}{free}")])
    if each.cautions:
        lines.append([i("Careful: "), t("; ".join(each.cautions))])
    return lines
