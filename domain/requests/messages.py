"""What people are told beside their cards, and how each of these messages is treated."""

from dataclasses import dataclass
from enum import StrEnum


class Tell(StrEnum):
    """A message owed to one person besides the cards: it makes their phone ring."""

    APPROVED = "approved"
    INTRODUCE = "introduce"
    AWAITING = "awaiting"
    ASK_CUSTOMER = "ask_customer"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REMINDER = "reminder"
    LAPSED = "lapsed"
    LET_LAPSE = "let_lapse"
    SCHEDULED = "scheduled"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    OVERRIDDEN = "overridden"
    BRIEF = "brief"
    HOW_WAS_IT = "how_was_it"
    UNANSWERED = "unanswered"
    THANK = "thank"
    THANK_AGAIN = "thank_again"
    DEAL_ASKED = "deal_asked"
    HELPED_WIN = "helped_win"
    CALENDAR = "calendar"  # a file
    PAUSED = "paused"
    HOLD_ASKED = "hold_asked"
    RESUMED = "resumed"


# What is told to whoever asked, and to everybody who joined them.
TO_REQUESTERS = frozenset(
    {
        *(Tell.APPROVED, Tell.AWAITING, Tell.DECLINED, Tell.LAPSED, Tell.SCHEDULED, Tell.RESCHEDULED, Tell.CANCELLED),
        *(Tell.STOPPED, Tell.UNANSWERED, Tell.PAUSED, Tell.RESUMED),
    }
)
# Messages with buttons: like cards they are brought up to date when the request changes.
LIVING = frozenset({Tell.HOW_WAS_IT, Tell.THANK, Tell.THANK_AGAIN, Tell.DEAL_ASKED, Tell.HOLD_ASKED})
# Those that say how to reach a contact: once that is not to be done they say so no more.
REVEALING = frozenset({Tell.APPROVED, Tell.INTRODUCE, Tell.BRIEF})
# Like cards there is one of each for a person: owed again, it says how things stand now, and not what happened between.
SINGLE = frozenset({Tell.CALENDAR})
# Those that time brings: they are told together, in one message a day.
NUDGES = frozenset({Tell.REMINDER, Tell.BRIEF, Tell.HOW_WAS_IT, Tell.THANK_AGAIN, Tell.DEAL_ASKED})
# News that need no answer: told with those, unless they come of what somebody has just done.
NEWS = frozenset({Tell.LET_LAPSE, Tell.UNANSWERED, Tell.RESUMED})


@dataclass(frozen=True, slots=True)
class Message:
    """A message owed: what, and to whom (a person's id)."""

    tell: Tell
    person_id: int
