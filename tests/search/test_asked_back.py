"""Where too little was understood nobody is listed, and what may be meant is one click away."""

from blocks.search import asked_back
from sandbox.model import View
from sandbox.seat import Seat
from tests.world import LUMI, World

BERG = {**LUMI, "external_id": "B1", "name": "Berghaus", "country": "DE", "size": "Mid-market", "industry": "Banking"}


def modal(seat: Seat) -> View:
    assert seat.modal is not None
    return seat.modal


def text(seat: Seat) -> str:
    return seat.text_of(modal(seat))


async def test_what_a_no_may_mean_is_asked_and_picked_with_one_click(world: World) -> None:
    await world.customers(LUMI, BERG)
    maya = world.maya
    await maya.types("/reference onboarding, banks would be inapplicable")
    assert "With or without banking?" in maya.last_ephemeral, maya.last_ephemeral
    assert await maya.clicks("Without banking")
    assert "not banking" in text(maya)
    assert "Berghaus" not in text(maya)
    assert "Lumi Retail" in text(maya)
    await maya.closes()
    assert await maya.clicks("With banking", on=maya.ephemerals[0])
    assert " · banking" in text(maya) or "banking · " in text(maya)
    assert "With or without" not in text(maya)
    assert "Berghaus" in text(maya)


async def test_a_place_beside_words_nobody_knows_lists_nobody_and_offers_what_is_near(world: World) -> None:
    await world.customers(LUMI, BERG)
    maya = world.maya
    await maya.types("/reference who left a vronkle umbrella in helsinki")
    seen = maya.last_ephemeral
    assert "Nobody is listed yet" in seen, seen
    assert "vronkle" in seen
    assert "Lumi Retail" not in seen
    assert await maya.clicks("“umbrella” → Industry: clothing and textiles")
    assert "clothing and textiles" in text(maya)
    assert "Nobody is listed yet" not in text(maya)


async def test_chatter_finds_nobody(world: World) -> None:
    await world.customers(LUMI, BERG)
    for words in ("thanks a lot, let us talk", "can you book the big meeting room for me"):
        await world.maya.types(f"/reference {words}")
        assert "Lumi Retail" not in world.maya.last_ephemeral, words
        assert "Berghaus" not in world.maya.last_ephemeral, words


def test_each_button_of_the_row_has_an_id_of_its_own() -> None:
    assert len(set(asked_back.OFFERS)) == len(asked_back.OFFERS)
