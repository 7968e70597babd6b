"""What Slack does with an app's answers: to commands, submissions, option loads and through response_urls."""

from typing import Any

from sandbox import blockkit
from sandbox.methods.views import taken_external_id, view_problems
from sandbox.model import Channel, Json, Message, ResponseUrl, User, View
from sandbox.workspace import MODALS_DEEP, Workspace


class BadAnswer(Exception):  # noqa: N818
    """The app answered something Slack does not accept; the text says what."""


def show_command_answer(workspace: Workspace, user: User, channel: Channel, body: Any) -> None:
    """Show what the app answered a command with: nothing, plain text or a message. Raises `BadAnswer`."""
    if body in (None, "", {}):
        return
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, dict):
        raise BadAnswer("the answer is neither text nor an object")
    if not any(key in body for key in ("text", "blocks", "attachments")):
        return
    _post(workspace, channel, user.id, body)


def apply_submission(workspace: Workspace, view: View, body: Any) -> None:
    """Do what the app answered a submission with: close, errors, update, push or clear. Raises `BadAnswer`."""
    user = view.user
    if view not in workspace.modals.get(user, []):
        return  # The person closed it while the app was thinking.
    if body in (None, "", {}):
        workspace.close_modal(view)
        return
    if not isinstance(body, dict):
        raise BadAnswer("the answer is not an object")
    match body.get("response_action"):
        case "errors":
            view.errors = _errors(view, body.get("errors"))
            workspace.changed.tell("modal", user)
        case "update":
            workspace.change_view(view, _view(workspace, body, replacing=view))
        case "push":
            pushed = _view(workspace, body)
            if len(workspace.modals[user]) >= MODALS_DEEP:
                raise BadAnswer("push_limit_reached")
            workspace.push_modal(workspace.new_view(user, pushed))
        case "clear":
            workspace.pop_modal(user, all_of_them=True)
        case other:
            raise BadAnswer(f"response_action is {other!r}")


def read_options(body: Any) -> list[Json]:
    """Return the options an app answered, each with its group's label under "group". Raises `BadAnswer`."""
    problems = blockkit.problems_in_options(body)
    if problems:
        raise BadAnswer("; ".join(problems))
    options: list[Json] = list(body.get("options") or [])
    for group in body.get("option_groups") or []:
        options += [{**option, "group": group["label"]["text"]} for option in group["options"]]
    return options


def use_response_url(workspace: Workspace, answered: ResponseUrl, body: Json) -> None:
    """Post, replace or delete as a body sent to a response_url asks. Raises `BadAnswer` with Slack's code."""
    original = answered.original
    if body.get("delete_original"):
        if original is not None:
            workspace.delete(original)
        return
    if body.get("replace_original") and original is not None:
        text, blocks = _checked(workspace, body)
        workspace.edit(original, text=text, blocks=blocks, attachments=body.get("attachments") or [])
        return
    _post(workspace, workspace.channels[answered.channel], answered.user, body)


def _post(workspace: Workspace, channel: Channel, user: str, body: Json) -> Message:
    text, blocks = _checked(workspace, body)
    return workspace.post(
        channel,
        workspace.app.bot_user,
        text,
        blocks=blocks,
        attachments=body.get("attachments"),
        thread_ts=body.get("thread_ts"),
        only_for=None if body.get("response_type") == "in_channel" else user,
    )


def _checked(workspace: Workspace, body: Json) -> tuple[str, list[Json]]:
    text, blocks = body.get("text") or "", body.get("blocks") or []
    if not (text or blocks or body.get("attachments")):
        raise BadAnswer("no_text")
    if problems := blockkit.problems_in_message(blocks, text) or workspace.trouble.unknown_blocks(blocks):
        raise BadAnswer("invalid_blocks: " + "; ".join(problems))
    return text, blocks


def _errors(view: View, errors: Any) -> dict[str, str]:
    """Check that every error stands at an input block: Slack shows none otherwise, and calls it a failure."""
    inputs = {block["block_id"] for block in view.blocks if block.get("type") == "input"}
    if not isinstance(errors, dict) or not errors:
        raise BadAnswer("errors is not an object of block_id: words")
    strays = [block_id for block_id in errors if block_id not in inputs]
    if strays:
        raise BadAnswer(f"errors at blocks that are not inputs of this view: {strays}")
    return {str(block_id): str(words) for block_id, words in errors.items()}


def _view(workspace: Workspace, body: Json, replacing: View | None = None) -> Json:
    content = body.get("view")
    if problems := view_problems(content, "modal"):
        raise BadAnswer("; ".join(problems))
    assert isinstance(content, dict)
    if taken_external_id(workspace, content, replacing):
        raise BadAnswer("duplicate_external_id")
    return content
