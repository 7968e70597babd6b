"""Telling people that a customer they wait for can be asked again: found by the tick, queued once, rendered when
sent.
"""

from collections.abc import AsyncIterator

from blocks.kit.shapes import RenderedMessage
from blocks.portfolio import profile
from blocks.wording.customers import as_seen_by
from domain.activities import Purpose
from domain.portfolio.availability import blocker, customer_blocker
from domain.portfolio.customers import Record
from handlers.desk import Desk
from store.outbox.deliveries import DeliveryKind
from store.portfolio.watches import Watch
from store.tx import Store, Tx

PAGE = 200


async def enqueue_watches(desk: Desk) -> None:
    """Queue every message that a customer is free again: once, however often and in however many processes."""
    async for watch in free_now(desk.store):
        async with desk.transaction() as tx:
            if await tx.watches.settle(watch.id, tx.now):
                await tx.deliveries.enqueue_once(
                    DeliveryKind.WATCH, watch.person_id, tx.now, subject=str(watch.id), aside=True
                )


async def free_now(store: Store) -> AsyncIterator[Watch]:
    """Everybody who waits for a customer that can be asked now; read page by page."""
    after = 0
    while True:
        async with store.reading() as tx:
            page = await tx.watches.waiting(after, PAGE)
            records = await tx.customers.records({watch.customer_id for watch in page})
            free = [watch for watch in page if watch.customer_id in records and _free(tx, watch, records)]
        for watch in free:
            yield watch
        if len(page) < PAGE:
            return
        after = page[-1].id


async def free_again(tx: Tx, watch_id: str) -> RenderedMessage | None:
    """The message for the person who waited; None where the customer is gone."""
    watch = await tx.watches.get(int(watch_id))
    records = await tx.customers.records([watch.customer_id])
    if not records:
        return None
    reader = await tx.people.get(watch.person_id)
    seen = as_seen_by(records[watch.customer_id].customer, reader)
    return profile.build_free(seen, watch.activity, free=_free(tx, watch, records))


def _free(tx: Tx, watch: Watch, records: dict[int, Record]) -> bool:
    record, today = records[watch.customer_id], tx.policy.day(tx.now)
    if watch.activity is None:
        return customer_blocker(record, tx.policy, today) is None
    return blocker(record, watch.activity, Purpose.SALES, tx.policy, today) is None
