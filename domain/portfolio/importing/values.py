"""One cell to one value. Every reader raises UnreadableError."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from domain.activities import Activity, Exposure, Purpose, Quotable
from domain.portfolio.customers import ConsentAnswer
from domain.portfolio.importing.dates import REMEMBERED, day
from domain.portfolio.importing.faults import FaultKind, UnreadableError
from domain.seniority import SPELLINGS
from domain.text import fold

NAME_LENGTH = 200
TEXT_LENGTH = 3000
ITEMS = 50

# English, Finnish, Swedish, German, French, Spanish; without accents, as `fold` gives them.
_YES = frozenset(
    {
        *("yes", "y", "true", "1", "x", "allowed", "kylla", "tosi", "ja", "j", "sant", "wahr"),
        *("oui", "o", "vrai", "si", "s", "verdadero"),
    }
)
_NO = frozenset(
    {
        *("no", "n", "false", "0", "not allowed", "ei", "epatosi", "nej", "falskt", "nein", "falsch"),
        *("non", "faux", "falso"),
    }
)
# What no eye sees: soft hyphens, spaces without width, marks that turn the direction of what follows.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
# Left out of a key, too; in a text they join letters and the parts of emoji.
_JOINERS = re.compile("[\u200c\u200d\ufe0f]")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)

_ANY = frozenset({"*", "any", "all"})
ANSWERS = (ConsentAnswer.YES, ConsentAnswer.ASK_FIRST, ConsentAnswer.NO)


def visible(text: str) -> str:
    """The text without what no eye sees."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def tidy(text: str) -> str:
    """One line, single spaces, composed letters: what most cells should be."""
    text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def short(limit: int = NAME_LENGTH) -> Callable[[str], str]:
    """A reader of one-line texts of at most `limit` characters."""

    def read(text: str) -> str:
        text = tidy(text)
        if len(text) > limit:
            raise UnreadableError(FaultKind.TOO_LONG, limit=limit)
        return text

    return read


def key(text: str) -> str:
    """An id of a CRM, on one line. One that a spreadsheet took for a number and rounded is unreadable."""
    if _ROUNDED.fullmatch(text.strip()):
        raise UnreadableError(FaultKind.ROUNDED_ID)
    return short()(_JOINERS.sub("", text))


def long(text: str) -> str:
    """A text of sentences; its line breaks stay."""
    text = unicodedata.normalize("NFC", "\n".join(" ".join(line.split()) for line in text.strip().splitlines()))
    if len(text) > TEXT_LENGTH:
        raise UnreadableError(FaultKind.TOO_LONG, limit=TEXT_LENGTH)
    return text


@lru_cache(REMEMBERED)
def several(text: str) -> tuple[str, ...]:
    """Values separated by `;` or `|`, without repeats, in their order."""
    items = tuple(dict.fromkeys(item for item in map(tidy, re.split(r"[;|\n]", text)) if item))
    if len(items) > ITEMS:
        raise UnreadableError(FaultKind.TOO_MANY_VALUES, limit=ITEMS)
    if any(len(item) > NAME_LENGTH for item in items):
        raise UnreadableError(FaultKind.VALUE_TOO_LONG, limit=NAME_LENGTH)
    return items


@lru_cache(REMEMBERED)
def yes_or_no(text: str) -> bool:
    """Yes or no, as people and databases write it."""
    said = fold(text.strip())
    if said in _YES or said in _NO:
        return said in _YES
    raise UnreadableError(FaultKind.NOT_YES_OR_NO)


@lru_cache(REMEMBERED)
def whole(text: str) -> int:
    """A whole number; thousands may be set apart: 1,200 · 1.200 · 1 200 · 1'200 · 1200.0."""
    digits = re.sub(r"[\s'’]", "", text)
    if re.fullmatch(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})*", digits, re.ASCII):
        digits = re.sub(r"[.,]", "", digits)
    digits = re.sub(r"[.,]0{1,2}$", "", digits)
    if not re.fullmatch(r"[+-]?\d{1,9}", digits, re.ASCII):
        raise UnreadableError(FaultKind.NOT_A_NUMBER)
    return int(digits)


@lru_cache(REMEMBERED)
def rating(text: str) -> int:
    """A satisfaction from 0 to 10, "8", "8/10" or "8,5"; half a point is not rounded up."""
    match = re.fullmatch(r"(\d{1,2})(?:[.,](\d{1,4}))?(?:\s*/\s*10)?", text.strip(), re.ASCII)
    if match is None:
        raise UnreadableError(FaultKind.NOT_A_RATING)
    number = int(match[1]) + (float(f"0.{match[2] or 0}") > 0.5)
    if number > 10 or (match[2] and int(match[1]) >= 10 and int(match[2])):
        raise UnreadableError(FaultKind.OUT_OF_RANGE, least=0, most=10)
    return number


