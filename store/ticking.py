"""What waits for somebody, and the people around it: read in pages, so that a busy company's tick stays small."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.chasing import Circle
from domain.people import Person
from domain.requests import Request, Status
from store.people import People
from store.requests import Requests
from store.tables import CustomerRow, PersonRow, RequestRow

WAITING = (Status.PENDING.value, Status.AWAITING_CUSTOMER.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One waiting request and the people around it."""

    request: Request
    circle: Circle


class Ticking:
    """Waiting requests of one transaction."""

    def __init__(self, connection: AsyncConnection, requests: Requests, people: People) -> None:
        self._connection = connection
        self._requests = requests
        self._people = people

    async def waiting(self, after: int, limit: int) -> list[Waiting]:
        """The next `limit` waiting requests with an id above `after`, in order. Removed customers' are left out."""
        return await self._read(RequestRow.id > after, limit)

    async def waiting_one(self, request_id: int) -> Waiting | None:
        """This request, if it still waits."""
        return next(iter(await self._read(RequestRow.id == request_id, 1)), None)

    async def _read(self, which: ColumnElement[bool], limit: int) -> list[Waiting]:
        query = (
            select(RequestRow.id, CustomerRow.owner_id, CustomerRow.backup_id)
            .join(CustomerRow, CustomerRow.id == RequestRow.customer_id)
            .where(RequestRow.status.in_(WAITING), CustomerRow.active, which)
            .order_by(RequestRow.id)
            .limit(limit)
        )
        around = {row.id: (row.owner_id, row.backup_id) for row in await self._connection.execute(query)}
        requests = await self._requests.these(around)
        deciding = {each for request in requests for each in (request.decider_id, request.backup_id)}
        people = await self._with_delegates({each for each in deciding.union(*around.values()) if each})
        managers = await self._people.managers()
        return [Waiting(request, Circle(*around[request.id], people, managers)) for request in requests]

    async def _with_delegates(self, ids: set[int]) -> dict[int, Person]:
        delegates = select(PersonRow.delegate_id).where(PersonRow.id.in_(ids), PersonRow.delegate_id.is_not(None))
        query = select(PersonRow.id).where(or_(PersonRow.id.in_(ids), PersonRow.id.in_(delegates)))
        return await self._people.named(set((await self._connection.execute(query)).scalars()))
