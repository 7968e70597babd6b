"""Does Slack take these blocks? Three questions, each answered with a list of what is wrong.

Every problem is one sentence that begins with a JSON pointer, as in Slack's own answers:
`/blocks/2/text/text: must be at most 3000 characters`; two begin with an error code instead, because Slack answers
them with that code and not with invalid_blocks: `msg_blocks_too_long: …` and `view_too_large: …`.
An empty list means: fine. Nothing here raises, whatever comes in, and no problem repeats a text that was sent.

The rules are data (`objects`, `elements`, `richtext`, `blocks`), `walk` applies them, `payload` looks at the whole,
and `second` asks slack_sdk. Sources: docs.slack.dev/reference/block-kit and what Slack was seen to refuse.
"""

import json
from collections.abc import Mapping
from typing import Any

from . import payload
from .blocks import ON_HOME, ON_MESSAGE, ON_MODAL, TABLES
from .checks import exactly_one_of, option_values_unique
from .objects import MENU_OPTION, OPTION_GROUPS
from .rules import Flag, Several, Shape, Str, Typed, plain
from .second import second_opinion
from .walk import walk

__all__ = ["problems_in_message", "problems_in_options", "problems_in_view"]

LONGEST_TEXT = 40_000
LARGEST_VIEW = 250_000

MESSAGE_BLOCKS = Several(Typed("block", ON_MESSAGE), 50, least=0)
_ANY_VIEW = {
    "private_metadata": Str(3000, least=0),
    "callback_id": Str(255, least=0),
    "external_id": Str(255, least=0),
}
VIEWS = {
    "modal": Shape(
        must={"title": plain(24), "blocks": Several(Typed("block", ON_MODAL), 100, least=0)},
        may={
            **_ANY_VIEW,
            "close": plain(24),
            "submit": plain(24),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
        },
    ),
    "home": Shape(must={"blocks": Several(Typed("block", ON_HOME), 100, least=0)}, may={**_ANY_VIEW}),
}
VIEW = Typed("view", tuple(VIEWS))
OPTIONS = Shape(
    # A search that finds nothing answers with an empty list.
    may={"options": Several(MENU_OPTION, 100, least=0), "option_groups": OPTION_GROUPS},
    checks=(exactly_one_of("options", "option_groups"), option_values_unique),
)


def problems_in_message(blocks: Any, text: str | None) -> list[str]:
    """What Slack would refuse in the `blocks` and `text` of a message; either may be None.

    That a message needs one of the two is not asked here: Slack answers that with no_text.
    """
    found = [] if text is None else list(walk(text, Str(LONGEST_TEXT, least=0), "/text", TABLES))
    if blocks is None:
        return found
    wrong = list(walk(blocks, MESSAGE_BLOCKS, "/blocks", TABLES))
    if not wrong:
        wrong += payload.ids(blocks, "/blocks")
        wrong += payload.surface(blocks, "/blocks", "message")
        wrong += payload.totals(blocks)
        wrong += second_opinion(blocks, "/blocks")
    return found + wrong


def problems_in_view(view: Any) -> list[str]:
    """What Slack would refuse in a view, modal or home, as views.open, push, update and publish get it."""
    wrong = list(walk(view, VIEW, "/view", {**TABLES, "view": VIEWS}))
    if not wrong:
        blocks, where = view["blocks"], view["type"]
        if where == "modal" and "submit" not in view and _has_input(blocks):
            wrong.append("/view: missing required field: submit (the view has an input block)")
        wrong += payload.ids(blocks, "/view/blocks")
        wrong += payload.surface(blocks, "/view/blocks", where)
        wrong += second_opinion(blocks, "/view/blocks")
        if len(json.dumps(view, ensure_ascii=False).encode(errors="surrogatepass")) > LARGEST_VIEW:
            wrong.append(f"view_too_large: must be at most {LARGEST_VIEW} bytes")
    return wrong


def problems_in_options(answer: Any) -> list[str]:
    """What Slack would refuse in the answer to a block_suggestion: `{"options": …}` or `{"option_groups": …}`."""
    return list(walk(answer, OPTIONS, "", TABLES))


def _has_input(blocks: list[Mapping[str, Any]]) -> bool:
    return any(block["type"] == "input" for _, block in payload.standing(blocks, "/view/blocks"))
