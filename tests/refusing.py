"""Refusals are asserted on by their code: no test of a rule breaks because a sentence moved."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.portfolio.availability import Blocker
from domain.refusals import Reason, Refusal


@contextmanager
def refusing(reason: Reason) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """What is done inside is refused, for this reason."""
    with pytest.raises(Refusal) as refused:
        yield refused
    assert refused.value.reason is reason


def blocker_of(refused: pytest.ExceptionInfo[Refusal]) -> Blocker:
    """What stood against it."""
    blocker = refused.value.facts["blocker"]
    assert isinstance(blocker, Blocker)
    return blocker
