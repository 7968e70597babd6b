"""One message a day for all that can wait; a decision that is due today rings by itself."""

from domain.requests.messages import MessageType
from handlers.scheduler import tick
from sandbox.model import Message
from sandbox.seat import Seat
from store.outbox.deliveries import DeliveryKind
from tests.requests.test_escalation import STILL, a_world, asks, at, passes, told
from tests.world import LUMI, World


def bundles(who: Seat) -> list[Message]:
    """The daily summaries this person got, the oldest first."""
    return [message for message in who.dm if who.text_of(message).partition("\n")[0].count("waiting for you:")]


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
        await world.sees(world.maya, "Approved: Call with Lumi Retail")
        await world.settled()
        said = ilkka.text_of(bundles(ilkka)[0])
        assert said.startswith("1 thing waiting for you: 1 to answer")
        assert "✓ Call with Lumi Retail for Acme · Approved" in said
        assert said.count("[Decide]") == 1


async def test_of_a_use_that_is_paused_it_is_asked_whether_it_goes_ahead(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        ilkka = world.ilkka
        await world.customers({**LUMI, "external_id": "B", "name": "Berghaus"})
        for customer in ("Lumi", "Berghaus"):
            await asks(world, customer, needed_by="2026-12-10")
        await ilkka.clicks("Approve", on=next(card for card in ilkka.dm if "Lumi" in ilkka.text_of(card)))
        await world.settled()
        await ilkka.types("/reference customer Lumi")
        await ilkka.clicks("Put on hold")
        assert await ilkka.submits()
        await ilkka.closes()
        await world.sees(ilkka, "Paused: Call with Lumi Retail for Acme. Should it go ahead all the same?")
        await passes(world, "2026-11-24 13:01")
        (bundle,) = bundles(ilkka)
        said = ilkka.text_of(bundle)
        assert "Paused. Maya Lindholm would like to know whether it goes ahead." in said
        assert (said.count("[Decide]"), said.count("[They have answered]")) == (2, 0)


async def test_what_has_lapsed_is_not_said_to_wait(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await reminded_of_two(world)
        await passes(world, "2026-12-01 09:30")
        await world.sees(world.ilkka, "2 things to know: 2 lapsed")


async def test_of_what_was_missed_for_days_each_thing_is_said_once(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        for prospect in ("Acme", "Bolt"):
            await asks(world, "Lumi", needed_by="2026-11-30", prospect=prospect)
        async with world.parts.desk.transaction() as tx:
            for request in await tx.requests.these([1, 2]):
                for day in ("Thursday", "Friday"):
                    what = {
                        "subject": f"{request.id}:{day}",
                        "message_type": MessageType.REMINDER,
                        "request_id": request.id,
                    }
                    await tx.deliveries.enqueue_once(
                        DeliveryKind.MESSAGE, request.decider_id, tx.now, **what, aside=True
                    )
        await passes(world, "2026-11-23 09:30")
        (bundle,) = bundles(world.ilkka)
        assert world.ilkka.notification_of(bundle) == "2 things waiting for you: 2 to answer"
        assert world.ilkka.text_of(bundle).count("[Decide]") == 2


async def test_what_is_answered_while_the_message_is_on_its_way_is_answered_in_it(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        ilkka, workspace = world.ilkka, world.slack.workspace
        for prospect in ("Acme", "Bolt"):
            await asks(world, "Lumi", needed_by="2026-11-30", prospect=prospect)
        card = next(message for message in ilkka.dm if "Acme" in ilkka.text_of(message))
        workspace.trouble.stuck = 6  # the four cards, and the way to each of Ilkka's, asked once the message is written
        world.slack.clock.move_to(at("2026-11-23 13:01"))
        await tick(world.parts.desk)
        await world.slack.wait_for(lambda: workspace.trouble.stuck == 0)
        assert await ilkka.clicks("Approve", on=card)
        assert bundles(ilkka) == [], "it is written, and has not arrived"
        workspace.unstuck.set()
        await world.sees(ilkka, "waiting for you")
        await world.settled()
        assert "✓ Call with Lumi Retail for Acme · Approved" in ilkka.text_of(bundles(ilkka)[0])


async def test_where_a_days_message_can_t_be_delivered_the_next_one_says_it_and_the_managers_hear_once(
    database_url: str,
) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        ilkka, petra, trouble = world.ilkka, world.petra, world.slack.workspace.trouble
        for prospect in ("Acme", "Bolt"):
            await asks(world, "Lumi", needed_by="2026-12-18", prospect=prospect)
        trouble.refused = {"U0ILKKA": "messages_tab_disabled"}
        await passes(world, "2026-11-24 10:00")
        await passes(world, "2026-11-25 10:00")
        assert sum("was not delivered" in petra.text_of(message) for message in petra.dm) == 1
        assert bundles(ilkka) == []
        trouble.refused = {}
        await passes(world, "2026-11-26 10:00")
        (bundle,) = bundles(ilkka)
        assert ilkka.text_of(bundle).count("[Decide]") == 2
        await petra.opens_home()
        await world.settled()
        assert "Not delivered" not in petra.text_of(petra.home)


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
        assert told(ilkka, "Still waiting for your answer: Call with Tuuli Retail for Cask") == 1


async def test_a_decision_that_is_due_today_rings_by_itself(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        for prospect in ("Acme", "Bolt"):
            await asks(world, "Lumi", needed_by="2026-11-30", prospect=prospect)
        await asks(world, "Tuuli", needed_by="2026-11-23", prospect="Cask")
        await passes(world, "2026-11-23 13:01")
        assert len(bundles(world.ilkka)) == 1
        assert "Cask" not in world.ilkka.text_of(bundles(world.ilkka)[0])
        assert told(world.ilkka, "for Cask") == 2


async def a_quarter_turns(world: World) -> None:
    """On 4 January, a Monday, Petra has a record to confirm, a hold that is over and the quarter's letter to write.

    Aino has a record to confirm and a customer that is free again.
    """
    petras, ainos = ({**LUMI, "owner": f"{who}@norrsken.example"} for who in ("petra", "aino"))
    await world.customers(
        {**petras, "external_id": "D1", "name": "Old Oak", "last_verified_days": 179},
        {**petras, "external_id": "D2", "name": "Held Hall", "hold_reason": "moving", "hold_until_days": 2},
        {**ainos, "external_id": "D3", "name": "Old Ash", "last_verified_days": 179},
        {**LUMI, "external_id": "D4", "name": "Full Farm", "points_used": 4},
        {**LUMI, "external_id": "D5", "name": "Given Glade"},
    )
    await world.asks(world.maya, "Given Glade", activity="Quote", needed_by="2027-01-29")
    await world.settled()
    assert await world.ilkka.clicks("Approve")
    await world.settled()
    await world.maya.clicks("It's done")
    await world.maya.picks("How was it?", "4 – good")
    assert (await world.maya.submits()).ok
    await world.aino.types("/reference Full Farm")
    await world.aino.picks("Tell me when free …", "Full Farm")
    await world.settled()


async def test_all_that_time_brings_and_that_can_wait_is_one_message(database_url: str) -> None:
    async with a_world(database_url, "2026-12-31 09:00") as world:
        await a_quarter_turns(world)
        petra, aino = world.petra, world.aino
        for moment in ("2027-01-01 00:01", "2027-01-03 12:00", "2027-01-04 08:59"):
            await passes(world, moment)
            assert petra.dm == aino.dm == [], "nobody's phone rings while they are not at work"
        await passes(world, "2027-01-04 09:00")
        (bundle,), (other,) = petra.dm, aino.dm
        heard, said = petra.notification_of(bundle), petra.text_of(bundle)
        assert heard.startswith("3 things waiting for you · ")
        for words in (
            "Still true? 1 customer to confirm",
            "Not on hold any more: Held Hall",
            "The executive's letter: 1 use",
        ):
            assert words in heard
        for words in (
            "Old Oak",
            "[Still true]",
            "[See Held Hall]",
            "Given Glade · ask the owner whom to thank: Quote · Acme",
        ):
            assert words in said
        assert "Full Farm can be asked again" in aino.text_of(other)
        assert "Old Ash" in aino.text_of(other)

        assert await petra.clicks("Still true", on=bundle)
        await world.settled()
        (bundle,) = petra.dm
        said = petra.text_of(bundle)
        assert said.startswith("2 things waiting for you")
        assert "✓ Old Oak  confirmed" in said
        await passes(world, "2027-01-05 09:00")
        assert len(petra.dm) == len(aino.dm) == 1, "nothing of it is told again"
