"""Slack misbehaves while people work: nothing is lost, nothing happens twice, and nobody is left without an answer."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.model import Trouble
from tests.durability.invariants import check, quiet
from tests.durability.office import Office, office

pytestmark = pytest.mark.timeout(600)  # a busy machine is no fault

ACTS, FEW = 30, 5
TEN_MINUTES = timedelta(minutes=10)
TROUBLES = {
    "down": Trouble(down=True),
    "slow": Trouble(slow=2.9),
    "a storm of 429": Trouble(rate_limited=60),
    "out of order": Trouble(jitter=0.4),
    "cut answers": Trouble(cut=25),
    "unheard answers": Trouble(unheard=15),
    "everything twice": Trouble(twice=True),
}


async def test_nothing_is_lost_through_one_trouble_after_another(database_url: str, tmp_path: Path) -> None:
    async with office(database_url, tmp_path) as people:

        async def troubles() -> None:
            for name in TROUBLES:
                await people.done(FEW)
                # From here on nobody can tell which of two answers was theirs; it comes last.
                people.alone = name != "everything twice"
                await misbehaves(people, name, 2 if name == "slow" else FEW)
            await people.done(FEW)

        await people.fleet.start()
        await people.works_while(troubles())
        await quiet(people)
        await check(people)


@pytest.mark.durability
@pytest.mark.parametrize("name", TROUBLES)
async def test_nothing_is_lost_when_slack_is(name: str, database_url: str, tmp_path: Path) -> None:
    async with office(database_url, tmp_path) as people:
        people.alone = name != "everything twice"

        async def trouble() -> None:
            await people.done(ACTS)
            await misbehaves(people, name, 5 if name == "slow" else ACTS)
            await people.done(ACTS)

        await people.fleet.start()
        await people.works_while(trouble())
        await quiet(people)
        await check(people)


async def misbehaves(people: Office, name: str, acts: int) -> None:
    """Slack has this trouble while people try so many things; ten minutes of it where Slack is down."""
    people.slack.workspace.trouble = replace(TROUBLES[name])
    await people.done(acts)
    if name == "down":
        people.fleet.moves_to(people.slack.clock.now() + TEN_MINUTES)
    people.slack.workspace.trouble = Trouble()
