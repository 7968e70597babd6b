"""Putting a message or a Home into Slack: where its blocks are not taken, in a plainer form that says the same."""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.kit.fallback import plainer, plainer_home, plainest
from blocks.kit.shapes import RenderedMessage
from handlers.slack.errors import code_of

log = logging.getLogger(__name__)

# Slack rolls new blocks out workspace by workspace; one that does not have them yet says so like this.
TOO_NEW = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})
# views.publish has other words for it.
NO_HOME = TOO_NEW | {"invalid_arguments", "view_too_large"}


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a message stands; nowhere when there was nothing to send. refused: why it had to be a plainer form.

    covered: the rows that a daily summary spoke for; sent_alone: one that has to be sent by itself after all.
    """

    channel: str | None = None
    ts: str | None = None
    refused: str | None = None
    covered: tuple[int, ...] = ()
    sent_alone: int | None = None


async def post(
    client: AsyncWebClient, message: RenderedMessage, plain: RenderedMessage | None = None, **where: Any
) -> Placement:
    """Post a message; `plain` is its text form where it has one of its own. Raises SlackApiError."""
    return await _put(client.chat_postMessage, message, plain, where)


async def draw(client: AsyncWebClient, message: RenderedMessage, *, channel: str, ts: str) -> Placement:
    """Draw a message anew where it stands. Raises SlackApiError."""
    return await _put(client.chat_update, message, None, {"channel": channel, "ts": ts})


async def share(client: AsyncWebClient, message: RenderedMessage, **where: Any) -> Placement:
    """Show files that have arrived, with a message. Slack does not tell where it stands. Raises SlackApiError."""

    async def call(*, text: str, blocks: list[dict[str, Any]], **where: Any) -> Any:
        words: dict[str, Any] = {"blocks": json.dumps(blocks)} if blocks else {"initial_comment": text}
        return await client.files_completeUploadExternal(**words, **where)

    _, refused = await _taken(call, _forms(message), TOO_NEW, where)
    return Placement(where["channel_id"], refused=refused)


async def publish(client: AsyncWebClient, slack_id: str, view: Mapping[str, Any]) -> Placement:
    """Show a person's Home. Raises SlackApiError."""
    forms = [{"view": form} for form in (view, plainer_home(view))]
    _, refused = await _taken(client.views_publish, forms, NO_HOME, {"user_id": slack_id})
    return Placement(refused=refused)


async def _put(
    call: Callable[..., Awaitable[Any]], message: RenderedMessage, plain: RenderedMessage | None, where: dict[str, Any]
) -> Placement:
    answer, refused = await _taken(call, _forms(message, plain), TOO_NEW, where)
    return Placement(str(answer["channel"]), str(answer["ts"]), refused)


def _forms(message: RenderedMessage, plain: RenderedMessage | None = None) -> list[dict[str, Any]]:
    """The message and its plainer forms."""
    said = (message, plain or plainer(message), plainest(message))
    return [{"text": form.text, "blocks": form.blocks} for form in said]


async def _taken(
    call: Callable[..., Awaitable[Any]], forms: list[dict[str, Any]], too_new: frozenset[str], where: dict[str, Any]
) -> tuple[Any, str | None]:
    """Slack's answer to the first form it takes, and its word against the one before. Raises SlackApiError."""
    refused = None
    while forms:
        form = forms.pop(0)
        try:
            return await call(**form, **where), refused
        except SlackApiError as error:
            if (refused := code_of(error)) not in too_new or not forms:
                raise
            blocks = form.get("view", form)["blocks"]
            number, types = secrets.token_hex(4), sorted({block["type"] for block in blocks})
            log.error("blocks %s: Slack says %s to %s", number, refused, ", ".join(types))
    raise AssertionError("the last form is sent or raises")
