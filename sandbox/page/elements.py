"""Interactive Block Kit elements as HTML that page.js understands.

An element that can be used carries `data-block`, `data-action` and `data-kind`; options carry themselves as
JSON in `data-option`. What page.js sends back is in the shape that `given_value` in acts.py expects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from sandbox.page.emoji import icon as icon_of
from sandbox.page.html import dom_id, is_safe, join, tag
from sandbox.page.text import Eyes, Payload, text_object, unknown, words_of
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
        tag(
            "form",
            tag("button", words_of(confirm.get("deny")) or "Cancel", cls="btn"),
            tag("button", words_of(confirm.get("confirm")) or "Yes", value="yes", cls=f"btn {style}"),
            method="dialog",
            cls="dialog-foot",
        ),
        id=spot.id + "-confirm",
        cls="confirm",
        aria_labelledby=heading,
    )


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
            data_option=_json(spot.element[side]),
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
            data_option=_json(option),
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


def _select(spot: Spot) -> Markup:
    """A box to type in with a list below: static lists are filtered here, external ones asked of the app."""
    many = spot.kind.startswith("multi_")
    chosen = _chosen(spot)
    listbox = spot.id + "-list"
    external = spot.kind.endswith("external_select")
    chips = [
        tag(
            "li",
            words_of(option.get("text")),
            tag("button", "×", type="button", aria_label=f"Remove {words_of(option.get('text'))}"),
            cls="chip",
            data_option=_json(option),
        )
        for option in chosen
        if many
    ]
    box = tag(
        "input",
        id=spot.id,
        type="text",
        role="combobox",
        autocomplete="off",
        aria_label=None if spot.label else spot.name,
        aria_autocomplete="list",
        aria_expanded="false",
        aria_controls=listbox,
        placeholder=words_of(spot.element.get("placeholder")) or ("Type to search" if external else "Choose"),
        value=words_of(chosen[0].get("text")) if chosen and not many else None,
        data_option=_json(chosen[0]) if chosen and not many else None,
        autofocus=bool(spot.element.get("focus_on_load")),
        **spot.described(),
    )
    options = [] if external else _option_items(spot, chosen)
    return tag(
        "div",
        tag("ul", chips, cls="chips") if many else None,
        box,
        tag("ul", options, id=listbox, role="listbox", popover="manual", cls="listbox", aria_label="Options"),
        confirm_dialog(spot),
        cls="combo",
        id=spot.id + "-combo",
        data_external=external,
        data_many=many,
        data_max=spot.element.get("max_selected_items"),
        data_min=int(spot.element.get("min_query_length", 3)) if external else None,
        data_confirm=bool(spot.element.get("confirm")),
        **spot.data(),
    )


def option_items(options: Iterable[Payload], group: str = "", chosen: Sequence[Payload] = ()) -> Markup:
    """The lines of an open list; a group's heading stands before its options."""
    values = {option.get("value") for option in chosen}
    items = [
        tag(
            "li",
            tag("span", words_of(option.get("text"))),
            tag("small", words_of(option.get("description"))) if option.get("description") else None,
            role="option",
            aria_selected="true" if option.get("value") in values else "false",
            data_option=_json(option),
        )
        for option in options
    ]
    heading = tag("li", group, role="presentation", cls="group") if group else None
    return join([heading, *items])


def _option_items(spot: Spot, chosen: Sequence[Payload]) -> list[Markup]:
    if groups := spot.element.get("option_groups"):
        return [option_items(group.get("options", []), words_of(group.get("label")), chosen) for group in groups]
    return [option_items(_options(spot), chosen=chosen)]


def _options(spot: Spot) -> list[Payload]:
    """A select's own options; for people and channels, everybody and every channel the person sees."""
    known: Mapping[str, str]
    if "users" in spot.kind:
        known = spot.frame.eyes.people
    elif "channels" in spot.kind or "conversations" in spot.kind:
        known = spot.frame.eyes.channels
    else:
        return list(spot.element.get("options", []))
    return [named_option(value, name) for value, name in known.items()]


def named_option(value: str, name: str) -> Payload:
    return {"text": {"type": "plain_text", "text": name, "emoji": False}, "value": value}


def _chosen(spot: Spot) -> list[Payload]:
    """The options that are chosen now, whatever the select's kind calls them."""
    value = spot.value
    if option := value.get("selected_option"):
        return [option]
    if options := value.get("selected_options"):
        return list(options)
    names = {**spot.frame.eyes.people, **spot.frame.eyes.channels}
    for noun in ("user", "conversation", "channel"):
        ids = value.get(f"selected_{noun}s") or [value.get(f"selected_{noun}")]
        if chosen := [named_option(one, names.get(one, one)) for one in ids if one]:
            return chosen
    return []


def _text(spot: Spot) -> Markup:
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


def _picker(spot: Spot) -> Markup:
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


def _choices(spot: Spot) -> Markup:
    """Radio buttons or checkboxes, as one group."""
    shape = "radio" if spot.kind == "radio_buttons" else "checkbox"
    chosen = {option.get("value") for option in _chosen(spot)}
    items = []
    for n, option in enumerate(spot.element.get("options", [])):
        one = f"{spot.id}-{n}"
        box = tag(
            "input",
            type=shape,
            id=one,
            name=spot.id,
            checked=option.get("value") in chosen,
            data_option=_json(option),
            **spot.data(),
        )
        more = option.get("description")
        words = tag(
            "span",
            text_object(option.get("text"), spot.frame.eyes),
            tag("small", text_object(more, spot.frame.eyes)) if more else None,
        )
        items.append(tag("label", box, words, for_=one, cls="choice"))
    return tag(
        "div",
        items,
        confirm_dialog(spot),
        id=spot.id,
        cls="choices",
        role="radiogroup" if shape == "radio" else "group",
        aria_label=spot.name,
        data_confirm=bool(spot.element.get("confirm")),
        **spot.described(),
    )


def _json(option: Payload) -> str:
    return json.dumps(option, separators=(",", ":"), ensure_ascii=False)


_ELEMENTS: Mapping[str, Callable[[Spot], Markup]] = {
    "button": _button,
    "workflow_button": _button,
    "icon_button": _icon_button,
    "feedback_buttons": _feedback,
    "overflow": _overflow,
    **{
        f"{many}{of}_select": _select
        for many in ("", "multi_")
        for of in ("static", "external", "users", "conversations", "channels")
    },
    "plain_text_input": _text,
    "number_input": _text,
    "email_text_input": _text,
    "url_text_input": _text,
    "datepicker": _picker,
    "timepicker": _picker,
    "datetimepicker": _picker,
    "radio_buttons": _choices,
    "checkboxes": _choices,
    "image": lambda spot: picture(spot.element),
}
