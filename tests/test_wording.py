"""Every code of the rules is said, to who may know the customer and to who may not, and in every language."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from blocks.kit.language import PSEUDO, speaking
from blocks.programme import digest as digest_view
from blocks.wording import activities, blockers, customers, import_faults, refusals, sayings, terms
from domain.activities import Activity, Purpose
from domain.calendar import quarter_of
from domain.listed import listed
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget, Obstacle, Scope
from domain.portfolio.cautions import Caution, CautionKind
from domain.portfolio.customers import Customer, Hold
from domain.portfolio.importing import Fault, FaultKind, ImportedCustomer, read_customers
from domain.portfolio.quotable import Saying, SayingKind
from domain.programme.digest import Demand, Digest, Facts, Strain
from domain.refusals import Manage, Reason, Refusal
from domain.requests.escalation import Snooze
from domain.requests.request import CancelledBy, DealEnd, DeclineReason, Thanks
from domain.requests.states import Status
from domain.search.company_words import WordKind
from domain.seniority import LEVELS
from tests.activities import CALL, CASE_STUDY, QUOTE, but

SECRET = Customer(
    7,
    "C7",
    "Lumi Retail",
    owner_id=1,
    classified=True,
    segment="a Nordic retailer",
    hold=Hold("a quarrel about prices"),
)
OWNER, MAYA = Person(1, "U1", "Ilkka Saarinen"), Person(2, "U2", "Maya Lindholm")
TODAY = date(2026, 11, 30)
SPENT = Budget(3, 4, quarter_of(TODAY, 1))
FACTS: dict[str, Any] = {
    "words": "What the form says.",
    "customer": SECRET,
    "blocker": Blocker(Obstacle.HOLD, SECRET, date(2027, 1, 1)),
    "person": OWNER,
    "day": TODAY,
    "number": 3,
    "typed": "Helsinki",
    "headings": ("Account ID", "Colour"),
    "fault": Fault(FaultKind.QUOTE_NEVER_CLOSED),
    "line": 1,
    "cause": "OSError",
    "rows": 500,
}
EACH: dict[Reason, tuple[str, type[StrEnum]]] = {
    Reason.MANAGERS_ONLY: ("what", Manage),
    Reason.SETTLED: ("status", Status),
    Reason.OVER: ("status", Status),
    Reason.NO_BRIEF_OVER: ("status", Status),
    Reason.DEAL_SAID: ("end", DealEnd),
    Reason.THANKED: ("how", Thanks),
}


def blocked() -> Iterator[Blocker]:
    """Every obstacle, of everything it can be of."""
    for obstacle in Obstacle:
        for scope in Scope:
            for purpose in (None, Purpose.PRESS):
                for activity in (None, CALL):
                    for free_on in (None, date(2027, 1, 1)):
                        more = {"activity": activity, "purpose": purpose, "scope": scope, "budget": SPENT}
                        yield Blocker(obstacle, SECRET, free_on, until=TODAY, **more)  # type: ignore[arg-type]


def refused() -> Iterator[Refusal]:
    """Every reason, with every fact it may have."""
    for reason in Reason:
        if reason in EACH:
            name, codes = EACH[reason]
            for code in codes:
                yield Refusal(reason, **{name: code})
                yield Refusal(reason, **{name: code, "by": OWNER})
        else:
            yield Refusal(reason, **FACTS)


@pytest.mark.parametrize("code", ["en-GB", PSEUDO])
def test_every_refusal_is_a_sentence_and_names_nobody_to_who_may_not_know(code: str) -> None:
    with speaking(code):
        for each in refused():
            known, unknown = refusals.refusal(each, OWNER), refusals.refusal(each, MAYA)
            assert known.rstrip("⟧~").endswith((".", "?")), known
            assert "{" not in known
            assert "Lumi" not in unknown
            assert "quarrel" not in unknown
    assert "Lumi Retail" in refusals.refusal(Refusal(Reason.NOT_ON_HOLD, customer=SECRET), OWNER)
    assert "A Nordic" not in refusals.refusal(Refusal(Reason.NOT_ON_HOLD, customer=SECRET), OWNER)


@pytest.mark.parametrize("code", ["en-GB", PSEUDO])
def test_every_blocker_is_said_in_a_sentence_and_names_nobody_to_who_may_not_know(code: str) -> None:
    with speaking(code):
        for stop in blocked():
            known, unknown = blockers.blocker(stop, OWNER), blockers.blocker(stop, MAYA)
            assert known.rstrip("⟧~").endswith("."), known
            assert "Lumi" not in unknown
            assert "quarrel" not in unknown
            assert ("2027" in known) is (stop.free_on is not None)
    open_hold = Blocker(Obstacle.HOLD, SECRET)
    assert blockers.blocker(open_hold, OWNER) == "Lumi Retail is on hold: a quarrel about prices."
    assert blockers.blocker(open_hold, MAYA) == "A Nordic retailer is on hold."


def test_a_classified_customer_without_a_segment_is_called_so_in_the_readers_language() -> None:
    nameless = replace(SECRET, segment="")
    assert customers.as_seen_by(nameless, OWNER).name == "Lumi Retail"
    assert customers.as_seen_by(SECRET, MAYA).name == "a Nordic retailer"
    assert customers.as_seen_by(nameless, MAYA).name == "A classified customer"
    stop = Blocker(Obstacle.HOLD, nameless)
    strained = digest_facts(Facts(strained=(Strain("", 5, 4),), asked=listed([Demand("", 2)]), over=1))
    with speaking(PSEUDO):
        assert customers.as_seen_by(nameless, MAYA).name.startswith("⟦A classified customer")
        assert blockers.blocker(stop, MAYA).startswith("⟦⟦A classified customer")
        assert digest_view.text(strained).count("⟦A classified customer") == 2


@pytest.mark.parametrize("code", ["en-GB", PSEUDO])
def test_a_reason_of_ours_to_hold_is_said_in_the_readers_language_and_read_back_as_its_code(code: str) -> None:
    with speaking(code):
        for reason in terms.HOLD_REASON:
            said = terms.hold_reason(reason)
            assert said != reason
            assert said.startswith("⟦") is (code == PSEUDO)
            assert terms.hold_code(said) == reason
        assert terms.hold_code("a merger") == terms.hold_reason("a merger") == "a merger"


def digest_facts(facts: Facts) -> Digest:
    return Digest(TODAY, TODAY, facts, listed([]), Policy())


def test_only_who_gives_it_a_name_asks_the_rules_how_a_customer_is_seen() -> None:
    root = Path(__file__).parent.parent
    for room in ("blocks", "handlers", "bot", "store"):
        for path in (root / room).rglob("*.py"):
            if path != root / "blocks" / "wording" / "customers.py":
                said = path.read_text("utf8")
                assert not re.search(r"domain\.portfolio\.customers import .*as_seen_by", said), path


def test_every_caution_is_said() -> None:
    for kind in CautionKind:
        each = Caution(kind, 3, "Acme", "Manager", "C-level", TODAY, CALL)
        assert blockers.caution(each)
        with speaking(PSEUDO):
            assert blockers.caution(each).startswith("⟦")
    assert blockers.caution(Caution(CautionKind.RENEWAL, 0)) == "renewal today"
    assert blockers.caution(Caution(CautionKind.RENEWAL, 1)) == "renewal in 1 day"


def test_every_saying_is_said() -> None:
    said = {kind: sayings.saying(Saying(kind, "Lumi Retail", "retail", "Half the time.")) for kind in SayingKind}
    assert said == {
        SayingKind.NAME: "Lumi Retail is a customer of ours.",
        SayingKind.NAMED_STORY: "Lumi Retail: Half the time.",
        SayingKind.STORY_OF_INDUSTRY: "One of our customers in retail: Half the time.",
        SayingKind.STORY: "Half the time.",
    }


# A file of each thing that may be wrong with a row.
FAULTY: dict[FaultKind, str] = {
    FaultKind.EMPTY: "id,name\n7,\n",
    FaultKind.GARBLED: "name,industry\nLumi,Ret\ufffdil\n",
    FaultKind.SPREADSHEET_ERROR: "name,industry\nLumi,#REF!\n",
    FaultKind.TOO_LONG: f"name,industry\nLumi,{'x' * 201}\n",
    FaultKind.ROUNDED_ID: "id,name\n8.12346E+09,Lumi\n",
    FaultKind.SAME_ID: "name\nLumi\nLumi\n",
    FaultKind.TOO_MANY_VALUES: f"name,products\nLumi,{';'.join(map(str, range(51)))}\n",
    FaultKind.VALUE_TOO_LONG: f"name,products\nLumi,{'x' * 201}\n",
    FaultKind.NOT_YES_OR_NO: "name,classified\nLumi,perhaps\n",
    FaultKind.NOT_A_NUMBER: "name,employees\nLumi,many\n",
    FaultKind.NOT_A_RATING: "name,satisfaction\nLumi,good\n",
    FaultKind.OUT_OF_RANGE: "name,satisfaction\nLumi,11\n",
    FaultKind.NOT_A_DATE: "name,renewal_on\nLumi,soon\n",
    FaultKind.NO_SUCH_DAY: "name,renewal_on\nLumi,31.2.2027\n",
    FaultKind.TOO_FAR: "name,renewal_on\nLumi,0001-01-01\n",
    FaultKind.TWO_DATES: "name,renewal_on\nLumi,03/04/2027\n",
    FaultKind.NOT_AN_EMAIL: "name,owner\nLumi,Ilkka\n",
    FaultKind.UNKNOWN_COUNTRY: "name,country\nLumi,Atlantis\n",
    FaultKind.UNKNOWN_LANGUAGE: "name,languages\nLumi,Klingonese\n",
    FaultKind.UNKNOWN_ACTIVITY: "name,activities\nLumi,dance\n",
    FaultKind.UNKNOWN_PURPOSE: "name,consents\nLumi,call:fun=yes\n",
    FaultKind.UNKNOWN_ANSWER: "name,consents\nLumi,call=perhaps\n",
    FaultKind.UNKNOWN_EXPOSURE: "name,consents,consent_exposure\nLumi,call=yes,secret\n",
    FaultKind.UNKNOWN_STATUS: "name,status\nLumi,purple\n",
    FaultKind.UNKNOWN_CONTACT: "name,consents,consent_contact\nLumi,call=yes,Nobody\n",
    FaultKind.NOT_A_CONSENT: "name,consents\nLumi,yes\n",
    FaultKind.ANSWERED_TWICE: "name,consents\nLumi,call=yes;call=no\n",
    FaultKind.STORY_TOO_LONG: f"name,challenge,solution\nLumi,{'a' * 1600},{'b' * 1600}\n",
    FaultKind.POINTS_LEFT_OF_NONE: "name,budget_left\nLumi,5\n",
    FaultKind.POINTS_LEFT_OF_FEWER: "name,budget_total,budget_left\nLumi,4,5\n",
    FaultKind.HOLD_ENDS_FIRST: "name,hold_since,hold_until\nLumi,2027-02-01,2027-01-01\n",
    FaultKind.WRONG_WIDTH: "name,country\nLumi, Retail,FI\n",
    FaultKind.QUOTE_NEVER_CLOSED: 'name\n"Lumi\n',
    FaultKind.QUOTE_IN_QUOTES: 'name\n"Lumi "Retail"\n',
    FaultKind.STRAY_LINE_BREAK: "name,country\nLumi,F\rI\n",
}


@pytest.mark.parametrize("kind", FaultKind)
def test_everything_wrong_with_a_row_is_found_and_said_in_a_sentence(kind: FaultKind) -> None:
    *_, row = read_customers([f"{line}\n" for line in FAULTY[kind].split("\n")], today=TODAY)
    (found,) = row.unread if isinstance(row, ImportedCustomer) else row.faults
    assert found.kind is kind
    for code in ("en-GB", PSEUDO):
        with speaking(code):
            said = import_faults.fault(found)
            assert said.rstrip("⟧~").endswith("."), said
            assert "{" not in said
            assert said.startswith("⟦") is (code == PSEUDO)
            assert found.heading in said


def test_what_is_wrong_with_a_row_says_nothing_of_its_cells_to_the_log() -> None:
    (row,) = read_customers("name,country\nLumi,Atlantis\n", today=TODAY)
    assert "Atlantis" not in repr(row)


def test_every_code_has_its_words_and_no_other() -> None:
    for table, codes in (
        (refusals.SENTENCES, Reason),
        (refusals.MANAGE, Manage),
        (refusals.SETTLED, Status),
        (refusals.DEAL_SAID, DealEnd),
        (refusals.THANKED, Thanks),
        (import_faults.SENTENCES, FaultKind),
        (terms.STATUS, Status),
        (terms.DECLINE_REASON, DeclineReason),
        (terms.PURPOSE, Purpose),
        (terms.SENIORITY, LEVELS),
        (terms.SNOOZE, Snooze),
        (terms.WORD_KIND, WordKind),
        (terms.CANCELLED_BY, CancelledBy),
        (terms.THANKED, Thanks),
    ):
        assert set(table) == set(codes), codes  # type: ignore[call-overload]


def test_an_activity_stands_alone_and_with_its_customer() -> None:
    assert activities.name(CALL) == "Call"
    assert activities.title(CALL, "Lumi Retail") == "Call with Lumi Retail"
    assert activities.left(CALL, 1) == "1 call left"
    assert activities.left(CASE_STUDY, 2) == "2 case studies left"


def test_a_companys_own_activity_and_a_renamed_one_read_neutrally() -> None:
    webinar = Activity(code="webinar", name="webinar", translations={"fi": "webinaari"})
    for own, called in ((webinar, "Webinar"), (but(CALL, name="chat"), "Chat")):
        assert activities.name(own) == called
        assert activities.title(own, "Lumi Retail") == f"{called} · Lumi Retail"
        assert activities.left(own, 2) == f"{called}: 2 left"
        assert activities.waits(own, "Friday") == f"{called}: not until Friday"
    assert activities.thanks(QUOTE, "Acme") == "thank you for your quote; it went to Acme."
    assert set(activities.THANKS) == set(activities.TITLES) == set(activities.NAMES)


def test_a_refusal_says_nothing_of_its_facts_to_the_log() -> None:
    assert str(Refusal(Reason.NOT_ON_HOLD, customer=SECRET)) == "not_on_hold"
    assert "Lumi" not in repr(Blocker(Obstacle.HOLD, SECRET))
    assert "quarrel" not in repr(Blocker(Obstacle.HOLD, replace(SECRET, classified=False)))
