"""Calls whose end nobody knows: a late one never leaves an old card standing, a lost one is found again."""

import asyncio
import time
from datetime import timedelta

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from sqlalchemy import select, update

from blocks.requests import buttons
from bot.manifest import shipped_manifest
from bot.wiring import utc_now
from domain.requests.rights import Audience, Right
from handlers.click import Click
from handlers.requests.clicks import looking
from sandbox.workspace import Workspace
from store.db.tables import deliveries
from store.outbox.deliveries import LATE_SECONDS, LEASE_SECONDS, DeliveryKind
from store.tx import open_store
from tests.patience import PATIENT, SECONDS, patient_slack
from tests.world import LUMI, PEOPLE, World, bot_at

LEASE = (deliveries.c.turn, deliveries.c.lease_until)


async def leases_run_out(world: World) -> None:
    """As if their time had passed: what is being sent may be taken by anybody."""
    store = open_store(world.database_url, utc_now, PATIENT)
    async with store.transaction() as tx:
        held = update(deliveries).where(deliveries.c.lease_until > 0)
        await tx.deliveries._connection.execute(held.values(lease_until=1.0))
    await store.close()


async def doubts_are_over(world: World) -> None:
    """As if so much time had passed that no call can be on its way any more."""
    async with world.parts.desk.transaction() as tx:
        unsure = update(deliveries).where(deliveries.c.state == "unsure")
        await tx.deliveries._connection.execute(unsure.values(ready_at=0.0, doubt_until=0.0))


async def owes_mayas_card(world: World, *, posted: bool) -> None:
    """Owe Maya's card once more: drawn where it stands, or posted anew because Slack has lost it."""
    async with world.parts.desk.transaction() as tx:
        (mine,) = [each for each in await tx.requests.cards(1) if each.audience is Audience.REQUESTER]
        if posted:
            await tx.requests.forget_message(mine.id)
        await tx.deliveries.enqueue(
            DeliveryKind.CARD, mine.person_id, tx.now, subject=str(mine.id), request_id=1, card_id=mine.id
        )


async def asked(world: World) -> None:
    """Maya asks Ilkka, and both have their cards."""
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()


async def test_a_call_that_outlasts_its_lease_leaves_no_old_card_standing(world: World) -> None:
    await asked(world)
    world.slack.workspace.trouble.stuck = 1
    await owes_mayas_card(world, posted=False)
    await world.slack.wait_for(lambda: world.slack.workspace.trouble.stuck == 0)
    assert await world.ilkka.clicks("Approve")
    await world.sees(world.ilkka, "✅ Approved")
    await leases_run_out(world)
    await world.sees(world.maya, "✅ Approved")
    calls = updates(world)
    world.slack.workspace.unstuck.set()
    # The old one arrives over the new one; whoever sent it learns that the lease was lost and draws it anew.
    await world.slack.wait_for(lambda: updates(world) >= calls + 2)
    await world.settled()
    (card,) = [text for message in world.maya.dm if "Needed by" in (text := world.maya.text_of(message))]
    assert "✅ Approved" in card


async def test_a_lease_is_made_longer_while_its_call_is_under_way(world: World) -> None:
    await asked(world)
    world.parts.courier.keep_seconds = 0.05
    world.slack.workspace.trouble.stuck = 1
    await owes_mayas_card(world, posted=False)
    await world.slack.wait_for(lambda: world.slack.workspace.trouble.stuck == 0)
    async with world.parts.desk.transaction() as tx:
        soon = {"lease_until": deliveries.c.lease_until - LEASE_SECONDS + 5}
        held = update(deliveries).where(deliveries.c.lease_until > 0).values(**soon).returning(*LEASE)
        short = (await tx.deliveries._connection.execute(held)).one()
    kept = short
    while kept.lease_until == short.lease_until:
        await asyncio.sleep(0.05)
        async with world.parts.desk.reading() as tx:
            held = await tx.deliveries._connection.execute(select(*LEASE).where(deliveries.c.lease_until > 0))
            kept = held.one()
    assert kept.turn == short.turn, "it was made longer, and not taken by the next"
    world.slack.workspace.unstuck.set()
    await world.settled()


async def test_of_two_processes_the_slower_one_leaves_no_old_card_standing(world: World) -> None:
    if world.database_url.startswith("sqlite"):
        return  # one process: the test above
    await asked(world)
    world.slack.workspace.trouble.stuck = 1
    async with world.parts.desk.transaction() as tx:
        await tx.refresh(await tx.requests.get(1))
    await world.slack.wait_for(lambda: world.slack.workspace.trouble.stuck == 0)
    await world.parts.courier.stop()  # takes nothing new, and has its hung call under way
    async with bot_at(world.slack, world.database_url):
        assert await world.ilkka.clicks("Approve")
        await leases_run_out(world)
        await world.sees(world.maya, "✅ Approved")
        await world.sees(world.ilkka, "✅ Approved")
        calls = updates(world)
        world.slack.workspace.unstuck.set()
        await world.slack.wait_for(lambda: updates(world) >= calls + 2)
        await world.settled()
    for seat in (world.maya, world.ilkka):
        assert any("✅ Approved" in seat.text_of(message) for message in seat.dm)
        assert not any("Waiting for" in seat.text_of(message) for message in seat.dm)
        assert not any("[Approve]" in seat.text_of(message) for message in seat.dm)


