"""How often words are said: an ordinary word is rarely a misspelling, and rarely the name of a trade."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

COMMON = {"en": 4.6}
"""How often (Zipf) a word of our own lists must be said to be weak, where it heads few phrases of its trade."""
COMMON_JOINED = 5.2
"""The same in languages that write a trade as one word, where few phrases are headed by another."""
FUNCTION = 5.9
"""What is said so often is hardly ever a trade, whatever it heads ("can")."""
LEAST_HEADED, LEAST_SHARE = 3, 0.4
"""A word heads its trade where it ends so many phrases of it, and so many of all that it ends."""
LEAST_SAID = 3.8
"""A rarer word is no everyday word."""
SURE = frozenset({"concept", "osm-name", "naics", "uk-sic"})
"""Sources that, beside our own lists, say that a word alone is a trade."""


@lru_cache(maxsize=2)
def frequencies(folder: Path) -> Mapping[str, float]:
    """The ordinary words of every language that has a list, with how often they are said (Zipf scale)."""
    found: dict[str, float] = {}
    for path in sorted(folder.glob("frequent.*.tsv")):
        for line in path.read_text("utf8").splitlines():
            if not line.startswith("#"):
                often, listed = line.split("\t")
                for word in listed.split(" "):
                    found[word] = max(float(often), found.get(word, 0.0))
    return found


def weak(
    language: str,
    singles: Mapping[str, tuple[str, frozenset[str]]],
    heads: Mapping[str, Sequence[str]],
    often: Mapping[str, float],
    trades: Collection[str] = (),
) -> set[str]:
    """Words that are seldom meant as the trade they stand for ("stage", "print", "back").

    singles: words alone with their first concept and the sources that say so. heads: the last words of longer
    phrases, with the first concept of each. trades: ordinary words that are trades in a sentence, too; where a language
    lists them, all others are things ("paper", "doors").
    """
    found = set()
    for word, (concept, sources) in singles.items():
        said = max(often.get(word, 0.0), often.get(f"{word}s", 0.0))
        if trades and said and word not in trades:
            found.add(word)
        if said < LEAST_SAID or word in trades:
            continue
        headed = heads.get(word, ())
        same = headed.count(concept)
        heading = same >= LEAST_HEADED and same >= LEAST_SHARE * len(headed)
        ours = "hand" in sources or "concept" in sources
        common = said >= COMMON.get(language, COMMON_JOINED)
        if said >= FUNCTION or (not heading and (not ours or (common and not sources & SURE))):
            found.add(word)
    return found
