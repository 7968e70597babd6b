"""Customers are found by name, however it is written, by those who may know them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.matching import Facet, Index, Profile


@pytest.mark.parametrize(
    "text", ["Lumi Retail", "LUMI RETAIL OYJ", "lumi retail ltd", "lmui retial", "Lumi Retail call"]
)
def test_a_name_is_found_however_it_is_written(index: Index, text: str) -> None:
    hit = index.search(text).hits[0]
    assert (hit.id, hit.named) == (1, True)


def test_an_industry_word_is_not_taken_for_a_name(index: Index) -> None:
    assert not any(h.named for h in index.search("logistics").hits)
    assert not any(h.named for h in index.search("store").hits)


@pytest.mark.parametrize("text", ["Zephyrine", "zephyrine holdings", "zephirine", "serialisation", "zephyrine pharma"])
def test_a_classified_customer_is_not_found_by_name_or_story(index: Index, text: str) -> None:
    answer = index.search(text)
    assert not any(h.named for h in answer.hits)
    assert not any(r.facet.kind in {"name", "story"} for r in answer.understood)


def test_a_classified_customer_is_found_by_its_segment(index: Index) -> None:
    hits = index.search("pharma switzerland").hits
    assert [(h.id, h.named) for h in hits] == [(7, False)]


SECRET = {"country": "AT", "size": "SMB", "use_cases": ("Onboarding",), "products": ("Ember",), "languages": ("de",)}


@pytest.mark.parametrize("text", ["bank austria", "smb bank", "bank onboarding", "bank ember", "german bank"])
def test_what_a_classified_customer_fits_beyond_its_segment_shows_in_nothing(text: str) -> None:
    others = [Profile(1, "Nordhav", industry="Banks"), Profile(2, "Sky Stores", industry="Clothing Store", **SECRET)]
    hush = Profile(
        3, "Hush", industry="Banks", hidden=True, segment="A Nordic bank", story="Serialisation.", readiness=1
    )
    bare, full = Index([*others, hush]), Index([*others, replace(hush, **SECRET)])
    assert full.search(text) == bare.search(text)
    hit = next(hit for hit in full.search(text, sees_hidden={3}).hits if hit.id == 3)
    assert hit.score > next(hit for hit in full.search(text).hits if hit.id == 3).score


def test_a_classified_customer_is_known_by_its_segment_from_the_first_day_and_as_it_changes() -> None:
    many = [Profile(n, f"Bank {n}", industry="Banks", readiness=n / 10) for n in range(1, 9)]
    hush = Profile(9, "Hush", industry="Mining", hidden=True, segment="A Nordic retailer", readiness=0.55)
    index = Index([*many, hush])
    assert [hit.id for hit in index.search("retail").hits] == [9]
    assert not [hit for hit in index.search("mining").hits if hit.score == 1]
    index.put(replace(hush, segment="A bank"))
    assert [hit.id for hit in index.search("bank", limit=9).hits] == [8, 7, 6, 9, 5, 4, 3, 2, 1]
    assert index.search("bank").total == 9
    index.put(replace(hush, hidden=False))
    assert [hit.id for hit in index.search("mining").hits] == [9]
    assert index.search("bank").total == 8
    index.drop(9)
    assert not index.search("mining").hits


@pytest.mark.parametrize("text", ["zephyrine holdings", "zephirine"])
def test_those_who_may_know_a_classified_customer_find_it(index: Index, text: str) -> None:
    hit = index.search(text, sees_hidden={7}).hits[0]
    assert (hit.id, hit.named) == (7, True)


def test_others_like_a_customer_share_its_traits_and_leave_it_out(index: Index) -> None:
    answer = index.search("something like Lumi Retail")
    assert [r.facet.kind for r in answer.understood] == ["name", "industry", "region", "size"]
    assert answer.hits[0].id == 2
    assert 1 not in [h.id for h in answer.hits]


def test_what_a_classified_customer_is_like_is_not_told(index: Index) -> None:
    assert index.search("something like Zephyrine").understood == ()


def test_a_use_case_that_only_a_classified_customer_has_is_not_given_away_by_repairing_a_word() -> None:
    secret = Profile(1, "Hush", industry="Banks", use_cases=("Zyxcaseflow",), products=("Quelloria",), hidden=True)
    index = Index([secret, Profile(2, "Open", industry="Banks", use_cases=("Onboarding",))])
    for text in ("zyxcaseflow", "zyxcaseflov", "quelloria", "quelorria"):
        answer = index.search(text)
        assert (answer.understood, answer.hits, answer.resting) == ((), (), ()), text
    index.put(Profile(3, "Known", industry="Banks", use_cases=("Zyxcaseflow",)))
    assert 3 in [hit.id for hit in index.search("zyxcaseflov").hits]


NAMED = (
    Profile(1, "Thistlemere Stores", industry="Grocery"),
    Profile(2, "Noodleharbor", industry="Restaurant"),
    Profile(3, "Secretcastle Group", industry="Banking", hidden=True),
)


@pytest.mark.parametrize(
    ("text", "who"), [("thislemere", 1), ("Thistelmere", 1), ("noodle harbour", 2), ("noodleharbour", 2)]
)
def test_one_misspelt_word_and_a_name_in_pieces_find_who_is_meant(text: str, who: int) -> None:
    (first, *_) = Index(NAMED).search(text).hits
    assert (first.id, first.named) == (who, True)


def test_a_classified_customer_is_not_named_by_a_word_like_its_own() -> None:
    assert Index(NAMED).search("secretcastel").hits == ()
    assert Index(NAMED).search("secret castle").hits == ()
    assert Index(NAMED).search("secretcastel", sees_hidden={3}).hits[0].named


@pytest.mark.parametrize("text", ["universities that moved from Moodle", "universities, Pekka", "Moodle universities"])
def test_a_name_from_outside_is_no_misspelling(text: str) -> None:
    assert [r.facet for r in Index(NAMED).search(text).understood] == [Facet("industry", "education")]


@pytest.mark.parametrize("text", ["Pekka", "Moodle", "Marko asked", "Guidewire"])
def test_a_name_nobody_has_is_said_to_be_unknown(text: str) -> None:
    answer = Index(NAMED).search(text)
    assert answer.understood == ()
    assert answer.ignored[0] == text.split(maxsplit=1)[0]


def test_a_misspelt_place_with_a_capital_is_still_one() -> None:
    assert Facet("region", "FR") in [r.facet for r in Index(NAMED).search("banks in Frnace").understood]


def test_a_standard_is_no_size() -> None:
    assert [r.facet.kind for r in Index(NAMED).search("mining ISO 45001").understood] == ["industry"]
