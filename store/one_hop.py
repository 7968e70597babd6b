"""SQLite through aiosqlite, without the hand-overs to its thread that cost several times the statement.

As it comes, a statement goes over four times (make a cursor, execute, fetch, close). Here all of it is done in one go.
A quick SELECT does not go over at all: under load, each row that the thread fetches waits for the loop to let go. One
that turns out to be long is broken off, and begun again in the thread; the next time it goes there at once.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

Rows = list[Any]
Done = tuple[sqlite3.Cursor, Rows]
# Steps of SQLite's machine: some milliseconds.
QUICK_STEPS = 50_000
_LONG: set[str] = set()  # there are as many statements as the code has, and a few more by the length of their lists


def connection_to(database: str, **options: Any) -> aiosqlite.Connection:
    """A connection to await, for SQLAlchemy's `async_creator_fn`."""
    connection = _Connection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    # A connection that nobody closed must not keep the process alive.
    connection._thread.daemon = True
    return connection


class _Connection(aiosqlite.Connection):
    def cursor(self) -> Any:
        return _Cursor(self)

    async def whole(self, many: bool, statement: str, parameters: Any) -> Done:
        """Execute a statement and fetch all of its rows."""

        def run() -> Done:
            cursor = self._conn.cursor()
            (cursor.executemany if many else cursor.execute)(statement, parameters)
            return cursor, cursor.fetchall() if cursor.description else []

        if statement.startswith("SELECT") and statement not in _LONG:
            if quick := self._quick(run):
                return quick
            _LONG.add(statement)
        done: Done = await self._execute(run)  # type: ignore[no-untyped-call]
        return done

    def _quick(self, run: Callable[[], Done]) -> Done | None:
        """What a SELECT gives; None when it takes too long. SQLite undoes nothing when it breaks a SELECT off."""
        self._conn.set_progress_handler(_enough, QUICK_STEPS)
        try:
            return run()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            return None
        finally:
            self._conn.set_progress_handler(None, 0)


def _enough() -> bool:
    return True


class _Cursor:
    """What SQLAlchemy asks of an asynchronous cursor."""

    arraysize = 1
    description: Sequence[Any] | None = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: Rows = []

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> None:
        await self._run(False, statement, parameters)

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> None:
        await self._run(True, statement, parameters)

    async def fetchall(self) -> Rows:
        return self._rows

    async def close(self) -> None:
        """Nothing to do: the statement was finished when its rows were fetched."""

    async def _run(self, many: bool, statement: str, parameters: Any) -> None:
        done, self._rows = await self._connection.whole(many, statement, parameters)
        self.description, self.rowcount, self.lastrowid = done.description, done.rowcount, done.lastrowid
