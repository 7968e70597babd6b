"""The list for the executive's letter: queued for programme managers once a quarter."""

from datetime import date

from blocks.kit.shapes import RenderedMessage
from blocks.programme import letter as programme_letter
from blocks.programme.letter import LetterLine
from domain.calendar import Quarter
from domain.portfolio.availability import boss_of
from domain.programme.letter import letter_due
from domain.refusals import Outdated
from domain.working_time import mornings
from handlers.desk import Desk
from store.outbox.deliveries import DeliveryKind
from store.tx import Tx


async def enqueue_letters(desk: Desk) -> None:
    """Queue the list of a quarter that has ended for each programme manager. In however many processes: once."""
    async with desk.reading() as tx:
        letters = await letters_now(tx)
    for quarter, manager in letters:
        async with desk.transaction() as tx:
            subject = f"{quarter.starts}:{manager}"
            await tx.deliveries.enqueue_once(DeliveryKind.LETTER, manager, tx.now, subject=subject, aside=True)


async def letter(tx: Tx, subject: str) -> RenderedMessage:
    """The list for the executive's letter, by its subject: "2026-10-01:3"."""
    quarter, done = await done_in(tx, subject.split(":", maxsplit=1)[0])
    return programme_letter.build_letter(quarter, done)


async def done_in(tx: Tx, day: str) -> tuple[Quarter, list[LetterLine]]:
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
            done.append(LetterLine(record.customer.name, contact, boss, request))
    return quarter, done


async def letters_now(tx: Tx) -> list[tuple[Quarter, int]]:
    """The quarters that ended, each with a programme manager who is to get its list for the executive's letter."""
    managers = {manager.id: manager for manager in await tx.people.managers()}
    morning = mornings(managers, tx.policy)
    due = [(letter_due(tx.policy, morning=morning, manager=each, now=tx.now), each) for each in managers]
    found = []
    for quarter, manager in due:
        if quarter is None or await tx.deliveries.known(DeliveryKind.LETTER, f"{quarter.starts}:{manager}"):
            continue
        if (await tx.requests.done_in(quarter, 1)).items:
            found.append((quarter, manager))
    return found
