"""Chasing: what becomes of a request that waits - reminder, backup, programme manager, lapse. It never approves itself.

All of it is in the working time of the person who is waited for. `chase` says what time makes of a request now.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

from domain.people import Person, Standing
from domain.policy import Policy
from domain.portfolio.customers import Customer
from domain.refusals import Reason, Refusal
from domain.requests.decisions import released, reroute
from domain.requests.messages import MessageType
from domain.requests.request import Outcome, Request, RerouteReason, moved
from domain.requests.rights import check_may_decide
from domain.requests.routing import Circle, is_away, passing, route
from domain.requests.states import STATES, Status, WaitsFor
from domain.working_time import WorkingTime, add_working, next_working_moment, working_between, working_time_of

FAR_OFF_DAYS = 7  # needed later than this: the first reminder can wait for a day
SHORTEST = timedelta(minutes=30)  # however soon it is needed, nobody is asked again within less
NEVER = timedelta.max
REMINDED = 2  # the stage at which the owner is reminded
LAPSED = 5
LEAST_ROOM = timedelta(hours=1)  # less working time than this is no chance to answer


class EscalationAction(StrEnum):
    """What happens at a stage. The value is its code in the audit."""

    ASK_TOGETHER = "backup_asked_at_once"
    REMIND = "reminded"
    ASK_BACKUP = "backup_asked"
    ASK_MANAGER = "manager_asked"
    LAPSE = "lapsed"


class Snooze(StrEnum):
    """When the decider would rather be reminded. The value stands in the menu's option."""

    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: it comes `after` that much working time, or after that `share` of all there is until needed-by.

    The earlier of the two counts; a lapse comes at the latest when it is needed. number: what `Request.stage` is
    once the stage is done.
    """

    number: int
    action: EscalationAction
    after: timedelta
    share: float | None = None


def stages(request: Request, policy: Policy, calendar: WorkingTime) -> tuple[Stage, ...]:
    """Every stage of a request's wait, in order."""
    day = calendar.day
    if request.paused:
        ends = (Stage(LAPSED, EscalationAction.LAPSE, NEVER),) if request.status.waiting else ()
        return (
            Stage(REMINDED, EscalationAction.REMIND, timedelta(0) if request.snoozed_until else day),
            Stage(4, EscalationAction.ASK_MANAGER, policy.manager_days * day),  # or when the day has come
            *ends,
        )
    match STATES[request.status].waits_for:
        case WaitsFor.CUSTOMER:
            once, again = policy.customer_reminder_days
            return (
                Stage(1, EscalationAction.REMIND, timedelta(0) if request.snoozed_until else once * day),
                Stage(2, EscalationAction.REMIND, again * day),
                Stage(LAPSED, EscalationAction.LAPSE, NEVER),  # only when it is needed
            )
        case WaitsFor.DECIDER:
            far_off = (request.needed_by - calendar.local_day(request.waiting_since)).days > FAR_OFF_DAYS
            reminder = day if far_off else timedelta(hours=policy.reminder_hours)
            return (
                Stage(1, EscalationAction.ASK_TOGETHER, timedelta(0)),  # only where there is less than a day
                # A snooze ends with the reminder that was asked for.
                Stage(REMINDED, EscalationAction.REMIND, timedelta(0) if request.snoozed_until else reminder, 0.25),
                Stage(3, EscalationAction.ASK_BACKUP, policy.backup_days * day, 0.5),
                Stage(4, EscalationAction.ASK_MANAGER, policy.manager_days * day, 0.75),
                Stage(LAPSED, EscalationAction.LAPSE, policy.lapse_days * day),  # or when it is needed
            )
        case WaitsFor.NOBODY:
            return ()
        case _ as unknown:
            assert_never(unknown)


def deadline(request: Request, policy: Policy, calendar: WorkingTime) -> datetime:
    """When it is too late: at the end of work on the day it is needed.

    Who is asked so late that nobody could answer by then has until that day is over for the company.
    """
    _, closes = calendar.hours_on(request.needed_by)
    if add_working(request.waiting_since, LEAST_ROOM, calendar) <= closes:
        return closes
    midnight = datetime.combine(request.needed_by + timedelta(days=1), time(), ZoneInfo(policy.timezone))
    return max(closes, midnight.astimezone(UTC))


