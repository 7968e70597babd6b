"""Slack calls us: an ASGI app with Bolt's adapter at /slack/events, and the two questions of a load balancer."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.wiring import Parts
from store.tx import Unavailable

SLACK_PATH = "/slack/events"


def asgi_app(parts: Parts) -> Starlette:
    """The app for uvicorn; its lifespan belongs to the caller, because Bolt's adapter has none."""
    bolt = AsyncSlackRequestHandler(parts.app, path=SLACK_PATH)

    async def slack(scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
        if not _well_formed(dict(scope["headers"])):
            # Bolt answers 500 to these; to anybody who probes they are just unsigned.
            await PlainTextResponse("", status_code=401)(scope, receive, send)
            return
        await bolt(scope, receive, send)

    async def healthy(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def ready(_: Request) -> Response:
        try:
            await parts.desk.store.check()
        except (Unavailable, OSError):
            return JSONResponse({"ok": False, "why": "the database cannot be reached"}, status_code=503)
        return JSONResponse({"ok": True})

    app = Starlette(routes=[Route("/healthz", healthy), Route("/readyz", ready)])
    app.mount("/slack", _at(SLACK_PATH, slack))
    return app


def _at(path: str, app: Any) -> Any:
    async def placed(scope: Any, receive: Any, send: Any) -> None:
        # A mount cuts its prefix off the path for some servers; Bolt compares the whole.
        await app({**scope, "path": path, "root_path": ""}, receive, send)

    return placed


def _well_formed(headers: dict[bytes, bytes]) -> bool:
    """True when time and signature look like Slack's: digits, and ASCII."""
    return headers.get(b"x-slack-request-timestamp", b"").isdigit() and headers.get(b"x-slack-signature", b"").isascii()
