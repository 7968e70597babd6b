"""Socket Mode: a connection that is cut, or falls silent, is replaced; where Slack has none left, we wait for one."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import metrics_app
from bot.serving import serve, socket_mode
from bot.wiring import Parts, running
from domain.policy import Policy
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from tests.durability.fleet import free_port
from tests.durability.wires import pump
from tests.patience import patient_slack
from tests.world import PEOPLE, ROOT

pytestmark = pytest.mark.timeout(600)  # a busy machine is no fault


class Line:
    """A line to the sandbox that can fall silent: nothing is closed, and nothing comes through any more.

    Connections made later get through again.
    """

    def __init__(self, url: str) -> None:
        self.port = free_port()
        self.made = 0
        self._there = urlsplit(url)
        self._mute: set[int] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Listen; yields the address to use instead of the sandbox's own."""
        async with await asyncio.start_server(self._carry, "127.0.0.1", self.port):
            yield f"http://127.0.0.1:{self.port}"

    def falls_silent(self) -> None:
        """Let every connection made so far carry nothing more."""
        self._mute |= set(range(self.made + 1))

    async def _carry(self, inwards: asyncio.StreamReader, outwards: asyncio.StreamWriter) -> None:
        self.made += 1
        number = self.made
        there, forth = await asyncio.open_connection(self._there.hostname, self._there.port)

        async def talks(_: bytes) -> bool:
            return number not in self._mute

        await asyncio.gather(pump(inwards, forth, talks), pump(there, outwards, talks))


@asynccontextmanager
async def on_a_line(database_url: str) -> AsyncIterator[tuple[Sandbox, Line, Parts]]:
    """A Slack, the line over which its sockets lead, and a bot that holds none yet."""
    manifest = yaml.safe_load((ROOT / "app.yaml").read_text())
    async with patient_slack(Workspace.from_manifest(manifest, PEOPLE, ["general"])) as slack:
        line, app = Line(slack.url), slack.workspace.app
        parts = running(
            database_url=database_url,
            bot_token=app.bot_token,
            signing_secret="",
            slack_url=slack.api_url,
            policy=Policy(timezone="UTC"),
            managers=("U0PETRA",),
        )
        async with line.open() as address, parts as bot:
            slack.workspace.base_url = address
            yield slack, line, bot


@pytest.mark.parametrize("how", ["cut", "silent", "refreshed"])
async def test_a_lost_socket_is_replaced_and_people_are_answered_again(how: str, database_url: str) -> None:
    async with (
        on_a_line(database_url) as (slack, line, bot),
        socket_mode(bot, slack.workspace.app.app_token, slack.api_url, ping_seconds=0.2),
    ):
        await slack.wait_for(lambda: slack.sockets.connected)
        assert await slack.seat("U0MAYA").types("/reference help")
        before = list(slack.sockets.connections)
        match how:
            case "cut":
                await slack.sockets.cut()
            case "silent":
                line.falls_silent()
            case "refreshed":
                await slack.sockets.refresh()
        await slack.wait_for(lambda: slack.sockets.connections and not set(before) & set(slack.sockets.connections))
        assert await slack.seat("U0MAYA").types("/reference help")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_socket_that_says_nothing_more_holds_up_no_restart(database_url: str) -> None:
    async with on_a_line(database_url) as (slack, line, bot):
        async with socket_mode(bot, slack.workspace.app.app_token, slack.api_url):
            await slack.wait_for(lambda: slack.sockets.connected)
            line.falls_silent()
            began = time.monotonic()
        assert time.monotonic() - began < 9, "aiohttp alone would wait for ten"


async def test_the_eleventh_process_waits_ever_longer_and_takes_the_first_free_socket(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_a_line(database_url) as (slack, _, bot), aiohttp.ClientSession() as session:
        token = slack.workspace.app.app_token
        api = AsyncWebClient(token, base_url=slack.api_url, session=session)
        others = [
            await session.ws_connect((await api.apps_connections_open(app_token=token))["url"]) for _ in range(10)
        ]
        await slack.wait_for(lambda: len(slack.sockets.connections) == 10)
        slack.workspace.calls.clear()
        async with (
            socket_mode(bot, token, slack.api_url, first_pause=0.1) as line,
            serve(metrics_app(bot, line.client.refused), "127.0.0.1", 0) as address,
        ):
            assert not await line.client.admitted(20)
            async with session.get(f"{address}/readyz") as answer:
                assert answer.status == 503
                assert (await answer.json())["why"] == "Slack has no free socket for this app"
            await slack.wait_for(lambda: asked(slack) >= 4)
            pauses = [text.split()[-2] for text in caplog.messages if "no free socket" in text]
            assert pauses[:3] == ["0.1", "0.2", "0.4"]
            assert asked(slack) <= len(pauses) + 1, "a pause before every call but the first"
            before = list(slack.sockets.connections)
            for other in others:
                await other.close()
            await slack.wait_for(lambda: slack.sockets.connections and not set(before) & set(slack.sockets.connections))
            assert await slack.seat("U0MAYA").types("/reference help")
            async with session.get(f"{address}/readyz") as answer:
                assert answer.status == 200


def asked(slack: Sandbox) -> int:
    """How often a socket was asked for."""
    return sum(call.method == "apps.connections.open" for call in slack.workspace.calls)
