"""Telling people that a customer they wait for can be asked again: found by the tick, queued once, rendered when
sent.
"""

from collections.abc import AsyncIterator

from blocks.kit.shapes import RenderedMessage
from blocks.portfolio import profile
from blocks.wording.customers import as_seen_by
from domain.portfolio.availability import may_give
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
            known = [(watch, records[watch.customer_id]) for watch in page if watch.customer_id in records]
            today = tx.policy.day(tx.now)
            free = [watch for watch, record in known if may_give(record, watch.activity, tx.policy, today)]
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
    record = records[watch.customer_id]
    free = may_give(record, watch.activity, tx.policy, tx.policy.day(tx.now))
    return profile.build_free(as_seen_by(record.customer, reader), watch.activity, free=free)
