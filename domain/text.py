"""Text to words: lower case, accents folded, punctuation gone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORDS = re.compile(r"[^\W_]+(?:[''’][^\W_]+)*")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_ASCII = {n: chr(n).lower() if chr(n).isalnum() else " " for n in range(128)} | {ord("'"): "", ord("&"): " and "}


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents: "Käyttöönotto" and "kayttoonotto" are the same word."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return "".join(c for c in plain if not unicodedata.combining(c))


def split_words(text: str) -> list[str]:
    """The words of a text, folded; "&" reads "and", "R&D" stays "r and d", "women's" stays one word "womens"."""
    if text.isascii():
        return text.translate(_ASCII).split()
    folded = fold(text.replace("&", " and ") if "&" in text else text)
    return [w.replace("'", "").replace("’", "") for w in WORDS.findall(folded)]
