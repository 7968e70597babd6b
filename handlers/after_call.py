"""After the approval: the day, the cancellation, the owner's veto, the brief, how it went, the thanks, the deal."""

import contextlib

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import after_call, brief, follow_up, reasons, request_card
from blocks.card_view import CardView
from domain.after_call import (
    cancel,
    check_running,
    check_stoppable,
    deal_ended,
    happened,
    may_report,
    schedule,
    stop,
    thank,
    thank_later,
)
from domain.customers import Record, worded_for
from domain.people import Person
from domain.refusals import Refusal
from domain.requests import RUNNING, Request
from handlers.adopting import adopt
from handlers.desk import Desk
from handlers.reading import card_view
from handlers.showing import Payload, show
from store.requests import Audience
from store.tx import Tx


async def on_schedule(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form for the day: to set it, or to move it."""
    await _adopted(desk, payload, body, person)
    async with desk.reading() as tx:
        view = await _running(tx, desk, request_card.request_id(payload), person)
    await show(client, body, after_call.build_schedule(view.request, view.title, person.timezone))
    await ack()


async def on_schedule_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Set or move the day; the reservation moves along."""
    said = after_call.parse_schedule(payload, person.timezone)
    async with desk.transaction() as tx:
        before, record = await _locked(tx, said.request_id, person)
        outcome = schedule(before, record, on=said.on, at=said.at, by=person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_cancel(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that asks who cancelled."""
    await _adopted(desk, payload, body, person)
    async with desk.reading() as tx:
        view = await _running(tx, desk, request_card.request_id(payload), person)
    over = payload["action_id"] == follow_up.NOT_HELD
    await show(client, body, after_call.build_cancel(view.request, view.title, over=over))
    await ack()


async def on_cancel_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Call it off."""
    said = after_call.parse_cancel(payload)
    async with desk.transaction() as tx:
        before, record = await _locked(tx, said.request_id, person)
        outcome = cancel(before, record.customer, who=said.who, by=person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_stop(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form of the owner's veto."""
    await _adopted(desk, payload, body, person)
    async with desk.reading() as tx:
        request = await tx.requests.get(request_card.request_id(payload))
        check_stoppable(request, (await tx.customers.record(request.customer_id)).customer, person)
        view = await card_view(tx, desk.finder, request, person)
    await show(client, body, after_call.build_stop(request.id, view.title))
    await ack()


async def on_stop_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Stop an approved use; the requester is told who fits next."""
    said = reasons.parse(payload)
    async with desk.transaction() as tx:
        before, record = await _locked(tx, said.request_id, person)
        outcome = stop(
            before, record.customer, reason=said.reason, note=said.note, by=person, policy=tx.policy, now=tx.now
        )
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_brief(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Show the brief, to read and to copy."""
    await _adopted(desk, payload, body, person)
    async with desk.reading() as tx:
        request = await tx.requests.get(request_card.request_id(payload))
        customer = (await tx.customers.record(request.customer_id)).customer
        has_card = any(card.person_id == person.id for card in await tx.requests.cards(request.id))
        if not has_card and not may_report(person, request, customer):
            raise Refusal("This brief is for the people of this request only.")
        if request.status not in RUNNING:
            raise Refusal(f"There is nothing to prepare any more: {request.status.words.lower()}.")
        view = await card_view(tx, desk.finder, request, person)
    await show(client, body, brief.build_modal(view))
    await ack()


async def on_happened(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that asks how it went."""
    async with desk.reading() as tx:
        view = await _running(tx, desk, request_card.request_id(payload), person)
    await show(client, body, after_call.build_happened(view.request.id, view.title))
    await ack()


async def on_happened_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """It took place: the owner is asked to say thank you."""
    request_id, report = after_call.parse_happened(payload)
    async with desk.transaction() as tx:
        before, record = await _locked(tx, request_id, person)
        outcome = happened(before, record.customer, report, by=person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_thanked(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """The customer was thanked, and how."""
    async with desk.transaction() as tx:
        before, record = await _locked(tx, request_card.request_id(payload), person)
        how = follow_up.THANKED[payload["action_id"]]
        await tx.apply(before, thank(before, record.customer, how=how, by=person, now=tx.now))
    await ack()


async def on_thank_later(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Remind of the thanks again on the next working morning."""
    async with desk.transaction() as tx:
        before, record = await _locked(tx, request_card.request_id(payload), person)
        await tx.apply(before, thank_later(before, record.customer, by=person, policy=tx.policy, now=tx.now))
    await ack()


async def on_deal(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """How the deal ended, or that it has not: said once for every customer who helped with it."""
    end = follow_up.DEAL[payload["action_id"]]
    async with desk.transaction() as tx:
        before, record = await _locked(tx, request_card.request_id(payload), person)
        await tx.apply(before, deal_ended(before, record.customer, end=end, by=person, policy=tx.policy, now=tx.now))
        others = await tx.requests.of_same_deal(before)
    for other in others:
        with contextlib.suppress(Refusal):  # somebody was faster
            async with desk.transaction() as tx:
                again, record = await _locked(tx, other.id, person)
                told = deal_ended(again, record.customer, end=end, by=person, policy=tx.policy, now=tx.now)
                await tx.apply(again, told)
    await ack()


async def _adopted(desk: Desk, payload: Payload, body: Payload, person: Person) -> None:
    """Make an unknown message a card, where the button is one that stands on cards only."""
    if payload["action_id"] not in request_card.ON_CARDS_ONLY:
        return
    request_id = request_card.request_id(payload)
    async with desk.reading() as tx:
        asked = (await tx.requests.get(request_id)).requester_id == person.id
    await adopt(desk, body, request_id, person, Audience.REQUESTER if asked else Audience.DECIDER)


async def _locked(tx: Tx, request_id: int, person: Person) -> tuple[Request, Record]:
    """The request and its record, locked; a refusal made with it tells `person` no secret."""
    request, record = await tx.requests.locked(request_id)
    return request, worded_for(record, person)


async def _running(tx: Tx, desk: Desk, request_id: int, person: Person) -> CardView:
    """An approved request as a card shows it, for those who may say what becomes of it. Raises Refusal."""
    request = await tx.requests.get(request_id)
    check_running(request, (await tx.customers.record(request.customer_id)).customer, person)
    return await card_view(tx, desk.finder, request, person)
