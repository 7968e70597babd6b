"""A customer on hold: set in Slack or by an import, and what it makes of requests that are open. On both databases."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.scheduler import tick
from sandbox.seat import NotOnScreen, Seat
from tests.world import LUMI, World, ticks

HELSINKI = ZoneInfo("Europe/Helsinki")  # where all of the world's people are
DIRECT = {**LUMI, "contact1_direct": "yes"}


async def at(world: World, when: str) -> None:
    """Move the clock ("2026-12-04 09:00" in Helsinki) and let time do its work, twice."""
    world.slack.clock.move_to(datetime.fromisoformat(when).replace(tzinfo=HELSINKI))
    for _ in range(2):
        await tick(world.parts.desk)
    world.parts.desk.wake()
    await world.settled()


async def approved(world: World, **more: str) -> None:
    """Maya asks for a call with Lumi, Ilkka approves."""
    await world.asks(world.maya, "Lumi", **more)
    await world.sees(world.ilkka, "[Approve]")
    assert (await world.ilkka.clicks("Approve")).ok
    await world.settled()


async def on_day(world: World, day: str) -> None:
    """Maya says on which day it is."""
    await world.maya.clicks("It's on …")
    await world.maya.fills("On which day?", day)
    assert (await world.maya.submits()).ok
    assert world.maya.modal is None, world.maya.text_of(world.maya.modal)
    await world.settled()


async def holds(world: World, who: Seat, *, until: str = "", why: str = "") -> str:
    """Put Lumi on hold from its profile; returns what is said then."""
    await who.types("/reference customer Lumi Retail")
    await who.clicks("Put on hold")
    if until:
        await who.fills("Free again on", until)
    if why:
        await who.fills("Why?", why)
    assert (await who.submits()).ok
    said = who.text_of(who.modal)
    await who.closes(all_of_them=True)
    await world.settled()
    return said


def card(seat: Seat) -> str:
    """The first message in a person's DM: their card."""
    return seat.text_of(seat.dm[0])


def all_of(seat: Seat) -> str:
    """Everything in a person's DM."""
    return "\n---\n".join(seat.text_of(message) for message in seat.dm)


def count(seat: Seat, words: str) -> int:
    """How many messages hold `words`."""
    return sum(words in seat.text_of(message) for message in seat.dm)


async def points(world: World) -> dict[object, int]:
    """What Lumi has used, by quarter."""
    async with world.parts.desk.reading() as tx:
        return {starts: used for starts, used in (await tx.customers.record(1)).used if used}


async def test_a_hold_pauses_an_approved_use_until_its_owner_says_go_ahead(world: World) -> None:
    await world.customers(DIRECT)
    await approved(world)
    await on_day(world, "2026-12-03")
    assert "helena@lumi.example" in all_of(world.maya)
    before = await points(world)

    said = await holds(world, world.ilkka, until="2027-01-11", why="Renewal talks")
    assert (
        "Lumi Retail is on hold until 11 January 2027. 1 approved use is paused. Its owner is asked about it." in said
    )
    hers = await world.sees(world.maya, "Paused: Call with Lumi Retail for Acme")
    assert "Lumi Retail is on hold: Renewal talks. Free again on 11 January 2027." in hers
    assert "please make no contact" in card(world.maya)
    assert "helena@lumi.example" not in all_of(world.maya), "she is not told any more whom to call"
    with pytest.raises(NotOnScreen):
        world.maya.finds("Brief", on=world.maya.dm[0])
    assert await points(world) == before, "its points stay reserved"
    await at(world, "2026-12-02 09:00")
    assert count(world.maya, "Brief:") == 0
    await world.sees(world.ilkka, "Should it go ahead all the same?")

    await world.ilkka.clicks("Go ahead all the same")
    await world.settled()
    assert "It goes ahead: Call with Lumi Retail" in all_of(world.maya)
    assert "helena@lumi.example" in all_of(world.maya)
    assert "[Go ahead all the same]" not in all_of(world.ilkka)
    assert "📅 On 3 December 2026" in card(world.ilkka)
    await at(world, "2026-12-02 09:30")
    assert count(world.maya, "Brief:") == 1, "and the brief follows"
    await world.maya.clicks("Move", on=world.maya.dm[0])
    await world.maya.fills("On which day?", "2026-12-04")
    await world.maya.submits()
    assert world.maya.modal is None, world.maya.text_of(world.maya.modal)
    assert await points(world) == before


