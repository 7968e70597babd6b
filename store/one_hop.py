"""SQLite through aiosqlite with one hand-over to its thread for each statement.

As it comes, a statement goes over four times (make a cursor, execute, fetch, close), and the hand-overs cost several
times the statement. Here all of it is done in one go, on the same thread of the same library.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

Rows = list[Any]


def connection_to(database: str, **options: Any) -> aiosqlite.Connection:
    """A connection to await, for SQLAlchemy's `async_creator_fn`."""
    connection = _Connection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    # A connection that nobody closed must not keep the process alive.
    connection._thread.daemon = True
    return connection


class _Connection(aiosqlite.Connection):
    def cursor(self) -> Any:
        return _Cursor(self)

    async def whole(self, many: bool, statement: str, parameters: Any) -> tuple[sqlite3.Cursor, Rows]:
        """Execute a statement and fetch all of its rows."""

        def run() -> tuple[sqlite3.Cursor, Rows]:
            cursor = self._conn.cursor()
            (cursor.executemany if many else cursor.execute)(statement, parameters)
            return cursor, cursor.fetchall() if cursor.description else []

        done: tuple[sqlite3.Cursor, Rows] = await self._execute(run)  # type: ignore[no-untyped-call]
        return done


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
