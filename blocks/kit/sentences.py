"""Whole sentences with their few marks: "{who} asks for <b>a call</b> by {day}", and the facts that are put in.

A fact is always text: marks and braces inside one stand as they are.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from blocks.kit import language
from blocks.kit.elements import Part

Fact = str | int | float | date | Part | Sequence[Part]

_MARK = re.compile(r"<(/?)([bi])>|\{(\w+)\}")
_STYLES = {"b": "bold", "i": "italic"}


def say(sentence: str, /, **facts: Fact) -> list[Part]:
    """The parts of a rich text; a fact takes the style of where it stands. Raises KeyError for a fact not given."""
    parts: list[Part] = []
    for text, name, style in _pieces(sentence):
        fact = facts[name] if name else text
        if isinstance(fact, (str, int, float, date)):
            _append(parts, _written(fact), style)
        elif isinstance(fact, dict):
            parts.append(fact)
        else:
            parts.extend(fact)
    return parts


def plain(sentence: str, /, **facts: str | float | date) -> str:
    """The same as mere text, for notifications, buttons and options. Raises KeyError for a fact not given."""
    return "".join(_written(facts[name]) if name else text for text, name, _ in _pieces(sentence))


def some(words: Sequence[str], most: int, besides: int = 0) -> str:
    """ "a, b and 3 more": the first `most` of them, and how many are left, with those `besides`.

    One that is left is said itself.
    """
    left = max(0, len(words) - most) + besides
    if left < 2 and not besides:
        return language.joined(words)
    said = language.ngettext("{names} and {count} more", "{names} and {count} more", left)
    return plain(said, names=", ".join(words[:most]), count=left)


def capital(sentence: str) -> str:
    """The sentence with a capital at its start: a fact that stands there may be written small."""
    return sentence[:1].upper() + sentence[1:]


def _append(parts: list[Part], text: str, style: str) -> None:
    """Add words; to the last ones, where those look the same."""
    made: Part = {"type": "text", "text": text}
    if style:
        made["style"] = {style: True}
    if parts and parts[-1]["type"] == "text" and parts[-1].get("style") == made.get("style"):
        parts[-1] = {**made, "text": parts[-1]["text"] + text}
    elif text:
        parts.append(made)


def _written(fact: str | float | date) -> str:
    if isinstance(fact, str):
        return fact
    return language.day(fact) if isinstance(fact, date) else language.number(fact)


@lru_cache(maxsize=4096)
def _pieces(sentence: str) -> tuple[tuple[str, str, str], ...]:
    """Text, or the name of a fact, each with its style."""
    return tuple(_cut(sentence))


def _cut(sentence: str) -> Iterator[tuple[str, str, str]]:
    style, end = "", 0
    for mark in _MARK.finditer(sentence):
        if text := sentence[end : mark.start()]:
            yield text, "", style
        end = mark.end()
        closing, tag, name = mark.groups()
        if name:
            yield "", name, style
        else:
            style = "" if closing else _STYLES[tag]
    if text := sentence[end:]:
        yield text, "", style
