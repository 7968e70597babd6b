"""What a person reads on a message or view: a transcript in reading order, for assertions and screen readers."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.model import Json, Message, Surface, Values, View
from sandbox.state import KINDS, options_of, values_in

Names = Callable[[str], str]
"""Turns a user or channel id into what a person reads."""


def transcript(surface: Surface, names: Names, user: str = "") -> str:
    """Return everything `user` reads on a message or view, a line for each piece; buttons stand in [brackets]."""
    lines: list[str] = []
    if isinstance(surface, View):
        writer = _Writer(names, surface.state, surface.errors)
        lines.append(_text(surface.content.get("title")))
        lines += writer.blocks(surface.blocks)
        if surface.type == "modal":
            lines += [f"[{_text(surface.content[key])}]" for key in ("submit", "close") if surface.content.get(key)]
        lines.append(surface.trouble or "")
    else:
        writer = _Writer(names, values_in(surface, user), {})
        lines += writer.blocks(surface.blocks) if surface.blocks else [writer.mrkdwn(surface.text)]
        for attachment in surface.attachments:
            lines += writer.blocks(attachment.get("blocks", []))
            lines += [str(attachment.get(key, "")) for key in ("pretext", "title", "text")]
        lines += [f"[📎 {file.name}]" for file in surface.shown_files]
        lines.append(surface.troubles.get(user, ""))
    return "\n".join(line for line in lines if line)


def where(surface: Surface) -> str:
    """Name a surface for an error message."""
    if isinstance(surface, View):
        return f"{surface.type} “{_text(surface.content.get('title')) or 'Home'}”"
    return f"{'ephemeral' if surface.only_for else 'message'} {surface.ts} in {surface.channel}"


class _Writer:
    """Writes blocks as lines, with what stands in their inputs."""

    def __init__(self, names: Names, values: Values, errors: dict[str, str]) -> None:
        self._names = names
        self._values = values
        self._errors = errors

    def blocks(self, blocks: list[Json]) -> list[str]:
        return [line for block in blocks for line in self.block(block)]

    def block(self, block: Json) -> Iterator[str]:
        kind = block.get("type")
        if kind == "input":
            yield _text(block.get("label")) + (" (optional)" if block.get("optional") else "")
            yield self.element(block, block["element"])
            yield _text(block.get("hint"))
            yield self._errors.get(block.get("block_id", ""), "")
        elif kind == "rich_text":
            yield from self._rich(block["elements"])
        elif kind in ("table", "data_table"):
            yield _text(block.get("caption"))
            for row in block.get("rows", []):
                yield " | ".join(self._cell(cell) for cell in row)
        elif kind == "data_visualization":
            yield _text(block.get("title"))
            yield from self._anything(block.get("chart", {}))
        elif kind == "image":
            yield _text(block.get("title")) or str(block.get("alt_text", ""))
        elif kind == "divider":
            return
        else:
            yield from self._anything(block, block)

    def element(self, block: Json, element: Json) -> str:
        kind = str(element.get("type"))
        if kind == "button":
            return f"[{_text(element.get('text'))}]"
        options = [_text(option.get("text")) for option in options_of(element)]
        if kind == "overflow":
            return f"[⋯ {' · '.join(options)}]"
        value = self._values.get(block.get("block_id", ""), {}).get(element.get("action_id", ""), {})
        shown = _shown(value)
        if kind in ("checkboxes", "radio_buttons"):
            chosen = shown.split(", ")
            return "\n".join(f"({'x' if option in chosen else ' '}) {option}" for option in options)
        choices = f" ({' · '.join(options)})" if options else ""
        return f"[{shown or _text(element.get('placeholder')) or ' '}]{choices}"

    def mrkdwn(self, text: str) -> str:
        """Resolve Slack's angle brackets and entities; the marks of bold and so on stay."""
        text = re.sub(r"<([^<>|]+)(?:\|([^<>]*))?>", self._link, text)
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def _link(self, found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target[0] in "@#":
            return target[0] + (label or self._names(target[1:]))
        if target.startswith("!date"):
            return label or target
        if target[0] == "!":
            return "@" + (label or target[1:].split("^")[0])
        return label or target

    def _anything(self, value: Any, block: Json | None = None) -> Iterator[str]:
        """Write any structure in the order of its keys: texts, elements, nested blocks."""
        if isinstance(value, list):
            for each in value:
                yield from self._anything(each, block)
        elif isinstance(value, dict):
            kind = value.get("type")
            if kind in ("plain_text", "mrkdwn", "raw_text") and isinstance(value.get("text"), str):
                yield self.mrkdwn(value["text"]) if kind == "mrkdwn" else value["text"]
            elif "action_id" in value and value is not block:
                yield self.element(block or {}, value)
            elif value is not block and "block_id" in value:
                yield from self.block(value)
            elif value is not block and kind == "image":
                yield str(value.get("alt_text", ""))
            else:
                for key, each in value.items():
                    if isinstance(each, dict | list):
                        yield from self._anything(each, block)
                    elif key in ("text", "label", "title", "value") and kind != "text":
                        yield str(each)

    def _cell(self, cell: Any) -> str:
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            return " ".join(self._rich(cell["elements"]))
        if isinstance(cell, dict):
            return str(cell.get("text", cell.get("value", "")))
        return str(cell)

    def _rich(self, elements: list[Json]) -> Iterator[str]:
        for element in elements:
            if element.get("type") == "rich_text_list":
                for number, item in enumerate(element["elements"], start=1 + int(element.get("offset", 0))):
                    mark = f"{number}." if element.get("style") == "ordered" else "•"
                    yield f"{mark} {self._inline(item['elements'])}"
            else:
                yield self._inline(element.get("elements", []))

    def _inline(self, elements: list[Json]) -> str:
        return "".join(self._piece(element) for element in elements)

    def _piece(self, element: Json) -> str:
        kind = element.get("type")
        if kind == "user":
            return "@" + self._names(element["user_id"])
        if kind == "channel":
            return "#" + self._names(element["channel_id"])
        return _PIECES[kind](element) if kind in _PIECES else f"[unknown {kind}]"


_PIECES: dict[str, Callable[[Json], str]] = {
    "text": lambda e: str(e["text"]),
    "link": lambda e: str(e.get("text") or e["url"]),
    "emoji": lambda e: f":{e['name']}:",
    "broadcast": lambda e: f"@{e['range']}",
    "date": lambda e: str(e.get("fallback") or e["timestamp"]),
    "color": lambda e: str(e["value"]),
    "usergroup": lambda e: f"@{e['usergroup_id']}",
}


def _text(value: Any) -> str:
    return str(value.get("text", "")) if isinstance(value, dict) else str(value or "")


def _shown(value: Json) -> str:
    """Return the value of an input as a person reads it."""
    if not value:
        return ""
    held = value.get(KINDS[value["type"]][0])
    if isinstance(held, list):
        return ", ".join(_text(each.get("text")) if isinstance(each, dict) else str(each) for each in held)
    if isinstance(held, dict):
        return _text(held.get("text"))
    return "" if held is None else str(held)


def notification(message: Message, names: Names) -> str:
    """Return what stands on the phone when a message arrives: its `text`, resolved; else what file came."""
    if not message.text and message.shown_files:
        return f"Shared a file: {message.shown_files[0].title}"
    return _Writer(names, {}, {}).mrkdwn(message.text)
