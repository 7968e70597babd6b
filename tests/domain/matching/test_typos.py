"""What usually happens on a keyboard is likelier than what does not, whatever a plain count of letters says."""

from __future__ import annotations

import pytest

from domain.matching import Index, Profile
from domain.matching.typos import cost, one_slip, roughly, slipped


@pytest.mark.parametrize(
    ("typed", "meant", "other"),
    [
        ("godl", "gold", "god"),
        ("hotrl", "hotel", "hotal"),
        ("sshoe", "shoe", "shove"),
        ("bamk", "bank", "balk"),
        ("cookied", "cookies", "cooking"),
    ],
)
def test_two_letters_swapped_one_doubled_or_the_key_beside_are_likelier_than_another_letter(
    typed: str, meant: str, other: str
) -> None:
    assert slipped(typed, meant) > slipped(typed, other)


@pytest.mark.parametrize("typed", ["banking", "abnikmg", "bannking", "bankin", "xyz", ""])
def test_a_rough_look_never_sees_a_word_as_likelier_than_it_is_by_much(typed: str) -> None:
    assert roughly(typed, "banking") <= slipped(typed, "banking") + 0.2
    assert cost(typed, typed) == 0.0


def test_one_slip_makes_the_usual_misspellings() -> None:
    assert {"nd", "adn", "annd", "amd"} <= one_slip("and")
    assert "and" not in one_slip("and")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bnak", ("industry", "banking")),
        ("bamk", ("industry", "banking")),
        ("idmarke logistics", ("size", "Mid-market")),
    ],
)
def test_a_short_word_and_a_lost_first_letter_are_repaired_when_the_slip_is_a_usual_one(
    index: Index, text: str, meant: tuple[str, str]
) -> None:
    assert meant in {(r.facet.kind, r.facet.value) for r in index.search(text).understood}


def test_and_misspelt_keeps_a_phrase_together(index: Index) -> None:
    answer = index.search("oil annd gas")
    assert [(r.words, r.facet.value) for r in answer.understood] == [("oil annd gas", "oil_gas")]
    assert answer.ignored == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("vta group", "VAT Group AG"),
        ("internationnal paper cmpany", "International Paper Company"),
        ("osrbet", "Sorbet"),
    ],
)
def test_a_misspelt_name_wins_over_what_its_words_look_like(text: str, name: str) -> None:
    others = [Profile(n, f"{word} Holdings", industry="Paper") for n, word in enumerate(("Kide", "Anko", "Voimala"), 1)]
    hits = Index([*others, Profile(9, name, industry="Retail")]).search(text).hits
    assert [(h.id, h.named) for h in hits[:1]] == [(9, True)]


def test_a_word_of_a_name_is_not_repaired_to_an_industry(index: Index) -> None:
    assert [h.id for h in index.search("Lumi").hits] == [1]


@pytest.mark.parametrize("text", ["frnace", "bank frnace", "retail in frnace"])
def test_a_place_is_as_common_as_a_trade_with_or_without_its_capital(index: Index, text: str) -> None:
    assert ("region", "FR") in {(r.facet.kind, r.facet.value) for r in index.search(text).understood}


def test_a_finnish_place_that_bends_like_another_word_is_the_place(index: Index) -> None:
    assert [r.facet.value for r in index.search("pankki Turkissa").understood] == ["banking", "TR"]


@pytest.mark.parametrize("text", ["tove", "temenos", "spryker", "please temenos"])
def test_an_unknown_word_alone_is_no_known_one_that_it_is_hardly_like(index: Index, text: str) -> None:
    answer = index.search(text)
    assert (answer.understood, answer.hits) == ((), ())
    assert answer.ignored == (text.rpartition(" ")[2],)


def test_an_unknown_word_is_no_place_of_another_first_letter_whatever_stands_beside_it(index: Index) -> None:
    answer = index.search("temenos bank")
    assert [r.facet.value for r in answer.understood] == ["banking"]
    assert answer.ignored == ("temenos",)


def test_letters_swapped_into_another_word_are_swapped_back_where_that_makes_a_phrase(index: Index) -> None:
    first = index.search("tier store").understood[0]
    assert (first.facet.value, first.read_as) == ("automotive", "tire store")
    assert index.search("first tier").understood == ()
