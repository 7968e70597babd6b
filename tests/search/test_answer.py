"""The answer as a person meets it: what was understood and how to change it, what may be said, what else there is."""

from datetime import date

import pytest

from domain.matching import Facet, Reading
from domain.portfolio.customers import Customer, Hold, Record
from domain.portfolio.quotable import quotable
from domain.refusals import Refusal
from domain.search.filters import Filters
from sandbox.model import View
from sandbox.seat import Seat
from tests.world import LUMI, World

MANAGED = {"contact1_seniority": "Manager", "contact2_name": "", "contact2_seniority": ""}
BERG = {**LUMI, "external_id": "B1", "name": "Berghaus", "country": "DE", "size": "Mid-market", "satisfaction": 7}
PLUME = {**LUMI, "external_id": "P1", "name": "Plume Stores", "country": "US", "owner": "aino@norrsken.example"}
HIDDEN = {
    **LUMI,
    "external_id": "H1",
    "name": "Zyxsecret",
    "classified": "yes",
    "segment": "a Nordic retailer",
    "story": "Zyxstory is told. Zyxstory again.",
    "owner": "aino@norrsken.example",
    "contact1_name": "Zyxcontact",
}


def modal(seat: Seat) -> View:
    assert seat.modal is not None
    return seat.modal


def text(seat: Seat) -> str:
    return seat.text_of(modal(seat))


async def test_a_part_is_taken_out_with_one_click_and_the_old_answer_keeps_its_meaning(world: World) -> None:
    await world.customers(LUMI, BERG)
    maya = world.maya
    await maya.types("/reference retial onboarding germany please")
    seen = maya.last_ephemeral
    assert "retial read as retail" in seen, seen
    assert "Region: Germany · ignored: please\n" in seen
    assert "[✕ Germany]" in seen
    assert seen.index("Berghaus") < seen.index("Lumi Retail")
    assert await maya.clicks("✕ Germany")
    assert "Taken out: Germany" in text(maya)
    assert "[✕ Germany]" not in text(maya)
    assert await maya.clicks("✕ Onboarding", on=modal(maya))
    assert "Taken out: Germany, Onboarding" in text(maya)
    assert len(maya.modals) == 1
    assert "[✕" not in text(maya)
    await maya.closes()
    assert await maya.clicks("✕ Onboarding", on=maya.ephemerals[0])
    assert "Taken out: Onboarding" in text(maya)
    assert "[✕ Germany]" in text(maya)


async def test_a_word_with_two_meanings_is_read_as_the_person_picks(world: World) -> None:
    await world.customers({**LUMI, "use_cases": "Logistics"}, {**BERG, "industry": "Logistics"})
    maya = world.maya
    await maya.types("/reference logistics")
    first = maya.last_ephemeral
    assert first.startswith("Use case: Logistics")
    assert await maya.clicks("“logistics” as industry: logistics and post")
    assert "Industry: logistics" in text(maya)
    assert "Berghaus" in text(maya)
    assert await maya.clicks("“logistics” as use case: Logistics", on=modal(maya))
    assert "Use case: Logistics" in text(maya).splitlines()[1]


async def test_filters_narrow_the_answer_and_are_taken_away_again(world: World) -> None:
    await world.customers(LUMI, BERG, PLUME)
    maya = world.maya
    await maya.types("/reference retail")
    menus = [
        each for block in maya.ephemerals[-1].blocks for each in block.get("elements", []) if "select" in each["type"]
    ]
    names = [menu["placeholder"]["text"] for menu in menus]
    assert names == ["All regions", "All sizes", "Any owner", "Whoever fits"], "a screen reader says what each is"
    assert await maya.picks("search.region", "North America")
    assert "Plume Stores" in text(maya)
    assert "Lumi Retail" not in text(maya)
    assert await maya.picks("search.region", "All regions", on=modal(maya))
    assert await maya.picks("search.size", "Mid-market", on=modal(maya))
    assert "Berghaus" in text(maya)
    assert "Lumi Retail" not in text(maya)
    assert await maya.picks("search.owner", "Aino", on=modal(maya))
    assert "Nobody who fits is left with these filters" in text(maya)
    assert await maya.picks("search.size", "All sizes", on=modal(maya))
    assert "Plume Stores" in text(maya)
    assert "Berghaus" not in text(maya)
    assert "[Aino" in text(maya)
    assert len(maya.modals) == 1


