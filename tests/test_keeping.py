"""The index that is kept: who starts with it answers as who reads all customers, and knows what changed since."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.demo import SAMPLE, _sample
from domain.matching import Answer
from domain.people import Person
from domain.policy import Policy
from domain.wording import Kind, Meaning
from handlers.finding import Finder
from handlers.importing import import_customers
from handlers.indexing import Indexing
from handlers.keeping import key_of
from store.kept import LEFT_SECONDS, Kept
from store.tx import Store, Unavailable, open_store
from tests.store.seed import NOW, person

SOMEBODY = Person(0, "U0", "Somebody")
MANAGER = replace(SOMEBODY, programme_manager=True)
ASKED = (
    *("retail onboarding", "bank finland", "lumi", "lumi retial", "something like Lumi Retail", "call germany"),
    *("chatbot", "hospitals swedish", "nettipuro oy", "fjordmark sparbank", "logistics -sweden", "kiosks", "insurer"),
)
HEAD = "external_id,name,industry,country,classified,segment,story"
ROWS = (HEAD, "B1,Nordhav,Banks,NO,,,", "S1,Zephyrine,Retail,FI,,,")
OTHER_RULES = 'UPDATE policies SET version = version + 1, body = \'{"timezone": "Asia/Tokyo"}\''


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A database with rules and nobody in it."""
    opened = open_store(database_url, lambda: NOW)
    await opened.seed_policy(Policy())
    yield opened
    await opened.close()


async def imports(store: Store, *rows: str) -> None:
    """Import these lines of a file."""
    report = await import_customers(store, [f"{row}\n" for row in rows])
    assert not report.rejected, report.rejected


async def started(store: Store) -> Finder:
    """The index of a process that has just started."""
    finder = Finder(Indexing(large=0))
    async with store.reading() as tx:
        await finder.kept.refresh(tx)
    return finder


async def kept_by(finder: Finder, store: Store) -> None:
    """Follow the database until the index is kept."""
    following = asyncio.create_task(finder.kept.follow(store.reading, store.keeping))
    while not await copies(store):
        assert not following.done()
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following


async def copies(store: Store) -> list[str]:
    """The names of complete copies."""
    async with store.keeping() as kept:
        return list(await kept.whole())


async def runs(store: Store, statement: str) -> int:
    """Run a statement; returns how many rows it reached."""
    async with store.engines.write.begin() as connection:
        return (await connection.execute(text(statement))).rowcount


def answers(finder: Finder, reader: Person) -> list[Answer]:
    """What is found for every query, ten deep."""
    return [finder.answer(words, reader, limit=10) for words in ASKED]


def named(finder: Finder, name: str, reader: Person = SOMEBODY) -> bool:
    """Whether a customer of this name is known to the index."""
    return any(read.meaning == name for read in finder.answer(name, reader).understood)


async def test_it_answers_as_one_that_read_all_customers(store: Store) -> None:
    with _sample(SAMPLE).open(encoding="utf-8") as file:
        report = await import_customers(store, file)
    assert not report.rejected
    loaded = await started(store)
    await kept_by(loaded, store)
    back = await started(store)
    assert was_put_back(back)
    for reader in (SOMEBODY, MANAGER):
        assert answers(back, reader) == answers(loaded, reader)
    assert back.kept.shelved.classified == loaded.kept.shelved.classified != {}
    assert back.kept.shelved.of_person == loaded.kept.shelved.of_person
    assert (back.kept.shelved.use_cases, back.kept.shelved.products) == (
        loaded.kept.shelved.use_cases,
        loaded.kept.shelved.products,
    )


def was_put_back(finder: Finder) -> bool:
    """Whether it began with what was kept, and not with all customers."""
    return finder.kept._kept == finder.kept._key()


@asynccontextmanager
async def a_kept_one(store: Store) -> AsyncIterator[None]:
    """A bank and a shop, kept; whoever reads them anew finds that the shop has another name."""
    await imports(store, *ROWS)
    await runs(store, "UPDATE customers SET changed_at = changed_at - 3600")
    await kept_by(await started(store), store)
    # Without a moment of change, so that nobody looks at it.
    await runs(store, "UPDATE customers SET name = 'Read Anew' WHERE name = 'Zephyrine'")
    yield


async def test_it_is_used(store: Store) -> None:
    async with a_kept_one(store):
        back = await started(store)
    assert named(back, "Zephyrine")
    assert not named(back, "Read Anew")


async def test_who_changed_last_is_not_read_once_more(store: Store) -> None:
    await imports(store, *ROWS)
    loaded = await started(store)
    await kept_by(loaded, store)
    await runs(store, "UPDATE customers SET name = 'Read Anew' WHERE name = 'Zephyrine'")
    async with store.reading() as tx:
        await loaded.kept.refresh(tx)
    for finder in (loaded, await started(store)):
        assert named(finder, "Zephyrine")


