"""Block Kit blocks as HTML. A type that is not known is drawn as a labelled grey box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from markupsafe import Markup

from sandbox.page.charts import chart
from sandbox.page.elements import draw_element, picture
from sandbox.page.emoji import icon as icon_of
from sandbox.page.html import dom_id, join, link, tag
from sandbox.page.spots import Frame, Spot
from sandbox.page.text import Payload, markdown, notification, rich_text, text_object, unknown, words_of


def draw_blocks(blocks: Iterable[Payload], frame: Frame) -> Markup:
    """All blocks of a message, modal or Home, in order."""
    return join(draw_block(block, frame) for block in blocks)


def draw_block(block: Payload, frame: Frame) -> Markup:
    """One block."""
    kind = str(block.get("type"))
    draw = _BLOCKS.get(kind)
    drawn = draw(block, frame) if draw else unknown(kind)
    block_id = block.get("block_id")
    return tag("div", drawn, cls=f"block {kind}", id=dom_id(frame.id, "block", block_id) if block_id else None)


def _element(block: Payload, element: Payload, frame: Frame) -> Markup:
    return draw_element(Spot(frame, str(block.get("block_id", "")), element))


def _section(block: Payload, frame: Frame) -> Markup:
    fields = [tag("div", text_object(text, frame.eyes)) for text in block.get("fields") or []]
    accessory = block.get("accessory")
    spot = (
        Spot(frame, str(block.get("block_id", "")), accessory, beside=_first_line(block, frame)) if accessory else None
    )
    return join(
        [
            tag(
                "div",
                tag("div", text_object(block["text"], frame.eyes), cls="text") if block.get("text") else None,
                tag("div", fields, cls="fields") if fields else None,
                cls="section-body",
            ),
            tag("div", draw_element(spot), cls="accessory") if spot else None,
        ]
    )


def _first_line(block: Payload, frame: Frame) -> str:
    """What a section is about, to tell its menu from the next section's."""
    lines = words_of(block.get("text")).split("\n")
    return notification(lines[0], frame.eyes)[:60]


def _header(block: Payload, frame: Frame) -> Markup:
    return tag("h3", text_object(block.get("text"), frame.eyes))


def _context(block: Payload, frame: Frame) -> Markup:
    return join(
        picture(element) if element.get("type") == "image" else tag("span", text_object(element, frame.eyes))
        for element in block.get("elements", [])
    )


def _actions(block: Payload, frame: Frame) -> Markup:
    return join(_element(block, element, frame) for element in block.get("elements", []))


def _image(block: Payload, frame: Frame) -> Markup:
    title = words_of(block.get("title"))
    url = str(block.get("image_url", ""))
    alt = str(block.get("alt_text", ""))
    if url.startswith("data:image/"):
        shown = tag("img", src=url, alt=alt)
    else:
        shown = tag("span", "Picture: ", link(url, alt or url), cls="placeholder")
    return tag("figure", tag("figcaption", title) if title else None, shown)


def _input(block: Payload, frame: Frame) -> Markup:
    block_id = str(block.get("block_id", ""))
    element = block.get("element", {})
    error = frame.errors.get(block_id)
    hint = block.get("hint")
    base = dom_id(frame.id, block_id)
    described = [f"{base}-error" if error else "", f"{base}-hint" if hint else ""]
    spot = Spot(
        frame,
        block_id,
        element,
        label=words_of(block.get("label")),
        described_by=" ".join(filter(None, described)) or None,
        invalid=bool(error),
    )
    optional = tag("span", " (optional)", cls="optional") if block.get("optional") else None
    grouped = spot.kind in {"radio_buttons", "checkboxes"}
    label = tag("span" if grouped else "label", spot.label, optional, cls="label", for_=None if grouped else spot.id)
    return join(
        [
            label,
            draw_element(spot),
            tag("p", error, cls="error", id=f"{base}-error") if error else None,
            tag("p", text_object(hint, frame.eyes), cls="hint", id=f"{base}-hint") if hint else None,
        ]
    )


def _rich_text(block: Payload, frame: Frame) -> Markup:
    return rich_text(block.get("elements", []), frame.eyes)


def _table(block: Payload, frame: Frame) -> Markup:
    settings = block.get("column_settings") or []
    return tag(
        "div",
        _grid(block.get("rows", []), frame, settings),
        cls="scroll",
        tabindex=0,
        role="region",
        aria_label="Table",
    )


def _data_table(block: Payload, frame: Frame) -> Markup:
    """Rows beyond the first page wait behind a line that shows them all."""
    rows = block.get("rows", [])
    size = int(block.get("page_size") or 5)
    caption = str(block.get("caption", ""))
    grid = _grid(rows, frame, row_header=int(block.get("row_header_column_index") or 0), page=size, caption=caption)
    shown = tag("div", grid, cls="scroll", tabindex=0, role="region", aria_label=caption)
    if len(rows) - 1 <= size:
        return shown
    more = tag(
        "details",
        tag("summary", f"Show all {len(rows) - 1} rows"),
        id=dom_id(frame.id, "more", block.get("block_id") or caption),
    )
    return shown + more


