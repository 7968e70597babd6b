"""Nobody is left wondering: what fits is marked, what does not fit is not claimed, and no answer is a dead end."""

import pytest

from handlers.portfolio.watches import free_again
from tests.search.test_answer import BERG, HIDDEN, MANAGED, PLUME, modal, text
from tests.world import LUMI, World

SPENT = {**LUMI, "external_id": "C0", "points_used": 4}
STORY = {"story": "Need.\nWork.\nHalf the time.", "story_public": "yes", "name_public": "yes"}


async def test_why_it_fits_is_said_once_and_then_what_else_it_is(world: World) -> None:
    await world.customers({**LUMI, "use_cases": "Loyalty;Payroll;Onboarding", "products": "Ember;Frost"})
    await world.maya.types("/reference retail onboarding frost")
    fits = "Fits: same industry: retail · same use case: Onboarding · uses Frost"
    assert f"{fits}  ·  Also: Finland · Enterprise · C-level contact\n" in world.maya.last_ephemeral
    await world.maya.types("/reference lumi retail")
    also = "Also: Retail · Finland · Enterprise · Loyalty, Payroll and Onboarding · C-level contact\n"
    assert f"Fits: named in your search  ·  {also}" in world.maya.last_ephemeral


async def test_what_matters_stands_first_and_who_rests_for_the_same_reasons_takes_one_line(world: World) -> None:
    await world.customers({**LUMI, **STORY, "renewal_in_days": 40}, {**BERG, "points_used": 4})
    await world.maya.types("/reference retail onboarding")
    lines = world.maya.last_ephemeral.splitlines()
    first = lines.index("Lumi Retail  You may say now:")
    starts = ["Lumi Retail: Half", "Fits: ", "Careful: renewal in 40", "May be asked: ", "Left this quarter: ", "[Req"]
    assert [line.startswith(start) for line, start in zip(lines[first + 1 :], starts, strict=False)] == [True] * 6
    closed = next(place for place, line in enumerate(lines) if line.startswith("◌ Berghaus"))
    assert lines[closed + 1] == "[Tell me when it is free]"


async def test_nobody_is_said_to_fit_for_what_they_said_no_to_and_what_is_wanted_comes_first(world: World) -> None:
    await world.customers(LUMI, {**BERG, "consents": "event=no; call=yes"}, {**PLUME, "points_used": 2})
    await world.maya.types("/reference retail event talk")
    seen = world.maya.last_ephemeral
    assert "Fits: same industry: retail  ·  Also: " in seen
    assert "asked for an event" not in seen
    assert "Not now: Berghaus said no to an event talk for a sales deal." in seen, seen
    assert "Not now: Plume Stores has 2 of 4 points left this quarter; an event talk takes 4." in seen
    assert "May be asked: call and quote; after asking the customer: event talk and 3 more" in seen


async def test_who_can_not_be_asked_is_told_only_where_it_fits_as_well_and_with_why(world: World) -> None:
    await world.customers({**LUMI, "use_cases": "Payroll"}, {**BERG, "points_used": 4}, {**PLUME, "industry": "Bank"})
    await world.maya.types("/reference retail onboarding")
    seen = world.maya.last_ephemeral
    assert "Lumi Retail" in seen
    assert "◌ Berghaus has given all it can" in seen
    assert seen.index("Fits: same industry: retail · same use case: Onboarding") > seen.index("◌ Berghaus")
    await world.maya.types("/reference bank onboarding")
    assert "Plume Stores" in world.maya.last_ephemeral
    assert "Berghaus" not in world.maya.last_ephemeral


async def test_of_a_classified_customer_no_words_are_ticked_but_those_its_segment_says(world: World) -> None:
    await world.customers({**HIDDEN, "external_id": "C0", "products": "Ember", "languages": "fi"})
    said = {}
    for words in ("nordic retail", "retail finland", "retail germany", "retail onboarding", "retail finnish"):
        await world.maya.types(f"/reference {words}")
        seen = world.maya.last_ephemeral
        assert "A Nordic retailer" in seen, seen
        said[words] = [line for line in seen.splitlines() if line.startswith("Fits: ")]
    assert said.pop("nordic retail") == ["Fits: the Nordics and retail"]
    assert set(map(tuple, said.values())) == {("Fits: retail",)}, said
    await world.aino.types("/reference retail onboarding")
    assert "Fits: same industry: retail · same use case: Onboarding" in world.aino.last_ephemeral


async def test_a_customer_whose_consent_has_run_out_is_greyed_with_why_and_nobody_is_told_it_is_free(
    world: World,
) -> None:
    await world.customers(LUMI, {**BERG, "consents": "*=no"})
    maya = world.maya
    for words in ("retail", "berghaus"):
        await maya.types(f"/reference {words}")
        assert "◌ Berghaus said no to everything." in maya.last_ephemeral, maya.last_ephemeral
    assert await maya.clicks("Tell me when it is free")
    await maya.closes()
    await maya.types("/reference customer berghaus")
    assert "◌ Berghaus said no to everything." in maya.last_ephemeral
    assert "[Request]" not in maya.last_ephemeral
    async with world.parts.desk.reading() as tx:
        assert "somebody was faster" in (await free_again(tx, "1")).text  # type: ignore[union-attr]


