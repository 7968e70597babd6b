"""Who is told what of a move."""

from dataclasses import replace

from domain.requests import SINGLE, TO_REQUESTERS, Message, Outcome, Request, Tell


def fanned_out(outcome: Outcome, request: Request, followers: list[int]) -> list[Message]:
    """What the requester is told, everyone who joined is told; but nobody what they did, or are told in other words."""
    asked = dict.fromkeys((request.requester_id, *followers))
    tasks = [message for message in outcome.messages if message.tell not in TO_REQUESTERS | SINGLE]
    if len(asked) == 1 and request.own_use:
        # An owner needs no introduction to their own customer.
        tasks = [task for task in tasks if (task.tell, task.person_id) != (Tell.INTRODUCE, request.requester_id)]
    knowing = {outcome.by, *(task.person_id for task in tasks)}
    fanned = [*tasks]
    for message in outcome.messages:
        to = asked if message.person_id == request.requester_id else (message.person_id,)
        if message.tell in SINGLE:
            fanned += [replace(message, person_id=person) for person in to]
        elif message.tell in TO_REQUESTERS:
            fanned += [replace(message, person_id=person) for person in to if person not in knowing]
    return list(dict.fromkeys(fanned))
