"""Blocks and views that several tests use."""

from typing import Any


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def button(text: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "tea.form",
    "title": plain("Tea"),
    "submit": plain("Order"),
    "close": plain("Cancel"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "kind",
            "label": plain("Kind"),
            "element": {"type": "external_select", "action_id": "kind", "min_query_length": 0},
        },
        {
            "type": "input",
            "block_id": "when",
            "label": plain("When"),
            "element": {"type": "datepicker", "action_id": "when"},
        },
        {
            "type": "input",
            "block_id": "note",
            "optional": True,
            "label": plain("Note"),
            "element": {"type": "plain_text_input", "action_id": "note"},
        },
    ],
}
OPTIONS = [{"text": plain(name), "value": name.lower()} for name in ("Green", "Black", "Rooibos")]
