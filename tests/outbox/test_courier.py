"""The courier: a pause holds up nobody else; what Slack will never take is told once, and somebody can do something."""

from typing import Any

import pytest
from sqlalchemy import update

from bot import doctor
from bot.settings import load_settings
from domain.requests.messages import MessageType
from domain.requests.rights import Audience
from handlers.outbox.failures import LONGEST_PAUSE, TRY_FOR, backoff
from store.db.tables import deliveries
from store.outbox.deliveries import RATE_LIMITED, Delivery, DeliveryKind
from tests.world import LUMI, World, bot_at, opened


async def test_a_channel_that_slack_has_paused_holds_nobody_else_up(world: World) -> None:
    trouble = world.slack.workspace.trouble
    trouble.rate_limited_methods, trouble.retry_after = {"chat.postMessage": 1}, 30
    await world.asks(world.maya, "Lumi")
    await world.slack.wait_for(lambda: bool(world.maya.dm) != bool(world.ilkka.dm))
    calls = [call for call in world.slack.workspace.calls if call.method == "chat.postMessage"]
    assert len([call for call in calls if not call.ok]) == 1
    first = world.maya if world.maya.dm else world.ilkka
    await world.asks(world.maya, "Lumi", activity="Quote", prospect="Bolt")
    await world.sees(first, "Bolt")
    calls = [call for call in world.slack.workspace.calls if call.method == "chat.postMessage"]
    # The paused one was not even tried again.
    assert len([call for call in calls if not call.ok]) == 1


def test_tries_grow_rarer_and_end_after_about_a_day() -> None:
    waits = [backoff(attempt) for attempt in range(1, TRY_FOR)]
    for attempt, wait in enumerate(waits, start=1):
        assert min(LONGEST_PAUSE, 2**attempt) / 2 <= wait <= min(LONGEST_PAUSE, 2**attempt)
    assert 18 < sum(waits) / 3600 < 26
    assert len({backoff(5) for _ in range(9)}) > 1, "a crowd does not come back at once"


async def test_a_fault_of_slacks_is_tried_again_later_and_told_of_after_the_last_try(world: World) -> None:
    await asks_and_is_refused(world, "fatal_error")
    await world.slack.wait_for(lambda: tries(world, "U0MAYA") > 1)
    first, second, *_ = [call.at for call in world.slack.workspace.calls if call.channel == "U0MAYA"]
    assert second - first >= 0.9
    assert not world.petra.dm
    async with world.parts.desk.transaction() as tx:
        owed = update(deliveries).where(deliveries.c.state == "owed")
        await tx.deliveries._connection.execute(owed.values(attempts=TRY_FOR - 1, ready_at=0.0))
    await world.sees(world.petra, "was not delivered")


async def test_what_slack_will_never_take_is_told_once_and_can_be_tried_again(world: World) -> None:
    lost = await lost_card(world)
    assert "The card of a request was not delivered · for Maya Lindholm" in lost
    assert "this person is not in Slack" in lost
    await world.petra.opens_home()
    await world.settled()
    assert "Not delivered (1)" in world.petra.text_of(world.petra.home)
    assert world.petra.text_of(world.petra.home).count("[Try again]") == 1
    assert sum("was not delivered" in world.petra.text_of(message) for message in world.petra.dm) == 1

    world.slack.workspace.users["U0MAYA"].is_stranger = False
    assert await world.petra.clicks("Try again", on=world.petra.home)
    await world.sees(world.maya, "Waiting for @Ilkka Saarinen")
    await world.settled()
    assert "Not delivered" not in world.petra.text_of(world.petra.home)
    message = next(m for m in world.petra.dm if "was not delivered" in world.petra.text_of(m))
    assert await world.petra.clicks("Drop", on=message)
    assert "taken care of already" in world.petra.last_ephemeral


async def test_only_programme_managers_let_something_rest(world: World) -> None:
    await lost_card(world)
    message = next(m for m in world.petra.dm if "was not delivered" in world.petra.text_of(m))
    assert await world.ilkka.clicks("Drop", on=message)
    assert "Only programme managers" in world.ilkka.last_ephemeral
    assert await world.petra.clicks("Drop", on=message)
    assert "Dropped." in world.petra.last_ephemeral
    async with world.parts.desk.reading() as tx:
        assert await tx.deliveries.count("dead") == 0


async def test_doctor_counts_what_was_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await lost_card(world)
    app = world.slack.workspace.app
    for name, value in settings(world, app).items():
        monkeypatch.setenv(name, value)
    finding = next(each for each in await doctor.examine(load_settings()) if each.name == "deliveries")
    assert not finding.ok
    assert "1 could not be delivered: not_in_slack (1)" in finding.words


async def test_what_an_uninstalled_app_could_not_send_goes_out_with_the_next_start(database_url: str) -> None:
    async with opened(database_url) as world:
        await world.customers(LUMI)
        await world.asks(world.maya, "Lumi")
        await world.sees(world.ilkka, "[Approve]")
        await world.settled()
        world.slack.workspace.app.installed = False
        assert await world.ilkka.clicks("Approve")
        await world.settled()
        async with world.parts.desk.reading() as tx:
            assert set(await tx.dead_letters.codes()) == {"account_inactive"}
        world.slack.workspace.app.installed = True
        async with bot_at(world.slack, database_url):
            await world.sees(world.maya, "Approved: Call with Lumi Retail")


