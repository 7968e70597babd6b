"""A second opinion: Slack's own Python SDK reads the blocks too, independently of the tables here."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

UNKNOWN_TO_SDK = ("data_table", "data_visualization")
"""Left out rather than passed over, because the SDK logs a block that it does not know, texts and all."""


def second_opinion(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[str]:
    """What slack_sdk refuses. The SDK knows fewer limits than we do, and passes over types it does not know."""
    for number, block in enumerate(blocks):
        if block["type"] not in UNKNOWN_TO_SDK and (problem := _problem(json.dumps(block))):
            yield f"{at}/{number}: {problem}"


@lru_cache(maxsize=4096)
def _problem(block: str) -> str:
    """What is wrong with this block, "" for nothing. An app sends most of its blocks again and again."""
    try:
        parsed = Block.parse(json.loads(block))
        if parsed is not None:
            parsed.to_dict()
    except SlackObjectFormationError as problem:
        return f"slack_sdk says: {problem}"
    except (TypeError, ValueError, AttributeError, KeyError) as problem:
        # Whatever breaks the SDK would break a bot that reads the message back.
        return f"slack_sdk cannot read it ({type(problem).__name__})"
    return ""
