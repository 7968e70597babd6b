"""SQLite is asked in the loop; what waits or takes long is a thread's, and the loop is free meanwhile."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Integer, column, event, literal_column, select, table, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.requests.messages import MessageType
from store.db.deadline import Deadline
from store.db.engine import Connection, Engines, long, open_engines
from store.db.sqlite import LOG_PAGES, QUICK_COMMITS, READERS, open_sqlite
from tests.store.seed import NOW, opened, person

COUNTING = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000) SELECT i FROM n)"
NOTES = table("notes", column("i", Integer))
LOOP = threading.get_ident()


@pytest.fixture
async def engines(tmp_path: Path) -> AsyncIterator[Engines]:
    """An empty database with one table."""
    made = open_engines(f"sqlite:///{tmp_path}/some.db")
    async with made.write.begin() as connection:
        await connection.execute(text("CREATE TABLE notes (i INTEGER)"))
    yield made
    await made.dispose()


async def teach(connection: Connection, name: str, does: Callable[[], Any]) -> None:
    """Give a connection a function of SQL."""
    await connection.run_sync(lambda sync: sync.connection.driver_connection.create_function(name, 0, does))


async def where(connection: Connection) -> list[int]:
    """The threads in which SQL's `here()` will have run."""
    threads: list[int] = []
    await teach(connection, "here", lambda: threads.append(threading.get_ident()) or 1)
    return threads


