"""A second opinion: Slack's own Python SDK reads the blocks too, independently of the tables here."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

UNKNOWN_TO_SDK = ("data_table", "data_visualization")
"""Left out rather than passed over, because the SDK logs a block that it does not know, texts and all."""


def second_opinion(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[str]:
    """What slack_sdk refuses. The SDK knows fewer limits than we do, and passes over types it does not know."""
    for number, block in enumerate(blocks):
        if block["type"] in UNKNOWN_TO_SDK:
            continue
        try:
            parsed = Block.parse(copy.deepcopy(dict(block)))
            if parsed is not None:
                parsed.to_dict()
        except SlackObjectFormationError as problem:
            yield f"{at}/{number}: slack_sdk says: {problem}"
        except (TypeError, ValueError, AttributeError, KeyError) as problem:
            # Whatever breaks the SDK would break a bot that reads the message back.
            yield f"{at}/{number}: slack_sdk cannot read it ({type(problem).__name__})"
