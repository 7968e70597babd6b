"""Real processes to measure: `refdesk run` as people start it, and a bare Bolt app in the same set-up.

`python -m bench.serving PORT` is the bare one: the same Bolt, adapter and server, a listener that only acks.
With a database's URL besides, each of its acks comes after one read and one committed write by the ORM.
"""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from sandbox.server import Sandbox

COMMAND = "from bot.cli import main; main()"


@dataclass(frozen=True)
class Served:
    """A process that answers Slack: where, how long it took to be ready, which process."""

    url: str
    started_in: float
    pid: int

    @property
    def memory_mb(self) -> float:
        """Resident memory now, MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


@contextmanager
def refdesk(slack: Sandbox, database_url: str, port: int) -> Iterator[Served]:
    """`refdesk migrate` and `refdesk run` over HTTP, against a sandbox."""
    environment = _environment(slack, database_url, port)
    subprocess.run([sys.executable, "-c", COMMAND, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
    with _process([sys.executable, "-c", COMMAND, "run"], environment, port, "/readyz") as served:
        yield served


def load(slack: Sandbox, database_url: str, file: Path) -> None:
    """`refdesk migrate` and `refdesk import`."""
    environment = _environment(slack, database_url, 3000)
    for words in (["migrate"], ["import", str(file)]):
        subprocess.run([sys.executable, "-c", COMMAND, *words], env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def bare(slack: Sandbox, port: int, database_url: str = "") -> Iterator[Served]:
    """A Bolt app that only acks, or reads and writes a row first."""
    environment = _environment(slack, "sqlite:///unused.db", port)
    command = [sys.executable, "-m", "bench.serving", str(port), *([database_url] if database_url else [])]
    with _process(command, environment, port, "/healthz") as served:
        yield served


def _environment(slack: Sandbox, database_url: str, port: int) -> dict[str, str]:
    app = slack.workspace.app
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("REFDESK_")},
        "REFDESK_SLACK_BOT_TOKEN": app.bot_token,
        "REFDESK_SLACK_SIGNING_SECRET": app.signing_secret,
        "REFDESK_SLACK_API_URL": slack.api_url,
        "REFDESK_DATABASE_URL": database_url,
        "REFDESK_PORT": str(port),
        "REFDESK_LOG_LEVEL": "warning",
    }


@contextmanager
def _process(command: list[str], environment: dict[str, str], port: int, ready: str) -> Iterator[Served]:
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}{ready}", process)
        yield Served(f"{url}/slack/events", time.perf_counter() - began, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        if process.poll() is not None:
            raise RuntimeError(f"it ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.01)
    raise RuntimeError("it never became ready")


async def _serve_bare(port: int, work: Callable[[], Awaitable[None]]) -> None:
    from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse
    from starlette.routing import Mount, Route
    from starlette.types import Receive, Scope, Send

    from bot.serving import serve

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0", bot_token="xoxb-0", bot_id="B0", bot_user_id="U0")

    secret = os.environ["REFDESK_SLACK_SIGNING_SECRET"]
    app = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)

    @app.command("/reference")
    async def on_reference(ack: object) -> None:
        await work()
        await ack("ok")  # type: ignore[operator]

    @app.action(re.compile(".*"))
    async def on_click(ack: object) -> None:
        await work()
        await ack()  # type: ignore[operator]

    bolt = AsyncSlackRequestHandler(app, path="/slack/events")

    async def slack(scope: Scope, receive: Receive, send: Send) -> None:
        await bolt({**scope, "path": "/slack/events", "root_path": ""}, receive, send)

    async def healthy(_: object) -> JSONResponse:
        return JSONResponse({"ok": True})

    routes = [Route("/healthz", healthy), Mount("/slack", slack)]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(Starlette(routes=routes), "127.0.0.1", port):
        await stop.wait()


class Base(DeclarativeBase):
    """What the bare app keeps."""


class Note(Base):
    """One row for each thing it was sent."""

    __tablename__ = "bare_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


async def _reads_and_writes(url: str) -> Callable[[], Awaitable[None]]:
    """One read and one committed write by the ORM, as anybody writes them: on SQLite in a thread."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _in_threads(parsed)
    engine = create_async_engine(parsed.set(drivername="postgresql+asyncpg"), pool_size=20)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)

    async def work() -> None:
        async with AsyncSession(engine) as session:
            await session.scalar(select(Note).limit(1))
        async with AsyncSession(engine) as session, session.begin():
            session.add(Note(text="what came"))

    return work


def _in_threads(url: URL) -> Callable[[], Awaitable[None]]:
    engine = create_engine(url.set(drivername="sqlite"), pool_size=20)

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    Base.metadata.create_all(engine)

    def read() -> None:
        with Session(engine) as session:
            session.scalar(select(Note).limit(1))

    def write() -> None:
        with Session(engine) as session, session.begin():
            session.add(Note(text="what came"))

    async def work() -> None:
        await asyncio.to_thread(read)
        await asyncio.to_thread(write)

    return work


async def _nothing() -> None:
    """Only ack."""


async def _main(port: int, url: str = "") -> None:
    await _serve_bare(port, await _reads_and_writes(url) if url else _nothing)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), *sys.argv[2:]))
