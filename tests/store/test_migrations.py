"""Migrations: up, down and up again with rows in every table, by eight at once, and equal to the models."""

import asyncio
import os
import re
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Connection, MetaData, func, insert, inspect, select

from store.db.engine import open_engines
from store.db.tables import metadata
from store.migrate import downgrade, pending, upgrade
from store.tx import UnavailableError
from tests.nursery import born
from tests.store.seed import fill


async def asked(url: str, question: Any) -> Any:
    engines = open_engines(url)
    try:
        async with engines.write.begin() as connection:
            return await connection.run_sync(question)
    finally:
        await engines.dispose()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_a_database_goes_up_and_down_and_up_again_with_rows_in_every_table(bare_url: str) -> None:
    await upgrade(bare_url)
    await asked(bare_url, fill)
    for table in metadata.sorted_tables:
        count = await asked(bare_url, lambda c, t=table: c.execute(select(func.count()).select_from(t)).scalar())
        assert count == 1, table.name
    await upgrade(bare_url)
    await downgrade(bare_url)
    assert await asked(bare_url, tables) == {"alembic_version"}
    await upgrade(bare_url)
    assert await asked(bare_url, tables) == {*metadata.tables, "alembic_version"}
    await asked(bare_url, fill)


async def test_the_migrated_schema_is_what_the_models_say(database_url: str) -> None:
    def same_default(_context: Any, _found: Any, column: Any, *_: Any) -> bool | None:
        # PostgreSQL has no equality for JSON, by which Alembic would compare; None means "compare as usual".
        return False if isinstance(column.type, JSON) else None

    def differences(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": same_default}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    assert await asked(database_url, differences) == []


async def test_rows_of_before_get_keys_of_their_own_and_lose_nothing(bare_url: str) -> None:
    await upgrade(bare_url, "0014")

    def before(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        schema = MetaData()
        schema.reflect(connection, only=list(metadata.tables))
        fill(connection, schema)
        searches = schema.tables["searches"]
        one = dict(connection.execute(select(searches)).mappings().one())
        # More than the migration takes at once.
        connection.execute(insert(searches), [{**one, "id": number} for number in range(2, 10_003)])
        return rows(connection, schema)

    def after(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        schema = MetaData()
        schema.reflect(connection, only=list(metadata.tables))
        return rows(connection, schema)

    def rows(connection: Connection, schema: MetaData) -> dict[str, list[dict[str, Any]]]:
        found = {}
        for table in schema.sorted_tables:
            query = select(table).order_by(*table.primary_key.columns)
            found[table.name] = [dict(row) for row in connection.execute(query).mappings()]
        return found

    was = await asked(bare_url, before)
    await upgrade(bare_url)
    now = await asked(bare_url, after)
    keys = [row.pop("key") for name in ("people", "customers", "requests", "searches") for row in now[name]]
    assert len(set(keys)) == len(keys) == 10_005
    assert all(re.fullmatch(r"[\w-]{16}", key) for key in keys)
    assert {row.pop("language") for row in now["people"]} == {""}
    assert now == was


async def test_a_database_without_a_schema_is_said_to_be_behind_and_how_to_mend_it(bare_url: str) -> None:
    behind = await pending(bare_url)
    assert behind is not None
    assert "schema none" in behind
    assert "refdesk migrate" in behind
    await upgrade(bare_url)
    assert await pending(bare_url) is None


async def test_eight_who_migrate_at_once_all_succeed(bare_url: str, tmp_path: Path) -> None:
    environment = {**os.environ, "REFDESK_DATABASE_URL": bare_url}
    at_once = [await born("bot.cli.main", "migrate", environment=environment, folder=tmp_path) for _ in range(8)]
    ends = await asyncio.gather(*(process.communicate() for process in at_once))
    assert [process.returncode for process in at_once] == [0] * 8, [err.decode()[-500:] for _, err in ends]
    assert await pending(bare_url) is None


@pytest.mark.parametrize("times", [2])
async def test_migrating_twice_changes_nothing(bare_url: str, times: int) -> None:
    for _ in range(times):
        await upgrade(bare_url)
    assert await asked(bare_url, tables) == {*metadata.tables, "alembic_version"}


async def test_the_first_migration_makes_the_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'not' / 'there' / 'refdesk.db'}"
    await upgrade(url)
    assert await pending(url) is None


async def test_a_database_that_is_not_there_is_said_to_be_away() -> None:
    for asked_of in (upgrade, pending):
        with pytest.raises(UnavailableError):
            await asked_of("postgresql+asyncpg://u:p@127.0.0.1:9/refdesk")
