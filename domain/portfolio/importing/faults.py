"""What may be wrong with a row of a customer file: codes and facts. `blocks/wording/import_faults.py` says them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FaultFact = str | int | tuple[str, ...]


class FaultKind(StrEnum):
    """What is wrong; the facts each has stand in its sentence."""

    # Any cell
    EMPTY = "empty"
    GARBLED = "garbled"
    SPREADSHEET_ERROR = "spreadsheet_error"
    TOO_LONG = "too_long"
    ROUNDED_ID = "rounded_id"
    SAME_ID = "same_id"
    # Lists, numbers and days
    TOO_MANY_VALUES = "too_many_values"
    VALUE_TOO_LONG = "value_too_long"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_RATING = "not_a_rating"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DAY = "no_such_day"
    TOO_FAR = "too_far"
    TWO_DATES = "two_dates"
    # What has a list of its own
    NOT_AN_EMAIL = "not_an_email"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_ACTIVITY = "unknown_activity"
    UNKNOWN_PURPOSE = "unknown_purpose"
    UNKNOWN_ANSWER = "unknown_answer"
    UNKNOWN_EXPOSURE = "unknown_exposure"
    UNKNOWN_STATUS = "unknown_status"
    UNKNOWN_CONTACT = "unknown_contact"
    # What several cells say together
    NOT_A_CONSENT = "not_a_consent"
    ANSWERED_TWICE = "answered_twice"
    STORY_TOO_LONG = "story_too_long"
    POINTS_LEFT_OF_NONE = "points_left_of_none"
    POINTS_LEFT_OF_FEWER = "points_left_of_fewer"
    HOLD_ENDS_FIRST = "hold_ends_first"
    # The row itself
    WRONG_WIDTH = "wrong_width"
    QUOTE_NEVER_CLOSED = "quote_never_closed"
    QUOTE_IN_QUOTES = "quote_in_quotes"
    STRAY_LINE_BREAK = "stray_line_break"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or with the row where `column` is "".

    column: by its own name. heading: as the file writes it.
    facts: of the sentence; they quote the file, so they are shown and never logged.
    """

    kind: FaultKind
    column: str = ""
    heading: str = ""
    facts: Mapping[str, FaultFact] = field(default_factory=dict, repr=False)


class UnreadableError(Exception):
    """A text that its reader can't read. typed: the part at fault, where it is not the whole text."""

    def __init__(self, kind: FaultKind, *, typed: str = "", **facts: FaultFact) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.typed = typed
        self.facts = facts


def cut(text: str, length: int = 40) -> str:
    """A text short enough to be quoted."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
