"""The company's rules as one value: read from the database with every transaction, edited by programme managers."""

from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from domain.activities import Activity
from domain.calendar import Quarter, local_day, quarter_of, year_of
from domain.refusals import Reason

# Effort differs by activity; one quarterly number cannot hold a case study, so that has a yearly cap of its own.
DEFAULT_WEIGHTS: Mapping[Activity, int] = MappingProxyType(
    {
        Activity.LOGO: 0,
        Activity.TENDER: 0,
        Activity.QUOTE: 1,
        Activity.WRITTEN: 1,
        Activity.CALL: 2,
        Activity.GROUP_CALL: 3,
        Activity.EVENT: 4,
        Activity.VISIT: 4,
        Activity.PRESS: 4,
        Activity.CASE_STUDY: 0,
    }
)

Weekday = Annotated[int, Field(ge=0, le=6)]  # 0 is Monday


class Policy(BaseModel):
    """Budgets, weights and thresholds. Points per quarter, days and months as said by each name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: str = "UTC"
    # In which the channel of the digest is written to; a person reads their own.
    language: str = Field(default="en-GB", pattern="^[a-z]{2,3}(-[A-Z]{2})?$")
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    weights: Mapping[Activity, int] = Field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    yearly_caps: Mapping[Activity, int] = Field(default_factory=lambda: {Activity.CASE_STUDY: 1})
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
    call_notice_days: int = Field(default=3, ge=0)
    event_notice_days: int = Field(default=10, ge=0)
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

    @field_validator("weights")
    @classmethod
    def _every_activity(cls, given: Mapping[Activity, int]) -> Mapping[Activity, int]:
        if any(points < 0 for points in given.values()):
            raise PydanticCustomError(Reason.NOT_NEGATIVE, "a weight cannot be negative")
        return {**DEFAULT_WEIGHTS, **given}

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as unknown:
            raise PydanticCustomError(
                Reason.TIMEZONE, "{typed} is not a timezone name like Europe/Helsinki", {"typed": name}
            ) from unknown
        return name

    @model_validator(mode="after")
    def _day_ends_after_it_starts(self) -> "Policy":
        if self.day_ends <= self.day_starts:
            raise PydanticCustomError(Reason.DAY_ENDS, "a working day ends after it starts")
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

    @property
    def lightest(self) -> int:
        """Points of the lightest activity that costs any; 0 if none does."""
        return min((points for points in self.weights.values() if points > 0), default=0)

    def limit(self, *, tier: str, own: int | None) -> int:
        """A customer's points a quarter: its own number, else its tier's, else the company's."""
        return own if own is not None else self.tier_points.get(tier, self.quarter_points)

    def verify_days(self, tier: str) -> int:
        """For how many days a record counts as verified."""
        key = tier.casefold() in {each.casefold() for each in self.key_tiers}
        return self.key_verified_days if key else self.verified_days

    def notice_days(self, activity: Activity) -> int:
        """Business days of notice people should give for `activity`."""
        if activity in (Activity.EVENT, Activity.VISIT, Activity.PRESS):
            return self.event_notice_days
        return self.call_notice_days if activity.live else 0
