"""What each operator of a query governs, and where its reach ends: what is left out, undecided, or only a model.

A "not" reaches over light words to the first thing known behind it, and what is one phrase with that: a comma, a stop
word ("but", "please") or too many words end it before. "Or" and "nor" go on with more of the kind, "and" too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.matching.normal import stem
from domain.matching.operators import Operator, cues, table
from domain.matching.segment import Segment
from domain.matching.vocabulary import CONNECTORS, Lexicon, Words

MOST_FILLERS = 4
"""Words that ask for nothing which a reach may skip."""
FURTHER = frozenset(["or", "nor", "and", "tai", "eika", "ja", "seka", "eller", "och", "oder", "noch", "und", "plus"])
"""Words that go on with what is listed."""
EITHER = frozenset(["or", "nor", "tai", "eika", "eller", "oder", "noch"])
ONES = frozenset(["ones", "one", "muut", "toiset", "andra", "andere"])
"""Words that speak of the trade again that was qualified: "none of the Swedish banks, the Danish ones"."""
HARDLY_KNOWN = frozenset({"filler"})
THROUGH_A_VERB = frozenset({"activity", "use_case", "synonym", "product", "name"})
"""What a "doesn't" with any verb may leave out ("doesn't use the chatbot"); with a verb of wishing, anything."""
QUALIFYING = frozenset({"region", "size", "language", "origin", "level"})
"""Kinds of words that make one phrase with the trade behind them."""
_OF_A_PLACE = re.compile(r"(?:ic|an|ish|ese|ern|lai\w+|sk|ska|skt|sche?[rsnm]?|er)s?$")
_BREAK = re.compile(r"[,;:.!?()\n–—]|\s-\s")


class Item(NamedTuple):
    """Words `start`…`end` mean something: a facet of this kind, or the name of a customer."""

    start: int
    end: int
    kind: str
    facet: tuple[str, str]
    typed: str


@dataclass(slots=True)
class Reach:
    """Places of words that are left out; that may be; that a "not" reached and nobody knows; after a "like"."""

    out: set[int] = field(default_factory=set)
    undecided: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    models: set[int] = field(default_factory=set)


def reach(
    words: Words,
    segments: Sequence[Segment],
    found: Sequence[Operator],
    gaps: Sequence[str],
    lexicon: Lexicon,
    names: Collection[tuple[int, int]] = (),
) -> Reach:
    """What the operators of a query govern. names: the words that name customers."""
    doubts = list(cues(words, found))
    if not found and not doubts:
        return Reach()
    walk = _Walk(words, _items(words, segments, names), found, gaps, lexicon)
    for operator in found:
        if not any(operator.start < end and start < operator.end for start, end in names):
            walk.follow(operator)
    walk.doubt(doubts)
    return walk.reach


def _items(words: Words, segments: Sequence[Segment], names: Collection[tuple[int, int]]) -> dict[int, Item]:
    items: dict[int, Item] = {}
    covered = {n for start, end in names for n in range(start, end)}
    for s in segments:
        meant = s.meanings[0]
        if meant.kind not in HARDLY_KNOWN and covered.isdisjoint(range(s.start, s.end)):
            typed = " ".join(word for word, _ in words[s.start : s.end])
            item = Item(s.start, s.end, meant.kind, (meant.kind, meant.value), typed)
            items |= dict.fromkeys(range(s.start, s.end), item)
    for start, end in names:
        items |= dict.fromkeys(range(start, end), Item(start, end, "name", ("name", str(start)), ""))
    return items


@dataclass(slots=True)
class _Way:
    """How far a reach has come: fillers skipped, whether through a verb, and whether that is one of wishing."""

    small: int = 0
    through: bool = False
    wishing: bool = True


class _Walk:
    """One reading of a query's operators, from left to right."""

    def __init__(
        self, words: Words, items: Mapping[int, Item], found: Sequence[Operator], gaps: Sequence[str], lexicon: Lexicon
    ) -> None:
        self.reach = Reach()
        self._words = words
        self._items = items
        self._starts = {operator.start: operator for operator in found}
        self._gaps = gaps
        self._lexicon = lexicon
        self._idle: list[Operator] = []

    def follow(self, operator: Operator) -> None:
        """Note what one operator governs."""
        if operator.has("like"):
            self._model(operator)
        if operator.has("ends") and self._last(operator.end) and self._backwards(operator):
            return
        if not operator.has("not", "no", "aux"):
            return
        sides = operator.stands("not") or ("before",)
        if "after" in sides and not ("before" in sides and self._goes_on(operator.end)):
            hit = self._backwards(operator)
        else:
            hit = self._onwards(operator) or ("after" in sides and self._backwards(operator))
        if not hit:
            self._idle.append(operator)

    def _last(self, place: int) -> bool:
        """Whether a clause ends before this word."""
        return place >= len(self._words) or bool(_BREAK.search(self._gaps[place]))

    def doubt(self, doubts: Sequence[int]) -> None:
        """Where a clause seems to say no and nothing was reached, what it asks for is undecided."""
        for operator in self._idle:
            start, end = self._clause(operator.start)
            behind = range(operator.end, end)
            content = any(not self._light(self._words[n][0]) for n in behind)
            within = behind if content else range(start, operator.start)
            if any(n in self.reach.unknown for n in range(operator.end, end)):
                continue
            self._undecide(within)
        for n in doubts:
            if n not in self._items:
                start, end = self._clause(n)
                if self.reach.out.isdisjoint(range(start, end)):
                    self._undecide(range(start, end))

    def _undecide(self, within: range) -> None:
        self.reach.undecided |= {n for n in within if n in self._items and n not in self.reach.out}

    def _clause(self, place: int) -> tuple[int, int]:
        start = place
        while start and not self._broken(start):
            start -= 1
        end = place + 1
        while end < len(self._words) and not self._broken(end):
            end += 1
        return start, end

    def _broken(self, place: int) -> bool:
        """Whether a clause begins with this word."""
        return bool(_BREAK.search(self._gaps[place])) or self._words[place][0] in {
            "but",
            "mutta",
            "men",
            "aber",
            "sondern",
        }

    def _light(self, word: str) -> bool:
        return word in CONNECTORS or word in table().words["light"] or word in table().words["stop"]

    def _goes_on(self, place: int) -> bool:
        return self._next(place, Operator(place, place, (("not", "before"),))) is not None

    def _next(self, place: int, operator: Operator) -> Item | None:
        """The first thing known from here on that an operator reaches."""
        begin, way = place, _Way()
        if self._found_behind(operator, place):
            return None
        while place < len(self._words):
            if place > begin and _BREAK.search(self._gaps[place]):
                return None
            if item := self._items.get(place):
                fits = not operator.has("aux") or operator.has("not") or way.wishing
                return item if fits or item.kind in THROUGH_A_VERB else None
            place = self._step(place, operator, way, first=place == begin)
            if not place:
                return None
        return None

    def _found_behind(self, operator: Operator, place: int) -> bool:
        """Whether a pause right behind an operator ends its reach: "preferably not, banks"."""
        real = 0 < place < len(self._words) and operator.start != operator.end
        return real and bool(re.search(r"[,;.!?]", self._gaps[place]))

    def _step(self, place: int, operator: Operator, way: _Way, *, first: bool) -> int:
        """Where a reach goes on from a word that means nothing by itself; 0 where it ends."""
        word, other, known = self._words[place][0], self._starts.get(place), table().words
        bound = first and operator.has("no") and not operator.has("not") and word not in CONNECTORS
        if other and other.has("talk") and not other.has("not"):
            return other.end
        if other or bound:
            return 0
        after = place + 1
        if word in CONNECTORS or word in known["light"] or (operator.has("not") and word in known["verb"]):
            pass
        elif operator.has("aux") and (not way.through or word in known["verb"]):
            way.through, way.wishing = True, word in known["verb"]
        elif word in known["stop"]:
            after = 0
        elif way.small < MOST_FILLERS and self._filler(word):
            way.small += 1
        else:
            self._reached_unknown(place, operator)
            after = 0
        return after

    def _reached_unknown(self, place: int, operator: Operator) -> None:
        """Note a word nobody knows that an operator reached, and the trades behind it: "not Wrrble shop"."""
        if operator.start == operator.end or operator.has("aux"):
            return
        self.reach.unknown.add(place)
        while place + 1 < len(self._words) and not _BREAK.search(self._gaps[place + 1]):
            follows = self._items.get(place + 1)
            if not follows or follows.kind != "industry":
                break
            place += 1
            self.reach.unknown.add(place)

    def _filler(self, word: str) -> bool:
        found = self._lexicon.meanings(stem(word))
        return bool(found) and found[0].kind == "filler"

    def _onwards(self, operator: Operator) -> bool:
        hit = self._next(operator.end, operator)
        if hit is None:
            return False
        self._leave_out(hit)
        bound = operator.has("no") and "-" in self._gaps[operator.end]
        end = hit.end if bound else self._phrase(hit)
        while further := self._listed(end, hit):
            self._leave_out(further)
            end = further.end
        return True

    def _leave_out(self, item: Item) -> None:
        self.reach.out |= set(range(item.start, item.end))

    def _phrase(self, hit: Item) -> int:
        """Leave out what makes one phrase with a thing hit, too: "a German bank"; returns where that ends."""
        end = hit.end
        while end < len(self._words) and end in self._items and not _BREAK.search(self._gaps[end]):
            after = self._items[end]
            if after.facet == hit.facet:
                self._leave_out(after)
                end = after.end
                continue
            if hit.kind not in QUALIFYING or after.kind in QUALIFYING or not self._qualifies(hit):
                break
            again = any(word in ONES for word, _ in self._words[after.end :])
            wished = any(i.facet == after.facet and i.start != after.start for i in self._items.values())
            if again or wished:
                break
            self._leave_out(after)
            end = after.end
        return end

    def _qualifies(self, item: Item) -> bool:
        return item.kind != "region" or bool(_OF_A_PLACE.search(item.typed))

    def _listed(self, place: int, hit: Item) -> Item | None:
        """The next thing listed with one that was hit."""
        if place >= len(self._words):
            return None
        gap, word = self._gaps[place], self._words[place][0]
        goes_on = word in FURTHER
        if _BREAK.search(gap.replace(",", "")) or not (goes_on or re.search(r"[,/+]", gap)):
            return None
        start = place + goes_on
        while start < len(self._words) and start not in self._items and self._skipped(self._words[start][0]):
            start += 1
        item = self._items.get(start)
        same = item is not None and item.start == start and item.kind == hit.kind
        if not item or not same or any(place < n <= start for n in self._starts):
            return None
        return item if goes_on or "," not in gap or self._ends_in_a_list(item) else None

    def _ends_in_a_list(self, item: Item) -> bool:
        """Whether more is listed behind a thing: only then a comma alone goes on with what is left out."""
        return item.end < len(self._words) and self._listed(item.end, item) is not None

    def _skipped(self, word: str) -> bool:
        return word in CONNECTORS or word in table().words["light"]

    def _backwards(self, operator: Operator) -> bool:
        """Leave out the last thing before an operator, and those of its kind listed with it."""
        place, hit = operator.start - 1, None
        while place >= 0 and not hit:
            if _BREAK.search(self._gaps[place + 1]):
                return False
            hit = self._items.get(place)
            word = self._words[place][0]
            if not hit and not (word in CONNECTORS or word in table().words["light"] or self._filler(word)):
                return False
            place -= 1
        if hit is None or not self.reach.out.isdisjoint(range(hit.start, hit.end)):
            return False
        self._leave_out(hit)
        start = hit.start
        while start > 1:
            joined = self._words[start - 1][0] in FURTHER
            before = self._items.get(start - 2 if joined else start - 1)
            comma = "," in self._gaps[start] or "/" in self._gaps[start]
            if before is None or before.kind != hit.kind or not (joined or comma):
                break
            self._leave_out(before)
            start = before.start
        return True

    def _model(self, operator: Operator) -> None:
        if "before" in operator.stands("like"):
            place = operator.end
            while place < len(self._words) and place not in self._items:
                if self._words[place][0] not in CONNECTORS | table().words["light"]:
                    self.reach.models.add(place)
                    break
                place += 1
            if place in self._items:
                self.reach.models.add(place)
        if "after" in operator.stands("like") and operator.start:
            self.reach.models.add(operator.start - 1)


