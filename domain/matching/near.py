"""Which of many words may be a misspelling of one: those that share pairs of letters with it, found by bits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SHORT = 4
"""Words up to this long need one pair in common, longer ones two: each slip breaks two pairs, a swap three."""


def pairs(word: str) -> set[str]:
    """Each two letters beside one another; both ends count as letters."""
    ended = f"^{word}$"
    return {ended[n : n + 2] for n in range(len(ended) - 1)}


@dataclass(slots=True)
class NearWords:
    """Words of one length. Words added since the last question are taken into the bits with the next."""

    words: list[str] = field(default_factory=list)
    _bits: dict[str, int] = field(default_factory=dict)
    _known: int = 0

    def sharing(self, wanted: set[str], least: int) -> list[str]:
        """The words with at least so many (1 or 2) of these pairs."""
        self._take_in()
        once = twice = 0
        for pair in wanted:
            having = self._bits.get(pair, 0)
            twice |= once & having
            once |= having
        bits = bin(twice if least > 1 else once)[:1:-1]
        found, at = [], bits.find("1")
        while at >= 0:
            found.append(self.words[at])
            at = bits.find("1", at + 1)
        return found

    def _take_in(self) -> None:
        for number in range(self._known, len(self.words)):
            for pair in pairs(self.words[number]):
                self._bits[pair] = self._bits.get(pair, 0) | 1 << number
        self._known = len(self.words)


def near(word: str, *by_length: Mapping[int, NearWords]) -> Iterator[list[str]]:
    """Of each table the words up to two letters longer or shorter that share letters with this one."""
    wanted, least = pairs(word), 1 if len(word) <= SHORT else 2
    for length in range(len(word) - 2, len(word) + 3):
        for table in by_length:
            if length in table:
                yield table[length].sharing(wanted, least)
