"""How long things may take: Slack waits three seconds for the answer to a click."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# The event loop itself would forget a task that nobody holds.
_ENDING: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which one waits no longer. Tests that are not about them start refdesk with generous ones.

    database: a click, for the database; the rest of Slack's three is for the answer. click: all of a click, Slack's own
    answers among it. answer: saying what went wrong; later nobody hears it.
    writers: for our own writers, and busy for those of other processes: together shorter than three seconds, because a
    clear sentence is better than silence.
    look_up: for what Slack knows of a person; what is known from yesterday is better than silence. look_ups: after so
    long nobody else is asked about, and the one who is being asked about has a little more.
    index: a search, for another one that takes changes in; then it answers from what is known. digest: a look at the
    digest; a million customers take longer to count, and what is late comes by the response_url.
    call: any call to Slack. grace: at the end, for what Slack has sent already; with what follows it stays below ten.
    """

    database: float = 2.2
    click: float = 2.6
    answer: float = 3.0
    writers: float = 1.7
    busy: float = 1.0
    look_up: float = 1.5
    look_ups: float = 1.0
    index: float = 0.5
    digest: float = 2.0
    call: float = 10.0
    grace: int = 4


LIMITS = Limits()


@dataclass(slots=True)
class Deadline:
    """One listener's wait, and what it has saved. A database that neither answers nor refuses makes it `overdue`.

    saved: a transaction that wrote something was committed, whatever came after. in_doubt: a commit was sent off, and
    nobody knows its end: nobody can say that nothing was changed. waits: in this very moment, for the database.
    """

    limits: Limits = LIMITS
    saved: bool = False
    in_doubt: bool = False
    waits: int = 0
    overdue: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Around each transaction."""
        timer = asyncio.get_running_loop().call_later(self.limits.database, self.overdue.set)
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
            await asyncio.wait({working, noticing}, timeout=self.limits.click, return_when=asyncio.FIRST_COMPLETED)
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
