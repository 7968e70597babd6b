"""How long `refdesk run` takes until /readyz says yes, without and with a kept index, and its peak memory.

    python -m bench.starting DATABASE [TIMES]

Cold: no index is kept, and none is read. Then one process keeps its own (how long that takes, how late a timer of the
loop wakes meanwhile, how many bytes it is), and processes start on it: warm.
"""

import asyncio
import contextlib
import os
import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.serving import refdesk
from bot.manifest import shipped_manifest
from bot.settings import load_settings
from handlers.indexing import Indexing
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from store.tx import open_store

PORT = 3871
TICK = 0.005
"""Seconds between two looks at how late the loop is."""


async def started(url: str, what: str) -> None:
    """Start once, and print."""
    async with Sandbox(Workspace.from_manifest(shipped_manifest(), [], ["general"]), page=False) as slack:
        print(await asyncio.to_thread(_started, slack, url, what), flush=True)


def _started(slack: Sandbox, url: str, what: str) -> str:
    with refdesk(slack, url, PORT) as served:
        status = Path(f"/proc/{served.pid}/status").read_text()
        peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
        fields = Path(f"/proc/{served.pid}/stat").read_text().rsplit(")", 1)[1].split()
        cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        load = os.getloadavg()[0]
        return f"{what}: ready in {served.started_in:.1f} s, {cpu:.1f} CPU s, peak {peak:.0f} MB, load {load:.1f}"


async def keeps(url: str) -> None:
    """Load all and keep it, and print what that took."""
    store = open_store(load_settings(needs_slack=False, env_file=None, database_url=url).database_url, _now)
    kept = Indexing()
    async with store.reading() as tx:
        await kept.refresh(tx)
    late: list[float] = []
    watching = asyncio.create_task(_watch(late))
    began, cpu = time.perf_counter(), time.process_time()
    await kept._keep(store.keeping)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    late.sort()
    print(
        f"kept in {took:.1f} s, {cpu:.1f} CPU s, loop late by {late[-1] * 1000:.0f} ms at most, "
        f"{late[len(late) * 99 // 100] * 1000:.0f} ms at p99",
        flush=True,
    )
    await store.close()


def _now() -> datetime:
    return datetime.now(UTC)


async def _watch(late: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        late.append(time.perf_counter() - began - TICK)


def empty(path: Path) -> None:
    """Take away what is kept."""
    with contextlib.closing(sqlite3.connect(path)) as database, contextlib.suppress(sqlite3.OperationalError):
        database.execute("DELETE FROM index_parts")
        database.commit()


async def main(path: Path, times: int) -> None:
    """Measure on this SQLite database."""
    url = f"sqlite:///{path}"
    for _ in range(times):
        await asyncio.to_thread(empty, path)
        await started(url, "cold")
    await asyncio.to_thread(empty, path)
    await keeps(url)
    with contextlib.closing(sqlite3.connect(path)) as database:
        print(
            "parts, bytes, largest:",
            *database.execute("SELECT count(*), sum(length(data)), max(length(data)) FROM index_parts").fetchone(),
        )
    for _ in range(times):
        await started(url, "warm")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int((sys.argv[2:] or ["3"])[0])))