async def test_what_changed_since_is_known(store: Store) -> None:
    async with a_kept_one(store):
        await imports(store, HEAD, "B1,Nordhav,Banks,NO,yes,A northern bank,", "R1,Voimala,Energy,FI,,,Flurbex")
        await runs(
            store, "UPDATE customers SET active = false, changed_at = changed_at + 7200 WHERE name = 'Read Anew'"
        )
        back = await started(store)
    assert not named(back, "Nordhav")
    assert named(back, "Nordhav", MANAGER)
    assert named(back, "Voimala")
    assert not named(back, "Zephyrine")
    assert back.answer("flurbex", SOMEBODY).total == 1
    assert back.answer("retail", SOMEBODY).total == 0


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE index_parts SET data = substr(data, 1, length(data) - 1) WHERE number = 2",
        "DELETE FROM index_parts WHERE number = 3",
        "UPDATE index_parts SET data = (SELECT data FROM index_parts WHERE number = 1) WHERE number = 0",
    ],
)
async def test_a_spoilt_one_is_not_used(store: Store, spoilt: str) -> None:
    async with a_kept_one(store):
        assert await runs(store, spoilt)
        back = await started(store)
    assert named(back, "Read Anew")


@pytest.mark.parametrize("what", ["rules", "words", "day", "release"])
async def test_one_of_other_rules_words_or_of_another_day_or_release_is_not_used(
    store: Store, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_kept_one(store):
        match what:
            case "rules":
                await runs(store, OTHER_RULES)
            case "words":
                teacher = await person(store, "U0PETRA", "Petra")
                async with store.transaction() as tx:
                    await tx.vocabulary.say("ember", Meaning(Kind.INDUSTRY, "banks"), teacher.id, tx.now)
            case "day":
                store = replace(store, now=lambda: NOW.replace(year=2027))
            case "release":
                monkeypatch.setattr("handlers.keeping._built_from", lambda: "another")
        back = await started(store)
    assert named(back, "Read Anew")


async def test_who_changes_while_it_is_kept_is_there_once_and_as_they_are(store: Store) -> None:
    await imports(store, *ROWS)
    finder, steps = await started(store), 0

    @asynccontextmanager
    async def keeping() -> AsyncIterator[Kept]:
        nonlocal steps
        async with store.keeping() as kept:
            yield kept
        steps += 1
        await imports(store, HEAD, f"B1,Nordhav {steps},Banks,NO,,,", f"N{steps},New{steps},Banks,NO,,,")
        async with store.reading() as tx:
            await finder.kept.hurry(tx)

    await finder.kept._keep(keeping)
    back = await started(store)
    assert was_put_back(back)
    async with store.reading() as tx:
        await finder.kept.refresh(tx)
    assert named(back, f"Nordhav {steps}")
    assert (
        back.answer("banks", SOMEBODY, limit=99).total == finder.answer("banks", SOMEBODY, limit=99).total == steps + 1
    )
    assert len(back.kept.shelved.index) == steps + 2


async def test_two_that_keep_at_once_leave_one_to_use(store: Store) -> None:
    await imports(store, *ROWS)
    finders = [await started(store) for _ in range(2)]
    await asyncio.gather(*(kept_by(finder, store) for finder in finders))
    await asyncio.gather(*(finder.kept._keep(store.keeping) for finder in finders))
    assert was_put_back(await started(store))


async def test_one_whose_keeper_is_killed_harms_nobody_and_is_cleared_away(store: Store, database_url: str) -> None:
    async with a_kept_one(store):
        await runs(store, OTHER_RULES)
        command = (sys.executable, "-m", "tests.store.keeper", database_url)
        keeper = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        assert keeper.stdin
        assert keeper.stdout
        for _ in range(4):
            assert await keeper.stdout.readline() == b"part\n"
            keeper.stdin.write(b"\n")
        keeper.kill()
        await keeper.communicate()
        assert await runs(store, "UPDATE index_parts SET at = at WHERE number > 0") > 10
        back = await started(store)
    assert named(back, "Read Anew")
    await runs(store, f"UPDATE index_parts SET at = at - {2 * LEFT_SECONDS}")
    before = await copies(store)
    await back.kept._keep(store.keeping)
    (now,) = await copies(store)
    assert [now] != before
    assert await runs(store, f"UPDATE index_parts SET at = at WHERE copy != '{now}'") == 0
    assert was_put_back(await started(store))


async def test_what_could_not_be_kept_is_tried_again_in_an_hour(store: Store) -> None:
    await imports(store, *ROWS)
    finder, hours = await started(store), 0.0
    finder.kept.clock = lambda: hours * 3601.0
    tries = 0

    @asynccontextmanager
    async def keeping() -> AsyncIterator[Kept]:
        nonlocal tries
        tries += 1
        if tries > 5 and not hours:
            raise Unavailable("busy")
        async with store.keeping() as kept:
            yield kept

    with pytest.raises(Unavailable):
        await finder.kept._keep(keeping)
    await finder.kept._keep(keeping)
    assert (tries, await copies(store)) == (6, [])
    hours = 1.0
    await finder.kept._keep(keeping)
    assert was_put_back(await started(store))


async def test_a_small_portfolio_is_not_kept(store: Store) -> None:
    await imports(store, *ROWS)
    finder = Finder()
    async with store.reading() as tx:
        await finder.kept.refresh(tx)
    await finder.kept._keep(store.keeping)
    assert await copies(store) == []


def test_a_key_says_what_an_index_follows_from() -> None:
    assert key_of("2026-11-23", {}) == key_of("2026-11-23", {})
    assert len({key_of("2026-11-23", {}), key_of("2026-11-24", {}), key_of("2026-11-23", {"rest_days": 3})}) == 3
