"""The door for the kit's scorer: `factory(portfolio_csv_path)` gives `search(text, k) -> [id, …]`, the product's way.

The portfolio goes through the real importer into a fresh database (SQLite, or the PostgreSQL database that
`REFDESK_DATABASE_URL` names), the real index is filled from it, and every query is answered by the function that
`/reference` calls; like there, the database is asked for changes at most twice a second. What `/reference` does
besides, to show the customers and to remember the search, is in the figures of `bench/ack.py`.

    python ../shared/matching/eval.py ../shared/matching bench.matching_kit:factory
"""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import load_settings
from domain.people import Person
from domain.policy import Policy
from handlers.finding import Finder
from handlers.importing import import_customers
from store.migrate import upgrade
from store.tx import Store, open_store

READER = Person(0, "U0KIT", "The kit")


def factory(path: str) -> Callable[[str, int], list[str]]:
    """Import the portfolio and give the search over it."""
    loop = asyncio.new_event_loop()
    store, finder, ids = loop.run_until_complete(_ready(Path(path)))
    gc.freeze()

    async def search(text: str, k: int) -> list[str]:
        if finder.kept.due(store.known.writes):
            async with store.reading() as tx:
                await finder.kept.refresh(tx)
        answer = finder.answer(text, READER, limit=k)
        return [ids[hit.id] for hit in answer.hits]

    return lambda text, k: loop.run_until_complete(search(text, k))


async def _ready(path: Path) -> tuple[Store, Finder, dict[int, str]]:
    folder = tempfile.mkdtemp(prefix="refdesk-kit-")
    given = {} if os.environ.get("REFDESK_DATABASE_URL") else {"database_url": f"sqlite:///{folder}/kit.db"}
    url = load_settings(needs_slack=False, env_file=None, **given).database_url
    await upgrade(url)
    store = open_store(url, lambda: datetime.now(UTC))
    await store.seed_policy(Policy())
    with path.open(encoding="utf-8", newline="") as lines:
        report = await import_customers(store, lines)
    assert not report.rejected, report.rejected[:3]
    finder = Finder()
    async with store.reading() as tx:
        await finder.kept.refresh(tx)
        ids = await tx.customers.external_ids()
    return store, finder, ids
