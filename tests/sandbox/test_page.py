"""The page in a real browser, with a tiny plain Bolt app behind it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.model import Trouble
from sandbox.page.acts import given_value
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from tests.browser import a_chromium, a_page
from tests.sandbox.gallery import CONFIRM, MESSAGE_BLOCKS, MODAL_BLOCKS, Json, button, field, mrkdwn, option, plain
from tests.sandbox.serving import serving

# One Chromium serves all tests of this file; each has its own sandbox, app and windows.
pytestmark = pytest.mark.asyncio(loop_scope="module")

MANIFEST: Json = {
    "display_information": {"name": "Tea Desk"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "teadesk"},
        "slash_commands": [
            {"command": "/tea", "description": "Ask for tea", "usage_hint": "kind", "url": "http://127.0.0.1/"},
            {"command": "/teapot", "description": "Short and stout", "url": "http://127.0.0.1/"},
        ],
        "shortcuts": [
            {"name": "Order tea", "type": "global", "callback_id": "tea.order", "description": "Opens the form"},
            {"name": "Tea for this", "type": "message", "callback_id": "tea.this", "description": "…"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "im:write", "users:read"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
        "interactivity": {"is_enabled": True},
    },
}
PEOPLE = [
    {"name": "maya", "real_name": "Maya Lind"},
    {"name": "ilkka", "real_name": "Ilkka Salo", "title": "Makes the tea"},
]
KINDS = ["Green tea", "Black tea", "Rooibos", "<script>alert(1)</script> *x*"]
FORM: Json = {
    "type": "modal",
    "callback_id": "tea.form",
    "title": plain("Order tea"),
    "submit": plain("Order"),
    "close": plain("Cancel"),
    "blocks": [
        field("Kind", {"type": "external_select", "action_id": "kind", "min_query_length": 1}),
        field("Cups", {"type": "number_input", "action_id": "cups", "is_decimal_allowed": False}),
        field("Day", {"type": "datepicker", "action_id": "day"}),
        field("Size", {"type": "radio_buttons", "action_id": "size", "options": [option("Small"), option("Large")]}),
        field(
            "With",
            {"type": "checkboxes", "action_id": "with", "options": [option("Milk"), option("Sugar")]},
            optional=True,
        ),
        field("For", {"type": "multi_users_select", "action_id": "for"}, optional=True),
        field("Note", {"type": "plain_text_input", "action_id": "note", "multiline": True}, optional=True),
        {"type": "actions", "block_id": "more", "elements": [button("More", "more")]},
    ],
}
SECOND: Json = {
    "type": "modal",
    "callback_id": "second",
    "title": plain("Second form"),
    "close": plain("Back"),
    "blocks": [{"type": "section", "text": plain("above the first")}],
}


class TeaDesk:
    """What the app has been told, and a gate that holds its answer to "Slow" back."""

    def __init__(self) -> None:
        self.submitted: list[Json] = []
        self.asked: list[str] = []
        self.chosen: asyncio.Queue[str] = asyncio.Queue()
        self.gate = asyncio.Event()


def tea_desk(workspace: Workspace, api_url: str) -> tuple[AsyncApp, TeaDesk]:
    known = workspace.app

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team_id,
            bot_token=known.bot_token,
            bot_id=known.bot_id,
            bot_user_id=known.bot_user,
        )

    client = AsyncWebClient(known.bot_token, base_url=api_url)
    bolt = AsyncApp(
        client=client, signing_secret=known.signing_secret, authorize=authorize, process_before_response=True
    )
    told = TeaDesk()

    @bolt.command("/tea")
    async def on_tea(ack: Any, command: Json) -> None:
        menu = {"type": "overflow", "action_id": "menu", "options": [option("Wait"), option("Cancel it")]}
        blocks = [
            {"type": "section", "block_id": "s", "text": mrkdwn(f"*Tea* for {command['text']}"), "accessory": menu},
            {
                "type": "actions",
                "block_id": "a",
                "elements": [
                    button("Open form", "open", style="primary"),
                    button("Sure?", "sure", confirm=CONFIRM),
                    button("Slow", "slow"),
                    button("Broken", "broken"),
                ],
            },
        ]
        await ack(text="Tea", blocks=blocks)

    async def open_form(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    bolt.action("open")(open_form)
    bolt.shortcut("tea.order")(open_form)
    bolt.shortcut("tea.this")(open_form)

    @bolt.action("more")
    async def on_more(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=SECOND)
        await ack()

    @bolt.action(re.compile("sure|menu"))
    async def on_choice(ack: Any, action: Json) -> None:
        told.chosen.put_nowait(action.get("selected_option", {}).get("value") or action["action_id"])
        await ack()

    @bolt.action("slow")
    async def on_slow(ack: Any) -> None:
        await told.gate.wait()
        await ack()

    @bolt.action("broken")
    async def on_broken(ack: Any) -> None:
        raise RuntimeError("broken on purpose")

    @bolt.options("kind")
    async def on_kind(ack: Any, payload: Json) -> None:
        told.asked.append(payload["value"])
        fitting = [kind for kind in KINDS if payload["value"].lower() in kind.lower()]
        await ack(options=[{"text": plain(kind, emoji=False), "value": kind[:5]} for kind in fitting])

    @bolt.view("tea.form")
    async def on_form(ack: Any, body: Json, view: Json, client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        told.submitted.append(values)
        if int(values["cups"]["cups"]["value"]) > 3:
            await ack(response_action="errors", errors={"cups": "Three cups at most."})
            return
        await client.chat_postMessage(channel=body["user"]["id"], text="Your *tea* is on its way &amp; hot")
        await ack()

    @bolt.event("app_home_opened")
    async def on_home(event: Json, client: AsyncWebClient) -> None:
        if event["tab"] == "home":
            home = {"type": "home", "blocks": [{"type": "header", "text": plain("Tea at a glance")}]}
            await client.views_publish(user_id=event["user"], view=home)

    @bolt.error
    async def on_error(error: Exception) -> None:
        assert "on purpose" in str(error)

    return bolt, told


@pytest_asyncio.fixture(loop_scope="module")
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(Workspace.from_manifest(MANIFEST, PEOPLE, ["general"])) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module")
async def tea(slack: Sandbox) -> AsyncIterator[TeaDesk]:
    bolt, told = tea_desk(slack.workspace, slack.api_url)
    async with serving(AsyncSlackRequestHandler(bolt, path="/slack/events")) as url:
        slack.workspace.app.request_url = f"{url}/slack/events"
        yield told


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_chromium() as browser:
        yield browser


Visit = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="module")
async def visit(slack: Sandbox, tea: TeaDesk, browser: Browser) -> AsyncIterator[Visit]:
    """Opens a window as a person; an error in the page's own script, or a call to the outside, fails the test."""
    wrong: list[str] = []
    contexts: list[BrowserContext] = []

    async def open_as(name: str, place: str = "general", **options: Any) -> Page:
        page = await a_page(browser, **options)
        contexts.append(page.context)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith((slack.url, "data:")) else wrong.append(request.url),
        )
        where = slack.workspace.channel(place).id if place == "general" else place
        await page.goto(f"{slack.url}/as/{slack.workspace.user(name).id}/{where}")
        return page

    yield open_as
    for context in contexts:
        await context.close()
    assert wrong == []


