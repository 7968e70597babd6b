"""chat.*: posting, changing and removing messages."""

from typing import Any

from sandbox import blockkit
from sandbox.forms import message_form
from sandbox.methods.table import ApiCall, ApiError, method, refuse
from sandbox.model import Channel, Json, Message

UPDATE_TEXT = 4_000
POST_TEXT = 40_000
ATTACHMENTS = 100
TOO_LONG = "msg_blocks_too_long"
_POSTING = (
    "channel:string text:string blocks:json attachments:json as_user:boolean icon_emoji:string icon_url:string"
    " link_names:boolean markdown_text:string metadata:json parse:string username:string"
)


@method(
    "chat.postMessage",
    tier="t5",
    scopes="chat:write",
    required="channel",
    args=_POSTING + " thread_ts:string mrkdwn:boolean reply_broadcast:boolean unfurl_links:boolean"
    " unfurl_media:boolean",
    errors="as_user_not_supported cannot_reply_to_message channel_not_found invalid_blocks invalid_blocks_format"
    " invalid_metadata_format is_archived markdown_text_conflict messages_tab_disabled msg_blocks_too_long"
    " no_text not_in_channel too_many_attachments",
)
def post_message(call: ApiCall) -> Json:
    """Post to a channel, a DM, or a person (whose DM with the app is opened)."""
    channel = _writable(call)
    text, blocks, attachments = _content(call)
    message = call.workspace.post(
        channel,
        call.workspace.app.bot_user,
        text[:POST_TEXT],
        blocks=blocks,
        attachments=attachments,
        thread_ts=_thread(call, channel),
        metadata=_metadata(call),
    )
    return {"channel": channel.id, "ts": message.ts, "message": message_form(call.workspace, message)}


@method(
    "chat.postEphemeral",
    tier="t4",
    scopes="chat:write",
    required="user channel",
    args=_POSTING + " thread_ts:string user:string",
    errors="cannot_reply_to_message channel_not_found invalid_blocks invalid_blocks_format is_archived"
    " markdown_text_conflict messages_tab_disabled msg_too_long no_text not_in_channel too_many_attachments"
    " user_not_in_channel",
)
def post_ephemeral(call: ApiCall) -> Json:
    """Show a message in a channel to one of its members only."""
    channel = _writable(call)
    text, blocks, attachments = _content(call, too_long="msg_too_long")
    if len(text) > POST_TEXT:
        raise ApiError("msg_too_long")
    if call.needed("user") not in channel.members:
        raise ApiError("user_not_in_channel")
    message = call.workspace.post(
        channel,
        call.workspace.app.bot_user,
        text,
        blocks=blocks,
        attachments=attachments,
        thread_ts=_thread(call, channel),
        only_for=call.needed("user"),
    )
    return {"message_ts": message.ts}


@method(
    "chat.update",
    tier="t3",
    scopes="chat:write",
    required="ts channel",
    args="ts:string channel:string text:string blocks:json attachments:json as_user:boolean link_names:boolean"
    " markdown_text:string metadata:json parse:string reply_broadcast:boolean",
    errors="as_user_not_supported cant_update_message channel_not_found invalid_blocks invalid_blocks_format"
    " invalid_metadata_format markdown_text_conflict message_not_found msg_too_long no_text too_many_attachments",
)
def update(call: ApiCall) -> Json:
    """Change one of the app's messages. `channel` must be a channel or D… id: user ids and names are refused."""
    message = _own_message(call, "ts", "cant_update_message")
    text, blocks, attachments = _content(call, too_long="msg_too_long")
    if len(text) > UPDATE_TEXT:
        raise ApiError("msg_too_long")
    if (metadata := _metadata(call)) is not None:
        message.metadata = metadata
    # A text without blocks takes the old blocks away; without a text, blocks not mentioned stay.
    call.workspace.edit(
        message,
        text=text,
        blocks=blocks if text or call.args.get("blocks") is not None else None,
        attachments=None if call.args.get("attachments") is None else attachments,
    )
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message_form(call.workspace, message),
    }


