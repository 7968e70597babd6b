"""After the approval, through the real bot on both databases: the day, the veto, the report, the thanks, the deal."""

import asyncio
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from sandbox.seat import Seat
from store.db.tables import budget_periods, ledger
from tests.world import LUMI, World, opened, ticks

HELSINKI = ZoneInfo("Europe/Helsinki")  # where all of the world's people are
THURSDAY = "2026-12-03"  # the world begins on Monday, 23 November 2026


async def at(world: World, when: str) -> None:
    """Move the clock ("2026-12-04 09:00" in Helsinki) and let time do its work, twice at once: it is owed once."""
    world.slack.clock.move_to(datetime.fromisoformat(when).replace(tzinfo=HELSINKI))
    await asyncio.gather(*(ticks(world.parts.desk) for _ in range(2)))
    await world.settled()


async def approved(world: World, customer: str = "Lumi", **more: str) -> None:
    """Maya asks for a call, Ilkka approves."""
    await world.asks(world.maya, customer, **more)
    await world.sees(world.ilkka, "[Approve]")
    verdict = await world.ilkka.clicks("Approve")
    assert verdict.ok, verdict
    await world.settled()


async def on_day(world: World, day: str, hour: str = "", *, button: str = "It's on …") -> None:
    """Maya says when it is."""
    await world.maya.clicks(button)
    await world.maya.fills("On which day?", day)
    if hour:
        await world.maya.fills("At what time?", hour)
    verdict = await world.maya.submits()
    assert verdict.ok, verdict
    assert world.maya.modal is None, world.maya.text_of(world.maya.modal)
    await world.settled()


async def reports(world: World, remark: str = "Helena was wonderful", button: str = "It took place") -> None:
    """Maya says how it went."""
    await world.maya.clicks(button)
    await world.maya.picks("How was it?", "5 – could not be better")
    await world.maya.fills("In one line", remark)
    await world.maya.fills("What did you learn?", "They began with two shops")
    await world.maya.picks("Did it help?", "Yes")
    verdict = await world.maya.submits()
    assert verdict.ok, verdict
    await world.settled()


async def booked(world: World) -> dict[date, int]:
    """Points by quarter as the ledger has them; the budget must say the same."""
    async with world.parts.desk.store.engines.read.connect() as connection:
        lines = select(ledger.c.quarter, func.sum(ledger.c.points)).group_by(ledger.c.quarter)
        points = {row[0]: int(row[1]) for row in await connection.execute(lines)}
        periods = await connection.execute(select(budget_periods.c.quarter, budget_periods.c.used))
        assert {row.quarter: row.used for row in periods} == points
    return {quarter: many for quarter, many in points.items() if many}


def card(seat: Seat) -> str:
    """The first message in a person's DM: their card."""
    return seat.text_of(seat.dm[0])


def count(seat: Seat, words: str) -> int:
    """How many messages hold `words`."""
    return sum(words in seat.text_of(message) for message in seat.dm)


async def test_from_the_day_to_the_won_deal(world: World) -> None:
    await approved(world)
    assert "[It's on …]" in card(world.maya)
    assert "[Stop this use]" in card(world.ilkka)
    await on_day(world, THURSDAY, "14:30")
    assert "3 December 2026, 14:30 Helsinki time" in card(world.maya)
    assert "3 December 2026, 14:30 Helsinki time" in card(world.ilkka)
    await world.sees(world.ilkka, "It's on: Call with Lumi Retail for Acme")

    await at(world, "2026-12-01 12:00")
    assert count(world.ilkka, "For the contact, to forward") == 0
    await at(world, "2026-12-02 09:00")
    brief = await world.sees(world.ilkka, "For the contact, to forward")
    assert "How long: about 30 minutes" in brief
    theirs = await world.sees(world.maya, "Good to know")
    assert "to forward" not in theirs
    assert "helena@lumi.example" not in theirs

    await at(world, "2026-12-04 08:59")
    assert count(world.maya, "How did it go?") == 0
    await at(world, "2026-12-04 09:00")
    assert count(world.maya, "How did it go?") == 1
    await reports(world)
    assert count(world.maya, "How did it go?") == 0
    assert "It took place on 3 December 2026 · 5 of 5" in card(world.maya)
    thanks = await world.sees(world.ilkka, "Please thank Lumi Retail")
    for words in (
        "helena@lumi.example",
        "“Helena was wonderful.” I know",
        "5 of 5",
        "They began with two shops",
        "[Gift]",
    ):
        assert words in thanks
    assert "thanks still to say" in card(world.ilkka)

    await world.ilkka.clicks("Thanked by mail")
    await world.settled()
    assert count(world.ilkka, "[Thanked by mail]") == 0
    assert "thanked by mail" in card(world.ilkka)
    await at(world, "2026-12-20 09:00")
    assert count(world.ilkka, "Still to do") == 0

    await at(world, "2026-12-23 12:00")
    assert count(world.maya, "Was the deal with Acme won?") == 0
    await at(world, "2026-12-28 09:00")
    await world.sees(world.maya, "Was the deal with Acme won?")
    await world.maya.clicks("Not yet")
    await world.settled()
    assert count(world.maya, "[Won]") == 0

    await at(world, "2027-01-04 09:00")
    letter = await world.sees(world.petra, "The executive's letter")
    assert "Lumi Retail · Helena Aaltola, Chief People Officer: Call · Acme · it helped" in letter
    assert count(world.ilkka, "The executive's letter") == 0

    await at(world, "2027-01-27 09:00")
    await world.maya.clicks("Won")
    won = await world.sees(world.ilkka, "Your customer Lumi Retail helped win Acme")
    assert "Hello Helena" in won
    assert await booked(world) == {date(2026, 10, 1): 2}


