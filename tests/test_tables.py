"""What holds for some states or some messages stands in their table: nowhere else is a list of them written out."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("bot", "handlers", "store", "blocks", "domain")


@pytest.mark.parametrize(("name", "table"), [("Status", "domain/requests/states.py")])
def test_a_list_of_some_stands_in_the_table_only(name: str, table: str) -> None:
    written_out = [
        f"{path}:{node.lineno}"
        for layer in LAYERS
        for path in sorted((ROOT / layer).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Tuple | ast.Set | ast.List) and sum(_member(each, name) for each in node.elts) > 1
    ]
    assert [each for each in written_out if not each.startswith(str(ROOT / table))] == []
    assert any(each.startswith(str(ROOT / table)) for each in written_out)


def _member(node: ast.AST, name: str) -> bool:
    """True for `Status.PENDING` and for `Status.PENDING.value`."""
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node))
