"""The sentence for each thing that may be wrong with a row of a customer file."""

from collections.abc import Mapping

from blocks.kit import language
from blocks.kit.language import N_, _
from blocks.kit.sentences import plain
from domain.portfolio.importing import Fault, FaultKind

SENTENCES: Mapping[FaultKind, str] = {
    FaultKind.EMPTY: N_("{heading} is empty."),
    FaultKind.GARBLED: N_("{heading}: “{typed}” has a character that cannot be read; save the file as UTF-8."),
    FaultKind.SPREADSHEET_ERROR: N_("{heading}: “{typed}” is a spreadsheet error."),
    FaultKind.TOO_LONG: N_("{heading}: “{typed}” is longer than {limit} characters."),
    FaultKind.ROUNDED_ID: N_(
        "{heading}: “{typed}” was rounded by a spreadsheet, so the id is lost; "
        "export it again with that column as text."
    ),
    FaultKind.SAME_ID: N_("{heading}: “{typed}” stands already in line {line}."),
    FaultKind.TOO_MANY_VALUES: N_("{heading}: “{typed}” has more than {limit} values."),
    FaultKind.VALUE_TOO_LONG: N_("{heading}: “{typed}” has a value longer than {limit} characters."),
    FaultKind.NOT_YES_OR_NO: N_("{heading}: “{typed}” is neither yes nor no."),
    FaultKind.NOT_A_NUMBER: N_("{heading}: “{typed}” is not a whole number."),
    FaultKind.NOT_A_RATING: N_("{heading}: “{typed}” is not a number from 0 to 10."),
    FaultKind.OUT_OF_RANGE: N_("{heading}: “{typed}” is not between {least} and {most}."),
    FaultKind.NOT_A_DATE: N_("{heading}: “{typed}” is not a date like 2026-01-31."),
    FaultKind.NO_SUCH_DAY: N_("{heading}: “{typed}” is not a day of the calendar."),
    FaultKind.TOO_FAR: N_("{heading}: “{typed}” is too far away to be meant."),
    FaultKind.TWO_DATES: N_("{heading}: “{typed}” is two dates, day first or month first; write 2026-01-31."),
    FaultKind.NOT_AN_EMAIL: N_("{heading}: “{typed}” is not an e-mail address."),
    FaultKind.UNKNOWN_COUNTRY: N_("{heading}: “{typed}” is not a country; write its ISO code or its English name."),
    FaultKind.UNKNOWN_LANGUAGE: N_(
        "{heading}: “{typed}” is not a language we know; write a code like fi or its English name."
    ),
    FaultKind.UNKNOWN_ACTIVITY: N_("{heading}: “{typed}” is no activity; there are {choices}."),
    FaultKind.UNKNOWN_PURPOSE: N_("{heading}: “{typed}” is no purpose; there are {choices}."),
    FaultKind.UNKNOWN_ANSWER: N_("{heading}: “{typed}” is no answer; there are {choices}."),
    FaultKind.UNKNOWN_EXPOSURE: N_("{heading}: “{typed}” is no kind of use; there are {choices}."),
    FaultKind.UNKNOWN_STATUS: N_("{heading}: “{typed}” is no status; there are {choices}."),
    FaultKind.UNKNOWN_CONTACT: N_("{heading}: “{typed}” is the e-mail or the name of no contact in this row."),
    FaultKind.NOT_A_CONSENT: N_("{heading}: “{typed}” is not like call:sales=yes or quote=ask_first."),
    FaultKind.ANSWERED_TWICE: N_("{heading} answers “{typed}” twice and differently."),
    FaultKind.STORY_TOO_LONG: N_("{heading} is longer than {limit} characters with the rest of the story."),
    FaultKind.POINTS_LEFT_OF_NONE: N_("{heading}: “{typed}” says nothing without the points a quarter."),
    FaultKind.POINTS_LEFT_OF_FEWER: N_("{heading}: “{typed}” is more than the points a quarter, {total}."),
    FaultKind.HOLD_ENDS_FIRST: N_("{heading} is not after the day the hold begins."),
    FaultKind.WRONG_WIDTH: N_(
        "Number of cells: {cells}, in the first line {width}. "
        "Perhaps a text with a separator or a line break is not in quotation marks."
    ),
    FaultKind.QUOTE_NEVER_CLOSED: N_("A quotation mark is opened and never closed."),
    FaultKind.QUOTE_IN_QUOTES: N_(
        'A quotation mark stands in the middle of a quoted text; inside quotes it must be doubled ("").'
    ),
    FaultKind.STRAY_LINE_BREAK: N_("This line is not CSV: it has a stray line break."),
}


def fault(found: Fault) -> str:
    """The sentence; choices are listed as the reader's language lists."""
    facts = {name: language.joined(fact) if isinstance(fact, tuple) else fact for name, fact in found.facts.items()}
    return plain(_(SENTENCES[found.kind]), heading=found.heading, **facts)
