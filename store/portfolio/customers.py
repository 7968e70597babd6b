"""Customers, and the record of one that every decision is made on."""

from collections.abc import Collection
from dataclasses import fields
from datetime import date, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Update,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)

from domain.activities import Exposure, Purpose
from domain.listed import Listed
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.customers import Consent, ConsentAnswer, Contact, Customer, Hold, Record, Use
from domain.refusals import Outdated, Reason, Refusal
from domain.requests.states import Status
from domain.search.filters import Filters
from store.db.engine import Connection, among, long
from store.db.paging import Paged, page
from store.db.statuses import COUNTING
from store.db.tables import budget_periods, consents, contacts, customers, people, requests
from store.db.types import DATABASE_NOW, gathered, moment_in

_first, _first_two = itemgetter(0), itemgetter(0, 1)

SPENT = (requests.c.status == Status.CANCELLED.value) & (requests.c.points > 0)
# Uses older than this decide nothing: the longest look-back is the fiscal year of a yearly cap.
LOOK_BACK = timedelta(days=400)

HOLD = customers.c["hold_reason", "hold_since", "hold_until", "held_at", "held_by"]
_FIELDS = tuple(field.name for field in fields(Customer) if field.name != "hold")
_CUSTOMER = (*customers.c[_FIELDS], *HOLD)


class NameMatch(StrEnum):
    """How a name is to be the one that was typed."""

    SO = "so"
    BEGINNING_SO = "beginning so"
    HOLDING_IT = "holding it"


class ChangedCustomer(NamedTuple):
    """A customer that changed, when by the database's clock, and whether it is still in the portfolio."""

    id: int
    changed_at: float
    active: bool


