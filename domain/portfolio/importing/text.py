"""From bytes to records: quotation marks that never close cost one line."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO

from domain.portfolio.importing.columns import known
from domain.portfolio.importing.encodings import encoding_of
from domain.portfolio.importing.faults import Fault, FaultKind
from domain.refusals import Reason, Refusal


def text_of(file: BinaryIO, encoding: str | None = None) -> TextIO:
    """A file as text for `read_customers`: in this encoding, else in the one that the whole of it speaks for.

        with text_of(path.open("rb")) as lines: ...

    Closing the text closes the file, which must be seekable: it is read twice. Bytes that mean nothing become U+FFFD,
    and `read_customers` rejects their rows. Raises Refusal for an unknown encoding, or where it can't be told.
    """
    try:
        return io.TextIOWrapper(file, encoding=encoding or encoding_of(file), errors="replace", newline="")
    except LookupError:
        raise Refusal(Reason.UNKNOWN_ENCODING, typed=encoding) from None


class Records(Iterator[tuple[int, list[str] | Fault]]):
    """The records of a CSV text: (line it begins on, its cells), or (line, what is wrong with it).

    Comma, semicolon, tab or bar: the one that makes most sense of the first line. Blank lines are passed over. A
    record whose quotation mark never closes costs one line, not the rest of the file: what it swallowed is read again.
    Memory: one record, at most `csv.field_size_limit()` characters a cell.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = _Lines(io.StringIO(lines, newline="") if isinstance(lines, str) else lines)
        self.delimiter = self._lines.delimiter()
        self._reader = self._fresh()

    def __next__(self) -> tuple[int, list[str] | Fault]:
        while True:
            line = self._lines.begin()
            try:
                cells = next(self._reader)
            except csv.Error as error:
                self._lines.give_back()
                self._reader = self._fresh()
                return line, Fault(_kind(error))
            if any(cell and not cell.isspace() for cell in cells):
                return line, cells

    def _fresh(self) -> Iterator[list[str]]:
        return csv.reader(self._lines, delimiter=self.delimiter, strict=True)


class _Lines(Iterator[str]):
    """Hands out lines, counts them, and remembers those of the record being read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._returned: deque[str] = deque()
        self._record: list[str] = []
        self._first = 1

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._source)
        self._record.append(line)
        return line

    def begin(self) -> int:
        """Begin a record; the number of its first line, from 1."""
        self._first += len(self._record)
        self._record.clear()
        return self._first

    def give_back(self) -> None:
        """Keep only the first line of the record; the others will be handed out again."""
        self._returned.extendleft(reversed(self._record[1:]))
        del self._record[1:]

    def delimiter(self) -> str:
        """Look at the first line that says something, and strip the byte order mark. Excel's `sep=;` line is obeyed."""
        first = ""
        for line in self:
            first = line.removeprefix("\ufeff") if len(self._record) == 1 else line
            if first.strip():
                break
        if first.strip().startswith("sep=") and len(first.strip()) == 5:
            return first.strip()[4]
        if self._record:
            self._record.pop()
            self._returned.appendleft(first)
        return max(",;\t|", key=lambda sign: _sense(first, sign))


def _sense(heading: str, delimiter: str) -> tuple[int, int]:
    """How well a heading line reads with this delimiter: known headings, then headings at all."""
    cells = next(csv.reader([heading], delimiter=delimiter), [])
    return sum(map(known, cells)), len(cells)


def _kind(error: csv.Error) -> FaultKind:
    said = str(error)
    if "end of data" in said or "field limit" in said:
        return FaultKind.QUOTE_NEVER_CLOSED
    return FaultKind.QUOTE_IN_QUOTES if "expected after" in said else FaultKind.STRAY_LINE_BREAK
