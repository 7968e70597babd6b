"""Engines for the two databases: one writer at a time on SQLite, a pool on PostgreSQL."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, ColumnElement, Executable, event, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from store.db.deadline import LIMITS, Limits
from store.db.sqlite import SqliteConnection, SqliteEngine, open_sqlite

POOL = 20
IDLE_SECONDS = 1.0
# Of a server that is silent: a click waits for less (store/db/deadline.py), a digest of many years for more.
CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 120.0
# Errors of the database reach the log; what was written must not: names and contacts are in it.
QUIET: dict[str, Any] = {"hide_parameters": True}

S = TypeVar("S", bound=Executable)
Engine = AsyncEngine | SqliteEngine
Connection = AsyncConnection | SqliteConnection


@dataclass(frozen=True, slots=True)
class Engines:
    """Where to write and where to read. On PostgreSQL both have the same connections.

    quick: writes what nobody misses after a power cut, without waiting for the disk or for what follows.
    """

    write: Engine
    read: Engine
    quick: Engine

    @property
    def sqlite(self) -> bool:
        return self.write.dialect.name == "sqlite"

    @property
    def lost_file(self) -> bool:
        """True when SQLite's file is no longer where it was: open connections would go on writing to nowhere."""
        database = self.read.url.database
        return self.sqlite and database not in (None, "", ":memory:") and not Path(str(database)).exists()

    async def dispose(self) -> None:
        """Close every connection."""
        await self.write.dispose()
        await self.read.dispose()


def open_engines(url: str, limits: Limits = LIMITS) -> Engines:
    """Engines for a SQLAlchemy URL (sqlite or postgresql+asyncpg)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        patience = {"timeout": CONNECT_SECONDS, "command_timeout": COMMAND_SECONDS}
        engine = create_async_engine(
            parsed, pool_size=POOL, max_overflow=POOL, pool_use_lifo=True, connect_args=patience, **QUIET
        )
        _ping_idle(engine)
        _note_writes(engine)
        # Each statement by itself: it sees what is committed then in a transaction, too, and is one way there and back
        # instead of three.
        single = engine.execution_options(isolation_level="AUTOCOMMIT")
        return Engines(engine, single, single)
    make_folder(parsed)
    write, read = open_sqlite(parsed, wait_seconds=limits.writers, busy_ms=round(limits.busy * 1000), **QUIET)
    _note_writes(write)
    # The same single connection: `quick` waits its turn like every writer.
    return Engines(write, read, write.execution_options(quick=True))


def _ping_idle(engine: AsyncEngine) -> None:
    """Ping connections idle for over IDLE_SECONDS as they are taken; pinging every time costs a tenth more.

    Where it does not, SQLAlchemy closes all that are as old, and opens a new one.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def on_checkin(_connection: Any, record: Any) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def on_checkout(connection: Any, record: Any, _proxy: object) -> None:
        if time.monotonic() - record.info.get("used_at", time.monotonic()) < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as lost:
            raise InvalidatePoolError from lost


def _note_writes(engine: Engine) -> None:
    """Have each connection know whether its transaction has written anything."""

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.info.pop("wrote", None)

    @event.listens_for(engine.sync_engine, "after_cursor_execute")
    def on_executed(connection: Any, *said: Any) -> None:
        context = said[3]
        if context is not None and (context.isinsert or context.isupdate or context.isdelete):
            connection.info["wrote"] = True


def forget_writes(connection: Connection) -> None:
    """Count only what its transaction writes from now on."""
    connection.info.pop("wrote", None)


def wrote(connection: Connection) -> bool:
    """True when this connection's transaction has inserted, updated or deleted."""
    return bool(connection.info.get("wrote"))


def make_folder(url: URL) -> None:
    """Make the folder of a SQLite file. Raises OSError where that may not be."""
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)


def long(statement: S) -> S:
    """A statement that may last: it reads the whole portfolio, or all there ever was. SQLite does it in a thread."""
    return statement.execution_options(long=True)


def among(column: ColumnElement[str], codes: Iterable[str]) -> ColumnElement[bool]:
    """`column` is one of these codes, in a statement made once: bare codes SQLAlchemy would spell out at every call."""
    return column.in_([literal(code) for code in codes])


def on_both(made: Callable[[Any], Any]) -> Mapping[str, Any]:
    """A statement as `made` from each database's own insert, by the name of its dialect. See `insert_into`."""
    return {"sqlite": made(sqlite.insert), "postgresql": made(postgresql.insert)}


def insert_into(connection: Connection, table: Any) -> Any:
    """An insert that knows ON CONFLICT, which both databases say alike and SQLAlchemy keeps apart."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
