"""The blocks, and on which surface each may stand. Source: docs.slack.dev/reference/block-kit/blocks."""

from collections.abc import Iterable

from .checks import WEB_ADDRESS, Thing, at_least_one_of, exactly_one_of, needs, not_both, unique
from .elements import ELEMENTS, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from .objects import BLOCK_ID, SLACK_FILE
from .richtext import INLINE, RICH, RICH_TEXT
from .rules import Check, Fault, Flag, Num, OrNull, Rule, Several, Shape, Str, Text, Typed, plain

IMAGE = Typed("element", ("image",))
RICH_TEXT_BLOCK = Typed("block", ("rich_text",))
TASK_STATES = ("pending", "in_progress", "complete", "error")


def _block(must: dict[str, Rule], may: dict[str, Rule] | None = None, *rules: Check) -> Shape:
    return Shape(must=must, may={"block_id": BLOCK_ID, **(may or {})}, checks=rules)


def _no_actions_on_files(block: Thing) -> Iterable[Fault]:
    if block["element"]["type"] == "file_input" and block.get("dispatch_action"):
        yield "/dispatch_action", "can't be used with file_input"


def _even_rows(table: Thing) -> Iterable[Fault]:
    width = len(table["rows"][0])
    for number, row in enumerate(table["rows"]):
        if len(row) != width:
            yield f"/rows/{number}", "must have as many cells as the first row"


def _plain_header(table: Thing) -> Iterable[Fault]:
    for number, cell in enumerate(table["rows"][0]):
        if cell["type"] == "rich_text":
            yield f"/rows/0/{number}/type", "rich_text can't stand in the header row"


def _row_header_exists(table: Thing) -> Iterable[Fault]:
    if table.get("row_header_column_index", 0) >= len(table["rows"][0]):
        yield "/row_header_column_index", "must be the index of a column"


def _not_alone_pending(task: Thing) -> Iterable[Fault]:
    if task["status"] == "pending":
        yield "/status", "pending only within a plan"


def _points_match_categories(chart: Thing) -> Iterable[Fault]:
    categories = [*chart["axis_config"]["categories"]]
    for number, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield f"/series/{number}/data", "must have one point for each category"


CELL_TEXT = Shape(must={"text": Str()}, may={"emoji": Flag()})
CELLS = {
    "raw_text": CELL_TEXT,
    "raw_number": Shape(must={"value": Num(whole=False), "text": Str()}),
    "rich_text": _block({"elements": RICH_TEXT}),
}

LABEL = Str(20)
AXIS_CHART = Shape(
    must={
        "series": Several(
            Shape(
                must={
                    "name": LABEL,
                    "data": Several(Shape(must={"label": LABEL, "value": Num(whole=False)}), 20),
                },
                checks=(unique("data", "label"),),
            ),
            12,
        ),
        "axis_config": Shape(
            must={"categories": Several(LABEL, 20)},
            may={"x_label": Str(50), "y_label": Str(50)},
            checks=(unique("categories"),),
        ),
    },
    checks=(unique("series", "name"), _points_match_categories),
)
CHARTS = {
    "pie": Shape(
        must={"segments": Several(Shape(must={"label": LABEL, "value": Num(above=0, whole=False)}), 12)},
        checks=(unique("segments", "label"),),
    ),
    "bar": AXIS_CHART,
    "line": AXIS_CHART,
    "area": AXIS_CHART,
}

TASK: dict[str, Rule] = {"task_id": Str(), "title": Str(), "status": Str(among=TASK_STATES)}
TASK_MORE: dict[str, Rule] = {
    "details": RICH_TEXT_BLOCK,
    "output": RICH_TEXT_BLOCK,
    "sources": Several(Typed("source", ("url",))),
}

IN_CONTAINER = (
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
)

