"""A request, the moves it can make, and what each move owes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from domain.activities import Activity, Purpose
from domain.customers import Consent
from domain.refusals import Refusal


class Status(StrEnum):
    """Where a request stands."""

    PENDING = "pending"
    AWAITING_CUSTOMER = "awaiting_customer"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"

    @property
    def open(self) -> bool:
        """True while somebody still has to do something before the use can happen."""
        return bool(MOVES[self])

    @property
    def words(self) -> str:
        return _WORDS[self]


# The whole life of a request. SCHEDULED, COMPLETED, LAPSED and CANCELLED are reached by the timers and the
# after-the-call forms, which come with the next issue; they stand here so that the table never changes shape.
MOVES: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.PENDING: frozenset(
            {
                Status.APPROVED,
                Status.AWAITING_CUSTOMER,
                Status.DECLINED,
                Status.WITHDRAWN,
                Status.LAPSED,
            }
        ),
        Status.AWAITING_CUSTOMER: frozenset({Status.APPROVED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED}),
        Status.APPROVED: frozenset(
            {Status.SCHEDULED, Status.COMPLETED, Status.WITHDRAWN, Status.CANCELLED, Status.LAPSED}
        ),
        Status.SCHEDULED: frozenset({Status.COMPLETED, Status.WITHDRAWN, Status.CANCELLED}),
        Status.COMPLETED: frozenset(),
        Status.DECLINED: frozenset(),
        Status.WITHDRAWN: frozenset(),
        Status.LAPSED: frozenset(),
        Status.CANCELLED: frozenset(),
    }
)

_WORDS = {
    Status.PENDING: "Waiting for a decision",
    Status.AWAITING_CUSTOMER: "The customer is being asked",
    Status.APPROVED: "Approved",
    Status.SCHEDULED: "Scheduled",
    Status.COMPLETED: "Done",
    Status.DECLINED: "Declined",
    Status.WITHDRAWN: "Withdrawn",
    Status.LAPSED: "Lapsed",
    Status.CANCELLED: "Cancelled",
}


class DeclineReason(StrEnum):
    """Why a request is declined; the requester reads the words."""

    NOT_NOW = "not_now"
    UNHAPPY = "unhappy"
    RENEWAL = "renewal"
    POOR_FIT = "poor_fit"
    OVERUSED = "overused"
    CUSTOMER_NO = "customer_no"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _REASONS[self]


_REASONS = {
    DeclineReason.NOT_NOW: "This is not a good time for the customer",
    DeclineReason.UNHAPPY: "The customer has open issues with us",
    DeclineReason.RENEWAL: "A renewal or a negotiation is under way",
    DeclineReason.POOR_FIT: "Not a good match for this prospect",
    DeclineReason.OVERUSED: "They have helped a lot lately",
    DeclineReason.CUSTOMER_NO: "The customer said no",
    DeclineReason.OTHER: "Another reason",
}


class Routed(StrEnum):
    """Why a request went to a programme manager and not to an owner."""

    NO_OWNER = "no_owner"
    OWNER_NOT_IN_SLACK = "owner_not_in_slack"


@dataclass(frozen=True, slots=True)
class Deal:
    """What the requester sells, to whom. Only the prospect is always there."""

    prospect: str
    name: str = ""
    value: str = ""
    stage: str = ""
    person: str = ""
    person_seniority: str = ""
    wants_to_hear: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A filled-in form, not yet a request. `agreed_by`/`agreed_on`: the customer already said yes, who and when."""

    customer_id: int
    activity: Activity
    needed_by: date
    deal: Deal
    purpose: Purpose = Purpose.SALES
    agreed_by: str = ""
    agreed_on: date | None = None
    view_id: str = ""
    search_id: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One asked use of one customer. `points` are reserved in the quarter that starts on `quarter` while set."""

    id: int  # 0 until saved
    customer_id: int
    requester_id: int
    decider_id: int | None
    activity: Activity
    purpose: Purpose
    needed_by: date
    deal: Deal
    status: Status
    created_at: datetime
    changed_at: datetime
    routed: Routed | None = None
    agreed_by: str = ""
    agreed_on: date | None = None
    contact_id: int | None = None
    quarter: date | None = None
    points: int = 0
    used_on: date | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    decline_reason: DeclineReason | None = None
    note: str = ""
    own_use: bool = False
    view_id: str = ""
    search_id: int | None = None
    version: int = 0


class Entry(StrEnum):
    """What a ledger line does to a budget."""

    RESERVE = "reserve"
    RELEASE = "release"
    OPENING = "opening"  # points used before refdesk, from an import


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One change of a customer's budget: `points` are signed; `quarter` is the quarter's first day.

    limit: the customer's points a quarter as the policy says right now; a reservation may not pass it. Not stored.
    """

    customer_id: int
    quarter: date
    points: int
    entry: Entry
    activity: Activity | None = None
    contact_id: int | None = None
    used_on: date | None = None
    limit: int | None = None


class Tell(StrEnum):
    """A message owed to one person besides the cards: it makes their phone ring."""

    APPROVED = "approved"
    INTRODUCE = "introduce"
    AWAITING = "awaiting"
    ASK_CUSTOMER = "ask_customer"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Message:
    """A message owed: what, and to whom (a person's id)."""

    tell: Tell
    person_id: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A move and everything owed because of it; `Tx.apply` is the only writer of one.

    decision_for: who needs the decision card (besides those who already have one).
    """

    request: Request
    by: int
    ledger: tuple[LedgerLine, ...] = ()
    consent: Consent | None = None
    messages: tuple[Message, ...] = ()
    decision_for: tuple[int, ...] = field(default=())

    def telling(self, tell: Tell, person: int | None) -> "Outcome":
        """This outcome with one more message owed; None is nobody."""
        return self if person is None else replace(self, messages=(*self.messages, Message(tell, person)))


def moved(request: Request, to: Status, *, now: datetime, **changes: object) -> Request:
    """The request in its next status. Raises Refusal when the table of moves has no such step."""
    if to not in MOVES[request.status]:
        raise Refusal(f"This request can't change any more: {request.status.words.lower()}.")
    return replace(request, status=to, changed_at=now, **changes)  # type: ignore[arg-type]
