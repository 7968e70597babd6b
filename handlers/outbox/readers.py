"""Whom a delivery is for: Slack is asked whether they are there; else it goes to the next in line."""

from datetime import timedelta

from slack_sdk.errors import SlackApiError

from domain.people import Person
from domain.requests.decisions import introducer, reroute
from domain.requests.messages import MESSAGES
from domain.requests.rights import Audience
from domain.requests.routing import route
from handlers.desk import Desk
from handlers.outbox.dead_letters import NOT_IN_SLACK, bury_unreachable
from handlers.slack.directory import FRESH, FRESH_TO_ACT
from handlers.slack.errors import CUT
from store.outbox.deliveries import Delivery, DeliveryKind
from store.requests.requests import Card
from store.tx import Tx


async def reader_of(desk: Desk, delivery: Delivery) -> tuple[Person, Card | None]:
    """The person it is for, and its card. Before anything new is written to a person, Slack says whether they are
    still there: a message to a deactivated person is accepted, and never read. Raises what the client raises.
    """
    async with desk.reading() as tx:
        before = await tx.people.get(delivery.person_id)
        card = await tx.requests.card(delivery.card_id) if delivery.card_id else None
    if before.reachable and (shown(delivery, card) or delivery.kind is DeliveryKind.HOME):
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
    told = delivery.message_type is not None and MESSAGES[delivery.message_type].asks
    return decides or delivery.kind is DeliveryKind.DAILY_SUMMARY or told


async def _met(desk: Desk, person: Person, *, asks: bool) -> Person:
    try:
        return await desk.directory.met(person, within=timedelta(0) if asks else FRESH_TO_ACT)
    except (SlackApiError, *CUT):
        # Slack is asked too much just now: who was there within the hour still is, as far as anybody knows.
        return await desk.directory.met(person, within=FRESH)


async def pass_on(tx: Tx, delivery: Delivery) -> None:
    """Have the next in line do what a person out of reach was to do; what nobody can do is given up."""
    if delivery.request_id is None:
        await bury_unreachable(tx, delivery)
        return
    request, record = await tx.requests.locked(delivery.request_id)
    card = await tx.requests.card(delivery.card_id) if delivery.card_id else None
    person_id, asks = delivery.person_id, _asks(delivery, card)
    circle = await tx.waiting_requests.circle(request.customer_id, request.decider_id)
    theirs = person_id in (circle.waited_for(request), introducer(request, record.customer))
    if shown(delivery, card) or (asks and not theirs and person_id != request.backup_id):
        # It was told before, or another person has it by now.
        await tx.deliveries.give_up(delivery, NOT_IN_SLACK, replaced=True)
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
    await tx.deliveries.retry_in(delivery, 0.0, "rerouted")
