"""`/reference away`: a person says when they are back and who decides meanwhile. The tick does the rest."""

from dataclasses import replace

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.language import current
from blocks.programme import absence as absence_view
from domain.listed import listed
from domain.people import at_home_in, on_leave
from domain.refusals import Reason, Refusal
from domain.working_time import countries, countries_named, working_time_of
from handlers.click import Click


async def on_away(click: Click) -> None:
    """Open the form."""
    async with click.desk.reading() as tx:
        known = await tx.people.get(click.person.id)
        absent = known.away_on(working_time_of(known, tx.policy).local_day(tx.now))
        delegate = await tx.people.get(known.delegate_id) if absent and known.delegate_id else None
        code = working_time_of(known, tx.policy).country
    names = countries(current().locale)
    country = (code, names[code]) if code in names else None
    await click.show(absence_view.build(known.away_until if absent else None, delegate, country))


async def on_away_form(click: Click) -> None:
    """Keep it."""
    said = absence_view.parse(click.payload)
    if said.country and said.country not in countries():
        raise Refusal(Reason.PICK_COUNTRY, field="country")
    asked = said.delegate if said.until else None
    delegate = await click.desk.directory.picked(asked, "instead") if asked else None
    async with click.desk.transaction() as tx:
        today = working_time_of(click.person, tx.policy).local_day(tx.now)
        usual = working_time_of(replace(click.person, country=""), tx.policy).country
        absent = on_leave(click.person, until=said.until, delegate=delegate, today=today)
        await tx.people.keep_absence(at_home_in(absent, said.country, usual))
        await tx.note("away", by=click.person.id)
    await click.update(absence_view.build_saved(said.until, delegate))


async def on_country_options(click: Click) -> None:
    """Load the countries whose name holds what is typed."""
    found = listed(countries_named(kit.typed(click.payload), current().locale), listing.OPTIONS)
    options = listing.options(found, lambda country: kit.option(country[1], country[0]))
    await click.ack(options=kit.loaded(options or [absence_view.build_no_country()]))
