"""The workspace's business time, which can be moved; machine time is never touched by it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that runs at normal speed from wherever it was moved to.

    It rules what people read as "now": message times, due dates. Signatures, trigger ids and rate limits
    follow machine time instead. `on_move` is called after every move.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta(0)
        self.on_move: Callable[[], None] = lambda: None
        if start is not None:
            self.move_to(start)

    def now(self) -> datetime:
        """Return business time, aware, in UTC."""
        return datetime.fromtimestamp(time.time(), UTC) + self._offset

    def move_to(self, moment: datetime) -> None:
        """Set the clock to `moment`; it runs on from there. Raises ValueError for a naive time."""
        if moment.tzinfo is None:
            raise ValueError("the clock needs a time with its timezone")
        self._offset = moment.astimezone(UTC) - datetime.fromtimestamp(time.time(), UTC)
        self.on_move()

    def advance(self, by: timedelta) -> None:
        """Move the clock by `by`, backwards if it is negative."""
        self._offset += by
        self.on_move()
