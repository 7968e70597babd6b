"""Starts `refdesk run` quickly: everything is imported once here, then each process is one fork.

Reads one JSON order a line ({"environment": …, "log": path}) and prints the process id of each.
"""

import json
import os
import signal
import sys
from pathlib import Path


def main() -> None:
    """Fork one `refdesk run` for each order, until the orders end."""
    # What the command imports only when it is used.
    import sqlalchemy.dialects.postgresql.asyncpg
    import uvicorn.protocols.http.h11_impl

    import bot.serving
    import bot.wiring
    from bot.cli import main as refdesk

    del bot, sqlalchemy, uvicorn
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them; whoever kills one watches it himself
    for line in sys.stdin:
        order = json.loads(line)
        if pid := os.fork():
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.update(order["environment"])
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for descriptor in (1, 2):
            os.dup2(log, descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(Path(order["log"]).parent)
        sys.argv = ["refdesk", "run"]
        refdesk()


if __name__ == "__main__":
    main()
