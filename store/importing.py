"""Customers from a file into the database: some hundred at a time, each chunk in one short transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.customers import Consent
from domain.importing import ContactRow as ContactCells
from domain.importing import CustomerRow as CustomerCells
from domain.policy import Policy
from domain.requests import Entry
from store.engine import database_now, insert_into
from store.people import People
from store.tables import BudgetPeriodRow, ConsentRow, ContactRow, CustomerRow, LedgerRow

# The database column, and which columns of the file speak of it. A file leaves alone what it does not have.
_PLAIN = {
    "name": ("name",),
    "industry": ("industry",),
    "country": ("country",),
    "region": ("region", "country"),
    "size": ("size", "employees"),
    "employees": ("employees",),
    "tier": ("tier",),
    "use_cases": ("use_cases",),
    "products": ("products",),
    "languages": ("languages",),
    "activities": ("activities",),
    "competitors": ("competitors",),
    "classified": ("classified",),
    "segment": ("segment",),
    "name_public": ("name_public",),
    "story": ("story", "challenge", "solution", "benefit"),
    "story_public": ("story_public",),
    "customer_since": ("customer_since", "customer_since_days"),
    "renewal_on": ("renewal_on", "renewal_in_days"),
    "satisfaction": ("satisfaction",),
    "verified_on": ("verified_on", "last_verified_days"),
    "verified_by": ("verified_by",),
    "quarter_points": ("quarter_points",),
    "gifts_allowed": ("gifts_allowed",),
}
_OWNER = ("owner", "owner_email")
_HOLD = ("hold_reason", "hold_since", "hold_until", "hold_until_days", "hold_since_days", "status")
_CONSENT = ("answer", "activity", "purpose", "until", "agreed_by", "agreed_on")
_LISTS = frozenset({"use_cases", "products", "languages", "activities", "competitors"})


@dataclass(frozen=True, slots=True)
class Imported:
    """How many customers of a chunk were new and how many were known."""

    new: int = 0
    known: int = 0


class Importing:
    """Writes rows of a file. `given`: the columns the file has."""

    def __init__(self, connection: AsyncConnection, policy: Policy, now: datetime, given: frozenset[str]) -> None:
        self._connection = connection
        self._now = now
        self._quarter = policy.quarter(policy.day(now)).starts
        self._given = given
        self._people = People(connection)

    async def write(self, rows: Sequence[CustomerCells]) -> Imported:
        """Write one chunk; the same rows again change nothing."""
        known = await self._known([row.external_id for row in rows])
        owners = await self._owners(rows)
        clock = database_now(self._connection.dialect.name)
        new = [row for row in rows if row.external_id not in known]
        # By id, so that two imports at once lock the same customers in the same order.
        old = sorted((row for row in rows if row.external_id in known), key=lambda row: known[row.external_id])
        if new:
            values = [
                {"active": True, **_all(row), **_people(row, owners), "external_id": row.external_id} for row in new
            ]
            made = insert(CustomerRow).values(changed_at=clock).returning(CustomerRow.id, CustomerRow.external_id)
            known |= {row.external_id: row.id for row in await self._connection.execute(made, values)}
        if old and (values := [self._changes(row, known, owners) for row in old]):
            names = [name for name in values[0] if name != "row_id"]
            change = update(CustomerRow).where(CustomerRow.id == bindparam("row_id"))
            await self._connection.execute(
                change.values(changed_at=clock, active=True, **{name: bindparam(name) for name in names}), values
            )
        await self._contacts(rows, known)
        await self._consents(rows, known)
        await self._openings(rows, known)
        return Imported(len(new), len(old))

    async def _known(self, external_ids: Iterable[str]) -> dict[str, int]:
        query = select(CustomerRow.external_id, CustomerRow.id).where(CustomerRow.external_id.in_(list(external_ids)))
        return {row.external_id: row.id for row in await self._connection.execute(query)}

    async def _owners(self, rows: Sequence[CustomerCells]) -> dict[str, int]:
        emails = {email for row in rows for email in (row.owner, row.backup) if email}
        return {email: (await self._people.by_email(email)).id for email in sorted(emails)}

    def _changes(self, row: CustomerCells, known: Mapping[str, int], owners: Mapping[str, int]) -> dict[str, Any]:
        said = {name for name, columns in _PLAIN.items() if self._given.intersection(columns)}
        changes = {name: value for name, value in _all(row).items() if name in said}
        if self._given.intersection(_HOLD):
            changes |= _hold(row)
        people = _people(row, owners)
        if self._given.intersection(_OWNER):
            changes["owner_id"] = people["owner_id"]
        if "backup" in self._given:
            changes["backup_id"] = people["backup_id"]
        return {**changes, "row_id": known[row.external_id]}

    async def _contacts(self, rows: Sequence[CustomerCells], known: Mapping[str, int]) -> None:
        if not any(column.startswith("contact") for column in self._given):
            return
        there = await self._contacts_there([known[row.external_id] for row in rows])
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        left: list[int] = []
        for row in rows:
            customer_id = known[row.external_id]
            mine = there.get(customer_id, {})
            for cells in row.contacts:
                values = _contact(cells)
                same = mine.get(_identity(cells.email, cells.name, cells.title))
                if same:
                    changed.append({"row_id": same.pop(0), **values})
                else:
                    new.append({"customer_id": customer_id, "active": True, **values})
            left += [contact_id for others in mine.values() for contact_id in others]
        if new:
            await self._connection.execute(insert(ContactRow), new)
        if changed:
            names = [name for name in changed[0] if name != "row_id"]
            change = update(ContactRow).where(ContactRow.id == bindparam("row_id"))
            await self._connection.execute(
                change.values(active=True, **{name: bindparam(name) for name in names}), changed
            )
        if left:
            await self._connection.execute(update(ContactRow).where(ContactRow.id.in_(left)).values(active=False))

    async def _contacts_there(self, customer_ids: list[int]) -> dict[int, dict[str, list[int]]]:
        """Ids by customer and identity, those still active first: several contacts may be known by one title."""
        columns = (ContactRow.customer_id, ContactRow.id, ContactRow.email, ContactRow.name, ContactRow.title)
        query = select(*columns).where(ContactRow.customer_id.in_(customer_ids))
        there: dict[int, dict[str, list[int]]] = {}
        for row in await self._connection.execute(query.order_by(ContactRow.active.desc(), ContactRow.id)):
            mine = there.setdefault(row.customer_id, {})
            mine.setdefault(_identity(row.email, row.name, row.title), []).append(row.id)
        return there

    async def _consents(self, rows: Sequence[CustomerCells], known: Mapping[str, int]) -> None:
        if "consents" not in self._given:
            return
        ids = [known[row.external_id] for row in rows]
        columns = [ConsentRow.__table__.c[name] for name in ("customer_id", *_CONSENT)]
        # Only what an import wrote is replaced; an answer recorded in Slack stays.
        query = select(*columns).where(ConsentRow.customer_id.in_(ids), ConsentRow.imported).order_by(ConsentRow.id)
        there: dict[int, list[dict[str, Any]]] = {}
        for said in (await self._connection.execute(query)).mappings():
            there.setdefault(said["customer_id"], []).append({name: said[name] for name in _CONSENT})
        told = {known[row.external_id]: [_consent(consent) for consent in row.consents] for row in rows}
        changed = {customer: said for customer, said in told.items() if said != there.get(customer, [])}
        if not changed:
            return
        old = delete(ConsentRow).where(ConsentRow.customer_id.in_(changed), ConsentRow.imported)
        await self._connection.execute(old)
        if values := [{"customer_id": c, "imported": True, **each} for c, said in changed.items() for each in said]:
            await self._connection.execute(insert(ConsentRow), values)

    async def _openings(self, rows: Sequence[CustomerCells], known: Mapping[str, int]) -> None:
        """Points used before refdesk: one opening line a quarter, corrected by a further line, never rewritten."""
        if not self._given.intersection(("points_used", "budget_left")):
            return
        quarter = self._quarter
        ids = [known[row.external_id] for row in rows]
        booked_so_far = (
            select(LedgerRow.customer_id, func.sum(LedgerRow.points).label("points"))
            .where(LedgerRow.customer_id.in_(ids), LedgerRow.quarter == quarter)
            .where(LedgerRow.entry == Entry.OPENING.value)
            .group_by(LedgerRow.customer_id)
        )
        booked = {row.customer_id: row.points for row in await self._connection.execute(booked_so_far)}
        missing = {known[row.external_id]: row.points_used - booked.get(known[row.external_id], 0) for row in rows}
        missing = {customer_id: points for customer_id, points in missing.items() if points}
        if not missing:
            return
        line = {"quarter": quarter, "entry": Entry.OPENING.value, "at": self._now}
        await self._connection.execute(
            insert(LedgerRow),
            [{**line, "customer_id": customer, "points": points} for customer, points in missing.items()],
        )
        period = insert_into(self._connection, BudgetPeriodRow)
        added = {"used": BudgetPeriodRow.used + period.excluded.used}
        await self._connection.execute(
            period.on_conflict_do_update(index_elements=["customer_id", "quarter"], set_=added),
            [{"customer_id": customer, "quarter": quarter, "used": points} for customer, points in missing.items()],
        )


def _all(row: CustomerCells) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _PLAIN}
    for name in _LISTS:
        values[name] = [str(each) for each in values[name]]
    return {**values, **_hold(row)}


def _hold(row: CustomerCells) -> dict[str, Any]:
    hold = row.hold
    return {
        "hold_reason": hold.reason if hold else None,
        "hold_since": hold.since if hold else None,
        "hold_until": hold.until if hold else None,
    }


def _people(row: CustomerCells, owners: Mapping[str, int]) -> dict[str, int | None]:
    return {"owner_id": owners.get(row.owner), "backup_id": owners.get(row.backup)}


def _contact(cells: ContactCells) -> dict[str, Any]:
    return {
        "name": cells.name,
        "title": cells.title,
        "seniority": cells.seniority,
        "email": cells.email,
        "phone": cells.phone,
        "direct": cells.direct,
    }


def _consent(said: Consent) -> dict[str, Any]:
    return {
        "answer": said.answer.value,
        "activity": said.activity.value if said.activity else None,
        "purpose": said.purpose.value if said.purpose else None,
        "until": said.until,
        "agreed_by": said.agreed_by,
        "agreed_on": said.agreed_on,
    }


def _identity(email: str, name: str, title: str) -> str:
    return (email or name or title).casefold()
