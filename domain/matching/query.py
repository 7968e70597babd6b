"""What a query means: the parser's phrases as readings, with names of customers among them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from domain.matching.inflection import unbent
from domain.matching.model import NOT, Facet, Reading
from domain.matching.names import Names, legal_forms, name_key
from domain.matching.normal import stem
from domain.matching.parse import OWN, SHORT, UNLIKE, Parsed, parse
from domain.matching.reach import reach
from domain.matching.repair import straightened
from domain.matching.segment import Segment, first_as, is_industry
from domain.matching.typos import alike, starts_otherwise
from domain.matching.vocabulary import CONNECTORS, Lexicon, Meaning, key_words
from domain.text import split_words

MOST_NAMED = 5
"""Customers one name may mean."""
LONGEST_NAME = 8
"""Words of a name inside a longer query."""
BENT, ENDING = 0.88, 2
"""A phrase surer than the first that differs only in its end, by so many letters of the known one, is the same word."""
EXACT, HALF = 0.95, 0.55
"""A phrase surer than the first was typed right; less of the letters than the second is no reading."""
ALONE = 0.7
"""How much an unknown word must be like the known one if nothing else of the query was read."""
LONG_BENT = 7
"""A bent word must have so many letters to be believed beside unknown ones."""
SHORTEST_NAME = 4
"""Letters of a one-word name inside a longer query."""
WHOLE = 0.8
"""How alike a whole name must be to win over another name standing in the query."""
CLEAR_NAME, CLEAR_ALIKE = 6, 0.7
"""Shorter names than the first must be at least this much alike."""
CLEAR_PART = 7
"""Letters of a misspelt word that may be one of a name's."""
MOST_PIECES = 3
"""Words that may have been one in a name."""
JOINED = 0.88
"""How alike a name typed in pieces must be: "noodle harbour"."""
LEAST_RARE = 5
"""Letters of a word that stands in one name only and names it, whatever stands beside it."""
LEAST_JOINED, LEAST_PIECE = 8, 3
"""Letters of a name's word typed as two, and of each of them."""
FOR_SOMEBODY = frozenset(["for", "at", "to", "vs", "against", "versus", "fur", "bei", "hos", "till", "an"])
"""Prepositions before a prospect's name, which is no customer's ("a bank for Acme")."""
SWAPPED_ALIKE = 0.75
"""How much names too short to stand in a longer query must be alike: two letters swapped, no other one."""
NAME_OVER_FACETS = 0.68
"""How alike a misspelt name must be to win over facets that leave words over."""
RATHER_NAMED = 0.05
"""By how much facets read from the same words must be surer than a name."""

BESIDE_A_NAME = frozenset({"filler", "activity", "level"})
"""What may stand beside a part of a name; beside anything else a name is rather the prospect's."""
POINTING = ("like", "not", "no", "aux")
"""After these even a part of a name is a name, whatever stands beside it."""
PLAINLY = {"synonym": "use_case", "origin": "region"}
"""The kind of facet behind kinds of words that only rank differently."""

Spots = dict[int, set[int]]
"""Customers named, each with the places of the words that name it."""


