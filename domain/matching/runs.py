"""Runs of words without other facets: read as the phrases among them, or by the vote of all their words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from domain.matching.industry_classifier import speaks, vote
from domain.matching.normal import stem
from domain.matching.repair import Candidate
from domain.matching.segment import TYPED, Segment, general, is_industry, speaks_for
from domain.matching.vocabulary import CONNECTORS, Meaning, concepts, sectors

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
LEAST_IN_SECTOR = 0.15
"""The same where a word names the whole sector anyway."""
OVERRULED = 0.6
"""How sure a guess over all the words must be to overrule a phrase among them."""


def guess_industries(
    words: Sequence[tuple[str, str]],
    lattice: Sequence[list[Candidate]],
    segments: list[Segment],
    listed: frozenset[int],
    silent: Collection[int],
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
        result += _read_run(i, end, words, lattice, inside, listed, silent) if sought else inside
        i = end
    return sorted(result, key=lambda s: s.start)


def _read_run(
    start: int,
    end: int,
    words: Sequence[tuple[str, str]],
    lattice: Sequence[list[Candidate]],
    inside: list[Segment],
    listed: frozenset[int],
    silent: Collection[int],
) -> list[Segment]:
    """One run of words without other facets: its phrases, or a guess from all its words."""
    covered = {i for s in inside for i in range(s.start, s.end)}
    content = [i for i in range(start, end) if words[i][0] not in CONNECTORS and (i in covered or i not in silent)]
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
