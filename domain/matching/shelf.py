"""Customers as bits: for each block of customers and each facet one integer, a bit per customer.

Customers stand in blocks by readiness, so that the best are met first and a search stops early: what it costs hardly
depends on how many there are. Within a block the first `ordered` places are in order of readiness too; later arrivals
follow loosely until the block is tidied.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

FULL = 8192
"""Customers in a block when many are loaded at once; a block splits at twice this."""
SLOT_BITS = 16
SLOT_MASK = (1 << SLOT_BITS) - 1
MOST_LOW = 50_000_000
"""Ids up to here are kept in an array, those beyond in a dict."""
LOOSE = 512
"""Late arrivals a block bears before it is tidied."""


class Row(NamedTuple):
    """One customer as a shelf keeps it."""

    id: int
    name: str
    ready: float
    facets: tuple[tuple[int, ...], ...]
    """Numbers of its facets, in groups that many customers share."""


class Staged:
    """Customers on their way to a shelf: a million of them as rows would take as much memory as the index."""

    def __init__(self) -> None:
        self.ids = array("q")
        self.names: list[str] = []
        self._ready = array("d")
        self._facets: list[tuple[tuple[int, ...], ...]] = []

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, row: Row) -> None:
        """Take one customer in."""
        self.ids.append(row.id)
        self.names.append(row.name)
        self._ready.append(row.ready)
        self._facets.append(row.facets)

    def blocks(self) -> Iterator[Block]:
        """All of them in blocks, the readiest first."""
        order = sorted(range(len(self.ids)), key=self.ids.__getitem__)
        order.sort(key=self._ready.__getitem__, reverse=True)
        for start in range(0, len(order), FULL):
            places = order[start : start + FULL]
            yield Block([Row(self.ids[n], self.names[n], self._ready[n], self._facets[n]) for n in places])


class Block:
    """Some customers of like readiness."""

    __slots__ = ("bits", "ids", "live", "names", "number", "ordered", "ready")

    def __init__(self, rows: Sequence[Row]) -> None:
        """`rows` in order of readiness, best first."""
        self.number = -1
        self.ids = array("q", (r.id for r in rows))
        self.ready = array("d", (r.ready for r in rows))
        self.names = [r.name for r in rows]
        self.ordered = len(rows)
        self.live = (1 << len(rows)) - 1
        size = (len(rows) + 7) // 8
        shared: dict[int, tuple[tuple[int, ...], bytearray]] = {}
        for slot, row in enumerate(rows):
            byte, bit = slot >> 3, 1 << (slot & 7)
            for group in row.facets:
                found = shared.get(id(group))
                if found is None:
                    found = shared[id(group)] = (group, bytearray(size))
                found[1][byte] |= bit
        self.bits: dict[int, int] = {}
        for group, places_ in shared.values():
            mask = int.from_bytes(places_, "little")
            for facet in group:
                self.bits[facet] = self.bits.get(facet, 0) | mask

    def add(self, row: Row) -> int:
        """Append one customer out of order; returns its place."""
        slot = len(self.ids)
        self.ids.append(row.id)
        self.ready.append(row.ready)
        self.names.append(row.name)
        bit = 1 << slot
        self.live |= bit
        for group in row.facets:
            for facet in group:
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
            yield Row(self.ids[slot], self.names[slot], self.ready[slot], (tuple(facets.get(slot, ())),))

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
        self._where = Places()

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, id: int) -> bool:  # noqa: A002
        return self._where.get(id) is not None

    def load(self, staged: Staged) -> None:
        """Take in many at once, beside what is here."""
        for block in self.blocks:
            for row in block.rows():
                staged.add(row)
        self._where = Places()
        blocks = list(staged.blocks())
        self._rebuild(blocks, blocks)

    def put(self, row: Row) -> None:
        """Add one customer (not yet here)."""
        if not self.blocks:
            self._rebuild([Block([])], [])
        n = min(bisect_right(self._floors, -row.ready), len(self.blocks) - 1)
        block = self.blocks[n]
        self._where.set(row.id, block, block.add(row))
        if len(block.ids) - block.ordered > LOOSE:
            self._tidy(n)

    def drop(self, id: int) -> None:  # noqa: A002
        """Forget one customer; an unknown id is no error."""
        if found := self._where.get(id):
            found[0].remove(found[1])
            self._where.clear(id)

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
        self._rebuild([*self.blocks[:n], *parts, *self.blocks[n + 1 :]], parts)

    def _rebuild(self, blocks: list[Block], fresh: list[Block]) -> None:
        self.blocks = blocks
        self._floors = [-(b.ready[b.ordered - 1] if b.ordered else 0.0) for b in blocks]
        for block in fresh:
            for slot, id_ in enumerate(block.ids):
                self._where.set(id_, block, slot)


class Places:
    """Which block and place each customer has; eight bytes each for ids counted up from one, as databases do."""

    def __init__(self) -> None:
        self._low: array[int] = array("q")
        self._other: dict[int, int] = {}
        self._blocks: list[Block] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def get(self, id: int) -> tuple[Block, int] | None:  # noqa: A002
        """The block of this customer and its place there."""
        packed = self._low[id] if 0 <= id < len(self._low) else self._other.get(id, 0)
        return (self._blocks[(packed - 1) >> SLOT_BITS], (packed - 1) & SLOT_MASK) if packed else None

    def set(self, id: int, block: Block, slot: int) -> None:  # noqa: A002
        """Note where this customer stands now."""
        if block.number < 0:
            block.number = len(self._blocks)
            self._blocks.append(block)
        packed = (block.number << SLOT_BITS | slot) + 1
        if 0 <= id < MOST_LOW and id < 8 * len(self._low) + 4096:
            if id >= len(self._low):
                self._low.extend(repeat(0, id + 1 - len(self._low) + len(self._low) // 8))
            self._count += not self._low[id]
            self._low[id] = packed
        else:
            self._count += id not in self._other
            self._other[id] = packed

    def clear(self, id: int) -> None:  # noqa: A002
        """Forget where this customer stood."""
        if 0 <= id < len(self._low):
            self._count -= bool(self._low[id])
            self._low[id] = 0
        if self._other.pop(id, 0):
            self._count -= 1
