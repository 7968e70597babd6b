"""Entitled first: a refused click leaves no card, no delivery and no follower, and says nothing it should not."""

import pytest

from blocks.outbox import daily_summary as daily_summary_view
from blocks.requests import buttons, follow_ups, paused
from blocks.requests import card as request_card
from blocks.requests import deciding as deciding_view
from blocks.requests import fulfilment as fulfilment_view
from domain.requests.rights import Audience
from sandbox.model import Message
from sandbox.seat import Seat
from tests.requests.test_keys import counted, filed
from tests.test_every_listener import button, sent
from tests.world import LUMI, World

CLICKS = (
    *sorted(buttons.ON_CARDS - {buttons.SNOOZE}),
    *(
        buttons.HAPPENED,
        daily_summary_view.BRIEF,
        paused.GO,
        paused.STOP,
        request_card.OPEN,
        follow_ups.MOVED,
        follow_ups.NOT_HELD,
    ),
    *(*follow_ups.THANKED, follow_ups.THANK_LATER, *follow_ups.DEAL),
)
FORMS = (
    *(deciding_view.DECLINE_FORM, deciding_view.CONSENT_FORM, deciding_view.OVERRIDE_FORM),
    *(
        fulfilment_view.SCHEDULE_FORM,
        fulfilment_view.CANCEL_FORM,
        fulfilment_view.STOP_FORM,
        fulfilment_view.HAPPENED_FORM,
    ),
)
SECRET = {**LUMI, "name": "Lumi Retail", "classified": "yes", "segment": "a Nordic retailer"}


@pytest.mark.parametrize("state", ["pending", "approved"])
@pytest.mark.parametrize("classified", [False, True])
async def test_a_stranger_leaves_nothing_behind_and_learns_nothing(
    world: World, state: str, *, classified: bool
) -> None:
    if classified:
        await world.customers({**SECRET, "external_id": "C0"})
        await world.asks_what_fits(world.maya, "retail")
        await world.sees(world.ilkka, "for Acme\nAsked by")
        await world.settled()
    else:
        await filed(world, "Acme")
    if state == "approved":
        await world.ilkka.clicks("Approve")
        await world.sees(world.maya, "Approved")
    await world.settled()
    rows, key, aino = await counted(world), await world.key(), world.aino
    for table, names in (("actions", CLICKS), ("views", FORMS)):
        for each in names:
            said = await sent(world, aino, table, each, value=key)
            assert any(no in said for no in ("You can't", "Only the person", "for the people of")), (each, said)
            for fact in ("Already", "Approved", "approved", "Waiting", "Acme", "Helena"):
                assert fact not in said, (each, said)
            for name in ("Ilkka", "Maya", "Lumi") if classified else ():
                assert name not in said, (each, said)
    assert await counted(world) == rows
    async with world.parts.desk.reading() as tx:
        known = await tx.people.by_slack_id(aino.user.id)
        assert known is not None
        assert (await tx.requests.open_of(known[0].id, 5)).total == 0
    if state == "pending":
        await world.ilkka.clicks("Approve")
        await world.sees(world.maya, "Approved")
        await world.settled()
    assert not any("Approved" in aino.text_of(message) for message in aino.dm), "nobody else is told"


async def test_a_programme_manager_takes_it_back_and_follows_nothing(world: World) -> None:
    await filed(world, "Acme")
    lost = await left_over(world, world.petra, buttons.WITHDRAW)
    assert (await world.petra.clicks("Old", on=lost)).ok
    await world.sees(world.maya, "Withdrawn")
    async with world.parts.desk.reading() as tx:
        cards = await tx.requests.cards(1)
    assert len(cards) == 2, "the two of Maya and Ilkka"


@pytest.mark.parametrize(
    ("action", "audience"),
    [(buttons.DECLINE, Audience.DECIDER), (buttons.WITHDRAW, Audience.REQUESTER)],
)
async def test_a_lost_card_of_whoever_may_is_theirs_again(world: World, action: str, audience: Audience) -> None:
    await filed(world, "Acme")
    who = world.ilkka if audience is Audience.DECIDER else world.maya
    lost = await left_over(world, who, action)
    assert (await who.clicks("Old", on=lost)).ok
    await world.settled()
    async with world.parts.desk.reading() as tx:
        (mine,) = [card for card in await tx.requests.cards(1) if card.ts == lost.ts]
    assert mine.audience is audience
    assert "Acme" in who.text_of(lost), "it says how things stand"


async def test_an_owners_own_use_has_one_card_whatever_is_clicked_on_it(world: World) -> None:
    await world.asks(world.ilkka, "Lumi")
    await world.settled()
    lost = await left_over(world, world.ilkka, buttons.SCHEDULE)
    assert (await world.ilkka.clicks("Old", on=lost)).ok
    assert world.ilkka.modal is not None
    async with world.parts.desk.reading() as tx:
        assert {card.audience for card in await tx.requests.cards(1)} == {Audience.DECIDER}


async def test_who_may_but_not_now_still_gets_their_lost_card_up_to_date(world: World) -> None:
    await filed(world, "Acme")
    lost = await left_over(world, world.ilkka, buttons.APPROVE)
    await world.maya.clicks("Withdraw")
    await world.settled()
    assert (await world.ilkka.clicks("Old", on=lost)).ok
    assert "Withdrawn by the person who asked." in world.ilkka.last_ephemeral
    await world.settled()
    assert "Withdrawn" in world.ilkka.text_of(lost)


async def test_a_stand_in_is_told_no_name_when_a_classified_customer_has_left(world: World) -> None:
    await world.customers({**SECRET, "external_id": "C0", "owner": "leena@norrsken.example"})
    await world.asks_what_fits(world.maya, "retail")
    key = await world.key()
    said = await sent(world, world.aino, "actions", buttons.GO_AHEAD, value=key)
    assert "Lumi" not in said


async def test_only_a_manager_looks_somebody_up_to_hand_over_what_is_not_theirs(world: World) -> None:
    await world.petra.types("/reference handover")
    form = world.petra.modal
    assert form is not None
    offered = await world.petra.looks_up("Whose customers?", "Ilkka")
    content = dict(form.content)
    await world.petra.closes()
    view = world.slack.workspace.new_view("U0MAYA", content)
    world.slack.workspace.open_modal(view)
    await world.maya.sets(view, world.maya.placed(view, "former", "handover.from"), offered[0])
    await world.maya.picks("Who takes over?", "Aino Korhola")
    await world.maya.submits()
    assert "You can't hand over somebody else's customers." in world.maya.text_of(world.maya.modal)
    async with world.parts.desk.reading() as tx:
        assert await tx.people.by_slack_id("U0AINO") is None, "nobody was looked up for it"


async def left_over(world: World, who: Seat, action: str) -> Message:
    """A message in somebody's DM with a button of request 1 that refdesk knows nothing of."""
    workspace = world.slack.workspace
    block = {"type": "actions", "block_id": "do", "elements": [button(action, await world.key())]}
    return workspace.post(workspace.dm(who.user.id), workspace.app.bot_user, "left over", blocks=[block])
