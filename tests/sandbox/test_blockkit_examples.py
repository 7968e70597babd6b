"""One good example of everything in Block Kit, and the ways in which any of them can be spoilt.

The other test_blockkit files build on these examples. A refusal is compared whole: pointer, words, nothing beside it.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.blockkit import problems_in_message, problems_in_view
from sandbox.blockkit.blocks import BLOCKS, CELLS, CHARTS, ON_MODAL
from sandbox.blockkit.elements import ELEMENTS, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT
from sandbox.blockkit.richtext import INLINE, RICH

Json = dict[str, Any]


def fresh(value: Any) -> Any:
    """A copy in which nothing stands twice, unlike copy.deepcopy's."""
    return json.loads(json.dumps(value))


def plain(text: str = "Words") -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str = "*Words*") -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(value: str = "a", text: Json | None = None, **more: Any) -> Json:
    return {"text": text or plain(), "value": value, **more}


def words(text: str = "Words") -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements) or [words()]}


CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No"), "style": "danger"}
TWO = [option("a"), option("b", description=plain())]
CHOICES = [option("a", mrkdwn(), description=mrkdwn()), option("b")]
MENU = {"placeholder": plain(), "confirm": CONFIRM, "focus_on_load": True}
TYPING = {
    "placeholder": plain(),
    "focus_on_load": True,
    "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]},
}
FILTER = {"include": ["im", "public"], "exclude_external_shared_channels": True, "exclude_bot_users": True}
FEEDBACK = {"text": plain(), "value": "up", "accessibility_label": "Good answer"}
WORKFLOW = {
    "trigger": {
        "url": "https://example.com/trigger",
        "customizable_input_parameters": [{"name": "deal", "value": "7"}],
    }
}

GOOD_ELEMENTS: dict[str, Json] = {
    "button": {
        "text": plain(),
        "action_id": "go",
        "url": "https://example.com/x",
        "value": "7",
        "style": "primary",
        "confirm": CONFIRM,
        "accessibility_label": "Go",
        "agent_prompt": "Help",
        "agent_prompt_display": "Helping",
    },
    "workflow_button": {"text": plain(), "workflow": WORKFLOW, "style": "danger", "accessibility_label": "Go"},
    "icon_button": {"icon": "trash", "text": plain(), "value": "7", "visible_to_user_ids": ["U1"]},
    "feedback_buttons": {"positive_button": FEEDBACK, "negative_button": FEEDBACK, "action_id": "grade"},
    "overflow": {"options": [option("a", url="https://example.com"), option("b")], "confirm": CONFIRM},
    "checkboxes": {"options": CHOICES, "initial_options": CHOICES[:1], "confirm": CONFIRM},
    "radio_buttons": {"options": CHOICES, "initial_option": CHOICES[1], "focus_on_load": True},
    "datepicker": {"initial_date": "2028-02-29", **MENU},
    "timepicker": {"initial_time": "23:59", "timezone": "Europe/Helsinki", **MENU},
    "datetimepicker": {"initial_date_time": 1_795_000_000, "confirm": CONFIRM, "focus_on_load": True},
    "static_select": {"options": TWO, "initial_option": TWO[1], **MENU},
    "external_select": {"initial_option": TWO[1], "min_query_length": 0, **MENU},
    "users_select": {"initial_user": "W1", **MENU},
    "conversations_select": {"initial_conversation": "D1", "filter": FILTER, **MENU},
    "channels_select": {"initial_channel": "C1", **MENU},
    "multi_static_select": {
        "option_groups": [{"label": plain(), "options": TWO}],
        "initial_options": TWO,
        "max_selected_items": 2,
        **MENU,
    },
    "multi_external_select": {
        "initial_options": TWO,
        "min_query_length": 3,
        "placeholder": plain(),
        "confirm": CONFIRM,
    },
    "multi_users_select": {"initial_users": ["U1", "W2"], "max_selected_items": 2, **MENU},
    "multi_conversations_select": {
        "initial_conversations": ["C1"],
        "filter": FILTER,
        "default_to_current_conversation": True,
        **MENU,
    },
    "multi_channels_select": {"initial_channels": ["C1"], **MENU},
    "plain_text_input": {
        "initial_value": "So",
        "multiline": True,
        "min_length": 2,
        "max_length": 2,
        **TYPING,
    },
    "rich_text_input": {"initial_value": rich(), "min_lines": 1, "max_lines": 100, **TYPING},
    "email_text_input": {"initial_value": "a@example.com", **TYPING},
    "url_text_input": {"initial_value": "https://example.com", **TYPING},
    "number_input": {
        "is_decimal_allowed": True,
        "initial_value": "1.5",
        "min_value": "-1",
        "max_value": "2",
        **TYPING,
    },
    "file_input": {"filetypes": ["pdf"], "max_files": 10},
    "image": {"alt_text": "A logo", "image_url": "https://example.com/logo.png"},
}
GOOD_ELEMENTS = {name: {"type": name, **fields} for name, fields in GOOD_ELEMENTS.items()}

