"""Selects, radio buttons and checkboxes: everything one chooses from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from sandbox.page.html import join, tag
from sandbox.page.spots import Spot, as_json, confirm_dialog
from sandbox.page.text import Payload, text_object, words_of


def select(spot: Spot) -> Markup:
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
            data_option=as_json(option),
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
        data_option=as_json(chosen[0]) if chosen and not many else None,
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
            data_option=as_json(option),
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


def choices(spot: Spot) -> Markup:
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
            data_option=as_json(option),
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
