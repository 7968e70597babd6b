"""Customers for the search index: many at once, only what the index needs, column by column.

The database makes a JSON list of each column and hands over a few long texts: a million rows one by one would take
Python longer than the database, and SQLite would wait for Python's lock at each of them. Lists within a column stay
JSON text: of a million there are few different ones, and those are read once.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, Text, bindparam, cast, func, select, text

from store.db.engine import Connection, long
from store.db.tables import budget_periods, contacts, customers
from store.db.types import DATABASE_NOW, column_of, gathered

PAGE = 4000
# How long a transaction on SQLite may stay open after it said what changed; everybody else would wait for it.
LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class IndexColumns:
    """Customers as the index needs them, column by column.

    used: points of the quarter asked for. levels: of the contacts. By id, and only where there is one: stories; holds,
    with the days they begin and end; owner and backup of classified customers, and their segments.
    """

    ids: Sequence[int]
    names: Sequence[str]
    industries: Sequence[str]
    countries: Sequence[str]
    regions: Sequence[str]
    sizes: Sequence[str]
    use_cases: Sequence[tuple[str, ...]]
    products: Sequence[tuple[str, ...]]
    languages: Sequence[tuple[str, ...]]
    activities: Sequence[tuple[str, ...]]
    tiers: Sequence[str]
    quarter_points: Sequence[int | None]
    satisfaction: Sequence[int | None]
    verified_on: Sequence[date | None]
    used: Sequence[int]
    levels: Sequence[tuple[str, ...]]
    stories: Mapping[int, str]
    holds: Mapping[int, tuple[date | None, date | None]]
    classified: Mapping[int, tuple[int | None, int | None]]
    segments: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Some customers as the database gives them, by `last` the last one's id. To `read` them takes its time."""

    last: int
    texts: Sequence[str]

    def read(self) -> IndexColumns:
        """The customers."""
        read: dict[str, Any] = dict(zip((*_COLUMNS, *_RARE), map(json.loads, self.texts), strict=True))
        for name in ("use_cases", "products", "languages", "activities"):
            read[name] = list(map(_listed, read[name]))
        read["verified_on"] = list(map(_day, read["verified_on"]))
        read["levels"] = list(map(_levels, read["levels"]))
        read["stories"] = dict(read["stories"])
        read["holds"] = {id_: (_day(since), _day(until)) for id_, since, until in read["holds"]}
        read["segments"] = {id_: segment for id_, _, _, segment in read["classified"]}
        read["classified"] = {id_: (owner, backup) for id_, owner, backup, _ in read["classified"]}
        return IndexColumns(**read)


class DatabaseTime(NamedTuple):
    """The moment by the database's clock, and until when no change can still come to light."""

    at: float
    until: float


class IndexSource:
    """All active customers of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def time(self) -> DatabaseTime:
        """The moment of looking; to be asked before anything is read."""
        return DatabaseTime(*(await self._connection.execute(_LOOKED[self._connection.dialect.name])).one())

    async def page(self, after: int, quarter: date) -> IndexPage | None:
        """Up to `PAGE` customers with ids beyond `after`, the lowest; None when there are no more."""
        return await self._read(_PAGE, after=after, quarter=quarter)

    async def some(self, ids: Collection[int], quarter: date) -> IndexPage | None:
        """Those of these customers that are active; None when none is."""
        return await self._read(_SOME, ids=list(ids), quarter=quarter)

    async def _read(self, query: Any, **what: Any) -> IndexPage | None:
        last, *texts = (await self._connection.execute(query, what)).one()
        return None if last is None else IndexPage(last, texts)


# SQLite has one writer at a time, so what comes to light later was changed after the newest that is there.
_NEWEST = select(func.max(customers.c.changed_at)).scalar_subquery()
# Whoever wrote and is not done yet may have said what changed at any moment since they began.
_OPEN = """
    SELECT now, least(now, (
        SELECT extract(epoch FROM min(xact_start))::float FROM pg_stat_activity
        WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid != pg_backend_pid()
    )) FROM (SELECT extract(epoch FROM clock_timestamp())::float AS now OFFSET 0) AS clock
"""
_LOOKED: dict[str, Any] = {
    "sqlite": select(
        DATABASE_NOW, func.min(DATABASE_NOW, func.max(func.coalesce(_NEWEST, 0.0), DATABASE_NOW - LONGEST))
    ),
    "postgresql": text(_OPEN),
}
_LISTS = (customers.c.use_cases, customers.c.products, customers.c.languages, customers.c.activities)
_USED = select(budget_periods.c.used).where(
    budget_periods.c.customer_id == customers.c.id, budget_periods.c.quarter == bindparam("quarter", type_=Date)
)
_LEVELS = select(gathered(contacts.c.seniority)).where(contacts.c.customer_id == customers.c.id, contacts.c.active)
_USE_CASES, _PRODUCTS, _LANGUAGES, _ACTIVITIES = (cast(column, Text) for column in _LISTS)
_COLUMNS: dict[str, ColumnElement[Any]] = {
    "ids": customers.c.id,
    "names": customers.c.name,
    "industries": customers.c.industry,
    "countries": customers.c.country,
    "regions": customers.c.region,
    "sizes": customers.c.size,
    "use_cases": _USE_CASES,
    "products": _PRODUCTS,
    "languages": _LANGUAGES,
    "activities": _ACTIVITIES,
    "tiers": customers.c.tier,
    "quarter_points": customers.c.quarter_points,
    "satisfaction": customers.c.satisfaction,
    "verified_on": customers.c.verified_on,
    "used": func.coalesce(_USED.scalar_subquery(), 0),
    "levels": func.coalesce(cast(_LEVELS.scalar_subquery(), Text), "[]"),
}
# What few have: which those are, and what there is to say of each, after its id.
_RARE: dict[str, tuple[Callable[[Any], ColumnElement[bool]], tuple[Any, ...]]] = {
    "stories": (lambda row: row.story != "", (customers.c.story,)),
    "holds": (lambda row: row.hold_reason.is_not(None), (customers.c.hold_since, customers.c.hold_until)),
    "classified": (lambda row: row.classified, (customers.c.owner_id, customers.c.backup_id, customers.c.segment)),
}


def _columns(which: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """These customers as one row: the last id, then each column as text, then what few have."""
    inner = which.subquery()
    columns = [column_of(inner.c[name]) for name in _COLUMNS]
    rare = [
        func.coalesce(cast(gathered(inner.c.ids, *(inner.c[one.key] for one in said)).filter(has(inner.c)), Text), "[]")
        for has, said in _RARE.values()
    ]
    return select(func.max(inner.c.ids), *(cast(column, Text) for column in columns), *rare)


_ACTIVE = select(
    *(column.label(name) for name, column in _COLUMNS.items()),
    *(customers.c.story, customers.c.classified, customers.c.owner_id, customers.c.backup_id, customers.c.segment),
    *(customers.c.hold_reason, customers.c.hold_since, customers.c.hold_until),
).where(customers.c.active)
_PAGE = long(_columns(_ACTIVE.where(customers.c.id > bindparam("after")).order_by(customers.c.id).limit(PAGE)))
_SOME = long(_columns(_ACTIVE.where(customers.c.id.in_(bindparam("ids", expanding=True)))))


@lru_cache(maxsize=65536)
def _listed(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=4096)
def _levels(text: str) -> tuple[str, ...]:
    return tuple(level for (level,) in json.loads(text))


@lru_cache(maxsize=4096)
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
