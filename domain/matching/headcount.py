"""A number of people as sizes: "5,000 employees", "yli 300 työntekijää", "fewer than 50 people", "50-200 staff"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from domain.company_size import SIZES, size_of
from domain.matching.normal import stem

MOST_DIGITS = 7
LINKS = frozenset({"than", "to", "kuin"})
"""Words between "more" and a number."""
TURNED = frozenset({"no", "not"})
"""Words that turn "more than" round."""


class Headcount(NamedTuple):
    """Words `start`…`end` of the query tell how many people work there."""

    start: int
    end: int
    sizes: tuple[str, ...]


def headcounts(words: Sequence[tuple[str, str]], marks: Mapping[str, Collection[str]]) -> list[Headcount]:
    """Every number that stands before one of the words (stems) for the people who work somewhere."""
    found: list[Headcount] = []
    for end, (word, _) in enumerate(words):
        if stem(word) not in marks.get("staff", ()):
            continue
        start, digits = _number(words, end)
        if not digits or len(digits) > MOST_DIGITS:
            continue
        least = most = size_of(int(digits))
        if start and "-" in words[start][1] and words[start - 1][1] == words[start][1]:
            start, fewest = _number(words, start)
            least = size_of(int(fewest)) if fewest else least
        else:
            start, way = _compared(words, start, marks)
            if way == "more" or words[end - 1][1].endswith("+"):
                most = SIZES[-1]
            elif way == "fewer":
                least, most = SIZES[0], size_of(max(0, int(digits) - 1))
        found.append(Headcount(start, end + 1, SIZES[SIZES.index(least) : SIZES.index(most) + 1]))
    return found


def _number(words: Sequence[tuple[str, str]], end: int) -> tuple[int, str]:
    """Where the number before this place starts, and its digits: "5,000" is two words, the later of three digits."""
    start, digits = end, ""
    while start and (not digits or len(digits) % 3 == 0) and (said := _digits(words[start - 1][0])):
        start, digits = start - 1, said + digits
        if "-" in words[start][1]:
            break
    return start, digits


def _compared(words: Sequence[tuple[str, str]], start: int, marks: Mapping[str, Collection[str]]) -> tuple[int, str]:
    """ "More" or "fewer" where such words stand before the number, and where they start."""
    place = start - 2 if start > 1 and words[start - 1][0] in LINKS else start - 1
    for way, other in (("more", "fewer"), ("fewer", "more")):
        if place >= 0 and words[place][0] in marks.get(way, ()):
            if place and words[place - 1][0] in TURNED:
                return place - 1, other
            return place, way
    return start, ""


def _digits(word: str) -> str:
    if word.endswith("k") and word[:-1].isdecimal():
        return f"{word[:-1]}000"
    return word if word.isascii() and word.isdecimal() else ""
