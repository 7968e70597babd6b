"""The courier: sends what is owed to Slack, each row under its lease, rendered from the database as it is sent."""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks import digest, home, messages, request_card
from blocks.kit import Posted
from domain.entitled import Audience
from domain.people import Person
from domain.requests import Tell
from handlers.attaching import attach
from handlers.bundling import send_bundle
from handlers.composing import composed
from handlers.desk import Desk
from handlers.digesting import CLOSED, InDoubt, Unknowable, lose_digest, post_digest
from handlers.failing import CUT, code_of, where
from handlers.losing import NOT_IN_SLACK, bury, lost_lines
from handlers.patience import Paused
from handlers.posting import Placed, draw, post, publish
from handlers.reaching import pass_on, reader_of
from handlers.reading import at_a_glance, card_view, home_lines, home_thanks
from handlers.verifying import home_checks
from store.deliveries import LEASE_SECONDS, RATE_LIMITED, Delivery, Kind
from store.requests import Card
from store.tx import Tx, Unavailable

log = logging.getLogger(__name__)

AT_ONCE = 12  # so that a few slow answers keep nobody else waiting
POLL_SECONDS = 1.0  # other processes owe too; their commits do not wake this one
TRY_FOR = 40  # attempts, about a day with the longest pause
KEEP_SECONDS = LEASE_SECONDS / 3  # so often a lease is made longer while a call is under way
SEND_SECONDS = 120.0  # a bundle asks a slow Slack for many things
LONGEST_PAUSE = 3600.0
# Slack has nobody to give it to.
NOT_THERE = frozenset({"channel_not_found", "user_not_found", "user_disabled", "cannot_dm_bot"})
# The app is not welcome at all. A new token means a new start, which tries all of it again.
UNINSTALLED = frozenset({"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed"})
# Trying again would change nothing until somebody has mended something.
HOPELESS = UNINSTALLED | {
    *("is_archived", "not_in_channel", "restricted_action", "messages_tab_disabled", "missing_scope"),
    *("invalid_blocks", "invalid_arguments", "msg_too_long", "msg_blocks_too_long", "no_text"),
    *("file_uploads_disabled", "file_uploads_except_images_disabled", "file_type_not_allowed", "storage_limit_reached"),
    *("posting_to_channel_denied", "access_denied", "invalid_channel"),
}
# The card can't be changed where it is, so it is posted anew.
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class Unreachable(Exception):  # noqa: N818 - it says what is the matter
    """The person this is for is not in Slack."""


class NotYet(Exception):  # noqa: N818 - it says what is the matter
    """Something that must come first has not been sent."""


