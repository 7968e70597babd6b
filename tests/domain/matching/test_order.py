"""Among customers who fit alike, who comes first, and what is said of it."""

from __future__ import annotations

import pytest

from domain.matching import Index, Profile

INSURERS = (
    Profile(1, "Alpenschutz", industry="Insurance", country="AT", languages=("de", "en"), readiness=0.9),
    Profile(2, "Rheinschutz", industry="Insurance", country="DE", languages=("de", "en"), readiness=0.2),
    Profile(3, "Spreeschutz", industry="Insurance", country="DE", languages=("en",), readiness=0.95),
    Profile(4, "Thameshield", industry="Insurance", country="GB", languages=("en",), readiness=0.1),
    Profile(5, "Ruhrschutz", industry="Insurance", country="DE", languages=("de",), readiness=0.8, available=False),
    Profile(6, "Donauschutz", industry="Insurance", country="AT", languages=("de",), readiness=0.85, available=False),
)


@pytest.fixture(scope="module")
def insurers() -> Index:
    return Index(INSURERS)


def told(index: Index, text: str) -> list[tuple[int, list[str]]]:
    return [(h.id, [r.facet.value for r in h.reasons]) for h in index.search(text).hits]


def test_those_at_home_where_the_language_is_come_first_and_it_is_said(insurers: Index) -> None:
    first, second, *_ = told(insurers, "german insurance")
    assert first == (2, ["de", "insurance", "DE"])
    assert second == (1, ["de", "insurance"])


def test_who_speaks_it_still_comes_before_who_is_only_there(insurers: Index) -> None:
    assert [id_ for id_, _ in told(insurers, "german insurance")][:3] == [2, 1, 3]


def test_it_holds_for_those_resting_too(insurers: Index) -> None:
    assert [h.id for h in insurers.search("german insurance").resting] == [5, 6]


@pytest.mark.parametrize("text", ["german speaking insurance", "german insurance austria", "insurance"])
def test_where_no_country_may_be_meant_the_readiest_comes_first(insurers: Index, text: str) -> None:
    assert told(insurers, text)[0][0] != 2


def test_english_means_no_england(insurers: Index) -> None:
    assert [id_ for id_, _ in told(insurers, "english insurance")] == [3, 1, 2, 4]


def test_leafing_on_keeps_the_order(insurers: Index) -> None:
    pages = [insurers.search("german insurance", limit=1, offset=n).hits[0].id for n in range(3)]
    assert pages == [2, 1, 3]
