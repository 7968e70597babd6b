"""Settings: read from the environment and .env, checked all at once, and silent about secrets."""

import os
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings, SettingsError, load_settings

BOT = "xoxb-1-very-secret"
APP = "xapp-1-very-secret"
SIGNING = "0123456789abcdef0123456789abcdef"
TOKENS = {"slack_bot_token": BOT, "slack_app_token": APP}


@pytest.fixture(autouse=True)
def an_empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.upper().startswith(("REFDESK_", "SLACK_")):
            monkeypatch.delenv(name)


def problems(**given: Any) -> list[str]:
    """The problems with these settings, beside good tokens."""
    with pytest.raises(SettingsError) as caught:
        load_settings(**TOKENS | given)
    assert all(problem in str(caught.value) for problem in caught.value.problems)
    return list(caught.value.problems)


def test_two_tokens_are_enough_and_the_rest_has_defaults() -> None:
    settings = load_settings(**TOKENS)
    assert settings.socket_mode
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///var/refdesk.db"
    assert (settings.timezone, settings.fiscal_year_start, settings.quarter_points) == ("UTC", 1, 4)
    assert (settings.programme_managers, settings.digest_channel) == ((), None)
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 3000, "info")


def test_without_an_app_token_a_signing_secret_means_http() -> None:
    assert not load_settings(slack_bot_token=BOT, slack_signing_secret=SIGNING).socket_mode


@pytest.mark.parametrize("prefix", ["REFDESK_", ""])
def test_tokens_are_read_by_our_names_and_by_the_usual_ones(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.setenv(f"{prefix}SLACK_BOT_TOKEN", BOT)
    monkeypatch.setenv(f"{prefix}SLACK_APP_TOKEN", APP)
    monkeypatch.setenv(f"{prefix}SLACK_SIGNING_SECRET", SIGNING)
    settings = load_settings()
    assert settings.slack_bot_token.get_secret_value() == BOT
    assert settings.slack_app_token.get_secret_value() == APP
    assert settings.slack_signing_secret.get_secret_value() == SIGNING


def test_everything_is_read_from_the_env_file_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        f"""
        SLACK_BOT_TOKEN={BOT}
        SLACK_APP_TOKEN={APP}
        REFDESK_DATABASE_URL=postgresql://desk:pw@db/refdesk
        REFDESK_TIMEZONE=Europe/Helsinki
        REFDESK_FISCAL_YEAR_START=7
        REFDESK_PROGRAMME_MANAGERS=U0PAULA, petra@example.com
        REFDESK_DIGEST_CHANNEL=C0DIGEST
        REFDESK_QUARTER_POINTS=6
        REFDESK_WEIGHTS=call=3, logo=1
        REFDESK_LOG_LEVEL=DEBUG
        REFDESK_HOST=
        PATH_OF_SOMETHING_ELSE=x
        """
    )
    monkeypatch.setenv("REFDESK_FISCAL_YEAR_START", "4")
    settings = load_settings()
    assert settings.database_url == "postgresql+asyncpg://desk:pw@db/refdesk"
    assert settings.programme_managers == ("U0PAULA", "petra@example.com")
    assert (settings.digest_channel, settings.log_level, settings.host) == ("C0DIGEST", "debug", "127.0.0.1")
    policy = settings.first_policy()
    assert (policy.timezone, policy.fiscal_year_start, policy.quarter_points) == ("Europe/Helsinki", 4, 6)
    assert [policy.activity(code).points for code in ("call", "logo", "press")] == [3, 1, 4]


def test_a_command_that_needs_only_the_database_does_without_tokens() -> None:
    assert load_settings(needs_slack=False).database_url


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings(**TOKENS).port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ("sqlite:///var/x.db", "sqlite:///var/x.db"),
        ("sqlite:////srv/x.db", "sqlite:////srv/x.db"),
        ("sqlite+aiosqlite:///x.db", "sqlite:///x.db"),
        ("postgres://u:p@h:5432/d", "postgresql+asyncpg://u:p@h:5432/d"),
        ("postgresql://u:p%40@h/d", "postgresql+asyncpg://u:p%40@h/d"),
        ("postgresql+asyncpg://h/d?ssl=require", "postgresql+asyncpg://h/d?ssl=require"),
    ],
)
def test_database_urls_get_the_driver_refdesk_uses(given: str, becomes: str) -> None:
    assert load_settings(**TOKENS, database_url=given).database_url == becomes


