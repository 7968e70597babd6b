"""Modals and Home: triggers, stacks, hashes, what inputs keep."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox


def text_input(block_id: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": block_id.capitalize()},
        "element": {"type": "plain_text_input", "action_id": "value", **more},
    }


def modal(title: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Go"},
        "blocks": list(blocks) or [text_input("name")],
        **more,
    }


HOME: dict[str, Any] = {"type": "home", "blocks": [{"type": "divider"}]}


async def test_a_trigger_opens_one_modal(slack: Sandbox, client: AsyncWebClient) -> None:
    trigger = slack.workspace.new_trigger("U0MAYA")
    await client.views_open(trigger_id=trigger, view=modal("One"))
    assert slack.seat("maya").modal is not None
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=modal("Two"))


async def test_a_trigger_lives_three_seconds(slack: Sandbox, client: AsyncWebClient) -> None:
    now = 1_000_000.0
    slack.workspace.machine_time = lambda: now
    in_time, too_late = slack.workspace.new_trigger("U0MAYA"), slack.workspace.new_trigger("U0MAYA")
    now += 2.9
    await client.views_open(trigger_id=in_time, view=modal("One"))
    now += 0.2
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=too_late, view=modal("Two"))


async def test_a_refused_view_does_not_use_up_the_trigger(slack: Sandbox, client: AsyncWebClient) -> None:
    trigger = slack.workspace.new_trigger("U0MAYA")
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_open(trigger_id=trigger, view=modal("A title of more than 24 letters"))
    await client.views_open(trigger_id=trigger, view=modal("One"))


async def test_modals_are_three_deep(slack: Sandbox, client: AsyncWebClient) -> None:
    workspace, maya = slack.workspace, slack.seat("maya")
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_push(trigger_id=workspace.new_trigger("U0MAYA", "V0GONE"), view=modal("Two"))
    first = await client.views_open(trigger_id=workspace.new_trigger("U0MAYA"), view=modal("One"))
    for title in ("Two", "Three"):
        assert maya.modal is not None
        trigger = workspace.new_trigger("U0MAYA", maya.modal.id)
        pushed = await client.views_push(trigger_id=trigger, view=modal(title))
        assert pushed["view"]["root_view_id"] == first["view"]["id"]
    assert maya.modal is not None
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=workspace.new_trigger("U0MAYA", maya.modal.id), view=modal("Four"))
    await maya.closes()
    assert [view.content["title"]["text"] for view in maya.modals] == ["One", "Two"]
    await maya.closes(all_of_them=True)
    assert maya.modals == []


async def test_answers_to_a_form_update_push_and_clear(slack: Sandbox, bolt: AsyncApp) -> None:
    answers: list[dict[str, Any]] = [
        {"response_action": "update", "view": modal("Two")},
        {"response_action": "push", "view": modal("Three")},
        {},
        {"response_action": "clear"},
    ]

    @bolt.view("form")
    async def on_form(ack: Any) -> None:
        answer = answers.pop(0)
        for view in [answer["view"]] if "view" in answer else []:
            view["callback_id"] = "form"
        await ack(**answer)

    workspace, maya = slack.workspace, slack.seat("maya")
    workspace.open_modal(workspace.new_view("U0MAYA", modal("One", callback_id="form")))
    titles = []
    for _ in range(4):
        await maya.fills("Name", "x")
        assert await maya.submits()
        titles.append([view.content["title"]["text"] for view in maya.modals])
    assert titles == [["Two"], ["Two", "Three"], ["Two"], []]


async def test_a_form_closed_while_the_app_thinks_stays_closed(slack: Sandbox, bolt: AsyncApp) -> None:
    workspace, maya = slack.workspace, slack.seat("maya")

    @bolt.view("form")
    async def on_form(ack: Any) -> None:
        await maya.closes()
        await ack(response_action="push", view=modal("Two"))

    workspace.open_modal(workspace.new_view("U0MAYA", modal("One", callback_id="form")))
    await maya.fills("Name", "x")
    assert await maya.submits()
    assert maya.modals == []


async def test_a_modal_pushed_meanwhile_outlives_the_submitted_one(slack: Sandbox, bolt: AsyncApp) -> None:
    @bolt.view("form")
    async def on_form(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=modal("Two"))
        await ack()

    workspace, maya = slack.workspace, slack.seat("maya")
    workspace.open_modal(workspace.new_view("U0MAYA", modal("One", callback_id="form")))
    await maya.fills("Name", "x")
    assert await maya.submits()
    assert [view.content["title"]["text"] for view in maya.modals] == ["Two"]


async def test_an_update_with_an_old_hash_is_refused(slack: Sandbox, client: AsyncWebClient) -> None:
    opened = await client.views_open(trigger_id=slack.workspace.new_trigger("U0MAYA"), view=modal("One"))
    view_id, old = opened["view"]["id"], opened["view"]["hash"]
    fresh = await client.views_update(view_id=view_id, hash=old, view=modal("Two"))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view_id, hash=old, view=modal("Three"))
    await client.views_update(view_id=view_id, hash=fresh["view"]["hash"], view=modal("Three"))
    await slack.seat("maya").closes()
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id=view_id, view=modal("Four"))


async def test_a_home_is_published_and_its_hash_counts(slack: Sandbox, client: AsyncWebClient) -> None:
    first = await client.views_publish(user_id="U0MAYA", view=HOME)
    await client.views_publish(user_id="U0MAYA", view=HOME, hash=first["view"]["hash"])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(user_id="U0MAYA", view=HOME, hash=first["view"]["hash"])
    assert slack.seat("maya").home is not None
    assert slack.seat("ilkka").home is None
    slack.workspace.app.home_tab = False
    with pytest.raises(SlackApiError, match="not_enabled"):
        await client.views_publish(user_id="U0MAYA", view=HOME)


async def test_an_external_id_belongs_to_one_view(slack: Sandbox, client: AsyncWebClient) -> None:
    for user in ("U0MAYA", "U0ILKKA"):
        view = modal("One", external_id="only-one")
        call = client.views_open(trigger_id=slack.workspace.new_trigger(user), view=view)
        if user == "U0MAYA":
            await call
        else:
            with pytest.raises(SlackApiError, match="duplicate_external_id"):
                await call
    await client.views_update(external_id="only-one", view=modal("Two", external_id="only-one"))


async def test_an_update_keeps_what_was_typed_where_ids_stay(slack: Sandbox, client: AsyncWebClient) -> None:
    maya = slack.seat("maya")
    view = modal("One", text_input("name"), text_input("town"))
    opened = await client.views_open(trigger_id=slack.workspace.new_trigger("U0MAYA"), view=view)
    await maya.fills("Name", "Ada")
    await maya.fills("Town", "Turku")
    changed = modal("One", text_input("name", initial_value="Bo"), text_input("city", initial_value="Oulu"))
    await client.views_update(view_id=opened["view"]["id"], view=changed)
    assert maya.modal is not None
    assert maya.modal.state["name"]["value"]["value"] == "Ada"
    assert maya.modal.state["city"]["value"]["value"] == "Oulu"
    assert "town" not in maya.modal.state


@pytest.mark.parametrize(
    ("element", "text", "words"),
    [
        ({"min_length": 3}, "ab", "Please write at least 3 characters."),
        ({"max_length": 3}, "abcd", "Please write at most 3 characters."),
        ({"type": "email_text_input"}, "nobody", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "nowhere", "Please enter a valid URL."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a valid number."),
        (
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "2"},
            "1",
            "Please enter a number of at least 2.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": True, "max_value": "2"},
            "2.5",
            "Please enter a number of at most 2.",
        ),
    ],
)
async def test_slack_itself_refuses_a_wrong_value(
    slack: Sandbox, element: dict[str, Any], text: str, words: str
) -> None:
    workspace, maya = slack.workspace, slack.seat("maya")
    workspace.open_modal(workspace.new_view("U0MAYA", modal("One", text_input("name", **element))))
    await maya.fills("Name", text)
    verdict = await maya.submits()
    assert (verdict.ok, verdict.status, verdict.words) == (False, None, words)
    assert words in maya.text_of(maya.modal)


async def test_a_closed_stack_is_reported_view_by_view(slack: Sandbox, bolt: AsyncApp) -> None:
    closed: list[tuple[str, bool]] = []

    @bolt.view_closed("form")
    async def on_closed(ack: Any, view: dict[str, Any], body: dict[str, Any]) -> None:
        closed.append((view["title"]["text"], body["is_cleared"]))
        await ack()

    workspace = slack.workspace
    for title in ("One", "Two"):
        view = workspace.new_view("U0MAYA", modal(title, callback_id="form", notify_on_close=True))
        workspace.push_modal(view) if title == "Two" else workspace.open_modal(view)
    await slack.seat("maya").closes(all_of_them=True)
    assert closed == [("Two", True), ("One", True)]