@dataclass(slots=True)
class Understood:
    """Readings in the order typed, customers named, words that meant nothing."""

    readings: list[Reading]
    named: list[int]
    ignored: list[str]
    like: bool = False
    """Not the customer named is wanted but others like it."""
    fillers: tuple[str, ...] = ()
    """Words that ask for nothing."""
    unwanted: frozenset[str] = frozenset()
    """Those of the ignored words that stand after a "not"."""
    replaced: frozenset[str] = frozenset()
    """What somebody moved off, as typed."""
    undecided: tuple[Reading, ...] = ()
    """What may be wished or be left out: nobody can tell."""


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
    spots = _named_exactly(parsed, lexicon, names, visible)
    if len(_all(spots)) < len(parsed.words) and (spots or parsed.unknown or _unsure(parsed)):
        spots = _named_nearly(parsed, names, visible, WHOLE if spots else 0.0) or spots
    spots = spots or _named_in_part(parsed, lexicon, names, visible, _may_be_part(parsed))
    spots = spots or _named_by_a_rare_word(parsed, lexicon, names, visible)
    spots = _short_of_acts(spots, parsed, names) if spots else spots
    covered = _all(spots)
    named_at = [(min(spot), max(spot) + 1) for spot in spots.values()]
    governed = reach(parsed.words, parsed.segments, parsed.operators, parsed.gaps, lexicon, named_at)
    unwanted, vague = governed.out | governed.unknown, governed.unknown
    left = [s for s in parsed.segments if not covered & set(range(s.start, s.end))]
    if sum(1 for s in left if s.meanings[0].kind == "region") > 1:
        left = [first_as(s, "region", "language") for s in left]
    if not spots and _is_noise(parsed, left, lexicon):
        left = [s for s in left if s.meanings[0].kind == "filler"]
    readings: list[Reading] = []
    for id_, spot in spots.items():
        named_here = Reading(Facet("name", str(id_)), parsed.typed(min(spot), max(spot) + 1), names.called(id_))
        readings.append(_turned(named_here) if spot & unwanted else named_here)
    left = [s for s in left if s.start not in vague]
    undecided: list[Reading] = []
    foreign_left_out = any(s.start in unwanted and _a_land(s) for s in left)
    for segment in left:
        elsewhere = segment.start in unwanted or foreign_left_out
        meant = first_as(segment, "language", "origin") if segment.start in unwanted else segment
        meant = first_as(meant, "language", "region") if elsewhere and meant is segment else meant
        if reading := _reading(meant, parsed, without, picked):
            turned = _turned(reading)
            if segment.start in governed.undecided and reading.facet not in picked and turned.facet not in picked:
                undecided.append(reading)
            else:
                readings.append(turned if segment.start in unwanted or turned.facet in picked else reading)
    left_out = {r.facet for r in readings}
    readings = [r for r in readings if r.facet not in without and _opposite(r.facet) not in left_out]
    named = [i for i, spot in spots.items() if not spot & unwanted and Facet("name", str(i)) not in without]
    read = {i for s in left for i in range(s.start, s.end)} | covered
    ignored = [t for i, (w, t) in enumerate(parsed.words) if i not in read and w not in CONNECTORS]
    like = any(spots[i] & governed.models for i in named)
    governing = {n for operator in parsed.operators for n in range(operator.start, operator.end)}
    fillers = [
        parsed.words[n][1]
        for s in left
        if s.meanings[0].kind == "filler"
        for n in range(s.start, s.end)
        if n not in governing
    ]
    refused = frozenset(parsed.words[i][1] for i in unwanted - read)
    once = tuple(dict.fromkeys(fillers))
    unsure = tuple(_once([r for r in undecided if r.facet not in without]))
    replaced = frozenset(parsed.words[n][1] for n in parsed.vendors)
    return Understood(_once(readings), named, list(dict.fromkeys(ignored)), like, once, refused, replaced, unsure)


def _a_land(segment: Segment) -> bool:
    """Whether the name of a language is that of a country, too: "tanska"."""
    kinds = [m.kind for m in segment.meanings]
    return kinds[0] == "language" and "region" in kinds


def _all(spots: Spots) -> set[int]:
    return set().union(*spots.values())


def _short_of_acts(spots: Spots, parsed: Parsed, names: Names) -> Spots:
    """A name ends at an activity that is no part of it: "harwell media quote"."""
    acts = {
        n for s in parsed.segments if s.meanings[0].kind == "activity" and s.sure > EXACT for n in range(s.start, s.end)
    }
    found: Spots = {}
    for id_, spot in spots.items():
        own = set(name_key(names.called(id_)).split(" "))
        found[id_] = {n for n in spot if n not in acts or parsed.words[n][0] in own} or spot
    return found


def _opposite(facet: Facet) -> Facet:
    """What would leave this out."""
    return Facet(NOT + facet.kind, facet.value)


def _turned(reading: Reading) -> Reading:
    """What stands after a "not": customers that have it are left out."""
    return Reading(_opposite(reading.facet), reading.words, reading.name, reading.read_as)


