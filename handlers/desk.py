"""The desk: the database, the clock, the search and the people, handed to every listener."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from handlers.index.finder import Finder
from handlers.metrics import Metrics
from handlers.slack.directory import Directory
from handlers.slack.latest_click import LatestClicks
from store.db.deadline import Deadline
from store.tx import Store, Tx


@dataclass(frozen=True, slots=True)
class Desk:
    """What a listener works with. `now` is business time; `wake` tells the courier that the outbox has something.

    ticking: held by the tick that is under way: two of one process would take each other's half-done work for all.
    reached: told that a transaction is "before-commit" or "after-commit"; durability tests kill the process there.
    """

    store: Store
    directory: Directory
    finder: Finder
    now: Callable[[], datetime]
    wake: Callable[[], None]
    digest_channel: str | None = None
    metrics: Metrics = field(default_factory=Metrics)
    latest_clicks: LatestClicks = field(default_factory=LatestClicks)
    ticking: asyncio.Lock = field(default_factory=asyncio.Lock)
    reached: Callable[[str], None] = lambda point: None

    @asynccontextmanager
    async def transaction(self, *, aside: bool = False) -> AsyncIterator[Tx]:
        """A writing transaction; the courier is woken once it is committed. aside: see `Store.transaction`."""
        async with self.store.transaction(aside=aside) as tx:
            yield tx
            self.reached("before-commit")
        self.reached("after-commit")
        self.wake()

    def within(self, deadline: Deadline) -> "Desk":
        """The same desk for one listener, whose waits for the database are timed."""
        store = replace(self.store, deadline=deadline)
        return replace(self, store=store, directory=replace(self.directory, store=store))

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        """A reading transaction."""
        return self.store.reading()
