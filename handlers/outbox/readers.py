"""Who can be reached: Slack is asked before somebody is sent a request, reminded or written to; else it moves on."""

import time
from datetime import timedelta

from slack_sdk.errors import SlackApiError

from domain.people import Person, Standing
from domain.requests.decisions import introducer, reroute
from domain.requests.request import Outcome, Tell
from domain.requests.rights import Audience
from domain.requests.routing import in_turn, is_away, route
from handlers.desk import Desk
from handlers.outbox.dead_letters import NOT_IN_SLACK, bury_unreachable
from handlers.slack.directory import FRESH, FRESH_TO_ACT
from handlers.slack.errors import CUT
from store.outbox.deliveries import Delivery, Kind
from store.requests.requests import Card
from store.tx import Tx

MOST_ASKED = 5
ASK_SECONDS = 1.0  # of the three that a form has; the one who is being asked about then has a little more
# They ask their reader to do something, so whoever can't be reached is stood in for.
ASKING = frozenset({Tell.INTRODUCE, Tell.ASK_CUSTOMER, Tell.THANK, Tell.THANK_AGAIN, Tell.HOLD_ASKED, Tell.REMINDER})


async def foresee(desk: Desk, customer: str, by: Person) -> bool:
    """Ask Slack about those who could decide, in turn, until one is there; False when Slack does not say in time."""
    asked, began = {by.id}, time.monotonic()
    while len(asked) <= MOST_ASKED:
        async with desk.reading() as tx:
            customer_id = (await tx.customers.to_ask(customer)).customer.id
            circle, policy, now = await tx.ticking.circle(customer_id), tx.policy, tx.now
        left = [person for person in in_turn(circle, policy, now) if person.id not in asked]
        if circle.owner_id == by.id or not left:
            break
        if time.monotonic() - began > ASK_SECONDS or (known := await desk.directory.known(left[0])) is None:
            return False
        # Two rows of theirs may have become one.
        asked |= {left[0].id, known.id}
        if known.standing is Standing.MEMBER and circle.may_know(known) and not is_away(known, policy, now):
            break
    return True


class Rounds:
    """Who was asked about in one tick: each person once, and nobody any more once Slack does not answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked: set[int] = set()
        self._silent = False

    async def meet(self, outcome: Outcome) -> None:
        """Have Slack say how things stand with everybody who would be asked for something."""
        asked = {*outcome.decision_for, *(each.person_id for each in outcome.messages if each.tell in ASKING)}
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


async def reader_of(desk: Desk, delivery: Delivery) -> tuple[Person, Card | None]:
    """The person it is for, and its card. Before anything new is written to somebody, Slack says whether they are
    still there: a message to somebody deactivated is accepted, and never read. Raises what the client raises.
    """
    async with desk.reading() as tx:
        before = await tx.people.get(delivery.person_id)
        card = await tx.requests.card(delivery.card_id) if delivery.card_id else None
    if before.reachable and (shown(delivery, card) or delivery.kind is Kind.HOME):
        return before, card
    person = await _met(desk, before, asks=_asks(delivery, card))
    if before.name != person.name and delivery.request_id:
        # The requester's card says who decides: now by name and not by what an e-mail looks like.
        async with desk.transaction() as tx:
            await tx.refresh(await tx.requests.get(delivery.request_id))
    return person, card


def shown(delivery: Delivery, card: Card | None) -> bool:
    """True when it stands in Slack already, and is only drawn anew."""
    return bool(card.ts if card else delivery.ts)


def _asks(delivery: Delivery, card: Card | None) -> bool:
    decides = card is not None and card.audience is Audience.DECIDER
    return decides or delivery.kind is Kind.BUNDLE or delivery.tell in ASKING


async def _met(desk: Desk, person: Person, *, asks: bool) -> Person:
    try:
        return await desk.directory.met(person, within=timedelta(0) if asks else FRESH_TO_ACT)
    except (SlackApiError, *CUT):
        # Slack is asked too much just now: who was there within the hour still is, as far as anybody knows.
        return await desk.directory.met(person, within=FRESH)


async def pass_on(tx: Tx, delivery: Delivery) -> None:
    """Have whoever is next do what somebody out of reach was to do; what nobody can do is given up."""
    if delivery.request_id is None:
        await bury_unreachable(tx, delivery)
        return
    request, record = await tx.requests.locked(delivery.request_id)
    card = await tx.requests.card(delivery.card_id) if delivery.card_id else None
    person_id, asks = delivery.person_id, _asks(delivery, card)
    circle = await tx.ticking.circle(request.customer_id, request.decider_id)
    theirs = person_id in (circle.waited_for(request), introducer(request, record.customer))
    if shown(delivery, card) or (asks and not theirs and person_id != request.backup_id):
        # It was told before, or somebody else has it by now.
        await tx.deliveries.gave_up(delivery, NOT_IN_SLACK, replaced=True)
        return
    found = route(circle, tx.policy, tx.now, requester_id=request.requester_id, past=person_id)
    if found is None or not (asks and theirs):
        await bury_unreachable(tx, delivery)
        return
    cards = await tx.requests.cards(request.id)
    has_one = any(each.person_id == found.person.id and each.audience is Audience.DECIDER for each in cards)
    if card is not None and not has_one:
        # Nobody has seen it: the same card goes to them.
        await tx.requests.hand_card(card.id, found.person.id)
    await tx.apply(request, reroute(request, to=found.person.id, why=found.why, now=tx.now))
    await tx.deliveries.put_off(delivery, 0.0, "rerouted")
