"""A database that returns to how it was, under the feet of a running refdesk: cheaper than a new one for each try."""

import contextlib
import sqlite3
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from store.db.tables import metadata

UNCOUNTED = ("people", "rounds")
TABLES = [table.name for table in metadata.sorted_tables]


class Restored:
    """Keeps all rows as they are when it is made. Nobody may be writing when it looks or restores."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._sqlite: sqlite3.Connection | None = None
        self._server: asyncpg.Connection | None = None
        self._kept = sqlite3.connect(":memory:")
        self._seen: Any = None
        self._rows: dict[str, list[tuple[Any, ...]]] = {}

    async def keep(self) -> None:
        """From now on this is what it returns to."""
        if self._url.get_backend_name() == "sqlite":
            self._sqlite = sqlite3.connect(str(self._url.database))
            self._sqlite.backup(self._kept)
        else:
            plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._server = await asyncpg.connect(plain)
            await self._server.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
            for name in TABLES:
                await self._server.execute(f"CREATE TABLE kept.{name} AS TABLE public.{name}")
        await self.changed()
        self._rows = await self.rows()

    async def changed(self) -> bool:
        """Whether anybody has written anything since this was asked, or restored, last."""
        if self._sqlite is not None:
            seen = self._sqlite.execute("PRAGMA data_version").fetchone()
        else:
            assert self._server is not None
            # Whatever writes takes a number; those that only lock or roll back do, too.
            seen = await self._server.fetchval("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        before, self._seen = self._seen, seen
        return bool(seen != before)

    async def changed_tables(self) -> set[str]:
        """Which tables hold something else than what was kept; what people look like and time's rounds do not count."""
        if not await self.changed():
            return set()
        return self.differing(await self.rows())

    def differing(self, now: dict[str, list[tuple[Any, ...]]]) -> set[str]:
        """Which tables do, of these rows."""
        return {name for name in now if now[name] != self._rows[name] and name not in UNCOUNTED}

    async def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows by table."""
        if self._sqlite is not None:
            return {name: sorted(self._sqlite.execute(f"SELECT * FROM {name}"), key=repr) for name in TABLES}
        assert self._server is not None
        return {
            name: sorted(map(tuple, await self._server.fetch(f"SELECT * FROM {name}")), key=repr) for name in TABLES
        }

    async def restore(self) -> None:
        """Put everything back."""
        if self._sqlite is not None:
            self._kept.backup(self._sqlite)
        else:
            # A click that was given up may still read; the server then breaks one of the two off, and says so.
            while True:
                with contextlib.suppress(asyncpg.DeadlockDetectedError):
                    await self._put_back()
                    break
        await self.changed()

    async def _put_back(self) -> None:
        assert self._server is not None
        async with self._server.transaction():
            await self._server.execute(f"TRUNCATE {', '.join(TABLES)}")
            for name in TABLES:
                await self._server.execute(f"INSERT INTO {name} SELECT * FROM kept.{name}")

    async def close(self) -> None:
        """Let go of it."""
        self._kept.close()
        if self._sqlite is not None:
            self._sqlite.close()
        if self._server is not None:
            await self._server.close()
