"""The tick: all that time does, derived from the database. Doing it twice, late or in two processes changes nothing."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from handlers.desk import Desk
from handlers.outbox.daily_summary import enqueue_daily_summaries
from handlers.portfolio.holds import enqueue_holds_over
from handlers.portfolio.verification import enqueue_rounds
from handlers.portfolio.watches import enqueue_watches
from handlers.programme.digest import enqueue_digest
from handlers.programme.letter import enqueue_letters
from handlers.requests.escalation import escalate_requests
from handlers.requests.follow_ups import enqueue_follow_ups
from handlers.requests.paused import follow_holds
from handlers.slack.errors import where
from store.tx import UnavailableError

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # how soon a moved clock is noticed


# Whatever time does, in the order in which it is done; one that fails does not keep the others from their turn.
JOBS: tuple[Callable[[Desk], Awaitable[object]], ...] = (
    follow_holds,
    escalate_requests,
    enqueue_follow_ups,
    enqueue_letters,
    enqueue_watches,
    enqueue_holds_over,
    enqueue_rounds,
    enqueue_daily_summaries,  # what all of those have set aside
    enqueue_digest,
)


async def tick(desk: Desk) -> None:
    """Do all that is due by now, one tick after the other. Raises UnavailableError without a database."""
    async with desk.ticking:
        for job in JOBS:
            try:
                await job(desk)
            except UnavailableError:
                raise
            except Exception as bug:
                log.error("tick: %s failed: %s\n%s", job.__name__, type(bug).__name__, where(bug))


async def keep_ticking(desk: Desk) -> None:
    """Tick once in every minute of business time, until cancelled, so that a moved clock is noticed at once.

    A database that is away is waited for.
    """
    ticked = None
    while True:
        minute = desk.now().replace(second=0, microsecond=0)
        if minute != ticked:
            began = time.monotonic()
            try:
                await tick(desk)
                ticked = minute
                desk.metrics.ticked(time.monotonic() - began)
            except UnavailableError:
                log.warning("tick: database away")
        await asyncio.sleep(LOOK_SECONDS)
