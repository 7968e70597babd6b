"""Customers as bits: for each block of customers and each facet one integer, a bit per customer.

Customers stand in blocks by readiness, so that the best are met first and a search stops early: what it costs hardly
depends on how many there are. Within a block the first `ordered` places are in order of readiness too; later arrivals
follow loosely until the block is tidied.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

FULL = 8192
"""Customers in a block when many are loaded at once; a block splits at twice this."""
LOOSE = 512
"""Late arrivals a block bears before it is tidied."""


class Row(NamedTuple):
    """One customer as a shelf keeps it."""

    id: int
    name: str
    ready: float
    facets: tuple[int, ...]
    """Numbers of its facets."""


class Block:
    """Some customers of like readiness."""

    __slots__ = ("bits", "ids", "live", "names", "ordered", "ready")

    def __init__(self, rows: Sequence[Row]) -> None:
        """`rows` in order of readiness, best first."""
        self.ids = array("q", (r.id for r in rows))
        self.ready = array("d", (r.ready for r in rows))
        self.names = [r.name for r in rows]
        self.ordered = len(rows)
        self.live = (1 << len(rows)) - 1
        slots: dict[int, bytearray] = {}
        size = (len(rows) + 7) // 8
        for slot, row in enumerate(rows):
            byte, bit = slot >> 3, 1 << (slot & 7)
            for facet in row.facets:
                mask = slots.get(facet)
                if mask is None:
                    mask = slots[facet] = bytearray(size)
                mask[byte] |= bit
        self.bits = {facet: int.from_bytes(mask, "little") for facet, mask in slots.items()}

    def add(self, row: Row) -> int:
        """Append one customer out of order; returns its place."""
        slot = len(self.ids)
        self.ids.append(row.id)
        self.ready.append(row.ready)
        self.names.append(row.name)
        bit = 1 << slot
        self.live |= bit
        for facet in row.facets:
            self.bits[facet] = self.bits.get(facet, 0) | bit
        return slot

    def remove(self, slot: int) -> None:
        """Take one customer out; its place stays empty."""
        bit = ~(1 << slot)
        self.live &= bit
        self.names[slot] = ""
        for facet, mask in self.bits.items():
            if mask >> slot & 1:
                self.bits[facet] = mask & bit

    def rows(self) -> Iterator[Row]:
        """Every customer still here."""
        facets: dict[int, list[int]] = {}
        for facet, mask in self.bits.items():
            for slot in places(mask & self.live):
                facets.setdefault(slot, []).append(facet)
        for slot in places(self.live):
            yield Row(self.ids[slot], self.names[slot], self.ready[slot], tuple(facets.get(slot, ())))

    def best(self, mask: int, most: int) -> list[tuple[float, int]]:
        """The readiest of the masked customers as (readiness, id), at most `most`."""
        ordered = mask & ((1 << self.ordered) - 1)
        loose = mask >> self.ordered
        found: list[tuple[float, int]] = []
        while ordered and len(found) < most:
            low = ordered & -ordered
            slot = low.bit_length() - 1
            found.append((self.ready[slot], self.ids[slot]))
            ordered ^= low
        if loose:
            found += [(self.ready[s], self.ids[s]) for s in (self.ordered + n for n in places(loose))]
            found.sort(key=lambda f: (-f[0], f[1]))
        return found[:most]


def places(mask: int) -> Iterator[int]:
    """The places of the set bits, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Shelf:
    """Blocks from the readiest customers to the least ready."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._floors: list[float] = []
        """Minus the least readiness each block takes in, ascending."""
        self._where: dict[int, tuple[Block, int]] = {}

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, id: int) -> bool:  # noqa: A002
        return id in self._where

    def load(self, rows: Iterable[Row]) -> None:
        """Take in many at once, beside what is here."""
        listed = [*(row for block in self.blocks for row in block.rows()), *rows]
        listed.sort(key=lambda r: (-r.ready, r.id))
        self._where.clear()
        self._rebuild([Block(listed[n : n + FULL]) for n in range(0, len(listed), FULL)])

    def put(self, row: Row) -> None:
        """Add one customer (not yet here)."""
        if not self.blocks:
            self._rebuild([Block([])])
        n = min(bisect_right(self._floors, -row.ready), len(self.blocks) - 1)
        block = self.blocks[n]
        self._where[row.id] = (block, block.add(row))
        if len(block.ids) - block.ordered > LOOSE:
            self._tidy(n)

    def drop(self, id: int) -> None:  # noqa: A002
        """Forget one customer; an unknown id is no error."""
        if found := self._where.pop(id, None):
            found[0].remove(found[1])

    def name(self, id: int) -> str:  # noqa: A002
        """What the customer is called; empty when it is not here."""
        found = self._where.get(id)
        return found[0].names[found[1]] if found else ""

    def place(self, id: int) -> tuple[Block, int] | None:  # noqa: A002
        """The block of a customer and its place there."""
        return self._where.get(id)

    def _tidy(self, n: int) -> None:
        rows = sorted(self.blocks[n].rows(), key=lambda r: (-r.ready, r.id))
        half = len(rows) if len(rows) < 2 * FULL else len(rows) // 2
        parts = [Block(part) for part in (rows[:half], rows[half:]) if part] or [Block([])]
        self._rebuild([*self.blocks[:n], *parts, *self.blocks[n + 1 :]], fresh=parts)

    def _rebuild(self, blocks: list[Block], fresh: list[Block] | None = None) -> None:
        self.blocks = blocks
        self._floors = [-(b.ready[b.ordered - 1] if b.ordered else 0.0) for b in blocks]
        for block in blocks if fresh is None else fresh:
            for slot, id_ in enumerate(block.ids):
                self._where[id_] = (block, slot)
