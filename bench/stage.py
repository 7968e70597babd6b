"""The stage for the load benches: a portfolio, requests that wait for a decision, real processes and their Slack.

The sandbox runs in the bench's own process and is Slack: it sends what people do and takes the time until the answer.
"""

import asyncio
import gc
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bench.ack import grown
from bench.databases import fresh_database
from bot.settings import Settings
from bot.wiring import utc_now
from domain.activities import Purpose
from domain.people import Standing
from domain.policy import Policy
from domain.requests.request import Deal, Outcome, Request
from domain.requests.states import Status
from sandbox.model import Message
from sandbox.seat import Seat
from sandbox.state import Placed
from store.migrate import upgrade
from store.people import SlackProfile
from store.tx import Store, open_store
from tests.durability.office import Office, Seen, office

PATIENCE = 600.0


@dataclass(frozen=True)
class Asked:
    """One request that waits: for which prospect, who decides, on which card, and its Approve button."""

    prospect: str
    owner: Seat
    card: Message
    button: Placed


@dataclass
class Stage:
    """What a bench works with. asked: each request that waits, in no order of their customers."""

    office: Office
    store: Store
    asked: list["Asked"]

    async def approves(self, asked: Asked, *, note: bool = True) -> bool:
        """The owner presses Approve, whatever the card says by now; tells whether it was answered and saved.

        note: what was accepted must be found in the database afterwards.
        """
        told = self.office.slack.workspace.ephemerals.setdefault((asked.owner.user.id, asked.card.channel), [])
        before = len(told)
        verdict = await asked.owner.presses(asked.card, asked.button)
        # Under an overload the database may be busy for too long; the owner is told so, and would click again.
        well = bool(verdict) and len(told) == before
        if note and well:
            self.office.seen.append(Seen(asked.owner.user.id, "approve", asked.prospect, accepted=True))
        return well

    async def drained(self) -> float:
        """Wait until nothing is owed; returns after how many seconds."""
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(PATIENCE):
            while await self._owed():  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.05)
        return asyncio.get_running_loop().time() - began

    def calls(self, urls: list[str], number: int) -> None:
        """Let Slack send the next thing to one of these addresses, in turn: a balancer that costs nothing."""
        self.office.slack.workspace.app.request_url = urls[number % len(urls)]

    async def _owed(self) -> int:
        async with self.store.reading() as tx:
            return await tx.deliveries.unsettled()


@asynccontextmanager
async def staged(database: str, customers: int, requests: int, processes: int, folder: Path) -> AsyncIterator[Stage]:
    """Load the portfolio, file the requests, start the processes and wait until every card is posted."""
    with fresh_database(database, folder, "load") as made:
        url = Settings(database_url=made).database_url
        await upgrade(url)
        async with office(url, folder, portfolio=portfolio(customers)) as people:
            store = open_store(url, utc_now)
            try:
                await file(store, people, requests)
                for _ in range(processes):
                    await people.fleet.start()
                stage = Stage(people, store, [])
                await stage.drained()
                stage.asked = [
                    Asked(people.prospect(card), seat, card, seat.finds("Approve", on=card)[1])
                    for seat in people.owners
                    for card in seat.dm
                    if "[Approve]" in seat.text_of(card)  # whatever else the hour brings
                ]
                assert len(stage.asked) == requests
                random.Random(1).shuffle(stage.asked)
                gc.freeze()  # or what halts this process, which is Slack and the clock, would count as refdesk's
                yield stage
                await people.fleet.stop_all()
            finally:
                await store.close()


def portfolio(customers: int) -> list[str]:
    """The sample, grown; half is Ilkka's and half Aino's, and every customer can give a few quotes."""
    bounds = ("hold_reason", "hold_until_days", "classified", "points_used", "consent_until_days", "backup")
    free = dict.fromkeys(bounds, "")

    def one(number: int, row: dict[str, str]) -> dict[str, str]:
        owner = f"{('ilkka', 'aino')[number % 2]}@norrsken.example"
        return {**row, **free, "owner": owner, "consents": "quote=yes", "quarter_points": "6"}

    sample = Path(__file__).parent.parent / "bot/sample/portfolio.csv"
    return grown(sample.read_text(), customers, one).splitlines(keepends=True)


async def file(store: Store, people: Office, many: int) -> None:
    """File requests of Maya's for quotes, each from a customer of its own, decided by its owner."""
    now = utc_now()
    async with store.transaction() as tx:
        seats = [*people.owners, people.askers[0]]
        known = [
            await tx.people.learn(SlackProfile(u.id, u.real_name, u.email, u.tz, Standing.MEMBER), now)
            for u in (seat.user for seat in seats)
        ]
    async with store.engines.read.connect() as connection:
        rows = (await connection.execute(text(f"select id, owner_id from customers order by id limit {many}"))).all()
    for number, row in enumerate(rows):
        made = Request(
            id=0,
            customer_id=row.id,
            requester_id=known[-1].id,
            decider_id=row.owner_id,
            activity=Policy().activity("quote"),
            purpose=Purpose.SALES,
            needed_by=now.date() + timedelta(days=20),
            deal=Deal(f"P{number:05}"),
            status=Status.PENDING,
            created_at=now,
            changed_at=now,
        )
        async with store.transaction() as tx:
            await tx.apply(None, Outcome(made, by=known[-1].id, decision_for=(row.owner_id,)))


async def at_rate(rate: float, seconds: float, do: Callable[[int], Awaitable[bool]]) -> list[tuple[float, bool]]:
    """Begin `do` so often a second, whatever became of those before.

    Returns for each how many seconds after its moment it was answered, and whether well.
    """
    loop = asyncio.get_running_loop()
    began = loop.time() + 0.5
    ends: list[tuple[float, bool]] = []

    async def one(number: int, due: float) -> None:
        well = await do(number)
        ends.append((loop.time() - due, well))

    async with asyncio.TaskGroup() as flight:
        for number in range(round(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
            flight.create_task(one(number, due))
    return ends


def cpu_seconds(pids: list[int]) -> float:
    """What these processes have used of the processors until now."""
    spent = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / os.sysconf("SC_CLK_TCK")
