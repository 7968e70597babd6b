"""The search index as it is kept, part by part: what a restart reads instead of all customers."""

from collections.abc import Collection

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from store.engine import database_now
from store.tables import IndexPartRow

# Who still writes a copy has written a part of it lately.
LEFT_SECONDS = 3600.0
# Parts removed in one transaction: some megabytes.
PARTS = 16
_WHOLE = IndexPartRow.number == 0


class Kept:
    """The copies of the index in one transaction. Each has a name; its part 0 is written last."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._clock = database_now(connection.dialect.name)

    async def whole(self) -> dict[str, bytes]:
        """The names of complete copies, and what their part 0 says; the newest first."""
        query = select(IndexPartRow.copy, IndexPartRow.data).where(_WHOLE).order_by(IndexPartRow.at.desc())
        return {row.copy: row.data for row in await self._connection.execute(query)}

    async def part(self, copy: str, number: int) -> bytes | None:
        """One part of a copy; None where it is gone."""
        query = select(IndexPartRow.data).where(IndexPartRow.copy == copy, IndexPartRow.number == number)
        data: bytes | None = (await self._connection.execute(query)).scalar()
        return data

    async def add(self, copy: str, number: int, data: bytes) -> None:
        """Keep one part."""
        row = {"copy": copy, "number": number, "data": data, "at": self._clock}
        await self._connection.execute(insert(IndexPartRow).values(**row))

    async def complete(self, copy: str, said: bytes) -> None:
        """From now on this copy is the one to read, and no other."""
        await self._connection.execute(delete(IndexPartRow).where(_WHOLE))
        await self.add(copy, 0, said)

    async def remove_some(self, old: Collection[str]) -> bool:
        """Remove parts of these copies, and of those that nobody went on to write; False when there are no more."""
        left = IndexPartRow.at < self._clock - LEFT_SECONDS
        unfinished = IndexPartRow.copy.not_in(select(IndexPartRow.copy).where(_WHOLE))
        some = select(IndexPartRow.copy, IndexPartRow.number).where(or_(IndexPartRow.copy.in_(old), left & unfinished))
        rows = (await self._connection.execute(some.limit(PARTS))).all()
        for copy, number in rows:
            part = (IndexPartRow.copy == copy) & (IndexPartRow.number == number)
            await self._connection.execute(delete(IndexPartRow).where(part))
        return bool(rows)
