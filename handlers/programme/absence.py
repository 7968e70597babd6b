"""`/reference away`: a person says when they are back and who decides meanwhile. The tick does the rest."""

from dataclasses import replace

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.language import current
from blocks.programme import absence as absence_view
from domain.listed import listed
from domain.people import Person, admit, at_home_in, on_leave
from domain.refusals import Reason, Refusal
from domain.working_time import countries, countries_named, working_time_of
from handlers.desk import Desk
from handlers.slack.modals import Payload, show


async def on_away(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Open the form."""
    async with desk.reading() as tx:
        known = await tx.people.get(person.id)
        absent = known.away_on(working_time_of(known, tx.policy).local_day(tx.now))
        delegate = await tx.people.get(known.delegate_id) if absent and known.delegate_id else None
        code = working_time_of(known, tx.policy).country
    names = countries(current().locale)
    country = (code, names[code]) if code in names else None
    await show(client, body, absence_view.build(known.away_until if absent else None, delegate, country))
    await ack()


async def on_away_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Keep it."""
    said = absence_view.parse(payload)
    if said.country and said.country not in countries():
        raise Refusal(Reason.PICK_COUNTRY, field="country")
    delegate = await _delegate(desk, said.delegate) if said.until and said.delegate else None
    async with desk.transaction() as tx:
        today = working_time_of(person, tx.policy).local_day(tx.now)
        usual = working_time_of(replace(person, country=""), tx.policy).country
        absent = on_leave(person, until=said.until, delegate=delegate, today=today)
        await tx.people.keep_absence(at_home_in(absent, said.country, usual))
        await tx.note("away", by=person.id)
    await ack(response_action="update", view=absence_view.build_saved(said.until, delegate))


async def on_country_options(ack: AsyncAck, payload: Payload) -> None:
    """Load the countries whose name holds what is typed."""
    found = listed(countries_named(kit.typed(payload), current().locale), listing.OPTIONS)
    options = listing.options(found, lambda country: kit.option(country[1], country[0]))
    await ack(options=kit.loaded(options or [absence_view.build_no_country()]))


async def _delegate(desk: Desk, slack_id: str) -> Person:
    try:
        return admit(await desk.directory.person(slack_id))
    except Refusal:
        raise Refusal(Reason.NO_MEMBER, field="instead") from None
