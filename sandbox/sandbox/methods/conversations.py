"""conversations.*: where the app can talk, and what was said there."""

from collections.abc import Sequence
from typing import TypeVar

from sandbox.forms import channel_form, message_form
from sandbox.methods.table import ApiCall, ApiError, method
from sandbox.model import Channel, Json

T = TypeVar("T")
_READ = "channels:read groups:read im:read mpim:read"
_HISTORY = "channels:history groups:history im:history mpim:history"
_TYPES = ("public_channel", "private_channel", "mpim", "im")


@method(
    "conversations.open",
    tier="t3",
    scopes="channels:manage groups:write im:write mpim:write",
    args="channel:string users:string return_im:boolean prevent_creation:boolean",
    errors="channel_not_found method_not_supported_for_channel_type user_disabled user_not_found"
    " user_not_visible users_list_not_supplied",
)
def open_conversation(call: ApiCall) -> Json:
    """Open the DM between the app and a person; group conversations are not part of the sandbox."""
    workspace = call.workspace
    if channel_id := call.text("channel"):
        channel = workspace.channels.get(channel_id)
        if channel is None:
            raise ApiError("channel_not_found")
        if not channel.is_im:
            raise ApiError("method_not_supported_for_channel_type")
        return _opened(call, channel, already=True)
    users = [user for user in (call.text("users") or "").replace(" ", "").split(",") if user]
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > 1:
        call.need_scope("mpim:write")
        raise ApiError("method_not_supported_for_channel_type")
    call.need_scope("im:write")
    person = workspace.users.get(users[0])
    if person is None or person.is_bot:
        raise ApiError("user_not_found")
    if person.deleted:
        raise ApiError("user_disabled")
    if person.is_stranger:
        raise ApiError("user_not_visible")
    already = workspace.has_dm(person.id)
    if not already and call.flag("prevent_creation"):
        raise ApiError("channel_not_found")
    return _opened(call, workspace.dm(person.id), already=already)


def _opened(call: ApiCall, channel: Channel, *, already: bool) -> Json:
    full = call.flag("return_im")
    answer: Json = {"channel": channel_form(call.workspace, channel) if full else {"id": channel.id}}
    return answer | ({"no_op": True, "already_open": True} if already else {})


@method(
    "conversations.info",
    tier="t3",
    scopes=_READ,
    required="channel",
    args="channel:string include_locale:boolean include_num_members:boolean",
    json_body=False,
    errors="channel_not_found",
)
def info(call: ApiCall) -> Json:
    """Describe one channel or DM."""
    channel = _visible(call)
    call.need_scope(_scope(channel, "read"))
    return {"channel": channel_form(call.workspace, channel, count=call.flag("include_num_members"))}


@method(
    "conversations.list",
    tier="t2",
    scopes=_READ,
    args="cursor:string exclude_archived:boolean limit:number team_id:string types:string",
    json_body=False,
    errors="invalid_cursor invalid_limit invalid_types",
)
def list_conversations(call: ApiCall) -> Json:
    """List the channels and DMs the app may see, by type."""
    types = [kind.strip() for kind in (call.text("types") or "public_channel").split(",")]
    if any(kind not in _TYPES for kind in types):
        raise ApiError("invalid_types")
    found = []
    for channel in call.workspace.channels.values():
        kind = "im" if channel.is_im else "private_channel" if channel.is_private else "public_channel"
        hidden = channel.is_private and call.workspace.app.bot_user not in channel.members
        if kind in types and not hidden and not (channel.is_archived and call.flag("exclude_archived")):
            call.need_scope(_scope(channel, "read"))
            found.append(channel)
    page, after = paged(call, found, "invalid_limit")
    return {
        "channels": [channel_form(call.workspace, channel, count=True) for channel in page],
        "response_metadata": {"next_cursor": after},
    }


