"""Blocks broken in one way each, and the sentence that says so."""

import pytest
from test_blockkit_examples import (
    CARD,
    CONFIRM,
    GOOD_BLOCKS,
    GOOD_CHARTS,
    GOOD_ELEMENTS,
    GOOD_RICH,
    IMAGE,
    SERIES,
    TASK,
    TWO,
    Json,
    altered,
    block_with,
    cells,
    chart_of,
    mrkdwn,
    option,
    plain,
    points,
    problems,
    rich,
    words,
)

# block, the one problem it has
BROKEN: list[tuple[Json, str]] = [
    (altered(GOOD_BLOCKS["header"], text=mrkdwn()), "/text/type: must be plain_text"),
    (altered(GOOD_BLOCKS["header"], text="bare"), "/text: must be a text object of type plain_text"),
    (altered(GOOD_BLOCKS["section"], text=plain("")), "/text/text: must be at least 1 character"),
    (altered(GOOD_BLOCKS["section"], text={**mrkdwn(), "emoji": True}), "/text/emoji: unknown field"),
    (altered(GOOD_BLOCKS["section"], text={**plain(), "verbatim": True}), "/text/verbatim: unknown field"),
    ({"type": "section"}, ": must have at least one of text, fields"),
    ({"type": "section", "fields": []}, "/fields: must have at least 1 item"),
    ({"type": "actions", "elements": []}, "/elements: must have at least 1 item"),
    ({"type": "context", "elements": []}, "/elements: must have at least 1 item"),
    ({"type": "divider", "block_id": ""}, "/block_id: must be at least 1 character"),
    ({"type": "card", "subtitle": plain()}, ": must have at least one of hero_image, title, body, actions"),
    (altered(CARD, slack_icon={"type": "icon", "name": "key"}), ": can't have both icon and slack_icon"),
    (altered(IMAGE, slack_file={"id": "F12345678"}), ": must have exactly one of image_url, slack_file"),
    (altered(IMAGE, image_url="logo.png"), "/image_url: must be an http or https address"),
    (
        altered(GOOD_BLOCKS["image"], slack_file={"id": "F12345678", "url": "https://example.com"}),
        "/slack_file: must have exactly one of id, url",
    ),
    (
        {"type": "container", "child_blocks": [{"type": "divider"}]},
        ": must have at least one of title, rich_text_title",
    ),
    (
        altered(GOOD_BLOCKS["container"], is_collapsible=False),
        "/default_collapsed: needs is_collapsible",
    ),
    (
        altered(GOOD_BLOCKS["input"], element=GOOD_ELEMENTS["file_input"]),
        "/dispatch_action: can't be used with file_input",
    ),
    (altered(GOOD_BLOCKS["alert"], level="loud"), "/level: must be one of default, info, warning, error, success"),
    (altered(GOOD_BLOCKS["file"], source="local"), "/source: must be one of remote"),
    ({**TASK, "type": "task_card", "status": "pending"}, "/status: pending only within a plan"),
    (altered(GOOD_BLOCKS["plan"], tasks=[TASK, TASK]), "/tasks/1/task_id: must be unique"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "/rows/0/0/text: must be at least 1 character",
    ),
    (
        {"type": "table", "rows": [[{"type": "rich_text", "elements": []}]]},
        "/rows/0/0/elements: must have at least 1 item",
    ),
    ({"type": "table", "rows": [[]]}, "/rows/0: must have at least 1 item"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_001}]]},
        "/rows: must be at most 10000 characters",
    ),
    (altered(GOOD_BLOCKS["data_table"], rows=[cells(1)]), "/rows: must have at least 2 items"),
    (
        altered(GOOD_BLOCKS["data_table"], rows=[cells(3), cells(2)]),
        "/rows/1: must have as many cells as the first row",
    ),
    (
        altered(GOOD_BLOCKS["data_table"], rows=[[*cells(1), rich()], cells(2)]),
        "/rows/0/1/type: rich_text can't stand in the header row",
    ),
    (
        altered(GOOD_BLOCKS["data_table"], row_header_column_index=3),
        "/row_header_column_index: must be the index of a column",
    ),
    (altered(GOOD_BLOCKS["data_table"], caption=""), "/caption: must be at least 1 character"),
]

