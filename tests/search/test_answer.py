"""The answer as a person meets it: what was understood and how to change it, what may be said, what else there is."""

from datetime import date

import pytest

from blocks.wording import sayings
from domain.matching import Facet, Reading
from domain.portfolio.customers import Customer, Hold, Record
from domain.portfolio.quotable import quotable
from domain.refusals import Refusal
from domain.search.filters import Filters
from sandbox.model import View
from sandbox.seat import Seat
from tests.world import LUMI, World

MANAGED = {"contact1_seniority": "Manager", "contact2_name": "", "contact2_seniority": ""}
BERG = {**LUMI, "external_id": "B1", "name": "Berghaus", "country": "DE", "size": "Mid-market", "satisfaction": 7}
PLUME = {**LUMI, "external_id": "P1", "name": "Plume Stores", "country": "US", "owner": "aino@norrsken.example"}
HIDDEN = {
    **LUMI,
    "external_id": "H1",
    "name": "Zyxsecret",
    "classified": "yes",
    "segment": "a Nordic retailer",
    "story": "Zyxstory is told. Zyxstory again.",
    "owner": "aino@norrsken.example",
    "contact1_name": "Zyxcontact",
}


def modal(seat: Seat) -> View:
    assert seat.modal is not None
    return seat.modal


def text(seat: Seat) -> str:
    return seat.text_of(modal(seat))


async def refines(seat: Seat, on: View | None = None, read: list[str] | None = None, **fields: str) -> None:
    """Press Refine, there or in the newest answer, keep of what was read only `read`, fill these fields and search."""
    assert await seat.clicks(
        "Type it" if "[Refine]" not in seat.text_of(on or seat.ephemerals[-1]) else "Refine", on=on
    )
    form = modal(seat)
    if read is not None:
        offered = next(block for block in form.blocks if block["block_id"] == "readings")["element"]["options"]
        named = [option["text"]["text"] for option in offered]
        await seat.picks(
            "readings", [words for words in named if any(words.startswith(each) for each in read)], on=form
        )
    for label, said in fields.items():
        await seat.fills(label, said, on=form)
    assert await seat.submits()


async def test_a_part_is_taken_out_and_let_in_again_and_the_old_answer_keeps_its_meaning(world: World) -> None:
    await world.customers(LUMI, BERG)
    maya = world.maya
    await maya.types("/reference retial onboarding germany please")
    seen = maya.last_ephemeral
    assert seen.startswith("2 customers · “retial” → retail · Onboarding · Germany\nBerghaus"), seen
    assert "please" not in seen
    assert "Lumi Retail · Finland · Enterprise · C-level · ⚠ not Germany\n" in seen
    await refines(maya, read=["retail", "Onboarding"])
    assert text(maya).splitlines()[1] == "2 customers · “retial” → retail · Onboarding"
    assert "not Germany" not in text(maya)
    assert len(maya.modals) == 1
    # What was taken out stands there, to be let in again; the last part can be taken out, too.
    await refines(maya, on=modal(maya), read=["Germany"])
    assert text(maya).splitlines()[1].endswith(" · Germany")
    await refines(maya, on=modal(maya), read=[])
    assert "Nothing is left to search for." in text(maya)
    assert await maya.clicks("Type it", on=modal(maya))
    assert "(•) " not in text(maya).partition("Region")[0]
    await maya.closes(all_of_them=True)
    await refines(maya, read=["retail", "Germany"])
    assert text(maya).splitlines()[1] == "2 customers · “retial” → retail · Germany"


async def test_a_part_of_an_older_answer_is_taken_out_with_its_click(world: World) -> None:
    await world.customers(LUMI, BERG)
    maya = world.maya
    await maya.types("/reference retail germany")
    cross = {"type": "button", "action_id": "search.part_b", "value": "1", "text": {"type": "plain_text", "text": "✕"}}
    row = next(block for block in maya.ephemerals[-1].blocks if block["block_id"].startswith("search.next."))
    row["block_id"], row["elements"] = row["block_id"].replace("next", "parts"), [cross]
    assert await maya.clicks("✕")
    assert text(maya).splitlines()[1] == "2 customers · retail"


async def test_a_word_with_two_meanings_is_read_as_the_person_picks(world: World) -> None:
    await world.customers({**LUMI, "use_cases": "Logistics"}, {**BERG, "industry": "Logistics"})
    maya = world.maya
    await maya.types("/reference logistics")
    assert maya.last_ephemeral.startswith("1 customer · Logistics\nLumi Retail")
    await refines(maya, **{"“logistics” means": "Industry: logistics and post"})
    assert text(maya).splitlines()[1:3] == [
        "1 customer · logistics and post",
        "Berghaus · Germany · Mid-market · C-level · ⚠ name not public",
    ]
    await refines(maya, on=modal(maya), **{"“logistics” means": "Use case: Logistics"})
    assert text(maya).splitlines()[1] == "1 customer · Logistics"


