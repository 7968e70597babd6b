"""The Home tab is opened: from now on it is kept fresh by deliveries."""

from domain.people import Person
from handlers.desk import Desk
from handlers.slack.modals import Payload
from store.outbox.deliveries import DeliveryKind


async def on_home_opened(payload: Payload, person: Person, desk: Desk) -> None:
    """Queue this person's Home."""
    if payload.get("tab") != "home":
        return
    async with desk.transaction() as tx:
        # In this order: filing a request queues Homes first, too, and then writes to the person.
        await tx.deliveries.enqueue(DeliveryKind.HOME, person.id, tx.now, subject=str(person.id))
        await tx.people.opened_home(person.id)
