"""Customers from a file into the database: some hundred at a time, each chunk in one short transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import Date, and_, bindparam, case, delete, func, insert, or_, select, update

from domain.policy import Policy
from domain.portfolio.customers import Hold
from domain.portfolio.holds import NOT_IN_FILE, imported_hold
from domain.portfolio.importing import CONTACTS, ImportedCustomer, KnownContact, same_contacts
from domain.requests.ledger import Entry
from store.db.engine import Connection, insert_into
from store.db.tables import budget_periods, consents, contacts, customers, ledger
from store.db.types import DATABASE_NOW
from store.people import People
from store.portfolio.customers import HOLD, consent_values, hold_of, hold_values

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
    # A number without its day has none; the day of another number would be untrue.
    "satisfaction_on": ("satisfaction_on", "satisfaction_days", "satisfaction"),
    "verified_on": ("verified_on", "last_verified_days"),
    "verified_by": ("verified_by",),
    "quarter_points": ("quarter_points",),
    "gifts_allowed": ("gifts_allowed",),
}
# A value and its day, or who said it: with one of them unread, the others would be untrue.
_TOGETHER = (
    ("satisfaction", "satisfaction_on", "satisfaction_days"),
    ("verified_on", "last_verified_days", "verified_by"),
)
_OWNER = ("owner", "owner_name")
_HOLD = ("hold_reason", "hold_since", "hold_until", "hold_until_days", "hold_since_days", "status")
_CONTACT = ("name", "title", "seniority", "email", "phone", "direct")
_CONSENT = (
    *("answer", "activity", "purpose", "exposure", "until", "agreed_by", "agreed_on", "contact_id", "count"),
    "evidence",
)
# The second is what older versions wrote.
_NOT_IN_FILE = (NOT_IN_FILE, "Not in the customer file any more")
_LISTS = frozenset({"use_cases", "products", "languages", "competitors"})


@dataclass(frozen=True, slots=True)
class ImportCount:
    """How many customers of a chunk were new and how many were known."""

    new: int = 0
    known: int = 0


class ImportWriter:
    """Writes rows of a file. `given`: the columns the file has."""

    def __init__(self, connection: Connection, policy: Policy, now: datetime, given: frozenset[str]) -> None:
        self._connection = connection
        self._now = now
        self._today = policy.day(now)
        self._quarter = policy.quarter(self._today).starts
        self._given = given
        self._people = People(connection)

    async def write(self, rows: Sequence[ImportedCustomer]) -> ImportCount:
        """Write one chunk; the same rows again change nothing."""
        known = await self._known([row.external_id for row in rows])
        await self._back(known.values())
        owners = await self._owners(rows)
        new = [row for row in rows if row.external_id not in known]
        # By id, so that two imports at once lock the same customers in the same order.
        old = sorted((row for row in rows if row.external_id in known), key=lambda row: known[row.external_id])
        if new:
            values = [
                {
                    **{"active": True, "external_id": row.external_id, **_plain(row), **_people(row, owners)},
                    **self._hold(None, row),
                }
                for row in new
            ]
            made = insert(customers).values(changed_at=DATABASE_NOW).returning(customers.c.id, customers.c.external_id)
            known |= {row.external_id: row.id for row in await self._connection.execute(made, values)}
        kept = await self._owners_of([known[row.external_id] for row in old if row.owner_name])
        holds = await self._holds([known[row.external_id] for row in old])
        # A cell that could not be read leaves what it stands for, so rows differ in what they change.
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in old:
            changes = self._changes(row, known, owners, kept, holds)
            alike.setdefault(tuple(changes), []).append(changes)
        for names, values in alike.items():
            told: dict[str, Any] = {name: bindparam(name) for name in names if name != "row_id"}
            verified = _verified(told)
            change = update(customers).where(customers.c.id == bindparam("row_id"))
            change = change.values(changed_at=DATABASE_NOW, active=True, **told, **verified)
            await self._connection.execute(change, values)
        await self._contacts(rows, known)
        await self._consents(rows, known)
        await self._openings(rows, known)
        await self._carried(new, known)
        return ImportCount(len(new), len(old))

    async def _known(self, external_ids: Iterable[str]) -> dict[str, int]:
        query = select(customers.c.external_id, customers.c.id).where(customers.c.external_id.in_(list(external_ids)))
        return {row.external_id: row.id for row in await self._connection.execute(query)}

    async def _owners(self, rows: Sequence[ImportedCustomer]) -> dict[str, int]:
        emails = {email for row in rows for email in (row.owner, row.backup) if email}
        return {email: (await self._people.by_email(email)).id for email in sorted(emails)}

    async def _owners_of(self, customer_ids: Sequence[int]) -> dict[int, int | None]:
        """Who owns these customers now."""
        if not customer_ids:
            return {}
        query = select(customers.c.id, customers.c.owner_id).where(customers.c.id.in_(customer_ids))
        return {row.id: row.owner_id for row in await self._connection.execute(query)}

    async def _back(self, customer_ids: Iterable[int]) -> None:
        """Who was paused only for not being in a file is in one again."""
        query = update(customers).where(customers.c.id.in_(customer_ids), customers.c.hold_reason.in_(_NOT_IN_FILE))
        await self._connection.execute(query.values(hold_values(None)))

    async def _holds(self, ids: Sequence[int]) -> dict[int, Hold | None]:
        """The holds as they are, locked: a person may be setting one in Slack at this moment."""
        if not self._given.intersection(_HOLD):
            return {}
        query = select(customers.c.id, *HOLD).where(customers.c.id.in_(ids)).order_by(customers.c.id)
        rows = await self._connection.execute(query.with_for_update())
        return {row.id: hold_of(row) for row in rows}

    def _hold(self, known: Hold | None, row: ImportedCustomer) -> dict[str, Any]:
        return hold_values(imported_hold(known, row.hold, today=self._today, now=self._now))

    def _changes(
        self,
        row: ImportedCustomer,
        known: Mapping[str, int],
        owners: Mapping[str, int],
        kept: Mapping[int, int | None],
        holds: Mapping[int, Hold | None],
    ) -> dict[str, Any]:
        unread = {cell.column for cell in row.unread}
        unread |= {column for group in _TOGETHER if not unread.isdisjoint(group) for column in group}
        said = {
            name for name, columns in _PLAIN.items() if self._given.intersection(columns) and unread.isdisjoint(columns)
        }
        changes = {name: value for name, value in _plain(row).items() if name in said}
        if self._given.intersection(_HOLD) and (row.hold or "status" not in unread):
            changes |= self._hold(holds.get(known[row.external_id]), row)
        people = _people(row, owners)
        if self._given.intersection(_OWNER):
            # A name that nobody could be found for changes nothing.
            changes["owner_id"] = kept.get(known[row.external_id]) if row.owner_name else people["owner_id"]
        if "backup" in self._given:
            changes["backup_id"] = people["backup_id"]
        return {**changes, "row_id": known[row.external_id]}

    async def _contacts(self, rows: Sequence[ImportedCustomer], known: Mapping[str, int]) -> None:
        if not any(column.startswith("contact") for column in self._given):
            return
        known_there = await self._contacts_there([known[row.external_id] for row in rows])
        said = [part for part in _CONTACT if any(f"contact{n}_{part}" in self._given for n in range(1, CONTACTS + 1))]
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        left: list[int] = []
        for row in rows:
            there = known_there.get(known[row.external_id], [])
            found = same_contacts(row.contacts, there)
            left += [contact.id for contact in there if contact.id not in found]
            for cells, contact_id in zip(row.contacts, found, strict=True):
                if contact_id is None:
                    values = {part: getattr(cells, part) for part in _CONTACT}
                    new.append({"customer_id": known[row.external_id], "active": True, **values})
                else:
                    changed.append({"row_id": contact_id, **{part: getattr(cells, part) for part in said}})
        if new:
            await self._connection.execute(insert(contacts), new)
        if changed:
            change = update(contacts).where(contacts.c.id == bindparam("row_id"))
            await self._connection.execute(
                change.values(active=True, **{part: bindparam(part) for part in said}), changed
            )
        if left:
            await self._connection.execute(update(contacts).where(contacts.c.id.in_(left)).values(active=False))

    async def _contacts_there(self, customer_ids: list[int]) -> dict[int, list[KnownContact]]:
        """The contacts of each customer, those still active first."""
        columns = (contacts.c.id, contacts.c.email, contacts.c.name, contacts.c.title)
        query = select(contacts.c.customer_id, *columns).where(contacts.c.customer_id.in_(customer_ids))
        there: dict[int, list[KnownContact]] = {}
        for row in await self._connection.execute(query.order_by(contacts.c.active.desc(), contacts.c.id)):
            there.setdefault(row.customer_id, []).append(KnownContact(row.id, row.email, row.name, row.title))
        return there

    async def _consents(self, rows: Sequence[ImportedCustomer], known: Mapping[str, int]) -> None:
        if "consents" not in self._given:
            return
        customers = [known[row.external_id] for row in rows]
        columns = [consents.c[name] for name in ("customer_id", "imported", "recorded_at", *_CONSENT)]
        query = select(*columns).where(consents.c.customer_id.in_(customers))
        there: dict[int, list[dict[str, Any]]] = {}
        recorded: dict[int, list[dict[str, Any]]] = {}
        since: dict[int, list[datetime | None]] = {}
        for line in (await self._connection.execute(query.order_by(consents.c.id))).mappings():
            mine = there if line["imported"] else recorded
            mine.setdefault(line["customer_id"], []).append({name: line[name] for name in _CONSENT})
            if line["imported"]:
                since.setdefault(line["customer_id"], []).append(line["recorded_at"])
        whose = [known[row.external_id] for row in rows if any(each is not None for each in row.consent_contacts)]
        people = await self._contacts_there(whose) if whose else {}
        changed: dict[int, list[dict[str, Any]]] = {}
        for row in rows:
            customer = known[row.external_id]
            ids = same_contacts(row.contacts, people.get(customer, []))
            said = [
                consent_values(each if place is None else replace(each, contact_id=ids[place]))
                for each, place in zip_longest(row.consents, row.consent_contacts)
            ]
            # Only what an import wrote is replaced. An answer recorded in Slack stays, and an export has it too.
            told = [each for each in said if each not in recorded.get(customer, [])]
            if told != there.get(customer, []):
                changed[customer] = told
        if not changed:
            return
        old = delete(consents).where(consents.c.customer_id.in_(changed), consents.c.imported)
        await self._connection.execute(old)

        def known_since(customer: int, said: dict[str, Any]) -> datetime | None:
            """When it was recorded: what the file says again was known before."""
            before = there.get(customer, [])
            return since[customer][before.index(said)] if said in before else self._now

        if values := [
            {"customer_id": c, "imported": True, "recorded_at": known_since(c, each), **each}
            for c, said in changed.items()
            for each in said
        ]:
            await self._connection.execute(insert(consents), values)

    async def _openings(self, rows: Sequence[ImportedCustomer], known: Mapping[str, int]) -> None:
        """Points used before refdesk: one opening line a quarter, corrected by a further line, never rewritten."""
        if not self._given.intersection(("points_used", "budget_left")):
            return
        told = {known[row.external_id]: row.points_used for row in rows if self._speaks_of_now(row)}
        booked = await points_brought(self._connection, told, self._quarter)
        await self._book(
            Entry.OPENING, {customer: points - booked.get(customer, 0) for customer, points in told.items()}
        )

    async def _carried(self, rows: Sequence[ImportedCustomer], known: Mapping[str, int]) -> None:
        """Points that another refdesk's requests used: customers that are new here begin with them."""
        told = {known[row.external_id]: row.points_by_requests for row in rows if self._speaks_of_now(row)}
        await self._book(Entry.CARRIED, told)

    def _speaks_of_now(self, row: ImportedCustomer) -> bool:
        """Whether the row's points are of this quarter; an older export's are not."""
        return row.points_quarter in (None, self._quarter)

    async def _book(self, entry: Entry, points_of: Mapping[int, int]) -> None:
        """Write ledger lines of this quarter and their sums; customers without points are passed over."""
        booked = {customer: points for customer, points in points_of.items() if points}
        if not booked:
            return
        line = {"quarter": self._quarter, "entry": entry.value, "at": self._now}
        lines = [{**line, "customer_id": customer, "points": points} for customer, points in booked.items()]
        await self._connection.execute(insert(ledger), lines)
        period = insert_into(self._connection, budget_periods)
        added = {"used": budget_periods.c.used + period.excluded.used}
        await self._connection.execute(
            period.on_conflict_do_update(index_elements=["customer_id", "quarter"], set_=added),
            [{"customer_id": c, "quarter": self._quarter, "used": points} for c, points in booked.items()],
        )


