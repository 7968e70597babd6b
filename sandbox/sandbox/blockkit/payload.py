"""What can only be judged on the whole message or view: ids, counts, totals, what fits which surface.

Every function expects blocks that `walk` found right, each for itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .walk import step

Block = Mapping[str, Any]

CHARACTERS_PER_MESSAGE = 13_200
"""Undocumented, measured by others: slackapi/bolt-js issues 2509 and 2867."""
CHARACTERS_PER_CONTAINER = 125
"""The same source: one more divider costs about as much as 125 characters of text."""
CHARACTERS_PER_TABLE = 10_000
MARKDOWN_PER_MESSAGE = 12_000
ONLY_IN_MODALS = ("email_text_input", "url_text_input", "number_input", "file_input")
NOT_IN_MESSAGES = (*ONLY_IN_MODALS, "rich_text_input")


def standing(blocks: Sequence[Block], at: str) -> Iterator[tuple[str, Block]]:
    """Every block with its pointer: those on the surface, the cards in carousels, the children of containers."""
    for number, block in enumerate(blocks):
        here = step(at, number)
        yield here, block
        if block["type"] == "carousel":
            yield from standing(block["elements"], f"{here}/elements")
        elif block["type"] == "container":
            yield from standing(block["child_blocks"], f"{here}/child_blocks")


def elements(at: str, block: Block) -> Iterator[tuple[str, Block]]:
    """The elements of one block with their pointers."""
    name = {"section": "accessory", "input": "element", "actions": "elements", "context_actions": "elements"}.get(
        block["type"], "actions"
    )
    held = block.get(name, ())
    if isinstance(held, Mapping):
        yield f"{at}/{name}", held
    else:
        yield from ((f"{at}/{name}/{number}", element) for number, element in enumerate(held))


def ids(blocks: Sequence[Block], at: str) -> Iterator[str]:
    """block_ids are unique on the surface, action_ids within their block."""
    seen: set[str] = set()
    for here, block in standing(blocks, at):
        if "block_id" in block:
            if block["block_id"] in seen:
                yield f"{here}/block_id: must be unique, another block has it"
            seen.add(block["block_id"])
        used: set[str] = set()
        for there, element in elements(here, block):
            if "action_id" in element:
                if element["action_id"] in used:
                    yield f"{there}/action_id: must be unique within its block"
                used.add(element["action_id"])


def surface(blocks: Sequence[Block], at: str, where: str) -> Iterator[str]:
    """Counts and elements that depend on the surface: message, modal or home."""
    tables = charts = focused = 0
    for here, block in standing(blocks, at):
        tables += block["type"] == "table"
        charts += block["type"] == "data_visualization"
        if block["type"] == "table" and tables == 2:
            yield f"{here}: only one table is allowed"
        if block["type"] == "data_visualization" and charts == 3:
            yield f"{here}: only two charts are allowed"
        if block["type"] in ("table", "data_table") and text_length(block["rows"]) > CHARACTERS_PER_TABLE:
            yield f"{here}/rows: must be at most {CHARACTERS_PER_TABLE} characters in all cells together"
        for there, element in elements(here, block):
            yield from _element(element, there, where, in_input=block["type"] == "input")
            focused += element.get("focus_on_load", False)
            if element.get("focus_on_load") and focused == 2:
                yield f"{there}/focus_on_load: only one element can have the focus"


def _element(element: Block, at: str, where: str, *, in_input: bool) -> Iterator[str]:
    kind = element["type"]
    barred = {"modal": (), "home": (*ONLY_IN_MODALS, "datetimepicker"), "message": NOT_IN_MESSAGES}[where]
    if kind in barred:
        yield f"{at}/type: {kind} can't stand in a {where}"
    if element.get("response_url_enabled") and not (where == "modal" and in_input):
        yield f"{at}/response_url_enabled: only in an input block of a modal"


def totals(blocks: Sequence[Block]) -> Iterator[str]:
    """Sums over a whole message."""
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > MARKDOWN_PER_MESSAGE:
        yield f"/blocks: markdown must be at most {MARKDOWN_PER_MESSAGE} characters in all blocks together"
    containers = sum(1 for _ in standing(blocks, ""))
    length = text_length(blocks) + CHARACTERS_PER_CONTAINER * max(0, containers - 1)
    if length > CHARACTERS_PER_MESSAGE:
        yield f"msg_blocks_too_long: about {length} characters in all blocks, at most {CHARACTERS_PER_MESSAGE}"


def text_length(value: Any) -> int:
    """How many characters people are shown: every string that is a text, a title, a label or a caption."""
    if isinstance(value, Mapping):
        return sum(
            len(item) if isinstance(item, str) and key in ("text", "title", "label", "caption") else text_length(item)
            for key, item in value.items()
        )
    if isinstance(value, list | tuple):
        return sum(text_length(item) for item in value)
    return 0
