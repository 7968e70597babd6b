"""What people say in passing, in four languages, by kind: each was misread by questions of people who knew nothing."""

from __future__ import annotations

import pytest

from domain.matching import Index, Profile

USES = ("Onboarding", "Scheduling", "Training", "Customer Portal", "Maintenance", "Inventory", "Invoicing", "Chatbot")


@pytest.fixture(scope="module")
def index() -> Index:
    """A few customers with use cases and names of two words."""
    return Index(
        [
            Profile(1, "Noodleharbor", industry="Restaurants", use_cases=USES, products=("Kajo Start",)),
            Profile(2, "Werlheim Drogerie", industry="Retail", products=("Kajo Desk",)),
            Profile(3, "Stonebeck Bank", industry="Banks"),
        ]
    )


def facets(index: Index, text: str) -> set[tuple[str, str]]:
    return {(r.facet.kind, r.facet.value.split("|")[0]) for r in index.search(text).understood}


@pytest.mark.parametrize(
    "text",
    [
        "They have boxes on every table, but a bank would convince them",
        "The guy hates glass doors and paper, he needs a bank",
        "Kaveri kertoi että ovi on auki, tarvittais pankki",
        "Kunden sa att dörren är öppen, har vi någon bank?",
    ],
)
def test_things_in_a_sentence_are_no_trades(index: Index, text: str) -> None:
    assert {f for f in facets(index, text) if f[0].endswith("industry")} == {("industry", "banking")}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("hotels yes, airlines no", {("industry", "hotels"), ("not industry", "airlines")}),
        ("keep Norway out of it, any bank", {("not region", "NO"), ("industry", "banking")}),
        ("anybody bar the Swiss, banks", {("not region", "CH"), ("industry", "banking")}),
        ("pankki joka ei käytä Kajo Deskiä", {("industry", "banking"), ("not product", "Kajo Desk")}),
        ("saisko muun kuin pankin, hotelli", {("not industry", "banking"), ("industry", "hotels")}),
        ("hotell, någon annan än i Norge", {("industry", "hotels"), ("not region", "NO")}),
        ("Hotel, jemand anderes als aus Norwegen", {("industry", "hotels"), ("not region", "NO")}),
        ("hotelli muualta ku Norjasta", {("industry", "hotels"), ("not region", "NO")}),
        ("Tanska ei käy, hotelli", {("not region", "DK"), ("industry", "hotels")}),
        ("bank, dock inte i Norge", {("industry", "banking"), ("not region", "NO")}),
        ("Hotel, aber bitte kein Besuch", {("industry", "hotels"), ("not activity", "visit")}),
        ("eine Bank, die Kajo Desk nicht nutzt", {("industry", "banking"), ("not product", "Kajo Desk")}),
    ],
)
def test_ways_of_leaving_out(index: Index, text: str, meant: set[tuple[str, str]]) -> None:
    assert facets(index, text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a logo rather than an event from a bank", {("activity", "logo"), ("not activity", "event")}),
        ("I'd prefer Sweden to Norway, bank", {("region", "SE"), ("not region", "NO")}),
        ("mieluummin puhelu kuin vierailu, pankki", {("activity", "call"), ("not activity", "visit")}),
        ("hellre Danmark än Norge, bank", {("region", "DK"), ("not region", "NO")}),
        ("lieber Österreich als die Schweiz, Bank", {("region", "AT"), ("not region", "CH")}),
    ],
)
def test_which_of_two_is_wanted(index: Index, text: str, meant: set[tuple[str, str]]) -> None:
    assert facets(index, text) == {*meant, ("industry", "banking")}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bank that teaches its staff", ("use_case", "Training")),
        ("hotel, nurses' duty lists", ("use_case", "Scheduling")),
        ("pankki, laskujen lähettäminen", ("use_case", "Invoicing")),
        ("bank, lära upp nya", ("use_case", "Onboarding")),
        ("Bank, Mitarbeiter schulen", ("use_case", "Training")),
        ("bank in their own words", ("activity", "quote")),
        ("bank on camera", ("activity", "case_study")),
        ("pankki puhujaksi", ("activity", "event")),
        ("huoltopäälliköltä, pankki", ("level", "Manager")),
        ("hankintajohtaja, pankki", ("level", "Director")),
        ("lagerchefen, bank", ("level", "Manager")),
        ("Vertriebsleiterin, Bank", ("level", "Director")),
        ("verkko kauppa", ("industry", "ecommerce")),
        ("bank storbritanien", ("region", "GB")),
        ("norjalaisii pankkeja", ("region", "NO")),
        ("Aussie bank", ("region", "AU")),
        ("bank in `SG`", ("region", "SG")),
        ("gas or electricity, bank, they must speak Spanish", ("industry", "electric_utilities")),
    ],
)
def test_other_ways_to_say_it(index: Index, text: str, meant: tuple[str, str]) -> None:
    assert meant in facets(index, text)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Kann ich das Werlheim-Logo verwenden?", "2"),
        ("that restaurant, noodle harbour?", "1"),
        ("a bank, stone beck or so", "3"),
    ],
)
def test_one_rare_word_of_a_name_names(index: Index, text: str, id_: str) -> None:
    assert ("name", id_) in facets(index, text)


@pytest.mark.parametrize("text", ["missä on mun takki", "who ate my yoghurt", "is the printer broken again"])
def test_chatter_shows_nobody(index: Index, text: str) -> None:
    assert not index.search(text).hits


@pytest.mark.parametrize(
    "text",
    ["hotels with no more than 200 employees", "hotels, not above 200 staff", "hotels of not more than 200 people"],
)
def test_a_no_before_a_number_of_people_is_a_limit(index: Index, text: str) -> None:
    found = facets(index, text)
    assert ("industry", "hotels") in found
    assert not {kind for kind, _ in found if kind.startswith("not ")}
    assert {value for kind, value in found if kind == "size"} == {"SMB"}
