"""What a Home shows: read at the moment of sending, as its reader may know it."""

from datetime import datetime
from typing import Any

from blocks.home import home
from blocks.home.home import CUSTOMERS, MOST, THANKS, OwnedCustomer, RequestLine, ThanksDue
from blocks.outbox.dead_letters import DeadLetterView
from blocks.wording.customers import as_seen_by
from domain.listed import Listed
from domain.people import Person
from domain.portfolio.availability import budget, hold_or_budget_blocker
from domain.portfolio.cautions import cautions
from domain.programme.digest import waiting_since
from domain.requests.request import Request
from handlers.portfolio.verification import home_checks
from store.tx import Tx


async def home_view(tx: Tx, reader: Person, dead_letters: Listed[DeadLetterView]) -> dict[str, Any]:
    """The whole Home of `reader`."""
    checks = await home_checks(tx, reader)
    thanks = await home_thanks(tx, reader)
    programme = (await tx.digest_figures.glance(), tx.policy) if reader.programme_manager else None
    asked = await waiting_lines(tx, reader, MOST), await asked_lines(tx, reader, MOST)
    owned = await mine(tx, reader, CUSTOMERS)
    return home.build(
        reader, *asked, owned, dead_letters=dead_letters, checks=checks, thanks=thanks, programme=programme
    )


async def waiting_lines(tx: Tx, reader: Person, most: int, offset: int = 0) -> Listed[RequestLine]:
    """What waits for `reader`."""
    waiting = await tx.requests.waiting_for(reader.id, most, offset)
    records = await tx.customers.records({request.customer_id for request in waiting.items}, removed=True)
    people = await tx.people.named({request.requester_id for request in waiting.items})
    return waiting.with_items(
        [
            RequestLine(each, as_seen_by(records[each.customer_id].customer, reader), people[each.requester_id].name)
            for each in waiting.items
        ]
    )


async def asked_lines(tx: Tx, reader: Person, most: int, offset: int = 0) -> Listed[RequestLine]:
    """What `reader` asked for, with who decides, where they may know."""
    asked = await tx.requests.open_of(reader.id, most, offset)
    records = await tx.customers.records({request.customer_id for request in asked.items}, removed=True)
    people = await tx.people.named({request.decider_id for request in asked.items if request.decider_id})

    def line(request: Request) -> RequestLine:
        customer = records[request.customer_id].customer
        known = customer.may_be_seen_by(reader) and request.decider_id is not None
        return RequestLine(request, as_seen_by(customer, reader), people[request.decider_id or 0].name if known else "")

    return asked.with_items([line(request) for request in asked.items])


async def mine(tx: Tx, reader: Person, most: int, offset: int = 0) -> Listed[OwnedCustomer]:
    """The customers of `reader`."""
    today = tx.policy.day(tx.now)
    owned = await tx.customers.owned_by(reader.id, most, offset)
    return owned.with_items(
        [
            OwnedCustomer(
                record.customer,
                budget(record, tx.policy, today),
                hold_or_budget_blocker(record, tx.policy, today),
                cautions(record, tx.policy, today),
            )
            for record in owned.items
        ]
    )


async def home_thanks(tx: Tx, reader: Person, most: int = THANKS, offset: int = 0) -> Listed[ThanksDue]:
    """The uses for which `reader` still has to say thank you."""
    requests = await tx.requests.to_thank(reader.id, tx.now, most, offset)
    records = await tx.customers.records({request.customer_id for request in requests.items}, removed=True)
    since = waiting_since(tx.policy, tx.now)
    return requests.with_items(
        [
            ThanksDue(request, as_seen_by(records[request.customer_id].customer, reader), late=_since(request) < since)
            for request in requests.items
        ]
    )


def _since(request: Request) -> datetime:
    return request.fulfilment.thanks_since or request.changed_at
