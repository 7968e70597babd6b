"""May this customer be asked for this, and when if not now? The same rules colour the search and bind the approval."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from operator import itemgetter

from domain.activities import Activity, Purpose, exposure_of, purpose_of, purposes_of
from domain.calendar import Quarter
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.consent import Permission, Verdict, may_use
from domain.portfolio.customers import Contact, Customer, Record
from domain.seniority import levels_above, weight_of


class Obstacle(StrEnum):
    """What stands against a use. The value of a limit is its code in the audit."""

    LEFT = "left"  # no longer in the portfolio
    HOLD = "hold"
    NOT_DONE = "not_done"  # the customer doesn't do such a thing at all
    NO = "no"  # it said so
    CONFIDENTIAL = "confidential"  # and it would be named outside
    BUDGET = "budget"
    CAP = "cap"
    REST = "rest"


# What a customer has given enough of.
LIMITS = frozenset({Obstacle.BUDGET, Obstacle.CAP, Obstacle.REST})


class Scope(StrEnum):
    """Of what a recorded no, or an obstacle, is said."""

    USE = "use"
    CONTACT = "contact"  # by the contact themselves
    CONTACTS = "contacts"  # by each of them
    EVERYTHING = "everything"  # nothing at all can be asked
    AGREED_UNTIL = "agreed_until"  # a yes that ends before the day


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why something can't be asked, as a code and facts: blocks/wording says it to a reader.

    customer: the whole of it, also for who may not know it. free_on: the first day it can, None when no day is known.
    budget: of BUDGET, what there is. until: of AGREED_UNTIL, the last day of the yes.
    """

    obstacle: Obstacle
    customer: Customer = field(repr=False, compare=False)
    free_on: date | None = None
    activity: Activity | None = None
    purpose: Purpose | None = None
    scope: Scope = Scope.USE
    budget: "Budget | None" = None
    until: date | None = None

    @property
    def limit(self) -> bool:
        """True where it has given enough; only this a programme manager may override, never a no or a hold."""
        return self.obstacle in LIMITS

    @property
    def final(self) -> bool:
        """True for what waiting does not change."""
        return self.obstacle in (Obstacle.NO, Obstacle.NOT_DONE, Obstacle.LEFT, Obstacle.CONFIDENTIAL)

    def yields_to(self, person: Person) -> bool:
        """True when `person` may ask for it all the same, with a reason."""
        return self.limit and person.programme_manager


@dataclass(frozen=True, slots=True)
class Budget:
    """Points of one customer in one quarter."""

    used: int
    limit: int
    quarter: Quarter

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)

    def fits(self, points: int) -> bool:
        """True when `points` more do not overdraw it."""
        return points == 0 or self.used + points <= self.limit


def budget(record: Record, policy: Policy, day: date) -> Budget:
    """The budget of the quarter that holds `day`."""
    quarter = policy.quarter(day)
    limit = policy.limit(tier=record.customer.tier, own=record.customer.quarter_points)
    return Budget(record.points_used(quarter.starts), limit, quarter)


def permission(
    record: Record, activity: Activity, purpose: Purpose, policy: Policy, day: date, contact_id: int | None = None
) -> Verdict:
    """What the recorded answers say of this use: of the contact with this id, else of the one who would be asked.

    That is the most senior of those who are willing, one who need not rest first. No, where every contact refused.
    """
    contact = next((each for each in record.contacts if each.id == contact_id), None)
    if contact is None and activity.personal and record.contacts:
        ready = willing(record, activity, purpose, day)
        rested = [each for each in ready if _rest_until(record, each, policy, day) is None]
        contact = most_senior(rested or ready or record.contacts)
    return may_use(record, contact, activity, purpose, exposure_of(activity), day)


def willing(record: Record, activity: Activity, purpose: Purpose, day: date) -> tuple[Contact, ...]:
    """The contacts who have not refused."""
    exposure = exposure_of(activity)
    if all(entry.contact_id is None for entry in record.consents):
        # What is said of one of them is said of all.
        return record.contacts
    asked = ((each, may_use(record, each, activity, purpose, exposure, day)) for each in record.contacts)
    return tuple(each for each, said in asked if said.answer is not Permission.NO)