async def test_a_slack_that_hangs_holds_up_no_restart_and_the_next_process_sends_it(database_url: str) -> None:
    workspace = Workspace.from_manifest(shipped_manifest(), PEOPLE, ["general"])
    async with patient_slack(workspace) as slack:
        async with bot_at(slack, database_url) as parts:
            world = World(slack, parts, database_url)
            await world.customers(LUMI)
            workspace.trouble.stuck = 9
            await world.asks(world.maya, "Lumi", needed_by=str(slack.clock.now().date() + timedelta(days=14)))
            await slack.wait_for(lambda: workspace.trouble.stuck < 9)
            began = time.monotonic()
        assert time.monotonic() - began < SECONDS / 2, "it waits for no call to end"
        workspace.trouble.stuck = 0
        async with bot_at(slack, database_url) as parts:
            world = World(slack, parts, database_url)
            if parts.desk.store.engines.sqlite:
                async with parts.desk.reading() as tx:
                    left = await tx.deliveries.seconds_to_next()
                assert left is None or left <= LATE_SECONDS, "it is alone, and waits for no lease of the dead"
            await leases_run_out(world)
            await world.sees(world.maya, "Waiting for")
            await world.sees(world.ilkka, "[Approve]")
        workspace.unstuck.set()


async def test_after_a_call_of_which_nobody_heard_the_card_is_drawn_once_more(world: World) -> None:
    await asked(world)
    calls = updates(world)
    world.slack.workspace.trouble.cut = 1
    await owes_mayas_card(world, posted=False)
    await world.slack.wait_for(lambda: updates(world) == calls + 2)
    await world.settled()
    await doubts_are_over(world)
    await world.slack.wait_for(lambda: updates(world) == calls + 3)
    await world.settled()
    async with world.parts.desk.reading() as tx:
        assert await tx.deliveries.count("unsure") == 0


async def test_a_card_whose_answer_was_lost_is_adopted_when_somebody_clicks_it(world: World) -> None:
    await asked(world)
    world.slack.workspace.delete(world.maya.dm[0])
    world.slack.workspace.trouble.cut = 1
    await owes_mayas_card(world, posted=True)
    await world.slack.wait_for(lambda: len(world.maya.dm) == 2)
    await world.settled()
    async with world.parts.desk.reading() as tx:
        known = [await tx.requests.has_card_at(message.channel, message.ts) for message in world.maya.dm]
    assert sorted(known) == [False, True]
    assert await world.maya.clicks("Withdraw", on=world.maya.dm[known.index(False)])
    await world.settled()
    for message in world.maya.dm:
        assert "Withdrawn" in world.maya.text_of(message)


async def test_two_clicks_on_a_lost_card_make_it_one_card(world: World) -> None:
    await asked(world)
    async with world.parts.desk.reading() as tx:
        ilkka = await tx.people.get((await tx.requests.get(1)).decider_id or 0)
    # The courier would find that Slack knows no such message.
    await world.parts.courier.stop()
    key = await world.key()
    clicked = [{"action_id": buttons.DECLINE, "value": key}]
    body = {"container": {"channel_id": "D0ILKKA", "message_ts": "1.000001"}, "actions": clicked}
    desk = world.parts.desk
    click = Click(AsyncAck(), clicked[0], body, ilkka, desk, desk.directory.client, AsyncRespond(response_url=None))

    async def clicks() -> None:
        async with looking(click, Right.DECIDE):
            pass

    await asyncio.gather(*(clicks() for _ in range(4)))
    async with world.parts.desk.reading() as tx:
        cards = await tx.requests.cards(1)
    assert [each.ts for each in cards].count("1.000001") == 1
    assert len(cards) == 3


async def test_a_card_that_was_clicked_before_its_answer_came_is_one_card(world: World) -> None:
    await asked(world)
    async with world.parts.desk.transaction() as tx:
        ours = next(each for each in await tx.requests.cards(1) if each.audience is Audience.DECIDER)
        # Known as somebody else's, as on the card of an owner's own use; then Slack's answer to the post arrives.
        await tx.requests.add_posted_card(1, ours.person_id, Audience.REQUESTER, "D0ILKKA", "2.000002")
        await tx.refresh(await tx.requests.get(1))
    async with world.parts.desk.transaction() as tx:
        assert await tx.requests.locked_card(ours.id) is not None
        await tx.requests.posted(ours.id, "D0ILKKA", "2.000002")
    async with world.parts.desk.reading() as tx:
        assert [each.id for each in await tx.requests.cards(1) if each.ts == "2.000002"] == [ours.id]


def updates(world: World) -> int:
    """How many times Slack carried out a chat.update."""
    return sum(call.ok for call in world.slack.workspace.calls if call.method == "chat.update")
