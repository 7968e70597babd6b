"""The profile of one customer, and hearing when it can be asked again."""

import asyncio
from datetime import UTC, datetime

from handlers.scheduler import tick
from tests.world import LUMI, World

FULL = {
    **LUMI,
    "external_id": "C0",
    "story": "They were late. We came.",
    "story_public": "yes",
    "name_public": "yes",
    "consents": "call=yes; quote=ask_first; press=no",
    "contact1_direct": "yes",
    "competitors": "Rival",
    "points_used": 2,
    "renewal_in_days": 40,
}
HIDDEN = {
    **FULL,
    "external_id": "H1",
    "name": "Zyxsecret",
    "classified": "yes",
    "segment": "a Nordic retailer",
    "story": "Zyxstory.",
    "contact1_name": "Zyxcontact",
    "contact2_name": "Zyxother",
    "points_used": 0,
    "competitors": "Zyxrival",
}


async def test_the_profile_tells_all_and_contact_details_only_to_those_who_look_after_it(world: World) -> None:
    await world.customers(FULL)
    await world.asks(world.maya, "Lumi", activity="Call")
    await world.sees(world.ilkka, "[Approve]")
    assert await world.ilkka.clicks("Approve")
    for who in (world.maya, world.aino, world.ilkka, world.petra):
        await who.types("/reference customer lumi retial")
        seen = who.last_ephemeral
        for said in (
            "You may say now:\nLumi Retail: They were late. We came.",
            "▱▱▱▱  0 calls left · 0 of 4 points",
            "Careful: renewal in 40 days",
            "Owner: Ilkka Saarinen",
            "Verified: 13 November 2026",
            "Story  may be used in public",
            "Press or analyst talk: no",
            "Call: yes",
            "Quote: ask first",
            "C-level · Chief People Officer",
            "Agreed already: Call (no day yet)",
            "Onboarding\nYou may say now:",
        ):
            assert said in seen, (said, seen)
        for name in ("Helena Aaltola · C-level", "helena@lumi.example", "Jari Koski · Director"):
            assert (name in seen) == (who in (world.ilkka, world.petra)), seen
        assert "[Request]" not in seen


async def test_a_name_that_nobody_has_is_said_to_be_nobodys(world: World) -> None:
    await world.maya.types("/reference customer xyzzyq")
    assert world.maya.last_ephemeral.startswith("No customer you can ask for is called xyzzyq.\n")
    assert "[Type it]" in world.maya.last_ephemeral


async def test_the_profile_leads_to_a_request_from_a_name_and_from_an_answer(world: World) -> None:
    maya = world.maya
    await maya.types("/reference customer lumi retail")
    assert await maya.clicks("Request")
    assert "[Lumi Retail]" in maya.text_of(maya.modal)
    await maya.closes()
    await maya.types("/reference retail onboarding")
    assert await maya.clicks("Profile")
    assert "What was agreed" in maya.text_of(maya.modal)
    assert await maya.clicks("Request")
    assert len(maya.modals) == 2
    assert "[Lumi Retail]" in maya.text_of(maya.modal)


async def test_several_of_one_name_are_offered_and_no_name_is_a_search(world: World) -> None:
    await world.customers(LUMI, {**LUMI, "external_id": "L2", "name": "Lumi Retailers"})
    maya = world.maya
    await maya.types("/reference customer lumi")
    assert "Which one?" in maya.last_ephemeral
    assert await maya.clicks("Lumi Retailers")
    assert "Lumi Retailers  Retail" in maya.text_of(maya.modal)
    await maya.closes()
    await maya.types("/reference customer onboarding retail")
    assert maya.last_ephemeral.startswith("2 customers · Onboarding · retail\n"), maya.last_ephemeral


async def test_of_a_classified_customer_nobody_else_reads_more_than_its_segment(world: World) -> None:
    await world.customers(LUMI, {**HIDDEN, "owner": "aino@norrsken.example"})
    maya = world.maya
    await maya.types("/reference customer zyxsecret")
    assert "a Nordic retailer" not in maya.last_ephemeral
    assert "zyx" not in maya.last_ephemeral.casefold().replace("zyxsecret", "")
    await world.petra.types("/reference retail onboarding")
    await maya.types("/reference retail onboarding")
    assert "A Nordic retailer" in maya.last_ephemeral
    # Even with a programme manager's button in hand.
    message = next(m for m in world.petra.ephemerals if "Zyxsecret" in world.petra.text_of(m))
    for nth in range(2):
        surface, placed = world.petra.finds("Profile", on=message, nth=nth)
        await maya.presses(surface, placed)
        assert "zyx" not in maya.text_of(maya.modal).casefold()
        await maya.closes()
    for who in (world.petra, world.aino):
        await who.types("/reference customer zyxsecret")
        for said in ("Zyxstory", "Zyxcontact", "A Nordic retailer is a customer of ours."):
            assert said in who.last_ephemeral


async def test_guests_and_strangers_read_no_profile(world: World) -> None:
    for who in (world.guest, world.outsider):
        await who.types("/reference customer lumi retail")
        assert "Helena" not in who.last_ephemeral


async def test_who_waits_is_told_once_when_the_customer_is_free(world: World) -> None:
    await world.customers({**LUMI, "external_id": "C0", "points_used": 4})
    maya = world.maya
    await maya.types("/reference retail onboarding")
    for _ in range(2):
        assert await maya.picks("Tell me when free …", "Lumi Retail", on=maya.ephemerals[0])
        assert "as soon as Lumi Retail can be asked" in maya.text_of(maya.modal)
        await maya.closes()
    desk = world.parts.desk
    await tick(desk)
    await world.settled()
    assert not maya.dm
    world.slack.clock.move_to(datetime(2027, 1, 1, 9, 0, tzinfo=UTC))  # New Year's Day: nobody is at work
    await tick(desk)
    await world.settled()
    assert not maya.dm
    world.slack.clock.move_to(datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
    for _ in range(2):
        await asyncio.gather(tick(desk), tick(desk))
    await world.sees(maya, "Lumi Retail can be asked again")
    await world.settled()
    assert sum("can be asked again" in maya.text_of(m) for m in maya.dm) == 1
    assert await maya.clicks("Request", on=maya.dm[-1])
    assert "[Lumi Retail]" in maya.text_of(maya.modal)


async def test_who_waits_for_a_call_is_not_told_of_less_nor_of_a_name_that_became_secret(world: World) -> None:
    await world.customers({**LUMI, "external_id": "C0", "points_used": 3})
    maya = world.maya
    await maya.types("/reference retail onboarding call")
    assert await maya.picks("Tell me when free …", "Lumi Retail")
    assert "Call: I will send you a message as soon as Lumi Retail can be asked." in maya.text_of(maya.modal)
    await maya.closes()
    await tick(world.parts.desk)
    await world.settled()
    assert not maya.dm
    secret = {**LUMI, "external_id": "C0", "points_used": 0, "classified": "yes", "segment": "a Nordic retailer"}
    await world.customers(secret)
    await tick(world.parts.desk)
    assert "Lumi" not in await world.sees(maya, "Call: a Nordic retailer can be asked again")
