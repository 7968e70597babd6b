"""Still true? When a record is to be confirmed, and when its owner is asked."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.policy import Policy
from domain.portfolio.customers import Hold
from domain.portfolio.verification import to_verify, week_to_ask
from tests.domain.world import ILKKA, LUMI, TODAY

MONDAY = date(2026, 11, 23)
OWNER = replace(ILKKA, timezone="Europe/Helsinki", slack_id="U2")


@pytest.mark.parametrize(
    ("tier", "days", "due"),
    [
        ("", 180, False),
        ("", 181, True),
        ("gold", 90, False),
        ("Gold", 91, True),
        ("silver", 91, False),
        ("", None, True),
    ],
)
def test_key_references_are_confirmed_every_90_days_others_every_180(tier: str, days: int | None, due: bool) -> None:
    verified = None if days is None else TODAY - timedelta(days)
    assert to_verify(replace(LUMI, tier=tier, verified_on=verified), Policy(), TODAY) is due


def test_who_is_no_reference_any_more_is_not_asked_about() -> None:
    assert not to_verify(replace(LUMI, hold=Hold("left", TODAY)), Policy(), TODAY)
    assert to_verify(replace(LUMI, hold=Hold("busy", TODAY, TODAY + timedelta(9))), Policy(), TODAY)


@pytest.mark.parametrize(
    ("when", "week"),
    [
        ("2026-11-23 08:59", None),
        ("2026-11-23 09:00", MONDAY),
        ("2026-11-25 11:00", MONDAY),
        ("2026-11-25 19:00", None),
        ("2026-11-28 11:00", None),  # Saturday
        ("2026-12-06 11:00", None),  # a public holiday in Finland, and Sunday
        ("2026-12-07 09:00", date(2026, 12, 7)),
    ],
)
def test_owners_are_asked_in_their_own_working_time(when: str, week: date | None) -> None:
    now = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo("Europe/Helsinki"))
    assert week_to_ask(OWNER, Policy(timezone="America/New_York"), now) == week


def test_who_is_away_is_asked_when_they_are_back() -> None:
    away = replace(OWNER, away_until=date(2026, 11, 26))
    now = datetime(2026, 11, 25, 11, tzinfo=ZoneInfo("Europe/Helsinki"))
    assert week_to_ask(away, Policy(), now) is None
    assert week_to_ask(away, Policy(), now + timedelta(days=1)) == MONDAY