async def test_the_points_move_with_the_day_into_a_quarter_that_has_room(world: World) -> None:
    for prospect in ("Acme", "Globex"):
        await approved(world, prospect=prospect)
        await on_day(world, "2027-01-20")
    assert await booked(world) == {date(2027, 1, 1): 4}
    await approved(world, prospect="Initech")
    await world.maya.clicks("It's on …")
    await world.maya.fills("On which day?", "2027-02-20")
    await world.maya.submits()
    assert "has given all it can this quarter" in world.maya.text_of(world.maya.modal)
    await world.maya.closes()
    assert await booked(world) == {date(2026, 10, 1): 2, date(2027, 1, 1): 4}

    await on_day(world, THURSDAY, button="Move")
    await world.sees(world.ilkka, "New day: Call with Lumi Retail for Globex, 3 December 2026")
    assert await booked(world) == {date(2026, 10, 1): 4, date(2027, 1, 1): 2}


async def test_the_owner_stops_an_approved_use_and_the_requester_gets_others_to_ask(world: World) -> None:
    await world.customers(LUMI, {**LUMI, "name": "Kaari Stores", "contact1_email": "k@kaari.example"})
    await approved(world)
    await on_day(world, THURSDAY)
    await world.ilkka.clicks("Stop this use")
    await world.ilkka.picks("Why stop it?", "The customer has open issues with us")
    await world.ilkka.fills("Anything to add?", "Two tickets are open")
    assert (await world.ilkka.submits()).ok
    told = await world.sees(world.maya, "Stopped by the customer's owner: Call with Lumi Retail")
    assert "The customer has open issues with us" in told
    assert "Two tickets are open" in told
    await world.settled()
    assert "[Ask Kaari Stores]" in card(world.maya)
    assert "[Move]" not in card(world.maya)
    assert "[Stop this use]" not in card(world.ilkka)
    assert await booked(world) == {}


async def test_a_prospect_who_does_not_come_costs_the_points_and_the_customer_is_thanked(database_url: str) -> None:
    shouts = "<!channel> *Acme* _&amp;_"
    async with opened(database_url) as world:
        await world.customers({**LUMI, "gifts_allowed": "no"})
        await approved(world, prospect=shouts)
        await on_day(world, "2026-12-07", "10:00")
        await at(world, "2026-12-08 09:00")
        await world.maya.clicks("It did not take place")
        await world.maya.picks("Who did not come?", "The prospect")
        assert (await world.maya.submits()).ok
        await world.settled()
        assert "Did not take place, because of the prospect" in card(world.maya)
        assert count(world.maya, "How did it go?") == 0
        asked = await world.sees(world.ilkka, f"Please thank Lumi Retail all the same: {shouts} did not come")
        assert "No gifts" in asked
        assert "[Gift]" not in asked
        assert f"I am sorry that {shouts} did not come" in asked
        assert await booked(world) == {date(2026, 10, 1): 2}

        await world.ilkka.clicks("Remind me tomorrow")
        await world.settled()
        await world.sees(world.ilkka, "I remind you on 9 December 2026")
        await at(world, "2026-12-09 09:00")
        assert count(world.ilkka, "Still to do: thank Lumi Retail") == 1
        # Nobody was there for a month: one reminder, not three.
        await at(world, "2027-01-07 09:00")
        assert count(world.ilkka, "Still to do: thank Lumi Retail") == 2
        old = world.ilkka.finds("In person")
        await world.ilkka.clicks("In person")
        await world.settled()
        assert count(world.ilkka, "[In person]") == 0
        await world.ilkka.presses(*old)
        assert "already been thanked in person" in world.ilkka.last_ephemeral


