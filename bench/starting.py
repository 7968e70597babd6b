"""How long `refdesk run` takes until /readyz says yes, and its peak memory.

python -m bench.starting DATABASE [TIMES]
"""

import asyncio
import os
import sys
from pathlib import Path

from bench.serving import refdesk
from bot.manifest import shipped_manifest
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

PORT = 3871


def started(slack: Sandbox, url: str) -> str:
    """Start once, and say what it took."""
    with refdesk(slack, url, PORT) as served:
        status = Path(f"/proc/{served.pid}/status").read_text()
        peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
        fields = Path(f"/proc/{served.pid}/stat").read_text().rsplit(")", 1)[1].split()
        cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        load = os.getloadavg()[0]
        return f"ready in {served.started_in:.1f} s, {cpu:.1f} CPU s, peak {peak:.0f} MB, load {load:.1f}"


async def main(path: Path, times: int) -> None:
    """Measure on this SQLite database."""
    for _ in range(times):
        async with Sandbox(Workspace.from_manifest(shipped_manifest(), [], ["general"]), page=False) as slack:
            print(await asyncio.to_thread(started, slack, f"sqlite:///{path}"), flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int((sys.argv[2:] or ["3"])[0])))