STYLE = {"bold": True, "italic": False, "strike": True, "underline": False}
MENTION = {**STYLE, "highlight": True, "client_highlight": True, "unlink": False}
GOOD_INLINE: dict[str, Json] = {
    "text": {"text": "Hi", "style": {**STYLE, "code": True}},
    "link": {"url": "mailto:a@example.com", "text": "mail", "unsafe": False, "style": STYLE},
    "emoji": {"name": "wave", "unicode": "1f44b", "skin_tone": 3},
    "user": {"user_id": "U1", "style": MENTION},
    "channel": {"channel_id": "C1", "style": MENTION},
    "usergroup": {"usergroup_id": "S1", "style": MENTION},
    "team": {"team_id": "T1"},
    "broadcast": {"range": "here"},
    "color": {"value": "#F405B3"},
    "date": {"timestamp": 1_795_000_000, "format": "{date_num}", "fallback": "then", "url": "https://example.com"},
}
LINE = [{"type": name, **fields} for name, fields in GOOD_INLINE.items()]
GOOD_RICH: dict[str, Json] = {
    "rich_text_section": {"elements": LINE},
    "rich_text_list": {
        "style": "ordered",
        "elements": [words()],
        "indent": 8,
        "offset": 4,
        "border": 1,
    },
    "rich_text_quote": {"elements": LINE, "border": 1},
    "rich_text_preformatted": {"elements": LINE[:2], "border": 0, "language": "python"},
}
GOOD_RICH = {name: {"type": name, **fields} for name, fields in GOOD_RICH.items()}

