"""What is owed to Slack arrives, once, at somebody who can read it - whatever Slack or its people do meanwhile."""

from dataclasses import replace

from domain.requests.request import Status
from sandbox.model import Message
from sandbox.seat import Seat
from tests.front import fronted
from tests.patience import PATIENT
from tests.world import LUMI, World, bot_at


def cards(who: Seat, words: str = "[Approve]") -> list[Message]:
    """The messages of this person that say so."""
    return [message for message in who.dm if words in who.text_of(message)]


async def test_a_customer_without_an_owner_or_with_one_who_left_goes_to_a_programme_manager(world: World) -> None:
    owners = {"No Owner": "", "Never Here": "nobody.knows@norrsken.example", "Left Us": "leena@norrsken.example"}
    why = {
        "No Owner": "Why you: this customer has no owner yet.",
        "Never Here": "Why you: Nobody Knows, the owner, can't be reached in Slack.",
        "Left Us": "the owner, can't be reached in Slack.",
    }
    await world.customers(
        *({**LUMI, "external_id": name, "name": name, "owner": owner} for name, owner in owners.items())
    )
    for name in owners:
        await world.asks(world.maya, name)
        card = await world.sees(world.petra, f"Call with {name}")
        assert why[name] in card
        assert "[Approve]" in card
        # The card of the one before says the same, and may have come first.
        assert "Waiting for @Petra Vance to decide" in await world.sees(world.maya, f"Call with {name}")
    assert not world.slack.workspace.dm("U0LEENA").messages
    assert await world.petra.clicks("Approve", on=cards(world.petra)[0])
    await world.sees(world.petra, "Please introduce Maya Lindholm to No Owner")
    assert "@Petra Vance introduces you" in await world.sees(world.maya, "introduces you")
    await world.settled()


async def test_an_owner_who_leaves_after_they_were_known_is_noticed_before_the_next_decision(world: World) -> None:
    await world.ilkka.types("/reference help")
    world.slack.workspace.users["U0ILKKA"].deleted = True
    await world.asks(world.maya, "Lumi")
    assert "Ilkka Saarinen, the owner, can't be reached" in await world.sees(world.petra, "[Approve]")
    await world.sees(world.maya, "Waiting for @Petra Vance")


async def test_a_deleted_card_is_posted_anew_and_what_belongs_to_it_finds_it(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    workspace = world.slack.workspace
    workspace.delete(world.maya.dm[0])
    assert not world.maya.dm
    assert await world.ilkka.clicks("Approve")
    await world.sees(world.maya, "✅ Approved")
    await world.sees(world.maya, "introduces you")
    await world.settled()
    assert len(cards(world.maya, "✅ Approved")) == 1


async def test_while_slack_is_down_nothing_is_lost(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    trouble = world.slack.workspace.trouble
    trouble.down = True
    assert await world.ilkka.clicks("Approve"), "the decision itself needs no Slack"
    await world.slack.wait_for(lambda: any(not call.ok for call in world.slack.workspace.calls))
    assert not cards(world.maya, "✅ Approved")
    trouble.down = False
    await world.sees(world.maya, "✅ Approved")
    await world.sees(world.ilkka, "Please introduce Maya Lindholm")
    await world.settled()


async def test_a_slack_that_hangs_delays_messages_and_no_decision(database_url: str) -> None:
    async with fronted(database_url, replace(PATIENT, look_up=2.0)) as (world, front):
        await world.asks(world.maya, "Lumi")
        await world.sees(world.ilkka, "[Approve]")
        await world.settled()
        front.methods, front.trouble = "", "hang"
        assert await world.ilkka.clicks("Approve")
        assert front.met
        async with world.parts.desk.reading() as tx:
            assert (await tx.requests.get(1)).status is Status.APPROVED
        front.trouble = ""
        front.ending.set()
        await world.sees(world.maya, "introduces you")


async def test_a_429_is_obeyed_and_a_cut_answer_is_no_lost_card(world: World) -> None:
    trouble = world.slack.workspace.trouble
    trouble.retry_after = 1
    trouble.rate_limited_methods = {"chat.postMessage": 2}
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    calls = [call for call in world.slack.workspace.calls if call.method == "chat.postMessage"]
    refused = [call.at for call in calls if not call.ok]
    assert len(refused) == 2
    assert min(call.at for call in calls if call.ok) - min(refused) >= 0.9, "Retry-After is waited for"
    await world.settled()
    trouble.cut = 1
    assert await world.ilkka.clicks("Approve")
    await world.sees(world.maya, "✅ Approved")
    await world.settled()


async def test_what_was_owed_when_the_bot_stopped_is_sent_by_the_next_one(world: World) -> None:
    world.slack.workspace.trouble.down = True
    await world.parts.courier.stop()
    world.slack.workspace.trouble.down = False
    await world.asks(world.maya, "Lumi")
    assert not world.ilkka.dm
    async with bot_at(world.slack, world.database_url):
        await world.sees(world.ilkka, "[Approve]")
        assert await world.ilkka.clicks("Approve")
        await world.sees(world.maya, "introduces you")
        await world.settled()
    assert len(cards(world.maya, "✅ Approved")) == 1
