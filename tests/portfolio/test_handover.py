"""Customers change hands, people leave or change: who decides then, who is told, and who is left in peace."""

from datetime import date, datetime

from handlers.scheduler import tick
from store.outbox.deliveries import DeliveryKind
from tests.portfolio.test_holds import HELSINKI, all_of, approved, at, card, count, holds
from tests.world import LUMI, World

AINO = "aino@norrsken.example"
SECRET = {**LUMI, "name": "Zyxsecret", "classified": "yes", "segment": "a Nordic retailer"}


async def gives(world: World, to: str = "aino") -> str:
    """Petra gives all of Ilkka's customers to somebody."""
    await world.petra.types("/reference handover")
    await world.petra.picks("Whose customers?", "Ilkka Saarinen")
    await world.petra.picks("Who takes over?", to)
    assert (await world.petra.submits()).ok
    said = world.petra.text_of(world.petra.modal)
    await world.petra.closes()
    return said


async def test_a_handover_takes_approved_uses_and_open_questions_along(world: World) -> None:
    await approved(world)
    await holds(world, world.ilkka)
    assert "1 customer of Ilkka Saarinen is Aino Korhola's now." in await gives(world)
    await world.sees(world.aino, "1 customer of Ilkka Saarinen is yours now")
    await world.ilkka.clicks("Go ahead all the same", on=world.ilkka.dm[0])
    assert "You can't decide about this request. Aino Korhola or Petra Vance can." in world.ilkka.last_ephemeral
    await at(world, "2026-11-23 12:00")
    await world.sees(world.aino, "Should it go ahead all the same?")
    assert "It is with Aino Korhola now; you need not do anything." in card(world.ilkka)
    assert "[Stop it]" not in card(world.ilkka)
    await world.aino.clicks("Go ahead all the same")
    await world.settled()
    hers = next(text for message in world.aino.dm if "[Stop this use]" in (text := world.aino.text_of(message)))
    assert "Asked by @Maya Lindholm" in hers
    assert "[Stop this use]" not in all_of(world.ilkka)


async def test_a_handover_takes_the_thanks_along(world: World) -> None:
    await approved(world)
    await world.maya.clicks("It's on …")
    await world.maya.fills("On which day?", "2026-11-23")
    await world.maya.submits()
    await world.settled()
    await world.maya.clicks("It took place")
    await world.maya.picks("How was it?", "5 – could not be better")
    await world.maya.submits()
    await world.sees(world.ilkka, "Please thank Lumi Retail")
    await world.customers({**LUMI, "owner": AINO})
    await at(world, "2026-11-23 12:00")
    await world.sees(world.aino, "Please thank Lumi Retail")
    await world.aino.clicks("Thanked by mail")
    await world.sees(world.aino, "✅ Lumi Retail was thanked by mail")


async def test_an_owner_hands_over_their_own_and_nobody_elses(world: World) -> None:
    await world.maya.types("/reference handover")
    assert (
        "You have no customers, and you can't hand over somebody else's. Petra Vance can." in world.maya.last_ephemeral
    )
    await world.ilkka.types("/reference handover")
    assert "Whose customers?" not in world.ilkka.text_of(world.ilkka.modal)
    await world.ilkka.picks("Who takes over?", "gus")
    await world.ilkka.submits()
    assert "Pick a colleague with a full account." in world.ilkka.text_of(world.ilkka.modal)
    await world.ilkka.picks("Who takes over?", "ilkka")
    await world.ilkka.submits()
    assert "They are yours already." in world.ilkka.text_of(world.ilkka.modal)
    await world.ilkka.picks("Who takes over?", "aino")
    await world.ilkka.submits()
    assert "is Aino Korhola's now" in world.ilkka.text_of(world.ilkka.modal)


async def test_who_was_the_backup_decides_no_more_once_somebody_else_is(world: World) -> None:
    await world.customers({**LUMI, "backup": AINO})
    await world.asks(world.maya, "Lumi", needed_by="2026-12-04")
    await world.sees(world.ilkka, "[Approve]")
    await at(world, "2026-11-24 16:00")
    await world.sees(world.aino, "you are the backup")
    old = world.aino.finds("Approve", on=world.aino.dm[0])
    await world.customers({**LUMI, "backup": "petra@norrsken.example"})
    await world.aino.presses(*old)
    assert "You can't decide about this request." in world.aino.last_ephemeral
    await at(world, "2026-11-24 16:05")
    assert "[Approve]" not in card(world.aino)
    await world.sees(world.petra, "[Approve]")


async def test_who_may_not_know_a_classified_customer_is_not_asked_to_stand_in(world: World) -> None:
    await world.customers({**SECRET, "consents": ""})
    await world.ilkka.types("/reference away")
    await world.ilkka.fills("First day back", "2026-12-07")
    await world.ilkka.picks("Who decides meanwhile?", "aino")
    await world.ilkka.submits()
    await world.ilkka.closes()
    await world.asks_what_fits(world.maya, "retail onboarding")
    await at(world, "2026-11-23 12:00")
    assert "Zyxsecret" in await world.sees(world.petra, "[Approve]")
    assert not world.aino.dm, "the delegate could not introduce anybody to a customer without a name"


