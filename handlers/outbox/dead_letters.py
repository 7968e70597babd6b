"""What could not be delivered: kept, told to the programme managers once, tried again or dropped by them."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond

from blocks.kit import notice
from blocks.kit.shapes import Posted
from blocks.outbox import dead_letters as undelivered
from blocks.outbox.dead_letters import Undelivered
from domain.listed import Listed
from domain.people import Person
from domain.refusals import Outdated, Refusal
from domain.requests.messages import Tell
from domain.requests.rights import check_manages
from handlers.desk import Desk
from handlers.slack.errors import CUT
from handlers.slack.modals import Payload
from store.outbox.dead_letters import Dead
from store.outbox.deliveries import Delivery, Kind
from store.tx import Tx

NOT_IN_SLACK = "not_in_slack"
SKIPPED_FOR = timedelta(days=30)  # then the managers hear of it once more
# A Home is drawn anew when it is opened; a message that something was lost must not lead to another one.
# Whoever can't be asked about their customers is stood in for on the programme managers' Home.
UNTOLD = frozenset({Kind.HOME, Kind.LOST, Kind.DIGEST_LOST, Kind.VERIFY})


async def bury(tx: Tx, delivery: Delivery, error: str, *, tell: bool = True) -> None:
    """Give it up for good, unless something newer was asked for; `tell`: each programme manager, once."""
    silent = delivery.kind in UNTOLD
    if delivery.kind is Kind.BUNDLE:
        # Tomorrow's says it all again. Of a row of days on which none goes, the managers hear once.
        since = tx.now - SKIPPED_FOR
        silent = await tx.lost.for_person(delivery.person_id, error, since, besides=set(Kind) - {Kind.BUNDLE})
    if not await tx.deliveries.gave_up(delivery, error, replaced=silent) or silent:
        return
    managers = await tx.people.managers()
    # A calendar file is a courtesy, the day stands on the card: it is kept where they look, and rings for nobody.
    for manager in managers if tell and delivery.tell is not Tell.CALENDAR else ():
        # Between dying and being told of, it may have been tried again, and died again.
        await tx.deliveries.owe_unless_said(Kind.LOST, manager.id, tx.now, subject=f"{delivery.id}:{manager.id}")
    await _homes(tx)


async def bury_unreachable(tx: Tx, delivery: Delivery) -> None:
    """Give up what is for somebody who can't be reached: the managers are told of the first, the rest is skipped."""
    await tx.people.lock(delivery.person_id)
    besides = UNTOLD | {Kind.BUNDLE}  # what a bundle was to speak for is told of one by one
    if await tx.lost.for_person(delivery.person_id, NOT_IN_SLACK, tx.now - SKIPPED_FOR, besides=besides):
        await tx.deliveries.gave_up(delivery, NOT_IN_SLACK, replaced=True)
    else:
        await bury(tx, delivery, NOT_IN_SLACK)


async def lost_message(tx: Tx, subject: str) -> Posted | None:
    """What a programme manager is told, by what was owed: "12:3"; None once it was tried again or dropped."""
    dead = await tx.lost.one(int(subject.split(":", maxsplit=1)[0]))
    return undelivered.build((await _worded(tx, [dead]))[0]) if dead else None


async def lost_lines(tx: Tx, reader: Person, most: int = undelivered.MOST, offset: int = 0) -> Listed[Undelivered]:
    """What a programme manager is shown of it; nothing for anybody else."""
    if not reader.programme_manager:
        return Listed()
    dead = await tx.lost.newest(most, offset)
    return dead.told(await _worded(tx, dead.items))


async def on_try_again(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, respond: AsyncRespond
) -> None:
    """Send it again, from the start."""
    check_manages(person, "can do this")
    async with desk.transaction() as tx:
        dead = await _meant(tx, payload)
        await tx.lost.revive(dead.id)
        await _noted(tx, "delivery.retried", person, dead)
    await _said(respond, body, "I try again. You hear from me if it fails once more.")
    await ack()


async def on_drop(
    ack: AsyncAck, payload: Payload, body: Payload, person: Person, desk: Desk, respond: AsyncRespond
) -> None:
    """Let it rest."""
    check_manages(person, "can do this")
    async with desk.transaction() as tx:
        dead = await _meant(tx, payload)
        await tx.lost.drop(dead.id)
        await _noted(tx, "delivery.dropped", person, dead)
    await _said(respond, body, "Dropped. It will not be sent.")
    await ack()


async def _said(respond: AsyncRespond, body: Payload, words: str) -> None:
    """Answer under the message, which is not drawn anew; a Home is."""
    if not body.get("response_url"):
        return
    posted = notice.build(words)
    # It is done and saved: that the answer could not be given must not call it a failure.
    with contextlib.suppress(*CUT):
        await respond(text=posted.text, blocks=posted.blocks, response_type="ephemeral", replace_original=False)


async def _meant(tx: Tx, payload: Payload) -> Dead:
    """The dead one that a button means, locked. Raises Refusal where it is not dead any more, or is another by now."""
    delivery_id, mark = undelivered.parse(payload)
    dead = await tx.lost.one(delivery_id, locked=True)
    if dead is None:
        raise Refusal("This has been taken care of already.")
    if dead.mark != mark:
        raise Outdated
    return dead


async def _noted(tx: Tx, code: str, person: Person, dead: Dead) -> None:
    """Write down who did it, and show it."""
    await tx.note(code, by=person.id, delivery=dead.id)
    await _homes(tx)


async def _homes(tx: Tx) -> None:
    for person_id in await tx.people.with_home({manager.id for manager in await tx.people.managers()}):
        await tx.deliveries.owe(Kind.HOME, person_id, tx.now, subject=str(person_id))


async def _worded(tx: Tx, dead: Sequence[Dead]) -> list[Undelivered]:
    people = await tx.people.named({each.person_id for each in dead})
    names = {person_id: person.name for person_id, person in people.items()}
    return [
        Undelivered(each.id, each.mark, each.kind.value, names.get(each.person_id, ""), each.error) for each in dead
    ]
