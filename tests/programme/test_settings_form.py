"""Programme managers edit the rules in Slack: checked at the field, versioned, at once in force, nobody's edit lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from blocks.programme import settings
from domain.policy import Policy
from domain.programme.settings import changed, clashes, edited, flat
from domain.refusals import Refusal
from sandbox.seat import Seat
from store.db.tables import audit, policies
from tests.world import World


async def opens(seat: Seat, page: int = 0) -> None:
    """Open one page of the settings."""
    await seat.types("/reference settings")
    await seat.clicks("Change", nth=page)


async def versions(world: World) -> list[tuple[int, bool]]:
    """Every version of the policy, and whether somebody made it in Slack."""
    async with world.parts.desk.store.engines.read.connect() as connection:
        rows = await connection.execute(select(policies.c.version, policies.c.by_id).order_by(policies.c.version))
        found = [(row.version, row.by_id is not None) for row in rows]
        codes = (await connection.execute(select(audit.c.details).where(audit.c.code == "settings"))).scalars()
        assert len(list(codes)) == sum(made for _, made in found)
    return found


async def policy(world: World) -> Policy:
    async with world.parts.desk.reading() as tx:
        return tx.policy


async def test_a_programme_manager_changes_the_budget_and_it_holds_at_once(world: World) -> None:
    await world.asks(world.maya, "Lumi", prospect="Acme")
    await opens(world.petra)
    await world.petra.fills("Points of a customer in a quarter", "2")
    await world.petra.fills("Points a quarter by tier", "gold 8, Silver = 6")
    assert await world.petra.submits()
    assert "It holds for everybody from now on." in world.petra.text_of(world.petra.modal)
    now = await policy(world)
    assert (now.quarter_points, now.tier_points) == (2, {"gold": 8, "Silver": 6})
    assert await versions(world) == [(1, False), (2, True)]
    await world.petra.closes(all_of_them=True)
    await world.petra.types("/reference settings")
    assert "Last changed by Petra Vance on 23 November 2026." in world.petra.text_of(world.petra.modal)
    await world.maya.types("/reference Lumi Retail")
    assert "[Request · 1 call left]" in world.maya.last_ephemeral


async def test_every_page_can_be_saved_as_it_stands_and_makes_no_version(world: World) -> None:
    for page in range(len(settings.PAGES)):
        await opens(world.petra, page)
        assert await world.petra.submits()
        assert "Saved" in world.petra.text_of(world.petra.modal), world.petra.modal and world.petra.modal.errors
        await world.petra.closes(all_of_them=True)
    assert await versions(world) == [(1, False)]


@pytest.mark.parametrize(
    ("page", "label", "typed", "words"),
    [
        (0, "Points a quarter by tier", "gold", "should be a name and a whole number"),
        (2, "Working days until a request lapses", "1", "must not come before the step above"),
        (
            2,
            "Working days until the owner is reminded to ask the customer",
            "4, 2",
            "Two numbers, the second one later",
        ),
        (2, "A working day ends at", "08:00", "A working day ends after it starts."),
        (2, "Country of the company", "Finland", "Two capital letters"),
    ],
)
async def test_what_makes_no_sense_is_refused_at_its_field_and_nothing_is_lost(
    world: World, page: int, label: str, typed: str, words: str
) -> None:
    await opens(world.petra, page)
    await world.petra.fills(label, typed)
    await world.petra.submits()
    assert world.petra.modal is not None
    (error,) = world.petra.modal.errors.values()
    assert words in error
    assert await versions(world) == [(1, False)]


async def test_two_who_edit_at_once_both_keep_what_they_changed(world: World) -> None:
    async with world.parts.desk.transaction() as tx:
        await tx.people.appoint(("U0PETRA", "U0AINO"))
    await opens(world.petra, 1)
    await opens(world.aino, 1)
    await world.petra.fills("Days of rest for a contact after a live use", "20")
    await world.petra.fills("Careful from this satisfaction down", "5")
    assert await world.petra.submits()
    await world.aino.fills("Careful from so many days before a renewal", "90")
    await world.aino.fills("Careful from this satisfaction down", "7")
    assert await world.aino.submits()
    text = world.aino.text_of(world.aino.modal)
    assert "Petra Vance has just changed this, too: Careful from this satisfaction down: 5." in text
    assert (await policy(world)).low_satisfaction == 5
    assert await world.aino.submits()
    now = await policy(world)
    assert (now.contact_rest_days, now.renewal_days, now.low_satisfaction) == (20, 90, 7)
    assert await versions(world) == [(1, False), (2, True), (3, True)]


async def test_nobody_else_sees_or_changes_the_settings(world: World) -> None:
    await world.maya.types("/reference settings")
    assert "Only programme managers change the settings." in world.maya.last_ephemeral
    await opens(world.petra, 3)
    async with world.parts.desk.transaction() as tx:
        await tx.people.appoint(("U0AINO",))
    await world.petra.picks("Is it posted?", "No")
    await world.petra.submits()
    assert (await policy(world)).digest_on


@given(st.sampled_from(sorted(flat(Policy()))), st.integers(0, 30), st.integers(0, 30))
def test_no_change_of_two_is_ever_lost_unsaid(name: str, mine: int, theirs: int) -> None:
    base = Policy()
    if type(flat(base)[name]) is not int:
        return
    changes: dict[str, Any] = changed({name: mine}, flat(base))
    try:
        current = edited(base, {name: theirs})
        merged = edited(current, changes)
    except Refusal as refused:
        assert refused.field
        return
    told = clashes(changes, flat(base), current)
    if told == ():
        assert flat(merged)[name] in ((mine,) if mine != flat(base)[name] else (theirs,))
    else:
        assert theirs not in (mine, flat(base)[name])
