"""When the list for the executive's quarterly letter is due."""

from datetime import datetime, timedelta

from domain.calendar import Quarter
from domain.policy import Policy
from domain.requests.follow_ups import CATCH_UP
from domain.working_time import Morning


def letter_due(policy: Policy, *, morning: Morning, manager: int, now: datetime) -> Quarter | None:
    """The quarter that has just ended, when its list for the executive's letter is due to a programme manager."""
    current = policy.quarter(policy.day(now))
    first = morning(manager, current.starts - timedelta(1), 1)
    return policy.quarter(current.starts - timedelta(1)) if first <= now < first + CATCH_UP else None
