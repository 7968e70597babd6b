"""Still true? Every so often the owner of a customer confirms its record: when that is due, and when they are asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.activities import Activity
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.customers import Customer
from domain.working_time import working_time_of

AT_ONCE = 10  # customers in one message
# The reason of a hold that says so: a code, which is said to its reader.
NO_REFERENCE = "no_reference"
PAUSE = timedelta(weeks=1)  # who was asked the week before is left alone


@dataclass(frozen=True, slots=True)
class Correction:
    """What an owner corrects with one small form. activities: empty is any. satisfaction: 0 to 10."""

    satisfaction: int | None
    renewal_on: date | None
    activities: tuple[Activity, ...]


def retired(customer: Customer, today: date) -> bool:
    """True for a hold without an end: no reference any more, so nobody is asked whether it still is."""
    hold = customer.hold
    return hold is not None and hold.until is None and hold.holds_on(today)


def to_verify(customer: Customer, policy: Policy, today: date) -> bool:
    """True when its record was confirmed too long ago, or never."""
    if retired(customer, today):
        return False
    verified = customer.verified_on
    return verified is None or (today - verified).days > policy.verify_days(customer.tier)


def week_to_ask(person: Person, policy: Policy, now: datetime) -> date | None:
    """The Monday of the week for which this person can be asked right now; None while they are not at work.

    From the first working morning on; an owner who is missed then, because nothing ran, is caught up within the week.
    """
    calendar = working_time_of(person, policy)
    today = calendar.local_day(now)
    opens, closes = calendar.hours_on(today)
    if person.away_on(today) or not calendar.works_on(today) or not opens <= now < closes:
        return None
    return today - timedelta(days=today.weekday())
