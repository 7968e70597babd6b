"""What may stand where, and what is judged on the whole message, view or answer."""

from collections.abc import Callable
from typing import Any

import pytest
from test_blockkit_examples import (
    GOOD_BLOCKS,
    GOOD_CHARTS,
    GOOD_ELEMENTS,
    Json,
    altered,
    cells,
    home,
    in_input,
    label,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    problems,
)

from sandbox.blockkit import problems_in_message, problems_in_options, problems_in_view
from sandbox.blockkit.blocks import BLOCKS, ON_HOME, ON_MESSAGE, ON_MODAL
from sandbox.blockkit.elements import IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.blockkit.second import second_opinion

HOLDERS = [
    ("actions", IN_ACTIONS, lambda element: {"type": "actions", "elements": [element]}),
    ("section", IN_SECTION, lambda element: {"type": "section", "text": plain(), "accessory": element}),
    ("input", IN_INPUT, in_input),
    ("context", ("image",), lambda element: {"type": "context", "elements": [element]}),
    ("context_actions", IN_CONTEXT_ACTIONS, lambda element: {"type": "context_actions", "elements": [element]}),
    ("card", ("button",), lambda element: {"type": "card", "actions": [element]}),
]


@pytest.mark.parametrize("element", GOOD_ELEMENTS.values(), ids=label)
@pytest.mark.parametrize(("holder", "held", "make"), HOLDERS, ids=[name for name, _, _ in HOLDERS])
def test_an_element_stands_only_in_blocks_that_may_hold_it(
    element: Json, holder: str, held: tuple[str, ...], make: Callable[[Json], Json]
) -> None:
    found = problems(make(element))
    if element["type"] in held:
        assert found == []
    else:
        assert len(found) == 1 and ("can't stand here" in found[0] or "unknown type" in found[0])


@pytest.mark.parametrize("block", GOOD_BLOCKS.values(), ids=label)
def test_a_block_stands_only_on_surfaces_that_may_hold_it(block: Json) -> None:
    for names, found in (
        (ON_MESSAGE, problems_in_message([block], None)),
        (ON_MODAL, problems_in_view(modal(block))),
        (ON_HOME, problems_in_view(home(block))),
    ):
        assert (found == []) == (block["type"] in names)
        assert all("can't stand here" in problem for problem in found)


def test_where_slack_lets_blocks_stand() -> None:
    assert [name for name in BLOCKS if name in ON_MODAL and name not in ON_MESSAGE] == ["alert"]
    assert not {"alert", "markdown"} & set(ON_HOME) and "markdown" not in ON_MODAL
    assert {"table", "data_table", "data_visualization", "carousel", "container"} <= {*ON_MESSAGE} & {*ON_HOME}
    assert not {"table", "data_table", "data_visualization", "carousel", "container"} & set(ON_MODAL)


def test_only_some_inputs_stand_outside_modals() -> None:
    on_message = problems_in_message([in_input({"type": "number_input", "is_decimal_allowed": True})], None)
    assert on_message == ["/blocks/0/element/type: number_input can't stand in a message"]
    on_home = problems_in_view(home({"type": "actions", "elements": [{"type": "datetimepicker"}]}))
    assert on_home == ["/view/blocks/0/elements/0/type: datetimepicker can't stand in a home"]
    assert problems_in_message([in_input({"type": "plain_text_input"})], None) == []


def test_block_ids_are_unique_even_inside_carousels() -> None:
    card = {"type": "card", "block_id": "b", "body": plain()}
    blocks = [{"type": "carousel", "elements": [card]}, {"type": "divider", "block_id": "b"}]
    assert problems_in_message(blocks, None) == ["/blocks/1/block_id: must be unique, another block has it"]


def test_action_ids_are_unique_within_a_block_and_free_to_repeat_across_blocks() -> None:
    button = {"type": "button", "text": plain(), "action_id": "go"}
    row = {"type": "actions", "elements": [button]}
    assert problems_in_message([row, row], None) == []
    twice = {"type": "actions", "elements": [button, button]}
    assert problems_in_message([twice], None) == ["/blocks/0/elements/1/action_id: must be unique within its block"]


def test_one_table_and_two_charts_are_enough_for_a_message() -> None:
    table = {"type": "table", "rows": [cells(1)]}
    chart = {"type": "data_visualization", "title": "Use", "chart": GOOD_CHARTS["pie"]}
    assert problems_in_message([table, chart, chart], None) == []
    assert problems_in_message([table, table], None) == ["/blocks/1: only one table is allowed"]
    assert problems_in_message([chart] * 3, None) == ["/blocks/2: only two charts are allowed"]


def test_only_one_element_has_the_focus() -> None:
    focused = in_input({"type": "plain_text_input", "focus_on_load": True})
    assert problems_in_view(modal(focused)) == []
    assert problems_in_view(modal(focused, focused)) == [
        "/view/blocks/1/element/focus_on_load: only one element can have the focus"
    ]


def test_a_response_url_is_given_only_to_inputs_of_modals() -> None:
    menu = {"type": "channels_select", "response_url_enabled": True}
    assert problems_in_view(modal(in_input(menu))) == []
    problem = "response_url_enabled: only in an input block of a modal"
    assert problems_in_view(modal({"type": "actions", "elements": [menu]})) == [f"/view/blocks/0/elements/0/{problem}"]
    assert problems_in_message([in_input(menu)], None) == [f"/blocks/0/element/{problem}"]


