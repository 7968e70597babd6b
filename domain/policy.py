"""The company's rules as one value: read from the database with every transaction, edited by programme managers."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from domain.activities import DEFAULTS, Activity, Quotable, unknown
from domain.calendar import Quarter, local_day, quarter_of, year_of
from domain.refusals import Reason

Weekday = Annotated[int, Field(ge=0, le=6)]  # 0 is Monday
MOST_ACTIVITIES = 95  # as many as a menu and a list of Slack's can carry, both of a hundred
# What was written apart from the rows before they were, and which rows needed the longer notice.
_OLDER = frozenset({"weights", "yearly_caps", "call_notice_days", "event_notice_days"})
_LONGER_NOTICE = frozenset({"event", "visit", "press"})


class Policy(BaseModel):
    """Activities, budgets and thresholds. Points per quarter, days and months as said by each name.

    activities: retired ones, too, for what is stored keeps its code.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: str = "UTC"
    # In which the channel of the digest is written to; a person reads their own.
    language: str = Field(default="en-GB", pattern="^[a-z]{2,3}(-[A-Z]{2})?$")
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    activities: tuple[Activity, ...] = Field(default=DEFAULTS, max_length=MOST_ACTIVITIES)
    quarter_points: int = Field(default=4, ge=0, le=1000)
    tier_points: Mapping[str, int] = Field(default_factory=dict)
    contact_live_uses: int = Field(default=2, ge=1)
    contact_rest_days: int = Field(default=30, ge=0)
    renewal_days: int = Field(default=60, ge=0)
    new_customer_days: int = Field(default=90, ge=0)
    # How often an owner confirms a record; those of the key tiers more often.
    verified_days: int = Field(default=180, ge=1)
    key_verified_days: int = Field(default=90, ge=1)
    key_tiers: tuple[str, ...] = ("gold", "platinum")
    low_satisfaction: int = Field(default=6, ge=0, le=10)
    # The Monday digest: its hour, from which share of its budget a customer is close, what counts as unused or late.
    digest_on: bool = True
    digest_hour: int = Field(default=9, ge=0, le=23)
    close_percent: int = Field(default=80, ge=1, le=100)
    unused_months: int = Field(default=12, ge=1, le=24)
    waiting_days: int = Field(default=2, ge=1)
    # Working time, where a person's own country says nothing else; no working days named: as usual in the country.
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    working_days: tuple[Weekday, ...] | None = Field(default=None, min_length=1)
    day_starts: time = time(9)
    day_ends: time = time(17)
    # Chasing: working time after which an answer that is waited for is asked for again.
    reminder_hours: int = Field(default=4, ge=1)
    backup_days: int = Field(default=1, ge=1)
    manager_days: int = Field(default=2, ge=1)
    lapse_days: int = Field(default=5, ge=1)
    customer_reminder_days: tuple[int, int] = (2, 4)

    @model_validator(mode="before")
    @classmethod
    def _into_rows(cls, given: Any) -> Any:
        """What an older version wrote of its activities, in their rows."""
        if not isinstance(given, Mapping) or "activities" in given or _OLDER.isdisjoint(given):
            return given
        values = dict(given)
        points, caps = values.pop("weights", {}), values.pop("yearly_caps", None)
        shorter, longer = values.pop("call_notice_days", None), values.pop("event_notice_days", None)
        rows = []
        for row in (each.model_dump() for each in DEFAULTS):
            code, notice = row["code"], longer if row["code"] in _LONGER_NOTICE else shorter
            row["points"] = points.get(code, row["points"])
            row["yearly_cap"] = row["yearly_cap"] if caps is None else caps.get(code)
            row["notice_days"] = row["notice_days"] and (row["notice_days"] if notice is None else notice)
            rows.append(row)
        return values | {"activities": rows}

    @field_validator("activities")
    @classmethod
    def _told_apart(cls, rows: tuple[Activity, ...]) -> tuple[Activity, ...]:
        if len(set(rows)) < len(rows):
            raise _wrong(Reason.SAME_CODE)
        if all(each.retired for each in rows):
            raise _wrong(Reason.ONE_STAYS)
        return rows

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as unknown:
            raise _wrong(Reason.TIMEZONE, typed=name) from unknown
        return name

    @model_validator(mode="after")
    def _day_ends_after_it_starts(self) -> "Policy":
        if self.day_ends <= self.day_starts:
            raise _wrong(Reason.DAY_ENDS)
        return self

    def day(self, moment: datetime) -> date:
        """The company's calendar day at `moment`."""
        return local_day(moment, self.timezone)

    def quarter(self, day: date) -> Quarter:
        """The fiscal quarter that holds `day`."""
        return quarter_of(day, self.fiscal_year_start)

    def year(self, day: date) -> tuple[date, date]:
        """The fiscal year that holds `day`: first day, first day after it."""
        return year_of(day, self.fiscal_year_start)

    def __eq__(self, other: object) -> bool:
        # Rows of the same code are equal, whatever else they say.
        return self is other or (isinstance(other, Policy) and self.model_dump() == other.model_dump())

    def __hash__(self) -> int:
        return hash(self.activities)

    def activity(self, code: str) -> Activity:
        """The activity with this code; a retired one that says nothing where there is none."""
        return next((each for each in self.activities if each.code == code), None) or unknown(code)

    def asked(self, code: str) -> Activity | Quotable:
        """What a consent with this code speaks of."""
        return Quotable(code) if code in list(Quotable) else self.activity(code)

    @property
    def offered(self) -> tuple[Activity, ...]:
        """What can be asked for."""
        return tuple(each for each in self.activities if not each.retired)

    def offer(self, code: str) -> Activity | None:
        """The activity with this code; None where it can't be asked for."""
        return next((each for each in self.offered if each.code == code), None)

    @property
    def shown(self) -> tuple[Activity, ...]:
        """What is spoken of unasked, because people ask for it most; the form offers everything."""
        return tuple(sorted((e for e in self.offered if e.rank), key=lambda each: each.rank)) or self.offered

    @property
    def usual(self) -> Activity:
        """What is meant where nothing is said."""
        return self.shown[0]

    @property
    def lightest(self) -> int:
        """Points of the lightest activity that costs any; 0 if none does."""
        return min((each.points for each in self.offered if each.points), default=0)

    def limit(self, *, tier: str, own: int | None) -> int:
        """A customer's points a quarter: its own number, else its tier's, else the company's."""
        return own if own is not None else self.tier_points.get(tier, self.quarter_points)

    def verify_days(self, tier: str) -> int:
        """For how many days a record counts as verified."""
        key = tier.casefold() in {each.casefold() for each in self.key_tiers}
        return self.key_verified_days if key else self.verified_days


def _wrong(reason: Reason, **facts: str) -> PydanticCustomError:
    """What pydantic carries of a rule that is broken: the code and its facts, for who says them."""
    return PydanticCustomError(reason, reason, facts)
