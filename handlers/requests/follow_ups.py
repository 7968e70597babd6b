"""What time makes due after an approval: found by reading, then queued once, each in a short transaction of its own."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from domain.portfolio.customers import Customer
from domain.refusals import Refusal
from domain.requests.decisions import introducer
from domain.requests.follow_ups import FollowUp, follow_ups_due
from domain.requests.fulfilment import unanswered
from domain.requests.messages import MESSAGES
from domain.requests.recipients import can_wait
from domain.requests.request import Request
from domain.working_time import mornings
from handlers.desk import Desk
from store.outbox.deliveries import DeliveryKind
from store.tx import Tx

log = logging.getLogger(__name__)

PAGE = 200


@dataclass(frozen=True, slots=True)
class DueFollowUp:
    """One thing that is due for one request."""

    request_id: int
    follow_up: FollowUp


async def enqueue_follow_ups(desk: Desk) -> int:
    """Queue every follow-up that is due by now; returns how much. Any number of processes may do it at any time."""
    async with desk.reading() as tx:
        waiting = await not_yet_enqueued(tx)
    done = 0
    for due in waiting:
        try:
            async with desk.transaction() as tx:
                done += await _enqueue(tx, due)
        except Refusal:
            # Somebody has just moved it, or the customer was taken out of the portfolio.
            log.info("request %s changed while it was followed up", due.request_id)
    return done


async def not_yet_enqueued(tx: Tx) -> list[DueFollowUp]:
    """What is due by now and not in the outbox yet."""
    found = await due_now(tx)
    known = await tx.deliveries.known_among(DeliveryKind.MESSAGE, [_subject(due) for due in found])
    return [due for due in found if _subject(due) not in known]


async def due_now(tx: Tx) -> list[DueFollowUp]:
    """What is due by now, in the outbox already or not; read page by page."""
    found: list[DueFollowUp] = []
    after = 0
    while True:
        requests = await tx.requests.to_follow_up(tx.now, after, PAGE)
        records = await tx.customers.records({request.customer_id for request in requests}, removed=True)
        known = [
            (request, records[request.customer_id].customer) for request in requests if request.customer_id in records
        ]
        found += [DueFollowUp(request.id, due) for request, dues in await _due(tx, known) for due in dues]
        if len(requests) < PAGE:
            return found
        after = requests[-1].id


async def _enqueue(tx: Tx, due: DueFollowUp) -> bool:
    """Look again under the lock, for an answer may have come meanwhile."""
    request, record = await tx.requests.locked(due.request_id)
    [(_, dues)] = await _due(tx, [(request, record.customer)])
    if due.follow_up not in dues:
        return False
    if due.follow_up.message_type is None:
        await tx.apply(request, unanswered(request, record.customer, now=tx.now))
        return True
    new = await tx.deliveries.enqueue_once(
        DeliveryKind.MESSAGE,
        due.follow_up.person_id,
        tx.now,
        subject=_subject(due),
        message_type=due.follow_up.message_type,
        request_id=request.id,
        aside=can_wait(due.follow_up.message_type, request, tx.policy.day(tx.now), by_time=True),
    )
    if new and MESSAGES[due.follow_up.message_type].living:
        # The card has a button that only stands there since the day has come.
        await tx.refresh(request)
    return new


async def _due(tx: Tx, known: Sequence[tuple[Request, Customer]]) -> list[tuple[Request, tuple[FollowUp, ...]]]:
    """What is due for each, by the working mornings of the people of each."""
    ids = {person for request, customer in known for person in (request.requester_id, introducer(request, customer))}
    morning = mornings(await tx.people.named({person for person in ids if person is not None}), tx.policy)
    return [
        (request, follow_ups_due(request, customer, morning=morning, policy=tx.policy, now=tx.now))
        for request, customer in known
    ]


def _subject(due: DueFollowUp) -> str:
    what = due.follow_up.message_type.value if due.follow_up.message_type else "unanswered"
    return f"{what}:{due.request_id}:{due.follow_up.person_id}:{due.follow_up.mark}"