def composer(page: Page) -> Any:
    return page.get_by_role("textbox", name=re.compile("^Message"))


async def say(page: Page, text: str) -> None:
    await composer(page).fill(text)
    await composer(page).press("Enter")


def modal(page: Page, name: str = "Order tea") -> Any:
    return page.get_by_role("dialog", name=name)


async def test_from_command_to_form_to_a_live_message(slack: Sandbox, tea: TeaDesk, visit: Visit) -> None:
    maya = await visit("maya")
    await say(maya, "/tea <b> & friends")
    answer = maya.get_by_role("article", name=re.compile("Tea Desk"))
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer).to_contain_text("Tea for <b> & friends")

    await answer.get_by_role("button", name="Open form").click()
    form = modal(maya)
    await form.get_by_label("Kind").press_sequentially("script")
    await form.get_by_role("option", name=KINDS[3]).click()
    await expect(form.get_by_label("Kind")).to_have_value(KINDS[3])
    await form.get_by_label("Cups").fill("9")
    await form.get_by_label("Day").fill("2026-11-24")
    await form.get_by_label("Large").check()
    await form.get_by_label("Milk").check()
    await form.get_by_label("For").fill("ilkka")
    await form.get_by_role("option", name="Ilkka Salo").click()
    await form.get_by_label("Note").fill("no *lemon*")
    await form.get_by_role("button", name="Order").click()

    cups = form.get_by_label("Cups")
    await expect(form.get_by_text("Three cups at most.")).to_be_visible()
    await expect(cups).to_have_attribute("aria-invalid", "true")
    await expect(cups).to_have_value("9")
    await cups.fill("2")
    await form.get_by_role("button", name="Order").click()
    await expect(form).to_have_count(0)

    values = tea.submitted[-1]
    assert values["kind"]["kind"]["selected_option"]["value"] == "<scri"
    assert values["cups"]["cups"]["value"] == "2"
    assert values["day"]["day"]["selected_date"] == "2026-11-24"
    assert values["size"]["size"]["selected_option"]["value"] == "large"
    assert [one["value"] for one in values["with"]["with"]["selected_options"]] == ["milk"]
    assert values["for"]["for"]["selected_users"] == [slack.workspace.user("ilkka").id]
    assert values["note"]["note"]["value"] == "no *lemon*"
    assert tea.asked[-1] == "script"

    await expect(maya.get_by_label("Notification")).to_contain_text("Your tea is on its way & hot")
    await expect(maya.get_by_role("link", name="Tea Desk unread")).to_be_visible()
    await maya.get_by_role("link", name="Tea Desk unread").click()
    await expect(maya.get_by_role("log").get_by_text("Your tea is on its way & hot")).to_be_visible()
    await expect(maya.get_by_label("unread")).to_have_count(0)


