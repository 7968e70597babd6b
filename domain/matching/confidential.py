"""The classified as everybody may know them: found by what their segment says, whatever else is true of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from domain.matching.bitmap_index import BitmapIndex, Chunk, Group, IndexRow, Staged
from domain.matching.model import Hit
from domain.matching.score import ENOUGH

Look = Callable[[BitmapIndex, Callable[[Chunk], int]], tuple[list[Hit], int]]
"""Who fits best on a shelf, without some of each block; and how many fit."""


class ConfidentialEntry(NamedTuple):
    """A classified customer before others. activity: the number of its group of activities."""

    id: int
    ready: float
    available: bool
    segment: str
    activity: int


class ConfidentialIndex:
    """The classified once more. Who may know one of them finds it among the others, and not here."""

    def __init__(self, groups: Sequence[Group], number_of: Callable[[str], int]) -> None:
        """`groups` of facets by number; `number_of` gives that of a segment."""
        self.askable, self.resting = BitmapIndex(), BitmapIndex()
        self._groups = groups
        self._number_of = number_of
        self._staged: list[ConfidentialEntry] = []

    def stage(self, some: Iterable[ConfidentialEntry]) -> None:
        """Take in many that are not here yet; `settle` makes them findable."""
        self._staged += some

    def settle(self) -> None:
        """Make findable what was staged; only when all is there, every word is known that a segment may say."""
        for available, index in ((True, self.askable), (False, self.resting)):
            if some := [each for each in self._staged if each.available == available]:
                columns = ([self._number_of(each.segment) for each in some], [each.activity for each in some])
                staged = Staged(self._groups, len(columns))
                ids, ready = [each.id for each in some], [each.ready for each in some]
                staged.extend(ids, [""] * len(some), ready, columns, {}, [True] * len(some))
                index.load(staged)
        self._staged = []

    def put(self, one: ConfidentialEntry) -> None:
        """Add one that is not here."""
        groups = [self._groups[self._number_of(one.segment)], self._groups[one.activity]]
        (self.askable if one.available else self.resting).put(IndexRow(one.id, "", one.ready, groups))

    def drop(self, id: int) -> None:  # noqa: A002
        """Forget one; an unknown id is no error."""
        self.askable.drop(id)
        self.resting.drop(id)


def found_with(
    index: BitmapIndex, confidential: BitmapIndex, look: Look, seen: Collection[int], mark: int, *, ordered: bool
) -> tuple[list[Hit], int]:
    """Who of an index fits best, and of the confidential one in place of the classified there that are not among the
    `seen`.

    mark: the number of the facet that the classified have. ordered: whether the readiest of equal fits come first.
    """
    known, known_confidential = index.masks(seen), confidential.masks(seen)
    looked = (
        look(index, lambda chunk: chunk.bits.get(mark, 0) & ~known.get(chunk.number, 0)),
        look(confidential, lambda chunk: known_confidential.get(chunk.number, 0)),
    )
    # Each stops where fits become too poor beside its own best; so must both together.
    least = min(ENOUGH, max((hit.score for hits, _ in looked for hit in hits[:1]), default=0.0))
    enough = [(hits, counted) for hits, counted in looked if hits and hits[0].score >= least]

    def place(hit: Hit) -> tuple[float, float]:
        found = index.place(hit.id) or confidential.place(hit.id)
        return -hit.score, -found[0].ready[found[1]] if found and ordered else 0.0

    return sorted((hit for hits, _ in enough for hit in hits), key=place), sum(counted for _, counted in enough)
