"""The courier: sends what is owed to Slack, each row under its lease, rendered from the database as it is sent."""

import asyncio
import contextlib
import logging
import random
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks import home, messages, request_card
from blocks.kit import Posted
from domain.decisions import reroute
from domain.people import Person
from domain.requests import Message, Routed, Status, Tell
from handlers.desk import Desk
from handlers.digesting import CLOSED, lose_digest, post_digest, tell_lost
from handlers.failing import CUT, code_of, where
from handlers.following_up import letter
from handlers.reading import card_view, home_lines
from store.deliveries import Delivery, Kind
from store.requests import Audience, Card
from store.tx import Tx, Unavailable

log = logging.getLogger(__name__)

BATCH = 8
POLL_SECONDS = 1.0  # other processes owe too; their commits do not wake this one
TRY_FOR = 40  # attempts, about a day with the longest pause
LONGEST_PAUSE = 3600.0
# Slack has nobody to give it to. Everything else, a revoked token too, may be mended, so it is tried again.
NOT_THERE = frozenset({"channel_not_found", "user_not_found", "user_disabled", "cannot_dm_bot"})
# The card can't be changed where it is, so it is posted anew.
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class Unreachable(Exception):  # noqa: N818 - it says what is the matter
    """The person this is for is not in Slack."""


class NotYet(Exception):  # noqa: N818 - it says what is the matter
    """Something that must come first has not been sent."""


