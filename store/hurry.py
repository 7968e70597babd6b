"""How long somebody who clicked may wait for the database: Slack's three seconds are soon over."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# Of Slack's three; the rest is for the answer.
SECONDS = 2.2
# The event loop itself would forget a task that nobody holds.
_ENDING: set[asyncio.Task[None]] = set()


@dataclass(slots=True)
class Hurry:
    """One listener's wait. A database that is silent, and neither answers nor refuses, makes it `overdue`.

    may_be_saved: a commit was sent off, so that nobody can say that nothing was changed.
    """

    seconds: float = SECONDS
    may_be_saved: bool = False
    overdue: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Around each transaction; a listener that waits for Slack is in no such hurry."""
        timer = asyncio.get_running_loop().call_later(self.seconds, self.overdue.set)
        try:
            yield
        finally:
            timer.cancel()

    async def done(self, work: Coroutine[None, None, None]) -> bool:
        """Do the work; False when it is overdue. Then it is cancelled, but not waited for: that may take as long."""
        working = asyncio.create_task(work)
        noticing = asyncio.create_task(self.overdue.wait())
        try:
            await asyncio.wait({working, noticing}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
                return True
            return False
        finally:
            noticing.cancel()
            if not working.done():
                working.cancel()
                _ENDING.add(working)
                working.add_done_callback(_ended)


def _ended(working: asyncio.Task[None]) -> None:
    _ENDING.discard(working)
    if not working.cancelled():
        working.exception()  # looked at, so that asyncio does not complain
