"""The desk as 2c3c93b left it: its database, migrated to today's schema, and its Slack with what was posted there."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import yaml
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from domain.policy import Policy
from sandbox.clock import Clock
from sandbox.model import Message
from sandbox.workspace import Workspace
from store.db.engine import open_engines
from store.migrate import upgrade
from tests.patience import patient_slack
from tests.world import PEOPLE, ROOT, World, bot_at

HERE = Path(__file__).parent
SCHEMA = "0013"
NOW = datetime(2027, 1, 13, 8, 0, 30, tzinfo=UTC)
COLLEAGUES = ("nils Berg", "olof Dahl", "dora Eklund", "anton Lund", "vera Moe")
EVERYBODY: list[dict[str, Any]] = [
    *PEOPLE,
    *(
        {"id": f"U0{name.upper()}", "name": name, "real_name": f"{name.capitalize()} {family}"}
        | {"email": f"{name}@norrsken.example"}
        for name, family in (each.split() for each in COLLEAGUES)
    ),
]
_BYTES = re.compile(r"X'([0-9a-f]*)'")
_TABLE = re.compile(r"^INSERT INTO (\w+) ", re.MULTILINE)


async def load(url: str) -> None:
    """Fill a bare database with the old rows, in the old schema."""
    await upgrade(url, SCHEMA)
    rows = (HERE / "database.sql").read_text()
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with sqlite3.connect(str(parsed.database)) as connection:
            connection.executescript(rows)
        connection.close()
        return
    server = await asyncpg.connect(parsed.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        await server.execute("SET TIME ZONE 'UTC'")
        await server.execute(_BYTES.sub(r"'\\x\1'", rows))
        for table in _TABLE.findall(rows):
            numbered = "SELECT 1 FROM information_schema.columns WHERE table_name = $1 AND column_name = 'id'"
            if await server.fetchval(numbered, table):
                await server.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    finally:
        await server.close()


async def counted(url: str) -> dict[str, int]:
    """How many rows each of the old tables has that are still there."""
    engines = open_engines(url)
    try:
        async with engines.read.connect() as connection:
            there = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
            return {
                table: (await connection.execute(text(f"select count(*) from {table}"))).scalar_one()
                for table in _TABLE.findall((HERE / "database.sql").read_text())
                if table in there
            }
    finally:
        await engines.dispose()


@asynccontextmanager
async def reopened(url: str) -> AsyncIterator[World]:
    """Today's refdesk over the migrated database, on the morning on which the old one was left."""
    workspace = workspace_of_then()
    async with patient_slack(workspace) as slack:
        await _posted(workspace, url)
        references = workspace.channel("references").id
        async with bot_at(slack, url, policy=Policy(timezone="UTC"), digest_channel=references) as parts:
            yield World(slack, parts, url)


def workspace_of_then() -> Workspace:
    clock = Clock()
    clock.move_to(NOW)
    manifest = yaml.safe_load((ROOT / "app.yaml").read_text())
    channels = ["general", {"name": "references", "with_app": True}]
    return Workspace.from_manifest(manifest, EVERYBODY, channels, clock=clock)


async def _posted(workspace: Workspace, url: str) -> None:
    """Let Slack hold every message of which the database knows; what they said is drawn anew when it changes."""
    engines = open_engines(url)
    try:
        async with engines.read.connect() as connection:
            known = "select channel, ts from cards union select channel, ts from deliveries"
            where = (await connection.execute(text(known))).all()
    finally:
        await engines.dispose()
    bot = workspace.app.bot_user
    for user in list(workspace.users):
        workspace.dm(user)
    for number, (channel, ts) in enumerate(sorted((c, t) for c, t in where if c and t)):
        if channel in workspace.channels:
            message = Message(ts, channel, bot, "as it was", number, by_app=True)
            workspace.channels[channel].messages[ts] = message
