"""Nobody is left wondering: what does not fit is said, what fits is not said twice, and no answer is a dead end."""

import pytest

from handlers.portfolio.watches import free_again
from tests.search.test_answer import BERG, HIDDEN, MANAGED, PLUME, modal, refines, text
from tests.world import LUMI, World

SPENT = {**LUMI, "external_id": "C0", "points_used": 4}
STORY = {"story": "Need.\nWork.\nHalf the time.", "story_public": "yes", "name_public": "yes"}


async def test_what_is_true_of_all_is_said_once_and_what_each_is_beside_its_name(world: World) -> None:
    await world.customers(
        {**LUMI, "name_public": "yes", "use_cases": "Loyalty;Payroll;Onboarding", "products": "Ember"}
    )
    await world.maya.types("/reference retail onboarding ember")
    head = "1 customer · retail · Onboarding · Ember\nLumi Retail · Finland · Enterprise · C-level\n"
    assert world.maya.last_ephemeral.startswith(head), world.maya.last_ephemeral
    # The industry only where it is not the one sought.
    for words in ("lumi retail", "onboarding", "grocery onboarding"):
        await world.maya.types(f"/reference {words}")
        assert "Lumi Retail · Retail · Finland · Enterprise · C-level" in world.maya.last_ephemeral, words
    assert "C-level · ⚠ not grocery\n" in world.maya.last_ephemeral


async def test_a_customer_takes_two_lines_and_a_row_and_only_the_first_request_is_green(world: World) -> None:
    result = "New staff work alone after four days, down from twelve, and three of four come back the next winter."
    story = {"story": f"Need.\nWork.\n{result}", "story_public": "yes", "name_public": "yes"}
    await world.customers({**LUMI, **story}, {**BERG, "points_used": 2, "tier": "bronze"}, {**PLUME, "points_used": 4})
    maya = world.maya
    await maya.types("/reference retail onboarding")
    lines = maya.last_ephemeral.splitlines()
    assert lines[:5] == [
        "2 of 3 can be asked · retail · Onboarding",
        "Lumi Retail · Finland · Enterprise · C-level",
        "“New staff work alone after four days, down from twelve …”",
        "[Request · 2 calls left]",
        "[Profile]",
    ], lines
    assert lines[7] == "[Request · 1 call left]"
    assert lines[9:] == [
        "Not now (1)",
        "Plume Stores · spent until 1 January",
        "[Refine]",
        "[Tell me when free …] (Plume Stores)",
    ]
    pressed = [
        each
        for block in maya.ephemerals[-1].blocks
        for each in block.get("elements", [])
        if "accessibility_label" in each
    ]
    assert [(each["accessibility_label"], each.get("style")) for each in pressed] == [
        ("Request Lumi Retail, 2 calls left this quarter", "primary"),
        ("Profile of Lumi Retail", None),
        ("Request Berghaus, 1 call left this quarter", None),
        ("Profile of Berghaus", None),
    ]
    notified = maya.notification_of(maya.ephemerals[-1])
    assert notified == "2 of 3 can be asked · “retail onboarding” · Lumi Retail and Berghaus"
    await maya.types("/reference retail case study")
    assert maya.last_ephemeral.count("[Request · 1 case study left]") == 2, maya.last_ephemeral
    await maya.types("/reference retail logo")
    assert maya.last_ephemeral.count("[Request]") == 2, "a logo costs nothing"


