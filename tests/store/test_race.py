"""Several real processes approve at once: exactly the budget is used, and every loser is told."""

import asyncio
import json
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.portfolio.customers import Consent, ConsentAnswer
from domain.requests.states import Status
from store.db.tables import ledger
from store.tx import Store, Tx
from tests.activities import QUOTE
from tests.nursery import Process, born
from tests.store.seed import NOW, budgets, customer, file, opened, person

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("REFDESK_RACE_ROUNDS", "3"))
PROCESSES = 6
EACH = 8
LEFT = 3
YES = (Consent(ConsentAnswer.YES),)


@asynccontextmanager
async def racers(url: str, many: int) -> AsyncIterator[list[Process]]:
    """So many processes, each with the database open, waiting for their first line."""
    started = [await born("tests.store.racer.run", url) for _ in range(many)]
    try:
        for racer in started:
            if await racer.stdout.readline() != b"ready\n":
                raise AssertionError((await racer.communicate())[1].decode()[-2000:])
        yield started
    finally:
        ends = await asyncio.gather(*(racer.communicate() for racer in started))
    assert [racer.returncode for racer in started] == [0] * many, ends[0][1].decode()[-2000:]


async def race(started: list[Process], work: list[list[int]]) -> Counter[str]:
    """Give each its requests at the same moment; what came of it, counted."""
    for racer, requests in zip(started, work, strict=True):
        racer.stdin.write(",".join(map(str, requests)).encode() + b"\n")
    counted: Counter[str] = Counter()
    for racer in started:
        counted += Counter(json.loads(await racer.stdout.readline()))
    return counted


async def booked(tx: Tx) -> Counter[str]:
    """How many lines of each kind the ledger holds."""
    return Counter((await tx.customers._connection.execute(select(ledger.c.entry))).scalars())


async def statuses(store: Store, numbers: list[int]) -> Counter[Status]:
    async with store.reading() as tx:
        return Counter([(await tx.requests.get(number)).status for number in numbers])


@pytest.mark.timeout(180 + 20 * ROUNDS)
async def test_processes_that_approve_at_once_use_exactly_the_budget(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        async with racers(database_url, PROCESSES) as started:
            for number in range(ROUNDS):
                lumi = await customer(store, f"Lumi {number}", consents=YES, quarter_points=5, points_used=5 - LEFT)
                requests = [await file(store, lumi, maya, ilkka, QUOTE) for _ in range(PROCESSES * EACH)]
                counted = await race(started, [requests[start::PROCESSES] for start in range(PROCESSES)])
                assert counted == {"approved": LEFT, "refused": PROCESSES * EACH - LEFT}
                assert await statuses(store, requests) == {
                    Status.APPROVED: LEFT,
                    Status.PENDING: PROCESSES * EACH - LEFT,
                }
                async with store.reading() as tx:
                    said, summed = await budgets(tx)
                    assert said == summed
                    assert said[lumi, tx.policy.quarter(NOW.date()).starts] == 5


async def test_only_what_a_programme_manager_overrides_goes_beyond_the_budget(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        lumi = await customer(store, consents=YES, quarter_points=5, points_used=5 - LEFT)
        async with racers(database_url, PROCESSES) as started:
            requests = [await file(store, lumi, maya, ilkka, QUOTE) for _ in range(PROCESSES * EACH)]
            # Every fourth is overridden.
            work = [number if place % 4 else -number for place, number in enumerate(requests)]
            counted = await race(started, [work[start::PROCESSES] for start in range(PROCESSES)])
        many = len(requests) // 4
        async with store.reading() as tx:
            said, summed = await budgets(tx)
            entries = await booked(tx)
        assert counted["approved"] == entries["reserve"] + entries["override"]
        assert entries["reserve"] == LEFT
        assert many - LEFT <= entries["override"] <= many
        assert said == summed
        assert list(said.values()) == [5 + entries["override"]]


async def test_processes_that_approve_the_same_request_approve_it_once(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        lumi = await customer(store, consents=YES)
        number = await file(store, lumi, maya, ilkka)
        async with racers(database_url, 3) as started:
            counted = await race(started, [[number] * EACH] * 3)
        assert counted["approved"] == 1
        assert counted["refused"] + counted["settled"] == 3 * EACH - 1
        async with store.reading() as tx:
            said, summed = await budgets(tx)
            assert list(said.values()) == list(summed.values()) == [2]
