"""Bring a database to the newest schema, or say that it is not there. Works from a checkout and from a wheel."""

import asyncio
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from store.db.engine import make_folder, open_engines
from store.tx import reachable


async def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up to `revision`. Raises UnavailableError without a database."""
    make_folder(make_url(url))
    async with reachable():
        await asyncio.to_thread(command.upgrade, _config(url), revision)


async def downgrade(url: str, revision: str = "base") -> None:
    """Migrate down to `revision`."""
    await asyncio.to_thread(command.downgrade, _config(url), revision)


async def pending(url: str) -> str | None:
    """A sentence when the database is not at the newest schema; None when it is.

    Raises UnavailableError without one.
    """
    head = ScriptDirectory.from_config(_config(url)).get_current_head()
    current = await _ask(url, lambda connection: MigrationContext.configure(connection).get_current_revision())
    if current == head:
        return None
    return f"The database is at schema {current or 'none'}, refdesk needs {head}: run `refdesk migrate`."


async def _ask(url: str, question: Callable[[Connection], str | None]) -> str | None:
    engines = open_engines(url)
    try:
        async with reachable(), engines.read.connect() as connection:
            return await connection.run_sync(question)
    finally:
        await engines.dispose()


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def _scripts() -> Path:
    """The folder of migrations: in the checkout beside this package, in the wheel inside it."""
    inside = Path(str(resources.files("store"))) / "_alembic"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "alembic"
