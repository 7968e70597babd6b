"""What another process changes is taken in by the task that follows the database, without a search that asks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from domain.people import Person
from domain.policy import Policy
from handlers.index.finder import Finder
from handlers.index.follower import FEW, FOLLOW_SECONDS, OVERLAP_SECONDS
from store.tx import open_store
from tests.nursery import Process, born
from tests.patience import PATIENT
from tests.store.seed import NOW

SOMEBODY = Person(0, "U0", "Somebody")
CLOCK = {"sqlite": "(julianday('now') - 2440587.5) * 86400.0", "postgresql": "extract(epoch FROM clock_timestamp())"}


@dataclass
class Followed:
    """A process that follows its database, and another one that writes into it."""

    writer: Process
    clock: str
    finder: Finder = field(default_factory=Finder)

    def names(self, name: str) -> bool:
        """Whether the index knows a customer of this name that anybody may see."""
        return any(read.name == name for read in self.finder.answer(name, SOMEBODY).understood)

    def banks(self) -> int:
        """How many banks it knows."""
        return self.finder.answer("banks", SOMEBODY).total

    async def sees(self, what: Callable[[], bool]) -> None:
        """Wait until it is so; the test's own limit ends it."""
        while not what():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)

    async def imports(self, *rows: str) -> None:
        """The other process imports these: external id, name, industry."""
        await self._says("import", "|".join(["external_id,name,industry", *rows]))

    async def changes(self, values: str, which: str = "true") -> None:
        """The other process changes customers."""
        await self.runs(f"UPDATE customers SET changed_at = {self.clock}, {values} WHERE {which}")

    async def runs(self, statement: str) -> None:
        """The other process runs a statement."""
        await self._says(statement)

    async def _says(self, *lines: str) -> None:
        self.writer.stdin.write("".join(f"{line}\n" for line in lines).encode())
        assert await self.writer.stdout.readline() == b"done\n"


@pytest.fixture
async def followed(database_url: str) -> AsyncIterator[Followed]:
    """One bank, followed."""
    store = open_store(database_url, lambda: NOW, PATIENT)
    await store.seed_policy(Policy())
    writer = await born("tests.store.writer.run", database_url)
    it = Followed(writer, CLOCK["sqlite" if store.engines.sqlite else "postgresql"])
    await it.imports("B1,Nordhav,Banks")
    following = asyncio.create_task(it.finder.follower.follow(store.reading))
    try:
        await it.sees(lambda: it.names("Nordhav"))
        yield it
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await writer.communicate()
        await store.close()


def shops(count: int) -> Sequence[str]:
    return [f"S{number},Kauppa{number:04},Retail" for number in range(count)]


async def test_one_is_added_changed_and_removed(followed: Followed) -> None:
    await followed.imports("R1,Zephyrine,Retail")
    await followed.sees(lambda: followed.names("Zephyrine"))
    await followed.imports("R1,Voimala,Banks")
    await followed.sees(lambda: followed.names("Voimala") and followed.banks() == 2)
    assert not followed.names("Zephyrine")
    await followed.changes("active = false", "external_id = 'R1'")
    await followed.sees(lambda: not followed.names("Voimala") and followed.banks() == 1)


async def test_one_that_becomes_classified_is_hidden(followed: Followed) -> None:
    await followed.changes("classified = true, segment = 'A bank'")
    await followed.sees(lambda: not followed.names("Nordhav"))


async def test_an_import_of_many_is_taken_in_to_the_last_one(followed: Followed) -> None:
    await followed.imports(*shops(FEW * 3))
    await followed.sees(lambda: all(followed.names(f"Kauppa{number:04}") for number in (0, FEW, FEW * 3 - 1)))


async def test_many_changed_in_one_statement_are_taken_in(followed: Followed) -> None:
    await followed.imports(*shops(FEW - 1))
    await followed.sees(lambda: followed.names(f"Kauppa{FEW - 2:04}"))
    await followed.changes("name = replace(name, 'Kauppa', 'Zephyr')")
    await followed.sees(lambda: all(followed.names(f"Zephyr{number:04}") for number in range(FEW - 1)))


async def test_what_is_saved_long_after_it_was_changed_is_taken_in(followed: Followed) -> None:
    await followed.runs("BEGIN")
    await followed.changes("name = 'Zephyrine'")
    # Longer than the overlap, and several looks come and go.
    await asyncio.sleep(OVERLAP_SECONDS + 2 * FOLLOW_SECONDS)
    assert followed.names("Nordhav")
    await followed.runs("COMMIT")
    await followed.sees(lambda: followed.names("Zephyrine"))
