"""Every list that may be longer than what is shown of it, page by page; each page read as it is asked for."""

import functools
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.home import home
from blocks.kit import listing
from blocks.kit.language import _
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
from domain.listed import Listed, listed
from domain.people import Person
from domain.portfolio.customers import as_seen_by
from domain.programme.digest import digest as composed
from domain.refusals import Manage, Outdated
from domain.requests.rights import Audience, Right, check, check_manages
from handlers.desk import Desk
from handlers.home import home_data
from handlers.outbox import daily_summary
from handlers.outbox.dead_letters import dead_letter_lines
from handlers.portfolio import holds, profile
from handlers.portfolio.verification import home_checks
from handlers.programme import digest
from handlers.programme import letter as programme_letter
from handlers.search import vocabulary
from handlers.slack.errors import CUT, named
from handlers.slack.modals import Payload, show, show_in_place
from store.programme.digest import CANDIDATES
from store.tx import Tx, UnavailableError

log = logging.getLogger(__name__)

Load = Callable[[Tx, Desk, Person, ListPosition], Awaitable[ListPage]]


async def on_list(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Show a page of a list."""
    await show_in_place(client, body, await page(desk, person, listing.parse(payload)))
    await ack()


async def on_strained(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Show everybody who should rest."""
    await show(client, body, await page(desk, person, ListPosition(digest_view.RESTING)))
    await ack()


async def on_unused(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Show customers worth asking, each with a button."""
    await show(client, body, await page(desk, person, ListPosition(digest_view.ALONE)))
    await ack()


async def page(desk: Desk, person: Person, place: ListPosition) -> dict[str, Any]:
    """A page as a modal; the last one where the list has become shorter. Raises Outdated for no list of ours."""
    if (load := LISTS.get(place.name)) is None:
        raise Outdated
    async with desk.reading() as tx:
        drawn = await load(tx, desk, person, place)
        if place.offset and not drawn.listed.items:
            place = ListPosition(place.name, max(0, drawn.listed.total - 1) // SIZE * SIZE, place.of)
            drawn = await load(tx, desk, person, place)
    return listing.build(place, drawn)


def drawn_anew(listener: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The listener; and where it was clicked on a page of a list, that page follows, as Homes and cards do."""
    wanted = inspect.signature(listener).parameters

    async def run(
        ack: AsyncAck,
        body: Payload,
        payload: Payload,
        person: Person,
        desk: Desk,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        given = {"ack": ack, "body": body, "payload": payload, "person": person, "desk": desk}
        given |= {"client": client, "respond": respond}
        await listener(**{name: given[name] for name in wanted})
        if place := listing.shown_in(body.get("view") or {}):
            try:
                await show_in_place(client, body, await page(desk, person, place))
            except (UnavailableError, SlackApiError, *CUT) as lost:
                # It is done and saved: to call that a failure would be untrue.
                log.warning("could not redraw a list: %s", named(lost))

    # By these the metrics name it.
    functools.update_wrapper(run, listener, assigned=("__module__", "__name__", "__doc__"), updated=())
    del run.__wrapped__  # type: ignore[attr-defined]  # what it asks for is more
    return run


async def _waiting(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await home_data.waiting_lines(tx, person, SIZE, place.offset)
    return ListPage(_("Waiting for you"), found, home.waiting_lines(found.items), _("Nothing waits for you."))


async def _asked(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await home_data.asked_lines(tx, person, SIZE, place.offset)
    return ListPage(_("Your open requests"), found, home.asked_lines(found.items))


async def _mine(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await home_data.mine(tx, person, SIZE, place.offset)
    # Slack takes no menu without a choice: they may have been handed over since.
    look = [home.look(found)] if found.items else []
    return ListPage(
        _("Your customers"), found, [*look, *home.mine_lines(found.items, person)], _("You look after no customers.")
    )


async def _thanks(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await home_data.home_thanks(tx, person, SIZE, place.offset)
    return ListPage(_("Say thank you"), found, home.thanks_lines(found.items))


async def _checks(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await home_checks(tx, person, SIZE, place.offset)
    return ListPage(_("Still true?"), found, verification_view.each_checked(found.items))


async def _lost(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await dead_letter_lines(tx, person, SIZE, place.offset)
    return ListPage(_("Not delivered"), found, dead_letters_view.each_dead_letter(found.items))


async def _today(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = listed(await daily_summary.waits_for(tx, desk, person), SIZE, place.offset)
    return ListPage(_("Waiting for you"), found, daily_summary_view.each_part(found.items))


async def _holds_over(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = listed(await holds.over_of(tx, person.id, place.of), SIZE, place.offset)
    return ListPage(_("No longer on hold"), found, holds_view.over_lines(found.items))


async def _letter(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    check_manages(person, Manage.LETTER)
    done = (await programme_letter.done_in(tx, place.of))[1]
    found = listed(letter.by_person(done), SIZE, place.offset)
    return ListPage(_("To thank for"), found, [letter.letter_lines(found.items)] if found.items else [])


async def _strained(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    facts = await tx.digest_figures.strain(SIZE, place.offset)
    found = Listed(facts.strained, facts.over + facts.close, place.offset)
    lines = digest_view.strained_lines(composed(facts, tx.policy, tx.now)) if found.items else []
    return ListPage(_("Let them rest"), found, lines, _("Nobody is close to the limit any more."))


async def _overridden(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await tx.digest_figures.overridden(SIZE, place.offset)
    return ListPage(_("Beyond a limit"), found, digest_view.overridden_lines(found.items))


async def _asked_most(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await tx.digest_figures.asked(SIZE, place.offset)
    return ListPage(_("Most asked for"), found, digest_view.asked_lines(found.items))


async def _unmet(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await tx.digest_figures.unmet(SIZE, place.offset)
    return ListPage(_("Searched in vain"), found, digest_view.unmet_lines(found.items))


async def _unused(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    facts = await tx.digest_figures.rested()
    picks = composed(facts, tx.policy, tx.now, most=None).picks
    found = listed(picks.items, SIZE, place.offset)
    cut = len(facts.candidates) >= CANDIDATES and not found.left
    lines = digest_view.picked_lines(found.items, CANDIDATES if cut else 0)
    return ListPage(_("Worth asking"), found, lines, _("Everybody who can be asked was used lately."))


async def _late_answers(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await digest.late_answers(tx, person, SIZE, place.offset)
    return ListPage(_("Late answers"), found, digest_view.late_lines(place.name, _("Whose turn it is"), found.items))


async def _late_thanks(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = await digest.late_thanks(tx, person, SIZE, place.offset)
    return ListPage(_("Thanks overdue"), found, digest_view.late_lines(place.name, _("Whose turn it is"), found.items))


async def _unknown(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    check_manages(person, Manage.SETTINGS)
    found = await vocabulary.unknown(tx, SIZE, place.offset)
    return ListPage(_("Not understood"), found, vocabulary_view.unknown_lines(found.items))


async def _labels(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    check_manages(person, Manage.SETTINGS)
    found = await vocabulary.labels(tx, SIZE, place.offset)
    return ListPage(_("Unknown industries"), found, vocabulary_view.label_lines(found.items))


async def _own_words(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    check_manages(person, Manage.SETTINGS)
    found = await vocabulary.own_words(tx, SIZE, place.offset)
    return ListPage(_("Your own words"), found, vocabulary_view.said_lines(found.items))


async def _called(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    search = await tx.searches.get(key(place.of))
    records = await profile.called(tx, desk, search.words, person, SIZE, place.offset)
    found = records.with_items([as_seen_by(record.customer, person) for record in records.items])
    return ListPage(_("Which one?"), found, profile_view.choice_lines(found.items))


async def _given(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    found = listed(await profile.given(tx, key(place.of), person), SIZE, place.offset)
    return ListPage(_("Last uses"), found, profile_view.use_lines(found.items) if found.items else [])


async def _recorded(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    known = await profile.recorded(tx, key(place.of), person)
    found = listed(consents.ordered(known), SIZE, place.offset)
    lines = consents.each_line(known, found.items)
    return ListPage(_("What was agreed"), found, [paragraph("agreed", *lines)] if lines else [])


async def _resting(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    search = await tx.searches.get(key(place.of))
    found = await desk.finder.resting(tx, search.words, person, search.filters, SIZE, place.offset)
    lines = search_answer.closed_lines(search.key, tx.policy.day(tx.now), found.items)
    return ListPage(_("Can't be asked now"), found, lines)


async def _similar(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    search = await tx.searches.get(key(place.of))
    shown = (SIZE, place.offset)
    answer = await desk.finder.page(tx, search.key, search.words, person, filters=search.filters, similar=shown)
    lines = search_answer.similar_lines(search.key, tx.policy.day(tx.now), answer.similar.items)
    return ListPage(_("Ask these instead"), answer.similar, lines)


async def _instead(tx: Tx, desk: Desk, person: Person, place: ListPosition) -> ListPage:
    request = await tx.requests.get(key(place.of))
    customer = (await tx.customers.record(request.customer_id)).customer
    cards = await tx.requests.cards(request.id)
    followers = [card.person_id for card in cards if card.audience is Audience.REQUESTER]
    check(Right.READ, person, request, customer, followers)
    search = await tx.searches.find(request.search_id) if request.search_id else None
    found = await desk.finder.alternatives(tx, search.words if search else "", request, person, SIZE, place.offset)
    lines = request_card.instead_lines(request, search.key if search else "", found.items)
    return ListPage(_("Ask these instead"), found, lines)


LISTS: Mapping[str, Load] = {
    home.WAITING: _waiting,
    home.ASKED: _asked,
    home.MINE: _mine,
    home.THANKS_DUE: _thanks,
    verification_view.CHECKS: _checks,
    dead_letters_view.DEAD_LETTERS: _lost,
    daily_summary_view.TODAY: _today,
    holds_view.OVER: _holds_over,
    letter.LETTER: _letter,
    digest_view.RESTING: _strained,
    digest_view.OVERRIDDEN: _overridden,
    digest_view.MOST_ASKED: _asked_most,
    digest_view.UNMET: _unmet,
    digest_view.ALONE: _unused,
    digest_view.LATE_ANSWERS: _late_answers,
    digest_view.LATE_THANKS: _late_thanks,
    vocabulary_view.UNKNOWN: _unknown,
    vocabulary_view.LABELS: _labels,
    vocabulary_view.KEPT: _own_words,
    profile_view.CALLED: _called,
    profile_view.GIVEN: _given,
    consents.RECORDED: _recorded,
    search_answer.RESTING: _resting,
    search_answer.SIMILAR: _similar,
    request_card.INSTEAD: _instead,
}
