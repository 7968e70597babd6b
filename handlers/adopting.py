"""A click on a message we do not know: a crash cut off what Slack answered, or the card is from before a restore."""

from domain.people import Person
from handlers.desk import Desk
from handlers.showing import Payload
from store.requests import Audience


async def adopt(desk: Desk, body: Payload, request_id: int, person: Person, audience: Audience) -> None:
    """Make the clicked message a card of the request, and bring a card up to date that still shows old buttons."""
    container = body.get("container") or {}
    channel, ts = container.get("channel_id"), container.get("message_ts")
    # A card never stands in a thread: what does is a message about it.
    answer = container.get("thread_ts", ts) != ts
    if not channel or not ts or answer or container.get("is_ephemeral"):
        return
    async with desk.reading() as tx:
        request = await tx.requests.get(request_id)
        known = await tx.requests.has_card_at(channel, ts)
    if known and request.status.open:
        return
    async with desk.transaction(aside=True) as tx:
        if not known:
            await tx.requests.adopt(request_id, person.id, audience, channel, ts)
        await tx.refresh(await tx.requests.get(request_id))
