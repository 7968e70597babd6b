"""Nothing of one deal goes into another: what was said for one prospect is seen with that prospect only."""

import re

from sandbox.model import View
from sandbox.seat import Seat
from tests.world import LUMI, World

SAID = {
    "What do they want to hear?": "ZZHEAR",
    "Who at the prospect?": "ZZPERSON",
    "How senior are they?": "VP",
    "Deal": "ZZDEAL",
    "Deal value": "ZZVALUE",
    "Deal stage": "ZZSTAGE",
    "What is it for?": "An event",
    "Who at the customer said yes?": "ZZYES",
    "When did they agree?": "2026-11-20",
}
SECRET = re.compile(r"ZZ[A-Z]+")


def modal(seat: Seat) -> View:
    assert seat.modal is not None
    return seat.modal


def secrets(seat: Seat) -> set[str]:
    """What this person reads of the deal, in messages, files' words and an open form."""
    seen = [seat.text_of(seat.modal), *(seat.text_of(m) + seat.notification_of(m) for m in seat.dm)]
    return set(SECRET.findall("\n".join(seen)))


async def test_the_next_form_knows_nothing_of_the_last_whichever_way_it_is_opened(world: World) -> None:
    maya = world.maya
    await world.asks(maya, "Lumi", prospect="ZZPROSPECT", **SAID)
    message = world.slack.workspace.post(world.slack.workspace.channel("general"), "U0AINO", "Who knows a shop?")
    await maya.opens_home()
    await world.slack.wait_for(lambda: maya.home is not None)
    await maya.types("/reference lumi retail")
    ways = (
        lambda: maya.shortcut("request.new"),
        lambda: maya.types("/reference"),
        lambda: maya.message_shortcut("Find a reference", message),
        lambda: maya.clicks("Ask for a reference", on=maya.home),
        lambda: maya.clicks("Request", on=maya.ephemerals[-1]),
    )
    for opens in ways:
        assert await opens()
        for button in ("More about the deal", "The customer already agreed"):
            assert await maya.clicks(button, on=modal(maya))
        form = maya.text_of(modal(maya))
        assert not SECRET.findall(form), form
        for filled in ("[VP]", "[An event]", "[2026"):
            assert filled not in form, form
        await maya.closes(all_of_them=True)


async def test_a_second_deal_carries_nothing_of_the_first_to_the_owner_or_the_customer(world: World) -> None:
    await world.asks(world.maya, "Lumi", prospect="ZZPROSPECT", **SAID)
    await world.sees(world.ilkka, "ZZPERSON")
    before = len(world.ilkka.dm)
    await world.asks(world.maya, "Lumi", prospect="Bolt")
    card = await world.sees(world.ilkka, "for Bolt\nAsked by")
    assert "For: " not in card, "a sales deal, unless it is said"
    await world.ilkka.clicks("Approve", on=world.ilkka.dm[-1])
    await world.sees(world.ilkka, "Bolt is thinking about working with us")
    new = "\n".join(world.ilkka.text_of(message) for message in world.ilkka.dm[before:])
    assert not SECRET.findall(new), new


async def test_asking_another_customer_for_the_same_shows_all_that_was_said_of_it(world: World) -> None:
    maya = await declined(world)
    await maya.clicks("Ask Shop One")
    form = maya.text_of(modal(maya))
    for label, answer in SAID.items():
        # Whether the customer agreed was said of the other customer.
        assert (f"[{answer}]" in form) is ("agree" not in label and "said yes" not in label), (label, form)
    for filled in ("[Shop One]", "[Call · 2 points]", "[Acme]", "[2026-12-10]"):
        assert filled in form, form
    await maya.submits()
    async with world.parts.desk.reading() as tx:
        first, second = await tx.requests.these([1, 2])
    assert (second.deal, second.purpose) == (first.deal, first.purpose)
    assert second.agreed_by == ""


async def declined(world: World) -> Seat:
    """Maya asks with everything there is to say, Aino joins her, Ilkka declines."""
    await world.customers({**LUMI, "external_id": "S1", "name": "Shop One"})
    await world.asks(world.maya, "Lumi", **SAID)
    await world.asks(world.aino, "Lumi", **{"What is it for?": "An event", "Deal value": "1 €"})
    await world.sees(world.aino, "Waiting for")
    await world.sees(world.ilkka, "[Decline]")
    await world.ilkka.clicks("Decline")
    await world.ilkka.picks("Why not?", "They have helped a lot lately")
    await world.ilkka.submits()
    for seat in (world.maya, world.aino):
        await world.sees(seat, "[Ask Shop One]")
    return world.maya


async def test_who_joined_reads_nothing_of_the_first_ones_deal_and_begins_with_what_both_asked_for(
    world: World,
) -> None:
    await declined(world)
    aino = world.aino
    assert not secrets(aino)
    await aino.clicks("Ask Shop One")
    form = aino.text_of(modal(aino))
    for filled in ("[Shop One]", "[Call · 2 points]", "[Acme]", "[2026-12-10]"):
        assert filled in form, form
    await aino.clicks("More about the deal")
    assert not secrets(aino)
    # And somebody who never asked begins with nothing.
    (card,) = (m for m in world.maya.dm if "[Ask Shop One]" in world.maya.text_of(m))
    surface, placed = world.maya.finds("Ask Shop One", on=card)
    await world.petra.presses(surface, placed)
    assert "[Acme]" not in world.petra.text_of(modal(world.petra))
    assert not secrets(world.petra)


async def test_the_brief_of_who_joined_says_what_the_call_is_about_and_not_what_the_deal_is_worth(
    world: World,
) -> None:
    await world.maya.types("/reference lumi retail ZZSOUGHT")
    await world.maya.clicks("Request")
    await world.maya.closes()
    await world.asks(world.maya, "Lumi", **{"What do they want to hear?": "Rollouts", "Deal value": "ZZVALUE"})
    await world.asks(world.aino, "Lumi")
    await world.sees(world.aino, "Waiting for")
    await world.ilkka.clicks("Approve")
    await world.sees(world.maya, "[Brief]")
    (card,) = (m for m in world.maya.dm if "[Brief]" in world.maya.text_of(m))
    for seat, reads in ((world.maya, True), (world.aino, False)):
        surface, placed = world.maya.finds("Brief", on=card)
        await seat.presses(surface, placed)
        brief = seat.text_of(modal(seat))
        assert "Rollouts" in brief
        assert ("ZZVALUE" in brief) is reads, brief


async def test_the_same_call_for_something_else_is_another_request(world: World) -> None:
    await world.customers({**LUMI, "consents": "call:sales=yes; call:press=no"})
    assert "Sent to Ilkka" in await world.asks(world.maya, "Lumi")
    said = await world.asks(world.aino, "Lumi", **{"What is it for?": "Press or analysts"})
    assert "said no" in said, "what is agreed for the one is not agreed for the other"
    await world.aino.closes()
    assert "Sent to Ilkka" in await world.asks(world.aino, "Lumi", **{"What is it for?": "A tender"})
    assert "A colleague has already asked" in await world.asks(world.petra, "Lumi")