async def test_only_what_can_be_asked_now(world: World) -> None:
    await world.customers({**LUMI, "points_used": 3}, BERG, {**PLUME, "consents": "call=no"})
    maya = world.maya
    await maya.types("/reference retail call")
    seen = maya.last_ephemeral
    assert seen.index("Berghaus") < seen.index("These fit, but not for a call now")
    assert "Not now: Lumi Retail has 1 of 4 points left this quarter; a call takes 2. Free again on 1 January" in seen
    assert "May be asked: quote" in seen
    assert "Not now: Plume Stores said no to a call for a sales deal." in seen
    assert await maya.picks("search.now", "Only what can be asked now")
    assert "Berghaus" in text(maya)
    assert "Lumi Retail" not in text(maya)
    assert "Plume Stores" not in text(maya)


async def test_what_may_be_said_now_comes_first_and_only_as_far_as_it_is_public(world: World) -> None:
    story = {"story": "They were late. We came. Now they are quick.", "story_public": "yes"}
    await world.customers(
        {**LUMI, **story, "name_public": "yes"},
        {**BERG, "name_public": "yes", "story": "A secret of Berghaus."},
        {**PLUME, "story": "Plume has a story", "story_public": "yes"},
    )
    for who in (world.maya, world.ilkka):
        await who.types("/reference retail onboarding")
        seen = who.last_ephemeral
        assert "You may say now:\nLumi Retail: They were late. We came." in seen, seen
        assert "Berghaus is a customer of ours." in seen
        assert "secret of Berghaus" not in seen
        assert "Plume has" not in seen
        assert "You may say now: nothing yet" in seen


async def test_of_a_classified_customer_only_its_segment_may_be_said_and_is_shown(world: World) -> None:
    await world.customers(LUMI, HIDDEN)
    maya = world.maya
    await maya.types("/reference retail onboarding call")
    await maya.picks("search.now", "Only what can be asked now")
    for seen in (maya.last_ephemeral, text(maya)):
        assert "A Nordic retailer is a customer of ours." in seen
        assert "zyx" not in seen.casefold()
    # Where and whose it is would be hints: filtered by them it is gone.
    assert await maya.picks("search.region", "EMEA", on=modal(maya))
    assert "Nordic retailer" not in text(maya)
    assert await maya.picks("search.region", "All regions", on=modal(maya))
    assert await maya.picks("search.now", "Whoever fits", on=modal(maya))
    await world.customers(LUMI, HIDDEN, {**PLUME, "external_id": "C9"})
    assert await maya.picks("search.owner", "Aino", on=modal(maya))
    assert "Nordic retailer" not in text(maya)
    await world.petra.types("/reference retail onboarding call")
    assert "Zyxsecret" in world.petra.last_ephemeral
    assert "A Nordic retailer is a customer of ours." in world.petra.last_ephemeral


async def test_cautions_and_terms_are_said_in_words(world: World) -> None:
    await world.customers(
        {**LUMI, "points_used": 2, "renewal_in_days": 40, "satisfaction": 5},
        {**PLUME, "last_verified_days": 200},
    )
    await world.maya.types("/reference retail onboarding germany")
    seen = world.maya.last_ephemeral
    assert "Fits: same industry: retail · same use case: Onboarding · elsewhere in EMEA" in seen, seen
    for said in ("one call left", "renewal in 40 days", "not verified for 200 days", "satisfaction is 5 of 10"):
        assert said in seen, seen
    assert "Also: Finland · Enterprise · C-level contact" in seen


async def test_of_a_customer_on_hold_nothing_may_be_said_and_of_a_spent_one_its_story(world: World) -> None:
    public = {"story": "Need.\nWork.\nHalf the time.", "story_public": "yes", "name_public": "yes"}
    await world.customers(
        {**LUMI, **public, "hold_reason": "lawyers", "hold_until_days": 10}, {**BERG, **public, "points_used": 4}
    )
    await world.maya.types("/reference retail onboarding")
    seen = world.maya.last_ephemeral
    assert "Lumi Retail: Half the time." not in seen
    assert "You may say now:\nBerghaus: Half the time." in seen, seen
    assert seen.count("[Tell me when it is free]") == 2
    await world.maya.types("/reference customer lumi retail")
    assert "You may say now: nothing while" in world.maya.last_ephemeral


