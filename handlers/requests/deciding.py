"""The owner's decision: approve with one click, record the customer's yes, decline with a reason."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.kit import shapes as kit
from blocks.requests import buttons, reasons
from blocks.requests import card as request_card
from blocks.requests import deciding as deciding_view
from blocks.requests.card_view import CardView
from blocks.wording import blockers
from domain.people import Person
from domain.portfolio.availability import Blocker, free_contact
from domain.portfolio.customers import Customer, Record
from domain.refusals import Reason, Refusal
from domain.requests.decisions import approve, customer_said_no, decline, needs_customer, overridable
from domain.requests.escalation import snooze
from domain.requests.request import Request
from domain.requests.rights import Right, check_may_decide
from handlers.desk import Desk
from handlers.requests.card_data import card_view
from handlers.requests.clicks import Clicked, acting, looking
from handlers.slack.errors import SlackUnavailableError
from handlers.slack.modals import Payload, in_modal, show, show_in_place
from store.tx import Tx, UnavailableError

log = logging.getLogger(__name__)


async def on_approve(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Approve; where nobody knows whether the customer agrees, or it is beyond a limit, ask for that first."""
    async with _deciding(desk, body, buttons.request_key(payload), person) as (tx, before, record):
        asking = needs_customer(before, record, tx.policy, tx.policy.day(tx.now))
        beyond = overridable(before, record, by=person, policy=tx.policy, now=tx.now)
        if not asking and not beyond:
            await tx.apply(before, approve(before, record, by=person, policy=tx.policy, now=tx.now))
    if asking:
        await show(client, body, await _consent_form(desk, before.key, person, asked=False, beyond=beyond))
    elif beyond:
        await show(client, body, await _override_form(desk, before.key, person, beyond))
    else:
        await _show_again(client, body, desk, before, person)
    await ack()


async def on_decline(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that asks for a reason."""
    async with looking(desk, body, buttons.request_key(payload), person, Right.DECIDE) as (tx, request, record):
        await _check_undecided(tx, request, record.customer, person)
        view = await card_view(tx, desk.finder, request, person)
    await show(client, body, deciding_view.build_decline(request.key, view.title))
    await ack()


async def on_decline_form(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Decline with the reason given."""
    async with _deciding(desk, body, kit.about(payload), person) as (tx, before, record):
        said = reasons.parse(payload)
        outcome = decline(before, record.customer, by=person, reason=said.reason, note=said.note, now=tx.now)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_customer_yes(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that records the customer's yes."""
    async with looking(desk, body, buttons.request_key(payload), person, Right.DECIDE) as (tx, request, record):
        await _check_undecided(tx, request, record.customer, person)
    await show(client, body, await _consent_form(desk, request.key, person, asked=True))
    await ack()


async def on_consent_form(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Record the yes and approve, or note that the owner asks the customer."""
    async with _deciding(desk, body, kit.about(payload), person) as (tx, before, record):
        said = deciding_view.parse_consent(payload, tx.policy.day(tx.now))
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


async def on_override_form(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Approve beyond the customer's limits, with a programme manager's reason."""
    async with _deciding(desk, body, kit.about(payload), person) as (tx, before, record):
        why = deciding_view.parse_override(payload)
        await tx.apply(before, approve(before, record, by=person, policy=tx.policy, now=tx.now, override=why))
    await ack(response_action="clear")


async def on_customer_no(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Record the customer's no: it declines the request and is remembered."""
    async with _deciding(desk, body, buttons.request_key(payload), person) as (tx, before, record):
        await tx.apply(before, customer_said_no(before, record, by=person, policy=tx.policy, now=tx.now))
    await _show_again(client, body, desk, before, person)
    await ack()


async def on_snooze(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Put it off: nobody is reminded, and nobody else asked, until then."""
    key, later = buttons.parse_snooze(payload)
    async with _deciding(desk, body, key, person) as (tx, before, record):
        await tx.apply(before, snooze(before, record.customer, by=person, later=later, policy=tx.policy, now=tx.now))
    await _show_again(client, body, desk, before, person)
    await ack()


async def on_open(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Show a request's card in a modal, from Home."""
    async with looking(desk, body, buttons.request_key(payload), person, Right.DECIDE) as (tx, request, record):
        if not request.paused:
            await _check_undecided(tx, request, record.customer, person)
        view = await card_view(tx, desk.finder, request, person)
    await show(client, body, request_card.build_modal(view))
    await ack()


@asynccontextmanager
async def _deciding(desk: Desk, body: Payload, which: str | int, person: Person) -> AsyncIterator[Clicked]:
    """The request and its record, locked, if `person` may decide about it and nobody has. Raises Refusal."""
    async with acting(desk, body, which, person, Right.DECIDE) as clicked:
        await _check_undecided(clicked.tx, clicked.request, clicked.record.customer, person)
        yield clicked


async def _show_again(client: AsyncWebClient, body: Payload, desk: Desk, before: Request, person: Person) -> None:
    """Where the decision was made in a modal, show there what it became; posted cards follow by themselves."""
    if not in_modal(body):
        return
    try:
        async with desk.reading() as tx:
            view = await card_view(tx, desk.finder, await tx.requests.get(before.id), person)
        await show_in_place(client, body, request_card.build_modal(view))
    except (UnavailableError, SlackApiError, SlackUnavailableError) as lost:
        # It is decided and saved. To call that a failure would be untrue, and the posted cards will tell.
        log.warning("could not redraw request %s: %s", before.id, type(lost).__name__)


async def _override_form(desk: Desk, key: str, person: Person, beyond: Blocker) -> dict[str, Any]:
    async with desk.reading() as tx:
        view, _ = await _undecided(tx, desk, key, person)
    return deciding_view.build_override(key, view.title, blockers.blocker(beyond, person))


async def _consent_form(
    desk: Desk, key: str, person: Person, *, asked: bool, beyond: Blocker | None = None
) -> dict[str, Any]:
    async with desk.reading() as tx:
        today = tx.policy.day(tx.now)
        view, record = await _undecided(tx, desk, key, person)
        what = (view.request.activity, view.request.purpose)
        free = None if view.anonymous else free_contact(record, *what, tx.policy, today)
        contact = view.contact or free
    name, words = contact.name if contact else "", blockers.blocker(beyond, person) if beyond else ""
    activity = view.request.activity
    return deciding_view.build_consent(key, view.title, activity, name, today, asked=asked, beyond=words)


async def _undecided(tx: Tx, desk: Desk, key: str, person: Person) -> tuple[CardView, Record]:
    """A request as a card shows it, and its record, while nobody has decided. Raises Refusal."""
    request = await tx.requests.get(key)
    record = await tx.customers.record(request.customer_id)
    await _check_undecided(tx, request, record.customer, person)
    return await card_view(tx, desk.finder, request, person), record


async def _check_undecided(tx: Tx, request: Request, customer: Customer, person: Person) -> None:
    """Say who decided, and what, to those who may decide, when it has been decided."""
    check_may_decide(person, request, customer)
    if not request.status.decidable:
        known = request.decided_by if customer.may_be_seen_by(person) else None
        raise Refusal(Reason.SETTLED, status=request.status, by=await tx.people.get(known) if known else None)
