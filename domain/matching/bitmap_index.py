"""Customers as bits: for each block of customers and each facet one integer, a bit per customer.

Customers stand in blocks by readiness, so that the best are met first and a search stops early: what it costs hardly
depends on how many there are. Within a block the first `ordered` places are in order of readiness too; later arrivals
follow loosely until the block is tidied.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress, repeat
from typing import NamedTuple

FULL = 8192
"""Customers in a block when many are loaded at once; a block splits at twice this."""
SLOT_BITS = 16
SLOT_MASK = (1 << SLOT_BITS) - 1
MOST_LOW = 50_000_000
"""Ids up to here are kept in an array, those beyond in a dict."""
LOOSE = 512
"""Late arrivals a block bears before it is tidied."""
STEPS = 4096
"""Into so many steps of readiness many customers are sorted first: one long sort would stop everybody else."""
SPARSE = 32
"""Up to so many bits are looked for one by one."""

Group = tuple[int, ...]
"""Numbers of facets that go together, such as all that follows from a country; shared by many customers."""


class IndexRow(NamedTuple):
    """One customer as a bitmap index takes it in."""

    id: int
    name: str
    ready: float
    groups: Sequence[Group]


class Staged:
    """Customers on their way to a bitmap index, column by column: a million as rows would take as much memory as the
    index.
    """

    def __init__(self, groups: Sequence[Group], width: int) -> None:
        """`groups` by number; each customer has `width` of them."""
        self.ids = array("q")
        self.names: list[str] = []
        self._groups = groups
        self._ready = array("d")
        self._columns = [array("I") for _ in range(width)]
        self._more: dict[int, Group] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def extend(
        self,
        ids: Sequence[int],
        names: Sequence[str],
        ready: Sequence[float],
        columns: Sequence[Sequence[int]],
        more: Mapping[int, Group],
        chosen: Sequence[bool],
    ) -> None:
        """Take the chosen ones in: their groups' numbers column by column, and `more` facets by id."""
        self.ids.extend(compress(ids, chosen))
        self.names.extend(compress(names, chosen))
        self._ready.extend(compress(ready, chosen))
        for column, numbers in zip(self._columns, columns, strict=True):
            column.extend(compress(numbers, chosen))
        if more:
            self._more.update((id_, more[id_]) for id_ in compress(ids, chosen) if id_ in more)

    def chunks(self) -> Iterator[Chunk]:
        """All of them in blocks, the readiest first."""
        waiting = array("I")
        for places_ in self._by_readiness():
            waiting.extend(places_)
            while len(waiting) >= FULL:
                yield self._chunk(waiting[:FULL])
                waiting = waiting[FULL:]
        if waiting:
            yield self._chunk(waiting)

    def _by_readiness(self) -> Iterator[list[int]]:
        steps: defaultdict[int, array[int]] = defaultdict(lambda: array("I"))
        for place, ready in enumerate(self._ready):
            steps[int(ready * STEPS)].append(place)
        for step in sorted(steps, reverse=True):
            few = sorted(steps[step], key=self.ids.__getitem__)
            few.sort(key=self._ready.__getitem__, reverse=True)
            yield few

    def _chunk(self, chosen: Sequence[int]) -> Chunk:
        ids = array("q", [self.ids[n] for n in chosen])
        masks: defaultdict[int, bytearray] = defaultdict(lambda: bytearray(FULL >> 3))
        for column in self._columns:
            for number, byte, bit in zip([column[n] for n in chosen], _BYTES, _BITS, strict=False):
                masks[number][byte] |= bit
        bits: dict[int, int] = {}
        _join(bits, ((self._groups[number], mask) for number, mask in masks.items()))
        if self._more:
            masks = defaultdict(lambda: bytearray(FULL >> 3))
            for id_, byte, bit in zip(ids, _BYTES, _BITS, strict=False):
                for facet in self._more.get(id_, ()):
                    masks[facet][byte] |= bit
            _join(bits, (((facet,), mask) for facet, mask in masks.items()))
        names = [self.names[n] for n in chosen]
        return Chunk(ids, array("d", [self._ready[n] for n in chosen]), names, bits)


def _join(bits: dict[int, int], masks: Iterable[tuple[Group, bytearray]]) -> None:
    for group, mask in masks:
        set_ = int.from_bytes(mask, "little")
        for facet in group:
            bits[facet] = bits.get(facet, 0) | set_


_BYTES = [slot >> 3 for slot in range(FULL)]
_BITS = [1 << (slot & 7) for slot in range(FULL)]


class Chunk:
    """Some customers of like readiness. A facet's bits may name customers that have left: see `live`."""

    __slots__ = ("bits", "ids", "live", "names", "number", "ordered", "ready")

    def __init__(self, ids: array[int], ready: array[float], names: list[str], bits: dict[int, int]) -> None:
        """All in order of readiness, best first."""
        self.number = -1
        self.ids = ids
        self.ready = ready
        self.names = names
        self.bits = bits
        self.ordered = len(ids)
        self.live = (1 << len(ids)) - 1

    def add(self, row: IndexRow) -> int:
        """Append one customer out of order; returns its place."""
        slot = len(self.ids)
        self.ids.append(row.id)
        self.ready.append(row.ready)
        self.names.append(row.name)
        bit = 1 << slot
        self.live |= bit
        for group in row.groups:
            for facet in group:
                self.bits[facet] = self.bits.get(facet, 0) | bit
        return slot

    def remove(self, slot: int) -> None:
        """Take one customer out; its place stays empty."""
        self.live &= ~(1 << slot)
        self.names[slot] = ""

    def tidied(self) -> list[Chunk]:
        """All who are still here in order again: in one block, or in two when they have become too many."""
        slots = sorted(places(self.live), key=lambda slot: (-self.ready[slot], self.ids[slot]))
        half = len(slots) if len(slots) < 2 * FULL else len(slots) // 2
        return [self._with(part) for part in (slots[:half], slots[half:]) if part] or [self._with([])]

    def _with(self, slots: Sequence[int]) -> Chunk:
        size, chosen = (len(slots) + 7) >> 3, 0
        at = array("I", bytes(4 * len(self.ids)))
        for new, old in enumerate(slots):
            at[old] = new
            chosen |= 1 << old
        bits: dict[int, int] = {}
        for facet, mask in self.bits.items():
            if kept := mask & chosen:
                moved = bytearray(size)
                for old in places(kept):
                    moved[at[old] >> 3] |= 1 << (at[old] & 7)
                bits[facet] = int.from_bytes(moved, "little")
        ids, ready = array("q", [self.ids[s] for s in slots]), array("d", [self.ready[s] for s in slots])
        return Chunk(ids, ready, [self.names[s] for s in slots], bits)

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
    if mask.bit_count() <= SPARSE:
        while mask:
            low = mask & -mask
            yield low.bit_length() - 1
            mask ^= low
        return
    digits = bin(mask)[:1:-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)