def _may_be_part(parsed: Parsed) -> list[int]:
    """The words that mean nothing as typed, and may be a part of a name."""
    clear = [s for s in parsed.segments if s.sure > EXACT or s.end - s.start > 1]
    read = {i for s in clear for i in range(s.start, s.end)}
    unread = [
        i
        for i, (word, _) in enumerate(parsed.words)
        if i not in read and word not in CONNECTORS and i not in parsed.vendors
    ]
    if all(s.meanings[0].kind in BESIDE_A_NAME for s in clear):
        return unread
    after = min((o.end for o in parsed.operators if o.has(*POINTING)), default=len(parsed.words))
    before = max((o.start for o in parsed.operators if "after" in o.stands("like")), default=0)
    return [i for i in unread if i >= after or i == before - 1]


def _once(readings: list[Reading]) -> list[Reading]:
    kept: dict[Facet, Reading] = {}
    for reading in readings:
        kept.setdefault(reading.facet, reading)
    return list(kept.values())


def _is_noise(parsed: Parsed, segments: list[Segment], lexicon: Lexicon) -> bool:
    """Whether so little of the query was read, none of it as typed or by the rules of bending, that it is chance."""
    read = [s for s in segments if s.meanings[0].kind != "filler"]
    if any(s.sure > EXACT or _only_bent(s, parsed, lexicon) for s in read):
        return False
    if len(read) == 1 and _by_chance(read[0], parsed, lexicon):
        return True
    filler = {i for s in segments if s not in read for i in range(s.start, s.end)}
    letters = sum(len(w) for i, (w, _) in enumerate(parsed.words) if i not in filler) or 1
    return sum(s.sure * sum(len(parsed.words[i][0]) for i in range(s.start, s.end)) for s in read) / letters < HALF


def _by_chance(segment: Segment, parsed: Parsed, lexicon: Lexicon) -> bool:
    """Whether all that was read is one unknown word, too unlike the known one or too short to be surely that one."""
    word, known = parsed.words[segment.start][0], segment.key
    if segment.end > segment.start + 1 or " " in known or segment.meanings[0].kind in OWN:
        return False
    if any(bent.word == known for bent in straightened(word, lexicon)):
        return False
    other, likeness = starts_otherwise(word, known), alike(word, known)
    if len(word) > SHORT:
        return likeness < (UNLIKE if other else ALONE)
    return likeness < UNLIKE or (other and is_industry(segment))


def _only_bent(segment: Segment, parsed: Parsed, lexicon: Lexicon) -> bool:
    """Whether one long word was read by straightening it: "kuntien" is kunta, whatever stands beside it."""
    word = parsed.words[segment.start][0]
    return (
        segment.end == segment.start + 1
        and len(word) >= LONG_BENT
        and any(bent.word == segment.key for bent in straightened(word, lexicon))
    )


def _facet(found: Meaning) -> Facet:
    return Facet(PLAINLY.get(found.kind, found.kind), found.value)


def _reading(segment: Segment, parsed: Parsed, without: Collection[Facet], picked: Collection[Facet]) -> Reading | None:
    """One phrase as a reading; None for words that carry no facet or a facet that was taken away."""
    choices: list[Facet] = []
    for found in segment.meanings:
        if found.kind == "filler":
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
    return Reading(chosen, typed, read_as="" if same else segment.key, others=others)


def _named_exactly(parsed: Parsed, lexicon: Lexicon, names: Names, visible: Callable[[int], bool]) -> Spots:
    """Customers whose whole names stand in the query; the longest name wins."""
    words = [w for w, _ in parsed.words]
    count = len(words)
    found: Spots = {}
    for length in range(min(count, LONGEST_NAME), 0, -1):
        for start in range(count - length + 1):
            spot = set(range(start, start + length))
            if spot & _all(found):
                continue
            if length < count and not _may_be_name(start, start + length, parsed, lexicon, words):
                continue
            named = [i for i in names.exact(name_key(" ".join(words[start : start + length]))) if visible(i)]
            found |= dict.fromkeys(named, spot)
    return found


