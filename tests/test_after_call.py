"""After the approval, through the real bot on both databases: the day, the veto, the report, the thanks, the deal."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from handlers.following_up import owe_after_calls
from sandbox.seat import Seat
from store.tables import BudgetPeriodRow, LedgerRow
from tests.world import World

HELSINKI = ZoneInfo("Europe/Helsinki")  # where all of the world's people are
THURSDAY = "2026-12-03"  # the world begins on Monday, 23 November 2026


async def at(world: World, when: str) -> None:
    """Move the clock ("2026-12-04 09:00" in Helsinki) and let time do its work, twice: it is owed once."""
    world.slack.clock.move_to(datetime.fromisoformat(when).replace(tzinfo=HELSINKI))
    await owe_after_calls(world.parts.desk)
    await owe_after_calls(world.parts.desk)
    world.parts.desk.wake()
    await world.settled()


async def approved(world: World, **more: str) -> None:
    """Maya asks for a call, Ilkka approves."""
    await world.asks(world.maya, "Lumi", **more)
    await world.sees(world.ilkka, "[Approve]")
    verdict = await world.ilkka.clicks("Approve")
    assert verdict.ok, verdict
    await world.settled()


async def on_day(world: World, day: str, hour: str = "", *, button: str = "It's on …") -> None:
    """Maya says when it is."""
    await world.maya.clicks(button)
    await world.maya.fills("On which day?", day)
    if hour:
        await world.maya.fills("At what time?", hour)
    verdict = await world.maya.submits()
    assert verdict.ok, verdict
    assert world.maya.modal is None, world.maya.text_of(world.maya.modal)
    await world.settled()


async def reports(world: World, remark: str = "Helena was wonderful") -> None:
    """Maya says how it went."""
    await world.maya.clicks("It took place")
    await world.maya.picks("How was it?", "5 – could not be better")
    await world.maya.fills("In one line", remark)
    await world.maya.fills("What did you learn?", "They began with two shops")
    await world.maya.picks("Did it help?", "Yes")
    verdict = await world.maya.submits()
    assert verdict.ok, verdict
    await world.settled()


async def ledger(world: World) -> dict[date, int]:
    """Points by quarter as the ledger has them; the budget must say the same."""
    engine = create_async_engine(world.database_url)
    async with engine.connect() as connection:
        lines = select(LedgerRow.quarter, func.sum(LedgerRow.points)).group_by(LedgerRow.quarter)
        booked = {row[0]: int(row[1]) for row in await connection.execute(lines)}
        periods = await connection.execute(select(BudgetPeriodRow.quarter, BudgetPeriodRow.used))
        assert {row.quarter: row.used for row in periods} == booked
    await engine.dispose()
    return {quarter: points for quarter, points in booked.items() if points}


def card(seat: Seat) -> str:
    """The first message in a person's DM: their card."""
    return seat.text_of(seat.dm[0])


def count(seat: Seat, words: str) -> int:
    """How many messages hold `words`."""
    return sum(words in seat.text_of(message) for message in seat.dm)


async def test_from_the_day_to_the_won_deal(world: World) -> None:
    await approved(world)
    assert "[It's on …]" in card(world.maya)
    assert "[Stop this use]" in card(world.ilkka)
    await on_day(world, THURSDAY, "14:30")
    assert "3 December 2026, 14:30 Helsinki time" in card(world.maya)
    assert "3 December 2026, 14:30 Helsinki time" in card(world.ilkka)
    await world.sees(world.ilkka, "It's on: Call with Lumi Retail for Acme")

    await at(world, "2026-12-01 12:00")
    assert count(world.ilkka, "For the contact, to forward") == 0
    await at(world, "2026-12-02 09:00")
    brief = await world.sees(world.ilkka, "For the contact, to forward")
    assert "How long: about 30 minutes" in brief
    theirs = await world.sees(world.maya, "Good to know")
    assert "to forward" not in theirs
    assert "helena@lumi.example" not in theirs

    await at(world, "2026-12-04 08:59")
    assert count(world.maya, "How did it go?") == 0
    await at(world, "2026-12-04 09:00")
    assert count(world.maya, "How did it go?") == 1
    await reports(world)
    assert count(world.maya, "How did it go?") == 0
    assert "It took place on 3 December 2026 · 5 of 5" in card(world.maya)
    thanks = await world.sees(world.ilkka, "Please thank Lumi Retail")
    for words in ("helena@lumi.example", "Helena was wonderful", "5 of 5", "They began with two shops", "[Gift]"):
        assert words in thanks
    assert "thanks still to say" in card(world.ilkka)

    await world.ilkka.clicks("Thanked by mail")
    await world.settled()
    assert count(world.ilkka, "[Thanked by mail]") == 0
    assert "thanked by mail" in card(world.ilkka)
    await at(world, "2026-12-20 09:00")
    assert count(world.ilkka, "Still to do") == 0

    await at(world, "2026-12-23 12:00")
    assert count(world.maya, "Was the deal with Acme won?") == 0
    await at(world, "2026-12-28 09:00")
    await world.sees(world.maya, "Was the deal with Acme won?")
    await world.maya.clicks("Not yet")
    await world.settled()
    assert count(world.maya, "[Won]") == 0

    await at(world, "2027-01-04 09:00")
    letter = await world.sees(world.petra, "The executive's letter")
    assert "Lumi Retail · Helena Aaltola, Chief People Officer: call for Acme" in letter
    assert count(world.ilkka, "The executive's letter") == 0

    await at(world, "2027-01-27 09:00")
    await world.maya.clicks("Won")
    won = await world.sees(world.ilkka, "Your customer Lumi Retail helped win Acme")
    assert "Hello Helena" in won
    assert await ledger(world) == {date(2026, 10, 1): 2}
