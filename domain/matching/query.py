"""What a query means: the parser's phrases as readings, with names of customers among them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from domain.matching.model import Facet, Reading
from domain.matching.names import Names, name_key
from domain.matching.normal import split_words, stem
from domain.matching.parse import Parsed, Segment, first_as, parse
from domain.matching.score import meaning
from domain.matching.vocabulary import CONNECTORS, Lexicon, Meaning, key_words

MOST_NAMED = 5
"""Customers one name may mean."""
LONGEST_NAME = 8
"""Words of a name inside a longer query."""
BENT, ENDING = 0.88, 2
"""A phrase surer than the first that differs only in its end, by so many letters of the known one, is the same word."""
EXACT, HALF = 0.95, 0.55
"""A phrase surer than the first was typed right; less of the letters than the second is no reading."""
SHORTEST_NAME = 4
"""Letters of a one-word name inside a longer query."""
WHOLE = 0.8
"""How alike a whole name must be to win over another name standing in the query."""
CLEAR_NAME, CLEAR_ALIKE = 6, 0.7
"""Shorter names than the first must be at least this much alike."""
SWAPPED_ALIKE = 0.75
"""How much names too short to stand in a longer query must be alike: two letters swapped, no other one."""
NAME_OVER_FACETS = 0.68
"""How alike a misspelt name must be to win over facets that leave words over."""
RATHER_NAMED = 0.05
"""By how much facets read from the same words must be surer than a name."""

BESIDE_A_NAME = frozenset({"filler", "activity", "like", "level"})
"""What may stand beside a part of a name; beside anything else a name is rather the prospect's."""
PLAINLY = {"synonym": "use_case", "origin": "region"}
"""The kind of facet behind kinds of words that only rank differently."""


@dataclass(slots=True)
class Understood:
    """Readings in the order typed, customers named, words that meant nothing."""

    readings: list[Reading]
    named: list[int]
    ignored: list[str]
    like: bool = False
    """Not the customer named is wanted but others like it."""


def understand(
    text: str,
    lexicon: Lexicon,
    names: Names,
    visible: Callable[[int], bool],
    without: Collection[Facet] = (),
    picked: Collection[Facet] = (),
) -> Understood:
    """Read a query. Only customers the asker may know (`visible`) can be named."""
    parsed = parse(text, lexicon)
    named, covered = _named_exactly(parsed, lexicon, names, visible)
    if len(covered) < len(parsed.words) and (named or parsed.unknown or _unsure(parsed)):
        near, words = _named_nearly(parsed, names, visible, WHOLE if named else 0.0)
        if near:
            named, covered = near, words
    clear = [s for s in parsed.segments if s.sure > EXACT or s.end - s.start > 1]
    if not named and all(s.meanings[0].kind in BESIDE_A_NAME for s in clear):
        named, covered = _named_in_part(parsed, clear, names, visible)
    left = [s for s in parsed.segments if not covered & set(range(s.start, s.end))]
    if sum(1 for s in left if s.meanings[0].kind == "region") > 1:
        left = [first_as(s, "region", "language") for s in left]
    if not named and _is_noise(parsed, left):
        left = [s for s in left if s.meanings[0].kind == "filler"]
    readings: list[Reading] = []
    if named:
        typed = parsed.typed(min(covered, default=0), max(covered, default=len(parsed.words) - 1) + 1)
        readings += [Reading(Facet("name", str(i)), typed, names.called(i)) for i in named]
    for segment in left:
        if reading := _reading(segment, parsed, without, picked):
            readings.append(reading)
    readings = [r for r in readings if r.facet not in without]
    named = [i for i in named if Facet("name", str(i)) not in without]
    read = {i for s in left for i in range(s.start, s.end)} | covered
    ignored = [t for i, (w, t) in enumerate(parsed.words) if i not in read and w not in CONNECTORS]
    like = bool(named) and any(s.meanings[0].kind == "like" and s.sure > EXACT for s in left)
    return Understood(_once(readings), named, list(dict.fromkeys(ignored)), like)


def _once(readings: list[Reading]) -> list[Reading]:
    kept: dict[Facet, Reading] = {}
    for reading in readings:
        kept.setdefault(reading.facet, reading)
    return list(kept.values())


def _is_noise(parsed: Parsed, segments: list[Segment]) -> bool:
    """Whether so little of the query was read, none of it as typed, that the readings are chance."""
    read = [s for s in segments if s.meanings[0].kind != "filler"]
    if any(s.sure > EXACT for s in read):
        return False
    filler = {i for s in segments if s not in read for i in range(s.start, s.end)}
    letters = sum(len(w) for i, (w, _) in enumerate(parsed.words) if i not in filler) or 1
    return sum(s.sure * sum(len(parsed.words[i][0]) for i in range(s.start, s.end)) for s in read) / letters < HALF


def _facet(found: Meaning) -> Facet:
    return Facet(PLAINLY.get(found.kind, found.kind), found.value)


