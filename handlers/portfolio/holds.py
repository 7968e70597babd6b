"""A customer is put on hold or taken off it, and what that makes of its open requests: at once, and as time passes."""

from datetime import date, timedelta

from blocks.kit import shapes as kit
from blocks.kit.shapes import RenderedMessage
from blocks.portfolio import holds as holds_view
from domain.people import Person
from domain.portfolio.customers import Customer, Hold
from domain.portfolio.holds import check_may_hold, check_may_lift, put_on_hold
from domain.portfolio.verification import NO_REFERENCE
from domain.refusals import Outdated
from domain.working_time import mornings
from handlers.click import Click
from handlers.desk import Desk
from handlers.portfolio.verification import renew
from handlers.requests.paused import follow
from store.outbox.deliveries import DeliveryKind
from store.tx import Tx

LATEST = timedelta(days=7)  # after so long nobody is told any more that a hold has ended


async def on_put(click: Click) -> None:
    """Open the form of a hold."""
    async with click.desk.reading() as tx:
        customer = (await tx.customers.to_ask(holds_view.customer_key(click.payload))).customer
        check_may_hold(click.person, customer)
        approved = [each for each in await tx.requests.open_for(customer.id) if each.status.holds_points]
        view = holds_view.build(customer, len(approved), tx.policy.day(tx.now))
    await click.show(view)


async def on_form(click: Click) -> None:
    """Put the customer on hold; every approved use that has not happened is paused."""
    async with click.desk.transaction() as tx:
        customer = (await tx.requests.lock_customer(kit.about(click.payload))).customer
        check_may_hold(click.person, customer)
        said = holds_view.parse(click.payload)
        today = tx.policy.day(tx.now)
        held = put_on_hold(customer, until=said.until, reason=said.reason, by=click.person, today=today, now=tx.now)
        await _keep(tx, customer, held, click.person, "hold.set")
        paused = sum(request.paused for request in await tx.requests.open_for(customer.id))
    await click.update(holds_view.build_held(customer.name, held, paused))


async def on_retire(click: Click) -> None:
    """The customer is no reference any more: on hold, until it is taken off."""
    async with click.desk.transaction() as tx:
        customer = (await tx.requests.lock_customer(holds_view.customer_key(click.payload))).customer
        today = tx.policy.day(tx.now)
        held = put_on_hold(customer, until=None, reason=NO_REFERENCE, by=click.person, today=today, now=tx.now)
        await _keep(tx, customer, held, click.person, "hold.set")


async def on_lift(click: Click) -> None:
    """Take the customer off hold; what was paused goes ahead."""
    async with click.desk.transaction() as tx:
        customer = (await tx.requests.lock_customer(holds_view.customer_key(click.payload))).customer
        check_may_lift(customer, click.person)
        await _keep(tx, customer, None, click.person, "hold.lifted")
    await click.show_in_place(holds_view.build_lifted(customer.name))


async def enqueue_holds_over(desk: Desk) -> None:
    """Queue one line for each owner, on their first working morning, for all their holds that have ended since."""
    async with desk.reading() as tx:
        due = await over_now(tx)
    for subject, owner in due.items():
        async with desk.transaction() as tx:
            await tx.deliveries.enqueue_once(DeliveryKind.HOLDS_OVER, owner, tx.now, subject=subject, aside=True)


async def over_now(tx: Tx) -> dict[str, int]:
    """The owners who are to be told of holds that have ended, by subject."""
    subjects = {f"{morning}:{owner}": owner for owner, morning in await _over(tx)}
    known = await tx.deliveries.known_among(DeliveryKind.HOLDS_OVER, list(subjects))
    return {subject: owner for subject, owner in subjects.items() if subject not in known}


async def holds_over(tx: Tx, subject: str) -> RenderedMessage | None:
    """The line for an owner, by its subject: "2026-12-01:3"; None where they have been put on hold again."""
    morning, owner = subject.partition(":")[::2]
    names = await over_of(tx, int(owner), morning)
    return holds_view.build_over(names, morning) if names else None


async def over_of(tx: Tx, owner: int, morning: str) -> list[tuple[str, str]]:
    """The customers of whose ended holds an owner is told on a morning: key and name."""
    try:
        ids = (await _over(tx)).get((owner, date.fromisoformat(morning)), [])
    except ValueError:
        raise Outdated from None
    records = await tx.customers.records(ids)
    return [(records[each].customer.key, records[each].customer.name) for each in ids if each in records]


async def _keep(tx: Tx, customer: Customer, held: Hold | None, person: Person, code: str) -> None:
    """Keep a hold or its end, and do what follows for every open request, whose cards are all drawn anew."""
    await tx.customers.keep_hold(customer.id, held)
    await tx.note(code, by=person.id, customer=customer.id, until=held and held.until and held.until.isoformat())
    changed = await tx.customers.record(customer.id)
    for request in await tx.requests.open_for(customer.id):
        if not await follow(tx, request, changed, person.id):
            await tx.refresh(request)
    await renew(tx, customer, {person.id})


async def _over(tx: Tx) -> dict[tuple[int, date], list[int]]:
    """Customers whose hold has ended, by owner and the working morning on which they are told, if it has come."""
    ended = await tx.customers.holds_over(tx.policy.day(tx.now) - LATEST)
    morning = mornings(await tx.people.named(set(ended)), tx.policy)
    found: dict[tuple[int, date], list[int]] = {}
    for owner, days in ended.items():
        for free_on, ids in days.items():
            told = morning(owner, free_on - timedelta(1), 1)
            if told <= tx.now:
                found.setdefault((owner, told.date()), []).extend(ids)
    return found
