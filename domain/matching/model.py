"""What goes into a search and what comes out of it: plain frozen values, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.activities import DEFAULTS, Activity

KINDS = ("industry", "use_case", "product", "region", "size", "activity", "language", "name", "story", "level")
"""Every kind of facet, heaviest first; `region` holds countries and groups of countries alike,
`level` how senior the prospect's person is."""

NOT = "not "
"""Before the kind of a facet: customers that have it are left out."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the search may know of one customer."""

    id: int
    name: str
    industry: str = ""
    """The company's own label, e.g. "Grocery chain"."""
    country: str = ""
    """ISO 3166 alpha-2."""
    region: str = ""
    """EMEA | APAC | LATAM | North America; taken from the country when empty."""
    size: str = ""
    """SMB | Mid-market | Enterprise."""
    use_cases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """ISO 639-1."""
    activities: tuple[str, ...] = ()
    """logo, tender, quote, written, call, group_call, event, visit, press, case_study; empty: any."""
    story: str = ""
    readiness: float = 0.0
    """0..1, worked out by the caller: budget .35, satisfaction .25, freshness .25, seniority .15."""
    available: bool = True
    """False while paused, on hold or over budget."""
    hidden: bool = False
    """Classified: those who may not see it find it by what its segment says and by what may be asked of it, only."""
    segment: str = ""
    """How a classified customer is called before others, e.g. "A Nordic bank"."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """Many customers, column by column, else as in a Profile: what a column says often is worked out once.

    places: country and region. stories: by id, of those who have one. hidden: the segments of the
    classified, by id.
    """

    ids: Sequence[int]
    names: Sequence[str]
    industries: Sequence[str]
    places: Sequence[tuple[str, str]]
    sizes: Sequence[str]
    use_cases: Sequence[tuple[str, ...]]
    products: Sequence[tuple[str, ...]]
    languages: Sequence[tuple[str, ...]]
    activities: Sequence[tuple[str, ...]]
    stories: Mapping[int, str]
    readiness: Sequence[float]
    available: Sequence[bool]
    hidden: Mapping[int, str]

    @classmethod
    def of(cls, rows: Iterable[Profile]) -> Profiles:
        """The same customers, one by one before."""
        listed = list(rows)
        return cls(
            [r.id for r in listed],
            [r.name for r in listed],
            [r.industry for r in listed],
            [(r.country, r.region) for r in listed],
            [r.size for r in listed],
            [r.use_cases for r in listed],
            [r.products for r in listed],
            [r.languages for r in listed],
            [r.activities for r in listed],
            {r.id: r.story for r in listed if r.story},
            [r.readiness for r in listed],
            [r.available for r in listed],
            {r.id: r.segment for r in listed if r.hidden},
        )


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing asked for. `value` is a key: a concept, a use case, an ISO code, a region, a size …

    An industry word with two meanings keeps both, joined by "|": `Facet("industry", "banking|insurance")`.
    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How some words of the query were read."""

    facet: Facet
    words: str
    """As typed."""
    name: str = ""
    """Of a customer: how it is called. Else empty: the facet says it all."""
    read_as: str = ""
    """The repaired words when they differ from the typed ones, else empty."""
    others: tuple[Facet, ...] = ()
    """Other meanings these words can have; hand one to `search(picked=…)` to read them so."""
    like: bool = False
    """Those like this customer are sought, not the customer itself."""
    activity: Activity | None = None
    """Of an activity: the company's row, once it was looked up."""


@dataclass(frozen=True, slots=True)
class MatchReason:
    """One term of a score."""

    facet: Facet
    degree: float
    """0..1: 1 fits wholly, .3 nearly (same sector, same part of the world), 0 not at all."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One customer found."""

    id: int
    score: float
    """0..1: the share of the asked weight."""
    reasons: tuple[MatchReason, ...]
    named: bool
    """The query named this customer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was understood and who fits, best first."""

    understood: tuple[Reading, ...] = ()
    ignored: tuple[str, ...] = ()
    """Words that meant nothing, as typed."""
    fillers: tuple[str, ...] = ()
    """Words that ask for nothing ("please"), as typed."""
    hits: tuple[Hit, ...] = ()
    """Can be asked now (or were named); best first."""
    resting: tuple[Hit, ...] = ()
    """The best that can't be asked now, counted up to `COUNTED`."""
    total: int = 0
    """How many there are to page through, counted up to `COUNTED`."""
    undecided: tuple[Reading, ...] = ()
    """What may be wished or be left out; hand its facet, or that with `NOT` before its kind, to `search(picked=…)`."""
    nearest: tuple[Reading, ...] = ()
    """What words that meant nothing may have meant, where nobody is listed; to be picked as well."""
    asked_back: bool = False
    """Nobody is listed because too little was understood."""


COUNTED = 100
"""`Answer.total` stops counting here; nobody pages further."""


@dataclass(frozen=True, slots=True)
class CompanyWords:
    """The company's own words, edited by its programme managers; they win over the shipped vocabulary.

    Each maps a word or phrase (any spelling) to what it means: a use case or product by its name, an
    industry concept by its key. Names of use cases and products need not be listed: they come with the
    profiles.
    """

    use_cases: Mapping[str, str] = field(default_factory=dict)
    products: Mapping[str, str] = field(default_factory=dict)
    industries: Mapping[str, str] = field(default_factory=dict)
    """Also resolves the industry labels of imported customers."""
    others: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Activities, sizes, places and languages: kind and value."""
    activities: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {each.code: each.names for each in DEFAULTS}
    )
    """What can be asked for, by code: its names and words."""
