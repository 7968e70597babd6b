"""Who uses what on which customer: what may be seen, changed and adopted, cell by cell, against the oracle.

The gate's cells are in the pseudo-language: what was never given to a translator stands outside ⟦ ⟧, and the sandbox
holds each text to Slack's limits, a third longer than it is in English.
"""

import json
import logging
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from slack_bolt.request.async_request import AsyncBoltRequest

from blocks.kit.language import DEFAULT, PSEUDO
from handlers.listeners import LISTENERS
from handlers.lists import LISTS
from tests.drawn_out import WORD, never_translated
from tests.matrix.acts import UNKNOWN, payload_of
from tests.matrix.office import Office, opened
from tests.matrix.roles import (
    AGREEING,
    ANYBODY,
    EITHER,
    KINDS,
    MEMBERS,
    OF_A_REQUEST,
    OTHERS,
    ROLES,
    STATES,
    STRANGERS,
    TOKEN,
    has_card,
    has_right,
    may_see,
)
from tests.test_cli import Shell

WORDS = (
    *("", "help", "mine", "inbox", "away", "handover", "digest", "settings", "customer"),
    *("retail onboarding", "find a nordic shop", "customer Other Shop", "call for a bank"),
)
TABLES = ("shortcuts", "actions", "views", "options", "events")
EVERY = (
    *(f"commands/{words}" for words in WORDS),
    *(f"{table}/{each}" for table in TABLES for each in getattr(LISTENERS, table) if not each.startswith("list.")),
    *(f"actions/list.show {name}" for name in LISTS),
)
SECRET = re.compile(r"zq[a-z]+0secret0[a-z]*", re.IGNORECASE)
# What anybody may write while they only look: their searches, and what nobody understood.
LOOKED = {"searches", "unknown_words"}
PARTS = 24
"""All of it is so many tests, side by side."""
# What the matrix's customers say of themselves, and what people type in it.
DATA = frozenset(
    word.casefold()
    for word in WORD.findall(
        "a Nordic shop Retail Onboarding Enterprise Other Shop retail onboarding Acme kiosky frobnicate x.example "
        "call for a bank "
        "Who knows a shop? not today Field "  # in what the payloads of the acts hold
        + " ".join(f"{slack_id[2:]} of {role}" for role, slack_id in ROLES.items())
    )
)


@dataclass(frozen=True, slots=True)
class Cell:
    listener: str
    role: str
    kind: str
    state: str = "approved"

    def __str__(self) -> str:
        return f"{self.listener} by {self.role} on {self.kind} {self.state}"


async def complaints(office: Office, cell: Cell) -> list[str]:
    """Use the listener; what is wrong with what came of it."""
    office.clear()
    payload = payload_of(office, cell.listener, cell.role, cell.kind, cell.state)
    answers = office.world.parts.desk.metrics.answers
    answers.clear()
    answer = await office.world.parts.app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
    samples = [each for metric in answers.collect() for each in metric.samples if each.name.endswith("_total")]
    outcome = ",".join(each.labels["outcome"] for each in samples)
    dirty = await office.kept.changed()
    changed: set[str] = set()
    adopted = False
    if dirty:
        await office.world.settled()
        now = await office.kept.rows()
        changed = office.kept.differing(now)
        adopted = any(UNKNOWN in row for row in now["cards"])
    left = [*office.left(), (cell.role, json.dumps(answer.body) if answer.body else "")]
    bare = list(untranslated(office, answer.body)) if office.pseudo else []
    if dirty:
        await office.kept.restore()
    found = [f"status {answer.status}"] if answer.status != 200 else []
    found += list(leaks(cell, left))
    found += judged(cell, outcome, changed, adopted)
    found += bare
    return [f"{cell}: {why}" for why in found]


def untranslated(office: Office, answer: str) -> list[str]:
    """The texts of what is shown now that no translator was given."""
    shown = json.dumps([*office.shown(), json.loads(answer) if answer.startswith("{") else {}])
    return never_translated(json.loads(TOKEN.sub("", shown)), DATA)


def leaks(cell: Cell, left: list[tuple[str, str]]) -> Iterator[str]:
    """Tokens that reached somebody who must not see them."""
    seen = {(role, *match.group(0).lower()[2:].split("0")) for role, said in left for match in TOKEN.finditer(said)}
    for role, field, kind, state in sorted(seen):
        who = "member" if role == "everybody" else role
        if cell.listener == "views/handover.form" and role == "member" and cell.role in OTHERS[cell.listener]:
            who = "owner"  # to whom they were handed over
        # What is agreed by a click is agreed when it is told; its contact is the customer's first.
        agreed = cell.listener in AGREEING and state in (cell.state, "paused", "")
        if not may_see(who, field, kind, state) and not (agreed and may_see(who, field, kind, "approved")):
            yield f"{role} sees {field} {kind} {state}"


