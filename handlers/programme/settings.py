"""The settings: programme managers edit the company's rules, which every transaction reads. Nobody's edit is lost."""

from blocks.programme import activities, settings
from domain.programme.settings import changed, clashes, edited, flat
from domain.refusals import Manage, Reason, Refusal
from domain.requests.rights import check_manages
from handlers.click import Click
from store.programme.policies import PolicyVersion


async def on_settings(click: Click) -> None:
    """Show what can be set."""
    newest = await newest_policy(click)
    on = newest.policy.day(newest.at)
    await click.show(settings.build(newest.policy, newest.by, on))


async def on_page(click: Click) -> None:
    """Open the form of one page."""
    newest = await newest_policy(click)
    base = settings.FormBasis(newest.number)
    await click.show(settings.build_page(settings.PAGES[click.payload["action_id"]], flat(newest.policy), base))


async def newest_policy(click: Click) -> PolicyVersion:
    """The rules as they stand, for programme managers. Raises Refusal for all others."""
    check_manages(click.person, Manage.SETTINGS)
    async with click.desk.reading() as tx:
        return await tx.policies.newest()


async def on_form(click: Click) -> None:
    """Keep what was changed. Where a colleague was faster with the same field, say so and ask again."""
    check_manages(click.person, Manage.SETTINGS)
    async with click.desk.transaction() as tx:
        newest = await tx.policies.newest()
        page, base, given = settings.parse(click.payload, {**settings.PAGES, **activities.pages(newest.policy)})
        filled = flat((await tx.policies.at(base.version)).policy)
        told = flat((await tx.policies.at(base.later)).policy) if base.told else {}
        known = filled | {name: told[name] for name in base.told}
        mine = changed(given, known)
        clash = clashes(mine, known, newest.policy)
        new = edited(newest.policy, mine)
        if not clash and new != newest.policy:
            if not await tx.policies.add(new, newest.number, click.person.id, tx.now):
                raise Refusal(Reason.SETTINGS_CLASH)
            await tx.note("settings", by=click.person.id, version=newest.number + 1, changed=sorted(mine))
    if clash:
        said = settings.clash_words(clash, page, newest.policy, newest.by)
        # What was typed stands where it stood; of the fields that both changed they know by now what the other made.
        again = settings.FormBasis(base.version, tuple(dict.fromkeys((*base.told, *clash))), newest.number)
        await click.update(settings.build_page(page, filled | given, again, said))
    else:
        others = newest.number not in (base.version, base.later) and flat(newest.policy) != filled
        if page.action in settings.PAGES:
            await click.update(settings.build_saved(others))
        else:
            await click.update_below(activities.build(new, saved=True))
