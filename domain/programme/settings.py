"""Editing the company's rules: one flat value a name, merged with what others changed, refused at its field."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from domain.activities import Activity
from domain.policy import Policy
from domain.refusals import Reason, Refusal

WEIGHT = "weights."
# Who is waited for is reminded before anybody else is asked, and asked before a request lapses.
IN_ORDER = ("backup_days", "manager_days", "lapse_days")


def flat(policy: Policy) -> dict[str, Any]:
    """The policy as plain values by name; each activity's weight under a name of its own, "weights.call"."""
    values = policy.model_dump(mode="json")
    weights = values.pop("weights")
    return values | {f"{WEIGHT}{activity}": points for activity, points in weights.items()}


def changed(given: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What a person changed in a form, knowing these values."""
    return {name: value for name, value in given.items() if value != known[name]}


def clashes(mine: Mapping[str, Any], known: Mapping[str, Any], current: Policy) -> tuple[str, ...]:
    """The names that a colleague has changed meanwhile, to something else."""
    now = flat(current)
    return tuple(name for name, value in mine.items() if known[name] != now[name] != value)


def edited(policy: Policy, changes: Mapping[str, Any]) -> Policy:
    """The policy with these changes. Raises Refusal, with the field, for what makes no sense."""
    values = flat(policy) | dict(changes)
    weights = {activity: values.pop(f"{WEIGHT}{activity}") for activity in Activity}
    try:
        new = Policy.model_validate(values | {"weights": weights})
    except ValidationError as wrong:
        raise _refusal(wrong) from None
    for earlier, later in pairwise(IN_ORDER):
        if getattr(new, earlier) > getattr(new, later):
            raise Refusal(Reason.SETTING_ORDER, field=later)
    first, second = new.customer_reminder_days
    if not 1 <= first < second:
        raise Refusal(Reason.TWO_NUMBERS, field="customer_reminder_days")
    return new


def _refusal(wrong: ValidationError) -> Refusal:
    """The first thing that is wrong, at its field."""
    error = wrong.errors()[0]
    where, limits = error["loc"], error.get("ctx", {})
    field = ".".join(map(str, where[:2])) if where[:1] == ("weights",) else str(where[0]) if where else "day_ends"
    match error["type"]:
        case "greater_than_equal":
            return Refusal(Reason.SETTING_LEAST, field=field, number=limits["ge"])
        case "less_than_equal":
            return Refusal(Reason.SETTING_MOST, field=field, number=limits["le"])
        case "int_parsing" | "int_type" | "int_from_float":
            return Refusal(Reason.WHOLE_NUMBER, field=field)
        case "string_pattern_mismatch":
            return Refusal(Reason.COUNTRY_CODE, field=field)
        case Reason.TIMEZONE | Reason.NOT_NEGATIVE | Reason.DAY_ENDS as reason:
            return Refusal(Reason(reason), field=field, **limits)
        case _:
            return Refusal(Reason.UNREADABLE, field=field)