BROKEN_ELEMENTS: list[tuple[Json, str]] = [
    ({"type": "button", "text": mrkdwn()}, "/text/type: must be plain_text"),
    ({"type": "button", "text": plain(), "style": "default"}, "/style: must be one of primary, danger"),
    ({"type": "button", "text": plain(), "url": "example.com"}, "/url: must be an absolute address"),
    ({"type": "button", "text": plain(), "url": "https://a b"}, "/url: must be an absolute address"),
    ({"type": "button", "text": plain(), "value": ""}, "/value: must be at least 1 character"),
    ({"type": "button", "text": plain(), "agent_prompt_display": "x"}, "/agent_prompt_display: needs agent_prompt"),
    (
        {"type": "button", "text": plain(), "confirm": {"title": plain(), "text": plain(), "confirm": plain()}},
        "/confirm: missing required field: deny",
    ),
    (
        {"type": "button", "text": plain(), "confirm": altered(CONFIRM, title=mrkdwn())},
        "/confirm/title/type: must be plain_text",
    ),
    (altered(GOOD_ELEMENTS["icon_button"], icon="star"), "/icon: must be one of trash"),
    ({"type": "overflow", "options": [option("a", mrkdwn())]}, "/options/0/text/type: must be plain_text"),
    ({"type": "overflow", "options": []}, "/options: must have at least 1 item"),
    ({"type": "overflow", "options": [option("a"), option("a")]}, "/options/1/value: must be unique"),
    (
        {"type": "checkboxes", "options": [option("a", url="https://example.com")]},
        "/options/0/url: unknown field",
    ),
    (
        altered(GOOD_ELEMENTS["checkboxes"], initial_options=[option("z")]),
        "/initial_options/0: must be equal to one of the options",
    ),
    (
        altered(GOOD_ELEMENTS["radio_buttons"], initial_option=option("b", plain("Other words"))),
        "/initial_option: must be equal to one of the options",
    ),
    (
        altered(GOOD_ELEMENTS["static_select"], initial_option=option("z")),
        "/initial_option: must be equal to one of the options",
    ),
    ({"type": "static_select"}, ": must have exactly one of options, option_groups"),
    (
        {"type": "static_select", "options": TWO, "option_groups": [{"label": plain(), "options": [option("z")]}]},
        ": must have exactly one of options, option_groups",
    ),
    (
        altered(GOOD_ELEMENTS["multi_static_select"], max_selected_items=1),
        "/initial_options: must not have more items than max_selected_items",
    ),
    (
        {"type": "multi_static_select", "option_groups": [{"label": plain(), "options": TWO[:1]}] * 2},
        "/option_groups/1/options/0/value: must be unique",
    ),
    (altered(GOOD_ELEMENTS["multi_users_select"], max_selected_items=0), "/max_selected_items: must be at least 1"),
    ({"type": "multi_external_select", "focus_on_load": True}, "/focus_on_load: unknown field"),
    (altered(GOOD_ELEMENTS["users_select"], initial_user="maya"), "/initial_user: must be the id of a user"),
    (
        altered(GOOD_ELEMENTS["conversations_select"], filter={}),
        "/filter: must have at least one of include, exclude_external_shared_channels, exclude_bot_users",
    ),
    (
        altered(GOOD_ELEMENTS["conversations_select"], filter={"include": ["im", "im"]}),
        "/filter/include/1: must be unique",
    ),
    (altered(GOOD_ELEMENTS["datepicker"], initial_date="2027-02-29"), "/initial_date: must be a date as YYYY-MM-DD"),
    (altered(GOOD_ELEMENTS["datepicker"], initial_date="20270228"), "/initial_date: must be a date as YYYY-MM-DD"),
    (altered(GOOD_ELEMENTS["timepicker"], initial_time="24:00"), "/initial_time: must be a time as HH:mm"),
    (altered(GOOD_ELEMENTS["timepicker"], timezone="Moon/Base"), "/timezone: must be an IANA timezone"),
    (altered(GOOD_ELEMENTS["timepicker"], timezone="../x"), "/timezone: must be an IANA timezone"),
    (
        altered(GOOD_ELEMENTS["datetimepicker"], initial_date_time=99),
        "/initial_date_time: must be at least 1e+09",
    ),
    (altered(GOOD_ELEMENTS["plain_text_input"], min_length=3), "/min_length: must not be above max_length"),
    (
        altered(GOOD_ELEMENTS["plain_text_input"], initial_value="Too"),
        "/initial_value: must not be longer than max_length",
    ),
    (
        altered(GOOD_ELEMENTS["plain_text_input"], dispatch_action_config={"trigger_actions_on": ["on_whim"]}),
        "/dispatch_action_config/trigger_actions_on/0: must be one of on_enter_pressed, on_character_entered",
    ),
    (altered(GOOD_ELEMENTS["rich_text_input"], min_lines=3, max_lines=2), "/min_lines: must not be above max_lines"),
    (altered(GOOD_ELEMENTS["number_input"], max_value="1"), "/initial_value: must not be above max_value"),
    (altered(GOOD_ELEMENTS["number_input"], min_value="many"), "/min_value: must be a number in a string"),
    (altered(GOOD_ELEMENTS["number_input"], min_value="NaN"), "/min_value: must be a number in a string"),
    (
        altered(GOOD_ELEMENTS["number_input"], is_decimal_allowed=False),
        "/initial_value: must be a whole number: is_decimal_allowed is false",
    ),
    (altered(GOOD_ELEMENTS["file_input"], max_files=0), "/max_files: must be at least 1"),
]

