"""A database that 2c3c93b made, with rows of every kind in every table, comes along through every later migration."""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

import pytest
from sqlalchemy import func, select, text

from domain.requests.states import Status
from handlers.portfolio.exporting import Sheet, export
from store.db.engine import open_engines
from store.db.tables import budget_periods, cards, ledger, metadata, requests
from store.migrate import pending, upgrade
from tests.upgrading.old import counted, load, reopened
from tests.world import World, ticks

POSTGRESQL_LATER = {"test_time_goes_on", "test_every_card_is_drawn_again_and_can_be_clicked"}  # see tests/conftest.py
TAKEN_AWAY = {"index_parts"}
"""A cache that no later version reads (migration 0016)."""
STATES = {
    "select distinct status from requests": {status.value for status in Status},
    "select distinct answer from consents": {"yes", "ask_first", "no", "once"},
    "select distinct standing from people": {"member", "guest", "outsider", "bot", "gone"},
    "select distinct routed from requests": {"no_owner", "owner_not_in_slack", "owner_away"},
    "select distinct entry from ledger": {"reserve", "release", "override"},
    "select distinct state from deliveries": {"owed", "aside", "sent", "unsure", "dead", "dropped"},
    "select distinct kind from company_words": {"industry", "none"},
}
OPEN_THEN = "from requests where status in ('pending', 'approved') and purpose = 'sales'"
THERE = (
    f"(select 1 {OPEN_THEN} and activity = 'press')",
    f"(select 1 {OPEN_THEN} and activity = 'tender')",
    "consents where answer = 'no' and imported and until is not null",
    "consents where answer = 'no' and request_id is not null",
    "people where away_until is not null and delegate_id is not null",
    "requests where paused_at is not null",
    "requests where go_ahead_at is not null",
    "requests where overridden_by is not null",
    "requests where own_use",
    "watches where told_at is not null",
    "customers where not active",
)
FILED = (
    "select id, activity, purpose, paused_at from requests where activity in ('press', 'tender')"
    " and status in ('pending', 'awaiting_customer', 'approved', 'scheduled')"
)


@pytest.fixture
async def old(bare_url: str) -> AsyncIterator[World]:
    """Today's refdesk over the old database."""
    await load(bare_url)
    await upgrade(bare_url)
    async with reopened(bare_url) as world:
        await world.settled()
        yield world


async def test_no_row_is_lost_and_nothing_points_at_nothing(bare_url: str) -> None:
    await load(bare_url)
    before = await counted(bare_url)
    assert all(before.values())
    await upgrade(bare_url)
    assert await pending(bare_url) is None
    after = await counted(bare_url)
    assert (
        {table for table in before if after.get(table, 0) < before[table]} == TAKEN_AWAY == before.keys() - after.keys()
    )
    async with reopened(bare_url) as world, world.parts.desk.store.engines.read.connect() as connection:
        for table in metadata.sorted_tables:
            for key in table.foreign_keys:
                there = select(key.column)
                lost = select(func.count()).where(key.parent.is_not(None), key.parent.not_in(there))
                assert (await connection.execute(lost)).scalar_one() == 0, key


async def test_every_state_there_was_is_in_it(bare_url: str) -> None:
    """So that a migration meets it: statuses, answers, deliveries, people, and a no as it was written then."""
    await load(bare_url)
    engines = open_engines(bare_url)
    async with engines.read.connect() as connection:
        for question, answers in STATES.items():
            found = {row[0] for row in await connection.execute(text(question))}
            assert answers <= found, (question, found)
        for question in THERE:
            assert (await connection.execute(text(f"select count(*) from {question}"))).scalar_one(), question
    await engines.dispose()


