"""The Web API: its tables against Slack's published ones, its answers, and bad calls."""

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.methods import METHODS
from sandbox.server import Sandbox
from tests.facts import facts

KNOWN = [
    name
    for name in METHODS
    # api.test is for trying out only; the reference has no entry for it.
    if name != "api.test"
]


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text}, **more}


def modal(**more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "T"},
        "blocks": [section("Hello")],
        **more,
    }


@pytest.mark.parametrize("name", KNOWN)
def test_the_tables_are_those_slack_publishes(name: str) -> None:
    published = facts("methods.json")[name]
    ours = METHODS[name]
    assert set(ours.required) == set(published["required"])
    assert set(ours.args) <= set(published["args"])
    assert set(ours.required) <= set(ours.args)
    assert set(ours.scopes) == set(published["bot_scopes"])
    assert ours.tier == (published["rate_tier"] or "t4")
    assert ours.errors <= set(published["errors"])
    assert ours.json_body == bool(published["json_body"])
    for argument, kind in ours.args.items():
        types = set(published["args"][argument]["types"]) - {"null"}
        allowed = {"json"} if argument in ("blocks", "view", "attachments", "metadata", "message") else types
        assert kind in allowed or (kind == "string" and not types), argument


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("auth.test", {}),
        ("chat.postMessage", {"channel": "U0MAYA", "text": "Hi"}),
        ("users.info", {"user": "U0MAYA"}),
        ("users.lookupByEmail", {"email": "MAYA@example.com"}),
        ("views.publish", {"user_id": "U0MAYA", "view": {"type": "home", "blocks": [section("Hello")]}}),
        ("conversations.open", {"users": "U0MAYA", "return_im": True}),
    ],
)
async def test_answers_have_the_published_fields(
    client: AsyncWebClient, method: str, arguments: dict[str, Any]
) -> None:
    answer = await client.api_call(
        method, **({"json": arguments} if METHODS[method].json_body else {"params": arguments})
    )
    assert isinstance(answer.data, dict)
    assert_fields_known(answer.data, facts("shapes.json")["answers"][method], method)


