"""What the form offers is what filing allows: the groups are made of the very rules that bind it."""

from hypothesis import given

from domain.activities import DEFAULTS, Activity, Purpose, exposure_of, purposes_of
from domain.policy import Policy
from domain.portfolio.availability import blocker
from domain.portfolio.consent import Permission, may_use
from domain.portfolio.customers import Consent, ConsentAnswer, Hold, Record
from domain.refusals import Reason, Refusal
from domain.requests.offering import Choice, OfferState, choice, choices
from tests.activities import CALL, PRESS, QUOTE, TENDER
from tests.domain.world import ILKKA, MAYA, POLICY, TODAY, activities, filed, known, policies, purposes, records
from tests.refusing import refusing


def said(answer: ConsentAnswer, activity: Activity | None = None, purpose: Purpose | None = None) -> Consent:
    return Consent(answer, activity, purpose)


def of(record: Record, activity: Activity = CALL) -> Choice:
    return choice(record, activity, MAYA, POLICY, TODAY)


@given(records, policies, activities, purposes)
def test_what_is_offered_can_be_filed_and_nothing_else(
    record: Record, policy: Policy, activity: Activity, purpose: Purpose
) -> None:
    purpose = purpose if purpose in purposes_of(activity) else purposes_of(activity)[0]
    offer = choice(record, activity, MAYA, policy, TODAY).offer(purpose)
    stop = blocker(record, activity, purpose, policy, TODAY)
    assert offer.blocker == stop
    assert (offer.state in (OfferState.AGREED, OfferState.ASKED_FIRST)) is (stop is None)
    if record.customer.owner_id == MAYA.id:
        return
    try:
        filed(record, policy=policy, activity=activity, purpose=purpose)
        assert stop is None
    except Refusal as refused:
        assert stop is not None or refused.field in ("needed_by", "customer")


def test_the_groups() -> None:
    yes, no = said(ConsentAnswer.YES, CALL), said(ConsentAnswer.NO, CALL)
    ask = said(ConsentAnswer.ASK_FIRST, CALL)
    hold = Hold("Talks")
    for record, standing in (
        (known(consents=(yes,)), OfferState.AGREED),
        (known(consents=(ask,)), OfferState.ASKED_FIRST),
        (known(consents=()), OfferState.ASKED_FIRST),
        (known(consents=(yes,), used=3), OfferState.NOT_NOW),
        (known(consents=(yes,), hold=hold), OfferState.NOT_NOW),
        (known(consents=(no,)), OfferState.NEVER),
        (known(consents=(no,), hold=hold), OfferState.NEVER),
        (known(consents=(no,), used=4), OfferState.NEVER),
        (known(consents=(yes,), activities=(QUOTE,)), OfferState.NEVER),
    ):
        assert of(record).best.state is standing, record
    assert of(known(activities=(QUOTE,))).best.given is False
    assert [each.activity for each in choices(known(), MAYA, POLICY, TODAY)] == list(DEFAULTS)


def test_what_it_is_for_matters_where_the_answer_depends_on_it_and_nowhere_else() -> None:
    sales, press = Purpose.SALES, Purpose.PRESS
    call = CALL
    for consents, matters in (
        ((), False),
        ((said(ConsentAnswer.YES),), False),
        ((said(ConsentAnswer.YES, call), said(ConsentAnswer.YES, call, press)), False),
        ((said(ConsentAnswer.YES, call, sales),), True),
        ((said(ConsentAnswer.ASK_FIRST, call, sales),), False),
        ((said(ConsentAnswer.NO, None, press),), True),
        ((said(ConsentAnswer.YES, call), said(ConsentAnswer.ASK_FIRST, call, press)), True),
    ):
        for used in (0, 4):
            record = known(consents=consents, used=used)
            assert of(record).needs_purpose is matters, (consents, used)
        assert not of(known(consents=consents), PRESS).needs_purpose
        assert not of(known(consents=consents), TENDER).needs_purpose


def test_the_best_answer_is_what_an_activity_is_offered_with_and_the_purpose_says_the_rest() -> None:
    record = known(consents=(said(ConsentAnswer.YES, CALL), said(ConsentAnswer.NO, CALL, Purpose.TENDER)))
    found = of(record)
    assert found.best.state is OfferState.AGREED
    assert found.offer(None) == found.best
    assert found.offer(Purpose.TENDER).state is OfferState.NEVER
    exposure = exposure_of(CALL)
    assert may_use(record, None, CALL, Purpose.TENDER, exposure, TODAY).answer is Permission.NO


def test_what_would_name_a_confidential_customer_is_not_possible_for_who_may_not_know_it() -> None:
    secret = known(classified=True)
    for activity in DEFAULTS:
        hers, his = (choice(secret, activity, who, POLICY, TODAY).best for who in (MAYA, ILKKA))
        assert (hers.state is OfferState.NEVER) is activity.names_outside
        assert his.state is OfferState.AGREED
        if activity.names_outside:
            with refusing(Reason.BLOCKED) as refused:
                filed(secret, activity=activity)
            assert refused.value.field == "activity"
