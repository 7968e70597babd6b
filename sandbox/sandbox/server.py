"""Starts the sandbox: one workspace on loopback, with its Web API, Socket Mode, response_urls and page."""

import asyncio
import contextlib
import json
import logging
import socket as sockets
from collections.abc import Callable, Iterator
from typing import TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from sandbox.answers import BadAnswer, use_response_url
from sandbox.clock import Clock
from sandbox.delivery import Delivery
from sandbox.file_server import FileServer
from sandbox.page.routes import page_routes
from sandbox.payloads import app_uninstalled
from sandbox.playing import Player
from sandbox.seat import Seat
from sandbox.sockets import Sockets
from sandbox.webapi import Cut, WebApi
from sandbox.workspace import Workspace

T = TypeVar("T")


class Sandbox:
    """A running workspace: `async with Sandbox(workspace) as slack: …`. It listens on loopback only."""

    def __init__(
        self,
        workspace: Workspace,
        port: int = 0,
        page: bool = True,
        *,
        answer_within: float = 3.0,
        event_retries: tuple[float, ...] = (0.0, 60.0, 300.0),
    ) -> None:
        """Take a port (0: any free one), whether to serve the page, and the app's time limits in seconds."""
        self.workspace = workspace
        self.sockets = Sockets(workspace)
        self.delivery = Delivery(workspace, self.sockets, answer_within=answer_within, event_retries=event_retries)
        self.player = Player(workspace)
        self.url = ""
        self._port = port
        self._page = page
        self._seats: dict[str, Seat] = {}
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def api_url(self) -> str:
        """The base address for Slack clients."""
        return f"{self.url}/api/"

    @property
    def clock(self) -> Clock:
        """Business time."""
        return self.workspace.clock

    @property
    def limits(self) -> bool:
        """Whether Slack's rate limits apply; off at first."""
        return self.workspace.limits

    @limits.setter
    def limits(self, on: bool) -> None:
        self.workspace.limits = on

    def seat(self, person: str) -> Seat:
        """Return the seat of a person, by id, handle, full or first name. Raises LookupError."""
        user = self.workspace.user(person)
        return self._seats.setdefault(user.id, Seat(self.workspace, self.delivery, user))

    async def wait_for(self, condition: Callable[[], T], timeout: float | None = 250.0) -> T:  # noqa: ASYNC109
        """Wait until `condition` returns something true, looking again at each change; returns that.

        Raises AssertionError after `timeout` seconds (None: never), with what the condition gave last.
        """
        with self.workspace.changed.subscribed() as changes:
            try:
                async with asyncio.timeout(timeout):
                    while not (value := condition()):
                        await changes.get()
                    return value
            except TimeoutError:
                raise AssertionError(f"not within {timeout} s; the condition gives {condition()!r}") from None

    async def uninstalls_app(self) -> None:
        """Take the app out: its token stops working and it is told so."""
        for event in app_uninstalled(self.workspace):
            await self.delivery.event(event)
        self.workspace.app.installed = False

    async def __aenter__(self) -> "Sandbox":
        """Start to listen."""
        listener = listening_socket(self._port)
        self.url = self.workspace.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            Starlette(routes=self._routes()),
            log_config=None,
            access_log=False,
            lifespan="off",
            date_header=False,
            ws="websockets-sansio",
            # Longer than any client keeps an idle connection: whoever reuses one just as it is closed never hears back.
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        )
        logging.getLogger("uvicorn.error").addFilter(_without_cuts)
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve([listener]))
        await self._server.listening.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, and leave nothing running."""
        await self.player.stop()
        self.workspace.changed.close()
        await self.sockets.cut()
        await self.delivery.close()
        if self._server is not None and self._serving is not None:
            self._server.stopping.set()
            await self._serving

    def _routes(self) -> list[BaseRoute]:
        routes: list[BaseRoute] = [
            *WebApi(self.workspace).routes(),
            *FileServer(self.workspace).routes(),
            Route("/response/{key}", self._respond, methods=["POST"]),
            WebSocketRoute("/link/", self.sockets.serve),
        ]
        if self._page:
            routes += page_routes(self.workspace, self.seat, self.player, self.sockets)
        return routes

    async def _respond(self, request: Request) -> Response:
        """Take what the app sends to a response_url."""
        if self.workspace.trouble.down:
            return PlainTextResponse("Service Unavailable", 503)
        answered = self.workspace.use_response_url(request.path_params["key"])
        if isinstance(answered, str):
            return JSONResponse({"ok": False, "error": answered}, 404)
        try:
            body = json.loads(await request.body())
            if not isinstance(body, dict):
                return PlainTextResponse("invalid_payload", 400)
            use_response_url(self.workspace, answered, body)
        except ValueError:
            return PlainTextResponse("invalid_payload", 400)
        except BadAnswer as bad:
            error, _, words = str(bad).partition(": ")
            return JSONResponse({"ok": False, "error": error, "response_metadata": {"messages": [words]}}, 400)
        return PlainTextResponse("ok")


def listening_socket(port: int) -> sockets.socket:
    """Bind a loopback port (0: any free one)."""
    # asyncio switches off Nagle's algorithm only where the protocol is spelled out; otherwise 40 ms an answer.
    listener = sockets.socket(sockets.AF_INET, sockets.SOCK_STREAM, sockets.IPPROTO_TCP)
    listener.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener


def _without_cuts(record: logging.LogRecord) -> bool:
    """Keep out of the log what the sandbox broke on purpose."""
    return not (record.exc_info and isinstance(record.exc_info[1], Cut))


class _Server(uvicorn.Server):
    """Uvicorn inside a running loop: it says when it listens, stops at once, and leaves signals to its owner."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()
        self.stopping = asyncio.Event()

    async def startup(self, sockets: list[sockets.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        # Uvicorn's own loop looks ten times a second whether to stop: a tenth of a second in every test.
        await self.on_tick(0)
        await self.stopping.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
