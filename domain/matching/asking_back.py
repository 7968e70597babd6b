"""When the desk asks back instead of listing anybody, and what it offers then."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from domain.matching.industry_classifier import vote
from domain.matching.model import NOT, Facet, Reading
from domain.matching.normal import stem
from domain.matching.repair import repaired, straightened
from domain.matching.score import WEIGHT
from domain.matching.vocabulary import Lexicon
from domain.text import fold

DECISIVE = frozenset({"industry", "use_case", "product", "name"})
"""Kinds of facets that say whom somebody looks for; a place, a size or an activity only narrows that."""
OFFERED = frozenset({"industry", "use_case", "product", "region"})
MOST_OFFERED = 3
SHORTEST = 4
"""Letters of a word whose nearest meanings are offered."""
LIKELY = 0.5
"""How likely an industry must be by its words to be offered."""


def chosen(readings: Sequence[Reading], picked: Collection[Facet], without: Collection[Facet]) -> list[Reading]:
    """The readings, and what somebody picked that no word of theirs says."""
    known = {reading.facet for reading in readings}
    more = [f for f in picked if f.kind.removeprefix(NOT) in WEIGHT and f not in known and f not in without]
    return [*readings, *(Reading(f, "") for f in more)]


def too_little(readings: Sequence[Reading], ignored: Sequence[str], fillers: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether words that may matter were not understood, and what was only narrows: then nobody is listed.

    So is nobody for an activity among words that ask for nothing: "thanks a lot, let's talk".
    """
    kinds = {r.facet.kind for r in readings}
    if kinds & DECISIVE:
        return False
    if kinds == {"activity"} and fillers:
        return True
    told = [r for r in readings if r.facet.kind == "story"]
    if any(not lexicon.ordinary(fold(r.words)) for r in told):
        return False
    return bool(told) or any(not word.isdigit() and len(word) > 1 for word in ignored)


def nearest(ignored: Sequence[str], lexicon: Lexicon) -> tuple[Reading, ...]:
    """What words that were not understood may have meant, the first few of each in turn."""
    found: dict[Facet, Reading] = {}
    for word in ignored:
        key = fold(word)
        if len(key) >= SHORTEST and key.isalpha():
            for facet in _meanings(key, lexicon):
                found.setdefault(facet, Reading(facet, word))
                break
    return tuple(found.values())[:MOST_OFFERED]


def _meanings(word: str, lexicon: Lexicon) -> Iterator[Facet]:
    plain = stem(word)
    for known in (plain, *(c.word for c in straightened(word, lexicon)), *(c.word for c in repaired(word, lexicon))):
        for kind, value in lexicon.meanings(known)[:1]:
            said = "use_case" if kind == "synonym" else kind
            if said in OFFERED:
                yield Facet(said, value.split("|")[0])
    guess = vote([plain])
    if guess and guess[0][1] >= LIKELY:
        yield Facet("industry", guess[0][0])
