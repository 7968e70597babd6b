"""Files: begun, uploaded, completed and shared as by Slack's own client; seen and kept by who is in the channel."""

import copy
import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from tests.facts import facts
from tests.sandbox.conftest import CHANNELS, MANIFEST, PEOPLE

WORDS = [
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Tea"}]}]}
]


@pytest.fixture
def workspace() -> Workspace:
    manifest = copy.deepcopy(MANIFEST)
    manifest["oauth_config"]["scopes"]["bot"] += ["files:write", "files:read"]
    return Workspace.from_manifest(manifest, PEOPLE, CHANNELS)


async def uploaded(client: AsyncWebClient, content: bytes = b"green", *, length: int | None = None) -> tuple[str, int]:
    """Begin an upload and post the content; returns the file's id and the status of the post."""
    begun = await client.files_getUploadURLExternal(filename="tea <1>.txt", length=length or len(content))
    async with aiohttp.ClientSession() as session, session.post(begun["upload_url"], data=content) as answer:
        return str(begun["file_id"]), answer.status


async def test_slacks_own_client_uploads_and_a_member_sees_and_keeps_it(slack: Sandbox, client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="C0TEA", text="Which tea?")
    await client.files_upload_v2(
        content="green tea", filename="tea.txt", title="All teas", channel="C0TEA", thread_ts=parent["ts"]
    )
    maya = slack.seat("maya")
    (message,) = [m for m in maya.channel("tea") if m.files]
    assert message.thread_ts == parent["ts"]
    assert "[📎 tea.txt]" in maya.text_of(message)
    assert [(file.title, file.content) for file in maya.files] == [("All teas", b"green tea")]
    assert slack.seat("gus").files == []


async def test_files_stand_on_messages_with_the_published_fields(client: AsyncWebClient) -> None:
    file_id, _ = await uploaded(client)
    answer = await client.files_completeUploadExternal(
        files=[{"id": file_id, "title": "Teas"}], channel_id="C0TEA", blocks=json.dumps(WORDS)
    )
    assert answer["files"] == [{"id": file_id, "title": "Teas"}]
    history = await client.conversations_history(channel="C0TEA")
    (message,) = history["messages"]
    assert message["blocks"][0]["elements"] == WORDS[0]["elements"]
    (file,) = message["files"]
    published = facts("shapes.json")["inbound"]["BlockActionPayload"]["message"]["file"]
    assert set(file) <= set(published)
    about = await client.files_info(file=file_id)
    assert about["file"] == file
    async with aiohttp.ClientSession() as session:
        async with session.get(file["url_private"]) as answer_without_token:
            assert answer_without_token.status == 403
        bearer = {"Authorization": f"Bearer {client.token}"}
        async with session.get(file["url_private_download"], headers=bearer) as kept:
            assert await kept.read() == b"green"
            assert kept.headers["Content-Disposition"].startswith("attachment")


async def test_a_deleted_file_is_gone_from_its_message(slack: Sandbox, client: AsyncWebClient) -> None:
    file_id, _ = await uploaded(client)
    await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0TEA", initial_comment="Teas")
    await client.files_delete(file=file_id)
    assert slack.seat("maya").files == []
    with pytest.raises(SlackApiError, match="file_deleted"):
        await client.files_delete(file=file_id)


async def test_another_length_than_was_announced_is_refused(client: AsyncWebClient) -> None:
    file_id, status = await uploaded(client, length=99)
    assert status == 400
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0TEA")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"files": [{"id": "F0NOWHERE"}], "channel_id": "C0TEA"}, "file_not_found"),
        ({"channel_id": "U0MAYA"}, "invalid_channel"),
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
        ({"channel_id": "C0GENERAL"}, "not_in_channel"),
        ({"channel_id": "C0TEA", "thread_ts": "1.000001"}, "invalid_arguments"),
        ({"channel_id": "C0TEA", "blocks": [{"type": "teapot"}]}, "invalid_blocks"),
        ({"files": "F1", "channel_id": "C0TEA"}, "invalid_arguments"),
    ],
)
async def test_bad_completions_get_the_published_error(
    slack: Sandbox, client: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    file_id, _ = await uploaded(client)
    given = {"files": [{"id": file_id}], **arguments}
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("files.completeUploadExternal", json=given)
    assert refused.value.response["error"] == error
    assert slack.workspace.channel("tea").messages == {}
    # What was refused can be completed in a better way.
    await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0TEA")
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0TEA")


async def test_an_empty_file_and_a_missing_scope_are_refused(slack: Sandbox, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.files_getUploadURLExternal(filename="a.txt", length=0)
    slack.workspace.app.scopes -= {"files:write"}
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.files_getUploadURLExternal(filename="a.txt", length=1)
