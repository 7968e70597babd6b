"""A workspace with one small Bolt app in it; no test here knows refdesk."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from tests.sandbox.serving import serving

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Tea Desk"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "teadesk"},
        "slash_commands": [{"command": "/tea", "description": "Ask for tea", "url": "http://127.0.0.1/"}],
        "shortcuts": [
            {"name": "Order tea", "type": "global", "callback_id": "tea.order", "description": "…"},
            {"name": "Tea for this", "type": "message", "callback_id": "tea.this", "description": "…"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "commands",
                "chat:write",
                "im:write",
                "im:history",
                "im:read",
                "channels:read",
                "channels:history",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.im", "app_uninstalled"]},
        "interactivity": {"is_enabled": True},
    },
}

PEOPLE: list[dict[str, Any]] = [
    {"name": "maya", "real_name": "Maya Lind", "email": "maya@example.com"},
    {"name": "ilkka", "real_name": "Ilkka Salo"},
    {"name": "gus", "real_name": "Gus Guest", "is_restricted": True},
    {"name": "gone", "real_name": "Gone Girl", "deleted": True},
    {"name": "stella", "real_name": "Stella Other", "is_stranger": True},
]

CHANNELS: list[Any] = [
    "general",
    {"name": "tea", "with_app": True},
    {"name": "secret", "is_private": True, "members": ["maya"]},
    {"name": "old", "is_archived": True, "with_app": True},
]


@pytest.fixture
def workspace() -> Workspace:
    return Workspace.from_manifest(MANIFEST, PEOPLE, CHANNELS)


@pytest.fixture
async def slack(workspace: Workspace) -> AsyncIterator[Sandbox]:
    async with Sandbox(workspace, page=False, answer_within=0.5, event_retries=(0.0, 0.0, 0.0)) as sandbox:
        yield sandbox


@pytest.fixture
def client(slack: Sandbox) -> AsyncWebClient:
    """The app's Slack client."""
    return AsyncWebClient(slack.workspace.app.bot_token, base_url=slack.api_url)


def bolt_app(workspace: Workspace, client: AsyncWebClient) -> AsyncApp:
    async def authorize(**_: Any) -> AuthorizeResult:
        app = workspace.app
        return AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team_id,
            bot_token=app.bot_token,
            bot_id=app.bot_id,
            bot_user_id=app.bot_user,
        )

    return AsyncApp(
        client=client,
        signing_secret=workspace.app.signing_secret,
        authorize=authorize,
        process_before_response=True,
    )


@pytest.fixture
async def bolt(slack: Sandbox, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A Bolt app that Slack reaches over HTTP; tests add the listeners."""
    app = bolt_app(slack.workspace, client)
    async with serving(AsyncSlackRequestHandler(app, path="/slack/events")) as url:
        slack.workspace.app.request_url = f"{url}/slack/events"
        yield app
