"""A quick SELECT is answered where it is asked; a long one goes to the thread, and the loop is free meanwhile."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from store.engine import Engines, open_engines

COUNTING = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT i FROM n)"


@pytest.fixture
async def engines(tmp_path: Path):
    opened = open_engines(f"sqlite+aiosqlite:///{tmp_path}/some.db")
    yield opened
    await opened.dispose()


async def _asked_where(engines: Engines, statement: str) -> tuple[object, set[int]]:
    """What a statement gives, and the threads in which its function `here` ran."""
    threads: set[int] = set()

    def here() -> int:
        threads.add(threading.get_ident())
        return 1

    async with engines.read.connect() as connection:
        raw = await connection.get_raw_connection()
        await raw.driver_connection.create_function("here", 0, here)
        return (await connection.execute(text(statement))).scalar_one(), threads


async def test_a_quick_one_stays_in_the_loop(engines):
    assert await _asked_where(engines, "SELECT here() + 1") == (2, {threading.get_ident()})


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


async def test_a_long_one_is_begun_again_in_the_thread_and_the_loop_goes_on(engines):
    async with Turns() as turns:
        answer, threads = await _asked_where(engines, f"SELECT here() + count(*) FROM {COUNTING}")
    assert answer == 2_000_001
    assert threading.get_ident() not in threads
    assert turns.taken > 10


async def test_a_quick_one_stays_there_however_often_it_is_asked(engines):
    where: list[int] = []
    async with engines.read.connect() as connection:
        raw = await connection.get_raw_connection()
        await raw.driver_connection.create_function("here", 0, lambda: where.append(threading.get_ident()))
        # All of them together take more steps than one may.
        some = text(f"SELECT here(), count(*) FROM (SELECT i FROM {COUNTING} LIMIT 2000)")
        for _ in range(50):
            await connection.execute(some)
    assert set(where) == {threading.get_ident()}


async def test_a_wrong_one_says_so_and_the_next_is_answered(engines):
    async with engines.read.connect() as connection:
        with pytest.raises(Exception, match="no such table"):
            await connection.execute(text("SELECT * FROM nowhere"))
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def test_what_writes_is_never_broken_off(engines):
    async with engines.write.begin() as connection:
        await connection.execute(text("CREATE TABLE numbers (i INTEGER)"))
        await connection.execute(text(f"INSERT INTO numbers SELECT i FROM {COUNTING}"))
        assert (await connection.execute(text("SELECT count(*) FROM numbers"))).scalar_one() == 2_000_000


async def test_a_write_that_was_quick_stays_in_the_loop_until_it_is_long(engines):
    where: list[int] = []
    async with engines.write.begin() as connection:
        raw = await connection.get_raw_connection()
        await raw.driver_connection.create_function("here", 0, lambda: where.append(threading.get_ident()))
        await connection.execute(text("CREATE TABLE notes (i INTEGER, at TEXT)"))
        some = text(f"INSERT INTO notes SELECT i, here() FROM {COUNTING} LIMIT :many")
        for many in (1, 1, 20_000, 1):
            await connection.execute(some, {"many": many})
    loop = threading.get_ident()
    at_first, at_last = where[0], where[-1]
    assert at_first != loop
    assert set(where[1:-1]) == {loop}
    assert at_last != loop
    async with engines.read.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM notes"))).scalar_one() == 20_003


async def test_a_lock_that_another_process_holds_is_waited_for_in_the_thread(engines):
    async with engines.write.begin() as connection:
        await connection.execute(text("CREATE TABLE notes (i INTEGER)"))
    other = sqlite3.connect(engines.write.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with engines.write.begin() as connection:
            await connection.execute(text("INSERT INTO notes VALUES (1)"))

    async with Turns() as turns:
        writing = asyncio.create_task(write())
        while turns.taken < 1000:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0)
        assert not writing.done()
        other.execute("COMMIT")
        await writing
    other.close()


async def test_who_is_cancelled_leaves_the_thread_at_work_and_the_next_waits_for_it(engines):
    async with engines.read.connect() as connection:
        raw = await connection.get_raw_connection()
        slow, begun, loop = raw.driver_connection, threading.Event(), threading.get_ident()
        await slow.create_function("begun", 0, lambda: 1 if threading.get_ident() == loop else begun.set() or 1)
        asked = asyncio.create_task(slow.whole(False, f"SELECT count(*) FROM {COUNTING} WHERE i % 10 OR begun()", ()))
        while not begun.is_set():  # noqa: ASYNC110 - the thread tells
            await asyncio.sleep(0)
        asked.cancel()
        async with Turns() as turns:
            _, rows = await slow.whole(False, "SELECT 1", ())
    assert rows == [(1,)]
    assert turns.taken > 10
