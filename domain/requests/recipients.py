"""Who is told what of a move, and what is not told any more."""

from dataclasses import replace
from datetime import date, datetime

from domain.policy import Policy
from domain.requests.fulfilment import starts
from domain.requests.messages import NEWS, ONE_PER_PERSON, REMINDERS, TO_REQUESTERS, Message, MessageType
from domain.requests.request import Outcome, Request
from domain.requests.states import Status


def fanned_out(outcome: Outcome, request: Request, followers: list[int]) -> list[Message]:
    """What the requester is told, everyone who joined is told; but nobody what they did, or are told in other words."""
    asked = dict.fromkeys((request.requester_id, *followers))
    tasks = [message for message in outcome.messages if message.type not in TO_REQUESTERS | ONE_PER_PERSON]
    if len(asked) == 1 and request.own_use:
        # An owner needs no introduction to their own customer.
        tasks = [task for task in tasks if (task.type, task.person_id) != (MessageType.INTRODUCE, request.requester_id)]
    knowing = {outcome.by, *(task.person_id for task in tasks)}
    fanned = [*tasks]
    for message in outcome.messages:
        to = asked if message.person_id == request.requester_id else (message.person_id,)
        if message.type in ONE_PER_PERSON:
            fanned += [replace(message, person_id=person) for person in to]
        elif message.type in TO_REQUESTERS:
            fanned += [replace(message, person_id=person) for person in to if person not in knowing]
    return list(dict.fromkeys(fanned))


def overtaken(message_type: MessageType, request: Request, policy: Policy, now: datetime) -> bool:
    """True when nobody needs to hear it any more: it was done before it was told, or put off by its reader."""
    fulfilment, today = request.fulfilment, policy.day(now)
    over = False
    match message_type:
        case MessageType.REMINDER:
            until = policy.day(request.snoozed_until) if request.snoozed_until else today
            over = not request.waiting or until > today
        case MessageType.SCHEDULED | MessageType.RESCHEDULED:
            over = request.status is not Status.SCHEDULED
        case MessageType.BRIEF:
            begins = starts(request, policy)
            over = request.status is not Status.SCHEDULED or request.paused or begins is None or begins <= now
        case MessageType.HOW_WAS_IT:
            over = not request.status.running
        case MessageType.THANK_AGAIN:
            over = fulfilment.thanked_how is not None or (fulfilment.thanks_again_on or today) > today
        case MessageType.DEAL_ASKED:
            over = fulfilment.deal_end is not None or (fulfilment.ask_deal_on or today) > today
        case MessageType.PAUSED | MessageType.HOLD_ASKED:
            over = not request.paused
        case MessageType.RESUMED:
            over = request.paused or not request.status.open
    return over


def can_wait(message_type: MessageType, request: Request, today: date, *, by_time: bool) -> bool:
    """True for a message that is told with others, once a day; a decision that is due today is not."""
    due = message_type is MessageType.REMINDER and request.needed_by <= today
    return (message_type in REMINDERS and not due) or (message_type in NEWS and by_time)
