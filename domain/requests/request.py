"""A request, the moves it can make, and the messages of each move."""

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from domain.activities import Activity, Purpose
from domain.portfolio.company_names import same_company
from domain.portfolio.customers import Consent
from domain.refusals import Reason, Refusal
from domain.requests.ledger import LedgerLine
from domain.requests.messages import UPDATED_IN_PLACE, Message, MessageType
from domain.requests.states import STATES, Status


class DeclineReason(StrEnum):
    """Why a request is declined; the requester reads the words."""

    NOT_NOW = "not_now"
    UNHAPPY = "unhappy"
    RENEWAL = "renewal"
    POOR_FIT = "poor_fit"
    OVERUSED = "overused"
    CUSTOMER_NO = "customer_no"
    OTHER = "other"


class RerouteReason(StrEnum):
    """Why a request went to another person than the owner."""

    NO_OWNER = "no_owner"
    OWNER_NOT_IN_SLACK = "owner_not_in_slack"
    OWNER_AWAY = "owner_away"


class CancelledBy(StrEnum):
    """Who cancelled an approved use, or did not come."""

    PROSPECT = "prospect"
    CUSTOMER = "customer"
    US = "us"
    OWNER = "owner"  # the owner's veto


class Thanks(StrEnum):
    """How the customer was thanked."""

    MAIL = "mail"
    GIFT = "gift"
    IN_PERSON = "in_person"


class DealEnd(StrEnum):
    """How the deal ended that the use was for."""

    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What is known of the use itself: when it is, how it went, whether the customer was thanked.

    event_on: the day as the requester said it; event_at: the moment, where an hour was said, too.
    missed: it was called off after it should have begun. grade: 1 to 5. remark may be passed on to the customer.
    thanks_since: since when the customer is to be thanked; None is not at all. ask_deal_on: when to ask how the deal
    ended.
    """

    event_on: date | None = None
    event_at: datetime | None = None
    cancelled_by: CancelledBy | None = None
    missed: bool = False
    grade: int | None = None
    remark: str = ""
    learned: str = ""
    helped: bool | None = None
    thanks_since: datetime | None = None
    thanks_again_on: date | None = None
    thanked_at: datetime | None = None
    thanked_how: Thanks | None = None
    deal_end: DealEnd | None = None
    ask_deal_on: date | None = None


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

    def same_as(self, other: "Deal") -> bool:
        """True for the same prospect and the same deal; a deal without a name is any deal with that prospect."""
        names = {_folded(deal.name) for deal in (self, other)} - {""}
        return same_company(self.prospect, other.prospect) and len(names) < 2


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Draft:
    """A filled-in form, not yet a request. customer_id: 0 until it is looked up.

    agreed_by, agreed_on: the customer already said yes, who and when.
    """

    customer_id: int
    activity: Activity
    needed_by: date
    deal: Deal
    purpose: Purpose = Purpose.SALES
    agreed_by: str = ""
    agreed_on: date | None = None
    view_id: str = ""
    search_id: int | None = None
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One asked use of one customer. `points` are reserved in the quarter that starts on `quarter` while set.

    stage: how far it has been chased since it was asked (domain/requests/escalation.py). backup_id: who was asked
    besides.
    overridden_by: the programme manager for whose reason (override_reason) it may go beyond the customer's limits.
    owner_id, backup_for: whose customer it was when they were asked, and whose backup.
    paused_at: since when a hold keeps it; go_ahead_at: when its decider said to go ahead all the same.
    key: by which Slack's buttons name it; "" until saved.
    """

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
    routed: RerouteReason | None = None
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
    fulfilment: Fulfilment = field(default_factory=Fulfilment)
    stage: int = 0
    asked_at: datetime | None = None
    snoozed_until: datetime | None = None
    backup_id: int | None = None
    overridden_by: int | None = None
    override_reason: str = ""
    owner_id: int | None = None
    backup_for: int | None = None
    paused_at: datetime | None = None
    go_ahead_at: datetime | None = None
    key: str = ""

    @property
    def paused(self) -> bool:
        """True for a use that was approved, while a hold keeps it and nobody has said to go ahead."""
        return self.paused_at is not None and self.status.open and self.status.holds_points

    def goes_ahead_since(self, known: datetime | None) -> bool:
        """True when its decider has said to go ahead since a hold, or a no, is `known`; None is from the beginning."""
        return self.go_ahead_at is not None and (known is None or known <= self.go_ahead_at)

    @property
    def waiting(self) -> bool:
        """True while somebody is waited for: to answer, or to say whether a paused use goes ahead."""
        return self.status.waiting or self.paused

    @property
    def waiting_since(self) -> datetime:
        """When the person who is waited for was asked, or when their snooze ends."""
        return self.asked_at or self.created_at

    @property
    def unanswered(self) -> bool:
        """True when it lapsed before a decision, and not because nobody said whether it took place."""
        return self.status is Status.LAPSED and self.stage > 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A move and everything that follows from it; `Tx.apply` is the only writer of one.

    decision_for: who needs the decision card (besides those who already have one).
    by: a person's id, None for time itself. code: for the audit, where the new status does not say it.
    renewing: the messages sent earlier that are brought up to date.
    """

    request: Request
    by: int | None
    ledger: tuple[LedgerLine, ...] = ()
    consent: Consent | None = None
    messages: tuple[Message, ...] = ()
    decision_for: tuple[int, ...] = field(default=())
    code: str = ""
    renewing: frozenset[MessageType] = UPDATED_IN_PLACE

    def telling(self, message_type: MessageType, person: int | None) -> "Outcome":
        """This outcome with one more message; None is nobody."""
        return self if person is None else replace(self, messages=(*self.messages, Message(message_type, person)))


def moved(request: Request, to: Status, *, now: datetime, **changes: object) -> Request:
    """The request in its next status. Raises Refusal when the table of moves has no such step."""
    if to not in STATES[request.status].follows:
        raise Refusal(Reason.SETTLED, status=request.status)
    # What is waited for has changed.
    fresh: dict[str, object] = {"stage": 0, "asked_at": now, "snoozed_until": None, "paused_at": None}
    return replace(request, status=to, changed_at=now, **fresh | changes)  # type: ignore[arg-type]
