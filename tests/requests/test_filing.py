"""The request form: every way in, every error at its field, nothing typed is lost, nothing is sent twice."""

import asyncio

from handlers.slack.latest_click import LatestClicks
from sandbox.model import View
from sandbox.seat import Seat
from tests.world import LUMI, World, fills_in


def modal(seat: Seat) -> View:
    assert seat.modal is not None
    return seat.modal


async def requests(world: World, who: Seat) -> int:
    """How many open requests this person has asked for or joined."""
    async with world.parts.desk.reading() as tx:
        known = await tx.people.by_slack_id(who.user.id)
        return (await tx.requests.open_of(known[0].id, 10)).total if known else 0


async def test_every_way_into_the_form(world: World) -> None:
    maya = world.maya
    for opens in (lambda: maya.types("/reference"), lambda: maya.shortcut("Ask for a reference")):
        assert await opens()
        form = maya.text_of(modal(maya))
        for label in ("Customer", "What do you need?", "Prospect", "Needed by"):
            assert f"\n{label}\n" in form, form
        assert form.count("(optional)") == 1
        for button in ("More about the deal", "The customer already agreed"):
            assert await maya.clicks(button)
        form = maya.text_of(modal(maya))
        assert form.count("(optional)") == 9
        assert "More about the deal" not in form
        assert await maya.closes()
    workspace = world.slack.workspace
    said = "Who knows <https://x.example/lumi|Lumi>? &lt;b&gt; cc <@U0AINO> <!here>"
    message = workspace.post(workspace.channel("general"), "U0AINO", said)
    assert await maya.message_shortcut("Find a reference", message)
    assert "[Who knows Lumi? <b> cc @somebody @here]" in maya.text_of(modal(maya))
    assert await maya.closes()
    await maya.opens_home()
    await world.slack.wait_for(lambda: maya.home is not None)
    assert await maya.clicks("Ask for a reference")
    assert "Send request" in maya.text_of(modal(maya))


async def test_the_customer_is_found_by_name_by_what_it_does_and_by_what_the_message_says(world: World) -> None:
    await world.customers(
        {"external_id": "B1", "name": "Bank & Sons", "industry": "Banking", "country": "DE"},
        {"external_id": "T1", "name": "Tired Telecom", "industry": "Telecommunications", "points_used": 4},
    )
    maya = world.maya
    await maya.shortcut("request.new")

    async def offered(typed: str) -> list[str]:
        return [option["text"]["text"] for option in await maya.looks_up("Customer", typed)]

    assert await offered("") == ["Bank & Sons – Banking · 4 points left", "Lumi Retail – Retail · 4 points left"]
    assert await offered("umi re") == ["Lumi Retail – Retail · 4 points left"]
    assert (await offered("banking"))[0].startswith("Bank & Sons")
    assert await offered("tired") == ["Tired Telecom – Telecommunications · can't be asked now"]
    for strange in ("zzqx", "%", "_", "\\", "🎉", "x" * 200, "مصرف"):
        assert await offered(strange) in ([], ["Lumi Retail – Retail · 4 points left"]), strange
    await maya.fills("What do they want to hear?", "retail onboarding")
    assert (await offered(""))[0].startswith("Lumi Retail")


async def test_every_error_stands_at_its_field_and_nothing_typed_is_lost(world: World) -> None:
    maya = world.maya
    await maya.shortcut("request.new")
    assert not await maya.submits(), "Slack itself asks for what is missing"
    await maya.picks("Customer", (await maya.looks_up("Customer", "lumi"))[0]["text"]["text"])
    await maya.picks("What do you need?", "Call")
    await maya.fills("Prospect", "  Acme *rocks*  ")
    await fills_in(maya, {"Deal": "Big <deal>", "Who at the customer said yes?": ""})

    async def refused(words: str, at: str) -> None:
        assert await maya.submits()
        assert words in modal(maya).errors.get(at, ""), modal(maya).errors
        shown = maya.text_of(modal(maya))
        assert "Acme *rocks*" in shown
        assert "Big <deal>" in shown

    await maya.picks("Needed by", "2026-11-22")
    await refused("That day is over. Pick today or a later day.", "needed_by")
    await maya.picks("Needed by", "2030-01-01")
    await refused("more than two years away", "needed_by")
    await maya.picks("Needed by", "2026-12-10")
    await maya.fills("Who at the customer said yes?", "Helena")
    await refused("Say when they agreed.", "agreed_on")
    await maya.picks("When did they agree?", "2026-12-01")
    await refused("can't have agreed in the future", "agreed_on")
    await maya.fills("Who at the customer said yes?", "")
    await refused("Say who agreed.", "agreed_by")
    await maya.fills("Who at the customer said yes?", "Helena")
    await maya.picks("When did they agree?", "2026-11-20")
    await maya.fills("Prospect", "   ")
    assert await maya.submits()
    assert modal(maya).errors == {"prospect": "Say who the prospect is."}
    await maya.fills("Prospect", "Acme")
    await world.customers({**LUMI, "external_id": "C0", "points_used": 4})
    assert await maya.submits()
    assert "Free again on 1 January 2027" in modal(maya).errors["activity"]
    await world.customers({**LUMI, "external_id": "C0", "points_used": 3})
    assert await maya.submits()
    assert "Not enough points: Lumi Retail has 1 of 4 left this quarter." in modal(maya).errors["activity"]
    await maya.picks("What do you need?", "Quote")
    assert await maya.submits()
    assert "Sent to Ilkka" in maya.text_of(modal(maya))


