"""One word, one meaning: what a class of the product is called, no other one is, and nowhere it has a second name."""

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
LAYERS = ("bot", "handlers", "store", "blocks", "domain")
TREES = {
    path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"))
    for layer in LAYERS
    for path in sorted((ROOT / layer).rglob("*.py"))
}


def test_no_two_classes_share_a_name() -> None:
    names = Counter(node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert len(names) > 200
    assert [name for name, times in names.items() if times > 1] == []


def test_no_class_of_ours_is_imported_by_another_name() -> None:
    renamed = [
        f"{path}: {each.name} as {each.asname}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LAYERS
        for each in node.names
        if each.asname and each.name[:1].isupper()
    ]
    assert renamed == []
