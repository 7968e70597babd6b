"""A guess at the industry of a phrase nobody listed: each of its words votes for the concepts it usually goes with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from domain.matching.vocabulary import DATA, concepts

SMOOTH = 2.0
"""Counts lent to every concept, so that one rare word does not decide alone."""
ENDING = 0.5
"""What the last three letters of an unknown word weigh against a known one."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """How often each word stands for each concept, as built from the public lists."""

    counts: Mapping[str, str]
    totals: Mapping[str, float]


@lru_cache(maxsize=1)
def _ballot() -> Ballot:
    counts: dict[str, str] = {}
    totals = dict.fromkeys(concepts(), 0.0)
    for line in (DATA / "tokens.tsv").read_text("utf8").splitlines():
        if not line.startswith("#"):
            word, _, listed = line.partition("\t")
            counts[word] = listed
            for pair in listed.split(" "):
                concept, _, n = pair.partition(":")
                totals[concept] += float(n)
    return Ballot(counts, totals)


@lru_cache(maxsize=4096)
def _opinion(word: str) -> tuple[tuple[tuple[str, float], ...], float]:
    """What a word says: (concept, log-likelihood above chance) and how much it says at all."""
    ballot = _ballot()
    listed = ballot.counts.get(word)
    if listed is None:
        return (), 0.0
    pairs = [(c, float(n)) for c, _, n in (p.partition(":") for p in listed.split(" "))]
    total = sum(n for _, n in pairs)
    everything = sum(ballot.totals.values())
    chance = total / everything
    found = []
    for concept, n in pairs:
        rate = (n + SMOOTH * chance) / (ballot.totals[concept] + SMOOTH)
        found.append((concept, log(rate / chance)))
    nothing = log(SMOOTH / (SMOOTH + everything / len(ballot.totals)))
    return tuple((c, v - nothing) for c, v in found if v > nothing), total


def vote(words: Sequence[str], lean: Mapping[str, float] | None = None) -> list[tuple[str, float]]:
    """Concepts with their probability, likeliest first; empty when no word says anything.

    `words` are stems; `lean` adds to concepts that whole phrases among the words already speak for.
    """
    ballot = _ballot()
    scores: dict[str, float] = dict(lean or {})
    said = bool(scores)
    for place, word in enumerate(words):
        opinion, total = _opinion(word)
        weight = 1.0
        if not total and len(word) > 5:
            opinion, total = _opinion("~" + word[-3:])
            weight = ENDING
        if not total:
            continue
        said = said or weight == 1.0
        weight *= 1.25 if place == len(words) - 1 else 1.0
        for concept, value in opinion:
            scores[concept] = scores.get(concept, 0.0) + weight * value
    if not said or not scores:
        return []
    top = max(scores.values())
    weights = {c: exp(min(0.0, s - top)) for c, s in scores.items()}
    total = sum(weights.values()) + exp(-top) * len(ballot.totals)
    return sorted(((c, w / total) for c, w in weights.items()), key=lambda f: -f[1])


def speaks(word: str) -> bool:
    """Whether the ballot knows the word."""
    return word in _ballot().counts
