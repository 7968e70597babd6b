"""The straight path: ask, decide, record - through the real bot, on both databases.

Where it is SQLite's, all of it is said in the pseudo-language.
"""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from blocks.kit.language import DEFAULT, PSEUDO
from sandbox.seat import Seat
from tests.drawn_out import data_of, never_translated, shown
from tests.world import LUMI, World, fills_in, opened

DETAILS = {
    "Who at the prospect?": "Jane Roe",
    "How senior are they?": "VP",
    "Deal": "Acme rollout",
    "Deal value": "120 k€",
    "Deal stage": "Shortlist",
    "What do they want to hear?": "How long it took",
}
COLD = {**LUMI, "external_id": "COLD", "name": "Cold Start Oy", "consents": "", "quarter_points": 8}


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """That of the other tests, in the pseudo-language on SQLite: what is said then was given to a translator."""
    language = PSEUDO if database_url.startswith("sqlite") else DEFAULT
    async with opened(database_url, language=language) as made:
        await made.customers(LUMI)
        yield made
        if language == PSEUDO:
            assert not never_translated(shown(made.slack.workspace), await data_of(made))


async def points_used(world: World, customer: str) -> int:
    """What the ledger and the budget both say was taken of this customer's points this quarter."""
    async with world.parts.desk.reading() as tx:
        ids = (await tx.customers.named(customer, (await tx.people.managers())[0], 1)).items
        return (await tx.customers.record(ids[0])).points_used(date(2026, 10, 1))


def buttons(who: Seat) -> int:
    """How many messages of this person still offer a decision."""
    return sum("[Approve]" in who.text_of(message) for message in who.dm)


async def test_the_decision_card_is_read_in_ten_seconds_and_its_notification_alone_says_it(world: World) -> None:
    await world.maya.types("/reference retail onboarding")
    assert await world.maya.clicks("Request")
    assert "[Lumi Retail]" in world.maya.text_of(world.maya.modal)
    await world.maya.picks("What do you need?", "Call")
    await world.maya.fills("Prospect", "Acme")
    await world.maya.picks("Needed by", "2026-12-10")
    await fills_in(world.maya, DETAILS)
    assert await world.maya.submits()
    assert await world.maya.closes()
    mine = await world.sees(world.maya, "Waiting for @Ilkka Saarinen to decide")
    assert "Call with Lumi Retail for Acme" in mine
    assert "[Withdraw]" in mine
    card = await world.sees(world.ilkka, "[Approve]")
    for said in (
        "Call with Lumi Retail for Acme (Jane Roe, VP)",
        "Asked by @Maya Lindholm\nNeeded by 10 December 2026 · Acme rollout · 120 k€ · Shortlist",
        "They want to hear:\nHow long it took",
        "They searched for: “retail onboarding”",
        "▰▰▰▰ 4 → ▰▰▱▱ 2 of 4",
        "Last use: none in the last year",
        "Consent: the customer has agreed to this",
        "[Decline]",
    ):
        assert said in card, card
    assert world.ilkka.notification_of(world.ilkka.dm[-1]) == (
        "Asked by Maya Lindholm: Call with Lumi Retail for Acme · by 10 December 2026 · 2 calls left"
    )


async def test_one_click_approves_and_both_learn_how_contact_is_made(world: World) -> None:
    await world.asks(world.maya, "Lumi", **DETAILS)
    await world.sees(world.ilkka, "[Approve]")
    assert await world.ilkka.clicks("Approve")
    told = await world.sees(world.maya, "introduces you")
    assert "Helena Aaltola, Chief People Officer" in told
    draft = await world.sees(world.ilkka, "Please introduce Maya Lindholm to Lumi Retail")
    assert "helena@lumi.example" in draft
    assert "Hello Helena,\n\nJane Roe of Acme is thinking about working with us" in draft
    await world.settled()
    assert buttons(world.ilkka) == 0
    everything = "\n".join(world.maya.text_of(message) for message in world.maya.dm)
    assert "✅ Approved by @Ilkka Saarinen on 23 November 2026" in everything
    assert "helena@lumi.example" not in everything
    assert await points_used(world, "Lumi") == 2
    await world.maya.types("/reference lumi retail")
    assert "[Request · 1 call left]" in world.maya.last_ephemeral


async def test_a_contact_who_may_be_written_to_directly_is_given_to_the_one_who_asked(world: World) -> None:
    await world.customers({**LUMI, "external_id": "C0", "contact1_direct": "yes"})
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    assert await world.ilkka.clicks("Approve")
    assert "You may write to them yourself: helena@lumi.example" in await world.sees(world.maya, "write to them")
    assert "Maya Lindholm may now write to Helena Aaltola" in await world.sees(world.ilkka, "A word from you first")


