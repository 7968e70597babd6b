"""Rate limits and the switches that make this Slack misbehave."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox


async def test_a_tier_allows_so_many_calls_a_minute(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.limits = True
    now = 1_000_000.0
    slack.workspace.machine_time = lambda: now
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as limited:
        await client.users_list()
    assert limited.value.response.status_code == 429
    assert limited.value.response["error"] == "ratelimited"
    assert limited.value.response.headers["Retry-After"] == "60"
    now += 60
    await client.users_list()


async def test_a_channel_takes_about_one_message_a_second(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.limits = True
    now = 1_000_000.0
    slack.workspace.machine_time = lambda: now
    sent = 0
    for _ in range(100):
        now += 0.1
        try:
            await client.chat_postMessage(channel="C0TEA", text="x")
            sent += 1
        except SlackApiError:
            pass
    assert 9 <= sent <= 13
    await client.chat_postMessage(channel="U0MAYA", text="another channel is free")


async def test_calls_can_be_limited_by_hand(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.workspace.trouble.rate_limited_methods["chat.postMessage"] = 1
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_postMessage(channel="C0TEA", text="x")
    await client.chat_postMessage(channel="C0TEA", text="x")
    slack.workspace.trouble.rate_limited = 1
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.auth_test()
    await client.auth_test()


async def test_down_means_503_and_nothing_happens(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.workspace.trouble.down = True
    with pytest.raises((SlackApiError, aiohttp.ClientError)):
        await client.chat_postMessage(channel="C0TEA", text="x")
    assert slack.seat("maya").channel("tea") == []


async def test_a_cut_call_is_done_but_its_answer_is_lost(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.workspace.trouble.cut = 1
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C0TEA", text="x")
    assert len(slack.seat("maya").channel("tea")) == 1
    await client.auth_test()


async def test_acts_can_overtake_one_another(slack: Sandbox, bolt: AsyncApp) -> None:
    seen: list[str] = []

    @bolt.command("/tea")
    async def on_tea(ack: Any, command: dict[str, Any]) -> None:
        seen.append(command["text"])
        await ack()

    slack.workspace.trouble.jitter = 0.2
    sent = [str(number) for number in range(8)]
    await asyncio.gather(*(slack.seat("maya").types(f"/tea {number}") for number in sent))
    assert sorted(seen) == sent
    assert seen != sent


async def test_an_unheard_answer_was_given_all_the_same(slack: Sandbox, bolt: AsyncApp) -> None:
    seen: list[str] = []

    @bolt.command("/tea")
    async def on_tea(ack: Any, command: dict[str, Any]) -> None:
        seen.append(command["text"])
        await ack("Yes")

    slack.workspace.trouble.unheard = 1
    maya = slack.seat("maya")
    assert (await maya.types("/tea one")).words == '/tea failed with the error "operation_timeout"'
    assert maya.ephemerals == []
    assert await maya.types("/tea two")
    assert seen == ["one", "two"]


async def test_everything_can_be_delivered_twice(slack: Sandbox, bolt: AsyncApp) -> None:
    seen: list[str] = []

    @bolt.command("/tea")
    async def on_tea(ack: Any, command: dict[str, Any]) -> None:
        seen.append(command["trigger_id"])
        await ack("Once")

    slack.workspace.trouble.twice = True
    await slack.seat("maya").types("/tea")
    assert len(seen) == 2
    assert seen[0] == seen[1]
    assert len(slack.seat("maya").ephemerals) == 1


async def test_a_block_that_has_not_been_rolled_out_is_refused_in_messages(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "Tea"}]]}
    slack.workspace.trouble.not_rolled_out = frozenset({"table"})
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel="C0TEA", text="x", blocks=[table])
    await client.chat_postMessage(channel="C0TEA", text="x", blocks=[{"type": "divider"}])
    slack.workspace.trouble.not_rolled_out = frozenset()
    await client.chat_postMessage(channel="C0TEA", text="x", blocks=[table])


NASTY = "R&D <x>"


def form(*, initial: str | None = None, more: bool = False) -> dict[str, Any]:
    """A form with a text that is escaped or not, and inputs that may begin with something."""
    label = {"type": "plain_text", "text": NASTY}

    def field(name: str, **element: Any) -> dict[str, Any]:
        typed = {"type": "plain_text_input", "action_id": name, **element}
        return {"type": "input", "block_id": name, "label": label, "element": typed}

    late = {"initial_value": initial} if initial else {}
    said = {"type": "rich_text_section", "elements": [{"type": "text", "text": NASTY}]}
    blocks = [
        field("name", initial_value="Maya"),
        field("empty", **late),
        *([field("new", **late)] if more else []),
        {"type": "rich_text", "block_id": "said", "elements": [said]},
    ]
    return {"type": "modal", "title": label, "submit": label, "callback_id": "form", "blocks": blocks}


async def test_what_comes_back_of_a_form_can_be_escaped_its_texts_and_what_was_typed_apart(
    slack: Sandbox, bolt: AsyncApp
) -> None:
    seen: list[Any] = []

    @bolt.view("form")
    async def on_form(ack: Any, view: dict[str, Any]) -> None:
        said = view["blocks"][-1]["elements"][0]["elements"][0]["text"]
        seen.append((view["title"]["text"], said, view["state"]["values"]["empty"]["empty"]["value"]))
        await ack(response_action="update", view=form())

    workspace, maya, escaped = slack.workspace, slack.seat("maya"), "R&amp;D &lt;x&gt;"
    workspace.open_modal(workspace.new_view("U0MAYA", form()))
    await maya.fills("empty", NASTY)
    for views, values in ((False, False), (True, False), (False, True)):
        workspace.trouble.views_escaped, workspace.trouble.values_escaped = views, values
        assert await maya.submits()
        text, typed = escaped if views else NASTY, escaped if values else NASTY
        assert seen.pop() == (text, text, typed)
        assert NASTY in maya.text_of(maya.modal), "the person sees what it is"


async def test_a_value_that_came_with_an_update_can_be_lost_until_it_is_touched(
    slack: Sandbox, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    seen: list[Any] = []

    @bolt.view("form")
    async def on_form(ack: Any, view: dict[str, Any]) -> None:
        values = view["state"]["values"]
        seen.append({name: actions[name]["value"] for name, actions in values.items()})
        await ack(response_action="errors", errors={"name": "No"})

    workspace, maya = slack.workspace, slack.seat("maya")
    workspace.trouble.late_values_lost = True
    view = workspace.new_view("U0MAYA", form())
    workspace.open_modal(view)
    await client.views_update(view_id=view.id, view=form(initial="late", more=True))
    assert maya.text_of(view).count("[late]") == 2
    assert not await maya.submits(), "Slack itself takes them for empty"
    assert set(view.errors) == {"empty", "new"}
    await maya.fills("empty", "late")
    await maya.fills("new", "typed")
    assert await maya.submits()
    assert seen.pop() == {"name": "Maya", "empty": "late", "new": "typed"}
    workspace.trouble.late_values_lost = False
    view = workspace.new_view("U0MAYA", form())
    workspace.open_modal(view)
    await client.views_update(view_id=view.id, view=form(initial="late", more=True))
    assert view.state["new"]["new"]["value"] == "late"
    assert view.state["empty"]["empty"]["value"] is None, "what stood there stays"
