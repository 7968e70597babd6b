"""Some of a list and how many there are in all: a list that is cut says both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A stretch of a list in an order without ties. total: of the whole list; offset: how many come before."""

    items: tuple[T, ...] = ()
    total: int = 0
    offset: int = 0

    @property
    def left(self) -> int:
        """How many come after these."""
        return max(0, self.total - self.offset - len(self.items))

    @property
    def whole(self) -> bool:
        """True when these are all there are."""
        return len(self.items) >= self.total

    def with_items(self, items: Sequence[U]) -> "Listed[U]":
        """The same stretch, told otherwise. What is left out of it does not count either."""
        return Listed(tuple(items), self.total - len(self.items) + len(items), self.offset)

    def first(self, most: int) -> "Listed[T]":
        """Its first `most`."""
        return Listed(self.items[:most], self.total, self.offset)


def listed(items: Sequence[T], most: int | None = None, offset: int = 0) -> Listed[T]:
    """A stretch of what is all in memory."""
    return Listed(tuple(items[offset : None if most is None else offset + most]), len(items), offset)


NONE: Listed[Any] = Listed()
