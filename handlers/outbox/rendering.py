"""What a delivery puts into Slack, by its kind: rendered from the database as it is sent, as its reader may know it."""

from collections.abc import Awaitable, Callable, Mapping

from slack_sdk.web.async_client import AsyncWebClient

from blocks.home import home
from blocks.kit.language import speaking
from blocks.requests import card as request_card
from blocks.requests import messages
from domain.people import Person
from domain.requests.messages import MessageType
from domain.requests.recipients import overtaken
from domain.requests.rights import Audience
from handlers.desk import Desk
from handlers.home.home_data import home_view
from handlers.outbox.calendar_files import attach
from handlers.outbox.composing import COMPOSE, composed
from handlers.outbox.daily_summary import send_daily_summary
from handlers.outbox.dead_letters import dead_letter_lines
from handlers.outbox.failures import TooEarlyError, UnreachableError
from handlers.outbox.readers import reader_of
from handlers.programme.digest import post_digest
from handlers.requests.card_data import card_view
from handlers.slack.posting import Placement, draw, post, publish
from store.outbox.deliveries import Delivery, DeliveryKind
from store.requests.requests import Card


async def deliver(desk: Desk, client: AsyncWebClient, delivery: Delivery) -> Placement:
    """Send it; returns where it stands now.

    Raises SlackApiError and what `handlers.outbox.failures` knows: UnreachableError, TooEarlyError, and of a digest
    InDoubtError and UnverifiableError.
    """
    if delivery.kind is DeliveryKind.DIGEST:
        return await post_digest(desk, client, delivery)
    reader, card = await reader_of(desk, delivery)
    render = RENDER[delivery.kind] if reader.reachable else _closed
    with speaking(reader.language):
        return await render(desk, client, delivery, reader, card)


async def _card(desk: Desk, client: AsyncWebClient, _: Delivery, reader: Person, card: Card | None) -> Placement:
    assert card is not None
    async with desk.reading() as tx:
        card = await tx.requests.card(card.id)
        view = await card_view(tx, desk.finder, await tx.requests.get(card.request_id), reader)
    decides = card.audience is Audience.DECIDER
    message = request_card.build_for_decider(view) if decides else request_card.build_for_requester(view)
    if card.channel and card.ts:
        return await draw(client, message, channel=card.channel, ts=card.ts)
    return await post(client, message, channel=str(reader.slack_id))


async def _tell(desk: Desk, client: AsyncWebClient, delivery: Delivery, reader: Person, _: Card | None) -> Placement:
    """A message about a request: under the reader's card of it, where they have one."""
    assert delivery.request_id is not None
    assert delivery.message_type is not None
    async with desk.reading() as tx:
        request = await tx.requests.get(delivery.request_id)
        if delivery.ts is None and overtaken(delivery.message_type, request, tx.policy, tx.now):
            return Placement()
        cards = [c for c in await tx.requests.cards(request.id) if c.person_id == reader.id]
        view = await card_view(tx, desk.finder, request, reader)
        message = messages.build(delivery.message_type, view)
    if delivery.channel and delivery.ts:
        # It has buttons, and the request has changed since.
        return await draw(client, message, channel=delivery.channel, ts=delivery.ts)
    thread = next((card for card in cards if card.ts), None)
    if cards and thread is None and delivery.attempts < 10:
        raise TooEarlyError
    if delivery.message_type is MessageType.CALENDAR:
        return await attach(desk, client, delivery, view, thread)
    if thread is None:
        return await post(client, message, channel=str(reader.slack_id))
    # Under its card, so that the story stays together, and broadcast, so that the phone rings.
    return await post(client, message, channel=str(thread.channel), thread_ts=thread.ts, reply_broadcast=True)


async def _bundle(desk: Desk, client: AsyncWebClient, delivery: Delivery, reader: Person, _: Card | None) -> Placement:
    return await send_daily_summary(desk, client, delivery, reader)


async def _home(desk: Desk, client: AsyncWebClient, _: Delivery, reader: Person, __: Card | None) -> Placement:
    async with desk.reading() as tx:
        view = await home_view(tx, reader, await dead_letter_lines(tx, reader))
    return await publish(client, str(reader.slack_id), view)


async def _message(desk: Desk, client: AsyncWebClient, delivery: Delivery, reader: Person, _: Card | None) -> Placement:
    async with desk.reading() as tx:
        message = await composed(tx, delivery.kind, delivery.key.partition(":")[2], reader)
    if message and delivery.channel and delivery.ts:
        return await draw(client, message, channel=delivery.channel, ts=delivery.ts)
    return await post(client, message, channel=str(reader.slack_id)) if message else Placement()


async def _closed(_: Desk, client: AsyncWebClient, delivery: Delivery, reader: Person, card: Card | None) -> Placement:
    """Where a person who may not use the desk any more may still look, nothing is left to press or to read."""
    if delivery.kind is DeliveryKind.HOME and reader.slack_id:
        return await publish(client, reader.slack_id, home.build_refusal(messages.gone()))
    place = card or delivery
    if not place.channel or not place.ts:
        raise UnreachableError
    return await draw(client, messages.build_gone(), channel=place.channel, ts=place.ts)


RENDER: Mapping[DeliveryKind, Callable[[Desk, AsyncWebClient, Delivery, Person, Card | None], Awaitable[Placement]]] = {
    DeliveryKind.CARD: _card,
    DeliveryKind.MESSAGE: _tell,
    DeliveryKind.DAILY_SUMMARY: _bundle,
    DeliveryKind.HOME: _home,
    **dict.fromkeys(COMPOSE, _message),
}
