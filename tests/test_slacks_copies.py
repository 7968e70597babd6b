"""Whatever Slack hands back of a form: nothing of its own copy is sent to it again, and no value depends on it."""

from itertools import product

import pytest

from sandbox.model import View
from sandbox.seat import Seat
from tests.world import LUMI, World, fills_in

POSTGRESQL_LATER = True  # see tests/conftest.py
NASTY = "R&D <Labs> &amp; *Co*"
SWITCHES = ("views_escaped", "values_escaped", "late_values_lost")
EVERY = [frozenset(name for name, on in zip(SWITCHES, each, strict=True) if on) for each in product((0, 1), repeat=3)]


def trouble(world: World, on: frozenset[str]) -> None:
    for name in SWITCHES:
        setattr(world.slack.workspace.trouble, name, name in on)


def modal(seat: Seat) -> View:
    assert seat.modal is not None
    return seat.modal


every = pytest.mark.parametrize("on", EVERY, ids=lambda on: "+".join(sorted(on)) or "none")


@every
async def test_a_form_that_is_filled_in_and_out_of_order_is_sent_as_it_was_typed(
    world: World, on: frozenset[str]
) -> None:
    trouble(world, on)
    await world.customers({**LUMI, "name": f"Lumi {NASTY}", "consents": "call:sales=yes; call:tender=no; quote=yes"})
    maya = world.maya
    await maya.shortcut("request.new")
    await maya.fills("Prospect", NASTY)
    await maya.picks("Needed by", "2026-12-10")
    await maya.sets(modal(maya), maya.placed(modal(maya), "customer", "request.customer"), await found(maya, "R&D"))
    await fills_in(maya, {"What do they want to hear?": f"1 < 2 & 3\n{NASTY}", "Deal": NASTY, "Deal value": "> 1 M&"})
    for activity in ("Quote", "Call"):
        await maya.picks("What do you need?", activity)
    await maya.picks("What is it for?", "A sales deal")
    await fills_in(maya, {"Who at the customer said yes?": "Helena & co", "When did they agree?": "2026-11-20"})
    await maya.picks("How senior are they?", "VP")
    await maya.picks("What do you need?", "Call")
    shown = maya.text_of(modal(maya))
    assert "&amp;amp;" not in shown
    assert "&lt;" not in shown
    assert await maya.submits()
    assert "Sent to Ilkka" in maya.text_of(modal(maya)), modal(maya).errors
    async with world.parts.desk.reading() as tx:
        (request,) = await tx.requests.these([1])
    deal = request.deal
    assert (deal.prospect, deal.name, deal.value) == (NASTY, NASTY, "> 1 M&")
    assert deal.wants_to_hear == f"1 < 2 & 3\n{NASTY}"
    assert (deal.person_seniority, request.agreed_by) == ("VP", "Helena & co")


async def found(seat: Seat, typed: str) -> dict[str, object]:
    """The first customer offered for what is typed."""
    return (await seat.looks_up("Customer", typed))[0]


@every
async def test_a_form_that_begins_with_answers_keeps_them_through_every_change(
    world: World, on: frozenset[str]
) -> None:
    await world.customers({**LUMI, "external_id": "S1", "name": "Shop One"})
    details = {"Who at the prospect?": "Jane & Joe", "How senior are they?": "VP", "Deal value": "<120 k€>"}
    await world.asks(world.maya, "Lumi", prospect="Acme & Sons", **details)
    await world.sees(world.ilkka, "[Decline]")
    await world.ilkka.clicks("Decline")
    await world.ilkka.picks("Why not?", "They have helped a lot lately")
    await world.ilkka.submits()
    await world.sees(world.maya, "[Ask Shop One]")
    trouble(world, on)
    await world.maya.clicks("Ask Shop One")
    await world.maya.picks("What do you need?", "Quote")
    await world.maya.clicks("The customer already agreed")
    await world.maya.picks("What do you need?", "Call")
    assert await world.maya.submits()
    assert "Sent to Ilkka" in world.maya.text_of(modal(world.maya)), modal(world.maya).errors
    async with world.parts.desk.reading() as tx:
        first, second = await tx.requests.these([1, 2])
    assert second.deal == first.deal
    assert (second.activity, second.needed_by) == (first.activity, first.needed_by)


@every
async def test_changed_words_are_the_ones_that_are_searched(world: World, on: frozenset[str]) -> None:
    trouble(world, on)
    maya = world.maya
    await maya.types("/reference retail onboarding")
    await maya.clicks("Refine")
    await maya.picks("Size", "Enterprise")
    assert await maya.submits()
    for _ in range(3):
        await maya.clicks("Refine", on=modal(maya))
        assert "[retail onboarding]" in maya.text_of(modal(maya))
        assert await maya.submits(), "as it stands"
        assert "Lumi Retail" in maya.text_of(modal(maya))
        assert len(maya.modals) == 1, "however often they change, there is room for a profile and a form"
    await maya.clicks("Refine", on=modal(maya))
    await maya.fills("words", "zzq&qqz")
    assert await maya.submits()
    assert "Not understood: zzq, qqz\n" in maya.text_of(modal(maya))
    await maya.clicks("Refine", on=modal(maya))
    assert "[zzq&qqz]" in maya.text_of(modal(maya))


@every
async def test_two_who_edit_the_settings_at_once_both_keep_what_they_changed(world: World, on: frozenset[str]) -> None:
    async with world.parts.desk.transaction() as tx:
        await tx.people.appoint(("U0PETRA", "U0AINO"))
    trouble(world, on)
    petra, aino = world.petra, world.aino
    for seat in (petra, aino):
        await seat.types("/reference settings")
        await seat.clicks("Change", nth=1)
    await petra.fills("Key tiers", "R&D, gold")
    await petra.fills("Days of rest for a contact after a live use", "6")
    await petra.fills("Careful from so many days before a renewal", "20")
    assert await petra.submits()
    await aino.fills("Days of rest for a contact after a live use", "5")
    await aino.fills("Careful with a customer of less than so many days", "30")
    assert await aino.submits()
    assert "just changed this, too: Days of rest for a contact after a live use: 6." in aino.text_of(modal(aino))
    # Meanwhile the other one changes once more, and what stands there now is meant as it stands.
    await petra.closes(all_of_them=True)
    await petra.types("/reference settings")
    await petra.clicks("Change", nth=1)
    await petra.fills("Careful with a customer of less than so many days", "10")
    assert await petra.submits()
    assert await aino.submits()
    assert "just changed this, too: Careful with a customer of less than so many days: 10." in aino.text_of(modal(aino))
    await aino.fills("Days of rest for a contact after a live use", "4")
    assert await aino.submits()
    assert "It holds for everybody" in aino.text_of(modal(aino)), modal(aino).errors
    async with world.parts.desk.reading() as tx:
        policy = tx.policy
    assert policy.key_tiers == ("R&D", "gold")
    assert (policy.contact_rest_days, policy.new_customer_days, policy.renewal_days) == (4, 30, 20)
