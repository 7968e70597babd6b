"""The company's own words, and the words people searched for that meant nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from domain.listed import Listed
from domain.search.company_words import Word, WordKind, WordMeaning
from store.db.engine import Connection, insert_into, long
from store.db.paging import page
from store.db.tables import company_words, customers, unknown_words

LONGEST = 200  # as long as an industry label may be
LONGEST_SEARCHED = 80
MOST_OF_ONE_SEARCH = 10
_GONE = "gone"


class Vocabulary:
    """The words of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def unknown(self, words: Sequence[str], now: datetime) -> None:
        """Count words that meant nothing in one search."""
        # In one order for everybody, so that two searches cannot wait for each other.
        keys = sorted({_key(word)[:LONGEST_SEARCHED] for word in words[:MOST_OF_ONE_SEARCH]})
        rows = [{"word": key, "times": 1, "last_at": now} for key in keys if any(letter.isalpha() for letter in key)]
        if rows:
            more = {"times": unknown_words.c.times + 1, "last_at": now}
            made = insert_into(self._connection, unknown_words).values(rows)
            await self._connection.execute(made.on_conflict_do_update(index_elements=[unknown_words.c.word], set_=more))

    async def most_unknown(self, most: int, offset: int = 0) -> Listed[tuple[str, int]]:
        """Words nobody has given a meaning yet, with how many searches had them, most frequent first."""
        known = select(company_words.c.word).where(company_words.c.kind != _GONE)
        query = (
            select(unknown_words.c.word, unknown_words.c.times)
            .where(unknown_words.c.word.not_in(known))
            .order_by(unknown_words.c.times.desc(), unknown_words.c.word)
        )
        found = await page(self._connection, long(query), most, offset)
        return found.with_items([(row.word, row.times) for row in found.items])

    async def say(self, word: str, meaning: WordMeaning, by: int, now: datetime) -> None:
        """Give a word its meaning; a later one replaces it."""
        await self._write(word, meaning.kind.value, meaning.value, by, now)

    async def _write(self, word: str, kind: str, meaning: str, by: int, now: datetime) -> None:
        version = (await self.version())[0] + 1
        said = {"kind": kind, "meaning": meaning, "by_id": by, "at": now, "version": version}
        row = insert_into(self._connection, company_words).values(word=_key(word), **said)
        await self._connection.execute(row.on_conflict_do_update(index_elements=[company_words.c.word], set_=said))

    async def forget(self, word: str, by: int, now: datetime) -> None:
        """Take a word's meaning back; if people search for it again, it is asked about again."""
        # The row stays for a moment as the newest version, or nobody would notice that something is gone.
        await self._connection.execute(delete(company_words).where(company_words.c.kind == _GONE))
        await self._write(word, _GONE, "", by, now)

    async def version(self) -> tuple[int, int]:
        """Changes with every change: the newest version, and the sum, for two that were made at the same moment."""
        newest, total = (await self._connection.execute(_VERSION)).one()
        return newest or 0, int(total or 0)

    async def all(self) -> list[Word]:
        """Every word with a meaning, by name."""
        query = select(company_words.c.word, company_words.c.kind, company_words.c.meaning)
        query = query.where(company_words.c.kind != _GONE).order_by(company_words.c.word)
        rows = await self._connection.execute(query)
        return [Word(row.word, WordMeaning(WordKind(row.kind), row.meaning)) for row in rows]

    async def labels(self) -> list[tuple[str, int]]:
        """Every industry label of the portfolio, with how many customers carry it, most frequent first."""
        many = func.count()
        query = (
            select(customers.c.industry, many)
            .where(customers.c.active, customers.c.industry != "")
            .group_by(customers.c.industry)
            .order_by(many.desc(), customers.c.industry)
        )
        return [(row[0], row[1]) for row in await self._connection.execute(long(query))]

    async def labelled(self, labels: Iterable[str]) -> list[int]:
        """The customers that carry one of these industry labels, in whatever case."""
        keys = [label.lower() for label in labels]
        query = select(customers.c.id).where(customers.c.active, func.lower(customers.c.industry).in_(keys))
        return list((await self._connection.execute(long(query))).scalars())


_VERSION = select(func.max(company_words.c.version), func.sum(company_words.c.version))


def _key(word: str) -> str:
    return word.strip().lower()[:LONGEST]
