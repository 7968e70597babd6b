"""App Home: what waits for me, what I asked for, my customers; always as things stand."""

from datetime import UTC, datetime

from tests.world import LUMI, World


async def test_home_shows_what_waits_what_was_asked_and_the_customers_and_stays_fresh(world: World) -> None:
    maya, ilkka = world.maya, world.ilkka
    for who in (maya, ilkka):
        assert await who.opens_home()
        await world.slack.wait_for(lambda who=who: who.home is not None)
    assert "Hello Maya" in maya.text_of(maya.home)
    assert "None right now." in maya.text_of(maya.home)
    assert "Your customers" not in maya.text_of(maya.home)
    assert "Lumi Retail  ▰▰▰▰ 4 of 4 points left" in ilkka.text_of(ilkka.home)
    await world.asks(maya, "Lumi")
    await world.slack.wait_for(lambda: "Waiting for you (1)" in ilkka.text_of(ilkka.home))
    assert "Maya Lindholm asks: Call with Lumi Retail" in ilkka.text_of(ilkka.home)
    await world.slack.wait_for(lambda: "Call with Lumi Retail for Acme" in maya.text_of(maya.home))
    assert "Waiting for a decision · Ilkka Saarinen" in maya.text_of(maya.home)
    await world.sees(ilkka, "[Approve]")

    await ilkka.opens_home()
    assert await ilkka.clicks("Decide")
    assert "[Approve]" in ilkka.text_of(ilkka.modal)
    assert await ilkka.clicks("Approve", on=ilkka.modal)
    assert "✅ Approved by you on 23 November 2026" in ilkka.text_of(ilkka.modal)
    assert "[Approve]" not in ilkka.text_of(ilkka.modal)
    await ilkka.closes()
    await world.slack.wait_for(lambda: "▰▰▱▱ 2 of 4 points left" in ilkka.text_of(ilkka.home))
    assert "Waiting for you" not in ilkka.text_of(ilkka.home)
    await world.slack.wait_for(lambda: "Approved · Ilkka Saarinen" in maya.text_of(maya.home))
    await world.settled()


async def test_a_decision_from_home_may_need_a_form_and_an_old_home_is_answered(world: World) -> None:
    await world.customers({**LUMI, "external_id": "COLD", "name": "Cold Start", "consents": ""})
    maya, ilkka = world.maya, world.ilkka
    for prospect in ("Acme", "Bolt"):
        await world.asks(maya, "Cold", prospect=prospect)
    await ilkka.opens_home()
    await world.slack.wait_for(lambda: "Waiting for you (2)" in ilkka.text_of(ilkka.home))
    stale = ilkka.home
    assert stale is not None
    assert await ilkka.clicks("Decide", on=stale)
    assert await ilkka.clicks("Approve", on=ilkka.modal)
    assert "Has the customer agreed?" in ilkka.text_of(ilkka.modal)
    assert len(ilkka.modals) == 2
    await ilkka.picks("Has the customer agreed?", "They agreed")
    await ilkka.fills("Who said yes?", "Helena")
    assert await ilkka.submits()
    assert not ilkka.modals
    await world.slack.wait_for(lambda: "Waiting for you (1)" in ilkka.text_of(ilkka.home))
    assert await ilkka.clicks("Decide", on=ilkka.home)
    assert await ilkka.clicks("Decline", on=ilkka.modal)
    await ilkka.picks("Why not?", "Not a good match for this prospect")
    assert await ilkka.submits()
    assert not ilkka.modals
    await world.sees(maya, "Declined: Call with Cold Start")
    await world.settled()
    assert "Waiting for you" not in ilkka.text_of(ilkka.home)


async def test_a_tab_that_is_not_home_owes_nothing(world: World) -> None:
    assert await world.maya.opens_dm()
    assert world.maya.home is None


async def test_a_programme_manager_sees_the_programme_at_a_glance_and_nobody_else(world: World) -> None:
    await world.customers({**LUMI, "external_id": "USED", "name": "Much Used", "points_used": 5})
    await world.asks(world.maya, "Lumi")
    for who in (world.petra, world.ilkka):
        assert await who.opens_home()
        await world.slack.wait_for(lambda who=who: who.home is not None)
    text = world.petra.text_of(world.petra.home)
    assert "The programme at a glance" in text
    assert "Waiting for an answer: 1 request" in text
    assert "Thanks overdue: none" in text
    assert "This quarter: 1 customer over budget\n" in text
    assert "Not used for 12 months: 1 of 2 customers" in text
    assert "Requests of the last 90 days: 1" in text
    assert "[Settings]" in text
    assert "glance" not in world.ilkka.text_of(world.ilkka.home)
    assert "[Settings]" not in world.ilkka.text_of(world.ilkka.home)
    await world.petra.clicks("Who should rest", on=world.petra.home)
    assert "Much Used" in world.petra.text_of(world.petra.modal)
    await world.petra.closes()
    await world.petra.clicks("Settings", on=world.petra.home)
    assert "Points and budgets" in world.petra.text_of(world.petra.modal)


async def test_thanks_that_are_owed_stand_on_home_and_are_said_there(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.ilkka.clicks("Approve")
    await world.settled()
    await world.maya.clicks("It's on …")
    await world.maya.fills("On which day?", "2026-11-24")
    await world.maya.submits()
    await world.settled()
    world.slack.clock.move_to(datetime(2026, 11, 25, 10, tzinfo=UTC))
    await world.sees(world.maya, "[It took place]")
    await world.maya.clicks("It took place")
    await world.maya.picks("How was it?", "5 – could not be better")
    await world.maya.submits()
    assert world.maya.modal is None
    await world.settled()
    await world.ilkka.opens_home()
    home = "Thank-yous waiting for you (1)"
    await world.slack.wait_for(lambda: home in world.ilkka.text_of(world.ilkka.home))
    text = world.ilkka.text_of(world.ilkka.home)
    assert "Thank Lumi Retail\nCall · Acme · 24 November 2026" in text
    world.slack.clock.move_to(datetime(2026, 12, 1, 10, tzinfo=UTC))
    await world.ilkka.opens_home()
    await world.slack.wait_for(lambda: "Overdue · Call" in world.ilkka.text_of(world.ilkka.home))
    await world.petra.opens_home()
    await world.slack.wait_for(lambda: "Thanks overdue: 1" in world.petra.text_of(world.petra.home))
    assert "Thank-yous waiting" not in world.petra.text_of(world.petra.home)
    await world.ilkka.clicks("Thanked by mail", on=world.ilkka.home)
    await world.slack.wait_for(lambda: "Thank-yous" not in world.ilkka.text_of(world.ilkka.home))
    assert "thanked by mail" in world.maya.text_of(world.maya.dm[0])