async def test_the_lists_of_the_home_come_by_command(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.maya.types("/reference mine")
    assert "Call with Lumi Retail for Acme" in text(world.maya)
    await world.ilkka.types("/reference inbox")
    assert "Waiting for you (1)" in text(world.ilkka)
    assert await world.ilkka.clicks("Decide", on=modal(world.ilkka))
    assert "[Approve]" in text(world.ilkka)
    await world.aino.types("/reference inbox")
    assert "Nothing waits for you." in text(world.aino)
    await world.aino.closes()
    await world.aino.types("/reference mine onboarding")
    assert world.aino.modal is None


TODAY = date(2026, 11, 23)
STORY = "Shops were slow.\nWe helped.\nNow they are quick. Everybody is glad. Sales are up."


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        ({"name_public": True}, "Lumi Retail is a customer of ours."),
        ({"name_public": True, "story": STORY}, "Lumi Retail is a customer of ours."),
        (
            {"name_public": True, "story": STORY, "story_public": True},
            "Lumi Retail: Now they are quick. Everybody is glad.",
        ),
        (
            {"story": STORY, "story_public": True, "industry": "Grocery"},
            "One of our customers in grocery: Now they are quick. Everybody is glad.",
        ),
        ({"story": "Lumi is quick.", "story_public": True}, ""),
        ({"name_public": True, "story": "A. B. C.", "story_public": True}, "Lumi Retail: A. B."),
        ({"name_public": True, "classified": True, "segment": "a shop"}, "A shop is a customer of ours."),
        ({"name_public": True, "story": STORY, "story_public": True, "classified": True}, ""),
        ({"name_public": True, "hold": Hold("talks", until=date(2026, 12, 1))}, ""),
        ({"name_public": True, "hold": Hold("over", until=TODAY)}, "Lumi Retail is a customer of ours."),
    ],
)
def test_what_may_be_said(facts: dict[str, object], said: str) -> None:
    assert quotable(Record(Customer(1, "C1", "Lumi Retail", **facts)), TODAY) == said  # type: ignore[arg-type]


def test_a_narrowed_search_is_kept_as_it_is() -> None:
    retail, turkey = Facet("industry", "retail_general"), Facet("region", "TR")
    understood = [Reading(retail, "retail", "retail"), Reading(turkey, "turkey", "Turkey", others=(Facet("x", "y"),))]
    filters = Filters(region="EMEA", owner="key-000000000003").taking_out(understood, 0).reading_as(understood, 1, 0)
    assert Filters.from_json(filters.as_json()) == filters
    assert Filters().as_json() == {}
    for part, other in ((2, 0), (-1, 0), (1, 1), (0, 0)):
        with pytest.raises(Refusal):
            filters.reading_as(understood, part, other)


async def test_a_competitor_among_the_words_and_a_contact_too_low_are_cautions_and_drop_nobody(world: World) -> None:
    await world.customers({**LUMI, **MANAGED, "competitors": "Acme"})
    await world.maya.types("/reference retail for Acme, their CFO listens")
    seen = world.maya.last_ephemeral
    assert "Lumi Retail" in seen
    assert "To be heard by: somebody at C-level" in seen, seen
    assert "Acme is a named competitor of theirs" in seen
    assert "its most senior contact is a manager, the prospect's at C-level" in seen
    await world.maya.types("/reference retail")
    assert "Careful" not in world.maya.last_ephemeral


async def test_only_how_senior_somebody_is_finds_nobody_and_says_what_to_add(world: World) -> None:
    await world.customers(LUMI)
    await world.maya.types("/reference CFO")
    assert "Try an industry" in world.maya.last_ephemeral, world.maya.last_ephemeral


async def test_a_part_of_a_name_finds_the_customer(world: World) -> None:
    await world.customers(LUMI)
    await world.maya.types("/reference lumi")
    assert "Lumi Retail" in world.maya.last_ephemeral


@pytest.mark.parametrize("words", ["retail owner aino", "Aino's customers retail", "retail, owned by aino please"])
async def test_an_owner_named_in_the_words_is_the_filter(world: World, words: str) -> None:
    await world.customers(LUMI, BERG, PLUME, HIDDEN)
    await world.maya.types(f"/reference {words}")
    seen = world.maya.last_ephemeral
    assert seen.startswith("Industry: retail · "), seen
    assert "Owner: Aino\n" in seen
    assert "Plume Stores" in seen
    assert "Berghaus" not in seen
    assert "Nordic retailer" not in seen
    assert await world.maya.picks("search.owner", "Any owner")
    assert "Berghaus" in text(world.maya)


async def test_all_customers_of_an_owner_are_listed_and_of_two_of_a_name_none_is_guessed(world: World) -> None:
    await world.customers(LUMI, {**BERG, "points_used": 4}, PLUME)
    await world.maya.types("/reference Ilkka’s customers")
    seen = world.maya.last_ephemeral
    assert seen.startswith("Owner: Ilkka\n"), seen
    assert "Lumi Retail" in seen
    assert "◌ Berghaus has given all it can" in seen
    assert "Plume Stores" not in seen
    assert await world.maya.picks("search.owner", "Any owner")
    assert "Nothing is left to search for." in text(world.maya)
    await world.maya.closes()
    for words in ("owner nobody", "owner k", "customer's customers"):
        await world.maya.types(f"/reference {words}")
        assert "Owner: " not in world.maya.last_ephemeral
