"""The Monday digest: owed once a week, counted as it is sent; shown to a programme manager at any time."""

import asyncio
import contextlib
import logging

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from blocks import digest as view
from blocks import kit
from blocks.kit import Posted
from domain.digest import Digest, digest, week_due
from domain.people import Person
from domain.refusals import Refusal
from handlers.desk import Desk
from handlers.failing import CUT, where
from handlers.posting import Placed, post
from handlers.showing import Payload, show
from store.deliveries import Delivery, Kind
from store.tx import Tx

log = logging.getLogger(__name__)

# Slack waits three seconds; a million customers may take longer to count. What is late comes by the response_url.
PATIENCE = 2.0
# The event loop itself would forget a task that nobody holds.
_SHOWING: set[asyncio.Task[str]] = set()
# The channel takes no digest until somebody does something about it.
CLOSED = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})


async def owe_digest(desk: Desk) -> None:
    """Owe this week's digest when its hour has come. However often and in however many processes: once a week."""
    channel = desk.digest_channel
    async with desk.reading() as tx:
        week = week_due(tx.policy, tx.now)
        if not channel or not week or await tx.deliveries.known(Kind.DIGEST, week):
            return
    async with desk.transaction() as tx:
        await tx.deliveries.owe_once(Kind.DIGEST, None, tx.now, subject=week, channel=channel)


async def composed(tx: Tx) -> Digest:
    """The digest as it stands now."""
    return digest(await tx.digesting.facts(view.SHOWN), tx.policy, tx.now)


async def post_digest(desk: Desk, client: AsyncWebClient, delivery: Delivery) -> Placed:
    """Post it; in its plain form where Slack does not take charts. Raises SlackApiError."""
    async with desk.reading() as tx:
        found = await composed(tx)
    return await post(client, view.build(found), view.build_plain(found), channel=str(delivery.channel))


async def lose_digest(desk: Desk, delivery: Delivery, code: str) -> None:
    """Give this week's digest up, and tell every programme manager why, once."""
    week = delivery.key.partition(":")[2]
    async with desk.transaction() as tx:
        await tx.deliveries.gave_up(delivery, code)
        for manager in await tx.people.managers():
            await tx.deliveries.owe_once(Kind.DIGEST_LOST, manager.id, tx.now, subject=f"{week}:{manager.id}")


async def lost_digest_message(tx: Tx, subject: str) -> Posted:
    """What one programme manager is told, by what was owed: "2026-11-23:3"."""
    channel, code = await tx.deliveries.fate(Kind.DIGEST, subject.split(":", maxsplit=1)[0])
    return view.build_lost(channel or "", code or "")


async def on_digest(ack: AsyncAck, respond: AsyncRespond, person: Person, desk: Desk) -> None:
    """Show the digest as it stands to a programme manager, and to nobody else in the channel."""
    if not person.programme_manager:
        raise Refusal(view.FOR_MANAGERS)
    showing = asyncio.create_task(_show_digest(respond, desk))
    _SHOWING.add(showing)
    showing.add_done_callback(_shown)
    done, _ = await asyncio.wait({showing}, timeout=PATIENCE)
    words = showing.result() if done else view.COUNTING
    if words:
        await ack(text=words, response_type="ephemeral")
    else:
        await ack()


def _shown(showing: asyncio.Task[str]) -> None:
    _SHOWING.discard(showing)
    if not showing.cancelled() and (bug := showing.exception()):
        log.error("digest not shown: %s\n%s", type(bug).__name__, where(bug))


async def _show_digest(respond: AsyncRespond, desk: Desk) -> str:
    """Show it, not in the acknowledgement: whether Slack takes the chart would never be known.

    Returns what is left to say: nothing, or all of it in words where Slack took no form.
    """
    async with desk.reading() as tx:
        found = await composed(tx)
    shown, plain = view.build(found), view.build_plain(found)
    for posted in (shown, plain, kit.plainest(plain)):
        with contextlib.suppress(*CUT):
            answer = await respond(text=posted.text, blocks=posted.blocks, response_type="ephemeral")
            if answer.status_code == 200:
                return ""
    log.warning("digest not shown: Slack took no form of it")
    return kit.plainest(plain).text


async def on_strained(ack: AsyncAck, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Show everybody who should rest."""
    async with desk.reading() as tx:
        found = digest(await tx.digesting.strain(view.SHOULD_REST), tx.policy, tx.now)
    await show(client, body, view.build_strained(found))
    await ack()


async def on_unused(ack: AsyncAck, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Show customers worth asking, each with a button."""
    async with desk.reading() as tx:
        found = digest(await tx.digesting.rested(), tx.policy, tx.now, most=view.WORTH_ASKING)
    await show(client, body, view.build_unused(found))
    await ack()
