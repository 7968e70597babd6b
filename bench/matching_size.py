"""Speed and memory at size, against plain fuzzy matching and SQLite's full-text search on the same customers.

    python -m bench.matching_size KIT [10000 100000 1000000]

Each size runs in a process of its own, so that memory is its own. Every time is also given as a ratio to the kit's
anchor (WRatio over 1,000 fixed phrases), timed right after each query, since machines differ and are shared.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from bench.matching_index import factory, profiles

QUERIES = 400
"""Queries timed."""
PATIENCE = 25.0
"""Seconds after which an engine is not asked further; what it answered until then counts."""


def grown(kit: Path, count: int, folder: Path) -> Path:
    """The kit's portfolio grown to this many customers by the kit's own script."""
    path = folder / f"p{count}.csv"
    subprocess.run(
        [sys.executable, str(kit / "grow.py"), str(kit / "portfolio.csv"), str(count), str(path)], check=True
    )
    return path


def texts(kit: Path) -> list[str]:
    """A fixed sample of the kit's queries, of every class."""
    lines = (kit / "queries.jsonl").read_text("utf8").splitlines()
    found = [str(json.loads(line)["text"]) for line in lines]
    return random.Random(7).sample(found, QUERIES)


def timed(search: Callable[[str], object], queries: list[str], phrases: list[str]) -> dict[str, float]:
    """p50 and p99 in milliseconds, and over the anchor's."""
    own, anchor = [], []
    until = time.perf_counter() + PATIENCE
    for text in queries:
        if time.perf_counter() > until:
            break
        start = time.perf_counter()
        search(text)
        middle = time.perf_counter()
        process.extract(text, phrases, scorer=fuzz.WRatio, limit=5)
        own.append(middle - start)
        anchor.append(time.perf_counter() - middle)

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
    search = factory(str(path))
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
    start = time.process_time()
    search = ENGINES[engine](path)
    ready = time.process_time() - start
    figures = timed(search, queries, phrases)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures | {"ready": ready, "MB": peak}))


def main(kit: Path, sizes: list[int]) -> None:
    """Print the table."""
    print("| customers | search | p50 ms | p99 ms | p50 ÷ anchor | p99 ÷ anchor | ready, CPU s | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = grown(kit, size, Path(folder))
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
            path.unlink()


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        one(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
    else:
        main(Path(sys.argv[1]), [int(n) for n in sys.argv[2:]] or [10_000, 100_000, 1_000_000])
