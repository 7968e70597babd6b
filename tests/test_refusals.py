"""No is always said: to whom it may not be, on every surface, and when something broke."""

import logging
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy import update
from sqlalchemy.engine import make_url

from blocks.requests import buttons
from sandbox.model import Message
from sandbox.seat import Seat
from store.db.tables import requests
from tests.patience import PATIENT
from tests.world import LUMI, World, bot_at, opened


@pytest.mark.parametrize(
    ("slack_id", "words"),
    [
        ("U0GUS", "Guests can't use the reference desk."),
        ("U0OTTO", "only for people of the company"),
        ("U0ROBO", "Only people with an active account"),
        ("U0LEENA", "Only people with an active account"),
    ],
)
async def test_who_may_not_use_the_desk_is_told_on_every_surface(world: World, slack_id: str, words: str) -> None:
    who = world.slack.seat(slack_id)
    workspace = world.slack.workspace
    workspace.channel("general").members.add(slack_id)
    for typed in ("/reference retail", "/reference", "/reference help"):
        assert await who.types(typed)
        assert words in who.last_ephemeral, typed
    assert await who.shortcut("request.new")
    assert words in who.text_of(who.modal)
    await who.closes()
    shown = len(who.ephemerals)
    message = workspace.post(workspace.channel("general"), "U0AINO", "Who knows Lumi?")
    assert await who.message_shortcut("Find a reference", message)
    assert len(who.ephemerals) == shown + 1
    if not who.user.is_bot:
        assert await who.opens_home()
        assert words in who.text_of(who.home)
    # They may have been let in once and still have a form or a message open.
    form = workspace.new_view(slack_id, dict(await _form(world)))
    workspace.open_modal(form)
    assert words[:60] in str(await who.looks_up("Customer", "lumi"))
    await who.fills("Prospect", "Acme")
    await who.picks("Needed by", "2026-12-10")
    for block_id, value in (("customer", "1"), ("activity", "call")):
        placed = who.placed(form, block_id, f"request.{block_id}")
        await who.sets(form, placed, {"text": {"type": "plain_text", "text": "Lumi"}, "value": value})
        assert words in who.text_of(who.modal)
        await who.closes()
    assert await who.submits()
    assert words in who.text_of(who.modal)
    await who.closes()
    card = _posted(world, who, "a-key-of-nothing")
    assert await who.clicks("Approve", on=card)
    assert words in who.last_ephemeral


