"""Still true? Time asks each owner at most every other week, in one message; a click confirms a record."""

import logging
from collections.abc import Collection
from datetime import date

from blocks.kit import shapes as kit
from blocks.kit.shapes import RenderedMessage
from blocks.portfolio import verification as view
from blocks.portfolio.verification import VerificationItem, VerificationState
from blocks.wording.customers import as_seen_by
from domain.listed import Listed
from domain.people import Person, Standing
from domain.portfolio.customers import Customer
from domain.portfolio.holds import check_may_hold, may_hold
from domain.portfolio.verification import AT_ONCE, retired, to_verify, week_to_ask
from handlers.click import Click
from handlers.desk import Desk
from handlers.slack.modals import Payload
from store.outbox.deliveries import DeliveryKind
from store.tx import Tx

log = logging.getLogger(__name__)


async def enqueue_rounds(desk: Desk) -> None:
    """Begin the week of everybody who is at work by now. In however many processes: once."""
    async with desk.reading() as tx:
        ready = await weeks_now(tx)
    for person, week in ready:
        async with desk.transaction() as tx:
            await _begin(tx, person, week)


async def weeks_now(tx: Tx) -> list[tuple[Person, date]]:
    """Everybody who is at work and with whom this week has not begun."""
    people = await tx.verification.to_look_at(await _stand_in(tx))
    return [(person, week) for person in people if (week := week_to_ask(person, tx.policy, tx.now))]


async def to_ask(tx: Tx, person: Person, week: date) -> list[int]:
    """The customers about which an owner is asked this week; none where they were asked lately."""
    if await tx.verification.asked_before(person.id, week):
        return []
    manager = await _stand_in(tx)
    stands_in = manager is not None and manager.id == person.id
    return list((await tx.verification.due_for(person, AT_ONCE, stands_in=stands_in)).items)


async def _begin(tx: Tx, person: Person, week: date) -> None:
    ids = await to_ask(tx, person, week)
    if await tx.verification.begin(person.id, week, ids) and ids:
        await tx.deliveries.enqueue_once(
            DeliveryKind.VERIFICATION, person.id, tx.now, subject=f"{week}:{person.id}", aside=True
        )


async def round_message(tx: Tx, subject: str) -> RenderedMessage | None:
    """The message, by its subject: "2026-11-23:3"; None where all of its customers are gone."""
    week, _, person_id = subject.partition(":")
    reader = await tx.people.get(int(person_id))
    ids = await tx.verification.asked_about(reader.id, date.fromisoformat(week))
    asked = await _checked(tx, reader, ids)
    due = await tx.verification.due_for(reader, 1, stands_in=reader.programme_manager)
    more = due.total - sum(each.state is VerificationState.DUE for each in asked)
    return view.build(asked, max(0, more)) if asked else None


async def home_checks(tx: Tx, reader: Person, most: int = view.ON_HOME, offset: int = 0) -> Listed[VerificationItem]:
    """What there is to confirm for its reader; a programme manager stands in for who can't be asked."""
    due = await tx.verification.due_for(reader, most, offset, stands_in=reader.programme_manager)
    return due.with_items(await _checked(tx, reader, due.items))


async def on_still_true(click: Click) -> None:
    """Confirm a record as it is."""
    await _confirm(click.desk, view.customer_key(click.payload), click.person, None)


async def on_change(click: Click) -> None:
    """Open the form to correct it."""
    async with click.desk.reading() as tx:
        customer = (await tx.customers.to_ask(view.customer_key(click.payload))).customer
        check_may_hold(click.person, customer)
        form = view.build_form(customer, tx.policy)
    await click.show(form)


async def on_form(click: Click) -> None:
    """Keep what was corrected, and the rest as confirmed."""
    await _confirm(click.desk, kit.about(click.payload), click.person, click.payload)
    await click.close()


async def _confirm(desk: Desk, key: str, person: Person, form: Payload | None) -> None:
    async with desk.transaction() as tx:
        customer = (await tx.requests.lock_customer(key)).customer
        check_may_hold(person, customer)
        correction = view.parse_form(form, customer, tx.policy) if form is not None else None
        done = (customer.verified_on, customer.verified_by) == (tx.policy.day(tx.now), person.name)
        if correction or not done:
            await tx.verification.confirm(customer.id, person.name, correction)
            code = "customer.corrected" if correction else "customer.verified"
            await tx.note(code, by=person.id, customer=customer.id)
        await renew(tx, customer, {person.id})


async def renew(tx: Tx, customer: Customer, more: Collection[int] = ()) -> None:
    """Bring every message and Home up to date that asks about a customer."""
    managers = {manager.id for manager in await tx.people.managers()}
    around = {each for each in (customer.owner_id, customer.backup_id, *more) if each is not None} | managers
    for person_id, week in await tx.verification.messages_about(customer.id, around):
        if not await tx.daily_summaries.renew(DeliveryKind.VERIFICATION, f"{week}:{person_id}", tx.now):
            await tx.deliveries.enqueue(DeliveryKind.VERIFICATION, person_id, tx.now, subject=f"{week}:{person_id}")
    for person_id in await tx.people.with_home(around):
        await tx.deliveries.enqueue(DeliveryKind.HOME, person_id, tx.now, subject=str(person_id))


async def _checked(tx: Tx, reader: Person, ids: Collection[int]) -> list[VerificationItem]:
    records = await tx.customers.records(ids)
    known = [records[each].customer for each in ids if each in records]
    owners = await tx.people.named({each.owner_id for each in known if each.owner_id and each.owner_id != reader.id})
    return [
        VerificationItem(
            as_seen_by(customer, reader),
            _stands(tx, customer, reader),
            owners[customer.owner_id].name if customer.owner_id in owners else "",
        )
        for customer in known
    ]


def _stands(tx: Tx, customer: Customer, reader: Person) -> VerificationState:
    today = tx.policy.day(tx.now)
    if not may_hold(reader, customer):
        return VerificationState.ELSEWHERE
    if retired(customer, today):
        return VerificationState.RETIRED
    return VerificationState.DUE if to_verify(customer, tx.policy, today) else VerificationState.CONFIRMED


async def _stand_in(tx: Tx) -> Person | None:
    """The programme manager who is asked about customers whose owner can't be."""
    managers = await tx.people.managers()
    return next((each for each in managers if each.standing is Standing.MEMBER), None)
