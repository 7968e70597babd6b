"""The same in plainer words, for a workspace that does not take our blocks."""

from collections.abc import Mapping
from typing import Any

from blocks.kit.shapes import Payload, RenderedMessage, clip, decoded, section


def plainer(message: RenderedMessage) -> RenderedMessage:
    """The same in words and buttons alone, for a workspace that does not take these blocks.

    A line that mentions somebody is left out: plain text can't mention, and `text` has said their name.
    """
    lines = [line for block in message.blocks for line in _lines(block) if line and line != message.text]
    said = [decoded(message.text), "\n".join(lines)]
    sections = [section(f"plain.{number}", clip(text, 3000)) for number, text in enumerate(said) if text]
    rows = [block for block in message.blocks if block["type"] == "actions"]
    return RenderedMessage(clip(message.text, 3000), [*map(dict, sections), *rows])


def plainer_home(view: Payload) -> dict[str, Any]:
    """A Home in words and buttons alone, each where it stood."""
    said = []
    for block in view["blocks"]:
        if block["type"] == "actions":
            said.append(block)
        elif lines := "\n".join(_lines(block)):
            said.append(section(block["block_id"], clip(lines, 3000)))
    return {**view, "blocks": said}


def plainest(message: RenderedMessage) -> RenderedMessage:
    """The text alone."""
    return RenderedMessage(clip(message.text, 3000), [])


def _lines(block: Mapping[str, Any]) -> list[str]:
    """The lines of a rich text or a section, without those that mention somebody."""
    if block["type"] != "rich_text":
        return [block["text"]["text"]] if isinstance(block.get("text"), dict) else []
    found = []
    for element in block["elements"]:
        for part in element["elements"] if element["type"] == "rich_text_list" else (element,):
            dot = "• " if element["type"] == "rich_text_list" else ""
            words = "".join(_MENTIONED if each["type"] == "user" else each.get("text", "") for each in part["elements"])
            found += [f"{dot}{line}" for line in words.split("\n") if _MENTIONED not in line]
    return found


_MENTIONED = "\0"
