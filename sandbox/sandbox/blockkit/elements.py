"""Block elements: buttons, menus, inputs, pictures. Source: docs.slack.dev/reference/block-kit/block-elements."""

from . import checks
from .checks import ADDRESS, CHANNEL, DATE, NUMERAL, TIME, USER, WEB_ADDRESS, ZONE, needs, ordered
from .objects import (
    ACTION_ID,
    CHOICE_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    MENU_OPTION,
    MENU_OPTIONS,
    OPTION_GROUPS,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    SLACK_FILE,
    STYLE,
    WORKFLOW,
)
from .rules import Check, Flag, Num, Rule, Several, Shape, Str, Typed, plain


def _interactive(must: dict[str, Rule], may: dict[str, Rule], *checks: Check) -> Shape:
    return Shape(must=must, may={"action_id": ACTION_ID, **may}, checks=checks)


def _choosing(must: dict[str, Rule], may: dict[str, Rule], *checks: Check) -> Shape:
    return _interactive(must, {"confirm": CONFIRM, "focus_on_load": Flag(), **may}, *checks)


def _menu(may: dict[str, Rule], *checks: Check) -> Shape:
    return _choosing({}, {"placeholder": PLACEHOLDER, **may}, *checks)


def _multi_menu(may: dict[str, Rule], *more: Check) -> Shape:
    return _menu({"max_selected_items": Num(1), **may}, checks.initial_within_selected, *more)


def _typing(must: dict[str, Rule], may: dict[str, Rule], *checks: Check) -> Shape:
    more: dict[str, Rule] = {
        "placeholder": PLACEHOLDER,
        "focus_on_load": Flag(),
        "dispatch_action_config": DISPATCH_CONFIG,
    }
    return _interactive(must, {**more, **may}, *checks)


FEEDBACK_BUTTON = Shape(must={"text": plain(75), "value": Str(2000)}, may={"accessibility_label": Str(75)})
OPTIONS: dict[str, Rule] = {"options": MENU_OPTIONS, "option_groups": OPTION_GROUPS}
OPTION_CHECKS = (
    checks.exactly_one_of("options", "option_groups"),
    checks.initial_among_options,
    checks.option_values_unique,
)
CONVERSATIONS: dict[str, Rule] = {"default_to_current_conversation": Flag(), "filter": CONVERSATION_FILTER}
ANSWERING: dict[str, Rule] = {"response_url_enabled": Flag()}

ELEMENTS = {
    "button": _interactive(
        {"text": plain(75)},
        {
            "url": ADDRESS,
            "value": Str(2000),
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": Str(75),
            "agent_prompt": Str(4000),
            "agent_prompt_display": Str(),
        },
        needs("agent_prompt_display", "agent_prompt"),
    ),
    "workflow_button": _interactive(
        {"text": plain(75), "workflow": WORKFLOW},
        {"style": STYLE, "confirm": CONFIRM, "accessibility_label": Str(75)},
    ),
    "icon_button": _interactive(
        {"icon": Str(among=("trash",)), "text": plain()},
        {
            "value": Str(2000),
            "confirm": CONFIRM,
            "accessibility_label": Str(75),
            "visible_to_user_ids": Several(USER, 10),
        },
    ),
    "feedback_buttons": _interactive({"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}, {}),
    "overflow": _interactive(
        {"options": Several(OVERFLOW_OPTION, 5)}, {"confirm": CONFIRM}, checks.option_values_unique
    ),
    "checkboxes": _choosing(
        {"options": Several(CHOICE_OPTION, 10)},
        {"initial_options": Several(CHOICE_OPTION, 10)},
        checks.initial_among_options,
        checks.option_values_unique,
    ),
    "radio_buttons": _choosing(
        {"options": Several(CHOICE_OPTION, 10)},
        {"initial_option": CHOICE_OPTION},
        checks.initial_among_options,
        checks.option_values_unique,
    ),
    "datepicker": _choosing({}, {"initial_date": DATE, "placeholder": PLACEHOLDER}),
    "timepicker": _choosing({}, {"initial_time": TIME, "timezone": ZONE, "placeholder": PLACEHOLDER}),
    # Slack reads the Unix time as ten digits.
    "datetimepicker": _choosing({}, {"initial_date_time": Num(1_000_000_000, 9_999_999_999)}),
    "static_select": _menu({**OPTIONS, "initial_option": MENU_OPTION}, *OPTION_CHECKS),
    "external_select": _menu({"initial_option": MENU_OPTION, "min_query_length": Num(0)}),
    "users_select": _menu({"initial_user": USER}),
    "conversations_select": _menu({"initial_conversation": CHANNEL, **CONVERSATIONS, **ANSWERING}),
    "channels_select": _menu({"initial_channel": CHANNEL, **ANSWERING}),
    "multi_static_select": _multi_menu({**OPTIONS, "initial_options": MENU_OPTIONS}, *OPTION_CHECKS),
    # The one menu that can't have the focus on load.
    "multi_external_select": _interactive(
        {},
        {
            "placeholder": PLACEHOLDER,
            "confirm": CONFIRM,
            "initial_options": MENU_OPTIONS,
            "min_query_length": Num(0),
            "max_selected_items": Num(1),
        },
        checks.initial_within_selected,
    ),
    "multi_users_select": _multi_menu({"initial_users": Several(USER)}),
    "multi_conversations_select": _multi_menu({"initial_conversations": Several(CHANNEL), **CONVERSATIONS}),
    "multi_channels_select": _multi_menu({"initial_channels": Several(CHANNEL)}),
    "plain_text_input": _typing(
        {},
        {
            "initial_value": Str(3000),
            "multiline": Flag(),
            "min_length": Num(0, 3000),
            "max_length": Num(1, 3000),
        },
        ordered("min_length", "max_length"),
        checks.initial_within_max,
    ),
    "rich_text_input": _typing(
        {},
        {
            "initial_value": Typed("block", ("rich_text",)),
            "min_lines": Num(1, 100),
            "max_lines": Num(1, 100),
        },
        ordered("min_lines", "max_lines"),
    ),
    "email_text_input": _typing({}, {"initial_value": Str()}),
    "url_text_input": _typing({}, {"initial_value": Str()}),
    "number_input": _typing(
        {"is_decimal_allowed": Flag()},
        {"initial_value": NUMERAL, "min_value": NUMERAL, "max_value": NUMERAL},
        checks.whole_unless_decimal,
        ordered("min_value", "max_value"),
        ordered("min_value", "initial_value"),
        ordered("initial_value", "max_value"),
    ),
    "file_input": _interactive({}, {"filetypes": Several(Str()), "max_files": Num(1, 10)}),
    "image": Shape(
        must={"alt_text": Str(2000)},
        may={"image_url": WEB_ADDRESS, "slack_file": SLACK_FILE},
        checks=(checks.exactly_one_of("image_url", "slack_file"),),
    ),
}

MENUS = tuple(name for name in ELEMENTS if name.endswith("_select"))
PICKERS = ("checkboxes", "radio_buttons", "datepicker", "timepicker")

IN_ACTIONS = ("button", "workflow_button", "overflow", *PICKERS, "datetimepicker", *MENUS)
IN_SECTION = ("button", "workflow_button", "overflow", *PICKERS, *MENUS, "image")
IN_INPUT = (
    *PICKERS,
    "datetimepicker",
    *MENUS,
    "plain_text_input",
    "rich_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
)
IN_CONTEXT_ACTIONS = ("feedback_buttons", "icon_button")
