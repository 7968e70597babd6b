"""One customer's profile: by name, by a click; and the wish to hear when it can be asked again."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import kit, notice, profile, search_answer
from blocks.consents import OnRecord
from blocks.kit import Posted, a
from domain.activities import Purpose, Saying
from domain.availability import budget, cautions, shut
from domain.consent import on_record
from domain.customers import Record, as_seen_by, worded_for
from domain.holds import may_hold
from domain.people import Person
from domain.saying import may_be_told, may_say
from handlers.desk import Desk
from handlers.finding import wanted_in
from handlers.showing import Payload, show
from store.tx import Tx

MOST_CHOICES = 5


async def posted_profile(desk: Desk, person: Person, name: str) -> Posted | None:
    """The profile of the customer called `name`, a choice where several are, None where none is."""
    async with desk.reading() as tx:
        ids = await _called(desk, tx, name, person)
        records = await tx.customers.records(ids)
        if not records:
            return None
        if len(records) == 1:
            return profile.build(await _shown(tx, next(iter(records.values())), person))
        seen = [as_seen_by(records[each].customer, person) for each in ids if each in records]
        named = [(customer.key, customer.name) for customer in seen]
        return profile.build_choice(name, named)


async def on_profile(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Show a customer of an answer."""
    search, customer = search_answer.parse_button(payload)
    async with desk.reading() as tx:
        record = await tx.customers.to_ask(customer)
        view = profile.build_modal(await _shown(tx, record, person, search))
    await show(client, body, view)
    await ack()


async def on_look(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Show one of the reader's own customers, picked from their list."""
    async with desk.reading() as tx:
        record = await tx.customers.to_ask(kit.key(kit.chosen(payload)))
        view = profile.build_modal(await _shown(tx, record, person))
    await show(client, body, view)
    await ack()


async def on_watch(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Remember that this person wants to hear when the customer can be asked for what they searched."""
    key, customer_key = search_answer.parse_button(payload)
    async with desk.reading() as tx:
        search = await tx.searches.get(key)
        answer = await desk.finder.search(tx, search.words, person, limit=1, narrowed=search.narrowed)
    wanted = wanted_in(answer)
    async with desk.transaction() as tx:
        # Locked, so that a second click finds the first one's watch.
        customer = as_seen_by((await tx.requests.lock_customer(customer_key)).customer, person)
        await tx.watches.add(person.id, customer.id, wanted, tx.now)
    asked = f" for {a(wanted.words)}" if wanted else ""
    said = f"I will send you a message as soon as {customer.name} can be asked{asked}."
    await show(client, body, notice.build_modal(said, title="Noted"))
    await ack()


async def _called(desk: Desk, tx: Tx, name: str, person: Person) -> list[int]:
    """Customers of this name: whole, else beginning so, else as the search reads it, typos and all."""
    found = await tx.customers.records(await tx.customers.named(name, person, MOST_CHOICES * 4))
    typed = name.casefold()
    names = {each: record.customer.name.casefold() for each, record in found.items()}
    if whole := [each for each, called in names.items() if called == typed]:
        return whole
    if begin := [each for each, called in names.items() if called.startswith(typed)]:
        return begin[:MOST_CHOICES]
    answer = await desk.finder.search(tx, name, person, limit=MOST_CHOICES)
    return [hit.id for hit in (*answer.hits, *answer.resting) if hit.named][:MOST_CHOICES]


async def _shown(tx: Tx, record: Record, person: Person, search: str = "") -> profile.Shown:
    customer, today = record.customer, tx.policy.day(tx.now)
    veiled = not customer.may_be_seen_by(person)
    entries = () if veiled else tuple(on_record(record))
    known = {each for each in (customer.owner_id, *(entry.recorded_by for entry in entries)) if each is not None}
    people = {} if veiled else await tx.people.named(known)
    trusted = may_hold(person, customer)
    names = {each: one.name for each, one in people.items()}
    stop = shut(worded_for(record, person), tx.policy, today)
    return profile.Shown(
        customer=as_seen_by(customer, person),
        veiled=veiled,
        trusted=trusted,
        owner=names.get(customer.owner_id or 0, ""),
        contacts=() if veiled else record.contacts,
        on_record=OnRecord(entries, record.uses, record.contacts, names, trusted, today),
        budget=budget(record, tx.policy, today),
        closed=stop,
        overridable=stop is not None and stop.yields_to(person),
        cautions=() if veiled else cautions(record, tx.policy, today),
        uses=() if veiled else tuple(use for use in record.uses if use.on <= today or not use.made),
        story_public=may_be_told(record, Saying.STORY, Purpose.SALES, today),
        saying=may_say(record, today),
        policy=tx.policy,
        search=search,
        on_hold=customer.hold is not None and (customer.hold.until is None or customer.hold.until > today),
    )
