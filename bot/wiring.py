"""Everything put together: a Bolt app over one database and one Slack workspace, and the courier beside it."""

import asyncio
import contextlib
import logging
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.crashing import crashes
from bot.guard import guarded
from domain.policy import Policy
from handlers.click import Listener
from handlers.desk import Desk
from handlers.index.finder import Finder
from handlers.index.follower import IndexFollower
from handlers.listeners import LISTENERS
from handlers.outbox.courier import Courier
from handlers.outbox.failures import UNINSTALLED
from handlers.outdated import on_outdated
from handlers.scheduler import keep_ticking
from handlers.slack.directory import Directory
from handlers.slack.errors import CUT
from handlers.slack.rate_limits import RateLimitedClient
from store.db.deadline import LIMITS, Limits
from store.tx import open_store

# A rolling restart kills after ten seconds; who still listens to Slack has had four of them.
FINISH_SECONDS = 3
CLOSE_SECONDS = 1

TALKATIVE = {
    **dict.fromkeys(("slack_bolt", "slack_sdk", "aiohttp", "websockets", "python_multipart"), logging.INFO),
    # These two say every statement already at INFO.
    "sqlalchemy": logging.WARNING,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """A running refdesk: the Bolt app to give requests to, the desk and the courier behind it."""

    app: AsyncApp
    desk: Desk
    courier: Courier
    signing_secret: str = field(repr=False)


def utc_now() -> datetime:
    """Business time outside demo and tests."""
    return datetime.now(UTC)


@asynccontextmanager
async def running(
    *,
    database_url: str,
    bot_token: str,
    signing_secret: str,
    slack_url: str,
    policy: Policy,
    managers: tuple[str, ...],
    digest_channel: str | None = None,
    now: Callable[[], datetime] = utc_now,
    limits: Limits = LIMITS,
) -> AsyncIterator[Parts]:
    """Open the database, ask Slack who we are, load the search, start courier and clock; close all of it at the end."""
    _hush()
    tested = crashes(os.environ)
    store = open_store(database_url, now, limits)
    patience = aiohttp.ClientTimeout(total=limits.call)
    async with aiohttp.ClientSession(timeout=patience, trace_configs=tested.traces() if tested else None) as session:
        slack: dict[str, Any] = {
            "base_url": slack_url,
            "session": session,
            "timeout": limits.call,
            # A connection that was cut while idle is no reason to fail a click.
            "retry_handlers": [AsyncConnectionErrorRetryHandler(max_retry_count=1)],
        }
        client = RateLimitedClient(token=bot_token, **slack)
        try:
            who = await client.auth_test()
            directory = Directory(client, store, str(who["team_id"]), who.get("enterprise_id"))
            work = asyncio.Event()
            desk = Desk(store, directory, Finder(IndexFollower(limits=limits)), now, work.set, digest_channel)
            if tested:
                desk = replace(desk, reached=tested.at)
            # No transport retries: a retried post could duplicate the digest.
            courier = Courier(desk, RateLimitedClient(token=bot_token, **slack | {"retry_handlers": []}), work)
            await store.seed_policy(policy)
            async with desk.transaction() as tx:
                await tx.people.appoint(managers)
                # Slack has just taken our token, so what an older one could not send can go now.
                await tx.dead_letters.revive_all(UNINSTALLED)
                if store.engines.sqlite:
                    # We are alone (bot.locking): what is leased was leased by a process that was killed.
                    await tx.deliveries.free_leases()
            await _meet_managers(desk)
            async with desk.reading() as tx:
                await desk.finder.follower.refresh(tx)
            app = _bolt(
                # Bolt takes the token from `authorize`, and warns about a second one.
                AsyncWebClient(**slack),
                signing_secret,
                AuthorizeResult.from_auth_test_response(auth_test_response=who, bot_token=bot_token),
                desk,
            )
            sending = asyncio.create_task(courier.run())
            ticking = asyncio.create_task(keep_ticking(desk))
            following = asyncio.create_task(desk.finder.follower.follow(desk.reading))
            try:
                yield Parts(app, desk, courier, signing_secret)
            finally:
                # A tick that is cut off is done again by the next; so is a call to Slack, once its lease has run out.
                ticking.cancel()
                following.cancel()
                await courier.stop()
                await _ended(FINISH_SECONDS, sending, ticking, following)
        finally:
            await _ended(CLOSE_SECONDS, asyncio.create_task(store.close()))


async def _ended(seconds: float, *tasks: asyncio.Task[None]) -> None:
    """Give tasks so long to end, then cancel them; a database or a Slack that is silent holds up no restart."""
    _, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late, timeout=CLOSE_SECONDS)


async def _meet_managers(desk: Desk) -> None:
    """Learn the programme managers' names, which others are told before any of them has used refdesk."""
    async with desk.reading() as tx:
        managers = await tx.people.managers()
    for manager in managers:
        with contextlib.suppress(SlackApiError, *CUT):
            await desk.directory.met(manager)


def _hush() -> None:
    """Keep libraries from logging what people wrote, whatever level is asked for.

    At DEBUG they log whole payloads, forms and rows: names, texts, contacts, tokens.
    """
    for name, lowest in TALKATIVE.items():
        logger = logging.getLogger(name)
        logger.setLevel(max(lowest, logger.getEffectiveLevel()))


def _bolt(client: AsyncWebClient, signing_secret: str, who: AuthorizeResult, desk: Desk) -> AsyncApp:
    async def authorize(**_: object) -> AuthorizeResult:
        return who

    app = AsyncApp(
        # Left out, Bolt reads the source of every frame on the stack to find one.
        name="refdesk",
        client=client,
        # Bolt's loggers would take the level of the root logger; this way they take that of their own family.
        logger=logging.getLogger("slack_bolt"),
        signing_secret=signing_secret,
        authorize=authorize,
        # The answer leaves with the commit: a listener returns after its transaction.
        process_before_response=True,
        ignoring_self_events_enabled=True,
    )
    for command, listener in LISTENERS.commands.items():
        app.command(command)(guarded(listener, desk))
    for event, listener in LISTENERS.events.items():
        app.event(event)(guarded(listener, desk))
    # Bolt tries its listeners one by one: with sixty of them the last took .7 ms to find, and is found by its id in .1.
    anything = re.compile(".*")
    for register, listeners, id_name in (
        (app.action, LISTENERS.actions, "action_id"),
        (app.options, LISTENERS.options, "action_id"),
        (app.view, LISTENERS.views, "callback_id"),
        (app.shortcut, LISTENERS.shortcuts, "callback_id"),
    ):
        register(anything)(_by_id(id_name, listeners, desk))
    return app


def _by_id(id_name: str, listeners: Mapping[str, Listener], desk: Desk) -> Callable[..., Awaitable[None]]:
    """One listener for all of a kind. What none of them answers is a button or form that an older refdesk posted."""
    answers = {each: guarded(listener, desk) for each, listener in listeners.items()}
    outdated = guarded(on_outdated, desk)

    async def dispatch(ack: AsyncAck, body: Any, payload: Any, client: AsyncWebClient, respond: AsyncRespond) -> None:
        await answers.get(str(payload.get(id_name)), outdated)(ack, body, payload, client, respond)

    return dispatch
