"""Filters said in the words of a search: a tier, the year since which one is a customer."""

import pytest

from domain.search.filter_phrases import since_in, tiers_in
from domain.search.filters import Filters
from sandbox.seat import Seat
from tests.search.test_answer import refines
from tests.world import LUMI, World

LUMI_GOLD = {**LUMI, "tier": "Gold", "customer_since_days": 3000}
BERG = {**LUMI, "external_id": "B1", "name": "Berghaus", "tier": "silver", "customer_since_days": 100}
HIDDEN = {
    **LUMI,
    "external_id": "H1",
    "name": "Zyxsecret",
    "classified": "yes",
    "segment": "a Nordic retailer",
    "owner": "aino@norrsken.example",
    "tier": "gold",
    "customer_since_days": 3000,
}


def modal_text(seat: Seat) -> str:
    assert seat.modal is not None
    return seat.text_of(seat.modal)


@pytest.mark.parametrize(
    "words",
    ["gold tier retail", "retail, tier gold", "Retail Gold-tier", "vähittäiskauppa kultataso", "retail gold customers"],
)
async def test_a_tier_in_the_words_is_a_filter_and_one_click_away(world: World, words: str) -> None:
    await world.customers(LUMI_GOLD, BERG)
    await world.maya.types(f"/reference {words}")
    seen = world.maya.last_ephemeral
    assert seen.startswith("1 customer · "), seen
    assert "retail · tier gold\n" in seen
    assert "Lumi Retail" in seen
    assert "Berghaus" not in seen
    assert "jewel" not in seen
    await refines(world.maya, read=["retail"])
    assert "Berghaus" in modal_text(world.maya)
    assert "tier" not in modal_text(world.maya)


@pytest.mark.parametrize(
    "words", ["retail customer since 2019", "retail since 2019", "vähittäiskauppa, asiakas vuodesta 2019"]
)
async def test_since_when_one_is_a_customer_is_a_filter(world: World, words: str) -> None:
    await world.customers(LUMI_GOLD, BERG)
    await world.maya.types(f"/reference {words}")
    seen = world.maya.last_ephemeral
    assert seen.startswith("1 customer · "), seen
    assert " · customer since 2019 or before\n" in seen
    assert "Lumi Retail" in seen
    assert "Berghaus" not in seen
    await refines(world.maya, read=["retail"])
    assert "Berghaus" in modal_text(world.maya)


async def test_a_tier_alone_lists_its_customers_and_stands_with_an_owner(world: World) -> None:
    await world.customers(
        LUMI_GOLD, BERG, {**LUMI_GOLD, "external_id": "A1", "name": "Aina", "owner": "aino@norrsken.example"}
    )
    for words in ("gold customers", "tier gold", "kulta-asiakkaat"):
        await world.maya.types(f"/reference {words}")
        seen = world.maya.last_ephemeral
        assert seen.startswith("2 customers · tier gold\n"), seen
        assert "Lumi Retail" in seen
        assert "Berghaus" not in seen
    await world.maya.types("/reference Aino's gold customers since 2019")
    seen = world.maya.last_ephemeral
    assert seen.startswith("1 customer · Aino's · tier gold · customer since 2019 or before\n"), seen
    assert "Aina" in seen
    assert "Lumi Retail" not in seen


async def test_a_tier_of_the_companys_own_is_one_and_what_no_customer_has_is_none(world: World) -> None:
    await world.customers({**LUMI_GOLD, "tier": "Tier 1"}, {**BERG, "tier": "Lighthouse"})
    await world.maya.types("/reference tier 1 retail")
    assert " · tier Tier 1\n" in world.maya.last_ephemeral, world.maya.last_ephemeral
    await world.maya.types("/reference retail lighthouse tier")
    assert " · tier Lighthouse\n" in world.maya.last_ephemeral, world.maya.last_ephemeral
    for words in ("gold tier retail", "gold customers", "tier", "platinum retail"):
        await world.maya.types(f"/reference {words}")
        assert " · tier " not in world.maya.last_ephemeral, words


@pytest.mark.parametrize("words", ["retail gold tier", "retail customer since 2019"])
async def test_the_tier_and_the_years_of_a_classified_customer_are_no_hint(world: World, words: str) -> None:
    await world.customers(LUMI_GOLD, HIDDEN)
    await world.maya.types("/reference retail")
    assert "Nordic retailer" in world.maya.last_ephemeral
    await world.maya.types(f"/reference {words}")
    assert "Lumi Retail" in world.maya.last_ephemeral
    assert "Nordic retailer" not in world.maya.last_ephemeral
    for knowing in (world.aino, world.petra):
        await knowing.types(f"/reference {words}")
        assert "Zyxsecret" in knowing.last_ephemeral, knowing.last_ephemeral


@pytest.mark.parametrize("filters", [Filters(region="EMEA"), Filters(size="Enterprise")])
async def test_where_a_classified_customer_is_and_how_large_no_filter_tells(world: World, filters: Filters) -> None:
    facts = {"region": "EMEA", "size": "Enterprise"}
    await world.customers({**LUMI, **facts}, {**HIDDEN, **facts})
    async with world.parts.desk.reading() as tx:
        left = {}
        for slack_id in ("U0MAYA", "U0AINO", "U0PETRA"):
            person = await world.parts.desk.directory.person(slack_id)
            left[slack_id] = len(await tx.customers.within(filters, person))
    assert left == {"U0MAYA": 1, "U0AINO": 2, "U0PETRA": 2}


async def test_a_tier_only_classified_customers_have_is_not_known_of(world: World) -> None:
    await world.customers({**LUMI, "tier": "silver"}, HIDDEN)
    await world.maya.types("/reference retail gold tier")
    assert " · tier " not in world.maya.last_ephemeral


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("gold tier bank", [("gold", "bank"), ("bank", "gold")]),
        ("gold-tason pankki", [("gold", "pankki"), ("pankki", "gold-")]),
        ("kultatason pankki", [("gold", "pankki")]),
        ("Key accounts in retail", [("Key", "accounts in retail")]),
        ("gold mine", []),
        ("tasoristeys", []),
        ("tier", []),
    ],
)
def test_words_that_may_be_a_tier(words: str, read: list[tuple[str, str]]) -> None:
    assert list(tiers_in(words, ["key"])) == read


def test_only_a_year_is_one() -> None:
    assert since_in("bank since 15") is None
    assert since_in("bank client since 2015 in Norway") == (2015, "bank in Norway")


def test_filters_said_in_words_are_kept() -> None:
    filters = Filters(tier="gold", since=2019)
    assert Filters.from_json(filters.as_json()) == filters
