"""A guess at the industry of a phrase nobody listed: each of its words votes for the concepts it usually goes with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp, log, log1p
from typing import NamedTuple

from domain.matching.vocabulary import DATA

SMOOTH = 100.0
"""Counts lent to every word, so that a rare one does not decide alone."""
EVENED = 0.3
"""How much the size of a concept counts: 0 not at all, 1 wholly."""
LAST, PIECE = 0.7, 0.3
"""What the last word says once more, and what a piece of an unknown word says."""
WAVERING = 0.9
"""How much less a word says that stands for every concept alike than one that stands for one."""
COOL = 1.0
"""Votes are surer of themselves than they should be; divides their logarithms."""


class _Ballot(NamedTuple):
    """How often each word stands for each concept, as built from the public lists and our own words."""

    counts: Mapping[str, str]
    base: Mapping[str, float]
    """What every word says of a concept it never stands for."""
    everything: float


def _pairs(listed: str) -> list[tuple[str, float]]:
    return [(c, float(n)) for c, _, n in (p.partition(":") for p in listed.split(" "))]


@lru_cache(maxsize=1)
def _ballot() -> _Ballot:
    lines = (DATA / "tokens.tsv").read_text("utf8").splitlines()
    counts = dict(line.split("\t", 1) for line in lines if not line.startswith("#"))
    totals = dict(_pairs(counts.pop("=")))
    everything = sum(totals.values())
    usual = everything / len(totals)
    base = {c: log(SMOOTH / (n**EVENED * usual ** (1 - EVENED) + SMOOTH)) for c, n in totals.items()}
    return _Ballot(counts, base, everything)


@lru_cache(maxsize=8192)
def _opinion(word: str) -> tuple[tuple[str, float], ...]:
    """What a word (or piece of one) says beyond the base: (concept, log-likelihood)."""
    ballot = _ballot()
    listed = ballot.counts.get(word)
    if listed is None:
        return ()
    pairs = _pairs(listed)
    heard = sum(n for _, n in pairs)
    chance = SMOOTH * heard / ballot.everything
    unlike = -sum(n / heard * log(n / heard) for _, n in pairs) / log(len(ballot.base))
    return tuple((c, (1 - WAVERING * unlike) * log1p(n / chance)) for c, n in pairs)


def vote(words: Sequence[str], lean: Mapping[str, float] | None = None) -> list[tuple[str, float]]:
    """Concepts with their probability, likeliest first; empty when no word says anything.

    `words` are stems; `lean` adds to concepts that whole phrases among the words already speak for.
    """
    ballot = _ballot()
    said = [(word, 1.0) for word in words if word in ballot.counts]
    if not said and not lean:
        return []
    for word in words:
        if word not in ballot.counts and len(word) > 4:
            said += [
                (piece, PIECE) for piece in ("~" + word[-3:], "~" + word[-5:], "^" + word[:4]) if piece in ballot.counts
            ]
    if words and (last := "$" + words[-1]) in ballot.counts:
        said.append((last, LAST))
    weight = sum(w for _, w in said)
    scores = {c: weight * value for c, value in ballot.base.items()}
    for concept, value in (lean or {}).items():
        scores[concept] = scores.get(concept, 0.0) + value
    for word, times in said:
        for concept, value in _opinion(word):
            scores[concept] += times * value
    top = max(scores.values())
    odds = {c: exp((s - top) / COOL) for c, s in scores.items()}
    total = sum(odds.values())
    return sorted(((c, o / total) for c, o in odds.items()), key=lambda f: -f[1])[:5]


def speaks(word: str) -> bool:
    """Whether the ballot knows the word."""
    return word in _ballot().counts
