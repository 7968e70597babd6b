"""`/reference WORD`: what each word opens; everything else is searched for."""

from collections.abc import Mapping

from blocks.home import home
from blocks.kit import notice
from blocks.kit.language import N_, _
from blocks.kit.listing import ListPosition
from blocks.kit.shapes import decoded
from blocks.search import answer as search_answer
from handlers.click import Click, Listener
from handlers.home.home_data import asked_lines
from handlers.home.home_data import mine as owned
from handlers.lists import page
from handlers.portfolio.handover import on_handover
from handlers.portfolio.profile import posted_profile
from handlers.programme.absence import on_away
from handlers.programme.digest import on_digest
from handlers.programme.settings import on_settings
from handlers.requests.filing import on_new
from handlers.search.answers import searched

LONGEST = 3000
NAMELESS = N_("Type /reference customer and a name, for all there is to know about that customer.")


async def on_reference(click: Click) -> None:
    """Search; without words open the form."""
    words = decoded(str(click.payload.get("text") or "")).strip()[:LONGEST]
    if opens := OPENS.get(words.casefold()):
        await opens(click)
        return
    first, rest = words.partition(" ")[::2]
    match first.casefold(), rest.strip():
        case "help", "":
            message = notice.build_help()
        case "customer" | "customers", "":
            message = notice.build(_(NAMELESS))
        case "customer", name if name and (known := await posted_profile(click.desk, click.person, name)):
            message = known
        case "find", wanted if wanted:
            message = search_answer.build(await searched(click.desk, click.person, wanted))
        case _:
            message = search_answer.build(await searched(click.desk, click.person, words))
    await click.ack(text=message.text, blocks=message.blocks, response_type="ephemeral")


async def _inbox(click: Click) -> None:
    """Show what waits for a person."""
    await click.show(await page(click, ListPosition(home.WAITING)))


async def _mine(click: Click) -> None:
    """Show what a person asked for, and looks after: the lists of their Home."""
    async with click.desk.reading() as tx:
        asked, mine = await asked_lines(tx, click.person, home.MOST), await owned(tx, click.person, home.CUSTOMERS)
    await click.show(home.build_mine(click.person, asked, mine))


OPENS: Mapping[str, Listener] = {
    "": on_new,
    "digest": on_digest,
    "handover": on_handover,
    "away": on_away,
    "inbox": _inbox,
    "mine": _mine,
    "settings": on_settings,
}
"""What a word alone opens."""
