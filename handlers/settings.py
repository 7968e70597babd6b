"""The settings: programme managers edit the company's rules, which every transaction reads. Nobody's edit is lost."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import settings
from domain.people import Person
from domain.refusals import Refusal
from domain.settings import changed, clashes, edited
from handlers.desk import Desk
from handlers.showing import Payload, show


async def on_settings(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Show what can be set."""
    _check(person)
    async with desk.reading() as tx:
        newest = await tx.policies.newest()
    on = newest.policy.day(newest.at)
    await show(client, body, settings.build(newest.policy, newest.by, on))
    await ack()


async def on_page(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form of one page."""
    _check(person)
    async with desk.reading() as tx:
        newest = await tx.policies.newest()
    await show(client, body, settings.build_page(settings.PAGES[payload["action_id"]], newest.policy, newest.number))
    await ack()


async def on_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Keep what was changed. Where somebody else was faster with the same field, say so and ask again."""
    _check(person)
    page, version, given = settings.parse(payload)
    async with desk.transaction() as tx:
        newest, base = await tx.policies.newest(), (await tx.policies.at(version)).policy
        mine = changed(given, base)
        clash = clashes(mine, base, newest.policy)
        new = edited(newest.policy, mine)
        if not clash and new != newest.policy:
            if not await tx.policies.add(new, newest.number, person.id, tx.now):
                raise Refusal("Somebody else has just saved other settings. Press Save once more.")
            await tx.note("settings", by=person.id, version=newest.number + 1, changed=sorted(mine))
    if clash:
        said = settings.clash_words(clash, page, newest.policy, newest.by)
        # What was typed stands in the fields that both changed; the rest is as the other one left it.
        view = settings.build_page(page, new, newest.number, said)
        await ack(response_action="update", view=view)
    else:
        others = newest.number != version and newest.policy != base
        await ack(response_action="update", view=settings.build_saved(others))


def _check(person: Person) -> None:
    if not person.programme_manager:
        raise Refusal("Only programme managers change the settings.")
