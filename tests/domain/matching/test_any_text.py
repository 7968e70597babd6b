"""No text, however strange or long, makes the search fail or work without bound."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matching import Index
from domain.matching.normal import LONGEST_TEXT, MOST_WORDS, typed_words

WORDS = st.sampled_from(
    [
        "grocery",
        "bank",
        "emea",
        "call",
        "onboarding",
        "<!channel>",
        "*x*",
        "🦄",
        "банк",
        "銀行",
        "pankki",
        "and",
        "\u202e",
        "&amp;",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_answered(index: Index, text: str) -> None:
    answer = index.search(text)
    assert answer.total >= len(answer.hits) >= 0


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_any_mix_of_words_markup_and_alphabets_is_answered(index: Index, text: str) -> None:
    scores = [h.score for h in index.search(text, limit=20).hits]
    assert all(0.0 < s <= 1.0 for s in scores)


def test_a_wall_of_text_is_read_only_so_far(index: Index) -> None:
    wall = "grocery bnak qzxv onbaording " * 110
    assert len(typed_words(wall)) <= MOST_WORDS
    assert len(typed_words("a" * 3000)[0][0]) <= LONGEST_TEXT
    assert index.search(wall).hits
    index.search("x" * 3000)
    index.search("a b " * 750)
