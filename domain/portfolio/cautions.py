"""What to be careful about when a customer is asked: its own cautions, and those of one request or search."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.activities import Activity
from domain.calendar import business_days_between
from domain.policy import Policy
from domain.portfolio.availability import most_senior
from domain.portfolio.company_names import may_be_company, mentioned, same_company
from domain.portfolio.customers import Record
from domain.seniority import levels_above


class CautionKind(StrEnum):
    """What to be careful about."""

    CONFIDENTIAL = "confidential"  # and it would be named outside
    COMPETITOR = "competitor"  # the prospect is one
    MAYBE_COMPETITOR = "maybe_competitor"
    RIVAL = "rival"  # a competitor stands in the words of a search
    TOO_LOW = "too_low"
    WAITS = "waits"  # what is asked for most has to wait
    RENEWAL = "renewal"
    SATISFACTION = "satisfaction"
    NEW = "new"
    NEVER_VERIFIED = "never_verified"
    VERIFIED_LONG_AGO = "verified_long_ago"
    SHORT_NOTICE = "short_notice"


@dataclass(frozen=True, slots=True)
class Caution:
    """What to be careful about; the customer may be asked all the same.

    number: days until the renewal, since it was verified or of notice; of satisfaction, 0-10. name: of the competitor.
    level, wanted: of its most senior contact and of the prospect's person. day: until when
    `activity` waits, `number` days from now.
    """

    kind: CautionKind
    number: int = 0
    name: str = ""
    level: str = ""
    wanted: str = ""
    day: date | None = None
    activity: Activity | None = None


def cautions(record: Record, policy: Policy, today: date) -> tuple[Caution, ...]:
    """What to be careful about; the customer may be asked all the same."""
    customer = record.customer
    found: list[Caution] = []
    if customer.renewal_on and 0 <= (days := (customer.renewal_on - today).days) <= policy.renewal_days:
        found.append(Caution(CautionKind.RENEWAL, days))
    if customer.satisfaction is not None and customer.satisfaction <= policy.low_satisfaction:
        found.append(Caution(CautionKind.SATISFACTION, customer.satisfaction))
    if customer.customer_since and (today - customer.customer_since).days < policy.new_customer_days:
        found.append(Caution(CautionKind.NEW))
    if customer.verified_on is None:
        found.append(Caution(CautionKind.NEVER_VERIFIED))
    elif (days := (today - customer.verified_on).days) > policy.verify_days(customer.tier):
        found.append(Caution(CautionKind.VERIFIED_LONG_AGO, days))
    return tuple(found)


def request_cautions(
    record: Record,
    policy: Policy,
    today: date,
    *,
    activity: Activity,
    prospect: str,
    needed_by: date,
    level: str = "",
) -> tuple[Caution, ...]:
    """The customer's cautions and those of this request: a competitor, a contact too low, short notice."""
    found = [*too_low(record, level), *cautions(record, policy, today)]
    if meant := [name for name in record.customer.competitors if may_be_company(prospect, name)]:
        same = any(same_company(prospect, name) for name in meant)
        found.insert(0, Caution(CautionKind.COMPETITOR if same else CautionKind.MAYBE_COMPETITOR, name=meant[0]))
    if record.customer.classified and activity.names_outside:
        found.insert(0, Caution(CautionKind.CONFIDENTIAL))
    if business_days_between(today, needed_by) < activity.notice_days:
        found.append(Caution(CautionKind.SHORT_NOTICE, activity.notice_days))
    return tuple(found)


def too_low(record: Record, level: str) -> tuple[Caution, ...]:
    """A caution when even the most senior contact is two levels or more below the prospect's person."""
    best = most_senior(record.contacts)
    if best is None or (levels_above(best.seniority, level) or 0) < 2:
        return ()
    return (Caution(CautionKind.TOO_LOW, level=best.seniority, wanted=level),)


def rivals_in(record: Record, words: str) -> tuple[Caution, ...]:
    """A caution for each named competitor of the customer that stands in these words."""
    return tuple(
        Caution(CautionKind.RIVAL, name=name) for name in record.customer.competitors if mentioned(name, words)
    )
