"""What can be asked for is the company's own: added, changed and retired in Slack, and one row for everything."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import insert, select

from domain.activities import DEFAULTS, Audibility, Giver, Purpose
from domain.policy import Policy
from domain.programme.settings import edited, new_code, row_name
from domain.refusals import Reason
from sandbox.seat import Seat
from store.db.tables import customers, policies, requests
from tests.activities import CALL, EVENT, LOGO, but, policy_with
from tests.refusing import refusing
from tests.requests.test_fulfilment import THURSDAY, at, on_day, reports
from tests.world import LUMI, World, ticks

BERGHAUS: dict[str, object] = {
    **LUMI,
    "external_id": "B",
    "name": "Berghaus",
    "use_cases": "Payroll",
    "consents": "webinar=yes; call=yes",
}


async def opens(seat: Seat, *path: str) -> None:
    """Open the activities, and what else is clicked there."""
    await seat.types("/reference settings")
    await seat.clicks("Change the activities")
    for label in path:
        await seat.clicks(label)


async def adds_webinar(world: World) -> None:
    """Petra adds the webinar: one form, one row."""
    await opens(world.petra, "Add an activity")
    await world.petra.fills("What is it called?", "webinar")
    await world.petra.fills("In other languages", "fi verkkoseminaari")
    await world.petra.fills("Other words for it in a search", "web talk, live stream")
    await world.petra.fills("Points it takes", "3")
    await world.petra.fills("Minutes it takes", "60")
    await world.petra.picks("Who gets to hear of it?", "Anybody")
    assert await world.petra.submits()
    assert "Webinar · 3 points · 60 minutes" in world.petra.text_of(world.petra.modal)
    await world.petra.closes(all_of_them=True)


async def retires(world: World, activity: str, answer: str = "Yes") -> None:
    await opens(world.petra)
    await world.petra.clicks(f"Change {activity}")
    await world.petra.picks("Is it retired?", answer)
    assert await world.petra.submits()
    await world.petra.closes(all_of_them=True)


async def policy(world: World) -> Policy:
    async with world.parts.desk.reading() as tx:
        return tx.policy


async def test_a_webinar_is_one_row_and_is_found_asked_for_held_and_thanked_for_by_it(world: World) -> None:
    await adds_webinar(world)
    await world.customers(LUMI, BERGHAUS)
    row = (await policy(world)).activity("webinar")
    assert (row.points, row.minutes, row.giver, row.audibility) == (3, 60, Giver.LIVE, Audibility.PUBLIC)
    # Its name, its name in another language and its words are read as it, whatever the shipped words say.
    for words in ("payroll webinar", "payroll verkkoseminaari", "payroll live stream", "payroll webinars"):
        await world.maya.types(f"/reference {words}")
        assert "Webinar" in world.maya.last_ephemeral.split("\n")[0]
        assert "Berghaus" in world.maya.last_ephemeral
    await world.maya.clicks("Request")
    assert "Webinar · 3 points" in str(world.maya.modal and world.maya.modal.blocks)
    await world.maya.picks("What do you need?", "Webinar")
    await world.maya.fills("Prospect", "Acme")
    await world.maya.picks("Needed by", "2026-12-10")
    assert await world.maya.submits()
    await world.maya.closes()
    card = await world.sees(world.ilkka, "[Approve]")
    assert "Webinar · Berghaus for Acme" in card
    assert "4 → ▰▱▱▱ 1 of 4" in card
    assert await world.ilkka.clicks("Approve")
    await world.sees(world.maya, "introduces you")
    await world.settled()
    await on_day(world, THURSDAY, "14:30")
    (file,) = world.maya.files
    (held,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert held["DTEND"].dt - held["DTSTART"].dt == timedelta(minutes=60)
    await at(world, "2026-12-02 09:00")
    assert "How long: about 1 hour" in await world.sees(world.ilkka, "For the contact, to forward")
    await at(world, "2026-12-04 09:00")
    await reports(world)
    await world.sees(world.ilkka, "Please thank Berghaus: Webinar · Acme")


async def test_what_is_retired_is_asked_for_by_nobody_and_stays_readable(world: World) -> None:
    await adds_webinar(world)
    await world.customers({**LUMI, "consents": "webinar=yes; call=yes"})
    await world.asks(world.maya, "Lumi", activity="Webinar")
    await world.sees(world.ilkka, "[Approve]")
    await retires(world, "Webinar")
    await world.maya.shortcut("request.new")
    assert "Webinar" not in str(world.maya.modal and world.maya.modal.blocks)
    await world.maya.closes()
    # Its words mean what they did before; where nothing else is meant by them they are said to be unknown.
    await world.maya.types("/reference retail webinar")
    assert "Group call" in world.maya.last_ephemeral
    await retires(world, "Group call")
    await world.maya.types("/reference retail webinar")
    assert "Not understood: webinar" in world.maya.last_ephemeral
    # What was asked for before goes its way.
    assert await world.ilkka.clicks("Approve")
    assert "Webinar · Lumi Retail" in await world.sees(world.maya, "introduces you")
    await world.maya.types("/reference customer Lumi")
    assert "Webinar" in world.maya.last_ephemeral
    await retires(world, "Webinar", "No")
    await world.maya.shortcut("request.new")
    assert "Webinar" in str(world.maya.modal and world.maya.modal.blocks)


async def test_two_who_change_one_activity_both_keep_what_they_changed(world: World) -> None:
    async with world.parts.desk.transaction() as tx:
        await tx.people.appoint(("U0PETRA", "U0AINO"))
    for seat in (world.petra, world.aino):
        await opens(seat)
        await seat.clicks("Change Call")
    await world.petra.fills("Points it takes", "1")
    await world.petra.fills("Minutes it takes", "20")
    assert await world.petra.submits()
    await world.aino.fills("Points it takes", "3")
    await world.aino.fills("Business days of notice", "5")
    assert await world.aino.submits()
    assert "Petra Vance has just changed this, too: Points it takes: 1." in world.aino.text_of(world.aino.modal)
    assert await world.aino.submits()
    call = (await policy(world)).activity("call")
    assert (call.points, call.minutes, call.notice_days) == (3, 20, 5)


async def test_a_new_one_needs_a_name_of_its_own_and_nobody_else_may_add_it(world: World) -> None:
    await adds_webinar(world)
    await opens(world.petra, "Add an activity")
    await world.petra.fills("What is it called?", "Webinar")
    await world.petra.submits()
    assert "There is already one with this name." in str(world.petra.modal and world.petra.modal.errors)
    async with world.parts.desk.transaction() as tx:
        await tx.people.appoint(("U0AINO",))
    await world.petra.fills("What is it called?", "podcast")
    await world.petra.submits()
    assert [each.name for each in (await policy(world)).activities][10:] == ["webinar"]


async def test_more_than_ten_are_ticked_in_a_menu_and_what_was_retired_stays_with_its_customer(world: World) -> None:
    await world.customers({**LUMI, "activities": "call;visit"})
    async with world.parts.desk.transaction() as tx:
        await tx.people.appoint(("U0PETRA",))
        row = customers.update().values(activities=["call", "visit"], verified_on=None)
        await tx._connection.execute(row)
    await adds_webinar(world)
    await retires(world, "Site visit")
    await adds(world, "podcast")
    await world.ilkka.opens_home()
    await world.settled()
    await world.ilkka.clicks("Change", on=world.ilkka.home)
    assert "multi_static_select" in str(world.ilkka.modal and world.ilkka.modal.blocks)
    await world.ilkka.picks("What may they be asked for?", ["Call", "Podcast"])
    assert await world.ilkka.submits()
    async with world.parts.desk.store.engines.read.connect() as connection:
        assert (await connection.execute(select(customers.c.activities))).scalar_one() == ["call", "podcast", "visit"]


async def test_what_stands_first_is_suggested_first_and_the_others_make_room(world: World) -> None:
    await world.customers({**LUMI, "consents": "call=yes; quote=yes"})
    await adds_webinar(world)
    assert [each.code for each in (await policy(world)).shown][-1] == "webinar"
    await world.maya.types("/reference retail")
    assert "2 calls left" in world.maya.last_ephemeral
    await opens(world.petra, "Change Quote")
    await world.petra.fills("Its place among what I suggest", "100")
    await world.petra.submits()
    assert "at most 99." in str(world.petra.modal and world.petra.modal.errors)
    await world.petra.fills("Its place among what I suggest", "1")
    assert await world.petra.submits()
    await world.petra.closes(all_of_them=True)
    now = await policy(world)
    assert [(each.code, each.rank) for each in now.shown][:3] == [("quote", 1), ("call", 2), ("visit", 4)]
    await world.maya.types("/reference retail")
    assert "4 quotes left" in world.maya.last_ephemeral
    # What is suggested nowhere is offered by the form all the same.
    await opens(world.petra, "Change Webinar")
    await world.petra.fills("Its place among what I suggest", "0")
    assert await world.petra.submits()
    await world.petra.closes(all_of_them=True)
    assert "webinar" not in [each.code for each in (await policy(world)).shown]
    await world.maya.shortcut("request.new")
    assert "Webinar" in str(world.maya.modal and world.maya.modal.blocks)


def test_a_place_beyond_the_last_is_refused_at_its_field() -> None:
    with refusing(Reason.SETTING_MOST) as refused:
        edited(Policy(), {row_name("call", "rank"): 100})
    assert (refused.value.field, refused.value.facts["number"]) == (row_name("call", "rank"), 99)


@pytest.mark.parametrize(
    ("place", "places"),
    [
        (1, {"quote": 1, "call": 2, "visit": 4, "event": 5}),
        (3, {"call": 1, "quote": 3, "visit": 4, "event": 5}),
        (50, {"call": 1, "visit": 3, "event": 4, "quote": 50}),
        (0, {"call": 1, "quote": 0, "visit": 3, "event": 4}),
    ],
)
def test_a_place_that_is_taken_moves_the_others_back(place: int, places: dict[str, int]) -> None:
    found = edited(Policy(), {row_name("quote", "rank"): place})
    assert {each: found.activity(each).rank for each in places} == places


async def adds(world: World, name: str) -> None:
    await opens(world.petra, "Add an activity")
    await world.petra.fills("What is it called?", name)
    assert await world.petra.submits()
    await world.petra.closes(all_of_them=True)


async def test_the_last_one_can_not_be_retired() -> None:
    only = policy_with(*(but(each, retired=each != CALL) for each in DEFAULTS))
    with refusing(Reason.ONE_STAYS):
        edited(only, {row_name("call", "retired"): True})


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("webinar", "webinar"),
        ("Advisory board", "advisory_board"),
        ("Customer advisory board", "customer_advisor"),
        ("Käyttäjäilta", "kayttajailta"),
        ("call", "call_2"),
        ("Any", "any_2"),
        ("name", "name_2"),
        ("ユーザー会", "activity"),
    ],
)
def test_a_code_is_made_of_the_name_and_never_one_that_is_or_was_taken(name: str, code: str) -> None:
    assert new_code(name, Policy()) == code
    retired = policy_with(but(LOGO, code=code, name="other", retired=True))
    assert new_code(name, retired) != code
    assert len(new_code(name, retired)) <= 16


def test_what_an_older_version_wrote_of_its_activities_is_read_into_their_rows() -> None:
    older: dict[str, Any] = {"weights": {"call": 3, "logo": 1}, "yearly_caps": {"event": 2}}
    read = Policy.model_validate(older | {"call_notice_days": 4, "event_notice_days": 0})
    assert (read.activity("call").points, read.activity("logo").points, read.activity("quote").points) == (3, 1, 1)
    assert (read.activity("event").yearly_cap, read.activity("case_study").yearly_cap) == (2, None)
    assert (read.activity("call").notice_days, read.activity("visit").notice_days) == (4, 0)
    assert read.activity("quote").notice_days == 0
    assert read != Policy()
    assert Policy.model_validate({}) == Policy()
    assert set(read.model_dump()).isdisjoint({*older, "call_notice_days", "event_notice_days"})


async def test_an_older_version_stays_readable_and_an_unknown_code_is_no_error(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    body = Policy(timezone="UTC").model_dump(mode="json")
    del body["activities"]
    older = body | {"weights": {each.code: 1 for each in DEFAULTS}, "yearly_caps": {}}
    older |= {"call_notice_days": 3, "event_notice_days": 10}
    async with world.parts.desk.store.engines.write.begin() as connection:
        await connection.execute(insert(policies).values(version=2, body=older, at=world.slack.clock.now()))
        await connection.execute(requests.update().values(activity="picnic_day"))
        await connection.commit()
    now = await policy(world)
    assert {each.points for each in now.activities} == {1}
    assert "Last changed" not in str(now)
    async with world.parts.desk.reading() as tx:
        found = (await tx.requests.get(1)).activity
    assert (found.name, found.live, found.retired) == ("picnic day", False, True)
    await ticks(world.parts.desk)
    await world.maya.opens_home()
    await world.settled()
    assert "Picnic day · Lumi Retail" in world.maya.text_of(world.maya.home)


def test_a_changed_row_makes_another_policy_though_its_activities_are_equal() -> None:
    assert policy_with(but(CALL, minutes=20)) != Policy()
    assert but(CALL, minutes=20) == CALL
    assert policy_with(but(EVENT, purpose=Purpose.EVENT)).activity("event").purpose is Purpose.EVENT