def judged(cell: Cell, outcome: str, changed: set[str], adopted: bool) -> Iterator[str]:
    """Whether the answer, what was changed and what was adopted is what the oracle says."""
    of_a_request = OF_A_REQUEST.get(cell.listener)
    rights, works = of_a_request or (OTHERS.get(cell.listener, ANYBODY), set(STATES))
    may = has_right(cell.role, rights, cell.kind, cell.state) if of_a_request else cell.role in rights
    if not may:
        if outcome != "refused":
            yield f"is {outcome}, not refused"
        if more := changed - LOOKED:
            yield f"changes {sorted(more)}"
    elif outcome not in ("done", "refused"):
        yield f"is {outcome}"
    elif (cell.listener, cell.state) in EITHER:
        pass
    elif of_a_request and cell.state in works and outcome != "done":
        yield "is refused, though it may"
    elif of_a_request and works and cell.state not in works and outcome != "refused":
        yield "is done, though it is too late"
    expected = has_card(cell.role, cell.listener, cell.kind, cell.state) if of_a_request else False
    if expected is not None and adopted != expected:
        yield "adopts" if adopted else "adopts nothing"


def in_one_state() -> Iterator[Cell]:
    """Every listener, by everybody, on both kinds of customer."""
    for listener in EVERY:
        for role in ROLES:
            if (listener.startswith("events"), role) != (True, "bot"):  # bots have no Home
                yield from (Cell(listener, role, kind) for kind in KINDS)


def in_every_state() -> Iterator[Cell]:
    """Every listener of a request, by every member, in every state."""
    for listener in OF_A_REQUEST:
        for state in STATES:
            for role in MEMBERS:
                yield from (Cell(listener, role, kind, state) for kind in KINDS)


def every_other(cells: Iterator[Cell]) -> Iterator[Cell]:
    """Each of them on one kind of customer: the gate takes the plain one and the classified one by turns."""
    for cell in cells:
        turn = EVERY.index(cell.listener) + STATES.index(cell.state) + (cell.role in STRANGERS)
        if cell.kind == KINDS[turn % 2]:
            yield cell


def the_gates() -> tuple[list[Cell], list[Cell]]:
    """What is tried with every change: all in one state; of every state one who may and one who may not, by turns.

    Strangers are turned away before anything is looked up, so one customer will do for them.
    """
    members = [cell for cell in in_one_state() if cell.role in MEMBERS]
    strangers = [*every_other(cell for cell in in_one_state() if cell.role in STRANGERS)]
    tried = {*members, *strangers}
    rows: dict[tuple[str, str, bool], list[Cell]] = {}
    for cell in every_other(in_every_state()):
        may = has_right(cell.role, OF_A_REQUEST[cell.listener][0], cell.kind, cell.state)
        rows.setdefault((cell.listener, cell.state, may), []).append(cell)
    picked = [row[number % len(row)] for number, row in enumerate(rows.values())]
    return [*dict.fromkeys([*members, *strangers])], [cell for cell in picked if cell not in tried]


def test_every_listener_there_is_has_its_row() -> None:
    assert {*OF_A_REQUEST, *OTHERS} <= {*EVERY}
    assert list(LISTENERS.commands) == ["/reference"], "its words are tried one by one"


@pytest.mark.timeout(900)
async def test_every_listener_by_everybody_in_one_state(sqlite: str, tmp_path: Path) -> None:
    await _right(sqlite, the_gates()[0], PSEUDO)


@pytest.mark.timeout(900)
async def test_every_listener_of_a_request_in_every_state(sqlite: str) -> None:
    await _right(sqlite, the_gates()[1], PSEUDO)


@pytest.mark.matrix
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(PARTS))
async def test_all_of_it(part: int, database_url: str) -> None:
    await _right(database_url, [*dict.fromkeys([*in_one_state(), *in_every_state()])][part::PARTS])


async def test_the_terminal_says_nothing_of_a_classified_customer_nor_whom_it_is_for(
    sqlite: str, tmp_path: Path
) -> None:
    async with opened(sqlite) as office:
        app = office.world.slack.workspace.app
        shell = Shell(
            tmp_path,
            REFDESK_DATABASE_URL=sqlite,
            REFDESK_SLACK_API_URL=office.world.slack.api_url,
            REFDESK_PROGRAMME_MANAGERS="U0PETRA",
            SLACK_BOT_TOKEN=app.bot_token,
            SLACK_SIGNING_SECRET=app.signing_secret,
        )
        for sheet in ("customers", "consents", "requests", "ledger"):
            _, said = await shell.runs("export", "--out", "-", "--only", sheet)
            assert "zq" in said, (sheet, said[:500])
            assert not SECRET.findall(said), sheet
        for words in (("doctor",), ("digest", "--dry-run")):
            _, said = await shell.runs(*words)
            tokens = {match.group(0).lower() for match in TOKEN.finditer(said)}
            assert not {each for each in tokens if not each.startswith("zqname0plain")}, (words, tokens)


async def _right(url: str, cells: list[Cell], language: str = DEFAULT) -> None:
    """Try them all in one world; and look into what was logged, at debug, and counted meanwhile."""
    with logged() as lines:
        async with opened(url, language) as office:
            began = time.process_time()
            wrong = [why for cell in cells for why in await complaints(office, cell)]
            took = time.process_time() - began
            counted = generate_latest(office.world.parts.desk.metrics.registry).decode()
    print(f"{len(cells)} cells in {took:.0f} seconds of processor time")
    assert not wrong, "\n".join(wrong)
    assert not TOKEN.search(counted)
    assert not [line for line in lines if TOKEN.search(line)][:5]


@contextmanager
def logged() -> Iterator[list[str]]:
    """Everything that is logged, at the level at which most is."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {record.exc_text or ''} {record.exc_info or ''}")

    root, handler = logging.getLogger(), Handler()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> str:
    """An empty, migrated SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "office.db")
    return f"sqlite:///{tmp_path / 'office.db'}"
