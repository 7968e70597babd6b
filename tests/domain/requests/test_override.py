"""Beyond a limit: a programme manager may, with a reason; nobody else, and never against a no, a hold or a lapse."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activities import Activity, Purpose
from domain.policy import Policy
from domain.portfolio.availability import blocker, budget
from domain.portfolio.customers import Consent, ConsentAnswer, Hold, Use
from domain.refusals import Reason, Refusal
from domain.requests.ledger import Entry, LedgerLine
from domain.requests.messages import Message, MessageType
from domain.requests.request import Outcome
from domain.requests.states import Status
from tests.activities import CALL, CASE_STUDY, LOGO
from tests.domain.world import (
    AGREED,
    AINO,
    EVERYBODY,
    HELENA,
    ILKKA,
    LUMI,
    MAYA,
    NOW,
    PETRA,
    POLICY,
    Q4,
    TODAY,
    activities,
    after,
    approved,
    asked,
    filed,
    known,
    policies,
    records,
)
from tests.refusing import refusing

SPENT = known(used=4)
WHY = "The board asked for exactly them"


def overridden(**more: Any) -> Outcome:
    """The outcome of Petra's approval beyond the limit."""
    return approved(asked(), SPENT, **{"by": PETRA, "override": WHY, **more})


def test_a_programme_manager_goes_beyond_the_budget_with_a_reason() -> None:
    outcome = overridden()
    assert outcome.request.status is Status.APPROVED
    assert (outcome.request.overridden_by, outcome.request.override_reason) == (PETRA.id, WHY)
    assert outcome.ledger == (LedgerLine(LUMI.id, Q4, 2, Entry.OVERRIDE, CALL, None, TODAY, None),)
    assert outcome.code == "overridden.budget"
    assert Message(MessageType.APPROVED, MAYA.id) in outcome.messages
    assert Message(MessageType.INTRODUCE, ILKKA.id) in outcome.messages


def test_an_owner_who_need_not_introduce_is_told_and_gets_the_card_to_stop_it() -> None:
    request = asked(decider_id=AINO.id, routed="owner_away")
    outcome = approved(request, SPENT, by=PETRA, override=WHY)
    assert Message(MessageType.OVERRIDDEN, ILKKA.id) in outcome.messages
    assert outcome.decision_for == (ILKKA.id,)


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (known(used=4), "budget"),
        (known(used=3), "budget"),
        (known(uses=(Use(CASE_STUDY, TODAY - timedelta(30)),)), "cap"),
        (known(contacts=(HELENA,), uses=(Use(CALL, TODAY - timedelta(3), HELENA.id),)), "rest"),
    ],
)
def test_budget_yearly_cap_and_rest_can_be_overridden(record: Any, code: str) -> None:
    activity = CASE_STUDY if code == "cap" else CALL
    outcome = approved(asked(activity), record, by=PETRA, override=WHY)
    assert outcome.code == f"overridden.{code}"
    # Somebody has to speak: the most senior, though they would rather rest.
    assert outcome.request.contact_id == (HELENA.id if code == "rest" else None)


@pytest.mark.parametrize(
    "facts",
    [
        {"consents": (Consent(ConsentAnswer.NO, CALL),)},
        {"hold": Hold("an open issue")},
        {"activities": (LOGO,)},
    ],
)
def test_a_no_and_a_hold_cannot_be_overridden(facts: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        approved(asked(), known(used=4, **facts), by=PETRA, override=WHY)
    with pytest.raises(Refusal):
        filed(known(used=4, **facts), by=PETRA, override_reason=WHY)


def test_without_a_reason_nobody_goes_beyond_a_limit() -> None:
    with refusing(Reason.TOO_LATE_SAY_WHY):
        approved(asked(), SPENT, by=PETRA)


def test_nobody_else_overrides_and_everybody_else_is_told_who_can() -> None:
    with refusing(Reason.TOO_LATE_FINAL) as refused:
        approved(asked(), SPENT, by=ILKKA, override=WHY)
    assert refused.value.deciders == ()
    with pytest.raises(Refusal) as at_the_form:
        filed(SPENT, by=MAYA, override_reason=WHY)
    assert at_the_form.value.field == "activity"


def test_a_programme_manager_files_beyond_the_limit_and_the_owner_still_decides() -> None:
    with refusing(Reason.BLOCKED_SAY_WHY) as refused:
        filed(SPENT, by=PETRA)
    assert refused.value.field == "override"
    request = filed(SPENT, by=PETRA, override_reason=WHY).request
    assert request.status is Status.PENDING
    outcome = approved(replace(request, id=12), SPENT)
    assert outcome.request.decided_by == ILKKA.id
    assert outcome.request.overridden_by == PETRA.id
    assert [line.entry for line in outcome.ledger] == [Entry.OVERRIDE]
    assert MessageType.OVERRIDDEN not in {message.type for message in outcome.messages}


def test_what_fits_after_all_was_not_overridden() -> None:
    request = replace(filed(SPENT, by=PETRA, override_reason=WHY).request, id=12)
    for outcome in (approved(request, known()), approved(asked(), known(), by=PETRA, override=WHY)):
        assert (outcome.request.overridden_by, outcome.request.override_reason) == (None, "")
        assert outcome.ledger[0].limit == 4
        assert outcome.code == ""


@given(
    records,
    policies,
    st.lists(st.tuples(activities, st.sampled_from(EVERYBODY), st.booleans()), min_size=1, max_size=12),
)
def test_whatever_is_approved_only_overridden_lines_go_beyond_the_budget(
    record: Any, policy: Policy, tries: list[tuple[Activity, Any, bool]]
) -> None:
    record = replace(record, consents=AGREED)
    for activity, by, reasoned in tries:
        stop = blocker(record, activity, Purpose.SALES, policy, TODAY)
        before = budget(record, policy, TODAY)
        try:
            outcome = approved(asked(activity), record, by=by, policy=policy, now=NOW, override=WHY if reasoned else "")
        except Refusal:
            assert by not in (ILKKA, PETRA) or stop is not None
            continue
        (line,) = outcome.ledger
        if line.entry is Entry.RESERVE:
            assert stop is None
            assert before.fits(line.points)
        else:
            assert (by, reasoned) == (PETRA, True)
            assert stop is not None
            assert stop.limit is not None
        record = after(record, outcome)
        assert budget(record, policy, TODAY).used == before.used + line.points


def test_the_policy_of_these_tests_gives_two_calls() -> None:
    assert POLICY.quarter_points == 4
