"""`refdesk demo`: a sandboxed Slack with invented people, the real bot beside it, and a portfolio to try."""

import errno
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from bot.manifest import shipped_manifest
from bot.serving import http
from bot.wiring import running
from domain.policy import Policy
from domain.portfolio.importing import text_of
from handlers.portfolio.importing import ImportReport, import_customers
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from store.migrate import upgrade

PORT = 8700
SAMPLE = "portfolio.csv"


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: where its page is, and what was loaded."""

    page: str
    report: ImportReport


@asynccontextmanager
async def demo(folder: Path, *, portfolio: Path | None = None, port: int = PORT) -> AsyncIterator[Demo]:
    """Start everything on loopback. The database begins empty each time, like the workspace beside it."""
    database = _fresh(folder / "demo.db")
    url = f"sqlite:///{database}"
    await upgrade(url)
    people: dict[str, Any] = json.loads(_sample("people.json").read_text(encoding="utf-8"))
    async with _sandbox(people, port) as slack:
        app = slack.workspace.app
        async with running(
            database_url=url,
            bot_token=app.bot_token,
            signing_secret=app.signing_secret,
            slack_url=slack.api_url,
            policy=Policy(timezone=people["timezone"]),
            managers=tuple(people["programme_managers"]),
            digest_channel=slack.workspace.channel(people["digest_channel"]).id,
            now=slack.clock.now,
        ) as parts:
            with text_of((portfolio or _sample(SAMPLE)).open("rb")) as lines:
                report = await import_customers(parts.desk.store, lines, everybody=parts.desk.directory.everybody)
            async with parts.desk.reading() as tx:
                await parts.desk.finder.follower.refresh(tx)
            async with http(parts, "127.0.0.1", 0) as address:
                app.request_url = f"{address}/slack/events"
                yield Demo(slack.url, report)


def _fresh(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    return path


def _sample(name: str) -> Path:
    return Path(str(resources.files("bot"))) / "sample" / name


@asynccontextmanager
async def _sandbox(people: dict[str, Any], port: int) -> AsyncIterator[Sandbox]:
    workspace = Workspace.from_manifest(
        shipped_manifest(), people["people"], people["channels"], name=people["company"]
    )
    sandbox = Sandbox(workspace, port=port)
    try:
        await sandbox.__aenter__()
    except OSError as taken:
        if taken.errno != errno.EADDRINUSE:
            raise
        # Somebody else has the port; any free one will do, the address is printed anyway.
        sandbox = Sandbox(workspace)
        await sandbox.__aenter__()
    try:
        yield sandbox
    finally:
        await sandbox.__aexit__(None, None, None)
