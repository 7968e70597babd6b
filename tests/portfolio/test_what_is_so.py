"""What is said agrees with what is so: uses that are agreed, what a confidential customer is offered for, shares."""

from datetime import date
from typing import Any

import pytest

from blocks.portfolio import uses
from blocks.programme import overview
from domain.activities import DEFAULTS, Activity
from domain.policy import Policy
from domain.portfolio.cautions import Caution, CautionKind, request_cautions
from domain.portfolio.customers import Use
from domain.portfolio.quotable import may_be_offered
from domain.programme.digest import Overview
from tests.activities import CALL, CASE_STUDY, EVENT, LOGO, PRESS, QUOTE, TENDER
from tests.domain.world import POLICY, TODAY, known
from tests.portfolio.test_holds import all_of
from tests.world import LUMI, World

PAST, AHEAD = date(2026, 11, 2), date(2026, 12, 3)
POSTGRESQL_LATER = True  # see tests/conftest.py
SECRET = {
    **LUMI,
    "name": "Zyx",
    "classified": "yes",
    "segment": "a Nordic retailer",
    "consents": "*=yes",
    "name_public": "yes",
}


@pytest.mark.parametrize(
    ("known_uses", "last", "coming"),
    [
        ((), "none in the last year", ""),
        ((Use(CALL, PAST),), "2 November 2026", ""),
        ((Use(CALL, TODAY, made=False),), "none in the last year", "Call (no day yet)"),
        ((Use(CALL, AHEAD),), "none in the last year", "Call (3 December 2026)"),
        (
            (Use(CALL, AHEAD), Use(QUOTE, TODAY, made=False), Use(CALL, PAST)),
            "2 November 2026",
            "Call (3 December 2026) and Quote (no day yet)",
        ),
    ],
)
def test_what_is_agreed_is_told_beside_what_took_place(known_uses: tuple[Use, ...], last: str, coming: str) -> None:
    assert uses.last(known_uses, TODAY) == last
    assert uses.coming(known_uses, TODAY) == coming


async def test_an_owner_who_is_asked_again_reads_what_is_agreed_already(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    await world.ilkka.clicks("Approve")
    await world.asks(world.maya, "Lumi", prospect="Bolt")
    card = await world.sees(world.ilkka, "for Bolt\nAsked by")
    assert "Agreed already: Call (no day yet)" in card
    assert "Last use: none" not in card


@pytest.mark.parametrize(
    ("ended", "fulfilled", "declined", "words"),
    [
        (0, 0, 0, "7"),
        (1, 0, 1, "7 · 1 declined"),
        (1, 0, 0, "7"),
        (4, 3, 0, "7 · 3 fulfilled"),
        (5, 2, 2, "7 · 2 of 5 that ended were fulfilled (40 %) · 2 declined"),
    ],
)
def test_a_share_is_told_only_of_enough(ended: int, fulfilled: int, declined: int, words: str) -> None:
    nothing: dict[str, Any] = {
        **dict.fromkeys(("waiting", "late", "thanks_overdue", "over", "close", "unused", "own"), 0),
        "overridden": (),
        "pool": 3,
    }
    seen = overview._requests(Overview(**nothing, filed=7, ended=ended, fulfilled=fulfilled, declined=declined))
    assert seen == words


@pytest.mark.parametrize("activity", DEFAULTS)
def test_nobody_is_led_to_name_a_confidential_customer_outside(activity: Activity) -> None:
    names = activity in (LOGO, TENDER, EVENT, PRESS, CASE_STUDY)
    secret = known(classified=True)
    assert may_be_offered(secret.customer, activity) is not names
    assert may_be_offered(known().customer, activity)
    asked: dict[str, Any] = {"activity": activity, "prospect": "Acme", "needed_by": AHEAD}
    warned = Caution(CautionKind.CONFIDENTIAL) in request_cautions(secret, Policy(), TODAY, **asked)
    assert warned is names, "asked for all the same, it is what it is"
    assert POLICY


async def test_a_search_offers_a_confidential_customer_for_nothing_that_names_it(world: World) -> None:
    await world.customers(SECRET)
    for seat, name in ((world.maya, "A Nordic retailer"), (world.petra, "Zyx"), (world.ilkka, "Zyx")):
        await seat.types("/reference retail onboarding")
        assert name in seat.last_ephemeral
        await seat.types("/reference logo retail")
        line = seat.last_ephemeral.splitlines()[3]
        if seat is world.maya:
            assert line == "Logo mention: not now. Its owner knows the name, and decides."
        else:
            assert line.startswith("Logo mention: not named outside. "), seat.last_ephemeral
        assert "logo" not in line.partition(". ")[2]
        assert "tender" not in line
    assert "Zyx" not in all_of(world.maya)
