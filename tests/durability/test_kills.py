"""kill -9, at random moments and at named points, while people work.

The gate kills once at each point. `make durability` goes on at random: REFDESK_KILLS says how often (default 25).
"""

import asyncio
import os
import random
from pathlib import Path

import pytest

from bot.crashing import POINTS, crashes, moved_clock, other_limits
from domain.refusals import Refusal
from store.db.deadline import Limits
from tests.durability.invariants import check, quiet
from tests.durability.office import Office, office

CRASH_AT = "after-slack:0.04,before-commit:0.03,after-commit:0.03"
KILLS = int(os.environ.get("REFDESK_KILLS", "25"))


@pytest.mark.timeout(600)  # a busy machine is no fault
async def test_nothing_is_lost_when_it_is_killed_once_at_each_point(database_url: str, tmp_path: Path) -> None:
    async with office(database_url, tmp_path) as people:

        async def kill_once_at_each_point() -> None:
            for point in POINTS:
                people.fleet.crash_at = f"{point}:0.5"
                while (bot := await people.fleet.start()).ended.is_set():
                    pass  # it was killed before anybody could click
                await bot.ended.wait()
            people.fleet.crash_at = ""
            await people.fleet.start()
            await people.done(5)

        await people.works_while(kill_once_at_each_point())
        assert set(people.fleet.crashes) == set(POINTS), f"not every point was hit: {people.fleet.crashes}"
        await quiet(people)
        await check(people)


@pytest.mark.timeout(3600)  # hundreds of kills take their time
@pytest.mark.durability
async def test_nothing_is_lost_whenever_it_is_killed(database_url: str, tmp_path: Path) -> None:
    size = 1 if database_url.startswith("sqlite") else 3
    async with office(database_url, tmp_path) as people:
        people.fleet.crash_at = CRASH_AT
        await people.works_while(killing(people, size, KILLS, random.Random(2)))
        crashes = people.fleet.crashes
        print(f"\n{people.fleet.deaths} deaths, {dict(crashes)}, {dict(people.acts)}")
        assert set(crashes) == set(POINTS), f"not every point was hit: {crashes}"

        await quiet(people)
        await check(people)


async def killing(people: Office, size: int, kills: int, chance: random.Random) -> None:
    """Keep `size` processes up and kill one again and again in the middle of work, until so many have died.

    At the end one process serves that nobody kills.
    """
    fleet = people.fleet
    while fleet.deaths < kills:
        while len(fleet.bots) < size:
            await fleet.start()
        bot = chance.choice(fleet.bots)
        moment = asyncio.create_task(people.done(chance.randint(1, 12)))
        gone = asyncio.create_task(bot.ended.wait())
        _, late = await asyncio.wait({moment, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in late:
            task.cancel()
        # Not a wait for something: what others have begun is somewhere in its middle.
        await asyncio.sleep(chance.uniform(0.0, 0.05))
        await fleet.kill(bot)
    fleet.crash_at = ""
    await fleet.stop_all()
    await fleet.start()


def test_outside_tests_nobody_can_ask_for_it() -> None:
    with pytest.raises(Refusal):
        crashes({"REFDESK_CRASH_AT": "after-commit:1"})
    with pytest.raises(Refusal):
        moved_clock({"REFDESK_CLOCK_AT": "some-file"})
    with pytest.raises(Refusal):
        other_limits({"REFDESK_WAIT_SECONDS": "60"})
    assert crashes({}) is moved_clock({}) is None
    assert other_limits({}) == Limits()
