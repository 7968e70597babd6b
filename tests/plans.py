"""What refdesk asks of SQLite in the event loop finds its rows through an index: held for every bot of every test.

What reads all of a growing table says so (`store.db.engine.long`), and is asked in a thread.
"""

import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from store.db.engine import Engines

STORE = f"{Path(__file__).parent.parent / 'store'}/"
# Tables that grow with the portfolio or with time; the others are as large as the company.
GROWING = frozenset(
    (
        *("customers", "contacts", "consents", "requests", "cards", "deliveries"),
        *("ledger", "budget_periods", "audit", "searches", "unknown_words"),
    )
)
# Statements that read all of one in the loop, by what they begin with, and why that is short all the same.
SHORT: dict[str, str] = {}
_LOOKED_AT: set[str] = set()


@contextmanager
def watched(engines: Engines) -> Iterator[None]:
    """Note what the store asks in this thread; at the end, look at SQLite's plan for each new statement."""
    if not engines.sqlite:
        yield
        return
    loop, asked = threading.get_ident(), dict[str, Any]()

    def on_statement(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement not in _LOOKED_AT and threading.get_ident() == loop and _by_the_store():
            asked[statement] = parameters

    both = (engines.read.sync_engine, engines.write.sync_engine)
    for engine in both:
        event.listen(engine, "before_cursor_execute", on_statement)
    try:
        yield
    finally:
        for engine in both:
            event.remove(engine, "before_cursor_execute", on_statement)
    _LOOKED_AT.update(asked)
    found = [f"{scan}: {statement}" for statement, scan in _scans(str(engines.read.url.database), asked)]
    assert not found, "asked in the loop, though it reads all of a table:\n" + "\n".join(found)


def _scans(database: str, asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Those of these statements that read all of a growing table, each with the step of the plan that does."""
    connection = sqlite3.connect(database)
    connection.create_function("lower", 1, str.lower, deterministic=True)
    try:
        for statement, parameters in asked.items():
            if not statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")) or statement.startswith(tuple(SHORT)):
                continue
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
                scan, _, rest = step.partition(" ")
                if scan == "SCAN" and rest.split(" ")[0] in GROWING:
                    yield statement, step
    finally:
        connection.close()


def _by_the_store() -> bool:
    """Whether one of our nouns asks, and not a test."""
    frame = sys._getframe(2)
    while frame and (
        "sqlalchemy" in frame.f_code.co_filename or frame.f_code.co_filename.endswith("store/db/sqlite.py")
    ):
        frame = frame.f_back  # type: ignore[assignment]
    return frame.f_code.co_filename.startswith(STORE)