class Customers:
    """The customers of one transaction. policy: whose activities the stored codes mean."""

    def __init__(self, connection: Connection, policy: Policy, today: date) -> None:
        self._connection = connection
        self.policy = policy
        self._today = today

    async def record(self, customer_id: int) -> Record:
        """One customer with all that decides about it, a removed one, too; raises LookupError for an unknown one."""
        records = await self.records([customer_id], removed=True)
        if customer_id not in records:
            raise LookupError(f"no customer {customer_id}")
        return records[customer_id]

    async def to_ask(self, key: str) -> Record:
        """One customer of the portfolio. Raises Refusal for one that was removed, Outdated for an unknown key."""
        found = await self._records(_BY_KEY, key=key)
        if not found:
            raise Outdated
        (record,) = found.values()
        if not record.customer.active:
            raise Refusal(Reason.CUSTOMER_LEFT, field="customer")
        return record

    async def records(self, ids: Collection[int], *, removed: bool = False) -> dict[int, Record]:
        """The records of these customers, by id; removed customers are left out unless asked for."""
        if not ids:
            return {}
        return await self._records(_WITH_REMOVED if removed else _BY_ID, ids=list(ids))

    async def owned_by(self, person_id: int, most: int, offset: int = 0, typed: str = "") -> Listed[Record]:
        """The customers of one owner whose name holds `typed`, by name."""
        query = _OWNED
        if words := typed.strip().lower():
            query = Paged(_OWNED.query.where(_NAME.contains(words, autoescape=True)))
        found = await page(self._connection, query, most, offset, person=person_id)
        records = await self.records([row.id for row in found.items])
        return found.with_items([records[row.id] for row in found.items if row.id in records])

    async def named(
        self, typed: str, reader: Person, most: int, offset: int = 0, *, called: NameMatch = NameMatch.HOLDING_IT
    ) -> Listed[int]:
        """Ids of customers whose name holds `typed`: those called so first, then those that begin with it.

        Classified ones only for those who may know them: they are not counted for others either.
        """
        name, words = func.lower(customers.c.name), typed.strip().lower()
        holds = {
            NameMatch.SO: name == words,
            NameMatch.BEGINNING_SO: name.startswith(words, autoescape=True),
            NameMatch.HOLDING_IT: name.contains(words, autoescape=True),
        }
        query = (
            select(customers.c.id)
            .where(customers.c.active, holds[called], _known_to(reader))
            .order_by((name == words).desc(), name.startswith(words, autoescape=True).desc(), name, customers.c.id)
        )
        found = await page(self._connection, long(query), most, offset)
        return found.with_items([row.id for row in found.items])

    async def known_among(self, ids: Collection[int], reader: Person) -> set[int]:
        """Those of `ids` that are in the portfolio and whose names `reader` may know."""
        if not ids:
            return set()
        query = select(customers.c.id).where(customers.c.id.in_(ids), customers.c.active, _known_to(reader))
        return set((await self._connection.execute(query)).scalars())

    async def within(self, filters: Filters, reader: Person) -> frozenset[int]:
        """The customers its filters leave; classified ones only to those who may know them, for every filter tells."""
        query = select(customers.c.id).where(customers.c.active, _known_to(reader))
        if filters.region:
            query = query.where(func.lower(customers.c.region) == filters.region.lower())
        if filters.size:
            query = query.where(customers.c.size == filters.size)
        if filters.owner:
            owner = select(people.c.id).where(people.c.key == filters.owner)
            query = query.where(customers.c.owner_id == owner.scalar_subquery())
        if filters.tier:
            query = query.where(func.lower(customers.c.tier) == func.lower(filters.tier))
        if filters.since:
            query = query.where(customers.c.customer_since < date(filters.since + 1, 1, 1))
        return frozenset((await self._connection.execute(long(query))).scalars())

    async def changed_since(self, moment: float, after: int, most: int) -> list[ChangedCustomer]:
        """Customers that changed after `moment` (database clock), or at it with an id beyond `after`; oldest first."""
        rows = await self._connection.execute(_CHANGED, {"moment": moment, "after": after, "most": most})
        return [ChangedCustomer(*row) for row in rows]

    async def newest_since(self, moment: float, most: int) -> list[ChangedCustomer]:
        """The same, newest first."""
        rows = await self._connection.execute(_NEWEST, {"moment": moment, "most": most})
        return [ChangedCustomer(*row) for row in rows]

    async def more_changed(self, moment: float, most: int) -> bool:
        """Whether more than `most` changed since."""
        query = select(literal(1)).where(customers.c.changed_at > moment).offset(most).limit(1)
        return (await self._connection.execute(long(query))).first() is not None

    async def external_ids(self, after: int = 0, most: int = 10_000) -> dict[int, str]:
        """Customers' ids in the company's own systems by ours, the lowest beyond `after`, at most so many."""
        ids = select(customers.c.id, customers.c.external_id).where(customers.c.id > after)
        rows = await self._connection.execute(long(ids.order_by(customers.c.id).limit(most)))
        return {row.id: row.external_id for row in rows}

    async def touch(self, customer_id: int) -> None:
        """Tell the search of every process that this customer changed."""
        await self._connection.execute(_CHANGE, {"customer": customer_id})

    async def keep_hold(self, customer_id: int, hold: Hold | None) -> None:
        """Put a customer on hold, or take it off."""
        await self._connection.execute(_CHANGE, {"customer": customer_id, **hold_values(hold)})

    async def hand_over(self, former: int, to: int) -> int:
        """Everything `former` looks after becomes `to`'s; returns how many customers they owned."""
        owned = customers.c.owner_id == former
        moved = await self._connection.execute(long(self._update(owned, owner_id=to)))
        await self._connection.execute(long(self._update(customers.c.backup_id == former, backup_id=to)))
        # Nobody stands in for themselves.
        own = (customers.c.owner_id == to) & (customers.c.backup_id == to)
        await self._connection.execute(long(self._update(own, backup_id=None)))
        return moved.rowcount

    async def holds_over(self, since: date) -> dict[int, dict[date, list[int]]]:
        """Customers whose hold ended between `since` and today, by owner and by the first day they are free."""
        query = select(customers.c.id, customers.c.owner_id, customers.c.hold_until).where(
            customers.c.hold_until.between(since, self._today),
            customers.c.hold_reason.is_not(None),
            customers.c.owner_id.is_not(None),
            customers.c.active,
        )
        found: dict[int, dict[date, list[int]]] = {}
        for row in await self._connection.execute(query.order_by(customers.c.id)):
            found.setdefault(row.owner_id, {}).setdefault(row.hold_until, []).append(row.id)
        return found

    def _update(self, which: ColumnElement[bool], **values: Any) -> Update:
        return update(customers).where(which).values(changed_at=DATABASE_NOW, **values)

    async def _records(self, query: Any, **what: Any) -> dict[int, Record]:
        rows = await self._connection.execute(query, {**what, "since": self._today - LOOK_BACK})
        return {row.id: _record(row, self.policy) for row in rows}


