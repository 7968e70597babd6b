"""Slack misbehaves while people work: nothing is lost, nothing happens twice, and nobody is left without an answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.model import Trouble
from tests.durability.invariants import check, quiet
from tests.durability.office import Office, office

# A busy machine is no fault.
pytestmark = [pytest.mark.timeout(600), pytest.mark.durability]

ACTS = 30
TROUBLES = {
    "down": Trouble(down=True),
    "slow": Trouble(slow=2.9),
    "a storm of 429": Trouble(rate_limited=60),
    "everything twice": Trouble(twice=True),
    "out of order": Trouble(jitter=0.4),
    "cut answers": Trouble(cut=25),
    "unheard answers": Trouble(unheard=15),
}


@pytest.mark.parametrize("name", TROUBLES)
async def test_nothing_is_lost_when_slack_is(name: str, database_url: str, tmp_path: Path) -> None:
    async with office(database_url, tmp_path) as people:
        people.alone = name != "everything twice"

        async def trouble() -> None:
            await people.done(ACTS)
            people.slack.workspace.trouble = replace(TROUBLES[name])
            await people.done(5 if name == "slow" else ACTS)
            people.slack.workspace.trouble = Trouble()
            await people.done(ACTS)

        await people.fleet.start()
        await people.works_while(trouble())
        await quiet(people)
        await check(people)


async def test_a_rolling_restart_loses_no_click(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one process; a restart is a short break")
    async with office(database_url, tmp_path) as people:

        async def restart() -> None:
            for old in list(people.fleet.bots):
                await people.done(10)
                await people.fleet.start()
                await people.fleet.stop(old)
            await people.done(10)

        for _ in range(3):
            await people.fleet.start()
        await people.works_while(restart())
        assert not _failed(people)
        await quiet(people)
        await check(people)


def _failed(people: Office) -> dict[str, int]:
    return {act: times for act, times in people.acts.items() if act.endswith(" failed")}
