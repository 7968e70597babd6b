"""App Home: what waits for me, what I asked for, my customers; always as things stand."""

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
    assert "Maya Lindholm asks for a call with Lumi Retail" in ilkka.text_of(ilkka.home)
    await world.slack.wait_for(lambda: "Call with Lumi Retail for Acme" in maya.text_of(maya.home))
    assert "Waiting for a decision · Ilkka Saarinen" in maya.text_of(maya.home)
    await world.sees(ilkka, "[Approve]")

    await ilkka.opens_home()
    assert await ilkka.clicks("Decide")
    assert "[Approve]" in ilkka.text_of(ilkka.modal)
    assert await ilkka.clicks("Approve", on=ilkka.modal)
    assert "✅ Approved by @Ilkka Saarinen" in ilkka.text_of(ilkka.modal)
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
