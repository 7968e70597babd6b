"""Working time: nobody is expected to answer at night, on a free day or on a public holiday of their own country."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.people import Person
from domain.policy import Policy
from domain.working_time import (
    WorkingTime,
    add_working,
    country_of,
    next_working_moment,
    working_between,
    working_time_of,
)

HELSINKI = WorkingTime("Europe/Helsinki", "FI")
HOUR = timedelta(hours=1)

MOMENTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the timezone
    datetime(2032, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
AMOUNTS = st.timedeltas(timedelta(0), timedelta(hours=60))
SPANS = st.timedeltas(timedelta(0), timedelta(days=40))
CALENDARS = st.builds(
    WorkingTime,
    st.sampled_from(
        ("UTC", "Europe/Helsinki", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati")
    ),
    st.sampled_from(("", "FI", "US", "IN", "CN", "IL", "SA", "ZZ")),
    st.one_of(st.none(), st.just((0, 1, 2, 3)), st.just((6,))),
    st.sampled_from((time(0), time(7, 30), time(9))),
    st.sampled_from((time(12), time(17), time(23, 30))),
)


def at(text: str, timezone: str = "Europe/Helsinki") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone))


def test_four_hours_from_the_morning_are_the_same_afternoon() -> None:
    assert add_working(at("2026-11-23 09:00"), 4 * HOUR, HELSINKI) == at("2026-11-23 13:00")


def test_a_whole_day_ends_at_the_next_morning_and_not_at_closing_time() -> None:
    assert add_working(at("2026-11-23 09:00"), 8 * HOUR, HELSINKI) == at("2026-11-24 09:00")


def test_the_night_does_not_count() -> None:
    assert add_working(at("2026-11-23 16:00"), 4 * HOUR, HELSINKI) == at("2026-11-24 12:00")
    assert next_working_moment(at("2026-11-23 22:00"), HELSINKI) == at("2026-11-24 09:00")


def test_the_weekend_does_not_count() -> None:
    assert add_working(at("2026-11-27 16:00"), 4 * HOUR, HELSINKI) == at("2026-11-30 12:00")
    assert working_between(at("2026-11-27 16:00"), at("2026-11-30 10:00"), HELSINKI) == 2 * HOUR


def test_the_christmas_of_the_country_does_not_count() -> None:
    # Finland is free from the 24th to the 26th; the 27th is a Sunday.
    assert add_working(at("2026-12-23 16:00"), 2 * HOUR, HELSINKI) == at("2026-12-28 10:00")
    london = WorkingTime("Europe/London", "GB")
    assert london.works_on(date(2026, 12, 24))
    assert not london.works_on(date(2026, 12, 28)), "Boxing Day falls on a Saturday, so the Monday is free"


def test_the_year_ends_in_a_holiday() -> None:
    assert add_working(at("2026-12-31 16:30"), HOUR, HELSINKI) == at("2027-01-04 09:30")


def test_a_leap_day_is_a_day_like_any_other() -> None:
    assert add_working(at("2028-02-28 16:00"), 8 * HOUR, HELSINKI) == at("2028-02-29 16:00")
    assert working_between(at("2028-02-28 09:00"), at("2028-03-01 09:00"), HELSINKI) == 16 * HOUR


@pytest.mark.parametrize("friday", ["2026-03-27", "2026-10-23"])
def test_a_clock_change_at_the_weekend_moves_nothing_on_the_clock_on_the_wall(friday: str) -> None:
    monday = (date.fromisoformat(friday) + timedelta(3)).isoformat()
    assert add_working(at(f"{friday} 16:00"), 2 * HOUR, HELSINKI) == at(f"{monday} 10:00")


def test_a_clock_change_in_working_hours_makes_the_day_longer_or_shorter() -> None:
    night = WorkingTime("Europe/Helsinki", "", (5, 6), time(1), time(9))
    assert working_between(at("2026-03-29 00:00"), at("2026-03-29 12:00"), night) == 7 * HOUR
    assert working_between(at("2026-10-25 00:00"), at("2026-10-25 12:00"), night) == 9 * HOUR


def test_where_the_week_begins_on_sunday_it_is_worked_on_sunday() -> None:
    jerusalem = WorkingTime("Asia/Jerusalem", "IL")
    assert jerusalem.works_on(date(2026, 11, 22))
    assert not jerusalem.works_on(date(2026, 11, 20))


def test_a_company_may_say_which_days_it_works() -> None:
    assert not WorkingTime("Europe/Helsinki", "FI", (0, 1, 2, 3)).works_on(date(2026, 11, 27))
    assert not WorkingTime("Europe/Helsinki", "FI", (0, 1, 2, 3)).works_on(date(2027, 1, 6)), "Epiphany"


@pytest.mark.parametrize(
    ("timezone", "country"),
    [("Europe/Helsinki", "FI"), ("Asia/Calcutta", "IN"), ("US/Eastern", "US"), ("Europe/Kiev", "UA"), ("UTC", "")],
)
def test_a_timezone_tells_the_country_by_old_names_too(timezone: str, country: str) -> None:
    assert country_of(timezone) == country


def test_a_person_s_own_country_comes_before_that_of_their_timezone_and_of_the_company() -> None:
    policy = Policy(timezone="Europe/Stockholm")
    person = Person(1, "U1", "Maya", timezone="Europe/Helsinki")
    assert working_time_of(person, policy).country == "FI"
    assert working_time_of(Person(1, "U1", "Maya", timezone="Europe/Helsinki", country="EE"), policy).country == "EE"
    assert working_time_of(Person(1, "U1", "Maya", timezone="UTC"), policy).country == "SE"
    assert working_time_of(Person(1, "U1", "Maya", timezone="Moon/Base"), policy).timezone == "Europe/Stockholm"
    assert working_time_of(Person(1, None, "Maya"), policy).timezone == "Europe/Stockholm", "never looked up in Slack"
    assert working_time_of(None, Policy(timezone="UTC", country="NO")).country == "NO"


def test_a_day_that_ends_before_it_starts_is_no_policy() -> None:
    with pytest.raises(ValidationError):
        Policy(day_starts=time(17), day_ends=time(9))
    with pytest.raises(ValidationError):
        Policy(working_days=(7,))
    stored = Policy(working_days=(0, 1), day_ends=time(16, 30))
    assert Policy.model_validate(stored.model_dump(mode="json")) == stored


@given(MOMENTS, AMOUNTS, CALENDARS)
def test_what_was_added_is_what_lies_between(start: datetime, work: timedelta, calendar: WorkingTime) -> None:
    end = add_working(start, work, calendar)
    assert working_between(start, end, calendar) == work
    assert end >= start


@given(MOMENTS, AMOUNTS, CALENDARS)
def test_what_is_reached_is_working_time(start: datetime, work: timedelta, calendar: WorkingTime) -> None:
    end = add_working(start, work, calendar)
    day = calendar.local_day(end)
    opens, closes = calendar.hours_on(day)
    assert calendar.works_on(day)
    assert opens <= end < closes
    assert next_working_moment(end, calendar) == end


@given(MOMENTS, AMOUNTS, AMOUNTS, CALENDARS)
def test_adding_twice_is_adding_the_sum(start: datetime, a: timedelta, b: timedelta, calendar: WorkingTime) -> None:
    assert add_working(add_working(start, a, calendar), b, calendar) == add_working(start, a + b, calendar)


@given(MOMENTS, st.tuples(SPANS, SPANS), CALENDARS)
def test_time_can_be_cut_anywhere(first: datetime, spans: tuple[timedelta, timedelta], calendar: WorkingTime) -> None:
    middle, last = first + spans[0], first + spans[0] + spans[1]
    whole = working_between(first, last, calendar)
    assert whole == working_between(first, middle, calendar) + working_between(middle, last, calendar)
    assert working_between(last, first, calendar) == timedelta(0)
