"""Chasing: a request that waits is never forgotten, nobody is flooded, and it never approves itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import Person, Standing
from domain.policy import Policy
from domain.refusals import Reason
from domain.requests.escalation import EscalationAction, Snooze, deadline, due, escalate, plan, snooze
from domain.requests.ledger import Entry
from domain.requests.messages import Message, MessageType
from domain.requests.request import Outcome, Request, RerouteReason
from domain.requests.rights import may_decide
from domain.requests.routing import Circle
from domain.requests.states import Status
from domain.working_time import working_time_of
from tests.domain.world import AINO, ILKKA, LUMI, MAYA, NOW, PETRA, asked
from tests.refusing import refusing

HELSINKI = Policy(timezone="Europe/Helsinki")
POLICY = Policy(timezone="UTC")
BENNO = Person(5, "U5", "Benno Backup")
HOUR = timedelta(hours=1)


def at(text: str, timezone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone))


def waiting(since: datetime = NOW, *, needed_by: str = "2026-11-30", **more: Any) -> Request:
    return replace(asked(), created_at=since, needed_by=date.fromisoformat(needed_by), **more)


def circle(*people: Person, backup: Person | None = BENNO, owner: Person = ILKKA) -> Circle:
    known = {person.id: person for person in (MAYA, AINO, owner, *((backup,) if backup else ()), *people)}
    return Circle(owner.id, backup.id if backup else None, known, (PETRA,))


def lived(
    request: Request, around: Circle, until: datetime, *, policy: Policy = POLICY, step: timedelta = HOUR / 4
) -> list[tuple[datetime, Outcome]]:
    """What time makes of a request that nobody answers, looked at every quarter of an hour."""
    found, now = [], request.waiting_since
    while now <= until:
        if (outcome := escalate(request, around, policy, now)) is not None:
            found.append((now, outcome))
            request = outcome.request
        else:
            now += step
    return found


def codes(found: list[tuple[datetime, Outcome]]) -> list[tuple[str, str]]:
    return [(outcome.code or outcome.request.status.value, f"{now:%a %H:%M}") for now, outcome in found]


def test_reminder_backup_programme_manager_lapse_in_working_time() -> None:
    found = lived(waiting(), circle(), at("2026-12-05"))
    assert codes(found) == [
        ("reminded", "Mon 13:00"),
        ("backup_asked", "Tue 09:00"),
        ("manager_asked", "Wed 09:00"),
        ("lapsed", "Mon 09:00"),
    ]
    reminded, backup, manager, lapsed = (outcome for _, outcome in found)
    assert reminded.messages == (Message(MessageType.REMINDER, ILKKA.id),)
    assert (backup.decision_for, backup.messages) == ((BENNO.id,), ())
    assert (manager.decision_for, manager.messages) == ((PETRA.id,), ())
    assert lapsed.request.status is Status.LAPSED
    assert lapsed.messages == (Message(MessageType.LET_LAPSE, ILKKA.id), Message(MessageType.LAPSED, MAYA.id))
    assert all(outcome.by is None for _, outcome in found)


def test_the_backup_may_decide_once_their_stage_has_come_and_not_before() -> None:
    request = waiting()
    assert not may_decide(BENNO, request, LUMI)
    (_, first), (_, second) = lived(request, circle(), at("2026-11-24 10:00"))
    assert not may_decide(BENNO, first.request, LUMI)
    assert may_decide(BENNO, second.request, replace(LUMI, backup_id=BENNO.id))


def test_a_customer_without_a_backup_gets_its_owner_reminded_again() -> None:
    _, (_, again) = lived(waiting(), circle(backup=None), at("2026-11-24 10:00"))
    assert (again.messages, again.decision_for) == ((Message(MessageType.REMINDER, ILKKA.id),), ())


def test_the_stages_come_earlier_when_it_is_needed_earlier() -> None:
    found = lived(waiting(needed_by="2026-11-24"), circle(), at("2026-11-25"))  # sixteen working hours
    assert codes(found) == [
        ("reminded", "Mon 13:00"),
        ("backup_asked", "Tue 09:00"),
        ("manager_asked", "Tue 13:00"),
        ("lapsed", "Tue 17:00"),
    ]


def test_under_a_business_day_owner_and_backup_are_asked_together() -> None:
    found = lived(waiting(NOW + HOUR, needed_by="2026-11-23"), circle(), at("2026-11-24"))  # seven working hours
    assert codes(found) == [
        ("backup_asked_at_once", "Mon 10:00"),
        ("reminded", "Mon 11:45"),
        ("backup_asked", "Mon 13:30"),
        ("manager_asked", "Mon 15:15"),
        ("lapsed", "Mon 17:00"),
    ]
    assert found[0][1].decision_for == (BENNO.id,)
    assert found[0][1].messages == ()
    assert (found[2][1].decision_for, found[2][1].messages) == ((), (Message(MessageType.REMINDER, BENNO.id),))


def test_with_a_full_day_the_backup_is_not_asked_at_once() -> None:
    assert due(waiting(needed_by="2026-11-23"), circle(), POLICY, NOW) is None


def test_needed_more_than_a_week_off_the_owner_has_a_day_before_anybody_is_reminded() -> None:
    found = lived(waiting(needed_by="2026-12-10"), circle(), at("2026-11-24 12:00"))
    assert codes(found) == [("backup_asked", "Tue 09:00")]
    assert found[0][1].messages == (Message(MessageType.REMINDER, ILKKA.id),), "the owner hears of it, too, and once"


def test_asked_in_the_evening_for_today_it_lasts_until_the_day_is_over() -> None:
    late = waiting(at("2026-11-23 16:50"), needed_by="2026-11-23")
    assert deadline(late, POLICY, working_time_of(ILKKA, POLICY)) == at("2026-11-24 00:00")
    assert codes(lived(late, circle(), at("2026-11-25"))) == [
        ("backup_asked_at_once", "Mon 16:50"),
        ("lapsed", "Tue 00:05"),
    ]


def test_nobody_is_chased_at_night_or_at_the_weekend() -> None:
    found = lived(waiting(at("2026-11-27 16:00"), needed_by="2026-12-04"), circle(), at("2026-12-10"))
    assert codes(found) == [
        ("reminded", "Mon 12:00"),
        ("backup_asked", "Mon 16:00"),
        ("manager_asked", "Tue 16:00"),
        ("lapsed", "Fri 16:00"),
    ]


def test_a_week_of_holidays_does_not_count() -> None:
    ilkka = replace(ILKKA, timezone="Europe/Helsinki")
    request = waiting(at("2026-12-23 12:00", "Europe/Helsinki"), needed_by="2027-01-29")
    calendar = working_time_of(ilkka, HELSINKI)
    moments = [
        f"{moment.astimezone(ZoneInfo('Europe/Helsinki')):%d.%m %H:%M}"
        for _, moment in plan(request, HELSINKI, calendar)
    ]
    # Free: 24 to 26 December, 1 January, Epiphany on the 6th.
    assert moments == ["28.12 12:00", "28.12 12:00", "29.12 12:00", "04.01 12:00"]


@pytest.mark.parametrize(("timezone", "first"), [("America/New_York", "18:00"), ("Asia/Tokyo", "04:00")])
def test_it_is_the_clock_of_the_one_who_is_waited_for(timezone: str, first: str) -> None:
    found = lived(waiting(), circle(owner=replace(ILKKA, timezone=timezone)), at("2026-11-24 04:30"))
    assert f"{found[0][0]:%H:%M}" == first  # 13:00 in New York, 13:00 on the next day in Tokyo
    assert found[0][1].code == "reminded"


def test_a_clock_change_does_not_move_the_hour_on_the_wall() -> None:
    ilkka = replace(ILKKA, timezone="Europe/Helsinki")
    request = waiting(at("2026-10-23 16:00", "Europe/Helsinki"), needed_by="2026-10-30")
    (_, first), *_ = plan(request, HELSINKI, working_time_of(ilkka, HELSINKI))
    assert first.astimezone(ZoneInfo("Europe/Helsinki")) == at("2026-10-26 12:00", "Europe/Helsinki")


def test_after_missed_hours_only_the_latest_stage_is_owed_and_nobody_gets_two_messages() -> None:
    outcome = escalate(waiting(), circle(), POLICY, at("2026-11-26 10:00"))
    assert outcome is not None
    assert outcome.code == "manager_asked"
    assert outcome.decision_for == (PETRA.id,)
    assert outcome.messages == (Message(MessageType.REMINDER, ILKKA.id),), "who was never reminded hears of it once"
    assert may_decide(BENNO, outcome.request, replace(LUMI, backup_id=BENNO.id)), "the backup's stage has come, too"
    assert escalate(outcome.request, circle(), POLICY, at("2026-11-26 10:00")) is None


def test_snoozed_it_is_quiet_until_then_and_then_the_owner_is_reminded_first() -> None:
    friday = at("2026-11-20 15:00")
    request = snooze(waiting(friday), LUMI, by=ILKKA, later=Snooze.TOMORROW, policy=POLICY, now=friday).request
    until = at("2026-11-23 09:00")
    assert request.snoozed_until == until, "tomorrow is the next day at work"
    assert escalate(request, circle(), POLICY, until - HOUR) is None
    found = lived(request, circle(), at("2026-12-01"))
    assert codes(found)[:2] == [("reminded", "Mon 09:00"), ("backup_asked", "Tue 09:00")]


def test_a_snooze_does_not_move_the_day_it_is_needed() -> None:
    request = waiting(needed_by="2026-12-01")
    request = snooze(request, LUMI, by=ILKKA, later=Snooze.NEXT_WEEK, policy=POLICY, now=NOW).request
    assert codes(lived(request, circle(), at("2026-12-03"))) == [
        ("reminded", "Mon 09:00"),
        ("backup_asked", "Tue 09:00"),
        ("manager_asked", "Tue 13:00"),
        ("lapsed", "Tue 17:00"),
    ]


def test_a_snooze_is_for_those_who_decide_and_ends_before_it_is_needed() -> None:
    def snoozed(request: Request, by: Person, later: Snooze) -> Outcome:
        return snooze(request, LUMI, by=by, later=later, policy=POLICY, now=NOW)

    with refusing(Reason.MAY_NOT_DECIDE):
        snoozed(waiting(), AINO, Snooze.TOMORROW)
    with refusing(Reason.NEEDED_BEFORE):
        snoozed(waiting(needed_by="2026-11-27"), ILKKA, Snooze.NEXT_WEEK)
    with refusing(Reason.SETTLED):
        snoozed(replace(waiting(), status=Status.APPROVED), ILKKA, Snooze.TOMORROW)


def test_out_of_office_the_delegate_decides_and_has_time_of_their_own() -> None:
    away = replace(ILKKA, away_until=date(2026, 12, 1), delegate_id=AINO.id)
    found = lived(waiting(), circle(owner=away), at("2026-11-24 09:00"))
    assert codes(found) == [("rerouted", "Mon 09:00"), ("reminded", "Mon 13:00"), ("backup_asked", "Tue 09:00")]
    first = found[0][1]
    assert (first.request.decider_id, first.request.routed, first.decision_for) == (3, RerouteReason.OWNER_AWAY, (3,))
    assert may_decide(AINO, first.request, LUMI)
    assert may_decide(away, first.request, LUMI), "the owner can still stop it"
    assert found[1][1].messages == (Message(MessageType.REMINDER, AINO.id),)


def test_without_a_delegate_the_backup_decides_and_then_a_programme_manager() -> None:
    away = replace(ILKKA, away_until=date(2026, 12, 1))
    assert lived(waiting(), circle(owner=away), NOW)[0][1].decision_for == (BENNO.id,)
    gone = replace(BENNO, standing=Standing.GONE)
    assert lived(waiting(), circle(owner=away, backup=gone), NOW)[0][1].decision_for == (PETRA.id,)


def test_two_who_stand_in_for_each_other_do_not_play_ball() -> None:
    ilkka = replace(ILKKA, away_until=date(2026, 12, 1), delegate_id=AINO.id)
    aino = replace(AINO, away_until=date(2026, 12, 1), delegate_id=ILKKA.id)
    around = Circle(ILKKA.id, None, {2: ilkka, 3: aino, 1: MAYA}, ())
    assert [outcome.code for _, outcome in lived(waiting(), around, NOW + 5 * HOUR)] == ["reminded"]


def test_the_day_of_return_is_a_day_at_work() -> None:
    back = replace(ILKKA, away_until=date(2026, 11, 23), delegate_id=AINO.id)
    assert escalate(waiting(), circle(owner=back), POLICY, NOW) is None


def test_nobody_is_asked_to_decide_about_their_own_request() -> None:
    around = circle(backup=MAYA)
    assert all(MAYA.id not in outcome.decision_for for _, outcome in lived(waiting(), around, at("2026-12-05")))


def test_while_the_customer_is_asked_the_owner_is_reminded_after_two_and_four_days() -> None:
    request = replace(
        waiting(needed_by="2026-12-10"),
        status=Status.AWAITING_CUSTOMER,
        asked_at=NOW,
        points=2,
        quarter=date(2026, 10, 1),
        used_on=NOW.date(),
    )
    found = lived(request, circle(), at("2026-12-12"))
    assert codes(found) == [("reminded", "Wed 09:00"), ("reminded", "Fri 09:00"), ("lapsed", "Thu 17:00")]
    assert [outcome.messages for _, outcome in found[:2]] == [(Message(MessageType.REMINDER, ILKKA.id),)] * 2
    (line,) = found[-1][1].ledger
    assert (line.entry, line.points, found[-1][1].request.points) == (Entry.RELEASE, -2, 0)


def test_what_is_decided_is_left_alone() -> None:
    for status in Status:
        if status not in (Status.PENDING, Status.AWAITING_CUSTOMER):
            assert escalate(replace(waiting(), status=status), circle(), POLICY, at("2027-12-01")) is None


@given(
    since=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    days=st.integers(0, 60),
    timezone=st.sampled_from(("UTC", "Europe/Helsinki", "America/New_York", "Asia/Jerusalem", "Pacific/Auckland")),
)
def test_the_stages_come_in_order_and_it_always_ends_when_it_is_needed(
    since: datetime, days: int, timezone: str
) -> None:
    request = waiting(since, needed_by=(since.date() + timedelta(days)).isoformat())
    calendar = working_time_of(replace(ILKKA, timezone=timezone), HELSINKI)
    moments = [moment for _, moment in plan(request, HELSINKI, calendar)]
    before_lapse = [moment for moment in moments[:-1] if moment < moments[-1]]
    assert before_lapse == sorted(before_lapse)
    assert all(moment >= since for moment in moments[:-1])
    assert moments[-1] <= deadline(request, HELSINKI, calendar)
    assert [stage.action for stage, _ in plan(request, HELSINKI, calendar)][-1] is EscalationAction.LAPSE
