"""Lets business time run fast: a week in two minutes, hour by hour while people work, in leaps while they do not."""

import asyncio
import contextlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.workspace import Workspace

MORNING, EVENING = 7, 20  # what happens in between is worth watching
STEP_SECONDS = 1.6  # 74 steps: a week takes two minutes
WEEK = timedelta(days=7)


def next_step(now: datetime) -> datetime:
    """The next full hour of a working day, else the next morning or evening; `now` and it are in a person's time."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if hour.hour < MORNING:
        return hour.replace(hour=MORNING)
    if hour.hour >= EVENING:
        return (hour + timedelta(days=1)).replace(hour=MORNING)
    return hour.replace(hour=EVENING) if hour.isoweekday() > 5 else hour + timedelta(hours=1)


class Player:
    """Moves the clock of one workspace step by step, until its time is over or somebody stops it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._running: asyncio.Task[None] | None = None

    @property
    def playing(self) -> bool:
        """Tell whether the clock is running fast."""
        return self._running is not None and not self._running.done()

    def play(self, zone: ZoneInfo, length: timedelta = WEEK, *, step_seconds: float = STEP_SECONDS) -> None:
        """Begin, if it has not begun; mornings and evenings are those of `zone`."""
        if not self.playing:
            self._running = asyncio.create_task(self._play(zone, length, step_seconds))
            self._workspace.changed.tell("clock")

    async def stop(self) -> None:
        """Let time run as usual again, from where it is."""
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._workspace.changed.tell("clock")

    async def finished(self) -> None:
        """Wait until it ends by itself."""
        if self._running is not None:
            await self._running

    async def _play(self, zone: ZoneInfo, length: timedelta, step_seconds: float) -> None:
        clock = self._workspace.clock
        end = clock.now() + length
        while (step := next_step(clock.now().astimezone(zone))) <= end:
            clock.move_to(step)
            await asyncio.sleep(step_seconds)
        self._running = None
        self._workspace.changed.tell("clock")
