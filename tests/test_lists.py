"""No list ends silently: its heading says how many there are, what is due soonest comes first, and the rest is near."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from blocks.home import home
from blocks.home.home import OwnedCustomer, RequestLine, ThanksDue
from blocks.outbox.dead_letters import DeadLetterView
from blocks.portfolio.verification import VerificationItem, VerificationState
from domain.activities import DEFAULTS, Purpose
from domain.listed import Listed
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Budget
from domain.portfolio.cautions import Caution, CautionKind
from domain.portfolio.customers import Customer
from domain.programme.digest import Overview
from domain.requests.request import Deal, Outcome
from domain.search.company_words import WordKind, WordMeaning
from handlers.lists import LISTS
from sandbox import blockkit
from sandbox.model import Json, View
from sandbox.seat import Seat
from store.db.tables import budget_periods, consents, customers, deliveries, requests
from store.search.searches import UNMET, NewSearch
from tests.store.seed import request as a_request
from tests.test_cli import Shell
from tests.world import LUMI, MONDAY, World
from tests.world import opened as a_world

POSTGRESQL_LATER = True  # see tests/conftest.py
MANY = 23
TODAY = MONDAY.date()
QUARTER = date(2026, 10, 1)


@pytest.fixture
async def crowd(database_url: str) -> AsyncIterator[World]:
    """A refdesk in which Ilkka owns more customers than any list shows, all alike but for their names."""
    async with a_world(database_url) as made:
        await made.customers(*({**LUMI, "name": f"Shop {n:02}", "last_verified_days": ""} for n in range(MANY)))
        for seat in (made.maya, made.ilkka, made.petra):
            await seat.opens_home()
        await made.settled()
        yield made


async def who(world: World, seat: Seat) -> Person:
    async with world.parts.desk.reading() as tx:
        known = await tx.people.by_slack_id(seat.user.id)
        assert known is not None
        return known[0]


async def customer_ids(world: World) -> list[int]:
    async with world.parts.desk.reading() as tx:
        rows = await tx.customers._connection.execute(select(customers.c.id).order_by(customers.c.id))
        return list(rows.scalars())


async def key_of(world: World, customer: int) -> str:
    async with world.parts.desk.reading() as tx:
        return (await tx.customers.record(customer)).customer.key


async def filed(world: World, **changes: Any) -> list[int]:
    """Maya asks Ilkka for each customer; what is asked for last is needed first, and some on the same day."""
    maya, ilkka = await who(world, world.maya), await who(world, world.ilkka)
    made = []
    async with world.parts.desk.transaction() as tx:
        for n, customer in enumerate(await customer_ids(world)):
            asked = replace(
                a_request(customer, maya, ilkka),
                needed_by=TODAY + timedelta(40 - n // 2),
                deal=Deal(f"Prospect {n:02}"),
            )
            outcome = Outcome(asked, by=maya.id, decision_for=(ilkka.id,))
            made.append((await tx.apply(None, outcome)).id)
        if changes:
            await tx._connection.execute(update(requests).values(**changes))
    return made


def pressed(seat: Seat, value: str, action: str = "list.show") -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": "See all"}, "action_id": action, "value": value}


async def shows(seat: Seat, value: str) -> View:
    """Press a button that leads to a list, as it may stand on any message."""
    workspace = seat.workspace
    block = {"type": "actions", "block_id": "do", "elements": [pressed(seat, value)]}
    message = workspace.post(workspace.dm(seat.user.id), workspace.app.bot_user, "a list", blocks=[block])
    assert await seat.presses(message, seat.placed(message, "do", "list.show"))
    assert seat.modal is not None, seat.last_ephemeral
    return seat.modal


async def walked(seat: Seat) -> list[str]:
    """What each page of the open list says, from the first to the last."""
    pages = [seat.text_of(seat.modal)]
    while "[Next " in pages[-1]:
        button = next(part for part in pages[-1].replace("]", "[").split("[") if part.startswith("Next "))
        assert await seat.clicks(button, on=seat.modal)
        pages.append(seat.text_of(seat.modal))
    return pages


async def test_home_inbox_and_mine_say_the_true_number_and_lead_to_all_soonest_first(crowd: World) -> None:
    await filed(crowd)
    ilkka, maya = crowd.ilkka, crowd.maya
    await crowd.slack.wait_for(lambda: f"Waiting for you ({MANY})" in ilkka.text_of(ilkka.home))
    await crowd.slack.wait_for(lambda: f"Your open requests ({MANY})" in maya.text_of(maya.home))
    home = ilkka.text_of(ilkka.home)
    assert f"Waiting for you ({MANY})" in home
    assert home.count("[Decide]") == 10
    assert home.index("Prospect 22") < home.index("Prospect 20") < home.index("Prospect 14")
    assert f"Your customers this quarter ({MANY})" in home
    assert f"Your open requests ({MANY})" in maya.text_of(maya.home)
    assert maya.text_of(maya.home).index("Prospect 22") < maya.text_of(maya.home).index("Prospect 14")
    assert "needed by 22 December 2026" in maya.text_of(maya.home)

    assert await ilkka.clicks(f"See all {MANY}", on=ilkka.home)
    pages = await walked(ilkka)
    assert [
        f"{start}–{end} of {MANY}" in page
        for (start, end), page in zip([(1, 10), (11, 20), (21, 23)], pages, strict=True)
    ]
    assert sorted(n for n in range(MANY) for page in pages if f"Prospect {n:02}" in page) == list(range(MANY))
    assert "[Previous 10]" in pages[-1]
    assert await ilkka.clicks("Previous 10", on=ilkka.modal)
    assert f"11–20 of {MANY}" in ilkka.text_of(ilkka.modal)
    assert await ilkka.clicks("Decide", on=ilkka.modal)
    assert await ilkka.clicks("Approve", on=ilkka.modal)
    assert "✅ Approved by" in ilkka.text_of(ilkka.modal)
    await ilkka.closes(all_of_them=True)
    await crowd.slack.wait_for(lambda: f"Waiting for you ({MANY - 1})" in ilkka.text_of(ilkka.home))

    assert await ilkka.types("/reference inbox")
    assert f"1–10 of {MANY - 1}" in ilkka.text_of(ilkka.modal)
    await ilkka.closes()
    assert await maya.types("/reference mine")
    assert f"Your open requests ({MANY})" in maya.text_of(maya.modal)
    assert await maya.clicks(f"See all {MANY}", on=maya.modal)
    assert len(await walked(maya)) == 3


async def test_a_list_that_became_shorter_shows_its_last_page(crowd: World) -> None:
    await filed(crowd)
    view = await shows(crowd.ilkka, "waiting:20")
    assert f"21–{MANY} of {MANY}" in crowd.ilkka.text_of(view)
    async with crowd.parts.desk.transaction() as tx:
        await tx._connection.execute(update(requests).where(requests.c.id > 4).values(status="withdrawn"))
    assert await crowd.ilkka.clicks("Previous 10", on=view)
    assert crowd.ilkka.text_of(crowd.ilkka.modal).count("[Decide]") == 4
    await crowd.ilkka.closes()
    assert "Nothing waits for you." in crowd.maya.text_of(await shows(crowd.maya, "waiting:0"))


async def test_what_is_done_on_a_page_of_a_list_is_gone_from_it(crowd: World) -> None:
    ilkka = crowd.ilkka
    assert f"Still true? ({MANY})" in ilkka.text_of(ilkka.home)
    assert await ilkka.clicks("See all 23", on=ilkka.home)
    assert await ilkka.clicks("Next 10", on=ilkka.modal)
    assert await ilkka.clicks("Still true", on=ilkka.modal)
    assert "11–20 of 22" in ilkka.text_of(ilkka.modal)


@pytest.mark.parametrize("offset", [0, 70])
async def test_an_empty_list_and_a_page_far_beyond_the_end_are_answered(world: World, offset: int) -> None:
    keys = {"given": await key_of(world, (await customer_ids(world))[0])}
    keys |= {"recorded": keys["given"], "holds_over": str(TODAY), "letter": str(QUARTER)}
    petra = await who(world, world.petra)
    kept = await world.parts.desk.store.keep_search(NewSearch(petra.id, "aerospace", ()))
    keys |= dict.fromkeys(("called", "resting", "similar"), kept)
    for name in sorted(set(LISTS) - {"instead"}):
        of = f":{keys[name]}" if name in keys else ""
        view = await shows(world.petra, f"{name}:{offset}{of}")
        assert "Something broke" not in world.petra.text_of(view), name
        await world.petra.closes()


async def test_an_owner_of_many_finds_any_of_them_in_the_menu(crowd: World) -> None:
    await crowd.customers(*({**LUMI, "external_id": f"M{n}", "name": f"Mall {n:03}"} for n in range(150)))
    await crowd.ilkka.opens_home()
    await crowd.slack.wait_for(lambda: "Your customers this quarter (173)" in crowd.ilkka.text_of(crowd.ilkka.home))
    assert "[See all 173]" in crowd.ilkka.text_of(crowd.ilkka.home)
    offered = await crowd.ilkka.looks_up("home.look", "", on=crowd.ilkka.home)
    assert len(offered) == 100
    assert offered[-1]["text"]["text"] == "… and 74 more: keep typing to find them"
    assert await crowd.ilkka.picks("home.look", "Mall 149", on=crowd.ilkka.home)
    assert "Mall 149" in crowd.ilkka.text_of(crowd.ilkka.modal)


async def seeded(world: World, name: str) -> tuple[Seat, str]:
    """More of one list than a page shows, each with its number; who sees it, and what its button carries after that."""
    maya, ilkka, petra = await who(world, world.maya), await who(world, world.ilkka), await who(world, world.petra)
    ids = await customer_ids(world)
    store = world.parts.desk.store
    done = {"status": "completed", "used_on": TODAY, "thanks_since": MONDAY - timedelta(days=10)}
    rows: dict[str, dict[str, Any]] = {
        "thanks": done,
        "late_thanks": done,
        "letter": done,
        "late_answers": {"created_at": MONDAY - timedelta(days=20)},
        "overridden": {"status": "approved", "overridden_by": petra.id, "quarter": QUARTER},
    }
    if name in ("waiting", "yours", "today", "asked", *rows):
        await filed(world, **rows.get(name, {}))
    async with world.parts.desk.transaction() as tx:
        connection = tx._connection

        match name:
            case "today":
                for each in (await tx.requests.waiting_for(ilkka.id, 99)).items:
                    row = {"tell": "reminder", "request_id": each.id, "owed_at": tx.now, "ready_at": 0.0}
                    row |= {"key": f"tell:{each.id}", "kind": "tell", "person_id": ilkka.id, "state": "aside"}
                    await connection.execute(insert(deliveries).values(**row))
            case "lost":
                for n in range(MANY):
                    row = {"key": f"card:{n}", "kind": "card", "state": "dead", "error": f"word {n:02}"}
                    row |= {"person_id": ilkka.id, "owed_at": tx.now, "ready_at": 0.0}
                    await connection.execute(insert(deliveries).values(**row))
            case "holds_over":
                await connection.execute(update(customers).values(hold_reason="x", hold_until=TODAY))
            case "strained" | "resting":
                for each in ids:
                    period = {"customer_id": each, "quarter": QUARTER, "used": 4}
                    await connection.execute(insert(budget_periods).values(**period))
                await connection.execute(tx.customers._update(customers.c.active))
            case "unmet":
                for n in range(MANY):
                    await tx.searches.add(NewSearch(maya.id, "x", (), {UNMET: [f"word {n:02}"]}), tx.now)
            case "words":
                for n in range(MANY):
                    await tx.vocabulary.unknown([f"word {n:02}"], tx.now)
            case "labels":
                for n, each in enumerate(ids):
                    label = update(customers).where(customers.c.id == each).values(industry=f"Kazzoq{chr(97 + n)}")
                    await connection.execute(label)
            case "own_words":
                for n in range(MANY):
                    await tx.vocabulary.say(f"word {n:02}", WordMeaning(WordKind.NOTHING), petra.id, tx.now)
            case "recorded":
                await connection.execute(delete(consents))
                for n in range(MANY):
                    cell = {"activity": DEFAULTS[n // 4].code, "purpose": list(Purpose)[n % 4].value}
                    who_said = {"customer_id": ids[0], "answer": "yes", "agreed_by": f"word {n:02}", **cell}
                    await connection.execute(insert(consents).values(**who_said))
            case "given":
                for n in range(MANY):
                    asked = replace(a_request(ids[0], maya, ilkka), deal=Deal(f"Prospect {n:02}"))
                    await tx.apply(None, Outcome(asked, by=maya.id, decision_for=(ilkka.id,)))
                    last = select(func.max(requests.c.id)).scalar_subquery()
                    use = {"status": "completed", "used_on": date(2026, 10, 1 + n)}
                    await connection.execute(update(requests).where(requests.c.id == last).values(**use))
    of = {
        "holds_over": str(TODAY),
        "letter": str(QUARTER),
        **dict.fromkeys(("given", "recorded"), await key_of(world, ids[0])),
    }.get(name, "")
    if name == "called":
        of = await store.keep_search(NewSearch(maya.id, "shop", ()))
    if name in ("resting", "similar"):
        of = await store.keep_search(NewSearch(maya.id, "retail" if name == "resting" else "zed mart", ()))
    if name in ("similar", "instead"):
        await world.customers({**LUMI, "external_id": "ZED", "name": "Zed Mart", "points_used": 4})
        async with world.parts.desk.transaction() as tx:
            (zed,) = (await tx.customers.named("Zed", petra, 1)).items
            made = await tx.apply(None, Outcome(a_request(zed, maya, ilkka), by=maya.id, decision_for=(ilkka.id,)))
        of = made.key if name == "instead" else of
    seat = {"waiting": world.ilkka, "mine": world.ilkka, "thanks": world.ilkka, "checks": world.ilkka}.get(name)
    seat = seat or (
        world.ilkka if name in ("today", "holds_over", "recorded") else world.maya if name in FOR_ALL else world.petra
    )
    return seat, f"{name}:0" + (f":{of}" if of else "")


FOR_ALL = (
    "yours",
    "strained",
    "overridden",
    "asked",
    "unmet",
    "unused",
    "called",
    "given",
    "resting",
    "similar",
    "instead",
)
NUMBERED = re.compile(r"(?:Shop|Prospect|word) (\d\d)|(\d+) October 2026: Call|Kazzoq(\w)")


@pytest.mark.parametrize("name", sorted(LISTS))
async def test_every_list_is_walked_to_its_end_without_repeating_or_skipping(crowd: World, name: str) -> None:
    seat, value = await seeded(crowd, name)
    await shows(seat, value)
    pages = await walked(seat)
    assert f"1–10 of {MANY}" in pages[0], pages[0]
    assert f"21–23 of {MANY}" in pages[-1]
    found = [{number for both in NUMBERED.findall(page) for number in both if number} for page in pages]
    assert [len(page) for page in found] == [10, 10, 3], pages
    assert len(set.union(*found)) == MANY


def test_the_fullest_home_there_is_fits_into_slack_and_leaves_nothing_out_unsaid() -> None:
    petra = Person(4, "U0PETRA", "Petra Vance", programme_manager=True)
    shops = [Customer(n, f"C{n}", f"Shop {n:02}", key=f"key{n}") for n in range(40)]
    asked = [replace(a_request(n, petra, petra), id=n, key=f"key{n}") for n in range(40)]
    lines = tuple(RequestLine(request, shop, "Maya") for request, shop in zip(asked, shops, strict=True))
    mine = tuple(
        OwnedCustomer(shop, Budget(4, 4, Policy().quarter(TODAY)), None, (Caution(CautionKind.NEW),)) for shop in shops
    )
    lost = tuple(DeadLetterView(n, f"key{n}", "card", "Ilkka", "x") for n in range(5))
    checks = tuple(VerificationItem(shop, VerificationState.DUE) for shop in shops[:5])
    owed = tuple(ThanksDue(request, shop, late=True) for request, shop in zip(asked[:5], shops, strict=False))
    numbers = Overview(9, 9, 9, 9, 9, Listed(("a", "b", "c"), 9), 99, 9, 9, 9, 9, 9, 9)
    view = home.build(
        petra,
        Listed(lines[:10], 31),
        Listed(lines[:10], 32),
        Listed(mine, 41),
        dead_letters=Listed(lost, 33),
        checks=Listed(checks, 34),
        thanks=Listed(owed, 35),
        programme=(numbers, Policy()),
    )
    assert blockkit.problems_in_view(view) == []
    assert len(view["blocks"]) <= 100
    said = str(view)
    for total in (31, 32, 33, 34, 35, 41):
        assert f"See all {total}" in said
        assert f"({total})" in said
    assert "a, b, c and 6 more" in said


async def test_the_terminal_says_how_many_more_there_are_and_how_to_see_them_all(tmp_path: Path) -> None:
    shell = Shell(tmp_path, REFDESK_DATABASE_URL=f"sqlite:///{tmp_path / 'refdesk.db'}")
    assert (await shell.runs("migrate"))[0] == 0
    rows = [f"C{n},Shop {n:02},Kazzoq{chr(65 + n // 26)}{chr(97 + n % 26)},4,9" for n in range(63)]
    (tmp_path / "good.csv").write_text("\n".join(["external_id,name,industry,points_used,satisfaction", *rows]))
    _, said = await shell.runs("import", "good.csv")
    assert "… and 13 more. To see them all: refdesk import FILE --dry-run --all" in said
    _, said = await shell.runs("import", "good.csv", "--dry-run", "--all")
    assert "more" not in said

    (tmp_path / "bad.csv").write_text("\n".join(["external_id,name", *(f"B{n}," for n in range(63))]))
    _, said = await shell.runs("import", "bad.csv")
    assert "63 rows not imported" in said
    assert "… and 13 more." in said
    _, said = await shell.runs("import", "bad.csv", "--all")
    assert "more" not in said

    _, said = await shell.runs("digest", "--dry-run")
    assert "63 customers at 80 % of the budget or more" in said
    assert "  … and 55 more.\n" in said
    assert "To see every list whole: refdesk digest --dry-run --all" in said
    _, said = await shell.runs("digest", "--dry-run", "--all")
    assert said.count("Shop ") == 63
    assert "… and" not in said


async def test_a_menu_says_that_there_are_more_and_a_choice_that_is_none_is_answered(crowd: World) -> None:
    await crowd.customers(*({**LUMI, "external_id": f"M{n}", "name": f"Mall {n:03}"} for n in range(20)))
    maya = crowd.maya
    await maya.shortcut("request.new")
    offered = await maya.looks_up("Customer", "")
    assert len(offered) == 31
    assert offered[-1]["text"]["text"] == "… and others: keep typing to find them"
    assert maya.modal is not None
    await maya.sets(maya.modal, maya.placed(maya.modal, "customer", "request.customer"), offered[-1])
    assert "Prospect" in maya.text_of(maya.modal)
    (first, *_) = await maya.looks_up("Customer", "Mall 007")
    assert first["text"]["text"].startswith("Mall 007")


async def test_several_of_one_name_are_all_offered_but_no_classified_one_is_counted(crowd: World) -> None:
    twins: list[dict[str, object]] = [{**LUMI, "external_id": f"T{n}", "name": "Twin Mart"} for n in range(9)]
    hidden = {**LUMI, "external_id": "S", "name": "Twin Mart", "classified": "yes", "segment": "a shop"}
    await crowd.customers(*twins, hidden)
    assert await crowd.maya.types("/reference customer twin mart")
    assert "9 customers are called something like “twin mart”" in crowd.maya.last_ephemeral
    assert crowd.maya.last_ephemeral.count("[Profile]") == 5
    assert await crowd.maya.clicks("See all 9", on=crowd.maya.ephemerals[-1])
    assert crowd.maya.text_of(crowd.maya.modal).count("[Profile]") == 9
    await crowd.maya.closes()
    assert await crowd.petra.types("/reference customer twin mart")
    assert "[See all 10]" in crowd.petra.last_ephemeral


async def test_who_can_not_be_asked_is_counted_as_far_as_its_reader_may_know(crowd: World) -> None:
    spent: dict[str, object] = {**LUMI, "industry": "Banking", "use_cases": "Chatbot", "points_used": 4}
    rows = [{**spent, "external_id": f"B{n}", "name": f"Bank {n}"} for n in range(7)]
    hidden = {**spent, "external_id": "S", "name": "Secret Bank", "classified": "yes", "segment": "a bank"}
    await crowd.customers(*rows, hidden)
    assert await crowd.maya.types("/reference banking chatbot")
    assert "[See all 7 that can't be asked]" in crowd.maya.last_ephemeral, crowd.maya.last_ephemeral
    assert await crowd.maya.clicks("See all 7 that can't be asked", on=crowd.maya.ephemerals[-1])
    assert "Secret" not in crowd.maya.text_of(crowd.maya.modal)
    await crowd.maya.closes()
    assert await crowd.petra.types("/reference banking chatbot")
    assert "[See all 8 that can't be asked]" in crowd.petra.last_ephemeral