async def test_an_undated_use_that_nobody_speaks_of_is_let_go_and_both_are_told(world: World) -> None:
    await approved(world, activity="Quote", needed_by="2026-12-01")
    assert "[It's done]" in card(world.maya)
    await at(world, "2026-12-01 17:00")
    assert count(world.maya, "How did it go?") == 0
    await at(world, "2026-12-02 09:00")
    await at(world, "2026-12-04 09:00")
    assert count(world.maya, "How did it go?") == 2
    assert await booked(world) == {date(2026, 10, 1): 1}
    await at(world, "2026-12-14 09:00")
    for seat in (world.maya, world.ilkka):
        await world.sees(seat, "Let go: Quote of Lumi Retail for Acme")
    assert count(world.maya, "[It fell through]") == 0
    assert "[It's done]" not in card(world.maya)
    assert await booked(world) == {}


async def test_several_things_on_one_morning_make_the_phone_ring_once(world: World) -> None:
    for prospect in ("Acme", "Globex"):
        await approved(world, prospect=prospect, activity="Quote", needed_by="2026-12-01")
    before = len(world.maya.dm)
    await at(world, "2026-12-02 09:00")
    assert len(world.maya.dm) - before == 1
    (said,) = [text for message in world.maya.dm if "waiting for you" in (text := world.maya.text_of(message))]
    assert said.startswith("2 things waiting for you: 2 to report on")
    assert "How did it go? Quote of Lumi Retail for Acme" in said
    assert "How did it go? Quote of Lumi Retail for Globex" in said
    await at(world, "2026-12-02 15:00")
    assert len(world.maya.dm) - before == 1
    # What was answered stays in it as done; of the rest a single reminder comes two days later, without a daily
    # summary.
    await reports(world, button="It's done")
    (said,) = [text for message in world.maya.dm if "waiting for you" in (text := world.maya.text_of(message))]
    assert said.startswith("1 thing waiting for you: 1 to report on")
    assert said.count("[It's done]") == 1
    assert "✓ Quote of Lumi Retail for" in said
    await at(world, "2026-12-04 09:00")
    assert count(world.maya, "waiting for you") == 1
    assert len(world.maya.dm) - before == 2


async def test_an_owners_own_use_has_the_same_steps_on_one_card(world: World) -> None:
    await world.asks(world.ilkka, "Lumi")
    await world.sees(world.ilkka, "[It's on …]")
    await world.ilkka.clicks("It's on …")
    await world.ilkka.fills("On which day?", THURSDAY)
    assert (await world.ilkka.submits()).ok
    await at(world, "2026-12-04 09:00")
    await world.ilkka.clicks("It took place")
    await world.ilkka.picks("How was it?", "4 – good")
    assert (await world.ilkka.submits()).ok
    await world.sees(world.ilkka, "Please thank Lumi Retail")
    assert count(world.ilkka, "It's on:") == 0


async def test_who_may_not_is_told_who_can_and_nothing_changes(world: World) -> None:
    await approved(world)
    button = world.maya.finds("It's on …")
    await world.aino.presses(*button)
    seen = world.aino.last_ephemeral or world.aino.text_of(world.aino.modal)
    assert "You can't change this request. Maya Lindholm" in seen
    await on_day(world, THURSDAY)
    await at(world, "2026-12-04 09:00")
    await reports(world)
    thanks = world.ilkka.finds("Thanked by mail")
    await world.maya.presses(*thanks)
    assert "Ilkka Saarinen" in world.maya.last_ephemeral
    assert count(world.ilkka, "[Thanked by mail]") == 1


async def test_a_contact_who_may_be_written_to_is_briefed_by_the_requester(database_url: str) -> None:
    async with opened(database_url) as world:
        known = {"story": "From two shops to two hundred", "languages": "fi; sv"}
        await world.customers({**LUMI, "contact1_direct": "yes", **known})
        await approved(world)
        await world.maya.clicks("Brief")
        seen = world.maya.text_of(world.maya.modal)
        for words in (known["story"], "They speak Finnish and Swedish.", "helena@lumi.example", "to forward"):
            assert words in seen


