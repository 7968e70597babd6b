"""What holds make of open requests: paused and resumed as time passes, or sent ahead all the same."""

import logging
from collections.abc import AsyncIterator

from blocks.requests import card as request_card
from domain.portfolio.customers import Record
from domain.refusals import Refusal
from domain.requests.paused import follow_hold, go_ahead
from domain.requests.request import Outcome, Request
from domain.requests.rights import Right
from handlers.click import Click
from handlers.desk import Desk
from handlers.requests.card_data import card_view
from handlers.requests.clicks import acting
from handlers.slack.modals import in_modal
from store.tx import Store, Tx

log = logging.getLogger(__name__)
PAGE = 200


async def on_go_ahead(click: Click) -> None:
    """A paused use goes ahead, whatever the hold says."""
    async with acting(click, Right.DECIDE) as (tx, before, record):
        after = await tx.apply(before, go_ahead(before, record.customer, by=click.person, now=tx.now))
        view = await card_view(tx, click.desk.finder, after, click.person)
    if in_modal(click.body):
        await click.show_in_place(request_card.build_modal(view))


async def follow_holds(desk: Desk) -> None:
    """Pause and resume what holds keep, however they came or went; each request under its lock, in its own turn."""
    async for request, _ in holds_now(desk.store):
        try:
            async with desk.transaction() as tx:
                before, record = await tx.requests.locked(request.id)
                await follow(tx, before, record, None)
        except Refusal:
            # Somebody has just changed it; the next tick looks again.
            log.info("request %s changed while a hold was followed", request.id)


async def holds_now(store: Store) -> AsyncIterator[tuple[Request, Outcome]]:
    """Every request that a hold begins or ceases to keep now, with what follows; read page by page, without a lock."""
    after = 0
    while True:
        async with store.reading() as tx:
            page = await tx.requests.held_up(after, PAGE)
            records = await tx.customers.records({request.customer_id for request in page}, removed=True)
            policy, now = tx.policy, tx.now
        for request in page:
            outcome = follow_hold(request, records[request.customer_id], policy=policy, now=now)
            if outcome is not None:
                yield request, outcome
        if len(page) < PAGE:
            return
        after = page[-1].id


async def follow(tx: Tx, request: Request, record: Record, by: int | None) -> bool:
    outcome = follow_hold(request, record, policy=tx.policy, now=tx.now, by=by)
    if outcome is not None:
        await tx.apply(request, outcome)
    return outcome is not None
