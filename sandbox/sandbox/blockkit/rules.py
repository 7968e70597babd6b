"""The words in which Slack's block rules are written down.

The tables in `objects`, `elements`, `richtext` and `blocks` are data made of these; `walk` is the only code that
reads them. Lengths are counted in characters (code points), as Slack does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Fault = tuple[str, str]
"""A JSON pointer below the object that was looked at (may be empty), and what is wrong there."""

Check = Callable[[Mapping[str, Any]], Iterable[Fault]]
"""A rule over several fields of one object. Only called when every field for itself is right."""


@dataclass(frozen=True, slots=True)
class Str:
    """A string of `least` to `most` characters, one of `among`, `valid`; `form` says in words what valid means."""

    most: int | None = None
    least: int = 1
    among: tuple[str, ...] = ()
    valid: Callable[[str], bool] | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Num:
    """A number, `whole` or not, from `least` to `most`; greater than `above`."""

    least: float | None = None
    most: float | None = None
    above: float | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """A text object of one of the `kinds`, its text at most `most` characters and never empty."""

    most: int | None = 3000
    kinds: tuple[str, ...] = ("plain_text", "mrkdwn")


def plain(most: int | None = 3000) -> Text:
    """A text object that must be plain_text."""
    return Text(most, ("plain_text",))


@dataclass(frozen=True, slots=True)
class Several:
    """A list of `least` to `most` things that all follow the rule `of`."""

    of: "Rule"
    most: int | None = None
    least: int = 1


@dataclass(frozen=True, slots=True)
class OrNull:
    """Null, or what the rule `of` says. Everywhere else null is refused."""

    of: "Rule"


@dataclass(frozen=True, slots=True)
class Typed:
    """An object whose `type` picks its shape from the table of that `kind`; only `names` may stand here."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: fields it must have, fields it may have, and rules over several of them."""

    must: Mapping[str, "Rule"] = field(default_factory=dict)
    may: Mapping[str, "Rule"] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()


Rule = Str | Flag | Num | Text | Several | OrNull | Typed | Shape
