"""How likely one word is another with slips of the finger: what usually happens on a keyboard costs less."""

from __future__ import annotations

from itertools import pairwise

from rapidfuzz.distance import OSA, Levenshtein

from domain.matching.normal import stem

SWAP, DOUBLE, BESIDE, BELOW, LEFT_OUT, ADDED, OTHER = 0.65, 0.7, 0.8, 1.0, 0.85, 1.3, 1.5
AFTER = 1.0
"""Two letters in the wrong order, one typed twice (or once for twice), the key beside, the key above or below, one left
out, one added (`AFTER`: at the end, where words bend), another one. A plain edit distance counts 1 for each."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _keys() -> dict[str, float]:
    found: dict[str, float] = {}
    for n, row in enumerate(_ROWS):
        for a, b in pairwise(row):
            found[a + b] = found[b + a] = BESIDE
        for m, below in enumerate(_ROWS[n + 1] if n < len(_ROWS) - 1 else ""):
            for above in row[m : m + 2]:
                found[above + below] = found[below + above] = BELOW
    return found


_NEAR = _keys()


def one_slip(word: str) -> set[str]:
    """Everything the word becomes by one usual slip."""
    found = set()
    for n, letter in enumerate(word):
        before, after = word[:n], word[n + 1 :]
        found |= {before + after, before + letter + letter + after}
        found |= {before + near[0] + after for near, price in _NEAR.items() if near[1] == letter and price == BESIDE}
    return (found | swaps(word)) - {word}


def swaps(word: str) -> set[str]:
    """Everything the word becomes by two letters in the wrong order."""
    return {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)} - {word}


def slipped(typed: str, meant: str) -> float:
    """0..1, 1 for the same word: one less the cost of the slips for each letter."""
    longest = max(len(typed), len(meant))
    return 1.0 - cost(typed, meant) / longest if longest else 1.0


def alike(typed: str, meant: str) -> float:
    """The same of a whole word, whichever of the two is a plural; 1 where one is a part of a compound."""
    if meant in typed:
        return 1.0
    return max(slipped(typed, meant), slipped(typed, meant + "s"), slipped(stem(typed), meant))


def starts_otherwise(typed: str, meant: str) -> bool:
    """Whether the first letter is another one, and not swapped with the second."""
    return typed[0] != meant[0] and sorted(typed[:2]) != sorted(meant[:2])


def roughly(typed: str, meant: str) -> float:
    """The same from the fewest slips there can be, which are found in no time but are not always the likeliest."""
    total = 0.0
    for slip in Levenshtein.editops(meant, typed):
        i, j = slip.src_pos, slip.dest_pos
        if slip.tag == "replace":
            total += _NEAR.get(typed[j] + meant[i], OTHER)
        else:
            total += _added(typed, j, i == len(meant)) if slip.tag == "insert" else _left_out(meant, i)
    return 1.0 - min(total, float(OSA.distance(meant, typed))) / max(len(typed), len(meant), 1)


def cost(typed: str, meant: str) -> float:
    """What the likeliest slips cost that lead from the word meant to the one typed: row by row of the usual table."""
    start, end, shortest = 0, 0, min(len(typed), len(meant))
    while start < shortest and typed[start] == meant[start]:
        start += 1
    while end < shortest - start and typed[-1 - end] == meant[-1 - end]:
        end += 1
    letters, hits = range(start, len(meant) - end), range(start, len(typed) - end)
    before: list[float] = []
    row = [0.0]
    added, added_last = ([_added(typed, j, last) for j in hits] for last in (False, True))
    for price in added_last if start == len(meant) else added:
        row.append(row[-1] + price)
    for i in letters:
        letter, left_out = meant[i], _left_out(meant, i)
        if i == len(meant) - 1:
            added = added_last
        after = [row[0] + left_out]
        for at, j in enumerate(hits):
            hit = typed[j]
            if hit == letter:
                after.append(row[at])
                continue
            best = min(
                row[at] + _NEAR.get(hit + letter, OTHER),
                after[at] + added[at],
                row[at + 1] + left_out,
            )
            if i > start and at and hit == meant[i - 1] and typed[j - 1] == letter:
                best = min(best, before[at - 1] + SWAP)
            after.append(best)
        before, row = row, after
    return row[-1]


def _added(typed: str, j: int, last: bool) -> float:
    if typed[j] in (typed[max(0, j - 1) : j], typed[j + 1 : j + 2]):
        return DOUBLE
    return AFTER if last else ADDED


def _left_out(meant: str, i: int) -> float:
    return DOUBLE if meant[i] in (meant[max(0, i - 1) : i], meant[i + 1 : i + 2]) else LEFT_OUT
