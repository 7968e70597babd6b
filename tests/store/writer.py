"""Another process that writes (test_follower.py): each line it reads is a SQL statement, committed at once.

Between the lines "BEGIN" and "COMMIT" the statements are one transaction. A line "import" takes the CSV text of the
next line, its lines parted by "|", through the importer. Answers "done".
"""

import asyncio
import sys
from typing import Any

from handlers.portfolio.importing import import_customers
from store.tx import Store, open_store
from tests.patience import PATIENT
from tests.store.seed import NOW


async def write(store: Store, held: Any = None) -> None:
    """Write until there are no more lines, or until COMMIT where a transaction is held."""
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if line == "COMMIT":
            return
        if line == "BEGIN":
            async with store.engines.write.begin() as connection:
                print("done", flush=True)
                await write(store, connection)
        elif line == "import":
            report = await import_customers(store, [f"{row}\n" for row in sys.stdin.readline().strip().split("|")])
            assert not report.rejected, report.rejected
        elif held:
            await held.exec_driver_sql(line)
        else:
            async with store.engines.write.begin() as connection:
                await connection.exec_driver_sql(line)
        print("done", flush=True)


async def main(url: str) -> None:
    """Write, and close."""
    store = open_store(url, lambda: NOW, PATIENT)
    await write(store)
    await store.close()


def run() -> None:
    """Be a process of it."""
    asyncio.run(main(sys.argv[1]))
