"""A request that waits: reminded, passed on, let lapse; each in a short transaction, under its lock."""

import asyncio
import logging
from collections.abc import AsyncIterator

from domain.refusals import Refusal
from domain.requests.escalation import escalate
from domain.requests.request import Outcome, Request
from handlers.desk import Desk
from handlers.requests.reachable import ReachabilityChecks
from handlers.slack.errors import where
from store.tx import Store, Tx, UnavailableError

log = logging.getLogger(__name__)
PAGE = 50


async def escalate_requests(desk: Desk) -> None:
    """Everything that has become due for waiting requests: each in a short transaction of its own, under its lock."""
    rounds = ReachabilityChecks(desk)
    async for request, outcome in due_now(desk.store):
        try:
            # Whom it would ask may have left meanwhile: what it comes to is decided anew, under the lock.
            await rounds.meet(outcome)
            async with desk.transaction() as tx:
                await _escalate(tx, request.id)
        except Refusal:
            # Somebody has just decided, or the customer was taken out of the portfolio.
            log.info("request %s changed while it was chased", request.id)
        except UnavailableError:
            raise
        except Exception as bug:
            _failed(request.id, bug)


async def due_now(store: Store) -> AsyncIterator[tuple[Request, Outcome]]:
    """Every waiting request for which something is due, with what; read page by page, without a lock."""
    after = 0
    while True:
        async with store.reading() as tx:
            page = await tx.waiting_requests.waiting(after, PAGE)
            policy, now = tx.policy, tx.now
        for waiting in page:
            after = waiting.request.id
            try:
                outcome = escalate(waiting.request, waiting.circle, policy, now)
            except Exception as bug:
                # One that cannot be understood must not keep all the others waiting for ever.
                _failed(after, bug)
                continue
            if outcome is not None:
                yield waiting.request, outcome
        if len(page) < PAGE:
            return
        await asyncio.sleep(0)  # clicks come first


def _failed(request_id: int, bug: Exception) -> None:
    log.error("request %s could not be chased: %s\n%s", request_id, type(bug).__name__, where(bug))


async def _escalate(tx: Tx, request_id: int) -> None:
    """Look again under the lock: another process may have done it, or the decider has answered."""
    before, _ = await tx.requests.locked(request_id)
    waiting = await tx.waiting_requests.waiting_one(request_id)
    if waiting and (outcome := escalate(before, waiting.circle, tx.policy, tx.now)) is not None:
        await tx.apply(before, outcome)
