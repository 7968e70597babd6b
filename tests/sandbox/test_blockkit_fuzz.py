"""Whatever comes in, there is an answer: a list of sentences, never an exception."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from test_blockkit_examples import EXAMPLES, at, fresh, home, modal, places

from sandbox.blockkit import problems_in_message, problems_in_options, problems_in_view

KEYS = st.sampled_from(
    ["type", "text", "blocks", "elements", "element", "options", "value", "rows", "chart", "style", "emoji", "label"]
)
TYPES = st.sampled_from(["section", "modal", "home", "plain_text", "mrkdwn", "actions", "input", "table", "rich_text"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | TYPES
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=5),
    max_leaves=20,
)
ODD = JSON | st.binary(max_size=3) | st.dictionaries(st.integers(), st.none(), max_size=2) | st.just("\ud800")


def all_sentences(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(problem, str) and ": " in problem for problem in found)


@given(ODD, ODD)
def test_nonsense_is_answered(value: Any, text: Any) -> None:
    assert all_sentences(problems_in_message(value, text))
    assert all_sentences(problems_in_message([value], None))
    assert all_sentences(problems_in_view(value))
    assert all_sentences(problems_in_view({"type": "home", "blocks": value}))
    assert all_sentences(problems_in_options(value))
    assert all_sentences(problems_in_options({"options": value}))


@settings(max_examples=400)
@given(st.data())
def test_a_good_block_with_one_thing_replaced_is_answered(data: st.DataObject) -> None:
    block = fresh(data.draw(st.sampled_from(EXAMPLES)))
    place = data.draw(st.sampled_from(list(places(block))[1:]))
    at(block, place[:-1])[place[-1]] = data.draw(ODD)
    assert all_sentences(problems_in_message([block], "Words"))
    assert all_sentences(problems_in_view(modal(block)))
    assert all_sentences(problems_in_view(home(block)))


def test_bottomless_values_are_answered() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    endless: dict[str, Any] = {"type": "section"}
    endless["text"] = endless
    for value in (
        deep,
        {"type": "rich_text", "elements": deep},
        endless,
        {"type": "container", "child_blocks": [endless]},
    ):
        assert problems_in_message([value], None)
        assert problems_in_view(home(value))
        assert problems_in_options({"options": [value]})


def test_a_problem_never_repeats_what_people_wrote() -> None:
    secret = "Lumi Retail"
    for block in EXAMPLES:
        for place in places(block):
            if place and isinstance(at(block, place), str) and place[-1] != "type":
                changed = fresh(block)
                at(changed, place[:-1])[place[-1]] = secret * 2000
                assert secret not in json.dumps(problems_in_message([changed], "Words"))
