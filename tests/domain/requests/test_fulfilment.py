"""After the approval: the reservation moves with the day, who pays for a cancellation, thanks, what time makes due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks.programme.letter import MOST_LINES, LetterLine, build_letter
from domain.activities import Activity, Purpose
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.customers import Consent, ConsentAnswer, Customer, Hold, Record, Use
from domain.programme.letter import letter_due
from domain.refusals import Reason, Refusal
from domain.requests.decisions import approve, withdraw
from domain.requests.follow_ups import follow_ups_due
from domain.requests.fulfilment import (
    Report,
    cancel,
    deal_ended,
    happened,
    schedule,
    stop,
    thank,
    thank_later,
    unanswered,
)
from domain.requests.ledger import Entry, LedgerLine
from domain.requests.messages import Message, MessageType
from domain.requests.request import CancelledBy, DealEnd, DeclineReason, Fulfilment, Outcome, Request, Thanks
from domain.requests.states import Status
from domain.working_time import mornings
from tests.activities import CALL, GROUP_CALL, LOGO, QUOTE, but
from tests.domain.world import (
    AINO,
    EVERYBODY,
    HELENA,
    ILKKA,
    LUMI,
    MAYA,
    NEXT_Q,
    NOW,
    PETRA,
    POLICY,
    Q4,
    TODAY,
    after,
    asked,
    known,
    total,
)
from tests.refusing import refusing

THURSDAY = date(2026, 12, 3)
JANUARY = date(2027, 1, 20)
AFTERNOON = datetime(2026, 12, 3, 14, 30, tzinfo=UTC)
MORNING = mornings({person.id: person for person in EVERYBODY}, POLICY)


def approved(activity: Activity = CALL, **more: Any) -> Request:
    """Maya's approved request, its points reserved today."""
    points = activity.points
    fields = {"status": Status.APPROVED, "quarter": Q4, "points": points, "used_on": TODAY, **more}
    return asked(activity, **fields)


def on(day: date, at: datetime | None = None, **more: Any) -> Request:
    """The same with a day."""
    event = Fulfilment(event_on=day, event_at=at)
    return approved(**{"status": Status.SCHEDULED, "fulfilment": event, "used_on": day, **more})


def dated(request: Request, day: date, *, record: Record | None = None, by: Person = MAYA, **more: Any) -> Outcome:
    """The outcome of setting the day."""
    given: dict[str, Any] = {"at": None, "policy": POLICY, "now": NOW, **more}
    return schedule(request, record or known(used=2), on=day, by=by, **given)


def due(request: Request, now: datetime, customer: Customer = LUMI) -> list[tuple[str, int]]:
    """What is due, as (tell, person)."""
    found = follow_ups_due(request, customer, morning=MORNING, policy=POLICY, now=now)
    return [(each.message_type.value if each.message_type else "let go", each.person_id) for each in found]


