"""Which of many words may be a misspelling of one: those that share pairs of letters with it, found by bits."""

from __future__ import annotations

from dataclasses import dataclass, field

SHORT = 4
"""Words up to this long need one pair in common, longer ones two: each slip breaks two pairs, a swap three."""


def pairs(word: str) -> set[str]:
    """Each two letters beside one another; both ends count as letters."""
    ended = f"^{word}$"
    return {ended[n : n + 2] for n in range(len(ended) - 1)}


@dataclass(slots=True)
class NearWords:
    """Words of one length. What was added last is taken into the bits when somebody asks."""

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
