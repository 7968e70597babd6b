"""The search: words in any order, in any shipped language, misspelt or not, to the customers who fit best."""

from domain.matching.index import Index
from domain.matching.model import (
    COUNTED,
    KINDS,
    Answer,
    CompanyWords,
    Facet,
    Hit,
    MatchReason,
    Profile,
    Profiles,
    Reading,
)

__all__ = [
    "COUNTED",
    "KINDS",
    "Answer",
    "CompanyWords",
    "Facet",
    "Hit",
    "Index",
    "MatchReason",
    "Profile",
    "Profiles",
    "Reading",
]
