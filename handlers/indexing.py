"""The search index of this process, kept in step with the database."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from domain.availability import Budget, closed, readiness, ready
from domain.customers import Record
from domain.matching import CompanyWords, Index, Profile
from domain.people import Person
from domain.policy import Policy
from domain.wording import company_words
from store.portfolio import Lean
from store.tx import Tx

# Commits of other processes may become visible a little after the moment they carry.
OVERLAP_SECONDS = 5.0
# How long another process's change may go unseen. Our own are seen at once.
LOOK_SECONDS = 0.5
# How long a search waits for another one that takes changes in; then it answers from what is known.
WAIT_SECONDS = 0.5
CHUNK = 500
# From here on a search leaves a load of everybody, on a new day, to the clock's minute.
LARGE = 20_000


@dataclass(slots=True)
class Shelved:
    """What can be searched: the index and what stands beside it. `owners`: who may know a classified customer."""

    index: Index = field(default_factory=Index)
    classified: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    of_person: dict[int, set[int]] = field(default_factory=dict)
    use_cases: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)

    def note(self, id_: int, classified: bool, owners: tuple[int | None, int | None]) -> None:
        """Remember who may know a customer's name, before it is put into the index."""
        for person_id in self.classified.pop(id_, ()):
            self.of_person.get(person_id or 0, set()).discard(id_)
        if classified:
            self.classified[id_] = owners
            for person_id in filter(None, owners):
                self.of_person.setdefault(person_id, set()).add(id_)

    def visible_to(self, reader: Person) -> Collection[int]:
        """The classified customers whose name this person may know."""
        return self.classified.keys() if reader.programme_manager else self.of_person.get(reader.id, frozenset())

    def put(self, record: Record, policy: Policy, today: date) -> None:
        """Take in one customer, or what is new about it."""
        customer = record.customer
        self.note(customer.id, customer.classified, (customer.owner_id, customer.backup_id))
        self.use_cases.update(customer.use_cases)
        self.products.update(customer.products)
        self.index.put(_profile(record, policy, today))

    def stage(self, rows: Iterable[Lean], policy: Policy, today: date) -> None:
        """Take in many, to be found once the index has settled."""
        for row in rows:
            if row.classified:
                self.note(row.id, True, (row.owner_id, row.backup_id))
            self.use_cases.update(row.use_cases)
            self.products.update(row.products)
        quarter, lightest = policy.quarter(today), policy.lightest
        self.index.stage(
            Profile(
                *(row.id, row.name, row.industry, row.country, row.region, row.size),
                *(row.use_cases, row.products, row.languages, row.activities, row.story),
                ready(now, row.satisfaction, row.verified_on, row.levels, today),
                available=now.fits(lightest) and not (row.hold and row.hold.holds_on(today)),
                hidden=row.classified,
            )
            for row in rows
            for now in (Budget(row.used, policy.limit(tier=row.tier, own=row.quarter_points), quarter),)
        )

    def drop(self, id_: int) -> None:
        """Forget one customer."""
        self.note(id_, False, (None, None))
        self.index.drop(id_)


