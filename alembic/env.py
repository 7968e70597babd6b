"""How migrations run: one transaction each, one migrator at a time, nothing lost on SQLite."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event, pool, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from store.db.tables import metadata

LOCK = 0x5EFDE5C  # any number of its own: eight migrators at once fail in a third of the runs without it


def migrate(connection: Connection) -> None:
    """Run the migrations on one connection."""
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=sqlite,
        # Without it a failed migration leaves half of itself behind on SQLite.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("the migration would leave rows that point at nothing")


def main(url: str) -> None:
    """Connect and migrate."""
    if make_url(url).get_backend_name() != "sqlite":
        asyncio.run(_on_server(url))
        return
    engine = create_engine(url, poolclass=pool.NullPool)
    _prepare_sqlite(engine)
    with engine.connect() as connection:
        migrate(connection)
        connection.commit()


async def _on_server(url: str) -> None:
    engine = create_async_engine(url, poolclass=pool.NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
            await connection.commit()
    finally:
        await engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        # Rebuilding a table with foreign keys on would empty the tables that refer to it.
        for pragma in ("busy_timeout=30000", "foreign_keys=OFF", "journal_mode=WAL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


main(context.config.attributes["url"])
