"""Sends what people do to the app, waits three seconds for its answer, and gives Slack's verdict."""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox import payloads
from sandbox.answers import BadAnswer, apply_submission, read_options, show_command_answer
from sandbox.model import Channel, Json, Message, Shortcut, Surface, User, Verdict, View
from sandbox.sockets import Sockets
from sandbox.state import Placed
from sandbox.workspace import Workspace

MODAL_TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class Reply:
    """What came back: `error` is "" for an answer Slack accepts, else one of its words for failures."""

    error: str
    status: int | None
    ms: float
    body: Any = None
    stop_retrying: bool = False


class Delivery:
    """The way from Slack to the app: signed HTTP, or Socket Mode as soon as the app has a connection."""

    def __init__(
        self,
        workspace: Workspace,
        sockets: Sockets,
        *,
        answer_within: float = 3.0,
        event_retries: tuple[float, ...] = (0.0, 60.0, 300.0),
    ) -> None:
        """Take the limit for answers in seconds, and after how many seconds events are tried again."""
        self._workspace = workspace
        self._sockets = sockets
        self._answer_within = answer_within
        self._event_retries = event_retries
        self._session: aiohttp.ClientSession | None = None
        self._chance = random.Random(0)  # noqa: S311 (the same trouble in every run)
        self._background: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Give up retries and close connections."""
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    # What people do

    async def command(self, user: User, channel: Channel, name: str, text: str) -> Verdict:
        """Send a slash command and show the answer."""
        fields = payloads.command(self._workspace, user, channel, name, text)
        reply = await self._send("slash_commands", fields)
        return self._verdict(
            reply,
            lambda body: show_command_answer(self._workspace, user, channel, body),
            lambda error: f'{name} failed with the error "{error}"',
            "invalid_command_response",
        )

    async def action(self, user: User, surface: Surface, action: Json) -> Verdict:
        """Send a click or choice. What the app writes into its answer is ignored, as in Slack."""
        reply = await self._send("interactive", payloads.block_actions(self._workspace, user, surface, action))
        name = self._workspace.app.name
        verdict = self._verdict(
            reply,
            lambda _: None,
            lambda error: (
                MODAL_TROUBLE
                if isinstance(surface, View)
                else f"{name} did not answer in time. Try again?"
                if error == "operation_timeout"
                else f"{name} could not do that. Try again?"
            ),
        )
        if isinstance(surface, View):
            surface.trouble = verdict.words or None
            self._workspace.changed.tell(surface.type, user.id)
        elif verdict.words or surface.troubles.get(user.id):
            surface.troubles[user.id] = verdict.words
            self._workspace.tell_message(surface)
        return verdict

    async def submission(self, user: User, view: View) -> Verdict:
        """Send a submitted modal and do what the app answers."""
        reply = await self._send("interactive", payloads.view_submission(self._workspace, user, view))
        verdict = self._verdict(
            reply, lambda body: apply_submission(self._workspace, view, body), lambda _: MODAL_TROUBLE
        )
        view.trouble = verdict.words or None
        self._workspace.changed.tell("modal", user.id)
        return verdict

    async def closed(self, user: User, view: View, *, is_cleared: bool) -> Verdict:
        """Tell the app that a modal was closed."""
        payload = payloads.view_closed(self._workspace, user, view, is_cleared=is_cleared)
        # Slack shows nothing when this fails: the modal is gone.
        return self._verdict(await self._send("interactive", payload), lambda _: None, lambda _: "")

    async def suggestion(self, user: User, surface: Surface, placed: Placed, typed: str) -> tuple[Verdict, list[Json]]:
        """Ask the app for options; none come with a failed verdict."""
        payload = payloads.block_suggestion(self._workspace, user, surface, placed, typed)
        options: list[Json] = []
        verdict = self._verdict(
            await self._send("interactive", payload),
            lambda body: options.extend(read_options(body)),
            lambda _: "The options could not be loaded. Try again?",
        )
        return verdict, options

    async def shortcut(self, user: User, chosen: Shortcut, message: Message | None = None) -> Verdict:
        """Send a global shortcut, or a message shortcut when there is a message."""
        payload = (
            payloads.shortcut(self._workspace, user, chosen)
            if message is None
            else payloads.message_action(self._workspace, user, chosen, message)
        )
        reply = await self._send("interactive", payload)
        return self._verdict(reply, lambda _: None, lambda error: f'{chosen.name} failed with the error "{error}"')

    async def event(self, payload: Json) -> Verdict:
        """Send an event if the app subscribed to it; a failed one is tried again in the background."""
        if self._event_name(payload["event"]) not in self._workspace.app.events:
            return Verdict(True)
        reply = await self._send("events_api", payload)
        if reply.error and not reply.stop_retrying:
            task = asyncio.create_task(self._retry(payload, reply))
            self._background.add(task)
            task.add_done_callback(self._background.discard)
        return Verdict(not reply.error, reply.status, reply.ms)

    async def _retry(self, payload: Json, last: Reply) -> None:
        reasons = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}
        for attempt, pause in enumerate(self._event_retries, start=1):
            await asyncio.sleep(pause)
            if self._workspace.trouble.no_retries:
                return
            last = await self._send("events_api", payload, attempt, reasons.get(last.error, "http_error"))
            if not last.error or last.stop_retrying:
                return

    @staticmethod
    def _event_name(event: Json) -> str:
        if event["type"] != "message":
            return str(event["type"])
        plural = {"channel": "channels", "group": "groups"}
        kind = str(event["channel_type"])
        return f"message.{plural.get(kind, kind)}"

    def _verdict(
        self,
        reply: Reply,
        accept: Callable[[Any], None],
        words: Callable[[str], str],
        refused: str = "invalid_response",
    ) -> Verdict:
        """Let `accept` act on an answer in time; `words` puts an error into what the person reads."""
        error = reply.error
        if not error:
            try:
                accept(reply.body)
            except BadAnswer as bad:
                return Verdict(False, reply.status, reply.ms, words(refused), {"refused": str(bad)})
        return Verdict(not error, reply.status, reply.ms, words(error) if error else "", reply.body)

    # The wire

    async def _send(self, kind: str, payload: Json, retry: int = 0, reason: str = "") -> Reply:
        """Send what is to be sent, with the trouble that is switched on."""
        trouble = self._workspace.trouble
        if trouble.jitter:
            await asyncio.sleep(self._chance.uniform(0, trouble.jitter))
        times = 2 if trouble.twice else 1
        reply, *_ = await asyncio.gather(*(self._send_once(kind, payload, retry, reason) for _ in range(times)))
        if trouble.unheard > 0:
            trouble.unheard -= 1
            self._workspace.changed.tell("trouble")
            return Reply("operation_timeout", None, reply.ms)
        return reply

    async def _send_once(self, kind: str, payload: Json, retry: int, reason: str) -> Reply:
        began = time.perf_counter()

        def reply(error: str, status: int | None = None, body: Any = None, stop: bool = False) -> Reply:
            return Reply(error, status, (time.perf_counter() - began) * 1000, body, stop)

        try:
            async with asyncio.timeout(self._answer_within):
                if self._sockets.connected:
                    return reply("", None, await self._sockets.send(kind, payload, retry=retry, reason=reason))
                status, body, stop = await self._post(kind, payload, retry, reason)
        except TimeoutError:
            return reply("operation_timeout")
        except (aiohttp.ClientError, ConnectionError):
            return reply("dispatch_failed")
        if 200 <= status < 300:
            return reply("", status, body)
        return reply("http_service_error" if status >= 500 else "http_client_error", status, body, stop)

    async def _post(self, kind: str, payload: Json, retry: int, reason: str) -> tuple[int, Any, bool]:
        """Send one signed POST; returns status, decoded body, and whether the app wants no retries."""
        if not self._workspace.app.request_url:
            raise ConnectionError("the app has no address")
        if self._session is None:
            self._session = aiohttp.ClientSession(headers={"User-Agent": "Slackbot 1.0 (sandbox)"})
        if kind == "events_api":
            body, content = json.dumps(payload), "application/json"
        elif kind == "interactive":
            body, content = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
        else:
            body, content = urlencode(payload), "application/x-www-form-urlencoded"
        headers = {"Content-Type": content, **self._signature(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        async with self._session.post(
            self._workspace.app.request_url, data=body.encode(), headers=headers, allow_redirects=False
        ) as answer:
            text = await answer.text()
            stop = answer.headers.get("x-slack-no-retry") == "1"
            return answer.status, _decoded(answer.content_type, text), stop

    def _signature(self, body: str) -> dict[str, str]:
        """Sign by machine time: moving the clock must not make requests look replayed."""
        now = str(int(time.time()))
        secret = self._workspace.app.signing_secret.encode()
        digest = hmac.new(secret, f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={digest}"}


def _decoded(content_type: str, text: str) -> Any:
    if content_type != "application/json" or not text:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
