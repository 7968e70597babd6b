"""One wrapper around every listener: who is asking, what they may use, and an answer whatever happens."""

import asyncio
import inspect
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
from blocks.kit.shapes import joined
from domain.people import admit
from domain.refusals import Refusal
from handlers.desk import Desk
from handlers.listeners import DECIDING, Listener
from handlers.metrics import label_of
from handlers.slack.errors import CUT, SlackAway, code_of, named, numbered, readable, slack_away
from handlers.slack.modals import show
from store.db.deadline import Hurry
from store.tx import Unavailable

log = logging.getLogger(__name__)

ACTING = ("block_actions", "view_submission")
ANSWER_SECONDS = 3.0  # later than that nobody hears it
GIVEN = frozenset({"ack", "body", "payload", "person", "desk", "client", "respond"})
UNSAVED = "I could not save this; nothing was changed. Please try again."
UNSURE = "I could not find out whether this was saved. Please look at the card before you try again."
TOO_LATE = "That took too long for Slack. Please click again."
WORDS = {
    "expired_trigger_id": TOO_LATE,
    "trigger_expired": TOO_LATE,
    "invalid_trigger_id": TOO_LATE,
    "ratelimited": "Slack is busy just now. Please click again in a minute.",
}
SLACK_AWAY = "Slack did not answer me just now. Please try again in a minute."
# A transaction was committed before something else went wrong.
SAVED = "It is saved, but I could not show you what became of it. You need not do it again."
SAVED_NO_SLACK = "It is saved; only, Slack did not let me show it. You need not do it again."
# The form is open already: Slack sent the click twice, or lost the first answer on its way.
SHOWN_CODES = frozenset({"exchanged_trigger_id", "trigger_exchanged"})

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to somebody who can't have what they asked for; `field` names the form field it belongs to.

    saved: it has had its effect all the same, so a form must not stay open to be sent again.
    """

    words: str
    field: str | None = None
    saved: bool = False


def guarded(listener: Listener, desk: Desk) -> Callable[..., Awaitable[None]]:
    """The listener as Bolt calls it. Nothing escapes it: a Refusal becomes words, anything else an id in the log.

    Raises TypeError at once when the listener asks for an argument that nobody gives (Bolt would pass None).
    """
    wanted = frozenset(inspect.signature(listener).parameters)
    if wanted - GIVEN:
        raise TypeError(f"{listener.__name__} asks for {sorted(wanted - GIVEN)}")
    name = label_of(listener)

    async def run(
        ack: AsyncAck, body: dict[str, Any], payload: Any, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        began, outcome = time.perf_counter(), "done"
        hurry = Hurry()
        at_hand = desk.hurried(hurry)

        async def listen() -> None:
            acting, deciding = body.get("type") in ACTING, listener in DECIDING
            person = admit(await at_hand.directory.person(_slack_id(body), acting=acting, deciding=deciding))
            given = {
                "ack": ack,
                "body": body,
                "payload": payload,
                "person": person,
                "desk": at_hand,
                "client": client,
                "respond": respond,
            }
            await listener(**{name: given[name] for name in wanted})

        try:
            if not await hurry.done(listen()):
                raise Unavailable("silent") if hurry.overdue.is_set() or hurry.waits else SlackAway("silent")
        except Exception as raised:
            outcome = _outcome(raised)
            said = await _said(raised, desk, hurry)
        else:
            return
        finally:
            desk.measures.answered(name, outcome, time.perf_counter() - began)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await _answer(said, ack, body, client, respond)
        except (SlackApiError, *CUT) as lost:
            log.warning("could not answer: %s", named(lost))
            # Then Slack has to say it: it does when we seem to have failed, and says nothing after an "ok".
            ack.response = BoltResponse(status=503, body="")

    run.__name__ = listener.__name__
    return run


def _outcome(raised: Exception) -> str:
    """The word for it in the metrics."""
    match raised:
        case Refusal():
            return "refused"
        case Unavailable():
            return "unsaved"
        case SlackApiError() if code_of(raised) in SHOWN_CODES:
            return "done"
        case SlackApiError() if code_of(raised) in WORDS:
            return "slack"
        case _ if slack_away(raised):
            return "slack"
        case _:
            return "bug"


async def _said(raised: Exception, desk: Desk, hurry: Hurry) -> Said | None:
    """What to answer, and never that nothing was changed where something was; None where nothing needs to be said."""
    saved = hurry.saved
    match raised:
        case Refusal():
            words = await _words(raised, desk)
            return Said(f"It is saved. {words}" if saved else words, raised.field, saved)
        case Unavailable():
            log.warning("database away: %s", raised)
            return Said(UNSURE if hurry.in_doubt else SAVED if saved else UNSAVED, saved=saved)
        case SlackApiError() if code_of(raised) in SHOWN_CODES:
            return None
        case SlackApiError() if code_of(raised) in WORDS:
            return Said(SAVED_NO_SLACK if saved else WORDS[code_of(raised)], saved=saved)
        case _ if slack_away(raised):
            log.warning("Slack away: %s", named(raised))
            return Said(SAVED_NO_SLACK if saved else SLACK_AWAY, saved=saved)
        case _:
            so_far = "but it is saved." if saved else "and nothing was changed."
            if hurry.in_doubt:
                so_far = "and I could not find out whether it was saved."
            return Said(numbered(raised, log, so_far), saved=saved or hurry.in_doubt)


async def _words(refusal: Refusal, desk: Desk) -> str:
    if refusal.deciders is None:
        return refusal.words
    try:
        async with desk.reading() as tx:
            people = await tx.people.named(set(refusal.deciders))
            managers = await tx.people.managers()
    except Unavailable:
        return refusal.words
    known = [people[person_id] for person_id in refusal.deciders if person_id in people]
    names = list(dict.fromkeys(person.name for person in (*known, *managers)))
    return f"{refusal.words} {joined(names, 'or')} can." if names else refusal.words


async def _answer(said: Said | None, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Say it where the person is looking: at the field, in the modal, under the message, on their Home."""
    if said is None:
        await ack()
        return
    match body.get("type"):
        case None if "command" in body:
            posted = notice.build(said.words)
            await ack(text=posted.text, blocks=posted.blocks, response_type="ephemeral")
        case "view_submission":
            await _answer_form(said, ack, body)
        case "block_suggestion":
            await ack(options=kit.loaded([notice.build_option(said.words)]))
        case "event_callback":
            await _answer_home(said.words, body, client)
            await ack()
        case _:
            await _answer_click(said.words, body, client, respond)
            await ack()


