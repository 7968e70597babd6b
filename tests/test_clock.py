"""Clocks misbehave: they jump back and far ahead, a leap day comes, a fiscal year turns at the company's midnight."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.manifest import shipped_manifest
from domain.policy import Policy
from handlers.scheduler import tick
from sandbox.clock import Clock
from sandbox.seat import Seat
from sandbox.workspace import Workspace
from tests.patience import patient_slack
from tests.world import LUMI, PEOPLE, World, bot_at

HELSINKI = ZoneInfo("Europe/Helsinki")  # where all of the world's people are, and the company
CHANNEL = "references"


@asynccontextmanager
async def a_world(
    database_url: str, start: str, *, fiscal_year_start: int = 1, timezone: str = HELSINKI.key
) -> AsyncIterator[World]:
    """A company at a moment in Helsinki, with Lumi Retail and a channel for the digest."""
    channels = ["general", {"name": CHANNEL, "with_app": True}]
    workspace = Workspace.from_manifest(shipped_manifest(), PEOPLE, channels, clock=Clock(at(start)))
    policy = Policy(timezone=timezone, fiscal_year_start=fiscal_year_start)
    async with (
        patient_slack(workspace) as slack,
        bot_at(slack, database_url, policy=policy, digest_channel=workspace.channel(CHANNEL).id) as parts,
    ):
        world = World(slack, parts, database_url)
        await world.customers({**LUMI, "last_verified_days": 1})
        yield world


def at(words: str, timezone: str = HELSINKI.key) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(timezone))


async def jumps(world: World, to: str, timezone: str = HELSINKI.key) -> None:
    """Set the clock, forwards or back, and let time do its work."""
    world.slack.clock.move_to(at(to, timezone))
    await tick(world.parts.desk)
    await world.settled()


async def approved(world: World, prospect: str, *, needed_by: str, activity: str = "Call") -> None:
    """Maya asks, Ilkka approves."""
    await world.asks(world.maya, "Lumi", prospect=prospect, needed_by=needed_by, activity=activity)
    await world.sees(world.ilkka, "[Approve]")
    await world.ilkka.clicks("Approve")
    await world.settled()


def everything(world: World) -> list[str]:
    """The address of every message that anybody has from refdesk, the digest's among them."""
    seats: list[Seat] = [world.maya, world.ilkka, world.aino, world.petra]
    return [m.id for seat in seats for m in seat.dm] + [m.id for m in world.maya.channel(CHANNEL)]


async def ledger(world: World) -> dict[date, int]:
    """Points by quarter, as the ledger has them."""
    async with world.parts.desk.store.engines.read.connect() as connection:
        rows = await connection.execute(text("select quarter, sum(points) as points from ledger group by quarter"))
        return {date.fromisoformat(str(row.quarter)): int(row.points) for row in rows}


async def test_a_clock_that_jumps_back_makes_nothing_happen_twice(database_url: str) -> None:
    async with a_world(database_url, "2026-11-27 09:00") as world:
        await world.asks(world.maya, "Lumi", needed_by="2026-12-15")
        await jumps(world, "2026-11-30 09:30")  # a reminder, and the digest
        await jumps(world, "2026-12-01 09:30")
        had = everything(world)
        assert len(world.maya.channel(CHANNEL)) == 1
        for moment in ("2026-11-27 09:01", "2026-11-30 09:00", "2026-11-30 23:59", "2026-12-01 09:31"):
            await jumps(world, moment)
        assert sorted(everything(world)) == sorted(had)


async def test_a_clock_that_jumps_a_year_ahead_brings_one_end_and_no_flood(database_url: str) -> None:
    async with a_world(database_url, "2026-11-27 09:00") as world:
        await world.asks(world.maya, "Lumi", needed_by="2026-12-15")
        await world.settled()
        had = set(everything(world))
        await jumps(world, "2027-11-30 09:30")  # a Tuesday
        new = [m for seat in (world.maya, world.ilkka, world.aino, world.petra) for m in seat.dm if m.id not in had]
        said = sorted(m.text.partition(":")[0].partition(" ")[0] for m in new)
        assert said == ["2", "Lapsed"], "its end to Maya; to Ilkka that, and whether the record is still true, at once"
        assert len(world.maya.channel(CHANNEL)) == 1
        assert "Lapsed" in await world.sees(world.maya, "Lapsed: Call with Lumi Retail")


