"""The Monday digest through the real bot: once a week, in its channel, never a secret name, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bot.manifest import shipped_manifest
from domain.listed import NONE
from domain.matching import Facet
from domain.programme.digest import Facts
from handlers.programme.digest import enqueue_digest
from handlers.scheduler import tick
from sandbox.clock import Clock
from sandbox.model import Message, Trouble
from sandbox.seat import Seat
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from store.db.deadline import Limits
from store.db.tables import requests
from store.migrate import upgrade
from tests.patience import PATIENT, patient_slack
from tests.test_cli import Shell
from tests.world import LUMI, PEOPLE, World, bot_at

FRIDAY = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
CHANNEL = "references"
TUULI: dict[str, object] = {
    **LUMI,
    "external_id": "T",
    "name": "Tuuli Bank",
    "industry": "Banking",
    "use_cases": "Chatbot",
}
MARKERS = ("Zyxomma", "SECRETSTORY", "Quillfeather", "quillfeather", "SECRETHOLD", "SECRETRIVAL")
SECRET: dict[str, object] = {
    **LUMI,
    "external_id": "S",
    "name": "Zyxomma Holding",
    "classified": "yes",
    "segment": "a Nordic retailer",
    "story": "SECRETSTORY",
    "competitors": "SECRETRIVAL",
    "contact1_name": "Quillfeather",
    "contact1_email": "quillfeather@zyxomma.example",
}


@asynccontextmanager
async def a_slack(start: datetime = FRIDAY, *, with_app: bool = True, archived: bool = False) -> AsyncIterator[Sandbox]:
    """A Slack on a Friday, with a channel for the digest."""
    channels = ["general", {"name": CHANNEL, "with_app": with_app, "is_archived": archived}]
    workspace = Workspace.from_manifest(shipped_manifest(), PEOPLE, channels, clock=Clock(start))
    async with patient_slack(workspace) as slack:
        yield slack


@asynccontextmanager
async def a_desk(
    slack: Sandbox, database_url: str, channel: str | None = None, limits: Limits = PATIENT
) -> AsyncIterator[World]:
    """A refdesk in this Slack that posts into its channel."""
    chosen = channel or slack.workspace.channel(CHANNEL).id
    async with bot_at(slack, database_url, digest_channel=chosen, limits=limits) as parts:
        yield World(slack, parts, database_url)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[World]:
    """A refdesk on a Friday, without customers."""
    async with a_slack() as slack, a_desk(slack, database_url) as world:
        yield world


def posted(slack: Sandbox) -> list[Message]:
    """What stands in the digest channel."""
    return slack.seat("U0MAYA").channel(CHANNEL)


def seen(slack: Sandbox) -> str:
    """The newest digest, as a colleague reads it."""
    return slack.seat("U0MAYA").text_of(posted(slack)[-1])


async def passes(world: World, until: datetime) -> None:
    """Move the clock, let time do what it does, and wait until everything owed has arrived."""
    world.slack.clock.move_to(until)
    await tick(world.parts.desk)
    await world.settled()


async def facts(world: World) -> Facts:
    """What is counted right now."""
    async with world.parts.desk.reading() as tx:
        return await tx.digest_figures.facts(8)


async def shares(world: World, asker: Seat, customer: str, prospect: str) -> None:
    """Somebody asks, and Ilkka approves."""
    await world.asks(asker, customer, prospect=prospect)
    await world.settled()
    card = next(
        m for m in world.ilkka.dm if prospect in world.ilkka.text_of(m) and "[Approve]" in world.ilkka.text_of(m)
    )
    assert await world.ilkka.clicks("Approve", on=card)
    await world.settled()


async def test_the_channel_reads_who_helped_and_who_should_rest(desk: World) -> None:
    await desk.customers(LUMI, TUULI)
    await shares(desk, desk.maya, "Lumi Retail", "Acme")
    await shares(desk, desk.aino, "Lumi Retail", "Beta")
    assert await desk.maya.types("/reference aerospace in Brazil")
    await passes(desk, MONDAY - timedelta(minutes=1))
    assert not posted(desk.slack)
    await passes(desk, MONDAY)
    said = seen(desk.slack)
    assert "Thank you! 1 owner shared a customer. 2 deals got a reference." in said
    assert "1 customer at 80 % of the budget or more" in said
    assert "Lumi Retail | 4 of 4 | none" in said
    assert "Most asked for this quarter\n• Lumi Retail: 2 times" in said, "one bar compares nothing"
    assert "Not used for 12 months: 1 of 2 customers · worth asking first\n• Tuuli Bank: Banking" in said
    assert "Searched for, and nobody fits\n• aerospace and defence · Brazil: 1 person" in said


async def test_whoever_is_asked_most_is_compared_in_a_chart(desk: World) -> None:
    await desk.customers(LUMI, TUULI)
    for asker, customer in ((desk.maya, "Lumi Retail"), (desk.aino, "Lumi Retail"), (desk.maya, "Tuuli Bank")):
        await desk.asks(asker, customer, prospect=f"{asker.user.name} {customer}")
    await passes(desk, MONDAY)
    assert "Most asked for this quarter\nLumi Retail\n2\nTuuli Bank\n1" in seen(desk.slack)


async def test_no_person_is_named(desk: World) -> None:
    await desk.customers(LUMI)
    await shares(desk, desk.maya, "Lumi Retail", "Acme")
    await desk.asks(desk.aino, "Lumi Retail", prospect="Beta")
    await passes(desk, MONDAY)
    message = posted(desk.slack)[0]
    for said in (seen(desk.slack), desk.maya.notification_of(message)):
        for person in PEOPLE:
            assert person["real_name"] not in said
            assert person["real_name"].split()[0] not in said
        for prospect in ("Acme", "Beta"):
            assert prospect not in said


async def test_the_notification_says_the_same(desk: World) -> None:
    await desk.customers({**LUMI, "points_used": 6}, TUULI)
    await passes(desk, MONDAY)
    notified = desk.maya.notification_of(posted(desk.slack)[0])
    assert "1 customer over budget" in notified
    assert "Lumi Retail: 6 of 4 points used" in notified
    assert "Tuuli Bank: Banking" in notified


async def test_without_customers_it_is_one_friendly_line(desk: World) -> None:
    await passes(desk, MONDAY)
    assert "All quiet" in seen(desk.slack)
    assert "[" not in seen(desk.slack)


async def test_a_missed_monday_is_caught_up_on_tuesday(database_url: str) -> None:
    async with a_slack(MONDAY + timedelta(hours=38)) as slack, a_desk(slack, database_url) as world:
        await passes(world, MONDAY + timedelta(hours=38, minutes=5))
        assert len(posted(slack)) == 1


async def test_from_wednesday_on_it_is_not_caught_up(database_url: str) -> None:
    async with a_slack(MONDAY + timedelta(hours=40)) as slack, a_desk(slack, database_url) as world:
        await passes(world, MONDAY + timedelta(hours=40, minutes=5))
        assert not posted(slack)


async def test_a_week_has_one_digest_and_the_next_week_another(database_url: str) -> None:
    async with a_slack() as slack:
        for hours in (0, 3, 20):  # the bot is started anew each time
            async with a_desk(slack, database_url) as world:
                await passes(world, MONDAY + timedelta(hours=hours))
                await asyncio.gather(*(enqueue_digest(world.parts.desk) for _ in range(4)))
                await world.settled()
        assert len(posted(slack)) == 1
        async with a_desk(slack, database_url) as world:
            await passes(world, MONDAY + WEEK)
        assert len(posted(slack)) == 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_three_bots_at_nine_post_one_digest(database_url: str) -> None:
    async with a_slack() as slack, AsyncExitStack() as stack:
        worlds = [await stack.enter_async_context(a_desk(slack, database_url)) for _ in range(3)]
        slack.clock.move_to(MONDAY)
        await asyncio.gather(*(tick(world.parts.desk) for world in worlds))
        await slack.wait_for(lambda: posted(slack))
        await worlds[0].settled()
        assert len(posted(slack)) == 1


async def test_a_slack_that_is_down_at_nine_gets_it_later_and_once(database_url: str) -> None:
    async with a_slack() as slack:
        async with a_desk(slack, database_url) as world:
            slack.workspace.trouble.down = True
            slack.clock.move_to(MONDAY)
            await tick(world.parts.desk)
            await slack.wait_for(lambda: any(c.method == "chat.postMessage" for c in slack.workspace.calls))
        slack.workspace.trouble.down = False
        async with a_desk(slack, database_url) as world:
            await slack.wait_for(lambda: posted(slack))
            await world.settled()
        assert len(posted(slack)) == 1


async def test_a_workspace_without_charts_reads_the_text_form(desk: World) -> None:
    desk.slack.workspace.trouble.not_rolled_out = frozenset({"data_visualization"})
    await desk.customers({**LUMI, "points_used": 4}, TUULI, {**TUULI, "external_id": "T2", "name": "Kaari Bank"})
    for customer in ("Tuuli Bank", "Kaari Bank"):
        await desk.asks(desk.maya, customer)
    await passes(desk, MONDAY)
    said = seen(desk.slack)
    assert len(posted(desk.slack)) == 1
    assert "• Lumi Retail: 4 of 4 points used" in said
    assert "• Tuuli Bank: once" in said
    types = [block["type"] for block in posted(desk.slack)[0].blocks]
    assert set(types) <= {"header", "rich_text", "actions"}
    assert await desk.petra.types("/reference digest")
    assert "• Tuuli Bank: once" in desk.petra.last_ephemeral


@pytest.mark.parametrize(
    "trouble",
    [Trouble(not_rolled_out=frozenset({"header", "rich_text", "data_visualization"})), Trouble(down=True)],
    ids=["no block is taken", "Slack is down"],
)
async def test_who_asks_for_the_digest_gets_its_words_whatever_slack_does_not_take(
    desk: World, trouble: Trouble
) -> None:
    await desk.customers({**LUMI, "points_used": 4}, TUULI)
    desk.slack.workspace.trouble = trouble
    assert await desk.petra.types("/reference digest")
    assert "• Lumi Retail: 4 of 4 points used" in desk.petra.last_ephemeral


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("not_in_channel", "type /invite @refdesk"),
        ("is_archived", "It is archived"),
        ("channel_not_found", "I can't see it"),
    ],
)
async def test_a_channel_that_takes_no_digest_is_told_to_the_programme_managers_once(
    database_url: str, reason: str, words: str
) -> None:
    channel = "C0NOWHERE" if reason == "channel_not_found" else None
    async with (
        a_slack(with_app=reason != "not_in_channel", archived=reason == "is_archived") as slack,
        a_desk(slack, database_url, channel) as world,
    ):
        await passes(world, MONDAY)
        await passes(world, MONDAY + timedelta(hours=1))
        await passes(world, MONDAY + timedelta(hours=30))
        assert not posted(slack)
        told = [said for m in world.petra.dm if "digest" in (said := world.petra.text_of(m))]
        assert len(told) == 1
        assert words in told[0]
        assert not any("digest" in world.maya.text_of(m) for m in world.maya.dm)
        tried = [call for call in slack.workspace.calls if call.error == reason]
        assert len(tried) == 1


async def test_a_classified_customer_is_named_nowhere(desk: World) -> None:
    over = {**SECRET, "points_used": 9}
    unused = {**SECRET, "external_id": "S2", "name": "Zyxomma Unused"}
    await desk.customers(LUMI, over, unused)
    await desk.asks(desk.maya, "a Nordic retailer")
    for words in ("Zyxomma", "Zyxomma Holding", "zyxomma retail", "zyxoma aerospace", "Quillfeather banking"):
        assert await desk.maya.types(f"/reference {words}")
    await passes(desk, MONDAY)
    said = seen(desk.slack)
    assert "a Nordic retailer | 9 of 4 | none" in said
    assert "Not used for 12 months" in said
    read = [said, str(posted(desk.slack)[0])]
    for button in ("Who should rest", "Who is worth asking"):
        assert await desk.maya.clicks(button, on=posted(desk.slack)[0])
        read += [desk.maya.text_of(desk.maya.modal), str(desk.maya.modal)]
        await desk.maya.closes()
    assert await desk.petra.types("/reference digest", channel=CHANNEL)
    read.append(desk.petra.last_ephemeral)
    async with desk.parts.desk.reading() as tx:
        read.append(str(await tx.digest_figures.facts(50)))
    for each in read:
        assert [marker for marker in MARKERS if marker in each] == []


async def test_a_programme_manager_sees_it_at_any_time_and_nobody_else(desk: World) -> None:
    await desk.customers(LUMI)
    assert await desk.petra.types("/reference  Digest ", channel="general")
    assert "Not used for 12 months: 1 of 1 customer" in desk.petra.last_ephemeral
    assert not posted(desk.slack)
    assert not desk.maya.channel("general")
    assert await desk.maya.types("/reference digest")
    assert "Only programme managers can look at it before" in desk.maya.last_ephemeral
    assert await desk.guest.types("/reference digest")
    assert "Guests can't use the reference desk" in desk.guest.last_ephemeral


@pytest.fixture
async def hurried(database_url: str) -> AsyncIterator[World]:
    """A desk that does not wait long until the digest is counted."""
    async with a_slack() as slack, a_desk(slack, database_url, limits=replace(PATIENT, digest=0.2)) as world:
        yield world


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_digest_that_takes_long_to_count_comes_later(hurried: World) -> None:
    await hurried.customers(LUMI)
    async with hurried.parts.desk.store.engines.write.begin() as connection:
        await connection.execute(text("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"))
        assert await hurried.petra.types("/reference digest"), "it is answered while the counting waits"
        assert "I show you the digest in a moment" in hurried.petra.last_ephemeral
    await hurried.slack.wait_for(lambda: "Not used for 12 months" in hurried.petra.last_ephemeral)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_digest_that_fails_late_says_so(hurried: World) -> None:
    async with hurried.parts.desk.store.engines.write.begin() as connection:
        await connection.execute(text("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"))
        assert await hurried.petra.types("/reference digest")
        await connection.execute(text("ALTER TABLE customers RENAME COLUMN name TO nothing"))
    await hurried.slack.wait_for(lambda: "Tell your administrator this number" in hurried.petra.last_ephemeral)


async def test_whose_turn_it_is_only_a_programme_manager_reads(desk: World) -> None:
    await desk.customers(LUMI, TUULI)
    await desk.asks(desk.maya, "Lumi Retail", needed_by="2027-03-01")
    await shares(desk, desk.aino, "Tuuli Bank", "Beta")
    async with desk.parts.desk.store.engines.write.begin() as connection:
        beta = requests.c.prospect == "Beta"
        await connection.execute(update(requests).where(beta).values(thanks_since=FRIDAY, status="completed"))
    await passes(desk, MONDAY + timedelta(days=3))
    assert await desk.petra.opens_home()
    await desk.settled()
    await desk.petra.clicks("Whose turn it is", on=desk.petra.home)
    said = desk.petra.text_of(desk.petra.modal)
    assert "Waiting for an answer (1)\n• Call with Lumi Retail for Acme: Ilkka Saarinen, since 20 November 2026" in said
    assert "Thanks overdue (1)\n• Call with Tuuli Bank for Beta: Ilkka Saarinen, since 20 November 2026" in said
    await desk.petra.closes()
    assert await desk.petra.types("/reference digest")
    button = desk.petra.finds("Whose turn it is", on=desk.petra.ephemerals[-1])
    await desk.maya.presses(*button)
    assert "Only programme managers see whose turn it is" in desk.maya.last_ephemeral
    await passes(desk, MONDAY + WEEK)
    assert "Whose turn" not in seen(desk.slack)


async def test_digest_is_a_command_only_when_it_stands_alone(desk: World) -> None:
    await desk.customers(LUMI)
    assert await desk.maya.types("/reference digest retail")
    assert "Lumi Retail" in desk.maya.last_ephemeral
    assert await desk.petra.types("/reference find digest")
    assert "References since" not in desk.petra.last_ephemeral


async def test_from_the_digest_one_asks_for_whom_nobody_asks(desk: World) -> None:
    await desk.customers(LUMI, TUULI)
    await passes(desk, MONDAY)
    assert await desk.maya.clicks("Who is worth asking", on=posted(desk.slack)[0])
    listed = desk.maya.text_of(desk.maya.modal)
    assert "Tuuli Bank" in listed
    assert "Lumi Retail" in listed
    assert await desk.maya.clicks("Request", on=desk.maya.modal)
    assert "What do you need?" in desk.maya.text_of(desk.maya.modal)


async def test_what_changed_since_is_said_in_the_details(desk: World) -> None:
    await desk.customers({**LUMI, "points_used": 4})
    await passes(desk, MONDAY)
    await desk.customers({**LUMI, "points_used": 0})
    assert await desk.maya.clicks("Who should rest", on=posted(desk.slack)[0])
    assert "Nobody is close to the limit any more." in desk.maya.text_of(desk.maya.modal)


async def test_only_what_was_given_to_others_is_thanked_for(desk: World) -> None:
    await desk.customers(LUMI, TUULI)
    await desk.asks(desk.ilkka, "Tuuli Bank", prospect="Own")
    await desk.settled()
    counted = await facts(desk)
    assert (counted.owners, counted.deals) == (0, 1)
    await shares(desk, desk.maya, "Lumi Retail", "Acme")
    await shares(desk, desk.maya, "Tuuli Bank", "ACME")
    counted = await facts(desk)
    assert (counted.owners, counted.deals) == (1, 2)
    desk.slack.clock.move_to(FRIDAY + 2 * WEEK)
    counted = await facts(desk)
    assert (counted.owners, counted.deals) == (0, 0)


async def test_a_withdrawn_request_is_no_reference_given(desk: World) -> None:
    await desk.customers(LUMI)
    await shares(desk, desk.maya, "Lumi Retail", "Acme")
    assert await desk.maya.clicks("Withdraw")
    await desk.settled()
    counted = await facts(desk)
    assert (counted.owners, counted.deals, counted.unused, counted.strained) == (0, 0, 1, ())
    assert [each.times for each in counted.asked.items] == [1]


async def test_limits_are_the_customers_own_or_those_of_its_tier(desk: World) -> None:
    rows: list[dict[str, object]] = [
        {
            **LUMI,
            "external_id": f"L{used}{own}",
            "name": f"Lumi {used} of {own}",
            "points_used": used,
            "quarter_points": own,
        }
        for used, own in ((5, ""), (4, ""), (3, ""), (7, 8), (6, 8), (1, 0))
    ]
    await desk.customers(*rows)
    counted = await facts(desk)
    assert [(each.used, each.limit) for each in counted.strained] == [(5, 4), (1, 0), (4, 4), (7, 8)]
    assert (counted.over, counted.close) == (2, 2)


async def test_the_last_quarters_use_does_not_strain_this_one(desk: World) -> None:
    await desk.customers({**LUMI, "points_used": 4})
    desk.slack.clock.move_to(datetime(2027, 1, 4, 9, tzinfo=UTC))
    counted = await facts(desk)
    assert (counted.strained, counted.asked, counted.unused) == ((), NONE, 0)
    desk.slack.clock.move_to(datetime(2028, 1, 10, 9, tzinfo=UTC))
    assert (await facts(desk)).unused == 1


async def test_requests_that_wait_are_counted_after_two_working_days(desk: World) -> None:
    await desk.customers(LUMI)
    await desk.asks(desk.maya, "Lumi Retail", needed_by="2027-03-01")
    await desk.settled()
    for at, waiting in ((MONDAY, 0), (FRIDAY + timedelta(days=4, minutes=5), 1)):
        desk.slack.clock.move_to(at)
        assert (await facts(desk)).waiting == waiting


async def test_thanks_are_overdue_after_two_working_days_until_they_are_said(desk: World) -> None:
    await desk.customers(LUMI)
    await shares(desk, desk.maya, "Lumi Retail", "Acme")
    for changed, overdue in (
        ({"thanks_since": MONDAY - timedelta(days=1)}, 0),
        ({"thanks_since": MONDAY - timedelta(days=5)}, 1),
        ({"thanked_at": MONDAY - timedelta(days=2)}, 0),
    ):
        async with desk.parts.desk.store.engines.write.begin() as connection:
            await connection.execute(update(requests).values(**changed))
        desk.slack.clock.move_to(MONDAY)
        assert (await facts(desk)).thanks_overdue == overdue


async def test_the_same_search_by_the_same_person_counts_once(desk: World) -> None:
    await desk.customers(LUMI)
    for seat in (desk.maya, desk.maya, desk.aino):
        assert await seat.types("/reference aerospace")
    assert await desk.ilkka.types("/reference retail")
    unmet = (await facts(desk)).unmet.items
    assert [(each.about, each.people) for each in unmet] == [((Facet("industry", "aerospace_defense"),), 2)]
    desk.slack.clock.move_to(FRIDAY + 2 * WEEK)
    assert (await facts(desk)).unmet == NONE


async def test_the_command_line_prints_it(tmp_path: Path) -> None:
    shell = Shell(tmp_path, REFDESK_DATABASE_URL=f"sqlite:///{tmp_path / 'refdesk.db'}")
    await upgrade(f"sqlite:///{tmp_path / 'refdesk.db'}")
    code, said = await shell.runs("digest", "--dry-run")
    assert code == 0
    assert "References since" in said
    assert "All quiet" in said
    code, said = await shell.runs("digest")
    assert code == 1
    assert "The bot posts the digest by itself" in said
