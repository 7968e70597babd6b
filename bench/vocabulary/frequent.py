"""Build the lists of ordinary words: `python -m bench.vocabulary.frequent FOLDER`; never run by the bot.

FOLDER holds the unpacked wheel of `wordfreq` (and Python `msgpack`, which its data needs). Output:
`domain/matching/data/frequent.LANG.tsv`, a line for each tenth of the Zipf scale (the decimal logarithm of how often
a word stands among a thousand million) with its words, folded. Licence: `domain/matching/data/SOURCES.md`.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import msgpack  # type: ignore[import-not-found]

from domain.text import split_words

DATA = Path(__file__).parents[2] / "domain" / "matching" / "data"
LEAST = {"en": 3.6, "fi": 3.8, "sv": 3.8, "de": 3.8}
"""How frequent an ordinary word is, by language: some ten thousand words each."""


def words(folder: Path, language: str) -> dict[str, float]:
    """The ordinary words with how frequent they are (Zipf scale)."""
    with gzip.open(folder / "wordfreq" / "data" / f"large_{language}.msgpack.gz") as file:
        centibels = msgpack.load(file, raw=False)
    found: dict[str, float] = {}
    for step, group in enumerate(centibels[1:]):
        for word in group:
            folded = split_words(word)
            if len(folded) == 1 and folded[0].isalpha() and (often := 9 - step / 100) >= LEAST[language]:
                found.setdefault(folded[0], often)
    return found


def main(folder: Path) -> None:
    """Write the files."""
    for language in LEAST:
        steps: dict[str, list[str]] = {}
        for word, often in words(folder, language).items():
            steps.setdefault(f"{often:.1f}", []).append(word)
        lines = [f"{step}\t{' '.join(sorted(group))}" for step, group in sorted(steps.items(), reverse=True)]
        head = (
            "# Zipf frequency\tordinary words; from wordfreq 3.1.1, CC BY-SA 4.0; made by bench/vocabulary/frequent.py"
        )
        (DATA / f"frequent.{language}.tsv").write_text("\n".join([head, *lines]) + "\n", "utf8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
