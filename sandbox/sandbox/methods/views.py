"""views.*: modals and Home, and blocks.validate."""

import json
from collections.abc import Callable
from typing import Any

from sandbox import blockkit
from sandbox.forms import view_form
from sandbox.methods.table import ApiCall, ApiError, method, refuse
from sandbox.model import Json, Trigger, View
from sandbox.workspace import MODALS_DEEP, TriggerError, Workspace

VIEW_BYTES = 250_000
_TRIGGER_ERRORS = "exchanged_trigger_id expired_trigger_id invalid_trigger_id"


@method(
    "views.open",
    tier="t4",
    required="view",
    args="view:json trigger_id:string interactivity_pointer:string",
    errors=f"duplicate_external_id view_too_large {_TRIGGER_ERRORS}",
)
def open_view(call: ApiCall) -> Json:
    """Open a modal for the person a trigger id was issued for."""
    content = _content(call, "modal")
    view = call.workspace.new_view(_trigger(call).user, content)
    call.workspace.open_modal(view)
    return {"view": view_form(call.workspace, view)}


@method(
    "views.push",
    tier="t4",
    required="view",
    args="view:json trigger_id:string interactivity_pointer:string",
    errors=f"duplicate_external_id not_found push_limit_reached view_too_large {_TRIGGER_ERRORS}",
)
def push_view(call: ApiCall) -> Json:
    """Put a modal on top of the one in which the trigger id was issued; three deep at most."""
    content = _content(call, "modal")
    trigger = _trigger(call)
    stack = call.workspace.modals.get(trigger.user, [])
    if not stack or trigger.view_id not in {view.id for view in stack}:
        raise ApiError("not_found")
    if len(stack) >= MODALS_DEEP:
        raise ApiError("push_limit_reached")
    view = call.workspace.new_view(trigger.user, content)
    call.workspace.push_modal(view)
    return {"view": view_form(call.workspace, view)}


@method(
    "views.update",
    tier="t4",
    required="view",
    args="view:json view_id:string external_id:string hash:string",
    errors="duplicate_external_id hash_conflict not_found view_too_large",
)
def update_view(call: ApiCall) -> Json:
    """Replace an open view, found by its id or external id."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not (view_id or external_id):
        raise ApiError("invalid_arguments", ["[ERROR] either view_id or external_id is needed"])
    view = _find(
        call.workspace,
        lambda each: each.id == view_id if view_id else each.content.get("external_id") == external_id,
    )
    content = _content(call, view.type, replacing=view)
    _same_hash(call, view)
    call.workspace.change_view(view, content)
    return {"view": view_form(call.workspace, view)}


@method(
    "views.publish",
    tier="t4",
    required="user_id view",
    args="view:json user_id:string hash:string interactivity_pointer:string",
    errors="duplicate_external_id hash_conflict not_enabled view_too_large",
)
def publish_view(call: ApiCall) -> Json:
    """Show or replace a person's Home."""
    workspace = call.workspace
    person = workspace.users.get(call.needed("user_id"))
    if person is None or person.is_bot:
        raise ApiError("invalid_arguments", ["[ERROR] invalid `user_id`"])
    if not workspace.app.home_tab:
        raise ApiError("not_enabled")
    home = workspace.homes.get(person.id)
    content = _content(call, "home", replacing=home)
    if home is not None:
        _same_hash(call, home)
    return {"view": view_form(workspace, workspace.publish_home(person.id, content))}


@method(
    "blocks.validate",
    tier="t4",
    args="blocks:json message:json view:json",
    errors="invalid_blocks invalid_message invalid_view",
)
def validate_blocks(call: ApiCall) -> Json:
    """Say what is wrong with blocks, a message or a view; needs no scope."""
    given = [name for name in ("blocks", "message", "view") if call.args.get(name) not in (None, "")]
    if len(given) != 1:
        raise ApiError("invalid_arguments", ["[ERROR] exactly one of blocks, message and view is needed"])
    error = f"invalid_{given[0]}"
    value = call.decoded(given[0], error)
    if given[0] == "view":
        refuse(error, blockkit.problems_in_view(value))
    elif given[0] == "message":
        if not isinstance(value, dict):
            raise ApiError(error, ["[ERROR] a message is an object"])
        refuse(error, blockkit.problems_in_message(value.get("blocks", []), value.get("text")))
    else:
        refuse(error, blockkit.problems_in_message(value, None))
    return {}


def view_problems(content: Any, expected: str) -> list[str]:
    """Return what is wrong with a view that has to be of the type `expected` ("modal" or "home")."""
    problems = blockkit.problems_in_view(content)
    if not problems and content["type"] != expected:
        problems = [f"type: a {expected} view is needed here"]
    return problems


def taken_external_id(workspace: Workspace, content: Json, replacing: View | None) -> bool:
    """Tell whether another open view has the external id of `content`."""
    wanted = content.get("external_id")
    return bool(wanted) and any(
        view is not replacing and view.content.get("external_id") == wanted for view in workspace.open_views()
    )


def _content(call: ApiCall, expected: str, replacing: View | None = None) -> Json:
    """Check and return the argument `view`. Raises ApiError."""
    content = call.decoded("view", "invalid_arguments")
    if len(json.dumps(content)) > VIEW_BYTES:
        raise ApiError("view_too_large")
    problems = view_problems(content, expected)
    if not problems and expected == "home":
        problems = call.workspace.trouble.unknown_blocks(content["blocks"])
    refuse("invalid_arguments", problems)
    if taken_external_id(call.workspace, content, replacing):
        raise ApiError("duplicate_external_id")
    return dict(content)


def _trigger(call: ApiCall) -> Trigger:
    trigger_id = call.text("trigger_id") or call.text("interactivity_pointer")
    if trigger_id is None:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    try:
        return call.workspace.use_trigger(trigger_id)
    except TriggerError as refused:
        raise ApiError(str(refused)) from None


def _find(workspace: Workspace, wanted: Callable[[View], bool]) -> View:
    for view in workspace.open_views():
        if wanted(view):
            return view
    raise ApiError("not_found")


def _same_hash(call: ApiCall, view: View) -> None:
    if (expected := call.text("hash")) and expected != view.hash:
        raise ApiError("hash_conflict")