async def test_who_may_not_decide_is_told_who_can_and_nobody_else_sees_it(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    key = await world.key()
    for label in ("Approve", "Decline"):
        assert await world.aino.clicks(label, on=_posted(world, world.aino, key))
        told = "You can't decide about this request. Ilkka Saarinen or Petra Vance can."
        assert told in world.aino.last_ephemeral
    assert world.aino.modal is None
    assert await world.petra.clicks("Approve", on=_posted(world, world.petra, key))
    await world.sees(world.maya, "Approved by @Petra Vance")
    assert await world.aino.clicks("Approve", on=_posted(world, world.aino, key))
    assert told in world.aino.last_ephemeral, "how it stands is none of her business"
    assert await world.ilkka.clicks("Approve", on=_posted(world, world.ilkka, key))
    assert "Already approved by Petra Vance." in world.ilkka.last_ephemeral
    assert await world.aino.clicks("Withdraw", on=_posted(world, world.aino, key, (buttons.WITHDRAW, "Withdraw")))
    assert "Only the person who asked can withdraw" in world.aino.last_ephemeral


async def test_a_second_click_an_old_card_and_an_unknown_one_have_no_second_effect(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    card = world.ilkka.dm[-1]
    old = _posted(world, world.ilkka, await world.key())
    world.slack.workspace.trouble.twice = True
    assert await world.ilkka.clicks("Approve", on=card)
    world.slack.workspace.trouble.twice = False
    await world.slack.wait_for(lambda: "Already approved by you." in world.ilkka.last_ephemeral)
    assert await world.ilkka.clicks("Decline", on=old)
    assert world.ilkka.modal is None
    await world.settled()
    assert "✅ Approved" in world.ilkka.text_of(old), "the message we did not know has become a card"
    assert await world.ilkka.clicks("Approve", on=_posted(world, world.ilkka, "a-key-of-nothing"))
    assert "This is from before I was updated or restored, so it changed nothing." in world.ilkka.last_ephemeral
    await world.maya.types("/reference lumi retail")
    assert "[Request · 1 call left]" in world.maya.last_ephemeral


async def test_a_click_after_the_bot_came_back_counts(world: World) -> None:
    await world.maya.types("/reference lumi retail")
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    async with bot_at(world.slack, world.database_url):
        assert await world.maya.clicks("Request", on=world.maya.ephemerals[-1])
        assert "[Lumi Retail]" in world.maya.text_of(world.maya.modal)
        assert await world.ilkka.clicks("Approve")
        await world.sees(world.maya, "introduces you")


async def test_what_broke_has_a_number_for_the_person_and_the_log_and_the_log_has_no_words(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.settled()
    async with world.parts.desk.store.engines.write.begin() as connection:
        await connection.execute(update(requests).values(purpose="Secret *Words*"))
    caplog.set_level(logging.DEBUG)
    assert await world.ilkka.clicks("Approve")
    number = re.search(r"this number: ([0-9a-f]{8})\.", world.ilkka.last_ephemeral)
    assert number, world.ilkka.last_ephemeral
    assert f"bug {number[1]}: ValueError" in caplog.text
    assert "handlers/requests/deciding.py" in caplog.text
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.split(".")[0] in ("bot", "handlers", "store"))
    assert "Secret" not in ours
    assert "Maya" not in ours


async def test_without_the_database_nothing_changes_and_everybody_is_told(database_url: str) -> None:
    async with opened(database_url, limits=replace(PATIENT, busy=0.2)) as world:
        await world.customers(LUMI)
        await world.asks(world.maya, "Lumi")
        await world.sees(world.ilkka, "[Approve]")
        await world.settled()
        await world.maya.types("/reference lumi retail")
        await world.maya.clicks("Request")
        await world.maya.picks("What do you need?", "Quote")
        await world.maya.fills("Prospect", "Bolt")
        await world.maya.picks("Needed by", "2026-12-10")
        async with database_away(world.database_url):
            assert await world.ilkka.clicks("Approve")
            assert "I could not save this; nothing was changed." in world.ilkka.last_ephemeral
            assert await world.maya.submits()
            shown = world.maya.text_of(world.maya.modal)
            assert "I could not save this; nothing was changed." in shown
            assert "[Bolt]" in shown
            assert await world.aino.types("/reference retail")
            assert "nothing was changed" in world.aino.last_ephemeral
        assert await world.ilkka.clicks("Approve")
        await world.sees(world.maya, "introduces you")


async def _form(world: World) -> dict[str, object]:
    await world.maya.shortcut("request.new")
    assert world.maya.modal is not None
    content = world.maya.modal.content
    await world.maya.closes()
    return content


def _posted(
    world: World,
    who: Seat,
    key: str,
    *pressed: tuple[str, str],
) -> Message:
    """A message in this person's DM with buttons of a request, as if left over from another time."""
    chosen = pressed or ((buttons.APPROVE, "Approve"), (buttons.DECLINE, "Decline"))
    elements = [
        {"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": action, "value": key}
        for action, text in chosen
    ]
    workspace = world.slack.workspace
    block = {"type": "actions", "block_id": "do", "elements": elements}
    return workspace.post(workspace.dm(who.user.id), workspace.app.bot_user, "left over", blocks=[block])


@asynccontextmanager
async def database_away(url: str) -> AsyncIterator[None]:
    """A SQLite file that somebody else holds, a PostgreSQL that takes no connections."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        other = sqlite3.connect(str(parsed.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    server = await asyncpg.connect(
        parsed.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    )
    name = parsed.database
    try:
        await server.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        yield
    finally:
        await server.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
        await server.close()
