"""Holds: a customer is not to be used for a while, and what that makes of the requests that are open.

A hold keeps a request that waits from being approved, and pauses a use that was approved: its owner is asked whether
it goes ahead all the same. Its points stay reserved meanwhile. A no that is recorded after the approval does the same.
"""

from dataclasses import replace
from datetime import date, datetime

from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, consent_blocker, hold_blocker, permission
from domain.portfolio.customers import Customer, Record
from domain.refusals import Reason, Refusal
from domain.requests.decisions import introducer
from domain.requests.messages import UPDATED_IN_PLACE, WITH_CONTACT, MessageType
from domain.requests.request import Outcome, Request
from domain.requests.rights import check_may_decide
from domain.requests.states import STATES, WaitsFor


def keeps(record: Record, request: Request, policy: Policy, today: date) -> bool:
    """True while a hold is in force today or on the day of the event, and nobody has said to go ahead.

    So does a recorded no, unless the customer is just being asked about this very use. Of a customer that left the
    portfolio everything is kept, and nobody can say to go ahead.
    """
    customer, event_on = record.customer, request.fulfilment.event_on
    if not customer.active:
        return True
    if _heeds_a_no(request) and said_no(request, record, policy, event_on or today):
        return True
    hold = customer.hold
    if hold is None or request.goes_ahead_since(hold.set_at):
        return False
    return hold.holds_on(today) or (event_on is not None and hold.holds_on(event_on))


def said_no(request: Request, record: Record, policy: Policy, day: date) -> Blocker | None:
    """The customer's recorded no to this use, unless the decider has said to go ahead since it is known."""
    what = (request.activity, request.purpose, policy, day, request.contact_id)
    stopped = consent_blocker(record, *what)
    if stopped is None:
        return None
    entry = permission(record, *what).entry
    return None if entry and request.goes_ahead_since(entry.recorded_at) else stopped


def held_up(request: Request, record: Record, policy: Policy, today: date) -> Blocker | None:
    """Why an open request can't go on now: a hold that keeps it, a recorded no, or the customer left the portfolio."""
    customer, event_on = record.customer, request.fulfilment.event_on
    if not request.status.open or not (request.paused_at or not request.status.holds_points or not customer.active):
        return None
    held = hold_blocker(customer, today) or (hold_blocker(customer, event_on) if event_on else None)
    return held or (said_no(request, record, policy, event_on or today) if _heeds_a_no(request) else None)


def follow_hold(
    request: Request, record: Record, *, policy: Policy, now: datetime, by: int | None = None
) -> Outcome | None:
    """What the customer's hold or recorded no, or its end, makes of an open request now; None where that is done."""
    customer, kept = record.customer, keeps(record, request, policy, policy.day(now))
    if kept is (request.paused_at is not None):
        return None
    if not request.status.holds_points:
        # Whoever decides is waited for as before: they can always decline.
        changed = replace(request, paused_at=now if kept else None, changed_at=now)
        return Outcome(changed, by=by, code="held" if kept else "hold_over")
    if kept:
        return _pause(request, customer, by=by, now=now)
    resumed = Outcome(_going(request, now), by=by, code="resumed", renewing=UPDATED_IN_PLACE | WITH_CONTACT)
    return resumed.telling(MessageType.RESUMED, request.requester_id)


def go_ahead(request: Request, customer: Customer, *, by: Person, now: datetime) -> Outcome:
    """The owner lets a paused use go ahead, whatever the hold says."""
    check_paused(request, customer, by)
    if not customer.active:
        raise Refusal(Reason.LEFT_PORTFOLIO, customer=customer)
    going = replace(_going(request, now), go_ahead_at=now)
    outcome = Outcome(going, by=by.id, code="went_ahead", renewing=UPDATED_IN_PLACE | WITH_CONTACT)
    return outcome.telling(MessageType.RESUMED, request.requester_id)


def check_paused(request: Request, customer: Customer, by: Person) -> None:
    """Raise Refusal unless `by` may decide about the request, and it is paused."""
    check_may_decide(by, request, customer)
    if not request.paused:
        if request.status.open:
            raise Refusal(Reason.GOES_AHEAD)
        raise Refusal(Reason.OVER, status=request.status)


def check_not_paused(request: Request, record: Record, policy: Policy, today: date) -> None:
    """Raise Refusal, with who can let it go ahead, while a hold or a recorded no pauses an approved use."""
    if not request.paused:
        return
    customer, held = record.customer, held_up(request, record, policy, today)
    known = introducer(request, customer)
    deciders = () if known is None or customer.classified else (known,)
    if held is None:
        raise Refusal(Reason.PAUSED, deciders=deciders)
    raise Refusal(Reason.PAUSED_BY, deciders=deciders, blocker=held)


def _heeds_a_no(request: Request) -> bool:
    # While the customer is asked, their answer to that decides.
    return request.status.open and STATES[request.status].waits_for is not WaitsFor.CUSTOMER


def _pause(request: Request, customer: Customer, *, by: int | None, now: datetime) -> Outcome:
    talks = introducer(request, customer)
    paused = replace(
        request, paused_at=now, changed_at=now, stage=0, asked_at=now, snoozed_until=None, go_ahead_at=None
    )
    outcome = Outcome(paused, by=by, code="paused", renewing=UPDATED_IN_PLACE | WITH_CONTACT)
    if not customer.active:
        return outcome.telling(MessageType.PAUSED, request.requester_id).telling(MessageType.PAUSED, talks)
    if talks is not None:
        outcome = replace(outcome, decision_for=(talks,))
    return outcome.telling(MessageType.PAUSED, request.requester_id).telling(MessageType.HOLD_ASKED, talks)


def _going(request: Request, now: datetime) -> Request:
    return replace(request, paused_at=None, changed_at=now, stage=0, asked_at=now, snoozed_until=None)
