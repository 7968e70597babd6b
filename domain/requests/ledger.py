"""The ledger: what each line of it does to a customer's budget."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.activities import Activity


class Entry(StrEnum):
    """What a ledger line does to a budget."""

    RESERVE = "reserve"
    OVERRIDE = "override"  # reserved beyond a limit, because a programme manager said so
    RELEASE = "release"
    OPENING = "opening"  # points used before refdesk, from an import
    CARRIED = "carried"  # points of the requests of another refdesk, from its export


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One change of a customer's budget: `points` are signed; `quarter` is the quarter's first day.

    limit: the customer's points a quarter as the policy says right now; a reservation may not pass it. Not stored.
        None only where nothing is taken, or a programme manager has overridden it.
    """

    customer_id: int
    quarter: date
    points: int
    entry: Entry
    activity: Activity | None = None
    contact_id: int | None = None
    used_on: date | None = None
    limit: int | None = None
