"""Waiting requests, and the people around each: read in pages, so that a busy company's tick stays small."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, or_, select, union

from domain.people import Person
from domain.requests.request import Request
from domain.requests.routing import Circle
from store.db.engine import Connection, long
from store.db.statuses import RUNNING, WAITING
from store.db.tables import customers, people, requests
from store.people import People
from store.requests.requests import FOLLOWED_UP_FOR, Requests

_RUNNING = requests.c.status.in_(RUNNING)
# Somebody else's customer by now.
_HANDED_OVER = customers.c.owner_id.is_not(None) & customers.c.owner_id.is_distinct_from(requests.c.owner_id)
_AROUND = customers.c["owner_id", "backup_id", "classified", "active"]
_AROUND_ONE = select(*_AROUND).where(customers.c.id == bindparam("customer"))
_IDS = people.c.id.in_(bindparam("ids", expanding=True))
_DELEGATES = select(people.c.delegate_id).where(_IDS, people.c.delegate_id.is_not(None))
_WITH_DELEGATES = select(people.c.id).where(or_(_IDS, people.c.id.in_(_DELEGATES)))


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """One waiting request and the people around it."""

    request: Request
    circle: Circle


class WaitingRequests:
    """Waiting requests of one transaction."""

    def __init__(self, connection: Connection, requests: Requests, people: People, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._requests = requests
        self._people = people

    async def waiting(self, after: int, limit: int) -> list[WaitingRequest]:
        """The next `limit` requests with an id above `after` that wait for a person or were handed over, in order."""
        return await self._read(requests.c.id > after, limit)

    async def waiting_one(self, request_id: int) -> WaitingRequest | None:
        """This request, if it still waits."""
        return next(iter(await self._read(requests.c.id == request_id, 1)), None)

    async def circle(self, customer_id: int, decider_id: int | None = None) -> Circle:
        """The people around a customer's request; decider_id: who has it, once it is filed."""
        row = (await self._connection.execute(_AROUND_ONE, {"customer": customer_id})).one()
        ids = {each for each in (row.owner_id, row.backup_id, decider_id) if each}
        return _circle(row, await self._with_delegates(ids), await self._people.managers())

    async def _read(self, which: ColumnElement[bool], limit: int) -> list[WaitingRequest]:
        query = (
            select(requests.c.id, *_AROUND)
            .join(customers, customers.c.id == requests.c.customer_id)
            .where(requests.c.id.in_(self._to_look_at(which)), which)
            .order_by(requests.c.id)
            .limit(limit)
        )
        around = {row.id: row for row in await self._connection.execute(long(query))}
        if not around:
            return []
        waiting = await self._requests.these(around)
        asked = {each for request in waiting for each in (request.decider_id, request.backup_id)}
        looking_after = {each for row in around.values() for each in (row.owner_id, row.backup_id)}
        people = await self._with_delegates({each for each in asked | looking_after if each})
        managers = await self._people.managers()
        return [WaitingRequest(request, _circle(around[request.id], people, managers)) for request in waiting]

    def _to_look_at(self, which: ColumnElement[bool]) -> CompoundSelect[int]:
        """Ids of those that wait, are paused, or were handed over while something is still to be done about them.

        Each part is found by an index of its own: in one condition, all requests there ever were would be read. So
        `which` stays out of the last one, whose index is not the ids'.
        """
        mine = select(requests.c.id).where(which)
        handed = select(requests.c.id).join(customers, customers.c.id == requests.c.customer_id)
        unthanked = requests.c.thanked_at.is_(None) & (requests.c.thanks_since >= self._now - FOLLOWED_UP_FOR)
        return union(
            mine.where(requests.c.status.in_(WAITING)),
            handed.where(which, _RUNNING, or_(requests.c.paused_at.is_not(None), _HANDED_OVER)),
            handed.where(unthanked, _HANDED_OVER),
        )

    async def _with_delegates(self, ids: set[int]) -> dict[int, Person]:
        found = await self._connection.execute(_WITH_DELEGATES, {"ids": list(ids)})
        return await self._people.named(set(found.scalars()))


def _circle(row: Any, people: Mapping[int, Person], managers: tuple[Person, ...]) -> Circle:
    return Circle(row.owner_id, row.backup_id, people, managers, row.classified, not row.active)
