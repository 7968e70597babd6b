"""Answers made from the search index."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from blocks.search.answer import PAGE, Page
from domain.activities import Activity, Purpose
from domain.listed import Listed, listed
from domain.matching import COUNTED, Answer, Hit
from domain.people import Person
from domain.portfolio.availability import block, shut
from domain.portfolio.customers import Record, as_seen_by
from domain.requests.request import Request
from domain.search.filters import Narrowed
from domain.search.found import Found, found_as, level_in, wanted_in, words_for
from handlers.index.follower import Indexing
from store.tx import Tx

ALTERNATIVES = 3
RESTING = 3


@dataclass(frozen=True, slots=True)
class Finder:
    """Answers searches, from an index that is in step with the database."""

    kept: Indexing = field(default_factory=Indexing)

    async def search(
        self,
        tx: Tx,
        words: str,
        reader: Person,
        *,
        limit: int = PAGE,
        offset: int = 0,
        narrowed: Narrowed | None = None,
    ) -> Answer:
        """Who fits, as far as `reader` may know."""
        await self.kept.hurry(tx)
        only = await tx.searches.within(narrowed, reader) if narrowed and narrowed.filtered else None
        return self.answer(words, reader, limit=limit, offset=offset, narrowed=narrowed, only=only)

    def answer(
        self,
        words: str,
        reader: Person,
        *,
        limit: int = PAGE,
        offset: int = 0,
        narrowed: Narrowed | None = None,
        only: Collection[int] | None = None,
    ) -> Answer:
        """The same from what the index knows by now; `only` these customers."""
        narrowed = narrowed or Narrowed()
        return self.kept.shelved.index.search(
            words,
            limit=limit,
            offset=offset,
            only=only,
            without=narrowed.without,
            picked=narrowed.picked,
            sees_hidden=self.kept.shelved.visible_to(reader),
        )

    async def page(
        self,
        tx: Tx,
        search: str,
        words: str,
        reader: Person,
        *,
        offset: int = 0,
        narrowed: Narrowed | None = None,
        similar: tuple[int, int] = (ALTERNATIVES, 0),
    ) -> Page:
        """One page of an answer, with what may be asked of each customer right now.

        similar: of the customers to ask instead at most so many, from which on.
        """
        narrowed = narrowed or Narrowed()
        if narrowed.now_only:
            answer = await self._askable_now(tx, words, reader, narrowed, offset)
        else:
            answer = await self.search(tx, words, reader, offset=offset, narrowed=narrowed)
        wanted = wanted_in(answer)
        # Facts are read afresh: the index may be a moment old.
        rest = await self._resting(tx, answer, reader) if not offset else []
        records = await self._records(tx, (*answer.hits, *rest[:RESTING]))
        found = [
            self._told(
                found_as(records[hit.id], hit, reader, tx.policy, tx.now, wanted, words, level_in(answer)), reader
            )
            for hit in (*answer.hits, *rest[:RESTING])
            if hit.id in records
        ]
        least = _least(answer.hits, found)
        resting = tuple(
            each for each in found if each.closed is not None and not each.veiled and each.hit.score >= least
        )
        unshown = sum(hit.score >= least for hit in rest[RESTING:])
        askable = tuple(each for each in found if each.closed is None and each.stopped is None)
        lighter = tuple(each for each in found if each.closed is None and each.stopped is not None)
        instead: Listed[Found] = Listed()
        # Whom a classified customer is like would say what it is.
        known = sorted((e for e in (*lighter, *resting) if not e.veiled), key=lambda e: -e.hit.score)
        if known and not askable and not offset:
            shown = {each.customer.id for each in lighter}
            alike = await self.similar(tx, records[known[0].customer.id], reader, wanted)
            instead = listed([each for each in alike if each.customer.id not in shown], *similar)
        owner = ""
        if narrowed.owner:
            owner = (await tx.people.by_key(narrowed.owner)).name
        return Page(
            search,
            words,
            answer,
            askable,
            Listed(resting, len(resting) + unshown),
            instead,
            tx.policy.day(tx.now),
            offset,
            lighter,
            wanted,
            narrowed,
            owner,
        )

    async def resting(
        self, tx: Tx, words: str, reader: Person, narrowed: Narrowed, most: int, offset: int
    ) -> Listed[Found]:
        """Of a search all that fit as well as those who can be asked, and can't be asked now."""
        page = await self.page(tx, "", words, reader, narrowed=narrowed)
        least = _least(page.answer.hits, (*page.found, *page.lighter))
        rest = [hit for hit in await self._resting(tx, page.answer, reader) if hit.score >= least]
        known = {hit.id for hit in rest}
        among = [each.hit for each in page.resting.items if each.hit.id not in known]
        found = listed([*among, *rest], most, offset)
        records = await self._records(tx, found.items)
        told = [found_as(records[hit.id], hit, reader, tx.policy, tx.now) for hit in found.items if hit.id in records]
        return found.told([each for each in told if not each.veiled])

    async def _resting(self, tx: Tx, answer: Answer, reader: Person) -> list[Hit]:
        """Those who fit and can't be asked; a classified one is neither shown to nor counted for who may not know it.

        Where others can be asked, one that can't is worth a word only if it fits as well as they do.
        """
        known = await tx.customers.known_among([hit.id for hit in answer.resting], reader)
        return [hit for hit in answer.resting if hit.id in known]

    async def suggestions(self, tx: Tx, typed: str, reader: Person, most: int, *, hint: str = "") -> list[int]:
        """The customers to offer in a form: those named as typed, then those that fit it; before that, the `hint`."""
        named = (await tx.customers.named(typed, reader, most)).items
        words = typed or hint
        hits = (await self.search(tx, words, reader, limit=most)).hits if words else ()
        fitting = [hit.id for hit in hits]
        return list(dict.fromkeys([*named, *fitting] if typed else [*fitting, *named]))[:most]

    async def alternatives(
        self, tx: Tx, words: str, request: Request, reader: Person, most: int = ALTERNATIVES, offset: int = 0
    ) -> Listed[tuple[str, str]]:
        """The next-best customers that can be asked for the same as `request`, as key and name."""
        records = await tx.customers.records([request.customer_id])
        own = words_for(records[request.customer_id]) if records else ""
        found: dict[str, str] = {}
        for text in filter(None, dict.fromkeys((words, own))):
            hits = (await self.search(tx, text, reader, limit=COUNTED)).hits
            for record in (await self._records(tx, hits)).values():
                stop = block(record, request.activity, request.purpose, tx.policy, tx.policy.day(tx.now))
                if stop is None and record.customer.id != request.customer_id:
                    found.setdefault(record.customer.key, as_seen_by(record.customer, reader).name)
            if len(found) >= ALTERNATIVES:
                break
        return listed(list(found.items()), most, offset)

    def _told(self, found: Found, reader: Person) -> Found:
        """The same, of a veiled one with what its segment says of it to anybody."""
        if not found.veiled:
            return found
        said = self.answer(found.customer.segment, reader, limit=1).understood
        return replace(found, told=frozenset(reading.facet for reading in said))

    async def _askable_now(self, tx: Tx, words: str, reader: Person, narrowed: Narrowed, offset: int) -> Answer:
        """The answer with only those that can be asked for it now, as far as anybody pages."""
        answer = await self.search(tx, words, reader, limit=COUNTED, narrowed=narrowed)
        records, wanted, today = await self._records(tx, answer.hits), wanted_in(answer), tx.policy.day(tx.now)

        def free(record: Record) -> bool:
            if wanted:
                return block(record, wanted, Purpose.SALES, tx.policy, today) is None
            return shut(record, tx.policy, today) is None

        hits = [hit for hit in answer.hits if hit.id in records and free(records[hit.id])]
        return replace(answer, hits=tuple(hits[offset : offset + PAGE]), resting=(), total=len(hits))

    async def similar(self, tx: Tx, record: Record, reader: Person, wanted: Activity | None) -> list[Found]:
        """Those who can be asked instead of a customer that can't."""
        hits = (await self.search(tx, words_for(record), reader, limit=COUNTED)).hits
        records = await self._records(tx, hits)
        found = [found_as(records[hit.id], hit, reader, tx.policy, tx.now, wanted) for hit in hits if hit.id in records]
        return [each for each in found if each.closed is None and each.stopped is None]

    async def _records(self, tx: Tx, hits: Iterable[Hit]) -> dict[int, Record]:
        """The records of these hits that are still there, in their order."""
        ids = [hit.id for hit in hits]
        records = await tx.customers.records(ids)
        return {customer_id: records[customer_id] for customer_id in ids if customer_id in records}


def _least(hits: Iterable[Hit], found: Iterable[Found]) -> float:
    """How well those of the answer fit that can be asked."""
    ids = {hit.id for hit in hits}
    return min((each.hit.score for each in found if each.closed is None and each.customer.id in ids), default=0.0)
