"""Another language is data files and no code: a little Swedish beside the shipped files is understood."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.matching.parse import parse
from domain.matching.vocabulary import DATA, Lexicon

WORDS = """\
region	nordics	norden
country	FI	finland; finska
activity	call	samtal; telefonsamtal
activity	visit	studiebesök
size	SMB	småföretag; litet
filler	*	jag; behöver; en; ett; som; har; kund; kunder; med; till; från
"""
INDUSTRIES = """\
sjukhus	healthcare_providers	hand
livsmedelskedja	grocery	hand
gruvbolag	mining	hand
"""
FORMS = """\
{"shortest": 4, "endings": ["en", "et", "er", "or", "ar", "a", "erna", "orna", "arna"], "tails": [],
 "vowels": [["", ""], ["", "a"]], "strong": [["", ""]]}
"""


@pytest.fixture(scope="module")
def swedish(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(DATA, folder, dirs_exist_ok=True)
    (folder / "words.sv.tsv").write_text(WORDS, "utf8")
    (folder / "industries.sv.tsv").write_text(INDUSTRIES, "utf8")
    (folder / "forms.sv.json").write_text(FORMS, "utf8")
    return Lexicon(folder=folder)


def read(text: str, lexicon: Lexicon) -> set[tuple[str, str]]:
    parsed = parse(text, lexicon)
    return {(s.meanings[0].kind, s.meanings[0].value) for s in parsed.segments if s.meanings[0].kind != "filler"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("jag behöver ett sjukhus i norden", {("industry", "healthcare_providers"), ("region", "nordics")}),
        ("livsmedelskedja, telefonsamtal", {("industry", "grocery"), ("activity", "call")}),
        ("livsmedelskedjor studiebesok", {("industry", "grocery"), ("activity", "visit")}),
        ("gruvblaget", {("industry", "mining")}),
        (
            "sjukhus onsite visit germany",
            {("industry", "healthcare_providers"), ("activity", "visit"), ("region", "DE")},
        ),
    ],
)
def test_a_third_language_is_read_beside_the_others(swedish: Lexicon, text: str, meant: set[tuple[str, str]]) -> None:
    assert read(text, swedish) == meant


def test_without_its_files_it_is_not(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    (tmp_path / "words.sv.tsv").unlink()
    assert ("industry", "grocery") not in read("livsmedelskedja, telefonsamtal", Lexicon(folder=tmp_path))
