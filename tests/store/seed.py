"""A store with people, one customer and requests, and a look at its tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, select

from domain.activities import Activity
from domain.people import Person, Standing
from domain.policy import Policy
from domain.portfolio.importing import ImportedCustomer
from domain.requests.request import Deal, Draft, Outcome, Request
from domain.requests.states import Status
from store.db.tables import budget_periods, ledger, metadata
from store.people import SlackProfile
from store.tx import Store, Tx, open_store
from tests.activities import CALL
from tests.patience import PATIENT

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ALL = frozenset({"name", "owner", "backup", "industry", "story", "consents", "contact1_name", "points_used"})


@asynccontextmanager
async def opened(url: str, policy: Policy | None = None, now: datetime = NOW) -> AsyncIterator[Store]:
    """A store over a migrated database, with its first policy."""
    store = open_store(url, lambda: now, PATIENT)
    try:
        await store.seed_policy(policy or Policy())
        yield store
    finally:
        await store.close()


def profile(slack_id: str, name: str, email: str | None = None) -> SlackProfile:
    """What Slack says of a member."""
    return SlackProfile(slack_id, name, email, "UTC", Standing.MEMBER)


async def person(store: Store, slack_id: str, name: str, email: str | None = None) -> Person:
    """Somebody who has used refdesk."""
    async with store.transaction() as tx:
        return await tx.people.learn(profile(slack_id, name, email), NOW)


async def customer(store: Store, name: str = "Lumi Retail", **facts: Any) -> int:
    """A customer, imported as users import it; returns its id."""
    row = replace(ImportedCustomer(2, name, name, owner="ilkka@norrsken.example"), **facts)
    await store.write_customers([row], ALL | {"quarter_points"})
    async with store.reading() as tx:
        reader = Person(0, None, "", programme_manager=True)
        (found,) = (await tx.customers.named(name, reader, 1)).items
        return found


def request(customer_id: int, by: Person, decider: Person, activity: Activity = CALL) -> Request:
    """A request as a form makes it, not yet saved."""
    return Request(
        id=0,
        customer_id=customer_id,
        requester_id=by.id,
        decider_id=decider.id,
        owner_id=decider.id,
        activity=activity,
        purpose=draft(customer_id).purpose,
        needed_by=TODAY + timedelta(14),
        deal=Deal("Acme"),
        status=Status.PENDING,
        created_at=NOW,
        changed_at=NOW,
    )


async def file(store: Store, customer_id: int, by: Person, decider: Person, activity: Activity = CALL) -> int:
    """A saved request; returns its id."""
    async with store.transaction() as tx:
        outcome = Outcome(request(customer_id, by, decider, activity), by=by.id, decision_for=(decider.id,))
        return (await tx.apply(None, outcome)).id


def draft(customer_id: int, **more: Any) -> Draft:
    """A filled-in form."""
    return replace(Draft(customer_id, CALL, TODAY + timedelta(14), Deal("Acme")), **more)


async def budgets(tx: Tx) -> tuple[dict[tuple[int, Any], int], dict[tuple[int, Any], int]]:
    """Points by customer and quarter: what the budget periods say, and what the ledger sums up to."""
    connection = tx.customers._connection
    periods = select(budget_periods.c.customer_id, budget_periods.c.quarter, budget_periods.c.used)
    sums = select(ledger.c.customer_id, ledger.c.quarter, func.sum(ledger.c.points)).group_by(
        ledger.c.customer_id, ledger.c.quarter
    )
    said = {(row[0], row[1]): row[2] for row in await connection.execute(periods)}
    summed = {(row[0], row[1]): int(row[2]) for row in await connection.execute(sums)}
    return said, summed


def fill(connection: Connection, schema: MetaData = metadata) -> None:
    """One row in every table, every column filled, every reference pointing at something."""
    for table in schema.sorted_tables:
        connection.execute(table.insert().values(**_row(table)))


def _row(table: Table) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in table.columns:
        kind = column.type.python_type if not column.type.__class__.__name__.startswith("Utc") else datetime
        if column.name == "id" or column.foreign_keys or kind is int:
            values[column.name] = 1
        elif kind is datetime:
            values[column.name] = NOW
        elif column.type.__class__.__name__ == "JSON":
            values[column.name] = ["x"] if column.name.endswith("s") and table.name == "customers" else {"x": 1}
        elif kind is str:
            values[column.name] = "x"
        elif kind is bool:
            values[column.name] = True
        elif kind is float:
            values[column.name] = 1.0
        else:
            values[column.name] = TODAY
    return values