async def test_what_is_stopped_because_of_a_hold_is_off_and_its_points_are_free(world: World) -> None:
    await approved(world)
    await holds(world, world.petra)
    await world.sees(world.ilkka, "Should it go ahead all the same?")
    await world.ilkka.clicks("Stop it")
    await world.ilkka.picks("Why stop it?", "The customer has open issues with us")
    assert (await world.ilkka.submits()).ok
    await world.settled()
    assert "Stopped by the customer's owner" in card(world.maya)
    assert await points(world) == {}
    assert "[Go ahead all the same]" not in all_of(world.ilkka)


async def test_while_the_customer_is_asked_a_hold_pauses_that_too(world: World) -> None:
    await world.customers({**LUMI, "consents": ""})
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.ilkka.clicks("Approve")
    await world.ilkka.picks("Has the customer agreed?", "I will ask them first")
    await world.ilkka.submits()
    await world.sees(world.ilkka, "Please ask the customer: Call with Lumi Retail")
    await world.settled()
    old = world.ilkka.finds("They said yes")
    await holds(world, world.ilkka)
    assert "[They said yes]" not in card(world.ilkka)
    await world.ilkka.presses(*old)
    await world.ilkka.fills("Who said yes?", "Helena")
    await world.ilkka.submits()
    assert "Lumi Retail is on hold." in world.ilkka.text_of(world.ilkka.modal)
    await world.ilkka.closes()
    await world.ilkka.clicks("Stop it", on=world.ilkka.dm[0])
    await world.ilkka.picks("Why stop it?", "This is not a good time for the customer")
    assert (await world.ilkka.submits()).ok
    await world.settled()
    assert "Declined" in card(world.maya)
    assert await points(world) == {}


