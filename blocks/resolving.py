"""Blocks as Slack takes them: resolved once, and with what slackblocks leaves to Slack said."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from slackblocks import Block, DataTableBlock, DataVisualizationBlock, RichTextBlock


class _Outline(Block):
    """A block by its type and id: what a message or view looks at to check it.

    slackblocks resolves a whole block again for each check and at each level above it; with outlines, once.
    """

    def __init__(self, block: Block) -> None:
        super().__init__(block.type, block.block_id)

    def _resolve(self) -> dict[str, Any]:
        return {"type": self.type.value, "block_id": self.block_id}


# Of these a message counts charts and words of all together, so it has to see them whole.
_COUNTED = (DataTableBlock, DataVisualizationBlock)


def resolved(blocks: Iterable[Block]) -> tuple[list[dict[str, Any]], list[Block]]:
    """The blocks as Slack takes them, and as slackblocks checks them."""
    listed = list(blocks)
    outlines: list[Block] = [block if isinstance(block, _COUNTED) else _Outline(block) for block in listed]
    # Rich text holds no plain_text, and is most of what we say.
    return [_said(b) if isinstance(b, RichTextBlock) else sealed(_said(b)) for b in listed], outlines


def _said(thing: Any) -> dict[str, Any]:
    """A block or element as Slack takes it, what stands in it said one by one and not again at each level above."""
    inside = {name: parts for name in ("elements", "options") if (parts := getattr(thing, name, None))}
    if not inside:
        whole: dict[str, Any] = thing._resolve()
        return whole
    outside = copy(thing)
    for name in inside:
        setattr(outside, name, [])
    return {**outside._resolve(), **{name: [_said(part) for part in parts] for name, parts in inside.items()}}


def sealed(value: Any) -> Any:
    """The same with `emoji: false` said on every plain text: left out, Slack reads `:tada:` in a name as a picture."""
    if isinstance(value, list):
        return [sealed(each) for each in value]
    if not isinstance(value, dict):
        return value
    whole = {key: sealed(each) for key, each in value.items()}
    return {**whole, "emoji": False} if whole.get("type") == "plain_text" else whole
