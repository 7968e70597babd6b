"""Answers made from the search index."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from blocks.search.answer import PAGE, AnswerPage
from blocks.wording.customers import as_seen_by, named
from domain.activities import Activity
from domain.listed import Listed, listed
from domain.matching import COUNTED, Answer, Hit
from domain.people import Person
from domain.portfolio.availability import blocker, may_give
from domain.portfolio.customers import Record
from domain.requests.request import Request
from domain.search.filters import Filters
from domain.search.found import Found, activity_in, called, found_for, level_in, similar_words
from handlers.index.follower import IndexFollower
from store.tx import Tx

ALTERNATIVES = 3
RESTING = 3


@dataclass(frozen=True, slots=True)
class Finder:
    """Answers searches, from an index that is in step with the database."""

    follower: IndexFollower = field(default_factory=IndexFollower)

    async def search(
        self, tx: Tx, words: str, reader: Person, *, limit: int = PAGE, offset: int = 0, filters: Filters | None = None
    ) -> Answer:
        """Who fits, as far as `reader` may know."""
        await self.follower.refresh_for_search(tx)
        only = await tx.customers.within(filters, reader) if filters and filters.restricts else None
        answer = self.answer(words, reader, limit=limit, offset=offset, filters=filters, only=only)
        return called(answer, tx.policy)

    def answer(
        self,
        words: str,
        reader: Person,
        *,
        limit: int = PAGE,
        offset: int = 0,
        filters: Filters | None = None,
        only: Collection[int] | None = None,
    ) -> Answer:
        """The same from what the index knows by now; `only` these customers."""
        filters = filters or Filters()
        return self.follower.catalogue.index.search(
            words,
            limit=limit,
            offset=offset,
            only=only,
            without=filters.without,
            picked=filters.picked,
            sees_hidden=self.follower.catalogue.visible_to(reader),
        )

    async def page(
        self,
        tx: Tx,
        search: str,
        words: str,
        reader: Person,
        *,
        offset: int = 0,
        filters: Filters | None = None,
        similar: tuple[int, int] = (ALTERNATIVES, 0),
    ) -> AnswerPage:
        """One page of an answer, with what may be asked of each customer right now.

        similar: of the customers to ask instead at most so many, from which on.
        """
        filters = filters or Filters()
        if filters.now_only:
            answer = await self._askable_now(tx, words, reader, filters, offset)
        else:
            answer = await self.search(tx, words, reader, offset=offset, filters=filters)
        wanted = activity_in(answer, tx.policy)
        # Facts are read afresh: the index may be a moment old.
        rest = await self._resting(tx, answer, reader) if not offset else []
        records = await self._records(tx, (*answer.hits, *rest[:RESTING]))
        found = [
            self._with_segment(
                _called(found_for(records[hit.id], hit, reader, tx.policy, tx.now, wanted, words, level_in(answer))),
                reader,
            )
            for hit in (*answer.hits, *rest[:RESTING])
            if hit.id in records
        ]
        least = _least(answer.hits, found)
        stopped = [each for each in found if each.customer_blocker is not None]
        resting = tuple(each for each in stopped if not each.anonymous and each.hit.score >= least)
        unshown = sum(hit.score >= least for hit in rest[RESTING:])
        askable = tuple(each for each in found if each.customer_blocker is None and each.activity_blocker is None)
        lighter = tuple(each for each in found if each.customer_blocker is None and each.activity_blocker is not None)
        instead: Listed[Found] = Listed()
        # Whom a classified customer is like would say what it is.
        known = sorted((e for e in (*lighter, *resting) if not e.anonymous), key=lambda e: -e.hit.score)
        if known and not askable and not offset:
            shown = {each.customer.id for each in lighter}
            alike = await self.similar(tx, records[known[0].customer.id], reader, wanted)
            instead = listed([each for each in alike if each.customer.id not in shown], *similar)
        owner = (await tx.people.by_key(filters.owner)).name if filters.owner else ""
        return AnswerPage(
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
            filters,
            owner,
        )

    async def resting(
        self, tx: Tx, words: str, reader: Person, filters: Filters, most: int, offset: int
    ) -> Listed[Found]:
        """Of a search all that fit as well as those who can be asked, and can't be asked now."""
        page = await self.page(tx, "", words, reader, filters=filters)
        least = _least(page.answer.hits, (*page.found, *page.lighter))
        rest = [hit for hit in await self._resting(tx, page.answer, reader) if hit.score >= least]
        known = {hit.id for hit in rest}
        among = [each.hit for each in page.resting.items if each.hit.id not in known]
        found = listed([*among, *rest], most, offset)
        records = await self._records(tx, found.items)
        told = [found_for(records[hit.id], hit, reader, tx.policy, tx.now) for hit in found.items if hit.id in records]
        return found.with_items([each for each in told if not each.anonymous])

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
        own = similar_words(records[request.customer_id]) if records else ""
        found: dict[str, str] = {}
        for text in filter(None, dict.fromkeys((words, own))):
            hits = (await self.search(tx, text, reader, limit=COUNTED)).hits
            for record in (await self._records(tx, hits)).values():
                stop = blocker(record, request.activity, request.purpose, tx.policy, tx.policy.day(tx.now))
                if stop is None and record.customer.id != request.customer_id:
                    found.setdefault(record.customer.key, as_seen_by(record.customer, reader).name)
            if len(found) >= ALTERNATIVES:
                break
        return listed(list(found.items()), most, offset)

    def _with_segment(self, found: Found, reader: Person) -> Found:
        """The same, of an anonymous one with what its segment says of it to anybody."""
        if not found.anonymous:
            return found
        said = self.answer(found.customer.segment, reader, limit=1).understood
        return replace(found, segment_facets=frozenset(reading.facet for reading in said))

    async def _askable_now(self, tx: Tx, words: str, reader: Person, filters: Filters, offset: int) -> Answer:
        """The answer with only those that can be asked for it now, as far as anybody pages."""
        answer = await self.search(tx, words, reader, limit=COUNTED, filters=filters)
        records, wanted = await self._records(tx, answer.hits), activity_in(answer, tx.policy)
        asked = (wanted, tx.policy, tx.policy.day(tx.now))
        hits = [hit for hit in answer.hits if hit.id in records and may_give(records[hit.id], *asked)]
        return replace(answer, hits=tuple(hits[offset : offset + PAGE]), resting=(), total=len(hits))

    async def similar(self, tx: Tx, record: Record, reader: Person, wanted: Activity | None) -> list[Found]:
        """Those who can be asked instead of a customer that can't."""
        hits = (await self.search(tx, similar_words(record), reader, limit=COUNTED)).hits
        records = await self._records(tx, hits)
        found = [
            _called(found_for(records[hit.id], hit, reader, tx.policy, tx.now, wanted))
            for hit in hits
            if hit.id in records
        ]
        return [each for each in found if each.customer_blocker is None and each.activity_blocker is None]

    async def _records(self, tx: Tx, hits: Iterable[Hit]) -> dict[int, Record]:
        """The records of these hits that are still there, in their order."""
        ids = [hit.id for hit in hits]
        records = await tx.customers.records(ids)
        return {customer_id: records[customer_id] for customer_id in ids if customer_id in records}


def _called(found: Found) -> Found:
    """The same with a name in any case."""
    return replace(found, customer=named(found.customer))


def _least(hits: Iterable[Hit], found: Iterable[Found]) -> float:
    """How well those of the answer fit that can be asked."""
    ids = {hit.id for hit in hits}
    return min(
        (each.hit.score for each in found if each.customer_blocker is None and each.customer.id in ids), default=0.0
    )
