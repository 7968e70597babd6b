"""One customer's profile: by name, by a click; and the wish to hear when it can be asked again."""

from blocks.home import home
from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.shapes import RenderedMessage
from blocks.portfolio import profile, uses
from blocks.portfolio.consents import ConsentRecord
from blocks.search import answer as search_answer
from blocks.wording.customers import as_seen_by
from domain.activities import Purpose, Quotable
from domain.listed import Listed, listed
from domain.matching import COUNTED
from domain.people import Person
from domain.portfolio.availability import budget, customer_blocker
from domain.portfolio.cautions import cautions
from domain.portfolio.consent import on_record
from domain.portfolio.customers import Record, Use
from domain.portfolio.holds import may_hold
from domain.portfolio.quotable import may_be_told, quotable
from domain.refusals import Reason, Refusal
from domain.search.found import activity_in
from handlers.click import Click
from handlers.desk import Desk
from store.portfolio.customers import NameMatch
from store.search.searches import NewSearch
from store.tx import Tx

MOST_CHOICES = 5


async def posted_profile(desk: Desk, person: Person, name: str) -> RenderedMessage | None:
    """The profile of the customer called `name`, a choice where several are, None where none is."""
    async with desk.reading() as tx:
        found = await called(tx, desk, name, person, MOST_CHOICES)
        if not found.items:
            return None
        if found.total == 1:
            return profile.build(await _profile_view(tx, found.items[0], person))
        named = found.with_items([as_seen_by(record.customer, person) for record in found.items])
    kept = NewSearch(person.id, name, tuple(each.id for each in named.items))
    return profile.build_choice(name, named, "" if named.whole else await desk.store.keep_search(kept))


async def on_profile(click: Click) -> None:
    """Show a customer of an answer."""
    search, customer = search_answer.parse_button(click.payload)
    await _show(click, customer, search)


async def on_look(click: Click) -> None:
    """Show one of the reader's own customers, picked from their list."""
    if (chosen := kit.chosen(click.payload)) == kit.NOBODY:
        raise Refusal(Reason.TYPE_A_NAME)
    await _show(click, kit.key(chosen))


async def _show(click: Click, customer: str, search: str = "") -> None:
    async with click.desk.reading() as tx:
        record = await tx.customers.to_ask(customer)
        view = profile.build_modal(await _profile_view(tx, record, click.person, search))
    await click.show(view)


async def on_look_options(click: Click) -> None:
    """Load the reader's own customers whose name holds what is typed."""
    async with click.desk.reading() as tx:
        owned = await tx.customers.owned_by(click.person.id, listing.OPTIONS, typed=kit.typed(click.payload))
    options = listing.options(owned, lambda record: home.look_option(record.customer))
    await click.ack(options=kit.loaded(options or [profile.build_nobody()]))


async def on_watch(click: Click) -> None:
    """Remember that this person wants to hear when the customer can be asked for what they searched."""
    key, customer_key = search_answer.parse_button(click.payload)
    async with click.desk.reading() as tx:
        search = await tx.searches.get(key)
        answer = await click.desk.finder.search(tx, search.words, click.person, limit=1, filters=search.filters)
        wanted = activity_in(answer, tx.policy)
    async with click.desk.transaction() as tx:
        # Locked, so that a second click finds the first one's watch.
        customer = as_seen_by((await tx.requests.lock_customer(customer_key)).customer, click.person)
        await tx.watches.add(click.person.id, customer.id, wanted, tx.now)
    await click.show(profile.build_watched(customer, wanted))


async def called(tx: Tx, desk: Desk, name: str, person: Person, most: int, offset: int = 0) -> Listed[Record]:
    """Customers of this name: whole, else beginning so, else as the search reads it, typos and all."""
    for how in (NameMatch.SO, NameMatch.BEGINNING_SO):
        found = await tx.customers.named(name, person, most, offset, called=how)
        if found.total:
            break
    else:
        answer = await desk.finder.search(tx, name, person, limit=COUNTED)
        found = listed([hit.id for hit in (*answer.hits, *answer.resting) if hit.named], most, offset)
    records = await tx.customers.records(found.items)
    return found.with_items([records[each] for each in found.items if each in records])


async def given(tx: Tx, key: str, person: Person) -> list[Use]:
    """What a customer has given in the last year, for those who may know."""
    record = await tx.customers.to_ask(key)
    if not record.customer.may_be_seen_by(person):
        return []
    return uses.past(record.uses, tx.policy.day(tx.now))


async def recorded(tx: Tx, key: str, person: Person) -> ConsentRecord:
    """What is on record of what a customer agreed to, for those who may know."""
    return await _on_record(tx, await tx.customers.to_ask(key), person)


async def _on_record(tx: Tx, record: Record, person: Person) -> ConsentRecord:
    entries = tuple(on_record(record)) if record.customer.may_be_seen_by(person) else ()
    people = await tx.people.named({entry.recorded_by for entry in entries if entry.recorded_by is not None})
    names = {each: one.name for each, one in people.items()}
    trusted, today = may_hold(person, record.customer), tx.policy.day(tx.now)
    return ConsentRecord(entries, record.uses, record.contacts, names, trusted, today)


async def _profile_view(tx: Tx, record: Record, person: Person, search: str = "") -> profile.ProfileView:
    customer, today = record.customer, tx.policy.day(tx.now)
    anonymous = not customer.may_be_seen_by(person)
    people = {} if anonymous or not customer.owner_id else await tx.people.named({customer.owner_id})
    stop = customer_blocker(record, tx.policy, today)
    return profile.ProfileView(
        customer=as_seen_by(customer, person),
        anonymous=anonymous,
        trusted=may_hold(person, customer),
        owner=people[customer.owner_id].name if customer.owner_id in people else "",
        contacts=() if anonymous else record.contacts,
        on_record=await _on_record(tx, record, person),
        budget=budget(record, tx.policy, today),
        blocker=stop,
        overridable=stop is not None and stop.yields_to(person),
        cautions=() if anonymous else cautions(record, tx.policy, today),
        uses=() if anonymous else record.uses,
        story_public=may_be_told(record, Quotable.STORY, Purpose.SALES, today),
        reader=person,
        saying=quotable(record, today),
        policy=tx.policy,
        search=search,
        on_hold=customer.hold is not None and (customer.hold.until is None or customer.hold.until > today),
    )
