"""The index that answers a search. This first form reads words only where they equal a customer's own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from domain.matching.model import COUNTED, Answer, CompanyWords, Facet, Hit, Profile, Reading, Reason

WEIGHT = {"industry": 5.0, "use_case": 4.0, "product": 3.0, "region": 3.0, "size": 2.0, "activity": 2.0}
WEIGHT |= {"language": 2.0, "name": 10.0}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


class Index:
    """Every customer the search may find, in memory."""

    def __init__(self, profiles: Iterable[Profile] = (), words: CompanyWords | None = None) -> None:
        self._words = words or CompanyWords()
        self._profiles: dict[int, Profile] = {}
        for profile in profiles:
            self.put(profile)

    def __len__(self) -> int:
        return len(self._profiles)

    def put(self, profile: Profile) -> None:
        """Add this customer, or replace what was known of it; seen by the next search."""
        self._profiles[profile.id] = profile

    def drop(self, id: int) -> None:  # noqa: A002
        """Forget this customer; an unknown id is no error."""
        self._profiles.pop(id, None)

    def search(
        self,
        text: str,
        *,
        limit: int = 5,
        offset: int = 0,
        only: Collection[int] | None = None,
        without: Collection[Facet] = (),
        picked: Collection[Facet] = (),
        sees_hidden: Collection[int] = (),
    ) -> Answer:
        """Find who fits `text` best.

        `only` restricts to these customers; `without` ignores these facets; `picked` prefers these readings
        of words that have two; `sees_hidden` are the classified customers whose name and story this asker
        may know.
        """
        del picked
        asked: dict[Facet, str] = {}
        words = _plain(text)
        for profile in self._profiles.values():
            for facet in _facets(profile, named=not profile.hidden or profile.id in sees_hidden):
                phrase = _plain(facet.value.replace("_", " "))
                if facet not in asked and facet not in without and phrase and f" {phrase} " in f" {words} ":
                    asked[facet] = phrase
        rest = f" {words} "
        for phrase in sorted(asked.values(), key=len, reverse=True):
            rest = rest.replace(f" {phrase} ", " ")
        understood = tuple(Reading(f, w, f.value) for f, w in asked.items())
        if not asked:
            return Answer(ignored=tuple(words.split()))
        total = sum(WEIGHT[f.kind] for f in asked)
        scored: list[tuple[float, float, Profile, Hit]] = []
        for profile in self._profiles.values():
            if only is not None and profile.id not in only:
                continue
            own = _facets(profile, named=not profile.hidden or profile.id in sees_hidden)
            reasons = tuple(
                Reason(f, float(f in own), f"{f.kind.replace('_', ' ')}: {f.value}")
                for f in asked
                if f in own
            )
            score = sum(WEIGHT[r.facet.kind] for r in reasons) / total
            named = any(r.facet.kind == "name" for r in reasons)
            if named or score >= 0.5:
                scored.append((score, profile.readiness, profile, Hit(profile.id, score, reasons, named)))
        scored.sort(key=lambda s: (-s[3].named, -s[0], -s[1], s[2].id))
        hits = [hit for *_, p, hit in scored if p.available or hit.named]
        resting = [hit for *_, p, hit in scored if not p.available and not hit.named]
        return Answer(
            understood=understood,
            ignored=tuple(rest.split()),
            hits=tuple(hits[offset : offset + limit]),
            resting=tuple(resting[:3]),
            total=min(len(hits), COUNTED),
        )


def _facets(profile: Profile, *, named: bool) -> set[Facet]:
    pairs = [("industry", profile.industry), ("region", profile.region), ("region", profile.country)]
    pairs += [("size", profile.size), ("name", profile.name if named else "")]
    pairs += [("use_case", v) for v in profile.use_cases] + [("product", v) for v in profile.products]
    pairs += [("language", v) for v in profile.languages] + [("activity", v) for v in profile.activities]
    return {Facet(kind, value) for kind, value in pairs if value}
