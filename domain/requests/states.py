"""Where a request can stand: in one table what may follow, who is waited for, what it takes, and its buttons."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


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
        """True while something can still become of it."""
        return bool(STATES[self].follows)

    @property
    def waiting(self) -> bool:
        """True while an answer is outstanding: time reminds of it, and lets it lapse."""
        return STATES[self].waits_for is not WaitsFor.NOBODY

    @property
    def running(self) -> bool:
        """True for what is approved and not yet over."""
        return self.open and not self.waiting

    @property
    def decidable(self) -> bool:
        """True while the answer may still be no."""
        return Status.DECLINED in STATES[self].follows

    @property
    def holds_points(self) -> bool:
        return STATES[self].holds_points


class WaitsFor(StrEnum):
    """Whose answer is outstanding."""

    DECIDER = "decider"
    CUSTOMER = "customer"  # whom the owner asks
    NOBODY = "nobody"


class Act(StrEnum):
    """What a button of a card does."""

    APPROVE = "approve"
    DECLINE = "decline"
    CUSTOMER_YES = "customer_yes"
    CUSTOMER_NO = "customer_no"
    SNOOZE = "snooze"
    GO_AHEAD = "go_ahead"
    STOP = "stop"
    HAPPENED = "happened"
    SCHEDULE = "schedule"
    BRIEF = "brief"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class State:
    """All that is particular to one status.

    follows: the statuses it can move to. holds_points: its points and its contact are taken. is_use: it counts as a use
    of the customer. decider, requester: the buttons of their cards, in order, each as far as it makes sense there.
    """

    follows: frozenset[Status] = frozenset()
    waits_for: WaitsFor = WaitsFor.NOBODY
    holds_points: bool = False
    is_use: bool = False
    decider: tuple[Act, ...] = ()
    requester: tuple[Act, ...] = ()


# The whole life of a request. An event that is moved goes from SCHEDULED to SCHEDULED; one that has a date is
# cancelled, not withdrawn: so shortly before the event the points may be spent all the same.
STATES: Mapping[Status, State] = MappingProxyType(
    {
        Status.PENDING: State(
            follows=frozenset(
                {*(Status.APPROVED, Status.AWAITING_CUSTOMER), *(Status.DECLINED, Status.WITHDRAWN, Status.LAPSED)}
            ),
            waits_for=WaitsFor.DECIDER,
            decider=(Act.APPROVE, Act.DECLINE, Act.SNOOZE),
            requester=(Act.WITHDRAW,),
        ),
        Status.AWAITING_CUSTOMER: State(
            follows=frozenset({Status.APPROVED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED}),
            waits_for=WaitsFor.CUSTOMER,
            holds_points=True,
            decider=(Act.CUSTOMER_YES, Act.CUSTOMER_NO, Act.SNOOZE),
            requester=(Act.WITHDRAW,),
        ),
        Status.APPROVED: State(
            follows=frozenset(
                {*(Status.SCHEDULED, Status.COMPLETED), *(Status.WITHDRAWN, Status.CANCELLED, Status.LAPSED)}
            ),
            holds_points=True,
            is_use=True,
            decider=(Act.BRIEF, Act.STOP),
            requester=(Act.HAPPENED, Act.SCHEDULE, Act.BRIEF, Act.WITHDRAW),
        ),
        Status.SCHEDULED: State(
            follows=frozenset({Status.SCHEDULED, Status.COMPLETED, Status.CANCELLED}),
            holds_points=True,
            is_use=True,
            decider=(Act.BRIEF, Act.STOP),
            requester=(Act.HAPPENED, Act.SCHEDULE, Act.BRIEF, Act.CANCEL),
        ),
        Status.COMPLETED: State(holds_points=True, is_use=True),
        Status.DECLINED: State(),
        Status.WITHDRAWN: State(),
        Status.LAPSED: State(),
        Status.CANCELLED: State(),  # shortly before the event it keeps its points, and counts
    }
)
# While a hold keeps an approved use, whatever its status.
PAUSED_DECIDER = (Act.GO_AHEAD, Act.STOP, Act.SNOOZE)
