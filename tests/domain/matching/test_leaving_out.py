"""What stands after a "not" is left out, aloud; after "like" a part of a name is a name; a headcount is a size."""

from __future__ import annotations

import pytest

from domain.matching import Facet, Index


def found(index: Index, text: str) -> set[int]:
    answer = index.search(text, limit=20)
    return {hit.id for hit in (*answer.hits, *answer.resting)}


def left_out(index: Index, text: str) -> set[str]:
    return {r.name or r.facet.value for r in index.search(text).understood if r.facet.kind.startswith("not ")}


@pytest.mark.parametrize(
    ("text", "out", "customers"),
    [
        ("bank not Norway", {"NO"}, {4}),
        ("banks excluding the Nordics", {"nordics"}, {4}),
        ("banks without Germany", {"DE"}, {3}),
        ("pankki ei Norja", {"NO"}, {4}),
        ("pankki ilman Saksaa", {"DE"}, {3}),
        ("bank, not german", {"DE"}, {3}),
        ("germany but not logistics", {"logistics"}, {4, 5}),
        ("germany, anything but banks or logistics", {"banking", "logistics"}, {1, 2, 5, 7, 8}),
        ("emea not Norway and Germany", {"NO", "DE"}, {1, 2, 5, 7, 8}),
        ("banks, no Norway", {"NO"}, {4}),
        ("bank w/o Onboarding", {"Onboarding"}, {4}),
        ("non-german bank", {"DE"}, {3}),
        ("retail not lumi", {"Lumi Retail Oyj"}, {2, 8}),
        ("Nordhav Bank not Sparkasse Anger", {"Sparkasse Anger"}, {3}),
        ("shops not Ember", {"Ember"}, {2, 8}),
        ("banks not using Onboarding", {"Onboarding"}, {4}),
    ],
)
def test_what_stands_after_a_not_is_left_out(index: Index, text: str, out: set[str], customers: set[int]) -> None:
    assert left_out(index, text) == out
    assert found(index, text) == customers


def test_what_is_left_out_can_be_let_in_again(index: Index) -> None:
    answer = index.search("bank not Norway", without=[Facet("not region", "NO")], limit=20)
    assert {hit.id for hit in answer.hits} >= {3, 4}
    assert [r.facet.value for r in answer.understood] == ["banking"]


@pytest.mark.parametrize(
    "text", ["not only banks", "why not a bank", "ei vain pankki", "no rush, bank", "no 1 bank", "withuot bank"]
)
def test_not_only_leaves_nobody_out(index: Index, text: str) -> None:
    assert not left_out(index, text)
    assert {3, 4} <= found(index, text)


def test_what_is_not_known_is_said_also_after_a_not_and_never_looked_for(index: Index) -> None:
    answer = index.search("bank not flurbex")
    assert answer.ignored == ("flurbex",)
    assert [r.facet.value for r in answer.understood] == ["banking"]
    # What a "Wrrble shop" is a shop of nobody knows: shops are neither wanted nor left out.
    answer = index.search("bank but not Wrrble shop")
    assert answer.ignored == ("Wrrble", "shop")
    assert [r.facet.value for r in answer.understood] == ["banking"]


def test_with_nothing_but_what_is_left_out_nobody_is_found(index: Index) -> None:
    answer = index.search("not retail")
    assert (answer.hits, answer.resting) == ((), ())
    assert [r.facet.kind for r in answer.understood] == ["not industry"]


def test_after_like_a_part_of_a_name_is_a_name_whatever_stands_beside_it(index: Index) -> None:
    answer = index.search("shops like lumi in Sweden")
    assert ("Lumi Retail Oyj", True) in {(r.name, r.like) for r in answer.understood}
    assert 1 not in {hit.id for hit in answer.hits}
    assert answer.hits[0].id == 2
    # Others like it, but not where it is: its own country is not asked for then.
    answer = index.search("something like Lumi Retail but not in Finland")
    assert {(r.facet.kind, r.facet.value) for r in answer.understood} >= {("not region", "FI"), ("size", "Enterprise")}
    assert not [r for r in answer.understood if r.facet.kind == "region"]


def test_a_call_with_somebody_named_asks_for_nobody_else(index: Index) -> None:
    assert [hit.id for hit in index.search("call with Lumi Retail").hits] == [1]
    assert [hit.id for hit in index.search("call with Lumi Retail, onboarding").hits] == [1, 3]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("bank 5000 employees", "Enterprise"),
        ("bank with 5,000 people", "Enterprise"),
        ("bank 12 000 henkilöä", "Enterprise"),
        ("5k staff bank", "Enterprise"),
        ("pankki, 300 työntekijää", "Mid-market"),
        ("bank 40 employees", "SMB"),
    ],
)
def test_a_number_of_people_is_a_size(index: Index, text: str, size: str) -> None:
    (told,) = [r for r in index.search(text).understood if r.facet.kind == "size"]
    assert (told.facet.value, told.read_as) == (size, size.lower())
    assert not index.search(text).ignored


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("bank more than 1,000 employees", ["Mid-market", "Enterprise"]),
        ("over 5000 people bank", ["Enterprise"]),
        ("bank under 100 employees", ["SMB"]),
        ("500+ employees bank", ["Mid-market", "Enterprise"]),
        ("bank 50-200 employees", ["SMB"]),
        ("bank, 300-5000 staff", ["Mid-market", "Enterprise"]),
        ("no more than 300 people, bank", ["SMB", "Mid-market"]),
        ("bank at least 2k people", ["Enterprise"]),
        ("bank under 2,000 people", ["SMB", "Mid-market"]),
        ("pankki yli 1000 työntekijää", ["Mid-market", "Enterprise"]),
        ("alle 100 hengen pankki", ["SMB"]),
    ],
)
def test_more_or_fewer_than_a_number_of_people_are_several_sizes(index: Index, text: str, sizes: list[str]) -> None:
    answer = index.search(text)
    assert [r.facet.value for r in answer.understood if r.facet.kind == "size"] == sizes
    assert {r.facet.value for r in answer.understood if r.facet.kind == "industry"} == {"banking"}
    assert answer.ignored == ()


def test_what_is_listed_with_commas_is_all_meant(index: Index) -> None:
    meant = {r.facet.value for r in index.search("banks, insurers and pharmacies").understood}
    assert meant == {"banking", "insurance", "pharmacy"}


@pytest.mark.parametrize(
    "text", ["Lumi Retail, Kide Markets", "lumi or kide", "call with Kide Markets and Lumi Retail Oyj"]
)
def test_several_names_are_several_customers(index: Index, text: str) -> None:
    assert {hit.id for hit in index.search(text).hits if hit.named} == {1, 2}
    assert not index.search(text).ignored


def test_a_word_that_is_also_a_legal_form_is_no_part_of_the_name_after_it(index: Index) -> None:
    answer = index.search("same industry as Lumi Retail but smaller")
    assert [(r.facet.kind, r.name or r.facet.value, r.like) for r in answer.understood][:2] == [
        ("name", "Lumi Retail Oyj", True),
        ("size", "SMB", False),
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("german speaking banks", {("language", "de"), ("industry", "banking")}),
        ("hospital speaking german", {("language", "de"), ("industry", "healthcare_providers")}),
        ("german speaker for an event", {("language", "de"), ("activity", "event")}),
        ("insurance / banking", {("industry", "insurance"), ("industry", "banking")}),
    ],
)
def test_what_is_spoken_is_a_language_and_no_talk(index: Index, text: str, meant: set[tuple[str, str]]) -> None:
    assert {(r.facet.kind, r.facet.value) for r in index.search(text).understood} == meant
