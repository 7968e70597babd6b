"""Whose public holidays are somebody's: as their timezone says, until they say otherwise."""

from babel import Locale

from domain.working_time import countries, countries_named, working_time_of
from tests.world import World


async def test_somebody_says_which_public_holidays_are_theirs(world: World) -> None:
    maya = world.maya

    async def saves(typed: str | None = None) -> str:
        await maya.types("/reference away")
        shown = maya.text_of(maya.modal)
        if typed:
            assert maya.modal is not None
            (option, *_) = await maya.looks_up("Your public holidays", typed)
            await maya.sets(maya.modal, maya.placed(maya.modal, "country", "away.country"), option)
        assert await maya.submits()
        assert "Noted" in maya.text_of(maya.modal)
        await maya.closes()
        return shown

    async def country() -> tuple[str, str]:
        async with world.parts.desk.reading() as tx:
            known = await tx.people.by_slack_id("U0MAYA")
            assert known is not None
            return known[0].country, working_time_of(known[0], tx.policy).country

    assert "Finland" in await saves()
    assert await country() == ("", "FI"), "what the timezone says is not written down"
    await saves("swed")
    assert await country() == ("SE", "SE")
    assert "Sweden" in await saves("finl")
    assert await country() == ("", "FI")


def test_countries_are_found_by_what_their_name_begins_with_and_then_by_what_it_holds() -> None:
    assert countries()["FI"] == "Finland"
    found = countries_named("united")[:3]
    assert [name for _, name in found] == ["United Arab Emirates", "United Kingdom", "United States"]
    assert len(countries_named("")) > 99


def test_countries_are_called_as_the_reader_calls_them_whoever_asked_before() -> None:
    assert countries_named("finl")[0] == ("FI", "Finland")
    assert countries_named("suom", Locale("fi"))[0] == ("FI", "Suomi")
    assert countries()["FI"] == "Finland"
