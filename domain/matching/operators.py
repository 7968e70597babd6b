"""Words that govern others: "not", "outside", "neither … nor", "replaced", "like", "talk to". What they are is data.

Each language has a file `operators.LANG.tsv`: kind, place, phrases. The kinds that govern:
`not` leaves out what stands before or after it; `no` the same, but only right before what is known ("no rush, banks");
`aux` ("doesn't") through a `verb`; `vendor` takes the meaning from what it reaches ("replaced SAP"); `like` makes a
name the model of others; `talk` is a call; `plain` looks like a "not" and leaves nobody out ("not only"); `ends`
leaves out what stands right before it, where a clause ends ("banks yes, shops no"). Two words that work together have
the second as their place: `rather` ("rather … than") leaves out what stands behind the second, `around` ("leave …
out") what stands between.
And those that do not: `light` words are skipped on the way, a `stop` word ends it, a `cue` may say no in a way that
no table knows, `prose` words make a sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from domain.matching.normal import stem
from domain.matching.vocabulary import CONNECTORS, DATA, Lexicon, Words
from domain.text import fold, split_words

WORD_KINDS = ("verb", "light", "stop", "prose")
"""Kinds whose phrases are single words."""
LEAST_PROSE, LONG = 2, 7
"""So many pronouns and auxiliaries make a sentence, or one among so many words."""
PAIRED = ("rather", "around")
"""Kinds that need a second word behind them, which is their place in the table."""
OF_IT = frozenset([("of", "it"), ("of", "this"), ("of", "that"), ("of", "them")])
"""What may follow the second word of a pair: "leave it out of this"."""
FAR, NEAR = 10, 5
"""How many words behind the first the second of a `rather` and of an `around` may stand."""
LONGEST_ENTRY = 3
"""Words of an entry of the vocabulary that an operator may be a part of ("non profit")."""

Role = tuple[str, str]
"""Kind and place ("before" or "after" what it governs)."""


@dataclass(slots=True)
class Table:
    """The operators of every language. stems: beginnings of words that may say no."""

    phrases: dict[tuple[str, ...], tuple[Role, ...]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    words: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in WORD_KINDS})
    cues: set[str] = field(default_factory=set)
    stems: tuple[str, ...] = ()


class Operator(NamedTuple):
    """Words `start`…`end` of the query govern what stands beside them."""

    start: int
    end: int
    roles: tuple[Role, ...]

    def has(self, *kinds: str) -> bool:
        """Whether it is of one of these kinds."""
        return any(kind in kinds for kind, _ in self.roles)

    def stands(self, kind: str) -> Collection[str]:
        """Where it stands, as one of this kind."""
        return [place for each, place in self.roles if each == kind]


@lru_cache(maxsize=2)
def table(folder: Path = DATA) -> Table:
    """The operators of every language that has a file."""
    found = Table()
    for path in sorted(folder.glob("operators.*.tsv")):
        for line in path.read_text("utf8").splitlines():
            if not line.startswith("#"):
                kind, place, listed = line.split("\t")
                for phrase in listed.split("; "):
                    _add(found, kind, place, phrase)
    return found


def _add(found: Table, kind: str, place: str, phrase: str) -> None:
    words = tuple(split_words(phrase))
    place = fold(place)
    if kind in WORD_KINDS:
        found.words[kind].update(words)
    elif kind == "cue":
        if phrase.endswith("*"):
            found.stems = (*found.stems, words[0])
        else:
            found.cues.add(words[0])
    else:
        roles = found.phrases.get(words, ())
        if (kind, place) not in roles:
            found.phrases[words] = (*roles, (kind, place))
        found.longest[words[0]] = max(found.longest.get(words[0], 0), len(words))


def operators(words: Words, lexicon: Lexicon, counted: Collection[int] = ()) -> list[Operator]:
    """The operators among the words, the longest first where several might stand. counted: words of a headcount."""
    known = table()
    found: list[Operator] = []
    seconds: dict[int, Operator] = {}
    place = 0
    while place < len(words):
        operator = seconds.get(place) or _paired(_at(place, words, known), words, seconds)
        reached = range(operator.start, operator.end) if operator else ()
        if operator and not any(n in counted for n in reached) and not _is_entry(operator, words, lexicon):
            found.append(operator)
            place = operator.end
        else:
            place += 1
    return found


def _at(place: int, words: Words, known: Table) -> Operator | None:
    for length in range(min(known.longest.get(words[place][0], 0), len(words) - place), 0, -1):
        if roles := known.phrases.get(tuple(word for word, _ in words[place : place + length])):
            return Operator(place, place + length, roles)
    return None


def _paired(operator: Operator | None, words: Words, seconds: dict[int, Operator]) -> Operator | None:
    """The operator where it needs no second word or has it, which is noted then; else what is left of it."""
    if operator is None or not operator.has(*PAIRED):
        return operator
    for kind, second in operator.roles:
        if kind in PAIRED:
            ends = range(operator.end + 1, min(len(words), operator.end + (FAR if kind == "rather" else NEAR)))
            if place := next((n for n in ends if words[n][0] == second), 0):
                after = place + 1
                if tuple(word for word, _ in words[after : after + 2]) in OF_IT:
                    after += 2
                governs, mute = (("not", "before"),), (("plain", "before"),)
                seconds[place] = Operator(place, after, governs if kind == "rather" else mute)
                return operator._replace(roles=mute if kind == "rather" else governs)
    roles = tuple(role for role in operator.roles if role[0] not in PAIRED)
    return operator._replace(roles=roles) if roles else None


def _is_entry(operator: Operator, words: Words, lexicon: Lexicon) -> bool:
    """Whether the words are part of a longer phrase of the vocabulary, or the company's own: "non profit"."""
    if operator.end - operator.start == 1 and words[operator.start][0] in lexicon.own.entries:
        return True
    first, last = operator.start, operator.end
    for start in range(max(0, first - 1), first + 1):
        for end in range(last, min(len(words), start + LONGEST_ENTRY) + 1):
            if end - start > last - first:
                key = " ".join(stem(word) for word, _ in words[start:end] if word not in CONNECTORS)
                if any(m.kind in {"industry", "use_case", "synonym", "product"} for m in lexicon.meanings(key)):
                    return " " in key
    return False


def is_prose(words: Words) -> bool:
    """Whether the query is a sentence: two pronouns or auxiliaries, or one in a long one."""
    said = sum(word in table().words["prose"] for word, _ in words)
    return said >= LEAST_PROSE or (said > 0 and len(words) >= LONG)


def cues(words: Words, found: Sequence[Operator]) -> Iterator[int]:
    """The places of words that may say no, and stand in no operator that says whether they do."""
    known = table()
    told = {n for operator in found for n in range(operator.start, operator.end)}
    for n, (word, _) in enumerate(words):
        if n not in told and (word in known.cues or word.startswith(known.stems)):
            yield n
