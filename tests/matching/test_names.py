"""Customers are found by name, however it is written, by those who may know them."""

from __future__ import annotations

import pytest

from domain.matching import Index, Profile


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