async def test_what_is_wanted_comes_first_then_who_can_give_something_lighter_and_from_when(world: World) -> None:
    await world.customers(LUMI, {**BERG, "consents": "event=no; call=yes"}, {**PLUME, "points_used": 2})
    await world.maya.types("/reference retail event talk")
    seen = world.maya.last_ephemeral
    assert seen.startswith("1 of 3 can be asked · retail · Event talk\nLumi Retail"), seen
    assert "asked for an event" not in seen
    assert "[Request · 1 event talk left]" in seen
    assert "\nEvent talk: has said no. Call: now.\n[Request · 2 calls left]" in seen
    assert "\nEvent talk: from 1 January. Call and Quote: now.\n[Request · 1 call left]" in seen
    assert "something lighter" not in seen
    await world.customers(
        {**LUMI, "external_id": "C0", "points_used": 2, "consents": "*=ask_first"}, {**BERG, "quarter_points": 2}
    )
    await world.maya.types("/reference retail event talk")
    seen = world.maya.last_ephemeral
    assert seen.startswith("Nobody now · retail · Event talk\nThese can give something lighter:\n"), seen
    assert "\nEvent talk: from 1 January. Call, Quote and 2 more: if the customer agrees.\n" in seen
    assert "\nEvent talk: more than it gives. Call and Quote: now.\n" in seen
    notified = world.maya.notification_of(world.maya.ephemerals[-1])
    assert notified == "Nobody now · “retail event talk” · 3 can give something lighter"


async def test_who_can_not_be_asked_is_told_only_where_it_fits_as_well(world: World) -> None:
    await world.customers({**LUMI, "use_cases": "Payroll"}, {**BERG, "points_used": 4}, {**PLUME, "industry": "Bank"})
    await world.maya.types("/reference retail onboarding")
    seen = world.maya.last_ephemeral
    assert "Lumi Retail · Finland · Enterprise · C-level · ⚠ not Onboarding\n" in seen
    assert "Berghaus · spent until 1 January" in seen
    await world.maya.types("/reference bank onboarding")
    assert "Plume Stores" in world.maya.last_ephemeral
    assert "Berghaus" not in world.maya.last_ephemeral


async def test_of_a_classified_customer_no_words_are_said_but_those_its_segment_says(world: World) -> None:
    await world.customers({**HIDDEN, "external_id": "C0", "products": "Ember", "languages": "fi"})
    said = {}
    for words in ("nordic retail", "retail finland", "retail germany", "retail onboarding", "retail finnish"):
        await world.maya.types(f"/reference {words}")
        seen = world.maya.last_ephemeral
        said[words] = next(line for line in seen.splitlines() if line.startswith("A Nordic retailer"))
    assert said.pop("nordic retail") == "A Nordic retailer · Nordics · retail · name kept back"
    assert set(said.values()) == {"A Nordic retailer · retail · name kept back"}, said
    await world.aino.types("/reference retail onboarding")
    assert "Zyxsecret · Finland · Enterprise · C-level · ⚠ confidential" in world.aino.last_ephemeral


async def test_a_customer_whose_consent_has_run_out_is_greyed_with_why_and_nobody_is_told_it_is_free(
    world: World,
) -> None:
    await world.customers(LUMI, {**BERG, "consents": "*=no"})
    maya = world.maya
    for words in ("retail", "berghaus"):
        await maya.types(f"/reference {words}")
        assert "Berghaus" in maya.last_ephemeral
        assert " · has said no" in maya.last_ephemeral.replace("⚠ ", ""), maya.last_ephemeral
    assert await maya.picks("Tell me when free …", "Berghaus")
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
    assert maya.last_ephemeral.splitlines() == [
        "Nobody now · Payroll · Call",
        "Customers like this that you can ask:",
        "Plume Stores · Retail · United States · Enterprise · C-level · ⚠ name not public",
        "No story yet. Onboarding.",
        "[Request · 2 calls left]",
        "[Profile]",
        "These can give something lighter:",
        "Berghaus · Retail · Germany · Mid-market · C-level",
        "Call: from 1 January. Quote: now.",
        "[Request · 1 quote left]",
        "[Profile]",
        "Not now (1)",
        "Lumi Retail · spent until 1 January",
        "[Refine]",
        "[Tell me when free …] (Berghaus · Lumi Retail)",
    ]


