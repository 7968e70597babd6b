"""Messages that were set aside for a person, and the one message a day that speaks for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from domain.requests.messages import Tell
from store.db.engine import Connection, database_now
from store.db.tables import deliveries
from store.outbox.deliveries import Deliveries, Delivery, Kind


@dataclass(frozen=True, slots=True)
class Thing:
    """One message that is not sent by itself. told: a bundle that was sent spoke for it already.

    tell, request_id: None where it is about no single request; then kind and subject say what was owed.
    """

    id: int
    kind: Kind
    subject: str
    tell: Tell | None
    request_id: int | None
    told: bool


class Bundles:
    """The bundles of one transaction. A subject is a day and a person: "2026-12-02:3"."""

    def __init__(self, connection: Connection, deliveries: Deliveries) -> None:
        self._connection = connection
        self._deliveries = deliveries

    async def waiting(self) -> dict[int, datetime]:
        """For whom something was set aside, and when last."""
        query = (
            select(deliveries.c.person_id, func.max(deliveries.c.owed_at).label("last"))
            .where(deliveries.c.state == "aside")
            .group_by(deliveries.c.person_id)
        )
        return {row.person_id: row.last for row in await self._connection.execute(query) if row.person_id is not None}

    async def due(self, subject: str, last: datetime) -> bool:
        """True when this bundle was never owed, or was posted before the last thing was set aside."""
        query = select(deliveries.c.state, deliveries.c.ts, deliveries.c.sent_at).where(
            deliveries.c.key == f"{Kind.BUNDLE.value}:{subject}"
        )
        row = (await self._connection.execute(query)).first()
        return row is None or (row.state == "sent" and row.ts is not None and row.sent_at < last)

    async def owe(self, subject: str, person_id: int, last: datetime, now: datetime) -> None:
        """Owe it, or let it be drawn anew with what has come since. However many processes do it at once: once."""
        first = await self._deliveries.owe_once(Kind.BUNDLE, person_id, now, subject=subject)
        if not first and await self.due(subject, last):
            await self._deliveries.owe(Kind.BUNDLE, person_id, now, subject=subject)

    async def things(self, bundle: Delivery, *, new: bool) -> list[Thing]:
        """What this bundle has spoken for, and, if `new`, what was set aside for its person since."""
        spoken = deliveries.c.bundle_id == bundle.id
        return await self._things(or_(spoken, _aside(bundle.person_id)) if new else spoken)

    async def _things(self, which: ColumnElement[bool]) -> list[Thing]:
        columns = (deliveries.c.id, deliveries.c.key, deliveries.c.tell, deliveries.c.request_id, deliveries.c.state)
        query = select(*columns).where(which).order_by(deliveries.c.id)
        return [_thing(row) for row in await self._connection.execute(query)]

    async def of(self, person_id: int, subject: str) -> list[Thing]:
        """What this person's bundle of a day has spoken for, and all that is set aside for them."""
        key = f"{Kind.BUNDLE.value}:{subject}"
        spoken = deliveries.c.bundle_id.in_(select(deliveries.c.id).where(deliveries.c.key == key))
        return await self._things(or_(spoken, _aside(person_id)))

    async def renew(self, kind: Kind, subject: str, now: datetime) -> bool:
        """Bring up to date what was or will be said in a bundle; False for a message that is sent by itself."""
        query = select(deliveries.c.state, deliveries.c.bundle_id).where(deliveries.c.key == f"{kind.value}:{subject}")
        row = (await self._connection.execute(query)).first()
        if row is None or (row.state != "aside" and row.bundle_id is None):
            return False
        await self._deliveries.again((deliveries.c.id == row.bundle_id) & deliveries.c.ts.is_not(None), now)
        return True

    async def spoke_for(self, bundle: Delivery, ids: Collection[int], now: datetime) -> None:
        """Note that it was sent and spoke for these; dead ones of earlier days have nothing left to say."""
        if bundle.kind is not Kind.BUNDLE:
            return
        dead = (deliveries.c.kind == Kind.BUNDLE.value) & (deliveries.c.state == "dead")
        dead &= (deliveries.c.id != bundle.id) & (deliveries.c.person_id == bundle.person_id)
        await self._connection.execute(update(deliveries).where(dead).values(state="dropped"))
        values = {"state": "sent", "bundle_id": bundle.id, "sent_at": now}
        which = update(deliveries).where(deliveries.c.id.in_(ids), deliveries.c.state == "aside")
        await self._connection.execute(which.values(**values))

    async def send_alone(self, delivery_id: int | None) -> None:
        """Let a message that was set aside be sent by itself after all."""
        await self._send(deliveries.c.id == delivery_id)

    async def send_apart(self, person_id: int) -> None:
        """Let all that was set aside for a person be sent one by one."""
        await self._send(deliveries.c.person_id == person_id)

    async def _send(self, which: ColumnElement[bool]) -> None:
        clock = database_now(self._connection.dialect.name)
        rows = update(deliveries).where(which, deliveries.c.state == "aside")
        await self._connection.execute(rows.values(state="owed", ready_at=clock))


def _aside(person_id: int | None) -> ColumnElement[bool]:
    return and_(deliveries.c.state == "aside", deliveries.c.person_id == person_id)


def _thing(row: Any) -> Thing:
    kind, _, subject = row.key.partition(":")
    tell = Tell(row.tell) if row.tell else None
    return Thing(row.id, Kind(kind), subject, tell, row.request_id, row.state != "aside")
