"""The company's words: programme managers say what they mean, from the settings. Every process knows it at once."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import kit, vocabulary
from domain.people import Person
from domain.refusals import Refusal
from domain.wording import company_words, industries, meanings, unresolved
from handlers.desk import Desk
from handlers.showing import Payload, show, turn
from store.tx import Tx

MOST_OPTIONS = 60


async def on_words(ack: AsyncAck, body: Payload, person: Person, desk: Desk, client: AsyncWebClient) -> None:
    """Show the words people searched in vain, and the company's own."""
    _check(person)
    async with desk.reading() as tx:
        words = await _words(tx)
    await show(client, body, vocabulary.build(words))
    await ack()


async def on_meaning_options(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Load what a word can mean, as far as it is typed."""
    _check(person)
    typed = kit.typed(payload)
    if vocabulary.for_label(payload):
        await ack(options=vocabulary.build_options(industries(typed, MOST_OPTIONS), nothing=False))
        return
    async with desk.reading() as tx:
        await desk.finder.kept.hurry(tx)
    known = desk.finder.kept.shelved
    found = meanings(typed, known.use_cases, known.products, MOST_OPTIONS)
    await ack(options=vocabulary.build_options(found, nothing=True))


async def on_meaning(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Give a word of the list its meaning."""
    _check(person)
    word, meaning = vocabulary.parse_choice(payload)
    async with desk.transaction() as tx:
        await tx.vocabulary.say(word, meaning, person.id, tx.now)
        await tx.note("word.said", by=person.id, kind=meaning.kind.value)
        words = await _words(tx)
    await turn(client, body, vocabulary.build(words))
    await ack()


async def on_forget(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, client: AsyncWebClient
) -> None:
    """Take a word's meaning back."""
    _check(person)
    async with desk.transaction() as tx:
        await tx.vocabulary.forget(str(payload.get("value") or ""), person.id, tx.now)
        await tx.note("word.forgotten", by=person.id)
        words = await _words(tx)
    await turn(client, body, vocabulary.build(words))
    await ack()


async def on_add(ack: AsyncAck, body: Payload, person: Person, client: AsyncWebClient) -> None:
    """Open the form for one more word."""
    _check(person)
    await turn(client, body, vocabulary.build_form())
    await ack()


async def on_add_form(ack: AsyncAck, payload: Payload, person: Person, desk: Desk) -> None:
    """Add the word, and show the list in the form's place."""
    _check(person)
    word, meaning = vocabulary.parse_form(payload)
    async with desk.transaction() as tx:
        await tx.vocabulary.say(word, meaning, person.id, tx.now)
        await tx.note("word.said", by=person.id, kind=meaning.kind.value)
        words = await _words(tx)
    await ack(response_action="update", view=vocabulary.build(words))


def _check(person: Person) -> None:
    if not person.programme_manager:
        raise Refusal("Only programme managers change the settings.")


async def _words(tx: Tx) -> vocabulary.Words:
    said = await tx.vocabulary.all()
    labels = unresolved(await tx.vocabulary.labels(), company_words(said))
    unknown = await tx.vocabulary.most_unknown(vocabulary.SHOWN)
    return vocabulary.Words(tuple(unknown), tuple(labels), tuple(said))
