"""Facets to customers: the best combination of fits first, within it the readiest, stopping as early as can be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from domain.matching.bitmap_index import BitmapIndex, Chunk
from domain.matching.model import COUNTED, Facet, Hit, MatchReason
from domain.matching.score import ENOUGH, Term, combinations, reason

Numbers = list[list[list[int]]]
"""For each term of the score and each of its levels, the numbers of the facets that have it."""


def find(
    index: BitmapIndex,
    asked: Sequence[Term],
    numbers: Mapping[tuple[str, str], int],
    most: int,
    only: Collection[int] | None,
    never: Collection[int] = (),
    home: Collection[Facet] = (),
    unseen: Callable[[Chunk], int] = lambda chunk: 0,
) -> tuple[list[Hit], int]:
    """The best `most` of a shelf, of those alike the readiest; and how many fit well enough, up to `COUNTED`.

    never: the numbers of facets whose customers are left out. Among equal fits those in the countries of `home` come
    first, and their reasons say so. unseen: who of a block is not to be found, as bits.
    """
    at_home = [numbers[f.kind, f.value] for f in home if (f.kind, f.value) in numbers]
    there = tuple(MatchReason(f, 1.0) for f in home) if len(home) == 1 else ()
    levels = [[[numbers[k] for k in level.keys if k in numbers] for level in a.levels] for a in asked]
    blocks = [_Fits(chunk, levels, _left(chunk, live & ~unseen(chunk), never)) for chunk, live in _open(index, only)]
    hits: list[Hit] = []
    counted = 0
    for score, choice in combinations(asked) if asked else [(1.0, ())]:
        if score < ENOUGH and hits:
            break
        reasons = None
        for here, fits in [(h, fits) for h in ((True, False) if at_home else (False,)) for fits in blocks]:
            mask = fits.of(choice)
            if at_home and mask:
                mask &= fits.having(at_home) if here else ~fits.having(at_home)
            if not mask:
                continue
            counted += mask.bit_count()
            if len(hits) < most:
                reasons = reasons or tuple(reason(a, level) for a, level in zip(asked, choice, strict=True))
                told = (*reasons, *there) if here else reasons
                hits += [Hit(i, score, told, False) for _, i in fits.chunk.best(mask, most - len(hits))]
            if counted >= COUNTED and len(hits) >= most:
                return hits, counted
    return hits, counted


def _left(chunk: Chunk, live: int, never: Collection[int]) -> int:
    for number in never:
        live &= ~chunk.bits.get(number, 0)
    return live


def _open(index: BitmapIndex, only: Collection[int] | None) -> list[tuple[Chunk, int]]:
    """The blocks to look in, each with the customers that may be found there."""
    if only is None:
        return [(chunk, chunk.live) for chunk in index.blocks]
    masks = index.masks(only)
    return [(chunk, masks[chunk.number]) for chunk in index.blocks if chunk.number in masks]


class _Fits:
    """Which customers of one block fit how well; worked out only as far as it is asked."""

    __slots__ = ("_levels", "_live", "_parts", "chunk")

    def __init__(self, chunk: Chunk, levels: Numbers, live: int) -> None:
        self.chunk = chunk
        self._levels = levels
        self._live = live
        self._parts: list[list[int]] | None = None

    def of(self, choice: tuple[int, ...]) -> int:
        """The customers with these levels, as bits."""
        if not any(choice):
            return self._wholly()
        if self._parts is None:
            self._parts = self._all()
        mask = self._live
        for part, level in zip(self._parts, choice, strict=True):
            mask &= part[level]
        return mask

    def having(self, facets: Sequence[int]) -> int:
        """The customers with any of these facets, as bits."""
        mask = 0
        for number in facets:
            mask |= self.chunk.bits.get(number, 0)
        return mask

    def _wholly(self) -> int:
        left, bits = self._live, self.chunk.bits
        for numbers in self._levels:
            mask = 0
            for number in numbers[0]:
                mask |= bits.get(number, 0)
            left &= mask
            if not left:
                break
        return left

    def _all(self) -> list[list[int]]:
        """For each term, who has each level and last who has none."""
        bits = self.chunk.bits
        fitted = []
        for numbers in self._levels:
            left = self._live
            parts = []
            for level in numbers:
                mask = 0
                for number in level:
                    mask |= bits.get(number, 0)
                mask &= left
                parts.append(mask)
                left ^= mask
            fitted.append([*parts, left])
        return fitted
