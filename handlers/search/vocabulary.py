"""The company's words: programme managers say what they mean, from the settings. Every process knows it at once."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.search import vocabulary
from domain.listed import Listed, listed
from domain.people import Person
from domain.refusals import Manage
from domain.requests.rights import check_manages
from domain.search.company_words import Word, company_words, industries, meanings, unresolved
from handlers.desk import Desk
from handlers.slack.modals import Payload, show, show_in_place
from store.tx import Tx


async def on_words(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Show the words people searched in vain, and the company's own."""
    check_manages(person, Manage.SETTINGS)
    async with desk.reading() as tx:
        words = await _words(tx)
    await show(client, body, vocabulary.build(words))
    await ack()


async def on_meaning_options(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Load what a word can mean, as far as it is typed."""
    check_manages(person, Manage.SETTINGS)
    typed = kit.typed(payload)
    if vocabulary.for_label(payload):
        await ack(options=kit.loaded(vocabulary.build_options(industries(typed, vocabulary.meant), nothing=False)))
        return
    async with desk.reading() as tx:
        await desk.finder.follower.refresh_for_search(tx)
    known = desk.finder.follower.catalogue
    found = meanings(typed, known.use_cases, known.products, tx.policy.offered, vocabulary.meant)
    await ack(options=kit.loaded(vocabulary.build_options(found, nothing=True)))


async def on_meaning(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Give a word of the list its meaning."""
    check_manages(person, Manage.SETTINGS)
    word, meaning = vocabulary.parse_choice(payload)
    async with desk.transaction() as tx:
        await tx.vocabulary.say(word, meaning, person.id, tx.now)
        await tx.note("word.said", by=person.id, kind=meaning.kind.value)
        words = await _words(tx)
    if listing.shown_in(body.get("view") or {}) is None:
        await show_in_place(client, body, vocabulary.build(words))
    await ack()


async def on_forget(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Take a word's meaning back."""
    check_manages(person, Manage.SETTINGS)
    async with desk.transaction() as tx:
        await tx.vocabulary.forget(str(payload.get("value") or ""), person.id, tx.now)
        await tx.note("word.forgotten", by=person.id)
        words = await _words(tx)
    if listing.shown_in(body.get("view") or {}) is None:
        await show_in_place(client, body, vocabulary.build(words))
    await ack()


async def on_add(ack: AsyncAck, body: Payload, person: Person, client: AsyncWebClient) -> None:
    """Open the form for one more word."""
    check_manages(person, Manage.SETTINGS)
    await show_in_place(client, body, vocabulary.build_form())
    await ack()


async def on_add_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Add the word, and show the list in the form's place."""
    check_manages(person, Manage.SETTINGS)
    word, meaning = vocabulary.parse_form(payload)
    async with desk.transaction() as tx:
        await tx.vocabulary.say(word, meaning, person.id, tx.now)
        await tx.note("word.said", by=person.id, kind=meaning.kind.value)
        words = await _words(tx)
    await ack(response_action="update", view=vocabulary.build(words))


async def _words(tx: Tx) -> vocabulary.WordLists:
    most = vocabulary.SHOWN
    return vocabulary.WordLists(await unknown(tx, most), await labels(tx, most), await own_words(tx, most))


async def unknown(tx: Tx, most: int, offset: int = 0) -> Listed[tuple[str, int]]:
    """Words people searched in vain, the most frequent first."""
    return await tx.vocabulary.most_unknown(most, offset)


async def labels(tx: Tx, most: int, offset: int = 0) -> Listed[tuple[str, int]]:
    """Industry labels that mean nothing, the most frequent first."""
    return listed(
        unresolved(await tx.vocabulary.labels(), company_words(await tx.vocabulary.all(), tx.policy.offered)),
        most,
        offset,
    )


async def own_words(tx: Tx, most: int, offset: int = 0) -> Listed[Word]:
    """The company's own words."""
    return listed(await tx.vocabulary.all(), most, offset)
