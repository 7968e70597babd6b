"""A query to readings: the best way to cut it into known phrases, found by dynamic programming over repaired words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.matching.disambiguation import (
    company_words,
    rather_a_place,
    without_everyday,
    without_proper,
    without_topics,
)
from domain.matching.everyday import from_there, in_a_sentence, without_weak
from domain.matching.headcount import headcounts
from domain.matching.industry_classifier import speaks
from domain.matching.normal import pauses, separators, stem, typed_words
from domain.matching.operators import Operator, is_prose, operators
from domain.matching.reach import reach, vendors
from domain.matching.repair import (
    SWAPPED,
    Candidate,
    known_part,
    like_own,
    of_a_later_language,
    repaired,
    straightened,
    taken_apart,
    titled,
)
from domain.matching.runs import LEAST_SURE, guess_industries
from domain.matching.segment import TYPED, Segment, first_as, general, is_industry
from domain.matching.typos import alike, one_slip, starts_otherwise, swaps
from domain.matching.vocabulary import CONNECTORS, SAID_FOR_NOTHING, Lexicon, Meaning, Words

MANY = 6
"""Words among which an ordinary one is no misspelling."""
SEVERAL = 4
"""Among so many words an ordinary one is no misspelling, though it may be a trade."""
OFTEN_SAID = 5.2
"""How often (Zipf) a word must be said to be no misspelling among few words either."""
LONGEST = 8
"""Typed words a phrase may span."""
SAID_FOR_TALK = "call"
"""The key of a wish to talk."""
CLEARLY_BENT = 0.94
"""A bent form less sure than this may also be a misspelling of something else."""
CLEARLY_FILLER = 0.88
"""How sure a word must be to carry no meaning."""
SLIPPED_CONNECTORS = frozenset(slip for word in CONNECTORS if len(word) > 2 for slip in one_slip(word)) - CONNECTORS
"""Words between words, misspelt: "adn", "nd"."""
FOREIGN_RATHER = 0.86
"""How sure the repair of a word must be for Swedish and German not to be tried."""
SHORT = 4
"""Letters of a short word, which is near many others."""
SHORT_SURE = 0.82
"""An industry word alone and this short must be surer than this."""
UNLIKE = 0.74
"""How much an unknown word must be like a known one with another first letter: that is hardly ever typed wrong."""
OWN = frozenset({"use_case", "synonym", "product"})
"""Kinds of words a company has few of, which may be far from what was typed."""
BESIDE_TYPED = 0.88
"""How sure a repaired word must be to stand as a second industry beside one that was typed right."""


Step = tuple[int, tuple[str, ...], float, int, float]
"""The next word, the words taken, how sure, how many letters, how likely beside others as sure."""


@dataclass(slots=True)
class Parsed:
    """A query understood: segments in order, guesses at industries, and the places of unknown words.

    gaps: what stands before each word. vendors: the places of what a company moved off.
    """

    words: list[tuple[str, str]]
    segments: list[Segment]
    unknown: list[int]
    operators: list[Operator]
    gaps: list[str]
    vendors: set[int]

    def typed(self, start: int, end: int) -> str:
        """The words as the person typed them."""
        return " ".join(dict.fromkeys(t for _, t in self.words[start:end]))


def parse(text: str, lexicon: Lexicon) -> Parsed:
    """Cut the text into phrases; never fails, whatever the text."""
    words, gaps = typed_words(text), separators(text)
    counted = headcounts(words, lexicon.shipped.marks)
    governing = operators(words, lexicon, {n for count in counted for n in range(count.start, count.end)})
    replaced = vendors(words, governing, gaps, lexicon)
    empty = replaced | {n for count in counted for n in range(count.start, count.end)}
    mute = {n for operator in governing for n in range(operator.start, operator.end)}
    prose = is_prose(words)
    long = prose or len(words) >= MANY
    lattice = _lattice(words, lexicon, empty, mute, long=long)
    ordinary = in_a_sentence(words, lattice, lexicon) if long else set()
    silent = ordinary if prose else {n for n, (word, _) in enumerate(words) if word.isdigit()}
    segments = _with_talks(_best_cut(words, lattice, lexicon), governing)
    if all(s.meanings[0].kind == "filler" for s in segments):
        segments = [first_as(s, "filler", "industry") for s in segments]
    if sum(map(is_industry, segments)) > 1:
        segments = [first_as(s, "industry", "synonym") for s in segments]
    segments = without_proper(segments, words, lattice, lexicon)
    segments = company_words(segments, words, lattice, lexicon)
    segments = without_everyday(segments, words, lattice, lexicon)
    listed = pauses(text)
    segments = without_topics(_without_doubtful(segments, words), words, lattice, lexicon, listed)
    segments = from_there(segments, words, lexicon, prose=prose)
    if prose:
        left_out = reach(words, segments, governing, gaps, lexicon).out
        segments = without_weak(segments, words, lattice, lexicon, left_out, gaps)
    for start, end, sizes in counted:
        said = " or ".join(sizes).lower()
        segments += [Segment(start, end, said, (Meaning("size", size),), 1.0) for size in sizes]
    segments = guess_industries(words, lattice, segments, listed, silent | replaced)
    segments.sort(key=lambda s: s.start)
    covered = {i for s in segments for i in range(s.start, s.end)}
    unknown = [i for i, (w, _) in enumerate(words) if i not in covered and w not in CONNECTORS]
    return Parsed(words, segments, unknown, governing, gaps, replaced)


def _lattice(
    words: Words, lexicon: Lexicon, empty: Collection[int], mute: Collection[int], *, long: bool
) -> list[list[Candidate]]:
    """What each word may stand for. empty: places of words that stand for nothing, mute: that are read already.

    In a long query ordinary words are no misspellings.
    """
    small = lexicon.shipped.borrowed
    spoken = {lexicon.shipped.foreign.get(stem(word), "") for word, _ in words}
    lattice: list[list[Candidate]] = []
    plainly = long or bool(spoken - {""}) or len(words) >= SEVERAL
    for n, (word, typed) in enumerate(words):
        said = n and words[n - 1][0] in lexicon.shipped.pronouns.get(word, ()) and not typed.isupper()
        if n in mute or said or not spoken.isdisjoint(small.get(stem(word), ())):
            lattice.append([Candidate(SAID_FOR_NOTHING, 1.0)])
        elif n in empty:
            lattice.append([])
        else:
            found = _candidates(
                word,
                lexicon,
                repairing=not (
                    lexicon.ordinary(word) if plainly else len(word) > SHORT and lexicon.ordinary(word, OFTEN_SAID)
                ),
            )
            lattice.append([rather_a_place(c, lexicon) for c in found] if n and typed.istitle() else found)
    _spelt_with_capitals(words, lattice, lexicon)
    for n in range(1, len(words)):
        if not {n - 1, n} & {*empty, *mute}:
            _swap_back(n, words, lattice, lexicon)
    return lattice


def _with_talks(segments: list[Segment], governing: Sequence[Operator]) -> list[Segment]:
    """A wish to talk is a call, where nothing else is to be done."""
    if any(s.meanings[0].kind == "activity" for s in segments):
        return segments
    talks = {o.start: o for o in governing if o.has("talk") and not o.has("not")}
    call = (Meaning("activity", "call"),)
    kept = [s for s in segments if not any(o.start <= s.start < o.end for o in talks.values())]
    kept += [Segment(o.start, o.end, SAID_FOR_TALK, call, 1.0) for o in talks.values()]
    return sorted(kept, key=lambda s: s.start)


def _spelt_with_capitals(words: Words, lattice: list[list[Candidate]], lexicon: Lexicon) -> None:
    """ "NL" is a country and "Docs" a product, where not all is typed with capitals."""
    if all(typed[0].isupper() for _, typed in words if len(typed) > 1 and typed.isalpha()) and len(words) > 1:
        return
    for n, (word, typed) in enumerate(words):
        if typed.isupper() and word in lexicon.shipped.capitals:
            lattice[n] = [Candidate(lexicon.shipped.capitals[word], 1.0)]
        elif (
            n
            and typed.istitle()
            and (product := lexicon.tails.get(stem(word)))
            and stem(words[n - 1][0]) not in product
        ):
            lattice[n] = [Candidate(product, 1.0), *lattice[n]]


def _candidates(word: str, lexicon: Lexicon, *, repairing: bool) -> list[Candidate]:
    """What a typed word may stand for, likeliest first; `repairing`: it may be a misspelling, too."""
    if word in CONNECTORS:
        return []
    plain = stem(word)
    if plain in lexicon.shipped.foreign:
        return [Candidate(plain, 1.0)]
    found = lexicon.meanings(plain)
    if found or lexicon.often(plain):
        if found and found[0].kind == "filler":
            return [Candidate(plain, 1.0)]
        exact = [Candidate(plain, 1.0), *like_own(plain, lexicon)]
        return exact if found else exact + straightened(word, lexicon)
    if len(word) > SHORT + 2 and not lexicon.meanings(plain) and (title := titled(word, lexicon)):
        return [Candidate(title.word, 1.0)]
    bent = straightened(word, lexicon)
    strange = _strange(plain, bent, lexicon) if repairing else bent
    return [Candidate(plain, 1.0), *strange] if lexicon.knows(plain) else strange


def _strange(plain: str, bent: list[Candidate], lexicon: Lexicon) -> list[Candidate]:
    """What a word may stand for that stands in no phrase."""
    if speaks(plain):
        return [Candidate(plain, 1.0), *bent, *(c for c in repaired(plain, lexicon) if len(plain) == 2)]
    if lexicon.marked(plain, "everyday", "chat"):
        return bent
    if bent:
        clear = bent[0].sure > CLEARLY_BENT or any(
            m.kind == "region" for b in bent for m in lexicon.meanings(b.word)[:1]
        )
        return bent if clear else [*bent, *repaired(plain, lexicon)]
    found = repaired(plain, lexicon)
    return found if found and found[0].sure >= FOREIGN_RATHER else [*found, *of_a_later_language(plain, lexicon)]


def _swap_back(n: int, words: Sequence[tuple[str, str]], lattice: Sequence[list[Candidate]], lexicon: Lexicon) -> None:
    """ "Tier store" is a tire store: two letters swapped can make another word, but no phrase with the word beside."""
    first, second = stem(words[n - 1][0]), stem(words[n][0])
    if not (lexicon.knows(first) and lexicon.knows(second)) or lexicon.meanings(f"{first} {second}"):
        return
    for place, word in ((n - 1, first), (n, second)):
        for meant in swaps(word):
            pair = f"{meant} {second}" if place < n else f"{first} {meant}"
            if lexicon.knows(meant) and lexicon.meanings(pair):
                lattice[place].append(Candidate(meant, SWAPPED))


def _worth(letters: int) -> float:
    return float(min(letters, 10) ** 0.8)


class _Cut(NamedTuple):
    score: float
    segment: Segment | None
    then: int


def _best_cut(words: Sequence[tuple[str, str]], lattice: Sequence[list[Candidate]], lexicon: Lexicon) -> list[Segment]:
    """The segmentation with the highest score; words that fit nowhere are left out of it."""
    count = len(words)
    best: list[_Cut] = [_Cut(0.0, None, count)] * (count + 1)
    for i in range(count - 1, -1, -1):
        top = _Cut(best[i + 1].score, None, i + 1)
        for segment, worth in _phrases_from(i, words, lattice, lexicon):
            score = worth + best[segment.end].score
            if score > top.score:
                top = _Cut(score, segment, segment.end)
        best[i] = top
    segments = []
    i = 0
    while i < count:
        found = best[i].segment
        if found:
            segments.append(found)
        i = best[i].then
    return segments


def _phrases_from(
    start: int, words: Sequence[tuple[str, str]], lattice: Sequence[list[Candidate]], lexicon: Lexicon
) -> list[tuple[Segment, float]]:
    """Every phrase that begins at this word, with its worth."""
    found: list[tuple[Segment, float]] = []
    # (next word, key so far, worth, sum of certainty by letters, letters, words)
    open_: list[tuple[int, str, float, float, int, int]] = [(start, "", 0.0, 0.0, 0, 0)]
    while open_:
        at, key, worth, sure, letters, used = open_.pop()
        if at >= len(words) or at - start >= LONGEST:
            continue
        typed = words[at][0]
        if typed in CONNECTORS:
            if used:
                open_.append((at + 1, key, worth, sure, letters, used))
            continue
        if used and typed in SLIPPED_CONNECTORS and not lexicon.meanings(typed):
            open_.append((at + 1, key, worth - 0.2, sure, letters, used))
        elif used and (len(typed) == 1 or (len(typed) < SHORT - 1 and not any(c.sure == 1.0 for c in lattice[at]))):
            open_.append((at + 1, key, worth - 1.0, sure, letters + len(typed), used))
        steps: list[Step] = [(at + 1, (c.word,), c.sure, len(typed), c.liking) for c in lattice[at]]
        steps += _joins(at, words, lattice, lexicon)
        for after, taken, certain, size, liking in steps:
            longer = " ".join((key, *taken)) if key else " ".join(taken)
            value = (
                worth + _worth(size) * min(0.98 if certain < 1 else 1.0, certain + liking) ** 3 + (0.8 if used else 0.0)
            )
            state = (sure + min(1.0, certain + liking) * size, letters + size, used + len(taken))
            meanings = lexicon.meanings(longer)
            if meanings:
                total = state[0] / state[1]
                if total >= LEAST_SURE and not (state[2] == 1 and _doubtful(typed, longer, total, meanings[0])):
                    found.append((Segment(start, after, longer, meanings, total), _value(value, meanings[0])))
            if lexicon.starts(longer):
                open_.append((after, longer, value, *state))
    return found


def _doubtful(typed: str, known: str, sure: float, found: Meaning) -> bool:
    """Whether a word alone is too little like what it was read as; nothing unknown is hushed up as filler."""
    if found.kind == "filler":
        return sure < CLEARLY_FILLER
    if found.kind == "region" and sure < 1.0 and starts_otherwise(typed, known) and alike(typed, known) < UNLIKE:
        # "Temenos" is not Yemen, whatever stands beside it.
        return True
    return sure < SHORT_SURE and len(typed) <= SHORT and found.kind == "industry"


def _joins(
    at: int, words: Sequence[tuple[str, str]], lattice: Sequence[list[Candidate]], lexicon: Lexicon
) -> list[Step]:
    """Readings that move a word's boundary: "work wear" is workwear, "webhosting" is web hosting."""
    steps: list[Step] = []
    typed = words[at][0]
    if at + 1 < len(words):
        joined = stem(typed + words[at + 1][0])
        if len(joined) > 3 and lexicon.knows(joined):
            steps.append((at + 2, (joined,), 0.95, len(joined), 0.0))
    exact = bool(lattice[at]) and lattice[at][0].sure == 1.0
    if not exact and len(typed) > 6:
        if apart := taken_apart(typed, lexicon):
            steps.append((at + 1, apart, 0.94, len(typed), 0.0))
        elif part := known_part(typed, lexicon):
            steps.append((at + 1, (part.word,), part.sure, len(typed), 0.0))
    return steps


def _value(worth: float, found: Meaning) -> float:
    """What a phrase adds to the cut: each costs something, so that fewer and longer ones win."""
    if found.kind == "filler":
        return 0.02 * worth
    return worth - 0.5 if found.kind in {"use_case", "product"} else worth - 1.0


def _needed(segment: Segment, words: Sequence[tuple[str, str]]) -> float:
    """How sure a second industry must be beside one that was typed right."""
    return BESIDE_TYPED if words[segment.start][0][0] == segment.key[0] else TYPED


def _without_doubtful(segments: list[Segment], words: Sequence[tuple[str, str]]) -> list[Segment]:
    """A word that can hardly be read must not cost one that was typed right: "brewery blorptech" is a brewery."""
    if any(is_industry(s) and s.sure >= TYPED and not general(s) for s in segments):
        return [s for s in segments if not (is_industry(s) and " " not in s.key and s.sure < _needed(s, words))]
    return segments
