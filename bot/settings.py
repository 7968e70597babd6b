"""The settings: read once from the environment and `.env`, then frozen. Nobody below `bot/` knows that they exist."""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from domain.activities import DEFAULTS, with_points
from domain.policy import Policy

PREFIX = "REFDESK_"
# The driver that refdesk uses, by what people write; some of it is how earlier versions wrote it.
DRIVERS = {
    **dict.fromkeys(("sqlite", "sqlite+aiosqlite"), "sqlite"),
    **dict.fromkeys(("postgres", "postgresql", "postgresql+asyncpg"), "postgresql+asyncpg"),
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")

_USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
_EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")


class SettingsError(Exception):
    """Settings are missing or wrong. Its text names all of them and how to mend each; it never holds a secret."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"refdesk cannot start. Please mend this in the environment or in .env:\n{lines}")


def _secret(name: str, description: str) -> Any:
    """A secret that is also known by the name every Slack tutorial uses."""
    return Field(default=SecretStr(""), validation_alias=AliasChoices(PREFIX + name, name), description=description)


def _split(given: object) -> object:
    if isinstance(given, str):
        return tuple(part for part in (part.strip() for part in given.split(",")) if part)
    return given


def _weights(given: object) -> object:
    """Read "call=2,quote=1"."""
    if not isinstance(given, str):
        return given
    weights, codes = {}, [each.code for each in DEFAULTS]
    for part in filter(None, (part.strip() for part in given.split(","))):
        name, equals, points = (piece.strip() for piece in part.partition("="))
        if not equals or name not in codes or not points.isdecimal():
            raise ValueError(f"must look like call=2,quote=1; the activities are {', '.join(codes)}")
        weights[name] = int(points)
    return weights


class SlackSettings(BaseSettings):
    """The tokens alone: reading them never fails, so that what is wrong with them can be said beside the rest."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        validate_default=True,
    )

    slack_bot_token: SecretStr = _secret("SLACK_BOT_TOKEN", "The bot's token, xoxb-…")
    slack_app_token: SecretStr = _secret(
        "SLACK_APP_TOKEN", "The app-level token, xapp-…; when set, Socket Mode is used."
    )
    slack_signing_secret: SecretStr = _secret(
        "SLACK_SIGNING_SECRET", "Proves that a request is Slack's; for HTTP only."
    )

    @property
    def socket_mode(self) -> bool:
        """Whether refdesk holds a socket to Slack, instead of being called by it over HTTP."""
        return bool(self.slack_app_token.get_secret_value())

    def problems(self) -> list[str]:
        """What is missing or mixed up, without saying any value."""
        bot, app, signing = (
            secret.get_secret_value()
            for secret in (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        )
        found = []
        if not bot:
            found.append(
                "REFDESK_SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token (xoxb-…)"
                " from the page “OAuth & Permissions” of your Slack app."
            )
        elif not bot.startswith("xoxb-"):
            found.append(
                "REFDESK_SLACK_BOT_TOKEN must begin with xoxb-: take the Bot User OAuth Token, no other token."
            )
        if app and not app.startswith("xapp-"):
            found.append(
                "REFDESK_SLACK_APP_TOKEN must begin with xapp-: take an app-level token"
                " with the scope connections:write from the page “Basic Information”."
            )
        if not app and not signing:
            found.append(
                "REFDESK_SLACK_APP_TOKEN (for Socket Mode) or REFDESK_SLACK_SIGNING_SECRET (for HTTP) is needed:"
                " both are on the page “Basic Information” of your Slack app."
            )
        # Slack's headers are ASCII: any other secret would fail every request.
        if signing and not re.fullmatch(r"[!-~]{16,}", signing):
            found.append(
                "REFDESK_SLACK_SIGNING_SECRET is not a signing secret: copy it whole, without spaces,"
                " from the page “Basic Information”."
            )
        return found


class Settings(SlackSettings):
    """Everything that can be set. Each name, in capitals and with REFDESK_ before it, is an environment variable."""

    slack_api_url: str = Field(
        default="https://slack.com/api/", description="Where Slack's Web API is; the sandbox has its own."
    )
    data_dir: Path = Field(default=Path("var"), description="Where files are kept.")
    database_url: str = Field(
        default="",
        repr=False,
        description="sqlite:///file or postgresql://…; a SQLite file in the data directory when not set.",
    )
    timezone: str = Field(default="UTC", description="The company's timezone, for quarters and due dates.")
    fiscal_year_start: int = Field(
        default=1, ge=1, le=12, description="The month in which the fiscal year begins, 1 to 12."
    )
    programme_managers: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(),
        description="Who looks after the programme: Slack ids or e-mail addresses, with commas between them.",
    )
    digest_channel: str | None = Field(default=None, description="The id of the channel that gets the Monday digest.")
    quarter_points: int = Field(
        default=4, ge=0, le=1000, description="First policy: points of a customer in a quarter."
    )
    weights: Annotated[Mapping[str, int], NoDecode, BeforeValidator(_weights)] = Field(
        default={}, description="First policy: points that differ from the defaults, like call=2,quote=1."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on, for HTTP.")
    port: int = Field(default=3000, ge=1, le=65535, description="The port to listen on, for HTTP.")
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="The port for /metrics, /healthz and /readyz; without it there is none.",
    )
    metrics_host: str = Field(default="127.0.0.1", description="The address for them; what they say is for you alone.")
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], BeforeValidator(lambda given: str(given).lower())
    ] = Field(default="info", description="How much is logged: debug, info, warning or error.")

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an address like https://slack.com/api/")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("must begin with https: the tokens would travel readable for everybody")
        return url if url.endswith("/") else url + "/"

    @field_validator("database_url")
    @classmethod
    def _our_driver(cls, url: str, info: ValidationInfo) -> str:
        """The URL with the driver that refdesk uses; never repeated in words, for it may hold a password."""
        if not url:
            return f"sqlite:///{info.data.get('data_dir', Path())}/refdesk.db"
        scheme, colon, rest = url.partition("://")
        driver = DRIVERS.get(scheme, "")
        try:
            parsed = make_url(driver + colon + rest)
        except (ArgumentError, ValueError):
            parsed = None
        if parsed is None or not driver:
            raise ValueError("must look like sqlite:///file.db or postgresql://user:password@host/database")
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError("must name a database: sqlite:///file.db, or postgresql://…/database")
        return driver + colon + rest

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("is not a timezone: write it like Europe/Helsinki") from None
        return name

    @field_validator("programme_managers")
    @classmethod
    def _ids_or_emails(cls, people: tuple[str, ...]) -> tuple[str, ...]:
        for number, one in enumerate(people, 1):
            if not (_USER_ID.fullmatch(one) or _EMAIL.fullmatch(one)):
                raise ValueError(f"number {number} is neither a Slack id (U… or W…) nor an e-mail address")
        return people

    @field_validator("digest_channel")
    @classmethod
    def _channel_id(cls, channel: str | None) -> str | None:
        if channel is not None and not _CHANNEL_ID.fullmatch(channel):
            raise ValueError("must be a channel's id (C…), not its name: Slack shows it below the channel's details")
        return channel

    def first_policy(self) -> Policy:
        """The policy a new database begins with. From then on the database rules."""
        return Policy(
            timezone=self.timezone,
            fiscal_year_start=self.fiscal_year_start,
            quarter_points=self.quarter_points,
            activities=with_points(DEFAULTS, self.weights),
        )


