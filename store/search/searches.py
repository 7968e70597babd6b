"""Searches that were made: what the buttons under an answer lead back to."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from domain.refusals import Outdated
from domain.search.filters import Filters
from store.db.engine import Connection, long
from store.db.tables import customers, searches
from store.db.types import new_key

# In `filters`: what the search was about, where nobody fits it.
UNMET = "unmet"
# In `filters`: how the search was narrowed by clicks.
NARROWED = "narrowed"


@dataclass(frozen=True, slots=True)
class Search:
    """One search by one person. `hits` are the customers it showed first, best first."""

    id: int
    key: str
    person_id: int
    words: str
    details: dict[str, Any]
    hits: tuple[int, ...]

    @property
    def filters(self) -> Filters:
        return Filters.from_json(self.details.get(NARROWED, {}))


@dataclass(frozen=True, slots=True)
class NewSearch:
    """A search to keep. `unknown`: its words that meant nothing, to be counted."""

    person_id: int
    words: str
    hits: tuple[int, ...]
    details: dict[str, Any] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


class Searches:
    """The searches of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, search: NewSearch, now: datetime) -> str:
        """Keep a search and return its key."""
        row = {"person_id": search.person_id, "words": search.words, "filters": search.details, "at": now}
        key = new_key()
        await self._connection.execute(_ADD, {**row, "key": key, "hits": list(search.hits)})
        return key

    async def get(self, which: int | str) -> Search:
        """One search, by its number or by its key; raises Outdated where there is none."""
        if (found := await self.find(which)) is None:
            raise Outdated
        return found

    async def find(self, which: int | str) -> Search | None:
        """The same; None where there is none: a power cut may have forgotten it."""
        query = _BY_ID if isinstance(which, int) else _BY_KEY
        row = (await self._connection.execute(query, {"which": which})).first()
        return Search(row.id, row.key, row.person_id, row.words, row.filters, tuple(row.hits)) if row else None

    async def tier(self, typed: Collection[str]) -> str:
        """A tier of one of these names ("gold", "1" for Tier 1) as it is written; empty where no customer has any."""
        named = [func.lower(name) for each in typed for name in (each, f"tier {each}")]
        query = select(customers.c.tier).where(customers.c.active, ~customers.c.classified)
        query = query.where(func.lower(customers.c.tier).in_(named)).limit(1)
        found: str | None = (await self._connection.execute(long(query))).scalar()
        return found or ""


# Without its number, which nobody asks for.
_ADD = insert(searches).inline()
_BY_ID = select(searches).where(searches.c.id == bindparam("which"))
_BY_KEY = select(searches).where(searches.c.key == bindparam("which"))
