"""The company's activities: programme managers see, change and add them. Their form is a page of the settings."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks.programme import activities, settings
from domain.people import Person
from domain.programme.settings import flat
from domain.refusals import Manage, Outdated
from domain.requests.rights import check_manages
from handlers.desk import Desk
from handlers.slack.modals import Payload, show


async def on_activities(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Show all of them."""
    check_manages(person, Manage.SETTINGS)
    async with desk.reading() as tx:
        view = activities.build(tx.policy)
    await show(client, body, view)
    await ack()


async def on_change(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form of one on top of the list: what comes into an open view may be lost on submit."""
    check_manages(person, Manage.SETTINGS)
    async with desk.reading() as tx:
        newest = await tx.policies.newest()
    if (page := activities.pages(newest.policy).get(activities.chosen(payload))) is None:
        raise Outdated
    base = settings.FormBasis(newest.number)
    await show(client, body, settings.build_page(page, flat(newest.policy), base))
    await ack()


async def on_add(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Open the form for one more."""
    check_manages(person, Manage.SETTINGS)
    async with desk.reading() as tx:
        newest = await tx.policies.newest()
    page, values = activities.new_page(newest.policy)
    await show(client, body, settings.build_page(page, values, settings.FormBasis(newest.number)))
    await ack()
