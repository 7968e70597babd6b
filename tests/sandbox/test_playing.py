"""A week at a run: by day hour by hour, the rest in leaps; and the panel of trouble, switch by switch."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from sandbox.model import Trouble
from sandbox.page.troubles import GROUPS, calm, panel, switch, troubled
from sandbox.playing import next_step
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

HELSINKI = ZoneInfo("Europe/Helsinki")
SWITCHES = [switch.name for group in GROUPS for switch in group.switches]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-23 09:20", "2026-11-23 10:00"),
        ("2026-11-23 19:00", "2026-11-23 20:00"),
        ("2026-11-23 20:00", "2026-11-24 07:00"),
        ("2026-11-24 03:10", "2026-11-24 07:00"),
        ("2026-11-28 07:00", "2026-11-28 20:00"),  # Saturday
        ("2026-11-29 20:30", "2026-11-30 07:00"),
        ("2026-10-24 20:00", "2026-10-25 07:00"),  # the clocks go back in between
    ],
)
def test_nights_and_weekends_pass_in_leaps(now: str, then: str) -> None:
    assert next_step(datetime.fromisoformat(now).replace(tzinfo=HELSINKI)).isoformat(" ")[:16] == then


async def test_a_week_is_played_step_by_step_and_ends(slack: Sandbox) -> None:
    began = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    slack.clock.move_to(began)
    moves: list[datetime] = []
    told = slack.clock.on_move
    slack.clock.on_move = lambda: (moves.append(slack.clock.now()), told())[1]
    slack.player.play(HELSINKI, step_seconds=0)
    assert slack.player.playing
    await slack.player.finished()
    assert not slack.player.playing
    assert 60 < len(moves) < 80
    assert moves == sorted(moves)
    assert max(later - earlier for earlier, later in pairwise(moves)) < timedelta(hours=14)
    assert began + timedelta(days=6, hours=20) < slack.clock.now() <= began + timedelta(days=7, minutes=1)


async def test_it_can_be_stopped_and_goes_on_from_there(slack: Sandbox) -> None:
    slack.player.play(HELSINKI, step_seconds=60)
    await slack.player.stop()
    stopped = slack.clock.now()
    assert not slack.player.playing
    assert slack.clock.now() - stopped < timedelta(minutes=1)


@pytest.mark.parametrize("name", SWITCHES)
def test_every_switch_of_the_panel_turns_on_and_off(workspace: Workspace, name: str) -> None:
    switch(workspace, name, on=True)
    assert troubled(workspace)
    assert [each.switch.name for column in panel(workspace) for _, shown in column for each in shown if each.on] == [
        name
    ]
    switch(workspace, name, on=False)
    assert not troubled(workspace)


def test_all_of_it_is_ended_at_once(workspace: Workspace) -> None:
    for name in SWITCHES:
        switch(workspace, name, on=True)
    calm(workspace)
    assert workspace.trouble == Trouble()
    assert not workspace.limits
