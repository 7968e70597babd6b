"""What can be searched: the index and what stands beside it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from domain.matching import Index, Profiles
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import (
    Budget,
    ready_by_budget,
    ready_by_freshness,
    ready_by_level,
    ready_by_satisfaction,
)
from domain.portfolio.customers import Hold
from store.search.index_source import IndexColumns, IndexPage


@dataclass(slots=True)
class Catalogue:
    """The index of one day and its rules. `classified`: who may know a classified customer."""

    index: Index = field(default_factory=Index)
    classified: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    of_person: dict[int, set[int]] = field(default_factory=dict)
    use_cases: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)

    def visible_to(self, reader: Person) -> Collection[int]:
        """The classified customers whose name this person may know."""
        return self.classified.keys() if reader.programme_manager else self.of_person.get(reader.id, frozenset())

    def stage(self, page: IndexPage, policy: Policy, today: date) -> None:
        """Take in many who are not here yet, to be found once the index has settled."""
        self.index.stage(self._noted(page.read(), policy, today))

    def take(self, page: IndexPage, policy: Policy, today: date) -> None:
        """Take in some, or what is new about them, to be found at once."""
        columns = page.read()
        for id_ in columns.ids:
            self._forget(id_)
        self.index.take(self._noted(columns, policy, today))

    def drop(self, id_: int) -> None:
        """Forget one customer."""
        self._forget(id_)
        self.index.drop(id_)

    def _forget(self, id_: int) -> None:
        for person_id in filter(None, self.classified.pop(id_, ())):
            self.of_person[person_id].discard(id_)

    def _noted(self, columns: IndexColumns, policy: Policy, today: date) -> Profiles:
        """Note who may know them, and what there is to ask for."""
        for id_, owners in columns.classified.items():
            self.classified[id_] = owners
            for person_id in filter(None, owners):
                self.of_person.setdefault(person_id, set()).add(id_)
        self.use_cases.update(*set(columns.use_cases))
        self.products.update(*set(columns.products))
        return profiles(columns, policy, today)


def profiles(columns: IndexColumns, policy: Policy, today: date) -> Profiles:
    """These customers as the index takes them. What few different values say is worked out once."""
    quarter, lightest = policy.quarter(today), policy.lightest

    @cache
    def room(used: int, tier: str, own: int | None) -> tuple[float, bool]:
        now = Budget(used, policy.limit(tier=tier, own=own), quarter)
        return ready_by_budget(now), now.fits(lightest)

    @cache
    def fresh(verified_on: date | None) -> float:
        return ready_by_freshness(verified_on, today)

    held = {id_ for id_, (since, until) in columns.holds.items() if Hold("", since, until).holds_on(today)}
    rooms = list(map(room, columns.used, columns.tiers, columns.quarter_points))
    satisfied = map(cache(ready_by_satisfaction), columns.satisfaction)
    levels = map(cache(ready_by_level), columns.levels)
    brought = zip(rooms, satisfied, map(fresh, columns.verified_on), levels, strict=True)
    places = list(zip(columns.countries, columns.regions, strict=True))
    return Profiles(
        *(columns.ids, columns.names, columns.industries, places, columns.sizes),
        *(columns.use_cases, columns.products, columns.languages, columns.activities, columns.stories),
        readiness=[left + happy + known + level for (left, _), happy, known, level in brought],
        available=[fits and id_ not in held for id_, (_, fits) in zip(columns.ids, rooms, strict=True)],
        hidden=columns.segments,
    )
