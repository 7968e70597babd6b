"""Who is told what of a move, and what is not told any more."""

from dataclasses import replace
from datetime import date, datetime
from typing import assert_never

from domain.policy import Policy
from domain.requests.fulfilment import starts
from domain.requests.messages import MESSAGES, Message, MessageType, Overtaken, Waits
from domain.requests.request import Outcome, Request
from domain.requests.states import Status


def fanned_out(outcome: Outcome, request: Request, followers: list[int]) -> list[Message]:
    """What the requester is told, everyone who joined is told; but nobody what they did, or are told in other words."""
    asked = dict.fromkeys((request.requester_id, *followers))
    rows = [(message, MESSAGES[message.type]) for message in outcome.messages]
    tasks = [message for message, row in rows if not (row.to_askers or row.one_per_person)]
    if len(asked) == 1 and request.own_use:
        # An owner needs no introduction to their own customer.
        tasks = [task for task in tasks if (task.type, task.person_id) != (MessageType.INTRODUCE, request.requester_id)]
    knowing = {outcome.by, *(task.person_id for task in tasks)}
    fanned = [*tasks]
    for message, row in rows:
        to = asked if message.person_id == request.requester_id else (message.person_id,)
        if row.one_per_person:
            fanned += [replace(message, person_id=person) for person in to]
        elif row.to_askers:
            fanned += [replace(message, person_id=person) for person in to if person not in knowing]
    return list(dict.fromkeys(fanned))


def overtaken(message_type: MessageType, request: Request, policy: Policy, now: datetime) -> bool:
    """True when nobody needs to hear it any more: it was done before it was told, or put off by its reader."""
    fulfilment, today = request.fulfilment, policy.day(now)
    over = False
    match MESSAGES[message_type].overtaken:
        case Overtaken.NEVER:
            pass
        case Overtaken.ANSWERED:
            until = policy.day(request.snoozed_until) if request.snoozed_until else today
            over = not request.waiting or until > today
        case Overtaken.UNDATED:
            over = request.status is not Status.SCHEDULED
        case Overtaken.BEGUN:
            begins = starts(request, policy)
            over = request.status is not Status.SCHEDULED or request.paused or begins is None or begins <= now
        case Overtaken.NOT_RUNNING:
            over = not request.status.running
        case Overtaken.THANKED:
            over = fulfilment.thanked_how is not None or (fulfilment.thanks_again_on or today) > today
        case Overtaken.DEAL_TOLD:
            over = fulfilment.deal_end is not None or (fulfilment.ask_deal_on or today) > today
        case Overtaken.NOT_PAUSED:
            over = not request.paused
        case Overtaken.NOT_RESUMED:
            over = request.paused or not request.status.open
        case _ as unknown:
            assert_never(unknown)
    return over


def can_wait(message_type: MessageType, request: Request, today: date, *, by_time: bool) -> bool:
    """True for a message that is told with others, once a day; a decision that is due today is not."""
    due = message_type is MessageType.REMINDER and request.needed_by <= today
    waits = MESSAGES[message_type].waits
    return (waits is Waits.REMINDER and not due) or (waits is Waits.NEWS and by_time)
