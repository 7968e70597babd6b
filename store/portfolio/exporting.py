"""Everything that can be taken out: customers as an import reads them; consents, requests and ledger as tables.

Read page by page in the order of their ids, so that any number of rows takes the same memory.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Label, Table, false, func, select, true

from domain.people import Person
from domain.portfolio.exporting import ExportedCustomer
from store.db.engine import Connection
from store.db.paging import pages
from store.db.tables import consents, contacts, customers, ledger, people, requests
from store.people import People
from store.portfolio.customers import Customers
from store.portfolio.importing import points_brought

PAGE = 1000
Rows = Sequence[Sequence[Any]]


class ExportTable(NamedTuple):
    """What is taken out as a table: a row for each `key`, its columns under their names, read from `joined`."""

    key: ColumnElement[int]
    columns: tuple[Any, ...]
    joined: FromClause

    @property
    def headings(self) -> list[str]:
        return [column.name for column in self.columns]


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
        async for page in pages(self._connection, query, customers.c.id, PAGE):
            yield await self._told([row[0] for row in page])

    async def _told(self, ids: Sequence[int]) -> list[ExportedCustomer]:
        records = await self._customers.records(ids)
        involved = {who for r in records.values() for who in (r.customer.owner_id, r.customer.backup_id) if who}
        people = await self._people.named(involved)
        brought = await points_brought(self._connection, ids, self._quarter)
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

    async def rows(self, table: ExportTable, *, classified: bool) -> AsyncIterator[Rows]:
        """Every row, a page at a time."""
        query = select(table.key, *table.columns).select_from(table.joined).where(_may(classified))
        async for page in pages(self._connection, query, table.key, PAGE):
            yield [row[1:] for row in page]


def _may(classified: bool) -> ColumnElement[bool]:
    return true() if classified else customers.c.classified == false()


def _email(person: Person | None) -> str:
    return person.email or "" if person else ""


def _who(person: Any, heading: str) -> Label[Any]:
    """A person by e-mail, or by name where Slack gives none."""
    return func.coalesce(person.c.email, person.c.name).label(heading)


_recorder, _requester, _decider, _overrider, _booker = (people.alias() for _ in range(5))
_CUSTOMER = (customers.c.external_id, customers.c.name.label("customer"))
_CONTACT = contacts.c.name.label("contact")


def _about(table: Table) -> FromClause:
    """The rows of a table, each with its customer and, where it has one, its contact."""
    whole = table.join(customers, customers.c.id == table.c.customer_id)
    return whole.outerjoin(contacts, contacts.c.id == table.c.contact_id)


CONSENTS = ExportTable(
    consents.c.id,
    (
        *_CUSTOMER,
        *consents.c["activity", "purpose", "answer", "agreed_by", "agreed_on", "until"],
        _CONTACT,
        *consents.c["exposure", "count", "evidence"],
        _who(_recorder, "recorded_by"),
        *consents.c["recorded_at", "imported"],
        consents.c.request_id.label("request"),
    ),
    _about(consents).outerjoin(_recorder, _recorder.c.id == consents.c.recorded_by),
)
REQUESTS = ExportTable(
    requests.c.id,
    (
        requests.c.id.label("request"),
        *_CUSTOMER,
        *requests.c["status", "activity", "purpose"],
        _who(_requester, "requester"),
        *requests.c["created_at", "needed_by", "prospect", "prospect_person", "prospect_seniority", "wants_to_hear"],
        requests.c.deal_name.label("deal"),
        *requests.c["deal_value", "deal_stage"],
        _who(_decider, "decided_by"),
        *requests.c["decided_at", "own_use", "agreed_by", "agreed_on"],
        _who(_overrider, "overridden_by"),
        *requests.c["override_reason", "paused_at", "go_ahead_at"],
        requests.c.decline_reason.label("reason"),
        requests.c.note,
        _CONTACT,
        *requests.c["quarter", "points", "used_on", "event_on", "event_at", "cancelled_by", "missed", "grade"],
        *requests.c["remark", "learned", "helped", "thanked_at", "thanked_how", "deal_end", "changed_at"],
    ),
    _about(requests)
    .join(_requester, _requester.c.id == requests.c.requester_id)
    .outerjoin(_decider, _decider.c.id == requests.c.decided_by)
    .outerjoin(_overrider, _overrider.c.id == requests.c.overridden_by),
)
LEDGER = ExportTable(
    ledger.c.id,
    (
        ledger.c.at,
        *_CUSTOMER,
        *ledger.c["quarter", "entry", "points", "activity"],
        _CONTACT,
        ledger.c.used_on,
        _who(_booker, "by"),
        ledger.c.request_id.label("request"),
    ),
    _about(ledger).outerjoin(_booker, _booker.c.id == ledger.c.by_id),
)
