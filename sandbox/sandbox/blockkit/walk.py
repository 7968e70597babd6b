"""The one walker: a value and a rule in, sentences with JSON pointers out."""

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from .rules import Flag, Num, OrNull, Rule, Several, Shape, Str, Text, Typed

Tables = Mapping[str, Mapping[str, Shape]]
"""Kind of thing (block, element, rich, …) → its `type` → its shape."""

TEXT_FLAGS = {"plain_text": "emoji", "mrkdwn": "verbatim"}
"""The one flag that each type of text object may carry."""


def walk(value: Any, rule: Rule, at: str, tables: Tables) -> Iterator[str]:  # noqa: PLR0911  one case, one line
    """Everything that is wrong with `value` under `rule`; `at` is the JSON pointer of the value.

    Goes only as deep as the rules do, so neither depth nor cycles of the value matter. Never raises.
    """
    match rule:
        case Str():
            return _string(value, rule, at)
        case Flag():
            return _when(not isinstance(value, bool), at, "must be true or false")
        case Num():
            return _number(value, rule, at)
        case Text():
            return _text(value, rule, at)
        case Several():
            return _several(value, rule, at, tables)
        case OrNull():
            return iter(()) if value is None else walk(value, rule.of, at, tables)
        case Typed():
            return _typed(value, rule, at, tables)
        case Shape():
            return _shape(value, rule, at, tables)
    assert_never(rule)


def step(at: str, name: object) -> str:
    """The pointer one step below `at`; escaped as RFC 6901 wants, and cut if someone sends a novel as a key."""
    return f"{at}/{str(name)[:60].replace('~', '~0').replace('/', '~1')}"


def _when(wrong: bool, at: str, words: str) -> Iterator[str]:
    if wrong:
        yield f"{at or '/'}: {words}"


def _string(value: Any, rule: Str, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield from _when(True, at, "must be a string")
    elif rule.among:
        yield from _when(value not in rule.among, at, f"must be one of {', '.join(rule.among)}")
    elif len(value) < rule.least:
        yield from _when(True, at, f"must be at least {_many(rule.least, 'character')}")
    elif rule.most is not None and len(value) > rule.most:
        yield from _when(True, at, f"must be at most {_many(rule.most, 'character')}")
    elif rule.valid is not None:
        yield from _when(not rule.valid(value), at, f"must be {rule.form}")


def _number(value: Any, rule: Num, at: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int if rule.whole else (int, float)):
        yield from _when(True, at, "must be a whole number" if rule.whole else "must be a number")
        return
    # Written so that NaN fails every bound.
    if rule.above is not None:
        yield from _when(not value > rule.above, at, f"must be greater than {rule.above:g}")
    if rule.least is not None:
        yield from _when(not value >= rule.least, at, f"must be at least {rule.least:g}")
    if rule.most is not None:
        yield from _when(not value <= rule.most, at, f"must be at most {rule.most:g}")


def _text(value: Any, rule: Text, at: str) -> Iterator[str]:
    kinds = " or ".join(rule.kinds)
    if not isinstance(value, Mapping):
        yield from _when(True, at, f"must be a text object of type {kinds}")
        return
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in rule.kinds:
        yield from _when(True, step(at, "type"), f"must be {kinds}")
        return
    shape = Shape(must={"type": Str(), "text": Str(rule.most)}, may={TEXT_FLAGS[kind]: Flag()})
    yield from _shape(value, shape, at, {})


def _several(value: Any, rule: Several, at: str, tables: Tables) -> Iterator[str]:
    if not isinstance(value, list | tuple):
        yield from _when(True, at, "must be a list")
        return
    yield from _when(len(value) < rule.least, at, f"must have at least {_many(rule.least, 'item')}")
    if rule.most is not None and len(value) > rule.most:
        yield from _when(True, at, f"must have at most {_many(rule.most, 'item')}")
        return
    for number, item in enumerate(value):
        yield from walk(item, rule.of, step(at, number), tables)


def _typed(value: Any, rule: Typed, at: str, tables: Tables) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield from _when(True, at, "must be an object")
        return
    name, known = value.get("type"), tables[rule.kind]
    if not isinstance(name, str):
        yield from _when(True, at, "missing required field: type")
    elif name not in known:
        yield from _when(True, step(at, "type"), f"unknown type: {name[:60]}")
    elif name not in rule.names:
        yield from _when(True, step(at, "type"), f"{name} can't stand here, only {', '.join(rule.names)}")
    else:
        shape = known[name]
        yield from _shape(value, Shape({"type": Str(), **shape.must}, shape.may, shape.checks), at, tables)


def _shape(value: Any, rule: Shape, at: str, tables: Tables) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield from _when(True, at, "must be an object")
        return
    found = False
    for name in rule.must:
        if name not in value:
            found = True
            yield from _when(True, at, f"missing required field: {name}")
    for key, item in value.items():
        field = rule.must.get(key, rule.may.get(key))
        if field is None:
            found = True
            yield from _when(True, step(at, key), "unknown field")
            continue
        for problem in walk(item, field, step(at, key), tables):
            found = True
            yield problem
    if not found:
        for check in rule.checks:
            for below, words in check(value):
                yield from _when(True, at + below, words)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