async def test_a_waiting_request_says_that_it_cannot_be_approved_and_can_again_afterwards(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    old = world.ilkka.finds("Approve")
    await holds(world, world.ilkka, why="Merger")
    assert "[Approve]" not in card(world.ilkka)
    assert "[Decline]" in card(world.ilkka)
    for seat in (world.ilkka, world.maya):
        assert "Lumi Retail is on hold: Merger." in card(seat)
    await world.ilkka.presses(*old)
    assert "Too late: Lumi Retail is on hold: Merger." in world.ilkka.last_ephemeral
    assert count(world.maya, "Paused") == 0

    await world.ilkka.types("/reference customer Lumi Retail")
    await world.ilkka.clicks("Take off hold")
    assert "Lumi Retail is not on hold any more." in world.ilkka.text_of(world.ilkka.modal)
    await world.ilkka.closes(all_of_them=True)
    await world.settled()
    assert "on hold" not in card(world.maya)
    await world.ilkka.clicks("Approve", on=world.ilkka.dm[0])
    await world.sees(world.maya, "Approved: Call with Lumi Retail")


async def test_a_hold_that_an_import_brings_asks_once_and_the_next_one_again(world: World) -> None:
    await approved(world)
    held = {**LUMI, "hold_reason": "Escalation", "hold_until_days": 30}
    await world.customers(held)
    await at(world, "2026-11-24 09:00")
    await world.sees(world.maya, "Paused: Call with Lumi Retail for Acme")
    await world.ilkka.clicks("Go ahead all the same")
    await world.settled()
    await world.customers(held)  # the same hold, a day later: it ends a day later, too
    await at(world, "2026-11-25 09:00")
    assert count(world.maya, "Paused") == 0 or "It goes ahead" in all_of(world.maya)
    assert "[Go ahead all the same]" not in all_of(world.ilkka)
    await world.customers(LUMI)
    await at(world, "2026-11-26 09:00")
    await world.customers(held)
    await at(world, "2026-11-27 09:00")
    await world.sees(world.ilkka, "[Go ahead all the same]")
    await world.customers(LUMI)
    await at(world, "2026-11-27 09:05")
    assert "It goes ahead" in all_of(world.maya)
    assert "[Go ahead all the same]" not in all_of(world.ilkka), "the hold is over"


async def test_a_pause_that_was_over_before_slack_came_back_is_told_to_nobody(world: World) -> None:
    await approved(world)
    world.slack.workspace.trouble.down = True
    for row in ({**LUMI, "hold_reason": "Escalation", "hold_until_days": 30}, LUMI):
        await world.customers(row)
        await ticks(world.parts.desk)
    world.slack.workspace.trouble.down = False
    await world.sees(world.maya, "It goes ahead: Call with Lumi Retail")
    await world.settled()
    assert "Paused" not in all_of(world.maya)
    assert "Should it go ahead" not in all_of(world.ilkka)


async def test_an_import_that_knows_of_no_hold_leaves_one_that_was_set_in_slack(world: World) -> None:
    await holds(world, world.ilkka, why="Lawsuit")
    await world.customers({**LUMI, "hold_reason": ""})
    await world.maya.types("/reference customer Lumi Retail")
    assert "Lumi Retail is on hold: Lawsuit." in world.maya.last_ephemeral


async def test_nobody_answers_so_the_owner_is_reminded_and_a_programme_manager_asked(world: World) -> None:
    await approved(world)
    await on_day(world, "2026-12-03")
    await at(world, "2026-12-02 09:00")
    await holds(world, world.ilkka)
    await world.ilkka.opens_home()
    await world.settled()
    home = world.ilkka.text_of(world.ilkka.home)
    assert "Waiting for you (1)" in home
    await at(world, "2026-12-03 08:59")
    assert "go ahead" not in all_of(world.petra)
    await at(world, "2026-12-03 09:05")
    await world.sees(world.petra, "Should it go ahead all the same?")
    await world.sees(world.ilkka, "Still paused: Call with Lumi Retail for Acme.")
    await world.ilkka.clicks("Decide")
    await world.ilkka.clicks("Go ahead all the same")
    assert "📅 On 3 December 2026" in world.ilkka.text_of(world.ilkka.modal)
    await world.settled()
    assert "Waiting for you" not in world.ilkka.text_of(world.ilkka.home)
    assert "[Go ahead all the same]" not in all_of(world.petra)


async def test_when_a_hold_has_ended_its_owner_is_told_and_whoever_waited_and_uses_go_on(world: World) -> None:
    await approved(world)
    await holds(world, world.ilkka, until="2026-12-05")  # a Saturday
    await world.aino.types("/reference retail onboarding")
    await world.aino.picks("Tell me when free …", "Lumi Retail")
    await at(world, "2026-12-04 12:00")
    assert "again" not in all_of(world.aino)
    await at(world, "2026-12-05 12:00")
    assert "⏸" not in card(world.maya), "what is drawn makes no sound"
    for seat in (world.aino, world.maya, world.ilkka):
        assert "again\n" not in all_of(seat), "it can wait until Monday"
        assert "It goes ahead" not in all_of(seat)
    await at(world, "2026-12-07 09:00")
    await world.sees(world.aino, "Lumi Retail can be asked again")
    assert "It goes ahead: Call with Lumi Retail" in all_of(world.maya)
    assert count(world.ilkka, "Not on hold any more: Lumi Retail") == 1
    await at(world, "2026-12-08 09:00")
    assert count(world.ilkka, "Not on hold any more: Lumi Retail") == 1
    await world.ilkka.clicks("See Lumi Retail")
    assert "[Put on hold]" in world.ilkka.text_of(world.ilkka.modal)


async def test_only_those_who_look_after_a_customer_put_it_on_hold(world: World) -> None:
    await world.ilkka.types("/reference customer Lumi Retail")
    surface, placed = world.ilkka.finds("Put on hold")
    await world.maya.types("/reference customer Lumi Retail")
    assert "hold" not in world.maya.last_ephemeral
    await world.maya.presses(surface, placed)
    assert "You don't look after this customer. Ilkka Saarinen or Petra Vance can." in world.maya.last_ephemeral
    await world.petra.types("/reference customer Lumi Retail")
    await world.petra.clicks("Put on hold")
    await world.petra.fills("Free again on", "2026-11-23")
    await world.petra.submits()
    assert "Pick a day ahead" in world.petra.text_of(world.petra.modal)