BLOCKS = {
    "actions": _block({"elements": Several(Typed("element", IN_ACTIONS), 25)}),
    "alert": _block({"text": Text(200)}, {"level": Str(among=("default", "info", "warning", "error", "success"))}),
    "card": _block(
        {},
        {
            "hero_image": IMAGE,
            "icon": IMAGE,
            "slack_icon": Typed("icon", ("icon",)),
            "title": Text(150),
            "subtitle": Text(150),
            "body": Text(200),
            "subtext": Text(200),
            "actions": Several(Typed("element", ("button",)), 3),
        },
        at_least_one_of("hero_image", "title", "body", "actions"),
        not_both("icon", "slack_icon"),
    ),
    "carousel": _block({"elements": Several(Typed("block", ("card",)), 10)}),
    "container": _block(
        {"child_blocks": Several(Typed("block", IN_CONTAINER), 10)},
        {
            "title": plain(150),
            "rich_text_title": RICH_TEXT_BLOCK,
            "subtitle": Text(150),
            "icon": IMAGE,
            "width": Str(among=("narrow", "standard", "wide", "full")),
            "is_collapsible": Flag(),
            "default_collapsed": Flag(),
            "has_header_divider": Flag(),
        },
        at_least_one_of("title", "rich_text_title"),
        needs("default_collapsed", "is_collapsible"),
    ),
    "context": _block({"elements": Several(Typed("context", ("plain_text", "mrkdwn", "image")), 10)}),
    "context_actions": _block({"elements": Several(Typed("element", IN_CONTEXT_ACTIONS), 5)}),
    "data_table": _block(
        {"caption": Str(), "rows": Several(Several(Typed("cell", tuple(CELLS)), 20), 101, least=2)},
        {"page_size": Num(1, 100), "row_header_column_index": Num(0)},
        _even_rows,
        _plain_header,
        _row_header_exists,
    ),
    "data_visualization": _block({"title": Str(50), "chart": Typed("chart", tuple(CHARTS))}),
    "divider": _block({}),
    "file": _block({"external_id": Str(255), "source": Str(among=("remote",))}),
    "header": _block({"text": plain(150)}),
    "image": _block(
        {"alt_text": Str(2000)},
        {"image_url": WEB_ADDRESS, "slack_file": SLACK_FILE, "title": plain(2000)},
        exactly_one_of("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain(2000), "element": Typed("element", IN_INPUT)},
        {"hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
        _no_actions_on_files,
    ),
    "markdown": _block({"text": Str(12_000)}),
    "plan": _block({"title": Str(), "tasks": Several(Shape(TASK, TASK_MORE), 50)}, {}, unique("tasks", "task_id")),
    "rich_text": _block({"elements": RICH_TEXT}),
    "section": _block(
        {},
        {
            "text": Text(3000),
            "fields": Several(Text(2000), 10),
            "accessory": Typed("element", IN_SECTION),
            "expand": Flag(),
        },
        at_least_one_of("text", "fields"),
    ),
    "table": _block(
        {"rows": Several(Several(Typed("cell", tuple(CELLS)), 20), 100)},
        {
            "column_settings": Several(
                OrNull(Shape(may={"align": Str(among=("left", "center", "right")), "is_wrapped": Flag()})), 20
            )
        },
    ),
    "task_card": _block(TASK, TASK_MORE, _not_alone_pending),
    "video": _block(
        {
            "alt_text": Str(2000, least=0),
            "title": plain(200),
            "thumbnail_url": WEB_ADDRESS,
            "video_url": WEB_ADDRESS,
        },
        {
            "title_url": WEB_ADDRESS,
            "description": plain(200),
            "author_name": Str(50),
            "provider_name": Str(50),
            "provider_icon_url": WEB_ADDRESS,
        },
    ),
}

TABLES = {
    "block": BLOCKS,
    "element": ELEMENTS,
    "rich": RICH,
    "inline": INLINE,
    "cell": CELLS,
    "chart": CHARTS,
    "source": {"url": Shape(must={"url": WEB_ADDRESS, "text": Str()})},
    "icon": {"icon": Shape(must={"name": Str()})},
    # Text objects stand beside images here, so their shapes are written out once more.
    "context": {
        "plain_text": Shape({"text": Str(3000)}, {"emoji": Flag()}),
        "mrkdwn": Shape({"text": Str(3000)}, {"verbatim": Flag()}),
        "image": ELEMENTS["image"],
    },
}

_EVERYWHERE = ("actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video")
_WIDE = ("carousel", "container", "data_table", "data_visualization", "table")

ON_MESSAGE = (*_EVERYWHERE, *_WIDE, "context_actions", "file", "markdown", "plan", "task_card")
ON_HOME = (*_EVERYWHERE, *_WIDE)
ON_MODAL = (*_EVERYWHERE, "alert")
