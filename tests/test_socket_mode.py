"""The same desk over Socket Mode: one story, a refusal, an option load and an error at a field."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.serving import socket_mode
from sandbox.model import Trouble
from tests.world import World


@pytest.fixture
async def held(world: World) -> AsyncIterator[World]:
    """The world with the bot on a socket: nothing can reach it over HTTP any more."""
    app = world.slack.workspace.app
    app.request_url = ""
    async with socket_mode(world.parts, app.app_token, world.slack.api_url):
        await world.slack.wait_for(lambda: world.slack.sockets.connected)
        yield world


async def test_the_straight_path_over_a_socket(held: World) -> None:
    maya, ilkka = held.maya, held.ilkka
    verdict = await maya.types("/reference retail onboarding")
    assert verdict
    assert verdict.status is None, "it came over the socket"
    assert "Lumi Retail" in maya.last_ephemeral
    said = await held.asks(maya, "Lumi", needed_by="2026-11-22")
    assert "That day is over." in said
    await maya.picks("Needed by", "2026-12-10")
    assert await maya.submits()
    assert "Sent to Ilkka" in maya.text_of(maya.modal)
    await held.sees(ilkka, "[Approve]")
    assert await ilkka.clicks("Approve")
    await held.sees(maya, "introduces you")
    assert await ilkka.opens_home()
    await held.slack.wait_for(lambda: ilkka.home is not None)


async def test_a_refusal_and_an_outdated_button_over_a_socket_are_answered(held: World) -> None:
    assert await held.guest.shortcut("request.new")
    assert "Guests can't use the reference desk." in held.guest.text_of(held.guest.modal)
    held.slack.workspace.channel("general").members.add("U0GUS")
    assert await held.guest.types("/reference retail")
    assert "Guests can't" in held.guest.last_ephemeral
    await held.maya.types("/reference retail")
    shown = held.maya.ephemerals[-1]
    for block in shown.blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == "search.change":
                element["value"] = "nonsense"
    assert await held.maya.clicks("Refine", on=shown)
    assert "from before I was updated or restored" in held.maya.last_ephemeral


async def test_what_slack_has_sent_is_answered_before_the_socket_is_closed(world: World) -> None:
    slack, app = world.slack, world.slack.workspace.app
    app.request_url = ""
    async with socket_mode(world.parts, app.app_token, slack.api_url) as line:
        await slack.wait_for(lambda: slack.sockets.connected)
        (connection,) = slack.sockets.connections
        clicking = asyncio.create_task(world.maya.shortcut("request.new"))
        while not connection.waiting:  # noqa: ASYNC110 - only this test asks
            await asyncio.sleep(0)
        assert line.idle.is_set(), "it is on its way, and has not arrived"
    assert await clicking
    assert "[Send request]" in world.maya.text_of(world.maya.modal)


async def test_what_was_accepted_is_answered_before_the_socket_is_closed(world: World) -> None:
    slack, app = world.slack, world.slack.workspace.app
    app.request_url = ""
    async with socket_mode(world.parts, app.app_token, slack.api_url) as line:
        await slack.wait_for(lambda: slack.sockets.connected)
        slack.workspace.trouble = Trouble(slow=0.3)
        clicking = asyncio.create_task(world.maya.shortcut("request.new"))
        while line.idle.is_set():  # noqa: ASYNC110 - only this test asks
            await asyncio.sleep(0)
    assert await clicking
    assert "[Send request]" in world.maya.text_of(world.maya.modal)
