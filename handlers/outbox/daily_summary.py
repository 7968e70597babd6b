"""One message a day: what can wait is set aside, and told to each person once on a working day, all of it together."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.outbox import daily_summary as view
from blocks.outbox.daily_summary import SummaryItem, SummaryMessage
from domain.people import Person
from domain.refusals import Refusal
from domain.requests.recipients import overtaken
from domain.working_time import next_working_moment, working_time_of
from handlers.desk import Desk
from handlers.outbox.composing import composed
from handlers.requests.card_data import card_view
from handlers.slack.errors import code_of
from handlers.slack.posting import Placement, draw, post
from store.outbox.daily_summaries import Deferred
from store.outbox.deliveries import Delivery
from store.requests.requests import Card
from store.tx import Tx


async def enqueue_daily_summaries(desk: Desk) -> None:
    """Queue today's summary for each person with deferred messages, in their working time.

    Done twice, late or in two processes, it is queued once. What comes later the same day is added to it without a
    sound, and told the next working day, if it still waits then.
    """
    async with desk.reading() as tx:
        waiting = await tx.daily_summaries.waiting()
        due = await summaries_due(tx, waiting)
    for subject, person_id in due.items():
        async with desk.transaction() as tx:
            await tx.daily_summaries.enqueue(subject, person_id, waiting[person_id], tx.now)


async def summaries_due(tx: Tx, waiting: Mapping[int, datetime]) -> dict[str, int]:
    """Who gets today's message now, by subject. waiting: when a message was last deferred, by person."""
    people = await tx.people.named(set(waiting))
    found = {}
    for person_id, last in waiting.items():
        calendar = working_time_of(people.get(person_id), tx.policy)
        subject = f"{calendar.local_day(tx.now)}:{person_id}"
        if next_working_moment(tx.now, calendar) == tx.now and await tx.daily_summaries.due(subject, last):
            found[subject] = person_id
    return found


async def send_daily_summary(desk: Desk, client: AsyncWebClient, delivery: Delivery, reader: Person) -> Placement:
    """Post or redraw all that waits for `reader` today, each with its buttons and the way to its card.

    What is the only thing there is needs no summary: it is sent by itself. Raises SlackApiError.
    """
    first = delivery.ts is None
    async with desk.reading() as tx:
        day = date.fromisoformat(delivery.key.split(":")[1])
        today = working_time_of(reader, tx.policy).local_day(tx.now)
        deferred = await tx.daily_summaries.deferred(delivery, new=first or day == today)
        seen = await _all_drawn(tx, desk, deferred, reader)
    # Done before it was told: nobody needs to hear of it.
    shown = sorted(
        (each for each in seen if each.deferred.summarised or not each.part.done), key=lambda each: each.part.order
    )
    shown_now = shown[: view.fitting([each.part for each in shown])]
    over = {deferred.id for deferred in deferred} - {each.deferred.id for each in shown}
    if first and len(shown) < 2:
        return Placement(covered=tuple(over), sent_alone=shown[0].deferred.id if shown else None)
    links = await asyncio.gather(*(_link(client, each.card) for each in shown_now))
    said = [replace(each.part, link=link) for each, link in zip(shown_now, links, strict=True)]
    # What was added later made no sound: it stays set aside, and is told tomorrow.
    message = view.build(said, len(shown) - len(shown_now))
    if delivery.channel and delivery.ts:
        return await draw(client, message, channel=delivery.channel, ts=delivery.ts)
    placement = await post(client, message, channel=str(reader.slack_id))
    return replace(placement, covered=(*(each.deferred.id for each in shown_now), *over))


async def waits_for(tx: Tx, desk: Desk, reader: Person) -> list[SummaryItem | SummaryMessage]:
    """All that can wait and waits for `reader` now, told today or not."""
    today = working_time_of(reader, tx.policy).local_day(tx.now)
    deferred = await tx.daily_summaries.of(reader.id, f"{today}:{reader.id}")
    seen = await _all_drawn(tx, desk, deferred, reader)
    return sorted((each.part for each in seen if not each.part.done), key=lambda said: said.order)


async def _all_drawn(tx: Tx, desk: Desk, things: list[Deferred], reader: Person) -> list["_Drawn"]:
    return [each for deferred in _latest(things) if (each := await _drawn(tx, desk, deferred, reader))]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A thing, how the daily summary says it, and its card."""

    deferred: Deferred
    part: SummaryItem | SummaryMessage
    card: Card | None = None


def _latest(things: list[Deferred]) -> list[Deferred]:
    """Of each request and kind the last: who was away for a week is not told of every stage."""
    return list(
        {
            (deferred.message_type, deferred.request_id) if deferred.message_type else deferred.id: deferred
            for deferred in things
        }.values()
    )


async def _drawn(tx: Tx, desk: Desk, deferred: Deferred, reader: Person) -> _Drawn | None:
    """A thing as its reader may know it; None where a customer was removed, or there is nothing to say any more."""
    if deferred.message_type is None or deferred.request_id is None:
        message = await composed(tx, deferred.kind, deferred.subject, reader)
        return _Drawn(deferred, SummaryMessage(f"{deferred.kind.value}.{deferred.id}", message)) if message else None
    try:
        request = await tx.requests.get(deferred.request_id)
        seen = await card_view(tx, desk.finder, request, reader)
    except (LookupError, Refusal):
        return None
    cards = [card for card in await tx.requests.cards(request.id) if card.person_id == reader.id and card.ts]
    over = overtaken(deferred.message_type, request, tx.policy, tx.now)
    return _Drawn(deferred, SummaryItem(deferred.message_type, seen, over), next(iter(cards), None))


async def _link(client: AsyncWebClient, card: Card | None) -> str:
    if card is None:
        return ""
    try:
        return str((await client.chat_getPermalink(channel=str(card.channel), message_ts=str(card.ts)))["permalink"])
    except SlackApiError as refused:
        if code_of(refused) in ("message_not_found", "channel_not_found"):
            return ""
        raise
