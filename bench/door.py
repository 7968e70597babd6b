"""The product's search as a scorer asks it: what `/reference WORDS` answers, without the blocks.

    async with opened(portfolio_csv) as door:
        traits = await door.traits()
        answer = await door.ask("bank in Norway for a call")

The portfolio goes through the real importer into a fresh SQLite database; a salesperson who owns nothing asks.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from blocks.wording.customers import as_seen_by
from bot.settings import load_settings
from domain.matching.labels import resolve_label
from domain.matching.vocabulary import Lexicon, concepts, places
from domain.people import Person, Standing
from domain.policy import Policy
from domain.portfolio.availability import customer_blocker
from domain.portfolio.customers import Record
from handlers.desk import Desk
from handlers.index.finder import Finder
from handlers.portfolio.importing import import_customers
from handlers.search.answers import searched
from handlers.slack.directory import Directory
from store.migrate import upgrade
from store.people import SlackProfile
from store.tx import open_store

GROUPS = ("found", "lighter", "resting", "similar")
Traits = dict[str, list[str]]


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def opened(portfolio: str | Path) -> AsyncIterator[Door]:
    """A door to a search over this portfolio (CSV as `refdesk import` takes it)."""
    rows = await asyncio.to_thread(Path(portfolio).read_text, "utf8")
    with tempfile.TemporaryDirectory(prefix="refdesk-door-") as folder:
        url = load_settings(needs_slack=False, env_file=None, database_url=f"sqlite:///{folder}/door.db").database_url
        await upgrade(url)
        store = open_store(url, utc_now)
        try:
            await store.seed_policy(Policy())
            report = await import_customers(store, rows.splitlines(keepends=True))
            assert not report.rejected, report.rejected[:3]
            async with store.transaction() as tx:
                asker = await tx.people.learn(
                    SlackProfile("U0DOOR", "Sally Seller", "sally@door.example", "UTC", Standing.MEMBER), utc_now()
                )
            desk = Desk(store, Directory(AsyncWebClient(), store, "T0DOOR"), Finder(), utc_now, lambda: None)
            yield Door(desk, asker)
        finally:
            await store.close()


@dataclass(frozen=True, slots=True)
class Door:
    """One salesperson at the desk."""

    desk: Desk
    asker: Person

    async def ask(self, text: str) -> dict[str, Any]:
        """What was understood, and who is shown under which heading, in the order drawn."""
        page = await searched(self.desk, self.asker, text)
        answer, narrowed = page.answer, page.filters
        understood = [[r.facet.kind, await self._value(r.facet.kind, r.facet.value)] for r in answer.understood]
        filters = (("owner", page.owner), ("tier", narrowed.tier), ("since", str(narrowed.since or "")))
        shown = (page.found, page.lighter, page.resting.items, page.similar.items)
        return {
            "understood": understood + [[kind, value] for kind, value in filters if value],
            "ignored": list(answer.ignored),
            "fillers": list(answer.fillers),
            "asked_back": answer.asked_back,
            "groups": {group: [each.customer.name for each in some] for group, some in zip(GROUPS, shown, strict=True)},
        }

    async def traits(self) -> dict[str, dict[str, Any]]:
        """What each customer is, in the engine's own keys, by every name that can be shown to the asker."""
        found: dict[str, dict[str, Any]] = {}
        async with self.desk.reading() as tx:
            ids, after = list[int](), 0
            while page := await tx.customers.external_ids(after):
                ids += page
                after = max(page)
            today = tx.policy.day(tx.now)
            for record in (await tx.customers.records(ids)).values():
                told = {**_traits(record), "askable": customer_blocker(record, tx.policy, today) is None}
                found.setdefault(record.customer.name, told)
                found.setdefault(as_seen_by(record.customer, self.asker).name, told)
        return found

    async def _value(self, kind: str, value: str) -> str:
        if not kind.endswith("name"):
            return value
        async with self.desk.reading() as tx:
            records = await tx.customers.records([int(value)])
            return as_seen_by(records[int(value)].customer, self.asker).name


def _traits(record: Record) -> Traits:
    customer, known, found = record.customer, concepts(), places()
    itself = list(resolve_label(customer.industry, Lexicon()))
    general = [c.key for key in itself if key in known for c in known.values() if _whole(c.key, known[key].sector)]
    wider = (customer.region or found.region_of.get(customer.country, "")).lower()
    return {
        "industry": list(dict.fromkeys([*itself, *general])),
        "itself": itself,
        "region": [v for v in (customer.country, wider, *found.groups_of.get(customer.country, ())) if v],
        "size": [customer.size] if customer.size else [],
        "use_case": list(customer.use_cases),
        "product": list(customer.products),
        "language": list(customer.languages),
    }


def _whole(key: str, sector: str) -> bool:
    return concepts()[key].general and concepts()[key].sector == sector
