"""The request form: opened from a search, a shortcut, a message or Home; filled in, sent, withdrawn."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import kit, request_card, request_form, search_answer
from domain.availability import budget, closed
from domain.customers import Record, worded_for
from domain.decisions import file, sentence, withdraw
from domain.people import Person
from domain.refusals import Refusal
from domain.requests import Request
from handlers.adopting import adopt
from handlers.desk import Desk
from handlers.showing import Payload, show
from store.requests import Audience
from store.tx import Tx

MOST_OPTIONS = 30


async def on_request(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form with this customer filled in; what was true when the answer was drawn is checked again."""
    search_id, customer_id = search_answer.parse_button(payload)
    async with desk.reading() as tx:
        record = worded_for(await _record(tx, customer_id), person)
        if stop := closed(record, tx.policy, tx.policy.day(tx.now)):
            raise Refusal(sentence(stop.words, stop.free_on))
        remembered = await tx.people.remembered(person.id)
    chosen = (customer_id, record.customer.name)
    await show(client, body, request_form.build(customer=chosen, search_id=search_id or None, remembered=remembered))
    await ack()


async def on_new(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Open the empty form."""
    async with desk.reading() as tx:
        remembered = await tx.people.remembered(person.id)
    await show(client, body, request_form.build(remembered=remembered))
    await ack()


async def on_message(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Open the form with the text of a message."""
    said = kit.decoded(str((body.get("message") or {}).get("text") or ""))
    async with desk.reading() as tx:
        remembered = await tx.people.remembered(person.id)
    await show(client, body, request_form.build(remembered=remembered, wants_to_hear=said))
    await ack()


async def on_customer_options(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Load the customers that fit what is typed into the form."""
    typed = str(payload.get("value") or "").strip()
    async with desk.reading() as tx:
        today = tx.policy.day(tx.now)
        ids = await desk.finder.suggestions(tx, typed, person, MOST_OPTIONS)
        records = await tx.customers.records(ids)
        offered = [records[customer_id] for customer_id in ids if customer_id in records]
        options = [
            _option(worded_for(record, person), budget(record, tx.policy, today).left)
            for record in offered
            if closed(record, tx.policy, today) is None
        ]
    await ack(options=options)


async def on_submit(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """File the request, or join the one that is already open for the same thing."""
    draft = request_form.parse(payload)
    async with desk.transaction() as tx:
        record = await tx.requests.lock_customer(draft.customer_id)
        # Under the customer's lock, so that a submission delivered twice finds the first one.
        request = await tx.requests.from_view(draft.view_id)
        same = None if request else await tx.requests.same_as(draft)
        if same is not None:
            await tx.join(same, person.id)
        elif request is None:
            managers = tuple(manager.id for manager in await tx.people.managers())
            outcome = file(
                draft, worded_for(record, person), by=person, managers=managers, policy=tx.policy, now=tx.now
            )
            request = await tx.apply(None, outcome)
            await tx.people.remember(person.id, request_form.to_remember(draft))
        decider = await _decider_words(tx, request or same, record, person)
    await ack(response_action="update", view=request_form.build_sent(_sent_words(request, same, person, decider)))


async def on_withdraw(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Take a request back."""
    request_id = request_card.request_id(payload)
    await adopt(desk, body, request_id, person, Audience.REQUESTER)
    async with desk.transaction() as tx:
        before, record = await tx.requests.locked(request_id)
        await tx.apply(before, withdraw(before, record.customer, by=person, now=tx.now))
    await ack()


async def _record(tx: Tx, customer_id: int) -> Record:
    try:
        return await tx.customers.record(customer_id)
    except LookupError:
        raise Refusal("This customer is no longer in the portfolio.") from None


async def _decider_words(tx: Tx, request: Request | None, record: Record, person: Person) -> str:
    if request is None or request.decider_id is None or not record.customer.may_be_seen_by(person):
        return "the customer's owner"
    return (await tx.people.get(request.decider_id)).name


def _sent_words(request: Request | None, same: Request | None, person: Person, decider: str) -> str:
    if same is not None:
        mine = "You have already asked" if same.requester_id == person.id else "A colleague has already asked"
        return f"{mine} for this, and {decider} decides once for both. The card is in your messages with me."
    if request is not None and request.own_use:
        return "It is your own customer, so there is nobody to wait for. The card is in your messages with me."
    return f"Sent to {decider}. You can follow it in your messages with me."


def _option(record: Record, left: int) -> dict[str, Any]:
    customer = record.customer
    facts = " · ".join(filter(None, (customer.industry, kit.count(left, "point") + " left")))
    return {
        "text": {"type": "plain_text", "text": kit.clip(f"{customer.name} – {facts}", 75), "emoji": False},
        "value": str(customer.id),
    }