async def test_of_whoever_was_named_it_is_said_first_why_they_can_not_be_asked(world: World) -> None:
    await world.customers({**SPENT, **STORY}, {**BERG, "consents": "call=no"}, PLUME)
    await world.maya.types("/reference lumi retail")
    assert world.maya.last_ephemeral.startswith(
        "Nobody now · Lumi Retail\n"
        "Lumi Retail · Retail · Finland · Enterprise · C-level · ⚠ spent until 1 January\n"
        "“Half the time.”\n"
        "[Profile]\n"
        "Customers like this that you can ask:\nPlume Stores"
    ), world.maya.last_ephemeral
    assert "Not now" not in world.maya.last_ephemeral
    await world.maya.types("/reference call with berghaus")
    seen = world.maya.last_ephemeral
    line = "\nCall: has said no. Quote, Site visit and 3 more: if the customer agrees.\n[Request · 4 quotes left]\n"
    assert line in seen.partition("Customers like this")[0], seen


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
    assert "Customers like this that you can ask:\nPlume Stores" in world.petra.last_ephemeral, (
        world.petra.last_ephemeral
    )


async def test_what_is_left_out_is_said_and_let_in_again(world: World) -> None:
    await world.customers(LUMI, BERG)
    maya = world.maya
    await maya.types("/reference retail not in Germany")
    assert maya.last_ephemeral.startswith("1 customer · retail · not Germany\n"), maya.last_ephemeral
    assert "Berghaus" not in maya.last_ephemeral
    await refines(maya, read=["retail"])
    assert text(maya).splitlines()[1] == "2 customers · retail"
    assert "Berghaus" in text(maya)
    await maya.closes()
    await maya.types("/reference retail not berghaus")
    await refines(maya, read=["retail"])
    assert "Berghaus" in text(maya)
    assert await maya.clicks("Refine", on=modal(maya))
    assert "a name" in text(maya)
    assert "not Berghaus" not in text(maya).replace("retail not berghaus", "")
    await maya.closes(all_of_them=True)
    await maya.types("/reference not retail")
    assert "Who should it be? · not retail\nTry an industry" in maya.last_ephemeral


async def test_where_the_only_word_fits_nobody_the_answer_says_what_to_try(world: World) -> None:
    await world.customers(LUMI)
    await world.maya.types("/reference mining")
    assert "Nobody fits · mining and metals\nTry something wider" in world.maya.last_ephemeral


@pytest.mark.parametrize("who", ["maya", "ilkka"])
async def test_with_a_classified_customer_left_out_by_name_nothing_is_given_away(world: World, who: str) -> None:
    await world.customers(LUMI, HIDDEN, {**MANAGED, **PLUME})
    seat = getattr(world, who)
    await seat.types("/reference retail not zyxsecret")
    seen = seat.last_ephemeral
    assert "Not understood: zyxsecret\n" in seen, seen
    assert " · not " not in seen
    assert "A Nordic retailer" in seen
    assert seat.modal is None
    await seat.types("/reference something like zyxsecret")
    assert "Nothing understood of" in seat.last_ephemeral


async def test_a_word_with_two_meanings_is_picked_in_refine(world: World) -> None:
    await world.customers({**LUMI, "languages": "de"}, {**BERG, "languages": "en"})
    await world.maya.types("/reference german")
    assert world.maya.last_ephemeral.startswith("1 customer · German\nLumi"), world.maya.last_ephemeral
    await refines(world.maya, **{"“german” means": "Place: Germany"})
    assert text(world.maya).splitlines()[1:3] == [
        "1 customer · Germany",
        "Berghaus · Retail · Germany · Mid-market · C-level · ⚠ name not public",
    ]
    await refines(world.maya, on=modal(world.maya), **{"“german” means": "Language: German"})
    assert text(world.maya).splitlines()[1] == "1 customer · German"


async def test_who_may_know_a_classified_customer_is_reminded_that_others_do_not(world: World) -> None:
    await world.customers({**HIDDEN, "external_id": "C0", "story": ""})
    for who in (world.petra, world.aino):
        await who.types("/reference retail")
        assert " · ⚠ confidential\nNo story yet. Say: “A Nordic retailer is a customer of ours.”" in who.last_ephemeral
        await who.types("/reference customer zyxsecret")
        assert "Confidential: others only see “a Nordic retailer”." in who.last_ephemeral, who.last_ephemeral
    await world.maya.types("/reference retail")
    assert "name kept back" in world.maya.last_ephemeral
    assert "confidential" not in world.maya.last_ephemeral
