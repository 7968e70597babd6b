"""The two ways Slack reaches us: it calls us over HTTP, or we hold sockets to it. Both stop cleanly."""

import asyncio
import contextlib
import json
import logging
import socket
from asyncio import Event, create_task
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from aiohttp import WSMessage
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from bot.http import asgi_app
from bot.wiring import Parts
from store.db.deadline import LIMITS

# Longer than proxies keep an idle connection (60 s is usual), or one is closed just as a click comes through it.
KEEP_ALIVE_SECONDS = 75
QUIET_SECONDS = 0.25  # longer than what Slack has sent already takes to us, and less than a person between two clicks
GOODBYE_SECONDS = 0.5  # aiohttp would give a Slack that is silent ten
PING_SECONDS = 3.0  # a socket that stays silent for four of these is replaced
FULL = "too_many_websockets"  # Slack's word when an app holds its ten sockets already
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0  # seconds until the next try for a socket that Slack refused

log = logging.getLogger(__name__)


@asynccontextmanager
async def http(parts: Parts, host: str, port: int) -> AsyncIterator[str]:
    """Listen for Slack; yields our address. At the end what was accepted is finished. Raises OSError: port taken."""
    async with serve(asgi_app(parts), host, port, parts.desk.store.limits.grace) as address:
        yield address


@asynccontextmanager
async def serve(app: Starlette, host: str, port: int, grace: int = LIMITS.grace) -> AsyncIterator[str]:
    """Serve an ASGI app inside a running loop (port 0: any free one); yields its address.

    grace: seconds to finish at the end.
    """
    listener = _listening(host, port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=grace,
    )
    server = _Server(config)
    serving = create_task(server.serve([listener]))
    try:
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def socket_mode(
    parts: Parts,
    app_token: str,
    slack_url: str,
    *,
    ping_seconds: float = PING_SECONDS,
    first_pause: float = FIRST_PAUSE,
) -> AsyncIterator["Socket"]:
    """Hold a socket to Slack; the client reconnects by itself when Slack renews or cuts it, or falls silent.

    Where Slack has none left, it tries again after ever longer pauses; the first is `first_pause` seconds.
    At the end the socket is closed in a quiet moment: whatever has come is answered, and nothing more is on its way.
    """
    client = AsyncWebClient(token=app_token, base_url=slack_url)
    line = Socket(
        parts.app, SocketClient(app_token, web_client=client, ping_interval=ping_seconds, first_pause=first_pause)
    )
    await line.connect_async()  # type: ignore[no-untyped-call]  # bolt leaves these two without types
    try:
        yield line
    finally:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(parts.desk.store.limits.grace):
                await line.quiet()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await line.close_async()  # type: ignore[no-untyped-call]
        # It waits for Slack's goodbye only the first time, and lets go of the rest.
        await line.close_async()  # type: ignore[no-untyped-call]


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # asyncio switches Nagle's algorithm off only where the protocol is spelled out; otherwise 40 ms an answer.
    listener = socket.socket(family, kind, protocol or socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen(1024)
    return listener


class SocketClient(SocketModeClient):
    """Slack's client, but patient where the app holds all its sockets already; the original asks again at once."""

    def __init__(self, app_token: str, *, first_pause: float, **settings: Any) -> None:
        super().__init__(app_token, **settings)
        self._first_pause = first_pause
        self._answered = Event()
        self._refusals = 0
        # These run before the end of the refused socket is noticed, and a new one asked for.
        self.on_message_listeners.append(self._listen)

    async def admitted(self, seconds: float) -> bool:
        """Wait until Slack has greeted or refused us, at most so long; False when it has no socket for us."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._answered.wait()
        return not self.refused()

    def refused(self) -> bool:
        """Whether Slack had no socket for us the last time."""
        return self._refusals > 0

    async def issue_new_wss_url(self) -> str:
        if self._refusals:
            pause = min(self._first_pause * 2 ** min(self._refusals - 1, 10), LONGEST_PAUSE)
            log.warning("Slack has no free socket for this app (ten at most); asking again in %g s", pause)
            await asyncio.sleep(pause)
        return await super().issue_new_wss_url()

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        if message.get("type") == "disconnect" and message.get("reason") == FULL:
            if self.current_session is not None:
                await self.current_session.close()
            await self.connect_to_new_endpoint()
            return
        await super().run_message_listeners(message, raw_message)

    async def _listen(self, message: WSMessage) -> None:
        said = json.loads(message.data) if str(message.data).startswith("{") else {}
        if said.get("type") == "hello":
            self._refusals = 0
        elif said.get("type") == "disconnect" and said.get("reason") == FULL:
            self._refusals += 1
        else:
            return
        self._answered.set()


class Socket(AsyncSocketModeHandler):
    """The socket. `idle` is set while nothing is being answered: an answer can't go out once it is closed."""

    client: SocketClient

    def __init__(self, app: AsyncApp, client: SocketClient) -> None:
        self.app, self.client = app, client
        client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]
        self.idle = Event()
        self.idle.set()
        self._answering = 0
        self._heard_at = 0.0
        self.client.on_message_listeners.append(self._heard)

    async def quiet(self) -> None:
        """Wait until everything is answered and, from now on, nothing has come for QUIET_SECONDS.

        Slack can't be asked to send nothing more, and nothing can be answered once we have begun to close.
        """
        loop = asyncio.get_running_loop()
        self._heard_at = loop.time()
        while (left := self._heard_at + QUIET_SECONDS - loop.time()) > 0 or not self.idle.is_set():
            await asyncio.sleep(max(left, 0))
            await self.idle.wait()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        self._answering += 1
        self.idle.clear()
        try:
            await super().handle(client, req)
        finally:
            self._answering -= 1
            if not self._answering:
                self.idle.set()

    async def _heard(self, _: object) -> None:
        self._heard_at = asyncio.get_running_loop().time()


class _Server(uvicorn.Server):
    """uvicorn without its own idea of signals: its caller decides when to stop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
