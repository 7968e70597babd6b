"""A week has one digest, even where it was posted and nobody noted it: it is found again in its channel."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text, update

from bot.wiring import utc_now
from handlers.programme.digest import enqueue_digest
from handlers.scheduler import tick
from sandbox.server import Sandbox
from store.db.tables import deliveries
from store.outbox.deliveries import DeliveryKind
from store.tx import open_store
from tests.durability.fleet import free_port
from tests.durability.invariants import quiet
from tests.durability.office import DIGESTS, office
from tests.durability.wires import pump
from tests.patience import PATIENT
from tests.programme.test_digest import MONDAY, a_desk, a_slack, posted
from tests.world import World


async def an_hour_passes(database_url: str, *, lease_until: float = 0.0) -> None:
    """As if so much time had passed: no lease holds, and no call is on its way any more.

    lease_until: 0 where the lease was given back; 1 where it ran out under a call.
    """
    store = open_store(database_url, utc_now, PATIENT)
    async with store.transaction() as tx:
        owed = update(deliveries).where(deliveries.c.state.in_(("owed", "unsure")))
        await tx.deliveries._connection.execute(owed.values(lease_until=lease_until, ready_at=0.0))
        unsure = update(deliveries).where(deliveries.c.doubt_until > 0)
        await tx.deliveries._connection.execute(unsure.values(doubt_until=1.0))
    await store.close()


async def fate_of_it(world: World) -> str | None:
    """What went wrong with the digest last."""
    async with world.parts.desk.reading() as tx:
        return (await tx.deliveries.last_error(DeliveryKind.DIGEST, f"{MONDAY:%G-W%V}"))[1]


async def cut_off_at_nine(world: World) -> None:
    """The digest is posted, and the answer is lost on the way."""
    world.slack.workspace.trouble.cut = 1
    world.slack.clock.move_to(MONDAY)
    await tick(world.parts.desk)
    await world.slack.wait_for(lambda: world.slack.workspace.trouble.cut == 0 and len(posted(world.slack)) == 1)
    while await fate_of_it(world) is None:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)


async def test_one_whose_answer_was_lost_is_found_again(database_url: str) -> None:
    async with a_slack() as slack, a_desk(slack, database_url) as world:
        await cut_off_at_nine(world)
        await an_hour_passes(database_url)
        await world.settled()
        assert len(posted(world.slack)) == 1
        async with world.parts.desk.reading() as tx:
            assert await tx.deliveries.count("sent") == 1


async def test_a_connection_that_ends_in_place_of_an_answer_is_no_reason_to_post_it_again_at_once(
    database_url: str,
) -> None:
    async with (
        a_slack() as slack,
        hanging_up_after(slack, b"chat.postMessage") as hung_up,
        a_desk(slack, database_url) as world,
    ):
        slack.clock.move_to(MONDAY)
        await tick(world.parts.desk)
        await hung_up.wait()
        while len(posted(slack)) == 1 and await fate_of_it(world) is None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        await an_hour_passes(database_url)
        await world.settled()
        assert len(posted(slack)) == 1


@asynccontextmanager
async def hanging_up_after(slack: Sandbox, call: bytes) -> AsyncIterator[asyncio.Event]:
    """Lead the app to this Slack over a wire that is cut, once, in the moment Slack has carried out `call`."""
    hung_up, port = asyncio.Event(), free_port()
    there = urlsplit(slack.url)

    async def carry(inwards: asyncio.StreamReader, outwards: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection(there.hostname, there.port)
        asked = False

        async def asks(data: bytes) -> bool:
            nonlocal asked
            asked = call in data and not hung_up.is_set()
            return True

        async def answers(_: bytes) -> bool:
            if asked:
                hung_up.set()
                outwards.transport.abort()
            return not asked

        await asyncio.gather(pump(inwards, forth, asks), pump(back, outwards, answers))

    async with await asyncio.start_server(carry, "127.0.0.1", port):
        slack.url = f"http://127.0.0.1:{port}"
        yield hung_up


async def test_another_apps_message_with_our_mark_is_no_digest(database_url: str) -> None:
    async with a_slack() as slack, a_desk(slack, database_url) as world:
        await cut_off_at_nine(world)
        (ours,) = posted(slack)
        ours.user = "U0MAYA"
        await an_hour_passes(database_url)
        await world.settled()
        assert len(posted(slack)) == 2


async def test_one_that_did_not_arrive_is_posted(database_url: str) -> None:
    async with a_slack() as slack, a_desk(slack, database_url) as world:
        await cut_off_at_nine(world)
        slack.workspace.delete(posted(world.slack)[0])
        await an_hour_passes(database_url)
        await world.settled()
        assert len(posted(world.slack)) == 1


async def test_one_that_hung_for_long_is_not_looked_for_before_it_can_have_arrived(database_url: str) -> None:
    async with a_slack() as slack, a_desk(slack, database_url) as world:
        trouble = slack.workspace.trouble
        trouble.stuck = 1
        slack.clock.move_to(MONDAY)
        await tick(world.parts.desk)
        await slack.wait_for(lambda: trouble.stuck == 0)
        # It hangs for minutes, and whoever waited for it is gone.
        await an_hour_passes(database_url, lease_until=1.0)
        while not posted(slack) and await fate_of_it(world) is None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        assert (await fate_of_it(world), posted(slack)) == ("in_doubt", [])
        slack.workspace.unstuck.set()
        await slack.wait_for(lambda: len(posted(slack)) == 1)
        await an_hour_passes(database_url)
        await world.settled()
        assert len(posted(slack)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_counts_so_long_that_somebody_else_has_it_posts_nothing(database_url: str) -> None:
    async with a_slack() as slack, a_desk(slack, database_url) as world:
        slack.clock.move_to(MONDAY)
        courier, engine = world.parts.courier, world.parts.desk.store.engines.write
        async with engine.begin() as counting:
            await counting.execute(text("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"))
            await enqueue_digest(world.parts.desk)
            while not courier._sending:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
            async with engine.begin() as other:
                taken = text("UPDATE deliveries SET turn = turn + 1, lease_until = lease_until + 3600")
                await other.execute(taken)
        await asyncio.gather(*courier._sending)
        assert posted(slack) == []


async def test_who_may_not_look_asks_a_programme_manager_to(database_url: str) -> None:
    async with a_slack() as slack, a_desk(slack, database_url) as world:
        slack.workspace.app.scopes -= {"channels:history"}
        await cut_off_at_nine(world)
        await an_hour_passes(database_url)
        await world.sees(world.petra, "I may not have posted the Monday digest")
        assert len(posted(world.slack)) == 1
        slack.workspace.delete(posted(world.slack)[0])
        await world.petra.opens_home()
        await world.settled()
        await world.petra.clicks("Try again", on=world.petra.home)
        await slack.wait_for(lambda: len(posted(world.slack)) == 1)
        await world.settled()
        assert len(posted(world.slack)) == 1


async def test_a_refusal_leaves_no_doubt(database_url: str) -> None:
    async with a_slack() as slack, a_desk(slack, database_url) as world:
        slack.workspace.trouble.rate_limited_methods = {"chat.postMessage": 1}
        slack.clock.move_to(MONDAY)
        await tick(world.parts.desk)
        await slack.wait_for(lambda: len(posted(world.slack)) == 1)
        await world.settled()


@pytest.mark.timeout(600)  # a busy machine is no fault
async def test_killed_between_slacks_answer_and_its_commit_it_is_posted_once(database_url: str, tmp_path: Path) -> None:
    async with office(database_url, tmp_path) as people:
        workspace, fleet = people.slack.workspace, people.fleet
        fleet.moves_to(MONDAY)
        # What else the morning brings is told first: it is not to be killed in the digest's place.
        await fleet.start()
        await quiet(people)
        await fleet.stop_all()
        fleet.digest_channel = workspace.channel(DIGESTS).id
        there = workspace.channel(DIGESTS).messages
        fleet.crash_at = "after-slack:1"
        while not there:
            await (await fleet.start()).ended.wait()
            await an_hour_passes(database_url)
        assert fleet.crashes["after-slack"]
        fleet.crash_at = ""
        await fleet.start()
        await quiet(people)
        assert len(there) == 1
        store = open_store(database_url, utc_now, PATIENT)
        async with store.reading() as tx:
            assert await tx.deliveries.last_error(DeliveryKind.DIGEST, f"{MONDAY:%G-W%V}") == (
                fleet.digest_channel,
                None,
            )
        await store.close()


async def test_one_that_is_tried_again_in_vain_is_told_of_again(database_url: str) -> None:
    async with a_slack(with_app=False) as slack, a_desk(slack, database_url) as world:
        slack.clock.move_to(MONDAY)
        await tick(world.parts.desk)
        await world.sees(world.petra, "could not post the Monday digest")
        await world.petra.opens_home()
        await world.settled()
        told = len(world.petra.dm)
        assert await world.petra.clicks("Try again", on=world.petra.home)
        await world.settled()
        assert len(world.petra.dm) == told + 1
