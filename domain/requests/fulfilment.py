"""After the approval: the day is set, moved or called off; how it went, the thanks, the deal.

Every move takes what is known and gives back an Outcome, or refuses. `domain/requests/follow_ups.py` says when each is
due.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.activities import Purpose
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Obstacle, Scope, blocker, hold_blocker, permission
from domain.portfolio.consent import Permission, ended
from domain.portfolio.customers import Customer, Record
from domain.refusals import Reason, Refusal
from domain.requests.decisions import LONGEST_AHEAD_DAYS, decline, introducer, released
from domain.requests.ledger import Entry, LedgerLine
from domain.requests.messages import UPDATED_IN_PLACE, WITH_CONTACT, MessageType
from domain.requests.paused import check_not_paused, said_no
from domain.requests.request import CancelledBy, DealEnd, DeclineReason, Outcome, Request, Thanks, moved
from domain.requests.rights import check_may_decide, check_may_report
from domain.requests.states import Status
from domain.working_time import mornings, working_time_of

LATE = timedelta(hours=24)  # a prospect who cancels later than this has cost the customer the time
DEAL_AFTER = timedelta(days=21)
DEAL_AGAIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Report:
    """How a use went, as the requester says. grade: 1 to 5."""

    grade: int | None = None
    remark: str = ""
    learned: str = ""
    helped: bool | None = None


def check_running(request: Request, customer: Customer, by: Person) -> None:
    """Raise Refusal unless `by` may say what becomes of an approved use, and it is one."""
    check_may_report(by, request, customer)
    _check_approved(request)


def check_stoppable(request: Request, customer: Customer, by: Person) -> None:
    """Raise Refusal unless `by` may stop it."""
    check_may_decide(by, request, customer)
    if not request.paused:
        _check_approved(request)


def starts(request: Request, policy: Policy) -> datetime | None:
    """When the event begins: at its hour, else in the morning of its day; None while undated."""
    fulfilment = request.fulfilment
    if fulfilment.event_on is None:
        return None
    return fulfilment.event_at or datetime.combine(fulfilment.event_on, policy.day_starts, ZoneInfo(policy.timezone))


def schedule(
    request: Request,
    record: Record,
    *,
    on: date,
    at: datetime | None,
    by: Person,
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set or move the day. Into another quarter the reservation moves along, if that quarter has room.

    Raises Refusal, with the field "on", for a day that can't be, and for those who may not.
    """
    check_running(request, record.customer, by)
    if not request.activity.live:
        raise Refusal(Reason.NEEDS_NO_DAY)
    today = policy.day(now)
    check_not_paused(request, record, policy, today)
    if on < today or (at is not None and at < now):
        raise Refusal(Reason.TIME_OVER, field="on")
    if (on - today).days > LONGEST_AHEAD_DAYS:
        raise Refusal(Reason.DAY_TOO_FAR, field="on")
    ledger = _reservation_moved(request, _as_agreed(record, request), on, policy)
    known = request.status is Status.SCHEDULED
    if known and (request.fulfilment.event_on, request.fulfilment.event_at) == (on, at):
        raise Refusal(Reason.SAME_DAY, field="on")
    fulfilment = replace(request.fulfilment, event_on=on, event_at=at)
    quarter = policy.quarter(on).starts
    dated = moved(request, Status.SCHEDULED, now=now, fulfilment=fulfilment, used_on=on, quarter=quarter)
    message_type = MessageType.RESCHEDULED if known else MessageType.SCHEDULED
    outcome = _telling_the_other(Outcome(dated, by=by.id, ledger=ledger), record.customer, by, message_type)
    return _with_file(outcome, request, record.customer)


def cancel(
    request: Request, customer: Customer, *, who: CancelledBy, by: Person, policy: Policy, now: datetime
) -> Outcome:
    """Call it off, or say that it did not take place.

    A prospect who cancels in the last 24 hours, or does not come, costs the points, and the customer is thanked.
    """
    check_running(request, customer, by)
    begins = starts(request, policy)
    spent = who is CancelledBy.PROSPECT and begins is not None and now >= begins - LATE
    fulfilment = replace(
        request.fulfilment,
        cancelled_by=who,
        missed=begins is not None and now >= begins,
        thanks_since=now if spent else None,
    )
    points = request.points if spent else 0
    gone = moved(request, Status.CANCELLED, now=now, fulfilment=fulfilment, points=points)
    outcome = _with_file(Outcome(gone, by=by.id, ledger=() if spent else released(request)), request, customer)
    if spent:
        outcome = outcome.telling(MessageType.THANK, introducer(request, customer))
        return outcome.telling(MessageType.CANCELLED, request.requester_id)
    return _telling_the_other(outcome, customer, by, MessageType.CANCELLED)


