"""What is sent to the app: fields, signatures, the verdict after the time limit, event retries."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import ANY
from urllib.parse import parse_qs

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.model import Message, View
from sandbox.server import Sandbox
from tests.facts import facts
from tests.sandbox.samples import FORM, OPTIONS, button
from tests.sandbox.serving import serving


@dataclass
class Ear:
    """A bare HTTP app that keeps what it hears and answers what it is told to."""

    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Callable[[], Awaitable[Response]] | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, request: Request) -> Response:
        self.heard.append((dict(request.headers), await request.body()))
        self.arrived.set()
        return await self.answer() if self.answer else PlainTextResponse("")

    def says(self, response: Response) -> None:
        async def answer() -> Response:
            return response

        self.answer = answer

    def payload(self) -> dict[str, Any]:
        headers, body = self.heard[-1]
        if headers["content-type"] == "application/json":
            return dict(json.loads(body))
        fields = {key: values[0] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        return dict(json.loads(fields["payload"])) if "payload" in fields else fields


@pytest.fixture
async def ear(slack: Sandbox) -> AsyncIterator[Ear]:
    ear = Ear()
    async with serving(Starlette(routes=[Route("/", ear.serve, methods=["POST"])])) as url:
        slack.workspace.app.request_url = url + "/"
        yield ear


def post(slack: Sandbox, *elements: dict[str, Any], only_for: str | None = None) -> Message:
    blocks = [{"type": "actions", "block_id": "a", "elements": list(elements)}]
    workspace = slack.workspace
    channel = workspace.dm(workspace.user("maya").id)
    return workspace.post(channel, workspace.app.bot_user, "Tea?", blocks=blocks, only_for=only_for)


def form(slack: Sandbox, **more: Any) -> View:
    view = slack.workspace.new_view(slack.workspace.user("maya").id, {**FORM, **more})
    slack.workspace.open_modal(view)
    return view


def known(payload: dict[str, Any], kind: str, *unlisted: str, depth: int = 3) -> None:
    """Every field sent is one Slack sends; `unlisted` are documented, but missing in the samples."""

    def check(ours: Any, theirs: Any, where: str, deep: int) -> None:
        if not (isinstance(ours, dict) and isinstance(theirs, dict) and theirs) or deep == 0:
            return
        extra = set(ours) - set(theirs) - set(unlisted)
        assert not extra, f"{where}: {extra}"
        for key, value in ours.items():
            check(value, theirs.get(key), f"{where}.{key}", deep - 1)

    check(payload, facts("shapes.json")["inbound"][kind], kind, depth)


async def test_a_command_has_slacks_fields_and_encoded_text(slack: Sandbox, ear: Ear) -> None:
    await slack.seat("maya").types("/tea  <black> & hot ")
    payload = ear.payload()
    known(payload, "SlashCommandPayload")
    assert payload["text"] == "&lt;black&gt; &amp; hot"
    assert (payload["command"], payload["channel_name"]) == ("/tea", "general")


async def test_a_click_has_slacks_fields(slack: Sandbox, ear: Ear) -> None:
    post(slack, button("Order", "order", value="7"))
    assert await slack.seat("maya").clicks("Order")
    payload = ear.payload()
    known(payload, "BlockActionPayload")
    assert payload["container"] == {
        "type": "message",
        "message_ts": payload["message"]["ts"],
        "channel_id": "D0MAYA",
        "is_ephemeral": False,
    }
    action = payload["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("order", "a", "7")
    fields = facts("shapes.json")["inbound"]["BlockActionPayload"]["actions"][0]
    assert set(action) <= set(fields)


async def test_a_click_on_an_ephemeral_sends_no_message(slack: Sandbox, ear: Ear) -> None:
    post(slack, button("Order", "order"), only_for="U0MAYA")
    await slack.seat("maya").clicks("Order")
    payload = ear.payload()
    assert "message" not in payload
    assert payload["container"]["is_ephemeral"] is True


async def test_a_choice_outside_a_form_is_sent_with_the_state(slack: Sandbox, ear: Ear) -> None:
    post(slack, {"type": "static_select", "action_id": "kind", "options": OPTIONS}, button("Go", "go"))
    maya = slack.seat("maya")
    assert await maya.picks("kind", "Green")
    payload = ear.payload()
    assert payload["actions"][0]["selected_option"]["value"] == "green"
    await maya.clicks("Go")
    state = ear.payload()["state"]["values"]
    assert state["a"]["kind"]["selected_option"]["value"] == "green"


async def test_every_kind_of_input_is_filled_and_sent(slack: Sandbox, ear: Ear) -> None:
    kinds: dict[str, tuple[dict[str, Any], Any, dict[str, Any]]] = {
        "checkboxes": ({"options": OPTIONS}, ["Green", "Black"], {"selected_options": OPTIONS[:2]}),
        "radio_buttons": ({"options": OPTIONS}, "Black", {"selected_option": OPTIONS[1]}),
        "multi_static_select": ({"options": OPTIONS}, ["Green"], {"selected_options": OPTIONS[:1]}),
        "users_select": ({}, "Ilkka", {"selected_user": "U0ILKKA"}),
        "multi_users_select": ({}, "Ilkka, maya", {"selected_users": ["U0ILKKA", "U0MAYA"]}),
        "channels_select": ({}, "#tea", {"selected_channel": "C0TEA"}),
        "conversations_select": ({"response_url_enabled": True}, "tea", {"selected_conversation": "C0TEA"}),
        "timepicker": ({}, "09:30", {"selected_time": "09:30"}),
        "datetimepicker": ({}, "1800000000", {"selected_date_time": 1800000000}),
        "number_input": ({"is_decimal_allowed": False}, "7", {"value": "7"}),
        "rich_text_input": ({}, "hi", {"rich_text_value": ANY}),
    }
    label = {"type": "plain_text", "text": "L"}
    blocks = [
        {"type": "input", "block_id": k, "label": label, "element": {"type": k, "action_id": "x", **more}}
        for k, (more, _, _) in kinds.items()
    ]
    form(slack, blocks=blocks)
    maya = slack.seat("maya")
    for kind, (_, value, _) in kinds.items():
        assert await (maya.picks if isinstance(value, list) else maya.fills)(kind, value)
    assert ear.heard == []
    assert await maya.submits()
    sent = ear.payload()["view"]["state"]["values"]
    assert {k: v["x"] for k, v in sent.items()} == {k: {"type": k, **v} for k, (_, _, v) in kinds.items()}
    assert [url["channel_id"] for url in ear.payload()["response_urls"]] == ["C0TEA"]


async def test_an_overflow_choice_is_sent(slack: Sandbox, ear: Ear) -> None:
    post(slack, {"type": "overflow", "action_id": "more", "options": OPTIONS})
    await slack.seat("maya").clicks("Rooibos")
    assert ear.payload()["actions"][0]["selected_option"]["value"] == "rooibos"


async def test_an_option_load_names_element_and_words(slack: Sandbox, ear: Ear) -> None:
    view = form(slack)
    ear.says(JSONResponse({"options": OPTIONS}))
    assert len(await slack.seat("maya").looks_up("Kind", "gre")) == 3
    payload = ear.payload()
    assert payload["type"] == "block_suggestion"
    assert (payload["action_id"], payload["block_id"], payload["value"]) == ("kind", "kind", "gre")
    assert payload["view"]["id"] == view.id


async def test_too_many_options_are_a_failure(slack: Sandbox, ear: Ear) -> None:
    form(slack)
    ear.says(JSONResponse({"options": OPTIONS * 34}))
    assert await slack.seat("maya").looks_up("Kind", "") == []


async def test_a_submission_and_a_closing_have_slacks_fields(slack: Sandbox, ear: Ear) -> None:
    maya = slack.seat("maya")
    form(slack)
    ear.says(JSONResponse({"options": OPTIONS}))
    await maya.picks("Kind", "Green")
    ear.answer = None
    await maya.fills("When", "2026-12-24")
    assert await maya.submits()
    payload = ear.payload()
    known(payload, "ViewSubmissionPayload", "response_urls", "blocks")
    assert payload["view"]["state"]["values"] == {
        "kind": {"kind": {"type": "external_select", "selected_option": OPTIONS[0]}},
        "when": {"when": {"type": "datepicker", "selected_date": "2026-12-24"}},
        "note": {"note": {"type": "plain_text_input", "value": None}},
    }
    form(slack)
    assert await maya.closes()
    known(ear.payload(), "ViewClosedPayload", "blocks")
    assert ear.payload()["is_cleared"] is False


async def test_shortcuts_have_slacks_fields(slack: Sandbox, ear: Ear) -> None:
    maya = slack.seat("maya")
    assert await maya.shortcut("tea.order")
    fields = "type token action_ts team user enterprise is_enterprise_install callback_id trigger_id"
    assert " ".join(sorted(ear.payload())) == " ".join(sorted(fields.split()))
    message = slack.workspace.post(slack.workspace.channel("general"), maya.user.id, "Who has tea?")
    assert await maya.message_shortcut("Tea for this", message)
    known(ear.payload(), "MessageShortcutPayload", depth=2)
    assert ear.payload()["message"]["text"] == "Who has tea?"


async def test_events_have_slacks_fields(slack: Sandbox, ear: Ear) -> None:
    maya = slack.seat("maya")
    assert await maya.opens_home()
    known(ear.payload(), "AppHomeOpenedPayload", "blocks")
    assert ear.payload()["event"]["tab"] == "home"
    assert await maya.types("hello & <you>")
    known(ear.payload(), "MessagePayload")
    assert ear.payload()["event"]["text"] == "hello &amp; &lt;you&gt;"
    assert ear.payload()["event"]["channel_type"] == "im"


async def test_messages_need_event_and_scope(slack: Sandbox, ear: Ear) -> None:
    slack.workspace.app.scopes -= {"im:history"}
    await slack.seat("maya").types("hello")
    assert ear.heard == []


async def test_a_guest_without_a_channel_types_in_the_dm(slack: Sandbox, ear: Ear) -> None:
    assert await slack.seat("gus").types("/tea\tfor all")
    assert (ear.payload()["channel_name"], ear.payload()["text"]) == ("directmessage", "for all")


async def test_a_button_that_is_gone_can_still_be_pressed(slack: Sandbox, ear: Ear) -> None:
    message = post(slack, button("Order", "order", value="7"))
    maya = slack.seat("maya")
    surface, order = maya.finds("Order")
    slack.workspace.edit(message, text="Done", blocks=[])
    assert await maya.presses(surface, order)
    assert ear.payload()["actions"][0]["value"] == "7"


async def test_a_read_only_messages_tab_takes_no_words(slack: Sandbox) -> None:
    slack.workspace.app.messages_tab_read_only = True
    verdict = await slack.seat("maya").types("hello")
    assert verdict.words == "Sending messages to this app has been turned off."


async def test_requests_are_signed_by_machine_time(slack: Sandbox, ear: Ear) -> None:
    slack.clock.advance(slack.clock.now() - slack.clock.now().replace(year=2020))
    await slack.seat("maya").types("/tea")
    headers, body = ear.heard[-1]
    stamp = headers["x-slack-request-timestamp"]
    secret = slack.workspace.app.signing_secret.encode()
    expected = hmac.new(secret, f"v0:{stamp}:{body.decode()}".encode(), hashlib.sha256).hexdigest()
    assert headers["x-slack-signature"] == f"v0={expected}"
    assert abs(int(stamp) - slack.workspace.machine_time()) < 60


async def test_an_answer_that_comes_too_late_is_a_failure(slack: Sandbox, ear: Ear) -> None:
    never = asyncio.Event()

    async def late() -> Response:
        await never.wait()
        return PlainTextResponse("too late")

    ear.answer = late
    maya = slack.seat("maya")
    verdict = await maya.types("/tea")
    assert not verdict
    assert verdict.words == '/tea failed with the error "operation_timeout"'
    assert verdict.ms > 450
    assert maya.ephemerals == []
    never.set()


@pytest.mark.parametrize(
    ("status", "error"), [(500, "http_service_error"), (404, "http_client_error"), (302, "http_client_error")]
)
async def test_an_answer_that_is_not_200_is_a_failure(slack: Sandbox, ear: Ear, status: int, error: str) -> None:
    ear.says(PlainTextResponse("no", status, {"Location": "/"}))
    verdict = await slack.seat("maya").types("/tea")
    assert (verdict.ok, verdict.status) == (False, status)
    assert error in verdict.words


async def test_without_an_app_nobody_answers(slack: Sandbox) -> None:
    slack.workspace.app.request_url = "http://127.0.0.1:9/"
    assert (await slack.seat("maya").types("/tea")).words == '/tea failed with the error "dispatch_failed"'
    view = form(slack, blocks=[])
    assert (await slack.seat("maya").submits()).words == "We had some trouble connecting. Try again?"
    assert slack.seat("maya").modal is view
    post(slack, button("Order", "order"))
    slack.workspace.pop_modal("U0MAYA")
    assert not await slack.seat("maya").clicks("Order")
    assert "Tea Desk could not do that." in slack.seat("maya").text_of(slack.seat("maya").dm[-1])


async def test_a_command_slack_does_not_know_goes_nowhere(slack: Sandbox, ear: Ear) -> None:
    assert (await slack.seat("maya").types("/coffee now")).words == "/coffee is not a valid command."
    assert ear.heard == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {"text": "a section cannot carry an error"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push"},
        {"response_action": "explode"},
        [1],
    ],
)
async def test_an_answer_to_a_form_that_slack_refuses(slack: Sandbox, ear: Ear, answer: Any) -> None:
    words = {"type": "section", "block_id": "text", "text": {"type": "plain_text", "text": "Hello"}}
    view = form(slack, blocks=[words])
    ear.says(JSONResponse(answer))
    verdict = await slack.seat("maya").submits()
    assert verdict.words == "We had some trouble connecting. Try again?"
    assert slack.seat("maya").modal is view
    assert "We had some trouble" in slack.seat("maya").text_of(view)


async def test_a_failed_event_is_tried_three_times_more(slack: Sandbox, ear: Ear) -> None:
    ear.says(PlainTextResponse("no", 500))
    assert not await slack.seat("maya").opens_home()
    while len(ear.heard) < 4:
        ear.arrived.clear()
        await asyncio.wait_for(ear.arrived.wait(), 30)
    tries = [headers.get("x-slack-retry-num") for headers, _ in ear.heard]
    assert tries == [None, "1", "2", "3"]
    assert ear.heard[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body in ear.heard}) == 1


async def test_without_retries_a_failed_event_is_sent_once(slack: Sandbox, ear: Ear) -> None:
    slack.workspace.trouble.no_retries = True
    ear.says(PlainTextResponse("no", 500))
    assert not await slack.seat("maya").opens_home()
    await slack.seat("maya").types("/tea")
    assert len(ear.heard) == 2


async def test_an_app_can_ask_for_no_retries(slack: Sandbox, ear: Ear) -> None:
    ear.says(PlainTextResponse("no", 500, {"x-slack-no-retry": "1"}))
    await slack.seat("maya").opens_home()
    await slack.seat("maya").types("/tea")
    assert len(ear.heard) == 2


async def test_an_uninstalled_app_is_told(slack: Sandbox, ear: Ear) -> None:
    await slack.uninstalls_app()
    known(ear.payload(), "AppUninstalledPayload")
    assert ear.payload()["event"]["type"] == "app_uninstalled"
