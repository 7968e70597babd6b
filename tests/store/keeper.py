"""Another process that keeps its index (test_keeping.py): it says "part" after each part and waits for a line."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from handlers.indexing import Indexing
from store.kept import Kept
from store.tx import open_store
from tests.store.seed import NOW


async def main(url: str) -> None:
    """Keep it once."""
    store = open_store(url, lambda: NOW)

    @asynccontextmanager
    async def keeping() -> AsyncIterator[Kept]:
        async with store.keeping() as kept:
            yield kept
        print("part", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

    await Indexing(large=0).follow(store.reading, keeping)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
