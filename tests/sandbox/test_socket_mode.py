"""Socket Mode with the real slack-sdk client and Bolt's adapter."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import bolt_app
from tests.sandbox.samples import FORM, OPTIONS


@pytest.fixture
async def bolt(slack: Sandbox, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A Bolt app connected by Socket Mode."""
    app = bolt_app(slack.workspace, client)
    handler = AsyncSocketModeHandler(
        app,
        slack.workspace.app.app_token,
        web_client=AsyncWebClient(slack.workspace.app.app_token, base_url=slack.api_url),
    )
    await handler.connect_async()
    await slack.wait_for(lambda: slack.sockets.connected)
    yield app
    await handler.close_async()


async def test_a_command_is_answered_through_the_socket(slack: Sandbox, bolt: AsyncApp) -> None:
    @bolt.command("/tea")
    async def on_tea(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"You said {command['text']}")

    verdict = await slack.seat("maya").types("/tea black")
    assert (verdict.ok, verdict.status) == (True, None)
    assert slack.seat("maya").last_ephemeral == "You said black"


async def test_a_form_works_through_the_socket(slack: Sandbox, bolt: AsyncApp) -> None:
    @bolt.shortcut("tea.order")
    async def on_order(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @bolt.options("kind")
    async def on_kind(ack: Any) -> None:
        await ack(options=OPTIONS)

    @bolt.view("tea.form")
    async def on_form(ack: Any) -> None:
        await ack(response_action="errors", errors={"when": "Too soon."})

    maya = slack.seat("maya")
    await maya.shortcut("tea.order")
    await maya.picks("Kind", "Green")
    await maya.fills("When", "2026-12-24")
    assert await maya.submits()
    assert "Too soon." in maya.text_of(maya.modal)


async def test_no_acknowledgement_is_a_failure(slack: Sandbox, bolt: AsyncApp) -> None:
    verdict = await slack.seat("maya").types("/tea")  # nobody listens: Bolt's 404 never reaches the socket
    assert verdict.words == '/tea failed with the error "operation_timeout"'


async def test_events_arrive_through_the_socket(slack: Sandbox, bolt: AsyncApp) -> None:
    @bolt.event("app_home_opened")
    async def on_home(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [{"type": "divider"}]})

    assert await slack.seat("maya").opens_home()
    await slack.wait_for(lambda: slack.seat("maya").home)


async def test_a_refreshed_connection_comes_back(slack: Sandbox, bolt: AsyncApp) -> None:
    @bolt.command("/tea")
    async def on_tea(ack: Any) -> None:
        await ack("Still here")

    before = slack.sockets.connections[0]
    await slack.sockets.refresh()
    await slack.wait_for(lambda: slack.sockets.connected and before not in slack.sockets.connections, 30)
    assert await slack.seat("maya").types("/tea")


async def test_any_one_connection_receives(slack: Sandbox) -> None:
    workspace = slack.workspace
    heard: list[int] = []
    clients = []
    for number in range(2):
        client = SocketModeClient(
            app_token=workspace.app.app_token,
            web_client=AsyncWebClient(workspace.app.app_token, base_url=slack.api_url),
        )

        async def on_request(client: Any, request: Any, number: int = number) -> None:
            heard.append(number)
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

        client.socket_mode_request_listeners.append(on_request)
        await client.connect()
        clients.append(client)
    await slack.wait_for(lambda: len(slack.sockets.connections) == 2)
    for _ in range(4):
        assert await slack.seat("maya").types("/tea")
    assert sorted(heard) == [0, 0, 1, 1]
    for client in clients:
        await client.close()


async def test_ten_connections_and_no_more(slack: Sandbox) -> None:
    api = AsyncWebClient(slack.workspace.app.app_token, base_url=slack.api_url)
    async with aiohttp.ClientSession() as session:
        open_ones = []
        for _ in range(10):
            socket = await session.ws_connect((await api.apps_connections_open(app_token=api.token or ""))["url"])
            assert (await socket.receive_json())["type"] == "hello"
            open_ones.append(socket)
        url = (await api.apps_connections_open(app_token=api.token or ""))["url"]
        refused = await session.ws_connect(url)
        assert (await refused.receive_json())["reason"] == "too_many_websockets"
        again = await session.ws_connect(url)
        assert (await again.receive_json())["reason"] == "link_disabled"
        await asyncio.gather(*(socket.close() for socket in open_ones))
