"""Names of countries and languages from Unicode CLDR, by way of Babel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from babel import Locale

LANGUAGES = ("en", "fi")
SPOKEN = (Path(__file__).parent / "spoken.txt").read_text("utf8").split()
"""Languages people do business in; "nb" and "nn" are told as "no"."""


def write_places(write: Callable[[str, str, Iterable[str]], None]) -> None:
    """Write places.tsv (code, language, name) and languages.tsv (code, language, name)."""
    places, languages = [], []
    for key in LANGUAGES:
        locale = Locale(key)
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}:
                places.append(f"{code}\t{key}\t{name}")
        languages += [f"{'no' if c in {'nb', 'nn'} else c}\t{key}\t{locale.languages[c]}" for c in SPOKEN]
    for code, key in (pair.split("_") for pair in (Path(__file__).parent / "own_names.txt").read_text("utf8").split()):
        places.append(f"{code}\t{key}\t{Locale(key).territories[code]}")
    write("places.tsv", "ISO 3166 code	language	name (Unicode CLDR)", places)
    write("languages.tsv", "ISO 639-1 code	language	name (Unicode CLDR)", languages)
