"""Messages owed: once each, one sender at a time, never dropped."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from domain.requests.messages import MessageType
from store.db.tables import deliveries
from store.outbox.deliveries import LATE_SECONDS, LEASE_SECONDS, RATE_LIMITED, Delivery, DeliveryKind, Settled
from store.tx import Store, Tx
from tests.store.seed import NOW, opened, person


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with opened(database_url) as made:
        await person(made, "U1", "Maya")
        yield made


async def owe(store: Store, *subjects: str) -> None:
    async with store.transaction() as tx:
        for subject in subjects:
            await tx.deliveries.enqueue(
                DeliveryKind.MESSAGE, 1, NOW, subject=subject, message_type=MessageType.APPROVED
            )


async def lease(store: Store, most: int = 9) -> list[Delivery]:
    async with store.transaction() as tx:
        return await tx.deliveries.lease(most)


async def age(tx: Tx, seconds: float) -> None:
    """Let `seconds` of the database's clock pass."""
    values = {"lease_until": deliveries.c.lease_until - seconds, "ready_at": deliveries.c.ready_at - seconds}
    await tx.deliveries._connection.execute(update(deliveries).values(**values))


async def test_owing_the_same_again_is_owing_it_once(store: Store) -> None:
    await owe(store, "a", "a", "b", "a")
    leased = await lease(store)
    assert [(each.key, each.revision) for each in leased] == [("tell:a", 3), ("tell:b", 1)]


async def test_what_one_has_leased_nobody_else_gets(store: Store) -> None:
    await owe(store, "a", "b", "c")
    assert [each.key for each in await lease(store, 2)] == ["tell:a", "tell:b"]
    assert [each.key for each in await lease(store, 2)] == ["tell:c"]
    assert await lease(store, 2) == []


