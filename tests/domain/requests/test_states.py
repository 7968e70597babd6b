"""The table of states: every status has its row, and what follows from the rows is what was meant."""

from domain.requests.states import PAUSED_DECIDER, STATES, Act, Status, WaitsFor


def test_every_status_has_a_row() -> None:
    assert set(STATES) == set(Status)


def test_every_status_is_reached_from_the_first() -> None:
    reached, new = set[Status](), {Status.PENDING}
    while new:
        reached |= new
        new = {to for status in new for to in STATES[status].follows} - reached
    assert reached == set(Status)


def test_every_open_status_has_a_way_to_its_end() -> None:
    closed = {status for status in Status if not status.open}
    assert all(STATES[status].follows & closed for status in Status if status.open)


def test_who_is_waited_for_has_a_button_and_a_closed_request_has_none() -> None:
    for status, state in STATES.items():
        assert bool(state.requester) is status.open, status
        assert bool(state.decider) is status.open, status
        assert status.open or not status.waiting
        assert (Act.SNOOZE in state.decider) is (state.waits_for in (WaitsFor.DECIDER, WaitsFor.CUSTOMER)), status


def test_only_what_can_be_taken_back_has_the_button_for_it() -> None:
    for act, to in ((Act.WITHDRAW, Status.WITHDRAWN), (Act.CANCEL, Status.CANCELLED), (Act.SCHEDULE, Status.SCHEDULED)):
        assert all(to in state.follows for state in STATES.values() if act in state.requester)
    for act, to in ((Act.APPROVE, Status.APPROVED), (Act.DECLINE, Status.DECLINED), (Act.STOP, Status.CANCELLED)):
        assert all(to in state.follows for state in STATES.values() if act in state.decider)


def test_what_is_a_use_holds_its_points() -> None:
    assert all(state.holds_points for state in STATES.values() if state.is_use)


def test_each_act_stands_on_a_card() -> None:
    rows = [PAUSED_DECIDER, *(row for state in STATES.values() for row in (state.decider, state.requester))]
    assert {act for row in rows for act in row} == set(Act)
