"""Fields to type in, and pickers of days and hours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from sandbox.page.html import tag
from sandbox.page.spots import Spot, confirm_dialog
from sandbox.page.text import words_of


def text_field(spot: Spot) -> Markup:
    element = spot.element
    value = spot.value.get("value")
    attributes: dict[str, Any] = {
        **spot.data(),
        **spot.described(),
        "id": spot.id,
        "cls": "field",
        "aria_label": None if spot.label else spot.name,
        "placeholder": words_of(element.get("placeholder")) or None,
        "maxlength": element.get("max_length"),
        "autofocus": bool(element.get("focus_on_load")),
    }
    if element.get("multiline"):
        return tag("textarea", str(value or ""), rows=4, **attributes)
    shape = {"email_text_input": "email", "url_text_input": "url"}.get(spot.kind, "text")
    # Not type=number: what is not a number must reach the form's own check, as in Slack.
    mode = "decimal" if spot.kind == "number_input" else None
    return tag("input", type=shape, inputmode=mode, value=value, autocomplete="off", **attributes)


def picker(spot: Spot) -> Markup:
    shape, key = {
        "datepicker": ("date", "selected_date"),
        "timepicker": ("time", "selected_time"),
        "datetimepicker": ("datetime-local", "selected_date_time"),
    }[spot.kind]
    value = spot.value.get(key)
    if spot.kind == "datetimepicker" and value:
        value = datetime.fromtimestamp(int(value), UTC).astimezone(spot.frame.eyes.zone).strftime("%Y-%m-%dT%H:%M")
    box = tag(
        "input",
        type=shape,
        id=spot.id,
        value=value,
        cls="field picker",
        aria_label=None if spot.label else spot.name,
        autofocus=bool(spot.element.get("focus_on_load")),
        data_confirm=bool(spot.element.get("confirm")),
        **spot.data(),
        **spot.described(),
    )
    return tag("span", box, confirm_dialog(spot), cls="holder")
