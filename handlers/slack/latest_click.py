"""Which pick in an open form was the last: the answers to two quick ones can overtake each other."""

from collections import OrderedDict
from typing import NamedTuple

MOST = 1000
"""Open forms remembered, the latest picked in."""


class FormPick(NamedTuple):
    """A pick in an open form; `at` is Slack's action_ts, in whose order people click."""

    view_id: str
    at: str


class LatestClicks:
    """The last pick that came from each open form. What another process was told is not known here."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, str] = OrderedDict()
        self._opened: dict[str, frozenset[str]] = {}

    def note(self, view_id: str, at: str, opens: frozenset[str] = frozenset()) -> FormPick:
        """Note a pick, as soon as it comes; `opens`: the parts of the form that it opens."""
        self._last[view_id] = max(at, self._last.pop(view_id, ""))
        self._opened[view_id] = self.opened(view_id) | opens
        while len(self._last) > MOST:
            self._opened.pop(self._last.popitem(last=False)[0])
        return FormPick(view_id, at)

    def opened(self, view_id: str) -> frozenset[str]:
        """The parts of a form that were opened: a quick pick after that left before they were seen."""
        return self._opened.get(view_id, frozenset())

    def is_last(self, click: FormPick) -> bool:
        """Whether no later pick came from the same form."""
        return self._last.get(click.view_id, click.at) == click.at
