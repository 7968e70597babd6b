"""How quickly `/reference retail onboarding` is answered, as a ratio to a bare Bolt listener in the same run.

    .venv/bin/python -m bench.ack [--database sqlite|postgresql] [--out docs/figures/ack.json]

Each of the three processes (bare, 300 customers, 10,000 customers) is asked in turn, in short blocks, so that a
drifting machine hits all of them alike. One at a time for p50 and p99; 32 connections for requests a second.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from bench import serving
from bench.databases import fresh_database
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

ROOT = Path(__file__).parent.parent
WORDS = "retail onboarding"
BLOCKS, IN_BLOCK = 20, 25
CONNECTIONS, FLOOD = 32, 300
Row = dict[str, str]


async def main(database: str) -> dict[str, dict[str, float]]:
    """Measure and print."""
    people = json.loads((ROOT / "bot/sample/people.json").read_text())
    manifest = yaml.safe_load((ROOT / "app.yaml").read_text())
    workspace = Workspace.from_manifest(manifest, people["people"], people["channels"])
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        async with Sandbox(workspace, page=False) as slack:
            big = Path(folder) / "10000.csv"
            big.write_text(grown((ROOT / "bot/sample/portfolio.csv").read_text(), 10_000))
            served = {"bare": await _started(stack, serving.bare, slack, 8801)}
            for port, (name, file) in enumerate({"300": ROOT / "bot/sample/portfolio.csv", "10000": big}.items(), 8802):
                url = stack.enter_context(fresh_database(database, Path(folder), name))
                await asyncio.to_thread(serving.load, slack, url, file)
                served[name] = await _started(stack, serving.refdesk, slack, url, port)
            figures = await _measure(served, workspace.app.signing_secret)
            for name, process in served.items():
                figures[name] |= {"start_s": round(process.started_in, 2), "memory_mb": round(process.memory_mb)}
    _show(figures, database)
    return figures


async def _started(stack: ExitStack, start: Any, *arguments: Any) -> serving.Served:
    return await asyncio.to_thread(stack.enter_context, start(*arguments))


async def _measure(served: dict[str, serving.Served], secret: str) -> dict[str, dict[str, float]]:
    times: dict[str, list[float]] = {name: [] for name in served}
    rates: dict[str, list[float]] = {name: [] for name in served}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:
        for process in served.values():
            for _ in range(IN_BLOCK):
                await _ask(session, process.url, secret)
        for _ in range(BLOCKS):
            for name, process in served.items():
                times[name] += [await _ask(session, process.url, secret) for _ in range(IN_BLOCK)]
        for _ in range(3):
            for name, process in served.items():
                rates[name].append(await _flood(session, process.url, secret))
    return {name: _summary(times[name], statistics.median(rates[name])) for name in served}


async def _flood(session: aiohttp.ClientSession, url: str, secret: str) -> float:
    left = iter(range(FLOOD))

    async def one_connection() -> None:
        for _ in left:
            await _ask(session, url, secret)

    began = time.perf_counter()
    await asyncio.gather(*(one_connection() for _ in range(CONNECTIONS)))
    return FLOOD / (time.perf_counter() - began)


async def _ask(session: aiohttp.ClientSession, url: str, secret: str) -> float:
    body = (
        "command=%2Freference&text=retail+onboarding&user_id=U0MAYA&user_name=maya&channel_id=C0SALES&team_id=T0NORRSKEN"
        "&team_domain=norrsken&channel_name=sales&trigger_id=1.2.3&response_url=http%3A%2F%2F127.0.0.1%3A1%2Fx&api_app_id=A0"
    )
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    began = time.perf_counter()
    async with session.post(url, data=body, headers=headers) as answer:
        text = await answer.text()
        assert answer.status == 200, answer.status
        assert "broke" not in text, text
    return time.perf_counter() - began


def _summary(times: list[float], rate: float) -> dict[str, float]:
    ordered = sorted(times)
    p50, p99 = ordered[len(ordered) // 2] * 1000, ordered[int(len(ordered) * 0.99)] * 1000
    return {"p50_ms": round(p50, 2), "p99_ms": round(p99, 2), "per_second": round(rate)}


def _show(figures: dict[str, dict[str, float]], database: str) -> None:
    base = figures["bare"]
    print(f"\n{database}: `/reference {WORDS}`, signed, over HTTP, one process on a shared two-core machine")
    print("| | p50 ms | p99 ms | a second, 32 connections | ratio p50 · p99 · rate | start s | memory MB |")
    print("|---|---|---|---|---|---|---|")
    for name, one in figures.items():
        ratios = (
            one["p50_ms"] / base["p50_ms"],
            one["p99_ms"] / base["p99_ms"],
            base["per_second"] / one["per_second"],
        )
        label = "bare Bolt" if name == "bare" else f"refdesk, {int(name):,} customers"
        shown = " · ".join(f"{ratio:.1f}" for ratio in ratios)
        row = [label, one["p50_ms"], one["p99_ms"], one["per_second"], shown, one["start_s"], one["memory_mb"]]
        print("| " + " | ".join(str(cell) for cell in row) + " |")


def grown(csv: str, rows: int, change: Callable[[int, Row], Row] = lambda _, row: row) -> str:
    """The sample, repeated under other ids and names until it has `rows` rows, each changed."""
    import csv as reader
    import io

    table = list(reader.DictReader(io.StringIO(csv)))
    out = io.StringIO()
    writer = reader.DictWriter(out, table[0].keys())
    writer.writeheader()
    for number in range(rows):
        row = table[number % len(table)]
        again = number // len(table)
        named = {} if not again else {"external_id": f"{row['external_id']}-{again}", "name": f"{row['name']} {again}"}
        writer.writerow(change(number, {**row, **named}))
    return out.getvalue()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    figures = asyncio.run(main(given.database))
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps({"database": given.database, "figures": figures}, indent=1) + "\n")