def nine(day: date, hour: int = 9) -> datetime:
    """That hour of a day, in UTC, which is the company's time here."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


FILES = (
    Message(MessageType.CALENDAR, MAYA.id),
    Message(MessageType.CALENDAR, ILKKA.id),
)  # an hour was said, or there was one


# The day


def both(message_type: MessageType) -> tuple[Message, ...]:
    """For the requester, with whoever joined, and for the owner; who did it is left out when it is owed."""
    return (Message(message_type, MAYA.id), Message(message_type, ILKKA.id))


def test_a_day_in_the_same_quarter_leaves_the_reservation_alone() -> None:
    outcome = dated(approved(), THURSDAY, at=AFTERNOON)
    assert outcome.request.status is Status.SCHEDULED
    assert outcome.request.fulfilment.event_at == AFTERNOON
    assert outcome.request.used_on == THURSDAY
    assert outcome.ledger == ()
    assert outcome.messages == (*both(MessageType.SCHEDULED), *FILES)


def test_a_day_in_the_next_quarter_takes_the_reservation_along_in_date_order() -> None:
    outcome = dated(approved(), JANUARY)
    assert [(line.quarter, line.points, line.entry) for line in outcome.ledger] == [
        (Q4, -2, Entry.RELEASE),
        (NEXT_Q, 2, Entry.RESERVE),
    ]
    back = dated(outcome.request, THURSDAY, record=Record(LUMI, used=((NEXT_Q, 2),)))
    assert [(line.quarter, line.points) for line in back.ledger] == [(Q4, 2), (NEXT_Q, -2)]
    assert back.messages == both(MessageType.RESCHEDULED)


def test_a_quarter_without_room_is_refused_at_the_day() -> None:
    full = replace(known(used=2), used=((Q4, 2), (NEXT_Q, 3)))
    with refusing(Reason.BLOCKED) as refused:
        dated(approved(), JANUARY, record=full)
    assert refused.value.field == "on"


def test_a_yearly_cap_counts_in_the_year_of_the_day_and_not_this_use_against_itself() -> None:
    once, mine = but(CALL, yearly_cap=1), Use(CALL, TODAY)
    assert dated(approved(once), JANUARY, record=known(used=2, uses=(mine,)))
    with refusing(Reason.BLOCKED):
        dated(approved(once), JANUARY, record=known(used=2, uses=(mine, Use(CALL, JANUARY))))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (TODAY - timedelta(1), Reason.TIME_OVER),
        (TODAY + timedelta(800), Reason.DAY_TOO_FAR),
        (THURSDAY, Reason.BLOCKED),
    ],
)
def test_a_day_that_can_not_be_is_refused(day: date, reason: Reason) -> None:
    held = known(hold=Hold("migration", since=THURSDAY, until=THURSDAY + timedelta(9)))
    with refusing(reason):
        dated(approved(), day, record=held)


def test_a_customer_that_has_said_no_since_gets_no_day() -> None:
    with refusing(Reason.BLOCKED):
        dated(approved(), THURSDAY, record=known(used=2, consents=(Consent(ConsentAnswer.NO),)))


def test_a_budget_that_was_made_smaller_does_not_take_back_what_was_approved() -> None:
    assert dated(approved(), THURSDAY, policy=Policy(quarter_points=1)).ledger == ()
    with refusing(Reason.BLOCKED):
        dated(approved(), JANUARY, policy=Policy(quarter_points=1))


def test_only_what_takes_a_day_gets_one_and_only_from_those_it_concerns() -> None:
    with refusing(Reason.NEEDS_NO_DAY):
        dated(approved(QUOTE), THURSDAY)
    with refusing(Reason.MAY_NOT_REPORT) as refused:
        dated(approved(), THURSDAY, by=AINO)
    assert refused.value.deciders == (MAYA.id, ILKKA.id)
    with refusing(Reason.SAME_DAY):
        dated(on(THURSDAY), THURSDAY)
    assert dated(approved(), THURSDAY, by=ILKKA).messages == (Message(MessageType.SCHEDULED, MAYA.id),)


def test_of_a_classified_customer_nobody_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        dated(approved(), THURSDAY, record=known(classified=True), by=AINO)
    assert refused.value.deciders == ()


# Cancelling, and the owner's veto


@pytest.mark.parametrize(
    ("who", "hours_before", "kept"),
    [
        (CancelledBy.PROSPECT, 25, False),
        (CancelledBy.PROSPECT, 24, True),
        (CancelledBy.PROSPECT, -20, True),  # did not come
        (CancelledBy.CUSTOMER, 1, False),
        (CancelledBy.US, 1, False),
    ],
)
def test_only_a_late_prospect_costs_points_and_then_the_customer_is_thanked(
    who: CancelledBy, hours_before: int, *, kept: bool
) -> None:
    now = AFTERNOON - timedelta(hours=hours_before)
    gone = cancel(on(THURSDAY, AFTERNOON), LUMI, who=who, by=MAYA, policy=POLICY, now=now)
    assert gone.request.status is Status.CANCELLED
    assert gone.request.fulfilment.missed is (hours_before <= 0)
    assert sum(line.points for line in gone.ledger) == (0 if kept else -2)
    assert (gone.request.fulfilment.thanks_since is not None) is kept
    # Nobody takes out of a calendar what is over.
    files = FILES if hours_before > 0 else ()
    owed = (
        (Message(MessageType.THANK, ILKKA.id), Message(MessageType.CANCELLED, MAYA.id))
        if kept
        else both(MessageType.CANCELLED)
    )
    assert gone.messages == (*files, *owed)


def test_without_an_hour_the_day_begins_with_the_companys_morning() -> None:
    assert MessageType.CALENDAR not in {message.type for message in dated(approved(), THURSDAY).messages}
    early = cancel(on(THURSDAY), LUMI, who=CancelledBy.PROSPECT, by=MAYA, policy=POLICY, now=nine(TODAY))
    late = cancel(
        on(THURSDAY), LUMI, who=CancelledBy.PROSPECT, by=MAYA, policy=POLICY, now=nine(THURSDAY - timedelta(1))
    )
    assert (early.request.points, late.request.points) == (0, 2)


def test_the_owner_can_stop_it_until_it_begins_and_the_requester_is_told() -> None:
    def stopped(now: datetime, by: Person = ILKKA, note: str = "", why: str = "unhappy") -> Outcome:
        reason = DeclineReason(why)
        return stop(on(THURSDAY, AFTERNOON), LUMI, reason=reason, note=note, by=by, policy=POLICY, now=now)

    gone = stopped(AFTERNOON - timedelta(minutes=1))
    assert gone.request.fulfilment.cancelled_by is CancelledBy.OWNER
    assert sum(line.points for line in gone.ledger) == -2
    assert gone.messages == (*FILES, Message(MessageType.STOPPED, MAYA.id))
    both = (Message(MessageType.STOPPED, MAYA.id), Message(MessageType.STOPPED, ILKKA.id))
    assert stopped(NOW, by=PETRA).messages == (*FILES, *both)
    with refusing(Reason.BEGUN):
        stopped(AFTERNOON)
    with refusing(Reason.MAY_NOT_DECIDE):
        stopped(NOW, by=MAYA)
    with refusing(Reason.SAY_WHY):
        stopped(NOW, why="other")


def test_what_has_a_day_is_cancelled_and_not_withdrawn() -> None:
    with refusing(Reason.CANCEL_INSTEAD):
        withdraw(on(THURSDAY), LUMI, by=MAYA, now=NOW)
    assert withdraw(approved(), LUMI, by=MAYA, now=NOW).request.status is Status.WITHDRAWN


MOVERS = st.sampled_from(("approve", "schedule", "cancel", "no-show", "stop", "happened", "withdraw", "unanswered"))
DAYS = st.integers(0, 300).map(lambda ahead: TODAY + timedelta(ahead))


def one_move(name: str, request: Request, record: Record, day: date, policy: Policy) -> Outcome:
    match name:
        case "approve":
            return approve(request, record, by=ILKKA, policy=policy, now=NOW)
        case "schedule":
            return schedule(request, record, on=day, at=None, by=MAYA, policy=policy, now=NOW)
        case "cancel":
            return cancel(request, LUMI, who=CancelledBy.US, by=MAYA, policy=policy, now=NOW)
        case "no-show":
            then = nine(request.fulfilment.event_on or TODAY, 12)
            return cancel(request, LUMI, who=CancelledBy.PROSPECT, by=MAYA, policy=policy, now=then)
        case "stop":
            return stop(request, LUMI, reason=DeclineReason.NOT_NOW, note="", by=ILKKA, policy=policy, now=NOW)
        case "happened":
            then = nine(request.fulfilment.event_on or TODAY, 18)
            return happened(request, LUMI, Report(4), by=MAYA, policy=policy, now=then)
        case "withdraw":
            return withdraw(request, LUMI, by=MAYA, now=NOW)
        case _:
            return unanswered(request, LUMI, now=NOW)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from((CALL, GROUP_CALL, QUOTE)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), MOVERS, DAYS), max_size=30),
    st.integers(1, 12),
)
def test_wherever_the_days_move_no_quarter_is_overdrawn_and_used_is_the_sum_of_the_ledger(
    wishes: list[Activity], moves: list[tuple[int, str, date]], fiscal_year_start: int
) -> None:
    policy = Policy(fiscal_year_start=fiscal_year_start)
    record, ledger = replace(known(), contacts=()), list[LedgerLine]()
    requests = [replace(asked(activity), id=number) for number, activity in enumerate(wishes)]
    for which, name, day in moves:
        number = which % len(requests)
        try:
            outcome = one_move(name, requests[number], record, day, policy)
        except Refusal:
            continue
        assert [line.quarter for line in outcome.ledger] == sorted(line.quarter for line in outcome.ledger)
        record, requests[number] = after(record, outcome), outcome.request
        ledger += outcome.ledger
        for quarter in {line.quarter for line in ledger}:
            held = sum(r.points for r in requests if r.quarter == quarter)
            assert record.points_used(quarter) == total(ledger, quarter) == held
            assert 0 <= held <= policy.quarter_points
        used_on = outcome.request.used_on
        if outcome.request.points and used_on:
            assert outcome.request.quarter == policy.quarter(used_on).starts


# How it went, thanks, the deal


def test_it_can_only_have_happened_once_its_day_has_come() -> None:
    with refusing(Reason.STILL_AHEAD):
        happened(on(THURSDAY), LUMI, Report(5), by=MAYA, policy=POLICY, now=NOW)
    done = happened(on(THURSDAY), LUMI, Report(5, "good"), by=MAYA, policy=POLICY, now=nine(THURSDAY, 16))
    assert done.request.status is Status.COMPLETED
    assert done.ledger == ()
    assert done.request.fulfilment.ask_deal_on == date(2026, 12, 24)
    assert done.messages == (Message(MessageType.THANK, ILKKA.id),)


def test_nobody_is_thanked_for_having_been_named_and_no_deal_is_asked_about_where_there_is_none() -> None:
    logo = happened(approved(LOGO), LUMI, Report(3), by=MAYA, policy=POLICY, now=NOW)
    assert logo.request.fulfilment.thanks_since is None
    assert logo.messages == ()
    talk = happened(approved(purpose=Purpose.EVENT), LUMI, Report(3), by=MAYA, policy=POLICY, now=NOW)
    assert talk.request.fulfilment.ask_deal_on is None


def done_on(moment: datetime, **more: Any) -> Request:
    """A call that took place, thanks owed since `moment`."""
    owed = Fulfilment(event_on=moment.date(), thanks_since=moment, ask_deal_on=moment.date() + timedelta(21), **more)
    return approved(status=Status.COMPLETED, fulfilment=owed)


def test_thanks_are_said_once_by_the_owner_and_not_with_a_forbidden_gift() -> None:
    friday = done_on(nine(date(2026, 12, 4), 10))
    with refusing(Reason.NO_GIFTS):
        thank(friday, replace(LUMI, gifts_allowed=False), how=Thanks.GIFT, by=ILKKA, now=NOW)
    with refusing(Reason.MAY_NOT_DECIDE):
        thank(friday, LUMI, how=Thanks.MAIL, by=MAYA, now=NOW)
    thanked = thank(friday, LUMI, how=Thanks.GIFT, by=ILKKA, now=NOW)
    assert thanked.code == "thanked"
    with refusing(Reason.THANKED):
        thank(thanked.request, LUMI, how=Thanks.MAIL, by=ILKKA, now=NOW)
    with refusing(Reason.NO_THANKS_YET):
        thank(approved(), LUMI, how=Thanks.MAIL, by=ILKKA, now=NOW)


def test_remind_me_tomorrow_means_the_next_working_morning() -> None:
    friday = nine(date(2026, 12, 4), 10)
    later = thank_later(done_on(friday), LUMI, by=ILKKA, policy=POLICY, now=friday).request
    assert later.fulfilment.thanks_again_on == date(2026, 12, 7)
    assert due(later, nine(date(2026, 12, 7), 8)) == []
    assert due(later, nine(date(2026, 12, 7))) == [("thank_again", ILKKA.id)]


def test_a_deal_ends_once_and_a_win_is_told_to_the_owner() -> None:
    done = done_on(NOW)
    still = deal_ended(done, LUMI, end=None, by=MAYA, policy=POLICY, now=NOW)
    assert still.request.fulfilment.ask_deal_on == TODAY + timedelta(30)
    won = deal_ended(still.request, LUMI, end=DealEnd.WON, by=MAYA, policy=POLICY, now=NOW)
    assert won.messages == (Message(MessageType.HELPED_WIN, ILKKA.id),)
    assert deal_ended(done, LUMI, end=DealEnd.LOST, by=MAYA, policy=POLICY, now=NOW).messages == ()
    with refusing(Reason.DEAL_SAID):
        deal_ended(won.request, LUMI, end=DealEnd.LOST, by=MAYA, policy=POLICY, now=NOW)
    with refusing(Reason.DEAL_OVER):
        deal_ended(approved(), LUMI, end=DealEnd.WON, by=MAYA, policy=POLICY, now=NOW)


# What time makes due


def test_the_brief_comes_on_the_last_working_morning_before_the_event() -> None:
    monday = on(date(2026, 12, 7), datetime(2026, 12, 7, 14, 30, tzinfo=UTC))
    both = [("brief", MAYA.id), ("brief", ILKKA.id)]
    assert due(monday, nine(date(2026, 12, 4), 8)) == []
    assert due(monday, nine(date(2026, 12, 4))) == both  # a Friday
    assert due(monday, nine(date(2026, 12, 7), 14)) == both
    assert due(monday, nine(date(2026, 12, 7), 15)) == []


def test_how_did_it_go_is_asked_on_the_next_working_morning_then_again_then_of_the_owner() -> None:
    friday = on(date(2026, 12, 4))
    assert due(friday, nine(date(2026, 12, 6))) == []
    first = follow_ups_due(friday, LUMI, morning=MORNING, policy=POLICY, now=nine(date(2026, 12, 7)))
    again = follow_ups_due(friday, LUMI, morning=MORNING, policy=POLICY, now=nine(date(2026, 12, 9)))
    assert [each.message_type for each in (*first, *again)] == [MessageType.HOW_WAS_IT, MessageType.HOW_WAS_IT]
    assert first != again
    assert due(friday, nine(date(2026, 12, 17))) == [("how_was_it", ILKKA.id)]


def test_public_holidays_and_everybodys_own_morning_count() -> None:
    maya = replace(MAYA, timezone="Europe/Helsinki", country="FI")
    morning = mornings({maya.id: maya}, POLICY)
    # 6 December, Finland's day, is a Sunday in 2026 and a Monday in 2027.
    asked_at = morning(maya.id, date(2027, 12, 3), 1)
    assert asked_at == datetime(2027, 12, 7, 7, 0, tzinfo=UTC)
    summer = morning(maya.id, date(2027, 3, 26), 1)  # Good Friday; Easter Monday; the clocks change in between
    assert summer == datetime(2027, 3, 30, 6, 0, tzinfo=UTC)


def test_an_undated_use_is_asked_about_after_it_was_needed_and_let_go_after_ten_days() -> None:
    quote = replace(approved(QUOTE), needed_by=date(2026, 12, 4))
    assert due(quote, nine(date(2026, 12, 4), 18)) == []
    assert due(quote, nine(date(2026, 12, 7))) == [("how_was_it", MAYA.id)]
    assert due(quote, nine(date(2026, 12, 17))) == [("let go", MAYA.id)]
    gone = unanswered(quote, LUMI, now=nine(date(2026, 12, 17)))
    assert gone.request.status is Status.LAPSED
    assert sum(line.points for line in gone.ledger) == -1
    assert gone.messages == (Message(MessageType.UNANSWERED, MAYA.id), Message(MessageType.UNANSWERED, ILKKA.id))


def test_thanks_are_reminded_of_after_2_5_and_10_working_days_and_missed_ones_bring_one_message() -> None:
    monday = done_on(nine(date(2026, 12, 7), 15))

    def marks(now: datetime) -> list[str]:
        found = follow_ups_due(monday, LUMI, morning=MORNING, policy=POLICY, now=now)
        return [each.mark for each in found if each.message_type is MessageType.THANK_AGAIN]

    assert marks(nine(date(2026, 12, 9), 8)) == []
    assert marks(nine(date(2026, 12, 9))) == ["2"]
    assert marks(nine(date(2026, 12, 14))) == ["5"]
    assert marks(nine(date(2026, 12, 31))) == ["10"]
    thanked = replace(monday, fulfilment=replace(monday.fulfilment, thanked_at=NOW, thanked_how=Thanks.MAIL))
    assert due(thanked, nine(date(2026, 12, 9))) == []


def test_a_question_about_a_deal_that_could_not_be_asked_for_weeks_is_not_asked_any_more() -> None:
    done = replace(done_on(NOW), fulfilment=replace(done_on(NOW).fulfilment, thanked_at=NOW))
    assert due(done, nine(date(2026, 12, 14))) == [("deal_asked", MAYA.id)]
    assert due(done, nine(date(2026, 12, 13))) == []  # a Sunday
    assert due(done, nine(date(2027, 1, 20))) == []


def test_the_executives_list_is_due_on_the_first_working_morning_of_a_quarter() -> None:
    policy = Policy(country="FI")
    morning = mornings({}, policy)

    def quarter(day: date, hour: int = 9) -> date | None:
        found = letter_due(policy, morning=morning, manager=PETRA.id, now=nine(day, hour))
        return found.starts if found else None

    assert quarter(date(2027, 1, 1)) is None
    assert quarter(date(2027, 1, 4), 8) is None
    assert quarter(date(2027, 1, 4)) == Q4
    assert quarter(date(2027, 1, 30)) is None


def test_a_contact_stands_in_the_letter_once_with_all_they_did_and_who_does_not_fit_is_exported() -> None:
    uses = [replace(done_on(NOW, helped=helped), contact_id=HELENA.id) for helped in (True, None)]
    letter = build_letter(POLICY.quarter(TODAY), [LetterLine("Lumi Retail", HELENA, None, use) for use in uses])
    assert "2 uses" in letter.text
    said = str(letter.blocks)
    assert said.count(HELENA.name) == 1
    assert "Call · Acme · it helped; Call · Acme" in said
    many = [LetterLine(f"Customer {n}", HELENA, None, replace(uses[0], customer_id=n)) for n in range(MOST_LINES + 3)]
    assert "See all 43" in str(build_letter(POLICY.quarter(TODAY), many).blocks)


def test_the_executives_list_follows_the_fiscal_year_over_a_leap_day() -> None:
    policy = Policy(fiscal_year_start=12, country="FI")
    morning = mornings({}, policy)
    for day, starts in ((date(2028, 2, 29), None), (date(2028, 3, 1), date(2027, 12, 1))):
        found = letter_due(policy, morning=morning, manager=PETRA.id, now=nine(day))
        assert (found.starts if found else None) == starts


@given(st.integers(0, 24 * 90), st.sampled_from((approved(), on(THURSDAY, AFTERNOON), done_on(NOW))))
def test_whenever_one_looks_nobody_is_owed_the_same_thing_twice(hours: int, request: Request) -> None:
    now = NOW + timedelta(hours=hours)
    found = follow_ups_due(request, LUMI, morning=MORNING, policy=POLICY, now=now)
    assert len({(each.message_type, each.person_id) for each in found}) == len(found)
    assert found == follow_ups_due(request, LUMI, morning=MORNING, policy=POLICY, now=now)
