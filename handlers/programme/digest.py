"""The Monday digest: queued once a week, counted as it is sent; shown to a programme manager at any time."""

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, timedelta
from typing import Any, assert_never

from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.kit.fallback import plainest
from blocks.kit.language import _, speaking
from blocks.kit.listing import SIZE
from blocks.kit.shapes import RenderedMessage
from blocks.programme import digest as view
from blocks.programme.digest import LateItem
from blocks.wording import troubles
from blocks.wording.troubles import trouble
from domain.listed import Listed
from domain.people import Person
from domain.portfolio.customers import Customer
from domain.programme.digest import Digest, digest, week_due
from domain.refusals import Manage
from domain.requests.decisions import introducer
from domain.requests.request import Request
from domain.requests.rights import check_manages
from domain.requests.states import STATES, WaitsFor
from handlers.click import Click
from handlers.desk import Desk
from handlers.slack.errors import CUT, code_of, nothing_done, numbered
from handlers.slack.posting import Placement, post
from store.outbox.deliveries import Delivery, DeliveryKind
from store.tx import Tx, UnavailableError

log = logging.getLogger(__name__)

# The event loop itself would forget a task that nobody holds.
_LATE: set[asyncio.Task[None]] = set()
# The channel takes no digest until an administrator acts.
CLOSED = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})
# By this a digest is known again in the channel; other apps may read it.
MARK = "refdesk_digest"
LOOK_BACK = timedelta(days=1)  # it is Monday in Auckland before it is in UTC


class InDoubtError(Exception):
    """An earlier call may still reach Slack, for so many `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class UnverifiableError(Exception):
    """An earlier call may have posted it, and the channel can't be looked at."""


async def enqueue_digest(desk: Desk) -> None:
    """Queue this week's digest when its hour has come. However often and in however many processes: once a week."""
    async with desk.reading() as tx:
        week = await week_now(tx, desk.digest_channel)
    if week:
        async with desk.transaction() as tx:
            await tx.deliveries.enqueue_once(
                DeliveryKind.DIGEST, None, tx.now, subject=week, channel=desk.digest_channel
            )


async def week_now(tx: Tx, channel: str | None) -> str | None:
    """The week whose digest is due and not yet queued; None without a channel."""
    week = week_due(tx.policy, tx.now)
    return week if channel and week and not await tx.deliveries.known(DeliveryKind.DIGEST, week) else None


async def composed(tx: Tx, *, whole: bool = False) -> Digest:
    """The digest as it stands now. whole: with no list cut."""
    if whole:
        return digest(await tx.digest_figures.facts(None), tx.policy, tx.now, most=None)
    return digest(await tx.digest_figures.facts(view.SHOWN), tx.policy, tx.now)


async def post_digest(desk: Desk, client: AsyncWebClient, delivery: Delivery) -> Placement:
    """Post it once; in its plain form where Slack does not take charts.

    Raises SlackApiError, InDoubt, InDoubtError and UnverifiableError.

    Where an earlier call may have posted it, it is looked for in the channel, as soon as none can be on its way.
    """
    if delivery.ts:
        return Placement(delivery.channel, delivery.ts)  # it stands there; two had taken it
    mark = {"event_type": MARK, "event_payload": {"week": delivery.key.partition(":")[2]}}
    if delivery.doubt_until:
        async with desk.reading() as tx:
            if left := await tx.deliveries.seconds_of_doubt(delivery):
                raise InDoubtError(left)
        if there := await _found(client, delivery, mark):
            return there
    async with desk.reading() as tx:
        found, language = await composed(tx), tx.policy.language
    if not await _note(desk, delivery, doubt=True):
        return Placement()  # it took so long that another process has it
    try:
        with speaking(language):
            message, in_plain = view.build(found), view.build_plain(found)
        return await post(client, message, in_plain, channel=delivery.channel, metadata=mark)
    except (SlackApiError, *CUT) as failed:
        # In doubt from now on: the call may have been under way for long.
        await _note(desk, delivery, doubt=not nothing_done(failed))
        raise


async def _note(desk: Desk, delivery: Delivery, *, doubt: bool) -> bool:
    async with desk.store.transaction() as tx:
        return await tx.deliveries.in_doubt(delivery, doubt)


async def _found(client: AsyncWebClient, delivery: Delivery, mark: dict[str, Any]) -> Placement | None:
    """This week's digest, where it stands; None when it is not there.

    Raises SlackApiError, InDoubtError and UnverifiableError.
    """
    monday = datetime.strptime(f"{mark['event_payload']['week']}-1", "%G-W%V-%u").replace(tzinfo=UTC)
    since, cursor = (monday - LOOK_BACK).timestamp(), ""
    try:
        me = (await client.auth_test())["user_id"]  # anybody may write our mark
        while True:
            page = await client.conversations_history(
                channel=str(delivery.channel),
                oldest=f"{since:.6f}",
                limit=200,
                cursor=cursor,
                include_all_metadata=True,
            )
            for message in page["messages"]:
                if mark.items() <= (message.get("metadata") or {}).items() and message.get("user") == me:
                    return Placement(delivery.channel, str(message["ts"]))
            if not (cursor := str((page.get("response_metadata") or {}).get("next_cursor") or "")):
                return None
    except SlackApiError as refused:
        if code_of(refused) == "missing_scope":
            raise UnverifiableError from refused
        raise


