"""Who really gets a request: the owner, or whoever stands in; the form says who, and a stale click is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.people import Standing
from domain.requests.decisions import approve
from sandbox.seat import Seat
from tests.portfolio.test_handover import gives
from tests.requests.test_escalation import a_world, asks, passes
from tests.world import LUMI, World

AINO, NOBODY = "aino@norrsken.example", "nobody.knows@norrsken.example"


POSTGRESQL_LATER = True  # see tests/conftest.py


def guest(who: Seat) -> None:
    who.user.is_restricted = True


def leaves(who: Seat) -> None:
    who.user.deleted = True


@pytest.mark.parametrize(
    ("owner", "backup", "who", "why"),
    [
        (NOBODY, AINO, "Aino Korhola", "Nobody Knows can't be reached in Slack"),
        (NOBODY, NOBODY, "Petra Vance", "Nobody Knows can't be reached in Slack"),
        ("leena@norrsken.example", AINO, "Aino Korhola", "Leena can't be reached in Slack"),
        ("gus@else.example", "otto@other.example", "Petra Vance", "Gus Guest can't be reached in Slack"),
        ("gus@else.example", "maya@norrsken.example", "Petra Vance", "Gus Guest can't be reached in Slack"),
        ("", AINO, "Aino Korhola", "This customer has no owner"),
    ],
)
async def test_the_form_names_who_really_has_it(world: World, owner: str, backup: str, who: str, why: str) -> None:
    await world.customers({**LUMI, "external_id": "C9", "name": "Tuuli", "owner": owner, "backup": backup})
    said = await world.asks(world.maya, "Tuuli")
    assert f"{why}. Sent to {who}." in said
    await world.sees(world.maya, f"Waiting for @{who}")
    seat = world.aino if who.startswith("Aino") else world.petra
    assert ("no owner" if not owner else "the owner, can't be reached") in await world.sees(seat, "Why you:")
    assert await seat.clicks("Approve")
    await world.sees(world.maya, f"Approved by @{who}")
    await world.sees(seat, "Please introduce Maya Lindholm")
    await world.settled()
    assert not any("was not delivered" in world.petra.text_of(message) for message in world.petra.dm)


async def test_of_a_classified_customer_the_form_names_neither_owner_nor_backup(world: World) -> None:
    secret = {**LUMI, "external_id": "C9", "name": "Zyx", "classified": "yes", "segment": "a Nordic retailer"}
    await world.customers(secret | {"owner": NOBODY, "backup": AINO}, LUMI | {"hold_reason": "x", "external_id": "C0"})
    await world.asks_what_fits(world.maya, "retail onboarding")
    shown = await world.sees(world.maya, "Waiting for whoever stands in for its owner")
    assert "Aino" not in shown
    assert "Zyx" in await world.sees(world.aino, "[Approve]")


async def test_slack_away_at_filing_it_is_filed_and_only_what_is_known_is_said(world: World) -> None:
    await world.maya.types("/reference help")
    world.slack.workspace.trouble.rate_limited_methods = {"users.info": 9, "users.lookupByEmail": 9}
    said = await world.asks(world.maya, "Lumi")
    assert "Saved. Slack does not tell me just now who can be reached. It goes to Ilkka" in said
    world.slack.workspace.trouble.rate_limited_methods = {}


async def test_who_leaves_while_it_waits_is_found_out_when_they_would_be_reminded(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Lumi", needed_by="2026-11-30")
        leaves(world.ilkka)
        before = len(world.ilkka.dm)
        await passes(world, "2026-11-23 13:01")
        assert "Ilkka Saarinen, the owner, can't be reached in Slack" in await world.sees(world.aino, "[Approve]")
        await world.sees(world.maya, "Waiting for @Aino Korhola")
        assert len(world.ilkka.dm) == before
        assert "[Approve]" not in world.ilkka.text_of(world.ilkka.dm[0])
        assert "Lumi" not in world.ilkka.text_of(world.ilkka.dm[0])
        assert world.petra.dm == []
        await passes(world, "2026-11-23 17:00")
        leaves(world.aino)
        await passes(world, "2026-11-24 12:30")
        await world.sees(world.petra, "[Approve]")
        await world.sees(world.maya, "Waiting for @Petra Vance")


@pytest.mark.parametrize("becomes", [guest, leaves])
async def test_a_click_counts_only_while_they_are_members(world: World, becomes: Any) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    becomes(world.ilkka)
    assert await world.ilkka.clicks("Approve")
    assert "Guests can't use" in world.ilkka.last_ephemeral or "active account" in world.ilkka.last_ephemeral
    assert "Waiting for" in world.maya.text_of(world.maya.dm[0])


async def test_a_guest_of_today_reads_nothing_any_more(world: World) -> None:
    await world.ilkka.opens_home()
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    assert "Lumi" in world.ilkka.text_of(world.ilkka.home)
    guest(world.ilkka)
    await passes(world, world.slack.clock.now() + timedelta(days=1))
    await world.sees(world.petra, "[Approve]")
    await world.settled()
    for shown in (world.ilkka.home, *world.ilkka.dm):
        assert shown is not None
        assert "not yours to follow any more" in world.ilkka.text_of(shown)
        assert "Lumi" not in world.ilkka.text_of(shown)


async def test_what_is_decided_goes_on_with_whoever_stands_in(world: World) -> None:
    await world.customers({**LUMI, "backup": AINO})
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    leaves(world.ilkka)
    async with world.parts.desk.transaction() as tx:
        before, record = await tx.requests.locked(1)
        petra = (await tx.people.managers())[0]
        await tx.apply(before, approve(before, record, by=petra, policy=tx.policy, now=tx.now))
    world.parts.desk.wake()
    await world.sees(world.aino, "Please introduce Maya Lindholm")
    await world.settled()
    assert "Aino Korhola introduces you" in "".join(map(world.maya.text_of, world.maya.dm))


async def test_a_handover_to_somebody_who_has_left_meanwhile_goes_to_who_can_be_reached(world: World) -> None:
    await world.customers({**LUMI, "backup": "petra@norrsken.example"})
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await gives(world)
    leaves(world.aino)
    await passes(world, world.slack.clock.now())
    await world.sees(world.maya, "Waiting for @Petra Vance")
    assert "Aino Korhola, the owner, can't be reached" in await world.sees(world.petra, "[Approve]")


async def test_who_is_unknown_to_slack_today_may_be_there_tomorrow(world: World) -> None:
    await world.customers({**LUMI, "external_id": "C9", "name": "Tuuli", "owner": NOBODY})
    assert "Sent to Petra Vance" in await world.asks(world.maya, "Tuuli")
    async with world.parts.desk.reading() as tx:
        owner = (await tx.customers.record(2)).customer.owner_id or 0
        assert (await tx.people.get(owner)).standing is Standing.GONE
    world.slack.workspace.add_user(
        replace(world.aino.user, id="U0NEW", name="nobody", real_name="Nobody Knows", email=NOBODY)
    )
    assert "Sent to Nobody Knows." in await world.asks(world.maya, "Tuuli", activity="Quote")