async def test_what_is_being_typed_and_an_open_menu_survive_news(slack: Sandbox, visit: Visit) -> None:
    maya = await visit("maya", "dm")
    workspace, user = slack.workspace, slack.workspace.user("maya")
    first = workspace.post(workspace.dm(user.id), workspace.app.bot_user, "first")
    await expect(maya.get_by_role("log").get_by_text("first")).to_be_visible()
    await composer(maya).fill("half a sent")
    await composer(maya).press("ArrowLeft")
    workspace.post(workspace.dm(user.id), workspace.app.bot_user, "second")
    await expect(maya.get_by_role("log").get_by_text("second")).to_be_visible()
    await expect(composer(maya)).to_be_focused()
    await maya.keyboard.type("!")
    await expect(composer(maya)).to_have_value("half a sen!t")

    await maya.get_by_role("article").filter(has_text="first").hover()
    await maya.get_by_role("article").filter(has_text="first").get_by_role("button", name="More message").click()
    workspace.edit(first, text="first, edited")
    await expect(maya.get_by_role("log").get_by_text("first, edited")).to_be_visible()
    await maya.get_by_role("menuitem", name="Tea for this").click()
    await expect(modal(maya)).to_be_visible()
    await expect(composer(maya)).to_have_value("half a sen!t")


async def test_a_field_keeps_what_is_being_typed_while_the_form_changes(slack: Sandbox, visit: Visit) -> None:
    maya = await visit("maya")
    await maya.get_by_role("button", name="Shortcuts").click()
    await maya.get_by_role("menuitem", name="Order tea").click()
    note = modal(maya).get_by_label("Note")
    await note.press_sequentially("abc")
    view = slack.workspace.modals[slack.workspace.user("maya").id][0]
    slack.workspace.change_view(view, {**FORM, "title": plain("Changed")})
    await expect(modal(maya, "Changed")).to_be_visible()
    await maya.keyboard.type("def")
    await expect(modal(maya, "Changed").get_by_label("Note")).to_have_value("abcdef")


