"""What time makes due after an approval: found by reading, then owed once, each in a short transaction of its own."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from domain.portfolio.customers import Customer
from domain.refusals import Refusal
from domain.requests.decisions import introducer
from domain.requests.follow_ups import Due, due_after
from domain.requests.fulfilment import unanswered
from domain.requests.messages import LIVING
from domain.requests.recipients import can_wait
from domain.requests.request import Request
from domain.working_time import mornings
from handlers.desk import Desk
from store.outbox.deliveries import Kind
from store.tx import Tx

log = logging.getLogger(__name__)

PAGE = 200


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is due for one request."""

    request_id: int
    due: Due


async def owe_after_calls(desk: Desk) -> int:
    """Owe everything that is due by now; returns how much. Any number of processes may do it at any time."""
    async with desk.reading() as tx:
        waiting = await not_yet_owed(tx)
    done = 0
    for owed in waiting:
        try:
            async with desk.transaction() as tx:
                done += await _owe(tx, owed)
        except Refusal:
            # Somebody has just moved it, or the customer was taken out of the portfolio.
            log.info("request %s changed while it was followed up", owed.request_id)
    return done


async def not_yet_owed(tx: Tx) -> list[Owed]:
    """What is due by now and nobody has owed yet."""
    found = await due_now(tx)
    known = await tx.deliveries.known_among(Kind.TELL, [_subject(owed) for owed in found])
    return [owed for owed in found if _subject(owed) not in known]


async def due_now(tx: Tx) -> list[Owed]:
    """What is due by now, owed already or not; read page by page."""
    found: list[Owed] = []
    after = 0
    while requests := await tx.requests.to_follow_up(tx.now, after, PAGE):
        records = await tx.customers.records({request.customer_id for request in requests}, removed=True)
        known = [
            (request, records[request.customer_id].customer) for request in requests if request.customer_id in records
        ]
        found += [Owed(request.id, due) for request, dues in await _due(tx, known) for due in dues]
        after = requests[-1].id
    return found


async def _owe(tx: Tx, owed: Owed) -> bool:
    """Look again under the lock, for somebody may have answered meanwhile."""
    request, record = await tx.requests.locked(owed.request_id)
    [(_, dues)] = await _due(tx, [(request, record.customer)])
    if owed.due not in dues:
        return False
    if owed.due.tell is None:
        await tx.apply(request, unanswered(request, record.customer, now=tx.now))
        return True
    new = await tx.deliveries.owe_once(
        Kind.TELL,
        owed.due.person_id,
        tx.now,
        subject=_subject(owed),
        tell=owed.due.tell,
        request_id=request.id,
        aside=can_wait(owed.due.tell, request, tx.policy.day(tx.now), by_time=True),
    )
    if new and owed.due.tell in LIVING:
        # The card has a button that only stands there since the day has come.
        await tx.refresh(request)
    return new


async def _due(tx: Tx, known: Sequence[tuple[Request, Customer]]) -> list[tuple[Request, tuple[Due, ...]]]:
    """What is due for each, by the working mornings of the people of each."""
    ids = {person for request, customer in known for person in (request.requester_id, introducer(request, customer))}
    morning = mornings(await tx.people.named({person for person in ids if person is not None}), tx.policy)
    return [
        (request, due_after(request, customer, morning=morning, policy=tx.policy, now=tx.now))
        for request, customer in known
    ]


def _subject(owed: Owed) -> str:
    what = owed.due.tell.value if owed.due.tell else "unanswered"
    return f"{what}:{owed.request_id}:{owed.due.person_id}:{owed.due.mark}"
