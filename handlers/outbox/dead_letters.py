"""What could not be delivered: kept, told to the programme managers once, tried again or dropped by them."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from blocks.kit import notice
from blocks.kit.language import _
from blocks.kit.shapes import RenderedMessage
from blocks.outbox import dead_letters as dead_letters_view
from blocks.outbox.dead_letters import DeadLetterView
from domain.listed import Listed
from domain.people import Person
from domain.refusals import Manage, Outdated, Reason, Refusal
from domain.requests.messages import MessageType
from domain.requests.rights import check_manages
from handlers.click import Click
from handlers.slack.errors import CUT
from store.outbox.dead_letters import DeadLetter
from store.outbox.deliveries import Delivery, DeliveryKind
from store.tx import Tx

NOT_IN_SLACK = "not_in_slack"
SKIPPED_FOR = timedelta(days=30)  # then the managers hear of it once more
# A Home is drawn anew when it is opened; a message that something was lost must not lead to another one.
# Whoever can't be asked about their customers is stood in for on the programme managers' Home.
UNREPORTED = frozenset(
    {DeliveryKind.HOME, DeliveryKind.DEAD_LETTER, DeliveryKind.DIGEST_LOST, DeliveryKind.VERIFICATION}
)


async def bury(tx: Tx, delivery: Delivery, error: str, *, report: bool = True) -> None:
    """Give it up for good, unless something newer was asked for; `report`: each programme manager, once."""
    silent = delivery.kind in UNREPORTED
    if delivery.kind is DeliveryKind.DAILY_SUMMARY:
        # Tomorrow's says it all again. Of a row of days on which none goes, the managers hear once.
        since = tx.now - SKIPPED_FOR
        silent = await tx.dead_letters.for_person(
            delivery.person_id, error, since, besides=set(DeliveryKind) - {DeliveryKind.DAILY_SUMMARY}
        )
    if not await tx.deliveries.give_up(delivery, error, replaced=silent) or silent:
        return
    managers = await tx.people.managers()
    # A calendar file is a courtesy, the day stands on the card: it is kept where they look, and rings for nobody.
    for manager in managers if report and delivery.message_type is not MessageType.CALENDAR else ():
        # Between dying and being told of, it may have been tried again, and died again.
        await tx.deliveries.enqueue_unless_sent(
            DeliveryKind.DEAD_LETTER, manager.id, tx.now, subject=f"{delivery.id}:{manager.id}"
        )
    await _homes(tx)


async def bury_unreachable(tx: Tx, delivery: Delivery) -> None:
    """Give up what is for a person who can't be reached: the managers are told of the first, the rest is skipped."""
    await tx.people.lock(delivery.person_id)
    besides = UNREPORTED | {DeliveryKind.DAILY_SUMMARY}  # what a daily summary was to speak for is told of one by one
    if await tx.dead_letters.for_person(delivery.person_id, NOT_IN_SLACK, tx.now - SKIPPED_FOR, besides=besides):
        await tx.deliveries.give_up(delivery, NOT_IN_SLACK, replaced=True)
    else:
        await bury(tx, delivery, NOT_IN_SLACK)


async def dead_letter_message(tx: Tx, subject: str) -> RenderedMessage | None:
    """What a programme manager is told, by its subject: "12:3"; None once it was tried again or dropped."""
    dead = await tx.dead_letters.one(int(subject.split(":", maxsplit=1)[0]))
    return dead_letters_view.build((await _worded(tx, [dead]))[0]) if dead else None


async def dead_letter_lines(
    tx: Tx, reader: Person, most: int = dead_letters_view.MOST, offset: int = 0
) -> Listed[DeadLetterView]:
    """What a programme manager is shown of it; nothing for anybody else."""
    if not reader.programme_manager:
        return Listed()
    dead = await tx.dead_letters.newest(most, offset)
    return dead.with_items(await _worded(tx, dead.items))


async def on_try_again(click: Click) -> None:
    """Send it again, from the start."""
    async with _settling(click, "delivery.retried") as (tx, dead):
        await tx.dead_letters.revive(dead.id)
    await _said(click, _("I try again. You hear from me if it fails once more."))


async def on_drop(click: Click) -> None:
    """Let it rest."""
    async with _settling(click, "delivery.dropped") as (tx, dead):
        await tx.dead_letters.drop(dead.id)
    await _said(click, _("Dropped. It will not be sent."))


@asynccontextmanager
async def _settling(click: Click, code: str) -> AsyncIterator[tuple[Tx, DeadLetter]]:
    """The dead one that a button means, locked; then who did what with it is written down and shown.

    Raises Refusal where it is not dead any more, or is another by now.
    """
    check_manages(click.person, Manage.DEAD_LETTERS)
    delivery_id, mark = dead_letters_view.parse(click.payload)
    async with click.desk.transaction() as tx:
        dead = await tx.dead_letters.one(delivery_id, locked=True)
        if dead is None:
            raise Refusal(Reason.TAKEN_CARE_OF)
        if dead.mark != mark:
            raise Outdated
        yield tx, dead
        await tx.note(code, by=click.person.id, delivery=dead.id)
        await _homes(tx)


async def _said(click: Click, words: str) -> None:
    """Answer under the message, which is not drawn anew; a Home is."""
    if not click.body.get("response_url"):
        return
    message = notice.build(words)
    # It is done and saved: that the answer could not be given must not call it a failure.
    with contextlib.suppress(*CUT):
        await click.respond(text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False)


async def _homes(tx: Tx) -> None:
    for person_id in await tx.people.with_home({manager.id for manager in await tx.people.managers()}):
        await tx.deliveries.enqueue(DeliveryKind.HOME, person_id, tx.now, subject=str(person_id))


async def _worded(tx: Tx, dead: Sequence[DeadLetter]) -> list[DeadLetterView]:
    people = await tx.people.named({each.person_id for each in dead})
    names = {person_id: person.name for person_id, person in people.items()}
    return [
        DeadLetterView(each.id, each.mark, each.kind.value, names.get(each.person_id, ""), each.error) for each in dead
    ]
