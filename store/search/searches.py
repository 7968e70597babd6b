"""Searches that were made: what the buttons under an answer lead back to."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, or_, select

from domain.listed import Listed
from domain.people import Person
from domain.refusals import Outdated
from domain.search.filters import Filters
from store.db.engine import Connection, long
from store.db.paging import page
from store.db.tables import customers, people, searches

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
        key: str = (await self._connection.execute(_ADD, {**row, "hits": list(search.hits)})).scalar_one()
        return key

    async def get(self, which: int | str) -> Search:
        """One search, by its number or by its key; raises Outdated where there is none."""
        if (found := await self.find(which)) is None:
            raise Outdated
        return found

    async def find(self, which: int | str) -> Search | None:
        """The same; None where there is none: a power cut may have forgotten it."""
        mine = searches.c.id == which if isinstance(which, int) else searches.c.key == which
        row = (await self._connection.execute(select(searches).where(mine))).first()
        return Search(row.id, row.key, row.person_id, row.words, row.filters, tuple(row.hits)) if row else None

    async def within(self, filters: Filters, reader: Person) -> frozenset[int]:
        """The customers its filters leave; classified ones only to those who may know them, for every filter tells."""
        query = select(customers.c.id).where(customers.c.active)
        if filters.region:
            query = query.where(func.lower(customers.c.region) == filters.region.lower())
        if filters.size:
            query = query.where(customers.c.size == filters.size)
        if filters.owner:
            owner = select(people.c.id).where(people.c.key == filters.owner)
            query = query.where(customers.c.owner_id == owner.scalar_subquery())
        if filters.tier:
            query = query.where(func.lower(customers.c.tier) == func.lower(filters.tier))
        if filters.since:
            query = query.where(customers.c.customer_since < date(filters.since + 1, 1, 1))
        if not reader.programme_manager:
            mine = or_(customers.c.owner_id == reader.id, customers.c.backup_id == reader.id)
            query = query.where(~customers.c.classified | mine)
        return frozenset((await self._connection.execute(long(query))).scalars())

    async def tier(self, typed: Collection[str]) -> str:
        """A tier of one of these names ("gold", "1" for Tier 1) as it is written; empty where no customer has any."""
        named = [func.lower(name) for each in typed for name in (each, f"tier {each}")]
        query = select(customers.c.tier).where(customers.c.active, ~customers.c.classified)
        query = query.where(func.lower(customers.c.tier).in_(named)).limit(1)
        found: str | None = (await self._connection.execute(long(query))).scalar()
        return found or ""

    async def owners(self, typed: str, most: int) -> Listed[tuple[str, str]]:
        """Owners of customers whose name holds `typed`, by name: key and name."""
        owning = select(customers.c.owner_id).where(customers.c.active, ~customers.c.classified)
        name = func.lower(people.c.name)
        query = (
            select(people.c.key, people.c.name)
            .where(people.c.id.in_(owning), name.contains(typed.strip().lower(), autoescape=True))
            .order_by(name, people.c.id)
        )
        found = await page(self._connection, long(query), most)
        return found.with_items([(row.key, row.name) for row in found.items])


_ADD = insert(searches).returning(searches.c.key)
