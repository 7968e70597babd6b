"""What the digest counts: aggregates made in the database, so that a million customers need no more memory than ten.

The name of a classified customer is never read: where it would stand, the query gives its segment.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    distinct,
    exists,
    func,
    literal,
    literal_column,
    select,
)

from domain.listed import Listed
from domain.matching import Facet
from domain.policy import Policy
from domain.portfolio.company_names import company_words
from domain.programme.digest import (
    OVERVIEW_DAYS,
    Demand,
    Facts,
    Overview,
    Strain,
    Unmet,
    asked_since,
    news_since,
    segments,
    unused_since,
    waiting_since,
)
from domain.requests.states import Status
from store.db.engine import Connection, long
from store.db.paging import page
from store.db.statuses import COUNTING, ENDED, USES, WAITING
from store.db.tables import budget_periods, customers, requests, searches
from store.portfolio.customers import Customers, on_hold
from store.requests.requests import FOLLOWED_UP_FOR
from store.search.searches import UNMET

CANDIDATES = 60
SEGMENTS = 5
SAID = "said"  # the kind of a facet that is only known by its words

_NAME = case(
    (customers.c.classified, customers.c.segment),
    else_=customers.c.name,
).label("name")


class DigestFigures:
    """The counts of one transaction, as they stand `now`."""

    def __init__(self, connection: Connection, policy: Policy, now: datetime, customers: Customers) -> None:
        self._connection = connection
        self._policy = policy
        self._now = now
        self._today = policy.day(now)
        self._customers = customers

    async def facts(self, most: int | None) -> Facts:
        """Everything a digest says; no list is longer than `most`, and none is cut where that is None."""
        owners, deals = await self._shared()
        pool, unused = await self._unused()
        strain = await self.strain(most)
        return replace(
            await self.rested() if unused else Facts(),
            owners=owners,
            deals=deals,
            strained=strain.strained,
            over=strain.over,
            close=strain.close,
            overridden=await self.overridden(most),
            asked=await self.asked(most),
            pool=pool,
            unused=unused,
            waiting=await self._waiting(),
            thanks_overdue=await self._thanks_overdue(),
            unmet=await self.unmet(None if most is None else min(most, SEGMENTS)),
        )

    async def glance(self) -> Overview:
        """The programme in a few numbers."""
        pool, unused = await self._unused()
        strain = await self.strain(1)
        status = requests.c.status
        query = select(
            func.count().label("filed"),
            func.count().filter(requests.c.own_use).label("own"),
            func.count().filter(status.in_(ENDED)).label("ended"),
            func.count().filter(status == Status.COMPLETED.value).label("fulfilled"),
            func.count().filter(status == Status.DECLINED.value).label("declined"),
        ).where(requests.c.created_at >= self._now - timedelta(days=OVERVIEW_DAYS))
        counted = (await self._connection.execute(long(query))).one()
        waiting = select(func.count()).where(status.in_(WAITING))
        return Overview(
            waiting=(await self._connection.execute(waiting)).scalar_one(),
            late=await self._waiting(),
            thanks_overdue=await self._thanks_overdue(),
            over=strain.over,
            close=strain.close,
            overridden=await self.overridden(3),
            pool=pool,
            unused=unused,
            **counted._asdict(),
        )

    async def _shared(self) -> tuple[int, int]:
        """How many owners shared a customer with others, and how many deals got a reference."""
        owner = func.coalesce(customers.c.owner_id, requests.c.decided_by)
        query = (
            select(case((~requests.c.own_use, owner)), requests.c.prospect, requests.c.deal_name)
            .join(customers, customers.c.id == requests.c.customer_id)
            .where(requests.c.decided_at >= news_since(self._policy, self._now), requests.c.status.in_(USES))
        )
        rows = (await self._connection.execute(long(query))).all()
        # However two people have spelt the prospect it is one deal.
        deals = {("".join(company_words(prospect)) or prospect, name.casefold()) for _, prospect, name in rows}
        return len({owner_id for owner_id, *_ in rows} - {None}), len(deals)

    async def strain(self, most: int | None, offset: int = 0) -> Facts:
        """Only the customers over or close to this quarter's budget, the worst first; how many are over, and close."""
        limit = _limit(self._policy)
        used, over = budget_periods.c.used, budget_periods.c.used > limit
        query = (
            select(
                _NAME,
                used.label("used"),
                limit.label("limit"),
                func.count().filter(over).over().label("over"),
                func.count().over().label("all"),
            )
            .join(customers, customers.c.id == budget_periods.c.customer_id)
            .where(budget_periods.c.quarter == self._policy.quarter(self._today).starts, used > 0, customers.c.active)
            .where(used * 100 >= limit * self._policy.close_percent)
            .order_by((used - limit).desc(), used.desc(), customers.c.id)
            .limit(most)
            .offset(offset)
        )
        rows = (await self._connection.execute(long(query))).all()
        strained = tuple(Strain(row.name, row.used, row.limit) for row in rows)
        return Facts(strained=strained, over=rows[0].over, close=rows[0].all - rows[0].over) if rows else Facts()

    async def overridden(self, most: int | None, offset: int = 0) -> Listed[str]:
        """The customers used this quarter beyond a limit, because a programme manager said so."""
        query = (
            select(_NAME, func.max(requests.c.id).label("newest"))
            .join(customers, customers.c.id == requests.c.customer_id)
            .where(requests.c.overridden_by.is_not(None), requests.c.status.in_(COUNTING), customers.c.active)
            .where(requests.c.quarter == self._policy.quarter(self._today).starts)
            .group_by(customers.c.id)
            .order_by(func.max(requests.c.id).desc())
        )
        found = await page(self._connection, long(query), most, offset)
        return found.with_items([str(row.name) for row in found.items])

    async def asked(self, most: int | None, offset: int = 0) -> Listed[Demand]:
        """The customers most often asked for since the quarter began."""
        times = func.count().label("times")
        # Plus nothing: SQLite would go through all requests by customer, and not through this quarter's.
        customer = (requests.c.customer_id + literal_column("0")).label("asked_id")
        counted = (
            select(customer, times)
            .where(requests.c.created_at >= asked_since(self._policy, self._now))
            .group_by(customer)
            .subquery()
        )
        query = (
            select(_NAME, counted.c.times)
            .join(counted, counted.c.asked_id == customers.c.id)
            .where(customers.c.active)
            .order_by(counted.c.times.desc(), customers.c.id)
        )
        found = await page(self._connection, long(query), most, offset)
        return found.with_items([Demand(row.name, row.times) for row in found.items])

    async def _unused(self) -> tuple[int, int]:
        """How many active customers there are, and how many of them were not used in the last months."""
        active = select(func.count()).select_from(customers).where(customers.c.active)
        pool = (await self._connection.execute(long(active))).scalar_one()
        return pool, (await self._connection.execute(long(active.where(*self._untouched())))).scalar_one()

    async def rested(self) -> Facts:
        """Only some of the unused that every colleague may know: the happiest and freshest, then any others."""
        happy, fresh = customers.c.satisfaction, customers.c.verified_on
        known = and_(happy.is_not(None), fresh.is_not(None))
        ids = await self._ids(self._askable().where(known).order_by(happy.desc(), fresh.desc()), CANDIDATES)
        if len(ids) < CANDIDATES:
            ids += await self._ids(self._askable().where(~known).order_by(customers.c.id), CANDIDATES - len(ids))
        return Facts(candidates=tuple((await self._customers.records(ids)).values()))

    def _askable(self) -> Select[int]:
        open_ = (customers.c.active, ~customers.c.classified, ~on_hold(self._today))
        return select(customers.c.id).where(*open_, *self._untouched())

    def _untouched(self) -> tuple[ColumnElement[bool], ...]:
        """What holds for a customer without a use in the last months, and without points used before refdesk came."""
        since = unused_since(self._policy, self._now)
        booked = exists().where(
            requests.c.customer_id == customers.c.id,
            requests.c.used_on >= since,
            requests.c.status.in_(COUNTING),
        )
        paid = exists().where(
            budget_periods.c.customer_id == customers.c.id,
            budget_periods.c.quarter >= self._policy.quarter(since).starts,
            budget_periods.c.used > 0,
        )
        return ~booked, ~paid

    async def late_answers(self, most: int, offset: int = 0) -> Listed[int]:
        """The requests that have waited too long for an answer, by id, the longest first."""
        waiting = select(requests.c.id).where(requests.c.status.in_(WAITING), self._waits_long())
        found = await page(self._connection, waiting.order_by(requests.c.created_at, requests.c.id), most, offset)
        return found.with_items([int(row.id) for row in found.items])

    async def late_thanks(self, most: int, offset: int = 0) -> Listed[int]:
        """The uses whose thanks are overdue, by id, the longest first."""
        thanks = select(requests.c.id).where(*self._unthanked())
        found = await page(self._connection, thanks.order_by(requests.c.thanks_since, requests.c.id), most, offset)
        return found.with_items([int(row.id) for row in found.items])

    async def _waiting(self) -> int:
        """How many requests have waited too long for an answer."""
        # Not in the condition: SQLite would go through all that was ever asked, and not through the few that wait.
        query = select(func.count().filter(self._waits_long())).where(requests.c.status.in_(WAITING))
        return (await self._connection.execute(query)).scalar_one()

    def _waits_long(self) -> ColumnElement[bool]:
        return requests.c.created_at < waiting_since(self._policy, self._now)

    async def _thanks_overdue(self) -> int:
        """How many customers should have been thanked by now, as long as anybody is reminded of it."""
        query = select(func.count()).select_from(requests).where(*self._unthanked())
        return (await self._connection.execute(query)).scalar_one()

    def _unthanked(self) -> tuple[ColumnElement[bool], ...]:
        since, late = requests.c.thanks_since, waiting_since(self._policy, self._now)
        return since >= self._now - FOLLOWED_UP_FOR, since < late, requests.c.thanked_at.is_(None)

    async def unmet(self, most: int | None, offset: int = 0) -> Listed[Unmet]:
        """What people searched for while nobody fits it, by what their words meant."""
        about = cast(searches.c.filters, Text)
        people = func.count(distinct(searches.c.person_id)).label("people")
        query = (
            select(about.label("about"), people)
            .where(searches.c.at >= news_since(self._policy, self._now), about.like(f'%"{UNMET}"%'))
            .group_by(about)
            .order_by(people.desc(), about)
        )
        found = await page(self._connection, long(query), most, offset)
        return found.with_items(segments((_segment(row.about), row.people) for row in found.items))

    async def _ids(self, query: Select[int], most: int) -> list[int]:
        return list((await self._connection.execute(long(query.limit(most)))).scalars())


def _limit(policy: Policy) -> ColumnElement[int]:
    """A customer's points a quarter, as `Policy.limit` says it."""
    tiers = [(customers.c.tier == tier, literal(points)) for tier, points in policy.tier_points.items()]
    usual = case(*tiers, else_=literal(policy.quarter_points)) if tiers else literal(policy.quarter_points)
    return func.coalesce(customers.c.quarter_points, usual)


def _segment(about: str) -> Sequence[Facet]:
    """What it was about, as kinds and values; older rows hold the words they were said in."""
    found = json.loads(about).get(UNMET, [])
    return [Facet(SAID, each) if isinstance(each, str) else Facet(*each) for each in found]