async def test_never_a_dead_end_in_its_order(world: World) -> None:
    await world.customers(
        {**SPENT, **STORY, "use_cases": "Payroll"},
        {**BERG, "use_cases": "Payroll", "points_used": 3, **STORY},
        PLUME,
    )
    maya = world.maya
    await maya.types("/reference payroll call")
    seen = maya.last_ephemeral
    order = [
        "Nobody who fits can be asked for a call right now.",
        "Customers like this that you can ask:",
        "Plume Stores",
        "These fit, but not for a call now. They can still give something lighter:",
        "Berghaus: Half the time.",
        "May be asked: quote",
        "Who can't be asked now, and why:",
        "Free again on 1 January 2027.  You may say now:\nLumi Retail: Half the time.",
        "[Tell me when it is free]\n[Profile]",
    ]
    places = [seen.find(words) for words in order]
    assert -1 not in places, (places, seen)
    assert places == sorted(places), seen


async def test_of_whoever_was_named_it_is_said_first_why_they_can_not_be_asked(world: World) -> None:
    await world.customers(SPENT, {**BERG, "consents": "call=no"}, PLUME)
    await world.maya.types("/reference lumi retail")
    seen = world.maya.last_ephemeral
    assert seen.startswith(
        "Name: Lumi Retail\n"
        "Lumi Retail has given all it can this quarter (4 of 4 points). Free again on 1 January 2027.\n"
        "Customers like this that you can ask:\nPlume Stores"
    ), seen
    await world.maya.types("/reference call with berghaus")
    seen = world.maya.last_ephemeral
    assert "[✕ call]\nBerghaus said no to a call for a sales deal.\nCustomers like this" in seen, seen


async def test_who_is_like_a_classified_customer_is_not_told(world: World) -> None:
    bank = {"industry": "Bank", "owner": "aino@norrsken.example"}
    hidden = {**HIDDEN, **bank, "external_id": "C0", "consents": "call=no", "use_cases": "Payroll"}
    await world.customers(hidden, {**PLUME, **bank})
    await world.maya.types("/reference retail call")
    seen = world.maya.last_ephemeral
    assert "A Nordic retailer" in seen
    assert "Customers like this" not in seen
    assert "Plume Stores" not in seen
    await world.petra.types("/reference payroll call")
    assert "Customers like this that you can ask:\nPlume Stores" in world.petra.last_ephemeral


async def test_what_is_left_out_is_said_and_let_in_again_with_a_click(world: World) -> None:
    await world.customers(LUMI, BERG)
    maya = world.maya
    await maya.types("/reference retail not in Germany")
    assert "Industry: retail · Left out: Germany" in maya.last_ephemeral
    assert "Berghaus" not in maya.last_ephemeral
    assert await maya.clicks("✕ not Germany")
    assert "Taken out: not Germany" in text(maya)
    assert "Berghaus" in text(maya)
    await maya.closes()
    await maya.types("/reference retail not berghaus")
    assert await maya.clicks("✕ not Berghaus")
    assert "Taken out: a name" in text(maya)
    await maya.closes()
    await maya.types("/reference not retail")
    assert "Left out: retail\nWho should it be? Try an industry" in maya.last_ephemeral


async def test_where_the_only_word_fits_nobody_the_answer_says_what_to_try(world: World) -> None:
    await world.customers(LUMI)
    await world.maya.types("/reference mining")
    assert "No customer fits this yet. Try something wider" in world.maya.last_ephemeral


@pytest.mark.parametrize("who", ["maya", "ilkka"])
async def test_with_a_classified_customer_left_out_by_name_nothing_is_given_away(world: World, who: str) -> None:
    await world.customers(LUMI, HIDDEN, {**MANAGED, **PLUME})
    seat = getattr(world, who)
    await seat.types("/reference retail not zyxsecret")
    seen = seat.last_ephemeral
    assert "not understood: zyxsecret" in seen, seen
    assert "Left out" not in seen
    assert "A Nordic retailer" in seen
    assert seat.modal is None
    await seat.types("/reference something like zyxsecret")
    assert "I understood nothing of" in seat.last_ephemeral


async def test_two_meanings_are_both_one_click_away(world: World) -> None:
    await world.customers({**LUMI, "languages": "de"}, {**BERG, "languages": "en"})
    await world.maya.types("/reference german")
    assert "Language: German\n[“german” as place: Germany]" in world.maya.last_ephemeral, world.maya.last_ephemeral
    assert await world.maya.clicks("“german” as place: Germany")
    assert "Region: Germany\n[“german” as language: German]\nBerghaus" in text(world.maya)
    assert modal(world.maya)


async def test_who_may_know_a_classified_customer_is_reminded_that_others_do_not(world: World) -> None:
    await world.customers({**HIDDEN, "external_id": "C0"})
    said = "Confidential: others only see “a Nordic retailer”."
    for who in (world.petra, world.aino):
        for words in ("retail", "customer zyxsecret"):
            await who.types(f"/reference {words}")
            assert said in who.last_ephemeral, who.last_ephemeral
    await world.maya.types("/reference retail")
    assert "Confidential: its name stays with its owner" in world.maya.last_ephemeral
    assert said not in world.maya.last_ephemeral
