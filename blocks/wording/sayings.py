"""What may be said of a customer outside, word for word."""

from typing import assert_never

from blocks.kit.language import _
from blocks.kit.sentences import plain
from domain.portfolio.quotable import Saying, SayingKind


def saying(said: Saying) -> str:
    """The sentence to copy."""
    match said.kind:
        case SayingKind.NAME:
            return plain(_("{customer} is a customer of ours."), customer=said.name)
        case SayingKind.NAMED_STORY:
            return plain(_("{customer}: {story}"), customer=said.name, story=said.gist)
        case SayingKind.STORY_OF_INDUSTRY:
            return plain(_("One of our customers in {industry}: {story}"), industry=said.industry, story=said.gist)
        case SayingKind.STORY:
            return said.gist
        case _:
            assert_never(said.kind)