class BitmapIndex:
    """Blocks from the readiest customers to the least ready."""

    def __init__(self) -> None:
        self.blocks: list[Chunk] = []
        self._floors: list[float] = []
        """Minus the least readiness each block takes in, ascending."""
        self._where = Positions()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, id: int) -> bool:  # noqa: A002
        return self._where.get(id) is not None

    def load(self, staged: Staged) -> None:
        """Take in many at once, where nobody was before."""
        self._where.expect(max(staged.ids, default=0), len(staged))
        blocks = list(staged.chunks())
        self._where.take_over(None, blocks)
        self._rebuild(blocks)
        self._count = len(staged)

    def put(self, row: IndexRow) -> None:
        """Add one customer (not yet here)."""
        if not self.blocks:
            self._rebuild([Chunk(array("q"), array("d"), [], {})])
            self._where.take_over(None, self.blocks)
        n = min(bisect_right(self._floors, -row.ready), len(self.blocks) - 1)
        chunk = self.blocks[n]
        self._where.set(row.id, chunk, chunk.add(row))
        self._count += 1
        if len(chunk.ids) - chunk.ordered > LOOSE:
            parts = chunk.tidied()
            self._where.take_over(chunk, parts)
            self._rebuild([*self.blocks[:n], *parts, *self.blocks[n + 1 :]])

    def drop(self, id: int) -> None:  # noqa: A002
        """Forget one customer; an unknown id is no error."""
        if found := self._where.get(id):
            found[0].remove(found[1])
            self._where.clear(id)
            self._count -= 1

    def name(self, id: int) -> str:  # noqa: A002
        """What the customer is called; empty when it is not here."""
        found = self._where.get(id)
        return found[0].names[found[1]] if found else ""

    def place(self, id: int) -> tuple[Chunk, int] | None:  # noqa: A002
        """The block of a customer and its place there."""
        return self._where.get(id)

    def masks(self, ids: Iterable[int]) -> dict[int, int]:
        """These customers as bits, by the numbers of their blocks."""
        found: dict[int, int] = {}
        for id_ in ids:
            if place := self._where.get(id_):
                found[place[0].number] = found.get(place[0].number, 0) | 1 << place[1]
        return found

    def _rebuild(self, blocks: list[Chunk]) -> None:
        self.blocks = blocks
        self._floors = [-(b.ready[b.ordered - 1] if b.ordered else 0.0) for b in blocks]


class Positions:
    """Which block and place each customer has; eight bytes each for ids counted up from one, as databases do."""

    def __init__(self) -> None:
        self._low: array[int] = array("q")
        self._other: dict[int, int] = {}
        self._blocks: list[Chunk] = []

    def get(self, id: int) -> tuple[Chunk, int] | None:  # noqa: A002
        """The block of this customer and its place there."""
        packed = self._low[id] if 0 <= id < len(self._low) else self._other.get(id, 0)
        return (self._blocks[(packed - 1) >> SLOT_BITS], (packed - 1) & SLOT_MASK) if packed else None

    def expect(self, id: int, many: int) -> None:  # noqa: A002
        """Make room for ids up to this one, where they lie close enough together for so `many` customers."""
        if len(self._low) <= id < min(MOST_LOW, 8 * many + 4096):
            self._low.extend(repeat(0, id + 1 - len(self._low) + len(self._low) // 8))
            for known in [each for each in self._other if 0 <= each < len(self._low)]:
                self._low[known] = self._other.pop(known)

    def take_over(self, old: Chunk | None, blocks: Sequence[Chunk]) -> None:
        """Note where all customers of these blocks stand; nobody stands in the old one any more."""
        for chunk in blocks:
            if old:
                chunk.number, old = old.number, None
                self._blocks[chunk.number] = chunk
            else:
                chunk.number = len(self._blocks)
                self._blocks.append(chunk)
            first = (chunk.number << SLOT_BITS) + 1
            for place, id_ in enumerate(chunk.ids, first):
                self._set(id_, place)

    def set(self, id: int, chunk: Chunk, slot: int) -> None:  # noqa: A002
        """Note where this customer stands now."""
        self.expect(id, len(self._low))
        self._set(id, (chunk.number << SLOT_BITS | slot) + 1)

    def _set(self, id_: int, packed: int) -> None:
        if 0 <= id_ < len(self._low):
            self._low[id_] = packed
        else:
            self._other[id_] = packed

    def clear(self, id: int) -> None:  # noqa: A002
        """Forget where this customer stood."""
        if 0 <= id < len(self._low):
            self._low[id] = 0
        self._other.pop(id, None)
