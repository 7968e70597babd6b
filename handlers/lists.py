"""Every list that may be longer than what is shown of it, page by page; each page read as it is asked for."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError

from blocks.home import home
from blocks.kit import listing
from blocks.kit.elements import Block
from blocks.kit.language import N_, N_short, _, short
from blocks.kit.listing import SIZE, ListPage, ListPosition
from blocks.kit.shapes import key, paragraph
from blocks.outbox import daily_summary as daily_summary_view
from blocks.outbox import dead_letters as dead_letters_view
from blocks.portfolio import consents
from blocks.portfolio import holds as holds_view
from blocks.portfolio import profile as profile_view
from blocks.portfolio import verification as verification_view
from blocks.programme import digest as digest_view
from blocks.programme import letter
from blocks.requests import card as request_card
from blocks.search import answer as search_answer
from blocks.search import vocabulary as vocabulary_view
from blocks.wording.customers import as_seen_by
from domain.listed import Listed, listed
from domain.people import Person
from domain.programme.digest import digest as composed
from domain.refusals import Manage, Outdated
from domain.requests.rights import Right, check_manages
from handlers.click import Click
from handlers.home import home_data
from handlers.outbox import daily_summary
from handlers.outbox.dead_letters import dead_letter_lines
from handlers.portfolio import holds, profile
from handlers.portfolio.verification import home_checks
from handlers.programme import digest
from handlers.programme import letter as programme_letter
from handlers.requests.clicks import check_right
from handlers.search import vocabulary
from handlers.slack.errors import CUT, named
from store.programme.digest import CANDIDATES
from store.tx import Tx, UnavailableError

log = logging.getLogger(__name__)

T = TypeVar("T")
Load = Callable[[Tx, Click, ListPosition], Awaitable[ListPage]]
Read = Callable[[Tx, Person, int, int], Awaitable[Listed[T]]]


async def on_list(click: Click) -> None:
    """Show a page of a list."""
    await click.show_in_place(await page(click, listing.parse(click.payload)))


async def on_strained(click: Click) -> None:
    """Show everybody who should rest."""
    await click.show(await page(click, ListPosition(digest_view.RESTING)))


async def on_unused(click: Click) -> None:
    """Show customers worth asking, each with a button."""
    await click.show(await page(click, ListPosition(digest_view.ALONE)))


async def page(click: Click, place: ListPosition) -> dict[str, Any]:
    """A page as a modal; the last one where the list has become shorter. Raises Outdated for no list of ours."""
    if (load := LISTS.get(place.name)) is None:
        raise Outdated
    async with click.desk.reading() as tx:
        drawn = await load(tx, click, place)
        if place.offset and not drawn.listed.items:
            place = ListPosition(place.name, max(0, drawn.listed.total - 1) // SIZE * SIZE, place.of)
            drawn = await load(tx, click, place)
    return listing.build(place, drawn)


async def redraw(click: Click) -> None:
    """Where something was clicked on a page of a list, draw that page anew. What was clicked is done and saved."""
    if place := listing.shown_in(click.body.get("view") or {}):
        try:
            await click.show_in_place(await page(click, place))
        except (UnavailableError, SlackApiError, *CUT) as lost:
            # To call that a failure would be untrue.
            log.warning("could not redraw a list: %s", named(lost))


def _read(title: str, read: Read[T], lines: Callable[[Sequence[T]], list[Block]], none: str = "") -> Load:
    """A list whose pages are read like its first items elsewhere. none: what an empty one says."""

    async def load(tx: Tx, click: Click, place: ListPosition) -> ListPage:
        found = await read(tx, click.person, SIZE, place.offset)
        return ListPage(short(title), found, lines(found.items), _(none) if none else "")

    return load


async def _mine(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    found = await home_data.mine(tx, click.person, SIZE, place.offset)
    # Slack takes no menu without a choice: they may have been handed over since.
    look = [home.look(found)] if found.items else []
    lines = [*look, *home.mine_lines(found.items, click.person)]
    return ListPage(short("Your customers"), found, lines, _("You look after no customers."))


async def _today(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    found = listed(await daily_summary.waits_for(tx, click.desk, click.person), SIZE, place.offset)
    return ListPage(short("Waiting for you"), found, daily_summary_view.each_part(found.items))


async def _holds_over(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    found = listed(await holds.over_of(tx, click.person.id, place.of), SIZE, place.offset)
    return ListPage(short("No longer on hold"), found, holds_view.over_lines(found.items))


async def _letter(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    check_manages(click.person, Manage.LETTER)
    done = (await programme_letter.done_in(tx, place.of))[1]
    found = listed(letter.by_person(done), SIZE, place.offset)
    return ListPage(short("To thank for"), found, [letter.letter_lines(found.items)] if found.items else [])


async def _strained(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    facts = await tx.digest_figures.strain(SIZE, place.offset)
    found = Listed(facts.strained, facts.over + facts.close, place.offset)
    lines = digest_view.strained_lines(composed(facts, tx.policy, tx.now)) if found.items else []
    return ListPage(short("Let them rest"), found, lines, _("Nobody is close to the limit any more."))


async def _unused(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    facts = await tx.digest_figures.rested()
    picks = composed(facts, tx.policy, tx.now, most=None).picks
    found = listed(picks.items, SIZE, place.offset)
    cut = len(facts.candidates) >= CANDIDATES and not found.left
    lines = digest_view.picked_lines(found.items, CANDIDATES if cut else 0)
    return ListPage(short("Worth asking"), found, lines, _("Everybody who can be asked was used lately."))


async def _called(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    search = await tx.searches.get(key(place.of))
    records = await profile.called(tx, click.desk, search.words, click.person, SIZE, place.offset)
    found = records.with_items([as_seen_by(record.customer, click.person) for record in records.items])
    return ListPage(short("Which one?"), found, profile_view.choice_lines(found.items))


async def _given(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    found = listed(await profile.given(tx, key(place.of), click.person), SIZE, place.offset)
    return ListPage(short("Last uses"), found, profile_view.use_lines(found.items) if found.items else [])


async def _recorded(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    known = await profile.recorded(tx, key(place.of), click.person)
    found = listed(consents.ordered(known), SIZE, place.offset)
    lines = consents.each_line(known, found.items)
    return ListPage(short("What was agreed"), found, [paragraph("agreed", *lines)] if lines else [])


async def _resting(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    search = await tx.searches.get(key(place.of))
    found = await click.desk.finder.resting(tx, search.words, click.person, search.filters, SIZE, place.offset)
    lines = search_answer.closed_lines(search.key, tx.policy.day(tx.now), found.items)
    return ListPage(short("Can't be asked now"), found, lines)


async def _similar(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    search = await tx.searches.get(key(place.of))
    shown = (SIZE, place.offset)
    answer = await click.desk.finder.page(
        tx, search.key, search.words, click.person, filters=search.filters, similar=shown
    )
    lines = search_answer.similar_lines(search.key, tx.policy.day(tx.now), answer.similar.items)
    return ListPage(short("Ask these instead"), answer.similar, lines)


async def _instead(tx: Tx, click: Click, place: ListPosition) -> ListPage:
    request = await tx.requests.get(key(place.of))
    await check_right(tx, Right.READ, click.person, request, await tx.customers.record(request.customer_id))
    search = await tx.searches.find(request.search_id) if request.search_id else None
    words, search_key = (search.words, search.key) if search else ("", "")
    found = await click.desk.finder.alternatives(tx, words, request, click.person, SIZE, place.offset)
    lines = request_card.instead_lines(request, search_key, found.items)
    return ListPage(short("Ask these instead"), found, lines)


def _late(name: str, items: Sequence[digest_view.LateItem]) -> list[Block]:
    return digest_view.late_lines(name, _("Whose turn it is"), items)


LISTS: Mapping[str, Load] = {
    home.WAITING: _read(
        N_short("Waiting for you"), home_data.waiting_lines, home.waiting_lines, none=N_("Nothing waits for you.")
    ),
    home.ASKED: _read(N_short("Your open requests"), home_data.asked_lines, home.asked_lines),
    home.MINE: _mine,
    home.THANKS_DUE: _read(N_short("Say thank you"), home_data.home_thanks, home.thanks_lines),
    verification_view.CHECKS: _read(N_short("Still true?"), home_checks, verification_view.each_checked),
    dead_letters_view.DEAD_LETTERS: _read(
        N_short("Not delivered"), dead_letter_lines, dead_letters_view.each_dead_letter
    ),
    daily_summary_view.TODAY: _today,
    holds_view.OVER: _holds_over,
    letter.LETTER: _letter,
    digest_view.RESTING: _strained,
    digest_view.OVERRIDDEN: _read(
        N_short("Beyond a limit"),
        lambda tx, _, *part: tx.digest_figures.overridden(*part),
        digest_view.overridden_lines,
    ),
    digest_view.MOST_ASKED: _read(
        N_short("Most asked for"), lambda tx, _, *part: tx.digest_figures.asked(*part), digest_view.asked_lines
    ),
    digest_view.UNMET: _read(
        N_short("Searched in vain"), lambda tx, _, *part: tx.digest_figures.unmet(*part), digest_view.unmet_lines
    ),
    digest_view.ALONE: _unused,
    digest_view.LATE_ANSWERS: _read(
        N_short("Late answers"), digest.late_answers, partial(_late, digest_view.LATE_ANSWERS)
    ),
    digest_view.LATE_THANKS: _read(
        N_short("Thanks overdue"), digest.late_thanks, partial(_late, digest_view.LATE_THANKS)
    ),
    vocabulary_view.UNKNOWN: _read(N_short("Not understood"), vocabulary.unknown, vocabulary_view.unknown_lines),
    vocabulary_view.LABELS: _read(N_short("Unknown industries"), vocabulary.labels, vocabulary_view.label_lines),
    vocabulary_view.KEPT: _read(N_short("Your own words"), vocabulary.own_words, vocabulary_view.said_lines),
    profile_view.CALLED: _called,
    profile_view.GIVEN: _given,
    consents.RECORDED: _recorded,
    search_answer.RESTING: _resting,
    search_answer.SIMILAR: _similar,
    request_card.INSTEAD: _instead,
}
