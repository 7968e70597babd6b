"""Customers that a file of the whole portfolio does not name: they have left, or are paused."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Update, insert, select, update

from domain.portfolio.customers import Hold
from domain.portfolio.holds import NOT_IN_FILE
from store.db.engine import Connection, long
from store.db.paging import pages
from store.db.tables import audit, customers
from store.db.types import DATABASE_NOW
from store.portfolio.customers import hold_values

PAGE = 1000


class Removals:
    """Who is missing, and what becomes of them."""

    def __init__(self, connection: Connection, today: date, now: datetime) -> None:
        self._connection = connection
        self._today = today
        self._now = now

    async def unnamed(self, named: Callable[[str], bool]) -> tuple[list[int], int]:
        """Ids of the active customers that are not `named` (by external id), and how many are active at all."""
        missing: list[int] = []
        active = 0
        query = select(customers.c.id, customers.c.external_id).where(customers.c.active)
        async for rows in pages(self._connection, query, customers.c.id, PAGE):
            active += len(rows)
            missing += [row.id for row in rows if not named(row.external_id)]
        return missing, active

    async def remove(self, customer_ids: Sequence[int]) -> None:
        """They are customers no more; what they did stays on record, and an import that names them brings them back."""
        change = update(customers).where(customers.c.id.in_(customer_ids), customers.c.active)
        await self._change(change.values(active=False), "customer.left")

    async def pause(self, customer_ids: Sequence[int]) -> None:
        """They are on hold until an import names them again; who is on hold already stays so."""
        free = customers.c.hold_reason.is_(None) | (customers.c.hold_until <= self._today)
        change = update(customers).where(customers.c.id.in_(customer_ids), customers.c.active, free)
        held = hold_values(Hold(NOT_IN_FILE, self._today, set_at=self._now))
        await self._change(change.values(held), "customer.paused")

    async def _change(self, change: Update, code: str) -> None:
        changed = await self._connection.execute(long(change.values(changed_at=DATABASE_NOW).returning(customers.c.id)))
        noted: list[dict[str, Any]] = [
            {"customer_id": each, "code": code, "at": self._now, "details": {}} for each in changed.scalars()
        ]
        if noted:
            await self._connection.execute(insert(audit), noted)
