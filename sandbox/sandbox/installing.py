"""Reads a Slack app manifest into an installed `App`."""

from secrets import token_hex
from typing import Any

from sandbox.model import App, Command, Json, Shortcut


def app_from_manifest(manifest: Json, request_url: str = "") -> App:
    """Install the app a manifest describes, with fresh tokens and every bot scope it asks for.

    `request_url` replaces the addresses of the manifest; without it the first address found there is used.
    """
    info = manifest.get("display_information", {})
    features = manifest.get("features", {})
    settings = manifest.get("settings", {})
    home = features.get("app_home", {})
    name = str(info.get("name", "App"))
    commands = [
        Command(
            str(each["command"]),
            str(each.get("description", "")),
            str(each.get("usage_hint", "")),
            bool(each.get("should_escape", False)),
        )
        for each in features.get("slash_commands", [])
    ]
    shortcuts = [
        Shortcut(str(each["name"]), str(each["callback_id"]), str(each["type"]), str(each.get("description", "")))
        for each in features.get("shortcuts", [])
    ]
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    return App(
        id="A0SANDBOX",
        bot_id="B0SANDBOX",
        bot_user="U0APPBOT",
        name=name,
        display_name=str(features.get("bot_user", {}).get("display_name", name)),
        bot_token=f"xoxb-sandbox-{token_hex(12)}",
        app_token=f"xapp-1-A0SANDBOX-{token_hex(12)}",
        signing_secret=token_hex(16),
        verification_token=token_hex(12),
        # Whoever installs it here agrees to what is optional, too.
        scopes=frozenset([*scopes.get("bot", []), *scopes.get("bot_optional", [])]),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        commands={each.name: each for each in commands},
        shortcuts={each.callback_id: each for each in shortcuts},
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", False)),
        messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        interactive=bool(settings.get("interactivity", {}).get("is_enabled", False)),
        socket_mode=bool(settings.get("socket_mode_enabled", False)),
        request_url=request_url or _first_url(features, settings),
    )


def _first_url(features: Json, settings: Json) -> str:
    places: list[dict[str, Any]] = [
        settings.get("interactivity", {}),
        settings.get("event_subscriptions", {}),
        *features.get("slash_commands", []),
    ]
    return next((str(url) for place in places if (url := place.get("request_url") or place.get("url"))), "")
