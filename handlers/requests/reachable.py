"""Who can be reached: Slack is asked before a person is sent a request or reminded."""

import time

from domain.people import Person, Standing
from domain.requests.messages import MESSAGES
from domain.requests.request import Outcome
from domain.requests.routing import in_turn, is_away
from handlers.desk import Desk

MOST_ASKED = 5


async def check_deciders(desk: Desk, customer: str, by: Person) -> bool:
    """Ask Slack about those who could decide, in turn, until one is there; False when Slack does not say in time."""
    asked, began = {by.id}, time.monotonic()
    while len(asked) <= MOST_ASKED:
        async with desk.reading() as tx:
            customer_id = (await tx.customers.to_ask(customer)).customer.id
            circle, policy, now = await tx.waiting_requests.circle(customer_id), tx.policy, tx.now
        left = [person for person in in_turn(circle, policy, now) if person.id not in asked]
        if circle.owner_id == by.id or not left:
            break
        late = time.monotonic() - began > desk.store.limits.look_ups
        if late or (known := await desk.directory.known(left[0])) is None:
            return False
        # Two rows of theirs may have become one.
        asked |= {left[0].id, known.id}
        if known.standing is Standing.MEMBER and circle.may_know(known) and not is_away(known, policy, now):
            break
    return True


class ReachabilityChecks:
    """Who was asked about in one tick: each person once, and nobody any more once Slack does not answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked: set[int] = set()
        self._silent = False

    async def meet(self, outcome: Outcome) -> None:
        """Have Slack say how things stand with everybody who would be asked for something."""
        asked = {*outcome.decision_for, *(each.person_id for each in outcome.messages if MESSAGES[each.type].asks)}
        if outcome.code in ("handed_over", "rerouted"):
            # Whoever was out of reach when last seen may be back.
            asked |= {outcome.request.owner_id or 0}
        await self._meet(asked - {outcome.request.requester_id})

    async def _meet(self, ids: set[int]) -> None:
        new = ids - self._asked
        self._asked |= new
        if not new or self._silent:
            return
        async with self._desk.reading() as tx:
            people = await tx.people.named(new)
        for person_id in sorted(people):
            if not self._silent:
                self._silent = await self._desk.directory.known(people[person_id]) is None