async def test_a_missing_required_field_is_said_at_the_field(visit: Visit, tea: TeaDesk) -> None:
    maya = await visit("maya")
    await maya.get_by_role("button", name="Shortcuts").click()
    await maya.get_by_role("menuitem", name="Order tea").click()
    await modal(maya).get_by_role("button", name="Order").click()
    await expect(modal(maya).get_by_text("Please complete this required field.").first).to_be_visible()
    assert tea.submitted == []


async def test_modals_stack_and_esc_closes_the_top_one(visit: Visit) -> None:
    maya = await visit("maya")
    await maya.get_by_role("button", name="Shortcuts").click()
    await maya.get_by_role("menuitem", name="Order tea").click()
    await modal(maya).get_by_label("Note").fill("kept")
    await modal(maya).get_by_role("button", name="More").click()
    await expect(modal(maya, "Second form")).to_be_visible()
    await maya.keyboard.press("Escape")
    await expect(modal(maya, "Second form")).to_have_count(0)
    await expect(modal(maya).get_by_label("Note")).to_have_value("kept")
    await maya.keyboard.press("Escape")
    await expect(modal(maya)).to_have_count(0)


async def test_esc_in_an_open_list_closes_only_the_list(visit: Visit) -> None:
    maya = await visit("maya")
    await maya.get_by_role("button", name="Shortcuts").click()
    await maya.get_by_role("menuitem", name="Order tea").click()
    await expect(maya.get_by_role("listbox", name="Options")).to_have_count(0)
    await modal(maya).get_by_label("For").click()
    await expect(maya.get_by_role("option", name="Maya Lind")).to_be_visible()
    await maya.keyboard.press("Escape")
    await expect(maya.get_by_role("option", name="Maya Lind")).to_be_hidden()
    await expect(modal(maya)).to_be_visible()
    await maya.keyboard.press("ArrowDown")
    await maya.keyboard.press("ArrowDown")
    await maya.keyboard.press("Enter")
    await expect(modal(maya).get_by_role("button", name="Remove Maya Lind")).to_be_visible()


async def test_overflow_and_confirmation(visit: Visit, tea: TeaDesk) -> None:
    maya = await visit("maya")
    await say(maya, "/tea x")
    await maya.get_by_role("button", name="More actions, Tea for x").click()
    await maya.get_by_role("menuitem", name="Cancel it").click()
    assert await asyncio.wait_for(tea.chosen.get(), 30) == "cancel it"
    question = maya.get_by_role("dialog", name="Are you sure?")
    await maya.get_by_role("button", name="Sure?").click()
    await question.get_by_role("button", name="No").click()
    await expect(question).to_be_hidden()
    await maya.get_by_role("button", name="Sure?").click()
    await question.get_by_role("button", name="Yes, do it").click()
    assert await asyncio.wait_for(tea.chosen.get(), 30) == "sure"
    assert tea.chosen.empty()


async def test_a_clicked_button_shows_that_it_works_and_a_failure_is_shown(visit: Visit, tea: TeaDesk) -> None:
    maya = await visit("maya")
    await say(maya, "/tea x")
    slow = maya.get_by_role("button", name="Slow")
    await slow.click()
    await expect(slow).to_have_attribute("aria-busy", "true")
    tea.gate.set()
    await expect(slow).not_to_have_attribute("aria-busy", "true")
    await maya.get_by_role("button", name="Broken").click()
    await expect(maya.get_by_role("alert").filter(has_text="Try again?")).to_be_visible()


