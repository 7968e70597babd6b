"""Speed and memory at size, against plain fuzzy matching and SQLite's full-text search on the same customers.

    python -m bench.matching_size KIT FOLDER [10000 100000 1000000]

refdesk goes through the product's own door: the portfolio is imported by the real importer into a SQLite database, then
a fresh process starts on it ("ready": until the index stands, Python's imports included). Portfolios and databases stay
in FOLDER, so that a second run imports nothing. A large change by another process: bench.matching_change.

Each size runs in a process of its own, so that memory is its own. Every time is also given as a ratio to the kit's
anchor (WRatio over 1,000 fixed phrases), timed right after each query, since machines differ and are shared.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from bench.matching_index import profiles
from bench.matching_kit import imported, opened

QUERIES = 400
"""Queries timed."""
PATIENCE = 25.0
"""Seconds after which an engine is not asked further; what it answered until then counts."""


def grown(kit: Path, count: int, folder: Path) -> Path:
    """The kit's portfolio grown to this many customers by the kit's own script."""
    path = folder / f"p{count}.csv"
    if not path.exists():
        command = [sys.executable, str(kit / "grow.py"), str(kit / "portfolio.csv"), str(count), str(path)]
        subprocess.run(command, check=True)
    return path


def database_of(path: Path) -> Path:
    """The database beside a portfolio; imported once, by a process of its own."""
    database, half = path.with_suffix(".db"), path.with_suffix(".half")
    if not database.exists():
        half.unlink(missing_ok=True)
        subprocess.run([sys.executable, "-m", "bench.matching_size", "--import", str(half), str(path)], check=True)
        half.rename(database)
    return database


def import_(database: Path, path: Path) -> None:
    """Import, and say what it took."""
    asyncio.run(imported(f"sqlite:///{database}", path))
    took = time.process_time()
    print(f"{path.name} imported: {took:.0f} CPU s, {_peak():.0f} MB", file=sys.stderr)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def texts(kit: Path) -> list[str]:
    """A fixed sample of the kit's queries, of every class."""
    lines = (kit / "queries.jsonl").read_text("utf8").splitlines()
    found = [str(json.loads(line)["text"]) for line in lines]
    return random.Random(7).sample(found, QUERIES)


def timed(search: Callable[[str], object], queries: list[str], phrases: list[str]) -> dict[str, float]:
    """p50 and p99 in milliseconds of CPU time, for machines are shared, and over the anchor's."""
    own, anchor = [], []
    until = time.perf_counter() + PATIENCE
    for text in queries:
        if time.perf_counter() > until:
            break
        start = time.process_time()
        search(text)
        middle = time.process_time()
        process.extract(text, phrases, scorer=fuzz.WRatio, limit=5)
        own.append(middle - start)
        anchor.append(time.process_time() - middle)

    def at(times: list[float], share: float) -> float:
        return sorted(times)[min(len(times) - 1, int(share * len(times)))] * 1000

    return {
        "p50": at(own, 0.5),
        "p99": at(own, 0.99),
        "p50/anchor": at(own, 0.5) / at(anchor, 0.5),
        "p99/anchor": at(own, 0.99) / at(anchor, 0.99),
    }


def refdesk(path: Path) -> Callable[[str], object]:
    """The search of this project."""
    search = opened(f"sqlite:///{path.with_suffix('.db')}")
    return lambda text: search(text, 5)


def _documents(path: Path) -> list[str]:
    return [
        " ".join((p.name, p.industry, p.country, p.region, p.size, *p.use_cases, *p.products, *p.languages)).lower()
        for _, p in profiles(path)
    ]


def wratio(path: Path) -> Callable[[str], object]:
    """rapidfuzz WRatio over one string per customer."""
    documents = _documents(path)
    return lambda text: process.extract(text.lower(), documents, scorer=fuzz.WRatio, limit=5)


def fts5(path: Path) -> Callable[[str], object]:
    """SQLite FTS5 with bm25, any word may match."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE customers USING fts5(document)")
    database.executemany("INSERT INTO customers VALUES (?)", ((d,) for d in _documents(path)))

    def search(text: str) -> object:
        words = " OR ".join(f'"{w}"' for w in text.lower().replace('"', " ").split())
        return database.execute(
            "SELECT rowid FROM customers WHERE customers MATCH ? ORDER BY rank LIMIT 5", (words or '""',)
        ).fetchall()

    return search


ENGINES: dict[str, Callable[[Path], Callable[[str], object]]] = {"refdesk": refdesk, "WRatio": wratio, "FTS5": fts5}


def one(kit: Path, path: Path, engine: str) -> None:
    """Measure one engine on one portfolio and print the figures as JSON."""
    queries = texts(kit)
    phrases = sorted(set(texts(kit)))
    phrases = (phrases * 3)[:1000]
    search = ENGINES[engine](path)
    # Of the process, from its first moment on.
    ready = time.process_time()
    figures = timed(search, queries, phrases)
    print(json.dumps(figures | {"ready": ready, "MB": _peak()}))


def main(kit: Path, folder: Path, sizes: list[int]) -> None:
    """Print the table."""
    print("| customers | search | p50 ms | p99 ms | p50 ÷ anchor | p99 ÷ anchor | ready, CPU s | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    for size in sizes:
        path = grown(kit, size, folder)
        database_of(path)
        for engine in ENGINES:
            run = subprocess.run(
                [sys.executable, "-m", "bench.matching_size", "--one", str(kit), str(path), engine],
                check=True,
                capture_output=True,
                text=True,
            )
            f = json.loads(run.stdout.splitlines()[-1])
            print(
                f"| {size:,} | {engine} | {f['p50']:.2f} | {f['p99']:.1f} | {f['p50/anchor']:.2f} "
                f"| {f['p99/anchor']:.2f} | {f['ready']:.1f} | {f['MB']:.0f} |",
                flush=True,
            )
    print(f"Load average {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    match sys.argv[1:]:
        case "--one", kit_, path_, engine_:
            one(Path(kit_), Path(path_), engine_)
        case "--import", database_, path_:
            import_(Path(database_), Path(path_))
        case kit_, folder_, *sizes_:
            main(Path(kit_), Path(folder_), [int(n) for n in sizes_] or [10_000, 100_000, 1_000_000])
        case _:
            raise SystemExit(__doc__)
