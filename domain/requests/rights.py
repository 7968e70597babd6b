"""Who may do what about a request, and whose card a message about it is: asked here before anything else.

A refusal says nothing of where the request stands, and of a classified customer it names programme managers only.
"""

from collections.abc import Collection
from enum import StrEnum

from domain.people import Person, Standing
from domain.portfolio.customers import Customer
from domain.refusals import Manage, Reason, Refusal
from domain.requests.request import Request


class Audience(StrEnum):
    """For whom a card shows a request."""

    REQUESTER = "requester"
    DECIDER = "decider"


class Right(StrEnum):
    """What a button or a form of a request takes."""

    DECIDE = "decide"
    REPORT = "report"  # to say what becomes of it
    WITHDRAW = "withdraw"
    READ = "read"


def check(right: Right, person: Person, request: Request, customer: Customer, followers: Collection[int] = ()) -> None:
    """Raise Refusal, with who can, unless `person` has this right. followers: ids of those who joined the request."""
    match right:
        case Right.DECIDE:
            check_may_decide(person, request, customer)
        case Right.REPORT:
            check_may_report(person, request, customer)
        case Right.WITHDRAW:
            check_may_withdraw(person, request)
        case Right.READ:
            if not may_report(person, request, customer) and person.id not in followers:
                raise Refusal(Reason.MAY_NOT_READ)


def check_manages(person: Person, what: Manage) -> None:
    """Raise Refusal unless `person` is a programme manager."""
    if not person.programme_manager:
        raise Refusal(Reason.MANAGERS_ONLY, what=what)


def card_of(right: Right, person: Person, request: Request, customer: Customer) -> Audience | None:
    """For whom the card is on which `person` found a button that takes this right; None where it can't be theirs."""
    decides = may_decide(person, request, customer)
    if right is Right.DECIDE:
        return Audience.DECIDER if decides else None
    if person.id == request.requester_id:
        # An owner's own use has one card only, and decides on it.
        return Audience.DECIDER if request.own_use else Audience.REQUESTER
    return Audience.DECIDER if decides and right is Right.READ else None


def may_decide(person: Person, request: Request, customer: Customer) -> bool:
    """The owner, the person the request was sent to, the backup once they were asked, or a programme manager.

    Only while they are members: who has left or is a guest now decides nothing.
    """
    if person.standing is not Standing.MEMBER:
        return False
    backup = request.backup_id if request.backup_for == customer.backup_id else None
    return person.programme_manager or person.id in (customer.owner_id, asked_instead(request, customer), backup)


def may_report(person: Person, request: Request, customer: Customer) -> bool:
    """Those who know of the day: the requester, and the people who may decide."""
    return person.id == request.requester_id or may_decide(person, request, customer)


def check_may_decide(person: Person, request: Request, customer: Customer) -> None:
    """Raise Refusal, with who can, unless `person` may decide."""
    if not may_decide(person, request, customer):
        ids = (asked_instead(request, customer), customer.owner_id)
        raise Refusal(Reason.MAY_NOT_DECIDE, deciders=_named(person, customer, *ids))


def check_may_report(person: Person, request: Request, customer: Customer) -> None:
    """Raise Refusal, with who can, unless `person` may say what becomes of it."""
    if not may_report(person, request, customer):
        talks = asked_instead(request, customer) or customer.owner_id
        known = _named(person, customer, request.requester_id, talks)
        raise Refusal(Reason.MAY_NOT_REPORT, deciders=known)


def check_may_withdraw(person: Person, request: Request) -> None:
    """Raise Refusal unless `person` may take it back."""
    if person.id != request.requester_id and not person.programme_manager:
        raise Refusal(Reason.MAY_NOT_WITHDRAW)


def asked_instead(request: Request, customer: Customer) -> int | None:
    """Who was asked in the owner's place; once the customer is handed over, nobody is."""
    if customer.owner_id is None:
        return request.decider_id
    return request.decider_id if request.routed and request.owner_id == customer.owner_id else None


def _named(person: Person, customer: Customer, *ids: int | None) -> tuple[int, ...]:
    known = ids if customer.may_be_seen_by(person) else ()
    return tuple(dict.fromkeys(each for each in known if each is not None))
