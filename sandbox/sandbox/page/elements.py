"""Interactive Block Kit elements as HTML that page.js understands.

An element that can be used carries `data-block`, `data-action` and `data-kind`; options carry themselves as
JSON in `data-option`. What page.js sends back is in the shape that `given_value` in acts.py expects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from sandbox.page.emoji import icon as icon_of
from sandbox.page.fields import picker, text_field
from sandbox.page.html import is_safe, tag
from sandbox.page.selects import choices, select
from sandbox.page.spots import Spot, as_json, confirm_dialog
from sandbox.page.text import Payload, text_object, unknown, words_of


def draw_element(spot: Spot) -> Markup:
    """Any element, or a labelled box for a type that is not known."""
    draw = _ELEMENTS.get(spot.kind)
    return draw(spot) if draw else unknown(spot.kind)


def picture(element: Payload) -> Markup:
    """An image element: only what lies on this machine is loaded, the rest is named. Nothing is fetched."""
    alt = str(element.get("alt_text", ""))
    url = str(element.get("image_url", ""))
    if url.startswith("data:image/"):
        return tag("img", src=url, alt=alt, cls="thumb")
    return tag("span", alt[:1].upper() or "□", cls="thumb", role="img", aria_label=alt, title=alt)


def _button(spot: Spot) -> Markup:
    style = spot.element.get("style", "")
    text = words_of(spot.element.get("text"))
    url = str(spot.element.get("url") or "")
    attributes: dict[str, Any] = {
        **spot.data(),
        "id": spot.id,
        "cls": f"btn {style}".strip(),
        "aria_label": spot.element.get("accessibility_label"),
        "data_confirm": bool(spot.element.get("confirm")),
    }
    if url and is_safe(url):
        return tag("a", text, href=url, target="_blank", rel="noopener noreferrer", **attributes)
    return tag("span", tag("button", text, type="button", **attributes), confirm_dialog(spot), cls="holder")


def _icon_button(spot: Spot) -> Markup:
    icon = icon_of(str(spot.element.get("icon")))
    text = words_of(spot.element.get("text"))
    button = tag("button", icon, type="button", id=spot.id, cls="btn icon", aria_label=text, **spot.data())
    return tag("span", button, confirm_dialog(spot), cls="holder")


def _feedback(spot: Spot) -> Markup:
    buttons = [
        tag(
            "button",
            words_of(spot.element[side]["text"]),
            type="button",
            id=f"{spot.id}-{side}",
            cls="btn",
            data_option=as_json(spot.element[side]),
            **spot.data(),
        )
        for side in ("positive_button", "negative_button")
        if side in spot.element
    ]
    return tag("span", buttons, cls="holder")


def _overflow(spot: Spot) -> Markup:
    menu = spot.id + "-menu"
    items = [
        tag(
            "button",
            text_object(option.get("text"), spot.frame.eyes),
            tag("small", words_of(option.get("description"))) if option.get("description") else None,
            type="button",
            role="menuitem",
            data_option=as_json(option),
            **spot.data(),
        )
        for option in spot.element.get("options", [])
    ]
    opener = tag(
        "button",
        "⋯",
        type="button",
        cls="btn icon",
        aria_label=spot.element.get("accessibility_label") or ", ".join(filter(None, ("More actions", spot.beside))),
        aria_haspopup="menu",
        popovertarget=menu,
    )
    popover = tag("div", items, id=menu, popover=True, role="menu", cls="menu", data_confirm_id=spot.id)
    return tag("span", opener, popover, confirm_dialog(spot), cls="holder")


_ELEMENTS: Mapping[str, Callable[[Spot], Markup]] = {
    "button": _button,
    "workflow_button": _button,
    "icon_button": _icon_button,
    "feedback_buttons": _feedback,
    "overflow": _overflow,
    **{
        f"{many}{of}_select": select
        for many in ("", "multi_")
        for of in ("static", "external", "users", "conversations", "channels")
    },
    "plain_text_input": text_field,
    "number_input": text_field,
    "email_text_input": text_field,
    "url_text_input": text_field,
    "datepicker": picker,
    "timepicker": picker,
    "datetimepicker": picker,
    "radio_buttons": choices,
    "checkboxes": choices,
    "image": lambda spot: picture(spot.element),
}
