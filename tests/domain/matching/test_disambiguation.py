"""What stands beside a phrase that is known never costs it: unknown words, topics, words that say nothing."""

from __future__ import annotations

import pytest

from domain.matching import Index, Profile


def facets(index: Index, text: str) -> set[tuple[str, str]]:
    return {(r.facet.kind, r.facet.value) for r in index.search(text).understood}


@pytest.mark.parametrize(
    ("text", "meant", "unknown"),
    [
        ("kuntien zorblax", ("industry", "government"), ("zorblax",)),
        ("vuokratyöfirmat zorblaxissa", ("industry", "staffing"), ("zorblaxissa",)),
        ("law firms zorblax", ("industry", "legal"), ("zorblax",)),
        ("supermarket beacon", ("industry", "grocery"), ("beacon",)),
        ("farm wages", ("industry", "agriculture"), ("wages",)),
    ],
)
def test_an_unknown_word_is_named_and_the_known_one_kept(
    index: Index, text: str, meant: tuple[str, str], unknown: tuple[str, ...]
) -> None:
    assert facets(index, text) == {meant}
    assert index.search(text).ignored == unknown


@pytest.mark.parametrize(
    ("text", "meant", "topic"),
    [
        ("hospital blockchain", "healthcare_providers", "blockchain"),
        ("law firms crypto", "legal", "crypto"),
        ("farm drones", "agriculture", "drones"),
    ],
)
def test_a_topic_behind_a_trade_is_no_trade(index: Index, text: str, meant: str, topic: str) -> None:
    assert facets(index, text) == {("industry", meant)}
    assert index.search(text).ignored == (topic,)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("casino construction", "construction"),
        ("food packaging", "packaging"),
        ("sheep farmers", "agriculture"),
        ("game wardens", "government"),
        ("bridge painting", "construction"),
    ],
)
def test_two_words_that_make_one_trade_are_read_as_one(index: Index, text: str, meant: str) -> None:
    assert facets(index, text) == {("industry", meant)}


@pytest.mark.parametrize("text", ["hotels, airlines", "hotels/airlines", "airlines and hotels"])
def test_trades_with_a_comma_between_them_are_both_meant(index: Index, text: str) -> None:
    assert facets(index, text) == {("industry", "hotels"), ("industry", "airlines")}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("eyewear chain", "optician"),
        ("optiikka", "optician"),
        ("petrol station chain", "fuel_retail"),
        ("insurance group", "insurance"),
        ("telemedicine app", "health_tech"),
        ("hire company", "vehicle_rental"),
        ("kaivosyhtiö konserni", "mining"),
    ],
)
def test_what_kind_of_company_it_is_adds_nothing(index: Index, text: str, meant: str) -> None:
    answer = index.search(text)
    assert [(r.facet.kind, r.facet.value) for r in answer.understood] == [("industry", meant)]
    assert answer.ignored == ()


def test_a_size_behind_an_industry_stays_a_size(index: Index) -> None:
    assert facets(index, "insurance startup") == {("industry", "insurance"), ("size", "SMB")}


@pytest.mark.parametrize(("text", "meant"), [("pizza", "restaurants"), ("pizza producer", "food_beverage")])
def test_who_makes_a_thing_is_no_shop_for_it(index: Index, text: str, meant: str) -> None:
    assert facets(index, text) == {("industry", meant)}


@pytest.mark.parametrize(
    "text",
    [
        "good morning everybody",
        "what time is it",
        "hmm never mind",
        "lunch anyone?",
        "where is my laptop",
        "the coffee machine is broken",
        "it's raining today",
        "hyvää huomenta kaikille",
        "kuka tuo kahvia",
        "tulostin ei toimi",
    ],
)
def test_chat_is_no_search(text: str) -> None:
    told = Profile(1, "Acme", industry="Coffee", story="Everybody on time each morning, and a machine for coffee.")
    answer = Index([told]).search(text)
    assert (answer.understood, answer.hits) == ((), ())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("coffee", {("industry", "restaurants")}),
        ("coffee in Norway", {("industry", "restaurants"), ("region", "NO")}),
        ("any coffee customers", {("industry", "restaurants")}),
        ("home care", {("industry", "social_care")}),
        ("new hire onboarding", {("use_case", "Onboarding")}),
        ("rota planning for hotels", {("industry", "hotels")}),
    ],
)
def test_a_word_of_every_day_is_read_where_it_is_meant(index: Index, text: str, meant: set[tuple[str, str]]) -> None:
    assert facets(index, text) == meant
