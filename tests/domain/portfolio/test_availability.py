"""What a customer can be asked for: budget, cap, rest, hold, consent; and what is only a caution."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.activities import DEFAULTS, Activity, Purpose
from domain.policy import Policy
from domain.portfolio.availability import (
    Obstacle,
    blocker,
    budget,
    budget_blocker,
    free_contact,
    hold_or_budget_blocker,
    permission,
    uses_left,
)
from domain.portfolio.cautions import Caution, CautionKind, cautions, request_cautions, rivals_in, too_low
from domain.portfolio.consent import Permission
from domain.portfolio.customers import Contact, Hold, Record, Use
from tests.activities import CALL, CASE_STUDY, LOGO, QUOTE, but
from tests.domain.world import (
    HELENA,
    JARI,
    NEXT_Q,
    POLICY,
    Q4,
    TODAY,
    activities,
    known,
    policies,
    purposes,
    records,
)

SALES, PRESS = Purpose.SALES, Purpose.PRESS
YESTERDAY = TODAY - timedelta(1)


def stop(record: Record, activity: Activity = CALL, policy: Policy = POLICY, day: date = TODAY) -> str:
    found = blocker(record, activity, SALES, policy, day)
    return f"{found.obstacle}|{found.free_on}" if found else ""


# Budget


def test_a_quarter_is_two_calls_unless_tier_or_customer_says_otherwise() -> None:
    assert budget(known(), POLICY, TODAY).left == 4
    gold = Policy(tier_points={"gold": 8})
    assert budget(known(tier="gold"), gold, TODAY).left == 8
    assert budget(known(tier="gold", quarter_points=1), gold, TODAY).left == 1


def test_a_customer_at_its_limit_is_blocked_until_the_next_quarter() -> None:
    assert stop(known(used=4)) == f"budget|{NEXT_Q}"
    assert hold_or_budget_blocker(known(used=4), POLICY, TODAY) is not None


def test_too_few_points_for_a_call_still_allow_a_quote() -> None:
    assert stop(known(used=3)) == f"budget|{NEXT_Q}"
    assert not stop(known(used=3), QUOTE)
    assert hold_or_budget_blocker(known(used=3), POLICY, TODAY) is None


def test_what_costs_nothing_is_never_over_budget() -> None:
    assert not stop(known(used=9), LOGO)


def test_what_no_quarter_can_hold_has_no_day_on_which_it_is_free() -> None:
    assert stop(known(quarter_points=1)) == "budget|None"
    assert stop(known(quarter_points=1, used=1)).endswith("|None")
    none_at_all = budget_blocker(known(quarter_points=0), POLICY, TODAY)
    assert none_at_all is not None
    assert none_at_all.free_on is None


def test_the_free_day_skips_a_quarter_that_is_full_already() -> None:
    full_twice = replace(known(), used=((Q4, 4), (NEXT_Q, 3)))
    assert stop(full_twice).endswith("|2027-04-01")
    assert stop(full_twice, QUOTE).endswith(f"|{NEXT_Q}")


@given(records, activities, purposes, policies)
def test_on_the_promised_day_the_budget_has_room(
    record: Record, activity: Activity, purpose: Purpose, policy: Policy
) -> None:
    roomy = replace(record, customer=replace(record.customer, hold=None, activities=()), consents=(), uses=())
    stopped = blocker(roomy, activity, purpose, policy, TODAY)
    if stopped and stopped.free_on and activity.yearly_cap is None:
        assert blocker(roomy, activity, purpose, policy, stopped.free_on) is None


# Yearly cap, rest, hold


def test_a_heavy_activity_has_a_yearly_cap_of_its_own() -> None:
    study = Use(CASE_STUDY, date(2026, 2, 3))
    assert stop(known(uses=(study,)), CASE_STUDY) == f"cap|{NEXT_Q}"
    assert not stop(known(uses=(Use(CASE_STUDY, date(2025, 12, 31)),)), CASE_STUDY)


def test_how_many_are_left_is_what_points_and_the_years_cap_leave() -> None:
    study, once = CASE_STUDY, but(CALL, yearly_cap=1)
    assert uses_left(known(), CALL, POLICY, TODAY) == 2
    assert uses_left(known(used=3), CALL, POLICY, TODAY) == 0
    assert uses_left(known(used=3), QUOTE, POLICY, TODAY) == 1
    assert uses_left(known(), LOGO, POLICY, TODAY) is None
    assert uses_left(known(), study, POLICY, TODAY) == 1
    assert uses_left(known(uses=(Use(study, date(2026, 2, 3)),)), study, POLICY, TODAY) == 0
    assert uses_left(known(), once, POLICY, TODAY) == 1


@given(records, activities, purposes, policies)
def test_none_are_left_exactly_where_a_limit_stands_against_one(
    record: Record, activity: Activity, purpose: Purpose, policy: Policy
) -> None:
    willing = replace(record, customer=replace(record.customer, hold=None, activities=(), active=True), consents=())
    stopped = blocker(willing, activity, purpose, policy, TODAY)
    limited = stopped is not None and stopped.obstacle in (Obstacle.BUDGET, Obstacle.CAP)
    assert (uses_left(willing, activity, policy, TODAY) == 0) is limited


def test_a_contact_rests_thirty_days_after_a_live_use() -> None:
    ten_days_ago = Use(CALL, TODAY - timedelta(10), HELENA.id)
    resting = known(contacts=(HELENA,), uses=(ten_days_ago,))
    assert stop(resting) == f"rest|{TODAY + timedelta(20)}"
    assert not stop(resting, QUOTE)
    assert not stop(resting, day=TODAY + timedelta(20))


def test_another_contact_speaks_while_the_first_one_rests() -> None:
    both = known(contacts=(HELENA, JARI), uses=(Use(CALL, TODAY, HELENA.id),))
    assert not stop(both)
    assert free_contact(both, CALL, SALES, POLICY, TODAY) == JARI


def test_the_most_senior_contact_speaks_first() -> None:
    assert free_contact(known(contacts=(JARI, HELENA)), CALL, SALES, POLICY, TODAY) == HELENA


def test_a_contact_gives_two_live_uses_a_quarter() -> None:
    policy = Policy(contact_rest_days=0)
    twice = tuple(Use(CALL, day, HELENA.id) for day in (date(2026, 10, 2), date(2026, 11, 2)))
    assert stop(known(contacts=(HELENA,), uses=twice), policy=policy).endswith(f"|{NEXT_Q}")
    assert not stop(known(contacts=(HELENA,), uses=twice[:1]), policy=policy)


def test_a_hold_stops_everything_from_its_first_day_until_the_day_it_ends() -> None:
    held = known(hold=Hold("open issue", TODAY, TODAY + timedelta(5)))
    assert stop(held) == f"hold|{TODAY + timedelta(5)}"
    assert stop(held, LOGO)
    assert not stop(held, day=YESTERDAY)
    assert not stop(held, day=TODAY + timedelta(5))


def test_a_hold_without_an_end_names_no_day() -> None:
    assert stop(known(hold=Hold(""))) == "hold|None"


def test_a_customer_gives_only_what_it_agreed_to_give_at_all() -> None:
    assert stop(known(activities=(QUOTE,))) == "not_done|None"


# Cautions


def test_cautions_are_explained() -> None:
    risky = known(
        renewal_on=TODAY + timedelta(60),
        satisfaction=6,
        customer_since=TODAY - timedelta(89),
        verified_on=TODAY - timedelta(181),
    )
    assert cautions(risky, POLICY, TODAY) == (
        Caution(CautionKind.RENEWAL, 60),
        Caution(CautionKind.SATISFACTION, 6),
        Caution(CautionKind.NEW),
        Caution(CautionKind.VERIFIED_LONG_AGO, 181),
    )


def test_nothing_to_be_careful_about_is_said_with_silence() -> None:
    fine = known(renewal_on=TODAY + timedelta(61), satisfaction=7, verified_on=TODAY - timedelta(180))
    assert cautions(fine, POLICY, TODAY) == ()


def test_a_prospect_that_is_a_competitor_comes_first_among_the_cautions() -> None:
    said = request_cautions(
        known(competitors=("Acme",)), POLICY, TODAY, activity=CALL, prospect=" acme ", needed_by=TODAY + timedelta(1)
    )
    assert said[0] == Caution(CautionKind.COMPETITOR, name="Acme")
    assert said[-1] == Caution(CautionKind.SHORT_NOTICE, 3)


@given(
    records,
    activities,
    purposes,
    policies,
    st.none() | st.integers(-5, 90).map(lambda ahead: TODAY + timedelta(ahead)),
    st.none() | st.integers(0, 10),
)
def test_a_caution_never_blocks(
    record: Record, activity: Activity, purpose: Purpose, policy: Policy, renewal: date | None, score: int | None
) -> None:
    risky = replace(
        record.customer,
        renewal_on=renewal,
        satisfaction=score,
        customer_since=TODAY,
        verified_on=None,
        competitors=("Acme",),
    )
    assert blocker(replace(record, customer=risky), activity, purpose, policy, TODAY) == blocker(
        record, activity, purpose, policy, TODAY
    )


def test_the_record_of_these_tests_has_agreed_to_everything() -> None:
    assert all(permission(known(), each, SALES, POLICY, TODAY).answer is Permission.YES for each in DEFAULTS)


def test_a_contact_two_levels_below_the_prospects_person_is_a_caution() -> None:
    manager, director = (Contact(n, f"Person {n}", seniority=level) for n, level in enumerate(("Manager", "Director")))
    assert too_low(known(contacts=(manager,)), "C-level") == (
        Caution(CautionKind.TOO_LOW, level="Manager", wanted="C-level"),
    )
    assert too_low(known(contacts=(manager, director)), "C-level") != ()
    assert too_low(known(contacts=(director,)), "VP") == ()
    assert too_low(known(contacts=()), "C-level") == ()
    assert too_low(known(contacts=(manager,)), "") == ()


def test_a_named_competitor_among_the_words_of_a_search_is_a_caution() -> None:
    rivals = known(competitors=("Acme & Sons", "Berg"))
    assert rivals_in(rivals, "a reference for ACME and sons, retail") == (
        Caution(CautionKind.RIVAL, name="Acme & Sons"),
    )
    assert rivals_in(rivals, "Bergen") == ()
