"""Still true? Through the real bot on both databases: one message, one click, never twice, never too often."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.manifest import shipped_manifest
from domain.policy import Policy
from sandbox.clock import Clock
from sandbox.model import Message
from sandbox.seat import Seat
from sandbox.workspace import Workspace
from store.db.tables import audit, customers
from tests.patience import patient_slack
from tests.world import LUMI, PEOPLE, World, bot_at, ticks

HELSINKI = ZoneInfo("Europe/Helsinki")  # where all of the world's people are
ASKS = "Still true?"


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A refdesk on a Saturday: nobody's week has begun, and there are no customers."""
    clock = Clock(datetime(2026, 11, 21, 12, tzinfo=HELSINKI))
    workspace = Workspace.from_manifest(shipped_manifest(), PEOPLE, ["general"], clock=clock)
    policy = Policy(timezone="Europe/Helsinki")
    async with patient_slack(workspace) as slack, bot_at(slack, database_url, policy=policy) as parts:
        yield World(slack, parts, database_url)


def row(name: str, days: int | str, **more: object) -> dict[str, object]:
    """A customer of Ilkka's, verified so long ago."""
    return {**LUMI, "external_id": name, "name": name, "last_verified_days": days, **more}


async def at(world: World, when: str) -> None:
    """Move the clock ("2026-12-04 09:00" in Helsinki) and let time do its work, twice at once."""
    world.slack.clock.move_to(datetime.fromisoformat(when).replace(tzinfo=HELSINKI))
    await asyncio.gather(*(ticks(world.parts.desk) for _ in range(2)))
    await world.settled()


def asked(seat: Seat) -> list[Message]:
    """The messages that ask somebody."""
    return [message for message in seat.dm if "[Still true]" in seat.text_of(message) or ASKS in seat.text_of(message)]


async def verified(world: World, name: str) -> tuple[date | None, str, int | None, list[str]]:
    """What is on record of a customer's verification, its satisfaction and its activities."""
    columns = (customers.c.verified_on, customers.c.verified_by, customers.c.satisfaction, customers.c.activities)
    async with world.parts.desk.store.engines.read.connect() as connection:
        found = (await connection.execute(select(*columns).where(customers.c.name == name))).one()
    return (found.verified_on, found.verified_by, found.satisfaction, found.activities)


async def codes(world: World) -> list[tuple[str, int | None]]:
    """The audit's lines about verification."""
    async with world.parts.desk.store.engines.read.connect() as connection:
        query = select(audit.c.code, audit.c.customer_id).where(audit.c.code.startswith("customer."))
        return [(line.code, line.customer_id) for line in await connection.execute(query.order_by(audit.c.id))]


async def test_an_owner_is_asked_once_and_one_click_confirms(world: World) -> None:
    await world.customers(row("Fresh", 10), row("Old", 200), row("Golden", 100), row("Never", ""))
    async with world.parts.desk.transaction() as tx:
        await tx._connection.execute(customers.update().where(customers.c.name == "Golden").values(tier="Gold"))
    await at(world, "2026-11-23 08:59")
    assert asked(world.ilkka) == []
    await at(world, "2026-11-23 09:00")
    await at(world, "2026-11-24 12:00")
    (message,) = asked(world.ilkka)
    text = world.ilkka.text_of(message)
    assert text.index("Golden") < text.index("Never") < text.index("Old")
    assert "Fresh" not in text
    assert "Verified: never" in text
    assert "Golden  Retail · Finland · Enterprise" in text
    assert "{" not in text, "what is known of a customer stands in words"

    surface, golden = world.ilkka.finds("Still true", on=message)
    surface, never = world.ilkka.finds("Still true", on=message, nth=1)
    for button in (golden, never, golden):
        await world.ilkka.presses(surface, button)
    await world.settled()
    (message,) = asked(world.ilkka)
    text = world.ilkka.text_of(message)
    assert "✓ Golden  confirmed 24 November 2026 by Ilkka Saarinen" in text
    assert text.count("[Still true]") == 1
    assert (await verified(world, "Golden"))[:2] == (date(2026, 11, 24), "Ilkka Saarinen")
    assert [code for code, _ in await codes(world)] == ["customer.verified"] * 2


async def test_nobody_is_asked_more_often_than_every_other_week_and_missed_weeks_are_not_made_up(world: World) -> None:
    await world.customers(row("Old", 200))
    await at(world, "2026-11-25 11:00")  # nothing ran on Monday: caught up
    assert len(asked(world.ilkka)) == 1
    await at(world, "2026-11-30 09:00")
    await at(world, "2026-12-02 09:00")
    assert len(asked(world.ilkka)) == 1
    await at(world, "2026-12-07 09:00")
    assert len(asked(world.ilkka)) == 2
    await at(world, "2027-02-10 10:00")
    assert len(asked(world.ilkka)) == 3