async def _answer_form(said: Said, ack: AsyncAck, body: Body) -> None:
    inputs = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    # Slack shows an error only at an input, and closing the form would lose what was typed.
    field = said.field if said.field in inputs else next(iter(inputs), None)
    if field is None or said.saved:
        await ack(response_action="update", view=notice.build_modal(said.words))
    else:
        await ack(response_action="errors", errors={field: said.words})


async def _answer_home(words: str, body: Body, client: AsyncWebClient) -> None:
    event = body["event"]
    if event.get("type") == "app_home_opened" and event.get("tab") == "home":
        with readable():
            await client.views_publish(user_id=event["user"], view=home.build_refusal(words))


async def _answer_click(words: str, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    posted = notice.build(words)
    if body.get("response_url"):
        # `respond` does not raise when Slack refuses; its status tells.
        answer = await respond(
            text=posted.text, blocks=posted.blocks, response_type="ephemeral", replace_original=False
        )
        if answer.status_code == 200:
            return
    try:
        await show(client, body, notice.build_modal(words))
    except (SlackApiError, SlackAway, KeyError):
        # Too late for a modal, three are open, or no trigger came along: their messages always have room.
        with readable():
            await client.chat_postMessage(channel=_slack_id(body), text=posted.text, blocks=posted.blocks)


def _slack_id(body: Body) -> str:
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user["id"])
    return str(body.get("user_id") or (body.get("event") or {}).get("user") or "")
