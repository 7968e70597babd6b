"""With Slack's rate limits on: are updates of one card sent as one, and does anybody wait for ever?

    .venv/bin/python -m bench.limited [--database sqlite|postgresql] [--processes 1] [--seconds 60]

One owner puts one request off five times a second, more often than its cards can be redrawn; every five seconds some
other request is approved. Counted: renders owed and renders sent, and how long anything of the others stood unsent.
Slack allows chat.update 50 times a minute in all, chat.postMessage about once a second in a channel.
"""

import argparse
import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from bench.stage import Stage, at_rate, staged
from tests.durability.invariants import check

RESTLESS, OTHERS = 5.0, 0.2
SNOOZES = ("Remind me tomorrow", "Remind me next week")


@dataclass
class Watch:
    """Looks at what is owed, four times a second."""

    stage: Stage
    restless: str
    waited: dict[int, float] = field(default_factory=dict)
    """How long each delivery of the others stood unsent, longest time of each."""
    _since: dict[int, float] = field(default_factory=dict)

    async def run(self) -> None:
        """Look, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(0.25)

    async def look(self) -> None:
        """Note who waits since when."""
        now = asyncio.get_running_loop().time()
        query = text(
            "select d.id from deliveries d join requests r on r.id = d.request_id"
            " where d.state = 'owed' and r.prospect <> :restless"
        )
        async with self.stage.store.engines.read.connect() as connection:
            owed = set((await connection.execute(query, {"restless": self.restless})).scalars())
        self._since = {each: self._since.get(each, now) for each in owed}
        for each, since in self._since.items():
            self.waited[each] = max(self.waited.get(each, 0.0), now - since)


async def main(database: str, processes: int, seconds: float) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        async with staged(database, 60, 40, processes, Path(made)) as stage:
            slack, load = stage.office.slack, os.getloadavg()[0]
            restless, others = stage.asked[0], stage.asked[1:]
            urls = [f"http://127.0.0.1:{bot.port}/slack/events" for bot in stage.office.fleet.bots]
            before = await _renders(stage)
            slack.workspace.calls.clear()

            async def puts_off(number: int) -> bool:
                stage.calls(urls, number)
                return bool(await restless.owner.clicks(SNOOZES[number % 2], on=restless.card))

            async def decides(number: int) -> bool:
                stage.calls(urls, number)
                return await stage.approves(others[number])

            slack.limits = True
            with _watching(stage, restless.prospect) as watch:
                clicks, _ = await asyncio.gather(
                    at_rate(RESTLESS, seconds, puts_off), at_rate(OTHERS, seconds, decides)
                )
                drained = await stage.drained()
            slack.limits = False
            renders = await _renders(stage) - before
            calls = Counter((call.method, call.error or "ok") for call in slack.workspace.calls)
            await check(stage.office)
    waits = sorted(watch.waited.values()) or [0.0]
    answered = sum(well for _, well in clicks)
    print(f"\n{database}, {processes} process(es), {seconds:.0f} s, Slack's limits on; load average {load:.1f}")
    print(f"{answered} of {len(clicks)} clicks on the restless card answered;", end=" ")
    print(
        f"{renders} renders of cards owed, {calls['chat.update', 'ok']} sent, {calls['chat.update', 'ratelimited']} 429"
    )
    print(f"the others' {len(waits)} messages and cards stood unsent for", end=" ")
    print(f"{waits[len(waits) // 2]:.1f} s (median), {waits[-1]:.1f} s (longest);", end=" ")
    print(f"the queue was empty {drained:.1f} s after the last act; the invariants hold.")


@contextmanager
def _watching(stage: Stage, restless: str) -> Iterator[Watch]:
    watch = Watch(stage, restless)
    looking = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        looking.cancel()


async def _renders(stage: Stage) -> int:
    """How many renders of cards were ever owed."""
    async with stage.store.engines.read.connect() as connection:
        query = text("select sum(wanted) from deliveries where kind = 'card'")
        return int((await connection.execute(query)).scalar_one())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    asyncio.run(main(given.database, given.processes, given.seconds))
