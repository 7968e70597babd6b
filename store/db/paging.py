"""A page of what a query finds, and how many it finds in all; or all of it, page by page."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from domain.listed import Listed
from store.db.engine import Connection


async def page(
    connection: Connection, query: Select[*tuple[Any, ...]], most: int | None, offset: int = 0
) -> Listed[Row[*tuple[Any, ...]]]:
    """The rows from `offset` on. Counted by the database; the query's order has no ties, or pages would overlap."""
    cut = query.offset(offset) if offset else query
    rows = (await connection.execute(cut if most is None else cut.limit(most))).all()
    if (rows or not offset) and (most is None or len(rows) < most):
        return Listed(tuple(rows), offset + len(rows), offset)
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    counted = counted.execution_options(**query.get_execution_options())
    return Listed(tuple(rows), (await connection.execute(counted)).scalar_one(), offset)


async def pages(
    connection: Connection, query: Select[*tuple[Any, ...]], key: Any, size: int
) -> AsyncIterator[Sequence[Row[*tuple[Any, ...]]]]:
    """All rows of `query`, whose first column is `key`, in its order: so many at once, however many there are."""
    last = 0
    while rows := (await connection.execute(query.where(key > last).order_by(key).limit(size))).all():
        last = rows[-1][0]
        yield rows
