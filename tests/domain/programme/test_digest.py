"""When a digest is due, what counts as news, who is worth asking, and that every form of it says the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.kit.shapes import modal
from blocks.programme.digest import QUIET, build, build_plain, picked_lines, strained_lines, text
from domain.listed import listed
from domain.matching import Facet, Index, Profile
from domain.policy import Policy
from domain.portfolio.customers import Consent, ConsentAnswer, Customer, Hold, Record
from domain.programme.digest import (
    Demand,
    Digest,
    Facts,
    Strain,
    Unmet,
    digest,
    news_since,
    picks,
    segments,
    unmet_by,
    unused_since,
    waiting_since,
    week_due,
)
from sandbox import blockkit
from tests.domain.world import AGREED, NOW, POLICY, TODAY, key, known

HELSINKI = Policy(timezone="Europe/Helsinki")
moments = st.integers(1_704_067_200, 1_924_905_600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
zones = st.sampled_from(("UTC", "Europe/Helsinki", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"))
names = st.text(min_size=1, max_size=200).filter(lambda name: bool(name.strip()))
some = st.integers(0, 99)


def helsinki(day: str, time: str) -> datetime:
    """A moment on Helsinki's clocks."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo("Europe/Helsinki"))


@pytest.mark.parametrize(
    ("day", "time", "week"),
    [
        ("2026-11-23", "08:59:59", None),
        ("2026-11-23", "09:00", "2026-W48"),
        ("2026-11-24", "23:59", "2026-W48"),
        ("2026-11-25", "00:00", None),
        ("2026-11-22", "09:00", None),
        ("2026-03-30", "09:00", "2026-W14"),  # the day after the clocks went forward
        ("2026-10-26", "08:59", None),  # the day after they went back
        ("2026-10-26", "09:00", "2026-W44"),
        ("2026-12-28", "09:00", "2026-W53"),
        ("2027-01-04", "09:00", "2027-W01"),
        ("2024-12-31", "10:00", "2025-W01"),
    ],
)
def test_a_digest_is_due_from_monday_nine_to_the_end_of_tuesday(day: str, time: str, week: str | None) -> None:
    assert week_due(HELSINKI, helsinki(day, time).astimezone(UTC)) == week


@given(moments, zones)
def test_a_week_has_one_digest_wherever_the_company_is(moment: datetime, zone: str) -> None:
    policy = Policy(timezone=zone)
    monday = news_since(policy, moment).astimezone(ZoneInfo(zone))
    assert (monday.weekday(), monday.hour, monday.minute) == (0, 9, 0)
    due = {week_due(policy, monday + timedelta(hours=hours)) for hours in range(7 * 24)} - {None}
    assert len(due) == 1


@given(moments, zones)
def test_between_two_digests_no_news_is_lost(moment: datetime, zone: str) -> None:
    policy = Policy(timezone=zone)
    monday = news_since(policy, moment)
    for late in (timedelta(0), timedelta(hours=3), timedelta(hours=38)):
        posted = (monday.astimezone(ZoneInfo(zone)) + timedelta(7) + late).astimezone(UTC)
        assert news_since(policy, posted) == monday
    assert timedelta(5) - timedelta(hours=25) < moment - monday < timedelta(13)


def test_a_request_waits_too_long_after_two_working_days() -> None:
    assert waiting_since(POLICY, datetime(2026, 11, 23, 9, tzinfo=UTC)) == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert waiting_since(POLICY, datetime(2026, 11, 26, 9, tzinfo=UTC)) == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_year_back_from_a_leap_day_is_a_day_that_exists() -> None:
    assert unused_since(POLICY, datetime(2028, 2, 29, 9, tzinfo=UTC)).isoformat() == "2027-02-28"


def candidate(number: int, industry: str, **facts: Any) -> Record:
    fields: dict[str, Any] = {"satisfaction": 9, "verified_on": TODAY - timedelta(10), **facts}
    return Record(
        Customer(number, f"C{number}", f"Customer {number}", industry=industry, key=key(number), **fields),
        consents=AGREED,
    )


def test_picks_are_the_best_of_different_industries() -> None:
    found = [candidate(n, "Retail", satisfaction=10) for n in (1, 2, 3)]
    found += [candidate(4, "Banking"), candidate(5, "Energy"), candidate(6, "Steel", satisfaction=2)]
    assert [pick.key for pick in picks(found, POLICY, TODAY)] == [key(n) for n in (1, 4, 5, 6, 2, 3)]


@pytest.mark.parametrize(
    "record",
    [
        candidate(1, "Retail", classified=True, segment="a retailer"),
        candidate(1, "Retail", hold=Hold("unhappy")),
        candidate(1, "Retail", quarter_points=0),
        replace(candidate(1, "Retail"), consents=(Consent(ConsentAnswer.NO),)),
    ],
)
def test_who_cannot_be_asked_or_named_is_no_pick(record: Record) -> None:
    assert picks([record], POLICY, TODAY) == ()


@pytest.fixture(scope="module")
def index() -> Index:
    made = Index()
    made.put(Profile(1, "Lumi Retail", industry="Retail", country="FI", use_cases=("Onboarding",)))
    made.put(Profile(2, "Nordbank", industry="Banking", country="NO", use_cases=("Chatbot",)))
    return made


