"""The owner's decision: approve with one click, record the customer's yes, decline with a reason."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import decisions, home, request_card
from domain.availability import free_contact
from domain.decisions import approve, customer_said_no, decline, may_decide, needs_customer, settled_words
from domain.people import Person
from domain.refusals import Refusal
from domain.requests import Request, Status
from handlers.adopting import adopt
from handlers.desk import Desk
from handlers.reading import card_view
from handlers.showing import Payload, in_modal, replace, show
from store.requests import Audience
from store.tx import Tx


async def on_approve(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Approve; where nobody knows whether the customer agrees, ask for that first."""
    request_id = request_card.request_id(payload)
    await adopt(desk, body, request_id, person, Audience.DECIDER)
    async with desk.transaction() as tx:
        before, record = await tx.requests.locked(request_id)
        await _check_open(tx, before)
        asking = may_decide(person, before, record.customer) and needs_customer(before, record, tx.policy.day(tx.now))
        if not asking:
            await tx.apply(before, approve(before, record, by=person, policy=tx.policy, now=tx.now))
    if asking:
        await show(client, body, await _consent_form(desk, request_id, person, asked=False))
    else:
        await _show_again(client, body, desk, request_id, person)
    await ack()


async def on_decline(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that asks for a reason."""
    request_id = request_card.request_id(payload)
    await adopt(desk, body, request_id, person, Audience.DECIDER)
    async with desk.reading() as tx:
        request = await tx.requests.get(request_id)
        await _check_open(tx, request)
        view = await card_view(tx, desk.finder, request, person)
        record = await tx.customers.record(request.customer_id)
        _check_decider(person, request, may_decide(person, request, record.customer), record.customer.owner_id)
    await show(client, body, decisions.build_decline(request_id, view.title))
    await ack()


async def on_decline_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Decline with the reason given."""
    said = decisions.parse_decline(payload)
    async with desk.transaction() as tx:
        before, record = await tx.requests.locked(said.request_id)
        await _check_open(tx, before)
        outcome = decline(before, record.customer, by=person, reason=said.reason, note=said.note, now=tx.now)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_customer_yes(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form that records the customer's yes."""
    request_id = request_card.request_id(payload)
    await adopt(desk, body, request_id, person, Audience.DECIDER)
    await show(client, body, await _consent_form(desk, request_id, person, asked=True))
    await ack()


async def on_consent_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Record the yes and approve, or note that the owner asks the customer."""
    async with desk.transaction() as tx:
        said = decisions.parse_consent(payload, tx.policy.day(tx.now))
        before, record = await tx.requests.locked(said.request_id)
        await _check_open(tx, before)
        asks = said.yes is None
        outcome = approve(before, record, by=person, policy=tx.policy, now=tx.now, yes=said.yes, ask_first=asks)
        await tx.apply(before, outcome)
    await ack(response_action="clear")


async def on_customer_no(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Record the customer's no: it declines the request and is remembered."""
    request_id = request_card.request_id(payload)
    await adopt(desk, body, request_id, person, Audience.DECIDER)
    async with desk.transaction() as tx:
        before, record = await tx.requests.locked(request_id)
        await _check_open(tx, before)
        await tx.apply(before, customer_said_no(before, record, by=person, policy=tx.policy, now=tx.now))
    await _show_again(client, body, desk, request_id, person)
    await ack()


async def on_open(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Show a request's card in a modal, from Home."""
    await show(client, body, await _card(desk, request_card.request_id(payload), person))
    await ack()


async def _card(desk: Desk, request_id: int, person: Person) -> dict[str, object]:
    async with desk.reading() as tx:
        view = await card_view(tx, desk.finder, await tx.requests.get(request_id), person)
    return home.build_card("Decide", request_card.build_for_decider(view).blocks)


async def _show_again(client: AsyncWebClient, body: Payload, desk: Desk, request_id: int, person: Person) -> None:
    if in_modal(body):
        await replace(client, body, await _card(desk, request_id, person))


async def _consent_form(desk: Desk, request_id: int, person: Person, *, asked: bool) -> dict[str, object]:
    async with desk.reading() as tx:
        today = tx.policy.day(tx.now)
        request = await tx.requests.get(request_id)
        await _check_open(tx, request)
        record = await tx.customers.record(request.customer_id)
        _check_decider(person, request, may_decide(person, request, record.customer), record.customer.owner_id)
        view = await card_view(tx, desk.finder, request, person)
        contact = free_contact(record, request.activity, tx.policy, today)
    name = contact.name if contact else ""
    return decisions.build_consent(request_id, view.title, request.activity.words, name, today, asked=asked)


async def _check_open(tx: Tx, request: Request) -> None:
    """Say who decided, and what, when it has been decided."""
    if request.status in (Status.PENDING, Status.AWAITING_CUSTOMER):
        return
    by = (await tx.people.get(request.decided_by)).name if request.decided_by else None
    raise Refusal(settled_words(request, by))


def _check_decider(person: Person, request: Request, may: bool, owner_id: int | None) -> None:
    if not may:
        known = tuple(i for i in (request.decider_id, owner_id) if i is not None)
        raise Refusal("You can't decide about this request.", deciders=known)
