"""The table of messages: every type has its row, and the rows do not contradict each other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.requests.messages import MESSAGES, Message, MessageType, Overtaken, Waits
from domain.requests.recipients import can_wait, fanned_out
from domain.requests.request import Outcome
from tests.domain.world import AINO, MAYA, PETRA, TODAY, asked

REQUEST = replace(asked(), needed_by=TODAY + timedelta(7))


def test_every_message_has_a_row() -> None:
    assert set(MESSAGES) == set(MessageType)


def test_what_time_brings_again_and_again_can_be_overtaken() -> None:
    reminders = {each for each, row in MESSAGES.items() if row.waits is Waits.REMINDER}
    assert all(MESSAGES[each].overtaken is not Overtaken.NEVER for each in reminders)


def test_what_is_for_all_who_asked_asks_for_nothing() -> None:
    assert not any(row.asks or row.living for row in MESSAGES.values() if row.to_askers)


@pytest.mark.parametrize("message_type", MessageType)
def test_a_message_goes_to_those_its_row_says(message_type: MessageType) -> None:
    row = MESSAGES[message_type]
    outcome = Outcome(REQUEST, by=PETRA.id, messages=(Message(message_type, MAYA.id),))
    told = {message.person_id for message in fanned_out(outcome, REQUEST, [AINO.id])}
    assert told == ({MAYA.id, AINO.id} if row.to_askers or row.one_per_person else {MAYA.id})


@pytest.mark.parametrize("message_type", MessageType)
def test_only_what_waits_is_told_with_the_rest_of_the_day(message_type: MessageType) -> None:
    waits = MESSAGES[message_type].waits
    assert can_wait(message_type, REQUEST, TODAY, by_time=True) is (waits is not Waits.NEVER)
    assert can_wait(message_type, REQUEST, TODAY, by_time=False) is (waits is Waits.REMINDER)
