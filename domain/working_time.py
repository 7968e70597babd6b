"""Working time: the hours in which one person can be expected to answer, by their clock, week and public holidays."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from babel.core import Locale, get_global

from domain.people import Person
from domain.policy import Policy

# Nobody's office is closed for longer; past it a country's calendar must be wrong, and waiting for ever is worse.
LONGEST_CLOSED_DAYS = 60
ENGLISH = Locale("en")


Morning = Callable[[int, date, int], datetime]
"""When work begins for a person (id) on the n-th of their working days after a day; before it where n is negative."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When one person works. `weekdays` (0 is Monday) None: as usual in `country`, an ISO 3166 code or "".

    A day runs from `opens` to `closes` on the clock of `timezone`; a clock change in between alters its length.
    """

    timezone: str
    country: str = ""
    weekdays: tuple[int, ...] | None = None
    opens: time = time(9)
    closes: time = time(17)

    @property
    def day(self) -> timedelta:
        """One working day, as an amount of working time."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)

    def works_on(self, day: date) -> bool:
        """True on a working day: no free weekday and no public holiday."""
        calendar = _holidays(self.country)
        if self.weekdays is not None:
            return day.weekday() in self.weekdays and (calendar is None or day not in calendar)
        # The library knows free weekdays, and the Sundays that some countries work to make up for a holiday.
        return bool(calendar.is_working_day(day)) if calendar is not None else day.weekday() < 5

    def hours_on(self, day: date) -> tuple[datetime, datetime]:
        """When work begins and ends on a day, in UTC, whether or not this person works on it."""
        return self._at(day, self.opens), self._at(day, self.closes)

    def local_day(self, moment: datetime) -> date:
        """The calendar day it is for this person."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def _at(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, ZoneInfo(self.timezone)).astimezone(UTC)


def working_time_of(person: Person | None, policy: Policy) -> WorkingTime:
    """When this person works: by their country, else their timezone's, else the company's. None is the company."""
    # Slack was never asked about a person who is known by e-mail only.
    timezone = known_timezone(person.timezone) if person and person.slack_id else None
    country = (person.country if person else "") or (country_of(timezone) if timezone else "")
    return WorkingTime(
        timezone or policy.timezone,
        country or policy.country or country_of(policy.timezone),
        policy.working_days,
        policy.day_starts,
        policy.day_ends,
    )


def mornings(people: Mapping[int, Person], policy: Policy) -> Morning:
    """The working mornings of these people; of anybody else the company's."""

    def morning(person_id: int, day: date, days: int) -> datetime:
        calendar = working_time_of(people.get(person_id), policy)
        step, left = timedelta(1 if days > 0 else -1), abs(days)
        for _ in range(LONGEST_CLOSED_DAYS):
            day += step
            left -= calendar.works_on(day)
            if left == 0:
                break
        return calendar.hours_on(day)[0]

    return morning


def next_working_moment(moment: datetime, calendar: WorkingTime) -> datetime:
    """`moment` itself where it is working time, else the next start of work. UTC."""
    return add_working(moment, timedelta(0), calendar)


def add_working(start: datetime, work: timedelta, calendar: WorkingTime) -> datetime:
    """The first working moment at which `work` has been worked since `start`: a whole day from 9 is 9 the next day."""
    if work < timedelta(0):
        raise ValueError("working time does not run backwards")
    left = work
    start = start.astimezone(UTC)
    for opens, closes in _stretches(start, calendar):
        begins = max(opens, start)
        if left < closes - begins:
            return begins + left
        left -= closes - begins
    raise AssertionError("the stretches of work never end")


def working_between(start: datetime, end: datetime, calendar: WorkingTime) -> timedelta:
    """How much of the time from `start` to `end` is working time; nothing when `end` is not later."""
    total = timedelta(0)
    for opens, closes in _stretches(start, calendar):
        if opens >= end:
            break
        total += max(timedelta(0), min(closes, end) - max(opens, start))
    return total


def known_timezone(name: str) -> str | None:
    """The name, or None for one that this machine's timezone data does not hold (Slack has names of its own)."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
    return name


def country_of(timezone: str) -> str:
    """The country in which an IANA timezone lies, as CLDR has it; "" for UTC and its like."""
    name = get_global("zone_aliases").get(timezone, timezone)
    country = str(get_global("zone_territories").get(name, ""))
    return "" if country in ("ZZ", "001") else country


@lru_cache(maxsize=64)
def countries(locale: Locale = ENGLISH) -> Mapping[str, str]:
    """Every country whose public holidays are known, by its ISO 3166 code, in the order of its names there."""
    names = {**ENGLISH.territories, **locale.territories}
    known = {code: names[code] for code in holidays.list_supported_countries(include_aliases=False) if code in names}
    return dict(sorted(known.items(), key=lambda country: country[1].casefold()))


def countries_named(typed: str, locale: Locale = ENGLISH) -> list[tuple[str, str]]:
    """The countries whose name holds what is typed, as code and name; those that begin with it come first."""
    words = typed.casefold().strip()
    found = [(code, name) for code, name in countries(locale).items() if words in name.casefold()]
    return sorted(found, key=lambda country: not country[1].casefold().startswith(words))


def _stretches(start: datetime, calendar: WorkingTime) -> Iterator[tuple[datetime, datetime]]:
    """Every stretch of work that ends after `start`, in order, without end."""
    day, closed = calendar.local_day(start), 0
    while True:
        works, opens, closes = _day(calendar, day)
        if works or closed > LONGEST_CLOSED_DAYS:
            closed = 0
            if closes > start:
                yield opens, closes
        else:
            closed += 1
        day += timedelta(days=1)


@lru_cache(maxsize=8192)
def _day(calendar: WorkingTime, day: date) -> tuple[bool, datetime, datetime]:
    """Whether it is worked on, from when to when: asked for the same days again and again, by every request."""
    return calendar.works_on(day), *calendar.hours_on(day)


@lru_cache(maxsize=256)
def _holidays(country: str) -> Any:
    """The library's calendar of a country, grown year by year as it is asked; None for a country it does not know."""
    if not country:
        return None
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None
