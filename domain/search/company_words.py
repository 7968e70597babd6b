"""The company's own words: what each means, what it can be made to mean, and which labels still mean nothing."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.activities import Activity
from domain.company_size import SIZES
from domain.matching import CompanyWords
from domain.matching.labels import resolve_label
from domain.matching.vocabulary import Lexicon, concepts, places


class WordKind(StrEnum):
    """What a word can stand for; NOTHING leaves it out for good."""

    INDUSTRY = "industry"
    USE_CASE = "use_case"
    PRODUCT = "product"
    ACTIVITY = "activity"
    SIZE = "size"
    REGION = "region"
    LANGUAGE = "language"
    NOTHING = "none"


_FIXED = (WordKind.ACTIVITY, WordKind.SIZE, WordKind.REGION, WordKind.LANGUAGE)


@dataclass(frozen=True, slots=True)
class WordMeaning:
    """What a word stands for: a concept's key, the name of a use case or of a product, a facet's value; nothing."""

    kind: WordKind
    value: str = ""


# What a meaning is called, with its kind, for a reader.
Said = Callable[[WordMeaning], str]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of this company."""

    word: str
    meaning: WordMeaning


def company_words(words: Iterable[Word], activities: Iterable[Activity]) -> CompanyWords:
    """The words as the search takes them, with those of what can be asked for."""
    sorted_out: dict[WordKind, dict[str, str]] = {kind: {} for kind in WordKind}
    for word in words:
        sorted_out[word.meaning.kind][word.word] = word.meaning.value
    others = {word: (kind.value, value) for kind in _FIXED for word, value in sorted_out[kind].items()}
    return CompanyWords(
        sorted_out[WordKind.USE_CASE],
        sorted_out[WordKind.PRODUCT],
        sorted_out[WordKind.INDUSTRY],
        others,
        {each.code: each.names for each in activities},
    )


def meanings(
    typed: str, use_cases: Collection[str], products: Collection[str], activities: Iterable[Activity], said: Said
) -> list[WordMeaning]:
    """What a word can be made to mean, as far as it holds `typed`: the company's own things, industries, the rest."""
    wanted = typed.strip().casefold()
    own = [WordMeaning(WordKind.USE_CASE, name) for name in sorted(use_cases)]
    own += [WordMeaning(WordKind.PRODUCT, name) for name in sorted(products)]
    # The longest name is not offered: 150 characters are what a choice can carry.
    found = [each for each in own if wanted in said(each).casefold() and len(each.value) <= 130]
    asked = [WordMeaning(WordKind.ACTIVITY, each.code) for each in activities]
    fixed = [each for each in (*asked, *_fixed()) if wanted in said(each).casefold()]
    return found + industries(typed, said) + fixed


@lru_cache(maxsize=1)
def _fixed() -> tuple[WordMeaning, ...]:
    """What is the same for every company: sizes, places, languages."""
    known = places()
    values = {
        WordKind.SIZE: list(SIZES),
        WordKind.REGION: [*known.group_names, *known.country_names],
        WordKind.LANGUAGE: list(known.language_names),
    }
    return tuple(WordMeaning(kind, value) for kind, some in values.items() for value in some)


def industries(typed: str, said: Said) -> list[WordMeaning]:
    """The industries the search knows, by any of their names."""
    wanted = typed.strip().casefold()
    by_name = {WordMeaning(WordKind.INDUSTRY, concept.key): concept.names for concept in concepts().values()}
    found = [each for each, names in by_name.items() if any(wanted in one.casefold() for one in (said(each), *names))]
    return sorted(found, key=lambda each: said(each).casefold())


def unresolved(labels: Iterable[tuple[str, int]], words: CompanyWords) -> list[tuple[str, int]]:
    """Industry labels that stand for no industry the search knows, with how many customers carry each."""
    lexicon = Lexicon(words)
    return [(label, many) for label, many in labels if label and not resolve_label(label, lexicon)]