@lru_cache(REMEMBERED)
def headcount(text: str) -> int | None:
    """How many people a size means: "250", "51-200" (its upper end), "10,000+"; None for words."""
    match = re.fullmatch(r"(?:([\d][\d\s.,'’]*)\s*[-–—]\s*)?([\d][\d\s.,'’]*)\+?", text.strip(), re.ASCII)
    if match is None:
        return None
    try:
        return whole(match[2])
    except UnreadableError:
        return None


def between(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        number = whole(text)
        if not least <= number <= most:
            raise UnreadableError(FaultKind.OUT_OF_RANGE, least=least, most=most)
        return number

    return read


def days_from(today: date, sign: int) -> Callable[[str], date]:
    """A reader of a number of days: ago where `sign` is -1, from today where it is 1."""

    def read(text: str) -> date:
        return today + sign * timedelta(days=between(-36_500, 36_500)(text))

    return read


@lru_cache(REMEMBERED)
def email(text: str) -> str:
    """An e-mail address, in lower case."""
    said = _JOINERS.sub("", text).strip().removeprefix("mailto:").lower()
    if len(said) > 254 or not re.fullmatch(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]+", said):
        raise UnreadableError(FaultKind.NOT_AN_EMAIL)
    return said


@lru_cache(REMEMBERED)
def tier(text: str) -> str:
    """The four usual tiers in lower case, so that "Gold" is "gold"; any other as written."""
    said = short()(text)
    return said.lower() if said.lower() in ("bronze", "silver", "gold", "platinum") else said


@lru_cache(REMEMBERED)
def seniority(text: str) -> str:
    """C-level, VP, Director or Manager where it is meant; anything else as written."""
    return SPELLINGS.get(re.sub(r"[\W_]", "", text).casefold()) or short(60)(text)


def _code(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().casefold())


class ConsentCell(NamedTuple):
    """One answer of a cell; None stands for any, and for no last day."""

    activity: Activity | Quotable | None
    purpose: Purpose | None
    answer: ConsentAnswer
    until: date | None


class ActivityNames:
    """Readers of cells that name the company's activities: by code, by name in any language, by word.

    activities: those of the policy in force. What is retired is read, too: it stands in what was exported.
    """

    def __init__(self, activities: Sequence[Activity]) -> None:
        self._known = {_code(name): each for each in reversed(activities) for name in each.names}
        self._known |= {each.code: each for each in activities}
        self._offered = tuple(each.code for each in activities if not each.retired)
        # Of many rows few say anything new.
        self.several = lru_cache(REMEMBERED)(self._several)
        self.answers = lru_cache(REMEMBERED)(self._answers)

    def _one(self, text: str) -> Activity:
        if (activity := self._known.get(_code(text))) is None:
            raise UnreadableError(FaultKind.UNKNOWN_ACTIVITY, typed=text, choices=self._offered)
        return activity

    def _asked(self, text: str) -> Activity | Quotable:
        said = _code(text)
        return Quotable(said) if said in list(Quotable) else self._one(text)

    def _several(self, text: str) -> tuple[Activity, ...]:
        """Activities: "call;case study"."""
        items = [item for item in re.split(r"[;|,\n]", text) if item.strip()]
        return tuple(dict.fromkeys(map(self._one, items)))

    def _answers(self, text: str) -> tuple[ConsentCell, ...]:
        """What a customer agreed to: "call:sales=yes; quote=ask first; *:press=no until 2027-01-31"."""
        found: list[ConsentCell] = []
        for item in re.split(r"[;|,\n]", text):
            if not item.strip():
                continue
            match = re.fullmatch(r"([^:=]+)(?::([^:=]+))?=\s*([^:=]+?)(?:\s+until\s+(\S+))?\s*", item, re.IGNORECASE)
            if match is None:
                raise UnreadableError(FaultKind.NOT_A_CONSENT, typed=item)
            asked, purpose, said = (part and part.strip().casefold() for part in match.groups()[:3])
            if purpose and purpose not in _ANY and purpose not in list(Purpose):
                raise UnreadableError(FaultKind.UNKNOWN_PURPOSE, typed=purpose, choices=tuple(Purpose))
            if (said := _code(said)) not in ANSWERS:
                raise UnreadableError(FaultKind.UNKNOWN_ANSWER, typed=said, choices=ANSWERS)
            found.append(
                ConsentCell(
                    None if asked in _ANY else self._asked(asked),
                    None if not purpose or purpose in _ANY else Purpose(purpose),
                    ConsentAnswer(said),
                    _until(match[4]) if match[4] else None,
                )
            )
        return tuple(dict.fromkeys(found))


def _until(text: str) -> date:
    try:
        return day(text)
    except UnreadableError as wrong:
        raise UnreadableError(wrong.kind, typed=text) from None


@lru_cache(REMEMBERED)
def exposure(text: str) -> Exposure | None:
    """Whether an answer is for private or public use only; any for both."""
    said = text.strip().casefold()
    if said in _ANY:
        return None
    if said not in list(Exposure):
        raise UnreadableError(FaultKind.UNKNOWN_EXPOSURE, choices=tuple(Exposure))
    return Exposure(said)
