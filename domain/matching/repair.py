"""Words as they were meant: bent forms straightened, misspellings repaired, words typed together taken apart."""

from __future__ import annotations

from math import log
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.matching.inflection import unbent
from domain.matching.normal import stem
from domain.matching.typos import roughly, slipped
from domain.matching.vocabulary import LEAST_FOREIGN, Lexicon

SHORTEST = 3
"""Shorter words are not repaired: everything is near everything."""
LEAST_ALIKE = 0.55
"""How alike (OSA, 0..1) a repaired word must be."""
MOST_COMPARED = 12
"""Words as alike looked at more closely, of each length."""
MOST_WEIGHED = 12
"""Words of all lengths whose slips are weighed."""
BESIDE_S = "ad"
"""Keys beside s, typed for a plural."""
MOST_REPAIRS = 8
ROUGHLY_BEHIND, FAR_BEHIND = 0.15, 0.2
"""A repair this much less likely than the best is not weighed closely, not tried."""
OWN_ALIKE = 0.8
"""How alike a known word must be to one of the company's own."""
FOREIGN_ALIKE = 0.86
"""How alike a word of Swedish or German must be."""
SWAPPED = 0.9
"""How sure two letters in the wrong order are: "ku" for uk."""
SHORTEST_BENT = 5
"""Shorter words are not straightened."""
MOST_BENT = 5
"""Words one may be a bent form of."""
BENT = 0.96
"""How sure a straightened form is."""


class Candidate(NamedTuple):
    """A word the typed one may stand for."""

    word: str
    sure: float
    """0..1, how alike they are."""
    liking: float = 0.0
    """What makes it likelier than others as much alike: how common it is, the same first and last letter."""


def straightened(word: str, lexicon: Lexicon) -> list[Candidate]:
    """Known words this one may be a bent form of ("apteekissa": apteekki), by the rules of each language."""
    if name := lexicon.shipped.bent.get(word):
        return [Candidate(name, BENT)]
    found: dict[str, float] = {}
    if len(word) < SHORTEST_BENT:
        return []
    for plain in unbent(word, lexicon.folder):
        known = stem(plain)
        if known not in found and lexicon.knows(known):
            kept = _shared(word, known) / max(len(word), len(known))
            found[known] = BENT - 0.1 * (1 - kept)
    return [Candidate(w, s) for w, s in sorted(found.items(), key=lambda f: (-f[1], f[0]))[:MOST_BENT]]


def _shared(word: str, known: str) -> int:
    """How many letters both begin with."""
    return next((n for n, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))


def repaired(word: str, lexicon: Lexicon) -> list[Candidate]:
    """Known words that differ from this one by a few slips of the finger, likeliest first."""
    if len(word) == 2 and any(m.kind == "region" for m in lexicon.meanings(word[::-1])):
        return [Candidate(word[::-1], SWAPPED)]
    if len(word) < SHORTEST or word.isdigit():
        return []
    cutoff = 0.5 if len(word) <= 4 else LEAST_ALIKE
    alike = {
        known: likeness
        for words in lexicon.near(word)
        for known, likeness, _ in process.extract(
            word, words, scorer=OSA.normalized_similarity, score_cutoff=cutoff, limit=MOST_COMPARED
        )
        if len(known) >= SHORTEST - 1
    }
    plural = "s" in word[-2:] or word[-1] in BESIDE_S
    rough = []
    for known in sorted(alike, key=lambda k: -alike[k])[:MOST_WEIGHED]:
        liking = 0.03 * (known[0] == word[0]) + 0.02 * (known[-1] == word[-1])
        liking += 0.012 * min(5.0, log(1 + lexicon.often(known)))
        rough.append(Candidate(known, max(roughly(word, form) for form in _forms_of(known, plural)), liking))
    found = [
        c._replace(sure=min(0.95, max(slipped(word, form) for form in _forms_of(c.word, plural))))
        for c in _not_far_behind(rough, ROUGHLY_BEHIND)
    ]
    return _not_far_behind(found, FAR_BEHIND)[:MOST_REPAIRS]


