"""A sentence for one person: why something can't be done, or that it was."""

from typing import Any

from blocks import kit
from blocks.kit import Posted


def build(words: str) -> Posted:
    """The sentence as a message."""
    return kit.message(words, [kit.paragraph("notice", words)])


def build_modal(words: str, title: str = "Not possible") -> dict[str, Any]:
    """The sentence as a modal, where there is no message to put it under."""
    return kit.modal(title, [kit.paragraph("notice", words)])


def build_option(words: str) -> dict[str, Any]:
    """The sentence as the only choice of a list, where a list is all that can be answered."""
    return kit.loaded(words, "-")
