"""SQLite in the event loop: SQLAlchemy's synchronous engine, behind what the store asks of an asynchronous one.

A statement takes microseconds, and to hand it to a thread and back takes more. So a statement is executed where it is
asked for, unless it has to wait or takes long. To a thread go: a BEGIN IMMEDIATE while another process writes, a COMMIT
that waits for the disk, and what says `long=True` in its execution options, a statement or all of an engine's. A SELECT
that turns out long is broken off and begun again in a thread: SQLite undoes nothing when it breaks a SELECT off.
"""

import asyncio
import math
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import URL, CursorResult, Dialect, Engine, Executable, QueuePool, create_engine, event
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

T = TypeVar("T")

# Reading connections that stay open, and threads for what is long. More are opened where more read at once: a pool
# that is used up would wait in the loop, for what only the loop can give back.
READERS = 16
# A SELECT may hold the loop so long, which is longer than a crowded machine leaves us waiting now and then. SQLite asks
# after so many steps of its machine, about a millisecond.
LOOP_SECONDS = 0.05
STEPS = 20_000
# After so many commits that did not wait for the disk one does, and empties the log (LOG_PAGES).
QUICK_COMMITS = 200
# Pages in the log from which on a commit copies them into the database, as SQLite does unless told otherwise.
LOG_PAGES = 1_000


class SqliteConnection:
    """A connection, for a transaction or for single statements."""

    def __init__(self, sync: SyncConnection, threads: ThreadPoolExecutor, busy_ms: int) -> None:
        self._sync = sync
        self._threads = threads
        self._busy_ms = busy_ms
        self._driver: _Driver = sync.connection.driver_connection  # type: ignore[assignment]
        self._options = sync.get_execution_options()
        self._changes = self._driver.total_changes
        self.dialect: Dialect = sync.dialect
        self.info: dict[Any, Any] = sync.info

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement; all of its rows are there when it returns."""
        long = "long" in self._options or "long" in statement.get_execution_options()
        seconds = LOOP_SECONDS if statement.is_select else math.inf
        return await self._do(self._sync.execute, statement, parameters, long=long, seconds=seconds)

    async def exec_driver_sql(self, statement: str) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement as it is."""
        return await self._do(self._sync.exec_driver_sql, statement, long="long" in self._options)

    async def run_sync(self, work: Callable[..., T], *arguments: Any) -> T:
        """Call `work` with SQLAlchemy's connection."""
        return work(self._sync, *arguments)

    async def begin(self, *, writing: bool) -> None:
        """Begin a transaction; a writing one waits for other processes. Raises OperationalError after `busy_ms`."""
        if writing:
            self._driver.wait_for_disk("quick" not in self._options or self._driver.quick_commits >= QUICK_COMMITS)
        await self._do(self._sync.exec_driver_sql, "BEGIN IMMEDIATE" if writing else "BEGIN")

    async def commit(self) -> None:
        """Commit what was written, if that is not done yet."""
        if not self._sync.in_transaction():
            return
        wrote = self._driver.total_changes > self._changes
        waits = wrote and bool(self._driver.durable)
        self._driver.quick_commits = 0 if waits else self._driver.quick_commits + wrote
        await self._do(self._sync.commit, long=waits, stops=False)

    async def rollback(self) -> None:
        """Take back what was written."""
        self._sync.rollback()

    async def _do(
        self, work: Callable[..., T], *arguments: Any, long: bool = False, seconds: float = math.inf, stops: bool = True
    ) -> T:
        """Do it here; in a thread where it is `long`, another process is in its way, or it takes more than `seconds`.

        stops: whether it is broken off when the task is cancelled. A COMMIT is not: its end counts.
        """
        if not long:
            self._driver.until = time.monotonic() + seconds
            try:
                return work(*arguments)
            except OperationalError as refused:
                if getattr(refused.orig, "sqlite_errorcode", 0) & 0xFF not in _NOT_HERE:
                    raise
            finally:
                self._driver.until = math.inf
        doing = asyncio.get_running_loop().run_in_executor(
            self._threads, self._driver.patiently, self._busy_ms, work, *arguments
        )
        cancelled: asyncio.CancelledError | None = None
        # However often it is cancelled: until the thread is done the connection is the thread's.
        while not doing.done():
            try:
                await asyncio.wait({doing})
            except asyncio.CancelledError as why:
                cancelled = why
                if stops:
                    self._driver.interrupt()
        if cancelled is not None:
            doing.exception()  # looked at, so that asyncio does not complain
            raise cancelled
        return doing.result()


_NOT_HERE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT)