@dataclass(slots=True)
class Indexing:
    """Looks for changes before a search, at most twice a second where this process wrote nothing.

    clock: machine time in seconds. basis: the day and the rules that say who can be asked; new ones mean everybody.
    """

    clock: Callable[[], float] = time.monotonic
    shelved: Shelved = field(default_factory=Shelved)
    basis: tuple[date, Policy] | None = None
    _words: CompanyWords = field(default_factory=CompanyWords)
    _words_version: tuple[int, int] = (0, 0)
    seen: float = -1.0
    _recent: dict[int, float] = field(default_factory=dict)
    _looked: tuple[int, float] = (-1, 0.0)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def due(self, writes: int) -> bool:
        """Whether it is time to look for changes, after so many `writes` of this process."""
        wrote, at = self._looked
        return wrote != writes or self.clock() - at >= LOOK_SECONDS

    async def refresh(self, tx: Tx, *, hurried: bool = False) -> None:
        """Take in every customer that changed; all of them the first time and on a new day, as holds and budgets end.

        `hurried` is a search that must not wait for others, nor for a large portfolio.
        """
        try:
            async with asyncio.timeout(WAIT_SECONDS if hurried and self.basis else None):
                await self._turn.acquire()
        except TimeoutError:
            return
        try:
            await self._refresh(tx, (tx.policy.day(tx.now), tx.policy), hurried)
        finally:
            self._turn.release()

    async def _refresh(self, tx: Tx, basis: tuple[date, Policy], hurried: bool) -> None:
        later = hurried and len(self.shelved.index) > LARGE
        anew = self.basis is None or (self.basis != basis and not later)
        if not anew and not self.due(tx.writes):
            return
        began = self.clock()
        if anew:
            await self._load(tx, basis)
        else:
            await self._learn(tx)
            await self._catch_up(tx, later)
        self._looked = (tx.writes, began)

    async def _load(self, tx: Tx, basis: tuple[date, Policy]) -> None:
        """Everybody, into an index of its own: the old one answers meanwhile, the loop stays free."""
        version = await tx.vocabulary.version()
        words = company_words(await tx.vocabulary.all())
        today, policy = basis
        fresh, looked, after = Shelved(Index(words=words)), await tx.portfolio.looked(), 0
        while rows := await tx.portfolio.page(after, policy.quarter(today).starts):
            await asyncio.to_thread(fresh.stage, rows, policy, today)
            after = rows[-1].id
        await asyncio.to_thread(fresh.index.settle)
        self.shelved, self.basis, self.seen, self._recent = fresh, basis, looked, {}
        self._words, self._words_version = words, version

    async def _catch_up(self, tx: Tx, later: bool) -> None:
        # The moment of looking, not of the newest change: else the last rows of an import are read for ever.
        looked, changed = await tx.customers.changed_since(self.seen - OVERLAP_SECONDS)
        # What the overlap shows a second time is known already.
        new = [each for each in changed if self._recent.get(each.id) != each.changed_at]
        if self.basis and len(new) > max(CHUNK, len(self.shelved.index) // 10):
            if not later:
                await self._load(tx, self.basis)
            return
        for each in new:
            if not each.active:
                self.shelved.drop(each.id)
        await self._put(tx, [each.id for each in new if each.active])
        self._recent = {each.id: each.changed_at for each in changed if each.changed_at > looked - OVERLAP_SECONDS}
        self.seen = looked

    async def _learn(self, tx: Tx) -> None:
        """Take in the company's words where they changed, and the customers whose industry now reads differently."""
        version = await tx.vocabulary.version()
        if version == self._words_version:
            return
        words = company_words(await tx.vocabulary.all())
        changed = dict(words.industries.items() ^ self._words.industries.items())
        self.shelved.index.reword(words)
        await self._put(tx, await tx.vocabulary.labelled(changed) if changed else [])
        # Last: if the database goes away halfway, the next search does it again.
        self._words, self._words_version = words, version

    async def _put(self, tx: Tx, ids: list[int]) -> None:
        assert self.basis is not None
        today, policy = self.basis
        for start in range(0, len(ids), CHUNK):
            for record in (await tx.customers.records(ids[start : start + CHUNK])).values():
                self.shelved.put(record, policy, today)


def _profile(record: Record, policy: Policy, today: date) -> Profile:
    customer = record.customer
    return Profile(
        id=customer.id,
        name=customer.name,
        industry=customer.industry,
        country=customer.country,
        region=customer.region,
        size=customer.size,
        use_cases=customer.use_cases,
        products=customer.products,
        languages=customer.languages,
        activities=tuple(activity.value for activity in customer.activities),
        story=customer.story,
        readiness=readiness(record, policy, today),
        available=closed(record, policy, today) is None,
        hidden=customer.classified,
    )
