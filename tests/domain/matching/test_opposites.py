"""To read the opposite of what was said is the worst fault there is: every operator is turned round every facet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.matching import Facet, Index
from domain.matching.operators import table

THINGS = {
    "industry": {"banks": "banking", "pankkeja": "banking", "Banken": "banking"},
    "region": {"Norway": "NO", "Norjasta": "NO", "Norwegen": "NO", "the Nordics": "nordics"},
    "use_case": {"Onboarding": "Onboarding", "the onboarding": "Onboarding"},
    "product": {"Harbor Pay": "Harbor Pay", "our Harbor Pay": "Harbor Pay"},
    "activity": {"a call": "call", "site visits": "visit"},
    "size": {"enterprises": "Enterprise", "small companies": "SMB"},
    "name": {"Sky Stores": "8", "Sparkasse Anger": "4"},
}
BEFORE = ("grocery, {operator} {thing}", "grocery {operator} {thing} please", "{operator} {thing}, grocery")
AFTER = ("grocery, {thing} {operator}", "{thing} {operator}, grocery")


def tried(kind: str, *roles: str) -> Iterator[tuple[str, Facet]]:
    """Every operator of these roles with one thing of the kind, in one of its places, each in turn."""
    things = list(THINGS[kind].items())
    rows = [(words, place) for words, each in sorted(table().phrases.items()) for role, place in each if role in roles]
    for number, (words, place) in enumerate(rows):
        thing, value = things[number % len(things)]
        forms = BEFORE if place == "before" else AFTER
        yield forms[number % len(forms)].format(operator=" ".join(words), thing=thing), Facet(kind, value)


def wished(index: Index, text: str) -> set[Facet]:
    return {reading.facet for reading in index.search(text, limit=1).understood}


@pytest.mark.parametrize("kind", THINGS)
def test_no_operator_lets_in_what_it_leaves_out(index: Index, kind: str) -> None:
    assert [text for text, facet in tried(kind, "not", "no") if facet in wished(index, text)] == []


@pytest.mark.parametrize("kind", THINGS)
def test_what_only_looks_like_a_no_leaves_nobody_out(index: Index, kind: str) -> None:
    turned = [t for t, f in tried(kind, "plain") if Facet(f"not {kind}", f.value) in wished(index, t)]
    assert turned == []


@pytest.mark.parametrize("kind", THINGS)
def test_doesnt_reaches_through_a_verb_of_wishing(index: Index, kind: str) -> None:
    turned = [t for t, f in _with_verbs(kind) if f in wished(index, t)]
    assert turned == []


def _with_verbs(kind: str) -> Iterator[tuple[str, Facet]]:
    (thing, value), *_ = THINGS[kind].items()
    for words, roles in sorted(table().phrases.items()):
        if any(role == "aux" for role, _ in roles) and words[-1] != "to":
            yield f"grocery, they {' '.join(words)} want {thing}", Facet(kind, value)


def test_nobody_is_first_who_was_left_out_by_words_no_table_knows(index: Index) -> None:
    """A clause that says no in its own way decides nothing: it is asked."""
    for words in ("banks would be inapplicable", "Norway disqualified", "we eschew banks"):
        answer = index.search(f"grocery, {words}")
        assert {r.facet.value for r in answer.undecided} & {"banking", "NO"}, words
        assert [r.facet.value for r in answer.understood] == ["grocery"], words


def test_what_is_undecided_is_wished_or_left_out_as_somebody_picks(index: Index) -> None:
    text = "Onboarding, banks would be inapplicable"
    assert [r.facet.value for r in index.search(text).undecided] == ["banking"]
    with_banks = index.search(text, picked=[Facet("industry", "banking")])
    assert Facet("industry", "banking") in {r.facet for r in with_banks.understood}
    without = index.search(text, picked=[Facet("not industry", "banking")])
    assert {3, 4}.isdisjoint(hit.id for hit in (*without.hits, *without.resting))
    assert not with_banks.undecided
    assert not without.undecided
