"""What an answer says of a customer in one line: the first clause of what came of it, and whether it may be said."""

from typing import Any

import pytest

from domain.portfolio.customers import Hold
from domain.portfolio.quotable import SHORT, SHORTER, Saying, SayingKind, Telling, telling
from tests.domain.world import TODAY, known

LONG = "New staff work alone after four days, down from twelve, and three of four come back the next winter."
OPEN = {"name_public": True, "story_public": True}


@pytest.mark.parametrize(
    ("story", "line"),
    [
        ("Need.\nWork.\nHalf the time. And more.", "Half the time."),
        (LONG, "New staff work alone after four days, down from twelve …"),
        ("1,100 seasonal sellers were trained in nine days; binding complaints went down by some 40 per cent.",
         "1,100 seasonal sellers were trained in nine days …"),
        ("x" * 200, "x" * (SHORT - 2) + " …"),
        ("word " * 40, ("word " * 17).strip() + " …"),
        ("It went well" + "." * 400, "It went …"),
    ],
)  # fmt: skip
def test_the_first_clause_fits_one_line_and_a_cut_one_says_so(story: str, line: str) -> None:
    assert telling(known(**OPEN, story=story), TODAY) == Telling(line, quotable=True, named=True)
    assert len(line) <= SHORT
    assert len(telling(known(story=story), TODAY).words) <= SHORTER


@pytest.mark.parametrize(
    ("facts", "quotable", "named"),
    [
        (OPEN, True, True),
        ({"name_public": True}, False, True),
        ({"story_public": True}, True, False),
        ({"story_public": True, "story": "Lumi saved half the time."}, False, False),
        ({**OPEN, "story": "Lumi saved half the time."}, True, True),
        ({**OPEN, "classified": True, "segment": "a shop"}, False, False),
        ({**OPEN, "hold": Hold("talks")}, False, True),
        ({**OPEN, "hold": Hold("over", until=TODAY)}, True, True),
        ({}, False, False),
    ],
)
def test_it_is_quoted_only_where_it_may_be_said_outside(facts: dict[str, Any], quotable: bool, named: bool) -> None:
    found = telling(known(**{"story": "Half the time.", "consents": (), **facts}), TODAY)
    assert (found.quotable, found.named, bool(found.words)) == (quotable, named, True)


def test_without_a_story_it_is_said_what_may_be_said_instead() -> None:
    assert telling(known(name_public=True), TODAY) == Telling(saying=Saying(SayingKind.NAME, "Lumi Retail"), named=True)
    assert telling(known(consents=()), TODAY) == Telling()
    secret = telling(known(classified=True, segment="a shop"), TODAY)
    assert secret == Telling(saying=Saying(SayingKind.NAME, "A shop"))
