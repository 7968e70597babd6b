"""A button means what its card says: after a restore, and when it is from before the keys. On both databases."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text

from blocks.home import home
from blocks.kit.shapes import KEY_LENGTH
from blocks.requests import buttons
from blocks.requests import card as request_card
from blocks.requests import filing as request_form
from domain.requests.states import Status
from handlers.listeners import LISTENERS
from sandbox.model import Json, Message
from sandbox.seat import Seat
from store.db.tables import audit, cards, customers, deliveries, requests, searches
from store.db.types import new_key
from tests.test_every_listener import sent
from tests.world import LUMI, World

BEFORE = "This is from before I was updated or restored, so it changed nothing."
KEY = rf"[A-Za-z0-9_-]{{{KEY_LENGTH}}}"
# What stands in a value that is no row: how many to skip, a part of a search, a grade, a setting.
NO_ROW = re.compile(
    r"readings|means\.\d+|search\.(more|change|part_\w|reading.*|region|size|now|tier|since)|grade|settings\..*"
)


def test_a_key_has_the_shape_that_buttons_are_read_with() -> None:
    assert all(re.fullmatch(KEY, new_key()) for _ in range(100))
    assert len({new_key() for _ in range(1000)}) == 1000


async def test_after_a_restore_an_old_button_moves_no_other_request(world: World) -> None:
    await filed(world, "Acme")
    await filed(world, "Bolt")
    old = card_of(world, "Bolt")
    was = deepcopy(old.blocks)
    async with world.parts.desk.reading() as tx:
        backup = (await tx.requests.get(2)).key
    await forget(world, 2)
    await filed(world, "Cora", by=world.aino)
    old.blocks[:] = was  # Slack still has it as it was
    async with world.parts.desk.reading() as tx:
        again = await tx.requests.get(2)
    assert (again.deal.prospect, again.key == backup) == ("Cora", False), "the number was given out again"
    for label in ("Approve", "Decline", "Remind me tomorrow"):
        rows = await counted(world)
        assert (await world.ilkka.clicks(label, on=old)).ok
        assert BEFORE in world.ilkka.last_ephemeral, label
        assert world.ilkka.modal is None
        assert await counted(world) == rows
    async with world.parts.desk.reading() as tx:
        assert (await tx.requests.get(2)).status is Status.PENDING
    assert (await world.ilkka.clicks("Approve", on=card_of(world, "Acme"))).ok, "what the backup knows still works"
    await world.sees(world.maya, "Approved by @Ilkka Saarinen")


async def test_after_a_restore_customers_and_searches_are_not_mixed_up_either(world: World) -> None:
    await world.maya.types("/reference retail")
    answer = world.maya.ephemerals[-1]
    await world.maya.clicks("Request", on=answer)
    form = world.maya.modal
    assert form is not None
    async with world.parts.desk.store.engines.write.begin() as connection:
        # As if both had come after the backup, and their numbers were somebody else's by now.
        for table in (customers, searches):
            await connection.execute(table.update().where(table.c.id == 1).values(key=new_key()))
    await world.maya.closes(all_of_them=True)
    for label in ("Request", "Profile", "Refine"):
        assert (await world.maya.clicks(label, on=answer)).ok
        assert BEFORE in world.maya.last_ephemeral, label
        assert world.maya.modal is None
    world.slack.workspace.open_modal(form)
    await world.maya.fills("Prospect", "Acme")
    await world.maya.picks("Needed by", "2026-12-10")
    await world.maya.picks("What do you need?", "Call")
    assert BEFORE in world.maya.text_of(world.maya.modal)
    await world.maya.closes()
    await world.maya.submits()
    assert BEFORE in world.maya.text_of(world.maya.modal)
    assert (await counted(world))["requests"] == 0


async def test_a_button_from_before_the_keys_counts_on_its_own_card_only(world: World) -> None:
    await filed(world, "Acme")
    await filed(world, "Bolt")
    acme, bolt = card_of(world, "Acme"), card_of(world, "Bolt")
    rows = await counted(world)
    for wrong in (with_number(bolt, 1), with_number(unknown(world, acme), 1)):
        assert (await world.ilkka.clicks("Approve", on=wrong)).ok
        assert BEFORE in world.ilkka.last_ephemeral
        assert (await world.ilkka.clicks("Remind me tomorrow", on=wrong)).ok
        assert BEFORE in world.ilkka.last_ephemeral
    assert await counted(world) == rows
    # Who may not decide may not with an old button either.
    assert (await world.aino.clicks("Approve", on=unknown(world, with_number(acme, 1), world.aino))).ok
    assert BEFORE in world.aino.last_ephemeral
    assert (await world.ilkka.clicks("Approve", on=with_number(acme, 1))).ok
    await world.sees(world.maya, "Approved by @Ilkka Saarinen")
    async with world.parts.desk.reading() as tx:
        stands = [(await tx.requests.get(number)).status for number in (1, 2)]
    assert stands == [Status.APPROVED, Status.PENDING]


async def test_every_old_number_anywhere_else_is_outdated(world: World) -> None:
    await filed(world, "Acme")
    for who in (world.ilkka, world.maya):
        before = await counted(world)
        for table in ("actions", "views"):
            for each in getattr(LISTENERS, table):
                for value in ("1", "1:1", "1:1:1", "1:tomorrow"):
                    said = await sent(world, who, table, each, value=value)
                    assert "Acme" not in said, (each, value)
                    assert "Decide" not in said, (each, value)
        # The form of who is away is about nobody else, and may be sent empty.
        assert {**await counted(world), "audit": before["audit"]} == before


async def test_no_number_of_a_row_leaves_for_slack(world: World) -> None:
    await world.customers(
        LUMI,
        {**LUMI, "name": "Tuuli Retail", "owner": "maya@norrsken.example", "last_verified_days": 400},
        {**LUMI, "name": "Sade Retail", "hold_reason": "talks", "hold_until_days": 5, "last_verified_days": 400},
    )
    seen: dict[str, set[str]] = {}

    def look() -> None:
        for name, value in values(world):
            seen.setdefault(name, set()).add(value)

    maya, ilkka, petra = world.maya, world.ilkka, world.petra
    for who in (maya, ilkka, petra):
        await who.opens_home()
    await world.settled()
    await maya.types("/reference retail finland")
    await maya.types("/reference customer retail")
    look()
    await maya.clicks("Request", on=maya.ephemerals[-2])
    look()
    offered = await maya.looks_up("Customer", "")
    seen["request.customer"] |= {each["value"] for each in offered}
    await maya.closes(all_of_them=True)
    for label in ("Profile", "Tell me when free …", "Refine"):
        if label.endswith("…"):
            surface, menu = maya.finds(label, on=maya.ephemerals[-2])
            await maya.sets(surface, menu, menu.element["options"][0])
        else:
            await maya.clicks(label, on=maya.ephemerals[-2])
        look()
        await maya.closes(all_of_them=True)
    for prospect in ("Acme", "Bolt"):
        await filed(world, prospect)
    await ilkka.clicks("Decline", on=card_of(world, "Bolt"))
    look()
    await ilkka.picks("Why not?", "Not a good match for this prospect")
    await ilkka.submits()
    await ilkka.clicks("Approve", on=card_of(world, "Acme"))
    await world.sees(maya, "Approved by @Ilkka Saarinen")
    await world.settled()
    look()
    for label in ("It's on …", "Brief", "Ask Tuuli Retail"):
        await maya.clicks(label)
        look()
        await maya.closes(all_of_them=True)
    await ilkka.clicks("Stop this use", on=card_of(world, "Acme"))
    look()
    await ilkka.closes(all_of_them=True)
    await ilkka.types("/reference customer Lumi Retail")
    await ilkka.clicks("Put on hold")
    look()
    await ilkka.closes(all_of_them=True)
    await maya.types("/reference mine")
    look()
    await petra.types("/reference handover")
    offered = await petra.looks_up("Whose customers?", "")
    seen["handover.from"] = {each["value"] for each in offered}
    for name, found in seen.items():
        for value in found:
            numbers = [part for part in value.split(":") if part.isdecimal() and len(part) < KEY_LENGTH]
            assert not numbers or NO_ROW.fullmatch(name), (name, value)
    rows = ("hold.", "verify.", "after.", "profile.", "home.")
    of_requests = {*buttons.ON_CARDS, buttons.HAPPENED, "request.schedule.form", "request.stop.form"}
    of_requests |= {"request.decline.form", request_form.CUSTOMER}
    ours = {name for name in seen if name in of_requests or name.startswith(rows)} - {home.NEW}
    assert {
        buttons.APPROVE,
        buttons.SNOOZE,
        buttons.SCHEDULE,
        "hold.put",
        request_card.OPEN,
        home.LOOK,
    } <= ours
    for name in ours:
        assert all(re.search(KEY, value) for value in seen[name]), (name, seen[name])
    assert all(re.fullmatch(rf"({KEY})?:{KEY}(:{KEY})?", value) for value in seen["search.request"])


@pytest.mark.parametrize("state", ["pending", "approved"])
async def test_an_old_dead_letter_is_not_another_one_of_the_same_number(world: World, state: str) -> None:
    await filed(world, "Acme")
    async with world.parts.desk.store.engines.write.begin() as connection:
        rows = deliveries
        number = (await connection.execute(select(rows.c.id).order_by(rows.c.id).limit(1))).scalar_one()
        await connection.execute(rows.update().where(rows.c.id == number).values(state="dead", error="is_archived"))
    value = f"{number}:{'0' * 16}" if state == "pending" else str(number)
    for each in ("undelivered.again", "undelivered.drop"):
        assert BEFORE in await sent(world, world.petra, "actions", each, value=value)
        assert "Only programme managers" in await sent(world, world.maya, "actions", each, value=value)
    async with world.parts.desk.reading() as tx:
        assert await tx.deliveries.count("dead") == 1


async def filed(world: World, prospect: str, *, by: Seat | None = None) -> None:
    """Somebody asks for a call with Lumi, and Ilkka has the card."""
    await world.asks(by or world.maya, "Lumi", prospect=prospect)
    await world.sees(world.ilkka, f"for {prospect}\nAsked by")
    await world.settled()


def card_of(world: World, prospect: str) -> Message:
    """Ilkka's card."""
    return next(each for each in world.ilkka.dm if f"for {prospect}\nAsked by" in world.ilkka.text_of(each))


