"""The outbox: rows with a lease, one row per card, sent at least once and never dropped silently."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select, union, update

from domain.requests.messages import MessageType
from store.db.engine import Connection, among, long, on_both
from store.db.tables import deliveries
from store.db.types import DATABASE_NOW

LEASE_SECONDS = 30.0
LATE_SECONDS = 5.0
DOUBT_SECONDS = 30.0  # so much later a call that we know nothing of may still reach Slack


DUE = ("owed", "unsure")
RATE_LIMITED = "ratelimited"  # Slack has said until when to wait


class DeliveryKind(StrEnum):
    """What is delivered: a card or a Home brought up to date, a message, the Monday digest, a quarter's letter."""

    CARD = "card"
    HOME = "home"
    MESSAGE = "tell"
    DIGEST = "digest"
    LETTER = "letter"
    DAILY_SUMMARY = "bundle"
    VERIFICATION = "verify"  # asks an owner whether records are still true
    WATCH = "free"  # a customer on a watch can be asked again
    HOLDS_OVER = "holds_over"  # an owner's customers can be asked again
    HANDED_OVER = "handed_over"  # an owner has more customers now
    DIGEST_LOST = "digest_lost"
    DEAD_LETTER = "lost"  # tells a programme manager what could not be delivered


class Settled(IntEnum):
    """What became of a delivery that was sent. LOST: another process has leased it since. AGAIN: it is sent anew."""

    LOST = 0
    AGAIN = 1
    DONE = 2


@dataclass(frozen=True, slots=True)
class Delivery:
    """One leased row. `revision` tells whether something newer was asked for while it was being sent.

    person_id: 0 where it is for a channel. channel: where to send it, if not to a person; with ts where it is already.
    fencing_token: names the lease: a process that was too slow settles nothing that another has leased since.
    upload: a file that has arrived and is not shown yet. sent_at: when it was sent last, if it is queued again.
    doubt_until: until when an earlier call that we know nothing of may reach Slack, in seconds; 0 for none.
    """

    id: int
    key: str
    kind: DeliveryKind
    message_type: MessageType | None
    person_id: int
    request_id: int | None
    card_id: int | None
    channel: str | None
    ts: str | None
    revision: int
    attempts: int
    fencing_token: int
    upload: str | None
    sent_at: datetime | None
    doubt_until: float = 0.0


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """What is to be queued. person_id: None where it is for a channel. aside: a daily summary will speak for it."""

    kind: DeliveryKind
    person_id: int | None
    subject: str
    message_type: MessageType | None = None
    request_id: int | None = None
    card_id: int | None = None
    aside: bool = False


