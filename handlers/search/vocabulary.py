"""The company's words: programme managers say what they mean, from the settings. Every process knows it at once."""

from collections.abc import Callable

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.search import vocabulary
from domain.listed import Listed, listed
from domain.people import Person
from domain.refusals import Manage
from domain.requests.rights import check_manages
from domain.search.company_words import Word, WordMeaning, company_words, industries, meanings, unresolved
from handlers.click import Click
from handlers.slack.modals import Payload
from store.tx import Tx


async def on_words(click: Click) -> None:
    """Show the words people searched in vain, and the company's own."""
    async with click.desk.reading() as tx:
        words = await _words(tx, click.person)
    await click.show(vocabulary.build(words))


async def on_meaning_options(click: Click) -> None:
    """Load what a word can mean, as far as it is typed."""
    check_manages(click.person, Manage.SETTINGS)
    typed = kit.typed(click.payload)
    if vocabulary.for_label(click.payload):
        options = vocabulary.build_options(industries(typed, vocabulary.meant), nothing=False)
    else:
        async with click.desk.reading() as tx:
            await click.desk.finder.follower.refresh_for_search(tx)
        known = click.desk.finder.follower.catalogue
        found = meanings(typed, known.use_cases, known.products, tx.policy.offered, vocabulary.meant)
        options = vocabulary.build_options(found, nothing=True)
    await click.ack(options=kit.loaded(options))


async def on_meaning(click: Click) -> None:
    """Give a word of the list its meaning."""
    await _show_again(click, await _said(click, vocabulary.parse_choice))


async def on_forget(click: Click) -> None:
    """Take a word's meaning back."""
    check_manages(click.person, Manage.SETTINGS)
    async with click.desk.transaction() as tx:
        await tx.vocabulary.forget(str(click.payload.get("value") or ""), click.person.id, tx.now)
        await tx.note("word.forgotten", by=click.person.id)
        words = await _words(tx, click.person)
    await _show_again(click, words)


async def on_add(click: Click) -> None:
    """Open the form for one more word."""
    check_manages(click.person, Manage.SETTINGS)
    await click.show_in_place(vocabulary.build_form())


async def on_add_form(click: Click) -> None:
    """Add the word, and show the list in the form's place."""
    await click.update(vocabulary.build(await _said(click, vocabulary.parse_form)))


async def _said(click: Click, parse: Callable[[Payload], tuple[str, WordMeaning]]) -> vocabulary.WordLists:
    """Keep what a word means."""
    check_manages(click.person, Manage.SETTINGS)
    word, meaning = parse(click.payload)
    async with click.desk.transaction() as tx:
        await tx.vocabulary.say(word, meaning, click.person.id, tx.now)
        await tx.note("word.said", by=click.person.id, kind=meaning.kind.value)
        return await _words(tx, click.person)


async def _show_again(click: Click, words: vocabulary.WordLists) -> None:
    """A page of a list is drawn anew as all lists are."""
    if listing.shown_in(click.body.get("view") or {}) is None:
        await click.show_in_place(vocabulary.build(words))


async def _words(tx: Tx, person: Person) -> vocabulary.WordLists:
    """The first of each list. Raises Refusal, as each of them does, for all but programme managers."""
    asked = (tx, person, vocabulary.SHOWN)
    return vocabulary.WordLists(await unknown(*asked), await labels(*asked), await own_words(*asked))


async def unknown(tx: Tx, person: Person, most: int, offset: int = 0) -> Listed[tuple[str, int]]:
    """Words people searched in vain, the most frequent first."""
    check_manages(person, Manage.SETTINGS)
    return await tx.vocabulary.most_unknown(most, offset)


async def labels(tx: Tx, person: Person, most: int, offset: int = 0) -> Listed[tuple[str, int]]:
    """Industry labels that mean nothing, the most frequent first."""
    check_manages(person, Manage.SETTINGS)
    known = company_words(await tx.vocabulary.all(), tx.policy.offered)
    return listed(unresolved(await tx.vocabulary.labels(), known), most, offset)


async def own_words(tx: Tx, person: Person, most: int, offset: int = 0) -> Listed[Word]:
    """The company's own words."""
    check_manages(person, Manage.SETTINGS)
    return listed(await tx.vocabulary.all(), most, offset)
