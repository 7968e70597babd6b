"""From bytes to lines: encodings, and quotation marks that never close."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO

from domain.portfolio.importing.columns import known

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_of(file: BinaryIO) -> TextIO:
    """A file as text for `read_customers`: UTF-8, UTF-16 with its mark, else Windows-1252 as Excel writes it.

        with text_of(path.open("rb")) as lines: ...

    Closing the text closes the file. A file without a mark is read twice, since one stray byte at its end decides; it
    must be seekable. Bytes that mean nothing become U+FFFD, and `read_customers` rejects their rows.
    """
    start = file.read(4)
    encoding = next((name for mark, name in _BOMS if start.startswith(mark)), None)
    file.seek(0)
    if encoding is None:
        encoding = "utf-8" if _is_utf8(file) else "cp1252"
        file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class Records(Iterator[tuple[int, list[str] | str]]):
    """The records of a CSV text: (line it begins on, its cells), or (line, what is wrong with it) as a sentence.

    Comma, semicolon, tab or bar: the one that makes most sense of the first line. Blank lines are passed over. A
    record whose quotation mark never closes costs one line, not the rest of the file: what it swallowed is read again.
    Memory: one record, at most `csv.field_size_limit()` characters a cell.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = _Lines(io.StringIO(lines, newline="") if isinstance(lines, str) else lines)
        self.delimiter = self._lines.delimiter()
        self._reader = self._fresh()

    def __next__(self) -> tuple[int, list[str] | str]:
        while True:
            line = self._lines.begin()
            try:
                cells = next(self._reader)
            except csv.Error as fault:
                self._lines.give_back()
                self._reader = self._fresh()
                return line, _words(fault)
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


def _words(fault: csv.Error) -> str:
    said = str(fault)
    if "end of data" in said or "field limit" in said:
        return "A quotation mark is opened and never closed."
    if "expected after" in said:
        return 'A quotation mark stands in the middle of a quoted text; inside quotes it must be doubled ("").'
    return "This line is not CSV: it has a stray line break."
