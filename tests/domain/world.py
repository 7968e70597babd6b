"""People, a customer and a request to start from, and hypothesis strategies for all of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.activities import DEFAULTS, Activity, Exposure, Purpose
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.customers import Consent, ConsentAnswer, Contact, Customer, Hold, Record, Use
from domain.requests.decisions import approve, decline, file
from domain.requests.ledger import LedgerLine
from domain.requests.request import Deal, DeclineReason, Draft, Outcome, Request
from domain.requests.routing import Circle, Route, route
from domain.requests.states import Status
from tests.activities import CALL, but

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
Q4, NEXT_Q = date(2026, 10, 1), date(2027, 1, 1)
POLICY = Policy()

MAYA = Person(1, "U1", "Maya Lindholm")
ILKKA = Person(2, "U2", "Ilkka Saarinen")
AINO = Person(3, "U3", "Aino Korhola")
PETRA = Person(4, "U4", "Petra Vance", programme_manager=True)
EVERYBODY = (MAYA, ILKKA, AINO, PETRA)

LUMI = Customer(7, "C7", "Lumi Retail", owner_id=ILKKA.id, key="key-000000000007")
HELENA = Contact(71, "Helena Aaltola", "Chief People Officer", "C-level", "helena@lumi.example")
JARI = Contact(72, "Jari Koski", "Head of IT", "Director")
AGREED = (Consent(ConsentAnswer.YES),)


def key(number: int) -> str:
    """A public key, as the row of this number might have it."""
    return f"key-{number:012}"


def known(*, used: int = 0, **facts: Any) -> Record:
    """A record of Lumi Retail that agreed to everything; `used` points this quarter."""
    mine = {name: facts.pop(name) for name in ("contacts", "consents", "uses") if name in facts}
    taken = ((Q4, used),) if used else ()
    return Record(replace(LUMI, **facts), **{"consents": AGREED, "used": taken, **mine})


def draft(activity: Activity = CALL, **more: Any) -> Draft:
    """A filled-in form for Lumi Retail."""
    filled: dict[str, Any] = {"needed_by": TODAY + timedelta(14), "deal": Deal("Acme"), **more}
    return Draft(LUMI.id, activity, **filled)


def filed(record: Record, *, by: Person = MAYA, now: datetime = NOW, policy: Policy = POLICY, **more: Any) -> Outcome:
    """The outcome of sending the form."""
    return file(draft(**more), record, by=by, to=routed(record, by, policy, now), policy=policy, now=now)


def routed(record: Record, by: Person = MAYA, policy: Policy = POLICY, now: datetime = NOW) -> Route | None:
    """Who gets a request of `by`, among everybody there is."""
    around = {person.id: person for person in EVERYBODY}
    customer = record.customer
    circle = Circle(customer.owner_id, customer.backup_id, around, (PETRA,), customer.classified)
    return route(circle, policy, now, requester_id=by.id)


def asked(activity: Activity = CALL, purpose: Purpose = Purpose.SALES, **more: Any) -> Request:
    """Maya's request that waits for Ilkka."""
    fields: dict[str, Any] = {
        "status": Status.PENDING,
        "decider_id": ILKKA.id,
        "owner_id": ILKKA.id,
        "created_at": NOW,
        "changed_at": NOW,
        **more,
    }
    return Request(
        id=12,
        key=key(12),
        customer_id=LUMI.id,
        requester_id=MAYA.id,
        activity=activity,
        purpose=purpose,
        needed_by=TODAY + timedelta(14),
        deal=Deal("Acme"),
        **fields,
    )


def after(record: Record, outcome: Outcome) -> Record:
    """The record once an outcome is written, as the store would read it for one request."""
    used = dict(record.used)
    for line in outcome.ledger:
        used[line.quarter] = used.get(line.quarter, 0) + line.points
    consents = (*record.consents, outcome.consent) if outcome.consent else record.consents
    return replace(record, used=tuple(used.items()), consents=consents)


def total(ledger: list[LedgerLine], quarter: date) -> int:
    """The points of a ledger in a quarter."""
    return sum(line.points for line in ledger if line.quarter == quarter)


def approved(request: Request, record: Record, **more: Any) -> Outcome:
    """The outcome of Ilkka's approval."""
    return approve(request, record, **{"by": ILKKA, "policy": POLICY, "now": NOW, **more})


def declined(request: Request, **more: Any) -> Outcome:
    """The outcome of Ilkka's refusal."""
    given: dict[str, Any] = {"by": ILKKA, "reason": DeclineReason.NOT_NOW, "note": "", "now": NOW, **more}
    return decline(request, LUMI, **given)


days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
activities = st.sampled_from(DEFAULTS)
purposes = st.sampled_from(Purpose)
past = st.integers(0, 500).map(lambda back: TODAY - timedelta(back))
around = st.integers(-400, 400).map(lambda off: TODAY + timedelta(off))
consents = st.builds(
    Consent,
    answer=st.sampled_from(ConsentAnswer),
    activity=st.none() | activities,
    purpose=st.none() | purposes,
    until=st.none() | around,
    agreed_on=st.none() | past,
    contact_id=st.none() | st.none() | st.integers(1, 4),
    exposure=st.none() | st.none() | st.sampled_from(Exposure),
    count=st.none() | st.none() | st.integers(1, 3),
)
holds = st.builds(Hold, reason=st.sampled_from(("", "unhappy")), since=st.none() | around, until=st.none() | around)
contacts = st.lists(
    st.builds(Contact, id=st.integers(1, 4), name=st.just("A"), seniority=st.sampled_from(("", "VP", "C-level"))),
    max_size=3,
    unique_by=lambda contact: contact.id,
).map(tuple)
uses = st.builds(Use, activity=activities, on=around, contact_id=st.none() | st.integers(1, 4))


def capped(caps: list[int | None]) -> tuple[Activity, ...]:
    """What can be asked for, at most so many times a year."""
    return tuple(but(row, yearly_cap=cap) for row, cap in zip(DEFAULTS, caps, strict=True))


policies = st.builds(
    Policy,
    fiscal_year_start=st.integers(1, 12),
    quarter_points=st.integers(0, 9),
    activities=st.lists(st.none() | st.integers(0, 3), min_size=10, max_size=10).map(capped),
    contact_live_uses=st.integers(1, 3),
    contact_rest_days=st.integers(0, 60),
)
customers = st.builds(
    Customer,
    id=st.just(LUMI.id),
    external_id=st.just("C7"),
    name=st.just(LUMI.name),
    owner_id=st.just(ILKKA.id),
    activities=st.just(()) | st.lists(activities, min_size=1, max_size=4, unique=True).map(tuple),
    quarter_points=st.none() | st.integers(0, 9),
    hold=st.none() | st.none() | holds,
)
records = st.builds(
    Record,
    customer=customers,
    contacts=contacts,
    consents=st.lists(consents, max_size=4).map(tuple),
    used=st.dictionaries(st.sampled_from((Q4, NEXT_Q)), st.integers(0, 9)).map(lambda used: tuple(used.items())),
    uses=st.lists(uses, max_size=4).map(tuple),
)