def _reading(segment: Segment, parsed: Parsed, without: Collection[Facet], picked: Collection[Facet]) -> Reading | None:
    """One phrase as a reading; None for words that carry no facet or a facet that was taken away."""
    choices: list[Facet] = []
    for found in segment.meanings:
        if found.kind in {"filler", "like"}:
            continue
        choices.append(_facet(found))
        if "|" in found.value:
            choices += [Facet(found.kind, v) for v in found.value.split("|")]
    choices = [c for c in dict.fromkeys(choices) if c not in without]
    if not choices or segment.meanings[0].kind == "filler":
        return None
    chosen = next((c for c in choices if c in picked), choices[0])
    typed = parsed.typed(segment.start, segment.end)
    plain = " ".join(key_words(split_words(typed)))
    # Only a repair is told: nobody needs to be told that a word was bent ("ruotsista", "smaller").
    bent = segment.sure >= BENT and plain.startswith(segment.key[:-ENDING])
    same = plain == segment.key or bent
    others = tuple(c for c in choices if c != chosen)
    return Reading(chosen, typed, meaning(chosen), "" if same else segment.key, others)


def _named_exactly(
    parsed: Parsed, lexicon: Lexicon, names: Names, visible: Callable[[int], bool]
) -> tuple[list[int], set[int]]:
    """Customers whose whole name stands in the query, and the places of its words; the longest name wins."""
    words = [w for w, _ in parsed.words]
    count = len(words)
    for length in range(min(count, LONGEST_NAME), 0, -1):
        for start in range(count - length + 1):
            end = start + length
            if length < count and not _may_be_name(start, end, parsed, lexicon, words):
                continue
            if found := [i for i in names.exact(name_key(" ".join(words[start:end]))) if visible(i)]:
                return found[:MOST_NAMED], set(range(start, end))
    return [], set()


def _may_be_name(start: int, end: int, parsed: Parsed, lexicon: Lexicon, words: list[str]) -> bool:
    """Inside a longer query a name must not be made of words that mean something else."""
    if end - start == 1:
        return len(words[start]) >= SHORTEST_NAME and start in parsed.unknown and not lexicon.knows(words[start])
    letters = sum(map(len, words[start:end]))
    unheard = any(i in parsed.unknown or not lexicon.knows(stem(words[i])) for i in range(start, end))
    return letters >= SHORTEST_NAME and unheard


def _named_in_part(
    parsed: Parsed, clear: list[Segment], names: Names, visible: Callable[[int], bool]
) -> tuple[list[int], set[int]]:
    """The few customers in whose names a word stands that means nothing else as typed: "lumi" for Lumi Retail."""
    read = {i for s in clear for i in range(s.start, s.end)}
    for i in (n for n, (w, _) in enumerate(parsed.words) if n not in read and w not in CONNECTORS):
        word = parsed.words[i][0]
        if len(word) >= SHORTEST_NAME and (found := names.holding(word, visible, MOST_NAMED)):
            return found, {i}
    return [], set()


def _unsure(parsed: Parsed) -> bool:
    return any(s.sure < 0.93 for s in parsed.segments)


def _named_nearly(
    parsed: Parsed, names: Names, visible: Callable[[int], bool], least: float
) -> tuple[list[int], set[int]]:
    """Customers whose name is like the whole query, or like what its plain facets leave of it, and those words.

    The name must be at least `least` alike, and more alike than the facets are that were read from the same words.
    """
    everything = list(range(len(parsed.words)))
    plain = {
        i
        for s in parsed.segments
        if s.sure > EXACT and s.meanings[0].kind not in {"industry", "synonym"}
        for i in range(s.start, s.end)
    }
    rest = [i for i in everything if i not in plain]
    for places in [everything] if least or not plain or not rest else [everything, rest]:
        key = name_key(" ".join(parsed.words[i][0] for i in places))
        if len(key) < SHORTEST_NAME - 1:
            continue
        found = names.alike(key, visible)
        best = found[0][1] if found else 0.0
        read = _read_share(parsed, set(places))
        enough = NAME_OVER_FACETS if read else CLEAR_ALIKE if len(key) < CLEAR_NAME else 0.0
        if len(key) < SHORTEST_NAME:
            enough = SWAPPED_ALIKE
        if found and best >= max(least, enough) and best > read - RATHER_NAMED:
            return [i for i, alike in found if alike >= best - 0.05][:MOST_NAMED], set(places)
    return [], set()


def _read_share(parsed: Parsed, places: set[int]) -> float:
    """How well facets read these words: 1 wholly and as typed, 0 not at all."""
    letters = sum(len(parsed.words[i][0]) for i in places) or 1
    return (
        sum(
            s.sure * len(parsed.words[i][0])
            for s in parsed.segments
            if s.meanings[0].kind != "filler"
            for i in range(s.start, s.end)
            if i in places
        )
        / letters
    )
