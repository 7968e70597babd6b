"""The JSON forms in which Slack shows users, channels, messages and views to an app."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.files import file_form
from sandbox.model import Channel, Json, Message, User, View
from sandbox.state import emptied
from sandbox.workspace import Workspace


def escaped(text: str) -> str:
    """Encode the three control characters of Slack's text, as Slack does with what people type."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_texts(value: Any) -> Any:
    """Encode every text in a structure, as Slack may do with what it hands back; ids and option values stay."""
    if isinstance(value, list):
        return [escaped_texts(each) for each in value]
    if isinstance(value, dict):
        texts = {key: escaped(each) for key, each in value.items() if key in _TEXTS and isinstance(each, str)}
        return {key: escaped_texts(each) for key, each in value.items()} | texts
    return value


_TEXTS = frozenset({"text", "initial_value", "alt_text"})


def action_form(workspace: Workspace, action: Json) -> Json:
    """Return what somebody did in a view, as Slack tells it."""
    trouble = workspace.trouble
    form: Json = escaped_texts(action) if trouble.views_escaped else action
    if trouble.values_escaped and str(action.get("type", "")).endswith("_input"):
        return form | {"value": escaped(str(action.get("value") or "")) or None}
    return form


def _values_form(workspace: Workspace, view: View) -> Json:
    """Return what stands in the inputs of a view, as far as the app is told."""
    values = emptied(view.state, view.late)
    if not workspace.trouble.values_escaped:
        return values
    return {
        block_id: {
            action_id: escaped_texts(held | {"value": escaped(held["value"])} if held.get("value") else held)
            for action_id, held in actions.items()
        }
        for block_id, actions in values.items()
    }


def user_form(workspace: Workspace, user: User, *, with_locale: bool = False) -> Json:
    """Return the user object; the mail address only if the app may read it (`users:read.email`)."""
    zone = ZoneInfo(user.tz)
    now = workspace.clock.now()
    offset = now.astimezone(zone).utcoffset()
    first, _, last = user.real_name.partition(" ")
    profile: Json = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": "",
        "first_name": first,
        "last_name": last,
        "team": user.team_id,
    }
    if user.is_bot:
        profile |= {"api_app_id": workspace.app.id, "bot_id": workspace.app.bot_id, "always_active": True}
    elif "users:read.email" in workspace.app.scopes:
        profile["email"] = user.email
    form: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": "",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": datetime.now(zone).tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": int(now.timestamp()),
    }
    if user.is_stranger:
        form["is_stranger"] = True
    if with_locale:
        form["locale"] = user.locale
    return form


def channel_form(workspace: Workspace, channel: Channel, *, count: bool = False) -> Json:
    """Return the conversation object of a channel or a DM."""
    form: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
    }
    if channel.is_im:
        form |= {"user": channel.im_with, "is_user_deleted": workspace.users[channel.im_with or ""].deleted}
    else:
        strangers = any(workspace.users[member].is_stranger for member in channel.members)
        form |= {
            "name": channel.name,
            "name_normalized": channel.name,
            "is_channel": not channel.is_private,
            "is_group": channel.is_private,
            "is_mpim": False,
            "is_private": channel.is_private,
            "is_general": channel.name == "general",
            "is_member": workspace.app.bot_user in channel.members,
            "is_shared": strangers,
            "is_ext_shared": strangers,
            "topic": {"value": channel.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
    if count:
        form["num_members"] = len(channel.members)
    return form


def message_form(workspace: Workspace, message: Message) -> Json:
    """Return the message object."""
    form: Json = {
        "type": "message",
        "text": message.text,
        "user": message.user,
        "ts": message.ts,
        "team": workspace.team_id,
    }
    if message.by_app:
        app = workspace.app
        form |= {
            "bot_id": app.bot_id,
            "app_id": app.id,
            "bot_profile": {
                "id": app.bot_id,
                "app_id": app.id,
                "name": app.name,
                "deleted": False,
                "updated": 0,
                "team_id": workspace.team_id,
                "icons": {},
            },
        }
    if message.blocks:
        form["blocks"] = message.blocks
    if message.attachments:
        form["attachments"] = message.attachments
    if files := message.shown_files:
        form |= {"files": [file_form(workspace.base_url, workspace.team_id, file) for file in files], "upload": False}
    if message.metadata:
        form["metadata"] = message.metadata
    if message.edited:
        form["edited"] = {"user": message.user, "ts": message.edited}
    if message.thread_ts:
        form["thread_ts"] = message.thread_ts
        parent = workspace.message(message.channel, message.thread_ts)
        if parent is not None and parent is not message:
            form["parent_user_id"] = parent.user
    if message.only_for is None and (replies := workspace.thread(message)):
        form |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": sorted({reply.user for reply in replies}),
            "reply_users_count": len({reply.user for reply in replies}),
            "latest_reply": replies[-1].ts,
        }
    return form


def view_form(workspace: Workspace, view: View) -> Json:
    """Return the view object, with what stands in its inputs."""
    content = view.content
    home = view.type == "home"
    app = workspace.app
    if workspace.trouble.views_escaped:
        content = escaped_texts(content)
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": view.type,
        "title": content.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "submit": content.get("submit"),
        "close": content.get("close"),
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata") or "",
        "callback_id": view.callback_id,
        "external_id": content.get("external_id") or "",
        "state": {"values": _values_form(workspace, view)},
        "hash": view.hash,
        "clear_on_close": bool(content.get("clear_on_close", False)),
        "notify_on_close": bool(content.get("notify_on_close", False)),
        "submit_disabled": False,
        "root_view_id": view.root_id or view.id,
        "previous_view_id": None if home else view.previous_id,
        "app_id": app.id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": app.bot_id,
    }
