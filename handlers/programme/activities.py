"""The company's activities: programme managers see, change and add them. Their form is a page of the settings."""

from blocks.programme import activities, settings
from domain.programme.settings import flat
from domain.refusals import Outdated
from handlers.click import Click
from handlers.programme.settings import newest_policy


async def on_activities(click: Click) -> None:
    """Show all of them."""
    await click.show(activities.build((await newest_policy(click)).policy))


async def on_change(click: Click) -> None:
    """Open the form of one on top of the list: what comes into an open view may be lost on submit."""
    newest = await newest_policy(click)
    if (page := activities.pages(newest.policy).get(activities.chosen(click.payload))) is None:
        raise Outdated
    base = settings.FormBasis(newest.number)
    await click.show(settings.build_page(page, flat(newest.policy), base))


async def on_add(click: Click) -> None:
    """Open the form for one more."""
    newest = await newest_policy(click)
    page, values = activities.new_page(newest.policy)
    await click.show(settings.build_page(page, values, settings.FormBasis(newest.number)))
