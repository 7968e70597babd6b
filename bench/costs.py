"""Processor time of a search and of an Approve with everything it owes, beside another checkout's in the same minutes.

    .venv/bin/python -m bench.costs [--database sqlite|postgresql] [--beside ../other] [--rounds 4]

Each checkout starts its own `refdesk run` with its own libraries and is asked in turns, so that a drifting machine hits
both alike. The anchor is a bare Bolt app with one read and one committed write by the ORM (bench/serving.py). It counts
the processor time of the answering process, all of its threads; an Approve's until nothing is owed any more.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import serving
from bench.databases import fresh_database
from bench.stage import Stage, cpu_seconds, staged
from bot.settings import Settings
from tests.durability.fleet import free_port

ROOT = Path(__file__).parent.parent
WORDS = "/reference retail onboarding"
CUSTOMERS = 300
SEARCHES, APPROVALS = 100, 25


async def play(database: str, rounds: int) -> None:
    """One checkout's part: does what each line says (bare, search, approve), and prints what an act has cost in ms."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made, ExitStack() as stack:
        folder = Path(made)
        # One round more: the first warms up.
        async with staged(database, CUSTOMERS, APPROVALS * (rounds + 1), 1, folder) as stage:
            url = Settings(database_url=stack.enter_context(fresh_database(database, folder, "bare"))).database_url
            bare = await asyncio.to_thread(stack.enter_context, serving.bare(stage.office.slack, free_port(), url))
            bot = stage.office.fleet.bots[0]
            print("ready", flush=True)
            while what := (await asyncio.to_thread(sys.stdin.readline)).strip():
                match what:
                    case "bare":
                        cost = await _searches(stage, bare.url, bare.pid)
                    case "search":
                        cost = await _searches(stage, f"http://127.0.0.1:{bot.port}/slack/events", bot.process.pid)
                    case _:
                        cost = await _approvals(stage, f"http://127.0.0.1:{bot.port}/slack/events", bot.process.pid)
                print(json.dumps(cost), flush=True)


async def _searches(stage: Stage, url: str, pid: int) -> float:
    stage.calls([url], 0)
    maya = stage.office.askers[0]
    before = cpu_seconds([pid])
    for _ in range(SEARCHES):
        assert await maya.types(WORDS, "general")
    return (cpu_seconds([pid]) - before) * 1000 / SEARCHES


async def _approvals(stage: Stage, url: str, pid: int) -> float:
    stage.calls([url], 0)
    before = cpu_seconds([pid])
    for _ in range(APPROVALS):
        assert await stage.approves(stage.asked.pop())
    await stage.drained()
    return (cpu_seconds([pid]) - before) * 1000 / APPROVALS


class Player:
    """A checkout that waits for what to do next."""

    def __init__(self, checkout: Path, database: str, rounds: int) -> None:
        command = [str(checkout / ".venv/bin/python"), "-P", __file__, "--play", "--database", database]
        self._process = subprocess.Popen(
            [*command, "--rounds", str(rounds)],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def says(self) -> str:
        """The next line it prints."""
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def cost(self, what: str) -> float:
        """Milliseconds of processor time an act."""
        assert self._process.stdin
        print(what, file=self._process.stdin, flush=True)
        return float(self.says())

    def end(self) -> None:
        """Let it go home."""
        self._process.communicate()


@contextmanager
def players(checkouts: list[Path], database: str, rounds: int) -> Iterator[dict[Path, Player]]:
    """All checkouts, ready."""
    all_of_them = {checkout: Player(checkout, database, rounds) for checkout in checkouts}
    try:
        for checkout, one in all_of_them.items():
            assert one.says() == "ready", f"{checkout} did not start"
        yield all_of_them
    finally:
        for one in all_of_them.values():
            one.end()


def main(database: str, beside: Path | None, rounds: int) -> None:
    """Measure and print a table; each figure is the median of its rounds."""
    checkouts = [ROOT, *([beside.resolve()] if beside else [])]
    costs: dict[tuple[Path, str], list[float]] = {}
    with players(checkouts, database, rounds) as asked:
        for number in range(rounds + 1):
            for what in ("bare", "search", "approve"):
                for checkout, one in asked.items():
                    # One anchor for all: this checkout's.
                    if what != "bare" or checkout == ROOT:
                        cost = one.cost(what)
                        if number:
                            costs.setdefault((checkout, what), []).append(cost)
    bare = statistics.median(costs[ROOT, "bare"])
    load = os.getloadavg()[0]
    print(f"\n{database}, {CUSTOMERS} customers, {rounds} rounds, load average {load:.1f}; bare {bare:.2f} ms")
    print("| | search, CPU ms (x bare) | Approve, CPU ms (x bare) |")
    print("|---|---|---|")
    for checkout in checkouts:
        middle = [statistics.median(costs[checkout, what]) for what in ("search", "approve")]
        cells = [f"{cost:.2f} ({cost / bare:.1f})" for cost in middle]
        print(f"| {'this checkout' if checkout == ROOT else checkout.name} | " + " | ".join(cells) + " |")
    if beside:
        ratios = [
            statistics.median(costs[ROOT, what]) / statistics.median(costs[checkouts[1], what])
            for what in ("search", "approve")
        ]
        print("| this / beside | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--play", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.play:
        asyncio.run(play(given.database, given.rounds))
    else:
        main(given.database, given.beside, given.rounds)
