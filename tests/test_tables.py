"""What holds for some states or some messages stands in their table: nowhere else is a list of them written out, and
what the tables name is drawn.
"""

import ast
from pathlib import Path

import pytest

from blocks.outbox import daily_summary
from blocks.requests import buttons, messages
from domain.requests.messages import MESSAGES, MessageType, Waits
from domain.requests.states import Act

ROOT = Path(__file__).parents[1]
LAYERS = ("bot", "handlers", "store", "blocks", "domain")


@pytest.mark.parametrize(
    ("name", "table"), [("Status", "domain/requests/states.py"), ("MessageType", "domain/requests/messages.py")]
)
def test_a_list_of_some_stands_in_the_table_only(name: str, table: str) -> None:
    written_out = [
        f"{path}:{node.lineno}"
        for layer in LAYERS
        for path in sorted((ROOT / layer).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Tuple | ast.Set | ast.List) and sum(_member(each, name) for each in node.elts) > 1
    ]
    assert [each for each in written_out if not each.startswith(str(ROOT / table))] == []


def _member(node: ast.AST, name: str) -> bool:
    """True for `Status.PENDING` and for `Status.PENDING.value`."""
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node))


def test_every_act_has_its_button() -> None:
    assert set(buttons.BUILD) == set(Act)


def test_every_message_is_built() -> None:
    assert set(messages._BUILD) == set(MessageType)


def test_the_daily_summary_has_words_for_all_that_waits_reminders_first() -> None:
    waiting = [each for waits in (Waits.REMINDER, Waits.NEWS) for each, row in MESSAGES.items() if row.waits is waits]
    assert list(daily_summary._COUNTED) == waiting
    assert set(daily_summary._WORDS) == set(waiting)
