"""The tick: all that time does, derived from the database. Doing it twice, late or in two processes changes nothing."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.desk import Desk
from handlers.outbox.daily_summary import owe_bundles
from handlers.portfolio.holds import owe_holds_over
from handlers.portfolio.verification import owe_rounds
from handlers.portfolio.watches import owe_watches
from handlers.programme.digest import owe_digest
from handlers.programme.letter import owe_letters
from handlers.requests.escalation import chase_requests
from handlers.requests.follow_ups import owe_after_calls
from handlers.requests.paused import follow_holds
from handlers.slack.errors import where
from store.tx import Unavailable

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # how soon a moved clock is noticed


# Whatever time does, in the order in which it is done; one that fails does not keep the others from their turn.
JOBS: tuple[Callable[[Desk], Awaitable[object]], ...] = (
    follow_holds,
    chase_requests,
    owe_after_calls,
    owe_letters,
    owe_watches,
    owe_holds_over,
    owe_rounds,
    owe_bundles,  # what all of those have set aside
    owe_digest,
)


async def tick(desk: Desk) -> None:
    """Do all that is due by now. Raises Unavailable without a database."""
    for job in JOBS:
        try:
            await job(desk)
        except Unavailable:
            raise
        except Exception as bug:
            log.error("tick: %s failed: %s\n%s", job.__name__, type(bug).__name__, where(bug))


@dataclass(slots=True)
class Ticker:
    """Ticks once in every minute of business time, so that a moved clock is noticed at once."""

    desk: Desk

    async def run(self) -> None:
        """Tick until cancelled; a database that is away is waited for."""
        ticked = None
        while True:
            minute = self.desk.now().replace(second=0, microsecond=0)
            if minute != ticked:
                began = time.monotonic()
                try:
                    await tick(self.desk)
                    ticked = minute
                    self.desk.measures.ticked(time.monotonic() - began)
                except Unavailable:
                    log.warning("tick: database away")
            await asyncio.sleep(LOOK_SECONDS)
