"""One wrapper around every listener: who is asking, what they may use, and an answer whatever happens."""

import inspect
import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks import notice
from blocks.kit import joined
from domain.people import admit
from domain.refusals import Refusal
from handlers import Listener
from handlers.desk import Desk
from handlers.showing import in_modal
from store.tx import Unavailable

log = logging.getLogger(__name__)

GIVEN = frozenset({"ack", "body", "payload", "person", "desk", "client"})
UNSAVED = "I could not save this; nothing was changed. Please try again."
TOO_LATE = "That took too long for Slack. Please click again."
LATE_CODES = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired"})

Body = Mapping[str, Any]


def guarded(listener: Listener, desk: Desk) -> Callable[..., Awaitable[None]]:
    """The listener as Bolt calls it. Nothing escapes it: a Refusal becomes words, anything else an id in the log.

    Raises TypeError at once when the listener asks for an argument that nobody gives (Bolt would pass None).
    """
    wanted = frozenset(inspect.signature(listener).parameters)
    if wanted - GIVEN:
        raise TypeError(f"{listener.__name__} asks for {sorted(wanted - GIVEN)}")

    async def run(
        ack: AsyncAck, body: dict[str, Any], payload: Any, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        try:
            person = admit(await desk.directory.person(_slack_id(body)))
            given = {
                "ack": ack,
                "body": body,
                "payload": payload,
                "person": person,
                "desk": desk,
                "client": client,
            }
            await listener(**{name: given[name] for name in wanted})
        except Refusal as refusal:
            await _answer(await _words(refusal, desk), refusal.field, ack, body, client, respond)
        except Unavailable as away:
            log.warning("database away: %s", away)
            await _answer(UNSAVED, None, ack, body, client, respond)
        except SlackApiError as refused:
            code = str(refused.response.get("error"))
            words = TOO_LATE if code in LATE_CODES else _bug(refused, f"Slack says {code}")
            await _answer(words, None, ack, body, client, respond)
        except Exception as bug:
            await _answer(_bug(bug, type(bug).__name__), None, ack, body, client, respond)

    run.__name__ = listener.__name__
    return run


def _bug(bug: BaseException, what: str) -> str:
    """Log where it happened under an id, never what it was about: messages of errors hold names and texts."""
    number = secrets.token_hex(4)
    log.error("bug %s: %s\n%s", number, what, "".join(traceback.format_tb(bug.__traceback__)))
    return f"Something broke on my side, and nothing was changed. Tell your administrator this number: {number}."


async def _words(refusal: Refusal, desk: Desk) -> str:
    if not refusal.deciders:
        return refusal.words
    async with desk.reading() as tx:
        people = await tx.people.named(set(refusal.deciders))
        managers = await tx.people.managers()
    known = [people[person_id] for person_id in refusal.deciders if person_id in people]
    names = list(dict.fromkeys(person.name for person in (*known, *managers)))
    return f"{refusal.words} {joined(names, 'or')} can."


async def _answer(
    words: str, field: str | None, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Say it where the person is looking: at the field, in the modal, under the message."""
    match body.get("type"):
        case None if "command" in body:
            await ack(text=notice.build(words).text, blocks=notice.build(words).blocks, response_type="ephemeral")
        case "view_submission":
            await _answer_form(words, field, ack, body)
        case "block_suggestion":
            await ack(options=[])
        case "event_callback":
            log.info("event refused")
        case _:
            await _answer_click(words, body, client, respond)
            await ack()


async def _answer_form(words: str, field: str | None, ack: AsyncAck, body: Body) -> None:
    inputs = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    if field not in inputs and inputs:
        # Slack shows an error only at an input, and closing the form would lose what was typed.
        field = inputs[0]
    if field is None:
        await ack(response_action="update", view=notice.build_modal(words))
    else:
        await ack(response_action="errors", errors={field: words})


async def _answer_click(words: str, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    if body.get("response_url") and not in_modal(body):
        posted = notice.build(words)
        # `respond` does not raise when Slack refuses; its status tells.
        answer = await respond(
            text=posted.text, blocks=posted.blocks, response_type="ephemeral", replace_original=False
        )
        if answer.status_code == 200:
            return
    view = notice.build_modal(words)
    try:
        if in_modal(body):
            await client.views_push(trigger_id=body["trigger_id"], view=view)
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as refused:
        log.warning("could not answer a click: %s", refused.response.get("error"))


def _slack_id(body: Body) -> str:
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user["id"])
    return str(body.get("user_id") or (body.get("event") or {}).get("user") or "")
