"""How many messages people get in a busy week: 40 requests, 12 owners, hour by hour.

    .venv/bin/python -m bench.volume [--owners 12] [--requests 40] [--days 5] [--database sqlite|postgresql]

Decisions are made late, some never; calls are held, reported and thanked for late or never. Counted is what makes a
phone ring in each person's messages with refdesk, business day by business day.
"""

import argparse
import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from bench.databases import fresh_database
from bot.settings import Settings
from store.migrate import upgrade
from tests.busy_week import BUNDLED, Heard, a_day, busy_week, too_many


async def main(database: str, owners: int, requests: int, days: int) -> None:
    """Live through it and print the tables."""
    with tempfile.TemporaryDirectory() as folder, fresh_database(database, Path(folder), "volume") as made:
        url = Settings(database_url=made).database_url
        await upgrade(url)
        async with busy_week(url, owners=owners, requests=requests) as week:
            heard = await week.goes_by(days)
            people = [seat.user.name for seat in (*week.owners, *week.askers, week.world.petra)]
    _show(heard, people, days)


def _show(heard: list[Heard], people: list[str], days: int) -> None:
    kinds = Counter(each.kind for each in heard)
    groups = {
        "all": heard,
        "what can wait (one a day)": [each for each in heard if each.kind in BUNDLED],
        "decisions and cards, after somebody's click": [
            each for each in heard if each.kind == "card" and not each.by_time
        ],
        "decisions passed on by time (ring by design)": [
            each for each in heard if each.kind == "card" and each.by_time
        ],
        "other, brought by time": [
            each for each in heard if each.by_time and each.kind not in BUNDLED and each.kind != "card"
        ],
    }
    print(f"{len(people)} people, {days} days, {len(heard)} messages")
    print("| messages a person a day | most | mean |\n|---|---|---|")
    for name, some in groups.items():
        counted = a_day(some)
        print(f"| {name} | {max(counted.values(), default=0)} | {len(some) / len(people) / days:.2f} |")
    for role in ("owner", "asker", "petra"):
        mine = [each for each in heard if each.who.startswith(role)]
        many = sum(name.startswith(role) for name in people)
        print(f"| all, {role} | {max(a_day(mine).values(), default=0)} | {len(mine) / many / days:.2f} |")
    print("\n| kind | messages |\n|---|---|")
    for kind, count in kinds.most_common():
        print(f"| {kind} | {count} |")
    broken = list(too_many(heard))
    print(f"\nMore than one on one day of what can wait: {len(broken)}")
    for line in broken[:10]:
        print(f"  {line}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--owners", type=int, default=12)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--days", type=int, default=5)
    given = parser.parse_args()
    asyncio.run(main(given.database, given.owners, given.requests, given.days))