@dataclass(slots=True)
class Courier:
    """Sends deliveries until stopped. Any number of couriers in any number of processes share the work by leases."""

    desk: Desk
    client: AsyncWebClient
    owed: asyncio.Event
    keep_seconds: float = KEEP_SECONDS
    _stopping: bool = field(default=False, init=False)
    _sending: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def stop(self) -> None:
        """Finish what is being sent, take nothing new."""
        self._stopping = True
        self.owed.set()

    async def run(self) -> None:
        """Send what is owed, for ever; survives a database or a Slack that is away."""
        while not self._stopping:
            self.owed.clear()
            try:
                pause = await self._take()
            except Unavailable:
                pause = POLL_SECONDS
            except Exception as bug:
                log.error("courier: %s\n%s", type(bug).__name__, where(bug))
                pause = POLL_SECONDS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.owed.wait(), pause)
        await asyncio.gather(*self._sending)  # cancelled, it cancels them

    async def _take(self) -> float:
        """Lease as much as can be sent at once and begin; returns after how many seconds to look again."""
        if not (room := AT_ONCE - len(self._sending)):
            return POLL_SECONDS
        async with self.desk.store.transaction() as tx:
            leased = await tx.deliveries.lease(room)
            next_in = await tx.deliveries.seconds_to_next()
        for delivery in leased:
            sending = asyncio.create_task(self._send(delivery))
            self._sending.add(sending)
            sending.add_done_callback(self._done)
        return POLL_SECONDS if next_in is None else min(max(next_in, 0.01), POLL_SECONDS)

    def _done(self, sending: asyncio.Task[None]) -> None:
        self._sending.discard(sending)
        self.owed.set()

    async def _send(self, delivery: Delivery) -> None:
        try:
            await self._tried(delivery)
        except Unavailable:
            # Without the database nothing can be noted; the lease runs out, and somebody tries again.
            log.warning("delivery %s: database away", delivery.id)
        except Exception as bug:
            # Of a task's bug asyncio would log the words, too.
            log.error("delivery %s not settled: %s\n%s", delivery.id, type(bug).__name__, where(bug))

    async def _tried(self, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS) as limit, self._kept(delivery, limit):
                placed = await self._deliver(delivery)
        except Unavailable:
            raise
        except NotYet:
            await self._put_off(delivery, 0.5, "not_yet")
        except Unreachable:
            await self._unreachable(delivery)
        except InDoubt as doubt:
            await self._put_off(delivery, doubt.seconds, "in_doubt")
        except Unknowable:
            await lose_digest(self.desk, delivery, digest.IN_DOUBT)
        except Paused as paused:
            self.desk.measures.tried(delivery, RATE_LIMITED)
            async with self.desk.store.transaction() as tx:
                await tx.deliveries.put_off(delivery, paused.seconds, RATE_LIMITED, counts=False)
        except SlackApiError as refused:
            await self._refused(delivery, refused)
        except CUT as cut:
            await self._again(delivery, type(cut).__name__, doubt=True)
        except Exception as bug:
            log.error("delivery %s: %s\n%s", delivery.id, type(bug).__name__, where(bug))
            await self._again(delivery, type(bug).__name__)
        else:
            self.desk.measures.tried(delivery, "sent")
            await self._settle(delivery, placed)

    @contextlib.asynccontextmanager
    async def _kept(self, delivery: Delivery, limit: asyncio.Timeout) -> AsyncIterator[None]:
        """Keep the lease while the block runs; end the block where it is lost, for somebody else sends it now."""

        async def keep() -> None:
            held = True
            while held:
                await asyncio.sleep(self.keep_seconds)
                with contextlib.suppress(Unavailable):
                    async with self.desk.store.transaction() as tx:
                        held = await tx.deliveries.keep(delivery)
            limit.reschedule(0)

        keeping = asyncio.create_task(keep())
        try:
            yield
        finally:
            keeping.cancel()

    async def _settle(self, delivery: Delivery, placed: Placed) -> None:
        """Note that it was sent and where; under a lease that was lost, only what keeps Slack true."""
        channel, ts = placed.channel, placed.ts
        async with self.desk.store.transaction() as tx:
            # Cards are locked before deliveries, as whoever clicks does.
            card = await tx.requests.locked_card(delivery.card_id) if delivery.card_id else None
            held = await tx.deliveries.sent(delivery, tx.now, channel, ts, error=placed.refused)
            if held:
                await tx.bundles.spoke_for(delivery, placed.spoken, tx.now)
                await tx.bundles.send_alone(placed.alone)
            if card is None or not channel or not ts:
                return
            if held:
                await tx.requests.posted(card.id, channel, ts)
            elif ts != card.ts:
                # A second copy, which the person may click as well: from now on it stays true, too.
                await tx.requests.adopt(card.request_id, card.person_id, card.audience, channel, ts)
                await tx.refresh(await tx.requests.get(card.request_id))

    async def _deliver(self, delivery: Delivery) -> Placed:
        if delivery.kind is Kind.DIGEST:
            return await post_digest(self.desk, self.client, delivery)
        reader, card = await reader_of(self.desk, delivery)
        match delivery.kind:
            case _ if not reader.reachable:
                placed = self._closed(delivery, card, reader)
            case Kind.CARD:
                placed = self._card(card, reader)
            case Kind.TELL:
                placed = self._tell(delivery, reader)
            case Kind.BUNDLE:
                placed = send_bundle(self.desk, self.client, delivery, reader)
            case Kind.HOME:
                placed = self._home(reader)
            case _:
                placed = self._message(delivery, reader)
        return await placed

    async def _home(self, reader: Person) -> Placed:
        async with self.desk.reading() as tx:
            checks, lost = await home_checks(tx, reader), await lost_lines(tx, reader)
            thanks, programme = await home_thanks(tx, reader), await at_a_glance(tx, reader)
            lines = await home_lines(tx, reader)
            view = home.build(reader, *lines, lost=lost, checks=checks, thanks=thanks, programme=programme)
        return await publish(self.client, str(reader.slack_id), view)

    async def _closed(self, delivery: Delivery, card: Card | None, reader: Person) -> Placed:
        """Where somebody who may not use the desk any more may still look, nothing is left to press or to read."""
        if delivery.kind is Kind.HOME and reader.slack_id:
            return await publish(self.client, reader.slack_id, home.build_refusal(messages.GONE))
        place = card or delivery
        if not place.channel or not place.ts:
            raise Unreachable
        return await draw(self.client, messages.build_gone(), channel=place.channel, ts=place.ts)

    async def _card(self, card: Card | None, reader: Person) -> Placed:
        assert card is not None
        async with self.desk.reading() as tx:
            card = await tx.requests.card(card.id)
            posted = await self._render(tx, card, reader)
        if card.channel and card.ts:
            return await draw(self.client, posted, channel=card.channel, ts=card.ts)
        return await post(self.client, posted, channel=str(reader.slack_id))

    async def _render(self, tx: Tx, card: Card, reader: Person) -> Posted:
        view = await card_view(tx, self.desk.finder, await tx.requests.get(card.request_id), reader)
        if card.audience is Audience.DECIDER:
            return request_card.build_for_decider(view)
        return request_card.build_for_requester(view)

    async def _message(self, delivery: Delivery, reader: Person) -> Placed:
        async with self.desk.reading() as tx:
            posted = await composed(tx, delivery.kind, delivery.key.partition(":")[2], reader)
        if posted and delivery.channel and delivery.ts:
            return await draw(self.client, posted, channel=delivery.channel, ts=delivery.ts)
        return await post(self.client, posted, channel=str(reader.slack_id)) if posted else Placed()

    async def _tell(self, delivery: Delivery, reader: Person) -> Placed:
        assert delivery.request_id is not None
        assert delivery.tell is not None
        async with self.desk.reading() as tx:
            request = await tx.requests.get(delivery.request_id)
            if delivery.ts is None and messages.moot(delivery.tell, request):
                return Placed()
            cards = [c for c in await tx.requests.cards(request.id) if c.person_id == reader.id]
            view = await card_view(tx, self.desk.finder, request, reader)
            posted = messages.build(delivery.tell, view)
        if delivery.channel and delivery.ts:
            # It has buttons, and the request has changed since.
            return await draw(self.client, posted, channel=delivery.channel, ts=delivery.ts)
        thread = next((card for card in cards if card.ts), None)
        if cards and thread is None and delivery.attempts < 10:
            raise NotYet
        if delivery.tell is Tell.CALENDAR:
            return await attach(self.desk, self.client, delivery, view, thread)
        if thread is None:
            return await post(self.client, posted, channel=str(reader.slack_id))
        # Under its card, so that the story stays together, and broadcast, so that the phone rings.
        return await post(self.client, posted, channel=str(thread.channel), thread_ts=thread.ts, reply_broadcast=True)

    async def _unreachable(self, delivery: Delivery) -> None:
        """Let whoever stands in decide, or talk to the customer, instead; what is left stays as dead."""
        self.desk.measures.tried(delivery, "unreachable")
        async with self.desk.transaction() as tx:
            if delivery.kind is not Kind.BUNDLE:
                await pass_on(tx, delivery)
            # What it was to speak for is given up one by one, each in its own way.
            elif await tx.deliveries.gave_up(delivery, NOT_IN_SLACK, replaced=True):
                await tx.bundles.send_apart(delivery.person_id)

    async def _refused(self, delivery: Delivery, refused: SlackApiError) -> None:
        code = code_of(refused)
        if code in GONE and delivery.card_id:
            async with self.desk.transaction() as tx:
                await tx.requests.lost(delivery.card_id)
                await tx.deliveries.put_off(delivery, 0.0, code)
        elif delivery.kind is Kind.DIGEST and code in CLOSED:
            await lose_digest(self.desk, delivery, code)
        elif code in GONE and delivery.ts:
            async with self.desk.transaction() as tx:
                await tx.deliveries.sent(delivery, tx.now)
        elif code in NOT_THERE:
            await self._unreachable(delivery)
        elif code in HOPELESS:
            await self._give_up(delivery, code)
        else:
            await self._again(delivery, code)

    async def _again(self, delivery: Delivery, error: str, *, doubt: bool = False) -> None:
        """Try it again later, for about a day. doubt: Slack may still do what was asked of it."""
        if delivery.attempts >= TRY_FOR:
            await self._give_up(delivery, error)
        else:
            log.warning("delivery %s: %s", delivery.id, error)
            self.desk.measures.tried(delivery, "retried")
            await self._put_off(delivery, backoff(delivery.attempts), error, doubt=doubt)

    async def _put_off(self, delivery: Delivery, seconds: float, error: str, *, doubt: bool = False) -> None:
        async with self.desk.store.transaction() as tx:
            await tx.deliveries.put_off(delivery, seconds, error, doubt=doubt)

    async def _give_up(self, delivery: Delivery, error: str) -> None:
        log.error("delivery %s given up: %s", delivery.id, error)
        self.desk.measures.tried(delivery, "given_up")
        async with self.desk.transaction() as tx:
            await bury(tx, delivery, error, tell=error not in UNINSTALLED)


def backoff(attempts: int) -> float:
    """Seconds to wait: doubling, with jitter so that a crowd does not come back at once."""
    return min(LONGEST_PAUSE, 2.0 ** min(attempts, 12)) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
