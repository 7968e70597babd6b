"""Whose records are to be confirmed, and who was asked about which of them in which week."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, case, exists, func, or_, select, update

from domain.listed import Listed
from domain.people import Person, Standing
from domain.policy import Policy
from domain.portfolio.verification import PAUSE, Correction
from store.db.engine import Connection, insert_into, long
from store.db.paging import Paged, page
from store.db.tables import customers, people, rounds
from store.db.types import DATABASE_NOW
from store.people import People
from store.portfolio.customers import on_hold

WEEK = timedelta(days=7)


class VerificationRounds:
    """The verification rounds of one transaction."""

    def __init__(self, connection: Connection, policy: Policy, today: date) -> None:
        self._connection = connection
        self._policy = policy
        self._today = today

    async def to_look_at(self, manager: Person | None) -> list[Person]:
        """Owners, and the manager who stands in for those who can't be asked, with whom this week has not begun."""
        # Somebody's week may begin a day before the company's does.
        begun = exists().where(
            rounds.c.person_id == people.c.id, rounds.c.week > self._today + timedelta(days=1) - WEEK
        )
        owns = exists().where(customers.c.owner_id == people.c.id, customers.c.active)
        stands_in = people.c.id == (manager.id if manager else 0)
        query = long(select(people.c.id).where(or_(owns, stands_in), ~begun, ~_out_of_reach()))
        return list(
            (await People(self._connection).named(set((await self._connection.execute(query)).scalars()))).values()
        )

    async def asked_before(self, person_id: int, week: date) -> bool:
        """True when they were asked about some customer so shortly before this week that it is too soon."""
        query = select(rounds.c.customers).where(rounds.c.person_id == person_id)
        rows = await self._connection.execute(query.where(rounds.c.week < week, rounds.c.week >= week - PAUSE))
        return any(customers for customers in rows.scalars())

    async def begin(self, person_id: int, week: date, customers: Sequence[int]) -> bool:
        """Note what an owner is asked about in a week; False when any process has noted it before."""
        row = insert_into(self._connection, rounds).values(person_id=person_id, week=week, customers=list(customers))
        return bool((await self._connection.execute(row.on_conflict_do_nothing())).rowcount)

    async def asked_about(self, person_id: int, week: date) -> list[int]:
        """The customers an owner was asked about in a week."""
        query = select(rounds.c.customers).where(rounds.c.person_id == person_id, rounds.c.week == week)
        return list((await self._connection.execute(query)).scalar() or ())

    async def messages_about(self, customer_id: int, people: Collection[int]) -> list[tuple[int, date]]:
        """Who among `people` was lately asked about a customer, and in which week: those messages change with it."""
        query = select(rounds.c.person_id, rounds.c.week, rounds.c.customers).where(
            rounds.c.person_id.in_(people), rounds.c.week > self._today - 4 * WEEK
        )
        rows = await self._connection.execute(query.order_by(rounds.c.id))
        return [(row.person_id, row.week) for row in rows if customer_id in row.customers]

    async def due_for(self, reader: Person, most: int, offset: int = 0, *, stands_in: bool) -> Listed[int]:
        """Customers of an owner to confirm, the most important first.

        stands_in: then those whose owner can't be asked in Slack, or who have none.
        """
        policy = self._policy
        what = {
            "reader": reader.id,
            "today": self._today,
            "key_tiers": [tier.lower() for tier in policy.key_tiers],
            "key_verified": self._today - timedelta(days=policy.key_verified_days),
            "verified": self._today - timedelta(days=policy.verified_days),
        }
        found = await page(self._connection, _STOOD_IN_FOR if stands_in else _DUE, most, offset, **what)
        return found.with_items([row.id for row in found.items])

    async def confirm(self, customer_id: int, name: str, correction: Correction | None = None) -> None:
        """Note that a record was confirmed today, by whom, and what was corrected."""
        values: dict[str, Any] = {"verified_on": self._today, "verified_by": name}
        if correction:
            values |= {
                "satisfaction": correction.satisfaction,
                "satisfaction_on": case(
                    (customers.c.satisfaction.is_distinct_from(correction.satisfaction), self._today),
                    else_=customers.c.satisfaction_on,
                ),
                "renewal_on": correction.renewal_on,
                "activities": [activity.code for activity in correction.activities],
            }
        which = update(customers).where(customers.c.id == customer_id)
        await self._connection.execute(which.values(changed_at=DATABASE_NOW, **values))


def _out_of_reach() -> ColumnElement[bool]:
    """Not in Slack, as far as it was ever asked."""
    unknown = and_(people.c.slack_id.is_(None), people.c.looked_up_at.is_not(None))
    return or_(people.c.standing != Standing.MEMBER.value, unknown)


_MINE = customers.c.owner_id == bindparam("reader")
_NOBODYS = or_(customers.c.owner_id.is_(None), customers.c.owner_id.in_(select(people.c.id).where(_out_of_reach())))
_KEY = func.lower(customers.c.tier).in_(bindparam("key_tiers", expanding=True))
_TODAY: BindParameter[date] = bindparam("today", type_=Date)
_RETIRED = on_hold(_TODAY) & customers.c.hold_until.is_(None)
# As `domain.portfolio.verification.to_verify` says it.
_STALE = or_(
    customers.c.verified_on.is_(None),
    _KEY & (customers.c.verified_on < bindparam("key_verified")),
    ~_KEY & (customers.c.verified_on < bindparam("verified")),
)
_TO_CONFIRM = (
    select(customers.c.id)
    .where(customers.c.active, _STALE, ~_RETIRED)
    .order_by(case((_MINE, 0), else_=1), case((_KEY, 0), else_=1))
    .order_by(customers.c.verified_on.is_not(None), customers.c.verified_on, customers.c.id)
)
_DUE = Paged(_TO_CONFIRM.where(_MINE))
_STOOD_IN_FOR = Paged(long(_TO_CONFIRM.where(or_(_MINE, _NOBODYS))))