async def test_a_decline_gives_its_reason_and_the_next_best_customers(world: World) -> None:
    await world.customers({**LUMI, "external_id": "S1", "name": "Shop One"})
    await world.asks(world.maya, "Lumi", **{"Deal value": "120 k€"})
    await world.sees(world.ilkka, "[Decline]")
    assert await world.ilkka.clicks("Decline")
    await world.ilkka.picks("Why not?", "Another reason")
    assert await world.ilkka.submits()
    assert "Say in a few words why" in world.ilkka.text_of(world.ilkka.modal)
    await world.ilkka.picks("Why not?", "A renewal or a negotiation is under way")
    await world.ilkka.fills("Anything to add?", "Ask me in *January*")
    assert await world.ilkka.submits()
    assert world.ilkka.modal is None
    told = await world.sees(world.maya, "Declined: Call with Lumi Retail for Acme")
    assert "A renewal or a negotiation is under way" in told
    assert "Ask me in *January*" in told
    card = await world.sees(world.maya, "[Ask Shop One]")
    assert "✖️ Declined by @Ilkka Saarinen" in card
    assert "[Withdraw]" not in card
    assert await world.maya.clicks("Ask Shop One")
    form = world.maya.text_of(world.maya.modal)
    for filled in ("[Shop One]", "[Call · 2 points]", "[Acme]", "[2026-12-10]", "[120 k€]"):
        assert filled in form, (filled, form)
    assert await world.maya.submits()
    assert "Sent to Ilkka" in world.maya.text_of(world.maya.modal)
    assert await points_used(world, "Lumi") == 0


async def test_where_only_the_note_says_why_nothing_else_does(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Decline]")
    assert await world.ilkka.clicks("Decline")
    await world.ilkka.picks("Why not?", "Another reason")
    await world.ilkka.fills("Anything to add?", "They moved house")
    assert await world.ilkka.submits()
    await world.sees(world.maya, "Declined: Call with Lumi Retail for Acme\n")
    await world.settled()
    for who in (world.maya, world.ilkka):
        seen = "\n".join(f"{who.notification_of(message)}\n{who.text_of(message)}" for message in who.dm)
        assert "They moved house" in seen
        assert "Another reason" not in seen, seen


async def test_the_owner_reads_all_that_the_prospect_wants_to_hear(world: World) -> None:
    question = "How long did it take? " * 60 + "And the end."
    await world.asks(world.maya, "Lumi", **{"What do they want to hear?": question})
    await world.sees(world.ilkka, "And the end.")


async def test_without_consent_on_record_the_owner_records_the_customers_yes_first(world: World) -> None:
    nobody = {heading: "" for heading in COLD if heading.startswith("contact")}
    await world.customers({**COLD, **nobody})
    for prospect, scope, next_time in (
        ("Acme", "Only this time", False),
        ("Bolt", "Call: every time from now on", True),
    ):
        assert "Sent to Ilkka" in await world.asks(world.maya, "Cold", prospect=prospect)
        card = await world.sees(world.ilkka, "Consent: none on record")
        assert prospect in card
        assert await world.ilkka.clicks("Approve")
        assert "Until they do, no contact is given to whoever asked." in world.ilkka.text_of(world.ilkka.modal)
        assert not await world.ilkka.submits(), "a yes is said, never presumed"
        await world.ilkka.picks("Has the customer agreed?", "They agreed")
        assert await world.ilkka.submits()
        assert "Say who at the customer agreed." in world.ilkka.text_of(world.ilkka.modal)
        await world.ilkka.fills("Who said yes?", "Helena, by phone")
        await world.ilkka.picks("When?", "2027-01-01")
        assert await world.ilkka.submits()
        assert "agreed in the future" in world.ilkka.text_of(world.ilkka.modal)
        await world.ilkka.picks("When?", "2026-11-20")
        await world.ilkka.picks("To what?", scope)
        assert await world.ilkka.submits()
        assert world.ilkka.modal is None
        await world.sees(world.maya, f"Approved: Call with Cold Start Oy for {prospect}")
        await world.settled()
        await world.maya.types("/reference customer cold start oy")
        assert ("\nCall: yes" in world.maya.last_ephemeral) is next_time, world.maya.last_ephemeral


