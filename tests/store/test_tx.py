"""One transaction: compare-and-set, the last points, sums that add up, people who turn out to be one."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError

from domain.activities import DEFAULTS, Purpose
from domain.listed import NONE
from domain.policy import Policy
from domain.portfolio.customers import Consent, ConsentAnswer
from domain.refusals import Outdated, Reason, Refusal
from domain.requests.decisions import approve, customer_said_no, decline, released, withdraw
from domain.requests.ledger import Entry, LedgerLine
from domain.requests.messages import Message, MessageType
from domain.requests.request import Deal, DeclineReason, Outcome, moved
from domain.requests.rights import Audience
from domain.requests.states import Status
from store.db.tables import audit
from store.db.types import UtcDateTime
from store.tx import AlreadySettled, Store, UnavailableError, open_store
from tests.activities import CALL, QUOTE, VISIT
from tests.refusing import refusing
from tests.store.seed import ALL, NOW, TODAY, budgets, customer, draft, file, opened, person, profile, request

Q4 = date(2026, 10, 1)
YES = (Consent(ConsentAnswer.YES),)

MOMENTS = Table("moments", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime))


async def test_moments_are_kept_as_utc_whatever_their_offset(database_url: str) -> None:
    noon_in_tashkent = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=5)))
    async with opened(database_url) as store, store.engines.write.begin() as connection:
        await connection.run_sync(MOMENTS.create)
        await connection.execute(insert(MOMENTS).values(at=noon_in_tashkent))
        await connection.execute(insert(MOMENTS).values(at=None))
        read, nothing = (await connection.execute(select(MOMENTS.c.at).order_by(MOMENTS.c.id))).scalars()
        assert read == noon_in_tashkent
        assert read.tzinfo is UTC
        assert read.hour == 7
        assert nothing is None


async def test_a_moment_without_a_timezone_is_refused(database_url: str) -> None:
    async with opened(database_url) as store:
        with pytest.raises(StatementError, match="without a timezone"):
            async with store.engines.write.begin() as connection:
                await connection.run_sync(MOMENTS.create)
                await connection.execute(insert(MOMENTS).values(at=datetime(2026, 11, 23)))  # noqa: DTZ001


async def test_a_request_is_read_back_as_it_was_written(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka")
        lumi = await customer(store)
        wish = replace(
            request(lumi, maya, ilkka, VISIT),
            purpose=Purpose.TENDER,
            deal=Deal("Örnsköldsvik AB", "Deal", "1 M€", "late", "Ann", "VP", "<!channel> *x*"),
            agreed_by="Helena",
            agreed_on=TODAY,
            view_id="V1",
            own_use=True,
        )
        async with store.transaction() as tx:
            saved = await tx.apply(None, Outcome(wish, by=maya.id))
        async with store.reading() as tx:
            assert await tx.requests.get(saved.id) == replace(wish, id=saved.id, key=saved.key)
            assert await tx.requests.from_view("V1") == saved
            assert await tx.requests.from_view("V2") is None
            with pytest.raises(Outdated):
                await tx.requests.get(999)


async def test_who_comes_second_is_told_that_it_is_settled(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        lumi = await customer(store, consents=YES)
        number = await file(store, lumi, maya, ilkka)
        async with store.reading() as tx:
            before = await tx.requests.get(number)
        async with store.transaction() as tx:
            await tx.apply(before, withdraw(before, (await tx.customers.record(lumi)).customer, by=maya, now=NOW))
        with pytest.raises(AlreadySettled):
            async with store.transaction() as tx:
                _, record = await tx.requests.locked(number)
                await tx.apply(before, approve(before, record, by=ilkka, policy=tx.policy, now=NOW))
        async with store.reading() as tx:
            assert (await tx.requests.get(number)).status is Status.WITHDRAWN
            assert await budgets(tx) == ({}, {})


async def test_a_request_that_was_rerouted_meanwhile_is_settled_too(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        lumi = await customer(store, consents=YES)
        number = await file(store, lumi, maya, ilkka)
        async with store.transaction() as tx:
            before = await tx.requests.get(number)
            await tx.apply(before, Outcome(replace(before, decider_id=maya.id), by=maya.id))
            with pytest.raises(AlreadySettled):
                await tx.apply(before, Outcome(replace(before, decider_id=ilkka.id), by=ilkka.id))


async def test_the_statement_that_takes_the_points_checks_whatever_was_read_before(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        lumi = await customer(store, consents=YES, points_used=3)
        number = await file(store, lumi, maya, ilkka)
        with refusing(Reason.LAST_POINTS):
            async with store.transaction() as tx:
                before, record = await tx.requests.locked(number)
                stale = replace(record, used=())
                await tx.apply(before, approve(before, stale, by=ilkka, policy=tx.policy, now=NOW))
        async with store.reading() as tx:
            assert (await tx.requests.get(number)).status is Status.PENDING
            assert await budgets(tx) == ({(lumi, Q4): 3}, {(lumi, Q4): 3})


async def test_a_transaction_that_fails_leaves_nothing_behind(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        lumi = await customer(store, consents=YES)
        with pytest.raises(RuntimeError):
            async with store.transaction() as tx:
                line = LedgerLine(lumi, Q4, 2, Entry.RESERVE, limit=4)
                outcome = Outcome(
                    request(lumi, maya, ilkka), maya.id, (line,), messages=(Message(MessageType.APPROVED, 1),)
                )
                await tx.apply(None, outcome)
                raise RuntimeError
        async with store.reading() as tx:
            assert await budgets(tx) == ({}, {})
            assert await tx.deliveries.unsettled() == 0
            assert await tx.requests.open_of(maya.id, 5) == NONE


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_used_is_always_what_the_ledger_sums_up_to(database_url: str, seed: int) -> None:
    dice = random.Random(seed)
    async with opened(database_url, Policy(quarter_points=7)) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        ids = [await customer(store, name, consents=YES) for name in ("Lumi", "Boreal")]
        requests = [await file(store, dice.choice(ids), maya, ilkka, dice.choice(DEFAULTS)) for _ in range(12)]
        for _ in range(40):
            try:
                async with store.transaction() as tx:
                    before, record = await tx.requests.locked(dice.choice(requests))
                    match dice.choice(("approve", "ask", "decline", "withdraw", "no")):
                        case "approve":
                            outcome = approve(before, record, by=ilkka, policy=tx.policy, now=NOW)
                        case "ask":
                            outcome = approve(before, record, by=ilkka, policy=tx.policy, now=NOW, ask_first=True)
                        case "decline":
                            why = DeclineReason.NOT_NOW
                            outcome = decline(before, record.customer, by=ilkka, reason=why, note="", now=NOW)
                        case "no":
                            outcome = customer_said_no(before, record, by=ilkka, policy=tx.policy, now=NOW)
                        case _:
                            outcome = withdraw(before, record.customer, by=maya, now=NOW)
                    await tx.apply(before, outcome)
            except Refusal:
                pass
            async with store.reading() as tx:
                said, summed = await budgets(tx)
                assert said == summed
                assert all(0 <= points <= 7 for points in said.values())


async def test_a_record_holds_what_decides_and_forgets_what_was_released(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        lumi = await customer(store, consents=YES)
        number = await file(store, lumi, maya, ilkka)
        async with store.transaction() as tx:
            before, record = await tx.requests.locked(number)
            await tx.apply(before, approve(before, record, by=ilkka, policy=tx.policy, now=NOW))
        async with store.reading() as tx:
            record = await tx.customers.record(lumi)
        assert record.points_used(Q4) == 2
        assert [(use.activity, use.on, use.at) for use in record.uses] == [(CALL, TODAY, NOW)]
        async with store.transaction() as tx:
            before, record = await tx.requests.locked(number)
            await tx.apply(before, withdraw(before, record.customer, by=maya, now=NOW))
        async with store.reading() as tx:
            record = await tx.customers.record(lumi)
        assert record.points_used(Q4) == 0
        assert record.uses == ()


async def test_the_audit_holds_codes_and_ids_and_no_words(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        number = await file(store, await customer(store), maya, ilkka)
        async with store.transaction() as tx:
            before, record = await tx.requests.locked(number)
            other = DeclineReason.OTHER
            why = decline(before, record.customer, by=ilkka, reason=other, note="private words", now=NOW)
            await tx.apply(before, why)
        async with store.engines.read.begin() as connection:
            lines = (await connection.execute(select(audit.c.code, audit.c.details, audit.c.by_id))).all()
        assert [line.code for line in lines] == ["filed", "moved.declined"]
        assert [line.by_id for line in lines] == [maya.id, ilkka.id]
        assert "private" not in str(lines)
        assert "Lumi" not in str(lines)


async def test_the_same_wish_is_found_again_however_it_is_written(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        lumi = await customer(store)
        async with store.transaction() as tx:
            wish = replace(request(lumi, maya, ilkka), deal=Deal("Åland Öljy", "Renewal"))
            first = await tx.apply(None, Outcome(wish, by=maya.id))
        async with store.reading() as tx:
            for deal, same in (
                (Deal("åland  öljy"), True),
                (Deal("ÅLAND ÖLJY", "renewal"), True),
                (Deal("Åland Öljy", "Another"), False),
                (Deal("Oland Oljy"), False),
            ):
                found = await tx.requests.same_as(draft(lumi, deal=deal))
                assert (found == first) is same, deal
            assert await tx.requests.same_as(draft(lumi, activity=QUOTE, deal=Deal("Åland Öljy"))) is None


async def test_names_are_found_in_any_case_and_any_alphabet(database_url: str) -> None:
    async with opened(database_url) as store:
        maya = await person(store, "U1", "Maya")
        await customer(store, "Öresund Energi")
        await customer(store, "Стальпром")
        await customer(store, "100% Rooms_")
        async with store.reading() as tx:
            for typed, found in (("öRE", 1), ("сталь", 1), ("%", 1), ("_", 1), ("energi", 1), ("", 3), ("zzz", 0)):
                assert (await tx.customers.named(typed, maya, 9)).total == found, typed


async def test_a_classified_name_is_found_only_by_those_who_may_know_it(database_url: str) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        await store.write_customers([], frozenset())
        lumi = await customer(store)
        async with store.transaction() as tx:
            await tx.customers._connection.execute(text("UPDATE customers SET classified = true"))
            assert await tx.customers.named("Lumi", maya, 9) == NONE
            assert (await tx.customers.named("Lumi", ilkka, 9)).items == (lumi,)
            assert (await tx.customers.named("Lumi", replace(maya, programme_manager=True), 9)).items == (lumi,)


# People


async def test_an_imported_owner_becomes_the_person_slack_knows(database_url: str) -> None:
    async with opened(database_url) as store:
        lumi = await customer(store)
        ilkka = await person(store, "U2", "Ilkka Saarinen", "ilkka@norrsken.example")
        async with store.reading() as tx:
            assert (await tx.customers.record(lumi)).customer.owner_id == ilkka.id
            assert (await tx.people.get(ilkka.id)).name == "Ilkka Saarinen"


async def test_a_manager_named_by_slack_id_and_an_owner_known_by_mail_turn_out_to_be_one(database_url: str) -> None:
    async with opened(database_url) as store:
        async with store.transaction() as tx:
            await tx.people.appoint(("U2",))
        lumi = await customer(store)
        maya = await person(store, "U1", "Maya")
        async with store.transaction() as tx:
            owner = await tx.people.by_email("ilkka@norrsken.example")
        number = await file(store, lumi, maya, owner)
        ilkka = await person(store, "U2", "Ilkka Saarinen", "ilkka@norrsken.example")
        assert ilkka.programme_manager
        assert ilkka.email == "ilkka@norrsken.example"
        async with store.reading() as tx:
            assert (await tx.customers.record(lumi)).customer.owner_id == ilkka.id
            assert [waiting.id for waiting in (await tx.requests.waiting_for(ilkka.id, 9)).items] == [number]
            assert [c.person_id for c in await tx.requests.cards(number) if c.audience is Audience.DECIDER] == [
                ilkka.id
            ]
            with pytest.raises(LookupError):
                await tx.people.get(owner.id)


async def test_one_person_looked_up_five_times_at_once_is_one_person(database_url: str) -> None:
    async with opened(database_url) as store:

        async def learn() -> int:
            async with store.transaction() as tx:
                return (await tx.people.learn(profile("U9", "New", "new@norrsken.example"), NOW)).id

        assert len(set(await asyncio.gather(*(learn() for _ in range(5))))) == 1


async def test_exactly_those_named_are_programme_managers(database_url: str) -> None:
    async with opened(database_url) as store, store.transaction() as tx:
        await tx.people.appoint(("U1", "petra@norrsken.example"))
        await tx.people.appoint(("petra@norrsken.example", "U3"))
        assert {manager.slack_id or manager.email for manager in await tx.people.managers()} == {
            "petra@norrsken.example",
            "U3",
        }
        await tx.people.appoint(())
        assert await tx.people.managers() == ()


# Policy, and a database that is away


async def test_processes_that_start_at_once_seed_one_policy(database_url: str) -> None:
    async with opened(database_url) as store:
        stores = [open_store(database_url, lambda: NOW) for _ in range(4)]
        moved = Policy(fiscal_year_start=4)
        try:
            assert await asyncio.gather(*(each.seed_policy(moved) for each in stores)) == [moved] * 4
        finally:
            await asyncio.gather(*(each.close() for each in stores))
        async with store.reading() as tx:
            assert tx.policy.fiscal_year_start == 4


async def test_budgets_in_the_database_outlive_those_in_the_settings(database_url: str) -> None:
    async with opened(database_url, Policy(quarter_points=9)) as store:
        after = await store.seed_policy(Policy(quarter_points=4, timezone="Europe/Helsinki"))
        assert (after.quarter_points, after.timezone) == (9, "Europe/Helsinki")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://nobody:wrong@127.0.0.1:1/refdesk",
        "postgresql+asyncpg://nobody:wrong@nowhere.invalid/refdesk",
        "sqlite:////proc/refdesk.db",
    ],
)
async def test_a_database_out_of_reach_is_said_to_be_away(url: str) -> None:
    store = open_store(url, lambda: NOW)
    try:
        with pytest.raises(UnavailableError):
            await store.check()
        with pytest.raises(UnavailableError):
            await seeing(store)
        with pytest.raises(UnavailableError):
            await store.seed_policy(Policy())
    finally:
        await store.close()


async def seeing(store: Store) -> None:
    async with store.reading():
        pass


async def test_a_database_without_our_tables_is_not_ready(bare_url: str) -> None:
    store = open_store(bare_url, lambda: NOW)
    try:
        with pytest.raises(UnavailableError):
            await store.check()
    finally:
        await store.close()


async def test_a_dry_run_after_all_is_no_run(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.write_customers([], ALL, dry_run=True)
        await store.check()


@pytest.mark.parametrize(("kept", "counting"), [(2, 1), (0, 0)])
async def test_a_use_called_off_too_late_counts_for_rest_and_caps_as_its_points_do(
    database_url: str, kept: int, counting: int
) -> None:
    async with opened(database_url) as store:
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        lumi = await customer(store, consents=YES)
        request_id = await file(store, lumi, maya, ilkka)
        async with store.transaction() as tx:
            before, record = await tx.requests.locked(request_id)
            running = await tx.apply(before, approve(before, record, by=ilkka, policy=tx.policy, now=NOW))
            back = () if kept else released(running)
            gone = moved(running, Status.CANCELLED, now=NOW, points=kept)
            await tx.apply(running, Outcome(gone, by=maya.id, ledger=back))
            assert len((await tx.customers.record(lumi)).uses) == counting


async def test_somebody_who_looks_after_customers_hands_over_all_of_them(database_url: str) -> None:
    async with opened(database_url) as store:
        ilkka = await person(store, "U2", "Ilkka", "ilkka@norrsken.example")
        aino = await person(store, "U3", "Aino", "aino@norrsken.example")
        mine = await customer(store, "Lumi", backup="aino@norrsken.example")
        theirs = await customer(store, "Kaari", external_id="K", owner="x@norrsken.example", backup=ilkka.email)
        async with store.transaction() as tx:
            assert await tx.customers.hand_over(ilkka.id, aino.id) == 1
            found = await tx.customers.records([mine, theirs])
            assert (found[mine].customer.owner_id, found[mine].customer.backup_id) == (aino.id, None)
            assert found[theirs].customer.backup_id == aino.id


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_connections_that_the_server_closed_while_nobody_used_them_are_noticed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.db.engine.IDLE_SECONDS", 0.0)
    other = open_store(database_url, lambda: NOW)
    async with opened(database_url) as store:
        async with store.reading(), store.reading():
            pass
        async with other.engines.write.begin() as connection:
            closed = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid()"
            await connection.execute(text(f"{closed} AND datname = current_database()"))
        async with store.reading() as first, store.transaction() as second:
            assert first.policy == second.policy
    await other.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_only_reads_opens_no_transaction_and_a_snapshot_sees_one_moment(database_url: str) -> None:
    async with opened(database_url) as store:
        began = text("SELECT now()")  # when its transaction began
        async with store.engines.read.begin() as connection:
            assert len({(await connection.execute(began)).scalar() for _ in range(2)}) == 2
        async with store.snapshot() as tx:
            assert len({(await tx.people._connection.execute(began)).scalar() for _ in range(2)}) == 1
