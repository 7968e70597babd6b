"""What time makes due after an approval: the brief, "how did it go?", the thanks, the deal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.policy import Policy
from domain.portfolio.customers import Customer
from domain.requests.decisions import introducer
from domain.requests.fulfilment import starts
from domain.requests.messages import MessageType
from domain.requests.request import Request
from domain.requests.states import Status
from domain.working_time import Morning

ANSWER_WITHIN = timedelta(days=10)
THANKS_STAGES = (2, 5, 10)  # working days after the use
CATCH_UP = timedelta(days=14)  # a question about a deal that could not be asked for so long is not asked any more


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What time has made due: a message to one person, or (`message_type` is None) that nobody answers any more.

    mark: tells this occasion from the next of its kind, so that each is queued once.
    """

    message_type: MessageType | None
    person_id: int
    mark: str


def follow_ups_due(
    request: Request, customer: Customer, *, morning: Morning, policy: Policy, now: datetime
) -> tuple[FollowUp, ...]:
    """What time has made due for one request since its approval: of each thing the latest stage only."""
    match request.status:
        case Status.APPROVED:
            return _answer_due(request, customer, request.needed_by, morning, now)
        case Status.SCHEDULED:
            assert request.fulfilment.event_on is not None
            asked = _answer_due(request, customer, request.fulfilment.event_on, morning, now)
            return asked or (() if request.paused else _brief_due(request, customer, morning, policy, now))
        case _:
            return _thanks_due(request, customer, morning, policy, now) + _deal_due(request, morning, now)


def _answer_due(
    request: Request, customer: Customer, day: date, morning: Morning, now: datetime
) -> tuple[FollowUp, ...]:
    """How did it go? Asked on the next working morning, once more, then the owner; an undated use is let go."""
    first = morning(request.requester_id, day, 1)
    if now < first:
        return ()
    if now < first + ANSWER_WITHIN:
        reminder = now >= morning(request.requester_id, day, 3)
        return (FollowUp(MessageType.HOW_WAS_IT, request.requester_id, f"{day}:{2 if reminder else 1}"),)
    if request.status is Status.APPROVED:
        return (FollowUp(None, request.requester_id, f"{day}"),)
    talks = introducer(request, customer)
    if talks is None or talks == request.requester_id:
        return ()
    return (FollowUp(MessageType.HOW_WAS_IT, talks, f"{day}:owner"),)


def _brief_due(
    request: Request, customer: Customer, morning: Morning, policy: Policy, now: datetime
) -> tuple[FollowUp, ...]:
    """The brief, to both, from the last working morning before the event until it begins."""
    day, begins = request.fulfilment.event_on, starts(request, policy)
    assert day is not None
    assert begins is not None
    both = dict.fromkeys((request.requester_id, introducer(request, customer)))
    return tuple(
        FollowUp(MessageType.BRIEF, person, f"{day}")
        for person in both
        if person is not None and morning(person, day, -1) <= now < begins
    )


def _thanks_due(
    request: Request, customer: Customer, morning: Morning, policy: Policy, now: datetime
) -> tuple[FollowUp, ...]:
    fulfilment, talks = request.fulfilment, introducer(request, customer)
    if fulfilment.thanks_since is None or fulfilment.thanked_at is not None or talks is None:
        return ()
    since = policy.day(fulfilment.thanks_since)
    stages = [(morning(talks, since, days), str(days)) for days in THANKS_STAGES]
    if again := fulfilment.thanks_again_on:
        put_off = morning(talks, again - timedelta(1), 1)
        if now < put_off:
            return ()
        stages.append((put_off, f"again:{again}"))
    reached = [stage for stage in stages if stage[0] <= now]
    return (FollowUp(MessageType.THANK_AGAIN, talks, max(reached)[1]),) if reached else ()


def _deal_due(request: Request, morning: Morning, now: datetime) -> tuple[FollowUp, ...]:
    fulfilment = request.fulfilment
    if fulfilment.ask_deal_on is None or fulfilment.deal_end is not None:
        return ()
    asked = morning(request.requester_id, fulfilment.ask_deal_on - timedelta(1), 1)
    if not asked <= now < asked + CATCH_UP:
        return ()
    return (FollowUp(MessageType.DEAL_ASKED, request.requester_id, f"{fulfilment.ask_deal_on}"),)
