"""A programme manager goes beyond a customer's limit, with a reason that everybody concerned reads."""

from sqlalchemy import select

from domain.requests.request import Outcome
from handlers.programme.digest import composed
from sandbox.model import Message
from store.db.tables import audit, budget_periods, ledger
from tests.world import LUMI, World

WHY = "The board of *Bolt* asked for exactly <them>"


async def spent(world: World) -> None:
    """Lumi gives both of its calls; a third request was filed before that and waits."""
    for prospect in ("Acme", "Bolt", "Cargo"):
        await world.asks(world.maya, "Lumi", prospect=prospect)
        await world.settled()
    for prospect in ("Acme", "Cargo"):
        await world.ilkka.clicks("Approve", on=card(world, prospect))
        await world.settled()


def card(world: World, prospect: str) -> Message:
    """Ilkka's or, once she was asked, Petra's card of the request."""
    for seat in (world.ilkka, world.petra):
        for message in seat.dm:
            if f"for {prospect}\nAsked by" in seat.text_of(message):
                return message
    raise AssertionError(prospect)


async def books(world: World) -> tuple[list[tuple[str, int]], int, list[str]]:
    """The ledger's lines, the points used, and the audit's codes."""
    async with world.parts.desk.store.engines.read.connect() as connection:
        lines = await connection.execute(select(ledger.c.entry, ledger.c.points).order_by(ledger.c.id))
        used = (await connection.execute(select(budget_periods.c.used))).scalar_one()
        codes = list((await connection.execute(select(audit.c.code).order_by(audit.c.id))).scalars())
        booked = [(row.entry, row.points) for row in lines]
    return booked, used, codes


async def test_a_programme_manager_approves_beyond_the_limit_and_everybody_reads_why(world: World) -> None:
    await spent(world)
    # The owner cannot, and is told who can.
    await world.ilkka.clicks("Approve", on=card(world, "Bolt"))
    assert "You may not go beyond that. Petra Vance can." in world.ilkka.last_ephemeral

    # Petra gets the card when nobody else decided; from there she may.
    async with world.parts.desk.transaction() as tx:
        (request,) = [each for each in await tx.requests.these([1, 2, 3]) if each.deal.prospect == "Bolt"]
        managers = await tx.people.managers()
        await tx.apply(request, Outcome(request, by=None, decision_for=(managers[0].id,), code="manager_asked"))
    await world.settled()
    text = await world.sees(world.petra, "[Approve all the same …]")
    assert "Can't be approved now: Lumi Retail has given all it can this quarter" in text
    await world.petra.clicks("Approve all the same …")
    assert "has given all it can" in world.petra.text_of(world.petra.modal)
    await world.petra.submits()
    assert world.petra.modal is not None, "a reason is demanded"
    await world.petra.fills("Why all the same?", WHY)
    assert await world.petra.submits()
    assert world.petra.modal is None
    await world.settled()

    said = f"Beyond its limit, by Petra Vance's decision: “{WHY}”"
    assert said in await world.sees(world.maya, "Approved: Call with Lumi Retail for Bolt")
    assert said in await world.sees(world.ilkka, "Please introduce Maya Lindholm to Lumi Retail")
    assert said in world.ilkka.text_of(card(world, "Bolt"))
    booked, used, codes = await books(world)
    assert booked == [("reserve", 2), ("reserve", 2), ("override", 2)]
    assert used == 6
    assert codes.count("overridden.budget") == 1

    async with world.parts.desk.reading() as tx:
        found = await composed(tx)
    assert found.facts.overridden.items == ("Lumi Retail",)
    assert "[Stop this use]" in world.ilkka.text_of(card(world, "Bolt"))


async def test_a_programme_manager_asks_for_a_spent_customer_and_the_owner_decides(world: World) -> None:
    await world.customers({**LUMI, "points_used": 4})
    for who, may in ((world.maya, False), (world.petra, True)):
        await who.types("/reference Lumi Retail")
        assert "Lumi Retail · Retail · Finland · Enterprise · C-level · ⚠ spent until 1 January\n" in who.last_ephemeral
        assert ("[Request all the same …]" in who.last_ephemeral) is may
    await world.petra.types("/reference retail")
    seen = world.petra.last_ephemeral
    assert "C-level · ⚠ spent until 1 January\n" in seen
    assert "[Request all the same …]" in seen
    assert "Not now" not in seen
    await world.petra.clicks("Request all the same …")
    await world.petra.picks("What do you need?", "Call")
    await world.petra.fills("Prospect", "Acme")
    await world.petra.picks("Needed by", "2026-12-10")
    await world.petra.submits()
    assert "To ask all the same, say why." in str(world.petra.modal.errors if world.petra.modal else "")
    await world.petra.fills("Beyond the limits? Say why", WHY)
    assert await world.petra.submits()
    assert "Sent to Ilkka" in world.petra.text_of(world.petra.modal)
    text = await world.sees(world.ilkka, "[Approve]")
    assert f"Beyond its limit, by Petra Vance's decision: “{WHY}”" in text
    await world.ilkka.clicks("Approve")
    await world.settled()
    booked, used, _ = await books(world)
    assert booked == [("opening", 4), ("override", 2)]
    assert used == 6


async def test_beyond_the_limit_the_customer_is_still_asked_first(world: World) -> None:
    await world.customers({**LUMI, "points_used": 4, "consents": "", "owner": "petra@norrsken.example"})
    await world.petra.types("/reference Lumi Retail")
    await world.petra.clicks("Request all the same …")
    await world.petra.picks("What do you need?", "Call")
    await world.petra.fills("Prospect", "Acme")
    await world.petra.picks("Needed by", "2026-12-10")
    await world.petra.fills("Beyond the limits? Say why", WHY)
    assert await world.petra.submits()
    await world.settled()
    await world.sees(world.petra, "[They said yes]")
    booked, _, codes = await books(world)
    assert booked == [("opening", 4), ("override", 2)]
    assert "overridden.budget" in codes


async def test_one_form_asks_for_the_yes_and_the_reason(world: World) -> None:
    await world.customers({**LUMI, "consents": ""})
    await world.asks(world.maya, "Lumi")
    await world.customers({**LUMI, "consents": "", "points_used": 4})
    await world.settled()
    await world.petra.opens_home()
    async with world.parts.desk.transaction() as tx:
        (request,) = await tx.requests.these([1])
        managers = await tx.people.managers()
        await tx.apply(request, Outcome(request, by=None, decision_for=(managers[0].id,), code="manager_asked"))
    await world.settled()
    await world.petra.clicks("Approve all the same …", on=world.petra.dm[0])
    await world.petra.fills("Why all the same?", WHY)
    await world.petra.picks("Has the customer agreed?", "They agreed")
    await world.petra.fills("Who said yes?", "Helena")
    assert await world.petra.submits()
    await world.settled()
    booked, used, _ = await books(world)
    assert booked[-1] == ("override", 2)
    assert used == 6