async def test_requests_for_a_customer_who_left_can_still_be_closed(world: World) -> None:
    await world.customers({**LUMI, "quarter_points": 9}, {**LUMI, "name": "Other", "external_id": "C9"})
    await approved(world)
    await world.asks(world.maya, "Lumi", prospect="Bolt")
    await world.sees(world.ilkka, "Bolt")
    approve = world.ilkka.finds("Approve")
    async with world.parts.desk.reading() as tx:
        lumi = (await tx.customers.named("Lumi", await tx.people.get(1), 1)).items[0]
    async with world.parts.desk.transaction() as tx:
        await tx.removals.remove([lumi])
    await world.ilkka.presses(*approve)
    assert "Lumi Retail is no longer in the portfolio." in world.ilkka.last_ephemeral
    await at(world, "2026-11-23 12:00")
    assert "[Approve]" not in all_of(world.ilkka)
    await world.sees(world.maya, "Please make no contact. If it took place already")
    assert "[Go ahead all the same]" not in all_of(world.ilkka)
    assert "[Stop it]" in card(world.ilkka)
    await world.maya.opens_home()
    await world.settled()
    assert "Call with Lumi Retail for Bolt" in world.maya.text_of(world.maya.home)
    await world.ilkka.clicks("Decline")
    await world.ilkka.picks("Why not?", "This is not a good time for the customer")
    assert (await world.ilkka.submits()).ok
    await world.settled()
    assert count(world.maya, "Declined") > 0
    await world.maya.clicks("Withdraw", on=world.maya.dm[0])
    await world.settled()
    assert "Withdrawn" in card(world.maya)
    async with world.parts.desk.reading() as tx:
        assert dict((await tx.customers.record(lumi)).used) == {date(2026, 10, 1): 0}


async def test_who_left_is_told_of_once_and_everything_else_for_them_is_skipped(world: World) -> None:
    await world.customers({**LUMI, "quarter_points": 40})
    for prospect in ("Acme", "Bolt", "Cog"):
        await world.asks(world.maya, "Lumi", prospect=prospect)
        await world.sees(world.ilkka, prospect)
    await world.settled()
    world.slack.workspace.users["U0MAYA"].deleted = True
    async with world.parts.desk.reading() as tx:
        known = await tx.people.by_slack_id("U0MAYA")
    assert known is not None
    await world.parts.desk.directory.met(known[0])
    for message in list(world.ilkka.dm):
        if "[Approve]" in world.ilkka.text_of(message):
            await world.ilkka.clicks("Approve", on=message)
    await world.settled()
    assert count(world.petra, "was not delivered") == 1
    async with world.parts.desk.reading() as tx:
        assert await tx.deliveries.count("dead") == 1


async def test_who_joins_an_owners_own_use_hears_how_it_goes(world: World) -> None:
    await world.customers({**LUMI, "consents": ""})
    await world.asks(world.ilkka, "Lumi")
    await world.settled()
    assert "already asked for this" in await world.asks(world.maya, "Lumi")
    await world.ilkka.clicks("They said yes", on=world.ilkka.dm[0])
    await world.ilkka.fills("Who said yes?", "Helena")
    await world.ilkka.submits()
    await world.sees(world.maya, "Approved: Call with Lumi Retail for Acme")
    draft = await world.sees(world.ilkka, "Please introduce Maya Lindholm to Lumi Retail")
    assert "My colleague Maya Lindholm will find a time" in draft, "not the owner, who writes this"
    assert count(world.ilkka, "Approved: Call with") == 0, "the owner knows"
    await world.settled()
    await world.ilkka.clicks("It's on …", on=world.ilkka.dm[0])
    await world.ilkka.fills("On which day?", "2026-12-03")
    await world.ilkka.submits()
    await world.sees(world.maya, "It's on: Call with Lumi Retail for Acme, 3 December 2026")


async def test_a_member_who_became_a_guest_decides_nothing_five_minutes_later(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    world.slack.workspace.users["U0ILKKA"].is_restricted = True
    world.slack.clock.move_to(datetime(2026, 11, 23, 11, 6, tzinfo=HELSINKI))
    await world.ilkka.clicks("Approve")
    assert "Guests can't use the reference desk." in world.ilkka.last_ephemeral
    assert "Waiting for" in card(world.maya)


async def test_a_letter_that_was_owed_to_a_manager_is_not_sent_to_who_is_none_any_more(world: World) -> None:
    async with world.parts.desk.transaction() as tx:
        me = (await tx.people.managers())[0]
        await tx.people.appoint(("U0AINO",))
        await tx.deliveries.enqueue_once(DeliveryKind.LETTER, me.id, tx.now, subject=f"2026-07-01:{me.id}")
    await tick(world.parts.desk)
    await world.settled()
    assert not world.petra.dm
