"""Time, through the real bot: a request that waits is chased, never twice, never forgotten, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from bot.manifest import shipped_manifest
from handlers.portfolio.importing import import_customers
from handlers.scheduler import tick
from sandbox.clock import Clock
from sandbox.seat import Seat
from sandbox.workspace import Workspace
from store.db.tables import audit, requests
from store.tx import open_store
from tests.patience import PATIENT, patient_slack
from tests.test_cli import Shell
from tests.world import PEOPLE, World, bot_at, ticks

CUSTOMERS = (
    "external_id,name,industry,owner,backup,consents,last_verified_days\n"
    "C1,Lumi Retail,Retail,ilkka@norrsken.example,aino@norrsken.example,call=yes,1\n"
    "C2,Tuuli Retail,Retail,ilkka@norrsken.example,aino@norrsken.example,call=yes,1\n"
    "C3,Cold Retail,Retail,ilkka@norrsken.example,aino@norrsken.example,,1\n"
)
STILL = "Still waiting for your answer: Call with Lumi Retail"


def at(text: str, timezone: str = "Europe/Helsinki") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone))


@asynccontextmanager
async def a_world(database_url: str, start: str, **zones: str) -> AsyncIterator[World]:
    """A world at a moment in Helsinki, where everybody works unless `zones` says otherwise; Aino is the backup."""
    people: list[dict[str, Any]] = [{**each, "tz": zones.get(each["name"], "Europe/Helsinki")} for each in PEOPLE]
    workspace = Workspace.from_manifest(shipped_manifest(), people, ["general"], clock=Clock(at(start)))
    async with patient_slack(workspace) as slack, bot_at(slack, database_url) as parts:
        world = World(slack, parts, database_url)
        report = await import_customers(parts.desk.store, CUSTOMERS.splitlines(keepends=True))
        assert not report.rejected, report.rejected
        yield world


async def asks(world: World, customer: str, *, needed_by: str, prospect: str = "Acme") -> None:
    """Maya asks for a call, and the owner has it."""
    await world.asks(world.maya, customer, needed_by=needed_by, prospect=prospect)
    await world.settled()


async def passes(world: World, until: str | datetime) -> None:
    """Move the clock there, let everything happen that time brings, and wait until it has arrived."""
    world.slack.clock.move_to(at(until) if isinstance(until, str) else until)
    await tick(world.parts.desk)
    await world.settled()


def told(who: Seat, words: str) -> int:
    """How many of this person's messages say so."""
    return sum(words in who.text_of(message) for message in who.dm)


async def row(world: World) -> Any:
    async with world.parts.desk.store.engines.read.connect() as connection:
        return (await connection.execute(select(requests))).first()


