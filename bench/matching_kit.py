"""The door for the kit's scorer: `factory(portfolio_csv_path)` gives `search(text, k) -> [id, …]`."""

from __future__ import annotations

import csv
import gc
from collections.abc import Callable, Iterator
from pathlib import Path

from domain.matching import Index, Profile

SENIORITY = {"C-level": 1.0, "VP": 0.8, "Director": 0.6, "Manager": 0.4}


def profiles(path: str | Path) -> Iterator[tuple[str, Profile]]:
    """The rows of a kit portfolio as (the kit's id, profile). The product's importer takes this place later."""
    with Path(path).open(encoding="utf8", newline="") as file:
        for n, row in enumerate(csv.DictReader(file)):
            left, total = int(row["budget_left"]), int(row["budget_total"])
            readiness = (
                0.35 * left / max(1, total)
                + 0.25 * int(row["satisfaction"]) / 10
                + 0.25 * max(0.0, 1 - int(row["last_verified_days"]) / 365)
                + 0.15 * SENIORITY[row["contact_seniority"]]
            )
            yield (
                row["id"],
                Profile(
                    id=n,
                    name=row["name"],
                    industry=row["industry"],
                    country=row["country"],
                    region=row["region"],
                    size=row["size"],
                    use_cases=tuple(row["use_cases"].split(";")),
                    products=tuple(row["products"].split(";")),
                    languages=tuple(row["languages"].split(";")),
                    activities=tuple(a.replace(" ", "_") for a in row["activities"].split(";")),
                    readiness=readiness,
                    available=row["status"] == "active" and left > 0,
                ),
            )


def factory(path: str, without_source: str = "") -> Callable[[str, int], list[str]]:
    """A search over the kit's portfolio, through the same function the slash command calls."""
    ids: list[str] = []

    def listed() -> Iterator[Profile]:
        for key, profile in profiles(path):
            ids.append(key)
            yield profile

    gc.disable()
    index = Index(listed(), without_source=without_source)
    gc.freeze()
    gc.enable()
    return lambda text, k: [ids[hit.id] for hit in index.search(text, limit=k).hits]
