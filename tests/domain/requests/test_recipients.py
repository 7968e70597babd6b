"""What is not told any more: nobody is reminded of what they have just done, or asked to be reminded of later."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.requests.messages import Tell
from domain.requests.recipients import overtaken
from domain.requests.request import After, DealEnd, Request, Status, Thanks
from tests.domain.world import NOW, POLICY, TODAY, asked

TOMORROW = TODAY + timedelta(1)
DATED = After(event_on=TOMORROW)
# For each message that can be overtaken: a request of which it is told, and what makes it moot.
CASES: dict[Tell, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    Tell.REMINDER: (
        {"status": Status.PENDING},
        [{"status": Status.APPROVED}, {"snoozed_until": NOW + timedelta(1)}],
    ),
    Tell.SCHEDULED: ({"status": Status.SCHEDULED}, [{"status": Status.CANCELLED}]),
    Tell.RESCHEDULED: ({"status": Status.SCHEDULED}, [{"status": Status.CANCELLED}]),
    Tell.BRIEF: (
        {"status": Status.SCHEDULED, "after": DATED},
        [
            {"status": Status.COMPLETED},
            {"paused_at": NOW},
            {"after": After()},
            {"after": After(event_on=TODAY - timedelta(1))},
        ],
    ),
    Tell.HOW_WAS_IT: ({"status": Status.SCHEDULED}, [{"status": Status.COMPLETED}]),
    Tell.THANK_AGAIN: (
        {"status": Status.COMPLETED},
        [{"after": After(thanked_how=Thanks.MAIL)}, {"after": After(thanks_again_on=TOMORROW)}],
    ),
    Tell.DEAL_ASKED: (
        {"status": Status.COMPLETED},
        [{"after": After(deal_end=DealEnd.LOST)}, {"after": After(ask_deal_on=TOMORROW)}],
    ),
    Tell.PAUSED: ({"status": Status.APPROVED, "paused_at": NOW}, [{"paused_at": None}]),
    Tell.HOLD_ASKED: ({"status": Status.APPROVED, "paused_at": NOW}, [{"paused_at": None}]),
    Tell.RESUMED: ({"status": Status.APPROVED}, [{"paused_at": NOW}, {"status": Status.CANCELLED}]),
}


def over(tell: Tell, request: Request) -> bool:
    return overtaken(tell, request, POLICY, NOW)


@pytest.mark.parametrize("tell", CASES)
def test_what_was_done_or_put_off_before_it_was_told_is_not_told(tell: Tell) -> None:
    given, ends = CASES[tell]
    request = asked(**given)
    assert not over(tell, request)
    for end in ends:
        assert over(tell, replace(request, **end)), end


def test_what_was_put_off_is_told_on_its_day() -> None:
    assert not over(Tell.THANK_AGAIN, asked(status=Status.COMPLETED, after=After(thanks_again_on=TODAY)))
    assert not over(Tell.DEAL_ASKED, asked(status=Status.COMPLETED, after=After(ask_deal_on=TODAY)))
    assert not over(Tell.REMINDER, asked(status=Status.PENDING, snoozed_until=NOW))


@pytest.mark.parametrize("tell", sorted(set(Tell) - CASES.keys()))
def test_what_is_said_of_a_move_is_said_whatever_follows(tell: Tell) -> None:
    assert not any(over(tell, asked(status=status, paused_at=at)) for status in Status for at in (None, NOW))
