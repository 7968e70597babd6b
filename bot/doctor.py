"""`refdesk doctor`: is everything there that refdesk needs? Each finding is fine, or says what to do."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy.engine import make_url

from bot.manifest import bot_scopes, optional_scopes, shipped_manifest
from bot.settings import Settings
from bot.wiring import utc_now
from store.migrate import pending
from store.tx import UnavailableError, open_store

PATIENCE = 10
"""Seconds that Slack has for each answer."""

UNREACHABLE = "unreachable"
_NOBODY = "Not in this Slack workspace: correct REFDESK_PROGRAMME_MANAGERS."
ADVICE: Mapping[str, str] = {
    "invalid_auth": "Slack does not know this token: copy it again from your app's page.",
    "not_authed": "Slack got no token: set it again.",
    "not_allowed_token_type": "This is a token of another kind: copy the right one from your app's page.",
    "account_inactive": "The app is not installed any more: install it again and copy the new token.",
    "token_revoked": "The token was revoked: install the app again and copy the new token.",
    "token_expired": "The token has expired: switch token rotation off for the app and install it again.",
    "missing_scope": "The app may not ask this: install it again with the shipped app.yaml.",
    "ratelimited": "Slack asks us to slow down: try again in a minute.",
    "user_not_found": _NOBODY,
    "users_not_found": _NOBODY,
    "user_not_visible": _NOBODY,
    "channel_not_found": "refdesk sees no such channel: correct REFDESK_DIGEST_CHANNEL, or /invite @refdesk there.",
    UNREACHABLE: "Slack does not answer: look at the network and at REFDESK_SLACK_API_URL.",
}
UNFIT: Mapping[str, str] = {
    "deleted": "has left",
    "is_stranger": "belongs to another organisation",
    "is_restricted": "is a guest",
    "is_ultra_restricted": "is a guest",
    "is_bot": "is a bot",
}
LOOKING = frozenset({"channels:read", "groups:read"})
READING = frozenset({"channels:history", "groups:history"})


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report: what was looked at, whether it is fine, and the words for a person.

    checked: False where only a person can look.
    """

    name: str
    ok: bool
    words: str
    checked: bool = True


async def examine(settings: Settings) -> list[Check]:
    """Look at everything and change nothing. What Slack or the database refuses becomes a finding."""
    return [*await _slack(settings), *await _database(settings.database_url)]


async def _slack(settings: Settings) -> list[Check]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            timeout=PATIENCE,
            session=session,
        )
        me = await _ask(client.auth_test())
        if isinstance(me, str):
            return [Check("token", False, _advice(me))]
        granted = frozenset(filter(None, str(me.headers.get("x-oauth-scopes", "")).split(",")))
        return [
            Check("token", True, f"refdesk is @{me['user']} in {me['team']}."),
            _scopes(granted),
            await _transport(client, settings),
            *await _programme_managers(client, settings.programme_managers),
            await _digest_channel(client, settings.digest_channel, granted),
            *_digest_once(settings.digest_channel, granted),
        ]


async def _ask(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse | str:
    """Slack's answer, or its error code; UNREACHABLE where there is none."""
    try:
        return await call
    except SlackApiError as refused:
        # A proxy's error page, or Slack's own, comes here too, with no error code in it.
        body = getattr(refused.response, "data", None)
        return str(body["error"]) if isinstance(body, dict) and "error" in body else UNREACHABLE
    except (aiohttp.ClientError, TimeoutError):
        return UNREACHABLE


def _advice(code: str) -> str:
    return ADVICE.get(code, f"Slack refuses it: {code}.")


def _scopes(granted: frozenset[str]) -> Check:
    needed = bot_scopes(shipped_manifest())
    if missing := sorted(needed - granted):
        words = f"Missing: {', '.join(missing)}. Put the shipped app.yaml into the app's manifest and install it again."
        return Check("scopes", False, words)
    if more := sorted(granted - needed - optional_scopes(shipped_manifest())):
        return Check("scopes", True, f"All there; granted but not needed: {', '.join(more)}.")
    return Check("scopes", True, "All there, and no more than needed.")


async def _transport(client: AsyncWebClient, settings: Settings) -> Check:
    """Whether clicks can arrive. Over HTTP one only knows when Slack has called."""
    if not settings.socket_mode:
        words = "Look yourself: only Slack knows whether it reaches us; press Retry at the app's Request URL."
        return Check("signing secret", True, words, checked=False)
    answer = await _ask(client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value()))
    if isinstance(answer, str):
        return Check("app token", False, _advice(answer))
    return Check("app token", True, "Slack opens a socket for it.")


