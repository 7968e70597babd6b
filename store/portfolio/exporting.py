"""Everything that can be taken out: customers as an import reads them; consents, requests and ledger as tables.

Read page by page in the order of their ids, so that any number of rows takes the same memory.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, false, func, select, true

from domain.people import Person
from domain.portfolio.exporting import Portfolio
from domain.requests.ledger import Entry
from store.db.engine import Connection
from store.db.tables import ConsentRow, ContactRow, CustomerRow, LedgerRow, PersonRow, RequestRow
from store.people import People
from store.portfolio.customers import Customers

PAGE = 1000
Page = Sequence[Sequence[Any]]


class Exporting:
    """What one export reads. `quarter`: the first day of the one that points are told of."""

    def __init__(self, connection: Connection, customers: Customers, people: People, quarter: date) -> None:
        self._connection = connection
        self._customers = customers
        self._people = people
        self._quarter = quarter

    async def withheld(self) -> int:
        """How many customers only an export of classified ones has."""
        query = select(func.count()).select_from(CustomerRow).where(CustomerRow.active, CustomerRow.classified)
        return (await self._connection.execute(query)).scalar_one()

    async def portfolio(self, *, classified: bool) -> AsyncIterator[list[Portfolio]]:
        """The customers there are, a page at a time."""
        query = select(CustomerRow.id).where(CustomerRow.active, _may(classified))
        async for page in self._pages(query, CustomerRow.id):
            yield await self._told([row[0] for row in page])

    async def _told(self, ids: Sequence[int]) -> list[Portfolio]:
        records = await self._customers.records(ids)
        involved = {who for r in records.values() for who in (r.customer.owner_id, r.customer.backup_id) if who}
        people = await self._people.named(involved)
        brought = await self._brought(ids)
        told = []
        for customer_id in ids:
            record, points = records[customer_id], brought.get(customer_id, 0)
            owner = people.get(record.customer.owner_id or 0)
            told.append(
                Portfolio(
                    record=record,
                    owner=_email(owner),
                    owner_name=owner.name if owner else "",
                    backup=_email(people.get(record.customer.backup_id or 0)),
                    quarter=self._quarter,
                    points_used=points,
                    points_by_requests=max(0, record.points_used(self._quarter) - points),
                )
            )
        return told

    async def _brought(self, ids: Sequence[int]) -> dict[int, int]:
        """Points of this quarter that imports brought, by customer."""
        query = (
            select(LedgerRow.customer_id, func.sum(LedgerRow.points).label("points"))
            .where(LedgerRow.customer_id.in_(ids), LedgerRow.quarter == self._quarter)
            .where(LedgerRow.entry == Entry.OPENING.value)
            .group_by(LedgerRow.customer_id)
        )
        return {row.customer_id: int(row.points) for row in await self._connection.execute(query)}

    async def consents(self, *, classified: bool) -> AsyncIterator[Page]:
        """Every answer that was ever recorded, under `CONSENTS`."""
        query = (
            select(ConsentRow.id, *CONSENTS)
            .join(CustomerRow, CustomerRow.id == ConsentRow.customer_id)
            .outerjoin(_recorder, _recorder.c.id == ConsentRow.recorded_by)
            .outerjoin(ContactRow, ContactRow.id == ConsentRow.contact_id)
            .where(_may(classified))
        )
        async for page in self._pages(query, ConsentRow.id):
            yield [row[1:] for row in page]

    async def requests(self, *, classified: bool) -> AsyncIterator[Page]:
        """Every request, under `REQUESTS`."""
        query = (
            select(RequestRow.id, *REQUESTS)
            .join(CustomerRow, CustomerRow.id == RequestRow.customer_id)
            .join(_requester, _requester.c.id == RequestRow.requester_id)
            .outerjoin(_decider, _decider.c.id == RequestRow.decided_by)
            .outerjoin(_overrider, _overrider.c.id == RequestRow.overridden_by)
            .outerjoin(ContactRow, ContactRow.id == RequestRow.contact_id)
            .where(_may(classified))
        )
        async for page in self._pages(query, RequestRow.id):
            yield [row[1:] for row in page]

    async def ledger(self, *, classified: bool) -> AsyncIterator[Page]:
        """Every line of the ledger, under `LEDGER`."""
        query = (
            select(LedgerRow.id, *LEDGER)
            .join(CustomerRow, CustomerRow.id == LedgerRow.customer_id)
            .outerjoin(_booker, _booker.c.id == LedgerRow.by_id)
            .outerjoin(ContactRow, ContactRow.id == LedgerRow.contact_id)
            .where(_may(classified))
        )
        async for page in self._pages(query, LedgerRow.id):
            yield [row[1:] for row in page]

    async def _pages(self, query: Select[Any], key: Any) -> AsyncIterator[Page]:
        """The rows of `query`, whose first column is `key`, in its order."""
        last = 0
        while page := (await self._connection.execute(query.where(key > last).order_by(key).limit(PAGE))).all():
            last = page[-1][0]
            yield page


def headings(columns: Sequence[Any]) -> list[str]:
    """What stands above these columns."""
    return [column.name for column in columns]


def _may(classified: bool) -> ColumnElement[bool]:
    return true() if classified else CustomerRow.classified == false()


def _email(person: Person | None) -> str:
    return person.email or "" if person else ""


def _who(person: Any, heading: str) -> Label[Any]:
    """A person by e-mail, or by name where Slack gives none."""
    return func.coalesce(person.c.email, person.c.name).label(heading)


_recorder, _requester, _decider, _overrider, _booker = (PersonRow.__table__.alias() for _ in range(5))
_CUSTOMER = (CustomerRow.external_id, CustomerRow.name.label("customer"))

CONSENTS: tuple[Any, ...] = (
    *_CUSTOMER,
    ConsentRow.activity,
    ConsentRow.purpose,
    ConsentRow.answer,
    ConsentRow.agreed_by,
    ConsentRow.agreed_on,
    ConsentRow.until,
    ContactRow.name.label("contact"),
    ConsentRow.exposure,
    ConsentRow.count,
    ConsentRow.evidence,
    _who(_recorder, "recorded_by"),
    ConsentRow.recorded_at,
    ConsentRow.imported,
    ConsentRow.request_id.label("request"),
)
REQUESTS: tuple[Any, ...] = (
    RequestRow.id.label("request"),
    *_CUSTOMER,
    RequestRow.status,
    RequestRow.activity,
    RequestRow.purpose,
    _who(_requester, "requester"),
    RequestRow.created_at,
    RequestRow.needed_by,
    RequestRow.prospect,
    RequestRow.prospect_person,
    RequestRow.prospect_seniority,
    RequestRow.wants_to_hear,
    RequestRow.deal_name.label("deal"),
    RequestRow.deal_value,
    RequestRow.deal_stage,
    _who(_decider, "decided_by"),
    RequestRow.decided_at,
    RequestRow.own_use,
    RequestRow.agreed_by,
    RequestRow.agreed_on,
    _who(_overrider, "overridden_by"),
    RequestRow.override_reason,
    RequestRow.paused_at,
    RequestRow.go_ahead_at,
    RequestRow.decline_reason.label("reason"),
    RequestRow.note,
    ContactRow.name.label("contact"),
    RequestRow.quarter,
    RequestRow.points,
    RequestRow.used_on,
    RequestRow.event_on,
    RequestRow.event_at,
    RequestRow.cancelled_by,
    RequestRow.missed,
    RequestRow.grade,
    RequestRow.remark,
    RequestRow.learned,
    RequestRow.helped,
    RequestRow.thanked_at,
    RequestRow.thanked_how,
    RequestRow.deal_end,
    RequestRow.changed_at,
)
LEDGER: tuple[Any, ...] = (
    LedgerRow.at,
    *_CUSTOMER,
    LedgerRow.quarter,
    LedgerRow.entry,
    LedgerRow.points,
    LedgerRow.activity,
    ContactRow.name.label("contact"),
    LedgerRow.used_on,
    _who(_booker, "by"),
    LedgerRow.request_id.label("request"),
)