BROKEN_RICH: list[tuple[Json, str]] = [
    ({"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}, "/elements/0/text: must be at least 1"),
    ({"type": "rich_text_section", "elements": []}, "/elements: must have at least 1 item"),
    (
        {"type": "rich_text_section", "elements": [words()]},
        "/elements/0/type: unknown type: rich_text_section",
    ),
    (
        {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "x"}]},
        "/elements/0/type: unknown type: text",
    ),
    (
        {"type": "rich_text_list", "style": "bullet", "elements": [GOOD_RICH["rich_text_quote"]]},
        "/elements/0/type: rich_text_quote can't stand here, only rich_text_section",
    ),
    (altered(GOOD_RICH["rich_text_list"], style="dashes"), "/style: must be one of bullet, ordered"),
    (altered(GOOD_RICH["rich_text_list"], indent=9), "/indent: must be at most 8"),
    (altered(GOOD_RICH["rich_text_list"], border=2), "/border: must be at most 1"),
    (
        {"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "wave"}]},
        "/elements/0/type: emoji can't stand here, only text, link",
    ),
    (
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "x", "style": {"loud": True}}]},
        "/elements/0/style/loud: unknown field",
    ),
    (
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "x", "style": {"bold": 1}}]},
        "/elements/0/style/bold: must be true or false",
    ),
    (
        {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "maya"}]},
        "/elements/0/user_id: must be the",
    ),
    (
        {"type": "rich_text_section", "elements": [{"type": "channel", "channel_id": "#all"}]},
        "/elements/0/channel_id: must be the id",
    ),
    (
        {"type": "rich_text_section", "elements": [{"type": "color", "value": "red"}]},
        "/elements/0/value: must be a colour",
    ),
    (
        {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "all"}]},
        "/elements/0/range: must be one of here, channel, everyone",
    ),
    (
        {"type": "rich_text_section", "elements": [{"type": "date", "timestamp": 1}]},
        "/elements/0: missing required field: format",
    ),
]

BROKEN_CHARTS: list[tuple[Json, str]] = [
    ({"type": "pie", "segments": []}, "/segments: must have at least 1 item"),
    ({"type": "pie", "segments": [{"label": "x", "value": 0}]}, "/segments/0/value: must be greater than 0"),
    ({"type": "pie", "segments": points(1) * 2}, "/segments/1/label: must be unique"),
    (altered(GOOD_CHARTS["bar"], series=[]), "/series: must have at least 1 item"),
    (altered(GOOD_CHARTS["bar"], series=SERIES[:1] * 2), "/series/1/name: must be unique"),
    (
        altered(GOOD_CHARTS["line"], axis_config={"categories": ["Q1", "Q2", "Q3"]}),
        "/series/0/data: must have one point for each category",
    ),
    (altered(chart_of(20), axis_config={"categories": ["a", "a"]}), "/axis_config/categories/1: must be unique"),
    ({"type": "radar", "series": SERIES}, "/type: unknown type: radar"),
]


def within(element: Json, problem: str) -> tuple[Json, str]:
    block = block_with(element)
    return block, ("/element" if block["type"] == "input" else "/elements/0") + problem


ALL_BROKEN = [
    *BROKEN,
    *(within(element, problem) for element, problem in BROKEN_ELEMENTS),
    *((rich(part), f"/elements/0{problem}") for part, problem in BROKEN_RICH),
    *(({**GOOD_BLOCKS["data_visualization"], "chart": chart}, f"/chart{problem}") for chart, problem in BROKEN_CHARTS),
]


@pytest.mark.parametrize(("block", "problem"), ALL_BROKEN, ids=[problem for _, problem in ALL_BROKEN])
def test_broken_blocks_are_refused_with_the_reason(block: Json, problem: str) -> None:
    found = problems(block)
    assert found[0].startswith(problem)
    # A chart that has lost a category has lost it in every series.
    assert len(found) == 1 or "for each category" in problem
