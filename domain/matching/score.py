"""What each asked facet weighs, and how near is near."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from domain.company_size import SIZES
from domain.matching.model import Facet, MatchReason
from domain.matching.vocabulary import concepts, places

WEIGHT = {
    "industry": 5.0,
    "use_case": 4.0,
    "product": 3.0,
    "region": 3.0,
    "size": 2.0,
    "activity": 2.0,
    "language": 2.0,
    "story": 1.0,
}
NEAR = 0.3
"""What the same sector, the same part of the world or the next size is worth of a full match."""
ENOUGH = 0.5
"""The share of the asked weight below which a customer is no match, while any reaches it."""
EITHER = frozenset({"industry", "region", "size"})
"""A customer has one of these: asked for two, either will do."""


class Level(NamedTuple):
    """One degree to which a facet can fit, with the facet keys that have it."""

    degree: float
    keys: tuple[tuple[str, str], ...]


class Term(NamedTuple):
    """One term of the score: a facet (or several, either of which will do)."""

    facets: tuple[Facet, ...]
    weight: float
    levels: tuple[Level, ...]
    """Best first; a customer takes the first that fits."""


def ask(facets: Sequence[Facet]) -> list[Term]:
    """The terms of the score for these facets."""
    grouped: dict[str, list[Facet]] = {}
    for facet in dict.fromkeys(facets):
        grouped.setdefault(facet.kind if facet.kind in EITHER else f"{facet.kind}:{facet.value}", []).append(facet)
    return [Term(tuple(g), WEIGHT[g[0].kind], _levels(tuple(g))) for g in grouped.values()]


@lru_cache(maxsize=4096)
def _levels(facets: tuple[Facet, ...]) -> tuple[Level, ...]:
    kind = facets[0].kind
    values = list(dict.fromkeys(v for f in facets for v in f.value.split("|")))
    exact: list[tuple[str, str]] = [(kind, v) for v in values]
    near: list[tuple[str, str]] = []
    if kind == "industry":
        known = concepts()
        exact += [("sector", known[v].sector) for v in values if v in known and known[v].general]
        near = [("sector", known[v].sector) for v in values if v in known]
    elif kind == "region":
        regions = places().region_of
        near = [("region", regions[v].lower()) for v in values if v in regions]
    elif kind == "size":
        for value in values:
            if value in SIZES:
                n = SIZES.index(value)
                near += [("size", s) for s in (*SIZES[max(0, n - 1) : n], *SIZES[n + 1 : n + 2])]
    levels = [Level(1.0, tuple(dict.fromkeys(exact)))]
    if near := [k for k in dict.fromkeys(near) if k not in exact]:
        levels.append(Level(NEAR, tuple(near)))
    return tuple(levels)


def combinations(asked: Sequence[Term]) -> list[tuple[float, tuple[int, ...]]]:
    """Every way to fit, best first: the score and for each term the number of its level (past the last: none)."""
    total = sum(a.weight for a in asked)
    found = []
    for choice in product(*(range(len(a.levels) + 1) for a in asked)):
        gained = sum(a.weight * a.levels[n].degree for a, n in zip(asked, choice, strict=True) if n < len(a.levels))
        if gained > 0:
            found.append((gained / total, choice))
    found.sort(key=lambda f: (-f[0], f[1]))
    return found


def reason(asked: Term, level: int) -> MatchReason:
    """One term of a hit's score."""
    facet = asked.facets[0]
    if len(asked.facets) > 1:
        facet = Facet(facet.kind, "|".join(f.value for f in asked.facets))
    return MatchReason(facet, asked.levels[level].degree if level < len(asked.levels) else 0.0)
