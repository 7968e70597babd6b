"""The search index of this process, kept in step with the database."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date

from domain.matching import CompanyWords, Index
from domain.policy import Policy
from domain.search.company_words import company_words
from handlers.index.catalogue import Catalogue
from handlers.slack.errors import where
from store.db.deadline import LIMITS, Limits
from store.portfolio.customers import ChangedCustomer
from store.tx import Tx, UnavailableError

log = logging.getLogger(__name__)

# The database's clock may be set back a little.
OVERLAP_SECONDS = 5.0
# How long another process's change may go unseen by a search. Our own are seen at once.
LOOK_SECONDS = 0.5
# How often this process looks by itself, so that no search meets very many changes.
FOLLOW_SECONDS = 1.0
# After a bug: not every second the same line in the log.
PAUSE_SECONDS = 60.0
# A search takes in so many changes, the newest; the rest are left to `follow`.
FEW = 500
# Changes read at once, and customers taken in at once, so that clicks come first.
PAGE = 2000
CHUNK = 50
# When more than one customer in so many changed, all are read again: that is quicker.
ONE_IN = 4
# From here on a search leaves a load of everybody, on a new day, to `follow`.
LARGE = 20_000

OpenReading = Callable[[], AbstractAsyncContextManager[Tx]]


@dataclass(slots=True)
class IndexFollower:
    """Looks for changes before a search, at most twice a second where this process wrote nothing.

    clock: machine time in seconds. basis: the day and the rules that say who can be asked; new ones mean everybody.
    seen: until when every change was taken in, by the database's clock; loaded: when all were read.
    """

    clock: Callable[[], float] = time.monotonic
    limits: Limits = LIMITS
    catalogue: Catalogue = field(default_factory=Catalogue)
    basis: tuple[date, Policy] | None = None
    _words: CompanyWords = field(default_factory=CompanyWords)
    _words_version: tuple[int, int] = (0, 0)
    seen: float = -1.0
    loaded: float = -1.0
    _recent: dict[int, float] = field(default_factory=dict)
    _looked: tuple[int, float] = (-1, 0.0)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _whole: asyncio.Lock = field(default_factory=asyncio.Lock)

    def due(self, writes: int) -> bool:
        """Whether it is time to look for changes, after so many `writes` of this process."""
        wrote, at = self._looked
        return wrote != writes or self.clock() - at >= LOOK_SECONDS

    async def refresh(self, tx: Tx) -> None:
        """Take in every customer that changed; all of them the first time and on a new day: holds and budgets end."""
        basis = (tx.policy.day(tx.now), tx.policy)
        async with self._whole:
            if self.basis != basis or await self._too_many(tx):
                await self._load(tx, basis)
            began = self.clock()
            async with self._turn:
                await self._learn(tx)
            await self._catch_up(tx)
            self._looked = (tx.writes, began)

    async def refresh_for_search(self, tx: Tx) -> None:
        """The same for a search: it waits neither for others, nor for a large portfolio, nor for very many changes."""
        basis = (tx.policy.day(tx.now), tx.policy)
        if self.basis is None or (self.basis != basis and len(self.catalogue.index) <= LARGE):
            await self.refresh(tx)
        if not self.due(tx.writes):
            return
        began = self.clock()
        try:
            async with asyncio.timeout(self.limits.index):
                await self._turn.acquire()
        except TimeoutError:
            return
        try:
            await self._learn(tx)
            looked = await tx.index_source.time()
            newest = await tx.customers.newest_since(self.seen - OVERLAP_SECONDS, FEW)
            await self._take_in(tx, newest)
            if len(newest) < FEW:
                self._seen_all_until(looked.until)
        finally:
            self._turn.release()
        self._looked = (tx.writes, began)

    async def follow(self, reading: OpenReading) -> None:
        """Look every second until cancelled; a database that is away is waited for."""
        while True:
            pause = FOLLOW_SECONDS
            try:
                async with reading() as tx:
                    await self.refresh(tx)
            except UnavailableError:
                log.warning("index: database away")
            except Exception as bug:
                log.error("index: %s\n%s", type(bug).__name__, where(bug))
                pause = PAUSE_SECONDS
            await asyncio.sleep(pause)

    async def _load(self, tx: Tx, basis: tuple[date, Policy]) -> None:
        """Everybody, into an index of its own: the old one answers meanwhile, the loop stays free."""
        version = await tx.vocabulary.version()
        today, policy = basis
        words = company_words(await tx.vocabulary.all(), policy.offered)
        quarter = policy.quarter(today).starts
        fresh, looked = Catalogue(Index(words=words)), await tx.index_source.time()
        # The overlap will show them again, unchanged.
        newest = await tx.customers.changed_since(looked.until - OVERLAP_SECONDS, 0, LARGE)
        page = await tx.index_source.page(0, quarter)
        while page:
            # The database makes the next page meanwhile.
            staging = asyncio.create_task(asyncio.to_thread(fresh.stage, page, policy, today))
            try:
                page = await tx.index_source.page(page.last, quarter)
            finally:
                await staging
        await asyncio.to_thread(fresh.index.settle)
        async with self._turn:
            self.catalogue, self.basis = fresh, basis
            self._recent = {each.id: each.changed_at for each in newest}
            self.loaded, self.seen = looked
            self._words, self._words_version = words, version

    async def _too_many(self, tx: Tx) -> bool:
        # Only since the load: while another process writes it would show the same ones again, and all be loaded again.
        return await tx.customers.more_changed(
            max(self.seen, self.loaded), max(FEW, len(self.catalogue.index) // ONE_IN)
        )

    async def _catch_up(self, tx: Tx) -> None:
        """Take in all that changed since, the oldest first; searches go on between."""
        looked = await tx.index_source.time()
        moment, after = self.seen - OVERLAP_SECONDS, 0
        while changed := await tx.customers.changed_since(moment, after, PAGE):
            for start in range(0, len(changed), CHUNK):
                async with self._turn:
                    await self._take_in(tx, changed[start : start + CHUNK])
            moment, after = changed[-1].changed_at, changed[-1].id
            if len(changed) < PAGE:
                break
        self._seen_all_until(looked.until)

    def _seen_all_until(self, looked: float) -> None:
        self.seen = max(self.seen, looked)
        since = self.seen - OVERLAP_SECONDS
        self._recent = {id_: at for id_, at in self._recent.items() if at > since}

    async def _take_in(self, tx: Tx, changed: Sequence[ChangedCustomer]) -> None:
        """Take these in, but for what the overlap shows a second time."""
        new = [each for each in changed if self._recent.get(each.id) != each.changed_at]
        for each in new:
            if not each.active:
                self.catalogue.drop(each.id)
        await self._put(tx, [each.id for each in new if each.active])
        self._recent |= {each.id: each.changed_at for each in new}

    async def _learn(self, tx: Tx) -> None:
        """Take in the company's words where they changed, and the customers whose industry now reads differently."""
        version = await tx.vocabulary.version()
        if version == self._words_version:
            return
        words = company_words(await tx.vocabulary.all(), tx.policy.offered)
        changed = dict(words.industries.items() ^ self._words.industries.items())
        self.catalogue.index.reword(words)
        await self._put(tx, await tx.vocabulary.labelled(changed) if changed else [])
        # Last: if the database goes away halfway, the next search does it again.
        self._words, self._words_version = words, version

    async def _put(self, tx: Tx, ids: Iterable[int]) -> None:
        assert self.basis is not None
        today, policy = self.basis
        quarter, listed = policy.quarter(today).starts, list(ids)
        for start in range(0, len(listed), CHUNK):
            if page := await tx.index_source.some(listed[start : start + CHUNK], quarter):
                self.catalogue.take(page, policy, today)
