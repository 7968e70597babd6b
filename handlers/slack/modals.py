"""Opening views: a form over a message, on top of the modal that is already open, or in its place."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.slack.errors import CUT, SlackUnavailableError, code_of, is_slacks_trouble, named, readable

Payload = Mapping[str, Any]


async def show(client: AsyncWebClient, body: Payload, view: Mapping[str, Any]) -> None:
    """Show a modal; where one is open already, put it on top."""
    trigger = body["trigger_id"]
    if in_modal(body):
        await _asked(client.views_push, trigger_id=trigger, view=dict(view))
    else:
        await _asked(client.views_open, trigger_id=trigger, view=dict(view))


async def show_in_place(
    client: AsyncWebClient, body: Payload, view: Mapping[str, Any], *, is_last: Callable[[], bool] = lambda: False
) -> None:
    """Show a modal; where one is open already, in its place: Slack stacks no more than three.

    is_last: whether this click is the last as far as is known; then it wins over one that was answered meanwhile.
    """
    if not in_modal(body):
        await show(client, body, view)
        return
    clicked = body["view"]
    try:
        await _asked(client.views_update, view_id=clicked["id"], hash=clicked.get("hash"), view=dict(view))
    except SlackApiError as refused:
        # Another click was faster; unless it came before this one, what it brought is newer.
        if code_of(refused) != "hash_conflict":
            raise
        if is_last():
            await _asked(client.views_update, view_id=clicked["id"], view=dict(view))


async def _asked(call: Callable[..., Awaitable[Any]], **what: Any) -> None:
    """Raises SlackApiError for Slack's no, SlackUnavailableError where there was no answer, or none that can be
    read.
    """
    try:
        with readable():
            await call(**what)
    except (SlackApiError, *CUT) as failed:
        if is_slacks_trouble(failed):
            raise SlackUnavailableError(named(failed)) from None
        raise


def in_modal(body: Payload) -> bool:
    """True when the click came from inside a modal (and not from a message or a Home tab)."""
    view: Payload = body.get("view") or {}
    return bool(view.get("type") == "modal")
