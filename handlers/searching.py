"""`/reference words`, and the two buttons under its answer."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from blocks import notice, search_answer
from blocks.kit import decoded
from blocks.search_answer import Page
from domain.digest import unmet_by
from domain.people import Person
from handlers.desk import Desk
from handlers.digesting import on_digest
from handlers.requesting import on_new
from handlers.showing import Payload, turn
from store.searches import UNMET

LONGEST = 3000
HELP = (
    "Type /reference and what the customer should be like: an industry, a use case, a product, a country or region, "
    "a size, a language, or a name, in any order. /reference alone opens a form. "
    "/reference find … always searches, also for words like “help”."
)


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
    first, _, rest = words.partition(" ")
    if not words:
        await on_new(ack, body, person, desk, client)
        return
    if words.casefold() == "digest":
        await on_digest(ack, respond, person, desk)
        return
    if words.casefold() == "help":
        posted = notice.build(HELP)
    else:
        wanted = rest.strip() if first.casefold() == "find" else ""
        posted = search_answer.build(await _searched(desk, person, wanted or words))
    await ack(text=posted.text, blocks=posted.blocks, response_type="ephemeral")


async def on_more(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Show the next page in a modal: an ephemeral answer can't be reached again by anything that is owed."""
    search_id, offset = search_answer.parse_button(payload)
    async with desk.reading() as tx:
        search = await tx.searches.get(search_id)
        page = await desk.finder.page(tx, search.id, search.words, person, offset=offset)
    await turn(client, body, search_answer.build_modal(page))
    await ack()


async def on_change(ack: AsyncAck, payload: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Open the form with the words of this search."""
    search_id, _ = search_answer.parse_button(payload)
    async with desk.reading() as tx:
        search = await tx.searches.get(search_id)
    await turn(client, body, search_answer.build_form(search.words))
    await ack()


async def on_search_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Show the answer in the form's place."""
    page = await _searched(desk, person, search_answer.parse_form(payload))
    await ack(response_action="update", view=search_answer.build_modal(page))


async def _searched(desk: Desk, person: Person, words: str) -> Page:
    async with desk.reading() as tx:
        page = await desk.finder.page(tx, 0, words, person)
    hits = tuple(found.customer.id for found in page.found)
    unmet = unmet_by(page.answer, [found.hit for found in page.found])
    async with desk.transaction() as tx:
        search_id = await tx.searches.add(person.id, words, hits, tx.now, {UNMET: unmet} if unmet else None)
    return page.numbered(search_id)
