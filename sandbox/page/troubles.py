"""The panel of trouble: every switch that makes the workspace misbehave, with the amount that shows what it does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.model import Trouble
from sandbox.workspace import Workspace

CHARTS = frozenset({"data_visualization", "data_table", "table"})


@dataclass(frozen=True)
class Switch:
    """One switch. `value` is what its attribute of `Trouble` becomes when it is on; a number of times counts down."""

    name: str
    words: str
    more: str
    value: Any = True


@dataclass(frozen=True)
class Shown:
    """A switch as it stands: `left` says how often it will still act, where that is counted."""

    switch: Switch
    on: bool
    left: str


@dataclass(frozen=True)
class Group:
    """Switches that belong together."""

    title: str
    switches: Sequence[Switch]


GROUPS = (
    Group(
        "Slack itself",
        (
            Switch("down", "Slack is down", "Every call of the app is answered 503."),
            Switch("slow", "Slack is slow", "Every answer takes 2.9 seconds.", 2.9),
            Switch("rate_limited", "A storm of 429", "The next 30 calls are answered “rate limited”.", 30),
            Switch("retry_after", "Long waits after a 429", "Each asks to wait 30 seconds, instead of one.", 30),
            Switch("cut", "Answers are lost", "The next 5 calls are carried out, and the app never hears so.", 5),
            Switch("stuck", "Messages hang", "The next 3 that are sent or changed, until this is switched off.", 3),
            Switch("limits", "Slack's limits apply", "So many calls a minute; a message a second in a channel."),
        ),
    ),
    Group(
        "On the way to the app",
        (
            Switch("twice", "Everything arrives twice", "Each command, click and form, at the same moment."),
            Switch(
                "jitter", "Out of order", "Each leaves up to 2 seconds late, so that they overtake each other.", 2.0
            ),
            Switch("unheard", "The app is not heard", "It acts on the next 3, and its answers are lost.", 3),
            Switch("no_retries", "Events are sent once", "Without it, one that fails is tried three times more."),
        ),
    ),
    Group(
        "In this workspace",
        (
            Switch(
                "not_rolled_out", "No charts and tables yet", "Messages and Homes with such blocks are refused.", CHARTS
            ),
            Switch(
                "refused",
                "Nothing may be posted",
                "Every new message of the app is refused.",
                {"*": "restricted_action"},
            ),
        ),
    ),
)
_SWITCHES = {switch.name: switch for group in GROUPS for switch in group.switches}


def panel(workspace: Workspace) -> list[list[tuple[str, list[Shown]]]]:
    """Two columns, each of groups: a title with its switches as they stand."""
    shown = [(group.title, [_shown(workspace, switch) for switch in group.switches]) for group in GROUPS]
    return [shown[:1], shown[1:]]


def troubled(workspace: Workspace) -> int:
    """How many troubles are switched on."""
    on = sum(_shown(workspace, each).on for each in _SWITCHES.values())
    return on + any(workspace.trouble.rate_limited_methods.values())


def switch(workspace: Workspace, name: str, *, on: bool) -> None:
    """Turn one switch. Raises KeyError for a name that is none."""
    value = _SWITCHES[name].value
    if name == "limits":
        workspace.limits = on
    else:
        setattr(workspace.trouble, name, value if on else getattr(Trouble(), name))
    if name == "stuck" and not on:
        # Those that hang go on; the next ones hang anew.
        workspace.unstuck.set()
        workspace.unstuck = asyncio.Event()
    workspace.changed.tell("trouble")


def calm(workspace: Workspace) -> None:
    """Turn everything off."""
    for name in _SWITCHES:
        switch(workspace, name, on=False)
    workspace.trouble.rate_limited_methods.clear()


def _shown(workspace: Workspace, switch: Switch) -> Shown:
    if switch.name == "limits":
        return Shown(switch, workspace.limits, "")
    value, untroubled = getattr(workspace.trouble, switch.name), getattr(Trouble(), switch.name)
    left = f"{value} left" if type(value) is int and untroubled == 0 and value else ""
    if switch.name == "stuck" and workspace.hanging:
        return Shown(switch, True, f"{workspace.hanging} hang")
    return Shown(switch, value != untroubled, left)
