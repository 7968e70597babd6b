"""Editing the company's rules: one flat value a name, merged with what others changed, refused at its field."""

import re
from collections.abc import Mapping, Sequence
from itertools import chain, count, pairwise
from typing import Any

from pydantic import ValidationError

from domain.activities import LAST_PLACE, LONGEST_CODE, Quotable
from domain.policy import Policy
from domain.refusals import Reason, Refusal
from domain.text import fold

ROWS = "activities"
# Who is waited for is reminded before anybody else is asked, and asked before a request lapses.
IN_ORDER = ("backup_days", "manager_days", "lapse_days")
# What a code must not be, because it means something else in a customer file.
_RESERVED = frozenset({"any", "all", *Quotable})


def row_name(code: str, value: str) -> str:
    """The name of one value of an activity; of one that is still to be added the code is ""."""
    return f"{ROWS}.{code}.{value}"


def flat(policy: Policy) -> dict[str, Any]:
    """The policy as plain values by name; of an activity each under a name of its own, "activities.call.points"."""
    values = policy.model_dump(mode="json")
    return values | {
        row_name(row["code"], name): row[name] for row in values.pop(ROWS) for name in row if name != "code"
    }


def changed(given: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What a person changed in a form, knowing these values."""
    return {name: value for name, value in given.items() if value != known.get(name)}


def clashes(mine: Mapping[str, Any], known: Mapping[str, Any], current: Policy) -> tuple[str, ...]:
    """The names that a colleague has changed meanwhile, to something else."""
    now = flat(current)
    return tuple(name for name, value in mine.items() if known.get(name) != now.get(name) != value)


def edited(policy: Policy, changes: Mapping[str, Any]) -> Policy:
    """The policy with these changes. Raises Refusal, with the field, for what makes no sense."""
    values: dict[str, Any] = {}
    rows: dict[str, dict[str, Any]] = {}
    for name, value in (flat(policy) | dict(changes)).items():
        if name.startswith(f"{ROWS}."):
            _, code, part = name.split(".")
            rows.setdefault(code, {})[part] = value
        else:
            values[name] = value
    _check_names(rows, changes)
    _make_room(rows, changes)
    added = new_code(rows[""]["name"], policy) if "" in rows else ""
    listed = [{"code": code or added, **row} for code, row in rows.items()]
    try:
        new = Policy.model_validate(values | {ROWS: listed})
    except ValidationError as wrong:
        raise _refusal(wrong, list(rows), changes) from None
    for earlier, later in pairwise(IN_ORDER):
        if getattr(new, earlier) > getattr(new, later):
            raise Refusal(Reason.SETTING_ORDER, field=later)
    first, second = new.customer_reminder_days
    if not 1 <= first < second:
        raise Refusal(Reason.TWO_NUMBERS, field="customer_reminder_days")
    return new


def new_code(name: str, policy: Policy) -> str:
    """The code of a new activity, made from its name: none that any other has, or had before it was retired."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:LONGEST_CODE].rstrip("_") or "activity"
    taken = {*_RESERVED, *(each.code for each in policy.activities)}
    numbered = (f"{plain[: LONGEST_CODE - len(end)]}{end}" for end in chain([""], (f"_{n}" for n in count(2))))
    return next(code for code in numbered if code not in taken)


def _check_names(rows: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Any]) -> None:
    """Raises Refusal where an activity is given another one's name: nobody could tell them apart."""
    for code, row in rows.items():
        if (field := row_name(code, "name")) not in changes:
            continue
        same = next(
            (each for other, each in rows.items() if other != code and fold(each["name"]) == fold(row["name"])), None
        )
        if same:
            raise Refusal(Reason.NAME_RETIRED if same["retired"] else Reason.NAME_TAKEN, field=field)


def next_place(policy: Policy) -> int:
    """The place after all that are suggested."""
    return min(LAST_PLACE, max((each.rank for each in policy.activities), default=0) + 1)


def _make_room(rows: Mapping[str, dict[str, Any]], changes: Mapping[str, Any]) -> None:
    """Where an activity is given a place that is taken, those from there on move back by one."""
    for code in rows:
        place = changes.get(row_name(code, "rank"))
        behind = [each for other, each in rows.items() if other != code and place and each["rank"] >= place]
        if any(each["rank"] == place for each in behind):
            for each in behind:
                each["rank"] = min(LAST_PLACE, each["rank"] + 1)


def _refusal(  # noqa: PLR0911 - one for each
    wrong: ValidationError, codes: Sequence[str], changes: Mapping[str, Any]
) -> Refusal:
    """The first thing that is wrong, at its field. codes: of the rows, in their order."""
    error = wrong.errors()[0]
    where, limits = error["loc"], error.get("ctx", {})
    field = str(where[0]) if where else "day_ends"
    if field == ROWS:
        field = row_name(codes[int(where[1])], str(where[2])) if len(where) > 2 else next(iter(changes))
    match error["type"]:
        case "greater_than_equal":
            return Refusal(Reason.SETTING_LEAST, field=field, number=limits["ge"])
        case "less_than_equal":
            return Refusal(Reason.SETTING_MOST, field=field, number=limits["le"])
        case "int_parsing" | "int_type" | "int_from_float":
            return Refusal(Reason.WHOLE_NUMBER, field=field)
        case "string_pattern_mismatch":
            return Refusal(Reason.LANGUAGE_CODE if field == "language" else Reason.COUNTRY_CODE, field=field)
        case Reason.TIMEZONE | Reason.DAY_ENDS | Reason.SAME_CODE | Reason.ONE_STAYS as reason:
            return Refusal(Reason(reason), field=field, **limits)
        case "too_long":
            return Refusal(Reason.MENU_FULL, field=field)
        case _:
            return Refusal(Reason.UNREADABLE, field=field)