async def test_what_was_saved_is_never_called_a_failure(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.ilkka.opens_home()
    await world.settled()
    assert await world.ilkka.clicks("Decide", on=world.ilkka.home)
    world.slack.workspace.trouble.rate_limited_methods = {"views.update": 1}
    assert await world.ilkka.clicks("Approve", on=world.ilkka.modal)
    assert "Please click again" not in world.ilkka.text_of(world.ilkka.modal)
    assert not world.ilkka.ephemerals
    await world.sees(world.ilkka, "Please introduce Maya Lindholm")


async def lost_card(world: World) -> str:
    """Maya asks, and Slack takes no message for her; gives what Petra is told."""
    await world.maya.types("/reference help")  # so that refdesk knows her
    world.slack.workspace.users["U0MAYA"].is_stranger = True
    await world.asks(world.maya, "Lumi")
    said = await world.sees(world.petra, "was not delivered")
    await world.settled()
    return said


def settings(world: World, app: Any) -> dict[str, str]:
    """The environment of this world."""
    return {
        "REFDESK_SLACK_BOT_TOKEN": app.bot_token,
        "REFDESK_SLACK_SIGNING_SECRET": app.signing_secret,
        "REFDESK_SLACK_API_URL": world.slack.api_url,
        "REFDESK_DATABASE_URL": world.database_url,
        "REFDESK_PROGRAMME_MANAGERS": "U0PETRA",
    }


@pytest.mark.parametrize(
    "code", ["channel_not_found", "user_not_found", "is_archived", "messages_tab_disabled", "restricted_action"]
)
async def test_a_refusal_for_good_is_not_tried_again_and_told_once(world: World, code: str) -> None:
    await asks_and_is_refused(world, code)
    await world.sees(world.petra, "was not delivered")
    await world.settled()
    assert tries(world, "U0MAYA") == 1
    assert sum("was not delivered" in world.petra.text_of(message) for message in world.petra.dm) == 1
    # The others have theirs; and a new state of the same card is tried, and no news.
    await world.sees(world.ilkka, "[Approve]")
    assert await world.ilkka.clicks("Decline")
    await world.ilkka.picks("Why not?", "Not a good match for this prospect")
    assert await world.ilkka.submits()
    await world.settled()
    lost = [text for message in world.petra.dm if "was not delivered" in (text := world.petra.text_of(message))]
    assert sum("The card of" in text for text in lost) == 1


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked"])
async def test_an_app_that_was_put_out_stops_at_once_and_tells_nobody(world: World, code: str) -> None:
    await asks_and_is_refused(world, code)
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    assert tries(world, "U0MAYA") == 1
    assert not world.petra.dm
    async with world.parts.desk.reading() as tx:
        assert dict(await tx.dead_letters.codes()) == {code: 1}


async def test_a_decision_that_the_owner_cannot_be_asked_for_goes_to_a_programme_manager(world: World) -> None:
    world.slack.workspace.trouble.refused = {"U0ILKKA": "channel_not_found"}
    await world.asks(world.maya, "Lumi")
    assert "can't be reached in Slack" in await world.sees(world.petra, "[Approve]")
    await world.settled()
    assert not any("was not delivered" in world.petra.text_of(message) for message in world.petra.dm)


async def test_a_message_waits_for_the_card_in_whose_thread_it_belongs(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    world.slack.workspace.delete(world.maya.dm[0])
    async with world.parts.desk.transaction() as tx:
        (mine,) = [each for each in await tx.requests.cards(1) if each.audience is Audience.REQUESTER]
        await tx.requests.forget_message(mine.id)
        await tx.deliveries.enqueue(
            DeliveryKind.CARD, mine.person_id, tx.now, subject=str(mine.id), request_id=1, card_id=mine.id
        )
        later = {"ready_at": deliveries.c.ready_at + 2, "error": RATE_LIMITED}
        await tx.deliveries._connection.execute(
            update(deliveries).where(deliveries.c.card_id == mine.id).values(**later)
        )
    assert await world.ilkka.clicks("Approve")
    await world.sees(world.maya, "Approved: Call with Lumi Retail")
    await world.settled()
    card, told = world.maya.dm
    assert "✅ Approved" in world.maya.text_of(card)
    assert told.thread_ts == card.ts


async def test_a_bug_while_a_refusal_is_dealt_with_is_logged_without_its_words(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.customers({**LUMI, "owner": "nobody.knows@norrsken.example"})
    async with world.parts.desk.reading() as tx:
        owner = (await tx.customers.record(1)).customer.owner_id or 0
    told = {"kind": DeliveryKind.MESSAGE, "message_type": MessageType.THANK, "person_id": owner, "request_id": 999}
    known = {"card_id": None, "channel": None, "ts": None, "upload": None, "sent_at": None}
    odd = Delivery(id=7, key="tell:odd", revision=1, attempts=1, fencing_token=1, **told, **known)  # type: ignore[arg-type]
    await world.parts.courier._send(odd)
    assert "delivery 7 not settled: " in caplog.text
    assert "999" not in caplog.text


async def asks_and_is_refused(world: World, code: str) -> None:
    """Maya asks, and Slack says `code` to every message for her."""
    for seat in (world.maya, world.ilkka):
        await seat.types("/reference help")  # so that refdesk knows them
    world.slack.workspace.trouble.refused = {"U0MAYA": code}
    await world.asks(world.maya, "Lumi")


def tries(world: World, channel: str) -> int:
    """How many times a message was sent there."""
    calls = [call for call in world.slack.workspace.calls if call.method == "chat.postMessage"]
    return sum(call.channel == channel for call in calls)
