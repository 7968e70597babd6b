"""Opening views: a form over a message, or on top of the modal that is already open."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

Payload = Mapping[str, Any]


async def show(client: AsyncWebClient, body: Payload, view: Mapping[str, Any]) -> None:
    """Show a modal; where one is open already, put it on top."""
    trigger = body["trigger_id"]
    if in_modal(body):
        await client.views_push(trigger_id=trigger, view=dict(view))
    else:
        await client.views_open(trigger_id=trigger, view=dict(view))


async def replace(client: AsyncWebClient, body: Payload, view: Mapping[str, Any]) -> None:
    """Replace the modal that was clicked in; a second click in the meantime loses, not overwrites."""
    clicked = body["view"]
    await client.views_update(view_id=clicked["id"], hash=clicked.get("hash"), view=dict(view))


def in_modal(body: Payload) -> bool:
    """True when the click came from inside a modal (and not from a message or a Home tab)."""
    view: Payload = body.get("view") or {}
    return bool(view.get("type") == "modal")