async def test_a_change_is_kept_and_confirms_the_rest(world: World) -> None:
    await world.customers(row("Old", 200))
    await at(world, "2026-11-23 09:00")
    await world.ilkka.clicks("Change")
    await world.ilkka.fills("How satisfied are they, from 0 to 10?", "6")
    await world.ilkka.picks("What may they be asked for?", ["Quote", "Logo mention"])
    assert await world.ilkka.submits()
    assert world.ilkka.modal is None
    await world.settled()
    found = await verified(world, "Old")
    assert found == (date(2026, 11, 23), "Ilkka Saarinen", 6, ["logo", "quote"])
    assert [code for code, _ in await codes(world)] == ["customer.corrected"]
    await world.ilkka.types("/reference customer Old")
    assert "6 of 10, said on 23 November 2026" in world.ilkka.last_ephemeral
    (message,) = asked(world.ilkka) or [world.ilkka.dm[0]]
    assert "✓ Old" in world.ilkka.text_of(message)

    # An older file takes nothing back, a newer one counts.
    await world.customers(row("Old", 100))
    assert (await verified(world, "Old"))[0] == date(2026, 11, 23)
    world.slack.clock.move_to(datetime(2026, 12, 3, 12, tzinfo=HELSINKI))
    await world.customers(row("Old", 2))
    assert (await verified(world, "Old"))[0] == date(2026, 12, 1)


async def test_home_lists_the_same_and_is_confirmed_there(world: World) -> None:
    await world.customers(row("Old", 200))
    await world.ilkka.opens_home()
    await world.slack.wait_for(lambda: world.ilkka.home is not None)
    assert "Still true? (1)" in world.ilkka.text_of(world.ilkka.home)
    await world.ilkka.clicks("Still true", on=world.ilkka.home)
    await world.slack.wait_for(lambda: "Still true?" not in world.ilkka.text_of(world.ilkka.home))
    assert (await verified(world, "Old"))[0] == world.today


async def test_who_is_no_reference_any_more_is_on_hold_and_not_asked_about_again(world: World) -> None:
    await world.customers(row("Old", 200))
    await at(world, "2026-11-23 09:00")
    await world.ilkka.clicks("Not a reference any more", confirm=False)
    assert await codes(world) == []
    await world.ilkka.clicks("Not a reference any more")
    await world.settled()
    assert "⏸ Old" in world.ilkka.text_of(world.ilkka.dm[0])
    assert "[Still true]" not in world.ilkka.text_of(world.ilkka.dm[0])
    await world.maya.types("/reference Old")
    assert " · ⚠ on hold\n" in world.maya.last_ephemeral
    await world.maya.clicks("Profile")
    assert "Old is on hold: not a reference any more." in world.maya.text_of(world.maya.modal)
    await at(world, "2026-12-07 09:00")
    assert len(world.ilkka.dm) == 1


async def test_where_the_owner_is_not_in_slack_a_programme_manager_is_asked(world: World) -> None:
    await world.customers(row("Orphan", 200, owner="nobody@norrsken.example"), row("Ownerless", 300, owner=""))
    await at(world, "2026-11-23 09:00")  # the first manager's message has the one without an owner
    (message,) = asked(world.petra)
    assert "Ownerless" in world.petra.text_of(message)
    await world.petra.opens_home()
    await world.slack.wait_for(lambda: world.petra.home is not None)
    text = world.petra.text_of(world.petra.home)
    assert "Still true? (2)" in text
    assert "Nobody, who can't be asked in Slack" in text
    await world.petra.clicks("Still true", on=message)
    await world.settled()
    assert (await verified(world, "Ownerless"))[1] == "Petra Vance"


async def test_of_somebody_who_is_not_in_slack_only_what_others_must_know_is_told(world: World) -> None:
    nobody = "nobody@norrsken.example"
    held = {"hold_reason": "moving", "hold_until_days": 1}
    await world.customers(row("Orphan", 200, owner=nobody), row("Held", 1, owner=nobody, **held))
    await at(world, "2026-11-23 09:00")
    await at(world, "2026-11-24 09:00")
    lost = [said for m in world.petra.dm if "was not delivered" in (said := world.petra.text_of(m))]
    assert len(lost) == 1, "two things were to be said at once: of the question the managers hear nothing"
    await world.petra.clicks("Drop")
    async with world.parts.desk.reading() as tx:
        assert [await tx.deliveries.count(state) for state in ("dead", "aside", "owed")] == [0, 0, 0]


async def test_who_does_not_look_after_a_customer_confirms_nothing(world: World) -> None:
    await world.customers(row("Old", 200))
    await at(world, "2026-11-23 09:00")
    (message,) = asked(world.ilkka)
    surface, button = world.ilkka.finds("Still true", on=message)
    await world.customers(row("Old", 200, owner="aino@norrsken.example"))
    await world.ilkka.presses(surface, button)
    assert "You don't look after this customer. " in world.ilkka.last_ephemeral
    assert (await verified(world, "Old"))[1] == ""


@pytest.mark.parametrize("days", [30])
async def test_the_numbers_are_the_policys(world: World, days: int) -> None:
    await world.customers(row("Recent", days + 1))
    async with world.parts.desk.reading() as tx:
        reader = (await tx.people.named({1, 2, 3, 4})).values()
        ilkka = next(each for each in reader if each.email == "ilkka@norrsken.example")
        assert (await tx.verification.due_for(ilkka, 5, stands_in=True)).total == 0
        tx.verification._policy = Policy(verified_days=days)
        assert (await tx.verification.due_for(ilkka, 5, stands_in=False)).total == 1
    assert timedelta(days=days)
