"""The owner's decision: approve with one click, record the customer's yes, decline with a reason."""

import logging
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks import decisions, reasons, request_card
from blocks.card_view import CardView
from blocks.search_result import stop_words
from domain.availability import Block, free_contact
from domain.chasing import snooze
from domain.customers import Customer, Record, worded_for
from domain.decisions import (
    approve,
    check_may_decide,
    customer_said_no,
    decline,
    needs_customer,
    overridable,
    settled_words,
)
from domain.people import Person
from domain.refusals import Refusal
from domain.requests import Request, Status
from handlers.adopting import adopt
from handlers.desk import Desk
from handlers.failing import CUT
from handlers.reading import card_view
from handlers.showing import Payload, in_modal, show, turn
from store.requests import Audience
from store.tx import Tx, Unavailable

log = logging.getLogger(__name__)


async def on_approve(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Approve; where nobody knows whether the customer agrees, or it is beyond a limit, ask for that first."""
    request_id = await _clicked(desk, payload, body, person)
    async with desk.transaction() as tx:
        before, record = await _locked(tx, request_id, person)
        asking = needs_customer(before, record, tx.policy, tx.policy.day(tx.now))
        beyond = overridable(before, record, by=person, policy=tx.policy, now=tx.now)
        if not asking and not beyond:
            await tx.apply(before, approve(before, record, by=person, policy=tx.policy, now=tx.now))
    if asking:
        await show(client, body, await _consent_form(desk, request_id, person, asked=False, beyond=beyond))
    elif beyond:
        await show(client, body, await _override_form(desk, request_id, person, beyond))
    else:
        await _show_again(client, body, desk, request_id, person)
    await ack()


async def on_decline(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that asks for a reason."""
    request_id = await _clicked(desk, payload, body, person)
    async with desk.reading() as tx:
        view, _ = await _undecided(tx, desk, request_id, person)
    await show(client, body, decisions.build_decline(request_id, view.title))
    await ack()


async def on_decline_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Decline with the reason given."""
    said = reasons.parse(payload)
    async with desk.transaction() as tx:
        before, record = await _locked(tx, said.request_id, person)
        outcome = decline(before, record.customer, by=person, reason=said.reason, note=said.note, now=tx.now)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_customer_yes(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that records the customer's yes."""
    request_id = await _clicked(desk, payload, body, person)
    await show(client, body, await _consent_form(desk, request_id, person, asked=True))
    await ack()


async def on_consent_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Record the yes and approve, or note that the owner asks the customer."""
    async with desk.transaction() as tx:
        said = decisions.parse_consent(payload, tx.policy.day(tx.now))
        before, record = await _locked(tx, said.request_id, person)
        outcome = approve(
            before,
            record,
            by=person,
            policy=tx.policy,
            now=tx.now,
            yes=said.yes,
            ask_first=said.yes is None,
            override=said.override,
        )
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_override_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Approve beyond the customer's limits, with a programme manager's reason."""
    request_id, why = decisions.parse_override(payload)
    async with desk.transaction() as tx:
        before, record = await _locked(tx, request_id, person)
        await tx.apply(before, approve(before, record, by=person, policy=tx.policy, now=tx.now, override=why))
    await ack(response_action="clear")


async def on_customer_no(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Record the customer's no: it declines the request and is remembered."""
    request_id = await _clicked(desk, payload, body, person)
    async with desk.transaction() as tx:
        before, record = await _locked(tx, request_id, person)
        await tx.apply(before, customer_said_no(before, record, by=person, policy=tx.policy, now=tx.now))
    await _show_again(client, body, desk, request_id, person)
    await ack()


async def on_snooze(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Put it off: nobody is reminded, and nobody else asked, until then."""
    request_id, later = request_card.parse_snooze(payload)
    await adopt(desk, body, request_id, person, Audience.DECIDER)
    async with desk.transaction() as tx:
        before, record = await _locked(tx, request_id, person)
        await tx.apply(before, snooze(before, record.customer, by=person, later=later, policy=tx.policy, now=tx.now))
    await _show_again(client, body, desk, request_id, person)
    await ack()


async def on_open(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Show a request's card in a modal, from Home."""
    request_id = request_card.request_id(payload)
    async with desk.reading() as tx:
        request = await tx.requests.get(request_id)
        if request.paused:
            check_may_decide(person, request, (await tx.customers.record(request.customer_id)).customer)
            view = await card_view(tx, desk.finder, request, person)
        else:
            view, _ = await _undecided(tx, desk, request_id, person)
    await show(client, body, request_card.build_modal(view))
    await ack()


async def _clicked(desk: Desk, payload: Payload, body: Payload, person: Person) -> int:
    """The request whose card was clicked."""
    request_id = request_card.request_id(payload)
    await adopt(desk, body, request_id, person, Audience.DECIDER)
    return request_id


async def _show_again(client: AsyncWebClient, body: Payload, desk: Desk, request_id: int, person: Person) -> None:
    """Where the decision was made in a modal, show there what it became; posted cards follow by themselves."""
    if not in_modal(body):
        return
    try:
        async with desk.reading() as tx:
            view = await card_view(tx, desk.finder, await tx.requests.get(request_id), person)
        await turn(client, body, request_card.build_modal(view))
    except (Unavailable, SlackApiError, *CUT) as lost:
        # It is decided and saved. To call that a failure would be untrue, and the posted cards will tell.
        log.warning("could not redraw request %s: %s", request_id, type(lost).__name__)


async def _override_form(desk: Desk, request_id: int, person: Person, beyond: Block) -> dict[str, Any]:
    async with desk.reading() as tx:
        view, _ = await _undecided(tx, desk, request_id, person)
    return decisions.build_override(request_id, view.title, stop_words(beyond))


async def _consent_form(
    desk: Desk, request_id: int, person: Person, *, asked: bool, beyond: Block | None = None
) -> dict[str, Any]:
    async with desk.reading() as tx:
        today = tx.policy.day(tx.now)
        view, record = await _undecided(tx, desk, request_id, person)
        what = (view.request.activity, view.request.purpose)
        free = None if view.veiled else free_contact(record, *what, tx.policy, today)
        contact = view.contact or free
    name, words = contact.name if contact else "", stop_words(beyond) if beyond else ""
    activity = view.request.activity.words
    return decisions.build_consent(request_id, view.title, activity, name, today, asked=asked, beyond=words)


async def _locked(tx: Tx, request_id: int, person: Person) -> tuple[Request, Record]:
    """The request and its record, locked, if `person` may decide about it and nobody has. Raises Refusal."""
    request, record = await tx.requests.locked(request_id)
    await _check(tx, request, record.customer, person)
    # Who stands in for the owner decides without knowing a classified customer: no refusal may name it.
    return request, worded_for(record, person)


async def _undecided(tx: Tx, desk: Desk, request_id: int, person: Person) -> tuple[CardView, Record]:
    """The same without a lock, as a card shows it: for forms, which are checked again when they are sent."""
    request = await tx.requests.get(request_id)
    record = await tx.customers.record(request.customer_id)
    await _check(tx, request, record.customer, person)
    return await card_view(tx, desk.finder, request, person), record


async def _check(tx: Tx, request: Request, customer: Customer, person: Person) -> None:
    """Say who decided, and what, when it has been decided; else who may decide, to everybody else."""
    if request.status not in (Status.PENDING, Status.AWAITING_CUSTOMER):
        known = request.decided_by if customer.may_be_seen_by(person) else None
        raise Refusal(settled_words(request, (await tx.people.get(known)).name if known else None))
    check_may_decide(person, request, customer)