@method(
    "conversations.members",
    tier="t4",
    scopes=_READ,
    required="channel",
    args="channel:string cursor:string limit:number",
    json_body=False,
    errors="channel_not_found invalid_cursor invalid_limit",
)
def members(call: ApiCall) -> Json:
    """List who is in a channel or DM."""
    channel = _visible(call)
    call.need_scope(_scope(channel, "read"))
    page, after = paged(call, sorted(channel.members), "invalid_limit")
    return {"members": page, "response_metadata": {"next_cursor": after}}


@method(
    "conversations.history",
    tier="t3",
    scopes=_HISTORY,
    required="channel",
    args="channel:string cursor:string include_all_metadata:boolean inclusive:boolean latest:string limit:number"
    " oldest:string",
    errors="channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest not_in_channel",
)
def history(call: ApiCall) -> Json:
    """Return messages of a channel or DM, newest first, replies left out."""
    channel = _readable(call)
    there = [m for m in channel.messages.values() if m.thread_ts in (None, m.ts) and _in_span(call, m.ts)]
    page, after = paged(call, list(reversed(there)))
    return {
        "messages": [message_form(call.workspace, message) for message in page],
        "has_more": bool(after),
        "pin_count": 0,
        "response_metadata": {"next_cursor": after},
    }


@method(
    "conversations.replies",
    tier="t3",
    scopes=_HISTORY,
    required="channel ts",
    args="channel:string ts:string cursor:string include_all_metadata:boolean inclusive:boolean latest:string"
    " limit:number oldest:string",
    json_body=False,
    errors="channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest thread_not_found",
)
def replies(call: ApiCall) -> Json:
    """Return a message and the replies to it, oldest first."""
    channel = _readable(call, stranger="channel_not_found")
    parent = channel.messages.get(call.needed("ts"))
    if parent is None:
        raise ApiError("thread_not_found")
    there = [m for m in call.workspace.thread(parent) if _in_span(call, m.ts)]
    page, after = paged(call, [parent, *there])
    return {
        "messages": [message_form(call.workspace, message) for message in page],
        "has_more": bool(after),
        "response_metadata": {"next_cursor": after},
    }


def paged(call: ApiCall, everything: Sequence[T], bad_limit: str = "invalid_arguments") -> tuple[list[T], str]:
    """Return one page and the cursor of the next ("" at the end), by the arguments `limit` and `cursor`."""
    limit = call.number("limit", 100)
    if not 1 <= limit <= 1000:
        raise ApiError(bad_limit, ["[ERROR] limit must be between 1 and 1000"])
    cursor = call.text("cursor") or "from:0"
    start = cursor.removeprefix("from:")
    if not cursor.startswith("from:") or not start.isdigit() or int(start) > len(everything):
        raise ApiError("invalid_cursor")
    end = int(start) + limit
    return list(everything[int(start) : end]), f"from:{end}" if end < len(everything) else ""


def _visible(call: ApiCall) -> Channel:
    channel = call.workspace.channels.get(call.needed("channel"))
    if channel is None or (channel.is_private and call.workspace.app.bot_user not in channel.members):
        raise ApiError("channel_not_found")
    return channel


def _readable(call: ApiCall, stranger: str = "not_in_channel") -> Channel:
    channel = _visible(call)
    call.need_scope(_scope(channel, "history"))
    if call.workspace.app.bot_user not in channel.members:
        raise ApiError(stranger)
    return channel


def _scope(channel: Channel, what: str) -> str:
    family = "im" if channel.is_im else "groups" if channel.is_private else "channels"
    return f"{family}:{what}"


def _in_span(call: ApiCall, ts: str) -> bool:
    inclusive = call.flag("inclusive")
    bounds: dict[str, float] = {}
    for name in ("oldest", "latest"):
        if value := call.text(name):
            try:
                bounds[name] = float(value)
            except ValueError:
                raise ApiError(f"invalid_ts_{name}") from None
    at = float(ts)
    low, high = bounds.get("oldest", 0.0), bounds.get("latest", float("inf"))
    return low <= at <= high if inclusive else low < at < high
