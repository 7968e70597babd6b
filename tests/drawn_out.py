"""Texts that no translator was given: what stands outside ⟦ ⟧ in the pseudo-language and is not a customer's data."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from babel import Locale

from sandbox.model import Json

WORD = re.compile(r"[^\W\d_]{2,}")
# Babel says these in the reader's own language: days, months, countries, languages.
_LOCALE = Locale.parse("en_GB")
_BY_BABEL = " ".join(
    [
        *_LOCALE.months["format"]["wide"].values(),
        *_LOCALE.days["format"]["wide"].values(),
        *map(str, _LOCALE.territories.values()),
        *map(str, _LOCALE.languages.values()),
    ]
)
BY_BABEL = frozenset(word.casefold() for word in WORD.findall(_BY_BABEL))
# Names of ours and of Slack's, and what is typed: the same in every language.
NAMES = frozenset({"refdesk", "slack", "reference", "utc", "http", "https"})


def never_translated(shown: Any, data: Collection[str]) -> list[str]:
    """The texts of a payload with words outside of ⟦ ⟧ that are not among the words of `data`, in lower case."""
    allowed = BY_BABEL | NAMES | set(data)
    found = []
    for text in texts(shown):
        words = {word.casefold() for word in WORD.findall(outside(text))}
        if words - allowed:
            found.append(f"{text!r}: {sorted(words - allowed)}")
    return found


def outside(text: str) -> str:
    """What stands in no ⟦ ⟧. A text that was cut has lost its end: the rest of it stands inside."""
    depth, kept = 0, []
    for letter in text:
        if letter == "⟦":
            depth += 1
        elif letter == "⟧":
            depth = max(0, depth - 1)
        elif depth == 0:
            kept.append(letter)
    return "".join(kept)


def texts(shown: Any) -> Iterator[str]:
    """Every text of a message, a view or an answer, a line of rich text as a whole."""
    if isinstance(shown, list):
        for each in shown:
            yield from texts(each)
    elif isinstance(shown, dict):
        yield from _of(shown)


def _of(shown: Json) -> Iterator[str]:
    kind = shown.get("type")
    if kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        yield "".join(str(each.get("text", "")) for each in shown["elements"])
        return
    for key, value in shown.items():
        if isinstance(value, (dict, list)):
            yield from texts(value)
        elif key in ("text", "title", "label", "accessibility_label", "alt_text") or (
            key == "name" and "data" in shown
        ):
            yield str(value)
