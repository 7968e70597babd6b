"""One transaction: the nouns of the store, and `apply`, the only writer of a move."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, insert, or_, select, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.people import Person
from domain.policy import Policy
from domain.portfolio.importing import ImportedCustomer
from domain.refusals import Reason, Refusal
from domain.requests.ledger import LedgerLine
from domain.requests.messages import MESSAGES, Message
from domain.requests.recipients import can_wait, fanned_out
from domain.requests.request import Outcome, Request
from domain.requests.rights import Audience
from store.db.deadline import LIMITS, Deadline, Limits
from store.db.engine import Connection, Engines, forget_writes, insert_into, on_both, open_engines, wrote
from store.db.tables import audit, budget_periods, consents, ledger, policies, requests
from store.db.types import Id
from store.outbox.daily_summaries import DailySummaries
from store.outbox.dead_letters import DeadLetters
from store.outbox.deliveries import Deliveries, DeliveryKind, NewDelivery
from store.people import People
from store.portfolio.customers import Customers, consent_values
from store.portfolio.exporting import ExportReader
from store.portfolio.importing import ImportCount, ImportWriter
from store.portfolio.removals import Removals
from store.portfolio.verification import VerificationRounds
from store.portfolio.watches import Watches
from store.programme.digest import DigestFigures
from store.programme.figures import FiguresReader
from store.programme.policies import Policies
from store.requests.escalation import WaitingRequests
from store.requests.requests import Requests, values_of
from store.search.index_source import IndexSource
from store.search.searches import NewSearch, Searches
from store.search.vocabulary import Vocabulary

# SQLite calls a wrong statement an operational error too; that is a bug, and no reason to try again.
MISTAKES = ("no such ", "near ")
# Classes of SQLSTATE: connection, login, no such database, rolled back for others, resources, locks, shutdown.
AWAY = ("08", "28", "3D", "40", "53", "55", "57")


class UnavailableError(Exception):
    """The database could not be reached or was busy for too long; `Deadline` knows what was saved before."""


class AlreadySettled(Refusal):
    """Another click moved the request first."""

    def __init__(self) -> None:
        super().__init__(Reason.FASTER)


class Tx:
    """What a listener may do inside one transaction. `policy` was read when it began.

    writes: how many transactions this process had written before.
    """

    def __init__(self, connection: Connection, policy: Policy, now: datetime, writes: int = 0) -> None:
        self.policy = policy
        self.now = now
        self.writes = writes
        self.people = People(connection)
        self.customers = Customers(connection, policy, policy.day(now))
        self.index_source = IndexSource(connection)
        self.requests = Requests(connection, self.customers)
        self.searches = Searches(connection)
        self.watches = Watches(connection, policy)
        self.vocabulary = Vocabulary(connection)
        self.deliveries = Deliveries(connection)
        self.dead_letters = DeadLetters(connection)
        self.daily_summaries = DailySummaries(connection, self.deliveries)
        self.waiting_requests = WaitingRequests(connection, self.requests, self.people, now)
        self.policies = Policies(connection)
        self.verification = VerificationRounds(connection, policy, policy.day(now))
        self.digest_figures = DigestFigures(connection, policy, now, self.customers)
        self.removals = Removals(connection, policy.day(now), now)
        self.export = ExportReader(connection, self.customers, self.people, policy.quarter(policy.day(now)).starts)
        self.figures = FiguresReader(connection)
        self._connection = connection

    async def apply(self, before: Request | None, outcome: Outcome) -> Request:
        """Write a move and everything that follows from it.

        Raises AlreadySettled when `before` is no longer how it stands.

        Raises Refusal when the points do not fit, however that came about: the statement that takes them checks.
        """
        after = await self._save(before, outcome.request)
        for line in outcome.ledger:
            await self._book(line, after.id, outcome.by)
        if (consent := outcome.consent) is not None:
            of = {"customer_id": after.customer_id, "request_id": after.id, "recorded_at": self.now}
            said = {**consent_values(consent), "recorded_by": consent.recorded_by}
            await self._connection.execute(_CONSENT, {**of, **said})
        await self.note(
            outcome.code or ("filed" if before is None else f"moved.{after.status.value}"),
            by=outcome.by,
            request=after,
            was=before.status.value if before else None,
            routed=after.routed.value if after.routed else None,
            own_use=after.own_use,
        )
        await self._enqueue(after, outcome)
        if outcome.ledger or outcome.consent:
            await self.customers.touch(after.customer_id)
        return after

    async def join(self, request: Request, person_id: int) -> None:
        """Let another person follow an open request: they get a card of it, and it is charged once."""
        cards = await self.requests.cards(request.id)
        if any(card.person_id == person_id and card.audience is Audience.REQUESTER for card in cards):
            return
        await self.requests.add_card(request.id, person_id, Audience.REQUESTER)
        await self.note("joined", by=person_id, request=request)
        await self._enqueue(request, Outcome(request, by=person_id))

    async def refresh(self, request: Request) -> None:
        """Bring every card of a request and every Home that shows it up to date."""
        await self._enqueue(request, Outcome(request, by=request.requester_id))

    def set_aside(self) -> None:
        """What was written until now is no effect of a click (see `Store.transaction`)."""
        forget_writes(self._connection)

    async def note(
        self, code: str, *, by: int | None, request: Request | None = None, customer: int | None = None, **details: Any
    ) -> None:
        """Write one line of the audit: ids and codes only."""
        said = {name: value for name, value in details.items() if value}
        who = {"by_id": by, "at": self.now, "code": code, "details": said}
        what = {"request_id": request.id, "customer_id": request.customer_id} if request else {"customer_id": customer}
        await self._connection.execute(_AUDIT, {**who, **what})

    async def _save(self, before: Request | None, after: Request) -> Request:
        values = values_of(after)
        if before is None:
            row = (await self._connection.execute(_FILE, values)).one()
            return replace(after, id=row.id, key=row.key)
        values["version"] = before.version + 1
        was = {"was_id": before.id, "was_status": before.status.value, "was_version": before.version}
        if (await self._connection.execute(_MOVE, {**values, **was})).rowcount != 1:
            raise AlreadySettled
        return replace(after, version=before.version + 1)

    async def _book(self, line: LedgerLine, request_id: int | None, by: int | None) -> None:
        period = {"customer_id": line.customer_id, "quarter": line.quarter}
        most = line.limit if line.points > 0 else None
        taking = {**period, "used": line.points, "most": most}
        # The first of a quarter meets no row that could refuse it.
        fits = most is None or line.points <= most
        if not fits or (await self._connection.execute(_TAKE[self._connection.dialect.name], taking)).rowcount != 1:
            raise Refusal(Reason.LAST_POINTS)
        booked = {
            **period,
            "points": line.points,
            "entry": line.entry.value,
            "activity": line.activity.code if line.activity else None,
            "contact_id": line.contact_id,
            "used_on": line.used_on,
            "request_id": request_id,
            "by_id": by,
            "at": self.now,
        }
        await self._connection.execute(_LEDGER, booked)

    async def _enqueue(self, request: Request, outcome: Outcome) -> None:
        cards = await self.requests.cards(request.id)
        have = {(card.person_id, card.audience) for card in cards}
        wanted = [] if request.own_use else [(request.requester_id, Audience.REQUESTER)]
        wanted += [(person, Audience.DECIDER) for person in outcome.decision_for]
        for person_id, audience in dict.fromkeys(wanted):
            if (person_id, audience) not in have:
                cards.append(await self.requests.add_card(request.id, person_id, audience))
        await self.deliveries.renew(request.id, outcome.renewing, self.now)
        followers = [card.person_id for card in cards if card.audience is Audience.REQUESTER]
        involved = {card.person_id for card in cards} | {request.decider_id or 0}
        of = request.id
        new = [NewDelivery(DeliveryKind.CARD, each.person_id, str(each.id), None, of, each.id) for each in cards]
        new += [self._message(request, each, outcome) for each in fanned_out(outcome, request, followers)]
        new += [NewDelivery(DeliveryKind.HOME, each, str(each)) for each in await self.people.with_home(involved)]
        await self.deliveries.enqueue_all(new, self.now)

    def _message(self, request: Request, message: Message, outcome: Outcome) -> NewDelivery:
        """A message to one person about a request as it stands now."""
        version = "" if MESSAGES[message.type].one_per_person else f":{request.version}"
        subject = f"{message.type.value}:{request.id}:{message.person_id}{version}"
        aside = can_wait(message.type, request, self.policy.day(self.now), by_time=outcome.by is None)
        return NewDelivery(DeliveryKind.MESSAGE, message.person_id, subject, message.type, request.id, aside=aside)


@dataclass(slots=True)
class Cached:
    """What this process knows of its database: how often it wrote, and the newest policy as text and as rules."""

    writes: int = 0
    policy: tuple[str, Policy] | None = None

    def read(self, body: str) -> Policy:
        """The rules in a policy's row; read and checked once, not in every transaction."""
        if self.policy is None or self.policy[0] != body:
            self.policy = (body, Policy.model_validate(json.loads(body)))
        return self.policy[1]


