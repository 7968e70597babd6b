"""The payloads Slack sends to an app: commands, actions, submissions, option loads, shortcuts and events."""

from secrets import token_hex
from typing import Any

from sandbox.forms import action_form, escaped, message_form, view_form
from sandbox.model import Channel, Json, Message, Shortcut, Surface, User, View
from sandbox.state import Placed, elements_in, values_in
from sandbox.workspace import Workspace


def command(workspace: Workspace, user: User, channel: Channel, name: str, text: str) -> dict[str, str]:
    """Return the form fields of a slash command; `text` is what was typed after it."""
    app = workspace.app
    return {
        "token": app.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": "privategroup" if channel.is_private else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": escaped(text),
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        "response_url": workspace.new_response_url(channel.id, user.id),
        "trigger_id": workspace.new_trigger(user.id),
    }


def block_actions(workspace: Workspace, user: User, surface: Surface, action: Json) -> Json:
    """Return the payload of one click or choice."""
    payload = _interaction(workspace, user, "block_actions") | {"api_app_id": workspace.app.id}
    if isinstance(surface, View):
        payload |= {
            "container": {"type": "view", "view_id": surface.id},
            "view": view_form(workspace, surface),
            "trigger_id": workspace.new_trigger(user.id, surface.id if surface.type == "modal" else None),
        }
        action = action_form(workspace, action)
    else:
        payload |= {
            **_around(workspace, surface),
            "state": {"values": values_in(surface, user.id)},
            "response_url": workspace.new_response_url(surface.channel, user.id, surface),
            "trigger_id": workspace.new_trigger(user.id),
        }
    return payload | {"actions": [action]}


def block_suggestion(workspace: Workspace, user: User, surface: Surface, placed: Placed, typed: str) -> Json:
    """Return the payload that asks for the options of an external select."""
    payload = _interaction(workspace, user, "block_suggestion")
    payload |= {
        "api_app_id": workspace.app.id,
        "action_id": placed.action_id,
        "block_id": placed.block_id,
        "value": escaped(typed) if workspace.trouble.values_escaped else typed,
    }
    if isinstance(surface, View):
        return payload | {
            "container": {"type": "view", "view_id": surface.id},
            "view": view_form(workspace, surface),
        }
    return payload | _around(workspace, surface)


def view_submission(workspace: Workspace, user: User, view: View) -> Json:
    """Return the payload of a submitted modal."""
    urls = []
    for placed, channel_id in _response_channels(view):
        urls.append(
            {
                "block_id": placed.block_id,
                "action_id": placed.action_id,
                "channel_id": channel_id,
                "response_url": workspace.new_response_url(channel_id, user.id),
            }
        )
    return _interaction(workspace, user, "view_submission") | {
        "api_app_id": workspace.app.id,
        "trigger_id": workspace.new_trigger(user.id, view.id),
        "view": view_form(workspace, view),
        "response_urls": urls,
    }


def view_closed(workspace: Workspace, user: User, view: View, *, is_cleared: bool) -> Json:
    """Return the payload of a modal the person closed; `is_cleared` when a whole stack went."""
    return _interaction(workspace, user, "view_closed") | {
        "api_app_id": workspace.app.id,
        "view": view_form(workspace, view),
        "is_cleared": is_cleared,
    }


def shortcut(workspace: Workspace, user: User, chosen: Shortcut) -> Json:
    """Return the payload of a global shortcut."""
    return _interaction(workspace, user, "shortcut", "username") | {
        "action_ts": workspace.next_ts(),
        "callback_id": chosen.callback_id,
        "trigger_id": workspace.new_trigger(user.id),
    }


def message_action(workspace: Workspace, user: User, chosen: Shortcut, message: Message) -> Json:
    """Return the payload of a message shortcut."""
    return _interaction(workspace, user, "message_action", "name") | {
        "action_ts": workspace.next_ts(),
        "callback_id": chosen.callback_id,
        "trigger_id": workspace.new_trigger(user.id),
        "message_ts": message.ts,
        "channel": channel_brief(workspace, message),
        "message": message_form(workspace, message),
        "response_url": workspace.new_response_url(message.channel, user.id),
    }


def event(workspace: Workspace, inner: Json) -> Json:
    """Return the envelope of an event."""
    app = workspace.app
    return {
        "token": app.verification_token,
        "team_id": workspace.team_id,
        "api_app_id": app.id,
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev{token_hex(5).upper()}",
        "event_time": int(workspace.clock.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{token_hex(12)}",
    }


def app_home_opened(workspace: Workspace, user: User, tab: str) -> Json:
    """Return the event that a person looks at the app; the view is there if one was published."""
    ts = workspace.next_ts()
    inner: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": workspace.dm(user.id).id,
        "tab": tab,
        "event_ts": ts,
    }
    if tab == "home" and (home := workspace.homes.get(user.id)):
        inner["view"] = view_form(workspace, home)
    return event(workspace, inner)


def message_event(workspace: Workspace, message: Message, kind: str) -> Json:
    """Return the event that a person wrote something; `kind` is "im", "channel" or "group"."""
    inner = message_form(workspace, message) | {
        "channel": message.channel,
        "event_ts": message.ts,
        "channel_type": kind,
        "client_msg_id": token_hex(16),
    }
    return event(workspace, inner)


def app_uninstalled(workspace: Workspace) -> list[Json]:
    """Return the two events that tell an app it has been taken out."""
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.app.bot_user]}}
    return [event(workspace, {"type": "app_uninstalled"}), event(workspace, revoked)]


def channel_brief(workspace: Workspace, message: Message) -> dict[str, str]:
    """Return a message's channel as interactions name it."""
    channel = workspace.channels[message.channel]
    return {"id": channel.id, "name": "privategroup" if channel.is_private else channel.name}


def _interaction(workspace: Workspace, user: User, kind: str, *names: str) -> dict[str, Any]:
    """Return what all interactions share; `names` are the keys under which this kind names the person."""
    return {
        "type": kind,
        "token": workspace.app.verification_token,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {
            "id": user.id,
            **dict.fromkeys(names or ("username", "name"), user.name),
            "team_id": user.team_id,
        },
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _around(workspace: Workspace, message: Message) -> Json:
    """Return where on a message an interaction took place; the content of an ephemeral one is not sent."""
    fields: Json = {"container": _container(message), "channel": channel_brief(workspace, message)}
    return fields if message.only_for else fields | {"message": message_form(workspace, message)}


def _container(message: Message) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.only_for is not None,
    }
    return container | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def _response_channels(view: View) -> list[tuple[Placed, str]]:
    found = []
    for placed in elements_in(view.blocks):
        if placed.element.get("response_url_enabled"):
            value = view.state.get(placed.block_id, {}).get(placed.action_id, {})
            channel = value.get("selected_conversation") or value.get("selected_channel")
            if channel:
                found.append((placed, str(channel)))
    return found
