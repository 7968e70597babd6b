"""The settings: programme managers edit the company's rules, which every transaction reads. Nobody's edit is lost."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks.programme import activities, settings
from domain.people import Person
from domain.programme.settings import changed, clashes, edited, flat
from domain.refusals import Manage, Reason, Refusal
from domain.requests.rights import check_manages
from handlers.desk import Desk
from handlers.slack.modals import Payload, show


async def on_settings(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Show what can be set."""
    check_manages(person, Manage.SETTINGS)
    async with desk.reading() as tx:
        newest = await tx.policies.newest()
    on = newest.policy.day(newest.at)
    await show(client, body, settings.build(newest.policy, newest.by, on))
    await ack()


async def on_page(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the form of one page."""
    check_manages(person, Manage.SETTINGS)
    async with desk.reading() as tx:
        newest = await tx.policies.newest()
    base = settings.FormBasis(newest.number)
    await show(client, body, settings.build_page(settings.PAGES[payload["action_id"]], flat(newest.policy), base))
    await ack()


async def on_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Keep what was changed. Where a colleague was faster with the same field, say so and ask again."""
    check_manages(person, Manage.SETTINGS)
    async with desk.transaction() as tx:
        newest = await tx.policies.newest()
        page, base, given = settings.parse(payload, {**settings.PAGES, **activities.pages(newest.policy)})
        filled = flat((await tx.policies.at(base.version)).policy)
        told = flat((await tx.policies.at(base.later)).policy) if base.told else {}
        known = filled | {name: told[name] for name in base.told}
        mine = changed(given, known)
        clash = clashes(mine, known, newest.policy)
        new = edited(newest.policy, mine)
        if not clash and new != newest.policy:
            if not await tx.policies.add(new, newest.number, person.id, tx.now):
                raise Refusal(Reason.SETTINGS_CLASH)
            await tx.note("settings", by=person.id, version=newest.number + 1, changed=sorted(mine))
    if clash:
        said = settings.clash_words(clash, page, newest.policy, newest.by)
        # What was typed stands where it stood; of the fields that both changed they know by now what the other made.
        again = settings.FormBasis(base.version, tuple(dict.fromkeys((*base.told, *clash))), newest.number)
        await ack(response_action="update", view=settings.build_page(page, filled | given, again, said))
    else:
        others = newest.number not in (base.version, base.later) and flat(newest.policy) != filled
        saved = settings.build_saved(others) if page.action in settings.PAGES else activities.build(new, saved=True)
        if page.action not in settings.PAGES and (before := payload.get("previous_view_id")):
            await client.views_update(view_id=before, view=saved)
            await ack()
        else:
            await ack(response_action="update", view=saved)