def plan(request: Request, policy: Policy, calendar: WorkingTime) -> tuple[tuple[Stage, datetime], ...]:
    """Every stage that can come, with its moment."""
    asked, ends = request.waiting_since, deadline(request, policy, calendar)
    table = stages(request, policy, calendar)
    # With more room than this every fixed time is earlier than its share: no need to count the days of a year.
    enough = max((stage.after / stage.share for stage in table if stage.after and stage.share), default=calendar.day)
    room = enough
    if add_working(asked, enough, calendar) > ends:
        room = working_between(asked, ends, calendar)
    found = []
    for stage in table:
        if stage.action is EscalationAction.ASK_TOGETHER:
            moment = asked if room < calendar.day else None
        elif stage.action is EscalationAction.LAPSE:
            moment = ends if stage.after is NEVER else min(ends, add_working(asked, stage.after, calendar))
        elif request.paused and stage.action is EscalationAction.ASK_MANAGER:
            comes, _ = calendar.hours_on(request.fulfilment.event_on or request.needed_by)
            moment = max(asked, min(comes, add_working(asked, stage.after, calendar)))
        else:
            shared = () if stage.share is None else (max(SHORTEST, stage.share * room),)
            moment = add_working(asked, min((stage.after, *shared)), calendar)
        if moment is not None:
            found.append((stage, moment))
    return tuple(found)


def due(request: Request, circle: Circle, policy: Policy, now: datetime) -> Stage | None:
    """The latest stage that has come and is not done yet: after missed hours there is one message, not four."""
    person = circle.people.get(circle.waited_for(request) or 0)
    reached = [stage for stage, moment in plan(request, policy, working_time_of(person, policy)) if moment <= now]
    latest = max(reached, key=lambda stage: stage.number, default=None)
    return latest if latest is not None and latest.number > request.stage else None


def escalate(request: Request, circle: Circle, policy: Policy, now: datetime) -> Outcome | None:
    """What time makes of a waiting request at `now`; None when there is nothing to do."""
    stage = due(request, circle, policy, now) if request.waiting else None
    if stage is not None and stage.action is EscalationAction.LAPSE:
        return lapse(request, circle, now=now)
    if circle.removed:
        return None
    others = passed_on(request, circle, policy, now)
    return others or (None if stage is None else _ask(request, stage, circle, policy, now))


def passed_on(request: Request, circle: Circle, policy: Policy, now: datetime) -> Outcome | None:
    """The outcome where another person is to act: another owner, another backup, a stand-in."""
    if circle.owner_id is not None and circle.owner_id != request.owner_id:
        return hand_over(request, circle, policy, now=now)
    if not request.waiting:
        return None
    if request.backup_id is not None and request.backup_for != circle.backup_id:
        return _other_backup(request, circle, policy, now)
    found = passing(request, circle, policy, now)
    return reroute(request, to=found.person.id, why=found.why, now=now) if found else None


def hand_over(request: Request, circle: Circle, policy: Policy, *, now: datetime) -> Outcome:
    """The customer has another owner now: they get it, or who stands in for them, and hear of what is theirs to do."""
    assert circle.owner_id is not None
    found = route(circle, policy, now, requester_id=request.requester_id)
    to, why = (found.person.id, found.why) if found else (circle.owner_id, None)
    if request.requester_id == circle.owner_id:
        to, why = circle.owner_id, None  # what they asked for themselves is theirs to decide by now
    fresh = replace(request, owner_id=circle.owner_id, backup_id=None, backup_for=None)
    handed = replace(reroute(fresh, to=to, why=why, now=now), code="handed_over")
    # An owner who is away is told, too, and can stop it.
    return replace(handed, decision_for=(to, circle.owner_id)) if why is RerouteReason.OWNER_AWAY else handed


def _other_backup(request: Request, circle: Circle, policy: Policy, now: datetime) -> Outcome:
    """Who was asked as the backup is not any more: the right is the new backup's, if there is one."""
    backup = _backup(replace(request, backup_id=None), circle, policy, now)
    changed = replace(request, backup_id=backup, backup_for=circle.backup_id if backup else None, changed_at=now)
    return Outcome(changed, by=None, decision_for=(backup,) if backup else (), code="backup_changed")