async def test_reminder_then_backup_then_programme_manager_then_it_lapses(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Lumi", needed_by="2026-11-30")

        await passes(world, "2026-11-23 12:59")
        assert told(world.ilkka, STILL) == 0
        await passes(world, "2026-11-23 13:01")
        assert told(world.ilkka, STILL) == 1
        asked, reminder = (message for message in world.ilkka.dm if "Lumi" in world.ilkka.text_of(message))
        assert reminder.thread_ts == asked.ts, "a reminder stands under its card"
        assert world.aino.dm == []

        await passes(world, "2026-11-24 09:01")
        card = await world.sees(world.aino, "[Approve]")
        assert "Why you: you are the backup" in card
        assert "Remind me" not in card, "who stands in has nothing to put off"
        assert "Aino Korhola was asked, too" in await world.sees(world.maya, "Waiting for")
        assert "Aino Korhola was asked, too" in await world.sees(world.ilkka, "[Approve]")
        assert world.petra.dm == []
        await world.aino.opens_home()
        await world.settled()
        assert "Lumi Retail" in world.aino.text_of(world.aino.home)

        await passes(world, "2026-11-25 09:01")
        assert "Ilkka Saarinen has not answered yet" in await world.sees(world.petra, "[Approve]")
        assert told(world.ilkka, STILL) == 1
        assert len(world.maya.dm) == 1, "who asked is not written to for every step"

        await passes(world, "2026-11-30 09:01")
        await world.sees(world.maya, "Lapsed: Call with Lumi Retail for Acme. Nobody could answer in time.")
        assert "Ask Tuuli Retail" in world.maya.text_of(world.maya.dm[0])
        await world.sees(world.ilkka, "Lapsed without an answer")
        assert "[Approve]" not in "".join(map(world.ilkka.text_of, world.ilkka.dm))
        async with world.parts.desk.store.engines.read.connect() as connection:
            codes = select(audit.c.code).where(audit.c.by_id.is_(None)).order_by(audit.c.id)
            found = (await connection.execute(codes)).scalars().all()
        assert [code for code in found if code != "joined"] == [
            "reminded",
            "backup_asked",
            "manager_asked",
            "moved.lapsed",
        ]


async def test_the_backup_decides_once_asked_and_the_owner_introduces(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Lumi", needed_by="2026-11-30")
        await passes(world, "2026-11-24 09:01")
        verdict = await world.aino.clicks("Approve")
        assert verdict.ok, verdict
        await world.sees(world.maya, "Approved")
        await world.sees(world.ilkka, "Please introduce Maya Lindholm")
        await passes(world, "2026-11-30 09:01")
        assert told(world.maya, "apsed") == 0, "what is decided is chased no more"


async def test_needed_today_owner_and_backup_are_asked_together(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 12:00") as world:
        await asks(world, "Lumi", needed_by="2026-11-23")
        await passes(world, "2026-11-23 12:02")
        await world.sees(world.aino, "[Approve]")
        await world.sees(world.ilkka, "[Approve]")
        await passes(world, "2026-11-23 17:00")
        await world.sees(world.maya, "Nobody could answer in time")


async def test_nobody_is_chased_over_christmas_and_the_weekend(database_url: str) -> None:
    async with a_world(database_url, "2026-12-23 15:00") as world:  # a Wednesday; Thursday to Sunday are free
        await asks(world, "Lumi", needed_by="2026-12-30")
        for day in (23, 24, 25, 26, 27):
            await passes(world, f"2026-12-{day} 23:00")
        await passes(world, "2026-12-28 10:59")
        assert told(world.ilkka, STILL) == 0
        await passes(world, "2026-12-28 11:01")
        assert told(world.ilkka, STILL) == 1


async def test_it_is_the_owner_s_clock_that_counts(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 10:00", ilkka="America/New_York") as world:
        await asks(world, "Lumi", needed_by="2026-11-30")
        await passes(world, at("2026-11-23 12:59", "America/New_York"))
        assert told(world.ilkka, STILL) == 0
        await passes(world, at("2026-11-23 13:01", "America/New_York"))
        assert told(world.ilkka, STILL) == 1


async def test_a_clock_change_at_the_weekend_moves_no_reminder(database_url: str) -> None:
    async with a_world(database_url, "2026-10-23 16:00") as world:
        await asks(world, "Lumi", needed_by="2026-10-30")
        await passes(world, "2026-10-26 11:59")
        assert told(world.ilkka, STILL) == 0
        await passes(world, "2026-10-26 12:01")
        assert told(world.ilkka, STILL) == 1


async def test_put_off_until_tomorrow_nobody_hears_of_it_before(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Lumi", needed_by="2026-11-27")
        verdict = await world.ilkka.clicks("Remind me tomorrow")
        assert verdict.ok, verdict
        await world.settled()
        assert "put off until 24 November 2026" in world.ilkka.text_of(world.ilkka.dm[0])
        assert "put off until 24 November 2026" in world.maya.text_of(world.maya.dm[0])
        await passes(world, "2026-11-24 08:59")
        assert (told(world.ilkka, STILL), world.aino.dm, world.petra.dm) == (0, [], [])
        await passes(world, "2026-11-24 09:01")
        assert (told(world.ilkka, STILL), world.aino.dm) == (1, [])
        assert "put off" not in world.ilkka.text_of(world.ilkka.dm[0])
        await world.ilkka.clicks("Remind me next week")
        assert "needed before then" in world.ilkka.last_ephemeral
        await world.ilkka.clicks("Approve")
        await world.sees(world.maya, "Approved")


async def test_while_the_owner_is_away_the_delegate_decides(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Tuuli", needed_by="2026-11-30")
        assert (await world.ilkka.types("/reference away")).ok
        await world.ilkka.fills("First day back", "2026-11-23")
        await world.ilkka.submits()
        assert "must be ahead" in world.ilkka.text_of(world.ilkka.modal)
        await world.ilkka.fills("First day back", "2026-12-07")
        await world.ilkka.picks("Who decides meanwhile?", "gus")
        await world.ilkka.submits()
        assert "full account" in world.ilkka.text_of(world.ilkka.modal)
        await world.ilkka.picks("Who decides meanwhile?", "petra")
        await world.ilkka.submits()
        assert "Until 7 December 2026 your requests go to Petra Vance" in world.ilkka.text_of(world.ilkka.modal)
        await passes(world, "2026-11-23 09:02")
        assert "Ilkka Saarinen, the owner, is away" in await world.sees(world.petra, "[Approve]")
        await world.sees(world.maya, "Waiting for @Petra Vance")
        await world.sees(world.ilkka, "Out of office: Petra Vance was asked in your place.")
        said = await world.asks(world.maya, "Tuuli", activity="Quote")
        assert "Ilkka Saarinen is out of office. Sent to Petra Vance." in said
        await passes(world, "2026-11-23 13:03")
        assert told(world.petra, "Still waiting for") == 1
        assert told(world.ilkka, "Still waiting for") == 0
        await world.ilkka.closes(all_of_them=True)
        await world.ilkka.types("/reference away")
        await world.ilkka.fills("First day back", "")
        await world.ilkka.submits()
        assert "Welcome back" in world.ilkka.text_of(world.ilkka.modal)
        await asks(world, "Lumi", needed_by="2026-12-20")
        await passes(world, "2026-11-23 13:05")
        assert told(world.petra, "Lumi") == 0


async def test_after_three_days_without_the_bot_everybody_has_one_message(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Lumi", needed_by="2026-11-30")
        before = len(world.ilkka.dm)
    slack = world.slack
    slack.clock.move_to(at("2026-11-26 10:00"))
    async with slack, bot_at(slack, database_url) as parts:
        again = World(slack, parts, database_url)
        await passes(again, "2026-11-26 10:01")
        assert len(again.ilkka.dm) - before == 1
        assert len(again.petra.dm) == 1
        assert again.aino.dm == []
        assert len(again.maya.dm) == 1


async def test_many_ticks_at_once_owe_each_thing_once(database_url: str) -> None:
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(a_world(database_url, "2026-11-23 09:00"))
        for prospect in ("Acme", "Bolt", "Cask"):
            await asks(world, "Lumi", needed_by="2026-11-30", prospect=prospect)
        desks = [world.parts.desk]
        store = open_store(database_url, world.slack.clock.now, PATIENT)  # as another process: connections of its own
        stack.push_async_callback(store.close)
        desks.append(replace(world.parts.desk, store=store, ticking=asyncio.Lock()))
        for moment in ("2026-11-23 13:01", "2026-11-24 09:01", "2026-11-25 09:01", "2026-11-30 09:01"):
            world.slack.clock.move_to(at(moment))
            await asyncio.gather(*(ticks(desk) for desk in desks * 2))
            await world.settled()
        assert told(world.ilkka, "Nothing is left to do here") == 1, "three reminders on one day are one message"
        assert told(world.ilkka, "3 things to know: 3 lapsed") == 1, "and so is that they lapsed"
        assert told(world.maya, "Lapsed: Call with Lumi Retail") == 3
        async with world.parts.desk.store.engines.read.connect() as connection:
            counted = select(audit.c.code, func.count()).where(audit.c.by_id.is_(None)).group_by(audit.c.code)
            assert set(map(tuple, await connection.execute(counted))) == {
                ("reminded", 3),
                ("backup_asked", 3),
                ("manager_asked", 3),
                ("moved.lapsed", 3),
            }


async def test_while_the_customer_is_asked_the_owner_is_reminded_and_a_lapse_gives_the_points_back(
    database_url: str,
) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Cold", needed_by="2026-12-04")
        await world.sees(world.ilkka, "[Approve]")
        await world.ilkka.clicks("Approve")
        await world.ilkka.picks("Has the customer agreed?", "I will ask them first")
        assert (await world.ilkka.submits()).ok
        await world.settled()
        assert (await row(world)).points == 2
        await passes(world, "2026-11-25 09:30")
        assert told(world.ilkka, "Has Cold Retail answered yet?") == 1
        await passes(world, "2026-11-27 09:30")
        assert told(world.ilkka, "Has Cold Retail answered yet?") == 2
        await passes(world, "2026-12-04 17:00")
        await world.sees(world.maya, "The customer's answer did not come in time")
        assert (await row(world)).points == 0
        async with world.parts.desk.reading() as tx:
            (record,) = (await tx.customers.records([(await row(world)).customer_id])).values()
            assert record.points_used(date(2026, 10, 1)) == 0


async def test_the_bot_s_own_clock_ticks_when_it_is_moved(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Lumi", needed_by="2026-11-30")
        world.slack.clock.advance(timedelta(hours=4, minutes=2))
        await world.sees(world.ilkka, STILL)


async def test_a_request_that_time_cannot_reckon_with_does_not_keep_the_others_waiting(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Lumi", needed_by="2026-11-30")
        await asks(world, "Tuuli", needed_by="2026-11-30")
        async with world.parts.desk.store.engines.write.begin() as connection:
            first = select(func.min(requests.c.id)).scalar_subquery()
            beyond = datetime(9999, 12, 31, tzinfo=UTC)
            await connection.execute(update(requests).where(requests.c.id == first).values(asked_at=beyond))
        await passes(world, "2026-11-23 13:01")
        assert told(world.ilkka, "Still waiting for your answer: Call with Tuuli Retail") == 1
        assert "could not be chased: OverflowError" in caplog.text
        assert "Lumi" not in caplog.text


async def test_the_command_prints_it_and_leaves_the_doing_to_the_bot(tmp_path: Any) -> None:
    shell = Shell(tmp_path, REFDESK_DATABASE_URL=f"sqlite:///{tmp_path / 'refdesk.db'}")
    assert (await shell.runs("migrate"))[0] == 0
    assert await shell.runs("tick", "--at", "2026-12-01T09:00", "--dry-run") == (0, "Nothing is due.\n")
    shell.environment["REFDESK_DIGEST_CHANNEL"] = "C0DIGEST"
    assert await shell.runs("tick", "--at", "2026-11-30T08:59", "--dry-run") == (0, "Nothing is due.\n")
    foretold = (0, "The digest: that of 2026-W49 is posted.\n")
    assert await shell.runs("tick", "--at", "2026-11-30T09:00", "--dry-run") == foretold
    code, words = await shell.runs("tick")
    assert (code, "--dry-run" in words) == (1, True)
