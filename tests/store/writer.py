"""Another process that writes (test_follower.py): each line it reads is a SQL statement, committed at once.

A line "import" takes the CSV text of the next line, its lines parted by "|", through the importer. Answers "done".
"""

import asyncio
import sys

from handlers.portfolio.importing import import_customers
from store.tx import open_store
from tests.store.seed import NOW


async def main(url: str) -> None:
    """Write until there are no more lines."""
    store = open_store(url, lambda: NOW)
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if line == "import":
            report = await import_customers(store, [f"{row}\n" for row in sys.stdin.readline().strip().split("|")])
            assert not report.rejected, report.rejected
        else:
            async with store.engines.write.begin() as connection:
                await connection.exec_driver_sql(line)
        print("done", flush=True)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
