"""What a person changed in their own search: parts taken out, readings picked, filters set. Kept with the search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.matching import Facet, Reading
from domain.refusals import Refusal

REGIONS = ("EMEA", "North America", "LATAM", "APAC")
SIZES = ("SMB", "Mid-market", "Enterprise")
CHANGED = "This search reads differently by now. Please search again."


@dataclass(frozen=True, slots=True)
class Narrowed:
    """How one search differs from its bare words. now_only: only customers that can be asked for it now."""

    without: tuple[Facet, ...] = ()
    picked: tuple[Facet, ...] = ()
    region: str = ""
    size: str = ""
    owner_id: int | None = None
    now_only: bool = False

    @property
    def filtered(self) -> bool:
        """True when only some customers are looked at, whatever the words mean."""
        return bool(self.region or self.size or self.owner_id)

    def taking_out(self, understood: Sequence[Reading], part: int) -> "Narrowed":
        """The same without one part of what was understood. Raises Refusal where there is no such part."""
        return replace(self, without=(*self.without, _part(understood, part).facet))

    def reading_as(self, understood: Sequence[Reading], part: int, other: int) -> "Narrowed":
        """The same with another meaning of one part. Raises Refusal where there is no such meaning."""
        reading = _part(understood, part)
        if not 0 <= other < len(reading.others):
            raise Refusal(CHANGED)
        kept = tuple(facet for facet in self.picked if facet != reading.facet)
        return replace(self, picked=(*kept, reading.others[other]))

    def as_json(self) -> dict[str, Any]:
        """For the database; only what was changed."""
        said: dict[str, Any] = {
            "without": [[facet.kind, facet.value] for facet in self.without],
            "picked": [[facet.kind, facet.value] for facet in self.picked],
            "region": self.region,
            "size": self.size,
            "owner": self.owner_id,
            "now": self.now_only,
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Narrowed":
        """From the database."""
        return cls(
            without=tuple(Facet(kind, value) for kind, value in said.get("without", ())),
            picked=tuple(Facet(kind, value) for kind, value in said.get("picked", ())),
            region=said.get("region", ""),
            size=said.get("size", ""),
            owner_id=said.get("owner"),
            now_only=said.get("now", False),
        )


def _part(understood: Sequence[Reading], part: int) -> Reading:
    if not 0 <= part < len(understood):
        raise Refusal(CHANGED)
    return understood[part]
