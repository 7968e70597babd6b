"""One `refdesk run` to a SQLite file: the second is refused, because it would see the first one's work too late."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url


class AlreadyRunningError(Exception):
    """Another process serves this database."""


@contextmanager
def only_one(database_url: str) -> Iterator[None]:
    """Hold the lock beside a SQLite file; PostgreSQL needs none. Raises AlreadyRunning.

    The kernel gives the lock back however the process ends, so that a crash leaves nothing to clear away.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    path = Path(url.database).with_name(Path(url.database).name + ".lock")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunningError(
                "Another `refdesk run` uses this SQLite database. Stop it first, or use PostgreSQL for more than one."
            ) from None
        yield
