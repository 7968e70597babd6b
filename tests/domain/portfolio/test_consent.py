"""What a customer agreed to: every small set of answers against an oracle of a few lines, and the finer rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, permutations

import pytest
from hypothesis import given

from domain.activities import DEFAULTS, Activity, Exposure, Purpose, Quotable, exposure_of, purpose_of
from domain.portfolio.availability import Obstacle, Scope, blocker, free_contact, permission
from domain.portfolio.consent import Permission, in_force, may_use, on_record
from domain.portfolio.customers import Consent, ConsentAnswer, Contact, Record, Use
from domain.portfolio.quotable import Saying, SayingKind, quotable
from domain.refusals import Reason
from domain.requests.decisions import approve, customer_said_no
from domain.requests.messages import MessageType
from domain.requests.paused import follow_hold, go_ahead
from domain.requests.states import Status
from tests import activities as all_activities
from tests.activities import CALL, CASE_STUDY, EVENT, LOGO, QUOTE
from tests.domain.world import (
    AGREED,
    HELENA,
    ILKKA,
    JARI,
    NOW,
    POLICY,
    TODAY,
    activities,
    approved,
    asked,
    filed,
    known,
    purposes,
    records,
)
from tests.refusing import refusing

SALES, PRESS, TENDER = Purpose.SALES, Purpose.PRESS, Purpose.TENDER
YES, NO, ASK, ONCE = ConsentAnswer.YES, ConsentAnswer.NO, ConsentAnswer.ASK_FIRST, ConsentAnswer.ONCE
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


def says(
    *consents: Consent, activity: Activity | Quotable = CALL, purpose: Purpose = SALES, contact: Contact | None = None
) -> Permission:
    record = known(consents=consents)
    return may_use(record, contact, activity, purpose, exposure_of(activity), TODAY).answer


# Every set of up to three answers

Entry = tuple[Activity | None, Purpose | None, ConsentAnswer, bool]
ENTRIES: list[Entry] = [
    (activity, purpose, answer, live)
    for activity in (CALL, QUOTE, None)
    for purpose in (SALES, PRESS, None)
    for answer in ConsentAnswer
    for live in (True, False)
]
STRICT = {"no": 0, "ask_first": 1, "yes": 2}


def oracle(entries: tuple[Entry, ...], activity: Activity, purpose: Purpose) -> str:
    """What the design says of answers of which each is newer than the one before it."""
    cell = {(a, p): answer if live else "ask_first" for a, p, answer, live in entries if answer != "once"}
    if (activity, purpose) in cell:
        return cell[activity, purpose]
    one = [cell[which] for which in ((activity, None), (None, purpose)) if which in cell]
    return min(one, key=STRICT.__getitem__) if one else cell.get((None, None), "unknown")


def test_every_set_of_up_to_three_answers_says_what_the_design_says() -> None:
    def consent(age: int, entry: Entry) -> Consent:
        activity, purpose, answer, live = entry
        until = None if live else YESTERDAY
        return Consent(answer, activity, purpose, until=until, agreed_on=TODAY - timedelta(9 - age))

    made = {(age, entry): consent(age, entry) for age in range(3) for entry in ENTRIES}
    empty, sets = known(consents=()), 0
    for size in range(4):
        for entries in combinations(ENTRIES, size):
            # The order matters only where two speak of the same.
            same = len({entry[:2] for entry in entries}) < size
            for ordered in permutations(entries) if same else (entries,):
                record = replace(empty, consents=tuple(made[each] for each in enumerate(ordered)))
                sets += 1
                for activity in (CALL, QUOTE):
                    for purpose in (SALES, PRESS):
                        said = may_use(record, None, activity, purpose, Exposure.PRIVATE, TODAY)
                        assert said.answer == oracle(ordered, activity, purpose), (ordered, activity, purpose)
    assert sets > 60_000


# Which answers count


def test_what_the_import_tells_of_press_and_tender_is_heard() -> None:
    told = (
        Consent(YES, CALL, SALES),
        Consent(ASK, QUOTE),
        Consent(NO, purpose=PRESS),
        Consent(NO, purpose=TENDER),
    )
    assert says(*told) is Permission.YES
    assert says(*told, activity=QUOTE) is Permission.ASK_FIRST
    assert says(*told, activity=all_activities.PRESS) is Permission.NO
    assert says(*told, activity=all_activities.TENDER) is Permission.NO
    assert says(Consent(YES, QUOTE), Consent(NO, purpose=PRESS), activity=QUOTE, purpose=PRESS) is Permission.NO


def test_a_press_talk_is_for_the_press_and_a_tender_mention_for_a_tender_whatever_was_said() -> None:
    assert purpose_of(all_activities.PRESS, SALES) is PRESS
    assert purpose_of(all_activities.TENDER, SALES) is TENDER
    assert purpose_of(CALL, SALES) is SALES
    assert (
        says(Consent(YES, all_activities.PRESS, PRESS), activity=all_activities.PRESS, purpose=SALES) is Permission.YES
    )
    # It can mean nothing else than a no to press talks; a yes must be meant.
    assert says(Consent(NO, all_activities.PRESS, SALES), activity=all_activities.PRESS) is Permission.NO
    assert says(Consent(YES, all_activities.PRESS, SALES), activity=all_activities.PRESS) is Permission.UNKNOWN


def test_a_no_without_a_date_may_be_new_and_a_yes_without_one_old() -> None:
    dated = Consent(YES, CALL, SALES, agreed_on=YESTERDAY)
    assert says(Consent(NO, CALL, SALES), dated) is Permission.NO
    recorded = datetime(2026, 11, 1, tzinfo=UTC)
    assert says(Consent(NO, CALL, SALES, recorded_at=recorded), dated) is Permission.YES
    no = replace(dated, answer=NO)
    assert says(no, Consent(YES, CALL, SALES, recorded_at=NOW)) is Permission.NO


def test_of_one_day_the_answer_written_down_last_counts() -> None:
    no, yes = Consent(NO, CALL, agreed_on=TODAY), Consent(YES, CALL, agreed_on=TODAY)
    assert says(no, yes) is Permission.YES
    assert says(yes, no) is Permission.NO


def test_what_has_ended_asks_first_and_holds_on_its_last_day() -> None:
    assert says(Consent(YES, until=TODAY)) is Permission.YES
    assert says(Consent(YES, until=YESTERDAY)) is Permission.ASK_FIRST
    assert says(Consent(NO, until=TODAY)) is Permission.NO
    assert says(Consent(NO, until=YESTERDAY)) is Permission.ASK_FIRST
    assert blocker(known(consents=(Consent(YES, until=YESTERDAY),)), CALL, SALES, POLICY, TODAY) is None


def test_a_yes_for_one_request_says_nothing_of_the_next() -> None:
    once = Consent(ONCE, CALL, SALES, agreed_on=TODAY)
    assert says(once) is Permission.UNKNOWN
    assert says(Consent(ASK), once) is Permission.ASK_FIRST
    assert says(Consent(NO, CALL, SALES, agreed_on=YESTERDAY), once) is Permission.NO


# Exposure


def test_an_answer_for_private_use_does_not_cover_what_is_public_by_its_kind() -> None:
    private = Consent(YES, exposure=Exposure.PRIVATE)
    assert says(private) is Permission.YES
    for public in (LOGO, EVENT, all_activities.PRESS, CASE_STUDY):
        assert says(private, activity=public) is Permission.UNKNOWN
    in_public = Consent(NO, exposure=Exposure.PUBLIC)
    assert says(private, in_public) is Permission.YES
    assert says(private, in_public, activity=LOGO) is Permission.NO


def test_of_equals_of_different_exposure_the_strictest_counts() -> None:
    newer = Consent(YES, CALL, SALES, agreed_on=TODAY)
    older = Consent(ASK, CALL, SALES, exposure=Exposure.PRIVATE, agreed_on=YESTERDAY)
    assert says(newer, older) is Permission.ASK_FIRST


# A number of uses


def use(on: date, activity: Activity = CALL, **more: object) -> Use:
    return Use(activity, on, **more)  # type: ignore[arg-type]


def test_a_yes_for_two_uses_asks_first_once_two_were_approved_since_it_was_said() -> None:
    two = Consent(YES, CALL, count=2, agreed_on=date(2026, 3, 1))

    def said(*uses: Use) -> Permission:
        return permission(known(consents=(two,), uses=uses), CALL, SALES, POLICY, TODAY).answer

    once = use(date(2026, 4, 1))
    assert said(once) is Permission.YES
    assert said(once, use(date(2026, 5, 1))) is Permission.ASK_FIRST
    assert said(once, use(date(2026, 2, 1))) is Permission.YES  # before it was said
    assert said(once, use(date(2026, 5, 1), QUOTE)) is Permission.YES  # something else
    assert said(once, use(date(2026, 5, 1), approved=False)) is Permission.YES  # the customer is being asked
    assert said(use(date(2026, 5, 1), at=datetime(2026, 2, 1, tzinfo=UTC)), once) is Permission.YES  # approved before
    sales = replace(two, purpose=SALES)
    uses = (once, use(date(2026, 5, 1), purpose=PRESS))
    assert permission(known(consents=(sales,), uses=uses), CALL, SALES, POLICY, TODAY).answer is Permission.YES


# A contact's own answer


def test_a_contacts_no_binds_for_that_contact_and_a_customers_no_for_every_contact() -> None:
    personal = Consent(NO, contact_id=HELENA.id)
    assert says(Consent(YES, CALL, SALES), personal, contact=HELENA) is Permission.NO
    assert says(Consent(YES, CALL, SALES), personal, contact=JARI) is Permission.YES
    assert says(Consent(NO), Consent(YES, CALL, SALES, contact_id=HELENA.id), contact=HELENA) is Permission.NO


def test_a_contacts_yes_is_theirs_alone() -> None:
    yes = Consent(YES, CALL, contact_id=HELENA.id)
    assert says(yes, contact=HELENA) is Permission.YES
    assert says(yes, contact=JARI) is Permission.UNKNOWN
    assert says(yes) is Permission.UNKNOWN


def test_who_refused_is_passed_over_and_where_all_did_nobody_can_be_asked() -> None:
    refused = Consent(NO, CALL, contact_id=HELENA.id)
    both = known(contacts=(HELENA, JARI), consents=(*AGREED, refused))
    assert free_contact(both, CALL, SALES, POLICY, TODAY) == JARI
    assert permission(both, CALL, SALES, POLICY, TODAY).answer is Permission.YES
    assert approved(asked(), both).request.contact_id == JARI.id
    alone = replace(both, contacts=(HELENA,))
    stopped = blocker(alone, CALL, SALES, POLICY, TODAY)
    assert stopped is not None
    assert stopped.obstacle is Obstacle.NO
    assert (stopped.scope, stopped.activity, stopped.purpose) == (Scope.CONTACTS, CALL, SALES)
    assert blocker(alone, LOGO, SALES, POLICY, TODAY) is None


def test_a_contact_who_rests_does_not_speak_for_one_who_refused() -> None:
    refused = Consent(NO, CALL, contact_id=HELENA.id)
    resting = known(contacts=(HELENA, JARI), consents=(*AGREED, refused), uses=(Use(CALL, TODAY, JARI.id),))
    stopped = blocker(resting, CALL, SALES, POLICY, TODAY)
    assert stopped is not None
    assert stopped.obstacle is Obstacle.REST


# Name and story


@pytest.mark.parametrize(
    ("consents", "said"),
    [
        ((), Saying(SayingKind.NAMED_STORY, "Lumi Retail", gist="It went well.")),
        ((Consent(NO, purpose=SALES),), None),  # no less exact than the general yes, and stricter
        ((Consent(NO, Quotable.NAME),), Saying(SayingKind.STORY, gist="It went well.")),
        ((Consent(NO, Quotable.NAME, SALES),), Saying(SayingKind.STORY, gist="It went well.")),
        ((Consent(NO, Quotable.STORY),), Saying(SayingKind.NAME, "Lumi Retail")),
        ((Consent(NO, Quotable.NAME, PRESS),), Saying(SayingKind.NAMED_STORY, "Lumi Retail", gist="It went well.")),
        (
            (Consent(NO),),
            Saying(SayingKind.NAMED_STORY, "Lumi Retail", gist="It went well."),
        ),  # the yes is the more exact
    ],
)
def test_what_may_be_said_now_asks_the_recorded_answers(consents: tuple[Consent, ...], said: Saying | None) -> None:
    record = known(name_public=True, story_public=True, story="It went well.", consents=consents)
    assert quotable(record, TODAY) == said


def test_a_recorded_yes_to_the_name_says_it_without_the_column() -> None:
    assert quotable(known(consents=(Consent(YES, Quotable.NAME),)), TODAY) == Saying(SayingKind.NAME, "Lumi Retail")
    assert quotable(known(consents=(Consent(YES),), name_public=False), TODAY) is None
    ended = Consent(YES, Quotable.NAME, until=YESTERDAY)
    assert quotable(known(consents=(ended,)), TODAY) is None


def test_of_a_classified_customer_nothing_but_the_segment_is_said() -> None:
    secret = known(
        classified=True, segment="a Nordic retailer", name_public=True, consents=(Consent(YES, Quotable.NAME),)
    )
    assert quotable(secret, TODAY) == Saying(SayingKind.NAME, "A Nordic retailer")


# What follows


def test_a_form_never_files_under_sales_what_is_not() -> None:
    record = known(consents=())
    for activity, purpose in ((all_activities.PRESS, PRESS), (all_activities.TENDER, TENDER), (CALL, SALES)):
        sent = filed(record, activity=activity, purpose=SALES, needed_by=TODAY + timedelta(30))
        assert sent.request.purpose is purpose


def test_a_press_talk_is_refused_where_the_customer_said_no_to_the_press() -> None:
    record = known(consents=(Consent(YES), Consent(NO, purpose=PRESS)))
    with refusing(Reason.BLOCKED):
        filed(record, activity=all_activities.PRESS)


def test_the_customers_no_to_what_was_filed_wrongly_counts_as_well() -> None:
    waiting = asked(all_activities.PRESS, SALES, status=Status.AWAITING_CUSTOMER)
    consent = customer_said_no(waiting, known(), by=ILKKA, policy=POLICY, now=NOW).consent
    assert consent is not None
    assert consent.purpose is PRESS


@pytest.mark.parametrize(
    "ask",
    [
        Consent(ASK),
        Consent(ASK, CALL),
        Consent(ASK, purpose=SALES),
        Consent(ASK, CALL, SALES),
        Consent(ASK, CALL, SALES, exposure=Exposure.PRIVATE),
        Consent(ASK, CALL, SALES, contact_id=HELENA.id),
        Consent(YES, CALL, until=YESTERDAY, agreed_on=date(2026, 1, 1)),
        Consent(YES, CALL, SALES, count=1, agreed_on=date(2026, 1, 1)),
    ],
)
def test_a_yes_from_now_on_is_asked_for_no_second_time(ask: Consent) -> None:
    from tests.domain.requests.test_decisions import ALWAYS

    record = known(consents=(ask,), contacts=(HELENA,), uses=(Use(CALL, date(2026, 2, 1)),))
    consent = approve(asked(), record, by=ILKKA, policy=POLICY, now=NOW, yes=ALWAYS).consent
    assert consent is not None
    later = replace(record, consents=(ask, consent))
    assert permission(later, CALL, SALES, POLICY, TODAY).answer is Permission.YES


def test_an_approved_use_that_would_now_be_a_no_is_paused_and_asked_about() -> None:
    request = approved(asked(), known()).request
    no = known(consents=(Consent(NO, CALL, recorded_at=NOW + timedelta(hours=1)),))
    paused = follow_hold(request, no, policy=POLICY, now=NOW + timedelta(hours=2))
    assert paused is not None
    assert paused.code == "paused"
    assert {message.type for message in paused.messages} == {MessageType.PAUSED, MessageType.HOLD_ASKED}
    going = go_ahead(paused.request, no.customer, by=ILKKA, now=NOW + timedelta(hours=3)).request
    assert follow_hold(going, no, policy=POLICY, now=NOW + timedelta(hours=4)) is None
    again = known(consents=(Consent(NO, CALL, recorded_at=NOW + timedelta(hours=5)),))
    assert follow_hold(going, again, policy=POLICY, now=NOW + timedelta(hours=6)) is not None
    over = follow_hold(paused.request, known(), policy=POLICY, now=NOW + timedelta(hours=7))
    assert over is not None
    assert over.code == "resumed"


def test_a_no_to_something_else_pauses_nothing() -> None:
    request = approved(asked(), known()).request
    assert follow_hold(request, known(consents=(*AGREED, Consent(NO, QUOTE))), policy=POLICY, now=NOW) is None
    personal = known(consents=(*AGREED, Consent(NO, contact_id=JARI.id)), contacts=(HELENA, JARI))
    hers = replace(request, contact_id=HELENA.id)
    assert follow_hold(hers, personal, policy=POLICY, now=NOW) is None
    assert follow_hold(replace(request, contact_id=JARI.id), personal, policy=POLICY, now=NOW) is not None


# Of any record


@given(records, activities, purposes)
def test_answers_about_other_things_change_nothing(record: Record, activity: Activity, purpose: Purpose) -> None:
    asked_for, exposure = purpose_of(activity, purpose), exposure_of(activity)
    fitting = tuple(
        said
        for said in record.consents
        if said.activity in (None, activity)
        and (said.purpose in (None, asked_for) or asked_for is not purpose or purpose_of(activity, None))
        and said.exposure in (None, exposure)
    )
    one = permission(record, activity, purpose, POLICY, TODAY).answer
    assert one is permission(replace(record, consents=fitting), activity, purpose, POLICY, TODAY).answer


@given(records, activities, purposes)
def test_one_more_no_that_names_both_is_always_a_no(record: Record, activity: Activity, purpose: Purpose) -> None:
    no = Consent(NO, activity, purpose_of(activity, purpose), agreed_on=TODAY)
    more = replace(record, consents=(*record.consents, no))
    assert permission(more, activity, purpose, POLICY, TODAY).answer is Permission.NO


@given(records)
def test_what_is_listed_decides_what_is_answered(record: Record) -> None:
    listed = replace(record, consents=tuple(in_force(record.consents)))
    for activity in DEFAULTS:
        for purpose in Purpose:
            one = permission(record, activity, purpose, POLICY, TODAY).answer
            assert one is permission(listed, activity, purpose, POLICY, TODAY).answer
    assert len(on_record(record)) >= len(listed.consents)
