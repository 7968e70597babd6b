"""A person at the sandbox and a plain Bolt app, over signed HTTP."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.finding import NotOnScreen
from sandbox.server import Sandbox
from tests.sandbox.samples import FORM, OPTIONS, button


async def test_a_command_is_answered_for_the_asker_only(slack: Sandbox, bolt: AsyncApp) -> None:
    @bolt.command("/tea")
    async def on_tea(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"You said {command['text']}")

    maya, ilkka = slack.seat("maya"), slack.seat("ilkka")
    verdict = await maya.types("/tea black & <hot>")
    assert verdict and verdict.status == 200
    assert maya.last_ephemeral == "You said black & <hot>"
    assert ilkka.ephemerals == []


async def test_a_button_opens_a_form_whose_answer_arrives_as_a_message(slack: Sandbox, bolt: AsyncApp) -> None:
    @bolt.command("/tea")
    async def on_tea(ack: Any) -> None:
        await ack(text="Tea?", blocks=[{"type": "actions", "elements": [button("Order", "order", value="1")]}])

    @bolt.action("order")
    async def on_order(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @bolt.options("kind")
    async def on_kind(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[each for each in OPTIONS if payload["value"].lower() in each["value"]])

    @bolt.view("tea.form")
    async def on_form(ack: Any, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        if values["when"]["when"]["selected_date"] < "2026-01-01":
            await ack(response_action="errors", errors={"when": "That has passed."})
            return
        await ack()
        kind = values["kind"]["kind"]["selected_option"]["value"]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"One {kind} tea is coming.")

    maya = slack.seat("maya")
    await maya.types("/tea")
    assert maya.last_ephemeral == "[Order]"
    assert await maya.clicks("Order")
    assert maya.modal is not None
    assert [option["value"] for option in await maya.looks_up("Kind", "o")] == ["rooibos"]

    refused = await maya.submits()
    assert refused.words == "Please complete this required field."
    assert set(maya.modal.errors) == {"kind", "when"}

    await maya.picks("Kind", "Black")
    await maya.fills("When", "2025-01-01")
    await maya.submits()
    assert "That has passed." in maya.text_of(maya.modal)

    await maya.picks("When", "2026-12-24")
    assert await maya.submits()
    assert maya.modal is None
    assert maya.text_of(maya.dm[-1]) == "One black tea is coming."


async def test_what_is_not_on_screen_is_said_with_what_is(slack: Sandbox) -> None:
    slack.workspace.post(slack.workspace.dm(slack.seat("maya").user.id), slack.workspace.app.bot_user, "Hello")
    with pytest.raises(NotOnScreen, match="Hello"):
        await slack.seat("maya").clicks("Approve")