def load_settings(*, needs_slack: bool = True, env_file: Path | None = Path(".env"), **given: Any) -> Settings:
    """Read the settings; `given` ones, by field name, win over the environment, which wins over `env_file`.

    `needs_slack`: whether tokens must be there (commands that only touch the database do without).
    Raises SettingsProblem with everything that is wrong.
    """
    # _env_file is an argument of pydantic-settings that its type hints do not show to a dict.
    sources: dict[str, Any] = {"_env_file": env_file, **given}
    found = SlackSettings(**sources).problems() if needs_slack else []
    settings = None
    try:
        settings = Settings(**sources)
    except ValidationError as error:
        found += [_words(each["loc"], each["msg"]) for each in error.errors(include_input=False, include_context=False)]
    found += _slips(env_file)
    if found or settings is None:
        raise SettingsError(found)
    return settings


def _words(place: tuple[int | str, ...], message: str) -> str:
    name = str(place[0]) if place else ""
    said = message.removeprefix("Value error, ").removesuffix(".")
    said = said.replace("Input should be", "must be").replace(", unable to parse string as an integer", "")
    said = said.replace("a valid integer", "a whole number")
    return f"{PREFIX}{name.upper().removeprefix(PREFIX)} {said}."


def _slips(env_file: Path | None) -> list[str]:
    """Lines that say nothing, and names that are almost one of ours: a typing slip must not pass for a default."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    words = []
    in_file = []
    if env_file is not None and env_file.is_file():
        with env_file.open(encoding="utf-8", errors="replace") as lines:
            for each in parse_stream(lines):
                in_file += [each.key] if each.key else []
                unread = f"Line {each.original.line} of {env_file} can't be read: is a quotation mark missing?"
                words += [unread] if each.error else []
    for name in sorted({*os.environ, *in_file}):
        upper = name.upper()
        if upper.startswith(PREFIX) and upper not in known:
            close = difflib.get_close_matches(upper, known, n=1, cutoff=0.85)
            words += [f"{name} is no setting: do you mean {close[0]}?"] if close else []
    return words
