"""The door for the kit's scorer: `factory(portfolio_csv_path)` gives `search(text, k) -> [id, …]`, the product's way.

The portfolio goes through the real importer into a fresh database (SQLite, or the PostgreSQL database that
`REFDESK_DATABASE_URL` names), the real index is filled from it, and every query is answered by the function that
`/reference` calls; like there, the database is asked for changes at most twice a second. What `/reference` does
besides, to show the customers and to remember the search, is in the figures of `bench/ack.py`.

    python KIT/eval.py KIT bench.matching_kit:factory
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import load_settings
from domain.people import Person
from domain.policy import Policy
from handlers.index.finder import Finder
from handlers.portfolio.importing import import_customers
from store.migrate import upgrade
from store.tx import Store, open_store

READER = Person(0, "U0KIT", "The kit")


def factory(path: str) -> Callable[[str, int], list[str]]:
    """Import the portfolio and give the search over it."""
    folder = tempfile.mkdtemp(prefix="refdesk-kit-")
    url = os.environ.get("REFDESK_DATABASE_URL") or f"sqlite:///{folder}/kit.db"
    asyncio.run(imported(url, Path(path)))
    return opened(url)


def opened(url: str) -> Callable[[str, int], list[str]]:
    """The search over a portfolio that was imported before: what a process does that starts."""
    loop = asyncio.new_event_loop()
    store, finder, ids = loop.run_until_complete(_ready(url))

    async def search(text: str, k: int) -> list[str]:
        if finder.follower.due(store.cached.writes):
            async with store.reading() as tx:
                await finder.follower.refresh_for_search(tx)
        answer = finder.answer(text, READER, limit=k)
        return [ids[hit.id] for hit in answer.hits]

    return lambda text, k: loop.run_until_complete(search(text, k))


async def imported(url: str, path: Path) -> None:
    """Import a portfolio as `refdesk import` does."""
    await upgrade(_async(url))
    store = _store(url)
    await store.seed_policy(Policy())
    with path.open(encoding="utf-8", newline="") as lines:
        report = await import_customers(store, lines)
    assert not report.rejected, report.rejected[:3]
    await store.close()


def _async(url: str) -> str:
    return load_settings(needs_slack=False, env_file=None, database_url=url).database_url


def _store(url: str) -> Store:
    return open_store(_async(url), lambda: datetime.now(UTC))


async def _ready(url: str) -> tuple[Store, Finder, list[str]]:
    store, finder = _store(url), Finder()
    # A list and not a dict, page by page: the kit's ids are no part of the product, and should weigh little beside it.
    ids = [""]
    async with store.reading() as tx:
        await finder.follower.refresh(tx)
        while page := await tx.customers.external_ids(len(ids) - 1):
            ids += [""] * (max(page) + 1 - len(ids))
            for id_, outside in page.items():
                ids[id_] = outside
    return store, finder, ids
