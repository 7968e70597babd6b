"""The search answer: who fits and why, paging, changing, and a helpful answer to whatever is typed."""

import pytest
from sqlalchemy import text

from domain.people import Person
from handlers.index.finder import Finder
from handlers.index.follower import FEW, LOOK_SECONDS, IndexFollower
from handlers.portfolio.importing import import_customers
from sandbox.model import View
from sandbox.seat import Seat
from store.tx import open_store
from tests.patience import PATIENT
from tests.world import LUMI, World

ODD = (
    "zzqx wrrble",
    "x" * 3000,
    "retail " * 420,
    ":tada: :shrug: 🎉",
    "🎉🎉",
    "<!channel> *x* &amp; <https://a.example|b> `c` <@U0MAYA>",
    "розничная торговля",
    "البيع بالتجزئة",
    "零售",
    "' OR 1=1; --",
    "\\ % _ ?",
    "help me",
    "find",
    "find help",
    "-",
    "0",
)


def shop(number: int, **more: object) -> dict[str, object]:
    """One more retailer that fits, owned by Ilkka."""
    return {**LUMI, "external_id": f"S{number}", "name": f"Shop {number:02}", "satisfaction": 8, **more}


def modal(seat: Seat) -> View:
    assert seat.modal is not None
    return seat.modal


async def test_the_five_best_with_reasons_then_the_next_ones_then_other_words(world: World) -> None:
    await world.customers(*(shop(number) for number in range(11)))
    maya = world.maya
    assert await maya.types("/reference retail onboarding zzqx")
    seen = maya.last_ephemeral
    assert seen.count("[Request · 2 calls left]") == 5
    assert seen.startswith("12 customers · retail · Onboarding\nNot understood: zzqx\n"), seen
    assert maya.notification_of(maya.ephemerals[-1]).startswith("12 customers · “retail onboarding zzqx” · ")
    assert maya.notification_of(maya.ephemerals[-1]).endswith(" · Not understood: zzqx")

    assert await maya.clicks("7 more")
    second = maya.text_of(modal(maya))
    assert second.count("[Request · 2 calls left]") == 5
    assert second.splitlines()[1] == "6–10 of 12 · retail · Onboarding"
    assert await maya.clicks("2 more", on=modal(maya))
    third = maya.text_of(modal(maya))
    assert third.count("[Request · 2 calls left]") == 2
    assert "more]" not in third
    names = [
        line.split(" · ")[0] for shown in (seen, second, third) for line in shown.splitlines() if " · C-level" in line
    ]
    assert len(set(names)) == 12, names

    # Other words take the answer's place: however often they change, a request still fits on top.
    for _ in range(3):
        assert await maya.clicks("Refine", on=modal(maya))
        assert "retail onboarding" in maya.text_of(modal(maya))
        await maya.fills("words", "retail onboarding shops")
        assert await maya.submits()
        assert len(maya.modals) == 1
    assert await maya.clicks("Request", on=modal(maya))
    assert len(maya.modals) == 2
    assert "Shop" in maya.text_of(modal(maya)) or "Lumi" in maya.text_of(modal(maya))
    await maya.picks("What do you need?", "Call")
    await maya.fills("Prospect", "Acme")
    await maya.picks("Needed by", "2026-12-10")
    assert await maya.submits()
    assert "Sent to Ilkka" in maya.text_of(modal(maya))
    await world.sees(world.ilkka, "They searched for: “retail onboarding shops”")


async def test_whatever_is_typed_gets_a_helpful_answer(world: World) -> None:
    for words in ODD:
        verdict = await world.maya.types(f"/reference {words}")
        assert verdict.ok, (words[:40], verdict)
        seen = world.maya.last_ephemeral
        assert "Something broke" not in seen, words[:40]
        assert any(hint in seen for hint in ("[Refine]", "[Type it]", "Type /reference")), (words[:40], seen)
    await world.maya.types("/reference <!zzqx> *wrrble* &lt;")
    assert "<!zzqx> *wrrble* &lt;" in world.maya.last_ephemeral


async def test_the_form_for_other_words_helps_with_an_empty_and_a_strange_one(world: World) -> None:
    await world.maya.types("/reference zzqx")
    await world.maya.clicks("Type it")
    assert "[zzqx]" in world.maya.text_of(modal(world.maya))
    await world.maya.fills("words", "   ")
    assert await world.maya.submits()
    assert "Type a word or two" in world.maya.text_of(modal(world.maya))
    await world.maya.fills("words", "lumi retail")
    assert await world.maya.submits()
    assert "Lumi Retail" in world.maya.text_of(modal(world.maya))


@pytest.mark.parametrize("words", ["retail onboarding", "lumi retail"])
async def test_who_has_given_all_is_greyed_with_the_next_free_day_and_others_stand_beside(
    world: World, words: str
) -> None:
    await world.customers({**LUMI, "points_used": 4, "external_id": "C0"}, shop(1))
    assert await world.maya.types(f"/reference {words}")
    seen = world.maya.last_ephemeral
    assert "Lumi Retail · " in seen
    assert "spent until 1 January\n" in seen, seen
    assert "Shop 01" in seen, seen
    assert seen.count("[Request") == 1