def _grid(
    rows: Sequence[Sequence[Payload]],
    frame: Frame,
    settings: Sequence[Payload | None] = (),
    *,
    row_header: int | None = None,
    page: int | None = None,
    caption: str = "",
) -> Markup:
    def cell(content: Payload, column: int, name: str) -> Markup:
        setting = (settings[column] if column < len(settings) else None) or {}
        numeric = _is_numeric(rows, column)
        classes = [f"align-{setting.get('align') or ('right' if numeric else 'left')}"]
        classes += ["nowrap"] if setting.get("is_wrapped") is False else []
        scope = {"th": "col"}.get(name) if row_header != column or name == "th" else "row"
        return tag(
            "th" if scope else "td",
            _cell(content, frame),
            scope=scope,
            cls=" ".join(classes),
        )

    body = [
        tag("tr", [cell(c, n, "td") for n, c in enumerate(row)], cls="extra" if page and at >= page else None)
        for at, row in enumerate(islice(rows, 1, None))
    ]
    head = tag("tr", [cell(c, n, "th") for n, c in enumerate(rows[0])]) if rows else None
    return tag("table", tag("caption", caption) if caption else None, tag("thead", head), tag("tbody", body))


def _is_numeric(rows: Sequence[Sequence[Payload]], column: int) -> bool:
    """Whether the first line below the heading holds a number there; then the whole column stands right."""
    return len(rows) > 1 and column < len(rows[1]) and rows[1][column].get("type") == "raw_number"


def _cell(content: Payload, frame: Frame) -> Markup:
    match content.get("type"):
        case "rich_text":
            return rich_text(content.get("elements", []), frame.eyes)
        case "raw_text" | "raw_number":
            return tag("span", str(content.get("text", content.get("value", ""))))
        case other:
            return unknown(str(other))


def _alert(block: Payload, frame: Frame) -> Markup:
    level = str(block.get("level", "default"))
    sign = {"info": "ℹ", "warning": "⚠", "error": "⛔", "success": "✓"}.get(level, "•")
    return tag(
        "div",
        tag("span", sign, aria_hidden="true"),
        tag("div", text_object(block.get("text"), frame.eyes)),
        cls=f"alert-box {level}",
        role="note",
        aria_label=level,
    )


def _card(block: Payload, frame: Frame) -> Markup:
    eyes = frame.eyes
    hero, icon, named = block.get("hero_image"), block.get("icon"), block.get("slack_icon")
    texts = [
        tag("div", text_object(block[part], eyes), cls=part)
        for part in ("title", "subtitle", "body", "subtext")
        if block.get(part)
    ]
    actions = [_element(block, element, frame) for element in block.get("actions") or []]
    return join(
        [
            tag("div", "Picture: ", str(hero.get("alt_text", "")), cls="placeholder") if hero else None,
            tag(
                "div",
                picture(icon) if icon else None,
                tag("span", icon_of(str(named["name"])), cls="thumb", aria_hidden="true") if named else None,
                tag("div", texts),
                cls="card-body",
            ),
            tag("div", actions, cls="actions") if actions else None,
        ]
    )


def _carousel(block: Payload, frame: Frame) -> Markup:
    cards = draw_blocks(block.get("elements", []), frame)
    return tag("div", cards, cls="track", tabindex=0, role="region", aria_label="Cards, scrolls sideways")


def _container(block: Payload, frame: Frame) -> Markup:
    rich = block.get("rich_text_title")
    title = rich_text(rich.get("elements", []), frame.eyes) if rich else text_object(block.get("title"), frame.eyes)
    subtitle = block.get("subtitle")
    heading = join(
        [
            picture(block["icon"]) if block.get("icon") else None,
            tag("span", tag("strong", title), tag("small", text_object(subtitle, frame.eyes)) if subtitle else None),
        ]
    )
    body = tag("div", draw_blocks(block.get("child_blocks", []), frame), cls="container-body")
    width = str(block.get("width", "standard"))
    if block.get("is_collapsible"):
        return tag(
            "details",
            tag("summary", heading),
            body,
            open=not block.get("default_collapsed"),
            cls=f"box {width}",
            id=dom_id(frame.id, "container", block.get("block_id", "")),
        )
    line = " lined" if block.get("has_header_divider") else ""
    return tag("div", tag("div", heading, cls="box-head"), body, cls=f"box {width}{line}")


def _video(block: Payload, frame: Frame) -> Markup:
    title = words_of(block.get("title")) or str(block.get("alt_text", ""))
    description = block.get("description")
    return join(
        [
            tag("span", "▶ ", aria_hidden="true"),
            link(str(block.get("video_url", "")), title),
            tag("p", text_object(description, frame.eyes), cls="hint") if description else None,
        ]
    )


def _file(block: Payload, frame: Frame) -> Markup:
    return tag("span", f"File: {block.get('external_id', '')}", cls="placeholder")


_BLOCKS: Mapping[str, Callable[[Payload, Frame], Markup]] = {
    "section": _section,
    "header": _header,
    "divider": lambda block, frame: tag("hr"),
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "image": _image,
    "input": _input,
    "rich_text": _rich_text,
    "markdown": lambda block, frame: markdown(str(block.get("text", ""))),
    "table": _table,
    "data_table": _data_table,
    "data_visualization": lambda block, frame: chart(block),
    "alert": _alert,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "video": _video,
    "file": _file,
}
