"""response_urls: what they may do, five times in half an hour."""

from typing import Any

import aiohttp
import pytest

from sandbox.model import Message
from sandbox.server import Sandbox


async def send(url: str, **body: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.text()


def ephemeral(slack: Sandbox) -> Message:
    workspace = slack.workspace
    return workspace.post(workspace.channel("general"), workspace.app.bot_user, "Before", only_for="U0MAYA")


async def test_an_ephemeral_is_replaced_and_deleted(slack: Sandbox) -> None:
    maya, message = slack.seat("maya"), ephemeral(slack)
    url = slack.workspace.new_response_url("C0GENERAL", "U0MAYA", message)
    assert await send(url, replace_original=True, text="After") == (200, "ok")
    assert [maya.text_of(each) for each in maya.ephemerals] == ["After"]
    await send(url, text="And another")
    assert [maya.text_of(each) for each in maya.ephemerals] == ["After", "And another"]
    await send(url, delete_original=True)
    assert [maya.text_of(each) for each in maya.ephemerals] == ["And another"]


async def test_in_channel_is_for_everybody(slack: Sandbox) -> None:
    url = slack.workspace.new_response_url("C0GENERAL", "U0MAYA")
    await send(url, response_type="in_channel", text="Tea is ready")
    ilkka = slack.seat("ilkka")
    assert [ilkka.text_of(each) for each in ilkka.channel("general")] == ["Tea is ready"]


async def test_five_uses_in_half_an_hour(slack: Sandbox) -> None:
    now = 1_000_000.0
    slack.workspace.machine_time = lambda: now
    url, other = (slack.workspace.new_response_url("C0GENERAL", "U0MAYA") for _ in range(2))
    assert [(await send(url, text="x"))[0] for _ in range(6)] == [200] * 5 + [404]
    assert "used_url" in (await send(url, text="x"))[1]
    now += 30 * 60 + 1
    assert "expired_url" in (await send(other, text="x"))[1]
    assert len(slack.seat("maya").ephemerals) == 5


@pytest.mark.parametrize(
    ("body", "error"),
    [({}, "no_text"), ({"blocks": [{"type": "nonsense"}]}, "invalid_blocks"), ({"text": ""}, "no_text")],
)
async def test_a_bad_body_is_refused(slack: Sandbox, body: dict[str, Any], error: str) -> None:
    status, text = await send(slack.workspace.new_response_url("C0GENERAL", "U0MAYA"), **body)
    assert status == 400
    assert error in text
    assert slack.seat("maya").ephemerals == []


async def test_an_unknown_address_is_not_found(slack: Sandbox) -> None:
    assert (await send(f"{slack.url}/response/nothing", text="x"))[0] == 404
