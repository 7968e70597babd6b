"""The columns of a portfolio, and the groups of facets that their values stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.matching.bitmap_index import Group

COLUMNS = ("industry", "place", "size", "use_case", "product", "language", "activity")
"""What a customer's groups of facets follow from, in this order."""


class FacetColumn(dict[Any, int]):
    """The number of the group of facets that follows from each value; worked out when the value is met first."""

    def __init__(self, kind: str, group: Callable[[str, Any], Group], groups: list[Group]) -> None:
        super().__init__()
        self._kind = kind
        self._group = group
        self._groups = groups

    def __missing__(self, value: Any) -> int:
        self._groups.append(self._group(self._kind, value))
        number = self[value] = len(self._groups) - 1
        return number
