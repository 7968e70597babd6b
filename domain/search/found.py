"""One customer of an answer, as its reader may know it: what may be asked of it now, why not, what may be said."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.activities import Activity, Purpose
from domain.matching import Answer, Facet, Hit, Reading
from domain.matching.model import NOT
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import (
    Blocker,
    Obstacle,
    blocker,
    customer_blocker,
    hold_or_budget_blocker,
    most_senior,
    permission,
    uses_left,
)
from domain.portfolio.cautions import Caution, CautionKind, cautions, rivals_in, too_low
from domain.portfolio.customers import Customer, Record, as_seen_by
from domain.portfolio.quotable import NOTHING, Telling, may_be_offered, telling
from domain.seniority import weight_of


@dataclass(frozen=True, slots=True)
class Found:
    """One customer as the asker may see it, with what may be asked of it now.

    customer_blocker: why nothing can be asked. activity_blocker: why what was searched for can't be asked, though
    something else can.
    rivals: its competitors among the words, as cautions that stand before all else. level: of its most senior contact.
    left: how many are left this quarter of what is sought, else of what is usual, else of the first it can give; None
    for no limit. telling: what it is known for. overridable: its reader may go beyond the limit that stands against it.
    segment_facets: what the segment of an anonymous one says by itself.
    """

    hit: Hit
    customer: Customer
    anonymous: bool
    customer_blocker: Blocker | None
    free: tuple[Activity, ...] = ()
    ask_first: tuple[Activity, ...] = ()
    rivals: tuple[Caution, ...] = ()
    cautions: tuple[Caution, ...] = ()
    activity_blocker: Blocker | None = None
    left: tuple[Activity, int] | None = None
    telling: Telling = NOTHING
    level: str = ""
    overridable: bool = False
    segment_facets: Collection[Facet] = ()


def activity_in(answer: Answer, policy: Policy) -> Activity | None:
    """The activity the words ask for, where they name exactly one that can be asked for."""
    named = {reading.facet.value for reading in answer.understood if reading.facet.kind == "activity"}
    return policy.offer(named.pop()) if len(named) == 1 else None


def called(answer: Answer, policy: Policy) -> Answer:
    """The same with the company's rows of the activities."""

    def named(readings: Iterable[Reading]) -> tuple[Reading, ...]:
        return tuple(
            replace(each, activity=policy.activity(each.facet.value))
            if each.facet.kind.removeprefix(NOT) == "activity"
            else each
            for each in readings
        )

    return replace(answer, understood=named(answer.understood), undecided=named(answer.undecided))


def level_in(answer: Answer) -> str:
    """How senior the words say the prospect's person is."""
    return next((reading.facet.value for reading in answer.understood if reading.facet.kind == "level"), "")


def found_for(
    record: Record,
    hit: Hit,
    reader: Person,
    policy: Policy,
    now: datetime,
    wanted: Activity | None = None,
    words: str = "",
    level: str = "",
) -> Found:
    """One customer of an answer, as `reader` may see it; `wanted` is what the words ask for, `level` for whom."""
    today, seen = policy.day(now), as_seen_by(record.customer, reader)
    stop = customer_blocker(record, policy, today)
    activity_blocker = blocker(record, wanted, Purpose.SALES, policy, today) if wanted and not stop else None
    if wanted and not stop and not may_be_offered(record.customer, wanted):
        activity_blocker = Blocker(Obstacle.CONFIDENTIAL, record.customer)
    if not record.customer.may_be_seen_by(reader):
        # What it has left, gives or is known for would help to find out who it is.
        return Found(hit, seen, anonymous=True, customer_blocker=stop, activity_blocker=activity_blocker)
    shown = dict.fromkeys((wanted, *policy.shown) if wanted else policy.shown)
    offered = [activity for activity in shown if may_be_offered(record.customer, activity)]
    said = {each: permission(record, each, Purpose.SALES, policy, today) for each in offered}
    can = [each for each in offered if blocker(record, each, Purpose.SALES, policy, today, said[each]) is None]
    asks = {each for each in can if said[each].answer.needs_asking}
    against = stop or activity_blocker
    return Found(
        hit=hit,
        customer=seen,
        anonymous=False,
        customer_blocker=stop,
        free=tuple(a for a in can if a not in asks),
        ask_first=tuple(a for a in can if a in asks),
        rivals=rivals_in(record, words),
        cautions=(*too_low(record, level), *search_cautions(record, policy, today, wanted)),
        activity_blocker=activity_blocker,
        left=_left(record, can, wanted, policy, today),
        telling=telling(record, today),
        level=_highest(record),
        overridable=against is not None and against.yields_to(reader),
    )


def _left(
    record: Record, can: list[Activity], wanted: Activity | None, policy: Policy, today: date
) -> tuple[Activity, int] | None:
    """How many are left of what is wanted; else of what is usual, else of the first that it can give."""
    said = next((each for each in (wanted, policy.usual, *can) if each in can), None)
    many = uses_left(record, said, policy, today) if said else None
    return (said, many) if said and many is not None else None


def search_cautions(record: Record, policy: Policy, today: date, wanted: Activity | None = None) -> tuple[Caution, ...]:
    """What to be careful about; first that the usual has to wait, where that is not said as the answer."""
    found = cautions(record, policy, today)
    usual = policy.usual
    stop = blocker(record, usual, Purpose.SALES, policy, today)
    if stop and stop.free_on and wanted is None and hold_or_budget_blocker(record, policy, today) is None:
        waits = Caution(CautionKind.WAITS, (stop.free_on - today).days, day=stop.free_on, activity=usual)
        return (waits, *found)
    return found


def _highest(record: Record) -> str:
    """The level of its most senior contact."""
    top = most_senior(record.contacts)
    return top.seniority if top and weight_of(top.seniority) else ""


def similar_words(record: Record) -> str:
    """The words that would find customers like this one."""
    return " ".join((record.customer.industry, *record.customer.use_cases[:1]))
