"""The index alone over a kit's portfolio, without a database: what the benches of the engine itself measure."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path

from domain.matching import Index, Profile

COLUMNS = (
    "id", "name", "industry", "country", "region", "size", "use_cases", "products", "languages", "activities",
    "contact_seniority", "last_verified_days", "budget_left", "budget_total", "satisfaction", "status",
)  # fmt: skip
SENIORITY = {"C-level": 1.0, "VP": 0.8, "Director": 0.6, "Manager": 0.4}


def profiles(path: str | Path) -> Iterator[tuple[str, Profile]]:
    """The rows of a kit portfolio as (the kit's id, profile)."""
    with Path(path).open(encoding="utf8", newline="") as file:
        rows = csv.reader(file)
        at = {column: n for n, column in enumerate(next(rows))}
        take = itemgetter(*(at[c] for c in COLUMNS))
        several: dict[str, tuple[str, ...]] = {}

        def split(text: str) -> tuple[str, ...]:
            return several.get(text) or several.setdefault(text, tuple(text.split(";")))

        for n, row in enumerate(rows):
            key, name, industry, country, region, size, uses, products, languages, activities, *rest = take(row)
            seniority, verified, left, total, satisfaction, status = rest
            readiness = (
                0.35 * int(left) / max(1, int(total))
                + 0.25 * int(satisfaction) / 10
                + 0.25 * max(0.0, 1 - int(verified) / 365)
                + 0.15 * SENIORITY[seniority]
            )
            yield (
                key,
                Profile(
                    id=n,
                    name=name,
                    industry=industry,
                    country=country,
                    region=region,
                    size=size,
                    use_cases=split(uses),
                    products=split(products),
                    languages=split(languages),
                    activities=split(activities.replace("case study", "case_study")),
                    readiness=readiness,
                    available=status == "active" and int(left) > 0,
                ),
            )


def factory(path: str, without_source: str = "") -> Callable[[str, int], list[str]]:
    """A search over the kit's portfolio, straight from its file."""
    ids: list[str] = []

    def listed() -> Iterator[Profile]:
        for key, profile in profiles(path):
            ids.append(key)
            yield profile

    index = Index(listed(), without_source=without_source)
    return lambda text, k: [ids[hit.id] for hit in index.search(text, limit=k).hits]