async def test_an_unknown_command_is_said_at_the_composer(visit: Visit) -> None:
    maya = await visit("maya")
    await say(maya, "/coffee")
    await expect(maya.get_by_role("alert").filter(has_text="not a valid command")).to_be_visible()


async def test_commands_are_suggested_and_completed(visit: Visit) -> None:
    maya = await visit("maya")
    await composer(maya).press_sequentially("/te")
    await expect(maya.get_by_role("option")).to_have_count(2)
    await maya.keyboard.press("ArrowDown")
    await maya.keyboard.press("Tab")
    await expect(composer(maya)).to_have_value("/teapot ")
    await expect(maya.get_by_role("option")).to_have_count(0)


async def test_home_is_published_when_it_is_opened(visit: Visit) -> None:
    maya = await visit("maya", "home")
    await expect(maya.get_by_role("heading", name="Tea at a glance")).to_be_visible()


async def test_two_windows_are_two_people(slack: Sandbox, visit: Visit) -> None:
    maya, ilkka = await visit("maya"), await visit("ilkka")
    await say(maya, "good morning, Ilkka")
    await expect(ilkka.get_by_role("log").get_by_text("good morning, Ilkka")).to_be_visible()
    await say(maya, "/tea x")
    await expect(maya.get_by_text("Only visible to you")).to_be_visible()
    await expect(ilkka.get_by_text("Only visible to you")).to_have_count(0)
    workspace, user = slack.workspace, slack.workspace.user("maya")
    workspace.post(workspace.dm(user.id), workspace.app.bot_user, "for Maya")
    await ilkka.get_by_title("Somebody else has new messages").click()
    await ilkka.get_by_role("link", name="Maya Lind has new messages").click()
    await expect(ilkka.get_by_role("log").get_by_text("for Maya")).to_be_visible()
    await expect(ilkka).to_have_url(f"{slack.url}/as/{user.id}/dm")


async def test_the_first_page_lists_the_people(slack: Sandbox, visit: Visit) -> None:
    page = await visit("maya")
    await page.goto(slack.url)
    await page.get_by_role("link", name="Ilkka Salo Makes the tea").click()
    await expect(page.get_by_role("heading", name="general")).to_be_visible()


async def test_the_clock_moves_and_trouble_is_switched(slack: Sandbox, visit: Visit) -> None:
    maya = await visit("maya")
    clock = maya.get_by_label("The clock of this workspace")
    slack.clock.move_to(datetime(2026, 11, 26, 20, 33, tzinfo=ZoneInfo("Europe/Helsinki")))
    await maya.get_by_role("button", name="Tomorrow 09:00").click()
    await expect(clock).to_contain_text(re.compile(r"Fri 27 Nov, 09:0[01]"))
    await maya.get_by_role("button", name="+1 hour").click()
    await expect(clock).to_contain_text(re.compile(r"Fri 27 Nov, 10:0[01]"))
    await maya.get_by_role("button", name="Monday 09:00").click()
    await expect(clock).to_contain_text(re.compile(r"Mon 30 Nov, 09:0[01]"))
    await maya.get_by_role("button", name="Trouble").click()
    await maya.get_by_label("Slack is down").check()
    await slack.wait_for(lambda: slack.workspace.trouble.down)
    panel = maya.get_by_label("Trouble", exact=True)
    where = await panel.bounding_box()
    await panel.get_by_label("A storm of 429").check()
    await slack.wait_for(lambda: slack.workspace.trouble.rate_limited == 30)
    slack.workspace.trouble.rate_limited = 7
    slack.workspace.changed.tell("trouble")
    await expect(panel).to_contain_text("7 left")
    assert await panel.bounding_box() == where, "news must not move an open panel"
    await expect(panel.get_by_role("button", name="Cut connections")).to_be_disabled()
    await panel.get_by_role("button", name="All well again").click()
    await slack.wait_for(lambda: slack.workspace.trouble == Trouble())
    await expect(panel.get_by_label("Slack is down")).not_to_be_checked()