def lapse(request: Request, circle: Circle, *, now: datetime) -> Outcome:
    """Nobody answered in time: reserved points are released, the requester is told who fits next."""
    lapsed = moved(request, Status.LAPSED, now=now, points=0, stage=LAPSED)
    gone = Outcome(lapsed, by=None, ledger=released(request)).telling(MessageType.LET_LAPSE, circle.waited_for(request))
    return gone.telling(MessageType.LAPSED, request.requester_id)


def snooze(
    request: Request, customer: Customer, *, by: Person, later: Snooze, policy: Policy, now: datetime
) -> Outcome:
    """Whoever decides is reminded later, when their day begins; until then nobody else is asked. It can still lapse."""
    check_may_decide(by, request, customer)
    if not (request.status.decidable or request.paused):
        raise Refusal(Reason.SETTLED, status=request.status)
    calendar = working_time_of(by, policy)
    today = calendar.local_day(now)
    day = today + timedelta(days=1 if later is Snooze.TOMORROW else 7 - today.weekday())
    until = next_working_moment(calendar.hours_on(day)[0], calendar)
    if until >= deadline(request, policy, calendar):
        raise Refusal(Reason.NEEDED_BEFORE)
    return Outcome(replace(request, stage=0, asked_at=until, snoozed_until=until), by=by.id, code="snoozed")


def _ask(request: Request, stage: Stage, circle: Circle, policy: Policy, now: datetime) -> Outcome:
    """The outcome of a stage: another decider gets the card, or the one who is waited for is reminded."""
    waited_for, to_ask = circle.waited_for(request), None
    known = request.backup_id
    decides = STATES[request.status].waits_for is WaitsFor.DECIDER
    if decides and stage.action is not EscalationAction.REMIND and known is None:
        # Even where their stage was missed while nothing ran: they may decide from now on.
        known = _backup(request, circle, policy, now)
    if stage.action is EscalationAction.ASK_MANAGER:
        to_ask = _manager(request, circle, policy, now)
    elif stage.action in (EscalationAction.ASK_TOGETHER, EscalationAction.ASK_BACKUP) and request.backup_id is None:
        to_ask = known
    of = circle.backup_id if known is not None else None
    asked = replace(request, stage=stage.number, backup_id=known, backup_for=of)
    outcome = Outcome(asked, by=None, code=stage.action.value)
    if to_ask is not None:
        outcome = replace(outcome, decision_for=(to_ask,))
        if request.paused:
            outcome = outcome.telling(MessageType.HOLD_ASKED, to_ask)
    elif stage.action is EscalationAction.ASK_BACKUP and known is not None:
        outcome = outcome.telling(MessageType.REMINDER, known)
    elif stage.action is not EscalationAction.ASK_TOGETHER:
        return outcome.telling(MessageType.REMINDER, waited_for)
    # Nobody is passed over in silence: who was never reminded is, when the next is asked.
    unreminded = request.stage < REMINDED <= stage.number
    return outcome.telling(MessageType.REMINDER, waited_for) if unreminded else outcome


def _backup(request: Request, circle: Circle, policy: Policy, now: datetime) -> int | None:
    backup = circle.people.get(circle.backup_id or 0)
    delegate = circle.people.get(backup.delegate_id or 0) if backup and is_away(backup, policy, now) else None
    return _present((backup, delegate), request, circle, policy, now)


def _manager(request: Request, circle: Circle, policy: Policy, now: datetime) -> int | None:
    return _present((each for each in circle.managers if each.id != request.backup_id), request, circle, policy, now)


def _present(
    people: Iterable[Person | None], request: Request, circle: Circle, policy: Policy, now: datetime
) -> int | None:
    """The first who is there and has not been asked as decider; nobody decides about their own request.

    Whoever decides has to act: introduce, ask, thank. So nobody is asked who may not know which customer it is.
    """
    for person in people:
        if person is None or person.id in (request.requester_id, request.decider_id) or not circle.may_know(person):
            continue
        # One who is known by e-mail only may well be in Slack; that is found out when they are written to.
        if person.standing is Standing.MEMBER and not is_away(person, policy, now):
            return person.id
    return None
