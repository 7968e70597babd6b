"""What a Web API method is: its arguments, scopes, rate tier and error codes, and how it is registered."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.model import Json
from sandbox.workspace import Workspace

COMMON_ERRORS = frozenset(
    {
        "account_inactive",
        "fatal_error",
        "invalid_arguments",
        "invalid_auth",
        "invalid_json",
        "invalid_post_type",
        "json_not_object",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "token_revoked",
        "unknown_method",
    }
)
"""Codes every method may answer; the others are declared with each method."""

_PER_MINUTE = {"t1": 1, "t2": 20, "t3": 50, "t4": 100, "t5": 600}


def per_minute(tier: str) -> int:
    """Return how many calls a minute a rate tier allows; t5 ("special") is taken as generous."""
    return _PER_MINUTE[tier]


class ApiError(Exception):
    """A call is refused: `code` is Slack's, `messages` say what is wrong, `fields` join the answer."""

    def __init__(self, code: str, messages: Iterable[str] = (), **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)
        self.fields = fields


@dataclass
class ApiCall:
    """One call: its arguments are checked for presence and type before a method sees it."""

    workspace: Workspace
    args: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """Return a string argument; an empty one counts as absent."""
        value = self.args.get(name)
        return None if value is None or value == "" else str(value)

    def needed(self, name: str) -> str:
        """Return a string argument that the table requires."""
        return str(self.args[name])

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean argument."""
        value = self.args.get(name)
        return default if value is None or value == "" else value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int) -> int:
        """Return a number argument."""
        value = self.args.get(name)
        return default if value is None or value == "" else int(value)

    def decoded(self, name: str, error: str) -> Any:
        """Return an argument that is JSON, as such or in a string; None if absent. Raises ApiError(`error`)."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if value == "":
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(error, [f"[ERROR] {name} is not valid JSON"]) from None

    def need_scope(self, *one_of: str) -> None:
        """Raise `missing_scope` unless the app was granted one of these scopes."""
        granted = self.workspace.app.scopes
        if one_of and not granted.intersection(one_of):
            raise ApiError("missing_scope", needed=",".join(one_of), provided=",".join(sorted(granted)))


Answer = Callable[[ApiCall], Json]


@dataclass(frozen=True)
class Method:
    """A method of the Web API. `args` maps each argument to "string", "boolean", "number", "integer", "array"
    or "json"."""

    name: str
    answer: Answer
    required: tuple[str, ...]
    args: Mapping[str, str]
    scopes: tuple[str, ...]
    tier: str
    errors: frozenset[str]
    json_body: bool = True
    app_token: bool = False


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    tier: str,
    args: str = "",
    required: str = "",
    scopes: str = "",
    errors: str = "",
    json_body: bool = True,
    app_token: bool = False,
) -> Callable[[Answer], Answer]:
    """Register a method. The tables are given as words: "channel:string limit:number".

    `scopes`: any one of them is enough. Methods of Slack that read only form-encoded arguments have
    `json_body=False`.
    """
    types = {name: kind for name, _, kind in (word.partition(":") for word in args.split())}

    def register(answer: Answer) -> Answer:
        METHODS[name] = Method(
            name,
            answer,
            tuple(required.split()),
            types,
            tuple(scopes.split()),
            tier,
            frozenset(errors.split()),
            json_body,
            app_token,
        )
        return answer

    return register


def pointed(problem: str) -> str:
    """Return a finding ("/blocks/2/text: must be …") as Slack words it ("[ERROR] must be … [json-pointer:…]")."""
    pointer, colon, words = problem.partition(": ")
    if not colon or not pointer.startswith("/"):
        return f"[ERROR] {problem}"
    return f"[ERROR] {words} [json-pointer:{pointer}]"


def refuse(code: str, problems: list[str]) -> None:
    """Raise ApiError(`code`) with Slack's wording if the Block Kit check found problems."""
    if problems:
        raise ApiError(code, [pointed(problem) for problem in problems])
