"""What is asked for and what a customer is, said to a reader: by their locale, else by the catalogue."""

import pytest

from blocks.kit.language import PSEUDO, speaking
from blocks.wording import facets
from domain.activities import Activity
from domain.matching import Facet, Reading
from domain.search.company_words import WordKind


@pytest.mark.parametrize(
    ("facet", "said"),
    [
        (Facet("industry", "banking|insurance"), "banking or insurance"),
        (Facet("not industry", "banking"), "not banking"),
        (Facet("region", "DE"), "Germany"),
        (Facet("region", "nordics"), "Nordics"),
        (Facet("language", "sv"), "Swedish"),
        (Facet("activity", "visit"), "Site visit"),
        (Facet("activity", "our_webinar"), "our webinar"),
        (Facet("level", "VP"), "a vice president"),
        (Facet("product", "Call"), "Call"),
    ],
)
def test_a_facet_is_said_in_words(facet: Facet, said: str) -> None:
    assert facets.meaning(facet) == said


@pytest.mark.parametrize(("code", "said"), [("en-GB", "St Lucia"), ("en-US", "St. Lucia")])
def test_a_country_is_called_as_the_readers_locale_has_it(code: str, said: str) -> None:
    with speaking(code):
        assert facets.place("LC") == said


def test_what_is_data_of_ours_goes_through_the_catalogue_and_what_is_a_companys_own_does_not() -> None:
    with speaking(PSEUDO):
        for ours in (Facet("industry", "banking"), Facet("region", "nordics"), Facet("size", "SMB")):
            assert facets.meaning(ours).startswith("⟦"), ours
        assert facets.meaning(Facet("product", "Rota")) == "Rota"
        assert facets.place("DE") == "Germany"


def test_nothing_on_record_is_nothing() -> None:
    assert facets.place("") == facets.label("") == ""


def test_a_customer_is_said_by_its_name_and_whom_it_is_like() -> None:
    lumi = Reading(Facet("name", "7"), "lumi", "Lumi Retail")
    assert facets.reading(lumi) == "Lumi Retail"
    assert facets.reading(Reading(Facet("name", "7"), "lumi", "Lumi Retail", like=True)) == "like Lumi Retail"
    assert facets.reading(Reading(Facet("not name", "7"), "lumi", "Lumi Retail")) == "not Lumi Retail"


def test_an_activity_of_the_companys_own_is_said_in_the_readers_language() -> None:
    webinar = Activity(code="webinar", name="webinar", translations={"de": "Online-Seminar"})
    read, out = (Reading(Facet(kind, "webinar"), "x", activity=webinar) for kind in ("activity", "not activity"))
    assert (facets.reading(read), facets.reading(out)) == ("Webinar", "not Webinar")


def test_a_kind_stands_before_a_meaning_and_alone_where_there_is_none() -> None:
    assert facets.with_kind(Facet("use_case", "Onboarding")) == "Use case: Onboarding"
    assert facets.with_kind(Facet(WordKind.NOTHING, "")) == "Means nothing: leave it out"
