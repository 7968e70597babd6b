"""What people type is understood, repaired aloud, or said to be unknown."""

from __future__ import annotations

import pytest

from domain.matching import Facet, Index, Profile


def facets(index: Index, text: str) -> set[tuple[str, str]]:
    return {(r.facet.kind, r.facet.value) for r in index.search(text).understood}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("grocery chians emea call", {("industry", "grocery"), ("region", "emea"), ("activity", "call")}),
        ("logisitcs germny", {("industry", "logistics"), ("region", "DE")}),
        ("insurnace site visti", {("industry", "insurance"), ("activity", "visit")}),
        ("onbaording", {("use_case", "Onboarding")}),
        ("Harbour Pay", {("product", "Harbor Pay")}),
        ("english ku", {("language", "en"), ("region", "GB")}),
    ],
)
def test_misspelt_words_are_read_as_they_were_meant(index: Index, text: str, meant: set[tuple[str, str]]) -> None:
    assert facets(index, text) == meant


def test_a_repair_is_told(index: Index) -> None:
    (reading,) = index.search("insurnace").understood
    assert (reading.words, reading.read_as, reading.facet.value) == ("insurnace", "insurance", "insurance")


def test_a_word_typed_right_is_not_called_repaired(index: Index) -> None:
    assert [r.read_as for r in index.search("grocery chains, Finland").understood] == ["", ""]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("pankki käyttöönotto", {("industry", "banking"), ("use_case", "Onboarding")}),
        ("pankeille", {("industry", "banking")}),
        ("apteekissa", {("industry", "pharmacy")}),
        ("vakuutusyhtiöiden", {("industry", "insurance")}),
        ("ruokakaupoista pohjoismaat", {("industry", "grocery"), ("region", "nordics")}),
        ("suuryritys puhelu", {("size", "Enterprise"), ("activity", "call")}),
        ("lentoyhtio", {("industry", "airlines")}),
        ("englanti arabiemiirikunnat", {("language", "en"), ("region", "AE")}),
    ],
)
def test_finnish_is_read_bent_and_without_dots(index: Index, text: str, meant: set[tuple[str, str]]) -> None:
    assert facets(index, text) == meant


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("pharmaceutical manufacturing", "pharma"),
        ("casino construction", "construction"),
        ("quail egg production", "agriculture"),
        ("dentists' associations", "nonprofit"),
        ("webhosting", "it_services"),
        ("work wear", "apparel"),
    ],
)
def test_phrases_nobody_listed_are_guessed_from_their_words(index: Index, text: str, concept: str) -> None:
    (reading,) = index.search(text).understood
    assert reading.facet.value.split("|")[0] == concept


def test_two_industries_with_and_between_them_mean_either(index: Index) -> None:
    hits = index.search("banks and grocers").hits
    assert {h.id for h in hits if h.score == 1.0} == {1, 2, 3, 4}


def test_unknown_words_are_named_and_do_not_dilute(index: Index) -> None:
    answer = index.search("grocery zyxomat for acme deal")
    assert answer.ignored == ("zyxomat", "acme")
    assert answer.hits[0].score == 1.0


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("scaffold hire", {("industry", "construction")}),
        ("steel stockholder in sweden", {("industry", "wholesale"), ("region", "SE")}),
        ("third sector", {("industry", "nonprofit")}),
        ("doormen", {("industry", "security_services")}),
        ("kaivinkoneurakoitsijoille", {("industry", "construction")}),
        ("software startup", {("industry", "software"), ("size", "SMB")}),
        ("the coffee machine is broken", set()),
    ],
)
def test_what_sales_people_say_is_read_as_it_stands(index: Index, text: str, meant: set[tuple[str, str]]) -> None:
    assert facets(index, text) == meant


@pytest.mark.parametrize(
    "text", ["asdf qwer zxcv", "lorem ipsum dolor", "blorp snazzle", "!!!", "12345", "", "the of and"]
)
def test_nonsense_finds_nobody(index: Index, text: str) -> None:
    answer = index.search(text)
    assert (answer.hits, answer.resting, answer.understood) == ((), (), ())


def test_unknown_words_are_looked_up_in_stories(index: Index) -> None:
    answer = index.search("grocery flurbex")
    assert Facet("story", "flurbex") in [r.facet for r in answer.understood]
    assert answer.hits[0].id == 1


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("brewery w hyperpersonalised blorptech", {("industry", "food_beverage")}),
        ("bank blorptech zork frob", {("industry", "banking")}),
        ("energiayhtiöitä joilla puhelu", {("industry", "energy_general"), ("activity", "call")}),
        ("metsäteollisuuden yritys suomesta", {("industry", "paper_forest"), ("region", "FI")}),
        ("latam bank that works with us", {("industry", "banking"), ("region", "latam")}),
        ("bank in the US", {("industry", "banking"), ("region", "US")}),
        ("US bank", {("industry", "banking"), ("region", "US")}),
        ("pankkireferenssi ruotsista", {("industry", "banking"), ("region", "SE")}),
        ("sairaalan asiakaskäynti onnistuisko", {("industry", "healthcare_providers"), ("activity", "visit")}),
    ],
)
def test_words_that_say_nothing_cost_nothing(index: Index, text: str, meant: set[tuple[str, str]]) -> None:
    assert facets(index, text) == meant


def test_everyday_words_are_no_search(index: Index) -> None:
    assert not index.search("hmm wait what was it called again").hits


def test_a_nationality_may_be_the_country_too(index: Index) -> None:
    readings = index.search("german machine builder").understood
    german = next(r for r in readings if r.words == "german")
    assert (german.facet, german.others) == (Facet("language", "de"), (Facet("region", "DE"),))
    assert ("region", "DE") in {
        (r.facet.kind, r.facet.value)
        for r in index.search("german machine builder", picked=[Facet("region", "DE")]).understood
    }


def test_what_is_said_beside_a_clear_industry_is_no_second_one(index: Index) -> None:
    answer = index.search("saas churn")
    assert [r.facet.value for r in answer.understood] == ["software"]
    assert answer.ignored == ("churn",)


def test_a_bent_word_is_not_called_repaired(index: Index) -> None:
    assert [r.read_as for r in index.search("pankeille ruotsista").understood] == ["", ""]


def test_how_senior_the_prospects_person_is_is_understood_and_scores_nobody(index: Index) -> None:
    assert ("level", "C-level") in facets(index, "bank onboarding, for their CFO")
    assert index.search("bank for their CFO").hits == index.search("bank").hits
    assert not index.search("CFO").hits


@pytest.mark.parametrize("text", ["nordhav", "call with Nordhav please"])
def test_a_part_of_a_name_is_enough_where_nothing_else_is_asked(index: Index, text: str) -> None:
    assert index.search(text).hits[0].id == 3


def test_a_part_of_a_name_beside_an_industry_may_be_the_prospects(index: Index) -> None:
    assert not index.search("logistics for Nordhav").hits[0].named


def test_when_something_is_wanted_is_no_word_of_a_story() -> None:
    index = Index([Profile(1, "Nordhav", industry="Banks", story="All of Flurbex came back the next Sunday.")])
    assert [reading.facet.kind for reading in index.search("bank next sunday").understood] == ["industry"]
    assert [reading.facet.kind for reading in index.search("bank flurbex").understood] == ["industry", "story"]


def test_a_story_and_what_was_rolled_out_are_no_industry(index: Index) -> None:
    for words in ("bank with a good story", "banks that were rolled out", "bank rollout"):
        assert [reading.facet.value for reading in index.search(words).understood] == ["banking"], words
