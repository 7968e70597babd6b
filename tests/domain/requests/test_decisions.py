"""Filing, deciding, taking back: what each owes, and what each refuses."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.activities import DEFAULTS, Activity, Purpose
from domain.policy import Policy
from domain.portfolio.availability import blocker, permission
from domain.portfolio.consent import Permission
from domain.portfolio.customers import Consent, ConsentAnswer, Hold, Record
from domain.refusals import Reason, Refusal
from domain.requests.decisions import (
    CustomerYes,
    customer_said_no,
    file,
    needs_customer,
    reroute,
    withdraw,
)
from domain.requests.ledger import Entry, LedgerLine
from domain.requests.messages import Message, MessageType
from domain.requests.request import DeclineReason, Outcome, Request, RerouteReason, moved
from domain.requests.rights import may_decide
from domain.requests.states import STATES, Status
from tests.activities import CALL, QUOTE
from tests.domain.world import (
    AINO,
    EVERYBODY,
    HELENA,
    ILKKA,
    LUMI,
    MAYA,
    NEXT_Q,
    NOW,
    PETRA,
    POLICY,
    Q4,
    TODAY,
    activities,
    after,
    approved,
    asked,
    declined,
    draft,
    filed,
    known,
    policies,
    purposes,
    records,
    total,
)
from tests.refusing import blocker_of, refusing

SALES = Purpose.SALES
YES = CustomerYes("Helena Aaltola", TODAY)
ALWAYS = replace(YES, every_time=True)
NEVER_ASKED = known(consents=())


def awaiting() -> tuple[Request, Record]:
    """A request whose customer is being asked, its points reserved."""
    outcome = approved(asked(), NEVER_ASKED, ask_first=True)
    return outcome.request, after(NEVER_ASKED, outcome)


# Filing


def test_a_form_becomes_a_request_that_waits_for_the_owner() -> None:
    outcome = filed(known())
    assert outcome.request.status is Status.PENDING
    assert outcome.decision_for == (ILKKA.id,)
    assert outcome.ledger == ()


def test_without_an_owner_the_programme_manager_decides_and_is_told_why() -> None:
    outcome = filed(known(owner_id=None))
    assert outcome.decision_for == (PETRA.id,)
    assert outcome.request.routed is RerouteReason.NO_OWNER


def test_a_request_that_nobody_could_decide_is_refused_at_once() -> None:
    with refusing(Reason.NOBODY_DECIDES) as refused:
        file(draft(), known(owner_id=None), by=MAYA, to=None, policy=POLICY, now=NOW)
    assert refused.value.field == "customer"


def test_what_cannot_be_had_is_refused_at_the_field_it_belongs_to() -> None:
    for record, field in (
        # A logo costs nothing: it is the call that can't be had.
        (known(used=4), "activity"),
        (known(hold=Hold("issue")), "customer"),
        (known(used=3), "activity"),
        (known(consents=(Consent(ConsentAnswer.NO, CALL),)), "activity"),
        (known(consents=(Consent(ConsentAnswer.NO, CALL, Purpose.SALES),)), "purpose"),
    ):
        with pytest.raises(Refusal) as refused:
            filed(record)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "answers"),
    [
        ("needed_by", {"needed_by": TODAY - timedelta(1)}),
        ("needed_by", {"needed_by": TODAY + timedelta(731)}),
        ("agreed_on", {"agreed_by": "Helena", "agreed_on": TODAY + timedelta(1)}),
    ],
)
def test_days_that_make_no_sense_are_refused_at_their_field(field: str, answers: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        filed(known(), **answers)
    assert refused.value.field == field


# The owner's own use


def test_the_owner_uses_an_own_customer_with_one_click_within_budget() -> None:
    outcome = filed(known(), by=ILKKA)
    assert outcome.request.status is Status.APPROVED
    assert outcome.request.own_use
    assert [line.points for line in outcome.ledger] == [2]
    assert {message.person_id for message in outcome.messages} == {ILKKA.id}, "nobody else is bothered"


def test_own_use_goes_through_the_same_budget() -> None:
    with refusing(Reason.BLOCKED):
        filed(known(used=4), by=ILKKA)


def test_own_use_asks_the_customer_first_like_everybody_else() -> None:
    outcome = filed(NEVER_ASKED, by=ILKKA)
    assert outcome.request.status is Status.AWAITING_CUSTOMER
    assert total(list(outcome.ledger), Q4) == 2


@given(records, activities, purposes, policies)
def test_own_use_is_possible_exactly_when_asking_is(
    record: Record, activity: Activity, purpose: Purpose, policy: Policy
) -> None:
    outcomes: list[Outcome | Refusal] = []
    for person in (MAYA, ILKKA):
        try:
            outcomes.append(filed(record, by=person, activity=activity, purpose=purpose, policy=policy))
        except Refusal as refused:
            outcomes.append(refused)
    theirs, own = outcomes
    if isinstance(theirs, Refusal) or isinstance(own, Refusal):
        assert isinstance(theirs, Refusal)
        assert isinstance(own, Refusal)
        assert (theirs.reason, theirs.facts) == (own.reason, own.facts)
    else:
        assert own.request.own_use
        assert own.request.points == activity.points == total(list(own.ledger), own.ledger[0].quarter)


# Approving


def test_approving_reserves_the_points_of_this_quarter_in_the_same_move() -> None:
    outcome = approved(asked(), known())
    assert outcome.request.status is Status.APPROVED
    assert outcome.ledger == (LedgerLine(LUMI.id, Q4, 2, Entry.RESERVE, CALL, None, TODAY, 4),)
    assert outcome.request.quarter == Q4
    assert outcome.request.points == 2


def test_the_owner_introduces_and_the_requester_is_told() -> None:
    assert approved(asked(), known()).messages == (
        Message(MessageType.INTRODUCE, ILKKA.id),
        Message(MessageType.APPROVED, MAYA.id),
    )


def test_the_owner_introduces_also_when_a_programme_manager_approved() -> None:
    assert Message(MessageType.INTRODUCE, ILKKA.id) in approved(asked(), known(), by=PETRA).messages


def test_an_approval_that_comes_too_late_says_so_and_until_when() -> None:
    with refusing(Reason.TOO_LATE_FINAL) as refused:
        approved(asked(), known(used=4))
    assert blocker_of(refused).free_on == NEXT_Q


def test_only_owner_the_one_asked_and_programme_managers_decide() -> None:
    request = asked(decider_id=AINO.id, routed=RerouteReason.OWNER_AWAY)
    assert [p.name for p in EVERYBODY if may_decide(p, request, LUMI)] == [
        "Ilkka Saarinen",
        "Aino Korhola",
        "Petra Vance",
    ]
    with pytest.raises(Refusal) as refused:
        approved(asked(), known(), by=MAYA)
    assert refused.value.deciders == (ILKKA.id,)


def test_who_owns_a_classified_customer_is_not_told_to_those_who_may_not_decide() -> None:
    with pytest.raises(Refusal) as refused:
        approved(asked(), known(classified=True), by=AINO)
    assert refused.value.deciders == ()


def test_a_second_approval_changes_nothing() -> None:
    with refusing(Reason.SETTLED):
        approved(approved(asked(), known()).request, known(used=2))


def test_a_contact_is_chosen_with_the_approval_of_a_live_use_only() -> None:
    assert approved(asked(), known(contacts=(HELENA,))).request.contact_id == HELENA.id
    assert approved(asked(QUOTE), known(contacts=(HELENA,))).request.contact_id is None


# Consent


def test_without_a_recorded_consent_the_owner_says_first_who_agreed() -> None:
    with refusing(Reason.CONSENT_FIRST):
        approved(asked(), NEVER_ASKED)


def test_while_the_customer_is_asked_the_points_are_reserved_and_no_contact_is_introduced() -> None:
    outcome = approved(asked(), NEVER_ASKED, ask_first=True)
    assert outcome.request.status is Status.AWAITING_CUSTOMER
    assert total(list(outcome.ledger), Q4) == 2
    assert [message.type for message in outcome.messages] == [MessageType.ASK_CUSTOMER, MessageType.AWAITING]


def test_the_customers_yes_costs_no_second_time() -> None:
    request, record = awaiting()
    outcome = approved(request, record, yes=YES)
    assert outcome.request.status is Status.APPROVED
    assert outcome.ledger == ()
    assert outcome.request.points == 2


def test_the_customers_yes_counts_although_the_budget_is_used_up_by_its_own_points() -> None:
    request, record = awaiting()
    assert approved(request, replace(record, used=((Q4, 4),)), yes=YES).request.status is Status.APPROVED


def test_a_hold_that_came_while_the_customer_was_asked_stops_the_approval() -> None:
    request, record = awaiting()
    held = replace(record, customer=replace(LUMI, hold=Hold("escalation")))
    with refusing(Reason.BLOCKED):
        approved(request, held, yes=YES)


def test_a_no_that_came_while_the_customer_was_asked_stops_the_approval() -> None:
    request, record = awaiting()
    with refusing(Reason.NO_SINCE):
        approved(request, replace(record, consents=(Consent(ConsentAnswer.NO, CALL),)), yes=YES)


def test_the_customers_no_is_remembered_and_releases_the_points() -> None:
    request, record = awaiting()
    outcome = customer_said_no(request, record, by=ILKKA, policy=POLICY, now=NOW)
    assert outcome.request.status is Status.DECLINED
    assert [line.points for line in outcome.ledger] == [-2]
    assert permission(after(record, outcome), CALL, SALES, POLICY, TODAY).answer is Permission.NO


def test_approving_confirms_the_yes_the_requester_brought_along() -> None:
    request = asked(agreed_by="Helena", agreed_on=TODAY - timedelta(3))
    consent = approved(request, NEVER_ASKED).consent
    assert consent == Consent(
        ConsentAnswer.ONCE, CALL, SALES, agreed_by="Helena", agreed_on=TODAY - timedelta(3), recorded_by=ILKKA.id
    )


def test_a_yes_from_now_on_covers_every_purpose_of_this_activity() -> None:
    outcome = approved(asked(), NEVER_ASKED, yes=ALWAYS)
    later = after(NEVER_ASKED, outcome)
    assert permission(later, CALL, Purpose.TENDER, POLICY, TODAY).answer is Permission.YES
    assert permission(later, QUOTE, SALES, POLICY, TODAY).answer is Permission.UNKNOWN


def test_a_yes_from_now_on_counts_after_one_for_this_once() -> None:
    once = after(NEVER_ASKED, approved(asked(), NEVER_ASKED, yes=YES))
    assert needs_customer(asked(), once, POLICY, TODAY)
    lasting = after(once, approved(asked(), once, yes=ALWAYS))
    assert not needs_customer(asked(), lasting, POLICY, TODAY)


@given(records, activities, purposes, st.booleans(), st.booleans())
def test_a_yes_for_this_once_never_becomes_a_lasting_one(
    record: Record, activity: Activity, purpose: Purpose, brought: bool, asking: bool
) -> None:
    said = {"agreed_by": "Helena", "agreed_on": TODAY} if brought else {}
    request = asked(activity, purpose, **said)
    policy = Policy(quarter_points=1000)
    open_record = replace(record, customer=LUMI, uses=(), used=())
    try:
        outcome = approved(request, open_record, policy=policy, ask_first=asking, yes=None if asking else YES)
        if asking:
            waiting = after(open_record, outcome)
            outcome = approved(outcome.request, waiting, policy=policy, yes=YES)
    except Refusal:
        return
    later = after(open_record, outcome)
    for other in DEFAULTS:
        for use in Purpose:
            assert (
                permission(later, other, use, POLICY, TODAY).answer
                is permission(open_record, other, use, POLICY, TODAY).answer
            )


@given(records, activities, purposes)
def test_a_yes_from_now_on_is_asked_for_only_once(record: Record, activity: Activity, purpose: Purpose) -> None:
    open_record = replace(record, customer=LUMI, uses=(), used=())
    try:
        outcome = approved(asked(activity, purpose), open_record, policy=Policy(quarter_points=1000), yes=ALWAYS)
    except Refusal:
        return
    assert permission(after(open_record, outcome), activity, purpose, POLICY, TODAY).answer is Permission.YES


@given(records, activities, purposes)
def test_a_no_is_never_outvoted_by_what_was_said_before(record: Record, activity: Activity, purpose: Purpose) -> None:
    outcome = customer_said_no(asked(activity, purpose), record, by=ILKKA, policy=POLICY, now=NOW)
    assert permission(after(record, outcome), activity, purpose, POLICY, TODAY).answer is Permission.NO


def test_a_yes_on_a_later_day_lifts_an_earlier_no() -> None:
    no = Consent(ConsentAnswer.NO, CALL, SALES, agreed_on=TODAY - timedelta(30))
    yes = Consent(ConsentAnswer.YES, CALL, SALES, agreed_on=TODAY)
    assert permission(known(consents=(no, yes)), CALL, SALES, POLICY, TODAY).answer is Permission.YES


@settings(max_examples=300)
@given(records, activities, purposes, policies)
def test_an_approval_is_refused_exactly_when_something_blocks(
    record: Record, activity: Activity, purpose: Purpose, policy: Policy
) -> None:
    stopped = blocker(record, activity, purpose, policy, TODAY)
    try:
        approved(asked(activity, purpose), record, policy=policy, ask_first=True)
    except Refusal as refused:
        assert stopped is not None
        assert refused.facts["blocker"] == stopped
    else:
        assert stopped is None


# Declining, withdrawing, rerouting


def test_the_requester_is_told_a_decline_and_its_reason() -> None:
    outcome = declined(asked())
    assert outcome.request.decline_reason is DeclineReason.NOT_NOW
    assert outcome.messages == (Message(MessageType.DECLINED, MAYA.id),)


def test_another_reason_needs_words() -> None:
    with pytest.raises(Refusal) as refused:
        declined(asked(), reason=DeclineReason.OTHER)
    assert refused.value.field == "note"


def test_an_approved_request_cannot_be_declined_any_more() -> None:
    with refusing(Reason.SETTLED):
        declined(approved(asked(), known()).request)


def test_only_the_requester_or_a_programme_manager_withdraws() -> None:
    assert withdraw(asked(), LUMI, by=MAYA, now=NOW).request.status is Status.WITHDRAWN
    assert withdraw(asked(), LUMI, by=PETRA, now=NOW).request.status is Status.WITHDRAWN
    with refusing(Reason.MAY_NOT_WITHDRAW):
        withdraw(asked(), LUMI, by=ILKKA, now=NOW)


def test_withdrawing_after_approval_gives_the_points_back_and_tells_the_owner() -> None:
    request = approved(asked(), known()).request
    outcome = withdraw(request, LUMI, by=MAYA, now=NOW)
    assert [line.points for line in outcome.ledger] == [-2]
    assert outcome.messages == (Message(MessageType.WITHDRAWN, ILKKA.id),)


def test_a_request_is_rerouted_without_a_decision() -> None:
    outcome = reroute(asked(), to=PETRA.id, why=RerouteReason.OWNER_NOT_IN_SLACK, now=NOW)
    assert outcome.request.status is Status.PENDING
    assert outcome.request.decider_id == PETRA.id
    assert outcome.decision_for == (PETRA.id,)


def test_a_closed_status_has_no_way_out() -> None:
    closed = {Status.COMPLETED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED, Status.CANCELLED}
    assert {status for status in Status if not status.open} == closed
    for status in closed:
        for to in Status:
            with pytest.raises(Refusal):
                moved(asked(status=status), to, now=NOW)


def test_nothing_moves_back_to_pending() -> None:
    assert all(Status.PENDING not in state.follows for state in STATES.values())
