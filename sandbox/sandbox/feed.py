"""The change feed: who should look again, and where."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """Something a person may see has changed.

    `user` is the only person concerned, or None when it concerns everybody. `surface` says what:
    a channel or DM id, or one of "modal", "home", "ephemeral", "clock", "trouble", "calls".
    """

    user: str | None
    surface: str


class Feed:
    """Tells every subscriber about every change, in order."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Change | None]] = set()
        self._closed = False

    def tell(self, surface: str, user: str | None = None) -> None:
        """Announce a change of `surface`, to everybody or about one `user` only."""
        for queue in self._queues:
            queue.put_nowait(Change(user, surface))

    @contextmanager
    def subscribed(self) -> Iterator[asyncio.Queue[Change | None]]:
        """Give a queue that receives every change from now on; None means the workspace has closed."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        if self._closed:
            queue.put_nowait(None)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def listen(self) -> AsyncIterator[Change]:
        """Yield every change from now on, until the workspace closes."""
        with self.subscribed() as queue:
            while (change := await queue.get()) is not None:
                yield change

    def close(self) -> None:
        """End every `listen`."""
        self._closed = True
        for queue in self._queues:
            queue.put_nowait(None)
