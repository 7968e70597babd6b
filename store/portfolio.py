"""The whole portfolio for the search index: page by page, only what the index needs, as plain as it can be.

Lists and levels come as JSON text: of a million there are few different ones, and those are read once.
"""

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Date, Text, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.customers import Hold
from store.engine import database_now
from store.tables import BudgetPeriodRow, ContactRow, CustomerRow
from store.types import gathered

PAGE = 5000


class Lean(NamedTuple):
    """One customer as the index needs it. used: points of the quarter asked for. levels: of its contacts."""

    id: int
    name: str
    industry: str
    country: str
    region: str
    size: str
    use_cases: tuple[str, ...]
    products: tuple[str, ...]
    languages: tuple[str, ...]
    activities: tuple[str, ...]
    story: str
    classified: bool
    owner_id: int | None
    backup_id: int | None
    tier: str
    quarter_points: int | None
    satisfaction: int | None
    verified_on: date | None
    hold: Hold | None
    used: int
    levels: tuple[str, ...]


class Portfolio:
    """All active customers of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def looked(self) -> float:
        """The moment of looking, by the database's clock: what changes later is not in the pages read before."""
        return float((await self._connection.execute(select(database_now(self._connection.dialect.name)))).scalar_one())

    async def page(self, after: int, quarter: date) -> Sequence[Lean]:
        """Up to `PAGE` customers with ids beyond `after`, by id."""
        rows = await self._connection.execute(_PAGE, {"after": after, "quarter": quarter})
        return [_lean(*tuple(row)) for row in rows]


_LISTS = (CustomerRow.use_cases, CustomerRow.products, CustomerRow.languages, CustomerRow.activities)
_USED = select(BudgetPeriodRow.used).where(
    BudgetPeriodRow.customer_id == CustomerRow.id, BudgetPeriodRow.quarter == bindparam("quarter", type_=Date)
)
_LEVELS = select(gathered(ContactRow.seniority)).where(ContactRow.customer_id == CustomerRow.id, ContactRow.active)
_PAGE = (
    select(
        *(CustomerRow.id, CustomerRow.name, CustomerRow.industry, CustomerRow.country, CustomerRow.region),
        CustomerRow.size,
        *(cast(column, Text) for column in _LISTS),
        *(CustomerRow.story, CustomerRow.classified, CustomerRow.owner_id, CustomerRow.backup_id, CustomerRow.tier),
        *(CustomerRow.quarter_points, CustomerRow.satisfaction, CustomerRow.verified_on),
        *(CustomerRow.hold_reason, CustomerRow.hold_since, CustomerRow.hold_until),
        func.coalesce(_USED.scalar_subquery(), 0),
        cast(_LEVELS.scalar_subquery(), Text),
    )
    .where(CustomerRow.id > bindparam("after"), CustomerRow.active)
    .order_by(CustomerRow.id)
    .limit(PAGE)
)


def _lean(
    id_: int,
    name: str,
    industry: str,
    country: str,
    region: str,
    size: str,
    use_cases: str,
    products: str,
    languages: str,
    activities: str,
    story: str,
    classified: bool,
    owner_id: int | None,
    backup_id: int | None,
    tier: str,
    quarter_points: int | None,
    satisfaction: int | None,
    verified_on: date | None,
    held: str | None,
    since: date | None,
    until: date | None,
    used: int,
    levels: str | None,
) -> Lean:
    return Lean(
        id_, name, industry, country, region, size,
        _listed(use_cases), _listed(products), _listed(languages), _listed(activities),
        story, classified, owner_id, backup_id, tier, quarter_points, satisfaction, verified_on,
        None if held is None else Hold(held, since, until),
        used,
        _levels(levels) if levels else (),
    )  # fmt: skip


@lru_cache(maxsize=65536)
def _listed(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=4096)
def _levels(text: str) -> tuple[str, ...]:
    return tuple(level for (level,) in json.loads(text))
