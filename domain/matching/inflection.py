"""How the words of a language bend: the rules of its file `forms.LANG.json`, and plurals of names made by them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from domain.text import fold

WORD_ENDS = frozenset("aeiouynsltr")
"""Letters a straightened word may end with."""
SHORTEST_PLURAL = 6
"""A shorter name in the plural bends into what may be another word ("maat": main)."""


class Forms(NamedTuple):
    """The rules of one language, as they are undone: endings and tails."""

    language: str
    shortest: int
    endings: frozenset[str]
    longest_ending: int
    tails: dict[str, tuple[str, ...]]
    """What may stand instead of each tail."""
    longest_tail: int
    strong: tuple[tuple[str, str], ...]
    """Consonants as they stand in a closed syllable, and in an open one."""
    many: tuple[tuple[str, str], ...]
    """How the stem of a name in the plural ends, and what comes of it before an ending."""
    many_mark: str
    """The letter a name in the plural ends with."""
    many_endings: tuple[str, ...]


@lru_cache(maxsize=4)
def forms(folder: Path) -> tuple[Forms, ...]:
    """The rules of every language that has some."""
    found = []
    for path in sorted(folder.glob("forms.*.json")):
        raw = json.loads(path.read_text("utf8"))
        endings = frozenset(map(fold, raw["endings"]))
        tails = [(fold(a), fold(b)) for a, b in raw["tails"]]
        tails += [
            (fold(weak + vowel), fold(strong + instead))
            for weak, strong in raw["strong"]
            for vowel, instead in raw["vowels"]
        ]
        tails += [(weak + v, strong + v) for weak, strong in raw["strong"] if weak for v in "aeiouy"]
        tails = [(a, b) for a, b in dict.fromkeys(tails) if not b or b[-1] in WORD_ENDS]
        instead: dict[str, tuple[str, ...]] = {}
        for a, b in tails:
            instead[a] = (*instead.get(a, ()), b)
        many = raw.get("many", {})
        found.append(
            Forms(
                path.name.split(".")[1],
                raw["shortest"],
                endings,
                max(map(len, endings)),
                instead,
                max(map(len, instead)),
                tuple((weak, strong) for weak, strong in raw["strong"]),
                tuple((fold(a), fold(b)) for a, b in many.get("stems", ())),
                many.get("mark", ""),
                tuple(dict.fromkeys(fold(e) for e in many.get("endings", ()))),
            )
        )
    return tuple(found)


def unbent(word: str, folder: Path) -> Iterator[str]:
    """Every word this one may be a form of, by the rules of each language; most are no words."""
    for rules in forms(folder):
        for end in range(max(rules.shortest, len(word) - rules.longest_ending), len(word) + 1):
            if word[end:] not in rules.endings:
                continue
            for start in range(max(0, end - rules.longest_tail), end + 1):
                for instead in rules.tails.get(word[start:end], ()):
                    if start + len(instead) >= rules.shortest:
                        yield word[:start] + instead


def plural_forms(name: str, rules: Forms) -> Iterator[str]:
    """Every form of a name that is a plural ("yhdysvallat": yhdysvalloissa, yhdysvaltojen); some that nobody says."""
    if len(name) < SHORTEST_PLURAL or not rules.many_mark or not name.endswith(rules.many_mark):
        return
    stem = name[: -len(rules.many_mark)]
    for tail, instead in rules.many:
        if stem.endswith(tail):
            for start in _grades(stem[: len(stem) - len(tail)], rules):
                yield from (start + instead + ending for ending in rules.many_endings)


def _grades(start: str, rules: Forms) -> Iterator[str]:
    """The beginning of a word as it is, and with its last consonants made strong."""
    yield start
    for weak, strong in rules.strong:
        if weak and start.endswith(weak):
            yield start[: len(start) - len(weak)] + strong
