"""`/reference WORD`: what each word opens; everything else is searched for."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from blocks.home import home
from blocks.kit import notice
from blocks.kit.language import N_, _
from blocks.kit.listing import ListPosition
from blocks.kit.shapes import decoded
from blocks.search import answer as search_answer
from domain.people import Person
from handlers.desk import Desk
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
from handlers.slack.modals import Payload, show

LONGEST = 3000
NAMELESS = N_("Type /reference customer and a name, for all there is to know about that customer.")


async def on_reference(
    ack: AsyncAck,
    payload: Payload,
    body: Payload,
    person: Person,
    desk: Desk,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Search; without words open the form."""
    words = decoded(str(payload.get("text") or "")).strip()[:LONGEST]
    first, rest = words.partition(" ")[::2]
    if not words:
        await on_new(ack, body, person, desk, client)
        return
    match first.casefold(), rest.strip():
        case "digest", "":
            await on_digest(ack, respond, person, desk)
            return
        case "handover", "":
            await on_handover(ack, body, person, desk, client)
            return
        case "away", "":
            await on_away(ack, body, person, desk, client)
            return
        case "inbox" | "mine" as which, "":
            await _lists(ack, body, person, desk, client, which)
            return
        case "settings", "":
            await on_settings(ack, body, person, desk, client)
            return
        case "help", "":
            message = notice.build_help()
        case "customer" | "customers", "":
            message = notice.build(_(NAMELESS))
        case "customer", name if name and (known := await posted_profile(desk, person, name)):
            message = known
        case "find", wanted if wanted:
            message = search_answer.build(await searched(desk, person, wanted))
        case _:
            message = search_answer.build(await searched(desk, person, words))
    await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")


async def _lists(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient, which: str) -> None:
    """Show what waits for a person, or what is theirs: the lists of their Home."""
    if which == "inbox":
        view = await page(desk, person, ListPosition(home.WAITING))
    else:
        async with desk.reading() as tx:
            asked, mine = await asked_lines(tx, person, home.MOST), await owned(tx, person, home.CUSTOMERS)
        view = home.build_mine(person, asked, mine)
    await show(client, body, view)
    await ack()
