"""Finds what a person points at by the words they see."""

from collections.abc import Callable, Iterable, Iterator, Set

from sandbox.model import Json, Surface
from sandbox.state import Placed, elements_in, options_of


class NotOnScreen(AssertionError):  # noqa: N818
    """What the person was told to use is not there; the text lists what is."""


Reads = Callable[[str], str]
"""What a text says to the person who looks for it."""


def as_it_is(text: str) -> str:
    """Read a text in the language it is written in."""
    return text


def labels_of(placed: Placed, reads: Reads = as_it_is) -> Iterator[str]:
    """Yield the names an element goes by, the plainest first; ids come last."""
    element, block = placed.element, placed.block
    texts = [element.get("text"), block.get("label") if block.get("type") == "input" else None]
    texts += [element.get("placeholder"), block.get("text") if block.get("type") == "section" else None]
    yield from (reads(str(text["text"])) for text in texts if isinstance(text, dict) and text.get("text"))
    if element.get("accessibility_label"):
        yield reads(str(element["accessibility_label"]))
    yield placed.action_id
    yield placed.block_id


def named(
    label: str, surfaces: Iterable[Surface], kinds: Set[str], reads: Reads = as_it_is
) -> tuple[Surface, list[Placed]] | None:
    """Return the first surface with elements that go by `label`, and those; None if there is none.

    An exact name anywhere goes before one that differs in case, and that before one that contains the label.
    """
    surfaces = list(surfaces)
    for fits in (
        lambda name: name == label,
        lambda name: name.casefold() == label.casefold(),
        lambda name: label.casefold() in name.casefold(),
    ):
        for surface in surfaces:
            there = [placed for placed in elements_in(surface.blocks) if placed.kind in kinds]
            if found := [placed for placed in there if any(fits(name) for name in labels_of(placed, reads))]:
                return surface, found
    return None


def option_named(text: str, options: list[Json], reads: Reads = as_it_is) -> Json | None:
    """Return the option whose text (or value) is `text`: exactly, else ignoring case, else the only one that begins
    with it, else the only one that has it.
    """
    known = [(reads(option["text"]["text"]), option) for option in options]
    for exactly in (
        [option for words, option in known if text in (words, option.get("value"))],
        [option for words, option in known if words.casefold() == text.casefold()],
    ):
        if exactly:
            return exactly[0]
    wanted, texts = text.casefold(), [(words.casefold(), option) for words, option in known]
    for found in (
        [option for words, option in texts if words.startswith(wanted)],
        [option for words, option in texts if wanted in words],
    ):
        if len(found) == 1:
            return found[0]
    return None


def overflow_option(label: str, surface: Surface, reads: Reads = as_it_is) -> list[tuple[Placed, Json]]:
    """Return the overflow menus of a surface that offer `label`, each with the option."""
    return [
        (placed, option)
        for placed in elements_in(surface.blocks)
        if placed.kind == "overflow" and (option := option_named(label, options_of(placed.element), reads))
    ]
