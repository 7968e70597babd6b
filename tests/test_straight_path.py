"""The straight path: ask, decide, record, block - through the real bot, on both databases."""

from tests.world import World


async def test_a_search_shows_who_fits_and_why(world: World) -> None:
    verdict = await world.maya.types("/reference retail onboarding")
    assert verdict.ok, verdict
    seen = world.maya.last_ephemeral
    assert "Lumi Retail" in seen
    assert "[Request]" in seen
    assert "2 calls" in seen


async def test_maya_asks_and_ilkka_approves_with_one_click(world: World) -> None:
    await world.maya.types("/reference retail onboarding")
    await world.maya.clicks("Request")
    assert world.maya.modal is not None
    await world.maya.picks("What do you need?", "Call")
    await world.maya.fills("Prospect", "Acme")
    await world.maya.picks("Needed by", "2026-12-10")
    verdict = await world.maya.submits()
    assert verdict.ok, verdict
    card = await world.sees(world.ilkka, "[Approve]")
    assert "Maya Lindholm" in card
    assert "Acme" in card
    verdict = await world.ilkka.clicks("Approve")
    assert verdict.ok, verdict
    await world.sees(world.maya, "Approved")
    told = await world.sees(world.maya, "introduces you")
    assert "helena@lumi.example" not in told
    draft = await world.sees(world.ilkka, "helena@lumi.example")
    assert "Hello Helena" in draft
