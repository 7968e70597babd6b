"""Words of every day in a sentence: neither misspellings nor trades, unless what stands beside them says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from domain.matching.disambiguation import COMPANY
from domain.matching.normal import stem
from domain.matching.operators import table
from domain.matching.reach import ONES
from domain.matching.repair import Candidate, straightened
from domain.matching.segment import Segment, first_as, is_industry
from domain.matching.vocabulary import CONNECTORS, SAID_FOR_NOTHING, Lexicon, Words

OBJECT_OF = frozenset(
    [
        "a",
        "an",
        "any",
        "at",
        "for",
        "of",
        "from",
        "another",
        "en",
        "ett",
        "hos",
        "fran",
        "ein",
        "eine",
        "einer",
        "einem",
        "einen",
        "bei",
        "beim",
    ]
)
"""Words before a trade ("at a university")."""
MAKING = frozenset(
    [
        "some",
        "other",
        "makes",
        "make",
        "making",
        "builds",
        "sells",
        "sell",
        "selling",
        "produces",
        "produce",
        "valmistaa",
        "valmistava",
        "valmistavat",
        "myy",
        "myyva",
        "myyvat",
        "tekee",
        "tekevat",
        "tuottaa",
        "tuottavat",
        "tillverkar",
        "saljer",
        "producerar",
        "bygger",
        "gor",
        "herstellt",
        "herstellen",
        "verkauft",
        "verkaufen",
        "baut",
    ]
)
"""Verbs of making and selling: what stands behind one is a company's trade ("verkaufen Möbel")."""
IN_A_TRADE = frozenset(
    [
        "anyone",
        "anybody",
        "someone",
        "somebody",
        "who",
        "company",
        "customer",
        "reference",
        "one",
        "else",
        "people",
        "anything",
        "something",
        "client",
        "firm",
        "business",
        "player",
        "references",
        "customers",
        "companies",
    ]
)
"""Words before "in" and a trade: "someone in paper"."""
QUALIFIED = frozenset({"region", "size", "language", "origin"})
"""Kinds of words right before a trade: "Aussie miners"."""
PAUSE = frozenset(",;:.!?()\n")
SHORTEST = 4
"""Letters of a word that an ordinary one may be a bent form of."""
LISTING = frozenset(["and", "or", "nor", "ja", "tai", "seka", "och", "eller", "und", "oder"])
NAMED = frozenset({"region", "language", "product", "use_case"})
"""Kinds of words a capital inside a sentence may be a slip of."""


def in_a_sentence(words: Words, lattice: list[list[Candidate]], lexicon: Lexicon) -> set[int]:
    """Take from ordinary words what they are no entry for, and from numbers their vote; returns their places.

    An ordinary word may still be part of a phrase ("public sector"), or a bent form of a strong word ("kuntien").
    """
    silent: set[int] = set()
    for n, (word, typed) in enumerate(words):
        if any(c.word == SAID_FOR_NOTHING for c in lattice[n]):
            continue
        if word.isdigit():
            silent.add(n)
        elif n and typed[0].isupper() and not typed.isupper() and not lexicon.knows(stem(word)):
            lattice[n] = [c for c in lattice[n] if _bent(c, word, lexicon) or _kind(c, lexicon) in NAMED]
        elif lexicon.ordinary(word) and not lexicon.meanings(stem(word)):
            silent.add(n)
            lattice[n] = [c for c in lattice[n] if c.word == stem(word) or _stays(c, word, lexicon)]
    return silent


def _stays(candidate: Candidate, word: str, lexicon: Lexicon) -> bool:
    trade = _kind(candidate, lexicon) == "industry" and lexicon.weak(candidate.word)
    return len(candidate.word) >= SHORTEST and _bent(candidate, word, lexicon) and not trade


def _bent(candidate: Candidate, word: str, lexicon: Lexicon) -> bool:
    return any(bent.word == candidate.word for bent in straightened(word, lexicon))


def _kind(candidate: Candidate, lexicon: Lexicon) -> str:
    found = lexicon.meanings(candidate.word)
    return found[0].kind if found else ""


