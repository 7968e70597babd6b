"""Slack calls us: an ASGI app with Bolt's adapter at /slack/events, and the two questions of a load balancer."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.wiring import Parts
from store.tx import UnavailableError

SLACK_PATH = "/slack/events"
# The largest form Slack can send is well below this; nobody else gets to fill our memory.
LONGEST_BODY = 4_000_000
LONGEST_TIMESTAMP = 12  # digits of a second since 1970, and some to spare

Receive = Callable[[], Awaitable[Any]]


def asgi_app(parts: Parts) -> Starlette:
    """The app for uvicorn; its lifespan belongs to the caller, because Bolt's adapter has none.

    Raises ValueError for an empty signing secret, with which Bolt would start and then refuse every request.
    """
    bolt = AsyncSlackRequestHandler(parts.app, path=SLACK_PATH)
    verifier = SignatureVerifier(parts.signing_secret)

    async def slack(scope: Any, receive: Receive, send: Callable[[Any], Awaitable[None]]) -> None:
        # Bolt reads the body before it looks at the signature, and answers 500 to what it can't read.
        body = await _body(receive)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["method"] != "POST":
            refused = 405
        elif body is None:
            refused = 413
        elif not _signed(verifier, headers, body):
            refused = 401
        elif not _readable(headers.get("content-type", ""), body.decode()):
            refused = 400
        else:
            await bolt(scope, _again(body), send)
            return
        await PlainTextResponse("", status_code=refused)(scope, receive, send)

    app = Starlette(routes=health_routes(parts))
    app.mount("/slack", _at(SLACK_PATH, slack))
    return app


def health_routes(parts: Parts, refused: Callable[[], bool] | None = None) -> list[BaseRoute]:
    """Am I alive, and may I be sent work? `refused` tells whether Slack has no socket for us."""

    async def healthy(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def ready(_: Request) -> Response:
        try:
            await parts.desk.store.check()
        except UnavailableError:
            return JSONResponse({"ok": False, "why": "the database cannot be reached"}, status_code=503)
        if refused and refused():
            return JSONResponse({"ok": False, "why": "Slack has no free socket for this app"}, status_code=503)
        return JSONResponse({"ok": True})

    return [Route("/healthz", healthy), Route("/readyz", ready)]


def _at(path: str, app: Any) -> Any:
    async def placed(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] != path:
            await PlainTextResponse("", status_code=404)(scope, receive, send)
            return
        # A mount cuts its prefix off the path for some servers; Bolt compares the whole.
        await app({**scope, "path": path, "root_path": ""}, receive, send)

    return placed


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None when it is too long or the caller has gone."""
    read = bytearray()
    more = True
    while more:
        event = await receive()
        read += event.get("body", b"")
        if event["type"] != "http.request" or len(read) > LONGEST_BODY:
            return None
        more = event.get("more_body", False)
    return bytes(read)


def _again(body: bytes) -> Receive:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _signed(verifier: SignatureVerifier, headers: Mapping[str, str], body: bytes) -> bool:
    """True when Slack signed exactly this within the last five minutes."""
    moment, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    # The verifier raises for these instead of saying no.
    plain = moment.isascii() and moment.isdigit() and len(moment) <= LONGEST_TIMESTAMP and signature.isascii()
    try:
        return plain and verifier.is_valid(body.decode(), moment, signature)
    except UnicodeDecodeError:
        return False


def _readable(content_type: str, body: str) -> bool:
    """True for a JSON object, or a form whose payload, if it has one, is a JSON object."""
    form = None if content_type.startswith("application/json") else parse_qs(body)
    if form is not None and "payload" not in form:
        return bool(form)
    try:
        return isinstance(json.loads(body if form is None else form["payload"][0]), dict)
    except ValueError:
        return False
