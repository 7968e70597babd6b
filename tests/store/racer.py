"""One process of the race (test_race.py): each line it reads holds ids of requests, which it approves all at once.

A request whose id is written with a minus is approved by a programme manager, beyond the limit if need be.
Answers each line with one JSON object: how often each thing happened.
"""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import replace

from domain.refusals import Refusal
from domain.requests.decisions import approve
from store.tx import AlreadySettled, Store, UnavailableError
from tests.store.seed import NOW, opened

TRIES = 20


async def main(url: str) -> None:
    """Open the database, say "ready", then run a round for each line until there are no more."""
    async with opened(url) as store:
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            ends = await asyncio.gather(*(attempt(store, int(number)) for number in line.split(",")))
            print(json.dumps(Counter(ends)), flush=True)


async def attempt(store: Store, number: int) -> str:
    """Approve one request; what came of it in a word. A busy database is tried again, as the person is told to."""
    for _ in range(TRIES):
        try:
            async with store.transaction() as tx:
                before, record = await tx.requests.locked(abs(number))
                owner = await tx.people.get(record.customer.owner_id or 0)
                by, why = (replace(owner, programme_manager=True), "Because") if number < 0 else (owner, "")
                await tx.apply(before, approve(before, record, by=by, policy=tx.policy, now=NOW, override=why))
        except AlreadySettled:
            return "settled"
        except Refusal:
            return "refused"
        except UnavailableError:
            continue
        return "approved"
    return "away"


def run() -> None:
    """Be a process of it."""
    asyncio.run(main(sys.argv[1]))
