"""The two ways Slack reaches us: it calls us over HTTP, or we hold sockets to it. Both stop cleanly."""

import asyncio
import contextlib
import socket
from asyncio import Event, create_task
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from bot.http import asgi_app
from bot.wiring import Parts

GRACE_SECONDS = 4  # Slack waits for three; with what `bot.wiring` takes to end it stays below ten
QUIET_SECONDS = 0.25  # longer than what Slack has sent already takes to us, and less than a person between two clicks
PING_SECONDS = 3.0  # a socket that stays silent for four of these is replaced


@asynccontextmanager
async def http(parts: Parts, host: str, port: int) -> AsyncIterator[str]:
    """Listen for Slack; yields our address. At the end what was accepted is finished. Raises OSError: port taken."""
    async with serve(asgi_app(parts), host, port) as address:
        yield address


@asynccontextmanager
async def serve(app: Starlette, host: str, port: int) -> AsyncIterator[str]:
    """Serve an ASGI app inside a running loop (port 0: any free one); yields its address."""
    listener = _listening(host, port)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=GRACE_SECONDS
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
    parts: Parts, app_token: str, slack_url: str, *, ping_seconds: float = PING_SECONDS
) -> AsyncIterator["Line"]:
    """Hold a socket to Slack; the client reconnects by itself when Slack renews or cuts it, or falls silent.

    At the end the socket is closed in a quiet moment: whatever has come is answered, and nothing more is on its way.
    """
    client = AsyncWebClient(token=app_token, base_url=slack_url)
    line = Line(parts.app, app_token, web_client=client, ping_interval=ping_seconds)
    await line.connect_async()  # type: ignore[no-untyped-call]  # bolt leaves these two without types
    try:
        yield line
    finally:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                await line.quiet()
        await line.close_async()  # type: ignore[no-untyped-call]


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # asyncio switches Nagle's algorithm off only where the protocol is spelled out; otherwise 40 ms an answer.
    listener = socket.socket(family, kind, protocol or socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen(1024)
    return listener


class Line(AsyncSocketModeHandler):
    """The socket. `idle` is set while nothing is being answered: an answer can't go out once it is closed."""

    def __init__(self, *given: Any, **settings: Any) -> None:
        super().__init__(*given, **settings)
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
    """uvicorn without its own idea of signals: whoever starts it decides when to stop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
