"""Calendar files, through the real bot on both databases: put in, moved, taken out again; and what they never say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from sandbox.files import Files
from sandbox.seat import Seat
from tests.requests.test_fulfilment import THURSDAY, approved, on_day
from tests.world import LUMI, World, opened, ticks


def files(seat: Seat) -> list[Any]:
    """Each calendar file this person got, as a calendar reads it: its method and its one event."""
    return [Calendar.from_ical(file.content) for file in seat.files]


def event(calendar: Any) -> Any:
    (found,) = calendar.walk("VEVENT")
    return found


async def test_a_day_with_an_hour_is_put_in_moved_and_taken_out_again(world: World) -> None:
    await approved(world)
    await on_day(world, THURSDAY, "14:30")
    (first,) = files(world.maya)
    (owners,) = files(world.ilkka)
    assert first["METHOD"] == "PUBLISH"
    held = event(first)
    assert held["DTSTART"].dt == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)  # Helsinki is two hours ahead
    assert held["DTEND"].dt - held["DTSTART"].dt == timedelta(minutes=30)
    assert held["SUMMARY"] == "Call with Lumi Retail for Acme"
    assert held["ORGANIZER"] == "mailto:maya@norrsken.example"
    assert event(owners)["UID"] == held["UID"]
    under = [message for message in world.maya.dm if message.files]
    assert [message.thread_ts for message in under] == [world.maya.dm[0].ts]
    assert "For your calendar: Call with Lumi Retail for Acme, 3 December 2026, 14:30 Helsinki time" in (
        world.maya.text_of(under[0])
    )

    await on_day(world, "2026-12-04", "10:00", button="Move")
    moved = event(files(world.maya)[-1])
    assert moved["UID"] == held["UID"]
    assert moved["SEQUENCE"] > held["SEQUENCE"]
    assert moved["DTSTART"].dt == datetime(2026, 12, 4, 8, 0, tzinfo=UTC)

    await world.maya.clicks("Cancel")
    await world.maya.picks("Who cancelled?", "We did")
    assert (await world.maya.submits()).ok
    await world.settled()
    for seat in (world.maya, world.ilkka):
        gone = files(seat)[-1]
        assert gone["METHOD"] == "CANCEL"
        assert event(gone)["STATUS"] == "CANCELLED"
        assert event(gone)["UID"] == held["UID"]
        assert event(gone)["SEQUENCE"] > moved["SEQUENCE"]
        assert len(files(seat)) == 3


async def test_a_day_without_an_hour_gets_no_file_until_it_has_one(world: World) -> None:
    await approved(world)
    await on_day(world, THURSDAY)
    assert files(world.maya) == files(world.ilkka) == []
    await on_day(world, THURSDAY, "14:30", button="Move")
    assert [file["METHOD"] for file in files(world.maya)] == ["PUBLISH"]


async def test_the_owners_veto_takes_it_out_of_both_calendars(world: World) -> None:
    await approved(world)
    await on_day(world, THURSDAY, "14:30")
    await world.ilkka.clicks("Stop this use")
    await world.ilkka.picks("Why stop it?", "The customer has open issues with us")
    assert (await world.ilkka.submits()).ok
    await world.settled()
    for seat in (world.maya, world.ilkka):
        assert [file["METHOD"] for file in files(seat)] == ["PUBLISH", "CANCEL"]


async def test_a_pause_leaves_the_day_in_the_calendars_and_a_new_owner_is_told_to_wait(world: World) -> None:
    await approved(world)
    await on_day(world, THURSDAY, "14:30")
    held = {**LUMI, "hold_reason": "Escalation", "hold_until_days": 30}
    await world.customers(held)
    await ticks(world.parts.desk)
    await world.sees(world.maya, "Paused: Call with Lumi Retail")
    await world.customers({**held, "owner": "aino@norrsken.example"})
    await ticks(world.parts.desk)
    await world.settled()
    assert [file["METHOD"] for seat in (world.maya, world.ilkka, world.aino) for file in files(seat)] == ["PUBLISH"] * 3
    (beside,) = [world.aino.text_of(message) for message in world.aino.dm if message.files]
    assert "It is paused: please forward it to nobody yet." in beside


async def test_what_people_wrote_stays_text_and_nothing_internal_goes_along(database_url: str) -> None:
    hear = "one, two; three\\four\r\nBEGIN:VEVENT\x07 <!channel>"
    async with opened(database_url) as world:
        await world.customers({**LUMI, "contact1_direct": "yes", "name": "Lumi; Retail, Ltd"})
        deal = {"What do they want to hear?": hear, "Deal value": "EUR 2,000,000"}
        await world.asks(world.maya, "Lumi", prospect="Acme;X-EVIL:1", **deal)
        await world.sees(world.ilkka, "[Approve]")
        await world.ilkka.clicks("Approve")
        await world.sees(world.maya, "[It's on …]")
        await on_day(world, THURSDAY, "14:30")
        for seat in (world.maya, world.ilkka):
            said = event(files(seat)[0])
            assert said["SUMMARY"] == "Call with Lumi; Retail, Ltd for Acme;X-EVIL:1"
            assert "one, two; three\\four" in said["DESCRIPTION"]
            assert "X-EVIL" not in said
            content = (seat.files[0].content or b"").decode()
            assert "Helena Aaltola" in content.replace("\r\n ", "")
            for internal in ("helena@lumi.example", "2,000,000", "\x07"):
                assert internal not in content.replace("\r\n ", "").replace("\\", "")


async def test_a_classified_name_is_in_no_file_of_the_requester_and_private_in_the_owners(database_url: str) -> None:
    async with opened(database_url) as world:
        secret = {**LUMI, "name": "Markername", "contact1_name": "Markercontact One", "classified": "yes"}
        await world.customers({**secret, "segment": "a Nordic retailer"})
        await world.asks_what_fits(world.maya, "retail onboarding")
        await world.sees(world.ilkka, "[Approve]")
        await world.ilkka.clicks("Approve")
        await world.sees(world.maya, "[It's on …]")
        await on_day(world, THURSDAY, "14:30")
        (theirs,), (owners,) = files(world.maya), files(world.ilkka)
        assert event(theirs)["SUMMARY"] == "Call with a Nordic retailer for Acme"
        assert b"Marker" not in (world.maya.files[0].content or b"")
        assert "Marker" not in world.maya.files[0].name + world.maya.files[0].title
        assert event(owners)["SUMMARY"] == "Call with Markername for Acme"
        assert event(owners)["CLASS"] == event(theirs)["CLASS"] == "PRIVATE"


async def test_an_upload_that_arrived_is_not_made_again_when_slack_says_later(world: World) -> None:
    await approved(world)
    world.slack.workspace.trouble.rate_limited_methods["files.completeUploadExternal"] = 2
    await on_day(world, THURSDAY, "14:30")
    calls = [call.method for call in world.slack.workspace.calls]
    assert calls.count("files.getUploadURLExternal") == 2  # one for each of the two people
    assert len(files(world.maya)) == len(files(world.ilkka)) == 1


async def test_what_slack_has_forgotten_is_uploaded_anew(world: World) -> None:
    await approved(world)
    workspace = world.slack.workspace
    workspace.trouble.retry_after = 2
    workspace.trouble.rate_limited_methods["files.completeUploadExternal"] = 2
    await world.maya.clicks("It's on …")
    await world.maya.fills("On which day?", THURSDAY)
    await world.maya.fills("At what time?", "14:30")
    assert (await world.maya.submits()).ok
    await world.slack.wait_for(lambda: not workspace.trouble.rate_limited_methods["files.completeUploadExternal"])
    workspace.files = Files()
    await world.settled()
    assert [len(files(seat)) for seat in (world.maya, world.ilkka)] == [1, 1]
    calls = [(call.method, call.error) for call in workspace.calls]
    assert calls.count(("files.completeUploadExternal", "file_not_found")) == 2
    assert calls.count(("files.getUploadURLExternal", "")) == 4


@pytest.mark.parametrize("refused", [{"rich_text"}, {"rich_text", "section", "actions"}], ids=["some", "all"])
async def test_where_slack_takes_no_blocks_the_file_comes_with_plain_words(world: World, refused: set[str]) -> None:
    await approved(world)
    world.slack.workspace.trouble.not_rolled_out = frozenset(refused)
    await on_day(world, THURSDAY, "14:30")
    for who in (world.maya, world.ilkka):
        assert len(files(who)) == 1
        assert "calendar" in who.text_of(next(message for message in reversed(who.dm) if message.files))


async def test_moved_twice_while_slack_was_away_it_is_one_file_with_the_last_day(world: World) -> None:
    await approved(world)
    await on_day(world, THURSDAY)
    world.slack.workspace.trouble.down = True
    for day in ("2026-12-07", "2026-12-08"):
        world.slack.workspace.trouble.down = False
        await world.maya.clicks("Move")
        world.slack.workspace.trouble.down = True
        await world.maya.fills("On which day?", day)
        await world.maya.fills("At what time?", "10:00")
        assert (await world.maya.submits()).ok
    world.slack.workspace.trouble.down = False
    await world.settled()
    assert len(files(world.maya)) <= 2
    assert event(files(world.maya)[-1])["DTSTART"].dt.day == 8


async def test_without_the_scope_the_day_stands_on_the_card_and_nobody_is_rung_for_it(world: World) -> None:
    await approved(world)
    app = world.slack.workspace.app
    app.scopes -= {"files:write"}
    await on_day(world, THURSDAY, "14:30")
    assert "3 December 2026, 14:30 Helsinki time" in world.maya.text_of(world.maya.dm[0])
    async with world.parts.desk.reading() as tx:
        assert await tx.dead_letters.codes() == {"missing_scope": 2}
    assert not any("could not" in world.petra.text_of(message).lower() for message in world.petra.dm)
