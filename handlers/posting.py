"""Putting a message into Slack: where this workspace does not take its blocks, in a plainer form that says the same."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks import kit
from blocks.kit import Posted
from handlers.failing import code_of

log = logging.getLogger(__name__)

# Slack rolls new blocks out workspace by workspace; one that does not have them yet says so like this.
TOO_NEW = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a message stands; nowhere when there was nothing to send. refused: why it had to be a plainer form.

    spoken: the rows that a bundle spoke for; alone: one that has to be sent by itself after all.
    """

    channel: str | None = None
    ts: str | None = None
    refused: str | None = None
    spoken: tuple[int, ...] = ()
    alone: int | None = None


async def post(client: AsyncWebClient, posted: Posted, plain: Posted | None = None, **where: Any) -> Placed:
    """Post a message; `plain` is its text form where it has one of its own. Raises SlackApiError."""
    return await _put(client.chat_postMessage, posted, plain, where)


async def draw(client: AsyncWebClient, posted: Posted, *, channel: str, ts: str) -> Placed:
    """Draw a message anew where it stands. Raises SlackApiError."""
    return await _put(client.chat_update, posted, None, {"channel": channel, "ts": ts})


async def _put(
    call: Callable[..., Awaitable[Any]], posted: Posted, plain: Posted | None, where: dict[str, Any]
) -> Placed:
    forms = [posted, plain or kit.plainer(posted), kit.plainest(posted)]
    refused = None
    while forms:
        form = forms.pop(0)
        try:
            answer = await call(text=form.text, blocks=form.blocks, **where)
        except SlackApiError as error:
            if (code := code_of(error)) not in TOO_NEW or not forms:
                raise
            number, types = secrets.token_hex(4), sorted({block["type"] for block in form.blocks})
            log.error("blocks %s: Slack says %s to %s", number, code, ", ".join(types))
            refused = code
        else:
            return Placed(str(answer["channel"]), str(answer["ts"]), refused)
    raise AssertionError("the last form is sent or raises")
