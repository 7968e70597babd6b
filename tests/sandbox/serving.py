"""Serves an ASGI app on a free loopback port within the test's event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import uvicorn

from sandbox.server import listening_socket


class _Quiet(uvicorn.Server):
    """Says when it listens, and stops without waiting for its next tick."""

    listening: asyncio.Event
    stopping: asyncio.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.stopping.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Serve `app`; gives its address."""
    listener = listening_socket(0)
    server = _Quiet(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    server.listening, server.stopping = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(server.serve([listener]))
    await server.listening.wait()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.stopping.set()
        await task
