"""What a click on a request or a form about one begins with: which request it means, and whether this person may.

Only then is anything read for them, written or shown; and the message they clicked, where we do not know it, is a
card from then on: a crash cut off what Slack answered, or it was posted since the backup that was restored.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from blocks.kit import shapes as kit
from blocks.requests import buttons
from domain.people import Person
from domain.portfolio.customers import Record
from domain.refusals import Outdated, Refusal
from domain.requests.request import Request
from domain.requests.rights import Right, card_of, check
from handlers.click import Click
from handlers.requests.card_data import asked_by
from handlers.slack.modals import Payload
from store.tx import Tx


class ClickedRequest(NamedTuple):
    """The request that is meant, and its record, in whose words is no secret from the person who clicked."""

    tx: Tx
    request: Request
    record: Record


class MessagePlace(NamedTuple):
    """The message that was clicked."""

    channel: str
    ts: str


@asynccontextmanager
async def acting(click: Click, right: Right, key: str | int | None = None) -> AsyncIterator[ClickedRequest]:
    """A transaction about a request, which is locked. key: which, where neither button nor form names it.

    Raises Refusal before anything is written where the person may not, and Outdated where the key is unknown.
    """
    key, stale = _named(click) if key is None else key, False
    try:
        async with click.desk.transaction() as tx:
            request, record = await tx.requests.locked(await _meant(tx, click.body, key))
            await check_right(tx, right, click.person, request, record)
            if stale := await _stale(tx, click.body, request):
                await _adopt(tx, click, right, request, record)
                tx.set_aside()
            yield ClickedRequest(tx, request, record)
    except Refusal:
        # They may, though not now: their card still has to say how it stands.
        if stale:
            await _adopted(click, right, key)
        raise


@asynccontextmanager
async def looking(click: Click, right: Right) -> AsyncIterator[ClickedRequest]:
    """The same to read only: for forms, which are checked again when they are sent."""
    key, stale, refused = _named(click), False, None
    async with click.desk.reading() as tx:
        request = await tx.requests.get(await _meant(tx, click.body, key))
        record = await tx.customers.record(request.customer_id)
        await check_right(tx, right, click.person, request, record)
        stale = await _stale(tx, click.body, request)
        try:
            yield ClickedRequest(tx, request, record)
        except Refusal as refusal:
            refused = refusal
    if stale:
        await _adopted(click, right, key)
    if refused:
        raise refused


def _named(click: Click) -> str | int:
    """The request that a form is about, or a button. Raises Outdated where it names none."""
    if click.body.get("type") == "view_submission":
        return kit.about(click.payload)
    return buttons.request_key(click.payload)


async def _meant(tx: Tx, body: Payload, key: str | int) -> str | int:
    """A key means one request for ever. A number is given out again after a restore: it counts only where we know."""
    if isinstance(key, int):
        place = _place(body)
        if place is None or not await tx.requests.told_at(key, *place):
            raise Outdated
    return key


async def check_right(tx: Tx, right: Right, person: Person, request: Request, record: Record) -> None:
    """Raises Refusal unless this person may do that with a request."""
    followers = await asked_by(tx, request) if right is Right.READ else []
    check(right, person, request, record.customer, followers)


async def _stale(tx: Tx, body: Payload, request: Request) -> bool:
    """True where a card was clicked that we do not know, or that may still show the buttons of an open request."""
    place = _card_place(body)
    return place is not None and not (request.status.open and await tx.requests.has_card_at(*place))


async def _adopted(click: Click, right: Right, key: str | int) -> None:
    async with click.desk.transaction(aside=True) as tx:
        request, record = await tx.requests.locked(key)
        await check_right(tx, right, click.person, request, record)
        await _adopt(tx, click, right, request, record)


async def _adopt(tx: Tx, click: Click, right: Right, request: Request, record: Record) -> None:
    """Make the clicked message a card, if it is one of this person's, and bring all cards up to date."""
    place, audience = _card_place(click.body), card_of(right, click.person, request, record.customer)
    if place and audience:
        await tx.requests.add_posted_card(request.id, click.person.id, audience, *place)
    await tx.refresh(request)


def _card_place(body: Payload) -> MessagePlace | None:
    """The message that was clicked, if its button is one that stands on cards."""
    clicked = {action.get("action_id") for action in body.get("actions") or ()}
    return _place(body, top=True) if clicked & buttons.ON_CARDS else None


def _place(body: Payload, *, top: bool = False) -> MessagePlace | None:
    """The message that was clicked; None for an ephemeral one, a modal, a Home. top: and for an answer in a thread."""
    container = body.get("container") or {}
    channel, ts = container.get("channel_id"), container.get("message_ts")
    if not channel or not ts or container.get("is_ephemeral"):
        return None
    # A card never stands in a thread: what does is a message about it.
    return None if top and container.get("thread_ts", ts) != ts else MessagePlace(str(channel), str(ts))