def _forms_of(known: str, plural: bool) -> tuple[str, ...]:
    return (known, known + "s") if plural else (known,)


def _not_far_behind(found: list[Candidate], most: float) -> list[Candidate]:
    """Those nearly as likely as the likeliest, likeliest first."""
    ranked = sorted(found, key=lambda c: (-c.sure - c.liking, c.word))
    return [c for c in ranked if c.sure + c.liking >= ranked[0].sure + ranked[0].liking - most]


def like_own(word: str, lexicon: Lexicon) -> list[Candidate]:
    """Words of the company's own that a known word may be meant for: "harbour" for its product Harbor Pay."""
    if len(word) < SHORTEST_BENT or word in lexicon.own.words:
        return []
    words = lexicon.own.by_initial.get(word[0], ())
    found = process.extract(word, words, scorer=OSA.normalized_similarity, score_cutoff=OWN_ALIKE, limit=2)
    return [Candidate(known, alike) for known, alike, _ in found]


def of_a_later_language(word: str, lexicon: Lexicon) -> list[Candidate]:
    """Swedish and German words that a longer unknown word is a slip away from: "storbritanien"."""
    if len(word) < LEAST_FOREIGN - 1:
        return []
    words = lexicon.shipped.borrowable.get(word[0], ())
    found = process.extract(word, words, scorer=OSA.normalized_similarity, score_cutoff=FOREIGN_ALIKE, limit=2)
    return [Candidate(known, alike) for known, alike, _ in found]


def taken_apart(word: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """Two known words typed as one that make a phrase together ("webhosting"), if any; the second may be bent."""
    for cut in range(3, len(word) - 2):
        first = stem(word[:cut])
        if not lexicon.starts(first):
            continue
        second = stem(word[cut:])
        if lexicon.meanings(f"{first} {second}"):
            return first, second
        for bent in straightened(word[cut:], lexicon):
            if lexicon.meanings(f"{first} {bent.word}"):
                return first, bent.word
    return None


LEAST_FUNCTION = 3
"""Letters that a title's first part has at least: "drift" in "driftchef"."""


def titled(word: str, lexicon: Lexicon) -> Candidate | None:
    """The title at the end of a compound, in any form, as a phrase that tells a level: "huoltopäälliköltä"."""
    titles = lexicon.shipped.titles
    if not any(begins in word for begins in lexicon.shipped.title_heads):
        return None
    for form in (word, *unbent(word, lexicon.folder)):
        for start in range(LEAST_FUNCTION, len(form) - 3):
            if phrase := titles.get(form[start:]):
                return Candidate(phrase, BENT)
    return None


MUTE, MUTE_SURE = 3, 0.96
"""A compound's last part that says nothing ("pankkireferenssin") is longer than this; how sure its first part is."""


def _is_filler(word: str, lexicon: Lexicon) -> bool:
    return any(
        found[0].kind == "filler" and known not in lexicon.shipped.foreign
        for known in (stem(word), *(bent.word for bent in straightened(word, lexicon)))
        if (found := lexicon.meanings(known))
    )


def known_part(word: str, lexicon: Lexicon, shortest: int = 5) -> Candidate | None:
    """The longest phrase an unknown compound word begins or ends with ("kenkäkauppaketju": kenkäkauppa)."""
    best = ""
    for cut in range(shortest, len(word) - 2):
        head, tail = word[:cut], word[cut:]
        if len(tail) > MUTE and lexicon.meanings(head) and _is_filler(tail, lexicon):
            return Candidate(head, MUTE_SURE)
        if len(head) > len(best) and lexicon.meanings(head):
            best = head
        if len(tail) >= shortest and len(tail) >= len(best) and lexicon.meanings(stem(tail)):
            best = stem(tail)
    return Candidate(best, 0.5 + 0.4 * len(best) / len(word)) if best else None
