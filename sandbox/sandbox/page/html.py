"""One function that makes HTML elements. Every string is escaped; only `Markup` passes as it is."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

Child = str | Markup | None | Iterable["Child"]
Attribute = str | int | float | bool | None

_VOID = frozenset({"br", "hr", "img", "input"})
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel", "slack"})


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element with escaped children and attributes.

    Attribute names: `cls` is class, a trailing underscore falls away, other underscores become hyphens.
    None and False leave an attribute out, True writes it without a value.
    """
    opened = Markup("<{}{}>").format(name, _attributes(attributes))
    if name in _VOID:
        return opened
    return opened + join(children) + Markup("</{}>").format(name)


def join(children: Iterable[Child]) -> Markup:
    """Children one after the other; lists are flattened, None is nothing."""
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        parts.append(escape(child) if isinstance(child, str) else join(child))
    return Markup("").join(parts)


def link(url: str, *children: Child, **attributes: Attribute) -> Markup:
    """A link to the outside in a new tab; an address with an unknown scheme (`javascript:`) stays text."""
    if not is_safe(url):
        return tag("span", *children, title=url)
    return tag("a", *children, href=url, target="_blank", rel="noopener noreferrer", **attributes)


def is_safe(url: str) -> bool:
    """Whether a browser may be sent there."""
    try:
        return urlsplit(url).scheme in _SAFE_SCHEMES
    except ValueError:
        return False


def dom_id(*parts: str | int) -> str:
    """A stable id for an element, from names that may hold any character."""
    return "-".join("".join(c if c.isalnum() else f"_{ord(c):x}" for c in str(part)) for part in parts)


def _attributes(attributes: dict[str, Attribute]) -> Markup:
    written = Markup("")
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        key = "class" if name == "cls" else name.rstrip("_").replace("_", "-")
        written += Markup(" {}").format(key) if value is True else Markup(' {}="{}"').format(key, value)
    return written
