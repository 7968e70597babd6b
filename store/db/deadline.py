"""How long a click may wait for the database: Slack's three seconds are soon over."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# Of Slack's three; the rest is for the answer.
SECONDS = 2.2
# For all of it, Slack's own answers among it.
IN_ALL_SECONDS = 2.6
# The event loop itself would forget a task that nobody holds.
_ENDING: set[asyncio.Task[None]] = set()


@dataclass(slots=True)
class Deadline:
    """One listener's wait, and what it has saved. A database that neither answers nor refuses makes it `overdue`.

    saved: a transaction that wrote something was committed, whatever came after. in_doubt: a commit was sent off, and
    nobody knows its end: nobody can say that nothing was changed. waits: in this very moment, for the database.
    """

    seconds: float = SECONDS
    in_all: float = IN_ALL_SECONDS
    saved: bool = False
    in_doubt: bool = False
    waits: int = 0
    overdue: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Around each transaction."""
        timer = asyncio.get_running_loop().call_later(self.seconds, self.overdue.set)
        self.waits += 1
        try:
            yield
        finally:
            self.waits -= 1
            timer.cancel()

    @contextmanager
    def committing(self) -> Iterator[None]:
        """Around the commit of a transaction that wrote something."""
        self.in_doubt = True
        yield
        self.in_doubt, self.saved = False, True

    async def done(self, work: Coroutine[None, None, None]) -> bool:
        """Do the work; False when it is too late. Then it is cancelled, but not waited for: that may take as long."""
        working = asyncio.create_task(work)
        noticing = asyncio.create_task(self.overdue.wait())
        try:
            await asyncio.wait({working, noticing}, timeout=self.in_all, return_when=asyncio.FIRST_COMPLETED)
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
