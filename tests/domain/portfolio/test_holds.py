"""Holds: when one keeps a request, what is a new one, and who is waited for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.activities import Purpose
from domain.portfolio.availability import free_contact
from domain.portfolio.customers import Hold, Use
from domain.portfolio.holds import imported_hold, put_on_hold
from domain.refusals import Reason
from domain.requests.escalation import escalate
from domain.requests.fulfilment import schedule, stop
from domain.requests.messages import MessageType
from domain.requests.paused import follow_hold, go_ahead
from domain.requests.request import DeclineReason, Outcome, Request
from domain.requests.routing import Circle
from domain.requests.states import Status
from tests.activities import CALL
from tests.domain.world import AINO, HELENA, ILKKA, JARI, LUMI, MAYA, NOW, PETRA, POLICY, TODAY, approved, asked, known
from tests.refusing import refusing

LATER = NOW + timedelta(days=1)
SOON = TODAY + timedelta(10)
SOLD = (CALL, Purpose.SALES)


def use(**more: object) -> Request:
    return replace(approved(asked(), known()).request, **more)  # type: ignore[arg-type]


def followed(request: Request, hold: Hold | None, now: datetime = LATER) -> Outcome | None:
    return follow_hold(request, known(hold=hold), policy=POLICY, now=now)


@pytest.mark.parametrize(
    ("hold", "paused"),
    [
        (None, False),
        (Hold(""), True),
        (Hold("", since=TODAY + timedelta(5)), True),  # it begins before the event
        (Hold("", since=TODAY + timedelta(11)), False),  # after it
        (Hold("", until=TODAY + timedelta(2)), True),  # it ends before the event, and is in force now
        (Hold("", until=TODAY + timedelta(1)), False),
    ],
)
def test_a_use_is_paused_by_a_hold_in_force_now_or_on_its_day(hold: Hold | None, paused: bool) -> None:
    dated = use(status=Status.SCHEDULED)
    dated = replace(dated, fulfilment=replace(dated.fulfilment, event_on=SOON))
    outcome = followed(dated, hold)
    assert (outcome is not None and outcome.request.paused) is paused
    if outcome:
        assert [message.type for message in outcome.messages] == [MessageType.PAUSED, MessageType.HOLD_ASKED]
        assert outcome.ledger == (), "its points stay reserved"
        assert followed(outcome.request, hold) is None, "once"
        over = followed(outcome.request, None)
        assert over is not None
        assert not over.request.paused
        assert [message.type for message in over.messages] == [MessageType.RESUMED]


def test_a_go_ahead_covers_the_hold_it_was_said_of_and_no_later_one() -> None:
    hold = Hold("", set_at=NOW)
    paused = followed(use(), hold)
    assert paused is not None
    going = go_ahead(paused.request, replace(LUMI, hold=hold), by=ILKKA, now=LATER).request
    assert followed(going, hold) is None
    assert followed(going, replace(hold, until=SOON)) is None, "the same one, corrected"
    again = followed(going, Hold("", set_at=LATER + timedelta(hours=1)))
    assert again is not None
    assert again.request.paused
    with refusing(Reason.GOES_AHEAD):
        go_ahead(going, LUMI, by=ILKKA, now=LATER)


def test_only_who_may_decide_lets_it_go_ahead_or_stops_it() -> None:
    held = replace(LUMI, hold=Hold("", set_at=NOW))
    paused = followed(use(), held.hold)
    assert paused is not None
    for somebody in (MAYA, AINO):
        with refusing(Reason.MAY_NOT_DECIDE):
            go_ahead(paused.request, held, by=somebody, now=LATER)
    record = replace(known(), customer=held)
    with refusing(Reason.PAUSED_BY):
        schedule(paused.request, record, on=SOON, at=None, by=MAYA, policy=POLICY, now=LATER)
    off = stop(paused.request, held, reason=DeclineReason.NOT_NOW, note="", by=PETRA, policy=POLICY, now=LATER)
    assert not off.request.paused
    assert off.ledger[0].points == -2


def test_what_goes_ahead_can_be_given_a_day_within_the_hold() -> None:
    held = replace(LUMI, hold=Hold("", set_at=NOW))
    going = use(go_ahead_at=LATER)
    dated = schedule(going, replace(known(), customer=held), on=SOON, at=None, by=MAYA, policy=POLICY, now=LATER)
    assert dated.request.status is Status.SCHEDULED


def test_an_import_neither_lifts_what_was_set_in_slack_nor_makes_an_old_hold_new() -> None:
    mine = Hold("talks", TODAY, None, NOW, ILKKA.id)
    told = Hold("paused", None, SOON)

    def imported(known: Hold | None, told: Hold | None) -> Hold | None:
        return imported_hold(known, told, today=TODAY, now=LATER)

    assert imported(mine, None) == mine
    assert imported(mine, told) == mine
    assert imported(replace(mine, until=TODAY), told) == replace(told, set_at=LATER), "mine has ended"
    first = imported(None, told)
    assert first == replace(told, set_at=LATER)
    assert imported(replace(told, set_at=NOW), replace(told, until=SOON + timedelta(1))) == Hold(
        "paused", None, SOON + timedelta(1), NOW
    )
    assert imported(first, None) is None
    assert imported(None, replace(told, until=TODAY)) is None


def test_who_corrects_a_hold_makes_no_new_one_of_it() -> None:
    first = put_on_hold(LUMI, until=None, reason="a", by=ILKKA, today=TODAY, now=NOW)
    held = replace(LUMI, hold=first)
    again = put_on_hold(held, until=SOON, reason="b", by=PETRA, today=TODAY + timedelta(1), now=LATER)
    assert again == Hold("b", TODAY, SOON, NOW, PETRA.id)
    with refusing(Reason.NOT_IN_CHARGE):
        put_on_hold(held, until=None, reason="", by=MAYA, today=TODAY, now=NOW)
    with refusing(Reason.HOLD_DAY) as refused:
        put_on_hold(held, until=TODAY, reason="", by=ILKKA, today=TODAY, now=NOW)
    assert refused.value.field == "until"


def test_nobody_answers_the_owner_is_reminded_and_then_a_manager_asked_at_the_latest_when_the_day_has_come() -> None:
    paused = followed(use(), Hold(""), now=NOW)
    assert paused is not None
    circle = Circle(ILKKA.id, None, {ILKKA.id: ILKKA}, (PETRA,))

    def does(request: Request, when: datetime) -> tuple[str, list[MessageType]] | None:
        outcome = escalate(request, circle, POLICY, when)
        return (outcome.code, [message.type for message in outcome.messages]) if outcome else None

    assert does(paused.request, NOW + timedelta(hours=23)) is None
    assert does(paused.request, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) == ("reminded", [MessageType.REMINDER])
    reminded = replace(paused.request, stage=2)
    assert does(reminded, datetime(2026, 11, 25, 8, 59, tzinfo=UTC)) is None
    assert does(reminded, datetime(2026, 11, 25, 9, 0, tzinfo=UTC)) == ("manager_asked", [MessageType.HOLD_ASKED])
    tomorrow = replace(paused.request, fulfilment=replace(paused.request.fulfilment, event_on=date(2026, 11, 24)))
    both = ("manager_asked", [MessageType.HOLD_ASKED, MessageType.REMINDER])
    assert does(tomorrow, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) == both


@pytest.mark.parametrize(("day", "free"), [(-31, True), (-30, True), (-29, False), (29, False), (30, True)])
def test_a_contact_rests_before_an_agreed_call_as_long_as_after_it(day: int, free: bool) -> None:
    record = known(contacts=(HELENA,), uses=(Use(CALL, TODAY + timedelta(day), HELENA.id),))
    assert (free_contact(record, *SOLD, POLICY, TODAY) is not None) is free
    both = replace(record, contacts=(HELENA, JARI))
    assert free_contact(both, *SOLD, POLICY, TODAY) == (HELENA if free else JARI)