async def test_filters_narrow_the_answer_and_are_taken_away_again(world: World) -> None:
    await world.customers(LUMI, BERG, PLUME)
    maya = world.maya
    await maya.types("/reference retail")
    await refines(maya, Region="North America")
    assert text(maya).splitlines()[1] == "1 customer · retail · North America"
    assert "Plume Stores" in text(maya)
    await refines(maya, on=modal(maya), Region="All regions", Size="Mid-market")
    assert text(maya).splitlines()[1] == "1 customer · retail · Mid-market"
    assert "Berghaus" in text(maya)
    await refines(maya, on=modal(maya), Owner="Aino")
    assert "Nobody fits · retail · Mid-market · Aino's\nTake a filter away with Refine." in text(maya)
    await refines(maya, on=modal(maya), Size="All sizes")
    assert "Plume Stores" in text(maya)
    assert "Berghaus" not in text(maya)
    await refines(maya, on=modal(maya), Owner="Any owner", words="retail in Germany")
    assert text(maya).splitlines()[1] == "3 customers · retail · Germany"
    assert len(maya.modals) == 1


async def test_a_filter_said_in_the_words_of_the_form_is_one(world: World) -> None:
    await world.customers(LUMI, PLUME)
    await world.maya.types("/reference retail")
    await refines(world.maya, words="Aino's customers", Region="North America")
    assert text(world.maya).splitlines()[1] == "1 customer · North America · Aino's"
    # With filters alone there is nothing left to type; without them there is.
    await refines(world.maya, on=modal(world.maya), Owner="Any owner")
    assert text(world.maya).splitlines()[1] == "1 customer · North America"
    await refines(world.maya, on=modal(world.maya), Region="All regions")
    assert "Type a word or two" in text(world.maya)


async def test_only_what_can_be_asked_now(world: World) -> None:
    await world.customers({**LUMI, "points_used": 3}, BERG, {**PLUME, "consents": "call=no"})
    maya = world.maya
    await maya.types("/reference retail call")
    seen = maya.last_ephemeral
    assert seen.index("Berghaus") < seen.index("Lumi Retail")
    assert "\nCall: from 1 January. Quote: now.\n[Request · 1 quote left]" in seen, seen
    assert "\nCall: has said no. Quote" in seen
    assert seen.count("[Request · 2 calls left]") == 1
    await refines(maya, Show="Only who can be asked now")
    assert text(maya).splitlines()[1] == "1 customer · retail · Call · only who can be asked now"
    assert "Berghaus" in text(maya)
    assert "Lumi Retail" not in text(maya)
    assert "Plume Stores" not in text(maya)


async def test_what_may_be_said_outside_is_quoted_and_nothing_else(world: World) -> None:
    story = {"story": "They were late. We came. Now they are quick.", "story_public": "yes"}
    await world.customers(
        {**LUMI, **story, "name_public": "yes"},
        {**BERG, "name_public": "yes", "story": "A secret of Berghaus."},
        {**PLUME, "story": "Plume has a story", "story_public": "yes"},
        {**LUMI, "external_id": "N1", "name": "Nettle", "name_public": "yes"},
    )
    for who in (world.maya, world.ilkka):
        await who.types("/reference retail onboarding")
        seen = who.last_ephemeral
        assert "Lumi Retail · Finland · Enterprise · C-level\n“They were late.”\n" in seen, seen
        assert "\nInside only: A secret of Berghaus.\n" in seen
        # It would give the name away.
        assert "⚠ name not public\nInside only: Plume has a story\n" in seen
        assert "Nettle · Finland · Enterprise · C-level\nNo story yet. Say: “Nettle is a customer of ours.”\n" in seen


async def test_of_a_classified_customer_only_its_segment_is_shown(world: World) -> None:
    await world.customers(LUMI, {**HIDDEN, "renewal_in_days": 20, "name_public": "yes", "story_public": "yes"})
    maya = world.maya
    await maya.types("/reference retail onboarding call")
    await refines(maya, Show="Only who can be asked now")
    for seen in (maya.last_ephemeral, text(maya)):
        line = "A Nordic retailer · retail · name kept back\nIts owner knows the name, and decides.\n[Request]\n"
        assert line in seen, seen
        assert "zyx" not in seen.casefold()
        assert "renewal" not in seen
    assert "zyx" not in str(maya.ephemerals[-1].blocks).casefold()
    # Where and whose it is would be hints: filtered by them it is gone.
    await refines(maya, on=modal(maya), Region="EMEA")
    assert "Nordic retailer" not in text(maya)
    await refines(maya, on=modal(maya), Region="All regions", Show="Whoever fits")
    assert "Nordic retailer" in text(maya)
    await world.customers(LUMI, HIDDEN, {**PLUME, "external_id": "C9"})
    await refines(maya, on=modal(maya), Owner="Aino")
    assert "Nordic retailer" not in text(maya)
    await world.petra.types("/reference retail onboarding call")
    seen = world.petra.last_ephemeral
    assert "Zyxsecret · Finland · Enterprise · C-level · ⚠ confidential\nInside only: Zyxstory is told.\n" in seen, seen


