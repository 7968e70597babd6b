"""Telling people that a customer they wait for can be asked again: found by the tick, owed once, said as it then is."""

from collections.abc import AsyncIterator

from blocks.kit.shapes import Posted
from blocks.portfolio import profile
from domain.activities import Purpose
from domain.portfolio.availability import block, shut
from domain.portfolio.customers import Record, as_seen_by
from handlers.desk import Desk
from store.outbox.deliveries import Kind
from store.portfolio.watches import Watch
from store.tx import Store, Tx

PAGE = 200


async def owe_watches(desk: Desk) -> None:
    """Owe every message that a customer is free again. Doing it twice, late or in two processes tells it once."""
    async for watch in free_now(desk.store):
        async with desk.transaction() as tx:
            if await tx.watches.settle(watch.id, tx.now):
                await tx.deliveries.owe_once(Kind.FREE, watch.person_id, tx.now, subject=str(watch.id), aside=True)


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


async def free_again(tx: Tx, watch_id: str) -> Posted | None:
    """The message for whoever waited; None where the customer is gone."""
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
        return shut(record, tx.policy, today) is None
    return block(record, watch.activity, Purpose.SALES, tx.policy, today) is None
