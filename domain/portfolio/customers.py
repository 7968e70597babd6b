"""Customers who may act as a reference, their contacts, and what they agreed to."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.activities import Activity, Exposure, Purpose, Quotable
from domain.people import Person


class ConsentAnswer(StrEnum):
    """What a customer said when asked for permission."""

    YES = "yes"
    ASK_FIRST = "ask_first"
    NO = "no"
    ONCE = "once"  # a yes for one request: kept as evidence, it says nothing of the next time


@dataclass(frozen=True, slots=True)
class Consent:
    """One recorded answer; domain/portfolio/consent.py says what follows from all of them.

    activity, purpose, exposure None: it is for all of them. contact_id: a contact's own answer; None is the customer's.
    until: the last day it holds. count: for so many uses. evidence: where it is written, a link or words.
    agreed_by, agreed_on: who said it, and when. recorded_by: a person's id, None for an import.
    """

    answer: ConsentAnswer
    activity: Activity | Quotable | None = None
    purpose: Purpose | None = None
    until: date | None = None
    agreed_by: str = ""
    agreed_on: date | None = None
    recorded_by: int | None = None
    contact_id: int | None = None
    exposure: Exposure | None = None
    count: int | None = None
    evidence: str = ""
    recorded_at: datetime | None = None

    @property
    def said_on(self) -> date | None:
        """When the customer said it, as far as is known: else when it was recorded."""
        return self.agreed_on or (self.recorded_at.date() if self.recorded_at else None)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the customer. Their details leave the owner's hands only where `direct` is True."""

    id: int
    name: str
    title: str = ""
    seniority: str = ""  # C-level, VP, Director, Manager
    email: str = ""
    phone: str = ""
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Do not use, and why. `until` is the first day it may be used again; None means until lifted.

    set_at: since when it is known; set_by: who set it in Slack, None for an import.
    """

    reason: str
    since: date | None = None
    until: date | None = None
    set_at: datetime | None = None
    set_by: int | None = None

    def holds_on(self, day: date) -> bool:
        """True when the customer must not be used on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of ours. Lists are as the company writes them; languages are ISO 639-1, country ISO 3166."""

    id: int
    external_id: str
    name: str
    industry: str = ""
    country: str = ""
    region: str = ""
    size: str = ""
    employees: int | None = None
    tier: str = ""
    use_cases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()  # empty: any
    competitors: tuple[str, ...] = ()
    owner_id: int | None = None
    backup_id: int | None = None
    classified: bool = False
    segment: str = ""
    name_public: bool = False
    story: str = ""
    story_public: bool = False
    customer_since: date | None = None
    renewal_on: date | None = None
    satisfaction: int | None = None  # 0-10
    satisfaction_on: date | None = None
    verified_on: date | None = None
    verified_by: str = ""
    quarter_points: int | None = None
    gifts_allowed: bool | None = None
    hold: Hold | None = None
    active: bool = True  # False: no longer in the portfolio; what is open can only be closed
    key: str = ""  # by which Slack's buttons name it

    def may_be_seen_by(self, person: Person) -> bool:
        """Classified customers are known to owner, backup and programme managers only."""
        return not self.classified or person.programme_manager or person.id in (self.owner_id, self.backup_id)


def as_seen_by(customer: Customer, person: Person) -> Customer:
    """The customer as `person` may know it: a classified one is reduced to its segment, "" where there is none.

    It is built anew and not emptied field by field, so that a field added later can't leak it on any surface.
    """
    if customer.may_be_seen_by(person):
        return customer
    return Customer(
        id=customer.id,
        external_id="",
        name=customer.segment,
        segment=customer.segment,
        classified=True,
        active=customer.active,
        key=customer.key,
        hold=replace(customer.hold, reason="") if customer.hold else None,
    )


@dataclass(frozen=True, slots=True)
class Use:
    """One use that counts: reserved or done. `on` is the event's day, or the approval's while undated.

    made: False for one that was approved and has no day yet. approved: False while the customer is being asked.
    """

    activity: Activity
    on: date
    contact_id: int | None = None
    at: datetime | None = None
    made: bool = True
    purpose: Purpose = Purpose.SALES
    approved: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """All that deciding about one customer needs, read in one transaction (under its lock when it is to change).

    used: points by first day of quarter. uses: those of the last fiscal year and the rest period, newest first.
    """

    customer: Customer
    contacts: tuple[Contact, ...] = ()
    consents: tuple[Consent, ...] = ()
    used: tuple[tuple[date, int], ...] = ()
    uses: tuple[Use, ...] = ()

    def points_used(self, quarter_starts: date) -> int:
        """Points taken in the quarter that begins on `quarter_starts`."""
        return dict(self.used).get(quarter_starts, 0)