async def points_brought(connection: Connection, customer_ids: Collection[int], quarter: date) -> dict[int, int]:
    """Points of a quarter that imports brought, by customer."""
    query = (
        select(ledger.c.customer_id, func.sum(ledger.c.points).label("points"))
        .where(ledger.c.customer_id.in_(customer_ids), ledger.c.quarter == quarter)
        .where(ledger.c.entry == Entry.OPENING.value)
        .group_by(ledger.c.customer_id)
    )
    return {row.customer_id: int(row.points) for row in await connection.execute(query)}


def _verified(told: dict[str, Any]) -> dict[str, Any]:
    """The later of two confirmations counts: what an owner confirmed in Slack, no older file takes back.

    Takes the two columns out of what the file tells.
    """
    if told.pop("verified_on", None) is None:
        return {}
    on, known = bindparam("verified_on", type_=Date()), customers.c.verified_on
    earlier = and_(known.is_not(None), or_(on.is_(None), on < known))
    by = told.pop("verified_by", customers.c.verified_by)
    return {
        "verified_on": case((earlier, known), else_=on),
        "verified_by": case((earlier, customers.c.verified_by), else_=by),
    }


def _plain(row: ImportedCustomer) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _PLAIN}
    values["activities"] = [activity.code for activity in row.activities]
    for name in _LISTS:
        values[name] = [str(each) for each in values[name]]
    return values


def _people(row: ImportedCustomer, owners: Mapping[str, int]) -> dict[str, int | None]:
    return {"owner_id": owners.get(row.owner), "backup_id": owners.get(row.backup)}
