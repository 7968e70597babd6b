"""What is not told any more: nobody is reminded of what they have just done, or asked to be reminded of later."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.requests.messages import MessageType
from domain.requests.recipients import overtaken
from domain.requests.request import DealEnd, Fulfilment, Request, Thanks
from domain.requests.states import Status
from tests.domain.world import NOW, POLICY, TODAY, asked

TOMORROW = TODAY + timedelta(1)
DATED = Fulfilment(event_on=TOMORROW)
# For each message that can be overtaken: a request of which it is told, and what makes it moot.
CASES: dict[MessageType, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    MessageType.REMINDER: (
        {"status": Status.PENDING},
        [{"status": Status.APPROVED}, {"snoozed_until": NOW + timedelta(1)}],
    ),
    MessageType.SCHEDULED: ({"status": Status.SCHEDULED}, [{"status": Status.CANCELLED}]),
    MessageType.RESCHEDULED: ({"status": Status.SCHEDULED}, [{"status": Status.CANCELLED}]),
    MessageType.BRIEF: (
        {"status": Status.SCHEDULED, "fulfilment": DATED},
        [
            {"status": Status.COMPLETED},
            {"paused_at": NOW},
            {"fulfilment": Fulfilment()},
            {"fulfilment": Fulfilment(event_on=TODAY - timedelta(1))},
        ],
    ),
    MessageType.HOW_WAS_IT: ({"status": Status.SCHEDULED}, [{"status": Status.COMPLETED}]),
    MessageType.THANK_AGAIN: (
        {"status": Status.COMPLETED},
        [{"fulfilment": Fulfilment(thanked_how=Thanks.MAIL)}, {"fulfilment": Fulfilment(thanks_again_on=TOMORROW)}],
    ),
    MessageType.DEAL_ASKED: (
        {"status": Status.COMPLETED},
        [{"fulfilment": Fulfilment(deal_end=DealEnd.LOST)}, {"fulfilment": Fulfilment(ask_deal_on=TOMORROW)}],
    ),
    MessageType.PAUSED: ({"status": Status.APPROVED, "paused_at": NOW}, [{"paused_at": None}]),
    MessageType.HOLD_ASKED: ({"status": Status.APPROVED, "paused_at": NOW}, [{"paused_at": None}]),
    MessageType.RESUMED: ({"status": Status.APPROVED}, [{"paused_at": NOW}, {"status": Status.CANCELLED}]),
}


def over(message_type: MessageType, request: Request) -> bool:
    return overtaken(message_type, request, POLICY, NOW)


@pytest.mark.parametrize("message_type", CASES)
def test_what_was_done_or_put_off_before_it_was_told_is_not_told(message_type: MessageType) -> None:
    given, ends = CASES[message_type]
    request = asked(**given)
    assert not over(message_type, request)
    for end in ends:
        assert over(message_type, replace(request, **end)), end


def test_what_was_put_off_is_told_on_its_day() -> None:
    assert not over(
        MessageType.THANK_AGAIN, asked(status=Status.COMPLETED, fulfilment=Fulfilment(thanks_again_on=TODAY))
    )
    assert not over(MessageType.DEAL_ASKED, asked(status=Status.COMPLETED, fulfilment=Fulfilment(ask_deal_on=TODAY)))
    assert not over(MessageType.REMINDER, asked(status=Status.PENDING, snoozed_until=NOW))


@pytest.mark.parametrize("message_type", sorted(set(MessageType) - CASES.keys()))
def test_what_is_said_of_a_move_is_said_whatever_follows(message_type: MessageType) -> None:
    assert not any(over(message_type, asked(status=status, paused_at=at)) for status in Status for at in (None, NOW))