async def bury_digest(desk: Desk, delivery: Delivery, code: str) -> None:
    """Give this week's digest up, and tell every programme manager why, once."""
    week = delivery.key.partition(":")[2]
    async with desk.transaction() as tx:
        if not await tx.deliveries.give_up(delivery, code):
            return  # another process is at it
        for manager in await tx.people.managers():
            # With the turn: tried again in vain, it is told of again.
            told = f"{week}:{manager.id}:{delivery.fencing_token}"
            await tx.deliveries.enqueue_once(DeliveryKind.DIGEST_LOST, manager.id, tx.now, subject=told)


async def lost_digest_message(tx: Tx, subject: str) -> RenderedMessage:
    """What one programme manager is told, by its subject: "2026-W48:3:1"."""
    channel, code = await tx.deliveries.last_error(DeliveryKind.DIGEST, subject.split(":", maxsplit=1)[0])
    return view.build_lost(channel or "", code or "")


async def on_digest(click: Click) -> None:
    """Show the digest as it stands to a programme manager, and to nobody else in the channel."""
    check_manages(click.person, Manage.DIGEST)
    showing = asyncio.create_task(_show_digest(click.respond, click.desk))
    done = (await asyncio.wait({showing}, timeout=click.desk.store.limits.digest))[0]
    if not done:
        late = asyncio.create_task(_told_late(showing, click.respond))
        _LATE.add(late)
        late.add_done_callback(_LATE.discard)
    if words := showing.result() if done else _(view.COUNTING):
        await click.ack(text=words, response_type="ephemeral")


async def _told_late(showing: asyncio.Task[str], respond: AsyncRespond) -> None:
    """Whoever was told to wait hears in the end that it failed, and why."""
    try:
        words = await showing
    except UnavailableError:
        words = _(view.NOT_COUNTED)
    except Exception as bug:
        words = trouble(troubles.BROKE, number=numbered(bug, log))
    if words:
        with contextlib.suppress(*CUT):
            await respond(text=words, response_type="ephemeral")


async def _show_digest(respond: AsyncRespond, desk: Desk) -> str:
    """Show it, not in the acknowledgement: whether Slack takes the chart would never be known.

    Returns what is left to say: nothing, or all of it in words where Slack took no form.
    """
    async with desk.reading() as tx:
        found = await composed(tx)
    shown, plain = view.build(found, private=True), view.build_plain(found, private=True)
    for message in (shown, plain, plainest(plain)):
        with contextlib.suppress(*CUT):
            answer = await respond(text=message.text, blocks=message.blocks, response_type="ephemeral")
            if answer.status_code == 200:
                return ""
    log.warning("digest not shown: Slack took no form of it")
    return plainest(plain).text


async def on_late(click: Click) -> None:
    """Show a programme manager what is late and whose turn it is."""
    async with click.desk.reading() as tx:
        answers, thanks = await late_answers(tx, click.person, SIZE), await late_thanks(tx, click.person, SIZE)
    await click.show(view.build_late(answers, thanks))


async def late_answers(tx: Tx, person: Person, most: int, offset: int = 0) -> Listed[LateItem]:
    """The requests that have waited too long for an answer. Raises Refusal for all but programme managers."""
    check_manages(person, Manage.WHOSE_TURN)
    return await _late(tx, await tx.digest_figures.late_answers(most, offset))


async def late_thanks(tx: Tx, person: Person, most: int, offset: int = 0) -> Listed[LateItem]:
    """The uses whose thanks are overdue. Raises Refusal for all but programme managers."""
    check_manages(person, Manage.WHOSE_TURN)
    return await _late(tx, await tx.digest_figures.late_thanks(most, offset))


async def _late(tx: Tx, ids: Listed[int]) -> Listed[LateItem]:
    found = {request.id: request for request in await tx.requests.these(ids.items)}
    requests = [found[each] for each in ids.items if each in found]
    records = await tx.customers.records({request.customer_id for request in requests}, removed=True)
    known = [(each, records[each.customer_id].customer) for each in requests if each.customer_id in records]
    turns = {each.id: _turn(each, customer) for each, customer in known}
    people = await tx.people.named({person for person in turns.values() if person is not None})
    late = [
        LateItem(
            each.activity,
            customer.name,
            each.deal.prospect,
            people[turn].name if (turn := turns[each.id]) else "",
            tx.policy.day(each.fulfilment.thanks_since or each.waiting_since),
        )
        for each, customer in known
    ]
    return ids.with_items(late)


def _turn(request: Request, customer: Customer) -> int | None:
    match STATES[request.status].waits_for:
        case WaitsFor.DECIDER:
            return request.decider_id
        case WaitsFor.CUSTOMER | WaitsFor.NOBODY:
            return introducer(request, customer)
        case _ as unknown:
            assert_never(unknown)
