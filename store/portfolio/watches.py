"""Who wants to hear when a customer can be asked again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from domain.activities import Activity
from domain.policy import Policy
from store.db.engine import Connection
from store.db.tables import watches


@dataclass(frozen=True, slots=True)
class Watch:
    """One person waits for one customer; `activity` None: for anything that can be asked."""

    id: int
    person_id: int
    customer_id: int
    activity: Activity | None


class Watches:
    """The watches of one transaction."""

    def __init__(self, connection: Connection, policy: Policy) -> None:
        self._connection = connection
        self._policy = policy

    async def add(self, person_id: int, customer_id: int, activity: Activity | None, now: datetime) -> None:
        """Watch, once: who waits already is not entered again."""
        what = {"person_id": person_id, "customer_id": customer_id, "activity": activity.code if activity else ""}
        waiting = select(watches.c.id).filter_by(**what).where(watches.c.told_at.is_(None))
        if (await self._connection.execute(waiting)).first() is None:
            await self._connection.execute(insert(watches).values(**what, since=now))

    async def waiting(self, after: int, limit: int) -> list[Watch]:
        """The next `limit` watches with an id above `after` that nobody was told of, in order."""
        query = select(*_COLUMNS).where(watches.c.told_at.is_(None), watches.c.id > after).order_by(watches.c.id)
        return [self._watch(row) for row in await self._connection.execute(query.limit(limit))]

    async def get(self, watch_id: int) -> Watch:
        """One watch."""
        return self._watch((await self._connection.execute(select(*_COLUMNS).where(watches.c.id == watch_id))).one())

    async def settle(self, watch_id: int, now: datetime) -> bool:
        """Note that it is told; False when another process was faster."""
        row = update(watches).where(watches.c.id == watch_id, watches.c.told_at.is_(None)).values(told_at=now)
        return bool((await self._connection.execute(row)).rowcount)

    def _watch(self, row: Any) -> Watch:
        fields = row._asdict()
        return Watch(**fields | {"activity": self._policy.activity(fields["activity"]) if fields["activity"] else None})


_COLUMNS = (watches.c.id, watches.c.person_id, watches.c.customer_id, watches.c.activity)