def _may_be_name(start: int, end: int, parsed: Parsed, lexicon: Lexicon, words: list[str]) -> bool:
    """Inside a longer query a name must not be made of words that mean something else."""
    if end - start == 1:
        return len(words[start]) >= SHORTEST_NAME and start in parsed.unknown and not lexicon.knows(words[start])
    if words[start] in legal_forms():
        # "As" is one, too: "the same as Lumi Retail" names Lumi Retail.
        return False
    letters = sum(map(len, words[start:end]))
    unheard = any(i in parsed.unknown or not lexicon.knows(stem(words[i])) for i in range(start, end))
    return letters >= SHORTEST_NAME and unheard


def _named_in_part(
    parsed: Parsed, lexicon: Lexicon, names: Names, visible: Callable[[int], bool], among: list[int]
) -> Spots:
    """The few customers in whose names these words stand: "lumi" for Lumi Retail."""
    found: Spots = {}
    words = {i: word for i in among if len(word := parsed.words[i][0]) >= SHORTEST_NAME}
    for i, word in words.items():
        told = not lexicon.marked(stem(word), "everyday", "chat")
        named = names.holding(word, visible, MOST_NAMED) if told else []
        if not named and told and i in parsed.unknown and len(word) >= LONG_BENT:
            spelt = (word.replace("oe", "o").replace("ae", "a").replace("ue", "u"), *unbent(word, lexicon.folder))
            bases = (base for base in spelt if len(base) >= SHORTEST_NAME and names.knows(base))
            named = next((held for base in bases if (held := names.holding(base, visible, MOST_NAMED))), [])
        # Two words of one name are that one; two of different names are both.
        if both := [each for each in named if each in found]:
            found = {each: {*found[each], i} for each in both}
        else:
            found |= {each: {i} for each in named[: MOST_NAMED - len(found)]}
    if not found:
        for i, word in words.items():
            if i in parsed.unknown and len(word) >= CLEAR_PART and (near := names.almost_holding(word, visible)):
                return {each: {i} for each in near[:MOST_NAMED]}
    return found


def _named_by_a_rare_word(parsed: Parsed, lexicon: Lexicon, names: Names, visible: Callable[[int], bool]) -> Spots:
    """The one customer in whose name a word stands that means nothing else, whatever stands beside it: "Werlheim"."""
    unread = [i for i in parsed.unknown if i not in parsed.vendors]
    for i in unread:
        word = parsed.words[i][0]
        rare = len(word) >= LEAST_RARE and word.isalpha() and not lexicon.ordinary(word)
        if not rare or lexicon.knows(stem(word)) or (i and parsed.words[i - 1][0] in FOR_SOMEBODY):
            continue
        near = names.almost_holding(word, visible) if len(word) >= CLEAR_PART else []
        bases = (word, word.removesuffix("s"), *unbent(word, lexicon.folder))
        unheard = (base for base in bases if len(base) >= SHORTEST_NAME and not lexicon.knows(stem(base)))
        held = (names.holding(base, visible, 1) for base in unheard if names.knows(base) and not lexicon.ordinary(base))
        if found := next((each for each in held if each), near):
            return {found[0]: {i}}
    words = [word for word, _ in parsed.words]
    for i in range(len(words) - 1):
        if i in unread or i + 1 in unread:
            joined = words[i] + words[i + 1]
            if len(joined) >= LEAST_JOINED and min(len(words[i]), len(words[i + 1])) >= LEAST_PIECE:
                whole = names.holding(joined, visible, 1) if names.knows(joined) else []
                if named := whole or names.almost_holding(joined, visible):
                    return {named[0]: {i, i + 1}}
    return {}


def _unsure(parsed: Parsed) -> bool:
    return any(s.sure < 0.93 for s in parsed.segments)


def _named_nearly(parsed: Parsed, names: Names, visible: Callable[[int], bool], least: float) -> Spots:
    """Customers whose name is like the whole query, or like what its plain facets leave of it.

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
            return {i: set(places) for i, alike in found[:MOST_NAMED] if alike >= best - 0.05}
        if 1 < len(places) <= MOST_PIECES and read < JOINED:
            whole = names.alike(key.replace(" ", ""), visible)
            if whole and whole[0][1] >= max(least, JOINED):
                return {i: set(places) for i, alike in whole[:MOST_NAMED] if alike >= whole[0][1] - 0.05}
    return {}


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
