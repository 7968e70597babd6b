"""Three processes on PostgreSQL are renewed one after the other over Monday 09:00: one digest, and no lost click."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.durability.invariants import check, quiet
from tests.durability.office import DIGESTS, Office, office

pytestmark = pytest.mark.timeout(600)  # a busy machine is no fault

BEFORE = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)
DIGEST = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("sockets", [False, True], ids=["http", "socket mode"])
async def test_a_rolling_restart_over_the_digest(sockets: bool, database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one process; a restart is a short break")
    async with office(database_url, tmp_path) as people:
        fleet = people.fleet
        fleet.sockets, fleet.patient = sockets, True
        fleet.digest_channel = people.slack.workspace.channel(DIGESTS).id
        fleet.moves_to(BEFORE)

        async def restart() -> None:
            for number, old in enumerate(list(fleet.bots)):
                await people.done(5)
                if number == 1:
                    fleet.moves_to(DIGEST)
                await fleet.start()
                await fleet.stop(old)
            await people.done(5)

        for _ in range(3):
            await fleet.start()
        await people.works_while(restart())
        # A socket can't say "send me nothing more": what comes while it is being closed, Slack shows as not answered.
        assert sockets or not _failed(people)
        await quiet(people)
        assert len(_digests(people)) == 1

        fleet.moves_to(TUESDAY)  # it would still be caught up now
        await people.asks(people.askers[0])
        await quiet(people)
        assert len(_digests(people)) == 1
        await check(people)


def _digests(people: Office) -> list[str]:
    return [people.askers[0].text_of(message) for message in people.askers[0].channel(DIGESTS)]


def _failed(people: Office) -> dict[str, int]:
    return {act: times for act, times in people.acts.items() if act.endswith(" failed")}