def blocker(
    record: Record, activity: Activity, purpose: Purpose, policy: Policy, day: date, said: Verdict | None = None
) -> Blocker | None:
    """Why `activity` can't be asked for `day` (of the event, or today while undated); None if it can.

    said: its permission, where that is known.
    """
    customer = record.customer
    if held := hold_blocker(customer, day):
        return held
    if not offers(customer, activity):
        return Blocker(Obstacle.NOT_DONE, customer, activity=activity)
    return (
        _refused(record, activity, purpose, said or permission(record, activity, purpose, policy, day))
        or _over_budget(record, activity, policy, day)
        or _over_cap(record, activity, policy, day)
        or _resting(record, activity, purpose, policy, day)
    )


def uses_left(record: Record, activity: Activity, policy: Policy, day: date) -> int | None:
    """How often it can still be asked for this in the quarter of `day`, as far as points and the year's cap go.

    None where neither limits it.
    """
    points, cap = activity.points, activity.yearly_cap
    left = [] if points == 0 else [budget(record, policy, day).left // points]
    if cap is not None:
        left.append(max(0, cap - _this_year(record, activity, policy, day)))
    return min(left, default=None)


def naming_blocker(customer: Customer, activity: Activity, person: Person) -> Blocker | None:
    """The block of what would name a confidential customer outside, for those who may not know it themselves."""
    if customer.may_be_seen_by(person) or not activity.names_outside:
        return None
    return Blocker(Obstacle.CONFIDENTIAL, customer, activity=activity)


def offers(customer: Customer, activity: Activity) -> bool:
    """Whether it is one of the activities the customer gives."""
    return not customer.activities or activity in customer.activities


def hold_blocker(customer: Customer, day: date) -> Blocker | None:
    """The block of a hold that is in force on `day`, and for good of a customer that left the portfolio."""
    if not customer.active:
        return Blocker(Obstacle.LEFT, customer)
    if customer.hold is None or not customer.hold.holds_on(day):
        return None
    return Blocker(Obstacle.HOLD, customer, customer.hold.until)


def consent_blocker(
    record: Record, activity: Activity, purpose: Purpose, policy: Policy, day: date, contact_id: int | None = None
) -> Blocker | None:
    """The block of a customer that said no, or whose every contact did; `contact_id` asks of this one alone."""
    said = permission(record, activity, purpose, policy, day, contact_id)
    return _refused(record, activity, purpose, said, alone=contact_id is not None)


def _refused(
    record: Record, activity: Activity, purpose: Purpose, said: Verdict, *, alone: bool = False
) -> Blocker | None:
    if said.answer is not Permission.NO:
        return None
    own = said.entry is not None and said.entry.contact_id is not None
    scope = Scope.USE if not own else Scope.CONTACT if alone else Scope.CONTACTS
    use = None if purpose_of(activity, None) else purpose
    return Blocker(Obstacle.NO, record.customer, activity=activity, purpose=use, scope=scope)


def budget_blocker(record: Record, policy: Policy, day: date) -> Blocker | None:
    """The block of a customer at its limit: not even the lightest activity that costs points fits."""
    lightest, now = policy.lightest, budget(record, policy, day)
    if now.fits(lightest):
        return None
    return Blocker(Obstacle.BUDGET, record.customer, _room_from(record, lightest, policy, now), budget=now)


def hold_or_budget_blocker(record: Record, policy: Policy, day: date) -> Blocker | None:
    """Why nothing can be asked of the customer on `day`: on hold or at its limit; None when something can."""
    return hold_blocker(record.customer, day) or budget_blocker(record, policy, day)


def customer_blocker(record: Record, policy: Policy, day: date) -> Blocker | None:
    """The same, and why where it is neither on hold nor at its limit: it said no to everything it could give."""
    return hold_or_budget_blocker(record, policy, day) or _nothing_agreed(record, policy, day)


def may_give(record: Record, activity: Activity | None, policy: Policy, day: date) -> bool:
    """Whether the customer can be asked for this by sales; where no activity is named, for anything."""
    if activity is None:
        return customer_blocker(record, policy, day) is None
    return blocker(record, activity, Purpose.SALES, policy, day) is None


def _nothing_agreed(record: Record, policy: Policy, day: date) -> Blocker | None:
    stops = []
    for activity in policy.offered:
        for purpose in purposes_of(activity):
            if (stop := blocker(record, activity, purpose, policy, day)) is None:
                return None
            stops.append(stop)
    if all(stop.obstacle is Obstacle.NO for stop in stops):
        return Blocker(Obstacle.NO, record.customer, scope=Scope.EVERYTHING)
    free = [stop.free_on for stop in stops if stop.free_on]
    waits = next((stop.obstacle for stop in stops if not stop.final), Obstacle.NO)
    return Blocker(waits, record.customer, min(free, default=None), scope=Scope.EVERYTHING)


def free_contact(record: Record, activity: Activity, purpose: Purpose, policy: Policy, day: date) -> Contact | None:
    """The most senior willing contact who may give time on `day`; None when there is none, or all rest."""
    ready = willing(record, activity, purpose, day)
    return most_senior(c for c in ready if not activity.live or _rest_until(record, c, policy, day) is None)


def most_senior(contacts: Iterable[Contact]) -> Contact | None:
    """The first of the highest level; None of none."""
    return max(contacts, key=lambda contact: weight_of(contact.seniority), default=None)


def readiness(record: Record, policy: Policy, today: date) -> float:
    """How good a moment it is to ask, 0..1: budget left .35, satisfaction .25, freshness .25, contact's level .15."""
    customer, levels = record.customer, tuple(contact.seniority for contact in record.contacts)
    satisfied, fresh = ready_by_satisfaction(customer.satisfaction), ready_by_freshness(customer.verified_on, today)
    return ready_by_budget(budget(record, policy, today)) + satisfied + fresh + ready_by_level(levels)


def ready_by_budget(now: Budget) -> float:
    """What the points left bring to the readiness: as long as half of them are left, all."""
    return 0.35 * min(1.0, 2 * now.left / now.limit) if now.limit else 0.0


def ready_by_satisfaction(satisfaction: int | None) -> float:
    """What a happy customer brings to it."""
    return 0.25 * (satisfaction or 0) / 10


def ready_by_freshness(verified_on: date | None, today: date) -> float:
    """What it brings that the record was verified lately."""
    return 0.25 * min(1.0, max(0.0, 1 - (today - verified_on).days / 365)) if verified_on else 0.0


def ready_by_level(levels: tuple[str, ...]) -> float:
    """What the most senior contact brings to it."""
    return 0.15 * max((max(0.4, weight_of(each)) for each in levels), default=0.0)


def boss_of(contact: Contact, contacts: Iterable[Contact]) -> Contact | None:
    """The contact of the next level above, as far as levels are known; None where nobody above is on record."""
    steps = ((each, levels_above(contact.seniority, each.seniority) or 0) for each in contacts)
    above = [(each, up) for each, up in steps if up > 0]
    return min(above, key=itemgetter(1), default=(None, 0))[0]


def _over_budget(record: Record, activity: Activity, policy: Policy, day: date) -> Blocker | None:
    points, now = activity.points, budget(record, policy, day)
    if now.fits(points):
        return None
    free_on = _room_from(record, points, policy, now)
    return Blocker(Obstacle.BUDGET, record.customer, free_on, activity=activity if now.left else None, budget=now)


def _room_from(record: Record, points: int, policy: Policy, now: Budget) -> date | None:
    """First day of the next quarter with room for `points`; None when no quarter ever has it."""
    if points > now.limit:
        return None
    quarter = now.quarter.next()
    # Uses already dated ahead take points from later quarters; beyond the last of them there is room.
    while not budget(record, policy, quarter.starts).fits(points):
        quarter = quarter.next()
    return quarter.starts


def _over_cap(record: Record, activity: Activity, policy: Policy, day: date) -> Blocker | None:
    cap = activity.yearly_cap
    if cap is None or _this_year(record, activity, policy, day) < cap:
        return None
    return Blocker(Obstacle.CAP, record.customer, policy.year(day)[1], activity=activity)


def _this_year(record: Record, activity: Activity, policy: Policy, day: date) -> int:
    starts, ends = policy.year(day)
    return sum(use.activity == activity and starts <= use.on < ends for use in record.uses)


def _resting(record: Record, activity: Activity, purpose: Purpose, policy: Policy, day: date) -> Blocker | None:
    if not activity.live or not record.contacts or free_contact(record, activity, purpose, policy, day):
        return None
    ready = willing(record, activity, purpose, day)
    free_days = [until for c in ready if (until := _rest_until(record, c, policy, day))]
    return Blocker(Obstacle.REST, record.customer, min(free_days))


def _rest_until(record: Record, contact: Contact, policy: Policy, day: date) -> date | None:
    mine = [use.on for use in record.uses if use.contact_id == contact.id and use.activity.live]
    if not mine and policy.contact_live_uses:
        return None
    quarter = policy.quarter(day)
    rest = timedelta(policy.contact_rest_days)
    # Both ways: shortly before a call that is agreed they rest, too.
    waits = [on + rest for on in mine if on - rest < day]
    if sum(on in quarter for on in mine) >= policy.contact_live_uses:
        waits.append(quarter.ends)
    until = max(waits, default=day)
    return until if until > day else None
