"""The company's words: programme managers say what they mean, from the settings. Every process knows it at once."""

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.search import vocabulary
from domain.listed import Listed, listed
from domain.refusals import Manage
from domain.requests.rights import check_manages
from domain.search.company_words import Word, company_words, industries, meanings, unresolved
from handlers.click import Click
from store.tx import Tx


async def on_words(click: Click) -> None:
    """Show the words people searched in vain, and the company's own."""
    check_manages(click.person, Manage.SETTINGS)
    async with click.desk.reading() as tx:
        words = await _words(tx)
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
    check_manages(click.person, Manage.SETTINGS)
    word, meaning = vocabulary.parse_choice(click.payload)
    async with click.desk.transaction() as tx:
        await tx.vocabulary.say(word, meaning, click.person.id, tx.now)
        await tx.note("word.said", by=click.person.id, kind=meaning.kind.value)
        words = await _words(tx)
    if listing.shown_in(click.body.get("view") or {}) is None:
        await click.show_in_place(vocabulary.build(words))


async def on_forget(click: Click) -> None:
    """Take a word's meaning back."""
    check_manages(click.person, Manage.SETTINGS)
    async with click.desk.transaction() as tx:
        await tx.vocabulary.forget(str(click.payload.get("value") or ""), click.person.id, tx.now)
        await tx.note("word.forgotten", by=click.person.id)
        words = await _words(tx)
    if listing.shown_in(click.body.get("view") or {}) is None:
        await click.show_in_place(vocabulary.build(words))


async def on_add(click: Click) -> None:
    """Open the form for one more word."""
    check_manages(click.person, Manage.SETTINGS)
    await click.show_in_place(vocabulary.build_form())


async def on_add_form(click: Click) -> None:
    """Add the word, and show the list in the form's place."""
    check_manages(click.person, Manage.SETTINGS)
    word, meaning = vocabulary.parse_form(click.payload)
    async with click.desk.transaction() as tx:
        await tx.vocabulary.say(word, meaning, click.person.id, tx.now)
        await tx.note("word.said", by=click.person.id, kind=meaning.kind.value)
        words = await _words(tx)
    await click.update(vocabulary.build(words))


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
