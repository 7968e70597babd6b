"""Days as files write them, in English, Finnish, Swedish and German; names of months are CLDR's, through babel."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache

from babel import Locale

from domain.portfolio.importing.faults import FaultKind, UnreadableError
from domain.text import fold

SPOKEN = ("en", "fi", "sv", "de")
REMEMBERED = 4096  # different cells: columns repeat themselves
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)
_TIME = re.compile(r"(?:T|\s+)\d{1,2}:\d{2}.*$", re.DOTALL)
_BY_YEAR = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
# "31-Mar-2027", "31. maaliskuuta 2027", "den 31 mars 2027"; and "Mar 31, 2027".
_DAY_FIRST = re.compile(r"(?:den )?(\d{1,2})(?:st|nd|rd|th)?[\s.\-/]+(?:of )?([^\W\d_]+)\.?[\s,.\-/]+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+(\d{4})")


@lru_cache(REMEMBERED)
def day(text: str) -> date:
    """The day a cell means where it can be read in one way; a time after it is passed over.

    Raises UnreadableError.
    """
    said = _TIME.sub("", text.strip())
    year, month, number = _parts(fold(said))
    try:
        found = date(year, month, number)
    except ValueError:
        raise UnreadableError(FaultKind.NO_SUCH_DAY) from None
    if not _EARLIEST <= found < _LATEST:
        raise UnreadableError(FaultKind.TOO_FAR)
    return found


def _parts(said: str) -> tuple[int, int, int]:
    """Year, month and day."""
    if (match := _BY_YEAR.fullmatch(said)) and (match[2] or len(said) == len("20270331")):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _DOTTED.fullmatch(said):
        return _year(match[3]), int(match[2]), int(match[1])
    # With hyphens and two digits it may as well begin with the year.
    if (match := _SLASHED.fullmatch(said)) and (match[2] == "/" or len(match[4]) == len("2027")):
        return _year(match[4]), *_ordered(int(match[1]), int(match[3]))
    if (match := _DAY_FIRST.fullmatch(said)) and (month := _months().get(match[2])):
        return _year(match[3]), month, int(match[1])
    if (match := _MONTH_FIRST.fullmatch(said)) and (month := _months().get(match[1])):
        return int(match[3]), month, int(match[2])
    raise UnreadableError(FaultKind.NOT_A_DATE)


def _ordered(first: int, second: int) -> tuple[int, int]:
    """Month and day, of two numbers with strokes between them: Europe begins with the day, America with the month."""
    if first <= 12 and second <= 12 and first != second:
        raise UnreadableError(FaultKind.TWO_DATES)
    return (second, first) if first > 12 or first == second else (first, second)


def _year(digits: str) -> int:
    """The year of four digits or of two: 27 is 2027, 69 to 99 are of the last century."""
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year > 68 else 2000)


@cache
def _months() -> dict[str, int]:
    return {name: month for language in SPOKEN for name, month in _names(Locale(language))}


def _names(locale: Locale) -> Iterator[tuple[str, int]]:
    for context in locale.months.values():
        for width in ("wide", "abbreviated"):
            for month, name in context.get(width, {}).items():
                yield fold(name).rstrip("."), int(month)
    if locale.language == "fi":
        # "maaliskuun", "maalisk.": CLDR has "maaliskuu", "maaliskuuta" and "maalis".
        for month, name in locale.months["stand-alone"]["wide"].items():
            yield f"{fold(name)}n", int(month)
            yield fold(name).removesuffix("uu"), int(month)
