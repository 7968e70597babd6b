"""The statuses of a request that SQL asks for, by their codes: all of them follow from the table of states."""

from collections.abc import Iterable

from domain.requests.states import STATES, Status


def _codes(statuses: Iterable[Status]) -> tuple[str, ...]:
    return tuple(status.value for status in statuses)


OPEN = _codes(status for status in Status if status.open)
WAITING = _codes(status for status in Status if status.waiting)
DECIDABLE = _codes(status for status in Status if status.decidable)
RUNNING = _codes(status for status in Status if status.running)
COUNTING = _codes(status for status in Status if status.holds_points)
USES = _codes(status for status in Status if STATES[status].is_use)
# What came to an end and was not taken back.
ENDED = _codes(status for status in Status if not status.open and status is not Status.WITHDRAWN)