@dataclass(frozen=True, slots=True)
class SqliteEngine:
    """A synchronous engine, as the store uses an asynchronous one. Execution options: `long`, and `quick` for a writer.

    quick: its commits do not wait for the disk. turn: who writes, one after the other in the order they came; None for
    readers. wait_seconds: how long to wait for a turn; busy_ms: how long for other processes.
    """

    sync_engine: Engine
    threads: ThreadPoolExecutor
    busy_ms: int
    turn: asyncio.Lock | None = None
    wait_seconds: float = 0.0

    @property
    def dialect(self) -> Dialect:
        return self.sync_engine.dialect

    @property
    def url(self) -> URL:
        return self.sync_engine.url

    def execution_options(self, **options: Any) -> "SqliteEngine":
        """The same connections and turns, used differently."""
        return replace(self, sync_engine=self.sync_engine.execution_options(**options))

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[SqliteConnection]:
        """A connection for single statements."""
        with self.sync_engine.connect() as sync:
            try:
                yield SqliteConnection(sync, self.threads, self.busy_ms)
            finally:
                # After a COMMIT that failed SQLAlchemy would give it back to the pool as it is, in a transaction.
                sync.rollback()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqliteConnection]:
        """A transaction, committed when the block ends well. Raises TimeoutError of SQLAlchemy's without a turn."""
        if self.turn is None:
            async with self.connect() as connection:
                await connection.begin(writing=False)
                yield connection
            return
        try:
            async with asyncio.timeout(self.wait_seconds):
                await self.turn.acquire()
        except TimeoutError:
            raise PoolTimeout("others are writing") from None
        try:
            async with self.connect() as connection:
                await connection.begin(writing=True)
                yield connection
                await connection.commit()
        finally:
            self.turn.release()

    async def dispose(self) -> None:
        """Close every connection; the last one empties the log."""
        await asyncio.get_running_loop().run_in_executor(self.threads, self.sync_engine.dispose)
        self.threads.shutdown(wait=False)


def open_sqlite(url: URL, *, wait_seconds: float, busy_ms: int, **how: Any) -> tuple[SqliteEngine, SqliteEngine]:
    """The engine that writes, on one connection, and the one that reads.

    Many writing connections would ask for SQLite's lock again and again, and starve each other (decision 6).
    """
    how |= {"poolclass": QueuePool, "connect_args": {"factory": _Driver, "check_same_thread": False}}
    write = create_engine(url.set(drivername="sqlite"), pool_size=1, max_overflow=0, **how)
    # The one that was used last has pages in memory.
    read = create_engine(url.set(drivername="sqlite"), pool_size=READERS, max_overflow=-1, pool_use_lifo=True, **how)
    for engine in (write, read):
        event.listen(engine, "connect", lambda driver, _: driver.prepare(busy_ms))
    # A thread of the writer's own: a commit never waits for what others read.
    writer = SqliteEngine(write, ThreadPoolExecutor(1, "sqlite-write"), busy_ms, asyncio.Lock(), wait_seconds)
    return writer, SqliteEngine(read, ThreadPoolExecutor(READERS, "sqlite-read"), busy_ms)


class _Driver(sqlite3.Connection):
    """until: when a statement has held the loop for too long, by time.monotonic.

    durable: whether commits wait for the disk now. quick_commits: how many since the last one that did.
    """

    until = math.inf
    durable: bool | None = None
    quick_commits = 0

    def prepare(self, busy_ms: int) -> None:
        """Make a new connection one of ours."""
        # The driver must not begin transactions of its own, or IMMEDIATE would never be said.
        self.isolation_level = None
        for pragma in (f"busy_timeout={busy_ms}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            self.execute(f"PRAGMA {pragma}")
        self.execute("PRAGMA busy_timeout=0")
        # SQLite's own knows A to Z only: "öresund" would not be found in "Öresund Energi".
        self.create_function("lower", 1, _lower, deterministic=True)
        self.set_progress_handler(self._late, STEPS)

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Cursor)

    def wait_for_disk(self, durable: bool) -> None:
        """Say, before a transaction begins, whether its commit waits for the disk.

        Then it copies a long log into the database, too; a commit in the loop must not.
        """
        if self.durable is not durable:
            self.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES if durable else 0}")
            self.durable = durable

    def patiently(self, busy_ms: int, work: Callable[..., T], *arguments: Any) -> T:
        """Do what may last, or has to wait for other processes: in a thread."""
        # Asked there whether it is late, SQLite would wait for Python's lock each time.
        self.set_progress_handler(None, 0)
        self.execute(f"PRAGMA busy_timeout={busy_ms}")
        try:
            return work(*arguments)
        finally:
            self.execute("PRAGMA busy_timeout=0")
            self.set_progress_handler(self._late, STEPS)

    def _late(self) -> bool:
        return time.monotonic() > self.until


class _Cursor(sqlite3.Cursor):
    """Has all rows once it has executed: what is executed in a thread is fetched there."""

    _rows: Iterator[Any] = iter(())

    def execute(self, statement: str, parameters: Any = ()) -> "_Cursor":
        super().execute(statement, parameters)
        self._rows = iter(super().fetchall() if self.description else ())
        return self

    def executemany(self, statement: str, parameters: Iterable[Any]) -> "_Cursor":
        super().executemany(statement, parameters)
        self._rows = iter(())
        return self

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return list(islice(self._rows, size))

    def fetchall(self) -> list[Any]:
        return list(self._rows)


def _lower(text: str | None) -> str | None:
    return None if text is None else str(text).lower()
