"""The values that stand in inputs, in the form Slack sends as `state.values`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.model import Json, Surface, Values, View

# Element type -> (the key of its value, the key of its initial value, what an untouched one holds).
KINDS: dict[str, tuple[str, str, Any]] = {
    "channels_select": ("selected_channel", "initial_channel", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "datepicker": ("selected_date", "initial_date", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "email_text_input": ("value", "initial_value", None),
    "external_select": ("selected_option", "initial_option", None),
    "file_input": ("files", "initial_files", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "number_input": ("value", "initial_value", None),
    "plain_text_input": ("value", "initial_value", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "timepicker": ("selected_time", "initial_time", None),
    "url_text_input": ("value", "initial_value", None),
    "users_select": ("selected_user", "initial_user", None),
}


@dataclass(frozen=True)
class Placed:
    """An interactive element and the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The id of the block."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """The id of the element."""
        return str(self.element.get("action_id", ""))

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element.get("type", ""))


def elements_in(blocks: list[Json]) -> Iterator[Placed]:
    """Yield every element with an action_id, in reading order, however deeply it stands."""
    for block in blocks:
        yield from _inside(block, block)


def _inside(block: Json, value: Any) -> Iterator[Placed]:
    if isinstance(value, list):
        for each in value:
            yield from _inside(block, each)
    elif isinstance(value, dict):
        if "action_id" in value and value is not block:
            yield Placed(block, value)
            return
        inner = value if "block_id" in value else block
        for each in value.values():
            if isinstance(each, dict | list):
                yield from _inside(inner, each)


def initial_values(blocks: list[Json]) -> Values:
    """Return what stands in the inputs of freshly shown blocks."""
    values: Values = {}
    for placed in elements_in(blocks):
        if placed.kind in KINDS:
            key, initial, untouched = KINDS[placed.kind]
            value = {"type": placed.kind, key: placed.element.get(initial, untouched)}
            values.setdefault(placed.block_id, {})[placed.action_id] = value
    return values


def values_in(surface: Surface, user: str) -> Values:
    """Return what stands in the inputs of a message or view for one person; the caller may change it."""
    if isinstance(surface, View):
        return surface.state
    return surface.state.setdefault(user, initial_values(surface.blocks))


def carried_over(old: Values, blocks: list[Json]) -> Values:
    """Return the values after the blocks were replaced.

    An input that keeps its block_id, action_id and type keeps what was typed or chosen, as in Slack; an
    option that is no longer offered is dropped.
    """
    values = initial_values(blocks)
    for placed in elements_in(blocks):
        before = old.get(placed.block_id, {}).get(placed.action_id)
        if before and before["type"] == placed.kind and _still_offered(before, placed.element):
            values[placed.block_id][placed.action_id] = before
    return values


def late_values(old: Values, untouched: set[tuple[str, str]], blocks: list[Json]) -> set[tuple[str, str]]:
    """Return the inputs (block_id, action_id) whose initial value comes with this update and not before.

    Those that were not there, or stood empty; and those it is already true of (`untouched`).
    """
    found = set()
    for placed in elements_in(blocks):
        if placed.kind in KINDS and placed.element.get(KINDS[placed.kind][1]):
            before = old.get(placed.block_id, {}).get(placed.action_id)
            key = (placed.block_id, placed.action_id)
            if before is None or before["type"] != placed.kind or is_empty(before) or key in untouched:
                found.add(key)
    return found


def emptied(values: Values, inputs: set[tuple[str, str]]) -> Values:
    """Return the values with nothing in these inputs."""
    return {
        block_id: {
            action_id: {"type": value["type"], KINDS[value["type"]][0]: KINDS[value["type"]][2]}
            if (block_id, action_id) in inputs
            else value
            for action_id, value in actions.items()
        }
        for block_id, actions in values.items()
    }


def _still_offered(value: Json, element: Json) -> bool:
    offered = [option.get("value") for option in options_of(element)]
    if not offered:
        return True
    one = value.get("selected_option")
    chosen = value.get("selected_options") or ([one] if one else [])
    return all(option.get("value") in offered for option in chosen)


def options_of(element: Json) -> list[Json]:
    """Return the options an element carries itself, groups flattened."""
    grouped = [option for group in element.get("option_groups") or [] for option in group.get("options", [])]
    return [*(element.get("options") or []), *grouped]


def is_empty(value: Json) -> bool:
    """Tell whether nothing stands in an input."""
    return not value.get(KINDS[value["type"]][0])
