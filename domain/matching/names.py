"""Finding customers by name: exact however the company form is written, or misspelt."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.matching.typos import roughly, slipped
from domain.matching.vocabulary import word_list
from domain.text import split_words

MOST_CANDIDATES = 600
"""Names compared letter by letter in one search."""
NEAR_WORDS = 4
"""Words of names tried for one misspelt word."""
A_SLIP_AWAY = 0.85
"""How alike a word must be to one of a name to stand for it alone."""
MOST_WEIGHED = 10
"""Words whose slips are weighed."""
MOST_PIECES = 5
"""Pieces of a word that are looked up, the rarest first."""
CLOSELY = 2
"""Names whose slips are weighed closely; as many are found at most."""
SHORT = 6
"""Words no longer than this are also looked up by their letters but one."""
BUCKETS = (1 << 16) - 1
WITHOUT_LAST = 0.95
"""What a likeness counts that leaves out the last word, which may be a spoilt legal form."""
LEAST_ALIKE = 0.66
"""How alike (0..1) a misspelt name must be."""
SLACK = 0.1
"""How much less alike a name may look before its slips are weighed."""


def legal_forms() -> frozenset[str]:
    """Words that name the form of a company and not the company."""
    return word_list("legal_forms.txt")


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """The name without its legal form: "Lumi Retail Oyj" and "lumi retail" are the same."""
    return " ".join(name_words(name))


def name_words(name: str) -> list[str]:
    """The same as words."""
    words = split_words(name)
    if 1 in map(len, words):
        words = _initials_joined(words)
    forms = legal_forms()
    return [w for w in words if w not in forms] or words


def _initials_joined(words: Iterable[str]) -> list[str]:
    """Single letters in a row as one word: "S.p.A." is spa, "A/S" is as."""
    found: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            found.append(run)
            run = ""
        found.append(word)
    return [*found, run] if run else found


@lru_cache(maxsize=4096)
def _like_legal_form(word: str) -> bool:
    """Whether the word is a misspelt legal form ("hlodigs", "aktienfesellschaft")."""
    return len(word) > 3 and any(
        len(form) > 3 and OSA.normalized_similarity(word, form, score_cutoff=0.7) for form in legal_forms()
    )


class Names:
    """Words and three-letter pieces of names, to find a few candidates among a million.

    Entries are never taken out: `current` says what a customer is called now, and what no longer fits is skipped.
    """

    def __init__(self, current: Callable[[int], str]) -> None:
        self._current = current
        self._rows: dict[str, array[int]] = {}
        self._pieces: dict[str, array[int]] = {}
        self._words: list[str] = []
        self._exact: dict[int, array[int]] = {}
        """Hash and id of each name in turn, in buckets by the hash."""

    def add_many(self, ids: Iterable[int], names: Iterable[str]) -> None:
        """Make these customers findable under these names."""
        exact, rows = self._exact, self._rows
        for id_, name in zip(ids, names, strict=True):
            words = name_words(name)
            number = hash(" ".join(words))
            bucket = exact.get(number & BUCKETS)
            if bucket is None:
                exact[number & BUCKETS] = array("q", (number, id_))
            else:
                bucket.append(number)
                bucket.append(id_)
            for word in words:
                holding = rows.get(word)
                if holding is None:
                    rows[word] = array("q", (id_,))
                    self._add_pieces(word)
                elif holding[-1] != id_:
                    holding.append(id_)

    def _add_pieces(self, word: str) -> None:
        number = len(self._words)
        self._words.append(word)
        for piece in _pieces(word):
            found = self._pieces.get(piece)
            if found is None:
                self._pieces[piece] = array("I", (number,))
            else:
                found.append(number)

    def exact(self, key: str) -> list[int]:
        """Customers of exactly this name key."""
        number = hash(key)
        bucket = self._exact.get(number & BUCKETS, ())
        found = [bucket[n + 1] for n in range(0, len(bucket), 2) if bucket[n] == number]
        return [i for i in dict.fromkeys(found) if name_key(self._current(i)) == key]

    def called(self, id: int) -> str:  # noqa: A002
        """What the customer is called."""
        return self._current(id)

    def knows(self, word: str) -> bool:
        """Whether the word stands in any name."""
        return word in self._rows

    def holding(self, word: str, allowed: Callable[[int], bool], most: int) -> list[int]:
        """Customers in whose names this word stands; none when there are more than `most`."""
        found: list[int] = []
        for id_ in self._rows.get(word, ()):
            if id_ not in found and allowed(id_) and word in name_key(self._current(id_)).split(" "):
                found.append(id_)
                if len(found) > most:
                    return []
        return found

    def almost_holding(self, word: str, allowed: Callable[[int], bool]) -> list[int]:
        """The one customer in whose name a word stands that this one is a slip away from."""
        near = [
            w for w in self._near_words(word) if w[0] == word[0] and OSA.normalized_similarity(w, word) >= A_SLIP_AWAY
        ]
        found = {id_ for w in near for id_ in self.holding(w, allowed, 1)}
        return list(found) if len(found) == 1 else []

    def alike(self, key: str, allowed: Callable[[int], bool], limit: int = 5) -> list[tuple[int, float]]:
        """Customers whose name is like this one, most alike first, with 0..1."""
        lists: list[array[int]] = []
        for word in key.split(" ")[:8]:
            lists.extend(self._rows[near] for near in self._near_words(word))
        lists.sort(key=len)
        candidates: dict[int, str] = {}
        for rows in lists:
            for id_ in rows[: MOST_CANDIDATES // 2]:
                if id_ not in candidates and allowed(id_):
                    candidates[id_] = name_key(self._current(id_))
            if len(candidates) >= MOST_CANDIDATES:
                break
        words = key.split(" ")
        bare = " ".join(w for n, w in enumerate(words) if not n or not _like_legal_form(w))
        asked = {key: 1.0, bare: 1.0}
        if kept := [w for w in words if not _like_legal_form(w)]:
            asked.setdefault(" ".join(kept), WITHOUT_LAST)
        if len(words) > 2:
            asked.setdefault(" ".join(words[:-1]), WITHOUT_LAST)
        alike: dict[int, tuple[float, float, str, str]] = {}
        for text, worth in asked.items():
            for name, _, id_ in process.extract(
                text, candidates, scorer=OSA.normalized_similarity, score_cutoff=LEAST_ALIKE - SLACK, limit=limit
            ):
                alike[id_] = max((worth * roughly(text, name), worth, text, name), alike.get(id_, (0.0, 0.0, "", "")))
        first = sorted(alike, key=lambda i: (-alike[i][0], i))[:CLOSELY]
        closely = [(i, worth * slipped(text, name)) for i in first for _, worth, text, name in [alike[i]]]
        return sorted((f for f in closely if f[1] >= LEAST_ALIKE), key=lambda f: (-f[1], f[0]))

    def _near_words(self, word: str) -> list[str]:
        """Words of names like this one: itself, or those sharing its rarest three-letter pieces."""
        if word in self._rows and len(word) > 2:
            return [word]
        pieces = sorted((self._pieces[p] for p in _pieces(word) if p in self._pieces), key=len)
        numbers: dict[int, None] = {}
        for found in pieces[:MOST_PIECES]:
            for number in found[:400]:
                numbers[number] = None
        listed = [self._words[n] for n in numbers if abs(len(self._words[n]) - len(word)) <= 3]
        near = process.extract(word, listed, scorer=OSA.normalized_similarity, score_cutoff=0.5, limit=MOST_WEIGHED)
        return sorted((w for w, _, _ in near), key=lambda w: -roughly(word, w))[:NEAR_WORDS]


def _pieces(word: str) -> set[str]:
    """Three letters in a row; of a short word also all its letters but one, which survive one slip."""
    padded = f"^{word}$"
    found = {padded[i : i + 3] for i in range(len(padded) - 2)} if len(padded) > 3 else {padded}
    if 1 < len(word) <= SHORT:
        found |= {f"-{word[:i]}{word[i + 1 :]}" for i in range(len(word))} | {f"-{word}"}
    return found
