"""The words of a query, as typed and without their endings."""

from __future__ import annotations

import re
from functools import lru_cache

from domain.text import WORDS, split_words

LONGEST_TEXT = 400
"""Characters of a query that are read; what follows is ignored, so that work stays bounded."""
MOST_WORDS = 40
"""Words of a query that are read."""

_TYPED = re.compile(rf"\d+k?\+(?!\w)|\d+k?[-–]\d+k?(?!\w)|{WORDS.pattern}")
"""The same, but "500+" and "50-200" stay whole."""
_PAUSE = re.compile(r"[,;/+\n](?=\D)")
_BENT_LETTERS = re.compile(
    r"(?<=[^\W\d_]):(?:(?:i?[st]|i?ss|i?st|i?ll|i?lt|i?n)?[aä]|i?lle|i?ksi|h?[aeiouyäö]?n|iin|ien|iden|den|t)(?!\w)"
)
"""How Finnish bends letters that are read one by one: "USA:ssa", "EU:n"."""


def typed_words(text: str) -> list[tuple[str, str]]:
    """The words of a query as (folded, as typed), at most `MOST_WORDS` from the first `LONGEST_TEXT` characters."""
    found: list[tuple[str, str]] = []
    text = text[:LONGEST_TEXT].replace("&", " and ")
    if ":" in text:
        text = _BENT_LETTERS.sub("", text)
    for match in _TYPED.finditer(text):
        typed = match.group()
        for part in split_words(typed):
            found.append((part, typed))
            if len(found) == MOST_WORDS:
                return found
    return found


def pauses(text: str) -> frozenset[int]:
    """Which words of a query stand behind a comma or the like, counted as `typed_words` does."""
    if not _PAUSE.search(text):
        return frozenset()
    found, count = set(), 0
    for part in _PAUSE.split(text[:LONGEST_TEXT])[:-1]:
        count += len(typed_words(part))
        found.add(count)
    return frozenset(found)


def separators(text: str) -> list[str]:
    """What stands before each word of a query, counted as `typed_words` does: spaces, a comma, a full stop."""
    text = text[:LONGEST_TEXT].replace("&", " and ")
    if ":" in text:
        text = _BENT_LETTERS.sub("", text)
    found: list[str] = []
    end = 0
    for match in _TYPED.finditer(text):
        parts = len(split_words(match.group()))
        if parts:
            found += [text[end : match.start()], *[""] * (parts - 1)]
            end = match.end()
    return found[:MOST_WORDS]


AS_THEY_ARE = frozenset(
    ["securities", "glasses", "goods", "news", "arms", "customs", "series", "sports", "pos", "bus", "gas", "saas"]
)
"""Words whose last s is no plural, or whose plural means something else."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without an English plural or -ing ending: shops, shop; bakeries, bakery; mining, mine."""
    if word in AS_THEY_ARE:
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
