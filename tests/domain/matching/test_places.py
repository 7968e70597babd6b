"""Places are found however Finnish bends them: every country of the list, plurals, letters with a colon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.matching.parse import parse
from domain.matching.vocabulary import DATA, Lexicon

GRADES = (("kk", "k"), ("pp", "p"), ("tt", "t"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("nk", "ng"), ("mp", "mm"))
PLURALS = {
    "Yhdysvallat": ("Yhdysvalloi", "Yhdysvaltojen"),
    "Arabiemiirikunnat": ("Arabiemiirikunni", "Arabiemiirikuntien"),
    "Alankomaat": ("Alankomai", "Alankomaiden"),
}
OTHERWISE = {"Antarktis", "Niger", "Malta", "Bulgaria", "Georgia"}
"""Names that bend in a way of their own, or into another known word."""
LANGUAGES_TOO = ("lbania", "rmenia", "ndonesia", "talia", "atvia", "omania", "erbia", "lovenia", "Korea")
"""Their genitive is the English name of a language: "italian", which is read as that."""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


def read(text: str, lexicon: Lexicon) -> set[tuple[str, str]]:
    return {s.meanings[0] for s in parse(text, lexicon).segments}


def countries() -> Iterator[tuple[str, str]]:
    for line in (DATA / "places.tsv").read_text("utf8").splitlines():
        code, language, name = line.split("\t") if "\t" in line else ("", "", "")
        if language == "fi" and not set(name) & set("–(") and name not in OTHERWISE:
            yield code, name


def bent(name: str) -> list[str]:
    """ "In", "from" and "of" the place, as a Finn writes them."""
    vowels = [c for c in name.lower().split("-")[-1] if c in "aouäöyóãõô"]
    a = "a" if vowels and vowels[-1] in "aouóãõ" else "ä"
    if name in PLURALS:
        stem, genitive = PLURALS[name]
        return [f"{stem}ss{a}", f"{stem}st{a}", genitive]
    if name.endswith("saaret"):
        return [name[:-2] + end for end in ("issa", "ista", "ien")]
    if name.endswith("it"):
        return [name[:-2] + end for end in (f"eiss{a}", f"eist{a}", "ien", f"eill{a}", f"eilt{a}")]
    if name[-1] not in "aeiouyäö":
        return [name + end for end in (f"iss{a}", f"ist{a}", "in")] if name[-1] != "s" else []
    stem = "Suome" if name == "Suomi" else name[:-1] + "e" if name.endswith("saari") else name
    weak = next((stem[:-1].removesuffix(b) + w + stem[-1] for b, w in GRADES if stem[:-1].endswith(b)), stem)
    listed = [f"{weak}ss{a}", f"{weak}st{a}", f"{weak}lle"]
    return listed if name.endswith(LANGUAGES_TOO) else [*listed, f"{weak}n"]


def test_every_country_of_the_list_is_read_bent(lexicon: Lexicon) -> None:
    tried = [(code, form) for code, name in countries() for form in bent(name)]
    lost = [(code, form) for code, form in tried if ("region", code) not in read(form, lexicon)]
    assert len(tried) > 850
    assert lost == [("TR", "Turkista")]  # it is also "of fur"; beside other words it is Turkey


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Yhdysvalloissa", "US"),
        ("Yhdysvalloista", "US"),
        ("Yhdysvaltoihin", "US"),
        ("Alankomaissa", "NL"),
        ("Filippiineillä", "PH"),
        ("Arabiemiraateissa", "AE"),
        ("Pohjoismaissa", "nordics"),
        ("Lähi-idässä", "middle east"),
        ("Tukholmassa", "SE"),
        ("USA:ssa", "US"),
        ("USA:sta", "US"),
        ("UK:ssa", "GB"),
        ("EU:n", "europe"),
        ("italialaisia", "IT"),
        ("vietnamilainen", "VN"),
        ("yhdysvaltalaiset", "US"),
    ],
)
def test_plurals_cities_letters_and_people_name_the_place(lexicon: Lexicon, text: str, place: str) -> None:
    assert read(f"pankki {text}", lexicon) == {("industry", "banking"), ("region", place)}
