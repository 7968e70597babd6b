"""Messages that are about no single request: what each says, by its subject, as its reader may know it."""

from collections.abc import Awaitable, Callable, Mapping

from blocks.kit.shapes import RenderedMessage
from domain.people import Person
from handlers.outbox.dead_letters import dead_letter_message
from handlers.portfolio.handover import handed_over
from handlers.portfolio.holds import holds_over
from handlers.portfolio.verification import round_message
from handlers.portfolio.watches import free_again
from handlers.programme.digest import lost_digest_message
from handlers.programme.letter import letter
from store.outbox.deliveries import DeliveryKind
from store.tx import Tx

# What only programme managers may read.
FOR_MANAGERS = frozenset({DeliveryKind.LETTER, DeliveryKind.DEAD_LETTER, DeliveryKind.DIGEST_LOST})
# What a message says, by its subject (the key without its kind); None when there is nothing to say any more.
COMPOSE: Mapping[DeliveryKind, Callable[[Tx, str], Awaitable[RenderedMessage | None]]] = {
    DeliveryKind.LETTER: letter,
    DeliveryKind.WATCH: free_again,
    DeliveryKind.DEAD_LETTER: dead_letter_message,
    DeliveryKind.HOLDS_OVER: holds_over,
    DeliveryKind.HANDED_OVER: handed_over,
    DeliveryKind.DIGEST_LOST: lost_digest_message,
    DeliveryKind.VERIFICATION: round_message,
}


async def composed(tx: Tx, kind: DeliveryKind, subject: str, reader: Person) -> RenderedMessage | None:
    """The message; None where there is nothing to say any more, or not to this reader: they were a manager once."""
    if kind in FOR_MANAGERS and not reader.programme_manager:
        return None
    return await COMPOSE[kind](tx, subject)