async def test_points_are_still_the_sum_of_the_ledger(old: World) -> None:
    async with old.parts.desk.store.engines.read.connect() as connection:
        periods = select(budget_periods.c.customer_id, budget_periods.c.quarter, budget_periods.c.used)
        said = {(row[0], row[1]): row[2] for row in await connection.execute(periods)}
        sums = select(ledger.c.customer_id, ledger.c.quarter, func.sum(ledger.c.points)).group_by(
            ledger.c.customer_id, ledger.c.quarter
        )
        summed = {(row[0], row[1]): int(row[2]) for row in await connection.execute(sums)}
    assert said == summed


async def test_every_card_is_drawn_again_and_can_be_clicked(old: World) -> None:
    desk = old.parts.desk
    async with desk.store.engines.read.connect() as connection:
        all_of_them = (await connection.execute(select(requests.c.id))).scalars().all()
    for request_id in all_of_them:
        async with desk.transaction() as tx:
            await tx.refresh(await tx.requests.get(request_id))
    await old.settled()
    async with desk.store.engines.read.connect() as connection:
        places = (await connection.execute(select(cards.c.channel, cards.c.ts))).all()
    assert len(places) > 80
    for channel, ts in places:
        drawn = old.slack.workspace.message(channel, ts)
        assert drawn is not None
        assert drawn.blocks, (channel, ts)
    for who, words, button in ((old.ilkka, "Waits", "Approve"), (old.maya, "Waits", "Withdraw")):
        card = next(m for m in who.dm if words in who.text_of(m) and f"[{button}]" in who.text_of(m))
        assert await who.clicks(button, on=card)
        await old.settled()
        assert f"[{button}]" not in who.text_of(card)


async def test_time_goes_on(old: World) -> None:
    """Home, the reminders of the next days, the digest of the next Monday and the export."""
    desk = old.parts.desk
    for seat in (old.maya, old.ilkka, old.petra):
        assert await seat.opens_home()
    await old.settled()
    assert "Waiting for you" in old.ilkka.text_of(old.ilkka.home)
    assert "Your open requests" in old.maya.text_of(old.maya.home)
    for day in (14, 15, 18):
        old.slack.clock.move_to(datetime(2027, 1, day, 9, 30, tzinfo=UTC))
        await ticks(desk)
        await old.settled()
    assert "References since" in old.petra.text_of(old.petra.channel("references")[-1])
    written: dict[Sheet, io.StringIO] = {}

    @contextmanager
    def opened(sheet: Sheet) -> Iterator[TextIO]:
        yield written.setdefault(sheet, io.StringIO())

    done = await export(desk.store, Sheet, opened, classified=True)
    assert all(done.rows.values()), done
    assert "Nimbus Bank" in written[Sheet.CUSTOMERS].getvalue()


async def test_what_was_filed_under_sales_and_is_not_is_asked_about(bare_url: str) -> None:
    """A press talk is for the press: one that was approved in spite of a recorded no is paused, and its owner asked."""
    await load(bare_url)
    engines = open_engines(bare_url)
    no = (
        "insert into consents (id, customer_id, answer, purpose, agreed_by, imported)"
        " values (900, 1, 'no', 'press', '', true)"
    )
    async with engines.write.begin() as connection:
        await connection.execute(text(no))
    await engines.dispose()
    await upgrade(bare_url)
    async with reopened(bare_url) as world:
        await world.settled()
        await ticks(world.parts.desk)
        await world.settled()
        async with world.parts.desk.store.engines.read.connect() as connection:
            rows = (await connection.execute(text(FILED))).all()
            ends = await connection.execute(
                text("select count(*) from consents where answer = 'no' and until is not null")
            )
            said = (
                await connection.execute(text("select purpose from consents where request_id in (15, 17) order by id"))
            ).scalars()
        assert {(row.activity, row.purpose) for row in rows} == {("press", "press"), ("tender", "tender")}
        assert ends.scalar_one() == 0
        assert list(said) == ["press", "tender"]
        assert 15 in {row.id for row in rows if row.paused_at}
        assert "said no: Press or analyst talk" in await world.sees(world.ilkka, "[Go ahead all the same]")
