"""app.yaml and its HTTP variant: valid by Slack's own schema, and asking for no more than refdesk needs."""

import copy
import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.manifest import as_yaml, bot_scopes, http_variant, optional_scopes, shipped_manifest
from tests.facts import facts

LEAST_PRIVILEGE = {"commands", "chat:write", "im:write", "files:write", "users:read", "users:read.email"}
SOCKET = shipped_manifest()
HTTP = http_variant(SOCKET, "https://refdesk.example.com")
VARIANTS = pytest.mark.parametrize("manifest", [SOCKET, HTTP], ids=["socket", "http"])


def schema(major: int) -> Any:
    return facts(f"manifest.schema.{major}.json")


@VARIANTS
@pytest.mark.parametrize("major", [1, 2])
def test_it_is_valid_by_slacks_own_schema(manifest: dict[str, Any], major: int) -> None:
    errors = Draft7Validator(schema(major)).iter_errors(manifest)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_the_schema_would_notice() -> None:
    broken = copy.deepcopy(SOCKET)
    broken["features"]["shortcuts"][0]["name"] = "x" * 25
    broken["settings"]["interactivity"]["options_url"] = "https://example.com"
    assert len(list(Draft7Validator(schema(2)).iter_errors(broken))) == 2


@VARIANTS
def test_it_keeps_within_slacks_limits(manifest: dict[str, Any]) -> None:
    about, features = manifest["display_information"], manifest["features"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert all(len(command["command"]) <= 32 for command in features["slash_commands"])


@VARIANTS
def test_it_asks_for_the_least_it_can_do_with(manifest: dict[str, Any]) -> None:
    assert bot_scopes(manifest) == LEAST_PRIVILEGE
    assert optional_scopes(manifest) == {"channels:history", "groups:history"}
    assert "user" not in manifest["oauth_config"]["scopes"]
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == {"app_home_opened"}


@VARIANTS
def test_what_it_offers_has_the_ids_the_bot_listens_to(manifest: dict[str, Any]) -> None:
    features = manifest["features"]
    assert [command["command"] for command in features["slash_commands"]] == ["/reference"]
    assert {(shortcut["type"], shortcut["callback_id"], shortcut["name"]) for shortcut in features["shortcuts"]} == {
        ("global", "request.new", "Ask for a reference"),
        ("message", "request.from_message", "Find a reference"),
    }


@VARIANTS
def test_direct_messages_arrive_and_nobody_writes_into_silence(manifest: dict[str, Any]) -> None:
    home = manifest["features"]["app_home"]
    assert home["home_tab_enabled"] and home["messages_tab_enabled"]
    assert home["messages_tab_read_only_enabled"] and "im:history" not in bot_scopes(manifest)


def test_in_socket_mode_no_address_is_named() -> None:
    assert SOCKET["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(SOCKET)


@pytest.mark.parametrize(
    "url",
    [
        "https://refdesk.example.com",
        "https://refdesk.example.com/",
        "https://refdesk.example.com/slack/events",
    ],
)
def test_over_http_everything_arrives_at_one_address(url: str) -> None:
    manifest, address = http_variant(SOCKET, url), "https://refdesk.example.com/slack/events"
    settings = manifest["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"]["request_url"] == address
    assert settings["interactivity"]["message_menu_options_url"] == address
    assert [command["url"] for command in manifest["features"]["slash_commands"]] == [address]


def test_the_variant_leaves_the_original_alone() -> None:
    assert shipped_manifest() == SOCKET


def test_an_address_may_have_a_path_in_front() -> None:
    variant = http_variant(SOCKET, "https://example.com/refdesk/")
    assert variant["settings"]["interactivity"]["request_url"] == "https://example.com/refdesk/slack/events"


@pytest.mark.parametrize("url", ["http://example.com", "example.com", "https://", "https://example.com/?a=1", ""])
def test_slack_calls_https_only(url: str) -> None:
    with pytest.raises(ValueError, match="must look like https"):
        http_variant(SOCKET, url)


def test_it_is_printed_as_it_is_pasted() -> None:
    assert yaml.safe_load(as_yaml(HTTP)) == HTTP
    assert as_yaml(HTTP).startswith("_metadata:\n")