GOOD_CELLS: dict[str, Json] = {
    "raw_text": {"type": "raw_text", "text": "Lumi", "emoji": False},
    "raw_number": {"type": "raw_number", "value": -1.5, "text": "-1,50"},
    "rich_text": rich(),
}
SERIES = [{"name": name, "data": [{"label": "Q1", "value": 0}, {"label": "Q2", "value": -2.5}]} for name in "ab"]
AXES = {"categories": ["Q1", "Q2"], "x_label": "Quarter", "y_label": "Calls"}
GOOD_CHARTS: dict[str, Json] = {
    "pie": {"type": "pie", "segments": [{"label": "Calls", "value": 0.5}, {"label": "Quotes", "value": 2}]},
    **{name: {"type": name, "series": SERIES, "axis_config": AXES} for name in ("bar", "line", "area")},
}
TASK = {
    "task_id": "t1",
    "title": "Look",
    "status": "complete",
    "details": rich(),
    "output": rich(),
    "sources": [{"type": "url", "url": "https://example.com", "text": "Source"}],
}
IMAGE = GOOD_ELEMENTS["image"]
CARD = {
    "type": "card",
    "hero_image": IMAGE,
    "icon": IMAGE,
    "title": plain(),
    "subtitle": mrkdwn(),
    "body": mrkdwn(),
    "subtext": plain(),
    "actions": [GOOD_ELEMENTS["button"]],
}
GOOD_BLOCKS: dict[str, Json] = {
    "actions": {"elements": [GOOD_ELEMENTS["button"], GOOD_ELEMENTS["overflow"]]},
    "alert": {"text": mrkdwn(), "level": "warning"},
    "card": CARD,
    "carousel": {"elements": [CARD, {"type": "card", "title": plain(), "slack_icon": {"type": "icon", "name": "key"}}]},
    "container": {
        "title": plain(),
        "rich_text_title": rich(),
        "subtitle": mrkdwn(),
        "icon": IMAGE,
        "width": "full",
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [{"type": "divider"}, {"type": "header", "text": plain()}],
    },
    "context": {"elements": [plain(), mrkdwn(), IMAGE]},
    "context_actions": {"elements": [GOOD_ELEMENTS["feedback_buttons"], GOOD_ELEMENTS["icon_button"]]},
    "data_table": {
        "caption": "Use",
        "page_size": 100,
        "row_header_column_index": 1,
        "rows": [[GOOD_CELLS["raw_text"]] * 3, list(GOOD_CELLS.values())],
    },
    "data_visualization": {"title": "Use", "chart": GOOD_CHARTS["bar"]},
    "divider": {},
    "file": {"external_id": "F7", "source": "remote"},
    "header": {"text": plain()},
    "image": {"alt_text": "Logo", "slack_file": {"id": "F12345678"}, "title": plain()},
    "input": {
        "label": plain(),
        "element": GOOD_ELEMENTS["plain_text_input"],
        "hint": plain(),
        "optional": True,
        "dispatch_action": True,
    },
    "markdown": {"text": "# Hi"},
    "plan": {"title": "Plan", "tasks": [TASK, {"task_id": "t2", "title": "Then", "status": "pending"}]},
    "rich_text": {"elements": list(GOOD_RICH.values())},
    "section": {"text": mrkdwn(), "fields": [plain(), mrkdwn()], "accessory": IMAGE, "expand": True},
    "table": {
        "rows": [list(GOOD_CELLS.values())],
        "column_settings": [{"align": "right", "is_wrapped": True}, None],
    },
    "task_card": TASK,
    "video": {
        "alt_text": "",
        "title": plain(),
        "thumbnail_url": "https://example.com/t.png",
        "video_url": "https://example.com/v",
        "title_url": "https://example.com",
        "description": plain(),
        "author_name": "Maya",
        "provider_name": "Tube",
        "provider_icon_url": "https://example.com/i.png",
    },
}
GOOD_BLOCKS = {name: {"type": name, "block_id": f"b-{name}", **fields} for name, fields in GOOD_BLOCKS.items()}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain("Send"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def in_input(element: Json) -> Json:
    return {"type": "input", "label": plain(), "element": element}


def block_with(element: Json) -> Json:
    """The element in the first block that may hold it."""
    kind = element["type"]
    if kind in IN_ACTIONS:
        return {"type": "actions", "elements": [element]}
    if kind in IN_INPUT:
        return in_input(element)
    if kind in IN_CONTEXT_ACTIONS:
        return {"type": "context_actions", "elements": [element]}
    return {"type": "context", "elements": [element]}


def problems(block: Json) -> list[str]:
    """What is wrong with one block in a surface where it may stand; the pointers begin at the block."""
    if block["type"] in ON_MODAL:
        found = problems_in_view(modal(block))
        return [problem.replace("/view/blocks/0", "", 1) for problem in found]
    return [problem.replace("/blocks/0", "", 1) for problem in problems_in_message([block], "Words")]


def altered(thing: Any, **fields: Any) -> Any:
    return {**fresh(thing), **fields}


def options(count: int) -> list[Json]:
    return [option(f"v{number}") for number in range(count)]


def points(count: int) -> list[Json]:
    return [{"label": f"p{number}", "value": 1} for number in range(count)]


def cells(count: int) -> list[Json]:
    return [{"type": "raw_text", "text": "x"}] * count


def chart_of(count: int) -> Json:
    data = points(count)
    return {
        "type": "bar",
        "series": [{"name": "s", "data": data}],
        "axis_config": {"categories": [point["label"] for point in data]},
    }


EXAMPLES = [
    *GOOD_BLOCKS.values(),
    *(block_with(element) for element in GOOD_ELEMENTS.values()),
    *(altered(GOOD_BLOCKS["data_visualization"], chart=chart) for chart in GOOD_CHARTS.values()),
]


def label(block: Any) -> str:
    return block["type"] if isinstance(block, dict) and "type" in block else ""


@pytest.mark.parametrize(
    ("known", "examples"),
    [
        (BLOCKS, GOOD_BLOCKS),
        (ELEMENTS, GOOD_ELEMENTS),
        (INLINE, GOOD_INLINE),
        (RICH, GOOD_RICH),
        (CELLS, GOOD_CELLS),
        (CHARTS, GOOD_CHARTS),
    ],
)
def test_everything_in_the_tables_has_an_example(known: Json, examples: Json) -> None:
    assert set(known) == set(examples)


@pytest.mark.parametrize("block", EXAMPLES, ids=label)
def test_good_blocks_pass_and_leave_no_trace_in_the_log(block: Json, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        assert problems(block) == []
    assert not caplog.records


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value, root first."""
    yield at
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in children:
        yield from places(item, (*at, key))


def at(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        value = value[key]
    return value


def pointer(place: tuple[Any, ...]) -> str:
    return "".join(f"/{key}" for key in place)


@pytest.mark.parametrize("block", EXAMPLES, ids=label)
def test_an_unknown_field_is_refused_wherever_it_stands(block: Json) -> None:
    for place in places(block):
        changed = fresh(block)
        if isinstance(at(changed, place), dict):
            at(changed, place)["surpri/e~"] = 1
            assert problems(changed) == [f"{pointer(place)}/surpri~1e~0: unknown field"]


@pytest.mark.parametrize("block", EXAMPLES, ids=label)
@pytest.mark.parametrize("wrong", [None, 7.5, "", [], {}, [[]], float("nan")], ids=repr)
def test_a_value_of_the_wrong_type_is_refused_where_it_stands(block: Json, wrong: Any) -> None:
    for place in places(block):
        harmless = place == () or place[-1] in ("alt_text", "value") or "column_settings" in place
        if harmless or type(at(block, place)) is type(wrong):
            continue
        changed = fresh(block)
        at(changed, place[:-1])[place[-1]] = wrong
        found = problems(changed)
        here, above = pointer(place), pointer(place[:-1])
        assert found, here
        assert all(problem.startswith((here, f"{above}:", "/elements", "/options")) for problem in found)


@pytest.mark.parametrize("block", EXAMPLES, ids=label)
def test_a_missing_type_or_an_unknown_one_is_refused(block: Json) -> None:
    for place in places(block):
        if place and isinstance(at(block, place), dict) and "type" in at(block, place):
            for kind in ("unknown", 7):
                changed = fresh(block)
                at(changed, place)["type"] = kind
                (problem,) = problems(changed)
                assert problem.startswith(pointer(place))


REQUIRED = [
    *((GOOD_BLOCKS[name], shape.must) for name, shape in BLOCKS.items()),
    *((GOOD_ELEMENTS[name], shape.must) for name, shape in ELEMENTS.items()),
]


@pytest.mark.parametrize(("thing", "must"), REQUIRED, ids=label)
def test_what_is_required_is_missed(thing: Json, must: Json) -> None:
    for name in must:
        changed = {key: item for key, item in thing.items() if key != name}
        block = changed if thing in GOOD_BLOCKS.values() else block_with(changed)
        (problem,) = problems(block)
        assert problem.endswith(f": missing required field: {name}")