class Turns:
    """How often the loop came round meanwhile."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aenter__(self) -> "Turns":
        self._turning = asyncio.create_task(self._turn())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._turning.cancel()

    async def _turn(self) -> None:
        while True:
            await asyncio.sleep(0)
            self.taken += 1

    async def take(self, more: int) -> None:
        """Wait until it came round so often."""
        goal = self.taken + more
        while self.taken < goal:  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(0)


async def test_a_statement_is_executed_where_it_is_asked_for(engines: Engines) -> None:
    async with engines.read.connect() as connection:
        threads = await where(connection)
        some = select(literal_column("here()")).select_from(text(f"(SELECT i FROM {COUNTING} LIMIT 20)"))
        for _ in range(50):
            assert len((await connection.execute(some)).all()) == 20
    assert set(threads) == {LOOP}


async def test_what_is_called_long_is_a_threads_rows_and_all(engines: Engines) -> None:
    async with engines.read.connect() as connection:
        threads = await where(connection)
        rows = await connection.execute(long(select(literal_column("here()")).select_from(text(COUNTING)).limit(3)))
        assert rows.scalars().all() == [1, 1, 1]
    async with engines.write.execution_options(long=True).begin() as connection:
        threads += await where(connection)
        await connection.execute(text("INSERT INTO notes SELECT here()"))
    assert LOOP not in threads


async def test_a_select_that_turns_out_long_is_begun_again_in_a_thread(engines: Engines) -> None:
    async with engines.read.connect() as connection, Turns() as turns:
        threads = await where(connection)
        query = select(literal_column("here() + count(*)")).select_from(text(COUNTING))
        assert (await connection.execute(query)).scalar_one() == 500_001
    assert LOOP not in threads
    assert turns.taken > 10


async def test_what_writes_is_never_broken_off(engines: Engines) -> None:
    async with engines.write.begin() as connection:
        threads = await where(connection)
        many = select(literal_column(f"i FROM {COUNTING} WHERE i > 1 OR here()"))
        await connection.execute(NOTES.insert().from_select(["i"], many))
        assert (await connection.execute(select(literal_column("count(*)")).select_from(NOTES))).scalar() == 500_000
    assert set(threads) == {LOOP}


async def test_a_wrong_one_says_so_and_the_next_is_answered(engines: Engines) -> None:
    async with engines.read.connect() as connection:
        with pytest.raises(OperationalError, match="no such table"):
            await connection.execute(text("SELECT * FROM nowhere"))
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_select_that_nobody_waits_for_any_more_is_broken_off(engines: Engines) -> None:
    async with engines.read.connect() as connection:
        begun = threading.Event()
        await teach(connection, "begun", lambda: begun.set() or 1)
        endless = COUNTING.replace("500000", "1e15")
        asked = asyncio.create_task(
            connection.execute(long(select(literal_column("count(begun())")).select_from(text(endless))))  # type: ignore[arg-type]
        )
        async with Turns() as turns:
            while not begun.is_set():
                await turns.take(1)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_lock_that_another_process_holds_is_waited_for_in_a_thread(engines: Engines) -> None:
    other = sqlite3.connect(str(engines.write.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with engines.write.begin() as connection:
            await connection.execute(NOTES.insert().values(i=1))

    async with Turns() as turns:
        writing = asyncio.create_task(write())
        await turns.take(1000)
        assert not writing.done()
        other.execute("COMMIT")
        await writing
    other.close()


async def test_writers_take_turns_in_the_order_they_came(engines: Engines) -> None:
    order: list[int] = []

    async def write(number: int) -> None:
        async with engines.write.begin() as connection:
            order.append(number)
            await connection.execute(NOTES.insert().values(i=number))

    await asyncio.gather(*(write(number) for number in range(20)))
    assert order == list(range(20))


async def test_who_has_waited_too_long_for_others_is_told_so(tmp_path: Path) -> None:
    write, _ = open_sqlite(make_url(f"sqlite:///{tmp_path}/some.db"), wait_seconds=0.0, busy_ms=0)
    async with write.begin():
        with pytest.raises(PoolTimeout):
            async with write.begin():
                pass
    await write.dispose()


async def test_more_may_read_at_once_than_connections_are_kept(engines: Engines) -> None:
    async def read(deep: int) -> None:
        async with engines.read.begin() as connection:
            await connection.execute(select(NOTES.c.i))
            if deep:
                await read(deep - 1)

    await read(READERS * 2)


@pytest.mark.parametrize("after", ["the disk", "an error"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_commit_that_nobody_waits_for_any_more_is_in_doubt_and_has_its_end(
    database_url: str, after: str
) -> None:
    deadline, under_way, disk = Deadline(), threading.Event(), threading.Event()
    async with opened(database_url) as store:

        def on_commit(_: object) -> None:
            first = not under_way.is_set()
            under_way.set()
            assert disk.wait(20)
            if first and after == "an error":
                raise OSError

        async def click() -> None:
            async with hurried.transaction() as tx:
                await tx.people.by_email("aino@norrsken.example")

        hurried = replace(store, deadline=deadline)
        event.listen(store.engines.write.sync_engine, "commit", on_commit)
        clicked = asyncio.create_task(deadline.done(click()))
        async with Turns() as turns:
            while not under_way.is_set():
                await turns.take(1)
            deadline.overdue.set()
            assert not await clicked
            assert (deadline.in_doubt, deadline.saved) == (True, False)
            next_one = asyncio.create_task(person(store, "U1", "Maya"))
            await turns.take(1000)
            assert not next_one.done(), "the connection is still the thread's"
            disk.set()
            await next_one
        async with store.reading() as tx:
            found = [each for each in (await tx.people.named({1, 2})).values() if each.email]
        assert len(found) == (after == "the disk")


async def test_a_commit_waits_for_the_disk_in_a_thread_and_a_quick_one_does_not_wait(engines: Engines) -> None:
    threads: list[int] = []
    event.listen(engines.write.sync_engine, "commit", lambda _: threads.append(threading.get_ident()))
    for engine in (engines.write, engines.quick):
        async with engine.begin() as connection:
            await connection.execute(NOTES.insert().values(i=1))
            level = (await connection.execute(text("PRAGMA synchronous"))).scalar_one()
            assert level == (2 if engine is engines.write else 1)
    assert threads[0] != LOOP
    assert threads[1] == LOOP
    async with engines.write.begin() as connection:
        await connection.execute(select(NOTES.c.i))
    assert threads[2] == LOOP, "who has written nothing waits for nothing"


async def test_the_log_does_not_grow_for_ever_where_nothing_waits_for_the_disk(engines: Engines) -> None:
    pages = 8
    for _ in range(QUICK_COMMITS * 5):
        async with engines.quick.begin() as connection:
            await connection.execute(text(f"INSERT INTO notes VALUES (zeroblob({4096 * pages}))"))
    assert _log_bytes(engines) < 4_200 * (LOG_PAGES + 2 * QUICK_COMMITS * pages)


def _log_bytes(engines: Engines) -> int:
    return Path(f"{engines.write.url.database}-wal").stat().st_size


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_drawn_anew_is_not_looked_for_among_all_that_was_ever_sent(database_url: str) -> None:
    async with opened(database_url) as store:
        said: list[tuple[str, Any]] = []
        event.listen(store.engines.write.sync_engine, "after_cursor_execute", lambda *what: said.append(what[2:4]))
        async with store.transaction() as tx:
            await tx.deliveries.renew(1, [MessageType.APPROVED], NOW)
    statement, parameters = said[-1]
    with contextlib.closing(sqlite3.connect(make_url(database_url).database or "")) as file:
        steps = [step for *_, step in file.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert steps[0] == "SEARCH deliveries USING INTEGER PRIMARY KEY (rowid=?)", steps
