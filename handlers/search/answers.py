"""`/reference words`, and what its answer leads to: the next page, and Refine."""

from dataclasses import replace
from typing import Any

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.search import answer as search_answer
from blocks.search import refine
from blocks.search.answer import AnswerPage
from domain.people import Person
from domain.programme.digest import unmet_by
from domain.search.filter_phrases import more_than_customers, since_in, tiers_in
from domain.search.filters import Filters, owners_in
from handlers.click import Click
from handlers.desk import Desk
from store.search.searches import NARROWED, UNMET, NewSearch
from store.tx import Tx

MOST_OWNERS = listing.OPTIONS - 1  # one choice is "any"


async def on_more(click: Click) -> None:
    """Show the next page in a modal: an ephemeral answer can't be reached again by anything from the outbox."""
    key, offset = search_answer.parse_more(click.payload)
    async with click.desk.reading() as tx:
        search = await tx.searches.get(key)
        asked, filters = (search.key, search.words, click.person), search.filters
        page = await click.desk.finder.page(tx, *asked, offset=offset, filters=filters)
    await click.show_in_place(search_answer.build_modal(page))


async def on_narrow(click: Click) -> None:
    """Do what a part, a reading or a filter of an older answer says: a search of its own, so that it stays true."""
    async with click.desk.reading() as tx:
        search = await tx.searches.get(refine.search_of(click.payload))
        answer = await click.desk.finder.search(tx, search.words, click.person, limit=1, filters=search.filters)
    filters = refine.narrow(search.filters, answer, click.payload)
    page = await searched(click.desk, click.person, search.words, filters)
    await click.show_in_place(search_answer.build_modal(page))


async def on_owner_options(click: Click) -> None:
    """Load the owners whose name holds what is typed."""
    async with click.desk.reading() as tx:
        owners = await tx.people.owners(kit.typed(click.payload), MOST_OWNERS, known=True)
    named = listing.options(owners, lambda owner: refine.owner_option(*owner))
    await click.ack(options=kit.loaded([refine.any_owner(), *named]))


async def on_change(click: Click) -> None:
    """Open Refine with this search; on top: what comes into an open form may be lost on submit."""
    key = search_answer.parse_more(click.payload)[0]
    async with click.desk.reading() as tx:
        search = await tx.searches.get(key)
        filters = search.filters
        answer = await click.desk.finder.search(tx, search.words, click.person, limit=1, filters=filters)
        owner = (await tx.people.by_key(filters.owner)).name if filters.owner else ""
    await click.show(refine.build(search.key, search.words, answer, filters, owner))


async def on_search_form(click: Click) -> None:
    """Show the answer in the place of the one the form was opened from, else in the form's own."""
    await click.update_below(search_answer.build_modal(await _refined(click)))


async def _refined(click: Click) -> AnswerPage:
    if not (key := refine.search_in(click.payload)):
        return await searched(click.desk, click.person, refine.parse_words(click.payload))
    async with click.desk.reading() as tx:
        search = await tx.searches.get(key)
        answer = await click.desk.finder.search(tx, search.words, click.person, limit=1, filters=search.filters)
    words, filters = refine.parse(click.payload, answer.understood, search.filters)
    anew = words != search.words and filters == Filters()
    return await searched(click.desk, click.person, words, None if anew else filters)


async def searched(desk: Desk, person: Person, words: str, filters: Filters | None = None) -> AnswerPage:
    """Search and keep the search. What nobody fits is counted once, for the words as they were typed."""
    async with desk.reading() as tx:
        words, said = await _filtered(tx, words, filters or Filters())
        filters = said if filters or said.restricts else None
        page = await desk.finder.page(tx, "", words, person, filters=filters)
    hits = tuple(found.customer.id for found in (*page.found, *page.lighter))
    details: dict[str, Any] = {NARROWED: filters.as_json()} if filters else {}
    fitting = [found.hit for found in (*page.found, *page.lighter)]
    if not filters and not page.answer.asked_back and (unmet := unmet_by(page.answer, fitting)):
        details[UNMET] = [[facet.kind, facet.value] for facet in unmet]
    unknown = () if filters else page.answer.ignored
    key = await desk.store.keep_search(NewSearch(person.id, words, hits, details, unknown))
    return page.with_key(key)


async def _filtered(tx: Tx, words: str, filters: Filters) -> tuple[str, Filters]:
    """The filters said in a search, besides those that are set: a tier the company has, a year, an owner.

    With what is left of the words.
    """
    left = dict(tiers_in(words, (*tx.policy.tier_points, *tx.policy.key_tiers)))
    tier = await tx.searches.tier(left) if left else ""
    for name, rest in left.items():
        if tier and tier.casefold() in (name.casefold(), f"tier {name.casefold()}"):
            words, filters = rest, replace(filters, tier=tier)
            break
    for name, rest in owners_in(words):
        owners = (await tx.people.owners(name, 2, known=True)).items
        if len(owners) == 1:
            words, filters = rest, replace(filters, owner=owners[0][0])
            break
    if since := since_in(words):
        words, filters = since[1], replace(filters, since=since[0])
    return (more_than_customers(words) if filters.restricts else words), filters