async def test_a_form_that_arrives_twice_is_one_request(world: World) -> None:
    world.slack.workspace.trouble.twice = True
    await world.asks(world.maya, "Lumi")
    world.slack.workspace.trouble.twice = False
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    assert await requests(world, world.maya) == 1
    assert len(world.ilkka.dm) == 1


async def test_a_colleague_who_asks_for_the_same_joins_one_decision_and_one_charge(world: World) -> None:
    assert "Sent to Ilkka" in await world.asks(world.maya, "Lumi")
    said = await world.asks(world.aino, "Lumi", prospect="ACME ")
    assert "A colleague has already asked for this. Ilkka Saarinen decides once for everybody." in said.replace(
        "Ilkka decides", "Ilkka Saarinen decides"
    )
    assert "You have already asked" in await world.asks(world.maya, "Lumi")
    card = await world.sees(world.ilkka, "Asked by @Maya Lindholm, @Aino Korhola")
    assert "[Approve]" in card
    theirs = await world.sees(world.aino, "Waiting for")
    assert "[Withdraw]" not in theirs, "only who asked first may take it back"
    assert await world.ilkka.clicks("Approve")
    for who in (world.maya, world.aino):
        assert "Helena Aaltola" in await world.sees(who, "introduces you")
    await world.sees(world.ilkka, "Please introduce Maya Lindholm and Aino Korhola to Lumi Retail")
    await world.settled()
    await world.maya.types("/reference lumi retail")
    assert "[Request · 1 call left]" in world.maya.last_ephemeral
    said = await world.asks(world.aino, "Lumi")
    assert "It was approved" in said


async def test_the_form_says_what_there_is_to_know_of_the_chosen_customer_and_nothing_typed_is_lost(
    world: World,
) -> None:
    low = {"contact1_seniority": "Manager", "contact2_name": "", "contact2_seniority": ""}
    await world.customers(
        {**LUMI, **low, "points_used": 1, "renewal_in_days": 40, "competitors": "Acme"},
        {**LUMI, "external_id": "T1", "name": "Tired Telecom", "points_used": 4},
    )
    maya = world.maya
    await maya.shortcut("request.new")
    await maya.fills("Prospect", "Acme")
    await fills_in(maya, {"Deal": "Big <deal>"})
    await maya.picks("How senior are they?", "C-level")
    assert "Lumi Retail" not in maya.text_of(modal(maya))
    assert await maya.picks("Customer", "Lumi Retail – Retail · 3 points left")
    said = maya.text_of(modal(maya))
    for words in (
        "▰▰▰▱ 3 points left this quarter · 1 call left or 3 quotes left",
        "⚠ Acme is a named competitor of theirs · most senior contact: Manager – the prospect: C-level · "
        "renewal in 40 days",
    ):
        assert words in said, said
    assert "Not this quarter" not in said
    assert await maya.picks("What do you need?", "Event talk")
    said = maya.text_of(modal(maya))
    assert "⚠ Not this quarter · it takes 4 points, 3 left · free again on 1 January\n" in said, said
    assert said.count("left this quarter") == 1
    assert await maya.picks("Customer", "Tired Telecom – Retail · can't be asked now")
    said = maya.text_of(modal(maya))
    assert "▱▱▱▱ 0 points left this quarter · free again on 1 January\n" in said
    assert "⚠ Not this quarter · it takes 4 points, 0 left · free again on 1 January\n" in said
    for typed in ("Acme", "Big <deal>", "C-level"):
        assert f"[{typed}]" in said, said
    assert "[Event talk" in said
    assert await maya.picks("Customer", "Lumi Retail – Retail · 3 points left")
    assert await maya.picks("What do you need?", "Quote")
    assert "⚠ Not" not in maya.text_of(modal(maya))
    await maya.picks("Needed by", "2026-12-10")
    assert await maya.submits()
    assert "Sent to Ilkka" in maya.text_of(modal(maya))
    await world.sees(world.ilkka, "Big <deal>")


