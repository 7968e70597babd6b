"""`/reference handover`: all customers of one owner become another's. The tick brings what is open along."""

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.shapes import RenderedMessage
from blocks.portfolio import handover
from blocks.search import refine
from domain.people import check_may_hand_over, check_whose
from domain.refusals import Manage, Reason, Refusal
from domain.requests.rights import check_manages
from handlers.click import Click
from store.outbox.deliveries import DeliveryKind
from store.tx import Tx


async def on_handover(click: Click) -> None:
    """Open the form."""
    async with click.desk.reading() as tx:
        if not click.person.programme_manager and not (await tx.customers.owned_by(click.person.id, 1)).items:
            raise Refusal(Reason.NO_CUSTOMERS, deciders=())
    await click.show(handover.build(click.person))


async def on_from_options(click: Click) -> None:
    """Load the owners whose name holds what is typed; for programme managers, who alone may choose one."""
    check_manages(click.person, Manage.HANDOVER)
    async with click.desk.reading() as tx:
        owners = await tx.people.owners(kit.typed(click.payload), listing.OPTIONS)
    options = listing.options(owners, lambda owner: refine.owner_option(*owner))
    await click.ack(options=kit.loaded(options or [handover.build_nobody()]))


async def on_form(click: Click) -> None:
    """Hand them over."""
    said = handover.parse(click.payload)
    async with click.desk.reading() as tx:
        former = await tx.people.by_key(said.former) if said.former else click.person
    check_whose(click.person, former)
    # Only then is it of any use to ask Slack who that is, and to keep it.
    to = await click.desk.directory.picked(said.to, "to", acting=True)
    async with click.desk.transaction() as tx:
        check_may_hand_over(click.person, former, to)
        number = await tx.customers.hand_over(former.id, to.id)
        if not number:
            raise Refusal(Reason.HAS_NO_CUSTOMERS, person=former, field="former" if said.former else "to")
        await tx.note("customers.handed_over", by=click.person.id, former=former.id, to=to.id, number=number)
        if to.id != click.person.id:
            when = int(tx.now.timestamp())
            subject = f"{to.id}:{former.id}:{number}:{when}"
            await tx.deliveries.enqueue_once(DeliveryKind.HANDED_OVER, to.id, tx.now, subject=subject)
        for person_id in await tx.people.with_home({former.id, to.id}):
            await tx.deliveries.enqueue(DeliveryKind.HOME, person_id, tx.now, subject=str(person_id))
    await click.update(handover.build_done(number, former, to))


async def handed_over(tx: Tx, subject: str) -> RenderedMessage | None:
    """The message to the new owner, by its subject."""
    former, number = subject.split(":")[1:3]
    return handover.build_told(int(number), await tx.people.get(int(former)))
