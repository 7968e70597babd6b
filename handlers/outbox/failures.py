"""What happens to a delivery that was not sent: again later, anew, to another reader, or given up."""

import logging
import random
from collections.abc import Mapping
from enum import Enum, auto

from slack_sdk.errors import SlackApiError

from blocks.programme import digest
from handlers.desk import Desk
from handlers.outbox.dead_letters import NOT_IN_SLACK, bury
from handlers.outbox.readers import pass_on
from handlers.programme.digest import CLOSED, InDoubtError, UnverifiableError, bury_digest
from handlers.slack.errors import CUT, code_of, where
from handlers.slack.rate_limits import RateLimitedError
from store.outbox.deliveries import RATE_LIMITED, Delivery, DeliveryKind

log = logging.getLogger(__name__)

TRY_FOR = 40  # attempts, about a day with the longest pause
LONGEST_PAUSE = 3600.0
NOT_YET_SECONDS = 0.5


class UnreachableError(Exception):
    """The person this is for is not in Slack."""


class TooEarlyError(Exception):
    """A message that must come first has not been sent."""


class OnRefusal(Enum):
    """What is done when Slack refuses."""

    POST_ANEW = auto()  # it can't be changed where it is
    UNREACHABLE = auto()  # Slack has nobody to give it to
    GIVE_UP = auto()  # trying again changes nothing until an administrator has mended something
    AGAIN = auto()


# The app is not welcome at all. A new token means a new start, which tries all of it again.
UNINSTALLED = frozenset({"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed"})
# By Slack's word; with any other word it is tried again.
REFUSED: Mapping[str, OnRefusal] = {
    **dict.fromkeys(("message_not_found", "cant_update_message", "edit_window_closed"), OnRefusal.POST_ANEW),
    **dict.fromkeys(("channel_not_found", "user_not_found", "user_disabled", "cannot_dm_bot"), OnRefusal.UNREACHABLE),
    **dict.fromkeys(UNINSTALLED, OnRefusal.GIVE_UP),
    **dict.fromkeys(
        (
            *("is_archived", "not_in_channel", "restricted_action", "messages_tab_disabled", "missing_scope"),
            *("invalid_blocks", "invalid_arguments", "msg_too_long", "msg_blocks_too_long", "no_text"),
            *("file_uploads_disabled", "file_uploads_except_images_disabled", "file_type_not_allowed"),
            *("storage_limit_reached", "posting_to_channel_denied", "access_denied", "invalid_channel"),
        ),
        OnRefusal.GIVE_UP,
    ),
}


async def failed(desk: Desk, delivery: Delivery, error: Exception) -> None:
    """Note why it was not sent, and what happens to it now."""
    match error:
        case TooEarlyError():
            await _put_off(desk, delivery, NOT_YET_SECONDS, "not_yet")
        case UnreachableError():
            await _unreachable(desk, delivery)
        case InDoubtError():
            await _put_off(desk, delivery, error.seconds, "in_doubt")
        case UnverifiableError():
            await bury_digest(desk, delivery, digest.IN_DOUBT)
        case RateLimitedError():
            desk.metrics.tried(delivery, RATE_LIMITED)
            await _put_off(desk, delivery, error.seconds, RATE_LIMITED, counts=False)
        case SlackApiError():
            await _refused(desk, delivery, code_of(error))
        case _ if isinstance(error, CUT):
            # Slack may still do what was asked of it.
            await _again(desk, delivery, type(error).__name__, doubt=True)
        case _:
            log.error("delivery %s: %s\n%s", delivery.id, type(error).__name__, where(error))
            await _again(desk, delivery, type(error).__name__)


def backoff(attempts: int) -> float:
    """Seconds to wait: doubling, with jitter so that a crowd does not come back at once."""
    return min(LONGEST_PAUSE, 2.0 ** min(attempts, 12)) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


async def _refused(desk: Desk, delivery: Delivery, code: str) -> None:
    if delivery.kind is DeliveryKind.DIGEST and code in CLOSED:
        await bury_digest(desk, delivery, code)
        return
    match REFUSED.get(code, OnRefusal.AGAIN):
        case OnRefusal.POST_ANEW if delivery.card_id:
            async with desk.transaction() as tx:
                await tx.requests.forget_message(delivery.card_id)
                await tx.deliveries.retry_in(delivery, 0.0, code)
        case OnRefusal.POST_ANEW if delivery.ts:
            # A message that was deleted is not said again.
            async with desk.transaction() as tx:
                await tx.deliveries.sent(delivery, tx.now)
        case OnRefusal.UNREACHABLE:
            await _unreachable(desk, delivery)
        case OnRefusal.GIVE_UP:
            await _give_up(desk, delivery, code)
        case OnRefusal.POST_ANEW | OnRefusal.AGAIN:
            await _again(desk, delivery, code)


async def _unreachable(desk: Desk, delivery: Delivery) -> None:
    """Let the stand-in decide, or talk to the customer, instead; what is left stays as a dead letter."""
    desk.metrics.tried(delivery, "unreachable")
    async with desk.transaction() as tx:
        if delivery.kind is not DeliveryKind.DAILY_SUMMARY:
            await pass_on(tx, delivery)
        # What it was to speak for is given up one by one, each in its own way.
        elif await tx.deliveries.give_up(delivery, NOT_IN_SLACK, replaced=True):
            await tx.daily_summaries.send_apart(delivery.person_id)


async def _again(desk: Desk, delivery: Delivery, error: str, *, doubt: bool = False) -> None:
    """Try it again later, for about a day."""
    if delivery.attempts >= TRY_FOR:
        await _give_up(desk, delivery, error)
    else:
        log.warning("delivery %s: %s", delivery.id, error)
        desk.metrics.tried(delivery, "retried")
        await _put_off(desk, delivery, backoff(delivery.attempts), error, doubt=doubt)


async def _put_off(
    desk: Desk, delivery: Delivery, seconds: float, error: str, *, counts: bool = True, doubt: bool = False
) -> None:
    async with desk.store.transaction() as tx:
        await tx.deliveries.retry_in(delivery, seconds, error, counts=counts, doubt=doubt)
    desk.wake()  # to see when that is


async def _give_up(desk: Desk, delivery: Delivery, error: str) -> None:
    log.error("delivery %s given up: %s", delivery.id, error)
    desk.metrics.tried(delivery, "given_up")
    async with desk.transaction() as tx:
        await bury(tx, delivery, error, report=error not in UNINSTALLED)
