"""How the search reads the queries of a person who has not seen the kit: `python -m bench.hundred [FILE]`.

The queries and what they mean are in hundred.jsonl (two_hundred.jsonl and strangers.jsonl are other people's, never
tuned on); the customers are the sample portfolio, read by the real importer. A facet is right when its kind and value
were meant; of an industry with two meanings ("a|b") one has to be. Words found in a story are no reading of anything:
they count neither way.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from domain.matching import Answer, Index, Profile
from domain.portfolio.importing import Rejected, read_customers

HERE = Path(__file__).parent
QUERIES = HERE / "hundred.jsonl"
OURS = HERE / "searches.jsonl"
"""Sixty-five written by two of us, whose answers were read and mended: what they mean must not be lost again."""
PORTFOLIO = HERE.parent / "bot" / "sample" / "portfolio.csv"
TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Query:
    """One line of the file. meant: the right values by facet; name: who must come first; empty: nobody may."""

    kind: str
    text: str
    meant: Mapping[str, frozenset[str]]
    name: str | None
    empty: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one query. right: the facets understood; wrong: anything else amiss, in words."""

    query: Query
    right: int
    missed: tuple[str, ...]
    false: tuple[str, ...]
    wrong: str = ""

    @property
    def troubles(self) -> tuple[str, ...]:
        """Everything that went wrong, in words; empty when it was read just as meant."""
        missed = (f"missed {facet}" for facet in self.missed)
        false = (f"read {facet}" for facet in self.false)
        return (*missed, *false, *filter(None, [self.wrong]))


def plain(value: str) -> str:
    """A value as it is compared: "case study" and "case_study" are one."""
    return value.casefold().replace("_", " ")


def values(told: Any) -> frozenset[str]:
    """The right values of a facet as the file tells it: a word, a list, or a kind of region with its key."""
    listed = told if isinstance(told, list) else told.values() if isinstance(told, dict) else [told]
    return frozenset(map(plain, listed))


def queries(path: Path = QUERIES) -> Iterator[Query]:
    """The file's lines, in order."""
    for line in path.read_text(encoding="utf8").splitlines():
        told = json.loads(line)
        meant = {kind: values(value) for kind, value in told["facets"].items()}
        yield Query(told["kind"], told["text"], meant, told["name"], told.get("empty", False))


def profiles() -> Iterator[Profile]:
    """The sample's customers, all equally ready: only the reading is judged."""
    with PORTFOLIO.open(encoding="utf8", newline="") as file:
        for row in read_customers(file, today=TODAY):
            if isinstance(row, Rejected):
                raise ValueError(f"line {row.line} of the sample: {row.faults}")
            yield Profile(
                id=row.line,
                name=row.name,
                industry=row.industry,
                country=row.country,
                region=row.region,
                size=row.size,
                use_cases=row.use_cases,
                products=row.products,
                languages=row.languages,
                activities=tuple(activity.code for activity in row.activities),
                story=row.story,
                hidden=row.classified,
            )


def judged(query: Query, answer: Answer, names: Mapping[int, str]) -> Verdict:
    """The answer held against what was meant."""
    right: set[str] = set()
    false = []
    for facet in (reading.facet for reading in answer.understood):
        if query.meant.get(facet.kind, frozenset()) & set(map(plain, facet.value.split("|"))):
            right.add(facet.kind)
        elif facet.kind != "story" and not (facet.kind == "name" and query.name):
            false.append(f"{facet.kind} {facet.value}")
    unread = [kind for kind in query.meant if kind not in right]
    missed = tuple(f"{kind} {'|'.join(sorted(query.meant[kind]))}" for kind in unread)
    wrong = ""
    if query.empty and answer.hits:
        wrong = "somebody was found"
    elif query.name and (not answer.hits or names[answer.hits[0].id] != query.name):
        wrong = "the customer named is not first"
    return Verdict(query, len(right), missed, tuple(false), wrong)


def row(title: str, verdicts: list[Verdict]) -> str:
    """One row of the table: queries, queries read just as meant, facets, understood, false, precision, recall."""
    clean = sum(not verdict.troubles for verdict in verdicts)
    right = sum(verdict.right for verdict in verdicts)
    meant = right + sum(len(verdict.missed) for verdict in verdicts)
    read = right + sum(len(verdict.false) for verdict in verdicts)
    shares = " | ".join(f"{right / whole:.2f}" if whole else "–" for whole in (read, meant))
    return f"| {title} | {len(verdicts)} | {clean} | {meant} | {right} | {read - right} | {shares} |"


def main(path: Path = QUERIES) -> None:
    """Print the table and everything that went wrong."""
    customers = list(profiles())
    names = {customer.id: customer.name for customer in customers}
    index = Index(customers)
    verdicts = [judged(query, index.search(query.text), names) for query in queries(path)]
    print("| kind | queries | read as meant | facets | understood | false | precision | recall |")
    print("|---|---|---|---|---|---|---|---|")
    for kind in dict.fromkeys(verdict.query.kind for verdict in verdicts):
        print(row(kind, [verdict for verdict in verdicts if verdict.query.kind == kind]))
    print(row("all", verdicts))
    named = [not verdict.wrong for verdict in verdicts if verdict.query.name]
    empty = [not verdict.wrong for verdict in verdicts if verdict.query.empty]
    print(f"\nnamed customer first: {sum(named)} of {len(named)}")
    print(f"nonsense refused: {sum(empty)} of {len(empty)}\n")
    for verdict in verdicts:
        if verdict.troubles:
            print(f"- {verdict.query.text!r}: {', '.join(verdict.troubles)}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