def stop(
    request: Request, customer: Customer, *, reason: DeclineReason, note: str, by: Person, policy: Policy, now: datetime
) -> Outcome:
    """The owner's veto outlives the approval: until the event an approved use can be stopped; its points are free."""
    check_stoppable(request, customer, by)
    if request.status is Status.AWAITING_CUSTOMER:
        return decline(request, customer, by=by, reason=reason, note=note, now=now)
    if (begins := starts(request, policy)) is not None and now >= begins:
        raise Refusal(Reason.BEGUN)
    if reason is DeclineReason.OTHER and not note:
        raise Refusal(Reason.SAY_WHY, field="note")
    fulfilment = replace(request.fulfilment, cancelled_by=CancelledBy.OWNER)
    gone = moved(request, Status.CANCELLED, now=now, fulfilment=fulfilment, points=0, decline_reason=reason, note=note)
    outcome = Outcome(
        gone, by=by.id, ledger=released(request), code="stopped", renewing=UPDATED_IN_PLACE | WITH_CONTACT
    )
    outcome = _with_file(outcome, request, customer).telling(MessageType.STOPPED, request.requester_id)
    talks = introducer(request, customer)
    return outcome if talks in (by.id, request.requester_id) else outcome.telling(MessageType.STOPPED, talks)


def happened(
    request: Request, customer: Customer, report: Report, *, by: Person, policy: Policy, now: datetime
) -> Outcome:
    """It took place: the points stay, the owner is asked to say thank you, and the deal is asked about weeks later."""
    check_running(request, customer, by)
    today, event_on = policy.day(now), request.fulfilment.event_on
    if event_on is not None and event_on > today:
        raise Refusal(Reason.STILL_AHEAD, day=event_on)
    sells = request.purpose in (Purpose.SALES, Purpose.TENDER)
    fulfilment = replace(
        request.fulfilment,
        grade=report.grade,
        remark=report.remark,
        learned=report.learned,
        helped=report.helped,
        thanks_since=now if request.activity.thanks_owed else None,
        ask_deal_on=(event_on or today) + DEAL_AFTER if sells else None,
    )
    outcome = Outcome(moved(request, Status.COMPLETED, now=now, fulfilment=fulfilment), by=by.id)
    if not request.activity.thanks_owed:
        return outcome
    return outcome.telling(MessageType.THANK, introducer(request, customer))


def unanswered(request: Request, customer: Customer, *, now: datetime) -> Outcome:
    """Nobody said whether an undated use took place: it lapses, its points are free, both are told."""
    lapsed = moved(request, Status.LAPSED, now=now, points=0)
    outcome = Outcome(lapsed, by=None, ledger=released(request)).telling(MessageType.UNANSWERED, request.requester_id)
    return outcome.telling(MessageType.UNANSWERED, introducer(request, customer))


def thank(request: Request, customer: Customer, *, how: Thanks, by: Person, now: datetime) -> Outcome:
    """The customer was thanked. Raises Refusal where it was done already, and for a gift they may not take."""
    _check_thanking(request, customer, by)
    if how is Thanks.GIFT and customer.gifts_allowed is False:
        raise Refusal(Reason.NO_GIFTS, customer=customer)
    fulfilment = replace(request.fulfilment, thanked_at=now, thanked_how=how)
    return Outcome(replace(request, fulfilment=fulfilment, changed_at=now), by=by.id, code="thanked")


def thank_later(request: Request, customer: Customer, *, by: Person, policy: Policy, now: datetime) -> Outcome:
    """Remind again on the next working morning, and not before."""
    _check_thanking(request, customer, by)
    morning = mornings({by.id: by}, policy)(by.id, working_time_of(by, policy).local_day(now), 1)
    again = working_time_of(by, policy).local_day(morning)
    fulfilment = replace(request.fulfilment, thanks_again_on=again)
    return Outcome(replace(request, fulfilment=fulfilment, changed_at=now), by=by.id, code="thanks_put_off")


