"""A sentence for one person: why something can't be done, or that it was."""

from typing import Any

from blocks.kit import shapes as kit
from blocks.kit.elements import Option
from blocks.kit.shapes import RenderedMessage, b, t

HELP = (
    "Type /reference and what the customer should be like, in any order: an industry, a use case, a product, a country "
    "or region, a size, a language, a name; “owner” and a name for whose customers, “gold tier”, "
    "“customer since 2020”. Or:"
)
COMMANDS = (
    ("/reference", "alone opens a form"),
    ("/reference customer", "and a name: all about one customer"),
    ("/reference mine", "your requests and customers"),
    ("/reference inbox", "what waits for you"),
    ("/reference away", "who decides while you are out of office"),
    ("/reference handover", "gives your customers to a colleague"),
    ("/reference digest", "and /reference settings: for programme managers"),
    ("/reference find …", "always searches, also for words like “help”"),
)


def build(words: str) -> RenderedMessage:
    """The sentence as a message."""
    return kit.message(words, [kit.paragraph("notice", words)])


def build_help() -> RenderedMessage:
    """What can be typed."""
    commands = [[b(command), t(f" {does}")] for command, does in COMMANDS]
    said = "\n".join([HELP, *(f"{command} {does}" for command, does in COMMANDS)])
    return kit.message(said, [kit.paragraph("help", HELP), kit.bullets("commands", commands)])


def build_modal(words: str, title: str = "Not possible") -> dict[str, Any]:
    """The sentence as a modal, where there is no message to put it under."""
    return kit.modal(title, [kit.paragraph("notice", words)])


def build_option(words: str) -> Option:
    """The sentence as the only choice of a list, where a list is all that can be answered."""
    return kit.option(words, kit.NOBODY)