async def test_two_who_lease_in_the_same_moment_share(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer at a time: there is no same moment")
    async with opened(database_url) as one, opened(database_url) as two:
        await person(one, "U1", "Maya")
        await owe(one, *"abcdef")
        async with one.transaction() as first, two.transaction() as second:
            mine, theirs = await first.deliveries.lease(3), await second.deliveries.lease(9)
        assert len(mine) == len(theirs) == 3
        assert not {each.id for each in mine} & {each.id for each in theirs}


async def test_two_who_owe_the_same_in_the_same_moment_both_succeed(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        await person(one, "U1", "Maya")
        async with one.transaction() as tx:
            await tx.deliveries.enqueue(DeliveryKind.HOME, 1, NOW, subject="1")
        async with two.transaction() as tx:
            await tx.deliveries.enqueue(DeliveryKind.HOME, 1, NOW, subject="1")
        assert [each.revision for each in await lease(one)] == [2]


async def test_a_lease_that_ran_out_is_taken_by_the_next(store: Store) -> None:
    await owe(store, "a")
    (first,) = await lease(store)
    async with store.transaction() as tx:
        await age(tx, LEASE_SECONDS - 5)
    assert await lease(store) == []
    async with store.transaction() as tx:
        await age(tx, 6)
    (second,) = await lease(store)
    assert (second.id, second.attempts) == (first.id, 2)


async def test_a_lease_that_is_kept_while_the_call_is_under_way_is_nobody_elses(store: Store) -> None:
    await owe(store, "a")
    (first,) = await lease(store)
    for _ in range(3):
        async with store.transaction() as tx:
            await age(tx, LEASE_SECONDS - 10)
            assert await tx.deliveries.keep(first)
        assert await lease(store) == []
    async with store.transaction() as tx:
        await age(tx, LEASE_SECONDS + 1)
    assert len(await lease(store)) == 1
    async with store.transaction() as tx:
        assert not await tx.deliveries.keep(first)


async def test_who_lost_its_lease_has_a_card_drawn_once_more(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.deliveries.enqueue(DeliveryKind.HOME, 1, NOW, subject="1")
    (slow,) = await lease(store)
    async with store.transaction() as tx:
        await age(tx, LEASE_SECONDS + 1)
    (quick,) = await lease(store)
    async with store.transaction() as tx:
        assert await tx.deliveries.sent(quick, NOW)
        assert await tx.deliveries.count("unsure") == 1, "a call of the slow one may still arrive"
        assert not await tx.deliveries.sent(slow, NOW)
    (again,) = await lease(store)
    assert again.revision == quick.revision + 1


async def test_what_is_sent_is_sent_no_more_and_stays_on_record(store: Store) -> None:
    await owe(store, "a")
    (leased,) = await lease(store)
    async with store.transaction() as tx:
        await tx.deliveries.sent(leased, NOW, "D1", "1.2")
    assert await lease(store) == []
    async with store.reading() as tx:
        assert await tx.deliveries.count("sent") == 1
        assert await tx.deliveries.unsettled() == 0
        assert await tx.deliveries.seconds_to_next() is None


async def test_what_was_owed_again_while_it_was_sent_is_sent_again(store: Store) -> None:
    await owe(store, "a")
    (leased,) = await lease(store)
    await owe(store, "a")
    async with store.transaction() as tx:
        await tx.deliveries.sent(leased, NOW)
    (again,) = await lease(store)
    assert (again.id, again.revision) == (leased.id, 2)


async def test_what_was_owed_again_is_not_given_up_with_the_old(store: Store) -> None:
    await owe(store, "a")
    (leased,) = await lease(store)
    await owe(store, "a")
    async with store.transaction() as tx:
        await tx.deliveries.give_up(leased, "channel_not_found")
        assert await tx.deliveries.count("dead") == 0
        assert await tx.deliveries.unsettled() == 1


async def test_what_is_put_off_waits_its_time(store: Store) -> None:
    await owe(store, "a")
    (leased,) = await lease(store)
    async with store.transaction() as tx:
        await tx.deliveries.retry_in(leased, 60, "ratelimited" * 20)
        wait = await tx.deliveries.seconds_to_next()
        assert wait is not None
        assert 50 < wait <= 60.1
    assert await lease(store) == []
    async with store.transaction() as tx:
        await age(tx, 61)
    assert [each.attempts for each in await lease(store)] == [2]


async def test_what_is_given_up_stays_as_dead_until_it_is_owed_again(store: Store) -> None:
    await owe(store, "a")
    (leased,) = await lease(store)
    async with store.transaction() as tx:
        await tx.deliveries.give_up(leased, "account_inactive")
        assert await tx.deliveries.count("dead") == 1
    assert await lease(store) == []
    await owe(store, "a")
    assert [each.attempts for each in await lease(store)] == [1]


async def test_the_next_thing_to_do_is_known_without_reading_everything(store: Store) -> None:
    await owe(store, "a", "b")
    async with store.transaction() as tx:
        seconds = await tx.deliveries.seconds_to_next()
        assert seconds is not None
        assert seconds <= 0.01
        await tx.deliveries.lease(9)
        seconds = await tx.deliveries.seconds_to_next()
        assert seconds is not None
        assert LEASE_SECONDS - 5 < seconds <= LEASE_SECONDS + 0.1


async def test_who_is_alone_waits_only_a_moment_for_the_leases_of_the_dead(store: Store) -> None:
    await owe(store, "a")
    await lease(store)
    async with store.transaction() as tx:
        await tx.deliveries.free_leases()
        wait = await tx.deliveries.seconds_to_next()
        assert wait is not None
        assert LATE_SECONDS - 2 < wait <= LATE_SECONDS


async def test_who_was_too_slow_settles_nothing_that_somebody_else_has_taken(store: Store) -> None:
    await owe(store, "a")
    (slow,) = await lease(store)
    async with store.transaction() as tx:
        await age(tx, LEASE_SECONDS + 1)
    (quick,) = await lease(store)
    async with store.transaction() as tx:
        await tx.deliveries.sent(slow, NOW, "D1", "1.1")
        await tx.deliveries.retry_in(slow, 60, "late")
        assert not await tx.deliveries.give_up(slow, "late")
        assert await tx.deliveries.unsettled() == 1
        await tx.deliveries.sent(quick, NOW, "D1", "1.2")
        assert await tx.deliveries.unsettled() == 0


async def test_the_dead_are_counted_tried_again_and_dropped(store: Store) -> None:
    await owe(store, "a", "b", "c")
    for leased, code in zip(await lease(store), ("is_archived", "token_revoked", "token_revoked"), strict=True):
        async with store.transaction() as tx:
            assert await tx.deliveries.give_up(leased, code)
    async with store.transaction() as tx:
        assert await tx.dead_letters.codes() == {"is_archived": 1, "token_revoked": 2}
        assert await tx.dead_letters.revive_all(["token_revoked"])
        (left,) = (await tx.dead_letters.newest(9)).items
        assert (left.error, left.kind, left.person_id) == ("is_archived", DeliveryKind.MESSAGE, 1)
        assert await tx.dead_letters.drop(left.id)
        assert not await tx.dead_letters.drop(left.id)
        assert not await tx.dead_letters.revive(left.id)
        assert await tx.dead_letters.one(left.id) is None
    assert [each.attempts for each in await lease(store)] == [1, 1]


async def test_a_pause_that_slack_asked_for_outlasts_what_is_owed_again_and_a_fault_does_not(store: Store) -> None:
    await owe(store, "a")
    (leased,) = await lease(store)
    async with store.transaction() as tx:
        await tx.deliveries.retry_in(leased, 60, RATE_LIMITED, counts=False)
    await owe(store, "a", "a")
    assert await lease(store) == []
    async with store.transaction() as tx:
        await age(tx, 61)
    (leased,) = await lease(store)
    async with store.transaction() as tx:
        await tx.deliveries.retry_in(leased, 60, "http_503")
    await owe(store, "a")
    assert len(await lease(store)) == 1


async def test_whoever_has_sent_it_is_told_whether_there_is_more_to_send(store: Store) -> None:
    await owe(store, "a", "b")
    first, second = await lease(store)
    await owe(store, "b")
    async with store.transaction() as tx:
        assert await tx.deliveries.sent(first, NOW) is Settled.DONE
        assert await tx.deliveries.sent(second, NOW) is Settled.AGAIN
    (again,) = await lease(store)
    async with store.transaction() as tx:
        assert await tx.deliveries.sent(second, NOW) is Settled.LOST
        assert await tx.deliveries.sent(again, NOW) is Settled.DONE


async def test_a_pause_that_slack_asked_for_is_no_failed_attempt(store: Store) -> None:
    await owe(store, "a")
    (leased,) = await lease(store)
    async with store.transaction() as tx:
        await tx.deliveries.retry_in(leased, 0.0, "ratelimited", counts=False)
    assert [each.attempts for each in await lease(store)] == [1]
