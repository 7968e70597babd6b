"""Some words of a query read as one phrase."""

from __future__ import annotations

from typing import NamedTuple

from domain.matching.industry_classifier import vote
from domain.matching.vocabulary import Meaning, concepts

TYPED = 0.95
"""How sure a phrase is that was typed right."""
OWN_VOICE = 0.005
"""How far the words of a phrase that was typed right must speak for a guess themselves to be overruled by it."""


class Segment(NamedTuple):
    """Words `start`…`end` of the query read as one phrase."""

    start: int
    end: int
    key: str
    meanings: tuple[Meaning, ...]
    sure: float


def is_industry(segment: Segment) -> bool:
    """Whether the phrase is read as an industry."""
    return segment.meanings[0].kind == "industry"


def general(segment: Segment) -> bool:
    """Whether it means a whole sector."""
    known = concepts()
    return all(v in known and known[v].general for v in segment.meanings[0].value.split("|"))


def speaks_for(segment: Segment, concept: str) -> bool:
    """Whether a phrase means this industry, or its words alone might: "game warden" is no game, "bank eggs" a bank."""
    if concept in segment.meanings[0].value.split("|"):
        return True
    return dict(vote(segment.key.split(" "))).get(concept, 0.0) >= OWN_VOICE


def first_as(segment: Segment, kind: str, rather: str) -> Segment:
    """Beside another facet of its kind, a word with a second meaning has that: recruitment beside an industry is
    the use case, "englanti" beside a country the language."""
    if segment.meanings[0].kind != kind:
        return segment
    preferred = tuple(m for m in segment.meanings if m.kind == rather)
    return segment._replace(meanings=(*preferred, *(m for m in segment.meanings if m not in preferred)))