MOST_REPLACED = 3
"""Words of what a company moved off."""


def vendors(words: Words, found: Sequence[Operator], gaps: Sequence[str], lexicon: Lexicon) -> set[int]:
    """The places of what somebody moved off or compares with: it is no trade, however it reads ("replaced SAP")."""
    places: set[int] = set()
    starts = {operator.start for operator in found}
    for operator in found:
        stands = operator.stands("vendor")
        if "before" in stands:
            place = operator.end
            begin = place
            while place < len(words) and place - begin < MOST_REPLACED + 2:
                word = words[place][0]
                if (_BREAK.search(gaps[place]) or place in starts) or (place > begin and _ends(word)):
                    break
                if _known_apart(word, lexicon):
                    break
                if word not in CONNECTORS | table().words["light"]:
                    places.add(place)
                place += 1
        if "after" in stands and operator.start and not _BREAK.search(gaps[operator.start]):
            before = operator.start - 1
            if not _known_apart(words[before][0], lexicon) and before not in places:
                places.add(before)
    return places


def _ends(word: str) -> bool:
    return word in CONNECTORS or word in table().words["stop"] or word in FURTHER


def _known_apart(word: str, lexicon: Lexicon) -> bool:
    """Whether the word is something asked for all the same: a product of ours, a place, a use case."""
    return any(m.kind not in {"industry", "filler", "level"} for m in lexicon.meanings(stem(word))[:1])