def _known_to(reader: Person) -> ColumnElement[bool]:
    mine = (customers.c.owner_id == reader.id) | (customers.c.backup_id == reader.id)
    return true() if reader.programme_manager else ~customers.c.classified | mine


def _query(whose: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Customers with all that decides about them, as one statement. Built once: that costs more than running it."""
    its_contacts = select(gathered(*_CONTACT)).where(contacts.c.customer_id == customers.c.id, contacts.c.active)
    its_consents = select(gathered(*_CONSENT)).where(consents.c.customer_id == customers.c.id)
    since = bindparam("since", type_=Date)
    used = select(gathered(budget_periods.c.quarter, budget_periods.c.used)).where(
        budget_periods.c.customer_id == customers.c.id, budget_periods.c.quarter >= since
    )
    # Called off at the last moment it cost the customer its time, so it counts, too.
    counts = or_(among(requests.c.status, COUNTING), SPENT)
    # An answer for a number of uses counts all that were approved since it was given.
    counted = select(consents.c.id).where(consents.c.customer_id == customers.c.id, consents.c.count.is_not(None))
    lately = or_(requests.c.used_on >= since, counted.correlate(customers).exists())
    uses = select(gathered(*_USE)).where(requests.c.customer_id == customers.c.id, counts, lately)
    lists = {"contacts": its_contacts, "consents": its_consents, "used": used, "uses": uses}
    columns = [query.scalar_subquery().label(f"its_{name}") for name, query in lists.items()]
    return select(*_CUSTOMER, *columns).where(whose)


# As lists in lists, each with what it is sorted by first.
_CONTACT = (
    *(contacts.c.id, contacts.c.name, contacts.c.title, contacts.c.seniority),
    *(contacts.c.email, contacts.c.phone, contacts.c.direct),
)
_CONSENT = (
    *(consents.c.id, consents.c.answer, consents.c.activity, consents.c.purpose),
    *(consents.c.until, consents.c.agreed_by, consents.c.agreed_on, consents.c.recorded_by),
    *(consents.c.contact_id, consents.c.exposure, consents.c.count, consents.c.evidence, consents.c.recorded_at),
)
_USE = (
    *(requests.c.used_on, requests.c.id, requests.c.activity),
    *(requests.c.contact_id, requests.c.decided_at, requests.c.status, requests.c.purpose),
)
_NAME = func.lower(customers.c.name)
_OWNED = Paged(
    select(customers.c.id)
    .where(customers.c.owner_id == bindparam("person"), customers.c.active)
    .order_by(_NAME, customers.c.id)
)
_CHANGE = update(customers).where(customers.c.id == bindparam("customer")).values(changed_at=DATABASE_NOW)
_ASKED = select(*customers.c["id", "changed_at", "active"]).limit(bindparam("most"))
_SINCE = tuple_(customers.c.changed_at, customers.c.id) > tuple_(bindparam("moment"), bindparam("after"))
_CHANGED = _ASKED.where(_SINCE).order_by(customers.c.changed_at, customers.c.id)
_NEWEST = _ASKED.where(customers.c.changed_at > bindparam("moment"))
_NEWEST = _NEWEST.order_by(customers.c.changed_at.desc(), customers.c.id.desc())
_IDS = customers.c.id.in_(bindparam("ids", expanding=True))
_WITH_REMOVED = _query(_IDS)
_BY_ID = _query(_IDS & customers.c.active)
_BY_KEY = _query(customers.c.key == bindparam("key"))


def _record(row: Any, policy: Policy) -> Record:
    return Record(
        _customer(row, policy),
        tuple(_contact(*each) for each in sorted(row.its_contacts or (), key=_first)),
        tuple(_consent(policy, *each) for each in sorted(row.its_consents or (), key=_first)),
        tuple((date.fromisoformat(quarter), used) for quarter, used in row.its_used or ()),
        tuple(_use(policy, *each) for each in sorted(row.its_uses or (), key=_first_two, reverse=True)),
    )


def on_hold(today: date | ColumnElement[date]) -> ColumnElement[bool]:
    """As `Hold.holds_on` says it."""
    begun = or_(customers.c.hold_since.is_(None), customers.c.hold_since <= today)
    return and_(
        customers.c.hold_reason.is_not(None),
        begun,
        or_(customers.c.hold_until.is_(None), customers.c.hold_until > today),
    )


def hold_of(row: Any) -> Hold | None:
    """The hold that a row with the columns of HOLD tells of."""
    if row.hold_reason is None:
        return None
    return Hold(row.hold_reason, row.hold_since, row.hold_until, row.held_at, row.held_by)


def hold_values(hold: Hold | None) -> dict[str, Any]:
    """A hold as column values; all empty without one."""
    values = (hold.reason, hold.since, hold.until, hold.set_at, hold.set_by) if hold else (None,) * len(HOLD)
    return dict(zip((column.key for column in HOLD), values, strict=True))


def consent_values(said: Consent) -> dict[str, Any]:
    """An answer as column values, without who recorded it and when."""
    return {
        "answer": said.answer.value,
        "activity": said.activity.code if said.activity else None,
        "purpose": said.purpose.value if said.purpose else None,
        "exposure": said.exposure.value if said.exposure else None,
        **{
            name: getattr(said, name) for name in ("until", "agreed_by", "agreed_on", "contact_id", "count", "evidence")
        },
    }


def _customer(row: Any, policy: Policy) -> Customer:
    told = dict(zip(_FIELDS, row, strict=False))  # its first columns
    for name in ("use_cases", "products", "languages", "competitors"):
        told[name] = tuple(told[name])
    told["activities"] = tuple(map(policy.activity, told["activities"]))
    return Customer(**told, hold=hold_of(row))


def _contact(id_: int, name: str, title: str, seniority: str, email: str, phone: str, direct: int) -> Contact:
    return Contact(id_, name, title, seniority, email, phone, bool(direct))


def _consent(
    policy: Policy,
    _: int,
    answer: str,
    activity: str | None,
    purpose: str | None,
    until: str | None,
    agreed_by: str,
    agreed_on: str | None,
    recorded_by: int | None,
    contact_id: int | None,
    exposure: str | None,
    count: int | None,
    evidence: str,
    recorded_at: str | None,
) -> Consent:
    return Consent(
        answer=ConsentAnswer(answer),
        activity=policy.asked(activity) if activity else None,
        purpose=Purpose(purpose) if purpose else None,
        until=date.fromisoformat(until) if until else None,
        agreed_by=agreed_by,
        agreed_on=date.fromisoformat(agreed_on) if agreed_on else None,
        recorded_by=recorded_by,
        contact_id=contact_id,
        exposure=Exposure(exposure) if exposure else None,
        count=count,
        evidence=evidence,
        recorded_at=moment_in(recorded_at) if recorded_at else None,
    )


def _use(
    policy: Policy, on: str, _: int, activity: str, contact_id: int | None, at: str | None, code: str, purpose: str
) -> Use:
    status = Status(code)
    return Use(
        policy.activity(activity),
        date.fromisoformat(on),
        contact_id,
        moment_in(at) if at else None,
        # Until then its day is the approval's: nothing has been made of it.
        made=status is not Status.APPROVED and not status.waiting,
        purpose=Purpose(purpose),
        approved=not status.waiting,
    )
