"""Who gets a request: every state of owner, delegate, backup and programme manager, against a little oracle."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from domain.people import Person, Standing
from domain.requests.escalation import escalate
from domain.requests.messages import MessageType
from domain.requests.request import RerouteReason
from domain.requests.rights import may_decide
from domain.requests.routing import Circle, Route, route
from domain.requests.states import Status
from tests.domain.world import AINO, ILKKA, LUMI, MAYA, NOW, PETRA, POLICY, TODAY, asked

BENNO = Person(5, "U5", "Benno Backup")
HERE, AWAY, LOST = "here", "away", "lost"
STATES = (HERE, AWAY, LOST)


def made(person: Person, state: str, **more: object) -> Person:
    """The person in this state; the standings that are no member take turns."""
    gone = (Standing.GONE, Standing.GUEST, Standing.OUTSIDER, Standing.BOT)[person.id % 4]
    away = TODAY + timedelta(7) if state == AWAY else None
    return replace(person, standing=gone if state == LOST else Standing.MEMBER, away_until=away, **more)  # type: ignore[arg-type]


def circles() -> Iterator[tuple[tuple[str, ...], Circle]]:
    for states in product(STATES, repeat=4):
        owner, delegate, backup, manager = states
        people = (made(ILKKA, owner, delegate_id=AINO.id), made(AINO, delegate), made(BENNO, backup))
        known = {person.id: person for person in people}
        yield states, Circle(ILKKA.id, BENNO.id, known, (made(PETRA, manager),))


def test_the_owner_else_the_delegate_else_the_backup_else_a_programme_manager() -> None:
    for (owner, delegate, backup, manager), circle in circles():
        turn = [(ILKKA, owner), *([(AINO, delegate)] if owner == AWAY else []), (BENNO, backup), (PETRA, manager)]
        here = [person.id for person, state in turn if state == HERE] + [p.id for p, state in turn if state == AWAY]
        found = route(circle, POLICY, NOW, requester_id=MAYA.id)
        assert (found.person.id if found else None) == next(iter(here), None), (owner, delegate, backup, manager)
        if found is not None and found.person.id != ILKKA.id:
            assert found.why is (RerouteReason.OWNER_AWAY if owner == AWAY else RerouteReason.OWNER_NOT_IN_SLACK)


def test_who_it_is_routed_to_may_decide_and_a_guest_of_today_may_not() -> None:
    for _, circle in circles():
        found = route(circle, POLICY, NOW, requester_id=MAYA.id)
        if found is None:
            continue
        request = asked(decider_id=found.person.id, routed=found.why)
        assert may_decide(found.person, request, LUMI)
        for standing in set(Standing) - {Standing.MEMBER}:
            assert not may_decide(replace(found.person, standing=standing), request, LUMI)


def test_a_delegate_of_the_past_and_who_may_not_know_the_customer_are_passed_over() -> None:
    back = made(ILKKA, LOST, delegate_id=AINO.id)
    around = Circle(ILKKA.id, None, {2: back, 3: AINO}, (PETRA,))
    assert route(around, POLICY, NOW, requester_id=MAYA.id) == Route(PETRA, RerouteReason.OWNER_NOT_IN_SLACK)
    away = made(ILKKA, AWAY, delegate_id=AINO.id)
    secret = Circle(ILKKA.id, BENNO.id, {2: away, 3: AINO, 5: BENNO}, (PETRA,), classified=True)
    assert route(secret, POLICY, NOW, requester_id=MAYA.id) == Route(BENNO, RerouteReason.OWNER_AWAY)


def test_nobody_decides_about_their_own_request_but_a_programme_manager_who_is_alone() -> None:
    around = Circle(None, BENNO.id, {5: BENNO}, (PETRA,))
    assert route(around, POLICY, NOW, requester_id=BENNO.id) == Route(PETRA, RerouteReason.NO_OWNER)
    assert route(Circle(None, None, {}, (PETRA,)), POLICY, NOW, requester_id=PETRA.id) == Route(
        PETRA, RerouteReason.NO_OWNER
    )
    assert route(Circle(None, BENNO.id, {5: BENNO}), POLICY, NOW, requester_id=BENNO.id) is None


def test_what_did_not_reach_somebody_is_never_passed_back() -> None:
    around = Circle(ILKKA.id, BENNO.id, {2: ILKKA, 5: BENNO}, (PETRA,))
    past, seen = ILKKA.id, []
    while (found := route(around, POLICY, NOW, requester_id=MAYA.id, past=past)) is not None:
        seen.append(past := found.person.id)
    assert seen == [BENNO.id, PETRA.id]


@pytest.mark.parametrize("status", [Status.PENDING, Status.AWAITING_CUSTOMER])
def test_time_passes_on_what_waits_for_somebody_who_has_left(status: Status) -> None:
    around = Circle(ILKKA.id, BENNO.id, {2: made(ILKKA, LOST), 5: BENNO}, (PETRA,))
    outcome = escalate(asked(status=status), around, POLICY, NOW)
    assert outcome is not None
    assert (outcome.request.decider_id, outcome.request.routed) == (BENNO.id, RerouteReason.OWNER_NOT_IN_SLACK)
    assert may_decide(BENNO, outcome.request, LUMI)
    told = [message.type for message in outcome.messages]
    assert told == ([MessageType.ASK_CUSTOMER] if status is Status.AWAITING_CUSTOMER else [])
    assert escalate(outcome.request, around, POLICY, NOW) is None


def test_a_handover_to_an_owner_out_of_reach_goes_to_who_stands_in_for_them() -> None:
    around = Circle(AINO.id, BENNO.id, {3: made(AINO, AWAY), 2: ILKKA, 5: BENNO}, (PETRA,))
    outcome = escalate(asked(), around, POLICY, NOW)
    assert outcome is not None
    assert (outcome.request.owner_id, outcome.request.decider_id) == (AINO.id, BENNO.id)
    assert outcome.decision_for == (BENNO.id, AINO.id), "an owner who is away is told, and can stop it"
