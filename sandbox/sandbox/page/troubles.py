"""The panel of trouble: every switch that makes the workspace misbehave, with the amount that shows what it does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.blockkit.blocks import ON_MESSAGE
from sandbox.model import Trouble
from sandbox.workspace import Workspace

LONGEST_RETRY_AFTER = 3600
_BLOCK = "block."


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
        "What comes back of a form",
        (
            Switch("views_escaped", "Its texts are escaped", "“R&D” comes back as “R&amp;D”."),
            Switch("values_escaped", "What was typed is escaped", "The same for what people type into it."),
            Switch(
                "late_values_lost",
                "Late values are lost",
                "A value that came with an update is seen, but sent as empty until somebody touches it.",
            ),
        ),
    ),
    Group(
        "In this workspace",
        (
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


class NotPossibleError(Exception):
    """The panel can't be set like that; says why, in words for a person."""


def panel(workspace: Workspace) -> list[list[tuple[str, list[Shown]]]]:
    """Two columns, each of groups: a title with its switches as they stand."""
    shown = [(group.title, [_shown(workspace, switch) for switch in group.switches]) for group in GROUPS]
    return [shown[:1], shown[1:]]


def troubled(workspace: Workspace) -> int:
    """How many troubles are switched on."""
    trouble = workspace.trouble
    on = sum(_shown(workspace, each).on for each in _SWITCHES.values())
    others = (trouble.rate_limited_methods, trouble.not_rolled_out, trouble.retry_after != Trouble.retry_after)
    return on + sum(map(bool, others))


def refusable(workspace: Workspace) -> list[tuple[str, str, bool]]:
    """Every type of block, with the name of its switch, and whether messages and Homes with it are refused."""
    return [(_BLOCK + kind, kind, kind in workspace.trouble.not_rolled_out) for kind in sorted(ON_MESSAGE)]


def retry_after(workspace: Workspace, typed: str) -> None:
    """Set what a 429 asks for. Raises NotPossibleError for anything but whole seconds."""
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= LONGEST_RETRY_AFTER):
        raise NotPossibleError(f"Retry-After is a whole number of seconds, from 1 to {LONGEST_RETRY_AFTER:,}.")
    workspace.trouble.retry_after = int(typed)
    workspace.changed.tell("trouble")


def switch(workspace: Workspace, name: str, *, on: bool) -> None:
    """Turn one switch. Raises NotPossibleError for a name that is none."""
    trouble, kind = workspace.trouble, name.removeprefix(_BLOCK)
    if name.startswith(_BLOCK) and kind in ON_MESSAGE:
        trouble.not_rolled_out = trouble.not_rolled_out | {kind} if on else trouble.not_rolled_out - {kind}
        workspace.changed.tell("trouble")
        return
    if name not in _SWITCHES:
        raise NotPossibleError("There is no such switch.")
    value = _SWITCHES[name].value
    if name == "limits":
        workspace.limits = on
    else:
        setattr(trouble, name, value if on else getattr(Trouble(), name))
    if name == "stuck" and not on:
        # Those that hang go on; the next ones hang anew.
        workspace.unstuck.set()
        workspace.unstuck = asyncio.Event()
    workspace.changed.tell("trouble")


def calm(workspace: Workspace) -> None:
    """Turn everything off."""
    for name in ("limits", "stuck"):
        switch(workspace, name, on=False)
    workspace.trouble = Trouble()
    workspace.changed.tell("trouble")


def _shown(workspace: Workspace, switch: Switch) -> Shown:
    if switch.name == "limits":
        return Shown(switch, workspace.limits, "")
    value, untroubled = getattr(workspace.trouble, switch.name), getattr(Trouble(), switch.name)
    left = f"{value} left" if type(value) is int and untroubled == 0 and value else ""
    if switch.name == "stuck" and workspace.hanging:
        return Shown(switch, True, f"{workspace.hanging} hang")
    return Shown(switch, value != untroubled, left)
