"""How many statements an act asks of the database: written down here, so that none is added unnoticed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from handlers.outbox.courier import AT_ONCE
from handlers.scheduler import tick
from tests.world import World

# Without BEGIN and the like. "…, delivered": all that the act owes two people, both of whom have opened their Home.
EXPECTED = {
    "a search": 7,
    "Approve": 15,
    "Approve, delivered": 75,
    "Decline": 8,
    "Decline, its form": 11,
    "Decline, delivered": 78,
    "a Home": 4,
    "a Home, delivered": 15,
    "the digest": 11,
    "a tick with nothing due": 20,
}
# What this process does by itself, beside what people do.
BESIDE = frozenset(("Courier.run", "IndexFollower.follow", "keep_ticking"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_act_asks_as_much_of_the_database_as_is_written_here(world: World) -> None:
    maya, ilkka, petra = world.maya, world.ilkka, world.petra
    await be_still()
    # What is learnt at a first click, of the person and of the portfolio, is learnt.
    await petra.types("/reference digest")
    await maya.types("/reference retail onboarding")
    for who in (maya, ilkka):
        assert await who.opens_home()
    await deliver(world)
    asked: dict[str, list[str]] = {}
    with counted(world, asked, "a search"):
        assert await maya.types("/reference retail onboarding")
    for prospect in ("Acme", "Bolt"):
        await world.asks(maya, "Lumi", prospect=prospect)
    await deliver(world)
    first, second = (message for message in ilkka.dm if "[Approve]" in ilkka.text_of(message))

    with counted(world, asked, "Approve"):
        assert await ilkka.clicks("Approve", on=first)
    with counted(world, asked, "Approve, delivered"):
        await deliver(world)
    with counted(world, asked, "Decline"):
        assert await ilkka.clicks("Decline", on=second)
    await ilkka.picks("Why not?", "Not a good match for this prospect")
    with counted(world, asked, "Decline, its form"):
        assert await ilkka.submits()
    with counted(world, asked, "Decline, delivered"):
        await deliver(world)
    with counted(world, asked, "a Home"):
        assert await ilkka.opens_home()
    with counted(world, asked, "a Home, delivered"):
        await deliver(world)
    with counted(world, asked, "the digest"):
        assert await petra.types("/reference digest")
    await tick(world.parts.desk)
    await deliver(world)
    with counted(world, asked, "a tick with nothing due"):
        await tick(world.parts.desk)

    found = {act: len(statements) for act, statements in asked.items()}
    told = "\n".join(
        f"{act}: {found[act]} instead of {EXPECTED[act]}\n  " + "\n  ".join(statements)
        for act, statements in asked.items()
        if found[act] != EXPECTED[act]
    )
    assert found == EXPECTED, told


@contextmanager
def counted(world: World, asked: dict[str, list[str]], act: str) -> Iterator[None]:
    """Note under the name of an act what is asked of both engines meanwhile, once it is answered."""
    said = asked[act] = []

    def on_statement(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(" ".join(statement.split()))

    engines = world.parts.desk.store.engines
    both = (engines.read.sync_engine, engines.write.sync_engine)
    for engine in both:
        # After: a SELECT that took long on a crowded machine was broken off, and asked once more.
        event.listen(engine, "after_cursor_execute", on_statement)
    try:
        yield
    finally:
        for engine in both:
            event.remove(engine, "after_cursor_execute", on_statement)


async def be_still() -> None:
    """End what goes on beside the acts."""
    beside = [task for task in asyncio.all_tasks() if getattr(task.get_coro(), "__qualname__", "") in BESIDE]
    assert len(beside) == len(BESIDE)
    for task in beside:
        task.cancel()
    await asyncio.wait(beside)


async def deliver(world: World) -> None:
    """Send what is owed, one after the other."""
    courier, desk = world.parts.courier, world.parts.desk
    while True:
        async with desk.store.transaction() as tx:
            leased = await tx.deliveries.lease(AT_ONCE)
        if not leased:
            return
        for delivery in leased:
            await courier._send(delivery)