@method(
    "chat.delete",
    tier="t3",
    scopes="chat:write",
    required="ts channel",
    args="ts:string channel:string as_user:boolean",
    errors="cant_delete_message channel_not_found message_not_found",
)
def delete(call: ApiCall) -> Json:
    """Take away one of the app's messages."""
    message = _own_message(call, "ts", "cant_delete_message")
    call.workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


@method(
    "chat.getPermalink",
    tier="t5",
    required="channel message_ts",
    args="channel:string message_ts:string",
    json_body=False,
    errors="channel_not_found message_not_found",
)
def get_permalink(call: ApiCall) -> Json:
    """Return the address of a message."""
    channel, ts = call.needed("channel"), call.needed("message_ts")
    if channel not in call.workspace.channels:
        raise ApiError("channel_not_found")
    message = call.workspace.message(channel, ts)
    if message is None:
        raise ApiError("message_not_found")
    link = f"{call.workspace.base_url}/archives/{channel}/p{ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel}"
    return {"channel": channel, "permalink": link}


def _writable(call: ApiCall) -> Channel:
    """Find where to post: a channel id or name, a DM, or a person's id. Raises ApiError."""
    key, workspace = call.needed("channel"), call.workspace
    app = workspace.app
    if key in workspace.users:
        person = workspace.users[key]
        # Posting to somebody deactivated succeeds in Slack: their DM still exists.
        if person.is_bot or person.is_stranger:
            raise ApiError("channel_not_found")
        if not app.messages_tab:
            raise ApiError("messages_tab_disabled")
        return workspace.dm(key)
    try:
        channel = workspace.channel(key)
    except LookupError:
        raise ApiError("channel_not_found") from None
    inside = app.bot_user in channel.members
    if channel.is_private and not inside:
        raise ApiError("channel_not_found")
    if channel.is_im and not app.messages_tab:
        raise ApiError("messages_tab_disabled")
    if channel.is_archived:
        raise ApiError("is_archived")
    if not inside and "chat:write.public" not in app.scopes:
        raise ApiError("not_in_channel")
    return channel


def _content(call: ApiCall, too_long: str = TOO_LONG) -> tuple[str, list[Json], list[Json]]:
    """Check and return text, blocks and attachments. Raises ApiError."""
    if call.flag("as_user"):
        raise ApiError("as_user_not_supported")
    if any(call.text(name) for name in ("username", "icon_url", "icon_emoji")):
        call.need_scope("chat:write.customize")
    text = call.text("text") or ""
    blocks: Any = call.decoded("blocks", "invalid_blocks_format")
    attachments: Any = call.decoded("attachments", "invalid_arguments") or []
    if markdown := call.text("markdown_text"):
        if text or blocks:
            raise ApiError("markdown_text_conflict")
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    if blocks is not None and not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    if not isinstance(attachments, list):
        raise ApiError("invalid_arguments", ["[ERROR] attachments must be a list"])
    if len(attachments) > ATTACHMENTS:
        raise ApiError("too_many_attachments")
    if not (text.strip() or blocks or attachments):
        raise ApiError("no_text")
    if blocks:
        problems = blockkit.problems_in_message(blocks, text)
        if problems and all(TOO_LONG in problem for problem in problems):
            raise ApiError(too_long)
        refuse("invalid_blocks", problems or call.workspace.trouble.unknown_blocks(blocks))
    return text, blocks or [], attachments


def _thread(call: ApiCall, channel: Channel) -> str | None:
    """Return the thread to answer in. Raises ApiError if it is not a message one can reply to."""
    thread_ts = call.text("thread_ts")
    if thread_ts is None:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None or parent.thread_ts not in (None, parent.ts):
        raise ApiError("cannot_reply_to_message")
    return thread_ts


def _metadata(call: ApiCall) -> Json | None:
    metadata = call.decoded("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    ):
        raise ApiError("invalid_metadata_format")
    return metadata


def _own_message(call: ApiCall, ts: str, otherwise: str) -> Message:
    """Find a message of the app by channel id and ts. Raises ApiError."""
    channel = call.workspace.channels.get(call.needed("channel"))
    if channel is None:
        raise ApiError("channel_not_found")
    message = channel.messages.get(call.needed(ts))
    if message is None:
        raise ApiError("message_not_found")
    if not message.by_app:
        raise ApiError(otherwise)
    return message
