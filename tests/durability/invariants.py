"""What must be true afterwards, whatever was killed: read from the database and from what people see in Slack."""

import asyncio
import contextlib
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import text

from bot.wiring import utc_now
from sandbox.model import Message
from store.tx import Store, open_store
from tests.durability.office import Office
from tests.patience import PATIENT

DECIDED = {"approve": "moved.approved", "decline": "moved.declined", "withdraw": "moved.withdrawn", "file": "filed"}
# Sent; sent, and drawn once more to be sure; kept for the one message of the day.
SETTLED = ("sent", "unsure", "aside")
MARKS = {
    "pending": "⏳ Waiting for",
    "approved": "✅ Approved",
    "declined": "✖️ Declined",
    "withdrawn": "Withdrawn",
}
TOLD = {"moved.approved": "Approved: ", "moved.declined": "Declined: "}


async def quiet(office: Office) -> None:
    """Let everything owed go out: leases of the dead run out, what was put off is due, and the lost cards are adopted.

    The test's own limit ends it where something stays owed.
    """
    store = open_store(office.database_url, utc_now, PATIENT)
    try:
        for _ in range(2):
            # While nobody sends: whose lease is taken away in the middle would draw an old card over a new one.
            await office.fleet.stop_all()
            await _let_time_pass(store)
            await office.fleet.start()
            await _until_nothing_is_owed(office, store)
            await _click_what_nobody_knows(office, store)
        await _until_nothing_is_owed(office, store)
    finally:
        await store.close()


async def check(office: Office) -> None:
    """Raise AssertionError with everything that is not as it must be."""
    store = open_store(office.database_url, utc_now, PATIENT)
    try:
        wrong = [*office.unanswered]
        wrong += await _decisions(office, store)
        wrong += await _budgets(store)
        wrong += await _messages(office, store)
        wrong += await _cards(office, store)
    finally:
        await store.close()
    assert not wrong, "\n".join(wrong[:20]) + f"\n({len(wrong)} in all)"


async def _decisions(office: Office, store: Store) -> list[str]:
    """Each accepted decision is there exactly once, and no other took effect twice."""
    audit = await _rows(
        store,
        "select r.prospect, a.code, a.by_id, p.slack_id from audit a join requests r on r.id = a.request_id"
        " left join people p on p.id = a.by_id",
    )
    moves = Counter((row.prospect, row.code) for row in audit)
    wrong = [
        f"{prospect} was {code} {times} times"
        for (prospect, code), times in moves.items()
        if times > 1 and code in DECIDED.values()
    ]
    by = {(row.prospect, row.code): row.slack_id for row in audit}
    wrong += [
        f"{seen.who} saw {seen.act} of {seen.prospect} accepted, and it is not recorded"
        for seen in office.seen
        if seen.accepted and by.get((seen.prospect, DECIDED[seen.act])) != seen.who
    ]
    ledger = await _rows(
        store,
        "select r.prospect, r.status, sum(case when l.entry = 'reserve' then 1 else 0 end) as taken,"
        " sum(case when l.entry = 'release' then 1 else 0 end) as given, coalesce(sum(l.points), 0) as points"
        " from requests r left join ledger l on l.request_id = r.id group by r.id, r.prospect, r.status",
    )
    for row in ledger:
        approved = moves[row.prospect, "moved.approved"]
        held = 1 if row.status == "approved" else 0
        if (row.taken, row.taken - row.given, row.points) != (approved, held, held):
            wrong.append(f"{row.prospect} is {row.status}: {row.taken} reserved, {row.given} released, {row.points}")
    return wrong


async def _budgets(store: Store) -> list[str]:
    """used = sum(ledger), and never more than the customer's points."""
    rows = await _rows(
        store,
        "select b.customer_id, b.used, c.quarter_points, coalesce((select sum(l.points) from ledger l"
        " where l.customer_id = b.customer_id and l.quarter = b.quarter), 0) as booked from budget_periods b"
        " join customers c on c.id = b.customer_id",
    )
    return [
        f"customer {row.customer_id}: used {row.used}, ledger {row.booked}"
        for row in rows
        if row.used != row.booked or not 0 <= row.used <= row.quarter_points
    ]


