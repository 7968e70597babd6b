"""One wrapper around every listener: who is asking, what they may use, and an answer whatever happens."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.home import home
from blocks.kit import notice
from blocks.kit import shapes as kit
from blocks.kit.language import _, joined, speaking
from blocks.kit.sentences import plain
from blocks.wording import refusals, troubles
from blocks.wording.troubles import trouble
from domain.people import Person, admit
from domain.refusals import Refusal
from handlers.click import Click, Listener
from handlers.desk import Desk
from handlers.listeners import DECIDING, REDRAWING
from handlers.lists import redraw
from handlers.metrics import label_of
from handlers.slack.errors import CUT, SlackUnavailableError, code_of, is_slacks_trouble, named, numbered, readable
from handlers.slack.modals import show
from store.db.deadline import Deadline
from store.tx import UnavailableError

log = logging.getLogger(__name__)

ACTING = ("block_actions", "view_submission")
WORDS = {
    "expired_trigger_id": troubles.TOO_LATE,
    "trigger_expired": troubles.TOO_LATE,
    "invalid_trigger_id": troubles.TOO_LATE,
    "ratelimited": troubles.BUSY,
}
# The form is open already: Slack sent the click twice, or lost the first answer on its way.
SHOWN_CODES = frozenset({"exchanged_trigger_id", "trigger_exchanged"})

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a person who can't have what they asked for; `field` names the form field it belongs to.

    saved: it has had its effect all the same, so a form must not stay open to be sent again.
    """

    words: str
    field: str | None = None
    saved: bool = False


def guarded(listener: Listener, desk: Desk) -> Callable[..., Awaitable[None]]:
    """The listener as Bolt calls it. Nothing escapes it: a Refusal becomes words, anything else an id in the log."""
    name = label_of(listener)

    async def run(
        ack: AsyncAck, body: dict[str, Any], payload: Any, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        began, outcome, reply = time.perf_counter(), "done", None
        deadline = Deadline(desk.store.limits)
        at_hand = desk.within(deadline)
        reader: Person | None = None

        async def listen() -> None:
            nonlocal reader
            acting, deciding = body.get("type") in ACTING, listener in DECIDING
            reader = await at_hand.directory.person(_slack_id(body), acting=acting, deciding=deciding)
            click = Click(ack, payload, body, admit(reader), at_hand, client, respond)
            with speaking(reader.language):
                await listener(click)
                if listener in REDRAWING:
                    await redraw(click)

        try:
            if not await deadline.done(listen()):
                database = deadline.overdue.is_set() or deadline.waits
                raise UnavailableError("silent") if database else SlackUnavailableError("silent")
        except Exception as raised:
            with speaking(reader.language if reader else ""):
                outcome, reply = await _ended(raised, desk, deadline, reader)
        finally:
            desk.metrics.answered(name, outcome, time.perf_counter() - began)
        try:
            if reply:
                with speaking(reader.language if reader else ""):
                    async with asyncio.timeout(desk.store.limits.answer):
                        await _answer(reply, ack, body, client, respond)
        except (SlackApiError, *CUT) as lost:
            log.warning("could not answer: %s", named(lost))
            # Then Slack has to say it: it does when we seem to have failed, and says nothing after an "ok".
            ack.response = BoltResponse(status=503, body="")
        if ack.response is None:
            await ack()

    run.__name__ = listener.__name__
    return run


async def _ended(raised: Exception, desk: Desk, deadline: Deadline, reader: Person | None) -> tuple[str, Reply | None]:
    """The word for it in the metrics, and what to answer; None where nothing needs to be said.

    It is never said that nothing was changed where something was.
    """
    saved = deadline.saved
    match raised:
        case Refusal():
            words = await _words(raised, desk, reader)
            words = plain(_("It is saved. {words}"), words=words) if saved else words
            return "refused", Reply(words, raised.field, saved)
        case UnavailableError():
            log.warning("database away: %s", raised)
            said = troubles.UNSURE if deadline.in_doubt else troubles.SAVED if saved else troubles.UNSAVED
            return "unsaved", Reply(trouble(said), saved=saved)
        case SlackApiError() if code_of(raised) in SHOWN_CODES:
            return "done", None
        case SlackApiError() if code_of(raised) in WORDS:
            return "slack", Reply(trouble(troubles.SAVED_NO_SLACK if saved else WORDS[code_of(raised)]), saved=saved)
        case _ if is_slacks_trouble(raised):
            log.warning("Slack away: %s", named(raised))
            return "slack", Reply(trouble(troubles.SAVED_NO_SLACK if saved else troubles.SLACK_AWAY), saved=saved)
        case _:
            broke = troubles.BROKE_SAVED if saved else troubles.BROKE
            said = troubles.BROKE_UNSURE if deadline.in_doubt else broke
            return "bug", Reply(trouble(said, number=numbered(raised, log)), saved=saved or deadline.in_doubt)


async def _words(refused: Refusal, desk: Desk, reader: Person | None) -> str:
    words = refusals.refusal(refused, reader)
    if refused.deciders is None:
        return words
    try:
        async with desk.reading() as tx:
            people = await tx.people.named(set(refused.deciders))
            managers = await tx.people.managers()
    except UnavailableError:
        return words
    known = [people[person_id] for person_id in refused.deciders if person_id in people]
    names = list(dict.fromkeys(person.name for person in (*known, *managers)))
    return plain(_("{refusal} {people} can."), refusal=words, people=joined(names, "or")) if names else words


async def _answer(reply: Reply, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Say it where the person is looking: at the field, in the modal, under the message, on their Home."""
    match body.get("type"):
        case None if "command" in body:
            message = notice.build(reply.words)
            await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
        case "view_submission":
            await _answer_form(reply, ack, body)
        case "block_suggestion":
            await ack(options=kit.loaded([notice.build_option(reply.words)]))
        case "event_callback":
            await _answer_home(reply.words, body, client)
        case _:
            await _answer_click(reply.words, body, client, respond)


async def _answer_form(reply: Reply, ack: AsyncAck, body: Body) -> None:
    inputs = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    # Slack shows an error only at an input, and closing the form would lose what was typed.
    field = reply.field if reply.field in inputs else next(iter(inputs), None)
    if field is None or reply.saved:
        await ack(response_action="update", view=notice.build_modal(reply.words))
    else:
        await ack(response_action="errors", errors={field: reply.words})


async def _answer_home(words: str, body: Body, client: AsyncWebClient) -> None:
    event = body["event"]
    if event.get("type") == "app_home_opened" and event.get("tab") == "home":
        with readable():
            await client.views_publish(user_id=event["user"], view=home.build_refusal(words))


async def _answer_click(words: str, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    message = notice.build(words)
    if body.get("response_url"):
        # `respond` does not raise when Slack refuses; its status tells.
        answer = await respond(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False
        )
        if answer.status_code == 200:
            return
    try:
        await show(client, body, notice.build_modal(words))
    except (SlackApiError, SlackUnavailableError, KeyError):
        # Too late for a modal, three are open, or no trigger came along: their messages always have room.
        with readable():
            await client.chat_postMessage(channel=_slack_id(body), text=message.text, blocks=message.blocks)


def _slack_id(body: Body) -> str:
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user["id"])
    return str(body.get("user_id") or (body.get("event") or {}).get("user") or "")
