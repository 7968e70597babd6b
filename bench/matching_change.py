"""What a large change by another process costs the one that answers searches.

    python -m bench.matching_change DATABASE_URL ROWS

The database holds an imported portfolio (bench.matching_size --keep leaves one). One process follows it and searches
all the time; another changes so many customers, once in large transactions, once in the chunks of an import. Told: how
long after the last commit the last change was found, the longest that the event loop stood still (by the clock, and in
CPU time of its own thread, since machines are shared), and how long searches took meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select, update

from bench.matching_kit import READER
from bot.settings import load_settings
from handlers.index.finder import Finder
from store.db.tables import customers
from store.db.types import DATABASE_NOW
from store.tx import Store, open_store

CHUNK = 500
AT_ONCE = 10_000
PATIENCE = 600.0
BEAT = 0.005


@dataclass
class Stood:
    """The longest that the loop stood still, in seconds: by the clock, and working itself."""

    clock: float = 0.0
    working: float = 0.0


async def change(url: str, rows: int, marker: str, chunk: int) -> None:
    """Change customers as another process does; the one with the highest id gets the marker's name, last of all."""
    store = open_store(url, lambda: datetime.now(UTC))
    async with store.engines.read.connect() as connection:
        last = (await connection.execute(select(func.max(customers.c.id)))).scalar_one()
    for start in range(last - rows, last, chunk):
        chosen = customers.c.id.between(start + 1, min(start + chunk, last))
        async with store.engines.write.begin() as connection:
            await connection.execute(update(customers).where(chosen).values(changed_at=DATABASE_NOW, satisfaction=7))
            if start + chunk >= last:
                await connection.execute(update(customers).where(customers.c.id == last).values(name=marker))
    await store.close()


@contextlib.asynccontextmanager
async def watched() -> AsyncIterator[Stood]:
    """Watch the loop."""
    stood = Stood()

    async def beat() -> None:
        while True:
            clock, working = time.perf_counter(), time.thread_time()
            await asyncio.sleep(BEAT)
            stood.clock = max(stood.clock, time.perf_counter() - clock - BEAT)
            stood.working = max(stood.working, time.thread_time() - working)

    beating = asyncio.create_task(beat())
    try:
        yield stood
    finally:
        beating.cancel()


async def search(store: Store, finder: Finder, words: str) -> str:
    """Search as `/reference` does; the words again when they named somebody."""
    async with store.reading() as tx:
        await finder.follower.refresh_for_search(tx)
    # Markers of runs before are much alike.
    return words if any(read.name == words for read in finder.answer(words, READER).understood) else ""


async def measure(url: str, rows: int, chunk: int) -> str:
    """One row of the table."""
    store, finder = open_store(url, lambda: datetime.now(UTC)), Finder()
    async with store.reading() as tx:
        await finder.follower.refresh(tx)
    following = asyncio.create_task(finder.follower.follow(store.reading))
    marker, took, done = f"Zyxquor {time.time_ns()}", [], 0.0
    command = (sys.executable, "-m", "bench.matching_change", "--write", url, str(rows), marker, str(chunk))
    async with watched() as stood, asyncio.timeout(PATIENCE):
        other = await asyncio.create_subprocess_exec(*command)
        while True:
            if not done and other.returncode is not None:
                done = time.perf_counter()
            began = time.perf_counter()
            found = await search(store, finder, marker)
            took.append(time.perf_counter() - began)
            if found == marker:
                break
            await asyncio.sleep(0.05)
    seen = time.perf_counter() - (done or time.perf_counter())
    following.cancel()
    await other.wait()
    await store.close()
    took.sort()
    longest, working = stood.clock * 1000, stood.working * 1000
    return (
        f"| {len(finder.follower.catalogue.index):,} | {rows:,} | {chunk:,} | {seen:.1f} | {longest:.0f} "
        f"| {working:.0f} | {took[len(took) // 2] * 1000:.0f} | {took[int(len(took) * 0.99)] * 1000:.0f} |"
    )


async def main(url: str, rows: int) -> None:
    """Print the table."""
    print("| customers | changed | at once | seen after s | loop stood ms | working ms | search p50 ms | p99 ms |")
    print("|---|---|---|---|---|---|---|---|")
    for chunk in (min(rows, AT_ONCE), CHUNK):
        print(await measure(url, rows, chunk), flush=True)
    print(f"Load average {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        asyncio.run(change(sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5])))
    else:
        given = load_settings(needs_slack=False, env_file=None, database_url=sys.argv[1]).database_url
        asyncio.run(main(given, int(sys.argv[2])))