def deal_ended(
    request: Request, customer: Customer, *, end: DealEnd | None, by: Person, policy: Policy, now: datetime
) -> Outcome:
    """The deal was won or lost; None: it is still open and asked about again in a month. A win is told to the owner."""
    check_may_report(by, request, customer)
    if request.status is not Status.COMPLETED or request.fulfilment.ask_deal_on is None:
        raise Refusal(Reason.DEAL_OVER)
    if request.fulfilment.deal_end is not None:
        raise Refusal(Reason.DEAL_SAID, end=request.fulfilment.deal_end)
    again = policy.day(now) + DEAL_AGAIN if end is None else request.fulfilment.ask_deal_on
    fulfilment = replace(request.fulfilment, deal_end=end, ask_deal_on=again)
    outcome = Outcome(replace(request, fulfilment=fulfilment, changed_at=now), by=by.id, code=f"deal.{end or 'open'}")
    return outcome.telling(MessageType.HELPED_WIN, introducer(request, customer)) if end is DealEnd.WON else outcome


def _reservation_moved(request: Request, record: Record, on: date, policy: Policy) -> tuple[LedgerLine, ...]:
    """The two ledger lines that take the reservation to another quarter, in date order; none within one quarter."""
    quarter, what = policy.quarter(on).starts, (request.activity, request.purpose)
    if quarter == request.quarter:
        # It has its points already; should the budget be smaller by now, they stay.
        stopped = hold_blocker(record.customer, on) or said_no(request, record, policy, on)
    else:
        stopped = blocker(_without_use(record, request), *what, policy, on)
    stopped = stopped or _beyond_agreement(request, record, policy, on)
    if stopped:
        raise Refusal(Reason.BLOCKED, blocker=stopped, field="on")
    if quarter == request.quarter or request.quarter is None:
        return ()
    customer = record.customer
    limit = policy.limit(tier=customer.tier, own=customer.quarter_points)
    of = (request.activity, request.contact_id)
    lines = (
        LedgerLine(customer.id, request.quarter, -request.points, Entry.RELEASE, *of, request.used_on),
        LedgerLine(customer.id, quarter, request.points, Entry.RESERVE, *of, on, limit),
    )
    return tuple(sorted(lines, key=lambda line: line.quarter))


def _beyond_agreement(request: Request, record: Record, policy: Policy, on: date) -> Blocker | None:
    """The block of a day after the last one for which the customer agreed."""
    was, said = (
        permission(record, request.activity, request.purpose, policy, day, request.contact_id)
        for day in (request.used_on or on, on)
    )
    if said.entry is None or was.answer is not Permission.YES or not ended(said.entry, on):
        return None
    return Blocker(Obstacle.NO, record.customer, scope=Scope.AGREED_UNTIL, until=said.entry.until)


def _as_agreed(record: Record, request: Request) -> Record:
    """The record without a hold in spite of which this use goes ahead."""
    hold = record.customer.hold
    if hold is None or not request.goes_ahead_since(hold.set_at):
        return record
    return replace(record, customer=replace(record.customer, hold=None))


def _without_use(record: Record, request: Request) -> Record:
    """The record as if this request had taken nothing; without contacts, because theirs has agreed to the day."""
    uses = list(record.uses)
    mine = next((use for use in uses if (use.activity, use.on) == (request.activity, request.used_on)), None)
    if mine:
        uses.remove(mine)
    return replace(record, contacts=(), uses=tuple(uses))


def _telling_the_other(outcome: Outcome, customer: Customer, by: Person, message_type: MessageType) -> Outcome:
    """Both are told, and everybody who joined; who did it is left out."""
    request, talks = outcome.request, introducer(outcome.request, customer)
    outcome = outcome.telling(message_type, request.requester_id)
    return outcome if talks in (by.id, request.requester_id) else outcome.telling(message_type, talks)


def _with_file(outcome: Outcome, before: Request, customer: Customer) -> Outcome:
    """Queue a calendar file for both: of the hour there is now, or to take out the one there was."""
    request = outcome.request
    if request.fulfilment.missed or (before.fulfilment.event_at is None and request.fulfilment.event_at is None):
        return outcome  # what is over, and what has no hour, needs none
    for person in dict.fromkeys((request.requester_id, introducer(request, customer))):
        outcome = outcome.telling(MessageType.CALENDAR, person)
    return outcome


def _check_approved(request: Request) -> None:
    if not request.status.running:
        raise Refusal(Reason.SETTLED, status=request.status)


def _check_thanking(request: Request, customer: Customer, by: Person) -> None:
    check_may_decide(by, request, customer)
    if request.fulfilment.thanks_since is None:
        raise Refusal(Reason.NO_THANKS_YET)
    if request.fulfilment.thanked_how is not None:
        raise Refusal(Reason.THANKED, how=request.fulfilment.thanked_how)
