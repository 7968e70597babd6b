"""Before anything is picked the form says what may be asked and what it costs; after that, why not and from when."""

import asyncio

from sandbox.model import Json, View
from sandbox.seat import Seat
from tests.world import LUMI, World, fills_in

WHY = "The board asked for them"
MIXED: dict[str, object] = {
    **LUMI,
    "consents": "call:sales=yes; call:tender=no; quote=yes; logo=yes; *:press=no; visit=no",
    "points_used": 2,
}

POSTGRESQL_LATER = True  # see tests/conftest.py


def modal(seat: Seat) -> View:
    assert seat.modal is not None
    return seat.modal


def menu(seat: Seat, name: str = "activity") -> Json:
    """One menu of the form."""
    (block,) = (each for each in modal(seat).blocks if each["block_id"] == name)
    return dict(block["element"])


def groups(seat: Seat) -> dict[str, list[str]]:
    """The activities the form offers, by group."""
    return {
        group["label"]["text"]: [option["text"]["text"] for option in group["options"]]
        for group in menu(seat)["option_groups"]
    }


def fields(seat: Seat) -> list[str]:
    """The ids of the form's blocks, in order."""
    return [block["block_id"] for block in modal(seat).blocks]


async def opens(seat: Seat, customer: str = "Lumi") -> None:
    """Open the form and choose a customer."""
    await seat.shortcut("request.new")
    await seat.picks("Customer", (await seat.looks_up("Customer", customer))[0]["text"]["text"])


async def test_every_activity_stands_in_its_group_with_its_price_or_why_not(world: World) -> None:
    await world.customers(MIXED)
    maya = world.maya
    await maya.shortcut("request.new")
    assert [option["text"]["text"] for option in menu(maya)["options"]][:3] == [
        "Logo mention · free",
        "Tender mention · free",
        "Quote · 1 point",
    ]
    await maya.picks("Customer", (await maya.looks_up("Customer", "Lumi"))[0]["text"]["text"])
    assert "▰▰▱▱ 2 points left this quarter · 1 call left or 2 quotes left" in maya.text_of(modal(maya))
    assert groups(maya) == {
        "The customer has agreed": ["Logo mention · free", "Quote · 1 point", "Call · 2 points"],
        "The customer is asked first": ["Tender mention · free", "Written answer · 1 point", "Case study · free"],
        "Not now": ["Group call · 3 points · 2 left", "Event talk · 4 points · 2 left"],
        "Not possible": ["Site visit · the customer said no", "Press or analyst talk · the customer said no"],
    }


async def test_rest_a_cap_a_hold_and_what_is_not_done_say_so_each_in_its_words(world: World) -> None:
    one = {"contact2_name": "", "contact2_seniority": "", "quarter_points": 20}
    await world.customers({**LUMI, **one, "consents": "*=yes"})
    for activity, prospect in (("Call", "Acme"), ("Case study", "Bolt")):
        await world.asks(world.maya, "Lumi", activity=activity, prospect=prospect)
        await world.sees(world.ilkka, f"for {prospect}\nAsked by")
        await world.ilkka.clicks("Approve", on=world.ilkka.dm[-1])
        await world.settled()
    await opens(world.maya)
    not_now = groups(world.maya)["Not now"]
    assert "Call · 2 points · contacts rest until 23 December" in not_now
    assert "Case study · free · done for this year" in not_now
    for activity, said in (
        ("Call", "⚠ Not yet · every contact has just helped and rests · free again on 23 December"),
        ("Case study", "⚠ Not this year · already done · free again on 1 January"),
    ):
        await world.maya.picks("What do you need?", activity)
        assert f"{said}\n" in world.maya.text_of(modal(world.maya))
    await world.customers({**LUMI, "consents": "call=yes; visit=no", "hold_reason": "Talks", "hold_until_days": 4})
    await world.maya.picks("What do you need?", "Quote")
    assert set(groups(world.maya)) == {"Not now", "Not possible"}
    assert groups(world.maya)["Not possible"] == ["Site visit · the customer said no"], "a no outlasts a hold"
    said = world.maya.text_of(modal(world.maya))
    assert "⏸ Lumi Retail is on hold: Talks. Free again on Friday.\n" in said
    assert "⚠ Not now · on hold · free again on Friday\n" in said, said


async def test_what_it_is_for_is_asked_only_where_the_answer_depends_on_it(world: World) -> None:
    await world.customers({**MIXED, "points_used": 0})
    maya = world.maya
    await opens(maya)
    for activity in ("Tender mention", "Press or analyst talk", "Logo mention"):
        await maya.picks("What do you need?", activity)
        asked = "purpose" in fields(maya)
        assert asked is (activity == "Logo mention"), "press said no to everything for the press, the others by nature"
    await maya.picks("What do you need?", "Call")
    assert [option["text"]["text"] for option in menu(maya, "purpose")["options"]] == [
        "A sales deal",
        "A tender · the customer said no",
        "Press or analysts · the customer said no",
        "An event · the customer is asked first",
    ]
    await maya.fills("Prospect", "Acme")
    await maya.picks("Needed by", "2026-12-10")
    assert not await maya.submits(), "required"
    await maya.picks("What is it for?", "A tender")
    assert "⚠ Not possible · the customer said no: Call · A tender\n" in maya.text_of(modal(maya))
    await maya.submits()
    assert modal(maya).errors == {"purpose": "Lumi Retail said no: Call · A tender."}
    await maya.picks("What is it for?", "An event")
    assert "⚠" not in maya.text_of(modal(maya))
    await maya.submits()
    assert "Sent to Ilkka" in maya.text_of(modal(maya))
    await world.sees(world.ilkka, "An event")