def test_a_message_has_fifty_blocks_and_a_limited_text() -> None:
    assert problems_in_message([{"type": "divider"}] * 50, "x" * 40_000) == []
    assert problems_in_message([{"type": "divider"}] * 51, None) == ["/blocks: must have at most 50 items"]
    assert problems_in_message(None, "x" * 40_001) == ["/text: must be at most 40000 characters"]
    assert problems_in_message(None, None) == problems_in_message([], "") == []


def test_too_many_characters_in_all_have_a_code_of_their_own() -> None:
    def sections(count: int) -> list[Json]:
        return [{"type": "section", "text": plain("x" * 2900)} for _ in range(count)]

    assert problems_in_message(sections(4), None) == []
    (problem,) = problems_in_message(sections(5), None)
    assert problem.startswith("msg_blocks_too_long: ")


def test_markdown_is_counted_over_all_blocks() -> None:
    half = {"type": "markdown", "text": "x" * 6000}
    assert problems_in_message([half, half], None) == []
    assert problems_in_message([half, half, {"type": "markdown", "text": "x"}], None) == [
        "/blocks: markdown must be at most 12000 characters in all blocks together"
    ]


FULL_MODAL = modal(
    {"type": "divider"},
    close=plain("Close"),
    clear_on_close=True,
    notify_on_close=False,
    private_metadata="m" * 3000,
    callback_id="c" * 255,
    external_id="e" * 255,
)
VIEWS: list[tuple[Any, list[str]]] = [
    (FULL_MODAL, []),
    (home(private_metadata="", callback_id="c"), []),
    (modal(*[{"type": "divider"}] * 100), []),
    (modal(*[{"type": "divider"}] * 101), ["/view/blocks: must have at most 100 items"]),
    (altered(FULL_MODAL, title=plain("x" * 25)), ["/view/title/text: must be at most 24 characters"]),
    (altered(FULL_MODAL, title=mrkdwn()), ["/view/title/type: must be plain_text"]),
    (altered(FULL_MODAL, submit=plain("x" * 25)), ["/view/submit/text: must be at most 24 characters"]),
    (altered(FULL_MODAL, close=plain("x" * 25)), ["/view/close/text: must be at most 24 characters"]),
    (altered(FULL_MODAL, private_metadata="m" * 3001), ["/view/private_metadata: must be at most 3000 characters"]),
    (altered(FULL_MODAL, callback_id="m" * 256), ["/view/callback_id: must be at most 255 characters"]),
    (altered(FULL_MODAL, external_id="m" * 256), ["/view/external_id: must be at most 255 characters"]),
    ({"type": "modal", "title": plain()}, ["/view: missing required field: blocks"]),
    ({"type": "modal", "blocks": []}, ["/view: missing required field: title"]),
    ({"type": "home", "blocks": [], "title": plain()}, ["/view/title: unknown field"]),
    ({"type": "tab", "blocks": []}, ["/view/type: unknown type: tab"]),
    ({"blocks": []}, ["/view: missing required field: type"]),
    (altered(FULL_MODAL, submit_disabled=False), ["/view/submit_disabled: unknown field"]),
    (
        {"type": "modal", "title": plain(), "blocks": [in_input({"type": "plain_text_input"})]},
        ["/view: missing required field: submit (the view has an input block)"],
    ),
    ({"type": "modal", "title": plain(), "blocks": [{"type": "divider"}]}, []),
    ("modal", ["/view: must be an object"]),
    (None, ["/view: must be an object"]),
]


@pytest.mark.parametrize(("view", "expected"), VIEWS)
def test_views(view: Any, expected: list[str]) -> None:
    assert problems_in_view(view) == expected


def test_a_view_can_be_too_large_though_each_block_is_fine() -> None:
    section = {"type": "section", "text": plain("x" * 3000)}
    assert problems_in_view(home(*[section] * 80)) == []
    assert problems_in_view(home(*[section] * 90)) == ["view_too_large: must be at most 250000 bytes"]


ANSWERS: list[tuple[Any, list[str]]] = [
    ({"options": []}, []),
    ({"options": options(100)}, []),
    ({"options": options(101)}, ["/options: must have at most 100 items"]),
    ({"option_groups": [{"label": plain(), "options": options(2)}]}, []),
    ({"option_groups": [{"label": plain(), "options": []}]}, ["/option_groups/0/options: must have at least 1 item"]),
    ({}, ["/: must have exactly one of options, option_groups"]),
    ({"options": [], "option_groups": []}, ["/option_groups: must have at least 1 item"]),
    ({"options": [option("x" * 151)]}, ["/options/0/value: must be at most 150 characters"]),
    ({"options": [option("a", plain("x" * 76))]}, ["/options/0/text/text: must be at most 75 characters"]),
    ({"options": [option("a", mrkdwn())]}, ["/options/0/text/type: must be plain_text"]),
    ({"options": [{"text": plain()}]}, ["/options/0: missing required field: value"]),
    ({"options": options(1) * 2}, ["/options/1/value: must be unique"]),
    ({"options": options(1), "next": 1}, ["/next: unknown field"]),
    ([], ["/: must be an object"]),
]


@pytest.mark.parametrize(("answer", "expected"), ANSWERS)
def test_answers_to_option_loading(answer: Any, expected: list[str]) -> None:
    assert problems_in_options(answer) == expected


def test_slack_sdk_is_asked_too() -> None:
    """Its own limit, in its own words: here on a header that our tables have not seen."""
    header = {"type": "header", "text": plain("x" * 151)}
    (problem,) = second_opinion([header], "/blocks")
    assert problem == "/blocks/0: slack_sdk says: text attribute cannot exceed 150 characters"
    (problem,) = second_opinion([{"type": "table", "rows": 7}], "/blocks")
    assert problem == "/blocks/0: slack_sdk cannot read it (TypeError)"
