"""One message a day: what can wait is set aside, and told to each person once on a working day, all of it together."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.outbox import daily_summary as view
from blocks.outbox.daily_summary import Waiting, Whole
from domain.people import Person
from domain.refusals import Refusal
from domain.requests.recipients import overtaken
from domain.working_time import next_working_moment, working_time_of
from handlers.desk import Desk
from handlers.outbox.composing import composed
from handlers.requests.card_data import card_view
from handlers.slack.errors import code_of
from handlers.slack.posting import Placed, draw, post
from store.outbox.daily_summaries import Thing
from store.outbox.deliveries import Delivery
from store.requests.requests import Card
from store.tx import Tx


async def owe_bundles(desk: Desk) -> None:
    """Owe everybody for whom something was set aside today's message, in their working time.

    Doing it twice, late or in two processes owes it once. What comes later the same day is added to it without a
    sound, and told the next working day, if it still waits then.
    """
    async with desk.reading() as tx:
        waiting = await tx.bundles.waiting()
        due = await bundles_now(tx, waiting)
    for subject, person_id in due.items():
        async with desk.transaction() as tx:
            await tx.bundles.owe(subject, person_id, waiting[person_id], tx.now)


async def bundles_now(tx: Tx, waiting: Mapping[int, datetime]) -> dict[str, int]:
    """Who gets today's message now, by what is owed to them. waiting: when something was last set aside for whom."""
    people = await tx.people.named(set(waiting))
    found = {}
    for person_id, last in waiting.items():
        calendar = working_time_of(people.get(person_id), tx.policy)
        subject = f"{calendar.local_day(tx.now)}:{person_id}"
        if next_working_moment(tx.now, calendar) == tx.now and await tx.bundles.due(subject, last):
            found[subject] = person_id
    return found


async def send_bundle(desk: Desk, client: AsyncWebClient, delivery: Delivery, reader: Person) -> Placed:
    """Post or redraw all that waits for `reader` today, each with its buttons and the way to its card.

    What is the only thing there is needs no bundle: it is sent by itself. Raises SlackApiError.
    """
    first = delivery.ts is None
    async with desk.reading() as tx:
        day = date.fromisoformat(delivery.key.split(":")[1])
        today = working_time_of(reader, tx.policy).local_day(tx.now)
        things = await tx.bundles.things(delivery, new=first or day == today)
        seen = await _all_seen(tx, desk, things, reader)
    # Done before it was told: nobody needs to hear of it.
    shown = sorted((each for each in seen if each.thing.told or not each.said.over), key=lambda each: each.said.comes)
    told = shown[: view.fitting([each.said for each in shown])]
    over = {thing.id for thing in things} - {each.thing.id for each in shown}
    if first and len(shown) < 2:
        return Placed(spoken=tuple(over), alone=shown[0].thing.id if shown else None)
    links = await asyncio.gather(*(_link(client, each.card) for each in told))
    said = [replace(each.said, link=link) for each, link in zip(told, links, strict=True)]
    # What was added later made no sound: it stays set aside, and is told tomorrow.
    posted = view.build(said, len(shown) - len(told))
    if delivery.channel and delivery.ts:
        return await draw(client, posted, channel=delivery.channel, ts=delivery.ts)
    placed = await post(client, posted, channel=str(reader.slack_id))
    return replace(placed, spoken=(*(each.thing.id for each in told), *over))


async def waits_for(tx: Tx, desk: Desk, reader: Person) -> list[Waiting | Whole]:
    """All that can wait and waits for `reader` now, told today or not."""
    today = working_time_of(reader, tx.policy).local_day(tx.now)
    things = await tx.bundles.of(reader.id, f"{today}:{reader.id}")
    seen = await _all_seen(tx, desk, things, reader)
    return sorted((each.said for each in seen if not each.said.over), key=lambda said: said.comes)


async def _all_seen(tx: Tx, desk: Desk, things: list[Thing], reader: Person) -> list["_Seen"]:
    return [each for thing in _latest(things) if (each := await _seen(tx, desk, thing, reader))]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A thing, how the bundle says it, and its card."""

    thing: Thing
    said: Waiting | Whole
    card: Card | None = None


def _latest(things: list[Thing]) -> list[Thing]:
    """Of each request and kind the last: who was away for a week is not told of every stage."""
    return list({(thing.tell, thing.request_id) if thing.tell else thing.id: thing for thing in things}.values())


async def _seen(tx: Tx, desk: Desk, thing: Thing, reader: Person) -> _Seen | None:
    """A thing as its reader may know it; None where a customer was removed, or there is nothing to say any more."""
    if thing.tell is None or thing.request_id is None:
        posted = await composed(tx, thing.kind, thing.subject, reader)
        return _Seen(thing, Whole(f"{thing.kind.value}.{thing.id}", posted)) if posted else None
    try:
        request = await tx.requests.get(thing.request_id)
        seen = await card_view(tx, desk.finder, request, reader)
    except (LookupError, Refusal):
        return None
    cards = [card for card in await tx.requests.cards(request.id) if card.person_id == reader.id and card.ts]
    over = overtaken(thing.tell, request, tx.policy, tx.now)
    return _Seen(thing, Waiting(thing.tell, seen, over), next(iter(cards), None))


async def _link(client: AsyncWebClient, card: Card | None) -> str:
    if card is None:
        return ""
    try:
        return str((await client.chat_getPermalink(channel=str(card.channel), message_ts=str(card.ts)))["permalink"])
    except SlackApiError as refused:
        if code_of(refused) in ("message_not_found", "channel_not_found"):
            return ""
        raise
