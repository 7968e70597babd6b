"""Rules over several fields of one object, and forms of strings. Used by the tables; see `rules.Check`."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from .rules import Check, Fault, Str

Thing = Mapping[str, Any]


def exactly_one_of(*names: str) -> Check:
    """One of the fields, and only one, is there."""
    words = f"must have exactly one of {', '.join(names)}"
    return lambda thing: [("", words)] if sum(name in thing for name in names) != 1 else []


def at_least_one_of(*names: str) -> Check:
    """One of the fields, or more, is there."""
    words = f"must have at least one of {', '.join(names)}"
    return lambda thing: [] if any(name in thing for name in names) else [("", words)]


def not_both(one: str, other: str) -> Check:
    """The two fields exclude each other."""
    return lambda thing: [("", f"can't have both {one} and {other}")] if {one, other} <= thing.keys() else []


def needs(one: str, other: str) -> Check:
    """The first field (when it is there and not false) makes no sense without the second."""
    return lambda thing: [(f"/{one}", f"needs {other}")] if thing.get(one) and not thing.get(other) else []


def ordered(low: str, high: str) -> Check:
    """The number in the first field is not above the number in the second; strings are read as decimals."""

    def check(thing: Thing) -> Iterable[Fault]:
        if low in thing and high in thing and Decimal(thing[low]) > Decimal(thing[high]):
            yield f"/{low}", f"must not be above {high}"

    return check


def initial_within_max(thing: Thing) -> Iterable[Fault]:
    """The initial text of an input fits into its own max_length."""
    if len(thing.get("initial_value", "")) > thing.get("max_length", 3000):
        yield "/initial_value", "must not be longer than max_length"


def whole_unless_decimal(thing: Thing) -> Iterable[Fault]:
    """The numbers of a number_input are whole, unless it allows decimals."""
    for name in ("initial_value", "min_value", "max_value"):
        if not thing["is_decimal_allowed"] and name in thing and not re.fullmatch("-?[0-9]+", thing[name]):
            yield f"/{name}", "must be a whole number: is_decimal_allowed is false"


def unique(name: str, key: str | None = None) -> Check:
    """No two items of a list are the same (or have the same `key`)."""

    def check(thing: Thing) -> Iterable[Fault]:
        seen = set()
        for number, item in enumerate(thing.get(name, ())):
            mark = item if key is None else item[key]
            if mark in seen:
                yield f"/{name}/{number}" + (f"/{key}" if key else ""), "must be unique"
            seen.add(mark)

    return check


def initial_among_options(thing: Thing) -> Iterable[Fault]:
    """initial_option(s) are copies, to the letter, of options that can be chosen."""
    offered = [*thing.get("options", ())]
    for group in thing.get("option_groups", ()):
        offered += group["options"]
    if "initial_option" in thing and thing["initial_option"] not in offered:
        yield "/initial_option", "must be equal to one of the options"
    for number, option in enumerate(thing.get("initial_options", ())):
        if option not in offered:
            yield f"/initial_options/{number}", "must be equal to one of the options"


def initial_within_selected(thing: Thing) -> Iterable[Fault]:
    """No more is chosen at the start than may be chosen at all."""
    most = thing.get("max_selected_items")
    for name in ("initial_options", "initial_users", "initial_conversations", "initial_channels"):
        if most is not None and len(thing.get(name, ())) > most:
            yield f"/{name}", "must not have more items than max_selected_items"


def option_values_unique(thing: Thing) -> Iterable[Fault]:
    """A value means one option only, over all groups."""
    seen = set()
    lists = [("/options", thing.get("options", ()))]
    lists += [
        (f"/option_groups/{n}/options", group["options"]) for n, group in enumerate(thing.get("option_groups", ()))
    ]
    for at, options in lists:
        for number, option in enumerate(options):
            if option["value"] in seen:
                yield f"{at}/{number}/value", "must be unique"
            seen.add(option["value"])


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_zone(value: str) -> bool:
    try:
        return bool(ZoneInfo(value).key)
    except (KeyError, ValueError, OSError):  # not found, not a relative path, a directory
        return False


def _is_decimal(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


DATE = Str(valid=_is_date, form="a date as YYYY-MM-DD")
TIME = Str(valid=_matches(r"([01][0-9]|2[0-3]):[0-5][0-9]"), form="a time as HH:mm")
ZONE = Str(valid=_is_zone, form="an IANA timezone")
NUMERAL = Str(valid=_is_decimal, form="a number in a string")
WEB_ADDRESS = Str(3000, valid=_matches(r"https?://[^\s/]\S*"), form="an http or https address")
ADDRESS = Str(3000, valid=_matches(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+"), form="an absolute address")
HEX_COLOUR = Str(valid=_matches(r"#[0-9a-fA-F]{6}"), form="a colour as #RRGGBB")
USER = Str(valid=_matches(r"[UW][A-Z0-9]+"), form="the id of a user")
CHANNEL = Str(valid=_matches(r"[CDG][A-Z0-9]+"), form="the id of a conversation")
USERGROUP = Str(valid=_matches(r"S[A-Z0-9]+"), form="the id of a user group")
FILE_ID = Str(valid=_matches(r"F[A-Z0-9]{8,}"), form="the id of a file")
