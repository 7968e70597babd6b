"""Fiscal quarters in the company's own time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of the fiscal year: `starts` is its first day, `ends` the first day after it."""

    starts: date
    ends: date

    def next(self) -> "Quarter":
        """The quarter after this one."""
        return Quarter(self.ends, add_months(self.ends, 3))

    def __contains__(self, day: date) -> bool:
        return self.starts <= day < self.ends


def add_months(day: date, months: int) -> date:
    """The first of the month `months` after `day`'s month."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@lru_cache(maxsize=1024)  # asked some twenty times for each customer of an answer, always for the same few days
def quarter_of(day: date, fiscal_year_start: int) -> Quarter:
    """The quarter that holds `day`, in a fiscal year that starts in month `fiscal_year_start` (1-12)."""
    starts = add_months(day, -((day.month - fiscal_year_start) % 3))
    return Quarter(starts, add_months(starts, 3))


def year_of(day: date, fiscal_year_start: int) -> tuple[date, date]:
    """First day of the fiscal year that holds `day`, and the first day after it."""
    starts = add_months(day, -((day.month - fiscal_year_start) % 12))
    return starts, add_months(starts, 12)


def local_day(moment: datetime, timezone: str) -> date:
    """The calendar day of an aware `moment` in an IANA `timezone`."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def business_days_between(start: date, end: date) -> int:
    """Weekdays after `start` up to and including `end`; 0 when `end` is not later.

    Public holidays are not left out: this only decides whether a notice is short, which is a caution and no rule.
    """
    days = max(0, (end - start).days)
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((start + timedelta(n)).weekday() < 5 for n in range(1, rest + 1))
