"""People: known from Slack, from an import, or from both."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, bindparam, delete, func, select, update

from domain.listed import Listed
from domain.people import Person, Standing
from domain.refusals import Outdated
from store.db.engine import Connection, insert_into, long
from store.db.paging import page
from store.db.tables import customers, metadata, people
from store.db.types import DATABASE_NOW

_FIELDS = tuple(field.name for field in fields(Person))
_COLUMNS = people.c[_FIELDS]


@dataclass(frozen=True, slots=True)
class SlackProfile:
    """What Slack says of a person, as far as refdesk needs it. language: as fi-FI, "" where this answer has none."""

    slack_id: str
    name: str
    email: str | None
    timezone: str
    standing: Standing
    language: str = ""

    def matches(self, person: Person) -> bool:
        """True when it is what we know of this person already."""
        told = (self.slack_id, self.name, self.timezone, self.standing)
        known = (person.slack_id, person.name, person.timezone, person.standing)
        return told == known and self.email in (None, person.email) and self.language in ("", person.language)


class People:
    """The people of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, person_id: int) -> Person:
        """The person with this id; raises LookupError if there is none."""
        if not (found := await self.named({person_id})):
            raise LookupError(f"no person {person_id}")
        return found[person_id]

    async def by_key(self, key: str) -> Person:
        """The person a menu names; raises Outdated where there is none."""
        if (person := await self._one(people.c.key == key)) is None:
            raise Outdated
        return person

    async def owners(self, typed: str, most: int, *, known: bool = False) -> Listed[tuple[str, str]]:
        """Those who own customers and whose name holds `typed`, by name: key and name.

        known: customers of the portfolio that everybody may know.
        """
        owning = select(customers.c.owner_id).where(customers.c.owner_id.is_not(None))
        if known:
            owning = owning.where(customers.c.active, ~customers.c.classified)
        name = func.lower(people.c.name)
        named = name.contains(typed.strip().lower(), autoescape=True)
        query = select(people.c.key, people.c.name).where(people.c.id.in_(owning), named)
        found = await page(self._connection, long(query.order_by(name, people.c.id)), most)
        return found.with_items([(row.key, row.name) for row in found.items])

    async def lock(self, person_id: int) -> None:
        """Nobody else decides about this person until the transaction ends."""
        await self._connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())

    async def named(self, ids: set[int]) -> dict[int, Person]:
        """The people with these ids, by id."""
        rows = await self._connection.execute(_NAMED, {"ids": list(ids)}) if ids else ()
        return {row.id: _person(row) for row in rows}

    async def names(self) -> list[tuple[str, str]]:
        """Names and e-mails of the members that Slack has told us of."""
        member = (people.c.standing == Standing.MEMBER.value) & people.c.slack_id.is_not(None)
        query = select(people.c.name, people.c.email).where(member, people.c.email.is_not(None))
        return [(row.name, row.email) for row in await self._connection.execute(long(query))]

    async def by_slack_id(self, slack_id: str) -> tuple[Person, datetime | None] | None:
        """The person and when Slack was last asked about them."""
        row = (await self._connection.execute(_BY_SLACK_ID, {"slack_id": slack_id})).first()
        return (_person(row), row.looked_up_at) if row else None

    async def managers(self) -> tuple[Person, ...]:
        """The programme managers, in the order they were first named."""
        return tuple(_person(row) for row in await self._connection.execute(_MANAGERS))

    async def learn(self, profile: SlackProfile, now: datetime) -> Person:
        """Keep what Slack says; a person imported by e-mail becomes the same person."""
        values = {
            "slack_id": profile.slack_id,
            "name": profile.name,
            "timezone": profile.timezone,
            "standing": profile.standing.value,
            "looked_up_at": now,
        }
        if profile.language:
            values["language"] = profile.language
        known = await self._one(people.c.slack_id == profile.slack_id)
        by_email = await self._one(people.c.email == profile.email) if profile.email else None
        if known is None:
            known = by_email or await self._known(people.c.slack_id, profile.slack_id, profile.name)
        elif by_email is not None and by_email.slack_id is None:
            await self._merge(by_email.id, into=known.id)
            by_email = None
        if by_email is None and profile.email:
            values["email"] = profile.email
        await self._connection.execute(update(people).where(people.c.id == known.id).values(**values))
        return await self.get(known.id)

    async def absent(self, person_id: int, now: datetime) -> None:
        """Remember that Slack was asked about this person and does not know them (any more)."""
        values = {"looked_up_at": now, "standing": Standing.GONE.value}
        await self._connection.execute(update(people).where(people.c.id == person_id).values(**values))

    async def by_email(self, email: str) -> Person:
        """The person with this e-mail, made known if they were not."""
        address = email.strip().lower()
        return await self._known(people.c.email, address, _name_from(address))

    async def appoint(self, managers: tuple[str, ...]) -> None:
        """Make exactly these the programme managers: Slack ids or e-mails, as in the settings."""
        ids = []
        for manager in managers:
            email = "@" in manager
            known = await (self.by_email(manager) if email else self._known(people.c.slack_id, manager, manager))
            ids.append(known.id)
        mine = people.c.id.in_(ids)
        change = update(people).where(people.c.programme_manager != mine).values(programme_manager=mine)
        await self._connection.execute(change)

    async def keep_absence(self, person: Person) -> None:
        """Keep until when a person is away, who decides meanwhile, and whose public holidays are theirs."""
        values = {"away_until": person.away_until, "delegate_id": person.delegate_id, "country": person.country}
        await self._connection.execute(update(people).where(people.c.id == person.id).values(**values))

    async def opened_home(self, person_id: int) -> None:
        """From now on this person's Home is kept fresh."""
        await self._connection.execute(_OPENED_HOME, {"person": person_id})

    async def with_home(self, ids: set[int]) -> tuple[int, ...]:
        """Those of `ids` who have opened their Home."""
        return tuple((await self._connection.execute(_WITH_HOME, {"ids": list(ids)})).scalars())

    async def _known(self, by: Column[str], value: str, name: str) -> Person:
        """The person known by this, made known if they were not, by us or by another process just now."""
        if known := await self._one(by == value):
            return known
        made = insert_into(self._connection, people).values({by: value, people.c.name: name})
        await self._connection.execute(made.on_conflict_do_nothing())
        found = await self._one(by == value)
        assert found is not None
        return found

    async def _merge(self, person_id: int, *, into: int) -> None:
        """Two rows turn out to be one human: everything that points at the first points at the second."""
        mine = (customers.c.owner_id == person_id) | (customers.c.backup_id == person_id)
        await self._connection.execute(long(update(customers).where(mine).values(changed_at=DATABASE_NOW)))
        for table in metadata.sorted_tables:
            for key in table.foreign_keys:
                if key.column.table.name == people.name:
                    points = update(table).where(key.parent == person_id).values({key.parent: into})
                    await self._connection.execute(long(points))
        await self._connection.execute(delete(people).where(people.c.id == person_id))

    async def _one(self, where: ColumnElement[bool]) -> Person | None:
        row = (await self._connection.execute(select(*_COLUMNS).where(where))).first()
        return _person(row) if row else None


_BY_SLACK_ID = select(*_COLUMNS, people.c.looked_up_at).where(people.c.slack_id == bindparam("slack_id"))
_IDS = people.c.id.in_(bindparam("ids", expanding=True))
_NAMED = select(*_COLUMNS).where(_IDS)
_MANAGERS = select(*_COLUMNS).where(people.c.programme_manager).order_by(people.c.id)
_OPENED_HOME = update(people).where(people.c.id == bindparam("person"), ~people.c.home_opened).values(home_opened=True)
# In one order for everybody, so that two who queue the same Homes cannot wait for each other.
_WITH_HOME = select(people.c.id).where(_IDS, people.c.home_opened).order_by(people.c.id)


def _person(row: Any) -> Person:
    told = dict(zip(_FIELDS, row, strict=False))  # its first columns
    return Person(**told | {"standing": Standing(row.standing)})


def _name_from(address: str) -> str:
    return address.split("@", maxsplit=1)[0].replace(".", " ").title()
