"""How senior people are: one table, the most senior first."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class SeniorityLevel:
    """One level. weight: 0..1, what such a contact is worth. spellings: what a CRM calls it, letters and digits only,
    lower case.
    """

    weight: float
    spellings: tuple[str, ...] = ()


SENIORITY: Mapping[str, SeniorityLevel] = MappingProxyType(
    {
        "C-level": SeniorityLevel(1.0, ("clevel", "cxo", "csuite", "executive")),
        "VP": SeniorityLevel(0.8, ("vp", "vicepresident")),
        "Director": SeniorityLevel(0.6, ("director",)),
        "Manager": SeniorityLevel(0.4, ("manager",)),
        "Specialist": SeniorityLevel(0.0),
    }
)
LEVELS = tuple(SENIORITY)
HIGHEST = LEVELS[0]
SPELLINGS: Mapping[str, str] = MappingProxyType(
    {spelling: name for name, level in SENIORITY.items() for spelling in level.spellings}
)


def weight_of(level: str) -> float:
    """0..1; 0 for what is no level we know: a contact's is kept as it was written."""
    return SENIORITY[level].weight if level in SENIORITY else 0.0


def levels_above(lower: str, higher: str) -> int | None:
    """How many levels `higher` stands above `lower`; None where either is no level we know."""
    return LEVELS.index(lower) - LEVELS.index(higher) if lower in SENIORITY and higher in SENIORITY else None