async def _programme_managers(client: AsyncWebClient, people: tuple[str, ...]) -> list[Check]:
    if not people:
        words = "Nobody is set: put Slack ids or e-mail addresses into REFDESK_PROGRAMME_MANAGERS."
        return [Check("programme managers", False, words)]
    return [Check(f"programme manager {one}", *await _programme_manager(client, one)) for one in people]


async def _programme_manager(client: AsyncWebClient, one: str) -> tuple[bool, str]:
    answer = await _ask(client.users_lookupByEmail(email=one) if "@" in one else client.users_info(user=one))
    if isinstance(answer, str):
        return False, _advice(answer)
    for flag, reason in UNFIT.items():
        if answer["user"].get(flag):
            return False, f"This person {reason}: name somebody else in REFDESK_PROGRAMME_MANAGERS."
    return True, "Found, active, a full member."


async def _digest_channel(client: AsyncWebClient, channel: str | None, granted: frozenset[str]) -> Check:
    """Looking at a channel takes a scope that refdesk does not ask for; where it was granted, it is used."""
    if channel is None:
        return Check("digest channel", True, "None is set, so no digest is posted.")
    answer = await _ask(client.conversations_info(channel=channel)) if granted & LOOKING else "missing_scope"
    if answer == "missing_scope":
        words = (
            "Look yourself: refdesk may not look at such channels. Make sure that it is a member of"
            f" {channel} (/invite @refdesk there) and that no other company is; or grant the scope channels:read."
        )
        return Check("digest channel", True, words, checked=False)
    if isinstance(answer, str):
        return Check("digest channel", False, _advice(answer))
    return Check("digest channel", *_verdict(answer["channel"]))


def _digest_once(channel: str | None, granted: frozenset[str]) -> list[Check]:
    """Whether a digest that was posted in the moment of a crash can be found again."""
    if channel is None or granted & READING:
        return []
    words = (
        "Without the optional scope channels:history (groups:history for a private channel) refdesk can't see whether"
        " a digest that was cut off has been posted: it then asks you to look."
    )
    return [Check("digest once", True, words, checked=False)]


def _verdict(channel: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether the digest may go into this channel, and the words."""
    if channel.get("is_archived"):
        return False, "It is archived: choose another one."
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        words = "People of another company are in it, and they must not read about your customers: choose another one."
        return False, words
    if not channel.get("is_member"):
        return False, "refdesk is not in it: type /invite @refdesk there."
    return True, "There, refdesk is in it, and no other company is."


async def _database(url: str) -> list[Check]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not await asyncio.to_thread(Path(parsed.database or "").is_file):
        return [Check("database", False, f"There is none yet at {parsed.database}: run `refdesk migrate`.")]
    try:
        behind = await pending(url)
    except Exception as failure:  # whatever a driver raises here means the same to the person who reads it
        why = failure if isinstance(failure, UnavailableError) else type(failure).__name__
        words = f"It does not answer ({why}): look at REFDESK_DATABASE_URL and at the server."
        return [Check("database", False, words)]
    found = [
        Check("database", True, f"{'SQLite' if parsed.get_backend_name() == 'sqlite' else 'PostgreSQL'} answers."),
        Check("migrations", behind is None, behind or "At the newest schema."),
    ]
    return found if behind else [*found, await _deliveries(url)]


async def _deliveries(url: str) -> Check:
    """Whether Slack took everything; what it did not take, by its own word for why."""
    store = open_store(url, utc_now)
    try:
        async with store.reading() as tx:
            dead, owed = await tx.dead_letters.codes(), await tx.deliveries.unsettled()
            plain = await tx.deliveries.in_plain_form()
    except UnavailableError as away:
        return Check("deliveries", False, f"The database does not say ({away}).")
    finally:
        await store.close()
    if not dead:
        shown = f" {plain} stand in plain words: Slack did not take their blocks." if plain else ""
        return Check("deliveries", True, f"Nothing is lost; {owed} on their way.{shown}")
    codes = ", ".join(f"{code} ({count})" for code, count in dead.most_common())
    words = f"{dead.total()} could not be delivered: {codes}. Programme managers find them on refdesk's Home tab."
    return Check("deliveries", False, words)
