"""Messages that are about no single request: what each says, by what was owed, as its reader may know it."""

from collections.abc import Awaitable, Callable, Mapping

from blocks.kit.shapes import Posted
from domain.people import Person
from handlers.outbox.dead_letters import lost_message
from handlers.portfolio.handover import handed_over
from handlers.portfolio.holds import holds_over
from handlers.portfolio.verification import round_message
from handlers.portfolio.watches import free_again
from handlers.programme.digest import lost_digest_message
from handlers.programme.letter import letter
from store.outbox.deliveries import Kind
from store.tx import Tx

# What only programme managers may read.
FOR_MANAGERS = frozenset({Kind.LETTER, Kind.LOST, Kind.DIGEST_LOST})
# What a message says, by what was owed (the key without its kind); None when there is nothing to say any more.
COMPOSE: Mapping[Kind, Callable[[Tx, str], Awaitable[Posted | None]]] = {
    Kind.LETTER: letter,
    Kind.FREE: free_again,
    Kind.LOST: lost_message,
    Kind.HOLDS_OVER: holds_over,
    Kind.HANDED_OVER: handed_over,
    Kind.DIGEST_LOST: lost_digest_message,
    Kind.VERIFY: round_message,
}


async def composed(tx: Tx, kind: Kind, subject: str, reader: Person) -> Posted | None:
    """The message; None where there is nothing to say any more, or not to this reader: they were a manager once."""
    if kind in FOR_MANAGERS and not reader.programme_manager:
        return None
    return await COMPOSE[kind](tx, subject)
