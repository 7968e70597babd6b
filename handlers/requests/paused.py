"""What holds make of open requests: paused and resumed as time passes, or sent ahead all the same."""

import logging
from collections.abc import AsyncIterator

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks.requests import buttons
from blocks.requests import card as request_card
from domain.people import Person
from domain.portfolio.customers import Record
from domain.refusals import Refusal
from domain.requests.paused import follow_hold, go_ahead
from domain.requests.request import Outcome, Request
from domain.requests.rights import Right
from handlers.desk import Desk
from handlers.requests.card_data import card_view
from handlers.requests.clicks import acting
from handlers.slack.modals import Payload, in_modal, show_in_place
from store.tx import Store, Tx

log = logging.getLogger(__name__)
PAGE = 200


async def on_go_ahead(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """A paused use goes ahead, whatever the hold says."""
    key = buttons.request_key(payload)
    async with acting(desk, body, key, person, Right.DECIDE) as (tx, before, record):
        after = await tx.apply(before, go_ahead(before, record.customer, by=person, now=tx.now))
        view = await card_view(tx, desk.finder, after, person)
    if in_modal(body):
        await show_in_place(client, body, request_card.build_modal(view))
    await ack()


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