def test_the_default_database_lies_in_the_data_directory(tmp_path: Path) -> None:
    settings = load_settings(**TOKENS, data_dir=tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/refdesk.db"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"slack_bot_token": ""}, "REFDESK_SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token"),
    ({"slack_bot_token": APP}, "REFDESK_SLACK_BOT_TOKEN must begin with xoxb-"),
    ({"slack_app_token": BOT}, "REFDESK_SLACK_APP_TOKEN must begin with xapp-"),
    ({"slack_app_token": ""}, "REFDESK_SLACK_APP_TOKEN (for Socket Mode) or REFDESK_SLACK_SIGNING_SECRET (for HTTP)"),
    ({"slack_signing_secret": "short"}, "REFDESK_SLACK_SIGNING_SECRET is not a signing secret"),
    ({"slack_signing_secret": "schlüssel-mit-umlaut"}, "REFDESK_SLACK_SIGNING_SECRET is not a signing secret"),
    ({"slack_api_url": "slack.com"}, "REFDESK_SLACK_API_URL must be an address like https://slack.com/api/."),
    ({"slack_api_url": "http://slack.com/api/"}, "REFDESK_SLACK_API_URL must begin with https: the tokens"),
    ({"timezone": "Helsinki"}, "REFDESK_TIMEZONE is not a timezone: write it like Europe/Helsinki."),
    ({"timezone": "../etc"}, "REFDESK_TIMEZONE is not a timezone"),
    ({"fiscal_year_start": 13}, "REFDESK_FISCAL_YEAR_START must be less than or equal to 12."),
    ({"fiscal_year_start": "July"}, "REFDESK_FISCAL_YEAR_START must be a whole number."),
    (
        {"database_url": "mysql://u:hunter2@h/d"},
        "REFDESK_DATABASE_URL must look like sqlite:///file.db or postgresql://",
    ),
    ({"database_url": "nonsense"}, "REFDESK_DATABASE_URL must look like sqlite:///file.db or postgresql://"),
    ({"database_url": "postgresql://u:hunter2@h:port/d"}, "REFDESK_DATABASE_URL must look like sqlite:///file.db or"),
    ({"database_url": "postgresql://u:hunter2@h"}, "REFDESK_DATABASE_URL must name a database"),
    ({"database_url": "sqlite://"}, "REFDESK_DATABASE_URL must name a database"),
    ({"programme_managers": "U0PAULA, petra"}, "REFDESK_PROGRAMME_MANAGERS number 2 is neither a Slack id"),
    ({"digest_channel": "#digest"}, "REFDESK_DIGEST_CHANNEL must be a channel's id (C…), not its name"),
    ({"weights": "call"}, "REFDESK_WEIGHTS must look like call=2,quote=1; the activities are logo, tender"),
    ({"weights": "dance=2"}, "REFDESK_WEIGHTS must look like call=2,quote=1; the activities are logo, tender"),
    ({"weights": "call=-2"}, "REFDESK_WEIGHTS must look like call=2,quote=1; the activities are logo, tender"),
    ({"quarter_points": -1}, "REFDESK_QUARTER_POINTS must be greater than or equal to 0."),
    ({"port": 0}, "REFDESK_PORT must be greater than or equal to 1."),
    ({"log_level": "loud"}, "REFDESK_LOG_LEVEL must be 'debug', 'info', 'warning' or 'error'."),
]


@pytest.mark.parametrize(("given", "words"), WRONG, ids=[f"{given}" for given, _ in WRONG])
def test_each_wrong_setting_is_named_with_how_to_mend_it(given: dict[str, Any], words: str) -> None:
    (problem,) = problems(**given)
    assert problem.startswith(words)


def test_all_problems_are_told_at_once_and_no_secret_is_in_the_text() -> None:
    secrets = {
        "slack_bot_token": "wrong-hunter2",
        "slack_app_token": "wrong-hunter3",
        "slack_signing_secret": "hunter4",
        "database_url": "mysql://u:hunter5@h/d",
    }
    with pytest.raises(SettingsError) as caught:
        load_settings(**secrets, timezone="Mars", fiscal_year_start=0, port="x")
    text = str(caught.value)
    assert len(caught.value.problems) == 7
    assert "hunter" not in text
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    assert text.startswith("refdesk cannot start. Please mend this in the environment or in .env:\n  - REFDESK_")


def test_a_slip_in_a_name_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REFDESK_TIMEZON", "Europe/Helsinki")
    (tmp_path / ".env").write_text("REFDESK_DIGEST_CHANEL=C0DIGEST\n")
    assert problems() == [
        "REFDESK_DIGEST_CHANEL is no setting: do you mean REFDESK_DIGEST_CHANNEL?",
        "REFDESK_TIMEZON is no setting: do you mean REFDESK_TIMEZONE?",
    ]


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    settings = load_settings(**TOKENS, slack_signing_secret=SIGNING, database_url="postgresql://u:hunter2@h/d")
    assert not any(secret in repr(settings) + str(settings) for secret in (BOT, APP, SIGNING, "hunter2"))


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_a_line_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('REFDESK_TIMEZONE=UTC\nREFDESK_DIGEST_CHANNEL="C0DIGEST\n')
    assert problems() == ["Line 2 of .env can't be read: is a quotation mark missing?"]
