"""The Monday digest: from counted facts to what a channel may read. Customers stand in it, people only as numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.activities import Purpose
from domain.calendar import add_months
from domain.listed import NONE, Listed, listed
from domain.matching import KINDS, Answer, Facet, Hit
from domain.policy import Policy
from domain.portfolio.availability import blocker, readiness
from domain.portfolio.cautions import cautions
from domain.portfolio.customers import Record

PICKS = 5
OVERVIEW_DAYS = 90  # days
# What a search is about. A name is none of it: it may be a classified customer's, or a deal's.
SEGMENT = frozenset(KINDS) - {"name", "story"}
# Who lacks these can't stand in; another region or size sometimes can.
SUPPLY = frozenset({"industry", "use_case"})


@dataclass(frozen=True, slots=True)
class Strain:
    """A customer close to its budget or over it, in points of this quarter. name: for everybody; "" for none."""

    name: str
    used: int
    limit: int

    @property
    def over(self) -> bool:
        return self.used > self.limit


@dataclass(frozen=True, slots=True)
class Demand:
    """How often a customer was asked for this quarter. `name` may be read by everybody; "" for none."""

    name: str
    times: int


@dataclass(frozen=True, slots=True)
class Unmet:
    """What was searched for while nobody fits it, and by how many people. about: in an order of kinds."""

    about: tuple[Facet, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A customer that was not used for long and is worth asking: what it is, and why, as far as it is known.

    country: its ISO code, "" for none. satisfaction: of 10; verified_days: since its record was last confirmed.
    """

    key: str
    name: str
    industry: str
    country: str
    satisfaction: int | None = None
    verified_days: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database counted. Lists are cut to what is shown; `over` and `close` count all that is strained.

    pool: active customers; unused: those of them without a use in the months the policy says.
    candidates: some of the unused, never classified ones, to pick from.
    overridden: names of customers used this quarter beyond a limit, by a programme manager's decision.
    """

    owners: int = 0
    deals: int = 0
    strained: tuple[Strain, ...] = ()
    over: int = 0
    close: int = 0
    overridden: Listed[str] = NONE
    asked: Listed[Demand] = NONE
    pool: int = 0
    unused: int = 0
    candidates: tuple[Record, ...] = ()
    waiting: int = 0
    thanks_overdue: int = 0
    unmet: Listed[Unmet] = NONE


@dataclass(frozen=True, slots=True)
class Overview:
    """The programme in a few numbers, for programme managers.

    waiting: requests without an answer; late: those that wait too long. filed to fulfilled: of the requests of the last
    `GLANCE` days; ended: of those, all that came to an end and were not withdrawn.
    """

    waiting: int
    late: int
    thanks_overdue: int
    over: int
    close: int
    overridden: Listed[str]
    pool: int
    unused: int
    filed: int
    own: int
    ended: int
    fulfilled: int
    declined: int


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything one digest says. `since`: the day its news begin; `frees_on`: the day budgets are fresh again."""

    since: date
    frees_on: date
    facts: Facts
    picks: Listed[Pick]
    policy: Policy

    @property
    def empty(self) -> bool:
        """True when there is nothing worth a second line."""
        facts = self.facts
        counts = (facts.owners, facts.deals, facts.over, facts.close, facts.unused, facts.waiting, facts.thanks_overdue)
        return not any(counts) and not facts.asked.items and not facts.unmet.items and not facts.overridden.items


def digest(facts: Facts, policy: Policy, now: datetime, *, most: int | None = PICKS) -> Digest:
    """The digest of these facts, with `most` customers worth asking."""
    today = policy.day(now)
    return Digest(
        since=policy.day(news_since(policy, now)),
        frees_on=policy.quarter(today).ends,
        facts=facts,
        picks=listed(picks(facts.candidates, policy, today), most),
        policy=policy,
    )


def week_due(policy: Policy, now: datetime) -> str | None:
    """The ISO week ("2026-W48") whose digest is due: from Monday's hour on, caught up until Tuesday ends."""
    if not policy.digest_on:
        return None
    local = now.astimezone(ZoneInfo(policy.timezone))
    if not (0, policy.digest_hour) <= (local.weekday(), local.hour) < (2, 0):
        return None
    year, week, _ = local.isocalendar()
    return f"{year}-W{week:02}"


def news_since(policy: Policy, now: datetime) -> datetime:
    """The moment of the Monday digest before: last week's on a Monday or Tuesday, this week's at its end."""
    early = policy.day(now) - timedelta(days=5)
    monday = early - timedelta(days=early.weekday())
    return datetime.combine(monday, time(policy.digest_hour), ZoneInfo(policy.timezone))


def asked_since(policy: Policy, now: datetime) -> datetime:
    """The moment this quarter began."""
    return datetime.combine(policy.quarter(policy.day(now)).starts, time(), ZoneInfo(policy.timezone))


def waiting_since(policy: Policy, now: datetime) -> datetime:
    """What was asked for before this moment waits too long: so many weekdays ago."""
    moment, left = now.astimezone(ZoneInfo(policy.timezone)), policy.waiting_days
    while left:
        moment -= timedelta(days=1)
        left -= moment.weekday() < 5
    return moment


def unused_since(policy: Policy, now: datetime) -> date:
    """The first day on which a use still counts as one of the last months."""
    today = policy.day(now)
    return add_months(today, -policy.unused_months).replace(day=min(today.day, 28))


def picks(candidates: Iterable[Record], policy: Policy, today: date) -> tuple[Pick, ...]:
    """The best moments to ask among the unused, from different industries as far as they go."""
    shown = (c for c in candidates if not c.customer.classified)
    askable = [c for c in shown if blocker(c, policy.usual, Purpose.SALES, policy, today) is None]
    best = sorted(askable, key=lambda c: (len(cautions(c, policy, today)), -readiness(c, policy, today), c.customer.id))
    first: dict[str, Record] = {}
    for record in best:
        first.setdefault(record.customer.industry, record)
    varied = [*first.values(), *(record for record in best if record is not first[record.customer.industry])]
    return tuple(_pick(record, today) for record in varied)


def unmet_by(answer: Answer, found: Iterable[Hit]) -> tuple[Facet, ...]:
    """What a search was about, where nobody found has wholly what it asked for: industry and use case before all.

    Of the vocabulary, so safe to tell a channel. Empty where a customer fits, or where a name was asked for.
    """
    about = {reading.facet.kind: reading for reading in answer.understood}
    deciding = SUPPLY & about.keys() or SEGMENT & about.keys()
    served = any(all(r.degree == 1 for r in hit.reasons if r.facet.kind in deciding) for hit in found)
    if served or "name" in about:
        return ()
    asked = dict.fromkeys(reading.facet for reading in answer.understood if reading.facet.kind in SEGMENT)
    return tuple(sorted(asked, key=lambda facet: (KINDS.index(facet.kind), facet.value)))


def segments(found: Iterable[tuple[Sequence[Facet], int]]) -> list[Unmet]:
    """What was searched for in vain, most people first."""
    unmet = [Unmet(tuple(about), people) for about, people in found if about]
    return sorted(unmet, key=lambda each: (-each.people, [facet.value for facet in each.about]))


def _pick(record: Record, today: date) -> Pick:
    customer = record.customer
    verified = (today - customer.verified_on).days if customer.verified_on else -1
    known = (customer.satisfaction, verified if verified >= 0 else None)
    return Pick(customer.key, customer.name, customer.industry, customer.country, *known)
