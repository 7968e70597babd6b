"""The buttons of the cards."""

from blocks.requests import buttons
from domain.requests.states import Act


def test_every_act_has_its_button() -> None:
    assert set(buttons.BUILD) == set(Act)
