""" "Nothing was changed" is said where nothing was; what was saved is called saved, whatever breaks after it."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from sandbox.seat import Seat
from tests.front import HURRIED, TROUBLES, fronted
from tests.patience import PATIENT
from tests.world import LUMI, MONDAY, World

AWAY = "Slack did not answer me just now"
SAVED = "It is saved; only, Slack did not let me show it."


# What Slack answers is no matter of the database: the gate tries each on one of them, and one on the other.
LATER = [pytest.param("postgresql", trouble, marks=pytest.mark.matrix) for trouble in TROUBLES if trouble != "reset"]
every_answer = pytest.mark.parametrize(
    ("database_url", "trouble"),
    [*(("sqlite", trouble) for trouble in TROUBLES), ("postgresql", "reset"), *LATER],
    indirect=["database_url"],
)


def heard(who: Seat) -> str:
    """What this person was told last, wherever it is."""
    return "\n".join([who.last_ephemeral if who.ephemerals else "", *(who.text_of(message) for message in who.dm[-2:])])


@every_answer
async def test_what_no_slack_answers_is_slack_being_away_and_no_bug_of_ours(database_url: str, trouble: str) -> None:
    async with fronted(database_url, HURRIED if trouble == "hang" else PATIENT) as (world, front):
        front.trouble = trouble
        verdict = await world.maya.types("/reference away")
        assert front.met
        assert verdict.ok, verdict
        assert AWAY in world.maya.last_ephemeral
        assert "this number" not in world.maya.last_ephemeral


@every_answer
async def test_a_hold_that_was_lifted_is_saved_though_it_could_not_be_shown(database_url: str, trouble: str) -> None:
    async with fronted(database_url, HURRIED if trouble == "hang" else PATIENT) as (world, front):
        await world.customers({**LUMI, "hold_reason": "quarrel", "hold_until_days": 30})
        await world.ilkka.types("/reference customer Lumi Retail")
        front.trouble = trouble
        await world.ilkka.clicks("Take off hold")
        assert front.met
        assert SAVED in _all(world.ilkka)
        assert "nothing was changed" not in _all(world.ilkka)
        async with world.parts.desk.reading() as tx:
            assert (await tx.customers.record(1)).customer.hold is None


@pytest.mark.parametrize("trouble", ["reset", "hang", "html"])
async def test_a_watch_that_was_kept_is_saved_though_it_could_not_be_shown(database_url: str, trouble: str) -> None:
    async with fronted(database_url, HURRIED if trouble == "hang" else PATIENT) as (world, front):
        await world.customers({**LUMI, "quarter_points": 0})
        await world.maya.types("/reference lumi retail")
        front.trouble = trouble
        await world.maya.picks("Tell me when free …", "Lumi Retail")
        assert front.met
        assert SAVED in heard(world.maya)


@every_answer
async def test_who_was_there_within_the_hour_decides_though_slack_does_not_say_who_they_are(
    database_url: str, trouble: str
) -> None:
    async with fronted(database_url, HURRIED if trouble == "hang" else PATIENT) as (world, front):
        await world.asks(world.maya, "Lumi")
        await world.sees(world.ilkka, "[Approve]")
        await world.settled()
        front.methods, front.trouble = "users.", trouble
        assert await world.ilkka.clicks("Approve")
        assert front.met
        front.trouble = ""
        await world.sees(world.maya, "Approved by @Ilkka Saarinen")
        await world.sees(world.ilkka, "[Stop this use]")
        await world.settled()
        front.trouble = trouble
        world.slack.clock.move_to(MONDAY + timedelta(hours=2))
        await world.ilkka.clicks("Stop this use")
        assert "I could not look you up in Slack" in world.ilkka.last_ephemeral


async def test_a_click_that_only_looked_is_not_called_saved(database_url: str) -> None:
    async with fronted(database_url) as (world, front):
        await world.customers({**LUMI, "consents": ""})
        await world.asks(world.maya, "Lumi")
        await world.sees(world.ilkka, "[Approve]")
        await world.settled()
        front.trouble = "html"
        await world.ilkka.clicks("Approve")  # the form that asks whether the customer agreed
        assert AWAY in world.ilkka.last_ephemeral


@pytest.mark.parametrize("after", [0, 1])
async def test_a_cut_around_the_commit(world: World, after: int) -> None:
    """Before the COMMIT is sent nothing was changed; during it nobody knows."""
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    engine = world.parts.desk.store.engines.write.sync_engine
    cut: list[str] = []

    def on_commit(connection: object) -> None:
        if connection.info.get("wrote") and not cut:  # type: ignore[attr-defined]
            cut.append("commit")
            raise ConnectionResetError

    def on_statement(*said: object) -> None:
        if str(said[2]).startswith("INSERT INTO ledger") and not cut:
            cut.append("statement")
            raise ConnectionResetError

    name, listener = ("commit", on_commit) if after else ("before_cursor_execute", on_statement)
    event.listen(engine, name, listener)
    try:
        await world.ilkka.clicks("Approve")
    finally:
        event.remove(engine, name, listener)
    assert cut
    said = world.ilkka.last_ephemeral
    assert ("nothing was changed" in said) is not bool(after)
    assert ("I could not find out whether this was saved" in said) is bool(after)


def _all(who: Seat) -> str:
    seen = [*who.ephemerals, *who.dm, *([who.modal] if who.modal else [])]
    return "\n".join(who.text_of(each) for each in seen)
