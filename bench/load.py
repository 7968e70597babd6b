"""45 searches and 5 decisions a second, whatever became of those before: how soon Slack gets each answer.

    .venv/bin/python -m bench.load [--database sqlite|postgresql] [--customers 300] [--processes 1] [--seconds 60]

Slack's rate limits are lifted. Before and after refdesk, a bare Bolt app with one read and one committed write by the
ORM gets the same. Times are from the moment an act was due, so that waiting in a queue counts. Afterwards everything
owed is sent, and the invariants of tests/durability must hold.
"""

import argparse
import asyncio
import os
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import serving
from bench.databases import fresh_database
from bench.stage import Stage, at_rate, cpu_seconds, staged
from bot.settings import Settings
from tests.durability.fleet import free_port
from tests.durability.invariants import check

SEARCHES, DECISIONS = 45.0, 5.0
ACK_SECONDS = 3.0
WORDS = (
    "retail onboarding",
    "bank chatbot finland",
    "logistics training",
    "call manufacturing sweden",
    "energy customer service",
    "lumi",
    "hospitals reporting swedish",
)


@dataclass(frozen=True)
class Figures:
    """What one flight of acts came to: seconds from the moment each was due.

    failed: how many were not answered, or could not be saved.
    """

    searches: list[float]
    decisions: list[float]
    failed: int
    cpu_ms: float
    """Processor time of the answering processes for each act."""

    def row(self, name: str) -> str:
        every = self.searches + self.decisions
        in_time = sum(each <= ACK_SECONDS for each in every) / len(every)
        cells = [name, f"{in_time:.2%}", self.failed, *(f"{_ms(every, share):.0f}" for share in (0.5, 0.99))]
        cells += [f"{_ms(self.decisions, share):.0f}" for share in (0.5, 0.99)]
        return "| " + " | ".join(str(cell) for cell in [*cells, f"{self.cpu_ms:.1f}"]) + " |"

    @property
    def p99_ms(self) -> float:
        return _ms(self.searches + self.decisions, 0.99)


async def main(database: str, customers: int, processes: int, seconds: float) -> None:
    """Measure and print a table."""
    decisions = round(DECISIONS * seconds)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made, ExitStack() as bare:
        folder = Path(made)
        async with staged(database, customers, min(decisions, customers), processes, folder) as stage:
            slack = stage.office.slack
            url = Settings(database_url=bare.enter_context(fresh_database(database, folder, "bare"))).database_url
            others = [
                await asyncio.to_thread(bare.enter_context, serving.bare(slack, free_port(), url))
                for _ in range(processes)
            ]
            bots = [f"http://127.0.0.1:{bot.port}/slack/events" for bot in stage.office.fleet.bots]
            load = os.getloadavg()[0]
            first = await _flight(stage, [o.url for o in others], [o.pid for o in others], seconds / 4, note=False)
            ours = await _flight(stage, bots, [bot.process.pid for bot in stage.office.fleet.bots], seconds, note=True)
            drained = await stage.drained()
            last = await _flight(stage, [o.url for o in others], [o.pid for o in others], seconds / 4, note=False)
            await check(stage.office)
    theirs = Figures(
        first.searches + last.searches,
        first.decisions + last.decisions,
        first.failed + last.failed,
        (first.cpu_ms + last.cpu_ms) / 2,
    )
    print(f"\n{database}, {customers:,} customers, {processes} process(es), {seconds:.0f} s; load average {load:.1f}")
    print("| | acks within 3 s | failed | p50 ms | p99 ms | decisions p50 | p99 | CPU ms an act |")
    print("|---|---|---|---|---|---|---|---|")
    print(theirs.row("bare Bolt, one read, one write"))
    print(ours.row("refdesk"))
    print(f"p99 ratio {ours.p99_ms / theirs.p99_ms:.1f}, CPU ratio {ours.cpu_ms / theirs.cpu_ms:.1f};", end=" ")
    print(f"the queue was empty {drained:.1f} s after the last act; the invariants hold.")


async def _flight(stage: Stage, urls: list[str], pids: list[int], seconds: float, *, note: bool) -> Figures:
    """Send searches and decisions to these addresses; `note`: what was accepted must be found in the database."""
    people = stage.office
    seats = [*people.askers, *people.owners]

    async def search(number: int) -> bool:
        stage.calls(urls, number)
        return bool(await seats[number % len(seats)].types(f"/reference {WORDS[number % len(WORDS)]}", "general"))

    async def decide(number: int) -> bool:
        stage.calls(urls, number)
        return await stage.approves(stage.asked[number], note=note)

    before = cpu_seconds(pids)
    searches, decisions = await asyncio.gather(
        at_rate(SEARCHES, seconds, search), at_rate(DECISIONS, min(seconds, len(stage.asked) / DECISIONS), decide)
    )
    every = searches + decisions
    return Figures(
        [took for took, _ in searches],
        [took for took, _ in decisions],
        sum(not well for _, well in every),
        (cpu_seconds(pids) - before) * 1000 / len(every),
    )


def _ms(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--customers", type=int, default=300)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    asyncio.run(main(given.database, given.customers, given.processes, given.seconds))