async def test_of_a_classified_customer_the_requester_learns_nothing_after_the_approval_either(
    database_url: str,
) -> None:
    async with opened(database_url) as world:
        secret = {**LUMI, "name": "Markername", "story": "Markerstory", "contact1_name": "Markercontact One"}
        await world.customers({**secret, "classified": "yes", "segment": "a Nordic retailer"})
        await world.asks_what_fits(world.maya, "retail onboarding")
        await world.sees(world.ilkka, "[Approve]")
        await world.ilkka.clicks("Approve")
        await world.settled()
        await world.maya.clicks("Brief")
        seen = [world.maya.text_of(world.maya.modal)]
        await world.maya.closes()
        await on_day(world, THURSDAY, "14:30")
        await at(world, "2026-12-02 09:00")
        await at(world, "2026-12-04 09:00")
        await world.maya.clicks("It took place")
        seen.append(world.maya.text_of(world.maya.modal))
        await world.maya.closes()
        await reports(world)
        await at(world, "2026-12-28 09:00")
        await world.maya.clicks("Won")
        await world.settled()
        seen += [world.maya.text_of(message) + world.maya.notification_of(message) for message in world.maya.dm]
        assert "Marker" not in "\n".join(seen)
        assert "lumi.example" not in "\n".join(seen)
        await world.sees(world.ilkka, "Your customer Markername helped win Acme")


async def test_a_deal_that_two_customers_helped_with_is_told_of_once(world: World) -> None:
    await world.customers(LUMI, {**LUMI, "name": "Kaari Stores", "contact1_email": "k@kaari.example"})
    for customer in ("Lumi", "Kaari"):
        await approved(world, customer=customer, activity="Quote")
        await world.maya.clicks("It's done")
        await world.maya.picks("How was it?", "4 – good")
        assert (await world.maya.submits()).ok
        await world.settled()
    await at(world, "2026-12-14 09:00")
    (said,) = [text for message in world.maya.dm if "[Won]" in (text := world.maya.text_of(message))]
    assert said.count("[Won]") == 2
    await world.maya.clicks("Won")
    await world.settled()
    assert count(world.maya, "[Won]") == 0
    assert count(world.ilkka, "helped win Acme") == 2


async def test_the_quarters_letter_says_who_the_contacts_boss_is(database_url: str) -> None:
    async with opened(database_url) as world:
        lone = {**LUMI, "name": "Kaari Stores", "contact1_name": "Sara Kivi", "contact1_seniority": "Director"}
        lone |= {"contact1_title": "", "contact1_email": "sara@kaari.example", "contact2_name": ""}
        await world.customers(LUMI, lone)
        asked = (("Acme", "Lumi"), ("Globex", "Lumi"), ("Initech", "Kaari"))
        for prospect, customer in asked:
            await approved(world, customer, prospect=prospect)
            await on_day(world, THURSDAY)
        await at(world, "2026-12-04 09:00")
        for _ in asked:
            await reports(world)
        await at(world, "2027-01-04 09:00")
        letter = await world.sees(world.petra, "The executive's letter: 3 uses")
        for words in (
            "Lumi Retail · Helena Aaltola, Chief People Officer: Call · Acme · it helped",
            "Lumi Retail · Jari Koski (boss: Helena Aaltola, Chief People Officer): Call · Globex · it helped",
            "Kaari Stores · Sara Kivi (boss: not on record, ask the owner): Call · Initech · it helped",
        ):
            assert words in letter


async def test_a_call_whose_day_is_set_late_has_its_brief_on_the_card_and_nobody_is_briefed_once_it_began(
    world: World,
) -> None:
    await approved(world)
    await at(world, "2026-12-02 18:00")
    await on_day(world, THURSDAY, "08:30")
    assert "The brief is on the card." in await world.sees(world.ilkka, "It's on: Call with Lumi Retail")
    assert "[Brief]" in card(world.maya)
    await at(world, "2026-12-02 18:05")
    await at(world, "2026-12-03 09:00")
    assert count(world.maya, "Good to know") == count(world.ilkka, "Good to know") == 0


async def test_a_question_whose_message_was_deleted_is_settled_and_nobody_is_told_of_a_fault(world: World) -> None:
    await approved(world)
    await on_day(world, THURSDAY)
    await at(world, "2026-12-04 09:00")
    asked = next(message for message in world.maya.dm if "How did it go?" in world.maya.text_of(message))
    world.slack.workspace.delete(asked)
    await reports(world)
    await world.sees(world.ilkka, "Please thank Lumi Retail")
    assert count(world.maya, "How did it go?") == 0
    async with world.parts.desk.reading() as tx:
        assert await tx.deliveries.count("dead") == 0
