"""What a dry run foretells is all that the tick then does, and telling changes nothing."""

from typing import Any

from sqlalchemy import func, select

from handlers.preview import preview
from store.db.tables import audit, deliveries, requests
from store.tx import open_store
from tests.outbox.test_daily_summary import a_quarter_turns
from tests.patience import PATIENT
from tests.portfolio.test_holds import approved, holds, on_day
from tests.requests.test_escalation import a_world, asks, at, passes
from tests.world import World


async def foretold(world: World, when: str) -> list[str]:
    """What the command prints for this moment, with a channel for the digest."""
    then = open_store(world.database_url, lambda: at(when), PATIENT)
    try:
        return await preview(then, "C0DIGEST")
    finally:
        await then.close()


async def newest(world: World) -> Any:
    """The request that was made last."""
    async with world.parts.desk.store.engines.read.connect() as connection:
        return (await connection.execute(select(requests.c.id).order_by(requests.c.id.desc()))).first()


async def rows(world: World) -> tuple[int, int]:
    """How many lines the audit and the deliveries have."""
    async with world.parts.desk.store.engines.read.connect() as connection:
        noted = (await connection.execute(select(func.count()).select_from(audit))).scalar_one()
        return noted, (await connection.execute(select(func.count()).select_from(deliveries))).scalar_one()


async def test_a_morning_on_which_everything_is_due_is_foretold_whole(database_url: str) -> None:
    async with a_world(database_url, "2026-12-31 09:00") as world:
        await a_quarter_turns(world)
        await asks(world, "Lumi", needed_by="2027-01-29")
        request, before = f"Request {(await newest(world)).id}", await rows(world)
        assert await foretold(world, "2027-01-03 12:00") == [
            "Free again: somebody who waited is told: Aino Korhola.",
        ], "on a Sunday nobody is reminded, and nobody told"
        assert await foretold(world, "2027-01-04 11:01") == [
            f"{request}: ask Aino Korhola to decide; “reminder” to Ilkka Saarinen.",
            "The letter of the quarter since 2026-10-01: to Petra Vance.",
            "Free again: somebody who waited is told: Aino Korhola.",
            "Holds that are over: to Petra Vance.",
            "Still true?: 1 to Petra Vance; 1 to Aino Korhola.",
            "What can wait, told at once: "
            "one message to Ilkka Saarinen; one message to Petra Vance; one message to Aino Korhola.",
            "The digest: that of 2027-W01 is posted.",
        ]
        assert await rows(world) == before
        rung = {seat.user.name: len(seat.dm) for seat in (world.ilkka, world.aino, world.petra)}
        await passes(world, "2027-01-04 11:01")
        now = {seat.user.name: len(seat.dm) for seat in (world.ilkka, world.aino, world.petra)}
        assert now == {"ilkka": rung["ilkka"] + 1, "aino": rung["aino"] + 2, "petra": rung["petra"] + 1}
        assert [line for line in await foretold(world, "2027-01-04 11:01") if "digest" not in line] == []


async def test_a_wait_a_hold_and_a_call_are_foretold_step_by_step(world: World) -> None:
    await approved(world)
    await on_day(world, "2026-12-03")
    await holds(world, world.ilkka, until="2026-11-27")
    request = f"Request {(await newest(world)).id}"
    assert await foretold(world, "2026-11-27 09:00") == [
        f"{request}: resume; “resumed” to Maya Lindholm.",
        "Holds that are over: to Ilkka Saarinen.",
        "What can wait, told at once: one message to Maya Lindholm; one message to Ilkka Saarinen.",
    ]
    await passes(world, "2026-11-27 09:00")
    for moment, says in (
        ("2026-12-02 09:00", f"{request}: “brief” to Maya Lindholm; “brief” to Ilkka Saarinen."),
        ("2026-12-04 09:00", f"{request}: “how was it” to Maya Lindholm."),
        ("2026-12-21 09:00", f"{request}: “how was it” to Ilkka Saarinen."),
    ):
        assert (await foretold(world, moment))[0] == says


async def test_a_lapse_is_foretold(database_url: str) -> None:
    async with a_world(database_url, "2026-11-23 09:00") as world:
        await asks(world, "Lumi", needed_by="2026-11-30")
        assert (await foretold(world, "2026-12-01 09:01"))[0] == (
            f"Request {(await newest(world)).id}: lapse; “let lapse” to Ilkka Saarinen; “lapsed” to Maya Lindholm."
        )