def with_number(message: Message, number: int) -> Message:
    """The message as it was before the keys: its buttons carry the number of a request."""
    message.blocks[:] = [_numbered(block, number) for block in message.blocks]
    return message


def unknown(world: World, message: Message, who: Seat | None = None) -> Message:
    """The same message once more, where refdesk knows of none."""
    workspace = world.slack.workspace
    place = workspace.dm((who or world.ilkka).user.id)
    return workspace.post(place, workspace.app.bot_user, "left over", blocks=deepcopy(message.blocks))


def values(world: World) -> Iterator[tuple[str, str]]:
    """What everything on everybody's screen carries: action id or callback id, and value."""
    workspace = world.slack.workspace
    surfaces: list[Any] = [message for channel in workspace.channels.values() for message in channel.messages.values()]
    surfaces += [message for shown in workspace.ephemerals.values() for message in shown]
    surfaces += [*workspace.homes.values(), *workspace.open_views()]
    for surface in surfaces:
        for element in _elements(surface.blocks):
            options = [*element.get("options", ()), *filter(None, (element.get("initial_option"),))]
            for carried in (element.get("value"), *(option["value"] for option in options)):
                if carried is not None:
                    yield element["action_id"], carried
    for view in workspace.open_views():
        if view.content.get("private_metadata"):
            yield str(view.content["callback_id"]), view.content["private_metadata"]


async def forget(world: World, number: int) -> None:
    """Take the newest request back, as a backup from before it does: its number is given out again."""
    async with world.parts.desk.store.engines.write.begin() as connection:
        for table, mine in (
            (deliveries, deliveries.c.request_id),
            (cards, cards.c.request_id),
            (audit, audit.c.request_id),
            (requests, requests.c.id),
        ):
            await connection.execute(delete(table).where(mine == number))
        if connection.dialect.name == "postgresql":
            await connection.execute(text(f"select setval(pg_get_serial_sequence('requests', 'id'), {number - 1})"))


async def counted(world: World) -> dict[str, int]:
    """How many rows a click could have added to or taken from."""
    async with world.parts.desk.store.engines.read.connect() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (requests, cards, deliveries, audit)
        }


def _elements(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield from block.get("elements", ()) if block["type"] == "actions" else ()
        yield from filter(None, (block.get("element"), block.get("accessory")))


def _numbered(block: Json, number: int) -> Json:
    old = deepcopy(block)
    for element in old.get("elements", ()) if old["type"] == "actions" else ():
        for carrier in (element, *element.get("options", ())):
            if "value" in carrier:
                carrier["value"] = re.sub(rf"^{KEY}", str(number), carrier["value"])
    return old
