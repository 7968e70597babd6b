"""The courier: leases deliveries from the outbox, has them sent, and notes where it stands."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.outbox.failures import failed
from handlers.outbox.rendering import deliver
from handlers.slack.errors import where
from handlers.slack.posting import Placement
from store.outbox.deliveries import LEASE_SECONDS, Delivery, DeliveryKind, Settled
from store.tx import UnavailableError

log = logging.getLogger(__name__)

AT_ONCE = 12  # so that a few slow answers keep nobody else waiting
POLL_SECONDS = 1.0  # other processes fill the outbox, too; their commits do not wake this one
KEEP_SECONDS = LEASE_SECONDS / 3  # so often a lease is made longer while a call is under way
SEND_SECONDS = 120.0  # a daily summary asks a slow Slack for many things


@dataclass(slots=True)
class Courier:
    """Sends deliveries until stopped. Any number of couriers in any number of processes share the work by leases."""

    desk: Desk
    client: AsyncWebClient
    work: asyncio.Event
    keep_seconds: float = KEEP_SECONDS
    _stopping: bool = field(default=False, init=False)
    _sending: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def stop(self) -> None:
        """Finish what is being sent, take nothing new."""
        self._stopping = True
        self.work.set()

    async def run(self) -> None:
        """Send what the outbox holds, for ever; survives a database or a Slack that is away."""
        while not self._stopping:
            self.work.clear()
            try:
                pause = await self._take()
            except UnavailableError:
                pause = POLL_SECONDS
            except Exception as bug:
                log.error("courier: %s\n%s", type(bug).__name__, where(bug))
                pause = POLL_SECONDS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.work.wait(), pause)
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
        if len(self._sending) == AT_ONCE:
            self.work.set()  # there may be more than there was room for
        self._sending.discard(sending)

    async def _send(self, delivery: Delivery) -> None:
        try:
            await self._tried(delivery)
        except UnavailableError:
            # Without the database nothing can be noted; the lease runs out, and the delivery is tried again.
            log.warning("delivery %s: database away", delivery.id)
        except Exception as bug:
            # Of a task's bug asyncio would log the words, too.
            log.error("delivery %s not settled: %s\n%s", delivery.id, type(bug).__name__, where(bug))

    async def _tried(self, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS) as limit, self._lease_kept(delivery, limit):
                placement = await deliver(self.desk, self.client, delivery)
        except UnavailableError:
            raise
        except Exception as error:
            await failed(self.desk, delivery, error)
        else:
            self.desk.metrics.tried(delivery, "sent")
            await self._settle(delivery, placement)

    @contextlib.asynccontextmanager
    async def _lease_kept(self, delivery: Delivery, limit: asyncio.Timeout) -> AsyncIterator[None]:
        """Keep the lease while the block runs; end the block where it is lost, for another process sends it now."""

        async def keep() -> None:
            held = True
            while held:
                await asyncio.sleep(self.keep_seconds)
                with contextlib.suppress(UnavailableError):
                    async with self.desk.store.transaction() as tx:
                        held = await tx.deliveries.keep(delivery)
            limit.reschedule(0)

        keeping = asyncio.create_task(keep())
        try:
            yield
        finally:
            keeping.cancel()

    async def _settle(self, delivery: Delivery, placement: Placement) -> None:
        """Note that it was sent and where; under a lease that was lost, only what keeps Slack true."""
        channel, ts = placement.channel, placement.ts
        async with self.desk.store.transaction() as tx:
            # Cards are locked before deliveries, as a click does.
            card = await tx.requests.locked_card(delivery.card_id) if delivery.card_id else None
            settled = await tx.deliveries.sent(delivery, tx.now, channel, ts, error=placement.refused)
            if settled and delivery.kind is DeliveryKind.DAILY_SUMMARY:
                await tx.daily_summaries.cover(delivery, placement.covered, tx.now)
                await tx.daily_summaries.send_alone(placement.sent_alone)
            if card and channel and ts and (channel, ts) != (card.channel, card.ts):
                if settled:
                    await tx.requests.posted(card.id, channel, ts)
                else:
                    # A second copy, which the person may click as well: from now on it stays true, too.
                    await tx.requests.add_posted_card(card.request_id, card.person_id, card.audience, channel, ts)
                    await tx.refresh(await tx.requests.get(card.request_id))
        if settled is not Settled.DONE or placement.sent_alone:
            self.work.set()
