"""What time makes due after an approval: found by reading, then owed once, each in a short transaction of its own."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from blocks.kit.shapes import Posted
from blocks.requests import follow_ups as follow_up
from blocks.requests.follow_ups import Done
from domain.calendar import Quarter
from domain.portfolio.availability import boss_of
from domain.portfolio.customers import Customer
from domain.refusals import Outdated, Refusal
from domain.requests.decisions import introducer
from domain.requests.follow_ups import Due, due_after, letter_due
from domain.requests.fulfilment import unanswered
from domain.requests.request import LIVING, Request, can_wait
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
        letters = await letters_now(tx)
    done = 0
    for owed in waiting:
        try:
            async with desk.transaction() as tx:
                done += await _owe(tx, owed)
        except Refusal:
            # Somebody has just moved it, or the customer was taken out of the portfolio.
            log.info("request %s changed while it was followed up", owed.request_id)
    for quarter, manager in letters:
        async with desk.transaction() as tx:
            subject = f"{quarter.starts}:{manager}"
            done += await tx.deliveries.owe_once(Kind.LETTER, manager, tx.now, subject=subject, aside=True)
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


async def letter(tx: Tx, subject: str) -> Posted:
    """The list for the executive's letter, by what was owed: "2026-10-01:3"."""
    quarter, done = await done_in(tx, subject.split(":", maxsplit=1)[0])
    return follow_up.build_letter(quarter, done)


async def done_in(tx: Tx, day: str) -> tuple[Quarter, list[Done]]:
    """The quarter of a day ("2026-10-01"), and the uses for which an executive thanks. Raises Outdated for no day."""
    try:
        quarter = tx.policy.quarter(date.fromisoformat(day))
    except ValueError:
        raise Outdated from None
    requests = (await tx.requests.done_in(quarter)).items
    records = await tx.customers.records({request.customer_id for request in requests})
    done = []
    for request in requests:
        if record := records.get(request.customer_id):
            contact = next((c for c in record.contacts if c.id == request.contact_id), None)
            boss = boss_of(contact, record.contacts) if contact else None
            done.append(Done(record.customer.name, contact, boss, request))
    return quarter, done


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


async def letters_now(tx: Tx) -> list[tuple[Quarter, int]]:
    """The quarters that ended, each with a programme manager who is to get its list for the executive's letter."""
    managers = {manager.id: manager for manager in await tx.people.managers()}
    morning = mornings(managers, tx.policy)
    due = [(letter_due(tx.policy, morning=morning, manager=each, now=tx.now), each) for each in managers]
    found = []
    for quarter, manager in due:
        if quarter is None or await tx.deliveries.known(Kind.LETTER, f"{quarter.starts}:{manager}"):
            continue
        if (await tx.requests.done_in(quarter, 1)).items:
            found.append((quarter, manager))
    return found


def _subject(owed: Owed) -> str:
    what = owed.due.tell.value if owed.due.tell else "unanswered"
    return f"{what}:{owed.request_id}:{owed.due.person_id}:{owed.due.mark}"
