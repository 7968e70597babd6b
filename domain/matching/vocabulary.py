"""The shipped vocabulary: phrases with their meanings, read once from `data/`. Adding a language is adding files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from domain.matching.frequency import frequencies, weak
from domain.matching.inflection import forms, plural_forms
from domain.matching.model import CompanyWords
from domain.matching.near import NearWords, near
from domain.matching.normal import stem
from domain.text import fold, split_words

DATA = Path(__file__).parent / "data"
CONNECTORS = frozenset(["and", "of", "the", "for", "a", "an", "in", "or", "to", "with", "ja", "seka", "tai"])
"""Left out of phrases, typed or not: "food and drink" is "food drink"."""
NAMED_FIRST = (
    "product",
    "use_case",
    "activity",
    "size",
    "region",
    "language",
    "origin",
    "level",
    "filler",
    "industry",
    "synonym",
)
"""Which meaning a phrase has when it has several; `synonym` is another word for a use case, `origin` for a country
that is rather a language ("german")."""
NARROWING, COMMON = frozenset({"region", "language", "size", "activity"}), 20
"""Kinds of words as common as one that stands in so many phrases, though each stands in few."""
REPAIRED = frozenset({"en", "fi"})
"""Languages to whose words a misspelling is repaired: with four, everything is near everything."""
AS_TYPED = "="
"""Before the kind of a row: no misspelling is repaired to its words."""
TITLE_HEAD = 4
"""Letters that all forms of an end of a word share ("johtajalta")."""
LEAST_FOREIGN = 7
"""Letters of a word of a later language that a misspelling is repaired to."""
INDEXES = frozenset({"naics-index", "uk-index"})
"""Sources of phrases of rare words, which are not what a misspelt word was meant for."""
SAID_FOR_NOTHING = "*"
"""Stands for a word that carries no facet where it stands, as "us" in "with us"."""


MARKS = frozenset(["everyday", "chat", "company", "maker", "staff", "more", "fewer", "speaks", "vague", "trade"])
"""`everyday`: an industry only as the whole query or with a company word behind it ("hire"); `chat`: also beside other
facets ("coffee"); `company`: says nothing behind an industry ("chain"), nor does `maker`, but that it makes things;
`staff`: after a number it tells a size, with `more` or `fewer` before it several; `speaks`: beside the name of a
language it is the language, and no talk; `vague`: in a sentence an activity or size only where the words beside it
say so ("meeting", "big"); `trade`: an ordinary word that is a trade in a sentence, too: in a language that lists such
words, all the others are things ("paper", "doors")."""


Words = Sequence[tuple[str, str]]
"""The words of a query: folded, and as typed."""


class Meaning(NamedTuple):
    """One thing a phrase can stand for."""

    kind: str
    value: str


@dataclass(slots=True)
class Phrases:
    """Phrases by their key; words and phrase beginnings for the parser."""

    entries: dict[str, tuple[Meaning, ...]] = field(default_factory=dict)
    starts: set[str] = field(default_factory=set)
    words: dict[str, int] = field(default_factory=dict)
    """In how many phrases each word stands, or how many that is worth."""
    by_length: dict[int, NearWords] = field(default_factory=dict)
    by_initial: dict[str, list[str]] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    """Words that end a longer phrase."""
    bent: dict[str, str] = field(default_factory=dict)
    """Words of names in the plural, bent, with the word as it stands in the name."""
    marks: dict[str, set[str]] = field(default_factory=dict)
    """Words that say something about the words beside them, by what they say: see `MARKS`."""
    weak: set[str] = field(default_factory=set)
    """Words that are seldom meant as the industry they stand for: see `frequency.weak`."""
    capitals: dict[str, str] = field(default_factory=dict)
    """Codes that mean something in capitals only ("NL"), with the phrase they stand for."""
    foreign: dict[str, str] = field(default_factory=dict)
    """Words that only a later language knows, with that language."""
    borrowable: dict[str, list[str]] = field(default_factory=dict)
    """Longer words of later languages, by their first letter, that a misspelling may be meant for."""
    borrowed: dict[str, set[str]] = field(default_factory=dict)
    """Words that ask for nothing in a later language and mean something in another ("eine", "fur")."""
    titles: dict[str, str] = field(default_factory=dict)
    """Titles at the end of a compound ("-päällikkö" of huoltopäällikkö), with the phrase that tells their level."""
    title_heads: tuple[str, ...] = ()
    """How those begin: most words hold none of them."""
    pronouns: dict[str, frozenset[str]] = field(default_factory=dict)
    """Words that mean something, but nothing after one of these."""

    def add(self, phrase: str | Iterable[str], meaning: Meaning, *, as_typed: bool = False) -> None:
        """Let this phrase mean this as well; `as_typed` as in `add_key`."""
        if words := key_words(split_words(phrase) if isinstance(phrase, str) else phrase):
            self.add_key(" ".join(words), words, meaning, as_typed=as_typed)
            if len(words) == 1 and meaning.kind in NARROWING and not as_typed:
                self.words[words[0]] = max(self.words[words[0]], COMMON)

    def add_key(self, key: str, words: list[str], meaning: Meaning, *, as_typed: bool = False) -> None:
        """The same for a phrase whose words are those of its key already; `as_typed`: no misspelling is repaired to
        a word that stands in such phrases only."""
        known = self.entries.get(key, ())
        if meaning in known:
            return
        self.entries[key] = (*known, meaning)
        if known:
            return
        for word in words:
            if as_typed:
                self.words.setdefault(word, 0)
            elif self.words.get(word):
                self.words[word] += 1
            else:
                self.words[word] = 1
                self.by_length.setdefault(len(word), NearWords()).words.append(word)
                self.by_initial.setdefault(word[0], []).append(word)
        for n in range(1, len(words)):
            self.starts.add(" ".join(words[:n]))
        if len(words) > 1 and not as_typed:
            self.heads.add(words[-1])


def key_words(words: Iterable[str]) -> list[str]:
    """The words of a phrase as they stand in its key."""
    listed = list(words)
    kept = [stem(w) for w in listed if w not in CONNECTORS]
    return kept or [stem(w) for w in listed]


@dataclass(frozen=True, slots=True)
class Concept:
    """An industry as the search knows it."""

    key: str
    sector: str
    name: str
    names: tuple[str, ...]

    @property
    def general(self) -> bool:
        """Whether it stands for its whole sector ("retail")."""
        return self.key.endswith("_general")


def _rows(name: str, folder: Path = DATA) -> Iterator[list[str]]:
    for line in (folder / name).read_text("utf8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@lru_cache(maxsize=4)
def word_list(name: str) -> frozenset[str]:
    """The words of a data file with one word a line."""
    return frozenset(row[0] for row in _rows(name))


@lru_cache(maxsize=1)
def concepts() -> dict[str, Concept]:
    """Every industry concept by its key."""
    return {row[0]: Concept(row[0], row[1], row[2], tuple(row[2:])) for row in _rows("concepts.tsv")}


@lru_cache(maxsize=1)
def sectors() -> dict[str, tuple[str, ...]]:
    """The concepts of each sector."""
    found: dict[str, list[str]] = {}
    for concept in concepts().values():
        found.setdefault(concept.sector, []).append(concept.key)
    return {sector: tuple(keys) for sector, keys in found.items()}


@dataclass(frozen=True, slots=True)
class Places:
    """Countries, the four regions and the groups of countries people ask for."""

    region_of: dict[str, str]
    groups_of: dict[str, tuple[str, ...]]
    group_names: dict[str, str]
    country_names: dict[str, str]
    language_names: dict[str, str]


@lru_cache(maxsize=1)
def places() -> Places:
    """Read the places once."""
    raw = json.loads((DATA / "groups.json").read_text("utf8"))
    region_of = {code: region for region, codes in raw["regions"].items() for code in codes.split()}
    groups: dict[str, list[str]] = {}
    for group, codes in raw["groups"].items():
        for code in codes.split():
            groups.setdefault(code, []).append(group)
    return Places(
        region_of,
        {code: tuple(found) for code, found in groups.items()},
        raw["names"],
        {code: name for code, language, name in _rows("places.tsv") if language == "en"},
        {code: name for code, language, name in _rows("languages.tsv") if language == "en"},
    )


def _beside(phrases: Phrases, kind: str, value: str, listed: str) -> bool:
    """Take in a row that is no phrase with a meaning, if it is none."""
    if kind == "pronoun":
        phrases.pronouns[value] = frozenset(listed.split("; "))
    elif kind == "title":
        ends = [fold(word) for word in listed.split("; ")]
        phrases.titles.update(dict.fromkeys(ends, " ".join(key_words(split_words(value)))))
        phrases.title_heads = tuple({*phrases.title_heads, *(end[:TITLE_HEAD] for end in ends)})
    elif kind == "capitals":
        phrases.capitals.update(dict.fromkeys(split_words(listed), " ".join(key_words(split_words(value)))))
    elif kind in MARKS:
        phrases.marks.setdefault(kind, set()).update(stem(fold(word)) for word in listed.split("; "))
    else:
        return False
    return True


def _read_words(phrases: Phrases, folder: Path, *, later: bool = False) -> dict[str, set[str]]:
    """Take in our own words; returns the words of the names of places among them, by language.

    later: of the languages whose words mean nothing new where English or Finnish know them ("fur", "theater").
    """
    names: dict[str, set[str]] = {}
    for path in sorted(folder.glob("words.*.tsv")):
        if (path.name.split(".")[1] in REPAIRED) == later:
            continue
        known = set(phrases.entries) if later else set()
        for kind, value, listed in _rows(path.name, folder):
            if _beside(phrases, kind, value, listed):
                continue
            as_typed, kind = later or kind.startswith(AS_TYPED), kind.removeprefix(AS_TYPED)  # noqa: PLW2901
            meaning = Meaning("region" if kind == "country" else kind, value)
            for phrase in listed.split("; "):
                if later and (key := " ".join(key_words(split_words(phrase)))) in known:
                    if kind == "filler":
                        phrases.borrowed.setdefault(key, set()).add(path.name.split(".")[1])
                    continue
                if later:
                    if " " not in key and meaning.kind != "filler" and len(key) >= LEAST_FOREIGN:
                        phrases.borrowable.setdefault(key[0], []).append(key)
                    phrases.foreign[key] = path.name.split(".")[1]
                phrases.add(phrase, meaning, as_typed=as_typed)
                if meaning.kind == "region":
                    names.setdefault(path.name.split(".")[1], set()).update(split_words(phrase))
    return names


def _listed_trades(language: str, folder: Path) -> frozenset[str]:
    rows = _rows(f"words.{language}.tsv", folder)
    return frozenset(stem(fold(w)) for kind, _, listed in rows if kind == "trade" for w in listed.split("; "))


@lru_cache(maxsize=8)
def shipped(without: str = "", folder: Path = DATA) -> Phrases:
    """Every phrase of the data files. `without` leaves out one source of industry words, to measure what it brings."""
    phrases = Phrases()
    phrases.entries[SAID_FOR_NOTHING] = (Meaning("filler", "*"),)
    names = _read_words(phrases, folder)
    for code, language, name in _rows("places.tsv", folder):
        phrases.add(name, Meaning("region", code))
        names.setdefault(language, set()).update(split_words(name))
    for rules in forms(folder):
        for word in sorted(names.get(rules.language, ())):
            phrases.bent.update(dict.fromkeys(plural_forms(word, rules), stem(word)))
    for code, _, name in _rows("languages.tsv", folder):
        phrases.add(name, Meaning("language", code))
        for word in sorted(phrases.marks.get("speaks", ())):
            # "German speaking" is the language and not the country, and no talk on a stage.
            phrases.add(f"{name} {word}", Meaning("language", code))
            phrases.add(f"{word} {name}", Meaning("language", code))
    for path in sorted(folder.glob("industries.*.tsv")):
        singles: dict[str, tuple[str, frozenset[str]]] = {}
        heads: dict[str, list[str]] = {}
        for phrase, values, source in _rows(path.name, folder):
            sources = frozenset(source.split("+"))
            if sources != {without}:
                words, first = phrase.split(" "), values.split("|")[0]
                phrases.add_key(phrase, words, Meaning("industry", values), as_typed=sources <= INDEXES)
                if len(words) > 1:
                    heads.setdefault(words[-1], []).append(first)
                else:
                    singles[phrase] = (first, sources)
        trades = _listed_trades(path.name.split(".")[1], folder)
        phrases.weak |= weak(path.name.split(".")[1], singles, heads, frequencies(folder), trades)
    _read_words(phrases, folder, later=True)
    return phrases


@lru_cache(maxsize=1)
def use_case_words() -> dict[str, tuple[str, ...]]:
    """Other words for use cases many companies have, by the folded name of the use case."""
    return {fold(name): tuple(others.split("; ")) for name, others in _rows("use_cases.tsv")}


class Lexicon:
    """The shipped phrases and, over them, the company's own: its use cases and products, its words and aliases."""

    def __init__(self, words: CompanyWords | None = None, without: str = "", folder: Path = DATA) -> None:
        self.folder = folder
        self.shipped = shipped(without, folder)
        self.own = Phrases()
        self.labels: dict[str, str] = {}
        self.tails: dict[str, str] = {}
        """The last words of products, with the product: "Docs", with a capital, is Kajo Docs."""
        self._seen: set[tuple[str, str]] = set()
        words = words or CompanyWords()
        for phrase, name in words.use_cases.items():
            self.own.add(phrase, Meaning("use_case", name))
        for phrase, name in words.products.items():
            self.own.add(phrase, Meaning("product", name))
        for phrase, concept in words.industries.items():
            self.own.add(phrase, Meaning("industry", concept))
            self.labels[fold(phrase)] = concept
        for phrase, (kind, value) in words.others.items():
            self.own.add(phrase, Meaning(kind, value))
        self.activities = tuple(words.activities)
        for code, phrases in words.activities.items():
            for phrase in phrases:
                self._name(phrase, Meaning("activity", code))

    def reworded(self, words: CompanyWords) -> Lexicon:
        """The same with other words of the company; its use cases and products stay known."""
        fresh = Lexicon(words, folder=self.folder)
        fresh.shipped = self.shipped
        for kind, name in self._seen:
            fresh.learn(kind, name)
        return fresh

    def _name(self, phrase: str, meaning: Meaning) -> None:
        """Let a phrase mean this, unless it is shipped with that meaning: it may say so in some sentences only."""
        if meaning not in self.shipped.entries.get(" ".join(key_words(split_words(phrase))), ()):
            self.own.add(phrase, meaning)

    def learn(self, kind: str, name: str) -> None:
        """Know the name of a use case or product of this company, and the usual other words for it."""
        if (kind, name) in self._seen:
            return
        self._seen.add((kind, name))
        self.own.add(name, Meaning(kind, name))
        words = key_words(split_words(name))
        if kind == "product" and len(words) > 1:
            self.tails[words[-1]] = " ".join(words)
        if kind == "use_case":
            for other in use_case_words().get(fold(name), ()):
                self.own.add(other, Meaning("synonym", name))

    def meanings(self, key: str) -> tuple[Meaning, ...]:
        """What a phrase can mean, the likeliest first; the company's own words come before shipped ones."""
        own = self.own.entries.get(key, ())
        both = (*own, *(m for m in self.shipped.entries.get(key, ()) if m not in own))
        if len(both) < 2:
            return both
        return tuple(sorted(both, key=lambda m: (m not in own or m.kind == "synonym", NAMED_FIRST.index(m.kind))))

    def knows(self, word: str) -> bool:
        """Whether the word stands in any phrase."""
        return word in self.own.words or word in self.shipped.words

    def often(self, word: str) -> int:
        """In how many phrases the word stands, or how many that is worth."""
        return self.shipped.words.get(word, 0) + self.own.words.get(word, 0)

    def starts(self, key: str) -> bool:
        """Whether a longer phrase begins so."""
        return key in self.own.starts or key in self.shipped.starts

    def weak(self, key: str) -> bool:
        """Whether this is an industry only where the words beside it say so; the company's own words never are."""
        return (key in self.shipped.weak or self.marked(key, "vague")) and key not in self.own.entries

    def ordinary(self, word: str, least: float = 0.0) -> bool:
        """Whether the word, as typed, is said every day; `least`: so often (Zipf)."""
        return frequencies(DATA).get(word, -1.0) >= least

    def heads(self, key: str) -> bool:
        """Whether this is a phrase of several words, or a word that ends one."""
        return " " in key or key in self.shipped.heads

    def marked(self, word: str, *marks: str) -> bool:
        """Whether a word carries one of these marks."""
        return any(word in self.shipped.marks.get(mark, ()) for mark in marks)

    def near(self, word: str) -> Iterator[list[str]]:
        """Lists of words about as long as this that share letters with it, for repair."""
        return near(word, self.own.by_length, self.shipped.by_length)