async def test_a_call_on_a_leap_day_has_its_evening_before_and_its_morning_after(database_url: str) -> None:
    async with a_world(database_url, "2028-02-21 09:00") as world:
        await approved(world, "Acme", needed_by="2028-03-10")
        await world.maya.clicks("It's on …")
        await world.maya.fills("On which day?", "2028-02-29")
        await world.maya.fills("At what time?", "10:00")
        assert await world.maya.submits()
        await world.settled()
        assert "29 February 2028" in world.maya.text_of(world.maya.dm[0])
        await jumps(world, "2028-02-28 08:59")
        assert "For the contact, to forward" not in "".join(map(world.ilkka.text_of, world.ilkka.dm))
        await jumps(world, "2028-02-28 09:01")
        await world.sees(world.ilkka, "For the contact, to forward")
        await jumps(world, "2028-03-01 09:01")
        await world.sees(world.maya, "How did it go?")
        assert await ledger(world) == {date(2028, 1, 1): 2}


async def test_a_fiscal_year_turns_at_the_company_s_midnight(database_url: str) -> None:
    async with a_world(database_url, "2027-03-31 23:50", fiscal_year_start=4) as world:
        for number in range(4):
            await approved(world, f"Old {number}", needed_by="2027-04-20", activity="Quote")
        assert await ledger(world) == {date(2027, 1, 1): 4}, "four points are all that a quarter has"

        world.slack.clock.move_to(at("2027-04-01 00:01"))  # in UTC it is still March
        await approved(world, "New", needed_by="2027-04-20", activity="Quote")
        assert await ledger(world) == {date(2027, 1, 1): 4, date(2027, 4, 1): 1}


@pytest.mark.parametrize(
    ("timezone", "sunday"),
    [
        ("America/New_York", "2026-11-01"),  # an hour more
        ("America/New_York", "2027-03-14"),  # an hour less
        ("Pacific/Auckland", "2026-09-27"),  # an hour less
        ("Pacific/Auckland", "2027-04-04"),  # an hour more
        ("Europe/Helsinki", "2026-10-25"),
    ],
)
async def test_after_the_night_in_which_the_clocks_change_the_digest_comes_at_nine_and_once(
    database_url: str, timezone: str, sunday: str
) -> None:
    before, after = ZoneInfo(timezone).utcoffset(at(f"{sunday} 00:00").replace(tzinfo=None)), at(f"{sunday} 12:00")
    assert before != ZoneInfo(timezone).utcoffset(after.replace(tzinfo=None)), "the clocks do not change that night"
    monday = str(date.fromisoformat(sunday) + timedelta(1))
    async with a_world(database_url, f"{sunday} 00:01", timezone=timezone) as world:
        for moment in (f"{sunday} 09:00", f"{monday} 08:59"):
            await jumps(world, moment, timezone)
            assert world.maya.channel(CHANNEL) == []
        for moment in (f"{monday} 09:00", f"{monday} 08:00", f"{monday} 09:00", f"{monday} 10:00"):
            await jumps(world, moment, timezone)
            assert len(world.maya.channel(CHANNEL)) == 1


async def test_a_brief_after_the_night_in_which_the_clocks_change_comes_at_nine(database_url: str) -> None:
    async with a_world(database_url, "2026-10-19 09:00") as world:
        await approved(world, "Acme", needed_by="2026-10-30")
        await world.maya.clicks("It's on …")
        await world.maya.fills("On which day?", "2026-10-27")
        await world.maya.fills("At what time?", "10:00")
        assert await world.maya.submits()
        await world.settled()
        for moment, briefed in (("2026-10-26 08:59", False), ("2026-10-26 09:00", True)):
            await jumps(world, moment)
            assert any("For the contact, to forward" in world.ilkka.text_of(m) for m in world.ilkka.dm) is briefed
