"""Companies' names, as people mean them: every way of writing one, parts that tell, and words that tell nothing."""

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.portfolio.cautions import CautionKind, request_cautions, rivals_in
from domain.portfolio.company_names import company_words, may_be_company, mentioned, same_company
from domain.requests.request import Deal
from tests.activities import CALL
from tests.domain.world import POLICY, TODAY, known

BYGG = (
    "Granhult Bygg",
    "Granhult Bygg AB",
    "granhult bygg",
    "GRANHULT-BYGG Ab",
    "Granhult Bygg Aktiebolag",
    "AB Granhult Bygg",
)
BYGG += ("Granhult  Bygg, AB (publ)", "GranhultBygg", "Gränhult Bygg HB", "Granhult Bygg KB")
FORMS = "Oy Oyj Abp AB A/S ASA ApS AS I/S K/S Ky Tmi Osk HB KB ehf. hf. OÜ UAB SIA GmbH AG KGaA e.V. SE Inc."
FORMS += " Inc LLC L.L.C. Ltd. Limited"
FORMS += (
    " PLC Co. S.A. SARL SAS S.p.A. S.r.l. S.L. Lda Ltda. B.V. N.V. BVBA s.r.o. a.s. Kft. Zrt. OOO K.K. Corp Corporation"
)
SHARED = "Market Group Nordic Bank Retail Energy Systems Solutions Services Oy Data Bygg Ab The"
LONG = ("GmbH & Co. KG", "Sp. z o.o.", "S.A. de C.V.", "Pty Ltd", "Pte Ltd", "Sdn Bhd", "Pvt. Ltd.", "Ltd. Şti.")


@pytest.mark.parametrize(("one", "other"), list(combinations(BYGG, 2)))
def test_however_a_company_is_written_it_is_the_same(one: str, other: str) -> None:
    assert same_company(one, other)
    assert Deal(one).same_as(Deal(other)), "and joined, not asked for twice"


@pytest.mark.parametrize("form", [*FORMS.split(), *LONG])
@pytest.mark.parametrize("name", ["Ruskaranta", "Île Bleue"])
def test_a_legal_form_says_nothing(name: str, form: str) -> None:
    assert same_company(f"{name} {form}", name.upper())


def test_letters_that_are_written_out_are_the_same() -> None:
    assert same_company("Müller GmbH", "Mueller")
    assert same_company("Åkerman AB", "Aakerman")
    assert same_company("Granhult Interiör", "Granhult Interior AB")
    assert same_company("Ærø Fisk ApS", "Aeroe Fisk")
    assert same_company("Smörgås & Co", "smorgas")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Granhult Bygg AB", "Granhult Interiör AB"),
        ("Lumi Retail", "Lumi Bank"),
        ("Nordic Bank", "Nordic Retail"),
        ("AB", "Oy"),
    ],
)
def test_other_companies_are_others(one: str, other: str) -> None:
    assert not same_company(one, other)
    assert not may_be_company(one, other)
    assert not Deal(one).same_as(Deal(other))


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("Ruskaranta", "Ruskaranta Market"),
        ("Ruskaranta Market Oy", "Ruskaranta"),
        ("Ruskaranta Market Oy", "Uusi Ruskaranta Market"),
        ("Granhult", "Granhult Interiör"),
        ("Nordic Bank", "Nordic Bank Finland Oyj"),
        ("Apple", "Apple Suomi Oy"),
        ("SAP", "SAP Deutschland SE & Co. KG"),
        ("Visma Sweden", "Visma Finland"),
    ],
)
def test_a_part_that_tells_may_be_the_company_and_joins_nothing(part: str, whole: str) -> None:
    assert may_be_company(part, whole)
    assert may_be_company(whole, part)
    assert not Deal(part).same_as(Deal(whole))


@pytest.mark.parametrize("word", SHARED.split())
def test_one_word_that_many_companies_share_is_no_part(word: str) -> None:
    for name in (f"Ruskaranta {word}", f"{word} Ruskaranta Oy", "Nordic Market Bank Group"):
        assert not may_be_company(word, name) or same_company(word, name), (word, name)
    assert not mentioned(f"{word} Oy", f"who can we show to a {word} in retail")


def told(prospect: str, *competitors: str) -> tuple[tuple[CautionKind, str], ...]:
    given_ = {"activity": CALL, "prospect": prospect, "needed_by": TODAY + timedelta(60)}
    found = request_cautions(known(competitors=competitors), POLICY, TODAY, **given_)  # type: ignore[arg-type]
    return tuple((each.kind, each.name) for each in found if each.name)


def test_a_competitor_is_warned_of_and_a_part_only_as_what_may_be_one() -> None:
    assert told("GRANHULT INTERIOR AB", "Granhult Interiör") == ((CautionKind.COMPETITOR, "Granhult Interiör"),)
    assert told("Ruskaranta", "Acme", "Ruskaranta Market Oy") == (
        (CautionKind.MAYBE_COMPETITOR, "Ruskaranta Market Oy"),
    )
    assert told("Market Oy", "Ruskaranta Market Oy") == ()


@pytest.mark.parametrize(
    "words",
    [
        "retail for ruskaranta",
        "Ruskaranta's onboarding",
        "a call for RUSKARANTA MARKET OY",
        "ruskaranta-market, retail",
    ],
)
def test_a_search_that_names_a_competitor_is_warned(words: str) -> None:
    assert rivals_in(known(competitors=("Ruskaranta Market Oy",)), words)
    assert not rivals_in(known(competitors=("Stockholm Data Oy", "Market")), "data market in stockholm")


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_compared_and_both_ways_alike(one: str, other: str) -> None:
    assert same_company(one, one)
    assert same_company(one, other) == same_company(other, one)
    assert may_be_company(one, other) == may_be_company(other, one)
    assert company_words(one) == company_words(one.upper()) or not one.isascii()
