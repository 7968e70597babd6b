"""Searches that were made: what the buttons under an answer lead back to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.refusals import Refusal
from store.tables import SearchRow

# In `filters`: what the search was about, where nobody fits it.
UNMET = "unmet"


@dataclass(frozen=True, slots=True)
class Search:
    """One search by one person. `hits` are the customers it showed first, best first."""

    id: int
    person_id: int
    words: str
    filters: dict[str, Any]
    hits: tuple[int, ...]


class Searches:
    """The searches of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, person_id: int, words: str, hits: tuple[int, ...], now: datetime, filters: dict[str, Any] | None = None
    ) -> int:
        """Keep a search and return its id."""
        row = {"person_id": person_id, "words": words, "hits": list(hits), "filters": filters or {}, "at": now}
        return (await self._connection.execute(insert(SearchRow).values(**row).returning(SearchRow.id))).scalar_one()

    async def get(self, search_id: int) -> Search:
        """One search; raises Refusal for an id that does not exist."""
        columns = (SearchRow.id, SearchRow.person_id, SearchRow.words, SearchRow.filters, SearchRow.hits)
        row = (await self._connection.execute(select(*columns).where(SearchRow.id == search_id))).first()
        if row is None:
            raise Refusal("This search is no longer known. Type /reference and your words again.")
        return Search(row.id, row.person_id, row.words, row.filters, tuple(row.hits))
