"""A page of what a query finds, and how many it finds in all; or all of it, page by page."""

from collections.abc import AsyncIterator, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from domain.listed import Listed
from store.db.engine import Connection


class Paged:
    """A query whose pages are asked for often: what is asked is built once. Its order has no ties, or they overlap."""

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        self.query = query

    @cached_property
    def cut(self) -> Select[*tuple[Any, ...]]:
        return self.query.limit(bindparam("most")).offset(bindparam("offset"))

    @cached_property
    def counted(self) -> Select[int]:
        counted = select(func.count()).select_from(self.query.order_by(None).subquery())
        return counted.execution_options(**self.query.get_execution_options())


async def page(
    connection: Connection, query: Select[*tuple[Any, ...]] | Paged, most: int | None, offset: int = 0, **what: Any
) -> Listed[Row[*tuple[Any, ...]]]:
    """The rows from `offset` on, all of them where `most` is None; counted by the database. what: the parameters."""
    paged = query if isinstance(query, Paged) else Paged(query)
    cut = paged.query.offset(offset) if most is None else paged.cut
    rows = (await connection.execute(cut, {**what, "most": most, "offset": offset})).all()
    if (rows or not offset) and (most is None or len(rows) < most):
        return Listed(tuple(rows), offset + len(rows), offset)
    return Listed(tuple(rows), (await connection.execute(paged.counted, what)).scalar_one(), offset)


async def pages(
    connection: Connection, query: Select[*tuple[Any, ...]], key: Any, size: int
) -> AsyncIterator[Sequence[Row[*tuple[Any, ...]]]]:
    """All rows of `query`, whose first column is `key`, in its order: so many at once, however many there are."""
    last = 0
    while rows := (await connection.execute(query.where(key > last).order_by(key).limit(size))).all():
        last = rows[-1][0]
        yield rows
