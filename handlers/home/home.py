"""The Home tab is opened: from now on it is kept fresh by deliveries."""

from handlers.click import Click
from store.outbox.deliveries import DeliveryKind


async def on_home_opened(click: Click) -> None:
    """Queue this person's Home."""
    if click.payload.get("tab") != "home":
        return
    async with click.desk.transaction() as tx:
        # In this order: filing a request queues Homes first, too, and then writes to the person.
        await tx.deliveries.enqueue(DeliveryKind.HOME, click.person.id, tx.now, subject=str(click.person.id))
        await tx.people.opened_home(click.person.id)