async def test_nobody_can_be_asked_and_the_answer_says_why(world: World) -> None:
    await world.customers({**LUMI, "external_id": "C0", "hold_reason": "renewal talks", "hold_until_days": 10})
    assert await world.maya.types("/reference lumi retail")
    assert "C-level · ⚠ on hold until 3 December\n" in world.maya.last_ephemeral, world.maya.last_ephemeral
    assert "renewal talks" not in world.maya.last_ephemeral
    assert "[Request" not in world.maya.last_ephemeral
    assert "[Refine]" in world.maya.last_ephemeral


async def test_an_answer_that_has_grown_old_is_checked_again_when_it_is_clicked(world: World) -> None:
    await world.maya.types("/reference retail onboarding")
    await world.customers({**LUMI, "external_id": "C0", "points_used": 4})
    assert await world.maya.clicks("Request", on=world.maya.ephemerals[0])
    assert world.maya.modal is None
    assert "has given all it can" in world.maya.last_ephemeral


async def test_what_another_process_changes_is_found_within_half_a_second(world: World) -> None:
    moment = 100.0
    other = open_store(world.database_url, world.slack.clock.now, PATIENT)
    finder = Finder(IndexFollower(lambda: moment))

    async def found(words: str) -> int:
        async with other.reading() as tx:
            return len((await finder.search(tx, words, Person(0, "U0", "Nobody"))).hits)

    try:
        await world.customers(LUMI)
        assert await found("retail") == 1
        await world.customers(shop(1), shop(2))
        moment += LOOK_SECONDS - 0.1
        assert await found("retail") == 1  # it has just looked
        moment += 0.2
        assert await found("retail") == 2 + 1
        # What this process writes itself, it finds at once.
        await import_customers(other, ["external_id,name,industry\n", "N1,Norr Shops,Retail chain\n"])
        assert await found("norr shops") == 1
    finally:
        await other.close()


async def test_of_very_many_changes_a_search_takes_in_the_newest_and_leaves_the_rest_to_who_follows(
    world: World,
) -> None:
    moment = 100.0
    other = open_store(world.database_url, world.slack.clock.now, PATIENT)
    finder = Finder(IndexFollower(lambda: moment))

    def named(name: str) -> bool:
        understood = finder.answer(name, Person(0, "U0", "Nobody")).understood
        return any(reading.name == name for reading in understood)

    try:
        async with other.reading() as tx:
            await finder.follower.refresh(tx)
        await world.customers(*(shop(number, name=f"Kauppa{number:04} Oy") for number in range(FEW + 100)))
        moment += LOOK_SECONDS
        async with other.reading() as tx:
            await finder.follower.refresh_for_search(tx)
        assert (named("Kauppa0599 Oy"), named("Kauppa0000 Oy")) == (True, False)
        async with other.reading() as tx:
            await finder.follower.refresh(tx)
        assert named("Kauppa0000 Oy")
    finally:
        await other.close()


async def test_who_changed_right_before_a_load_is_not_read_once_more(world: World) -> None:
    await world.customers(LUMI)
    finder, store = Finder(), world.parts.desk.store
    async with store.reading() as tx:
        await finder.follower.refresh(tx)
    async with store.engines.write.begin() as connection:
        # Without a moment of change: whoever reads this customer again finds another name.
        await connection.execute(text("UPDATE customers SET name = 'Read Anew'"))
    async with store.reading() as tx:
        await finder.follower.refresh(tx)
    understood = finder.answer("Read Anew", Person(0, "U0", "Nobody")).understood
    assert not any(reading.name == "Read Anew" for reading in understood)


async def test_an_index_loaded_whole_answers_like_one_that_learnt_customer_by_customer(world: World) -> None:
    odd = {"activities": "call", "contact1_name": "Aada", "contact1_seniority": "C-level", "last_verified_days": 200}
    learning, loading = Finder(), Finder()
    async with world.parts.desk.reading() as tx:
        await learning.follower.refresh(tx)
    await world.customers(
        *(shop(number, satisfaction=number, points_used=number % 4) for number in range(6)),
        shop(6, hold_reason="renewal talks", hold_until_days=10),
        shop(7, points_used=4),
        shop(8, classified="yes", segment="A retailer", owner="ilkka@norrsken.example"),
        shop(9, **odd),
        shop(10, quarter_points=1, points_used=1, story="Cut the queues by half."),
    )
    async with world.parts.desk.transaction() as tx:
        people = {who: await tx.people.by_email(f"{who}@norrsken.example") for who in ("ilkka", "petra", "maya")}
    async with world.parts.desk.reading() as tx:
        for words in ("retail onboarding", "shop 08", "shop 07 call", "queues", "retail enterprise in finland"):
            for reader in people.values():
                whole = await loading.search(tx, words, reader, limit=20)
                assert whole.hits or whole.resting, words
                assert whole == await learning.search(tx, words, reader, limit=20), (words, reader.name)


async def test_help_names_every_command_on_a_line_of_its_own(world: World) -> None:
    await world.maya.types("/reference help")
    for line in (
        "• /reference customer and a name: all about one customer",
        "• /reference digest and /reference settings: for programme managers",
    ):
        assert line in world.maya.last_ephemeral.splitlines(), world.maya.last_ephemeral
