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
