"""Messages that were set aside for a person, and the one message a day that speaks for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from domain.requests.messages import MessageType
from store.db.engine import Connection
from store.db.tables import deliveries
from store.db.types import DATABASE_NOW
from store.outbox.deliveries import Deliveries, Delivery, DeliveryKind


@dataclass(frozen=True, slots=True)
class Deferred:
    """One message that is not sent by itself. summarised: a daily summary that was sent spoke for it already.

    message_type, request_id: None where it is about no single request; then kind and subject say what it is.
    """

    id: int
    kind: DeliveryKind
    subject: str
    message_type: MessageType | None
    request_id: int | None
    summarised: bool


class DailySummaries:
    """The daily summaries of one transaction. A subject is a day and a person: "2026-12-02:3"."""

    def __init__(self, connection: Connection, deliveries: Deliveries) -> None:
        self._connection = connection
        self._deliveries = deliveries

    async def waiting(self) -> dict[int, datetime]:
        """The people with deferred messages, and when the last was deferred."""
        query = (
            select(deliveries.c.person_id, func.max(deliveries.c.owed_at).label("last"))
            .where(deliveries.c.state == "aside")
            .group_by(deliveries.c.person_id)
        )
        return {row.person_id: row.last for row in await self._connection.execute(query) if row.person_id is not None}

    async def due(self, subject: str, last: datetime) -> bool:
        """True when this summary was never queued, or was posted before the last thing was set aside."""
        query = select(deliveries.c.state, deliveries.c.ts, deliveries.c.sent_at).where(
            deliveries.c.key == f"{DeliveryKind.DAILY_SUMMARY.value}:{subject}"
        )
        row = (await self._connection.execute(query)).first()
        return row is None or (row.state == "sent" and row.ts is not None and row.sent_at < last)

    async def enqueue(self, subject: str, person_id: int, last: datetime, now: datetime) -> None:
        """Queue it, or draw it anew with what has come since; once, however many processes do it at the same moment."""
        first = await self._deliveries.enqueue_once(DeliveryKind.DAILY_SUMMARY, person_id, now, subject=subject)
        if not first and await self.due(subject, last):
            await self._deliveries.enqueue(DeliveryKind.DAILY_SUMMARY, person_id, now, subject=subject)

    async def deferred(self, summary: Delivery, *, new: bool) -> list[Deferred]:
        """What this summary has spoken for, and, if `new`, what was set aside for its person since."""
        spoken = deliveries.c.bundle_id == summary.id
        return await self._deferred(or_(spoken, _aside(summary.person_id)) if new else spoken)

    async def _deferred(self, which: ColumnElement[bool]) -> list[Deferred]:
        columns = (deliveries.c.id, deliveries.c.key, deliveries.c.tell, deliveries.c.request_id, deliveries.c.state)
        query = select(*columns).where(which).order_by(deliveries.c.id)
        return [_deferred(row) for row in await self._connection.execute(query)]

    async def of(self, person_id: int, subject: str) -> list[Deferred]:
        """What this person's summary of a day has spoken for, and all that is set aside for them."""
        key = f"{DeliveryKind.DAILY_SUMMARY.value}:{subject}"
        spoken = deliveries.c.bundle_id.in_(select(deliveries.c.id).where(deliveries.c.key == key))
        return await self._deferred(or_(spoken, _aside(person_id)))

    async def renew(self, kind: DeliveryKind, subject: str, now: datetime) -> bool:
        """Bring up to date what was or will be said in a daily summary; False for a message that is sent by itself."""
        query = select(deliveries.c.state, deliveries.c.bundle_id).where(deliveries.c.key == f"{kind.value}:{subject}")
        row = (await self._connection.execute(query)).first()
        if row is None or (row.state != "aside" and row.bundle_id is None):
            return False
        await self._deliveries.requeue((deliveries.c.id == row.bundle_id) & deliveries.c.ts.is_not(None), now)
        return True

    async def cover(self, summary: Delivery, ids: Collection[int], now: datetime) -> None:
        """Note that it was sent and spoke for these; dead ones of earlier days have nothing left to say."""
        dead = (deliveries.c.kind == DeliveryKind.DAILY_SUMMARY.value) & (deliveries.c.state == "dead")
        dead &= (deliveries.c.id != summary.id) & (deliveries.c.person_id == summary.person_id)
        await self._connection.execute(update(deliveries).where(dead).values(state="dropped"))
        values = {"state": "sent", "bundle_id": summary.id, "sent_at": now}
        which = update(deliveries).where(deliveries.c.id.in_(ids), deliveries.c.state == "aside")
        await self._connection.execute(which.values(**values))

    async def send_alone(self, delivery_id: int | None) -> None:
        """Let a message that was set aside be sent by itself after all."""
        await self._send(deliveries.c.id == delivery_id)

    async def send_apart(self, person_id: int) -> None:
        """Let all that was set aside for a person be sent one by one."""
        await self._send(deliveries.c.person_id == person_id)

    async def _send(self, which: ColumnElement[bool]) -> None:
        rows = update(deliveries).where(which, deliveries.c.state == "aside")
        await self._connection.execute(rows.values(state="owed", ready_at=DATABASE_NOW))


def _aside(person_id: int | None) -> ColumnElement[bool]:
    return and_(deliveries.c.state == "aside", deliveries.c.person_id == person_id)


def _deferred(row: Any) -> Deferred:
    kind, _, subject = row.key.partition(":")
    message_type = MessageType(row.tell) if row.tell else None
    return Deferred(row.id, DeliveryKind(kind), subject, message_type, row.request_id, row.state != "aside")
