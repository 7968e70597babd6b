"""How large a company is, in the three words that are used for it."""

from collections.abc import Mapping
from types import MappingProxyType

# From how many people on, the smallest first.
_LEAST: Mapping[str, int] = MappingProxyType({"SMB": 0, "Mid-market": 250, "Enterprise": 2000})
SIZES = tuple(_LEAST)


def size_of(employees: int) -> str:
    """SMB below 250 people, Mid-market below 2,000, else Enterprise."""
    return next(size for size in reversed(SIZES) if employees >= _LEAST[size] or size == SIZES[0])
