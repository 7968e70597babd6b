"""A query to readings: the best way to cut it into known phrases, found by dynamic programming over repaired words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from domain.matching.disambiguation import (
    company_words,
    rather_a_place,
    without_everyday,
    without_proper,
    without_topics,
)
from domain.matching.headcount import headcounts
from domain.matching.industry_classifier import speaks, vote
from domain.matching.normal import pauses, stem, typed_words
from domain.matching.repair import SWAPPED, Candidate, known_part, like_own, repaired, straightened, taken_apart
from domain.matching.segment import TYPED, Segment, general, is_industry, speaks_for
from domain.matching.typos import alike, one_slip, starts_otherwise, swaps
from domain.matching.vocabulary import CONNECTORS, SAID_FOR_NOTHING, Lexicon, Meaning, concepts, sectors

LONGEST = 8
"""Typed words a phrase may span."""
LEAST_SURE = 0.7
"""A repaired phrase less alike than this is not believed."""
LEAST_HEARD = 0.6
"""The share of the letters of a run that must be heard for a guess."""
LEAST_VOTE = 0.2
"""A guessed industry less likely than this is not believed."""
HEAD, BESIDE = 4.0, 1.0
"""What a phrase adds to the vote on a run made of phrases only, as the last of them, and elsewhere."""
LOOSE_HEAD, LOOSE_BESIDE = 3.0, 1.5
"""The same where other words stand among the phrases."""
MAKERS = frozenset(["pharma", "biotech", "medical_devices", "automotive", "telecom_equipment", "jewelry", "apparel"])
"""Concepts outside the manufacturing sector that make things."""
CLEARLY = 0.8
"""How sure a word must be to join a guess."""
GUESSED = 0.85
"""How sure a guess is against a phrase."""
CLEARLY_BENT = 0.94
"""A bent form less sure than this may also be a misspelling of something else."""
CLEARLY_FILLER = 0.88
"""How sure a word must be to carry no meaning."""
SLIPPED_CONNECTORS = frozenset(slip for word in CONNECTORS if len(word) > 2 for slip in one_slip(word)) - CONNECTORS
"""Words between words, misspelt: "adn", "nd"."""
SHORT = 4
"""Letters of a short word, which is near many others."""
SHORT_SURE = 0.82
"""An industry word alone and this short must be surer than this."""
UNLIKE = 0.74
"""How much an unknown word must be like a known one with another first letter: that is hardly ever typed wrong."""
OWN = frozenset({"use_case", "synonym", "product"})
"""Kinds of words a company has few of, which may be far from what was typed."""
LEAST_IN_SECTOR = 0.15
"""The same where a word names the whole sector anyway."""
OVERRULED = 0.6
"""How sure a guess over all the words must be to overrule a phrase among them."""
BESIDE_TYPED = 0.88
"""How sure a repaired word must be to stand as a second industry beside one that was typed right."""


Step = tuple[int, tuple[str, ...], float, int, float]
"""The next word, the words taken, how sure, how many letters, how likely beside others as sure."""


@dataclass(slots=True)
class Parsed:
    """A query understood: segments in order, guesses at industries, and the places of unknown words."""

    words: list[tuple[str, str]]
    segments: list[Segment]
    unknown: list[int]

    def typed(self, start: int, end: int) -> str:
        """The words as the person typed them."""
        return " ".join(dict.fromkeys(t for _, t in self.words[start:end]))


def parse(text: str, lexicon: Lexicon) -> Parsed:
    """Cut the text into phrases; never fails, whatever the text."""
    words = typed_words(text)
    lattice = [_candidates(w, lexicon) for w, _ in words]
    for n in range(1, len(words)):
        word, typed = words[n]
        if words[n - 1][0] in lexicon.shipped.pronouns.get(word, ()) and not typed.isupper():
            lattice[n] = [Candidate(SAID_FOR_NOTHING, 1.0)]
        elif typed.istitle():
            lattice[n] = [rather_a_place(candidate, lexicon) for candidate in lattice[n]]
    for n in range(1, len(words)):
        _swap_back(n, words, lattice, lexicon)
    counted = headcounts(words, lexicon.shipped.marks)
    for count in counted:
        lattice[count.start : count.end] = [[] for _ in range(count.start, count.end)]
    segments = _best_cut(words, lattice, lexicon)
    if all(s.meanings[0].kind == "filler" for s in segments):
        segments = [first_as(s, "filler", "industry") for s in segments]
    if sum(map(is_industry, segments)) > 1:
        segments = [first_as(s, "industry", "synonym") for s in segments]
    segments = without_proper(segments, words, lattice, lexicon)
    segments = company_words(segments, words, lattice, lexicon)
    segments = without_everyday(segments, words, lattice, lexicon)
    listed = pauses(text)
    segments = without_topics(_without_doubtful(segments, words), words, lattice, lexicon, listed)
    for start, end, sizes in counted:
        said = " or ".join(sizes).lower()
        segments += [Segment(start, end, said, (Meaning("size", size),), 1.0) for size in sizes]
    segments = _guess_industries(words, lattice, segments, listed)
    segments.sort(key=lambda s: s.start)
    covered = {i for s in segments for i in range(s.start, s.end)}
    unknown = [i for i, (w, _) in enumerate(words) if i not in covered and w not in CONNECTORS]
    return Parsed(words, segments, unknown)


def first_as(segment: Segment, kind: str, rather: str) -> Segment:
    """Beside another facet of its kind, a word with a second meaning has that: recruitment beside an industry is
    the use case, "englanti" beside a country the language."""
    if segment.meanings[0].kind != kind:
        return segment
    preferred = tuple(m for m in segment.meanings if m.kind == rather)
    return segment._replace(meanings=(*preferred, *(m for m in segment.meanings if m not in preferred)))


def _candidates(word: str, lexicon: Lexicon) -> list[Candidate]:
    """What a typed word may stand for, likeliest first."""
    if word in CONNECTORS:
        return []
    plain = stem(word)
    if lexicon.often(plain):
        found = lexicon.meanings(plain)
        if found and found[0].kind == "filler":
            return [Candidate(plain, 1.0)]
        exact = [Candidate(plain, 1.0), *like_own(plain, lexicon)]
        return exact if found else exact + straightened(word, lexicon)
    strange = _strange(plain, straightened(word, lexicon), lexicon)
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
    return repaired(plain, lexicon)


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


def _worth(word: str) -> float:
    return float(min(len(word), 10) ** 0.8)


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
                worth
                + _worth(typed) * min(0.98 if certain < 1 else 1.0, certain + liking) ** 3
                + (0.8 if used else 0.0)
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
    if found.kind == "not":
        # A misspelling must not turn the meaning round: "nto banks" are rather banks.
        return sure < 1.0
    if found.kind == "region" and starts_otherwise(typed, known) and alike(typed, known) < UNLIKE:
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


def _guess_industries(
    words: Sequence[tuple[str, str]],
    lattice: Sequence[list[Candidate]],
    segments: list[Segment],
    listed: frozenset[int],
) -> list[Segment]:
    """Read runs of words that no single phrase covers by the vote of their words."""
    at: dict[int, Segment] = {i: s for s in segments for i in range(s.start, s.end)}
    clear = any(is_industry(s) and s.sure >= TYPED and not general(s) for s in segments)
    result = [s for s in segments if not is_industry(s)]
    i = 0
    while i < len(words):
        if i in at and not is_industry(at[i]):
            i = at[i].end
            continue
        end = i
        while end < len(words) and (end not in at or is_industry(at[end])):
            end += 1
        inside = [s for s in segments if i <= s.start < end and is_industry(s)]
        # Beside an industry that was typed right, other words are no second one for what they usually go with.
        sought = not clear or any(not general(s) for s in inside)
        result += _read_run(i, end, words, lattice, inside, listed) if sought else inside
        i = end
    return sorted(result, key=lambda s: s.start)


def _read_run(
    start: int,
    end: int,
    words: Sequence[tuple[str, str]],
    lattice: Sequence[list[Candidate]],
    inside: list[Segment],
    listed: frozenset[int],
) -> list[Segment]:
    """One run of words without other facets: its phrases, or a guess from all its words."""
    covered = {i for s in inside for i in range(s.start, s.end)}
    content = [i for i in range(start, end) if words[i][0] not in CONNECTORS]
    heard = [i for i in content if lattice[i] and lattice[i][0].sure >= (LEAST_SURE if i in covered else CLEARLY)]
    loose = any(i not in covered and speaks(lattice[i][0].word) for i in heard)
    headed = len(inside) == 1 and general(inside[0]) and inside[0].end == end and len(heard) < len(content)
    if not loose and not headed:
        if len(inside) < 2 or _apart(inside, words, listed):
            return inside
        if settled := _of_its_sector(inside):
            return [settled]
    letters = sum(len(words[i][0]) for i in content)
    sure = sum(lattice[i][0].sure * len(words[i][0]) for i in heard) / max(1, letters)
    if sure >= LEAST_HEARD or headed:
        stems = [lattice[i][0].word if i in heard else stem(words[i][0]) for i in content if i in heard or headed]
        guess = _guess(stems, end, inside, loose)
        if guess and _said_already(guess[0].value, inside, [lattice[i][0].word for i in heard if i not in covered]):
            return inside
        if guess:
            return [Segment(content[0], content[-1] + 1, " ".join(stems), guess, GUESSED * max(sure, 0.5))]
    return [_head(inside)] if len(inside) > 1 and not _apart(inside, words, listed) else inside


def _said_already(concept: str, inside: list[Segment], loose: Sequence[str]) -> bool:
    """Whether one phrase says it all and the words beside it speak of something else: "saas churn"."""
    if len(inside) != 1 or inside[0].sure < TYPED or concept not in inside[0].meanings[0].value.split("|"):
        return False
    return all(concept not in [c for c, _ in vote([word])] for word in loose)


def _needed(segment: Segment, words: Sequence[tuple[str, str]]) -> float:
    """How sure a second industry must be beside one that was typed right."""
    return BESIDE_TYPED if words[segment.start][0][0] == segment.key[0] else TYPED


def _without_doubtful(segments: list[Segment], words: Sequence[tuple[str, str]]) -> list[Segment]:
    """A word that can hardly be read must not cost one that was typed right: "brewery blorptech" is a brewery."""
    if any(is_industry(s) and s.sure >= TYPED and not general(s) for s in segments):
        return [s for s in segments if not (is_industry(s) and " " not in s.key and s.sure < _needed(s, words))]
    return segments


def _guess(stems: Sequence[str], end: int, inside: list[Segment], loose: bool) -> tuple[Meaning, ...]:
    """The likeliest industries of these words together, if likely enough to overrule the phrases among them."""
    result = vote(stems, _leaning(inside, end, LOOSE_HEAD if loose else HEAD, LOOSE_BESIDE if loose else BESIDE))
    alone = len(inside) == 1
    needed = LEAST_VOTE if not alone else LEAST_IN_SECTOR if general(inside[0]) else OVERRULED
    if not result or result[0][1] < needed:
        return ()
    if needed == OVERRULED and inside[0].sure >= TYPED and not speaks_for(inside[0], result[0][0]):
        return ()
    return tuple(Meaning("industry", c) for c, p in result[:2] if p > 0.5 * result[0][1])


def _head(inside: list[Segment]) -> Segment:
    """The phrase that says most among several in a row: the last that is not a whole sector."""
    return next((s for s in reversed(inside) if not general(s)), inside[-1])


def _leaning(inside: list[Segment], end: int, last: float, beside: float) -> dict[str, float]:
    """What the phrases of a run add to the vote of its words: the last one says most, as the head of the phrase."""
    lean: dict[str, float] = {}
    known = concepts()
    for n, segment in enumerate(inside):
        head = n == len(inside) - 1 and segment.end == end
        for concept in segment.meanings[0].value.split("|"):
            if concept in known and known[concept].general:
                for fellow in sectors()[known[concept].sector]:
                    lean[fellow] = lean.get(fellow, 0.0) + (1.5 if head else 0.5) * (fellow != concept)
            else:
                lean[concept] = lean.get(concept, 0.0) + segment.sure * (last if head else beside)
    return lean


def _of_its_sector(inside: list[Segment]) -> Segment | None:
    """ "Pharmaceutical manufacturing", "retail fashion": a phrase and the name of its sector mean the phrase."""
    known = concepts()
    if len(inside) != 2:
        return None
    first, second = (s.meanings[0].value for s in inside)
    for whole, part, segment in ((second, first, inside[0]), (first, second, inside[1])):
        if whole in known and known[whole].general and part in known:
            fits = known[part].sector == known[whole].sector
            if fits or (whole == "manufacturing_general" and part in MAKERS):
                key = f"{inside[0].key} {inside[1].key}"
                sure = min(s.sure for s in inside)
                return Segment(inside[0].start, inside[1].end, key, segment.meanings, sure)
    return None


def _apart(inside: list[Segment], words: Sequence[tuple[str, str]], listed: frozenset[int]) -> bool:
    """Whether the phrases are listed with "and", "or" or a comma between them: then each is meant."""
    return len(inside) > 1 and all(
        not listed.isdisjoint(range(a.end, b.start + 1)) or any(w in CONNECTORS for w, _ in words[a.end : b.start])
        for a, b in pairwise(inside)
    )
