"""What each part of the search brings: the kit's score with one source of words, or one step, taken away.

python -m bench.matching_sources KIT [KIT …]
"""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from unittest import mock

from bench.matching_index import factory

SOURCES = ("hand", "said", "osm-name", "osm-term", "naics", "uk-sic", "naics-index", "uk-index", "concept")


def scorer(kit: Path) -> ModuleType:
    """The kit's own eval.py."""
    spec = importlib.util.spec_from_file_location("kit_eval", kit / "eval.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no eval.py in {kit}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def without(step: str) -> Iterator[None]:
    """Take one step of the search away."""
    silent: dict[str, tuple[str, Callable[..., object]]] = {
        "the vote on unlisted phrases": ("domain.matching.parse.vote", lambda *_: []),
        "typo repair": ("domain.matching.parse.repaired", lambda *_: []),
        "bent forms": ("domain.matching.parse.straightened", lambda *_: []),
        "words run together": ("domain.matching.parse._joins", lambda *_: []),
        "misspelt names": ("domain.matching.query._named_nearly", lambda *_: {}),
    }
    target, stand_in = silent[step]
    with mock.patch(target, stand_in):
        yield


STEPS = ("the vote on unlisted phrases", "typo repair", "bent forms", "words run together", "misspelt names")


def main(kit: Path) -> None:
    """Print one row per variant: macro NDCG@5 and its change, then every group."""
    judge = scorer(kit)
    portfolio, queries = judge.load(str(kit))
    path = str(kit / "portfolio.csv")

    def score(search: Callable[[str, int], list[str]]) -> tuple[float, dict[str, float]]:
        measured, _ = judge.evaluate(portfolio, queries, search, 5, anchor=False)
        groups, macro = judge.summary(measured)
        return macro["ndcg@5"], {name: group["ndcg@5"] for name, group in groups.items()}

    whole, groups = score(factory(path))
    print("| without | macro | change | most hurt |\n|---|---|---|---|")
    print(f"| nothing | {whole:.3f} | | |")

    def tell(name: str, result: tuple[float, dict[str, float]]) -> None:
        macro, found = result
        hurt = sorted(found, key=lambda g: found[g] - groups[g])[:3]
        said = ", ".join(f"{g} {found[g] - groups[g]:+.2f}" for g in hurt if found[g] < groups[g] - 0.005)
        print(f"| {name} | {macro:.3f} | {macro - whole:+.3f} | {said} |", flush=True)

    for source in SOURCES:
        tell(source, score(factory(path, without_source=source)))
    for step in STEPS:
        with without(step):
            tell(step, score(factory(path)))


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        main(Path(folder))
