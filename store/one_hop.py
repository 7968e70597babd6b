"""SQLite through aiosqlite, without the hand-overs to its thread that cost several times the statement.

As it comes, a statement goes over four times (make a cursor, execute, fetch, close), and under load the thread waits
for the loop to let go of Python at each row. Here what is quick does not go over at all: SELECTs, the begin of a
transaction, the end of one that only read, and writes that have shown to be quick, under a lock that is ours already. A
SELECT that turns out to be long is broken off and begun again in the thread; a write that was long goes there the next
time. Whatever may wait, for the disk or for another process, is the thread's: a commit, a lock somebody else holds.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

Rows = list[Any]
Done = tuple[sqlite3.Cursor, Rows]
# Steps of SQLite's machine: some milliseconds.
QUICK_STEPS = 50_000
# Processor time of a write that may be done in the loop.
QUICK_SECONDS = 0.002
# There are as many statements as the code has, and a few more by the length of their lists.
_LONG: set[str] = set()
_QUICK: set[str] = set()


def connection_to(database: str, *, patience_ms: int, **options: Any) -> aiosqlite.Connection:
    """A connection to await, for SQLAlchemy's `async_creator_fn`; it waits so long for other processes' locks."""
    connection = _Connection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    connection.patience_ms = patience_ms
    # A connection that nobody closed must not keep the process alive.
    connection._thread.daemon = True
    return connection


class _Connection(aiosqlite.Connection):
    patience_ms = 0
    _given = 0
    _finished = 0
    """What the thread got, and what of it is done: who was cancelled leaves it at work."""
    _read_only = False
    """Whether this transaction has only read, so that its end waits for nothing."""

    def cursor(self) -> Any:
        return _Cursor(self)

    async def commit(self) -> None:
        """Commit the current transaction."""
        await self._end(self._conn.commit)

    async def rollback(self) -> None:
        """Roll back the current transaction."""
        await self._end(self._conn.rollback)

    async def whole(self, many: bool, statement: str, parameters: Any) -> Done:
        """Execute a statement and fetch all of its rows."""

        def run() -> Done:
            cursor = self._conn.cursor()
            (cursor.executemany if many else cursor.execute)(statement, parameters)
            return cursor, cursor.fetchall() if cursor.description else []

        self._read_only = statement == "BEGIN" or (self._read_only and statement.startswith("SELECT"))
        if self._given == self._finished and (quick := self._quickly(statement, run, many)):
            return quick
        return await self._in_thread(statement, run, many)

    def _quickly(self, statement: str, run: Callable[[], Done], many: bool) -> Done | None:
        """What the statement gives, where it is done at once; None where the thread has to do it."""
        if statement == "BEGIN" or statement.startswith("PRAGMA synchronous="):
            return run()
        if statement.startswith("SELECT"):
            return None if statement in _LONG else self._unless_long(statement, run)
        if statement == "BEGIN IMMEDIATE":
            return self._unless_locked(run)
        if many or statement not in _QUICK:
            return None
        began = time.thread_time()
        done = run()
        if time.thread_time() - began > QUICK_SECONDS:
            _QUICK.discard(statement)
            _LONG.add(statement)
        return done

    def _unless_long(self, statement: str, run: Callable[[], Done]) -> Done | None:
        """What a SELECT gives; None when it takes too long. SQLite undoes nothing when it breaks a SELECT off."""
        # Of a statement that it keeps, SQLite counts on from the last time: the first call says nothing yet.
        self._conn.set_progress_handler(iter((False, True)).__next__, QUICK_STEPS)
        try:
            return run()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            _LONG.add(statement)
            return None
        finally:
            self._conn.set_progress_handler(None, 0)

    def _unless_locked(self, run: Callable[[], Done]) -> Done | None:
        """Begin to write, if no other process does."""
        self._conn.execute("PRAGMA busy_timeout=0")
        try:
            return run()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return None
        finally:
            self._conn.execute(f"PRAGMA busy_timeout={self.patience_ms}")

    async def _in_thread(self, statement: str, run: Callable[[], Done], many: bool) -> Done:
        def timed() -> Done:
            began = time.thread_time()
            done = run()
            if not many and time.thread_time() - began < QUICK_SECONDS / 2 and statement.startswith(_WRITES):
                _QUICK.update({statement} - _LONG)
            return done

        done: Done = await self._hand_over(timed)
        return done

    async def _end(self, end: Callable[[], None]) -> None:
        if self._given == self._finished and (self._read_only or not self._conn.in_transaction):
            end()
        else:
            await self._hand_over(end)

    async def _hand_over(self, work: Callable[[], Any]) -> Any:
        def counted() -> Any:
            try:
                return work()
            finally:
                self._finished += 1

        self._given += 1
        return await self._execute(counted)  # type: ignore[no-untyped-call]


_WRITES = ("INSERT", "UPDATE", "DELETE")


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
