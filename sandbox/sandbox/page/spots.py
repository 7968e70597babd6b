"""Where an element stands, and what every kind of element needs there: its ids, its value, its question."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from sandbox.page.html import dom_id, tag
from sandbox.page.text import Eyes, Payload, text_object, words_of
from sandbox.state import KINDS


@dataclass(frozen=True)
class Frame:
    """What the blocks of one message, modal or Home stand in: `state` and `errors` go by block_id."""

    id: str
    eyes: Eyes = field(default_factory=Eyes)
    state: Mapping[str, Mapping[str, Payload]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def value(self, block_id: str, action_id: str) -> Payload:
        return self.state.get(block_id, {}).get(action_id) or {}


@dataclass(frozen=True)
class Spot:
    """One element's place: its frame, its block, and what it is called and described by there."""

    frame: Frame
    block_id: str
    element: Payload
    label: str = ""
    """The label of its input block; empty where it stands alone and needs a name of its own."""
    beside: str = ""
    """What the section says beside which it stands."""
    described_by: str | None = None
    invalid: bool = False

    @property
    def kind(self) -> str:
        return str(self.element.get("type"))

    @property
    def action_id(self) -> str:
        return str(self.element.get("action_id", ""))

    @property
    def id(self) -> str:
        return dom_id(self.frame.id, self.block_id, self.action_id)

    @property
    def value(self) -> Payload:
        """What stands in it, in Slack's shape; where nobody has touched it, its initial value."""
        key, initial, untouched = KINDS.get(self.kind, ("value", "initial_value", None))
        kept = self.frame.value(self.block_id, self.action_id)
        return kept or {key: self.element.get(initial, untouched)}

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        own = self.element.get("accessibility_label") or words_of(self.element.get("placeholder"))
        return self.label or own or self.beside or self.action_id

    def data(self) -> dict[str, str]:
        return {
            "data_block": self.block_id,
            "data_action": self.action_id,
            "data_kind": self.kind,
        }

    def described(self) -> dict[str, str | bool | None]:
        return {"aria_describedby": self.described_by, "aria_invalid": "true" if self.invalid else None}


def confirm_dialog(spot: Spot) -> Markup | None:
    """The question asked before an element acts; page.js opens it, its return value is `yes` or nothing."""
    confirm = spot.element.get("confirm")
    if not confirm:
        return None
    heading = spot.id + "-confirm-title"
    style = "danger" if confirm.get("style") == "danger" else "primary"
    return tag(
        "dialog",
        tag("h2", words_of(confirm.get("title")), id=heading),
        tag("p", text_object(confirm.get("text"), spot.frame.eyes)),
        # No form: in a modal it would stand in the modal's own, which HTML ends with the inner one.
        tag(
            "div",
            tag("button", words_of(confirm.get("deny")) or "Cancel", type="button", value="no", cls="btn"),
            tag("button", words_of(confirm.get("confirm")) or "Yes", type="button", value="yes", cls=f"btn {style}"),
            cls="dialog-foot",
        ),
        id=spot.id + "-confirm",
        cls="confirm",
        aria_labelledby=heading,
    )


def as_json(option: Payload) -> str:
    return json.dumps(option, separators=(",", ":"), ensure_ascii=False)