async def test_what_a_classified_customer_can_give_is_not_told(world: World) -> None:
    await world.customers({**HIDDEN, "external_id": "C0", "points_used": 3})
    for words, line in (
        ("retail call", "Call: not now. Its owner knows the name, and decides."),
        ("retail event", "Event talk: not now. Its owner knows the name, and decides."),
    ):
        await world.maya.types(f"/reference {words}")
        seen = world.maya.last_ephemeral
        assert f"A Nordic retailer · retail · name kept back\n{line}\n[Request]\n[Refine]" in seen, seen
        assert "January" not in seen


async def test_what_stands_against_one_is_one_mark_the_worst_first(world: World) -> None:
    more = {"name_public": "yes", "renewal_in_days": 40, "satisfaction": 5}
    await world.customers({**LUMI, **more}, {**PLUME, "last_verified_days": 200, "use_cases": "Onboarding;Compliance"})
    await world.maya.types("/reference retail onboarding")
    seen = world.maya.last_ephemeral
    assert "Lumi Retail · Finland · Enterprise · C-level · ⚠ renewal in 40 days\n" in seen, seen
    assert "Plume Stores · United States · Enterprise · C-level · ⚠ not verified for 200 days\n" in seen
    await world.maya.types("/reference retail germany smb speaks swedish")
    seen = world.maya.last_ephemeral
    assert (
        "Lumi Retail · Finland · Enterprise · C-level · ⚠ not Germany, not SMB and no Swedish speaker known\n" in seen
    ), seen
    await world.maya.types("/reference retail onboarding compliance germany mid-market speaks swedish")
    assert " · ⚠ not Compliance, not Germany and 2 more\n" in world.maya.last_ephemeral, world.maya.last_ephemeral


async def test_who_can_not_be_asked_takes_one_line_and_the_reason_of_a_hold_is_its_profiles(world: World) -> None:
    await world.customers(
        {**LUMI, "hold_reason": "lawyers", "hold_until_days": 10, "name_public": "yes"},
        {**BERG, "points_used": 4},
        PLUME,
        {**PLUME, "external_id": "P2", "name": "No Stores", "consents": "*=no"},
        {**PLUME, "external_id": "P3", "name": "Held Stores", "hold_reason": "lawyers"},
        {**PLUME, "external_id": "P4", "name": "Spent Stores", "points_used": 4},
    )
    await world.maya.types("/reference retail onboarding")
    seen = world.maya.last_ephemeral
    assert seen.startswith("1 of 6 can be asked · retail · Onboarding\nPlume Stores"), seen
    lines = seen.splitlines()
    where = lines.index("Not now (5)")
    told = {"Lumi Retail · on hold until 3 December", "Berghaus · spent until 1 January", "No Stores · has said no"}
    told |= {"Held Stores · on hold", "Spent Stores · spent until 1 January"}
    assert set(lines[where + 1 : where + 5]) < told
    assert lines[where + 5 : where + 7] == ["[Refine]", "[See all 5 that can't be asked]"]
    assert "lawyers" not in seen
    assert await world.maya.clicks("See all 5 that can't be asked")
    assert told <= set(text(world.maya).splitlines()), text(world.maya)
    assert "lawyers" not in text(world.maya)
    await world.maya.picks("Tell me when free …", "Berghaus", on=modal(world.maya))
    assert "as soon as Berghaus can be asked" in text(world.maya)
    await world.maya.closes(all_of_them=True)
    await world.maya.types("/reference customer lumi retail")
    assert "You may say now: nothing while" in world.maya.last_ephemeral