class Deliveries:
    """The deliveries of one transaction. Times are seconds of the database's clock: leases need one clock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def enqueue(
        self,
        kind: DeliveryKind,
        person_id: int,
        now: datetime,
        *,
        subject: str,
        message_type: MessageType | None = None,
        request_id: int | None = None,
        card_id: int | None = None,
        aside: bool = False,
    ) -> None:
        """Queue one delivery; see `enqueue_all`."""
        new = NewDelivery(kind, person_id, subject, message_type, request_id, card_id, aside)
        await self.enqueue_all([new], now)

    async def enqueue_all(self, new: Sequence[NewDelivery], now: datetime) -> None:
        """Queue deliveries, in this order. Queued again, each replaces the one not yet sent: it is rendered when it is
        sent.
        """
        if new:
            rows = [_row(each, now) for each in new]
            await self._connection.execute(_ENQUEUE[self._connection.dialect.name], rows)

    async def enqueue_once(
        self,
        kind: DeliveryKind,
        person_id: int | None,
        now: datetime,
        *,
        subject: str,
        message_type: MessageType | None = None,
        request_id: int | None = None,
        channel: str | None = None,
        aside: bool = False,
    ) -> bool:
        """Queue what is delivered only once, ever; False when any process has queued it before.

        aside: a daily summary will speak for it.
        """
        row = _row(NewDelivery(kind, person_id, subject, message_type, request_id, aside=aside), now)
        made = await self._connection.execute(_ENQUEUE_ONCE[self._connection.dialect.name], {**row, "channel": channel})
        return bool(made.rowcount)

    async def enqueue_unless_sent(self, kind: DeliveryKind, person_id: int, now: datetime, *, subject: str) -> None:
        """Queue a message that is sent once; one that had nothing to say when its turn came may be queued again."""
        said = select(deliveries.c.id).where(deliveries.c.key == f"{kind.value}:{subject}")
        if (await self._connection.execute(said.where(deliveries.c.ts.is_not(None)))).first() is None:
            await self.enqueue(kind, person_id, now, subject=subject)

    async def known(self, kind: DeliveryKind, subject: str) -> bool:
        """True when this was queued before."""
        query = select(deliveries.c.id).where(deliveries.c.key == f"{kind.value}:{subject}")
        return (await self._connection.execute(query)).first() is not None

    async def known_among(self, kind: DeliveryKind, subjects: Collection[str]) -> set[str]:
        """Those of these subjects that were queued before."""
        found: set[str] = set()
        keys = [f"{kind.value}:{subject}" for subject in subjects]
        for first in range(0, len(keys), 500):
            query = select(deliveries.c.key).where(deliveries.c.key.in_(keys[first : first + 500]))
            found |= {key.removeprefix(f"{kind.value}:") for key in (await self._connection.execute(query)).scalars()}
        return found

    async def renew(self, request_id: int, message_types: Collection[MessageType], now: datetime) -> None:
        """Queue messages about a request again, and the daily summaries that spoke of it: they are brought up to
        date.
        """
        types = [message_type.value for message_type in message_types]
        await self._connection.execute(_RENEW, {"about": request_id, "types": types, "owed_at": now})

    async def requeue(self, which: ColumnElement[bool], now: datetime) -> None:
        """Queue rows once more."""
        await self._connection.execute(_REQUEUE.where(which), {"owed_at": now})

    async def last_error(self, kind: DeliveryKind, subject: str) -> tuple[str | None, str | None]:
        """Of a delivery: its channel, and its last error. Raises NoResultFound where it was never queued."""
        query = select(deliveries.c.channel, deliveries.c.error).where(deliveries.c.key == f"{kind.value}:{subject}")
        row = (await self._connection.execute(query)).one()
        return row.channel, row.error

    async def lease(self, most: int) -> list[Delivery]:
        """Take up to `most` rows that are ready; nobody else gets them until the lease runs out."""
        rows = (await self._connection.execute(_LEASE, {"most": most})).all()
        return sorted((_delivery(row) for row in rows), key=lambda delivery: delivery.id)

    async def seconds_to_next(self) -> float | None:
        """How long until a row is ready or a lease runs out; None when the outbox is empty."""
        seconds: float | None = (await self._connection.execute(_NEXT)).scalar()
        return seconds

    async def uploaded(self, delivery: Delivery, upload: str | None) -> None:
        """Remember a file that has arrived, for the process that goes on with this delivery."""
        await self._connection.execute(_HELD, {**_lease_of(delivery), "upload": upload})

    async def in_doubt(self, delivery: Delivery, doubt: bool) -> bool:
        """Note, before a call that must not be made twice, that nobody knows its end; and that it is known.

        False when the lease is lost: then the call is another process's.
        """
        until = DATABASE_NOW + DOUBT_SECONDS if doubt else 0.0
        noted = await self._connection.execute(_HELD.values(doubt_until=until), _lease_of(delivery))
        return bool(noted.rowcount)

    async def seconds_of_doubt(self, delivery: Delivery) -> float:
        """How much longer an earlier call of this delivery may reach Slack; 0 when it can't any more."""
        left: float = (await self._connection.execute(select(delivery.doubt_until - DATABASE_NOW))).scalar_one()
        return max(left, 0.0)

    async def keep(self, delivery: Delivery) -> bool:
        """Make the lease last longer while the call is under way; False when it is lost."""
        return bool((await self._connection.execute(_KEEP, _lease_of(delivery))).rowcount)

    async def sent(
        self,
        delivery: Delivery,
        now: datetime,
        channel: str | None = None,
        ts: str | None = None,
        *,
        error: str | None = None,
    ) -> Settled:
        """Settle it, unless something newer was asked for meanwhile: then it is only released.

        Where another process has leased it since, two have sent it, and nobody knows whose call came last: what can be
        drawn anew is queued once more. error: what Slack did not take of it.
        """
        ours, place = _lease_of(delivery), {"channel": channel, "ts": ts}
        settled = {**ours, **place, "revision": delivery.revision, "sent_at": now, "error": error}
        if (await self._connection.execute(_SETTLE, settled)).rowcount:
            return Settled.DONE
        released = {**ours, **(place if ts else {}), "sent_at": now}
        if (await self._connection.execute(_RELEASE, released)).rowcount:
            return Settled.AGAIN
        again = update(deliveries).where(deliveries.c.id == delivery.id, _SENT_OR_DUE, _DRAWN)
        anew = {"state": "owed", "wanted": deliveries.c.wanted + 1, "ready_at": DATABASE_NOW, "attempts": 0}
        await self._connection.execute(again.values(**anew))
        return Settled.LOST

    async def retry_in(
        self, delivery: Delivery, seconds: float, error: str, *, counts: bool = True, doubt: bool = False
    ) -> None:
        """Release it and try again after `seconds`. counts: whether this was one of the attempts it has.

        doubt: whether Slack may still do what was asked of it.
        """
        values: dict[str, object] = {"lease_until": 0.0, "ready_at": DATABASE_NOW + seconds, "error": error[:80]}
        if not counts:
            values["attempts"] = case((deliveries.c.attempts > 0, deliveries.c.attempts - 1), else_=0)
        if doubt:
            values["doubt_until"] = case((_DOUBTED, DATABASE_NOW + DOUBT_SECONDS), else_=deliveries.c.doubt_until)
        await self._connection.execute(_HELD.values(**values), _lease_of(delivery))

    async def give_up(self, delivery: Delivery, error: str, *, replaced: bool = False) -> bool:
        """Keep the row as dead, for programme managers to see; `replaced`: another person gets it instead.

        False, and only released, when something newer was asked for meanwhile.
        """
        values = {"lease_until": 0.0, "state": "dropped" if replaced else "dead", "error": error[:80]}
        buried = _HELD.where(deliveries.c.wanted == delivery.revision).values(**values)
        if (await self._connection.execute(buried, _lease_of(delivery))).rowcount:
            return True
        await self._connection.execute(_RELEASE, _lease_of(delivery))
        return False

    async def free_leases(self) -> None:
        """Shorten every lease. Only for a process that is alone: its holder was killed, with calls on their way.

        Those calls may reach Slack a little later, and must not overtake what is sent next.
        """
        soon = DATABASE_NOW + LATE_SECONDS
        held = update(deliveries).where(among(deliveries.c.state, DUE), deliveries.c.lease_until > soon)
        await self._connection.execute(held.values(lease_until=soon))

    async def count(self, state: str) -> int:
        """How many rows are in a state: owed, sent, dead."""
        return (await self._connection.execute(_COUNT, {"state": state})).scalar_one()

    async def in_plain_form(self) -> int:
        """How many messages stand in Slack in a plainer form, because it did not take their blocks."""
        query = select(func.count()).where(deliveries.c.state == "sent", deliveries.c.error.is_not(None))
        return (await self._connection.execute(long(query))).scalar_one()

    async def unsettled(self) -> int:
        """How many rows are not sent yet."""
        return await self.count("owed")