async def _messages(office: Office, store: Store) -> list[str]:
    """Everything owed was sent and stands in Slack; who is told by the rules of the house was told."""
    rows = await _rows(store, "select key, kind, state, error, channel, ts from deliveries")
    wrong = [f"{row.key} is {row.state}: {row.error}" for row in rows if row.state not in SETTLED]
    posted = _posted(office)
    wrong += [
        f"{row.key} is not in Slack" for row in rows if row.kind == "tell" and (row.channel, row.ts) not in posted
    ]
    read: dict[str, str] = defaultdict(str)
    for seat in (*office.askers, *office.owners):
        read[seat.user.id] = "\n".join(seat.text_of(message) for message in seat.dm)
    audit = await _rows(
        store,
        "select r.prospect, a.code, p.slack_id from audit a join requests r on r.id = a.request_id"
        " join people p on p.id = r.requester_id",
    )
    for row in audit:
        words = TOLD.get(row.code)
        if words and not any(
            line.startswith(words) and row.prospect in line for line in read[row.slack_id].splitlines()
        ):
            wrong.append(f"{row.slack_id} was never told: {row.code} {row.prospect}")
    return wrong


async def _cards(office: Office, store: Store) -> list[str]:
    """Every card, adopted ones included, shows the state that the database has."""
    posted = _posted(office)
    rows = await _rows(
        store,
        "select c.channel, c.ts, r.status, r.prospect, c.audience, p.slack_id from cards c"
        " join requests r on r.id = c.request_id join people p on p.id = c.person_id",
    )
    wrong = []
    for row in rows:
        message = posted.get((row.channel, row.ts))
        said = office.slack.seat(row.slack_id).text_of(message)
        offered = row.status == "pending" and row.audience == "decider"
        mark = "[Approve]" if offered else MARKS[row.status]
        if message is None or row.prospect not in said or mark not in said:
            wrong.append(f"the {row.audience}'s card of {row.prospect} ({row.status}) says: {said}")
        if row.status != "pending" and "[Approve]" in said:
            wrong.append(f"{row.prospect} is {row.status} and can still be approved")
    known = {(row.channel, row.ts) for row in rows}
    wrong += [f"a lost card: {message.text}" for where, message in _buttons(office).items() if where not in known]
    return wrong


async def _let_time_pass(store: Store) -> None:
    async with store.engines.write.begin() as connection:
        over = "update deliveries set lease_until = 0, ready_at = 0, doubt_until = 0 where state in ('owed', 'unsure')"
        await connection.execute(text(over))


async def _until_nothing_is_owed(office: Office, store: Store) -> None:
    async def owed() -> int:
        async with store.reading() as tx:
            return await tx.deliveries.unsettled()

    with office.slack.workspace.changed.subscribed() as changes:
        while await owed():
            with contextlib.suppress(TimeoutError):
                # What is settled in the database changes nothing in Slack, and nobody tells.
                await asyncio.wait_for(changes.get(), 0.1)


async def _click_what_nobody_knows(office: Office, store: Store) -> None:
    """A crash between Slack's answer and our commit leaves a card that nobody knows, until somebody clicks it."""
    known = {(row.channel, row.ts) for row in await _rows(store, "select channel, ts from cards")}
    for where, message in _buttons(office).items():
        if where not in known:
            seat = office.slack.seat(office.slack.workspace.channels[message.channel].im_with or "")
            label = "Approve" if "[Approve]" in seat.text_of(message) else "Withdraw"
            await office.clicks(seat, message, label)


def _posted(office: Office) -> dict[tuple[str, str], Message]:
    return {(c.id, m.ts): m for c in office.slack.workspace.channels.values() for m in c.messages.values()}


def _buttons(office: Office) -> dict[tuple[str, str], Message]:
    """Every message on which a decision or a withdrawal is still offered."""
    return {
        where: message
        for where, message in _posted(office).items()
        for block in message.blocks
        for element in block.get("elements", ())
        if element.get("action_id") in ("request.approve", "request.withdraw")
    }


async def _rows(store: Store, query: str) -> list[Any]:
    async with store.engines.read.connect() as connection:
        return list(await connection.execute(text(query)))
