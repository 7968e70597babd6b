"""The door of the Web API: reads a call, checks token, scope, arguments and rate, and answers as Slack does."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from sandbox.methods import COMMON_ERRORS, METHODS, ApiCall, ApiError, Method, per_minute
from sandbox.model import Call, Json
from sandbox.workspace import Workspace

_POSTS_PER_SECOND = 1
_BURST = 3


class Cut(Exception):  # noqa: N818
    """An answer is broken off on purpose."""


class RateLimited(Exception):  # noqa: N818
    """Too many calls; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class WebApi:
    """Serves `/api/METHOD`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._recent: dict[str, deque[float]] = {}

    def routes(self) -> list[BaseRoute]:
        """Return the routes to mount."""
        return [Route("/api/{method:path}", self.serve, methods=["GET", "POST"])]

    async def serve(self, request: Request) -> Response:
        """Answer one call, with the trouble that is switched on."""
        workspace = self._workspace
        trouble = workspace.trouble
        name = request.path_params["method"]
        if trouble.slow:
            await asyncio.sleep(trouble.slow)
        if trouble.stuck > 0 and name.startswith("chat."):
            trouble.stuck -= 1
            await self._hang()
        if trouble.down:
            self._record(name, "service_unavailable", {})
            return PlainTextResponse("Service Unavailable", 503)
        cut = trouble.cut > 0
        args: Json = {}
        try:
            args, token = await _read(request)
            method = METHODS.get(name)
            if method is None:
                raise ApiError("unknown_method", req_method=name)
            body = self._answer(method, args, token)
            headers = _scope_headers(method, workspace)
        except RateLimited as limited:
            self._record(name, "ratelimited", args)
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(limited.retry_after)})
        except ApiError as refused:
            body, headers = _refusal(refused), {}
        self._record(name, str(body.get("error", "")), args)
        if cut:
            trouble.cut -= 1
            workspace.changed.tell("trouble")
            return _cut_short()
        return JSONResponse(body, headers=headers)

    def _answer(self, method: Method, args: Json, token: str | None) -> Json:
        """Check a call in Slack's order and carry it out. Raises ApiError, RateLimited."""
        workspace = self._workspace
        if method.name != "api.test":
            _check_token(workspace, token, app_token=method.app_token)
        call = ApiCall(workspace, args)
        call.need_scope(*method.scopes)
        self._check_rate(method, args)
        _check_arguments(method, args)
        refused = workspace.trouble.refused
        if method.name == "chat.postMessage" and (code := refused.get(str(args.get("channel"))) or refused.get("*")):
            raise ApiError(code)
        try:
            return {"ok": True, **method.answer(call)}
        except ApiError as error:
            known = method.errors | COMMON_ERRORS
            if error.code not in known and method.name != "api.test":
                raise AssertionError(f"{method.name} does not publish {error.code}") from error
            raise

    async def _hang(self) -> None:
        workspace = self._workspace
        workspace.hanging += 1
        workspace.changed.tell("trouble")
        try:
            await workspace.unstuck.wait()
        finally:
            workspace.hanging -= 1
            workspace.changed.tell("trouble")

    def _check_rate(self, method: Method, args: Json) -> None:
        workspace = self._workspace
        trouble = workspace.trouble
        if trouble.rate_limited > 0 or trouble.rate_limited_methods.get(method.name, 0) > 0:
            if trouble.rate_limited > 0:
                trouble.rate_limited -= 1
            else:
                trouble.rate_limited_methods[method.name] -= 1
            workspace.changed.tell("trouble")
            raise RateLimited(trouble.retry_after)
        if not workspace.limits:
            return
        self._take(method.name, per_minute(method.tier), 60.0)
        if method.name == "chat.postMessage":
            # "About one a second per channel", short bursts allowed.
            self._take(f"post:{args.get('channel')}", _POSTS_PER_SECOND * _BURST, float(_BURST))

    def _take(self, bucket: str, allowed: int, seconds: float) -> None:
        now = self._workspace.machine_time()
        recent = self._recent.setdefault(bucket, deque())
        while recent and recent[0] <= now - seconds:
            recent.popleft()
        if len(recent) >= allowed:
            raise RateLimited(max(1, round(recent[0] + seconds - now)))
        recent.append(now)

    def _record(self, name: str, error: str, args: Json) -> None:
        workspace = self._workspace
        channel = args.get("channel")
        where = channel if isinstance(channel, str) else ""
        workspace.calls.append(Call(name, not error, error, workspace.machine_time(), where))
        workspace.changed.tell("calls")


async def _read(request: Request) -> tuple[Json, str | None]:
    """Return a call's arguments and its token. Raises ApiError."""
    args: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    method = METHODS.get(request.path_params["method"])
    if request.method == "POST" and kind == "application/json":
        # Methods that only look something up read form-encoded arguments, and overlook a JSON body.
        if method is None or method.json_body:
            args |= _object(await request.body())
    elif request.method == "POST" and kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            args |= {key: value for key, value in form.items() if isinstance(value, str)}
    elif request.method == "POST" and await request.body():
        raise ApiError("invalid_post_type")
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = args.pop("token", None)
    return args, bearer.strip() if scheme.lower() == "bearer" else token


def _object(body: bytes) -> Json:
    if not body:
        return {}
    try:
        decoded = json.loads(body)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(decoded, dict):
        raise ApiError("json_not_object")
    return decoded


def _check_token(workspace: Workspace, token: str | None, *, app_token: bool) -> None:
    app = workspace.app
    if not token:
        raise ApiError("not_authed")
    if token not in (app.bot_token, app.app_token):
        raise ApiError("invalid_auth")
    if not app.installed:
        raise ApiError("account_inactive")
    if (token == app.app_token) != app_token:
        raise ApiError("not_allowed_token_type")


def _check_arguments(method: Method, args: Json) -> None:
    missing = [name for name in method.required if args.get(name) in (None, "")]
    problems = [f"[ERROR] missing required field: {name}" for name in missing]
    for name, kind in method.args.items():
        value = args.get(name)
        if value is not None and not _fits(kind, value):
            problems.append(f"[ERROR] must be a {kind} [json-pointer:/{name}]")
    if problems:
        raise ApiError("invalid_arguments", problems)


def _fits(kind: str, value: Any) -> bool:
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool) or value in ("", "0", "1", "true", "false", "True", "False", 0, 1)
    if kind in ("number", "integer"):
        return isinstance(value, int) or (isinstance(value, str) and (value == "" or value.lstrip("-").isdigit()))
    return isinstance(value, str | list) if kind == "array" else isinstance(value, str | dict | list)


def _refusal(refused: ApiError) -> Json:
    body: Json = {"ok": False, "error": refused.code, **refused.fields}
    if refused.messages:
        body["response_metadata"] = {"messages": refused.messages}
        if refused.code.startswith("invalid_blocks"):
            body["errors"] = [message.removeprefix("[ERROR] ") for message in refused.messages]
    return body


def _scope_headers(method: Method, workspace: Workspace) -> dict[str, str]:
    return {
        "x-oauth-scopes": ",".join(sorted(workspace.app.scopes)),
        "x-accepted-oauth-scopes": ",".join(method.scopes),
    }


def _cut_short() -> Response:
    """An answer that breaks off: what was asked for has happened, but the caller cannot know."""

    async def nothing() -> AsyncIterator[bytes]:
        yield b'{"ok":'
        raise Cut

    return StreamingResponse(nothing(), headers={"Content-Length": "1000"}, media_type="application/json")