# Columns keep the names they were made with.
_COLUMN = {"message_type": "tell", "revision": "wanted", "fencing_token": "turn"}
_COLUMNS = tuple(deliveries.c[_COLUMN.get(field.name, field.name)].label(field.name) for field in fields(Delivery))
# What can be drawn anew where it stands: sending it twice shows it once.
_DRAWN = among(deliveries.c.kind, (DeliveryKind.CARD.value, DeliveryKind.HOME.value)) | deliveries.c.ts.is_not(None)
# What a late call does harm to; of what must not be posted twice, once it has been tried.
_DOUBTED = _DRAWN | (deliveries.c.doubt_until > 0)
_ASIDE = deliveries.c.state == "aside"
# Said the other way round: by its index of states SQLite would go through all that was ever sent.
_SENT_OR_DUE = ~among(deliveries.c.state, ("aside", "dead", "dropped"))
_SUMMARY_DUE = (deliveries.c.kind == DeliveryKind.DAILY_SUMMARY.value) & among(deliveries.c.state, DUE)

# When a row that is queued again may be sent: at once, unless Slack has told some process to wait with it.
_WAITS = (deliveries.c.error == RATE_LIMITED) & (deliveries.c.ready_at > DATABASE_NOW)
_AGAIN = {
    "wanted": deliveries.c.wanted + 1,
    "attempts": 0,
    "ready_at": case((_WAITS, deliveries.c.ready_at), else_=DATABASE_NOW),
    "error": case((_WAITS, deliveries.c.error), else_=None),
}
_REQUEUE = update(deliveries).where(_SENT_OR_DUE).values(state="owed", **_AGAIN)


