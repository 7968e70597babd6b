"""Several `refdesk run` behind one address: started, killed, stopped; the balancer before them retries nothing."""

import asyncio
import contextlib
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from sandbox.server import Sandbox
from tests.nursery import Process, born
from tests.patience import SECONDS


@dataclass(eq=False)
class Bot:
    """One running process. `ended` is set when the kernel says so."""

    process: Process
    port: int
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, signum: int) -> None:
        """Send a signal, unless it has ended."""
        if not self.ended.is_set():
            with contextlib.suppress(ProcessLookupError):  # it has just ended, and we are not told yet
                self.process.send_signal(signum)


class Fleet:
    """The processes, and the balancer in front of them at `address`."""

    def __init__(self, slack: Sandbox, database_url: str, folder: Path) -> None:
        self.bots: list[Bot] = []
        self.serving = asyncio.Event()
        self.log = folder / "refdesk.log"
        self._clock = folder / "clock"
        self.address = ""
        self.deaths = 0
        self.crash_at = ""
        self.digest_channel = ""
        self.sockets = False
        """Whether the next to start hold sockets to Slack instead of being called."""
        self.patient = False
        """Whether the next to start have more time for everything than Slack gives."""
        self._slack = slack
        self._database_url = database_url
        self._turn = 0
        self._started = 0
        self._born: dict[Bot, asyncio.Task[None]] = {}
        # A kept connection that its process has just closed would look like a lost click.
        self._out = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        self.moves_to(slack.clock.now())

    @property
    def crashes(self) -> Counter[str]:
        """How often the processes killed themselves, by the name of the point."""
        said = self.log.read_text().splitlines() if self.log.exists() else []
        return Counter(line.removeprefix("crash: ") for line in said if line.startswith("crash: "))

    def moves_to(self, moment: datetime) -> None:
        """Move everybody's business time, Slack's and that of every process."""
        self._slack.clock.move_to(moment)
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        fresh.rename(self._clock)

    async def start(self) -> Bot:
        """Start one more; returns when it is ready and takes its share of the work, or has crashed already."""
        port = free_port()
        self._started += 1
        with self.log.open("ab") as log:
            process = await born(
                "bot.cli.main", "run", environment=self._environment(port), folder=self.log.parent, log=log
            )
        bot = Bot(process, port)
        self._born[bot] = asyncio.create_task(self._watch(bot))
        if self.sockets:
            held = len(self._slack.sockets.connections)
            await self._slack.wait_for(lambda: bot.ended.is_set() or len(self._slack.sockets.connections) > held)
        else:
            await self.until(bot, "/readyz", 200)
        if not bot.ended.is_set():
            self.bots.append(bot)
            self.serving.set()
        return bot

    async def kill(self, bot: Bot) -> None:
        """kill -9, without a word to anybody; the balancer finds out by itself."""
        bot.send(signal.SIGKILL)
        await bot.ended.wait()

    async def stop(self, bot: Bot) -> None:
        """Stop it as a rolling restart does: the balancer sends it nothing new, then it is told."""
        self._leave(bot)
        bot.send(signal.SIGTERM)
        await bot.ended.wait()

    async def stop_all(self) -> None:
        """Stop every process."""
        await asyncio.gather(*(self.stop(bot) for bot in list(self.bots)))

    async def until(self, bot: Bot, path: str, status: int) -> None:
        """Wait until one process answers `path` with `status`, or has ended."""
        while not bot.ended.is_set():
            with contextlib.suppress(aiohttp.ClientError):
                async with self._out.get(f"http://127.0.0.1:{bot.port}{path}") as answer:
                    if answer.status == status:
                        return
            await asyncio.sleep(0.02)

    async def _watch(self, bot: Bot) -> None:
        """Learn when it ends, whoever ended it."""
        await bot.process.wait()
        bot.ended.set()
        self.deaths += 1
        self._leave(bot)

    def _leave(self, bot: Bot) -> None:
        if bot in self.bots:
            self.bots.remove(bot)
        if not self.bots:
            self.serving.clear()

    def _environment(self, port: int) -> dict[str, str]:
        app = self._slack.workspace.app
        crashing = {"REFDESK_CRASH_AT": self.crash_at, "REFDESK_CRASH_SEED": str(self._started)}
        socket_mode = {"REFDESK_SLACK_APP_TOKEN": app.app_token}
        return {
            "REFDESK_SLACK_BOT_TOKEN": app.bot_token,
            "REFDESK_SLACK_SIGNING_SECRET": app.signing_secret,
            "REFDESK_SLACK_API_URL": self._slack.api_url,
            "REFDESK_DATABASE_URL": self._database_url,
            "REFDESK_PROGRAMME_MANAGERS": "U0PETRA",
            "REFDESK_TIMEZONE": "UTC",
            "REFDESK_PORT": str(port),
            "REFDESK_LOG_LEVEL": "warning",
            "REFDESK_DIGEST_CHANNEL": self.digest_channel,
            "REFDESK_TESTING": "1",
            "REFDESK_CLOCK_AT": str(self._clock),
            **(crashing if self.crash_at else {}),
            **(socket_mode if self.sockets else {}),
            **({"REFDESK_WAIT_SECONDS": str(SECONDS)} if self.patient else {}),
        }

    async def _forward(self, request: web.Request) -> web.Response:
        if not self.bots:
            return web.Response(status=503)
        self._turn += 1
        bot = self.bots[self._turn % len(self.bots)]
        headers = {name: value for name, value in request.headers.items() if name not in ("Host", "Content-Length")}
        url = f"http://127.0.0.1:{bot.port}{request.path}"
        try:
            async with self._out.post(url, data=await request.read(), headers=headers) as answer:
                kept = {"Content-Type": answer.headers.get("Content-Type", "text/plain")}
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)
        except aiohttp.ClientError:
            return web.Response(status=502)

    async def _open(self) -> web.AppRunner:
        balancer = web.Application()
        balancer.router.add_post("/slack/events", self._forward)
        runner = web.AppRunner(balancer, access_log=None)
        await runner.setup()
        port = free_port()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        self.address = f"http://127.0.0.1:{port}"
        self._slack.workspace.app.request_url = f"{self.address}/slack/events"
        return runner

    async def _close(self) -> None:
        for bot in self._born:
            bot.send(signal.SIGKILL)
        await asyncio.gather(*self._born.values())
        await self._out.close()


@asynccontextmanager
async def fleet(slack: Sandbox, database_url: str, folder: Path) -> AsyncIterator[Fleet]:
    """An empty fleet in front of this sandbox, its log in `folder`; nothing is left running at the end."""
    made = Fleet(slack, database_url, folder)
    runner = await made._open()
    try:
        yield made
    finally:
        await runner.cleanup()
        await made._close()


def free_port() -> int:
    """A port that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
