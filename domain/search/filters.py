"""What a person changed in their own search: parts taken out, readings picked, filters set. Kept with the search."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.matching import Facet, Reading
from domain.refusals import Reason, Refusal

REGIONS = ("EMEA", "North America", "LATAM", "APAC")


@dataclass(frozen=True, slots=True)
class Filters:
    """How one search differs from its bare words. now_only: only customers that can be asked for it now.

    since: only customers of that year or of an earlier one; 0 for all.
    """

    without: tuple[Facet, ...] = ()
    picked: tuple[Facet, ...] = ()
    region: str = ""
    size: str = ""
    owner: str = ""
    now_only: bool = False
    tier: str = ""
    since: int = 0

    @property
    def restricts(self) -> bool:
        """True when only some customers are looked at, whatever the words mean."""
        return bool(self.region or self.size or self.owner or self.tier or self.since)

    def taking_out(self, understood: Sequence[Reading], part: int) -> "Filters":
        """The same without one part of what was understood. Raises Refusal where there is no such part."""
        return replace(self, without=(*self.without, _part(understood, part).facet))

    def reading_as(self, understood: Sequence[Reading], part: int, other: int) -> "Filters":
        """The same with another meaning of one part. Raises Refusal where there is no such meaning."""
        reading = _part(understood, part)
        if not 0 <= other < len(reading.others):
            raise Refusal(Reason.SEARCH_CHANGED)
        kept = tuple(facet for facet in self.picked if facet != reading.facet)
        return replace(self, picked=(*kept, reading.others[other]))

    def asking_for(self, facet: Facet) -> "Filters":
        """The same with something picked that the words leave open."""
        kept = tuple(each for each in self.picked if each != facet)
        return replace(self, picked=(*kept, facet), without=tuple(each for each in self.without if each != facet))

    def as_json(self) -> dict[str, Any]:
        """For the database; only what was changed."""
        said: dict[str, Any] = {
            "without": [[facet.kind, facet.value] for facet in self.without],
            "picked": [[facet.kind, facet.value] for facet in self.picked],
            "region": self.region,
            "size": self.size,
            "owner": self.owner,
            "now": self.now_only,
            "tier": self.tier,
            "since": self.since,
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Filters":
        """From the database."""
        return cls(
            without=tuple(Facet(kind, value) for kind, value in said.get("without", ())),
            picked=tuple(Facet(kind, value) for kind, value in said.get("picked", ())),
            region=said.get("region", ""),
            size=said.get("size", ""),
            owner=said.get("owner", ""),
            now_only=said.get("now", False),
            tier=said.get("tier", ""),
            since=said.get("since", 0),
        )


_NAME = r"[^\W\d_]{2,}"
_OWNED = re.compile(
    rf"\b(?:owner|owned by|omistaja)\b:?\s+(?P<after>{_NAME}(?: {_NAME})?)"
    rf"|(?P<before>\b{_NAME}(?: {_NAME})?)['’]s?\s+(?:customers?|accounts?|clients?)\b",
    re.IGNORECASE,
)


def owners_in(words: str) -> list[tuple[str, str]]:
    """Names that may be an owner's in a search ("Maya's customers", "owner maya"), each with what is left of it."""
    found = _OWNED.search(words)
    if found is None:
        return []
    first, _, second = (found["after"] or found["before"]).partition(" ")
    left, right = words[: found.start()], words[found.end() :]
    named = [(f"{first} {second}".strip(), left + right)]
    if second:
        named.append((first, f"{left}{second}{right}") if found["after"] else (second, f"{left}{first}{right}"))
    return [(name, " ".join(rest.split())) for name, rest in named]


def _part(understood: Sequence[Reading], part: int) -> Reading:
    if not 0 <= part < len(understood):
        raise Refusal(Reason.SEARCH_CHANGED)
    return understood[part]
