"""One message a day for all that can wait; a decision that is due today rings by itself."""

from sandbox.model import Message
from sandbox.seat import Seat
from tests.test_ticking import STILL, a_world, asks, passes, told
from tests.world import World


def bundles(who: Seat) -> list[Message]:
    """The bundles this person got, the oldest first."""
    return [message for message in who.dm if who.text_of(message).partition("\n")[0].count("waiting for you")]


async def reminded_of_two(world: World) -> None:
    """Two requests wait for Ilkka, and he is reminded of both at once."""
    for prospect in ("Acme", "Bolt"):
        await asks(world, "Lumi", needed_by="2026-11-30", prospect=prospect)
    await passes(world, "2026-11-23 13:01")


async def test_two_reminders_are_one_message_in_which_both_can_be_answered(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        ilkka = world.ilkka
        await reminded_of_two(world)
        (bundle,) = bundles(ilkka)
        assert told(ilkka, STILL) == 0
        assert ilkka.notification_of(bundle) == "2 things waiting for you: 2 to answer"
        said = ilkka.text_of(bundle)
        assert "Please answer: Call with Lumi Retail for Acme" in said
        assert "Maya Lindholm needs it by 30 November 2026." in said
        assert bundle.thread_ts is None
        assert await ilkka.clicks("Decide", on=bundle)
        assert await ilkka.clicks("Approve", on=ilkka.modal)
        await world.sees(world.maya, "Approved: call with Lumi Retail")
        await world.settled()
        said = ilkka.text_of(bundles(ilkka)[0])
        assert said.startswith("1 thing waiting for you: 1 to answer")
        assert "✓ Call with Lumi Retail for Acme · Approved" in said
        assert said.count("[Decide]") == 1


async def test_what_comes_later_that_day_is_added_without_a_sound_and_told_the_next_day(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        ilkka = world.ilkka
        for prospect in ("Acme", "Bolt"):
            await asks(world, "Lumi", needed_by="2026-11-30", prospect=prospect)
        await passes(world, "2026-11-23 09:30")
        await asks(world, "Tuuli", needed_by="2026-11-30", prospect="Cask")
        await passes(world, "2026-11-23 13:01")
        rung = len(ilkka.dm)
        assert ilkka.notification_of(bundles(ilkka)[0]).startswith("2 things")
        await passes(world, "2026-11-23 13:31")
        assert len(ilkka.dm) == rung
        assert "Please answer: Call with Tuuli Retail for Cask" in ilkka.text_of(bundles(ilkka)[0])
        await passes(world, "2026-11-24 08:59")
        assert len(ilkka.dm) == rung
        await passes(world, "2026-11-24 09:00")
        assert len(ilkka.dm) == rung + 1
        assert told(ilkka, "for Cask, by 30 November 2026") == 1


async def test_a_decision_that_is_due_today_rings_by_itself(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        for prospect in ("Acme", "Bolt"):
            await asks(world, "Lumi", needed_by="2026-11-30", prospect=prospect)
        await asks(world, "Tuuli", needed_by="2026-11-23", prospect="Cask")
        await passes(world, "2026-11-23 13:01")
        assert len(bundles(world.ilkka)) == 1
        assert "Cask" not in world.ilkka.text_of(bundles(world.ilkka)[0])
        assert told(world.ilkka, "for Cask, by today") == 1
