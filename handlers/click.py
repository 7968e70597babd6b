"""What a person did in Slack, as every listener is given it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from domain.people import Person
from handlers.desk import Desk
from handlers.slack import modals
from handlers.slack.modals import Payload


@dataclass(frozen=True, slots=True)
class Click:
    """A click; and as much a command, a form that was sent, a letter typed into a menu, a Home that was opened.

    payload: what was clicked, sent or typed, as Bolt takes it out of `body`, which is all that Slack sent.
    ack: only for an answer with something in it; `bot/guard.py` gives the empty one to what is left without.
    """

    ack: AsyncAck
    payload: Payload
    body: Payload
    person: Person
    desk: Desk
    client: AsyncWebClient
    respond: AsyncRespond

    async def show(self, view: Mapping[str, Any]) -> None:
        """Show a modal; where one is open already, on top of it."""
        await modals.show(self.client, self.body, view)

    async def show_in_place(self, view: Mapping[str, Any], is_last: Callable[[], bool] = lambda: False) -> None:
        """Show a modal; where one is open already, in its place. is_last: see `modals.show_in_place`."""
        await modals.show_in_place(self.client, self.body, view, is_last=is_last)

    async def update(self, view: Mapping[str, Any]) -> None:
        """Answer a form with what comes in its place."""
        await self.ack(response_action="update", view=dict(view))

    async def close(self) -> None:
        """Answer a form: it is closed, and all that is open below it."""
        await self.ack(response_action="clear")

    async def update_below(self, view: Mapping[str, Any]) -> None:
        """Answer a form: it is closed, and the modal below it shows what came of it, or else its own place."""
        if below := self.payload.get("previous_view_id"):
            await self.client.views_update(view_id=below, view=dict(view))
        else:
            await self.update(view)


Listener = Callable[[Click], Awaitable[None]]
