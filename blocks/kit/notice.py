"""A sentence for one person: why something can't be done, or that it was."""

from typing import Any

from blocks.kit import shapes as kit
from blocks.kit.elements import Option
from blocks.kit.language import N_, _, short
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import RenderedMessage

HELP = N_(
    "Type /reference and what the customer should be like, in any order: an industry, a use case, a product, a country "
    "or region, a size, a language, a name; “owner” and a name for whose customers, “gold tier”, "
    "“customer since 2020”. Or:"
)
COMMANDS = (
    ("/reference", N_("<b>{command}</b> alone opens a form")),
    ("/reference customer", N_("<b>{command}</b> and a name: all about one customer")),
    ("/reference mine", N_("<b>{command}</b>: your requests and customers")),
    ("/reference inbox", N_("<b>{command}</b>: what waits for you")),
    ("/reference away", N_("<b>{command}</b>: who decides while you are out of office")),
    ("/reference handover", N_("<b>{command}</b> gives your customers to a colleague")),
    ("/reference digest", N_("<b>{command}</b> and /reference settings: for programme managers")),
    ("/reference find …", N_("<b>{command}</b> always searches, also for words like “help”")),
)


def build(words: str) -> RenderedMessage:
    """The sentence as a message."""
    return kit.message(words, [kit.paragraph("notice", words)])


def build_help() -> RenderedMessage:
    """What can be typed."""
    commands = [say(_(does), command=command) for command, does in COMMANDS]
    said = "\n".join([_(HELP), *(plain(_(does), command=command) for command, does in COMMANDS)])
    return kit.message(said, [kit.paragraph("help", _(HELP)), kit.bullets("commands", commands)])


def build_modal(words: str, title: str = "") -> dict[str, Any]:
    """The sentence as a modal, where there is no message to put it under. title: "" is that it is not possible."""
    return kit.modal(title or short("Not possible"), [kit.paragraph("notice", words)])


def build_option(words: str) -> Option:
    """The sentence as the only choice of a list, where a list is all that can be answered."""
    return kit.option(words, kit.NOBODY)