@dataclass(slots=True)
class Courier:
    """Sends deliveries until stopped. Any number of couriers in any number of processes share the work by leases."""

    desk: Desk
    client: AsyncWebClient
    owed: asyncio.Event
    _stopping: bool = field(default=False, init=False)

    async def stop(self) -> None:
        """Finish what is being sent, take nothing new."""
        self._stopping = True
        self.owed.set()

    async def run(self) -> None:
        """Send what is owed, for ever; survives a database or a Slack that is away."""
        while not self._stopping:
            self.owed.clear()
            try:
                busy = await self.send_ready()
                pause = 0.0 if busy else await self._pause()
            except Unavailable:
                pause = POLL_SECONDS
            except Exception as bug:
                log.error("courier: %s\n%s", type(bug).__name__, where(bug))
                pause = POLL_SECONDS
            if pause:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.owed.wait(), pause)

    async def send_ready(self) -> int:
        """Lease a batch and send it; returns how many rows it took."""
        async with self.desk.store.transaction() as tx:
            leased = await tx.deliveries.lease(BATCH)
        await asyncio.gather(*(self._send(delivery) for delivery in leased))
        return len(leased)

    async def _pause(self) -> float:
        async with self.desk.reading() as tx:
            next_in = await tx.deliveries.seconds_to_next()
        return POLL_SECONDS if next_in is None else min(max(next_in, 0.01), POLL_SECONDS)

    async def _send(self, delivery: Delivery) -> None:
        try:
            await self._tried(delivery)
        except Unavailable:
            # Without the database nothing can be noted; the lease runs out, and somebody tries again.
            log.warning("delivery %s: database away", delivery.id)

    async def _tried(self, delivery: Delivery) -> None:
        try:
            channel, ts = await self._deliver(delivery)
        except Unavailable:
            raise
        except NotYet:
            await self._put_off(delivery, 0.5, "not_yet")
        except Unreachable:
            await self._unreachable(delivery)
        except SlackApiError as refused:
            await self._refused(delivery, refused)
        except CUT as cut:
            await self._put_off(delivery, _backoff(delivery.attempts), type(cut).__name__)
        except Exception as bug:
            log.error("delivery %s: %s\n%s", delivery.id, type(bug).__name__, where(bug))
            await self._put_off(delivery, _backoff(delivery.attempts), type(bug).__name__)
        else:
            async with self.desk.store.transaction() as tx:
                if delivery.card_id and channel and ts:
                    await tx.requests.posted(delivery.card_id, channel, ts)
                await tx.deliveries.sent(delivery, tx.now, channel, ts)

    async def _deliver(self, delivery: Delivery) -> tuple[str | None, str | None]:
        if delivery.kind is Kind.DIGEST:
            return _place(await post_digest(self.desk, self.client, delivery))
        reader = await self._reader(delivery)
        match delivery.kind:
            case Kind.DIGEST_LOST:
                return _place(await tell_lost(self.desk, self.client, delivery, reader))
            case Kind.CARD:
                return await self._card(delivery, reader)
            case Kind.TELL:
                return await self._tell(delivery, reader)
            case Kind.LETTER:
                async with self.desk.reading() as tx:
                    posted = await letter(tx, delivery.key.removeprefix(f"{Kind.LETTER.value}:"))
                return _place(await self.client.chat_postMessage(channel=str(reader.slack_id), **_content(posted)))
            case Kind.HOME:
                async with self.desk.reading() as tx:
                    view = home.build(reader, *await home_lines(tx, reader))
                await self.client.views_publish(user_id=str(reader.slack_id), view=view)
                return None, None

    async def _card(self, delivery: Delivery, reader: Person) -> tuple[str | None, str | None]:
        assert delivery.card_id is not None
        async with self.desk.reading() as tx:
            card = await tx.requests.card(delivery.card_id)
            posted = await self._render(tx, card, reader)
        if card.channel and card.ts:
            await self.client.chat_update(channel=card.channel, ts=card.ts, **_content(posted))
            return card.channel, card.ts
        return _place(await self.client.chat_postMessage(channel=str(reader.slack_id), **_content(posted)))

    async def _render(self, tx: Tx, card: Card, reader: Person) -> Posted:
        view = await card_view(tx, self.desk.finder, await tx.requests.get(card.request_id), reader)
        if card.audience is Audience.DECIDER:
            return request_card.build_for_decider(view)
        return request_card.build_for_requester(view)

    async def _tell(self, delivery: Delivery, reader: Person) -> tuple[str | None, str | None]:
        assert delivery.request_id is not None
        assert delivery.tell is not None
        async with self.desk.reading() as tx:
            request = await tx.requests.get(delivery.request_id)
            if messages.moot(delivery.tell, request):
                return None, None
            cards = [c for c in await tx.requests.cards(request.id) if c.person_id == reader.id]
            posted = messages.build(delivery.tell, await card_view(tx, self.desk.finder, request, reader))
        if delivery.channel and delivery.ts:
            # It has buttons, and the request has changed since.
            await self.client.chat_update(channel=delivery.channel, ts=delivery.ts, **_content(posted))
            return delivery.channel, delivery.ts
        thread = next((card for card in cards if card.ts), None)
        if cards and thread is None and delivery.attempts < 10:
            raise NotYet
        if thread is None:
            return _place(await self.client.chat_postMessage(channel=str(reader.slack_id), **_content(posted)))
        # Under its card, so that the story stays together, and broadcast, so that the phone rings.
        answer = await self.client.chat_postMessage(
            channel=str(thread.channel), thread_ts=thread.ts, reply_broadcast=True, **_content(posted)
        )
        return _place(answer)

    async def _reader(self, delivery: Delivery) -> Person:
        """The person it is for. Before a decision is first asked of them, Slack says whether they are still there:
        a message to somebody deactivated is accepted, and never read."""
        async with self.desk.reading() as tx:
            person = await tx.people.get(delivery.person_id)
            card = await tx.requests.card(delivery.card_id) if delivery.card_id else None
        asked_first = card is not None and card.audience is Audience.DECIDER and card.ts is None
        if asked_first or person.slack_id is None:
            before, person = person, await self.desk.directory.met(person)
            if before.name != person.name and delivery.request_id:
                # The requester's card says who decides: now by name and not by what an e-mail looks like.
                async with self.desk.transaction() as tx:
                    await tx.refresh(await tx.requests.get(delivery.request_id))
        if not person.reachable:
            raise Unreachable
        return person

    async def _unreachable(self, delivery: Delivery) -> None:
        """Let a programme manager decide, or talk to the customer, instead; what is left stays as dead."""
        async with self.desk.transaction() as tx:
            # Each manager after the one who can't be reached, never before: two of them must not pass it to and fro.
            managers = [manager.id for manager in await tx.people.managers()]
            tried = managers.index(delivery.person_id) + 1 if delivery.person_id in managers else 0
            manager = next(iter(managers[tried:]), None)
            if manager is None or delivery.request_id is None:
                await tx.deliveries.gave_up(delivery, "not_in_slack")
                return
            request, _ = await tx.requests.locked(delivery.request_id)
            if delivery.tell in (Tell.INTRODUCE, Tell.ASK_CUSTOMER, Tell.THANK):
                await tx.tell(request, Message(delivery.tell, manager))
            elif delivery.card_id and request.status is Status.PENDING:
                card = await tx.requests.card(delivery.card_id)
                if card.audience is Audience.DECIDER and delivery.person_id == request.decider_id:
                    await tx.requests.hand_card(card.id, manager)
                    outcome = reroute(request, to=manager, why=Routed.OWNER_NOT_IN_SLACK, now=tx.now)
                    await tx.apply(request, outcome)
                    await tx.deliveries.put_off(delivery, 0.0, "rerouted")
                    return
            await tx.deliveries.gave_up(delivery, "not_in_slack")

    async def _refused(self, delivery: Delivery, refused: SlackApiError) -> None:
        code = code_of(refused)
        if code == "ratelimited" or refused.response.status_code == 429:
            await self._put_off(delivery, float(refused.response.headers.get("Retry-After", 1)), "ratelimited")
        elif code in GONE and delivery.card_id:
            async with self.desk.transaction() as tx:
                await tx.requests.lost(delivery.card_id)
                await tx.deliveries.put_off(delivery, 0.0, code)
        elif delivery.kind is Kind.DIGEST and code in CLOSED:
            await lose_digest(self.desk, delivery, code)
        elif code in GONE and delivery.ts:
            async with self.desk.transaction() as tx:
                await tx.deliveries.sent(delivery, tx.now)
        elif code in NOT_THERE:
            await self._unreachable(delivery)
        elif delivery.attempts >= TRY_FOR:
            await self._give_up(delivery, code)
        else:
            log.warning("delivery %s: Slack says %s", delivery.id, code)
            await self._put_off(delivery, _backoff(delivery.attempts), code)

    async def _put_off(self, delivery: Delivery, seconds: float, error: str) -> None:
        async with self.desk.store.transaction() as tx:
            await tx.deliveries.put_off(delivery, seconds, error)

    async def _give_up(self, delivery: Delivery, error: str) -> None:
        log.error("delivery %s given up: %s", delivery.id, error)
        async with self.desk.store.transaction() as tx:
            await tx.deliveries.gave_up(delivery, error)


def _backoff(attempts: int) -> float:
    """Seconds to wait: doubling, with jitter so that a crowd does not come back at once."""
    return min(LONGEST_PAUSE, 2.0 ** min(attempts, 12)) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def _content(posted: Posted) -> dict[str, Any]:
    return {"text": posted.text, "blocks": posted.blocks}


def _place(answer: Any) -> tuple[str, str]:
    return str(answer["channel"]), str(answer["ts"])
