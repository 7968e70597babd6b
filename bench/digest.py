"""How long the digest takes and how much memory: `python -m bench.digest sqlite|postgresql [customers]`.

For every customer ten ledger rows, five requests and a search; a third of the customers were never used. Beside the
digest stands the plainest thing one can ask of the ledger: how many rows, and the sum of their points.
"""

import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.databases import fresh_database
from blocks.programme.digest import build
from bot.settings import Settings
from handlers.programme.digest import composed
from store.db.tables import metadata
from store.migrate import upgrade
from store.tx import open_store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = "'" + "What they did with it. " * 15 + "'"
PARTS = ("_shared", "strain", "_overridden", "_asked", "_unused", "rested", "_waiting", "_thanks_overdue", "_unmet")


def statements(kind: str, customers: int) -> Iterator[str]:
    """What fills the tables, in the words of one database."""
    lite = kind == "sqlite"

    def many(count: int) -> str:
        if lite:
            counted = f"SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}"
            return f"(WITH RECURSIVE n(i) AS ({counted}) SELECT i FROM n) AS n"
        return f"generate_series(1, {count}) AS n(i)"

    def day(ago: str) -> str:
        return f"date('2026-11-22', '-' || ({ago}) || ' days')" if lite else f"(DATE '2026-11-22' - ({ago}))"

    def at(ago: str) -> str:
        if lite:
            return f"datetime('2026-11-22 10:00:00', '-' || ({ago}) || ' days')"
        return f"(TIMESTAMPTZ '2026-11-22 10:00+00' - ({ago}) * INTERVAL '1 day')"

    quarter = "CASE (i / 7) % 4 WHEN 0 THEN '2026-10-01' WHEN 1 THEN '2026-07-01' WHEN 2 THEN '2026-01-01' "
    quarter += "ELSE '2025-04-01' END"
    quarter = quarter if lite else f"CAST({quarter} AS date)"
    used = f"1 + (CAST(i AS bigint) * 7919) % ({customers} * 2 / 3)"
    json, secret = ("", "i % 100 = 0") if lite else ("::json", "i % 100 = 0")
    yield f"""INSERT INTO people (id, name, timezone, standing) SELECT i, 'Person', 'UTC', 'member' FROM {many(1000)}"""
    yield f"""INSERT INTO customers (id, external_id, name, industry, country, region, size, tier, use_cases, products,
        languages, activities, competitors, owner_id, segment, story, satisfaction, verified_on, verified_by,
        quarter_points, classified, changed_at)
        SELECT i, 'X' || i, 'Customer ' || i, 'Industry ' || (i % 60), 'FI', 'EMEA', 'SMB', '', '[]', '[]', '[]', '[]',
        '[]', 1 + i % 1000, 'a segment', {WORDS}, (i * 7) % 11, {day("i % 700")}, '',
        CASE WHEN i % 9 = 0 THEN 8 END, {secret}, 0 FROM {many(customers)}"""
    yield f"""INSERT INTO requests (id, version, customer_id, requester_id, decider_id, activity, purpose, needed_by,
        prospect, deal_name, deal_value, deal_stage, prospect_person, prospect_seniority, wants_to_hear, status,
        created_at, changed_at, agreed_by, points, used_on, decided_by, decided_at, note)
        SELECT i, 1, {used}, 1 + i % 1000, 1, 'call', 'sales', {day("i % 1100")}, 'Prospect ' || i, '', '', '', '', '',
        'To hear how', CASE WHEN i % 4 = 0 THEN 'declined' WHEN i % 1000 = 1 THEN 'pending' ELSE 'completed' END,
        {at("i % 1100")}, {at("i % 1100")}, '', 2, {day("i % 1100")}, 1, {at("i % 1100")}, ''
        FROM {many(customers * 5)}"""
    yield f"""INSERT INTO ledger (id, customer_id, quarter, points, entry, activity, used_on, request_id, by_id, at)
        SELECT i, {used}, {quarter}, 2, 'reserve', 'call', {day("i % 1100")}, 1 + (i - 1) / 2, 1, {at("i % 1100")}
        FROM {many(customers * 10)}"""
    yield f"""INSERT INTO budget_periods (customer_id, quarter, used)
        SELECT {used}, {quarter}, 1 + i % 5 FROM {many(customers * 4)} WHERE true ON CONFLICT DO NOTHING"""
    yield f"""INSERT INTO searches (id, person_id, words, filters, hits, at)
        SELECT i, 1 + i % 1000, 'words', (CASE WHEN i % 5 = 0 THEN '{{"unmet": ["segment ' || (i % 200) || '"]}}'
        ELSE '{{}}' END){json}, '[]', {at("i % 30")} FROM {many(customers)}"""


async def main(url: str, kind: str, customers: int) -> None:
    """Fill, count three times, print."""
    await upgrade(url)
    store = open_store(url, lambda: NOW)
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    async with store.engines.write.begin() as connection:
        for index in indexes:
            await connection.run_sync(index.drop)
    for statement in statements(kind, customers):
        began = time.perf_counter()
        async with store.engines.write.begin() as connection:
            if kind != "sqlite":
                # What is made up here points at rows that are there; looking at each would take an hour.
                await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            await connection.exec_driver_sql(statement)
        print(f"{' '.join(statement.split()[:3])}: {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    async with store.engines.write.begin() as connection:
        for index in indexes:
            await connection.run_sync(index.create)
        await connection.exec_driver_sql("ANALYZE")
    print(f"indexes: {time.perf_counter() - began:.0f} s", flush=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(3):
        said = []
        async with store.reading() as tx:
            for name in PARTS:
                began = time.perf_counter()
                lists = name in ("strain", "_overridden", "_asked", "_unmet")
                await getattr(tx.digest_figures, name)(*((8,) if lists else ()))
                said.append(f"{name.strip('_')} {time.perf_counter() - began:.2f}")
        began = time.perf_counter()
        async with store.engines.read.connect() as connection:
            await connection.exec_driver_sql("SELECT count(*), sum(points) FROM ledger")
        plain = time.perf_counter() - began
        began = time.perf_counter()
        async with store.reading() as tx:
            message = build(await composed(tx))
        took = time.perf_counter() - began
        print(f"the digest: {took:.2f} s, {took / plain:.1f} x counting the ledger in {plain:.2f} s", end=" ")
        print(f"({', '.join(said)}); load average {os.getloadavg()[0]:.1f}", flush=True)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"memory grew by {grown:.0f} MB\n{message.text}")
    await store.close()


if __name__ == "__main__":
    chosen, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as folder, fresh_database(chosen, Path(folder), "digest") as made:
        asyncio.run(main(Settings(database_url=made).database_url, chosen, count))
