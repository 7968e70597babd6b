"""After the approval: the day, the cancellation, the owner's veto, the brief, how it went, the thanks, the deal."""

import contextlib

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks.kit import shapes as kit
from blocks.requests import brief, buttons, follow_ups, reasons
from blocks.requests import fulfilment as fulfilment_view
from blocks.requests.card_view import CardView
from domain.people import Person
from domain.refusals import Reason, Refusal
from domain.requests.fulfilment import (
    cancel,
    check_running,
    check_stoppable,
    deal_ended,
    happened,
    schedule,
    stop,
    thank,
    thank_later,
)
from domain.requests.rights import Right
from handlers.desk import Desk
from handlers.requests.card_data import card_view
from handlers.requests.clicks import acting, looking
from handlers.slack.modals import Payload, show


async def on_schedule(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form for the day: to set it, or to move it."""
    view = await _running(payload, body, person, desk)
    await show(client, body, fulfilment_view.build_schedule(view.request, view.title, person.timezone))
    await ack()


async def on_schedule_form(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Set or move the day; the reservation moves along."""
    async with acting(desk, body, kit.about(payload), person, Right.REPORT) as (tx, before, record):
        said = fulfilment_view.parse_schedule(payload, person.timezone)
        outcome = schedule(before, record, on=said.on, at=said.at, by=person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_cancel(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that asks who cancelled."""
    view = await _running(payload, body, person, desk)
    over = payload["action_id"] == follow_ups.NOT_HELD
    await show(client, body, fulfilment_view.build_cancel(view.request, view.title, over=over))
    await ack()


async def on_cancel_form(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Call it off."""
    async with acting(desk, body, kit.about(payload), person, Right.REPORT) as (tx, before, record):
        who = fulfilment_view.parse_cancel(payload)
        outcome = cancel(before, record.customer, who=who, by=person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_stop(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form of the owner's veto."""
    async with looking(desk, body, buttons.request_key(payload), person, Right.DECIDE) as (tx, request, record):
        check_stoppable(request, record.customer, person)
        view = await card_view(tx, desk.finder, request, person)
    await show(client, body, fulfilment_view.build_stop(request.key, view.title))
    await ack()


async def on_stop_form(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Stop an approved use; the requester is told who fits next."""
    async with acting(desk, body, kit.about(payload), person, Right.DECIDE) as (tx, before, record):
        said = reasons.parse(payload)
        outcome = stop(
            before, record.customer, reason=said.reason, note=said.note, by=person, policy=tx.policy, now=tx.now
        )
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_brief(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Show the brief, to read and to copy."""
    async with looking(desk, body, buttons.request_key(payload), person, Right.READ) as (tx, request, _):
        if not request.status.running:
            raise Refusal(Reason.NO_BRIEF_OVER, status=request.status)
        if request.paused:
            raise Refusal(Reason.NO_BRIEF_PAUSED)
        view = await card_view(tx, desk.finder, request, person)
    await show(client, body, brief.build_modal(view))
    await ack()


async def on_happened(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that asks how it went."""
    view = await _running(payload, body, person, desk)
    await show(client, body, fulfilment_view.build_happened(view.request.key, view.title))
    await ack()


async def on_happened_form(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """It took place: the owner is asked to say thank you."""
    async with acting(desk, body, kit.about(payload), person, Right.REPORT) as (tx, before, record):
        report = fulfilment_view.parse_happened(payload)
        outcome = happened(before, record.customer, report, by=person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_thanked(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """The customer was thanked, and how."""
    key = buttons.request_key(payload)
    async with acting(desk, body, key, person, Right.DECIDE) as (tx, before, record):
        how = follow_ups.THANKED[payload["action_id"]]
        await tx.apply(before, thank(before, record.customer, how=how, by=person, now=tx.now))
    await ack()


async def on_thank_later(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Remind of the thanks again on the next working morning."""
    key = buttons.request_key(payload)
    async with acting(desk, body, key, person, Right.DECIDE) as (tx, before, record):
        await tx.apply(before, thank_later(before, record.customer, by=person, policy=tx.policy, now=tx.now))
    await ack()


async def on_deal(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """How the deal ended, or that it has not: said once for every customer who helped with it."""
    end, key = follow_ups.DEAL[payload["action_id"]], buttons.request_key(payload)
    async with acting(desk, body, key, person, Right.REPORT) as (tx, before, record):
        await tx.apply(before, deal_ended(before, record.customer, end=end, by=person, policy=tx.policy, now=tx.now))
        others = await tx.requests.of_same_deal(before)
    for other in others:
        # Somebody was faster, or this one is not theirs to speak of.
        with contextlib.suppress(Refusal):
            async with acting(desk, body, other.key, person, Right.REPORT) as (tx, again, record):
                told = deal_ended(again, record.customer, end=end, by=person, policy=tx.policy, now=tx.now)
                await tx.apply(again, told)
    await ack()


async def _running(payload: Payload, body: Payload, person: Person, desk: Desk) -> CardView:
    """An approved request as a card shows it, for those who may say what becomes of it. Raises Refusal."""
    async with looking(desk, body, buttons.request_key(payload), person, Right.REPORT) as (tx, request, record):
        check_running(request, record.customer, person)
        return await card_view(tx, desk.finder, request, person)
