"""What a person reads, and how a person's words find what they mean."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.clock import Clock
from sandbox.feed import Change
from sandbox.finding import NotOnScreen
from sandbox.model import Message
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from tests.sandbox.samples import OPTIONS, button, plain


def show(slack: Sandbox, *blocks: dict[str, Any], text: str = "") -> Message:
    workspace = slack.workspace
    return workspace.post(workspace.dm("U0MAYA"), workspace.app.bot_user, text, blocks=list(blocks))


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def words(text: str) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ({"type": "header", "text": plain("Big")}, "Big"),
        ({"type": "divider"}, ""),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "*b* &lt;x&gt; <@U0ILKKA>"}}, "*b* <x> @Ilkka Salo"),
        ({"type": "section", "fields": [plain("A"), plain("B")]}, "A\nB"),
        ({"type": "section", "text": plain("Who?"), "accessory": button("Me", "me")}, "Who?\n[Me]"),
        ({"type": "context", "elements": [plain("small"), {"type": "image", "alt_text": "a cat"}]}, "small\na cat"),
        ({"type": "image", "image_url": "x", "alt_text": "a dog"}, "a dog"),
        ({"type": "markdown", "text": "**hi**"}, "**hi**"),
        ({"type": "actions", "elements": [button("A", "a"), button("B", "b")]}, "[A]\n[B]"),
        (
            {"type": "actions", "elements": [{"type": "overflow", "action_id": "o", "options": OPTIONS}]},
            "[⋯ Green · Black · Rooibos]",
        ),
        (
            {
                "type": "input",
                "label": plain("Kind"),
                "optional": True,
                "hint": plain("or none"),
                "element": {
                    "type": "radio_buttons",
                    "action_id": "r",
                    "options": OPTIONS,
                    "initial_option": OPTIONS[1],
                },
            },
            "Kind (optional)\n( ) Green\n(x) Black\n( ) Rooibos\nor none",
        ),
        (
            rich(
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "user", "user_id": "U0MAYA"},
                        {"type": "text", "text": " in "},
                        {"type": "channel", "channel_id": "C0TEA"},
                        {"type": "emoji", "name": "tea"},
                        {"type": "link", "url": "http://x", "text": "here"},
                        {"type": "broadcast", "range": "here"},
                    ],
                },
                {"type": "rich_text_list", "style": "ordered", "elements": [words("one"), words("two")]},
                {"type": "rich_text_list", "style": "bullet", "elements": [words("three")]},
            ),
            "@Maya Lind in #tea:tea:here@here\n1. one\n2. two\n• three",
        ),
        (
            {
                "type": "table",
                "rows": [[{"type": "raw_text", "text": "A"}, rich(words("B"))], [{"type": "raw_number", "value": 3}]],
            },
            "A | B\n3",
        ),
        (
            {
                "type": "data_visualization",
                "title": "Uses",
                "chart": {"type": "pie", "segments": [{"label": "used", "value": 3}]},
            },
            "Uses\nused\n3",
        ),
        (
            {"type": "card", "title": plain("Lumi"), "body": plain("Retail"), "actions": [button("Ask", "ask")]},
            "Lumi\nRetail\n[Ask]",
        ),
    ],
)
async def test_every_block_is_read_out(slack: Sandbox, block: dict[str, Any], lines: str) -> None:
    assert slack.seat("maya").text_of(show(slack, block)) == lines


async def test_an_exact_name_goes_before_a_longer_one_on_a_newer_message(slack: Sandbox) -> None:
    slack.workspace.app.request_url = "http://127.0.0.1:9/"
    older = show(slack, {"type": "actions", "elements": [button("Approve", "yes")]})
    newer = show(slack, {"type": "actions", "elements": [button("Approve with a note", "note")]})
    maya = slack.seat("maya")
    await maya.clicks("Approve")
    assert (older.troubles, newer.troubles) != ({}, {})
    assert newer.troubles == {}
    with pytest.raises(NotOnScreen, match="only 1 of 'Approve'"):
        await maya.clicks("Approve", nth=1)


async def test_an_option_that_is_not_offered_is_said(slack: Sandbox) -> None:
    show(slack, {"type": "actions", "elements": [{"type": "static_select", "action_id": "k", "options": OPTIONS}]})
    with pytest.raises(NotOnScreen, match="Rooibos"):
        await slack.seat("maya").picks("k", "Coffee")


async def test_a_message_without_blocks_is_its_text(slack: Sandbox) -> None:
    text = "<https://example.com|here> &amp; <!channel> <!date^1^{date}|then> <#C0TEA>"
    assert slack.seat("maya").text_of(show(slack, text=text)) == "here & @channel then #tea"


def test_people_are_found_by_any_of_their_names(workspace: Workspace) -> None:
    for key in ("U0MAYA", "maya", "Maya Lind", "Maya"):
        assert workspace.user(key).id == "U0MAYA"
    with pytest.raises(LookupError, match="ilkka"):
        workspace.user("nobody")
    with pytest.raises(LookupError, match="general"):
        workspace.channel("nowhere")


def test_guests_and_strangers_are_in_no_channel(workspace: Workspace) -> None:
    inside = workspace.channel("general").members
    assert {"U0MAYA", "U0ILKKA"} <= inside
    assert not inside & {"U0GUS", "U0STELLA"}


def test_message_times_grow_even_when_the_clock_goes_back(workspace: Workspace) -> None:
    first = workspace.next_ts()
    workspace.clock.advance(timedelta(days=-3))
    assert float(workspace.next_ts()) > float(first)


def test_the_clock_runs_on_from_where_it_was_moved(workspace: Workspace) -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    workspace.clock.move_to(monday)
    assert monday <= workspace.clock.now() < monday + timedelta(seconds=5)
    assert Clock(monday).now() >= monday
    with pytest.raises(ValueError, match="timezone"):
        workspace.clock.move_to(datetime(2026, 1, 1))  # noqa: DTZ001


async def test_the_feed_tells_who_should_look_where(workspace: Workspace) -> None:
    heard: list[Change] = []

    async def listen() -> None:
        heard.extend([change async for change in workspace.changed.listen()])

    task = asyncio.create_task(listen())
    await asyncio.sleep(0)
    workspace.post(workspace.channel("tea"), "U0MAYA", "Hello")
    workspace.post(workspace.channel("tea"), workspace.app.bot_user, "Only you", only_for="U0MAYA")
    workspace.clock.advance(timedelta(hours=1))
    workspace.changed.close()
    await task
    assert heard == [Change(None, "C0TEA"), Change("U0MAYA", "ephemeral"), Change(None, "clock")]


async def test_waiting_ends_with_the_last_value_when_it_never_comes(slack: Sandbox) -> None:
    with pytest.raises(AssertionError, match=r"the condition gives \[\]"):
        await slack.wait_for(list, timeout=0.05)
