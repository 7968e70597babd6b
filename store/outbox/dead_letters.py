"""What could not be delivered: kept until a programme manager tries it again or lets it rest."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, select, update

from domain.listed import Listed
from store.db.engine import Connection, long
from store.db.paging import page
from store.db.tables import deliveries
from store.db.types import DATABASE_NOW
from store.outbox.deliveries import DeliveryKind


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What could not be delivered, and Slack's word for why. mark: tells it from another one of the same number."""

    id: int
    kind: DeliveryKind
    person_id: int
    request_id: int | None
    error: str
    mark: str


class DeadLetters:
    """The dead deliveries of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def for_person(
        self, person_id: int, error: str, since: datetime, *, besides: Collection[DeliveryKind]
    ) -> bool:
        """True when something for this person was given up for this reason since then; `besides`: what is no loss."""
        query = select(deliveries.c.id).where(
            deliveries.c.state.in_(("dead", "dropped")),
            deliveries.c.person_id == person_id,
            deliveries.c.error == error,
            deliveries.c.kind.not_in([kind.value for kind in besides]),
            deliveries.c.owed_at >= since,
        )
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def newest(self, most: int, offset: int = 0) -> Listed[DeadLetter]:
        """What could not be delivered, the newest first."""
        query = select(*_DEAD).where(deliveries.c.state == "dead").order_by(deliveries.c.id.desc())
        found = await page(self._connection, query, most, offset)
        return found.with_items([_dead(row) for row in found.items])

    async def one(self, delivery_id: int, *, locked: bool = False) -> DeadLetter | None:
        """One of them; None when it was sent or dropped meanwhile. locked: until the transaction ends."""
        query = select(*_DEAD).where(deliveries.c.state == "dead", deliveries.c.id == delivery_id)
        query = query.with_for_update() if locked else query
        row = (await self._connection.execute(query)).first()
        return _dead(row) if row else None

    async def codes(self) -> Counter[str]:
        """How many could not be delivered, by Slack's word for why."""
        query = select(deliveries.c.error, func.count()).where(deliveries.c.state == "dead")
        rows = await self._connection.execute(query.group_by(deliveries.c.error))
        return Counter({str(error): count for error, count in rows})

    async def revive(self, delivery_id: int) -> bool:
        """Try a dead one again from the start, and tell of it once more if it fails; False when it is not dead."""
        told = deliveries.c.key.startswith(f"{DeliveryKind.DEAD_LETTER.value}:{delivery_id}:")
        await self._connection.execute(long(delete(deliveries).where(told)))
        return await self._from_dead(deliveries.c.id == delivery_id, **self._anew())

    async def revive_all(self, codes: Collection[str]) -> bool:
        """Try again what died for one of these reasons; False when there was none."""
        return await self._from_dead(deliveries.c.error.in_(codes), **self._anew())

    async def drop(self, delivery_id: int) -> bool:
        """Let a dead one rest: nobody is shown it any more. False when it is not dead."""
        return await self._from_dead(deliveries.c.id == delivery_id, state="dropped")

    async def _from_dead(self, which: ColumnElement[bool], **values: object) -> bool:
        raised = update(deliveries).where(deliveries.c.state == "dead", which).values(**values)
        return bool((await self._connection.execute(raised)).rowcount)

    def _anew(self) -> dict[str, object]:
        # Who tries a digest again has looked that it is not there.
        doubt = case((deliveries.c.kind == DeliveryKind.DIGEST.value, 0.0), else_=deliveries.c.doubt_until)
        return {"state": "owed", "ready_at": DATABASE_NOW, "attempts": 0, "doubt_until": doubt}


_DEAD = (
    *(deliveries.c.id, deliveries.c.kind, deliveries.c.person_id, deliveries.c.request_id, deliveries.c.error),
    *(deliveries.c.key, deliveries.c.owed_at),
)


def _dead(row: Any) -> DeadLetter:
    # Numbers are given out again after a restore; the same thing is hardly queued twice at the same moment.
    mark = sha256(f"{row.key} {row.owed_at.isoformat()}".encode()).hexdigest()[:16]
    return DeadLetter(row.id, DeliveryKind(row.kind), row.person_id or 0, row.request_id, row.error or "", mark)
