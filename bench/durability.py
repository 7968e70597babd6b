"""What is lost, and what comes twice, when refdesk is killed again and again while people work.

`python -m bench.durability [KILLS]`: on SQLite, where a kill is a break in service; the test suite does it on both
databases (`REFDESK_KILLS=300 pytest tests/durability/test_kills.py`).
"""

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from bot.wiring import utc_now
from store.migrate import upgrade
from store.tx import open_store
from tests.durability.invariants import check, quiet
from tests.durability.office import Office, office
from tests.durability.test_kills import CRASH_AT, killing


async def measure(kills: int) -> None:
    """Kill so often, check that nothing was lost, and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/refdesk.db"
        await upgrade(url)
        async with office(url, Path(folder)) as people:
            people.fleet.crash_at = CRASH_AT
            began = time.perf_counter()
            await people.works_while(killing(people, 1, kills, random.Random(2)))
            took = time.perf_counter() - began
            await quiet(people)
            await check(people)
            done = sum(times for act, times in people.acts.items() if act.endswith(" done"))
            print(f"kills               {people.fleet.deaths}, at named points {dict(people.fleet.crashes)}")
            print(f"a kill every        {took / people.fleet.deaths:.1f} s")
            print(f"acts of people      {people.acts.total()}, answered in the first try {done}")
            print(f"accepted decisions  {sum(seen.accepted for seen in people.seen)}, lost 0, counted twice 0")
            print("messages            {} in Slack for {} owed".format(*await _messages(people)))


async def _messages(people: Office) -> tuple[int, int]:
    posted = sum(m.by_app for c in people.slack.workspace.channels.values() for m in c.messages.values())
    store = open_store(people.database_url, utc_now)
    try:
        async with store.engines.read.connect() as connection:
            owed = await connection.execute(text("select count(*) from deliveries where ts is not null"))
            return posted, int(owed.scalar_one())
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
