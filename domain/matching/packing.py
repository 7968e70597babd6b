"""Parts of the index as bytes, to be kept and read back: arrays as they are and JSON; nothing that could run."""

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from zlib import crc32

ENTRIES = 20_000
"""Entries of a table in one part, so that to make one takes milliseconds."""
_NUMBER = 4
"""Bytes of the numbers a part begins with: its checksum and the length of what it says."""


class Broken(ValueError):  # noqa: N818 - it says what is the matter
    """The bytes are not what was packed."""


def packed(of: str, said: Any, *data: bytes) -> bytes:
    """One part: of what it is, what JSON can say of it, and bytes."""
    head = json.dumps([of, said, [len(each) for each in data]], ensure_ascii=False, separators=(",", ":")).encode()
    whole = b"".join((len(head).to_bytes(_NUMBER, sys.byteorder), head, *data))
    return crc32(whole).to_bytes(_NUMBER, sys.byteorder) + whole


def unpacked(part: bytes) -> tuple[str, Any, list[memoryview]]:
    """What was packed. Raises Broken when it is something else."""
    view = memoryview(part)
    if len(view) < 2 * _NUMBER or crc32(view[_NUMBER:]) != int.from_bytes(view[:_NUMBER], sys.byteorder):
        raise Broken("not as it was packed")
    start = 2 * _NUMBER
    end = start + int.from_bytes(view[_NUMBER:start], sys.byteorder)
    of, said, sizes = json.loads(bytes(view[start:end]))
    data = []
    for size in sizes:
        data.append(view[end : end + size])
        end += size
    return of, said, data


def packed_table(of: str, table: Mapping[Any, "array[int]"]) -> Iterator[bytes]:
    """A table of arrays, all of one type, in parts; keys are strings or whole numbers."""
    keys = iter(list(table))
    while some := list(islice(keys, ENTRIES)):
        entries = [table[key] for key in some]
        lengths = array("I", map(len, entries))
        yield packed(of, some, lengths.tobytes(), b"".join(each.tobytes() for each in entries))


def entries_of(keys: Iterable[Any], data: Iterable[memoryview], typecode: str) -> "Iterator[tuple[Any, array[int]]]":
    """The entries that stand in one part of a table."""
    lengths, whole = data
    numbers, start = array(typecode, bytes(whole)), 0
    for key, length in zip(keys, lengths.cast("I"), strict=True):
        yield key, numbers[start : start + length]
        start += length