async def test_at_any_width_the_whole_top_bar_can_be_reached(slack: Sandbox, visit: Visit) -> None:
    maya = await visit("maya")
    for width in (390, 800, 1000, 1280):
        await maya.set_viewport_size({"width": width, "height": 844})
        for each in await maya.get_by_role("banner").get_by_role("button").all():
            await expect(each).to_be_in_viewport(ratio=1)


async def test_refused_hanging_and_rate_limited_messages_from_the_panel(slack: Sandbox, visit: Visit) -> None:
    maya = await visit("maya", "dm")
    trouble, panel = maya.get_by_role("button", name="Trouble"), maya.get_by_label("Trouble", exact=True)
    api = AsyncWebClient(slack.workspace.app.bot_token, base_url=slack.api_url)
    her = slack.workspace.user("maya").id
    await trouble.click()

    await panel.get_by_label("Nothing may be posted").check()
    await expect(trouble).to_have_text("Trouble: 1 on")
    with pytest.raises(SlackApiError, match="restricted_action"):
        await api.chat_postMessage(channel=her, text="Tea?")
    await panel.get_by_label("Nothing may be posted").uncheck()

    await panel.get_by_label("A storm of 429").check()
    wait = panel.get_by_label("Each asks to wait")
    for wrong in ("0", "2.5", "3601", ""):
        await wait.fill(wrong)
        await wait.press("Tab")
        await expect(panel.get_by_role("alert")).to_have_text(
            "Retry-After is a whole number of seconds, from 1 to 3,600."
        )
        await expect(wait).to_have_value(wrong)
        await expect(wait).to_have_attribute("aria-invalid", "true")
    assert slack.workspace.trouble.retry_after == 1
    await wait.fill("45")
    await wait.press("Tab")
    await expect(panel.get_by_role("alert")).to_be_empty()
    await expect(trouble).to_have_text("Trouble: 2 on")
    with pytest.raises(SlackApiError, match="ratelimited") as limited:
        await api.chat_postMessage(channel=her, text="Tea?")
    assert limited.value.response.headers["Retry-After"] == "45"
    await expect(panel).to_contain_text("29 left")
    await wait.fill("")
    await wait.press("Tab")
    await panel.get_by_role("button", name="All well again").click()
    await expect(trouble).to_have_text("Trouble")
    await expect(wait).to_have_value("1")
    await expect(panel.get_by_role("alert")).to_be_empty()

    await panel.get_by_label("context", exact=True).check()
    await expect(trouble).to_have_text("Trouble: 1 on")
    small = [{"type": "context", "elements": [{"type": "plain_text", "text": "Tea?"}]}]
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await api.chat_postMessage(channel=her, text="Tea?", blocks=small)
    await api.chat_postMessage(channel=her, text="Tea?", blocks=[{"type": "divider"}])
    await panel.get_by_label("context", exact=True).uncheck()
    await expect(trouble).to_have_text("Trouble")
    await api.chat_postMessage(channel=her, text="Tea?", blocks=small)

    await panel.get_by_label("Messages hang").check()
    await expect(panel).to_contain_text("3 left")
    hanging = [asyncio.create_task(api.chat_postMessage(channel=her, text=f"Late {cup}")) for cup in range(3)]
    await expect(panel).to_contain_text("3 hang")
    await expect(panel.get_by_label("Messages hang")).to_be_checked()
    assert not any(each.done() for each in hanging)
    await panel.get_by_role("button", name="All well again").click()
    await asyncio.gather(*hanging)
    await expect(maya.get_by_role("article").filter(has_text="Late")).to_have_count(3)
    await expect(trouble).to_have_text("Trouble")


async def test_a_week_is_played_and_stopped(slack: Sandbox, visit: Visit) -> None:
    maya = await visit("maya")
    before = slack.clock.now()
    await maya.get_by_role("button", name="Play a week").click()
    await slack.wait_for(lambda: slack.clock.now() - before > timedelta(hours=2), 60)
    await maya.get_by_role("button", name="Stop").click()
    await expect(maya.get_by_role("button", name="Play a week")).to_be_visible()
    assert not slack.player.playing


