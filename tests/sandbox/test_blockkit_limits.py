"""Every published limit of Block Kit: reached it passes, passed by one it is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from test_blockkit_examples import (
    AXES,
    CONFIRM,
    GOOD_BLOCKS,
    GOOD_CHARTS,
    GOOD_ELEMENTS,
    SERIES,
    Json,
    block_with,
    cells,
    mrkdwn,
    option,
    options,
    plain,
    points,
    problems,
)

from sandbox.blockkit.blocks import BLOCKS, CHARTS


def of_text(kind: Callable[[str], Json]) -> Callable[[int], Json]:
    return lambda size: kind("x" * size)


def letters(size: int) -> str:
    return "x" * size


def link(size: int) -> str:
    return "https://example.com/".ljust(size, "x")


def buttons(count: int) -> list[Json]:
    return [{"type": "button", "text": plain()}] * count


def in_option(name: str) -> Callable[[Any], list[Json]]:
    return lambda value: [{**option("a"), name: value}]


# thing, field of it, how to make a field of a size, greatest size, where the problem points, which noun
LIMITS: list[tuple[Json, str, Callable[[int], Any], int, str, str]] = [
    (GOOD_BLOCKS["divider"], "block_id", letters, 255, "/block_id", "character"),
    (GOOD_BLOCKS["section"], "text", of_text(mrkdwn), 3000, "/text/text", "character"),
    (GOOD_BLOCKS["section"], "fields", lambda size: [plain("x" * size)], 2000, "/fields/0/text", "character"),
    (GOOD_BLOCKS["section"], "fields", lambda count: [plain()] * count, 10, "/fields", "item"),
    (GOOD_BLOCKS["header"], "text", of_text(plain), 150, "/text/text", "character"),
    (GOOD_BLOCKS["actions"], "elements", buttons, 25, "/elements", "item"),
    (GOOD_BLOCKS["context"], "elements", lambda count: [plain()] * count, 10, "/elements", "item"),
    (GOOD_BLOCKS["context"], "elements", lambda size: [mrkdwn("x" * size)], 3000, "/elements/0/text", "character"),
    (GOOD_BLOCKS["context_actions"], "elements", lambda n: [GOOD_ELEMENTS["icon_button"]] * n, 5, "/elements", "item"),
    (GOOD_BLOCKS["image"], "title", of_text(plain), 2000, "/title/text", "character"),
    (GOOD_BLOCKS["image"], "alt_text", letters, 2000, "/alt_text", "character"),
    (GOOD_BLOCKS["input"], "label", of_text(plain), 2000, "/label/text", "character"),
    (GOOD_BLOCKS["input"], "hint", of_text(plain), 2000, "/hint/text", "character"),
    (GOOD_BLOCKS["markdown"], "text", letters, 12_000, "/text", "character"),
    (GOOD_BLOCKS["alert"], "text", of_text(plain), 200, "/text/text", "character"),
    (GOOD_BLOCKS["card"], "title", of_text(mrkdwn), 150, "/title/text", "character"),
    (GOOD_BLOCKS["card"], "subtitle", of_text(plain), 150, "/subtitle/text", "character"),
    (GOOD_BLOCKS["card"], "body", of_text(plain), 200, "/body/text", "character"),
    (GOOD_BLOCKS["card"], "subtext", of_text(plain), 200, "/subtext/text", "character"),
    (GOOD_BLOCKS["card"], "actions", buttons, 3, "/actions", "item"),
    (GOOD_BLOCKS["carousel"], "elements", lambda n: [{"type": "card", "body": plain()}] * n, 10, "/elements", "item"),
    (GOOD_BLOCKS["container"], "child_blocks", lambda n: [{"type": "divider"}] * n, 10, "/child_blocks", "item"),
    (GOOD_BLOCKS["container"], "title", of_text(plain), 150, "/title/text", "character"),
    (GOOD_BLOCKS["table"], "rows", lambda count: [cells(1)] * count, 100, "/rows", "item"),
    (GOOD_BLOCKS["table"], "rows", lambda count: [cells(count)], 20, "/rows/0", "item"),
    (GOOD_BLOCKS["table"], "column_settings", lambda count: [None] * count, 20, "/column_settings", "item"),
    (GOOD_BLOCKS["data_table"], "rows", lambda count: [cells(3)] * count, 101, "/rows", "item"),
    (GOOD_BLOCKS["data_table"], "rows", lambda count: [cells(20), cells(count)], 20, "/rows/1", "item"),
    (GOOD_BLOCKS["data_visualization"], "title", letters, 50, "/title", "character"),
    (GOOD_CHARTS["pie"], "segments", points, 12, "/chart/segments", "item"),
    (
        GOOD_CHARTS["pie"],
        "segments",
        lambda size: [{"label": "x" * size, "value": 1}],
        20,
        "/chart/segments/0/label",
        "character",
    ),
    (
        GOOD_CHARTS["line"],
        "series",
        lambda n: [{**SERIES[0], "name": f"s{i}"} for i in range(n)],
        12,
        "/chart/series",
        "item",
    ),
    (
        GOOD_CHARTS["area"],
        "axis_config",
        lambda n: {**AXES, "x_label": "x" * n},
        50,
        "/chart/axis_config/x_label",
        "character",
    ),
    (GOOD_ELEMENTS["button"], "text", of_text(plain), 75, "/text/text", "character"),
    (GOOD_ELEMENTS["button"], "value", letters, 2000, "/value", "character"),
    (GOOD_ELEMENTS["button"], "url", link, 3000, "/url", "character"),
    (GOOD_ELEMENTS["button"], "action_id", letters, 255, "/action_id", "character"),
    (GOOD_ELEMENTS["button"], "accessibility_label", letters, 75, "/accessibility_label", "character"),
    (
        GOOD_ELEMENTS["button"],
        "confirm",
        lambda n: {**CONFIRM, "title": plain("x" * n)},
        100,
        "/confirm/title/text",
        "",
    ),
    (GOOD_ELEMENTS["button"], "confirm", lambda n: {**CONFIRM, "text": plain("x" * n)}, 300, "/confirm/text/text", ""),
    (GOOD_ELEMENTS["button"], "confirm", lambda n: {**CONFIRM, "deny": plain("x" * n)}, 30, "/confirm/deny/text", ""),
    (GOOD_ELEMENTS["overflow"], "options", options, 5, "/options", "item"),
    (
        GOOD_ELEMENTS["overflow"],
        "options",
        lambda size: in_option("url")(link(size)),
        3000,
        "/options/0/url",
        "character",
    ),
    ({"type": "checkboxes"}, "options", options, 10, "/options", "item"),
    ({"type": "radio_buttons"}, "options", options, 10, "/options", "item"),
    ({"type": "static_select"}, "options", options, 100, "/options", "item"),
    ({"type": "static_select"}, "options", lambda size: [option("x" * size)], 150, "/options/0/value", "character"),
    (
        {"type": "static_select"},
        "options",
        lambda n: [option("a", plain("x" * n))],
        75,
        "/options/0/text/text",
        "character",
    ),
    (
        {"type": "static_select"},
        "options",
        lambda size: in_option("description")(plain("x" * size)),
        75,
        "/options/0/description/text",
        "character",
    ),
    (
        {"type": "static_select"},
        "option_groups",
        lambda count: [{"label": plain(), "options": [option(f"v{i}")]} for i in range(count)],
        100,
        "/option_groups",
        "item",
    ),
    (
        {"type": "static_select"},
        "option_groups",
        lambda size: [{"label": plain("x" * size), "options": options(1)}],
        75,
        "/option_groups/0/label/text",
        "character",
    ),
    (GOOD_ELEMENTS["users_select"], "placeholder", of_text(plain), 150, "/placeholder/text", "character"),
    ({"type": "plain_text_input"}, "initial_value", letters, 3000, "/initial_value", "character"),
    ({"type": "plain_text_input"}, "max_length", int, 3000, "/max_length", ""),
    ({"type": "file_input"}, "max_files", int, 10, "/max_files", ""),
    (GOOD_BLOCKS["data_table"], "page_size", int, 100, "/page_size", ""),
]


def wrapped(thing: Json) -> tuple[Json, str]:
    """A block that holds the thing, and the pointer from the block to it."""
    if thing["type"] in CHARTS:
        return {"type": "data_visualization", "title": "Use", "chart": thing}, ""
    if thing["type"] in BLOCKS and not (thing["type"] == "image" and "title" not in thing):
        return thing, ""
    block = block_with(thing)
    return block, "/element" if block["type"] == "input" else "/elements/0"


@pytest.mark.parametrize(("thing", "field", "make", "most", "where", "noun"), LIMITS)
def test_a_limit_can_be_reached_but_not_passed(
    thing: Json, field: str, make: Callable[[int], Any], most: int, where: str, noun: str
) -> None:
    good, _ = wrapped({**thing, field: make(most)})
    assert problems(good) == []
    bad, to = wrapped({**thing, field: make(most + 1)})
    (problem,) = problems(bad)
    assert problem.startswith(f"{to}{where}: must ")
    assert f"at most {most}" in problem and noun in problem
