"""A quick SELECT is answered where it is asked; a long one goes to the thread, and the loop is free meanwhile."""

import asyncio
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


async def test_a_long_one_is_begun_again_in_the_thread_and_the_loop_goes_on(engines):
    turns = 0

    async def turning() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    beside = asyncio.create_task(turning())
    answer, threads = await _asked_where(engines, f"SELECT here() + count(*) FROM {COUNTING}")
    beside.cancel()
    assert answer == 2_000_001
    assert threading.get_ident() not in threads
    assert turns > 10


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