@dataclass(frozen=True, slots=True)
class Store:
    """An open database: transactions to write and to read."""

    engines: Engines
    now: Callable[[], datetime]
    limits: Limits = LIMITS
    deadline: Deadline | None = None
    cached: Cached = field(default_factory=Cached)

    @asynccontextmanager
    async def transaction(self, *, aside: bool = False) -> AsyncIterator[Tx]:
        """A writing transaction; committed when the block ends well. Raises UnavailableError without a database.

        aside: what it writes is no effect of a click, and nobody is told whether it was saved.
        """
        if self.engines.lost_file:
            # Writing would succeed, into a file that nobody will find again.
            raise UnavailableError("the file is gone")
        with self._waiting():
            async with reachable(), self.engines.write.begin() as connection:
                yield await self._tx(connection)
                told = (
                    self.deadline.committing() if self.deadline and not aside and wrote(connection) else nullcontext()
                )
                with told:
                    await connection.commit()
        self.cached.writes += 1

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        """A reading transaction; nothing in it may write. Raises UnavailableError without a database.

        On SQLite it sees one moment; on PostgreSQL each statement sees what is committed then.
        """
        with self._waiting():
            async with reachable(), self.engines.read.begin() as connection:
                yield await self._tx(connection)

    def _waiting(self) -> AbstractContextManager[None]:
        return self.deadline.waiting() if self.deadline else nullcontext()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Tx]:
        """A long reading transaction that sees the database as it was when it began: SQLite's always do."""
        engine = self.engines.read.execution_options(long=True)
        if not self.engines.sqlite:
            engine = self.engines.write.execution_options(isolation_level="REPEATABLE READ")
        async with reachable(), engine.begin() as connection:
            yield await self._tx(connection)

    async def who(self, slack_id: str) -> tuple[Person, datetime | None] | None:
        """The person with this Slack id, and when Slack was last asked about them: every click begins with it."""
        with self._waiting():
            async with reachable(), self.engines.read.connect() as connection:
                return await People(connection).by_slack_id(slack_id)

    async def keep_search(self, search: NewSearch) -> str:
        """Keep a search and count its unknown words; returns its key. A power cut may forget it: it moves nothing."""
        if self.engines.lost_file:
            raise UnavailableError("the file is gone")
        with self._waiting():
            async with reachable(), self.engines.quick.begin() as connection:
                key = await Searches(connection).add(search, self.now())
                await Vocabulary(connection).unknown(search.unknown, self.now())
                return key

    async def write_customers(
        self, rows: Sequence[ImportedCustomer], given: frozenset[str], *, dry_run: bool = False
    ) -> ImportCount:
        """Write one chunk of a customer file; a dry run writes it and takes it back."""
        async with reachable(), self.engines.write.execution_options(long=True).begin() as connection:
            tx = await self._tx(connection)
            done = await ImportWriter(connection, tx.policy, tx.now, given).write(rows)
            if dry_run:
                await connection.rollback()
        self.cached.writes += 1
        return done

    async def seed_policy(self, first: Policy) -> Policy:
        """Write the first policy once. Later only its calendar follows the settings; the rest the database rules."""
        async with reachable(), self.engines.write.begin() as connection:
            known, version = await self._policy(connection)
            calendar = {"timezone": first.timezone, "fiscal_year_start": first.fiscal_year_start}
            wanted = first if known is None else known.model_copy(update=calendar)
            if wanted != known:
                row = {"version": version + 1, "body": wanted.model_dump(mode="json"), "at": self.now()}
                # Another process that starts at the same moment writes the same.
                await connection.execute(insert_into(connection, policies).values(**row).on_conflict_do_nothing())
            return wanted

    async def check(self) -> None:
        """Raise UnavailableError if the database cannot be reached or holds no tables of ours."""
        deadline = Deadline(self.limits)
        if not await deadline.done(replace(self, deadline=deadline)._check()):
            raise UnavailableError("silent")

    async def _check(self) -> None:
        if self.engines.lost_file:
            raise UnavailableError("the file is gone")
        try:
            with self._waiting():
                async with reachable(), self.engines.read.connect() as connection:
                    await connection.execute(select(policies.c.version).limit(1))
        except SQLAlchemyError as broken:
            raise UnavailableError(type(broken).__name__) from None

    async def close(self) -> None:
        """Close every connection."""
        await self.engines.dispose()

    async def _tx(self, connection: Connection) -> Tx:
        writes = self.cached.writes
        policy, _ = await self._policy(connection)
        return Tx(connection, policy or Policy(), self.now(), writes)

    async def _policy(self, connection: Connection) -> tuple[Policy | None, int]:
        row = (await connection.execute(_NEWEST_POLICY)).first()
        return (self.cached.read(row.body), row.version) if row else (None, 0)