async def test_a_tender_and_the_press_are_what_they_are_for(world: World) -> None:
    for activity in ("Tender mention", "Press or analyst talk"):
        await world.asks(world.maya, "Lumi", activity=activity)
    async with world.parts.desk.reading() as tx:
        assert [each.purpose for each in await tx.requests.these([1, 2])] == ["tender", "press"]


async def test_where_it_does_not_matter_it_may_be_said_and_is_a_sale_only_where_that_was_read(world: World) -> None:
    maya = world.maya
    await opens(maya)
    await maya.picks("What do you need?", "Call")
    assert "purpose" not in fields(maya)
    await maya.clicks("More about the deal")
    assert "What is it for? (optional)\n" in maya.text_of(modal(maya))
    assert "If you pick nothing: a sales deal." in maya.text_of(modal(maya))
    await maya.picks("What is it for?", "An event")
    await maya.picks("What do you need?", "Press or analyst talk")
    assert "purpose" not in fields(maya)


async def test_what_changed_while_it_was_filled_in_is_asked_for_when_it_is_sent(world: World) -> None:
    for seat in (world.maya, world.petra):
        await opens(seat)
        await seat.picks("What do you need?", "Call")
        await fills_in(seat, {"Prospect": f"{seat.user.name} & Sons", "Needed by": "2026-12-10"})
    await world.customers({**LUMI, "consents": "call:sales=yes; call:press=no"})
    await world.maya.submits()
    said = world.maya.text_of(modal(world.maya))
    assert "The customer's answer depends on what it is for." in said
    assert "& Sons]" in said
    assert await requests(world) == 0
    await world.maya.picks("What is it for?", "A sales deal")
    await world.maya.submits()
    assert "Sent to Ilkka" in world.maya.text_of(modal(world.maya))
    await world.customers({**LUMI, "consents": "call=yes", "points_used": 4})
    await world.petra.submits()
    said = world.petra.text_of(modal(world.petra))
    assert "⚠ Not this quarter" in said
    assert "Beyond the limits? Say why" in said
    assert await requests(world) == 1
    await world.petra.fills("Beyond the limits? Say why", WHY)
    await world.petra.submits()
    assert "Sent to Ilkka" in world.petra.text_of(modal(world.petra))


async def requests(world: World) -> int:
    async with world.parts.desk.reading() as tx:
        return len(await tx.requests.these([1, 2, 3, 4]))


async def test_only_a_programme_manager_and_only_at_a_limit_is_asked_for_a_reason(world: World) -> None:
    await world.customers(MIXED)
    for seat in (world.maya, world.petra):
        await opens(seat)
        for activity, limit in (("Call", False), ("Event talk", True), ("Site visit", False), ("Quote", False)):
            await seat.picks("What do you need?", activity)
            assert ("override" in fields(seat)) is (limit and seat is world.petra), (seat.user.name, activity)
    await world.petra.picks("What do you need?", "Event talk")
    await world.petra.fills("Beyond the limits? Say why", WHY)
    await world.petra.picks("What do you need?", "Quote")
    assert WHY in world.petra.text_of(modal(world.petra)), "what was typed stays"
    await world.maya.picks("What do you need?", "Event talk")
    await world.maya.fills("Prospect", "Acme")
    await world.maya.picks("Needed by", "2026-12-10")
    await world.maya.submits()
    assert "Not enough points: Lumi Retail has 2 of 4 left" in modal(world.maya).errors["activity"]


async def test_a_limit_beyond_which_somebody_may_go_still_asks_what_it_is_for(world: World) -> None:
    await world.customers({**LUMI, "consents": "call:sales=yes", "points_used": 4})
    for seat in (world.maya, world.petra):
        await opens(seat)
        await seat.picks("What do you need?", "Call")
        assert ("purpose" in fields(seat)) is (seat is world.petra), "to whom it is closed nothing else is asked"


async def test_what_stands_behind_the_two_buttons_opens_and_stays_open(world: World) -> None:
    maya = world.maya
    await maya.shortcut("request.new")
    plain = ["customer", "activity", "prospect", "needed_by", "wants_to_hear", "form.more"]
    assert fields(maya) == plain
    await maya.fills("Prospect", "Acme")
    await maya.clicks("The customer already agreed")
    assert fields(maya) == [*plain[:5], "agreed_by", "agreed_on", "form.more"]
    await maya.clicks("More about the deal")
    more = ["person", "person_seniority", "deal_name", "deal_value", "deal_stage"]
    assert fields(maya) == ["customer", "activity", "purpose", *plain[2:5], *more, "agreed_by", "agreed_on"]
    await maya.picks("Customer", (await maya.looks_up("Customer", "Lumi"))[0]["text"]["text"])
    assert set(more) < set(fields(maya))
    assert "[Acme]" in maya.text_of(modal(maya))


async def test_a_pick_right_after_a_button_does_not_close_what_that_opened(world: World) -> None:
    maya = world.maya
    await maya.shortcut("request.new")
    form = modal(maya)
    (more,) = (each for each in form.blocks if each["block_id"] == "form.more")
    assert more
    pressed = maya.placed(form, "form.more", "request.form_more")
    picked = maya.placed(form, "activity", "request.activity")
    before, old = form.hash, form.content
    assert await maya.presses(form, pressed)
    after, new = form.hash, form.content
    # The pick left before the answer to the click was seen.
    form.hash, form.content = before, old
    second = asyncio.create_task(maya.sets(form, picked, menu(maya)["options"][4]))
    await asyncio.sleep(0)
    form.hash, form.content = after, new
    assert await second
    assert "deal_name" in fields(maya)
