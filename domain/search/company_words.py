"""The company's own words: what each means, what it can be made to mean, and which labels still mean nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.matching import CompanyWords, Facet
from domain.matching.labels import resolve_label
from domain.matching.score import ACTIVITY_WORDS, SIZES, meaning
from domain.matching.vocabulary import Lexicon, concepts, places


class Kind(StrEnum):
    """What a word can stand for; NOTHING leaves it out for good."""

    INDUSTRY = "industry"
    USE_CASE = "use_case"
    PRODUCT = "product"
    ACTIVITY = "activity"
    SIZE = "size"
    REGION = "region"
    LANGUAGE = "language"
    NOTHING = "none"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Kind.INDUSTRY: "Industry",
    Kind.USE_CASE: "Use case",
    Kind.PRODUCT: "Product",
    Kind.ACTIVITY: "Activity",
    Kind.SIZE: "Size",
    Kind.REGION: "Place",
    Kind.LANGUAGE: "Language",
    Kind.NOTHING: "Means nothing: leave it out",
}


_FIXED = (Kind.ACTIVITY, Kind.SIZE, Kind.REGION, Kind.LANGUAGE)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word stands for: a concept's key, the name of a use case or of a product, a facet's value; nothing."""

    kind: Kind
    value: str = ""

    @property
    def words(self) -> str:
        """For a person: "Industry: grocery"."""
        if self.kind is Kind.NOTHING:
            return self.kind.words
        return f"{self.kind.words}: {meaning(Facet(self.kind.value, self.value))}"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of this company."""

    word: str
    meaning: Meaning


def company_words(words: Iterable[Word]) -> CompanyWords:
    """The words as the search takes them."""
    sorted_out: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
    for word in words:
        sorted_out[word.meaning.kind][word.word] = word.meaning.value
    others = {word: (kind.value, value) for kind in _FIXED for word, value in sorted_out[kind].items()}
    return CompanyWords(sorted_out[Kind.USE_CASE], sorted_out[Kind.PRODUCT], sorted_out[Kind.INDUSTRY], others)


def meanings(typed: str, use_cases: Collection[str], products: Collection[str]) -> list[Meaning]:
    """What a word can be made to mean, as far as it holds `typed`: the company's own things, industries, the rest."""
    wanted = typed.strip().casefold()
    own = [Meaning(Kind.USE_CASE, name) for name in sorted(use_cases)]
    own += [Meaning(Kind.PRODUCT, name) for name in sorted(products)]
    found = [each for each in own if wanted in each.words.casefold()]
    # The longest name is not offered: 150 characters are what a choice can carry.
    found = [each for each in found if len(each.value) <= 130]
    fixed = [each for each in _fixed() if wanted in each.words.casefold()]
    return found + industries(typed) + fixed


@lru_cache(maxsize=1)
def _fixed() -> tuple[Meaning, ...]:
    """What is the same for every company: activities, sizes, places, languages."""
    known = places()
    values = {
        Kind.ACTIVITY: list(ACTIVITY_WORDS),
        Kind.SIZE: list(SIZES),
        Kind.REGION: [*known.group_names, *known.country_names],
        Kind.LANGUAGE: list(known.language_names),
    }
    return tuple(Meaning(kind, value) for kind in _FIXED for value in values[kind])


def industries(typed: str) -> list[Meaning]:
    """The industries the search knows, by any of their names."""
    wanted = typed.strip().casefold()
    known = sorted(concepts().values(), key=lambda concept: concept.name.casefold())
    by_name = {Meaning(Kind.INDUSTRY, concept.key): concept.names for concept in known}
    return [each for each, names in by_name.items() if any(wanted in said.casefold() for said in (each.words, *names))]


def unresolved(labels: Iterable[tuple[str, int]], words: CompanyWords) -> list[tuple[str, int]]:
    """Industry labels that stand for no industry the search knows, with how many customers carry each."""
    lexicon = Lexicon(words)
    return [(label, many) for label, many in labels if label and not resolve_label(label, lexicon)]
