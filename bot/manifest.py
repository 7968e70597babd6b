"""The Slack app's manifest: `app.yaml` as it is shipped, and its variant for HTTP."""

import copy
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

Manifest = dict[str, Any]
"""A Slack app manifest, as parsed from YAML. Shape: the official schema, slackapi/manifest-schema."""

EVENTS_PATH = "/slack/events"


def shipped_manifest() -> Manifest:
    """`app.yaml`: in the checkout at its root, in the wheel inside this package."""
    inside = Path(str(resources.files("bot"))) / "app.yaml"
    path = inside if inside.is_file() else Path(__file__).parent.parent / "app.yaml"
    manifest: Manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    return manifest


def http_variant(manifest: Manifest, url: str) -> Manifest:
    """A copy of the manifest in which Slack calls refdesk at `url` instead of holding a socket.

    `url` is where the world reaches refdesk, without a path or with the path that is in front of it.
    Raises ValueError, with words for a person, unless it is an https address.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("The address must look like https://refdesk.example.com: Slack calls https only.")
    address = url.rstrip("/").removesuffix(EVENTS_PATH) + EVENTS_PATH
    variant = copy.deepcopy(manifest)
    settings = variant["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"]["request_url"] = address
    settings["interactivity"] |= {"request_url": address, "message_menu_options_url": address}
    for command in variant["features"]["slash_commands"]:
        command["url"] = address
    return variant


def as_yaml(manifest: Manifest) -> str:
    """The manifest as one pastes it."""
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=110)


def optional_scopes(manifest: Manifest) -> frozenset[str]:
    """The scopes that it works without."""
    return frozenset(manifest["oauth_config"]["scopes"].get("bot_optional", ()))


def bot_scopes(manifest: Manifest) -> frozenset[str]:
    """The scopes that the bot's token must have."""
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])
