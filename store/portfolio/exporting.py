"""Everything that can be taken out: customers as an import reads them; consents, requests and ledger as tables.

Read page by page in the order of their ids, so that any number of rows takes the same memory.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, false, func, select, true

from domain.people import Person
from domain.portfolio.exporting import ExportedCustomer
from domain.requests.ledger import Entry
from store.db.engine import Connection
from store.db.tables import consents, contacts, customers, ledger, people, requests
from store.people import People
from store.portfolio.customers import Customers

PAGE = 1000
Rows = Sequence[Sequence[Any]]


class ExportReader:
    """What one export reads. `quarter`: the first day of the one that points are told of."""

    def __init__(self, connection: Connection, customers: Customers, people: People, quarter: date) -> None:
        self._connection = connection
        self._customers = customers
        self._people = people
        self._quarter = quarter

    async def withheld(self) -> int:
        """How many customers only an export of classified ones has."""
        query = select(func.count()).select_from(customers).where(customers.c.active, customers.c.classified)
        return (await self._connection.execute(query)).scalar_one()

    async def portfolio(self, *, classified: bool) -> AsyncIterator[list[ExportedCustomer]]:
        """The customers there are, a page at a time."""
        query = select(customers.c.id).where(customers.c.active, _may(classified))
        async for page in self._pages(query, customers.c.id):
            yield await self._told([row[0] for row in page])

    async def _told(self, ids: Sequence[int]) -> list[ExportedCustomer]:
        records = await self._customers.records(ids)
        involved = {who for r in records.values() for who in (r.customer.owner_id, r.customer.backup_id) if who}
        people = await self._people.named(involved)
        brought = await self._brought(ids)
        told = []
        for customer_id in ids:
            record, points = records[customer_id], brought.get(customer_id, 0)
            owner = people.get(record.customer.owner_id or 0)
            told.append(
                ExportedCustomer(
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
            select(ledger.c.customer_id, func.sum(ledger.c.points).label("points"))
            .where(ledger.c.customer_id.in_(ids), ledger.c.quarter == self._quarter)
            .where(ledger.c.entry == Entry.OPENING.value)
            .group_by(ledger.c.customer_id)
        )
        return {row.customer_id: int(row.points) for row in await self._connection.execute(query)}

    async def consents(self, *, classified: bool) -> AsyncIterator[Rows]:
        """Every answer that was ever recorded, under `CONSENTS`."""
        query = (
            select(consents.c.id, *CONSENTS)
            .join(customers, customers.c.id == consents.c.customer_id)
            .outerjoin(_recorder, _recorder.c.id == consents.c.recorded_by)
            .outerjoin(contacts, contacts.c.id == consents.c.contact_id)
            .where(_may(classified))
        )
        async for page in self._pages(query, consents.c.id):
            yield [row[1:] for row in page]

    async def requests(self, *, classified: bool) -> AsyncIterator[Rows]:
        """Every request, under `REQUESTS`."""
        query = (
            select(requests.c.id, *REQUESTS)
            .join(customers, customers.c.id == requests.c.customer_id)
            .join(_requester, _requester.c.id == requests.c.requester_id)
            .outerjoin(_decider, _decider.c.id == requests.c.decided_by)
            .outerjoin(_overrider, _overrider.c.id == requests.c.overridden_by)
            .outerjoin(contacts, contacts.c.id == requests.c.contact_id)
            .where(_may(classified))
        )
        async for page in self._pages(query, requests.c.id):
            yield [row[1:] for row in page]

    async def ledger(self, *, classified: bool) -> AsyncIterator[Rows]:
        """Every line of the ledger, under `LEDGER`."""
        query = (
            select(ledger.c.id, *LEDGER)
            .join(customers, customers.c.id == ledger.c.customer_id)
            .outerjoin(_booker, _booker.c.id == ledger.c.by_id)
            .outerjoin(contacts, contacts.c.id == ledger.c.contact_id)
            .where(_may(classified))
        )
        async for page in self._pages(query, ledger.c.id):
            yield [row[1:] for row in page]

    async def _pages(self, query: Select[Any], key: Any) -> AsyncIterator[Rows]:
        """The rows of `query`, whose first column is `key`, in its order."""
        last = 0
        while page := (await self._connection.execute(query.where(key > last).order_by(key).limit(PAGE))).all():
            last = page[-1][0]
            yield page


def headings(columns: Sequence[Any]) -> list[str]:
    """What stands above these columns."""
    return [column.name for column in columns]


def _may(classified: bool) -> ColumnElement[bool]:
    return true() if classified else customers.c.classified == false()


def _email(person: Person | None) -> str:
    return person.email or "" if person else ""


def _who(person: Any, heading: str) -> Label[Any]:
    """A person by e-mail, or by name where Slack gives none."""
    return func.coalesce(person.c.email, person.c.name).label(heading)


_recorder, _requester, _decider, _overrider, _booker = (people.alias() for _ in range(5))
_CUSTOMER = (customers.c.external_id, customers.c.name.label("customer"))

CONSENTS: tuple[Any, ...] = (
    *_CUSTOMER,
    consents.c.activity,
    consents.c.purpose,
    consents.c.answer,
    consents.c.agreed_by,
    consents.c.agreed_on,
    consents.c.until,
    contacts.c.name.label("contact"),
    consents.c.exposure,
    consents.c.count,
    consents.c.evidence,
    _who(_recorder, "recorded_by"),
    consents.c.recorded_at,
    consents.c.imported,
    consents.c.request_id.label("request"),
)
REQUESTS: tuple[Any, ...] = (
    requests.c.id.label("request"),
    *_CUSTOMER,
    requests.c.status,
    requests.c.activity,
    requests.c.purpose,
    _who(_requester, "requester"),
    requests.c.created_at,
    requests.c.needed_by,
    requests.c.prospect,
    requests.c.prospect_person,
    requests.c.prospect_seniority,
    requests.c.wants_to_hear,
    requests.c.deal_name.label("deal"),
    requests.c.deal_value,
    requests.c.deal_stage,
    _who(_decider, "decided_by"),
    requests.c.decided_at,
    requests.c.own_use,
    requests.c.agreed_by,
    requests.c.agreed_on,
    _who(_overrider, "overridden_by"),
    requests.c.override_reason,
    requests.c.paused_at,
    requests.c.go_ahead_at,
    requests.c.decline_reason.label("reason"),
    requests.c.note,
    contacts.c.name.label("contact"),
    requests.c.quarter,
    requests.c.points,
    requests.c.used_on,
    requests.c.event_on,
    requests.c.event_at,
    requests.c.cancelled_by,
    requests.c.missed,
    requests.c.grade,
    requests.c.remark,
    requests.c.learned,
    requests.c.helped,
    requests.c.thanked_at,
    requests.c.thanked_how,
    requests.c.deal_end,
    requests.c.changed_at,
)
LEDGER: tuple[Any, ...] = (
    ledger.c.at,
    *_CUSTOMER,
    ledger.c.quarter,
    ledger.c.entry,
    ledger.c.points,
    ledger.c.activity,
    contacts.c.name.label("contact"),
    ledger.c.used_on,
    _who(_booker, "by"),
    ledger.c.request_id.label("request"),
)
