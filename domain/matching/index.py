"""The index that answers a search: words to facets, facets to customers, every term of the score told."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import compress, islice
from typing import Any

from domain.matching.asking_back import chosen, nearest, too_little
from domain.matching.bitmap_index import BitmapIndex, Chunk, Group, IndexRow, Staged
from domain.matching.columns import COLUMNS, FacetColumn
from domain.matching.confidential import ConfidentialEntry, ConfidentialIndex, found_with
from domain.matching.labels import resolve_label
from domain.matching.model import (
    COUNTED,
    NOT,
    Answer,
    CompanyWords,
    Facet,
    Hit,
    MatchReason,
    Profile,
    Profiles,
    Reading,
)
from domain.matching.names import Names
from domain.matching.normal import stem
from domain.matching.query import Understood, understand
from domain.matching.ranking import find
from domain.matching.score import WEIGHT, Term, ask
from domain.matching.vocabulary import Lexicon, concepts, places, use_case_words
from domain.text import fold, split_words

STAGED = 5000
"""Customers staged at once, where they come one by one."""
SHUT_OUT = frozenset({"industry", "use_case", "product", "region", "size", "language"})
"""What customers may be left out for."""
STORY_WORDS = 400
"""Words of a story that can be found."""
_CLASSIFIED = ("classified", "")
"""What the classified have in common."""


class Index:
    """Every customer the search may find, in memory."""

    def __init__(
        self, profiles: Iterable[Profile] = (), words: CompanyWords | None = None, *, without_source: str = ""
    ) -> None:
        """`without_source` leaves out one source of industry words, to measure what it brings."""
        self._lexicon = Lexicon(words, without_source)
        self._askable, self._resting = BitmapIndex(), BitmapIndex()
        self._names = Names(self._name)
        self._stories: dict[str, array[int]] = {}
        self._story_of: dict[int, frozenset[str]] = {}
        self._hidden: set[int] = set()
        self._taught: set[tuple[str, ...]] = set()
        self._numbers: dict[tuple[str, str], int] = {}
        self._groups: list[Group] = []
        self._columns = [FacetColumn(kind, self._group, self._groups) for kind in COLUMNS]
        self._segments = FacetColumn("segment", self._group, self._groups)
        self._staged = self._empty()
        self._confidential = ConfidentialIndex(self._groups, self._segments.__getitem__)
        each = iter(profiles)
        while rows := list(islice(each, STAGED)):
            self.stage(Profiles.of(rows))
        self.settle()

    def stage(self, many: Profiles) -> None:
        """Take in many that are not here yet; `settle` makes them findable. Far quicker than `take`."""
        self._learn(many)
        columns, more = self._grouped(many), self._stories_of(many)
        given = (many.ids, many.names, many.readiness, columns, more)
        askable, resting = self._staged
        askable.extend(*given, many.available)
        resting.extend(*given, [not each for each in many.available])
        self._names.add_many(many.ids, many.names)
        self._confidential.stage(self._confidential_entries(many, columns))

    def settle(self) -> None:
        """Make findable what was staged in an index that was empty before."""
        for index, staged in zip((self._askable, self._resting), self._staged, strict=True):
            if staged:
                index.load(staged)
        self._staged = self._empty()
        self._confidential.settle()

    def _empty(self) -> tuple[Staged, Staged]:
        return Staged(self._groups, len(COLUMNS)), Staged(self._groups, len(COLUMNS))

    def __len__(self) -> int:
        return len(self._askable) + len(self._resting)

    def reword(self, words: CompanyWords) -> None:
        """Take the company's words over anew; customers whose industry label is among them are to be `put` again."""
        self._lexicon = self._lexicon.reworded(words)
        self._columns[COLUMNS.index("industry")].clear()
        self._segments.clear()

    def put(self, profile: Profile) -> None:
        """Add this customer, or replace what was known of it; seen by the next search."""
        self.take(Profiles.of([profile]))

    def take(self, many: Profiles) -> None:
        """The same for some at once."""
        known_as = [self._name(id_) for id_ in many.ids]
        for id_ in many.ids:
            self.drop(id_)
        self._learn(many)
        columns, more = self._grouped(many), self._stories_of(many)
        for n, (id_, name) in enumerate(zip(many.ids, many.names, strict=True)):
            groups = [self._groups[column[n]] for column in columns]
            row = IndexRow(id_, name, many.readiness[n], [*groups, more.get(id_, ())])
            (self._askable if many.available[n] else self._resting).put(row)
            if name != known_as[n]:
                self._names.add_many([id_], [name])
        for entry in self._confidential_entries(many, columns):
            self._confidential.put(entry)

    def drop(self, id: int) -> None:  # noqa: A002
        """Forget this customer; an unknown id is no error."""
        self._askable.drop(id)
        self._resting.drop(id)
        self._confidential.drop(id)
        self._hidden.discard(id)
        self._story_of.pop(id, None)

    def search(
        self,
        text: str,
        *,
        limit: int = 5,
        offset: int = 0,
        only: Collection[int] | None = None,
        without: Collection[Facet] = (),
        picked: Collection[Facet] = (),
        sees_hidden: Collection[int] = (),
    ) -> Answer:
        """Find who fits `text` best.

        `only` restricts to these customers, and without words lists them; `without` ignores these facets; `picked`
        prefers these readings of words that have two; `sees_hidden` are the classified customers whose name and story
        this asker may know.
        """

        def visible(id_: int) -> bool:
            return (id_ not in self._hidden or id_ in sees_hidden) and (only is None or id_ in only)

        understood = understand(text, self._lexicon, self._names, visible, without, picked)
        told, ignored = self._read_stories(understood, visible, without)
        readings = chosen(told, picked, without)
        # The rest no customer fits better or worse: who is named, how senior the prospect's person is.
        facets = [r.facet for r in readings if r.facet.kind in WEIGHT]
        unwanted = [
            Facet(r.facet.kind.removeprefix(NOT), r.facet.value) for r in readings if r.facet.kind.startswith(NOT)
        ]
        named = [self._named(i) for i in understood.named if i in self._askable or i in self._resting]
        model = named[0].id if named and understood.like else None
        if model is not None:
            named = []
            readings = [self._likened(r) for r in readings]
            readings += self._traits(model, {f.kind for f in (*facets, *unwanted)}, without)
            facets = [r.facet for r in readings if r.facet.kind in WEIGHT]
        elif named and all(f.kind == "activity" for f in facets):
            # "A call with Lumi": who else gives calls was not asked.
            facets = []
        listed = only is not None and not text.strip()
        content = [word for word in ignored if word not in understood.replaced]
        unsure = not (named or listed or model) and too_little(readings, content, understood.fillers, self._lexicon)
        if unsure or not (facets or named or listed):
            return Answer(
                tuple(readings),
                tuple(ignored),
                understood.fillers,
                undecided=understood.undecided,
                nearest=nearest(content, self._lexicon),
                asked_back=unsure or bool(understood.undecided),
            )
        hits: list[Hit] = list(named)
        resting: tuple[Hit, ...] = ()
        total = len(hits)
        if facets or listed:
            asked = ask(facets)
            skip = {h.id for h in named} | ({model} if model is not None else set())
            skip |= {int(f.value) for f in unwanted if f.kind == "name"}
            never = [
                self._numbers[key]
                for f in unwanted
                if f.kind in SHUT_OUT
                for key in ask([f])[0].levels[0].keys
                if key in self._numbers
            ]
            home = _home(readings)
            many = offset + limit + len(skip)
            found, counted = self._find(
                (self._askable, self._confidential.askable), asked, many, only, never, home, sees_hidden
            )
            hits += [h for h in found if h.id not in skip]
            total += counted
            if self._resting:
                found, _ = self._find(
                    (self._resting, self._confidential.resting),
                    asked,
                    COUNTED + len(skip),
                    only,
                    never,
                    home,
                    sees_hidden,
                )
                resting = tuple(h for h in found if h.id not in skip)[:COUNTED]
        return Answer(
            understood=tuple(readings),
            ignored=tuple(ignored),
            fillers=understood.fillers,
            hits=tuple(hits[offset : offset + limit]),
            resting=resting,
            total=min(total, COUNTED),
            undecided=understood.undecided,
        )

    def _find(
        self,
        among: tuple[BitmapIndex, BitmapIndex],
        asked: Sequence[Term],
        most: int,
        only: Collection[int] | None,
        never: Collection[int],
        home: Collection[Facet],
        seen: Collection[int],
    ) -> tuple[list[Hit], int]:
        """The best of an index and of the confidential one beside it, the classified by what this asker may know of
        them.
        """
        index, confidential = among

        def look(index: BitmapIndex, unseen: Callable[[Chunk], int]) -> tuple[list[Hit], int]:
            return find(index, asked, self._numbers, most, only, never, home, unseen)

        if len(seen) >= len(self._hidden):
            return look(index, lambda _: 0)
        return found_with(index, confidential, look, seen, self._numbers[_CLASSIFIED], ordered=not home)

    def _confidential_entries(self, many: Profiles, columns: Sequence[Sequence[int]]) -> list[ConfidentialEntry]:
        """The classified among these, with what everybody may know."""
        acts = columns[COLUMNS.index("activity")]
        return [
            ConfidentialEntry(id_, many.readiness[n], many.available[n], many.hidden[id_], acts[n])
            for n, id_ in enumerate(many.ids)
            if id_ in many.hidden
        ]

    def _grouped(self, many: Profiles) -> list[Sequence[int]]:
        """The number of each customer's group of facets, column by column."""
        told = (
            many.industries,
            many.places,
            many.sizes,
            many.use_cases,
            many.products,
            many.languages,
            many.activities,
        )
        return [list(map(known.__getitem__, column)) for known, column in zip(self._columns, told, strict=True)]

    def _learn(self, many: Profiles) -> None:
        """Note who is classified, and let the search know the company's own words."""
        self._hidden.update(many.hidden)
        hidden = [id_ in many.hidden for id_ in many.ids]
        # A word repaired to one that it alone has would give it away; what many companies have tells nothing.
        for names in set(compress(many.use_cases, hidden)):
            self._teach("use_case", tuple(name for name in names if fold(name) in use_case_words()))
        shown = [not each for each in hidden]
        for names in set(compress(many.use_cases, shown)):
            self._teach("use_case", names)
        for names in set(compress(many.products, shown)):
            self._teach("product", names)

    def _teach(self, kind: str, names: tuple[str, ...]) -> None:
        """Learn the names in one column of a customer; equal columns are learnt once."""
        if (kind, *names) not in self._taught:
            self._taught.add((kind, *names))
            for name in names:
                self._lexicon.learn(kind, name)

    def _stories_of(self, many: Profiles) -> Mapping[int, Group]:
        """The facets of those who have a story or are classified, by id."""
        told = {}
        for id_, story in many.stories.items():
            self._tell(id_, story)
            told[id_] = self._numbered("story", self._story_of[id_])
        for id_ in many.hidden:
            told[id_] = (*told.get(id_, ()), *self._numbered(_CLASSIFIED[0], _CLASSIFIED[1:]))
        return told

    def _group(self, kind: str, value: Any) -> Group:
        """The facet numbers for one column of a customer."""
        if kind == "industry":
            found = resolve_label(value, self._lexicon)
            among = [concepts()[c].sector for c in found if c in concepts()]
            return (*self._numbered("industry", found), *self._numbered("sector", among))
        if kind == "segment":
            read = understand(value, self._lexicon, self._names, lambda _: False, (), ()).readings
            said = [self._stands_for(r.facet.kind, each) for r in read for each in r.facet.value.split("|")]
            return tuple(dict.fromkeys(number for numbers in said for number in numbers))
        return self._numbered(*self._spelt(kind, value))

    def _stands_for(self, kind: str, value: str) -> Group:
        """The facet numbers for one thing that a segment says."""
        if kind == "industry":
            known = concepts().get(value)
            return (*self._numbered(kind, [value]), *self._numbered("sector", [known.sector] if known else []))
        if kind == "region" and value.isupper():
            return self._numbered(*self._spelt("place", (value, "")))
        return self._numbered(kind, [value]) if kind in WEIGHT else ()

    def _spelt(self, kind: str, value: str | tuple[str, ...]) -> tuple[str, Iterable[str]]:
        """A column as facet kind and values."""
        if kind == "place":
            country, region = value[0].upper(), value[1]
            found = places()
            wider = (region or found.region_of.get(country, "")).lower()
            return "region", [v for v in (country, wider, *found.groups_of.get(country, ())) if v]
        if kind == "activity" and not value:
            return kind, self._lexicon.activities
        return kind, [v for v in ((value,) if isinstance(value, str) else value) if v]

    def _numbered(self, kind: str, values: Iterable[str]) -> tuple[int, ...]:
        numbers = self._numbers
        return tuple(numbers.setdefault((kind, v), len(numbers)) for v in dict.fromkeys(values))

    def _name(self, id_: int) -> str:
        return self._askable.name(id_) or self._resting.name(id_)

    def _traits(self, id_: int, known: Collection[str], without: Collection[Facet]) -> list[Reading]:
        """What makes others like this customer: its industry, size and country, unless asked for otherwise."""
        place = self._askable.place(id_) or self._resting.place(id_)
        if place is None:
            return []
        chunk, slot = place
        own = [key for key, number in self._numbers.items() if chunk.bits.get(number, 0) >> slot & 1]
        industry = "|".join(value for kind, value in own if kind == "industry")
        found = [Facet("industry", industry)] if industry else []
        found += [Facet(kind, value) for kind, value in own if kind == "size" or (kind == "region" and value.isupper())]
        return [Reading(f, self._name(id_)) for f in found if f.kind not in known and f not in without]

    def _likened(self, reading: Reading) -> Reading:
        return replace(reading, like=True) if reading.facet.kind == "name" else reading

    def _named(self, id_: int) -> Hit:
        facet = Facet("name", str(id_))
        return Hit(id_, 1.0, (MatchReason(facet, 1.0),), True)

    def _tell(self, id_: int, story: str) -> None:
        words = frozenset(stem(w) for w in islice(split_words(story), STORY_WORDS) if len(w) > 3)
        self._story_of[id_] = words
        for word in words:
            self._stories.setdefault(word, array("q")).append(id_)

    def _read_stories(
        self, understood: Understood, visible: Callable[[int], bool], without: Collection[Facet]
    ) -> tuple[list[Reading], list[str]]:
        """Unknown words that stand in a story the asker may read become facets of their own.

        An activity that can't be asked for any more is not understood.
        """
        asked = self._lexicon.activities
        gone = [r for r in understood.readings if r.facet.kind.endswith("activity") and r.facet.value not in asked]
        readings = [reading for reading in understood.readings if reading not in gone]
        ignored = [reading.words for reading in gone]
        for word in understood.ignored:
            key = stem(fold(word))
            facet = Facet("story", key)
            told = () if self._lexicon.marked(key, "everyday", "chat") else self._stories.get(key, ())
            if word in understood.unwanted:
                ignored.append(word)
            elif facet not in without and any(visible(i) and key in self._story_of.get(i, ()) for i in told):
                readings.append(Reading(facet, word))
            else:
                ignored.append(word)
        return readings, ignored


def _home(readings: Sequence[Reading]) -> tuple[Facet, ...]:
    """Where the languages asked for are at home, if no place was asked for: "german" may also mean Germany.

    English is what one speaks abroad: it hardly ever means England.
    """
    if any(r.facet.kind == "region" for r in readings):
        return ()
    spoken = [r for r in readings if r.facet.kind == "language" and r.facet.value != "en"]
    return tuple(f for r in spoken for f in r.others if f.kind == "region")
