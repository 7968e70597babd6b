"""Holds: a customer is not to be used for a while; who may say so, and until when."""

from dataclasses import replace
from datetime import date, datetime

from domain.people import Person
from domain.portfolio.customers import Customer, Hold
from domain.refusals import Reason, Refusal

# Why a customer is on hold that a file of the whole portfolio did not name. Being in one again lifts it.
NOT_IN_FILE = "not_in_file"


def may_hold(person: Person, customer: Customer) -> bool:
    """Those who look after a customer: its owner, its backup, and programme managers."""
    return person.programme_manager or person.id in (customer.owner_id, customer.backup_id)


def check_may_hold(person: Person, customer: Customer) -> None:
    """Raise Refusal, with who can, unless `person` looks after the customer. Of a classified one nobody is named."""
    if not may_hold(person, customer):
        known = () if customer.owner_id is None or customer.classified else (customer.owner_id,)
        raise Refusal(Reason.NOT_IN_CHARGE, deciders=known)


def put_on_hold(customer: Customer, *, until: date | None, reason: str, by: Person, today: date, now: datetime) -> Hold:
    """The hold that `by` sets. A hold that is on is corrected, and whatever goes ahead in spite of it still does.

    Raises Refusal, with the field, for a day that is not ahead.
    """
    check_may_hold(by, customer)
    if until is not None and until <= today:
        raise Refusal(Reason.HOLD_DAY, field="until")
    known = customer.hold if customer.hold and customer.hold.holds_on(today) else None
    return Hold(reason, known.since if known else today, until, known.set_at if known else now, by.id)


def imported_hold(known: Hold | None, told: Hold | None, *, today: date, now: datetime) -> Hold | None:
    """The hold after an import. One that was set in Slack stays until it ends, or is taken off in Slack.

    One that the file tells again is the same hold, even where its days are others: nobody is asked twice.
    """
    known = known if known and (known.until is None or known.until > today) else None
    if known and known.set_by is not None:
        return known
    if told is None or (told.until is not None and told.until <= today):
        return None
    return replace(told, set_at=known.set_at if known else now, set_by=None)


def check_may_lift(customer: Customer, by: Person) -> None:
    """Raise Refusal unless `by` may take the customer off hold, and it is on hold."""
    check_may_hold(by, customer)
    if customer.hold is None:
        raise Refusal(Reason.NOT_ON_HOLD, customer=customer)