async def test_the_lists_of_the_home_come_by_command(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.maya.types("/reference mine")
    assert "Call with Lumi Retail for Acme" in text(world.maya)
    await world.ilkka.types("/reference inbox")
    assert "Waiting for you (1)" in text(world.ilkka)
    assert await world.ilkka.clicks("Decide", on=modal(world.ilkka))
    assert "[Approve]" in text(world.ilkka)
    await world.aino.types("/reference inbox")
    assert "Nothing waits for you." in text(world.aino)
    await world.aino.closes()
    await world.aino.types("/reference mine onboarding")
    assert world.aino.modal is None


TODAY = date(2026, 11, 23)
STORY = "Shops were slow.\nWe helped.\nNow they are quick. Everybody is glad. Sales are up."


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        ({"name_public": True}, "Lumi Retail is a customer of ours."),
        ({"name_public": True, "story": STORY}, "Lumi Retail is a customer of ours."),
        (
            {"name_public": True, "story": STORY, "story_public": True},
            "Lumi Retail: Now they are quick. Everybody is glad.",
        ),
        (
            {"story": STORY, "story_public": True, "industry": "Grocery"},
            "One of our customers in grocery: Now they are quick. Everybody is glad.",
        ),
        ({"story": "Lumi is quick.", "story_public": True}, ""),
        ({"name_public": True, "story": "A. B. C.", "story_public": True}, "Lumi Retail: A. B."),
        ({"name_public": True, "classified": True, "segment": "a shop"}, "A shop is a customer of ours."),
        ({"name_public": True, "story": STORY, "story_public": True, "classified": True}, ""),
        ({"name_public": True, "hold": Hold("talks", until=date(2026, 12, 1))}, ""),
        ({"name_public": True, "hold": Hold("over", until=TODAY)}, "Lumi Retail is a customer of ours."),
    ],
)
def test_what_may_be_said(facts: dict[str, object], said: str) -> None:
    found = quotable(Record(Customer(1, "C1", "Lumi Retail", **facts)), TODAY)  # type: ignore[arg-type]
    assert (sayings.saying(found) if found else "") == said


def test_a_narrowed_search_is_kept_as_it_is() -> None:
    retail, turkey = Facet("industry", "retail_general"), Facet("region", "TR")
    understood = [Reading(retail, "retail"), Reading(turkey, "turkey", others=(Facet("x", "y"),))]
    filters = Filters(region="EMEA", owner="key-000000000003").taking_out(understood, 0).reading_as(understood, 1, 0)
    assert Filters.from_json(filters.as_json()) == filters
    assert Filters().as_json() == {}
    for part, other in ((2, 0), (-1, 0), (1, 1), (0, 0)):
        with pytest.raises(Refusal):
            filters.reading_as(understood, part, other)


async def test_a_competitor_among_the_words_and_a_contact_too_low_are_cautions_and_drop_nobody(world: World) -> None:
    await world.customers({**LUMI, **MANAGED, "name_public": "yes", "competitors": "Acme"})
    await world.maya.types("/reference retail in Germany for Acme, their CFO listens")
    seen = world.maya.last_ephemeral
    assert " · “CFO” → somebody at C-level" in seen, seen
    assert "Lumi Retail · Finland · Enterprise · Manager · ⚠ Acme is a named competitor of theirs\n" in seen
    await world.maya.types("/reference retail for Acme")
    assert "· Manager · ⚠ Acme is a named competitor of theirs\n" in world.maya.last_ephemeral
    await world.maya.types("/reference retail, their CFO listens")
    assert "⚠ most senior contact: Manager – the prospect: C-level\n" in world.maya.last_ephemeral
    await world.maya.types("/reference retail")
    assert "⚠" not in world.maya.last_ephemeral


async def test_only_how_senior_somebody_is_finds_nobody_and_says_what_to_add(world: World) -> None:
    await world.customers(LUMI)
    await world.maya.types("/reference CFO")
    assert "Try an industry" in world.maya.last_ephemeral, world.maya.last_ephemeral


async def test_a_part_of_a_name_finds_the_customer(world: World) -> None:
    await world.customers(LUMI)
    await world.maya.types("/reference lumi")
    assert "Lumi Retail" in world.maya.last_ephemeral


@pytest.mark.parametrize("words", ["retail owner aino", "Aino's customers retail", "retail, owned by aino please"])
async def test_an_owner_named_in_the_words_is_the_filter(world: World, words: str) -> None:
    await world.customers(LUMI, BERG, PLUME, HIDDEN)
    await world.maya.types(f"/reference {words}")
    seen = world.maya.last_ephemeral
    assert seen.startswith("1 customer · retail · Aino's\nPlume Stores"), seen
    assert "Berghaus" not in seen
    assert "Nordic retailer" not in seen
    await refines(world.maya, Owner="Any owner")
    assert "Berghaus" in text(world.maya)


async def test_all_customers_of_an_owner_are_listed_and_of_two_of_a_name_none_is_guessed(world: World) -> None:
    await world.customers(LUMI, {**BERG, "points_used": 4}, PLUME)
    await world.maya.types("/reference Ilkka’s customers")
    seen = world.maya.last_ephemeral
    assert seen.startswith("1 of 2 can be asked · Ilkka's\nLumi Retail · Retail · Finland"), seen
    assert "\nBerghaus · spent until 1 January\n" in seen
    assert "Plume Stores" not in seen
    await refines(world.maya, Owner="Any owner")
    assert "Type a word or two" in text(world.maya)
    await world.maya.closes()
    for words in ("owner nobody", "owner k", "customer's customers"):
        await world.maya.types(f"/reference {words}")
        assert "Ilkka" not in world.maya.last_ephemeral