def open_store(url: str, now: Callable[[], datetime], limits: Limits = LIMITS) -> Store:
    """Open the database at a URL; `now` gives business time, aware."""
    return Store(open_engines(url, limits), now, limits)


@asynccontextmanager
async def reachable() -> AsyncIterator[None]:
    """Turn what drivers say of a lost or busy database into UnavailableError; programming errors stay what they are."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, OSError) as lost:
        if str(getattr(lost, "orig", "")).startswith(MISTAKES):
            raise
        raise UnavailableError(type(lost).__name__) from None
    except DBAPIError as error:
        code = str(getattr(error.orig, "sqlstate", None) or "")
        if error.connection_invalidated or code.startswith(AWAY):
            raise UnavailableError(code or type(error).__name__) from None
        raise


def _take(insert: Any) -> Any:
    """Take points, up to `most` in all if there is a limit: one statement checks and takes."""
    first = insert(budget_periods)
    used, most = budget_periods.c.used + first.excluded.used, bindparam("most", type_=Id)
    return first.on_conflict_do_update(
        index_elements=budget_periods.primary_key, set_={"used": used}, where=or_(most.is_(None), used <= most)
    )


_TAKE = on_both(_take)
_NEWEST_POLICY = select(policies.c.version, cast(policies.c.body, Text).label("body"))
_NEWEST_POLICY = _NEWEST_POLICY.order_by(policies.c.version.desc()).limit(1)
_AUDIT, _CONSENT, _LEDGER = insert(audit), insert(consents), insert(ledger)
_FILE = insert(requests).returning(requests.c.id, requests.c.key)
_MOVE = update(requests).where(
    requests.c.id == bindparam("was_id"),
    requests.c.status == bindparam("was_status"),
    requests.c.version == bindparam("was_version"),
)