@pytest.mark.parametrize(
    ("words", "unmet"),
    [
        ("retail onboarding", False),
        ("retail sweden", False),  # another country can stand in
        ("aerospace norway", True),  # a bank in Norway cannot
        ("aerospace", True),
        ("retail chatbot", True),  # one has this, another that, nobody both
        ("lumi", False),
        ("nordbank aerospace", False),  # somebody was asked for by name
        ("qwzrtpx", False),  # nobody knows what it means
    ],
)
def test_unmet_is_what_nobody_has_wholly(index: Index, words: str, unmet: bool) -> None:
    answer = index.search(words)
    said = unmet_by(answer, answer.hits)
    assert bool(said) is unmet, said


def test_who_can_not_be_asked_serves_nobody(index: Index) -> None:
    answer = index.search("retail onboarding")
    assert unmet_by(answer, ()) == (Facet("industry", "retail_general"), Facet("use_case", "Onboarding"))


def test_segments_stand_with_most_people_first() -> None:
    retail, aerospace, norway = Facet("industry", "retail"), Facet("industry", "aerospace"), Facet("region", "NO")
    found = segments([((retail,), 1), ((aerospace, norway), 3), ((), 9)])
    assert found == [Unmet((aerospace, norway), 3), Unmet((retail,), 1)]


FACTS = Facts(
    owners=4,
    deals=6,
    strained=(Strain("Lumi Retail", 6, 4), Strain("a Nordic bank", 4, 4), Strain("Kiiltokivi", 7, 8)),
    over=1,
    close=2,
    overridden=listed(["Kiiltokivi"]),
    asked=listed([Demand("Lumi Retail", 7), Demand("Kiiltokivi", 1)]),
    pool=300,
    unused=216,
    candidates=(known(industry="Retail", satisfaction=9),),
    waiting=1,
    thanks_overdue=2,
    unmet=listed([Unmet((Facet("industry", "aerospace"), Facet("region", "NO")), 2)]),
)


def test_the_digest_opens_with_thanks_and_names_customers_only() -> None:
    assert text(digest(FACTS, POLICY, NOW)).splitlines() == [
        "References since 16 November 2026",
        "",
        "Thank you! 4 owners shared a customer. 6 deals got a reference.",
        "",
        "Let them rest until 1 January 2027: 1 customer over budget and 2 customers at 80 % of the budget or more",
        "  • Lumi Retail: 6 of 4 points used",
        "  • a Nordic bank: 4 of 4 points used",
        "  • Kiiltokivi: 7 of 8 points used, 1 left",
        "",
        "Used beyond a limit this quarter, because a programme manager said so",
        "  • Kiiltokivi",
        "",
        "Most asked for this quarter",
        "  • Lumi Retail: 7 times",
        "  • Kiiltokivi: once",
        "",
        "Not used for 12 months: 216 of 300 customers · worth asking first",
        "  • Lumi Retail: Retail · satisfaction 9 of 10",
        "",
        "Searched for, and nobody fits",
        "  • aerospace · Norway: 2 people",
        "",
        "1 request waits too long for an answer. 2 thank-yous are overdue.",
    ]


def test_nothing_to_say_is_one_friendly_line() -> None:
    quiet = digest(Facts(pool=3), POLICY, NOW)
    assert quiet.empty
    assert text(quiet).splitlines() == ["References since 16 November 2026", "", QUIET]


@pytest.mark.parametrize("field", ["owners", "deals", "over", "close", "unused", "waiting", "thanks_overdue"])
def test_one_number_is_something_to_say(field: str) -> None:
    assert not digest(replace(Facts(), **{field: 1}), POLICY, NOW).empty


strains = st.builds(Strain, name=names, used=st.integers(1, 40), limit=st.integers(0, 40))
facts = st.builds(
    Facts,
    owners=some,
    deals=some,
    strained=st.lists(strains, max_size=8).map(tuple),
    over=some,
    close=some,
    asked=st.lists(st.builds(Demand, name=names, times=st.integers(1, 999)), max_size=8).map(listed),
    pool=some,
    unused=some,
    candidates=st.lists(names, max_size=6).map(
        lambda found: tuple(candidate(n, name[:200], country="FI") for n, name in enumerate(found, 1))
    ),
    waiting=some,
    thanks_overdue=some,
    unmet=st.lists(
        st.builds(Unmet, about=st.tuples(st.builds(Facet, st.just("said"), names)), people=st.integers(1, 9)),
        max_size=5,
    ).map(listed),
    # Who is listed is counted, too.
).map(lambda found: replace(found, over=max(found.over, len(found.strained))))


@given(facts)
def test_slack_takes_every_digest_whatever_customers_are_called(found: Facts) -> None:
    made = digest(found, POLICY, NOW)
    for message in (build(made), build_plain(made)):
        assert blockkit.problems_in_message(message.blocks, message.text) == []
    for view in (modal("Rest", strained_lines(made)), modal("Ask", picked_lines(made.picks.items, 60))):
        assert blockkit.problems_in_view(view) == []


def _all_words(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(_all_words(each) for each in value.values())
    if isinstance(value, list):
        return "\n".join(_all_words(each) for each in value)
    return str(value)


@given(facts)
def test_both_forms_and_the_text_name_the_same(found: Facts) -> None:
    made: Digest = digest(found, POLICY, NOW)
    said = text(made)
    drawn, plain = _all_words(build(made).blocks), _all_words(build_plain(made).blocks)
    picked = [pick.name for pick in made.picks.items if found.unused]
    for name in (*(each.name for each in found.strained), *picked):
        assert name in said
        assert name in drawn
        assert name in plain
    for each in found.asked.items:
        assert f"{each.name}: " in said
        assert each.name in plain
        assert str(each.times) in drawn
