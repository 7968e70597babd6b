"""Filing, approving, declining, withdrawing: each takes what is known and gives back an Outcome, or refuses."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.activities import purpose_of
from domain.calendar import local_day
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import (
    Blocker,
    blocker,
    free_contact,
    hold_blocker,
    most_senior,
    naming_blocker,
    permission,
    willing,
)
from domain.portfolio.consent import Permission, Verdict
from domain.portfolio.customers import Consent, ConsentAnswer, Contact, Customer, Record
from domain.refusals import Reason, Refusal
from domain.requests.ledger import Entry, LedgerLine
from domain.requests.messages import UPDATED_IN_PLACE, WITH_CONTACT, MessageType
from domain.requests.offering import choice
from domain.requests.request import DeclineReason, Draft, Outcome, Request, RerouteReason, moved
from domain.requests.rights import asked_instead, check_may_decide, check_may_withdraw
from domain.requests.routing import Route
from domain.requests.states import Status

LONGEST_AHEAD_DAYS = 730


@dataclass(frozen=True, slots=True)
class CustomerYes:
    """The customer's recorded yes. `every_time`: it covers this activity from now on, not only this once."""

    who: str
    when: date
    every_time: bool = False


def file(
    draft: Draft,
    record: Record,
    *,
    by: Person,
    to: Route | None,
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Turn a form into a request for its decider (see routing.py). The owner's own use is approved at once.

    `record.customer` may be the anonymous view of a classified customer only in its words; ids must be real.
    Raises Refusal, with the field it belongs to, for what can't be asked.
    """
    customer, today = record.customer, policy.day(now)
    draft = replace(draft, purpose=purpose_of(draft.activity, draft.purpose))
    _check_dates(draft, today)
    if draft.activity.retired:
        raise Refusal(Reason.RETIRED, field="activity")
    stopped = naming_blocker(customer, draft.activity, by) or blocker(
        record, draft.activity, draft.purpose, policy, today
    )
    overridden = stopped is not None and stopped.yields_to(by) and draft.override_reason != ""
    if stopped and not overridden:
        if stopped.yields_to(by):
            raise Refusal(Reason.BLOCKED_SAY_WHY, field="override", blocker=stopped)
        raise Refusal(Reason.BLOCKED, blocker=stopped, field=_field_of(draft, record, by, policy, today))
    own_use = by.id == customer.owner_id
    if own_use:
        to = Route(by)
    if to is None:
        reason = Reason.OWNER_NOT_IN_SLACK if customer.owner_id else Reason.NOBODY_DECIDES
        raise Refusal(reason, customer=customer, field="customer")
    request = Request(
        id=0,
        customer_id=customer.id,
        requester_id=by.id,
        decider_id=to.person.id,
        activity=draft.activity,
        purpose=draft.purpose,
        needed_by=draft.needed_by,
        deal=draft.deal,
        status=Status.PENDING,
        created_at=now,
        changed_at=now,
        routed=to.why,
        agreed_by=draft.agreed_by,
        agreed_on=draft.agreed_on,
        own_use=own_use,
        owner_id=customer.owner_id,
        view_id=draft.view_id,
        search_id=draft.search_id,
        overridden_by=by.id if overridden else None,
        override_reason=draft.override_reason if overridden else "",
    )
    if not own_use:
        # Who is away is told and can stop it; who can't be reached can't be told.
        told = customer.owner_id if to.why is RerouteReason.OWNER_AWAY else None
        return Outcome(request, by=by.id, decision_for=tuple(filter(None, (to.person.id, told))))
    # The owner sits with the customer: no second click, but the same budget and the same question of consent.
    asking = needs_customer(request, record, policy, today)
    decided = approve(request, record, by=by, policy=policy, now=now, ask_first=asking)
    return replace(decided, decision_for=(by.id,))


def _field_of(draft: Draft, record: Record, by: Person, policy: Policy, today: date) -> str:
    """The field of the form that would have to say something else."""
    if hold_blocker(record.customer, today):
        return "customer"
    return "activity" if choice(record, draft.activity, by, policy, today).best.blocker else "purpose"


def needs_customer(request: Request, record: Record, policy: Policy, today: date) -> bool:
    """True when nobody has recorded that the customer agrees to this, so the owner must say so first."""
    return not request.agreed_by and _said(request, record, policy, today).answer.needs_asking


def approve(
    request: Request,
    record: Record,
    *,
    by: Person,
    policy: Policy,
    now: datetime,
    yes: CustomerYes | None = None,
    ask_first: bool = False,
    override: str = "",
) -> Outcome:
    """Approve and reserve the points; with `ask_first` the points are reserved and the customer is asked.

    override: a programme manager's reason to go beyond budget, cap and rest; one may also have filed it with such.
    Raises Refusal when `by` may not, when it has been decided, when budget, cap, rest or consent forbid it, and
    when the customer's yes is neither recorded nor given nor to be asked for.
    """
    customer, today = record.customer, policy.day(now)
    _check_decidable(request, customer, by)
    use_day = request.used_on or today
    reserved = request.status.holds_points
    over = None
    if not reserved:
        request, over = _within_limits(request, record, by=by, policy=policy, day=use_day, override=override)
    held = hold_blocker(customer, max(use_day, today)) if reserved else None
    if held and not (customer.active and customer.hold and request.goes_ahead_since(customer.hold.set_at)):
        raise Refusal(Reason.BLOCKED, blocker=held)
    if reserved and _said(request, record, policy, today).answer is Permission.NO:
        raise Refusal(Reason.NO_SINCE, customer=customer)
    if needs_customer(request, record, policy, today) and yes is None and not ask_first:
        raise Refusal(Reason.CONSENT_FIRST)
    what = (request.activity, request.purpose)
    contact = free_contact(record, *what, policy, use_day) if not reserved else None
    if over and contact is None:
        contact = most_senior(willing(record, *what, use_day))
    changes: dict[str, object] = {"decided_by": by.id, "decided_at": now}
    ledger: tuple[LedgerLine, ...] = ()
    if not reserved:
        points, quarter = request.activity.points, policy.quarter(use_day).starts
        contact_id = contact.id if contact and request.activity.live else None
        changes |= {"points": points, "quarter": quarter, "used_on": use_day, "contact_id": contact_id}
        limit = None if over else policy.limit(tier=customer.tier, own=customer.quarter_points)
        entry = Entry.OVERRIDE if over else Entry.RESERVE
        ledger = (LedgerLine(customer.id, quarter, points, entry, request.activity, contact_id, use_day, limit),)
    code = f"overridden.{over.obstacle}" if over else ""
    if ask_first and yes is None:
        waiting = moved(request, Status.AWAITING_CUSTOMER, now=now, **changes)
        outcome = Outcome(waiting, by=by.id, ledger=ledger, code=code)
        outcome = _telling_owner(outcome, customer, by).telling(MessageType.ASK_CUSTOMER, introducer(request, customer))
        return outcome.telling(MessageType.AWAITING, request.requester_id)
    if yes is not None:
        changes |= {"agreed_by": yes.who, "agreed_on": yes.when}
    approved = moved(request, Status.APPROVED, now=now, **changes)
    outcome = Outcome(
        approved, by=by.id, ledger=ledger, consent=_consent(approved, record, yes, by, policy, today), code=code
    )
    outcome = _telling_owner(outcome, customer, by).telling(MessageType.INTRODUCE, introducer(approved, customer))
    return outcome.telling(MessageType.APPROVED, request.requester_id)


def overridable(request: Request, record: Record, *, by: Person, policy: Policy, now: datetime) -> Blocker | None:
    """The limit that stands against approving, where `by` may go beyond it and nobody has done so."""
    if request.status is not Status.PENDING or request.overridden_by is not None:
        return None
    stopped = blocker(record, request.activity, request.purpose, policy, request.used_on or policy.day(now))
    return stopped if stopped is not None and stopped.yields_to(by) else None


def _within_limits(
    request: Request, record: Record, *, by: Person, policy: Policy, day: date, override: str
) -> tuple[Request, Blocker | None]:
    """The request, and the limit it goes beyond by a programme manager's decision. Raises Refusal at any other."""
    stopped = blocker(record, request.activity, request.purpose, policy, day)
    if stopped is None:
        # It fits after all, so nothing was overridden.
        return replace(request, overridden_by=None, override_reason=""), None
    if not stopped.limit:
        raise Refusal(Reason.TOO_LATE_BLOCKED, blocker=stopped)
    if override and stopped.yields_to(by):
        return replace(request, overridden_by=by.id, override_reason=override), stopped
    if request.overridden_by is None and stopped.yields_to(by):
        raise Refusal(Reason.TOO_LATE_SAY_WHY, blocker=stopped)
    if request.overridden_by is None:
        raise Refusal(Reason.TOO_LATE_FINAL, blocker=stopped, deciders=())
    return request, stopped


def _telling_owner(outcome: Outcome, customer: Customer, by: Person) -> Outcome:
    """The owner hears of every use beyond the limit: with the task to introduce, or else in a message of its own."""
    request = outcome.request
    known = request.overridden_by is None or request.own_use
    if known or customer.owner_id in (None, by.id, request.overridden_by, introducer(request, customer)):
        return outcome
    # With the card comes the button to stop it.
    carded = replace(outcome, decision_for=(*outcome.decision_for, *filter(None, (customer.owner_id,))))
    return carded.telling(MessageType.OVERRIDDEN, customer.owner_id)


def customer_said_no(request: Request, record: Record, *, by: Person, policy: Policy, now: datetime) -> Outcome:
    """The customer declined: the answer becomes a consent, the points are released."""
    _check_decidable(request, record.customer, by)
    outcome = decline(request, record.customer, by=by, reason=DeclineReason.CUSTOMER_NO, note="", now=now)
    no = Consent(
        ConsentAnswer.NO,
        request.activity,
        purpose_of(request.activity, request.purpose),
        agreed_on=local_day(now, policy.timezone),
        recorded_by=by.id,
    )
    return replace(outcome, consent=no)


def decline(
    request: Request,
    customer: Customer,
    *,
    by: Person,
    reason: DeclineReason,
    note: str,
    now: datetime,
) -> Outcome:
    """Decline with a reason the requester reads; points reserved while the customer was asked are released."""
    _check_decidable(request, customer, by)
    if reason is DeclineReason.OTHER and not note:
        raise Refusal(Reason.SAY_WHY, field="note")
    declined = moved(
        request,
        Status.DECLINED,
        now=now,
        decided_by=by.id,
        decided_at=now,
        decline_reason=reason,
        note=note,
        points=0,
    )
    outcome = Outcome(declined, by=by.id, ledger=released(request))
    return outcome.telling(MessageType.DECLINED, request.requester_id)


def withdraw(request: Request, customer: Customer, *, by: Person, now: datetime) -> Outcome:
    """The requester no longer needs it; reserved points are released and the owner is told."""
    check_may_withdraw(by, request)
    if request.status is Status.SCHEDULED:
        raise Refusal(Reason.CANCEL_INSTEAD)
    if not request.status.open:
        raise Refusal(Reason.SETTLED, status=request.status)
    gone = moved(request, Status.WITHDRAWN, now=now, points=0)
    outcome = Outcome(gone, by=by.id, ledger=released(request))
    talks = introducer(request, customer)
    return outcome if talks == request.requester_id else outcome.telling(MessageType.WITHDRAWN, talks)


def reroute(request: Request, *, to: int, why: RerouteReason | None, now: datetime) -> Outcome:
    """Send it to another decider, with what is theirs to do: its owner is out of reach, away, or another (`why` None).

    Chasing begins anew.
    """
    rerouted = replace(request, decider_id=to, routed=why, changed_at=now)
    if request.status.open:
        rerouted = replace(rerouted, stage=0, asked_at=now, snoozed_until=None)
    outcome = Outcome(rerouted, by=None, decision_for=(to,), code="rerouted", renewing=UPDATED_IN_PLACE | WITH_CONTACT)
    if request.fulfilment.event_at and request.status is Status.SCHEDULED:
        outcome = outcome.telling(MessageType.CALENDAR, to)
    if request.paused:
        return outcome.telling(MessageType.HOLD_ASKED, to)
    if request.status is Status.AWAITING_CUSTOMER:
        return outcome.telling(MessageType.ASK_CUSTOMER, to)
    if request.status is Status.APPROVED:
        return outcome.telling(MessageType.INTRODUCE, to)
    fulfilment = request.fulfilment
    return (
        outcome.telling(MessageType.THANK, to) if fulfilment.thanks_since and fulfilment.thanked_at is None else outcome
    )


def _check_dates(draft: Draft, today: date) -> None:
    if draft.needed_by < today:
        raise Refusal(Reason.DAY_OVER, field="needed_by")
    if (draft.needed_by - today).days > LONGEST_AHEAD_DAYS:
        raise Refusal(Reason.DAY_TOO_FAR, field="needed_by")
    if draft.agreed_by and draft.agreed_on and draft.agreed_on > today:
        raise Refusal(Reason.AGREED_AHEAD, field="agreed_on")


def _check_decidable(request: Request, customer: Customer, by: Person) -> None:
    check_may_decide(by, request, customer)
    if not request.status.decidable:
        raise Refusal(Reason.SETTLED, status=request.status)


def _said(request: Request, record: Record, policy: Policy, today: date) -> Verdict:
    return permission(record, request.activity, request.purpose, policy, today, request.contact_id)


def _consent(
    request: Request, record: Record, yes: CustomerYes | None, by: Person, policy: Policy, today: date
) -> Consent | None:
    """The consent that approving records: the yes just given, or the one the requester brought along."""
    said = _said(request, record, policy, today)
    if not said.answer.needs_asking:
        return None
    # A yes for this once must not turn into a yes for ever: it is on record, and the next time is asked again.
    once = Consent(
        ConsentAnswer.ONCE,
        request.activity,
        purpose_of(request.activity, request.purpose),
        agreed_by=yes.who if yes else request.agreed_by,
        agreed_on=(yes.when if yes else request.agreed_on) or today,
        recorded_by=by.id,
    )
    if yes is None or not yes.every_time:
        return once
    # A lasting yes is for every purpose, unless a narrower answer stands there: it takes the place of that one.
    lasting = replace(once, answer=ConsentAnswer.YES)
    scopes = [replace(lasting, purpose=None), lasting]
    if said.entry:
        scopes.append(replace(lasting, exposure=said.entry.exposure, contact_id=said.entry.contact_id))
    for scope in scopes:
        if _said(request, replace(record, consents=(*record.consents, scope)), policy, today).answer is Permission.YES:
            return scope
    return scopes[-1]


def introducer(request: Request, customer: Customer) -> int | None:
    """Who talks to the customer: the owner, or the decider it was sent to where no owner can be reached."""
    return asked_instead(request, customer) or customer.owner_id


def writes_directly(request: Request, contact: Contact | None, customer: Customer, requester: Person) -> bool:
    """True when `requester` may write to the contact of a use without being introduced."""
    if contact is None or not request.activity.live or not customer.may_be_seen_by(requester):
        return False
    return contact.direct and bool(contact.email or contact.phone)


def released(request: Request) -> tuple[LedgerLine, ...]:
    if request.quarter is None:
        return ()
    return (
        LedgerLine(
            request.customer_id,
            request.quarter,
            -request.points,
            Entry.RELEASE,
            request.activity,
            request.contact_id,
            request.used_on,
        ),
    )
