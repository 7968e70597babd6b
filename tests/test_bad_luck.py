"""Bad luck and bad will: roles that change, secrets that could slip out in an error, clicks that come at once."""

import asyncio
from datetime import UTC, datetime

from blocks.kit import notice
from domain.requests.decisions import approve
from domain.requests.fulfilment import stop
from domain.requests.request import DeclineReason
from handlers.scheduler import tick
from tests.world import LUMI, World

SECRET = {
    **LUMI,
    "name": "Zyxsecret",
    "classified": "yes",
    "segment": "a Nordic retailer",
    "story": "Zyxstory.",
    "contact1_name": "Zyxcontact",
    "contact2_name": "Zyxother",
    "competitors": "Acme",
    "renewal_in_days": 40,
    "satisfaction": 3,
}


async def asks_for_the_secret(world: World) -> None:
    """Maya asks for a call with the classified customer, known to her by its segment."""
    await world.maya.types("/reference retail onboarding")
    await world.maya.clicks("Request")
    await world.maya.picks("What do you need?", "Call")
    await world.maya.fills("Prospect", "Acme")
    await world.maya.picks("Needed by", "2026-12-10")
    assert await world.maya.submits()
    await world.maya.closes()


async def test_a_day_that_cannot_be_does_not_name_a_classified_customer(world: World) -> None:
    await world.customers(SECRET)
    await asks_for_the_secret(world)
    await world.sees(world.ilkka, "[Approve]")
    await world.ilkka.clicks("Approve")
    await world.settled()
    maya = world.maya
    for change, said in (
        ({"hold_reason": "Zyxquarrel", "hold_until_days": 300}, "A Nordic retailer is on hold."),
        ({"quarter_points": 0}, "A Nordic retailer is not available this quarter."),
    ):
        await world.customers({**SECRET, **change})
        await maya.clicks("It's on …")
        await maya.fills("On which day?", "2027-01-14")
        await maya.submits()
        seen = maya.text_of(maya.modal)
        assert said in seen, seen
        assert "Zyx" not in seen, seen
        await maya.closes()


async def test_the_brief_of_a_classified_customer_tells_no_fact_of_it(world: World) -> None:
    await world.customers(SECRET)
    await asks_for_the_secret(world)
    card = await world.sees(world.ilkka, "[Approve]")
    assert "renewal in 40 days" in card, "its owner is warned"
    await world.ilkka.clicks("Approve")
    await world.settled()
    await world.maya.clicks("Brief")
    brief = world.maya.text_of(world.maya.modal)
    assert "Good to know" in brief
    for fact in ("renewal", "satisfaction", "competitor", "Zyx"):
        assert fact not in brief, brief


async def test_what_was_stopped_before_slack_came_back_is_nobodys_task_and_shows_no_contact(world: World) -> None:
    await world.customers({**LUMI, "contact1_direct": "yes"})
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    desk = world.parts.desk
    async with desk.reading() as tx:
        people = {person.name: person for person in (await tx.people.named({1, 2, 3, 4})).values()}
        request = (await tx.requests.these([1]))[0]
    ilkka = next(person for name, person in people.items() if name.startswith("Ilkka"))
    # Both in one transaction, as if Slack had been away in between: nothing is sent before it is stopped.
    async with desk.transaction() as tx:
        before, record = await tx.requests.locked(request.id)
        running = await tx.apply(before, approve(before, record, by=ilkka, policy=tx.policy, now=tx.now))
        why = DeclineReason.UNHAPPY
        stopped = stop(running, record.customer, reason=why, note="", by=ilkka, policy=tx.policy, now=tx.now)
        await tx.apply(running, stopped)
    await world.settled()
    told = [world.maya.text_of(message) for message in world.maya.dm]
    assert any("Approved: Call with Lumi Retail" in text for text in told), told
    assert any("Stopped by the customer's owner" in text for text in told), told
    assert "helena@lumi.example" not in "".join(told)
    theirs = [world.ilkka.text_of(message) for message in world.ilkka.dm]
    assert any("Nothing to do: Call with Lumi Retail for Acme · ✖️ Stopped" in text for text in theirs), theirs
    assert not any("A draft to copy" in text for text in theirs), theirs


async def test_a_list_that_could_not_be_loaded_is_no_owner(world: World) -> None:
    await world.customers(LUMI)
    maya = world.maya
    await maya.types("/reference retail")
    await maya.clicks("Refine")
    assert maya.modal is not None
    await maya.sets(
        maya.modal, maya.placed(maya.modal, "owner", "search.owner"), notice.build_option("I could not save this.")
    )
    assert await maya.submits()
    assert "Lumi Retail" in maya.text_of(maya.modal)
    assert "Something broke" not in maya.last_ephemeral


async def test_two_clicks_at_once_are_one_wish_to_be_told(world: World) -> None:
    await world.customers({**LUMI, "points_used": 4})
    maya = world.maya
    await maya.types("/reference retail onboarding")
    surface, placed = maya.finds("Tell me when free …")
    (free,) = placed.element["options"]
    await asyncio.gather(*(maya.sets(surface, placed, free) for _ in range(4)))
    async with world.parts.desk.reading() as tx:
        assert len(await tx.watches.waiting(0, 10)) == 1


async def test_after_a_handover_the_new_owner_decides_and_the_former_one_cannot(world: World) -> None:
    await world.customers(LUMI)
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.customers({**LUMI, "owner": "aino@norrsken.example"})
    await world.ilkka.clicks("Approve")
    assert "You can't decide about this request. Aino" in world.ilkka.last_ephemeral
    await world.ilkka.clicks("Decline")
    assert world.ilkka.modal is None
    world.slack.clock.move_to(datetime(2026, 11, 23, 9, 5, tzinfo=UTC))
    for _ in range(2):
        await tick(world.parts.desk)
    await world.sees(world.aino, "[Approve]")
    former = await world.sees(world.ilkka, "It is with Aino Korhola now; you need not do anything.")
    assert "[Approve]" not in former
    await world.sees(world.maya, "Waiting for @Aino Korhola to decide")
    await world.aino.clicks("Approve")
    await world.sees(world.aino, "Please introduce Maya Lindholm")
    await world.settled()
    assert "[Stop this use]" not in world.ilkka.text_of(world.ilkka.dm[0])
    assert sum("[Stop this use]" in world.aino.text_of(message) for message in world.aino.dm) == 1


async def test_who_joins_what_is_approved_already_is_introduced_too(world: World) -> None:
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.ilkka.clicks("Approve")
    await world.settled()
    for _ in range(2):
        assert "It was approved" in await world.asks(world.aino, "Lumi")
    await world.settled()
    told = [world.ilkka.text_of(message) for message in world.ilkka.dm]
    assert sum("Please introduce Maya Lindholm and Aino Korhola to Lumi Retail" in text for text in told) == 1, told