def _enqueue(insert: Any) -> Any:
    new = insert(deliveries).values(ready_at=DATABASE_NOW)
    fresh = {name: new.excluded[name] for name in ("person_id", "state", "owed_at")}
    # One statement: two people's clicks may queue the same Home at the same moment.
    return new.on_conflict_do_update(index_elements=[deliveries.c.key], set_={**_AGAIN, **fresh})


def _enqueue_once(insert: Any) -> Any:
    return insert(deliveries).values(ready_at=DATABASE_NOW).on_conflict_do_nothing(index_elements=[deliveries.c.key])


_ENQUEUE, _ENQUEUE_ONCE = on_both(_enqueue), on_both(_enqueue_once)

_ABOUT = deliveries.c.request_id == bindparam("about")
_TOLD = select(deliveries.c.id).where(
    _ABOUT, deliveries.c.bundle_id.is_(None), deliveries.c.tell.in_(bindparam("types", expanding=True))
)
_SUMMARIES = select(deliveries.c.bundle_id).where(_ABOUT, deliveries.c.bundle_id.is_not(None))
_SUMMARISED = select(deliveries.c.id).where(deliveries.c.id.in_(_SUMMARIES), deliveries.c.ts.is_not(None))
# One under way may have read the old state.
_UNDER_WAY = select(deliveries.c.id).where(
    _SUMMARY_DUE, deliveries.c.person_id.in_(select(deliveries.c.person_id).where(_ABOUT, _ASIDE))
)
_RENEW = _REQUEUE.where(deliveries.c.id.in_(union(_TOLD, _SUMMARISED, _UNDER_WAY)))

_READY = (
    select(deliveries.c.id)
    .where(among(deliveries.c.state, DUE), deliveries.c.ready_at <= DATABASE_NOW)
    .where(deliveries.c.lease_until <= DATABASE_NOW)
    .order_by(deliveries.c.ready_at, deliveries.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("ready")
)
_LEASE = (
    update(deliveries)
    .where(deliveries.c.id.in_(select(_READY.c.id)))
    .values(
        state="owed",
        attempts=deliveries.c.attempts + 1,
        turn=deliveries.c.turn + 1,
        lease_until=DATABASE_NOW + LEASE_SECONDS,
        # A lease that ran out was never given back: its holder may have a call on its way.
        doubt_until=case(
            ((deliveries.c.lease_until > 0) & _DOUBTED, DATABASE_NOW + DOUBT_SECONDS), else_=deliveries.c.doubt_until
        ),
    )
    .returning(*_COLUMNS)
)
_FREE_AT = case(
    (deliveries.c.ready_at > deliveries.c.lease_until, deliveries.c.ready_at), else_=deliveries.c.lease_until
)
_NEXT = select(func.min(_FREE_AT) - DATABASE_NOW).where(among(deliveries.c.state, DUE))
_COUNT = select(func.count()).select_from(deliveries).where(deliveries.c.state == bindparam("state"))

# An update of one row, if its lease is still ours.
_HELD = update(deliveries).where(
    deliveries.c.id == bindparam("delivery_id"), deliveries.c.turn == bindparam("fencing_token")
)
_KEEP = _HELD.where(deliveries.c.state == "owed").values(lease_until=DATABASE_NOW + LEASE_SECONDS)
_RELEASE = _HELD.values(lease_until=0.0)
_UNSURE = (deliveries.c.doubt_until > DATABASE_NOW) & _DRAWN
_SETTLE = _RELEASE.where(deliveries.c.wanted == bindparam("revision")).values(
    upload=None,
    state=case((_UNSURE, "unsure"), else_="sent"),
    ready_at=case((_UNSURE, deliveries.c.doubt_until), else_=deliveries.c.ready_at),
)


def _row(new: NewDelivery, now: datetime) -> dict[str, object]:
    """A new delivery as column values."""
    return {
        "key": f"{new.kind.value}:{new.subject}",
        "kind": new.kind.value,
        "tell": new.message_type.value if new.message_type else None,
        "person_id": new.person_id,
        "request_id": new.request_id,
        "card_id": new.card_id,
        "state": "aside" if new.aside else "owed",
        "owed_at": now,
    }


def _lease_of(delivery: Delivery) -> dict[str, object]:
    """What _HELD asks for."""
    return {"delivery_id": delivery.id, "fencing_token": delivery.fencing_token}


def _delivery(row: Any) -> Delivery:
    told = row._asdict()
    told["kind"] = DeliveryKind(told["kind"])
    told["person_id"] = told["person_id"] or 0
    told["message_type"] = MessageType(told["message_type"]) if told["message_type"] else None
    return Delivery(**told)
