"""What a tick would do at a moment, in words: everything that time brings. Only read, nothing is written."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date

from domain.requests.messages import MESSAGES, MessageType, Waits
from domain.requests.recipients import can_wait
from domain.requests.request import Outcome
from domain.requests.states import Status
from handlers.outbox.daily_summary import summaries_due
from handlers.portfolio.holds import over_now
from handlers.portfolio.verification import to_ask, weeks_now
from handlers.portfolio.watches import free_now
from handlers.programme.digest import week_now
from handlers.programme.letter import letters_now
from handlers.requests.escalation import due_now
from handlers.requests.follow_ups import not_yet_enqueued
from handlers.requests.paused import holds_now
from store.tx import Store

# A hold that begins or ends, by the code of the move.
_HOLDS = {"paused": "pause", "resumed": "resume", "held": "on hold now", "hold_over": "not on hold any more"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that would be done. about: a request or a subject; waits: it is told in the day's one message."""

    about: str
    words: str
    person_id: int | None = None
    waits: bool = False


async def preview(store: Store, digest_channel: str | None) -> list[str]:
    """What a tick would do at the store's moment, in the order in which it does it; one line for each request."""
    async with store.reading() as tx:
        today = tx.policy.day(tx.now)
    steps = [step async for step in _steps(store, today)]
    async with store.reading() as tx:
        waiting = {
            **await tx.daily_summaries.waiting(),
            **{s.person_id: tx.now for s in steps if s.waits and s.person_id},
        }
        summaries = await summaries_due(tx, waiting)
        steps += [Step("What can wait, told at once", "one message to {}", person) for person in summaries.values()]
        if week := await week_now(tx, digest_channel):
            steps.append(Step("The digest", f"that of {week} is posted"))
        people = await tx.people.named({step.person_id for step in steps if step.person_id})
    lines: dict[str, list[str]] = {}
    for step in steps:
        name = people[step.person_id].name if step.person_id else ""
        lines.setdefault(step.about, []).append(step.words.format(name))
    return [f"{about}: {'; '.join(said)}." for about, said in lines.items()]


async def _steps(store: Store, today: date) -> AsyncIterator[Step]:
    turned: set[int] = set()  # a use that a hold has just paused or let go is waited for no longer, or anew
    async for request, outcome in holds_now(store):
        turned |= {request.id} if request.status.holds_points else set()
        yield Step(_of(request.id), _HOLDS[outcome.code])
        for step in _moved(outcome, today):
            yield step
    async for request, outcome in due_now(store):
        for step in () if request.id in turned else _moved(outcome, today):
            yield step
    async with store.reading() as tx:
        for due in await not_yet_enqueued(tx):
            if due.follow_up.message_type:
                yield Step(
                    _of(due.request_id),
                    _message(due.follow_up.message_type),
                    due.follow_up.person_id,
                    MESSAGES[due.follow_up.message_type].waits is Waits.REMINDER,
                )
            else:
                yield Step(_of(due.request_id), "let it go, and tell both: nobody says whether it took place")
        for quarter, manager in await letters_now(tx):
            yield Step(f"The letter of the quarter since {quarter.starts}", "to {}", manager, waits=True)
    async for watch in free_now(store):
        yield Step("Free again", "somebody who waited is told: {}", watch.person_id, waits=True)
    async with store.reading() as tx:
        for owner in (await over_now(tx)).values():
            yield Step("Holds that are over", "to {}", owner, waits=True)
        for person, week in await weeks_now(tx):
            if ids := await to_ask(tx, person, week):
                yield Step("Still true?", f"{len(ids)} to {{}}", person.id, waits=True)


def _moved(outcome: Outcome, today: date) -> Iterator[Step]:
    request = outcome.request
    if request.status is Status.LAPSED:
        yield Step(_of(request.id), "lapse")
    for person in outcome.decision_for:
        yield Step(_of(request.id), "ask {} to decide", person)
    for each in outcome.messages:
        waits = can_wait(each.type, request, today, by_time=True)
        yield Step(_of(request.id), _message(each.type), each.person_id, waits)


def _of(request_id: int) -> str:
    return f"Request {request_id}"


def _message(message_type: MessageType) -> str:
    return f"“{message_type.value.replace('_', ' ')}” to {{}}"
