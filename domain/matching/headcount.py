"""A number of people as a size: "5,000 employees", "yli 300 työntekijää"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from domain.importing.values import size_of
from domain.matching.normal import stem

MOST_DIGITS = 7


class Headcount(NamedTuple):
    """Words `start`…`end` of the query tell how many people work there."""

    start: int
    end: int
    size: str


def headcounts(words: Sequence[tuple[str, str]], staff: Collection[str]) -> list[Headcount]:
    """Every number that stands before one of the words (stems) for the people who work somewhere."""
    found: list[Headcount] = []
    for end, (word, _) in enumerate(words):
        if stem(word) not in staff:
            continue
        start, digits = end, ""
        # "5,000" and "5 000" are two words, the later of three digits.
        while start and (not digits or len(digits) % 3 == 0) and (said := _digits(words[start - 1][0])):
            start, digits = start - 1, said + digits
        if digits and len(digits) <= MOST_DIGITS:
            found.append(Headcount(start, end + 1, size_of(int(digits))))
    return found


def _digits(word: str) -> str:
    if word.endswith("k") and word[:-1].isdecimal():
        return f"{word[:-1]}000"
    return word if word.isascii() and word.isdecimal() else ""
