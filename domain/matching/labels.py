"""Industry labels as they stand in a CRM ("Hotels, Restaurants & Leisure", "Gas Station") to concepts."""

from __future__ import annotations

from domain.matching.parse import parse
from domain.matching.vocabulary import Lexicon, key_words
from domain.text import fold, split_words


def resolve_label(label: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The concepts a label stands for, at most two, likeliest first; empty when it means nothing."""
    if found := lexicon.labels.get(fold(label)):
        return tuple(found.split("|"))
    whole = " ".join(key_words(split_words(label)))
    for meaning in lexicon.meanings(whole):
        if meaning.kind == "industry":
            return (meaning.value.split("|", maxsplit=1)[0],)
    concepts = [
        meaning.value.split("|", maxsplit=1)[0]
        for segment in parse(label, lexicon).segments
        for meaning in segment.meanings
        if meaning.kind == "industry"
    ]
    return tuple(dict.fromkeys(concepts))[:2]
