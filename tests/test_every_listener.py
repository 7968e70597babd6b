"""Every listener there is, one by one: who may not use the desk is told so, and what nobody can read is answered."""

import pytest
from sqlalchemy import func, select

from handlers.listeners import LISTENERS
from sandbox.model import Json, Message, View
from sandbox.seat import Seat
from store.db.tables import metadata
from tests.world import World

STRANGERS = {
    "U0GUS": "Guests can't use the reference desk.",
    "U0OTTO": "only for people of the company",
    "U0ROBO": "Only people with an active account",
    "U0LEENA": "Only people with an active account",
}
TABLES = ("commands", "shortcuts", "actions", "views", "options", "events")
EVERY = [(table, each) for table in TABLES for each in getattr(LISTENERS, table)]
BUG = "Something broke on my side"


@pytest.mark.parametrize("slack_id", STRANGERS)
async def test_no_listener_serves_guests_bots_leavers_or_other_companies(world: World, slack_id: str) -> None:
    who, words = world.slack.seat(slack_id), STRANGERS[slack_id]
    world.slack.workspace.channel("general").members.add(slack_id)
    before = await counted(world)
    for table, each in EVERY:
        if (table, who.user.is_bot) == ("events", True):
            continue  # bots have no Home
        said = await sent(world, who, table, each, value="1")
        assert words[:40] in said, (table, each, said)
    assert await counted(world) == before


@pytest.mark.parametrize("value", ["999999", "", "no number", "9" * 40])
@pytest.mark.parametrize("slack_id", ["U0MAYA", "U0PETRA"])
async def test_what_nobody_knows_or_can_read_is_answered_with_a_sentence(
    world: World, slack_id: str, value: str
) -> None:
    who, before = world.slack.seat(slack_id), await counted(world)
    for table, each in EVERY:
        if table not in ("commands", "events"):
            said = await sent(world, who, table, each, value=value)
            assert said.strip(" []{}"), (table, each)
            assert BUG not in said, (table, each)
    assert await counted(world) == before


async def sent(world: World, who: Seat, table: str, each: str, *, value: str) -> str:
    """Let somebody use one listener, with `value` where its ids and metadata stand; gives what they are told."""
    shown = len(who.ephemerals)
    match table:
        case "commands":
            assert await who.types(f"{each} retail")
        case "shortcuts" if who.workspace.app.shortcuts[each].kind == "message":
            message = who.workspace.post(who.workspace.channel("general"), "U0AINO", "Who knows Lumi?")
            assert await who.message_shortcut(each, message)
        case "shortcuts":
            assert await who.shortcut(each)
        case "actions":
            message = posted(who, button(each, value))
            assert await who.presses(message, who.placed(message, "do", each))
        case "views":
            opened(who, each, value)
            assert await who.submits(), (each, value)
        case "options":
            view = opened(who, "some.form", value, each)
            _, options = await who.loads(view, who.placed(view, "field", each), "lumi")
            return str(options)
        case _:
            assert await who.opens_home()
            return who.text_of(who.home)
    said = who.last_ephemeral if len(who.ephemerals) > shown else who.text_of(who.modal)
    if who.modal is not None:
        said += str(who.modal.errors)
        await who.closes(all_of_them=True)
    return said


def button(action_id: str, value: str) -> Json:
    text = {"type": "plain_text", "text": "Old"}
    return {"type": "button", "text": text, "action_id": action_id} | ({"value": value} if value else {})


def posted(who: Seat, element: Json) -> Message:
    workspace = who.workspace
    block = {"type": "actions", "block_id": "do", "elements": [element]}
    return workspace.post(workspace.dm(who.user.id), workspace.app.bot_user, "left over", blocks=[block])


def opened(who: Seat, callback_id: str, metadata: str, action_id: str = "field") -> View:
    element = {"type": "external_select", "action_id": action_id}
    label = {"type": "plain_text", "text": "Field"}
    content = {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": "Old"},
        "submit": {"type": "plain_text", "text": "Send"},
        "private_metadata": metadata,
        "blocks": [{"type": "input", "block_id": "field", "label": label, "element": element, "optional": True}],
    }
    view = who.workspace.new_view(who.user.id, content)
    who.workspace.open_modal(view)
    return view


async def counted(world: World) -> dict[str, int]:
    """How many rows each table has that a decision, a wish or an answer would write; time itself begins rounds."""
    async with world.parts.desk.store.engines.read.begin() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in metadata.sorted_tables
            if table.name not in ("people", "searches", "unknown_words", "company_words", "audit", "rounds")
        }