def assert_fields_known(ours: Any, theirs: Any, where: str) -> None:
    """Every field of ours is one of theirs, however deep; blocks and values are free."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and theirs:
        extra = set(ours) - set(theirs) - {"blocks", "emoji", "is_user_deleted"}
        assert not extra, f"{where}: {extra}"
        for key, value in ours.items():
            if key not in ("blocks", "state"):
                assert_fields_known(value, theirs.get(key), f"{where}.{key}")


async def test_a_message_to_a_person_lands_in_their_dm(slack: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="U0MAYA", text="Hi", blocks=[section("Hello")])
    assert answer["channel"] == "D0MAYA"
    maya = slack.seat("maya")
    assert [maya.text_of(m) for m in maya.dm] == ["Hello"]
    assert maya.notification_of(maya.dm[0]) == "Hi"


async def test_an_update_by_text_alone_takes_the_blocks_away(slack: Sandbox, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel="U0MAYA", text="Hi", blocks=[section("Hello")])
    await client.chat_update(channel=sent["channel"], ts=sent["ts"], text="Bye")
    assert slack.seat("maya").text_of(slack.seat("maya").dm[0]) == "Bye"


async def test_replies_are_counted_and_read_back(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="U0MAYA", text="One")
    for text in ("Two", "Three"):
        await client.chat_postMessage(channel=parent["channel"], text=text, thread_ts=parent["ts"])
    thread = await client.conversations_replies(channel=parent["channel"], ts=parent["ts"])
    assert [m["text"] for m in thread["messages"]] == ["One", "Two", "Three"]
    assert thread["messages"][0]["reply_count"] == 2
    history = await client.conversations_history(channel=parent["channel"])
    assert [m["text"] for m in history["messages"]] == ["One"]


async def test_an_ephemeral_is_for_one_member(slack: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.chat_postEphemeral(channel="C0TEA", user="U0MAYA", text="Psst")
    assert slack.seat("maya").ephemerals[0].ts == answer["message_ts"]
    assert slack.seat("maya").last_ephemeral == "Psst"
    assert slack.seat("maya").channel("tea") == slack.seat("ilkka").ephemerals == []


async def test_a_message_is_deleted_and_has_an_address(slack: Sandbox, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel="#tea", markdown_text="**Hi**")
    link = await client.chat_getPermalink(channel=sent["channel"], message_ts=sent["ts"])
    assert link["permalink"].endswith(f"/archives/C0TEA/p{sent['ts'].replace('.', '')}")
    await client.chat_delete(channel=sent["channel"], ts=sent["ts"])
    assert slack.seat("maya").channel("tea") == []


async def test_channels_are_listed_and_described(slack: Sandbox, client: AsyncWebClient) -> None:
    listed = await client.conversations_list(exclude_archived=True)
    assert [channel["name"] for channel in listed["channels"]] == ["general", "tea"]
    about = (await client.conversations_info(channel="C0TEA", include_num_members=True))["channel"]
    assert (about["is_member"], about["num_members"], about["is_ext_shared"]) == (True, 3, False)
    slack.workspace.channel("tea").members.add("U0STELLA")
    assert (await client.conversations_info(channel="C0TEA"))["channel"]["is_ext_shared"] is True
    assert "U0STELLA" in (await client.conversations_members(channel="C0TEA"))["members"]
    opened = await client.conversations_open(users="U0MAYA")
    again = await client.conversations_open(channel=opened["channel"]["id"])
    assert again["already_open"] is True
    assert (await client.conversations_info(channel="D0MAYA"))["channel"]["user"] == "U0MAYA"


async def test_api_test_echoes(client: AsyncWebClient) -> None:
    assert (await client.api_test(foo="bar"))["args"] == {"foo": "bar"}
    with pytest.raises(SlackApiError, match="my_error"):
        await client.api_test(error="my_error")


async def test_lists_are_paged(client: AsyncWebClient) -> None:
    names: list[str] = []
    cursor = ""
    while True:
        page = await client.users_list(limit=2, cursor=cursor)
        names += [member["name"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert names == ["teadesk", "maya", "ilkka", "gus", "gone", "stella"]


async def test_granted_scopes_stand_in_a_header_and_the_mail_needs_one(slack: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")
    assert (await client.users_info(user="U0MAYA"))["user"]["profile"]["email"] == "maya@example.com"
    slack.workspace.app.scopes -= {"users:read.email"}
    assert "email" not in (await client.users_info(user="U0MAYA"))["user"]["profile"]


BAD_CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": 5, "text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "U0NOBODY", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0SECRET", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0GENERAL", "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "C0OLD", "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": "C0TEA"}, "no_text"),
    ("chat.postMessage", {"channel": "C0TEA", "text": " ", "blocks": []}, "no_text"),
    ("chat.postMessage", {"channel": "C0TEA", "blocks": "[{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0TEA", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0TEA", "blocks": [section("x" * 3001)]}, "invalid_blocks"),
    ("chat.postMessage", {"channel": "C0TEA", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
    ("chat.postMessage", {"channel": "C0TEA", "blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long"),
    ("chat.postMessage", {"channel": "C0TEA", "text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
    ("chat.postMessage", {"channel": "C0TEA", "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    ("chat.postMessage", {"channel": "C0TEA", "text": "x", "as_user": True}, "as_user_not_supported"),
    ("chat.postMessage", {"channel": "C0TEA", "text": "x", "username": "me"}, "missing_scope"),
    ("chat.postMessage", {"channel": "C0TEA", "text": "x", "thread_ts": "1.0"}, "cannot_reply_to_message"),
    ("chat.postMessage", {"channel": "C0TEA", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
    ("chat.postEphemeral", {"channel": "C0TEA", "text": "x"}, "invalid_arguments"),
    ("chat.postEphemeral", {"channel": "C0TEA", "user": "U0GUS", "text": "x"}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": "C0GENERAL", "user": "U0MAYA", "text": "x"}, "not_in_channel"),
    ("chat.update", {"channel": "C0TEA", "ts": "1.0", "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": "U0MAYA", "ts": "APP", "text": "x"}, "channel_not_found"),
    ("chat.update", {"channel": "C0TEA", "ts": "MAYA", "text": "x"}, "cant_update_message"),
    ("chat.update", {"channel": "C0TEA", "ts": "APP", "text": "x" * 4001}, "msg_too_long"),
    ("chat.update", {"channel": "C0TEA", "ts": "APP"}, "no_text"),
    ("chat.delete", {"channel": "C0TEA", "ts": "MAYA"}, "cant_delete_message"),
    ("chat.getPermalink", {"channel": "C0TEA", "message_ts": "1.0"}, "message_not_found"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("conversations.open", {"users": "U0GONE"}, "user_disabled"),
    ("conversations.open", {"users": "U0STELLA"}, "user_not_visible"),
    ("conversations.info", {"channel": "C0NOWHERE"}, "channel_not_found"),
    ("conversations.list", {"types": "secret_channel"}, "invalid_types"),
    ("conversations.list", {"cursor": "nonsense"}, "invalid_cursor"),
    ("conversations.members", {"channel": "C0TEA", "limit": 5000}, "invalid_limit"),
    ("conversations.history", {"channel": "C0GENERAL"}, "not_in_channel"),
    ("conversations.history", {"channel": "C0TEA", "oldest": "then"}, "invalid_ts_oldest"),
    ("conversations.replies", {"channel": "C0TEA", "ts": "1.0"}, "thread_not_found"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("users.info", {}, "invalid_arguments"),
    ("users.lookupByEmail", {"email": "nobody@example.com"}, "users_not_found"),
    ("users.lookupByEmail", {"email": "gone@example.com"}, "users_not_found"),
    ("usergroups.list", {}, "missing_scope"),
    ("team.info", {}, "missing_scope"),
    ("views.open", {"trigger_id": "1.2.3", "view": modal()}, "invalid_trigger_id"),
    ("views.open", {"trigger_id": "1.2.3"}, "invalid_arguments"),
    ("views.open", {"view": modal()}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.3", "view": modal(title=None)}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.3", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
    ("views.update", {"view": modal()}, "invalid_arguments"),
    ("views.update", {"view": modal(), "view_id": "V0NONE"}, "not_found"),
    ("views.publish", {"user_id": "U0NOBODY", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
    ("views.publish", {"user_id": "U0MAYA", "view": modal()}, "invalid_arguments"),
    ("blocks.validate", {"blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
    ("blocks.validate", {"view": {"type": "modal"}}, "invalid_view"),
    ("blocks.validate", {"message": "x"}, "invalid_message"),
    ("blocks.validate", {}, "invalid_arguments"),
    ("apps.connections.open", {}, "not_allowed_token_type"),
    ("chat.frobnicate", {}, "unknown_method"),
]


@pytest.mark.parametrize(("method", "arguments", "error"), BAD_CALLS)
async def test_a_bad_call_gets_the_published_error(
    slack: Sandbox, client: AsyncWebClient, method: str, arguments: dict[str, Any], error: str
) -> None:
    workspace = slack.workspace
    tea = workspace.channel("tea")
    posted = {
        "APP": workspace.post(tea, workspace.app.bot_user, "Mine").ts,
        "MAYA": workspace.post(tea, workspace.user("maya").id, "Hers").ts,
    }
    arguments = {k: posted.get(v, v) if isinstance(v, str) else v for k, v in arguments.items()}
    form = method in METHODS and not METHODS[method].json_body
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, **({"params": arguments} if form else {"json": arguments}))
    assert refused.value.response["error"] == error
    assert workspace.calls[-1].error == error


async def test_refused_blocks_are_pointed_at(client: AsyncWebClient) -> None:
    blocks = [section("fine"), section("x" * 3001)]
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C0TEA", text="x", blocks=blocks)
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be at most 3000 characters [json-pointer:/blocks/1/text/text]"
    ]


@pytest.mark.parametrize(
    ("headers", "body", "error"),
    [
        ({}, "", "not_authed"),
        ({"Authorization": "Bearer xoxb-wrong"}, "", "invalid_auth"),
        ({"Content-Type": "application/json"}, "{", "invalid_json"),
        ({"Content-Type": "application/json"}, "[]", "json_not_object"),
        ({"Content-Type": "text/plain"}, "channel=C0TEA", "invalid_post_type"),
    ],
)
async def test_a_malformed_request_is_named(slack: Sandbox, headers: dict[str, str], body: str, error: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.api_url}auth.test", headers=headers, data=body) as answer,
    ):
        assert (await answer.json())["error"] == error


async def test_arguments_come_as_form_json_or_query(slack: Sandbox) -> None:
    token = slack.workspace.app.bot_token
    url = f"{slack.api_url}chat.postMessage"
    blocks = json.dumps([section("x")])
    async with aiohttp.ClientSession() as session:
        for extra in (
            {"data": {"token": token, "channel": "C0TEA", "blocks": blocks}},
            {"json": {"channel": "C0TEA", "blocks": blocks}, "headers": {"Authorization": f"Bearer {token}"}},
            {"params": {"token": token, "channel": "C0TEA", "blocks": blocks}},
        ):
            async with session.post(url, **extra) as answer:  # type: ignore[arg-type]
                assert (await answer.json())["ok"] is True


async def test_a_lookup_overlooks_a_json_body(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="missing required field: user"):
        await client.api_call("users.info", json={"user": "U0MAYA"})


async def test_without_a_messages_tab_nobody_can_be_written_to(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.workspace.app.messages_tab = False
    with pytest.raises(SlackApiError, match="messages_tab_disabled"):
        await client.chat_postMessage(channel="U0MAYA", text="x")


async def test_an_uninstalled_app_is_out(slack: Sandbox, client: AsyncWebClient) -> None:
    await slack.uninstalls_app()
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()