async def test_a_file_is_shown_and_kept_by_who_sees_it_only(slack: Sandbox, visit: Visit) -> None:
    workspace = slack.workspace
    content = b"BEGIN:VCALENDAR\r\n<script>alert(1)</script>"
    file = workspace.files.begin("tea <b>.ics", len(content), workspace.app.bot_user, 0)
    workspace.files.receive(file.key, content)
    file.shared = True
    workspace.post(workspace.dm("U0MAYA"), workspace.app.bot_user, "", files=[file])
    maya, ilkka = await visit("maya", "dm"), await visit("ilkka", "dm")
    async with maya.expect_download() as kept:
        await maya.get_by_role("link", name="tea <b>.ics").click()
    assert await asyncio.to_thread(Path(await (await kept.value).path()).read_bytes) == content
    answer = await ilkka.request.get(f"{slack.url}/as/U0ILKKA/file/{file.id}")
    assert answer.status == 404


@pytest.mark.parametrize("width", [390, 1280])
async def test_nothing_is_wider_than_the_window(slack: Sandbox, visit: Visit, width: int) -> None:
    workspace, user = slack.workspace, slack.workspace.user("maya")
    workspace.post(workspace.dm(user.id), workspace.app.bot_user, "all blocks", blocks=MESSAGE_BLOCKS)
    workspace.open_modal(workspace.new_view(user.id, {**FORM, "blocks": MODAL_BLOCKS}))
    maya = await visit("maya", "dm", viewport={"width": width, "height": 800})
    await expect(modal(maya).get_by_label("Customer", exact=True)).to_be_visible()
    for wide in (
        "document.documentElement",
        "document.querySelector('#messages')",
        "document.querySelector('.modal-body')",
    ):
        assert await maya.evaluate(f"{wide}.scrollWidth <= {wide}.clientWidth"), wide


async def test_another_site_can_neither_act_nor_look(slack: Sandbox) -> None:
    person = f"{slack.url}/as/{slack.workspace.user('maya').id}"
    as_json, elsewhere = {"content-type": "application/json"}, {"host": "evil.test"}
    async with aiohttp.ClientSession() as session:
        for headers in ({"content-type": "text/plain"}, as_json | {"origin": "http://evil.test"}, as_json | elsewhere):
            async with session.post(f"{person}/do", data='{"act":"home"}', headers=headers) as answer:
                assert answer.status == 403
        for address in (slack.url, f"{person}/dm"):
            async with session.get(address, headers=elsewhere) as answer:
                assert answer.status == 403
        async with session.get(f"{slack.url}/as/U0NOBODY/dm") as answer:
            assert answer.status == 404


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("plain_text_input", "x", "x"),
        ("datepicker", None, None),
        ("datetimepicker", "2023-11-15T00:13", 1_699_999_980),
        ("static_select", {"value": "v"}, {"value": "v"}),
        ("users_select", {"value": "U1"}, "U1"),
        ("multi_channels_select", [{"value": "C1"}, {"value": "C2"}], ["C1", "C2"]),
    ],
)
async def test_what_the_browser_gives_becomes_what_slack_keeps(kind: str, given: Any, kept: Any) -> None:
    assert given_value(kind, given, ZoneInfo("Europe/Helsinki")) == kept


async def test_what_is_gone_is_said_not_raised(slack: Sandbox) -> None:
    person = f"{slack.url}/as/{slack.workspace.user('maya').id}"
    lost = {"surface": "V0GONE", "block": "b", "action": "a", "typed": "x"}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{person}/do", json={"act": "use", **lost}) as answer:
            assert await answer.json() == {"ok": False, "words": "This is no longer there."}
        async with session.get(f"{person}/options", params=lost) as answer:
            assert await answer.json() == {"html": "", "words": "This is no longer there."}
