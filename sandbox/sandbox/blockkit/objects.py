"""Composition objects: what several elements share. Source: docs.slack.dev/reference/block-kit/composition-objects."""

from .checks import ADDRESS, FILE_ID, WEB_ADDRESS, at_least_one_of, exactly_one_of, unique
from .rules import Flag, Rule, Several, Shape, Str, Text, plain

BLOCK_ID = Str(255)
ACTION_ID = Str(255)
STYLE = Str(among=("primary", "danger"))
PLACEHOLDER = plain(150)

CONFIRM = Shape(
    must={"title": plain(100), "text": Text(300), "confirm": plain(30), "deny": plain(30)},
    may={"style": STYLE},
)


def option(text: Text, **more: Rule) -> Shape:
    """An option: menus take plain_text only, checkboxes and radio buttons mrkdwn too, only overflows a url."""
    return Shape(
        must={"text": text, "value": Str(150)},
        may={"description": Text(75, text.kinds), **more},
    )


MENU_OPTION = option(plain(75))
CHOICE_OPTION = option(Text(75))
OVERFLOW_OPTION = option(plain(75), url=ADDRESS)

MENU_OPTIONS = Several(MENU_OPTION, 100)
OPTION_GROUPS = Several(Shape(must={"label": plain(75), "options": MENU_OPTIONS}), 100)

CONVERSATION_FILTER = Shape(
    may={
        "include": Several(Str(among=("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    checks=(at_least_one_of("include", "exclude_external_shared_channels", "exclude_bot_users"), unique("include")),
)

DISPATCH_CONFIG = Shape(
    must={"trigger_actions_on": Several(Str(among=("on_enter_pressed", "on_character_entered")), 2)},
    checks=(unique("trigger_actions_on"),),
)

SLACK_FILE = Shape(may={"id": FILE_ID, "url": WEB_ADDRESS}, checks=(exactly_one_of("id", "url"),))

WORKFLOW = Shape(
    must={
        "trigger": Shape(
            must={"url": WEB_ADDRESS},
            may={"customizable_input_parameters": Several(Shape(must={"name": Str(), "value": Str(least=0)}), least=0)},
        )
    }
)
