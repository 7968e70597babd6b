"""Turns what page.js reports into acts of a `Seat`, on exactly the element that was used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox.finding import NotOnScreen
from sandbox.model import Json, Message, Surface, Verdict, View
from sandbox.page.html import join
from sandbox.page.selects import option_items
from sandbox.seat import Seat
from sandbox.state import Placed
from sandbox.workspace import Workspace

GONE = "This is no longer there."


class ActError(Exception):
    """What was used is no longer on screen, or was never there; the text is for the person."""


async def perform(seat: Seat, workspace: Workspace, what: Mapping[str, Any]) -> Verdict:
    """Do one act and give Slack's verdict. Raises `ActError`."""
    try:
        return await _perform(seat, workspace, what)
    except (NotOnScreen, LookupError) as gone:
        raise ActError(GONE) from gone


async def load_options(seat: Seat, workspace: Workspace, what: Mapping[str, str]) -> tuple[Markup, str]:
    """The options of an external select for what was typed, as list items; or words when there are none."""
    surface, placed = _element(seat, workspace, what)
    verdict, options = await seat.loads(surface, placed, what.get("typed", ""))
    if not options:
        return Markup(""), verdict.words or "Nothing fits"
    groups = groupby(options, key=lambda option: str(option.get("group", "")))
    return join(option_items([_bare(option) for option in found], group) for group, found in groups), ""


async def _perform(seat: Seat, workspace: Workspace, what: Mapping[str, Any]) -> Verdict:
    verdict = Verdict(True)
    match what.get("act"):
        case "type":
            verdict = await seat.types(str(what["text"]), channel=str(what["channel"]))
        case "use":
            surface, placed = _element(seat, workspace, what)
            verdict = await _use(seat, surface, placed, what.get("value"))
        case "submit" if _is_top(seat, what):
            verdict = await seat.submits()
        case "close" if _is_top(seat, what):
            verdict = await seat.closes()
        case "shortcut":
            verdict = await seat.shortcut(str(what["callback"]))
        case "message_shortcut":
            message = _surface(seat, workspace, str(what["surface"]))
            assert isinstance(message, Message)
            verdict = await seat.message_shortcut(str(what["callback"]), message)
        case "home":
            verdict = await seat.opens_home()
        case "dm":
            verdict = await seat.opens_dm()
    return verdict


async def _use(seat: Seat, surface: Surface, placed: Placed, value: Any) -> Verdict:
    if placed.kind in {"button", "workflow_button", "icon_button"}:
        return await seat.presses(surface, placed)
    if placed.kind == "feedback_buttons":
        pressed = {**placed.element, "text": value.get("text"), "value": value.get("value")}
        return await seat.presses(surface, Placed(placed.block, pressed))
    return await seat.sets(surface, placed, given_value(placed.kind, value, ZoneInfo(seat.user.tz)))


def given_value(kind: str, value: Any, zone: ZoneInfo) -> str | int | Json | list[str] | list[Json] | None:
    """What the browser gave, as Slack keeps it: ids for people and channels, seconds for a date with time."""
    if value is None:
        return None
    if kind == "datetimepicker":
        return int(datetime.fromisoformat(str(value)).replace(tzinfo=zone).timestamp())
    if any(noun in kind for noun in ("users", "channels", "conversations")):
        return [str(one["value"]) for one in value] if isinstance(value, list) else str(value["value"])
    if isinstance(value, dict | list):
        return value
    return str(value)


def _is_top(seat: Seat, what: Mapping[str, Any]) -> bool:
    """Whether the modal that was used is still the one on top: a second click must not hit the next."""
    return seat.modal is not None and seat.modal.id == what.get("surface")


def _element(seat: Seat, workspace: Workspace, what: Mapping[str, Any]) -> tuple[Surface, Placed]:
    surface = _surface(seat, workspace, str(what.get("surface")))
    try:
        return surface, seat.placed(surface, str(what.get("block")), str(what.get("action")))
    except NotOnScreen as gone:
        raise ActError(GONE) from gone


def _surface(seat: Seat, workspace: Workspace, name: str) -> Surface:
    """The message, ephemeral, modal or Home with this id, if the person sees it."""
    views: list[View] = [*seat.modals, *([seat.home] if seat.home else [])]
    posted = [m for c in workspace.channels.values() if seat.user.id in c.members for m in c.messages.values()]
    surfaces: list[Surface] = [*views, *seat.ephemerals, *posted]
    for surface in surfaces:
        if surface.id == name:
            return surface
    raise ActError(GONE)


def _bare(option: Json) -> Json:
    return {key: value for key, value in option.items() if key != "group"}
