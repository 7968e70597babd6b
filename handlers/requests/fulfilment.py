"""After the approval: the day, the cancellation, the owner's veto, the brief, how it went, the thanks, the deal."""

import contextlib
from collections.abc import Callable

from blocks.requests import brief, follow_ups, reasons
from blocks.requests import fulfilment as fulfilment_view
from blocks.requests.card_view import CardView
from domain.people import Person
from domain.portfolio.customers import Customer
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
from domain.requests.request import Request
from domain.requests.rights import Right
from handlers.click import Click
from handlers.requests.card_data import card_view
from handlers.requests.clicks import acting, looking


async def on_schedule(click: Click) -> None:
    """Open the form for the day: to set it, or to move it."""
    view = await _viewed(click, Right.REPORT, check_running)
    await click.show(fulfilment_view.build_schedule(view.request, view.title, click.person.timezone))


async def on_schedule_form(click: Click) -> None:
    """Set or move the day; the reservation moves along."""
    async with acting(click, Right.REPORT) as (tx, before, record):
        said = fulfilment_view.parse_schedule(click.payload, click.person.timezone)
        outcome = schedule(before, record, on=said.on, at=said.at, by=click.person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await click.close()


async def on_cancel(click: Click) -> None:
    """Open the form that asks who cancelled."""
    view = await _viewed(click, Right.REPORT, check_running)
    over = click.payload["action_id"] == follow_ups.NOT_HELD
    await click.show(fulfilment_view.build_cancel(view.request, view.title, over=over))


async def on_cancel_form(click: Click) -> None:
    """Call it off."""
    async with acting(click, Right.REPORT) as (tx, before, record):
        who = fulfilment_view.parse_cancel(click.payload)
        outcome = cancel(before, record.customer, who=who, by=click.person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await click.close()


async def on_stop(click: Click) -> None:
    """Open the form of the owner's veto."""
    view = await _viewed(click, Right.DECIDE, check_stoppable)
    await click.show(fulfilment_view.build_stop(view.request.key, view.title))


async def on_stop_form(click: Click) -> None:
    """Stop an approved use; the requester is told who fits next."""
    async with acting(click, Right.DECIDE) as (tx, before, record):
        said = reasons.parse(click.payload)
        outcome = stop(
            before, record.customer, reason=said.reason, note=said.note, by=click.person, policy=tx.policy, now=tx.now
        )
        await tx.apply(before, outcome)
    await click.close()


async def on_brief(click: Click) -> None:
    """Show the brief, to read and to copy."""
    async with looking(click, Right.READ) as (tx, request, _):
        if not request.status.running:
            raise Refusal(Reason.NO_BRIEF_OVER, status=request.status)
        if request.paused:
            raise Refusal(Reason.NO_BRIEF_PAUSED)
        view = await card_view(tx, click.desk.finder, request, click.person)
    await click.show(brief.build_modal(view))


async def on_happened(click: Click) -> None:
    """Open the form that asks how it went."""
    view = await _viewed(click, Right.REPORT, check_running)
    await click.show(fulfilment_view.build_happened(view.request.key, view.title))


async def on_happened_form(click: Click) -> None:
    """It took place: the owner is asked to say thank you."""
    async with acting(click, Right.REPORT) as (tx, before, record):
        report = fulfilment_view.parse_happened(click.payload)
        outcome = happened(before, record.customer, report, by=click.person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
    await click.close()


async def on_thanked(click: Click) -> None:
    """The customer was thanked, and how."""
    async with acting(click, Right.DECIDE) as (tx, before, record):
        how = follow_ups.THANKED[click.payload["action_id"]]
        await tx.apply(before, thank(before, record.customer, how=how, by=click.person, now=tx.now))


async def on_thank_later(click: Click) -> None:
    """Remind of the thanks again on the next working morning."""
    async with acting(click, Right.DECIDE) as (tx, before, record):
        await tx.apply(before, thank_later(before, record.customer, by=click.person, policy=tx.policy, now=tx.now))


async def on_deal(click: Click) -> None:
    """How the deal ended, or that it has not: said once for every customer who helped with it."""
    end = follow_ups.DEAL[click.payload["action_id"]]
    async with acting(click, Right.REPORT) as (tx, before, record):
        outcome = deal_ended(before, record.customer, end=end, by=click.person, policy=tx.policy, now=tx.now)
        await tx.apply(before, outcome)
        others = await tx.requests.of_same_deal(before)
    for other in others:
        # Somebody was faster, or this one is not theirs to speak of.
        with contextlib.suppress(Refusal):
            async with acting(click, Right.REPORT, other.key) as (tx, again, record):
                outcome = deal_ended(again, record.customer, end=end, by=click.person, policy=tx.policy, now=tx.now)
                await tx.apply(again, outcome)


async def _viewed(click: Click, right: Right, check: Callable[[Request, Customer, Person], None]) -> CardView:
    """A request as a card shows it, for those who may do the next step with it. Raises Refusal."""
    async with looking(click, right) as (tx, request, record):
        check(request, record.customer, click.person)
        return await card_view(tx, click.desk.finder, request, click.person)
