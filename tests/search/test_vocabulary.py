"""The company's own words: what people search in vain is listed, gets a meaning in two clicks, and is found."""

from handlers.index.finder import Finder
from sandbox.seat import Seat
from tests.world import LUMI, World

ODD = {**LUMI, "external_id": "O1", "name": "Odd Oy", "industry": "Whatnots", "use_cases": "Payroll"}


def listed(seat: Seat) -> str:
    assert seat.modal is not None
    return seat.text_of(seat.modal)


async def test_a_word_searched_in_vain_gets_its_meaning_in_two_clicks_and_every_process_knows(world: World) -> None:
    await world.customers(LUMI, ODD)
    for who in (world.maya, world.aino):
        await who.types("/reference retail kajoflow")
        assert "Not understood: kajoflow\n" in who.last_ephemeral
    await world.maya.types("/reference fikabrod 12345")
    petra = world.petra
    await petra.types("/reference settings")
    await petra.clicks("The company's words")
    seen = listed(petra)
    assert seen.index("“kajoflow”  2 searches") < seen.index("“fikabrod”  1 search")
    assert "12345" not in seen
    other = Finder()
    async with world.parts.desk.reading() as tx:
        await other.follower.refresh(tx)
    assert petra.modal is not None
    assert await petra.picks("words.meaning", "Use case: Payroll")
    assert "“kajoflow”  Use case: Payroll" in listed(petra)
    assert "“kajoflow”  2 searches" not in listed(petra)
    await world.maya.types("/reference kajoflow")
    assert " · “kajoflow” → Payroll\n" in world.maya.last_ephemeral
    assert "Odd Oy" in world.maya.last_ephemeral
    async with world.parts.desk.reading() as tx:
        answer = await other.search(tx, "kajoflow", (await tx.people.managers())[0])
    assert [reading.facet.value for reading in answer.understood] == ["Payroll"]
    # A word can be left out for good, and a meaning taken back.
    assert await petra.picks("words.meaning", "Means nothing: leave it out")
    assert "Words people searched that I did not understand\nNone" in listed(petra)
    assert await petra.clicks("Take back", nth=1)
    await world.maya.types("/reference kajoflow")
    assert "Nothing understood of “kajoflow”" in world.maya.last_ephemeral
    await petra.closes()
    await petra.types("/reference settings")
    await petra.clicks("The company's words")
    assert "“kajoflow”  3 searches" in listed(petra)


async def test_an_industry_nobody_knows_is_listed_and_given_one(world: World) -> None:
    report = await world.customers(LUMI, ODD)
    assert report.unresolved == (("Whatnots", 1),)
    petra = world.petra
    await petra.types("/reference settings")
    await petra.clicks("The company's words")
    assert "Industries of your customers that I do not know\n“Whatnots”  1 customer" in listed(petra)
    options = await petra.looks_up("words.meaning", "bank")
    assert all(option["text"]["text"].startswith("Industry: ") for option in options)
    assert await petra.picks("words.meaning", "Industry: bank")
    assert "Whatnots”  1 customer" not in listed(petra)
    await world.maya.types("/reference banking")
    assert "Odd Oy" in world.maya.last_ephemeral
    assert (await world.customers(LUMI, ODD)).unresolved == ()


async def test_a_word_can_mean_an_activity_a_size_a_place_or_a_language(world: World) -> None:
    await world.customers({**LUMI, "languages": "fi"})
    petra, maya = world.petra, world.maya
    await petra.types("/reference settings")
    await petra.clicks("The company's words")
    for word, meaning, said in (
        ("nettisivuille", "Activity: Logo mention", "→ Logo mention"),
        ("jättiläinen", "Size: Enterprise", "→ Enterprise"),
        ("kotimaa", "Place: Finland", "→ Finland"),
        ("naapurit", "Place: Nordics", "→ Nordics"),
        ("savo", "Language: Finnish", "→ Finnish"),
    ):
        await maya.types(f"/reference retail {word}")
        assert said not in maya.last_ephemeral, maya.last_ephemeral
        await petra.clicks("Add a word")
        await petra.fills("word", word)
        assert meaning in [each["text"]["text"] for each in await petra.looks_up("meant", meaning[-6:])]
        await petra.picks("meant", meaning)
        assert await petra.submits()
        assert f"“{word}”  {meaning}" in listed(petra)
        await maya.types(f"/reference retail {word}")
        assert f"“{word}” {said}\n" in maya.last_ephemeral, maya.last_ephemeral
        assert "Not understood" not in maya.last_ephemeral


async def test_a_word_is_added_by_hand(world: World) -> None:
    petra = world.petra
    await petra.types("/reference settings")
    await petra.clicks("The company's words")
    assert await petra.clicks("Add a word")
    await petra.fills("word", "--")
    await petra.picks("meant", "Use case: Onboarding")
    assert await petra.submits()
    assert "Type a word." in listed(petra)
    await petra.fills("word", "perehdyttely")
    assert await petra.submits()
    assert "“perehdyttely”  Use case: Onboarding" in listed(petra)
    await world.maya.types("/reference perehdyttely")
    assert "Lumi Retail" in world.maya.last_ephemeral


async def test_only_programme_managers_see_and_change_the_words(world: World) -> None:
    for who in (world.maya, world.ilkka, world.guest):
        await who.types("/reference settings")
        assert who.modal is None
    assert "Only programme managers change the settings." in world.maya.last_ephemeral
    await world.petra.types("/reference settings")
    await world.petra.clicks("The company's words")
    surface, placed = world.petra.finds("Add a word")
    await world.maya.presses(surface, placed)
    assert "Add a word" not in world.maya.text_of(world.maya.modal)
