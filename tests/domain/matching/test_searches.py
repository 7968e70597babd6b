"""Sixty-five searches as sales people type them, on the sample portfolio: each is read as it was meant."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bench.hundred import OURS, Query, judged, profiles, queries
from domain.matching import Index


@pytest.fixture(scope="module")
def sample() -> tuple[Index, Mapping[int, str]]:
    customers = list(profiles())
    return Index(customers), {customer.id: customer.name for customer in customers}


@pytest.mark.parametrize("query", list(queries(OURS)), ids=lambda query: query.text)
def test_a_search_is_read_as_it_was_meant(query: Query, sample: tuple[Index, Mapping[int, str]]) -> None:
    index, names = sample
    assert judged(query, index.search(query.text), names).troubles == ()
