"""The request form: opened from a search, a shortcut, a message or Home; filled in, sent, withdrawn."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Option
from blocks.requests import filing as request_form
from blocks.requests.filing import RequestForm
from blocks.requests.menu import CustomerView
from blocks.requests.sent import Sent, sent_words
from blocks.search import answer as search_answer
from blocks.wording.customers import as_seen_by
from domain.matching import COUNTED
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import budget, customer_blocker, hold_blocker
from domain.portfolio.cautions import Caution, cautions, rivals_in, too_low
from domain.portfolio.customers import Record
from domain.refusals import Reason, Refusal
from domain.requests.decisions import file, introducer, withdraw
from domain.requests.escalation import passed_on
from domain.requests.messages import MessageType
from domain.requests.offering import choices
from domain.requests.request import Draft, Request
from domain.requests.rights import Right
from domain.requests.routing import is_away, route
from handlers.click import Click
from handlers.requests.card_data import asked_by, warned_of
from handlers.requests.clicks import acting
from handlers.requests.reachable import check_deciders
from handlers.slack.modals import Payload
from store.outbox.deliveries import DeliveryKind
from store.tx import Tx

MOST_OPTIONS = 30
AT_ONCE = 40  # as many are read, for some of them can't be asked


async def on_request(click: Click) -> None:
    """Open the form with this customer filled in; what was true when the answer was drawn is checked again."""
    search, customer = search_answer.parse_button(click.payload)
    async with click.desk.reading() as tx:
        record = await tx.customers.to_ask(customer)
        stop = customer_blocker(record, tx.policy, tx.policy.day(tx.now))
        if stop and not stop.yields_to(click.person):
            raise Refusal(Reason.BLOCKED, blocker=stop)
        begun = await _begun(tx, search_answer.instead_of(click.payload), click.person)
        form = request_form.begun(begun | {"customer": customer}, search)
        view = request_form.build(form, tx.policy, _customer_view(record, form, click.person, tx))
    await click.show(view)


async def on_new(click: Click) -> None:
    """Open the empty form."""
    await click.show(await _form(click, request_form.begun({})))


async def on_message(click: Click) -> None:
    """Open the form with the text of a message."""
    said = kit.readable(str((click.body.get("message") or {}).get("text") or ""))
    await click.show(await _form(click, request_form.begun({"wants_to_hear": said})))


async def on_customer_options(click: Click) -> None:
    """Load the customers that fit what is typed into the form; before that, those that fit what it says already."""
    typed = kit.typed(click.payload)
    async with click.desk.reading() as tx:
        ids = await click.desk.finder.suggestions(tx, typed, click.person, COUNTED, hint=await _hint(tx, click.body))
        options: list[Option] = []
        for start in range(0, len(ids), AT_ONCE):
            options += await _options(tx, ids[start : start + AT_ONCE], click.person, anyone=bool(typed))
            if len(options) > MOST_OPTIONS:
                break
    more = len(options) > MOST_OPTIONS or len(ids) >= COUNTED
    await click.ack(options=kit.loaded([*options[:MOST_OPTIONS], *([listing.hint()] if more else [])]))


async def _options(tx: Tx, ids: Sequence[int], person: Person, *, anyone: bool) -> list[Option]:
    """These customers as choices; anyone: those that can't be asked, too, as far as they are known."""
    records, today = await tx.customers.records(ids), tx.policy.day(tx.now)
    return [
        request_form.customer_option(
            as_seen_by(record.customer, person), budget(record, tx.policy, today).left, now=now
        )
        for customer_id in ids
        if (record := records.get(customer_id))
        # Who can't be asked is only shown to a person who looks for them, and reads why.
        if (now := _offered(record, person, tx.policy, today)) or (anyone and record.customer.may_be_seen_by(person))
    ]


async def on_filled(click: Click) -> None:
    """Show the form anew after a pick or a click on what it can open: what there is to know, what is asked besides."""
    form = request_form.parse_form(click.body.get("view") or {})
    view_id, clicks = click.body["view"]["id"], click.desk.latest_clicks
    pick = clicks.note(view_id, str(click.payload.get("action_ts", "")), request_form.opens(click.payload))
    view = await _form(click, form.opening(clicks.opened(view_id)))
    if clicks.is_last(pick):
        await click.show_in_place(view, is_last=lambda: clicks.is_last(pick))


async def on_submit(click: Click) -> None:
    """File the request, or join the one that is already open for the same thing; ask what is still to be said."""
    customer, form = request_form.parse_customer(click.payload), request_form.parse_form(click.payload)
    sure = await check_deciders(click.desk, customer, click.person)
    async with click.desk.transaction() as tx:
        record = await tx.requests.lock_customer(customer)
        search = await tx.searches.find(request_form.parse_hint(click.payload)[0])
        draft = request_form.parse(click.payload, tx.policy)
        draft = replace(draft, customer_id=record.customer.id, search_id=search.id if search else None)
        # Under the customer's lock, so that a submission delivered twice finds the first one.
        sent = await tx.requests.from_view(draft.view_id)
        known = _customer_view(record, form, click.person, tx)
        asked = None if sent else request_form.still_to_say(click.payload, form, tx.policy, known)
        view = asked or await _sent(tx, draft, record, click.person, sent, sure=sure)
    await click.update(view)


