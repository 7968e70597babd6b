"""What people are told beside their cards, and how each of these messages is treated."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


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


class Waits(StrEnum):
    """Whether it can be told with others, in the one message a day."""

    NEVER = "never"
    REMINDER = "reminder"  # time brings it, and it asks for something
    NEWS = "news"  # it needs no answer; what follows from a click is told at once all the same


class Overtaken(StrEnum):
    """What makes it pointless before it was told."""

    NEVER = "never"
    ANSWERED = "answered"  # or put off
    UNDATED = "undated"
    BEGUN = "begun"
    NOT_RUNNING = "not_running"
    THANKED = "thanked"
    DEAL_TOLD = "deal_told"
    NOT_PAUSED = "not_paused"
    NOT_RESUMED = "not_resumed"


@dataclass(frozen=True, slots=True)
class MessageRow:
    """How one type of message is treated.

    to_askers: it is for the requester and all who joined the request. asks: it asks its reader to do something, so a
    person who can't be reached is stood in for. living: it has buttons, so it is brought up to date like a card.
    shows_contact: it says how to reach a contact, until that is not to be done any more. one_per_person: like a card;
    queued again, it says how things stand now, and not what happened between.
    """

    to_askers: bool = False
    asks: bool = False
    living: bool = False
    shows_contact: bool = False
    one_per_person: bool = False
    waits: Waits = Waits.NEVER
    overtaken: Overtaken = Overtaken.NEVER


MESSAGES: Mapping[MessageType, MessageRow] = MappingProxyType(
    {
        MessageType.APPROVED: MessageRow(to_askers=True, shows_contact=True),
        MessageType.INTRODUCE: MessageRow(asks=True, shows_contact=True),
        MessageType.AWAITING: MessageRow(to_askers=True),
        MessageType.ASK_CUSTOMER: MessageRow(asks=True),
        MessageType.DECLINED: MessageRow(to_askers=True),
        MessageType.WITHDRAWN: MessageRow(),
        MessageType.REMINDER: MessageRow(asks=True, waits=Waits.REMINDER, overtaken=Overtaken.ANSWERED),
        MessageType.LAPSED: MessageRow(to_askers=True),
        MessageType.LET_LAPSE: MessageRow(waits=Waits.NEWS),
        MessageType.SCHEDULED: MessageRow(to_askers=True, overtaken=Overtaken.UNDATED),
        MessageType.RESCHEDULED: MessageRow(to_askers=True, overtaken=Overtaken.UNDATED),
        MessageType.CANCELLED: MessageRow(to_askers=True),
        MessageType.STOPPED: MessageRow(to_askers=True),
        MessageType.OVERRIDDEN: MessageRow(),
        MessageType.BRIEF: MessageRow(shows_contact=True, waits=Waits.REMINDER, overtaken=Overtaken.BEGUN),
        MessageType.HOW_WAS_IT: MessageRow(living=True, waits=Waits.REMINDER, overtaken=Overtaken.NOT_RUNNING),
        MessageType.UNANSWERED: MessageRow(to_askers=True, waits=Waits.NEWS),
        MessageType.THANK: MessageRow(asks=True, living=True),
        MessageType.THANK_AGAIN: MessageRow(asks=True, living=True, waits=Waits.REMINDER, overtaken=Overtaken.THANKED),
        MessageType.DEAL_ASKED: MessageRow(living=True, waits=Waits.REMINDER, overtaken=Overtaken.DEAL_TOLD),
        MessageType.HELPED_WIN: MessageRow(),
        MessageType.CALENDAR: MessageRow(one_per_person=True),
        MessageType.PAUSED: MessageRow(to_askers=True, overtaken=Overtaken.NOT_PAUSED),
        MessageType.HOLD_ASKED: MessageRow(asks=True, living=True, overtaken=Overtaken.NOT_PAUSED),
        MessageType.RESUMED: MessageRow(to_askers=True, waits=Waits.NEWS, overtaken=Overtaken.NOT_RESUMED),
    }
)
UPDATED_IN_PLACE = frozenset(each for each, row in MESSAGES.items() if row.living)
WITH_CONTACT = frozenset(each for each, row in MESSAGES.items() if row.shows_contact)


@dataclass(frozen=True, slots=True)
class Message:
    """A message to send: what, and to whom (a person's id)."""

    type: MessageType
    person_id: int
