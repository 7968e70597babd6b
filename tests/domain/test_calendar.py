"""Quarters, years and notice."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import business_days_between, quarter_of, year_of
from domain.policy import Policy
from tests.domain.world import days

months = st.integers(1, 12)


@given(days, months)
def test_every_day_lies_in_exactly_one_quarter_of_three_months(day: date, start: int) -> None:
    quarter = quarter_of(day, start)
    assert day in quarter
    assert quarter.starts.day == quarter.ends.day == 1
    assert (quarter.ends.year * 12 + quarter.ends.month) - (quarter.starts.year * 12 + quarter.starts.month) == 3
    assert day not in quarter.next()
    assert quarter_of(quarter.starts, start) == quarter_of(quarter.ends - timedelta(1), start) == quarter


@given(days, months)
def test_quarters_follow_each_other_without_gap_or_overlap(day: date, start: int) -> None:
    quarter = quarter_of(day, start)
    assert quarter.next().starts == quarter.ends
    assert quarter_of(quarter.ends, start) == quarter.next()


@given(days, months)
def test_a_fiscal_year_is_four_whole_quarters_from_its_month(day: date, start: int) -> None:
    begins, ends = year_of(day, start)
    assert begins.month == start
    assert begins <= day < ends
    quarter = quarter_of(begins, start)
    assert quarter.starts == begins
    assert quarter.next().next().next().ends == ends


@given(days, st.integers(0, 100))
def test_notice_counts_weekdays_one_by_one(start: date, length: int) -> None:
    counted = sum((start + timedelta(n)).weekday() < 5 for n in range(1, length + 1))
    assert business_days_between(start, start + timedelta(length)) == counted


def test_no_notice_is_left_for_a_day_that_is_over() -> None:
    assert business_days_between(date(2026, 11, 23), date(2026, 11, 20)) == 0


def test_a_quarter_turns_at_midnight_of_the_company_and_not_of_greenwich() -> None:
    late = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    assert Policy(timezone="Europe/Helsinki").day(late) == date(2027, 1, 1)
    assert Policy(timezone="America/New_York").day(late) == date(2026, 12, 31)


def test_a_fiscal_year_may_start_in_april() -> None:
    policy = Policy(fiscal_year_start=4)
    assert policy.quarter(date(2026, 3, 31)).starts == date(2026, 1, 1)
    assert policy.year(date(2026, 3, 31)) == (date(2025, 4, 1), date(2026, 4, 1))
