"""The owner's decision: approve with one click, record the customer's yes, decline with a reason."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_sdk.errors import SlackApiError

from blocks.requests import buttons, reasons
from blocks.requests import card as request_card
from blocks.requests import deciding as deciding_view
from blocks.wording import blockers
from domain.people import Person
from domain.portfolio.availability import Blocker, free_contact
from domain.portfolio.customers import Customer, Record
from domain.refusals import Reason, Refusal
from domain.requests.decisions import approve, customer_said_no, decline, needs_customer, overridable
from domain.requests.escalation import snooze
from domain.requests.request import Request
from domain.requests.rights import Right, check_may_decide
from handlers.click import Click
from handlers.requests.card_data import card_view
from handlers.requests.clicks import ClickedRequest, acting, looking
from handlers.slack.errors import SlackUnavailableError
from handlers.slack.modals import in_modal
from store.tx import Tx, UnavailableError

log = logging.getLogger(__name__)


async def on_approve(click: Click) -> None:
    """Approve; where nobody knows whether the customer agrees, or it is beyond a limit, ask for that first."""
    async with _deciding(click) as (tx, before, record):
        form = None
        beyond = overridable(before, record, by=click.person, policy=tx.policy, now=tx.now)
        if needs_customer(before, record, tx.policy, tx.policy.day(tx.now)):
            form = await _consent_form(tx, click, before, record, asked=False, beyond=beyond)
        elif beyond:
            view = await card_view(tx, click.desk.finder, before, click.person)
            form = deciding_view.build_override(before.key, view.title, blockers.blocker(beyond, click.person))
        else:
            await tx.apply(before, approve(before, record, by=click.person, policy=tx.policy, now=tx.now))
    if form:
        await click.show(form)
    else:
        await _show_again(click, before)


async def on_decline(click: Click) -> None:
    """Open the form that asks for a reason."""
    async with looking(click, Right.DECIDE) as (tx, request, record):
        await _check_undecided(tx, request, record.customer, click.person)
        view = await card_view(tx, click.desk.finder, request, click.person)
    await click.show(deciding_view.build_decline(request.key, view.title))


async def on_decline_form(click: Click) -> None:
    """Decline with the reason given."""
    async with _deciding(click) as (tx, before, record):
        said = reasons.parse(click.payload)
        outcome = decline(before, record.customer, by=click.person, reason=said.reason, note=said.note, now=tx.now)
        await tx.apply(before, outcome)
    await click.close()


async def on_customer_yes(click: Click) -> None:
    """Open the form that records the customer's yes."""
    async with looking(click, Right.DECIDE) as (tx, request, record):
        await _check_undecided(tx, request, record.customer, click.person)
        form = await _consent_form(tx, click, request, record, asked=True)
    await click.show(form)


async def on_consent_form(click: Click) -> None:
    """Record the yes and approve, or note that the owner asks the customer."""
    async with _deciding(click) as (tx, before, record):
        said = deciding_view.parse_consent(click.payload, tx.policy.day(tx.now))
        yes, why = said.yes, said.override
        outcome = approve(
            before, record, by=click.person, policy=tx.policy, now=tx.now, yes=yes, ask_first=yes is None, override=why
        )
        await tx.apply(before, outcome)
    await click.close()


async def on_override_form(click: Click) -> None:
    """Approve beyond the customer's limits, with a programme manager's reason."""
    async with _deciding(click) as (tx, before, record):
        why = deciding_view.parse_override(click.payload)
        await tx.apply(before, approve(before, record, by=click.person, policy=tx.policy, now=tx.now, override=why))
    await click.close()


async def on_customer_no(click: Click) -> None:
    """Record the customer's no: it declines the request and is remembered."""
    async with _deciding(click) as (tx, before, record):
        await tx.apply(before, customer_said_no(before, record, by=click.person, policy=tx.policy, now=tx.now))
    await _show_again(click, before)


async def on_snooze(click: Click) -> None:
    """Put it off: nobody is reminded, and nobody else asked, until then."""
    key, later = buttons.parse_snooze(click.payload)
    async with _deciding(click, key) as (tx, before, record):
        outcome = snooze(before, record.customer, by=click.person, later=later, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await _show_again(click, before)


async def on_open(click: Click) -> None:
    """Show a request's card in a modal, from Home."""
    async with looking(click, Right.DECIDE) as (tx, request, record):
        if not request.paused:
            await _check_undecided(tx, request, record.customer, click.person)
        view = await card_view(tx, click.desk.finder, request, click.person)
    await click.show(request_card.build_modal(view))


@asynccontextmanager
async def _deciding(click: Click, key: str | int | None = None) -> AsyncIterator[ClickedRequest]:
    """The request and its record, locked, if this person may decide about it and nobody has. Raises Refusal."""
    async with acting(click, Right.DECIDE, key) as clicked:
        await _check_undecided(clicked.tx, clicked.request, clicked.record.customer, click.person)
        yield clicked


async def _show_again(click: Click, before: Request) -> None:
    """Where the decision was made in a modal, show there what it became; posted cards follow by themselves."""
    if not in_modal(click.body):
        return
    try:
        async with click.desk.reading() as tx:
            view = await card_view(tx, click.desk.finder, await tx.requests.get(before.id), click.person)
        await click.show_in_place(request_card.build_modal(view))
    except (UnavailableError, SlackApiError, SlackUnavailableError) as lost:
        # It is decided and saved. To call that a failure would be untrue, and the posted cards will tell.
        log.warning("could not redraw request %s: %s", before.id, type(lost).__name__)


async def _consent_form(
    tx: Tx, click: Click, request: Request, record: Record, *, asked: bool, beyond: Blocker | None = None
) -> dict[str, Any]:
    view, today = await card_view(tx, click.desk.finder, request, click.person), tx.policy.day(tx.now)
    free = free_contact(record, request.activity, request.purpose, tx.policy, today)
    contact = view.contact or (None if view.anonymous else free)
    name, words = contact.name if contact else "", blockers.blocker(beyond, click.person) if beyond else ""
    return deciding_view.build_consent(
        request.key, view.title, request.activity, name, today, asked=asked, beyond=words
    )


async def _check_undecided(tx: Tx, request: Request, customer: Customer, person: Person) -> None:
    """Say who decided, and what, to those who may decide, when it has been decided."""
    check_may_decide(person, request, customer)
    if not request.status.decidable:
        known = request.decided_by if customer.may_be_seen_by(person) else None
        raise Refusal(Reason.SETTLED, status=request.status, by=await tx.people.get(known) if known else None)
