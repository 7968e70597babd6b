"""Block Kit as plain dictionaries: what stands in blocks, under the names of Slack's reference.

Nothing is checked here: limits and shapes are Slack's, and the sandbox holds every view of every test to them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict


class Text(TypedDict):
    """A plain_text object. `emoji` is always false: left out, Slack reads `:tada:` in a name as a picture."""

    type: Literal["plain_text"]
    text: str
    emoji: Literal[False]


class Option(TypedDict):
    """One choice of a menu, of radio buttons or checkboxes."""

    text: Text
    value: str
    description: NotRequired[Text]


class OptionGroup(TypedDict):
    """Choices of a menu under a label."""

    label: Text
    options: list[Option]


class Confirmation(TypedDict):
    """What is asked before a button counts as pressed."""

    title: Text
    text: Text
    confirm: Text
    deny: Text


class Part(TypedDict):
    """Words, a mention or a link inside a rich_text block."""

    type: Literal["text", "user", "link"]
    text: NotRequired[str]
    user_id: NotRequired[str]
    url: NotRequired[str]
    style: NotRequired[Mapping[str, bool]]


class Element(TypedDict, total=False):
    """What can be pressed, picked or filled in. `type` and `action_id` are always there."""

    type: str
    action_id: str
    value: str
    text: Text
    style: str
    accessibility_label: str
    confirm: Confirmation
    placeholder: Text
    options: Sequence[Option]
    option_groups: Sequence[OptionGroup]
    initial_option: Option
    initial_options: Sequence[Option]
    initial_value: str
    initial_date: str
    initial_time: str
    initial_user: str
    min_query_length: int
    min_value: str
    max_value: str
    max_length: int
    multiline: bool
    is_decimal_allowed: bool
    focus_on_load: bool


class Block(TypedDict, total=False):
    """A block. `type` and `block_id` are always there: with an invented id, typed values are lost on update."""

    type: str
    block_id: str
    text: Text
    accessory: Element
    elements: Sequence[Any]
    label: Text
    element: Element
    hint: Text
    optional: bool
    dispatch_action: bool
    rows: Sequence[Sequence[Mapping[str, str]]]
    column_settings: Sequence[Mapping[str, Any]]
    title: str
    chart: Mapping[str, Any]


def plain_text(text: str) -> Text:
    """Plain text that stays what it is: `:smile:` is not drawn."""
    return {"type": "plain_text", "text": text, "emoji": False}


def overflow(action_id: str, options: Sequence[Option]) -> Element:
    """A ⋯ with one to five choices."""
    return _made("overflow", action_id, options=options)


def static_select(
    action_id: str,
    options: Sequence[Option] = (),
    *,
    groups: Sequence[OptionGroup] = (),
    initial: Option | None = None,
    placeholder: str | None = None,
) -> Element:
    """A menu of up to 100 options, or of groups of them."""
    choices: dict[str, Any] = {"option_groups": groups} if groups else {"options": options}
    return _made("static_select", action_id, **choices, initial_option=initial, placeholder=_words(placeholder))


def external_select(action_id: str, *, initial: Option | None = None, placeholder: str | None = None) -> Element:
    """A menu whose options are loaded, at once and with every letter."""
    words = _words(placeholder)
    return _made("external_select", action_id, initial_option=initial, min_query_length=0, placeholder=words)


def users_select(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """A menu of the workspace's people. initial: a Slack user id."""
    return _made("users_select", action_id, initial_user=initial, placeholder=_words(placeholder))


def radio_buttons(action_id: str, options: Sequence[Option], *, initial: Option | None = None) -> Element:
    """One of up to ten choices."""
    return _made("radio_buttons", action_id, options=options, initial_option=initial)


def checkboxes(action_id: str, options: Sequence[Option], *, initial: Sequence[Option] = ()) -> Element:
    """Any of up to ten choices."""
    return _made("checkboxes", action_id, options=options, initial_options=initial or None)


def multi_select(action_id: str, options: Sequence[Option], *, initial: Sequence[Option] = ()) -> Element:
    """Any of up to a hundred choices, in a menu."""
    return _made("multi_static_select", action_id, options=options, initial_options=initial or None)


def datepicker(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """A day. initial: as 2027-01-31."""
    return _made("datepicker", action_id, initial_date=initial, placeholder=_words(placeholder))


def timepicker(action_id: str, *, initial: str | None = None) -> Element:
    """A time of day. initial: as 09:30."""
    return _made("timepicker", action_id, initial_time=initial)


def plain_text_input(
    action_id: str,
    *,
    max_length: int,
    initial: str = "",
    placeholder: str = "",
    multiline: bool = False,
    focus: bool = False,
) -> Element:
    """A field for words. max_length: characters, at most 3,000."""
    more = {"initial_value": initial or None, "multiline": multiline or None, "focus_on_load": focus or None}
    return _made("plain_text_input", action_id, max_length=max_length, placeholder=_words(placeholder), **more)


def number_input(action_id: str, *, least: int | None, most: int | None, initial: str | None = None) -> Element:
    """A field for a whole number."""
    low, high = (None if limit is None else str(limit) for limit in (least, most))
    limits = {"initial_value": initial, "min_value": low, "max_value": high}
    return _made("number_input", action_id, is_decimal_allowed=False, **limits)


def option_group(label: str, options: list[Option]) -> OptionGroup:
    """Choices under a label, for a menu."""
    return {"label": plain_text(label), "options": options}


def confirmation(title: str, text: str, confirm: str, deny: str) -> Confirmation:
    """A question before a button counts as pressed, and its two answers."""
    return {
        "title": plain_text(title),
        "text": plain_text(text),
        "confirm": plain_text(confirm),
        "deny": plain_text(deny),
    }


def _words(text: str | None) -> Text | None:
    return plain_text(text) if text else None


def _made(kind: str, action_id: str, **fields: Any) -> Element:
    """The element with those fields that are not None."""
    made: Any = {"type": kind, "action_id": action_id}
    made.update((name, value) for name, value in fields.items() if value is not None)
    element: Element = made
    return element
