"""Parts of the index as bytes, to be kept and read back: arrays as they are and JSON; nothing that could run.

Squeezed, as lightly as can be: a third of the bytes for a tenth of the time.
"""

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zlib import compress, decompress, error

ENTRIES = 8_192
"""Entries of a table in one part, at most …"""
NUMBERS = 100_000
"""… and about so many numbers in them: to make a part takes milliseconds."""
_NUMBER = 4
"""Bytes of the number a part begins with: the length of what it says."""


class Broken(ValueError):  # noqa: N818 - it says what is the matter
    """The bytes are not what was packed."""


def packed(of: str, said: Any, *data: bytes) -> bytes:
    """One part: of what it is, what JSON can say of it, and bytes."""
    head = json.dumps([of, said, [len(each) for each in data]], ensure_ascii=False, separators=(",", ":")).encode()
    return compress(b"".join((len(head).to_bytes(_NUMBER, sys.byteorder), head, *data)), 1)


def unpacked(part: bytes) -> tuple[str, Any, list[memoryview]]:
    """What was packed. Raises Broken when it is something else."""
    try:
        view = memoryview(decompress(part))
    except error as broken:
        raise Broken("not as it was packed") from broken
    end = _NUMBER + int.from_bytes(view[:_NUMBER], sys.byteorder)
    of, said, sizes = json.loads(bytes(view[_NUMBER:end]))
    data = []
    for size in sizes:
        data.append(view[end : end + size])
        end += size
    return of, said, data


def packed_table(of: str, table: Mapping[Any, "array[int]"]) -> Iterator[bytes]:
    """A table of arrays, all of one type, in parts; keys are strings or whole numbers."""
    some: dict[Any, array[int]] = {}
    numbers = 0
    for key in list(table):
        some[key] = table[key]
        numbers += len(table[key])
        if len(some) == ENTRIES or numbers > NUMBERS:
            yield _part_of(of, some)
            some, numbers = {}, 0
    yield _part_of(of, some)


def _part_of(of: str, some: Mapping[Any, "array[int]"]) -> bytes:
    lengths = array("I", map(len, some.values()))
    return packed(of, list(some), lengths.tobytes(), b"".join(each.tobytes() for each in some.values()))


def entries_of(keys: Iterable[Any], data: Iterable[memoryview], typecode: str) -> "Iterator[tuple[Any, array[int]]]":
    """The entries that stand in one part of a table."""
    lengths, whole = data
    numbers, start = array(typecode, bytes(whole)), 0
    for key, length in zip(keys, lengths.cast("I"), strict=True):
        yield key, numbers[start : start + length]
        start += length
