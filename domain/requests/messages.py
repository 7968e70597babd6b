"""What people are told beside their cards, and how each of these messages is treated."""

from dataclasses import dataclass
from enum import StrEnum


class MessageType(StrEnum):
    """A message to one person besides the cards: it makes their phone ring."""

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


# Messages to the requester, and to those who joined the request.
TO_REQUESTERS = frozenset(
    {
        *(
            MessageType.APPROVED,
            MessageType.AWAITING,
            MessageType.DECLINED,
            MessageType.LAPSED,
            MessageType.SCHEDULED,
            MessageType.RESCHEDULED,
            MessageType.CANCELLED,
        ),
        *(MessageType.STOPPED, MessageType.UNANSWERED, MessageType.PAUSED, MessageType.RESUMED),
    }
)
# Messages with buttons: like cards they are brought up to date when the request changes.
UPDATED_IN_PLACE = frozenset(
    {MessageType.HOW_WAS_IT, MessageType.THANK, MessageType.THANK_AGAIN, MessageType.DEAL_ASKED, MessageType.HOLD_ASKED}
)
# Those that say how to reach a contact: once that is not to be done they say so no more.
WITH_CONTACT = frozenset({MessageType.APPROVED, MessageType.INTRODUCE, MessageType.BRIEF})
# Like cards there is one of each for a person: queued again, it says how things stand now, and not what happened
# between.
ONE_PER_PERSON = frozenset({MessageType.CALENDAR})
# Those that time brings: they are told together, in one message a day.
REMINDERS = frozenset(
    {MessageType.REMINDER, MessageType.BRIEF, MessageType.HOW_WAS_IT, MessageType.THANK_AGAIN, MessageType.DEAL_ASKED}
)
# News that need no answer: told with those, unless they follow from a click.
NEWS = frozenset({MessageType.LET_LAPSE, MessageType.UNANSWERED, MessageType.RESUMED})


@dataclass(frozen=True, slots=True)
class Message:
    """A message to send: what, and to whom (a person's id)."""

    type: MessageType
    person_id: int
