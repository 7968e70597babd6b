"""Every view, message and answer in the pseudo-language: what was never given to a translator stands outside ⟦ ⟧.

The sandbox holds each of them to Slack's limits, a third longer than it is in English.
"""

import json
from collections.abc import Iterator

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from blocks.kit.language import PSEUDO
from tests.drawn_out import WORD, never_translated, outside, texts
from tests.matrix.acts import payload_of
from tests.matrix.office import Office, opened
from tests.matrix.roles import OF_A_REQUEST, ROLES, STATES, TOKEN
from tests.matrix.test_matrix import EVERY, Cell

POSTGRESQL_LATER = True  # see tests/conftest.py
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


def cells() -> Iterator[Cell]:
    """Every listener by those who are served, and what can be done about a request wherever it stands."""
    for listener in EVERY:
        yield from (Cell(listener, role, "plain") for role in ("manager",))
        yield from (Cell(listener, role, "secret") for role in ("member",) if not listener.startswith("views"))
    for listener in OF_A_REQUEST:
        yield from (Cell(listener, "delegate", "plain", state) for state in STATES)


async def bare(office: Office, cell: Cell) -> list[str]:
    """Use the listener; the texts of what is shown then that stand outside."""
    office.clear()
    payload = payload_of(office, cell.listener, cell.role, cell.kind, cell.state)
    answer = await office.world.parts.app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
    if await office.kept.changed():
        await office.world.settled()
    shown = [*office.shown(), json.loads(answer.body) if answer.body.startswith("{") else {}]
    if await office.kept.changed():
        await office.kept.restore()
    shown = json.loads(TOKEN.sub("", json.dumps(shown)))
    return [f"{cell}: {found}" for found in never_translated(shown, DATA)]


async def test_nothing_is_said_that_no_translator_was_given(database_url: str) -> None:
    async with opened(database_url, PSEUDO) as office:
        found = [each for cell in cells() for each in await bare(office, cell)]
    assert not found, f"{len(found)} texts:\n" + "\n".join(sorted({each.partition(": ")[2] for each in found})[:200])


@pytest.mark.parametrize(
    ("text", "left"),
    [("⟦Call with Lumi~~~⟧", ""), ("⟦a ⟦b~⟧ c~⟧ d", " d"), ("⟦cut …", ""), ("Lumi · ⟦2 calls left~~⟧", "Lumi · ")],
)
def test_what_stands_outside_is_found(text: str, left: str) -> None:
    assert outside(text) == left


def test_a_line_of_rich_text_is_read_as_a_whole_and_ids_are_no_texts() -> None:
    parts = [{"type": "text", "text": "⟦by "}, {"type": "user", "user_id": "U1"}, {"type": "text", "text": "~⟧ now"}]
    block = {"type": "rich_text", "block_id": "said", "elements": [{"type": "rich_text_section", "elements": parts}]}
    assert list(texts([block])) == ["⟦by ~⟧ now"]
    assert never_translated([block], ()) == ["'⟦by ~⟧ now': ['now']"]
