"""What stands beside a phrase that is known never costs it: unknown words, topics, words that say nothing."""

from __future__ import annotations

import pytest

from domain.matching import Index


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