async def test_the_owner_asks_the_customer_first_and_records_the_answer(world: World) -> None:
    await world.customers(COLD)
    for prospect, answer in (("Acme", "They said yes"), ("Bolt", "They said no")):
        await world.asks(world.maya, "Cold", prospect=prospect)
        await world.sees(world.ilkka, "[Approve]")
        assert await world.ilkka.clicks("Approve")
        await world.ilkka.picks("Has the customer agreed?", "I will ask them first")
        assert await world.ilkka.submits()
        waiting = await world.sees(world.maya, f"The customer is being asked: Call with Cold Start Oy for {prospect}")
        assert "Helena" not in waiting
        # Helena rests after the first time.
        await world.sees(world.ilkka, f"Hello {'Helena' if prospect == 'Acme' else 'Jari'},\n\n{prospect} is thinking")
        card = await world.sees(world.ilkka, f"[{answer}]")
        assert "the customer is being asked" in card
        assert not any("Helena" in world.maya.text_of(m) for m in world.maya.dm if prospect in world.maya.text_of(m))
        assert await world.ilkka.clicks(answer)
        if prospect == "Acme":
            assert "[Helena Aaltola]" in world.ilkka.text_of(world.ilkka.modal)
            assert "Has the customer agreed?" not in world.ilkka.text_of(world.ilkka.modal)
            assert await world.ilkka.submits()
            await world.sees(world.maya, "Approved: Call with Cold Start Oy for Acme")
            draft = await world.sees(world.ilkka, "Please introduce Maya Lindholm")
            assert "Thank you for agreeing to help" in draft, "she is not asked twice"
        else:
            await world.sees(world.maya, "The customer said no")
        await world.settled()
    assert await points_used(world, "Cold") == 2
    said = await world.asks(world.maya, "Cold", prospect="Cargo")
    assert "Cold Start Oy said no: Call · A sales deal." in said


async def test_approving_confirms_what_the_requester_says_the_customer_agreed_to(world: World) -> None:
    await world.customers(COLD)
    agreed = {"Who at the customer said yes?": "Helena", "When did they agree?": "2026-11-20"}
    await world.asks(world.maya, "Cold", **agreed)
    card = await world.sees(world.ilkka, "Maya says Helena agreed on 20 November 2026. Approving confirms it.")
    assert "[Approve]" in card
    assert await world.ilkka.clicks("Approve")
    assert world.ilkka.modal is None
    await world.sees(world.maya, "introduces you")


async def test_an_owner_uses_their_own_customer_with_one_form_and_one_card(world: World) -> None:
    assert "nobody to wait for" in await world.asks(world.ilkka, "Lumi")
    card = await world.sees(world.ilkka, "✅ Approved")
    assert "Call with Lumi Retail for Acme\nYour own use" in card
    await world.settled()
    assert len(world.ilkka.dm) == 1
    assert await points_used(world, "Lumi") == 2
    assert await world.ilkka.clicks("Withdraw")
    await world.sees(world.ilkka, "Withdrawn")
    assert await points_used(world, "Lumi") == 0


async def test_taking_a_request_back_frees_the_points_and_tells_the_owner(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    assert await world.ilkka.clicks("Approve")
    await world.sees(world.maya, "✅ Approved")
    await world.settled()
    assert await world.maya.clicks("Withdraw")
    await world.sees(world.ilkka, "Maya Lindholm no longer needs this: Call with Lumi Retail")
    await world.settled()
    assert await points_used(world, "Lumi") == 0
    assert not any("[Withdraw]" in world.maya.text_of(message) for message in world.maya.dm)


async def test_of_two_approvals_with_room_for_one_the_second_is_refused_with_the_reason(world: World) -> None:
    await world.customers({**LUMI, "external_id": "C0", "points_used": 2})
    for prospect in ("Acme", "Bolt"):
        await world.asks(world.maya, "Lumi", prospect=prospect)
        await world.sees(world.ilkka, f"for {prospect}\nAsked by")
    first, second = (m for m in world.ilkka.dm if "[Approve]" in world.ilkka.text_of(m))
    assert await world.ilkka.clicks("Approve", on=first)
    assert await world.ilkka.clicks("Approve", on=second)
    refused = "Too late: Lumi Retail has given all it can this quarter (4 of 4 points). Free again on 1 January 2027."
    assert refused in world.ilkka.last_ephemeral
    assert await points_used(world, "Lumi") == 4
    assert buttons(world.ilkka) >= 1
    assert await world.ilkka.clicks("Decline", on=second)
    assert "Decline" in world.ilkka.text_of(world.ilkka.modal)
