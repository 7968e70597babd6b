"""Rich text: what stands in a rich_text block. Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.

Kind `rich` holds the four containers, kind `inline` what stands inside a line. The inline types that only Slack's own
clients write (canvases, citations, mentions of records …) are left out: an app has no business sending them.
"""

from .checks import ADDRESS, CHANNEL, HEX_COLOUR, USER, USERGROUP
from .rules import Flag, Num, Rule, Several, Shape, Str, Typed


def _inline(must: dict[str, Rule], may: dict[str, Rule], *flags: str) -> Shape:
    style = Shape(may={flag: Flag() for flag in ("bold", "italic", "strike", "underline", *flags)})
    return Shape(must=must, may={**may, "style": style})


MENTION = ("highlight", "client_highlight", "unlink")

INLINE = {
    "text": _inline({"text": Str()}, {}, "code"),
    "link": _inline({"url": ADDRESS}, {"text": Str(), "unsafe": Flag()}, "code"),
    "emoji": _inline({"name": Str()}, {"unicode": Str(), "skin_tone": Num(1, 6)}, "code"),
    "user": _inline({"user_id": USER}, {}, *MENTION),
    "channel": _inline({"channel_id": CHANNEL}, {}, *MENTION),
    "usergroup": _inline({"usergroup_id": USERGROUP}, {}, *MENTION),
    "team": _inline({"team_id": Str()}, {}, *MENTION),
    "broadcast": _inline({"range": Str(among=("here", "channel", "everyone"))}, {}, *MENTION),
    "color": _inline({"value": HEX_COLOUR}, {}, *MENTION),
    "date": _inline({"timestamp": Num(0), "format": Str()}, {"url": ADDRESS, "fallback": Str()}, "code"),
}

LINE = Several(Typed("inline", tuple(INLINE)))
BORDER = Num(0, 1)

RICH = {
    "rich_text_section": Shape(must={"elements": LINE}),
    "rich_text_list": Shape(
        must={
            "elements": Several(Typed("rich", ("rich_text_section",))),
            "style": Str(among=("bullet", "ordered")),
        },
        may={"indent": Num(0, 8), "offset": Num(0), "border": BORDER},
    ),
    "rich_text_quote": Shape(must={"elements": LINE}, may={"border": BORDER}),
    "rich_text_preformatted": Shape(
        must={"elements": Several(Typed("inline", ("text", "link")))},
        may={"border": BORDER, "language": Str()},
    ),
}

RICH_TEXT = Several(Typed("rich", tuple(RICH)))