def without_weak(
    segments: list[Segment],
    words: Words,
    lattice: list[list[Candidate]],
    lexicon: Lexicon,
    reached: Collection[int],
    gaps: Sequence[str],
) -> list[Segment]:
    """Without the trades that ordinary words may stand for where nothing beside them says so.

    A company word behind it ("press company"), a strong trade listed with it, being an object with nothing unknown
    behind it ("at a port") or being left out make a word a trade. `reached`: the places that are left out.
    """
    at = {n: s for s in segments for n in range(s.start, s.end)}
    sure = any(s.meanings[0].kind == "activity" and not lexicon.marked(s.key, "vague") for s in segments)
    fallen = [
        s
        for s in segments
        if s.end == s.start + 1
        and not (s.start in reached and _ends(s.end, at, words, gaps))
        and (
            (is_industry(s) and lexicon.weak(s.key) and not _meant(s, at, words, lexicon, gaps))
            or (s.meanings[0].kind == "activity" and lexicon.marked(s.key, "vague") and (sure or not _had(s, words)))
            or (s.meanings[0].kind == "size" and lexicon.marked(s.key, "vague") and not _sized(s, at, words, lexicon))
        )
    ]
    for segment in fallen:
        lattice[segment.start] = []
    return [s for s in segments if s not in fallen]


def _had(segment: Segment, words: Words) -> bool:
    """Whether an activity that is an everyday word, too, is something to have: "a meeting with"."""
    return bool(segment.start) and words[segment.start - 1][0] in OBJECT_OF


def _sized(segment: Segment, at: dict[int, Segment], words: Words, lexicon: Lexicon) -> bool:
    """Whether what is said to be large or small is a company: "a big bank", "they are small"."""
    if segment.end >= len(words):
        return True
    after = at.get(segment.end)
    if after and after.meanings[0].kind in {"industry", "size", "region", "language"}:
        return True
    return lexicon.marked(stem(words[segment.end][0]), *COMPANY)


def from_there(segments: list[Segment], words: Words, lexicon: Lexicon, *, prose: bool) -> list[Segment]:
    """A nationality before a trade is the country, in a sentence or behind an article: "a Danish bank"."""
    starts = {s.start: s for s in segments}
    found = []
    for s in segments:
        after = starts.get(s.end)
        beside = after is not None and is_industry(after)
        one = s.end < len(words) and (words[s.end][0] in ONES or lexicon.marked(stem(words[s.end][0]), *COMPANY))
        said = prose or (s.start > 0 and words[s.start - 1][0] in OBJECT_OF)
        found.append(first_as(s, "language", "origin") if said and (beside or one) else s)
    return found


def _meant(segment: Segment, at: dict[int, Segment], words: Words, lexicon: Lexicon, gaps: Sequence[str]) -> bool:
    after = segment.end
    if after < len(words) and lexicon.marked(stem(words[after][0]), *COMPANY):
        return True
    for place in (_listed(after, 1, words), _listed(segment.start - 1, -1, words)):
        other = at.get(place)
        if other and is_industry(other) and not (other.end == other.start + 1 and lexicon.weak(other.key)):
            return True
    before = words[segment.start - 1][0] if segment.start else ""
    qualified = at.get(segment.start - 1)
    said_so = before in MAKING or (qualified is not None and qualified.meanings[0].kind in QUALIFIED)
    within = before == "in" and segment.start > 1 and words[segment.start - 2][0] in IN_A_TRADE
    if said_so or within or _fills_its_clause(segment, at, words, gaps):
        return True
    begins = not segment.start or bool(gaps[segment.start].strip())
    if before not in OBJECT_OF and not (begins and after < len(words) and words[after][0] in table().words["stop"]):
        return False
    return _ends(after, at, words, gaps)


def _ends(after: int, at: Mapping[int, Segment], words: Words, gaps: Sequence[str]) -> bool:
    """Whether a phrase ends before this word, and is no part of something unknown: "glass doors"."""
    if after >= len(words) or gaps[after].strip() or after in at:
        return True
    return words[after][0] in CONNECTORS or words[after][0] in table().words["stop"]


def _fills_its_clause(segment: Segment, at: dict[int, Segment], words: Words, gaps: Sequence[str]) -> bool:
    """Whether nothing but what is asked for stands between two pauses: "gas or electricity, LATAM"."""
    start, end = segment.start, segment.end
    while start and PAUSE.isdisjoint(gaps[start]):
        start -= 1
    while end < len(words) and PAUSE.isdisjoint(gaps[end]):
        end += 1
    return end > segment.end and all(
        words[n][0] in CONNECTORS or words[n][0] in LISTING or (n in at and at[n].meanings[0].kind != "filler")
        for n in range(start, end)
    )


def _listed(place: int, step: int, words: Words) -> int:
    """The place of what is listed with a word, on one side of it; -1 for nothing."""
    if not (0 <= place < len(words)) or words[place][0] not in LISTING:
        return -1
    return place + step
