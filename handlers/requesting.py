"""The request form: opened from a search, a shortcut, a message or Home; filled in, sent, withdrawn."""

from dataclasses import replace
from datetime import date
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import kit, request_card, request_form, search_answer
from blocks.request_form import About, Open
from domain.activities import Activity
from domain.availability import budget, shut
from domain.chasing import is_away
from domain.customers import Record, as_seen_by, worded_for
from domain.decisions import file, introducer, sentence, withdraw
from domain.entitled import Right
from domain.matching import Hit
from domain.people import Person
from domain.policy import Policy
from domain.refusals import Refusal
from domain.requests import Draft, Request, Status, Tell
from handlers.clicking import acting
from handlers.desk import Desk
from handlers.finding import found_as
from handlers.reading import warned_of
from handlers.showing import Payload, show, turn
from store.deliveries import Kind
from store.tx import Tx

MOST_OPTIONS = 30


async def on_request(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form with this customer filled in; what was true when the answer was drawn is checked again."""
    search, customer = search_answer.parse_button(payload)
    async with desk.reading() as tx:
        record = worded_for(await tx.customers.to_ask(customer), person)
        stop = shut(record, tx.policy, tx.policy.day(tx.now))
        if stop and not stop.yields_to(person):
            raise Refusal(sentence(stop.words, stop.free_on))
        remembered = await _answers(tx, search_answer.instead_of(payload), person)
        wanted = Activity(remembered["activity"]) if "activity" in remembered else None
        level = remembered.get("person_seniority", "")
        about = await _about(tx, Open(customer, wanted, remembered.get("prospect", ""), level), person)
    form = request_form.build(
        customer=(customer, record.customer.name),
        about=about,
        search=search,
        remembered=remembered,
        manager=person.programme_manager,
    )
    await show(client, body, form)
    await ack()


async def on_new(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Open the empty form."""
    await show(client, body, await _empty_form(desk, person))
    await ack()


async def on_message(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Open the form with the text of a message."""
    said = kit.readable(str((body.get("message") or {}).get("text") or ""))
    await show(client, body, await _empty_form(desk, person, wants_to_hear=said))
    await ack()


async def on_customer_options(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Load the customers that fit what is typed into the form; before that, those that fit what it says already."""
    typed = str(payload.get("value") or "").strip()
    async with desk.reading() as tx:
        today = tx.policy.day(tx.now)
        ids = await desk.finder.suggestions(tx, typed, person, MOST_OPTIONS, hint=await _hint(tx, body))
        records = await tx.customers.records(ids)
        options = [
            request_form.customer_option(
                as_seen_by(record.customer, person), budget(record, tx.policy, today).left, now=now
            )
            for customer_id in ids
            if (record := records.get(customer_id))
            # Who can't be asked is only shown to whoever looks for them, who will read why.
            if (now := _offered(record, person, tx.policy, today)) or (typed and record.customer.may_be_seen_by(person))
        ]
    await ack(options=options)


async def on_chosen(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Say in the form what there is to know of the customer that was chosen, for what is needed."""
    if chosen := request_form.parse_open(body.get("view") or {}):
        pick = desk.picks.came(body["view"]["id"], str(payload.get("action_ts", "")))
        async with desk.reading() as tx:
            about = await _about(tx, chosen, person)
        if desk.picks.is_last(pick):
            form = request_form.with_about(body["view"], about)
            await turn(client, body, form, is_last=lambda: desk.picks.is_last(pick))
    await ack()


async def on_submit(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """File the request, or join the one that is already open for the same thing."""
    customer, draft = request_form.parse_customer(payload), request_form.parse(payload)
    async with desk.transaction() as tx:
        record = await tx.requests.lock_customer(customer)
        search = await tx.searches.find(request_form.parse_hint(payload)[0])
        draft = replace(draft, customer_id=record.customer.id, search_id=search.id if search else None)
        # Under the customer's lock, so that a submission delivered twice finds the first one.
        sent = await tx.requests.from_view(draft.view_id)
        same = None if sent else await tx.requests.same_as(draft)
        if same is not None:
            await tx.join(same, person.id)
            await _introduced(tx, same, introducer(same, record.customer), person)
        request = sent or same or await _filed(tx, draft, record, person)
        decider, away = await _decider_words(tx, request, record, person)
        careful = _careful(tx, request, record, person)
    words = _sent_words(request, person, decider, joined=same is not None, away=away)
    await ack(response_action="update", view=request_form.build_sent(words, careful))


async def on_withdraw(ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk) -> None:
    """Take a request back."""
    key = request_card.request_key(payload)
    async with acting(desk, body, key, person, Right.WITHDRAW) as (tx, before, record):
        await tx.apply(before, withdraw(before, record.customer, by=person, now=tx.now))
    await ack()


async def _introduced(tx: Tx, request: Request, talks: int | None, person: Person) -> None:
    """Once it is approved, whoever joins has to be introduced, too: else they would wait for what nobody does."""
    if request.status not in (Status.APPROVED, Status.SCHEDULED) or person.id in (request.requester_id, talks):
        return
    if talks is not None:
        subject = f"joined:{request.id}:{person.id}"
        await tx.deliveries.owe_once(
            Kind.TELL, talks, tx.now, subject=subject, tell=Tell.INTRODUCE, request_id=request.id
        )


async def _filed(tx: Tx, draft: Draft, record: Record, person: Person) -> Request:
    managers = tuple(manager.id for manager in await tx.people.managers())
    worded = worded_for(record, person)
    request = await tx.apply(None, file(draft, worded, by=person, managers=managers, policy=tx.policy, now=tx.now))
    await tx.people.remember(person.id, request_form.to_remember(draft))
    return request


async def _answers(tx: Tx, instead_of: str, person: Person) -> dict[str, str]:
    """What the form begins with: the request that came to nothing, or what is remembered of the last one."""
    if instead_of and (before := await tx.requests.get(instead_of)).requester_id == person.id:
        return request_form.asked_again(before, tx.policy.day(tx.now))
    return await tx.people.remembered(person.id)


async def _empty_form(desk: Desk, person: Person, *, wants_to_hear: str = "") -> dict[str, Any]:
    async with desk.reading() as tx:
        remembered = await tx.people.remembered(person.id)
    return request_form.build(remembered=remembered, wants_to_hear=wants_to_hear, manager=person.programme_manager)


def _offered(record: Record, person: Person, policy: Policy, today: date) -> bool:
    stop = shut(record, policy, today)
    return stop is None or stop.yields_to(person)


async def _about(tx: Tx, chosen: Open, person: Person) -> About:
    record = await tx.customers.to_ask(chosen.customer)
    hit = Hit(record.customer.id, 1.0, (), named=True)
    return found_as(record, hit, person, tx.policy, tx.now, chosen.wanted, chosen.prospect, chosen.level), tx.policy


async def _hint(tx: Tx, body: Payload) -> str:
    """What to suggest customers for while nothing is typed: the search the form came from, or what is wanted."""
    key, wanted = request_form.parse_hint(body.get("view") or {})
    search = await tx.searches.find(key) if key else None
    return search.words if search else wanted


def _careful(tx: Tx, request: Request, record: Record, person: Person) -> tuple[str, ...]:
    """What the owner's card warns of: the form could not know it all before the prospect was typed."""
    known = record.customer.may_be_seen_by(person) and not request.own_use
    return warned_of(record, request, tx.policy, tx.policy.day(tx.now)) if known else ()


async def _decider_words(tx: Tx, request: Request, record: Record, person: Person) -> tuple[str, bool]:
    """Who decides, and whether they are out of office."""
    if request.decider_id is None or not record.customer.may_be_seen_by(person):
        return "the customer's owner", False
    decider = await tx.people.get(request.decider_id)
    return decider.name, is_away(decider, tx.policy, tx.now)


def _sent_words(request: Request, person: Person, decider: str, *, joined: bool, away: bool) -> str:
    card = "You can follow it in your messages with me."
    if joined:
        who = "You have" if request.requester_id == person.id else "A colleague has"
        if request.status in (Status.PENDING, Status.AWAITING_CUSTOMER):
            return f"{who} already asked for this, and {decider} decides once for everybody. {card}"
        return f"{who} already asked for this, and it was approved. {card}"
    if request.own_use:
        return f"It is your own customer, so there is nobody to wait for. {card}"
    instead = " They are out of office; whoever stands in for them is asked within a minute." if away else ""
    return f"Sent to {decider}.{instead} {card}"
