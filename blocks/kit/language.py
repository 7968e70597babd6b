"""The reader's language: set once for each click and each delivery, read by every sentence, day, number and list.

A sentence is written in English where it is said, marked by `_`; other languages are catalogues in `blocks/locale`.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_day_names
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

DEFAULT = "en-GB"
# CLDR's code for English drawn out in brackets: what stands outside of them was never given to a translator.
PSEUDO = "en-XA"
SHORT = 24  # letters of a modal's title and of its buttons: Slack takes no more
CATALOGUES = Path(__file__).parent.parent / "locale"


@dataclass(frozen=True, slots=True)
class Language:
    """What a reader reads: `code` as Slack writes it, as fi-FI; how the days look is its country's."""

    code: str
    locale: Locale
    texts: NullTranslations


class PseudoTranslations(NullTranslations):
    """Every text in ⟦ ⟧ and a third longer, its marks and placeholders untouched."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}{'~' * (len(message) // 3)}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        drawn = self.gettext(message)
        return f"{drawn[: SHORT - 1]}⟧" if context == "short" and len(drawn) > SHORT else drawn


@lru_cache(maxsize=64)
def language(code: str) -> Language:
    """The language with this code, as "fi-FI" or "fi"; what is not known or not translated reads DEFAULT's."""
    if code == PSEUDO:
        return Language(code, Locale.parse("en_GB"), PseudoTranslations())
    try:
        locale = Locale.parse(code or DEFAULT, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse(DEFAULT, sep="-")
    if locale.language == "en":
        return Language(code, locale, NullTranslations())
    catalogue = CATALOGUES / locale.language / "LC_MESSAGES" / "refdesk.po"
    if not catalogue.exists():
        return language(DEFAULT)
    with catalogue.open(encoding="utf-8") as file:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(file, locale=locale.language))
    return Language(code, locale, GNUTranslations(io.BytesIO(compiled.getvalue())))


_CURRENT: ContextVar[Language | None] = ContextVar("language", default=None)


def current() -> Language:
    """The language being spoken: DEFAULT where nobody has said."""
    return _CURRENT.get() or language(DEFAULT)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Everything said inside is in the language with this code."""
    before = _CURRENT.set(language(code))
    try:
        yield
    finally:
        _CURRENT.reset(before)


def _(text: str) -> str:
    """The text in the reader's language."""
    return current().texts.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that this number takes; the number itself is put in as any other fact."""
    return current().texts.ngettext(one, many, count)


def pgettext(context: str, text: str) -> str:
    """The text where its English has two meanings; `context` tells the translator which."""
    return current().texts.pgettext(context, text)


def short(text: str) -> str:
    """A modal's title, or the words of its buttons: in any language at most `SHORT` letters; the gate counts them."""
    return pgettext("short", text)


def N_short(text: str) -> str:  # noqa: N802 - like the next one
    """Mark a short text of a table for the catalogue; it is said with `short` when it is read."""
    return text


def N_(text: str) -> str:  # noqa: N802 - as gettext has it
    """Mark the text of a table for the catalogue; it is said with `_` when it is read."""
    return text


def day(when: date) -> str:
    """A day with its year: 5 January 2027."""
    return _day("long", when, current().locale)


def near(when: date, today: date) -> str:
    """A day as people write it when it is not far: Friday, 15 January, 15 January 2028."""
    locale = current().locale
    if 0 <= (when - today).days < 7:
        return _day("EEEE", when, locale)
    return _skeleton("MMMMd", when, locale) if abs((when - today).days) < 365 else day(when)


def months(first: date, last: date) -> str:
    """The months from one day to another: October – December 2026."""
    return str(format_interval(first, last, "yMMMM", locale=current().locale))


def weekday(number: int) -> str:
    """The day of the week, 0 is Monday, standing alone."""
    return str(get_day_names("wide", "stand-alone", current().locale)[number])


def hour(moment: datetime) -> str:
    """The hour and minute of an aware moment, on its own clock: 14:30, 2:30 PM."""
    return format_time(moment, "short", tzinfo=moment.tzinfo, locale=current().locale)


def number(value: float) -> str:
    """A number as the reader groups its digits."""
    return format_decimal(value, locale=current().locale)


def joined(words: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"; last: "and" or "or"."""
    return format_list(list(words), style="or" if last == "or" else "standard", locale=current().locale)


@lru_cache(maxsize=4096)  # an answer says the same few days again and again
def _day(pattern: str, when: date, locale: Locale) -> str:
    return format_date(when, pattern, locale=locale)


@lru_cache(maxsize=4096)
def _skeleton(skeleton: str, when: date, locale: Locale) -> str:
    return format_skeleton(skeleton, when, locale=locale)
