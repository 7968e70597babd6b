"""The company's rules, version by version: who changed them when stays on record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.policy import Policy
from domain.refusals import Outdated
from store.db.engine import Connection, insert_into
from store.db.tables import people, policies


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version. by: who made it, "" for the settings it began with."""

    number: int
    policy: Policy
    by: str
    at: datetime


class Policies:
    """The versions of the policy, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def newest(self) -> PolicyVersion:
        """The version in force."""
        query = select(policies.c.version).order_by(policies.c.version.desc()).limit(1)
        return await self.at((await self._connection.execute(query)).scalar_one())

    async def at(self, number: int) -> PolicyVersion:
        """One version; raises Outdated if there is none."""
        query = (
            select(policies.c.version, policies.c.body, policies.c.at, people.c.name)
            .outerjoin(people, people.c.id == policies.c.by_id)
            .where(policies.c.version == number)
        )
        if (row := (await self._connection.execute(query)).first()) is None:
            raise Outdated
        return PolicyVersion(row.version, Policy.model_validate(row.body), row.name or "", row.at)

    async def add(self, policy: Policy, after: int, by: int, now: datetime) -> bool:
        """Add the version that follows `after`; False when a colleague has just added it."""
        row = {"version": after + 1, "body": policy.model_dump(mode="json"), "by_id": by, "at": now}
        made = insert_into(self._connection, policies).values(**row).on_conflict_do_nothing()
        return bool((await self._connection.execute(made)).rowcount)