async def test_a_form_that_comes_with_its_customer_says_at_once_what_there_is_to_know(world: World) -> None:
    await world.customers({**LUMI, "external_id": "C0", "renewal_in_days": 40})
    await world.maya.types("/reference lumi retail")
    assert await world.maya.clicks("Request")
    form = world.maya.text_of(modal(world.maya))
    assert "▰▰▰▰ 4 points left this quarter · 2 calls left or 4 quotes left" in form
    assert "⚠ renewal in 40 days" in form


async def test_of_a_classified_customer_the_form_says_no_more_than_its_segment(world: World) -> None:
    hidden = {"classified": "yes", "segment": "a Nordic bank", "owner": "aino@norrsken.example"}
    held = {"hold_reason": "Zyxsecret talks", "hold_until_days": 10}
    await world.customers(
        {**LUMI, **hidden, "name": "Zyx", "renewal_in_days": 40, "competitors": "Acme", "consents": "visit=no"},
        {**LUMI, **hidden, "external_id": "Z1", "name": "Zyxy", "segment": "a shop", "points_used": 4},
    )
    maya = world.maya
    await maya.shortcut("request.new")
    await maya.fills("Prospect", "Acme")
    assert not [o for o in await maya.looks_up("Customer", "zyx") if "shop" in o["text"]["text"]]
    (offered,) = [o for o in await maya.looks_up("Customer", "bank") if "Nordic bank" in o["text"]["text"]]
    assert await maya.picks("Customer", offered["text"]["text"])
    seen = [maya.text_of(modal(maya))]
    assert (
        "▰▰▰▰ 4 points left this quarter · 2 calls left or 4 quotes left\nIts owner knows the name, and decides."
        in seen[0]
    )
    await maya.picks("What do you need?", "Site visit")
    seen.append(maya.text_of(modal(maya)))
    assert "⚠ Not possible · the customer said no\n" in seen[1]
    await world.customers({**LUMI, **hidden, **held, "name": "Zyx"})
    await maya.picks("What do you need?", "Call")
    seen.append(maya.text_of(modal(maya)))
    assert "⏸ A Nordic bank is on hold. Free again on 3 December.\n" in seen[2], seen[2]
    assert "⚠ Not now · on hold · free again on 3 December\n" in seen[2], seen[2]
    await maya.picks("Needed by", "2026-12-10")
    await maya.submits()
    seen.append(maya.text_of(modal(maya)))
    assert "A Nordic bank is on hold." in modal(maya).errors["customer"]
    for secret in ("zyx", "renewal", "competitor", "verified"):
        assert secret not in "".join(seen).casefold(), seen


async def test_of_two_quick_picks_the_form_tells_of_the_last(world: World) -> None:
    await world.customers({**LUMI, "external_id": "T1", "name": "Tuuli Telecom", "points_used": 1})
    maya = world.maya
    await maya.shortcut("request.new")
    form = modal(maya)
    menu = maya.placed(form, "customer", "request.customer")
    lumi, tuuli = [(await maya.looks_up("Customer", name))[0] for name in ("Lumi", "Tuuli")]
    before = form.hash
    assert await maya.sets(form, menu, lumi)
    answered, form.hash = form.hash, before
    # Her second pick left before she saw the answer to the first.
    second = asyncio.create_task(maya.sets(form, menu, tuuli))
    await asyncio.sleep(0)
    form.hash = answered
    assert await second
    said = maya.text_of(form)
    assert "\n▰▰▰▱ 3 points left" in said, said
    assert "4 points left" not in said
    assert await maya.sets(form, menu, lumi)
    assert await asyncio.gather(maya.sets(form, menu, lumi), maya.sets(form, menu, tuuli))
    assert "\n▰▰▰▱ 3 points left" in maya.text_of(form)


def test_a_pick_that_is_answered_late_is_not_the_last() -> None:
    picks = LatestClicks()
    later, earlier, elsewhere = picks.note("V1", "2.0"), picks.note("V1", "1.0"), picks.note("V2", "1.0")
    assert [picks.is_last(each) for each in (later, earlier, elsewhere)] == [True, False, True]


async def test_what_the_form_could_not_know_is_said_when_it_is_sent(world: World) -> None:
    await world.customers({**LUMI, "external_id": "C0", "competitors": "Acme"})
    said = await world.asks(world.maya, "Lumi", prospect="Acme")
    assert "Careful: the prospect is a named competitor. The owner reads this, too." in said, said
    assert "named competitor" in await world.sees(world.ilkka, "[Approve]")
    assert "Careful" not in await world.asks(world.maya, "Lumi", prospect="Another", activity="Quote")