async def on_withdraw(click: Click) -> None:
    """Take a request back."""
    async with acting(click, Right.WITHDRAW) as (tx, before, record):
        await tx.apply(before, withdraw(before, record.customer, by=click.person, now=tx.now))


async def _introduced(tx: Tx, request: Request, talks: int | None, person: Person) -> None:
    """Once it is approved, those who join have to be introduced, too: else they would wait for what nobody does."""
    if talks is None or not request.status.running or person.id in (request.requester_id, talks):
        return
    subject, kind = f"joined:{request.id}:{person.id}", MessageType.INTRODUCE
    await tx.deliveries.enqueue_once(
        DeliveryKind.MESSAGE, talks, tx.now, subject=subject, message_type=kind, request_id=request.id
    )


async def _sent(
    tx: Tx, draft: Draft, record: Record, person: Person, sent: Request | None, *, sure: bool
) -> dict[str, Any]:
    """File a request, or join the same one, and say so; `sent`: the one that came of this form already."""
    same = None if sent else await tx.requests.same_as(draft)
    if same is not None:
        await tx.join(same, person.id)
        circle = await tx.waiting_requests.circle(same.customer_id, same.decider_id)
        if (moved_on := passed_on(same, circle, tx.policy, tx.now)) is not None:
            same = await tx.apply(same, moved_on)
        await _introduced(tx, same, introducer(same, record.customer), person)
    request = sent or same or await _filed(tx, draft, record, person)
    words = sent_words(request, person, await _routed(tx, request, record, person, sure=sure), joined=same is not None)
    return request_form.build_sent(words, _careful(tx, request, record, person))


async def _filed(tx: Tx, draft: Draft, record: Record, person: Person) -> Request:
    circle = await tx.waiting_requests.circle(draft.customer_id)
    to = route(circle, tx.policy, tx.now, requester_id=person.id)
    filed = file(draft, record, by=person, to=to, policy=tx.policy, now=tx.now)
    return await tx.apply(None, filed)


async def _begun(tx: Tx, instead_of: str, person: Person) -> dict[str, str]:
    """What the form begins with: what was said for the request that came to nothing. No other deal's answers."""
    if not instead_of:
        return {}
    before = await tx.requests.get(instead_of)
    mine = before.requester_id == person.id
    known = mine or person.id in await asked_by(tx, before)
    return request_form.asked_again(before, tx.policy.day(tx.now), mine=mine) if known else {}


async def _form(click: Click, form: RequestForm) -> dict[str, Any]:
    """The form as it is filled in, with what there is to know of the customer that is chosen in it."""
    async with click.desk.reading() as tx:
        record = await tx.customers.to_ask(form.customer) if form.customer else None
        return request_form.build(form, tx.policy, _customer_view(record, form, click.person, tx) if record else None)


def _offered(record: Record, person: Person, policy: Policy, today: date) -> bool:
    stop = customer_blocker(record, policy, today)
    return stop is None or stop.yields_to(person)


def _customer_view(record: Record, form: RequestForm, person: Person, tx: Tx) -> CustomerView:
    """What this person may know of a customer, for what the form says so far."""
    today = tx.policy.day(tx.now)
    anonymous = not record.customer.may_be_seen_by(person)
    prospect, level = form.answers.get("prospect", ""), form.answers.get("person_seniority", "")
    against = (*rivals_in(record, prospect), *too_low(record, level))
    return CustomerView(
        customer=as_seen_by(record.customer, person),
        reader=person,
        anonymous=anonymous,
        budget=budget(record, tx.policy, today),
        blocker=hold_blocker(record.customer, today),
        choices=choices(record, person, tx.policy, today),
        # When it renews, how happy it is, who competes with it: enough to tell which one it is.
        cautions=() if anonymous else (*against, *cautions(record, tx.policy, today)),
        policy=tx.policy,
        today=today,
    )


async def _hint(tx: Tx, body: Payload) -> str:
    """What to suggest customers for while nothing is typed: the search the form came from, or what is wanted."""
    key, wanted = request_form.parse_hint(body.get("view") or {})
    search = await tx.searches.find(key) if key else None
    return search.words if search else wanted


def _careful(tx: Tx, request: Request, record: Record, person: Person) -> tuple[Caution, ...]:
    """What the owner's card warns of: the form could not know it all before the prospect was typed."""
    known = record.customer.may_be_seen_by(person) and not request.own_use
    return warned_of(record, request, tx.policy, tx.policy.day(tx.now)) if known else ()


async def _routed(tx: Tx, request: Request, record: Record, person: Person, *, sure: bool) -> Sent:
    """Who has it, as `person` may know: of a classified customer neither its owner nor their backup is named."""
    seen = record.customer.may_be_seen_by(person)
    ids = {each for each in (request.decider_id, request.owner_id) if each}
    people = await tx.people.named(ids)
    decider, owner = people.get(request.decider_id or 0), people.get(request.owner_id or 0)
    known = decider if decider and (seen or (request.routed and decider.programme_manager)) else None
    away = decider is not None and is_away(decider, tx.policy, tx.now)
    return Sent(known.name if known else "", owner.name if owner and seen else "", away=away, sure=sure)
