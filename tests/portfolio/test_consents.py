"""What a customer agreed to, on every surface: a recorded no is a no, and what is recorded is told."""

from datetime import timedelta

import pytest

from handlers.scheduler import tick
from tests.world import LUMI, World

# The import's own syntax, as its documentation shows it.
TOLD = "call:sales=yes; quote=ask_first; *:press=no; *:tender=no"


async def lumi(world: World, consents: str = TOLD, **more: object) -> None:
    """Lumi Retail with these answers, from a file."""
    await world.customers({**LUMI, "external_id": "C0", "consents": consents, **more})


async def test_the_profile_lists_what_is_recorded_and_from_where(world: World) -> None:
    await lumi(world)
    await world.maya.types("/reference customer Lumi Retail")
    seen = world.maya.last_ephemeral
    for said in (
        "Anything · Press or analysts: no · from a file on 23 November 2026",
        "Anything · A tender: no",
        "Call · A sales deal: yes",
        "Quote: ask first",
        "Anything else: nothing on record, so the customer is asked first",
    ):
        assert said in seen, seen


@pytest.mark.parametrize("activity", ["Press or analyst talk", "Tender mention"])
async def test_what_the_customer_said_no_to_is_refused_in_the_form(world: World, activity: str) -> None:
    await lumi(world)
    maya = world.maya
    await world.maya.shortcut("request.new")
    assert maya.modal is not None
    offered = await maya.looks_up("Customer", "Lumi")
    await maya.sets(maya.modal, maya.placed(maya.modal, "customer", "request.customer"), offered[0])
    await maya.picks("What do you need?", activity)
    await maya.fills("Prospect", "Acme")
    await maya.picks("Needed by", "2026-12-30")
    sent = await maya.submits()
    assert f"Lumi Retail said no: {activity}." in str(sent.body.get("errors"))
    async with world.parts.desk.reading() as tx:
        assert await tx.requests.open_for(1) == []


async def test_a_quote_for_the_press_is_none_for_a_deal(world: World) -> None:
    await lumi(world, "quote=yes; *:press=no")
    await world.maya.types("/reference customer Lumi Retail")
    assert "Anything · Press or analysts: no" in world.maya.last_ephemeral
    async with world.parts.desk.reading() as tx:
        record = await tx.customers.record(1)
    assert [entry.purpose for entry in record.consents if entry.answer == "no"] == ["press"]


async def test_a_search_neither_offers_what_was_refused_nor_says_a_name_that_may_not_be_said(world: World) -> None:
    await lumi(world, "*:press=no; call=no; name:sales=no", name_public="yes")
    await world.maya.types("/reference retail onboarding")
    seen = world.maya.last_ephemeral
    assert "Lumi Retail · Finland · Enterprise · C-level · ⚠ name not public\nNo story yet. Onboarding.\n" in seen, seen
    assert "[Request · 4 quotes left]" in seen
    await world.maya.types("/reference retail onboarding call")
    assert "\nCall: has said no. " in world.maya.last_ephemeral
    assert "Say: “" not in world.maya.last_ephemeral


async def test_the_card_says_what_is_on_record_and_approving_asks_once_more_after_an_end(world: World) -> None:
    await lumi(world, "call=yes", consent_on="2026-01-31", consent_by="Helena", consent_until="2026-06-30")
    await world.asks(world.maya, "Lumi")
    card = await world.sees(world.ilkka, "[Approve]")
    assert "Consent: a yes that ended on 30 June 2026. When you approve, you say whether" in card
    assert await world.ilkka.clicks("Approve")
    assert "agreed" in world.ilkka.text_of(world.ilkka.modal).casefold()


async def test_a_no_that_comes_after_the_approval_pauses_it_and_the_owner_is_asked(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    assert await world.ilkka.clicks("Approve")
    await world.sees(world.maya, "✅ Approved")
    world.slack.clock.move_to(world.slack.clock.now() + timedelta(hours=1))
    await lumi(world, "call=no; quote=yes")
    await tick(world.parts.desk)
    asked = await world.sees(world.ilkka, "[Go ahead all the same]")
    assert "Lumi Retail said no: Call · A sales deal." in asked
    await world.sees(world.maya, "⏸ Paused")
    assert await world.ilkka.clicks("Go ahead all the same")
    await world.settled()
    await tick(world.parts.desk)
    async with world.parts.desk.reading() as tx:
        (request,) = await tx.requests.open_for(1)
    assert not request.paused


async def test_a_no_that_comes_while_it_waits_leaves_only_decline(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await lumi(world, "call=no")
    await world.ilkka.clicks("Approve")
    assert "said no: Call" in world.ilkka.last_ephemeral
    await tick(world.parts.desk)
    await world.settled()
    card = await world.sees(world.ilkka, "[Decline]")
    assert "Can't be approved now: Lumi Retail said no: Call · A sales deal." in card
    assert "[Approve]" not in card
    assert "While that lasts, it can't be approved." in await world.sees(world.maya, "said no: Call")


async def test_a_contacts_own_no_passes_them_over(world: World) -> None:
    await lumi(world, "call=yes\n*=no", consent_contact="-\nHelena Aaltola")
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    assert await world.ilkka.clicks("Approve")
    assert "Jari Koski" in await world.sees(world.maya, "✅ Approved")
    assert "Helena" not in "".join(world.maya.text_of(message) for message in world.maya.dm)


async def test_a_number_of_uses_is_counted_by_what_was_approved(world: World) -> None:
    await lumi(world, "quote=yes", consent_count="1", consent_on="2026-01-31", quarter_points="9")
    await world.asks(world.maya, "Lumi", activity="Quote")
    assert "the customer has agreed to this · 31 January 2026 · for 1 use" in await world.sees(world.ilkka, "[Approve]")
    assert await world.ilkka.clicks("Approve")
    await world.asks(world.maya, "Lumi", activity="Quote", prospect="Beta")
    card = await world.sees(world.ilkka, "for Beta\nAsked by")
    assert "Consent: a yes for 1 use, and it is made. When you approve" in card


async def test_names_of_who_agreed_are_for_those_who_look_after_the_customer(world: World) -> None:
    await lumi(
        world,
        "call=yes",
        consent_by="Helena by mail",
        consent_evidence="https://files.example/x",
        consent_on="2026-01-31",
    )
    await world.maya.types("/reference customer Lumi Retail")
    assert "Call: yes · said on 31 January 2026" in world.maya.last_ephemeral
    assert "Helena by mail" not in world.maya.last_ephemeral
    assert "files.example" not in world.maya.last_ephemeral
    await world.ilkka.types("/reference customer Lumi Retail")
    assert "said by Helena by mail on 31 January 2026 · https://files.example/x" in world.ilkka.last_ephemeral
