"""The docs name every setting, command, metric and decision there is. `python -m tests.test_docs` writes the tables."""

import re
from pathlib import Path

from pydantic_core import PydanticUndefined
from typer.main import get_command

from bot.cli import app
from bot.settings import PREFIX, Settings
from handlers.metrics import Metrics

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
METRICS = ROOT / "docs/metrics.md"
MARKS = re.compile(r"(<!-- settings: .*? -->\n).*?(<!-- /settings -->)", re.DOTALL)
METRIC_MARKS = re.compile(r"(<!-- metrics: .*? -->\n).*?(<!-- /metrics -->)", re.DOTALL)


def settings_table() -> str:
    """Every setting with its default and what it means, as Markdown."""
    lines = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        plain = field.default not in (PydanticUndefined, None, "", (), {}) and "token" not in name
        secret = "Secret" in str(field.annotation)
        default = f"`{field.default}`" if plain and not secret else "–"
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def metrics_table() -> str:
    """Every metric with its kind, its labels and what it is, as Markdown."""
    lines = ["| metric | kind | labels | what it is |", "|---|---|---|---|"]
    measures = Metrics()
    ours = [each for each in measures.registry.collect() if each.name.startswith("refdesk_")]
    labels = {
        name: collector._labelnames
        for collector, names in measures.registry._collector_to_names.items()
        for name in names
        if hasattr(collector, "_labelnames")
    }
    for metric in ours:
        name = f"{metric.name}_total" if metric.type == "counter" else metric.name
        said = ", ".join(f"`{label}`" for label in labels[name])
        lines.append(f"| `{name}` | {metric.type} | {said} | {metric.documentation} |")
    return "\n".join(lines) + "\n"


def test_the_metrics_page_lists_every_metric() -> None:
    shown = METRIC_MARKS.search(METRICS.read_text(encoding="utf-8"))
    assert shown is not None
    assert shown.group(0) == f"{shown.group(1)}{metrics_table()}{shown.group(2)}", "python -m tests.test_docs mends it"


def test_the_readme_lists_every_setting() -> None:
    shown = MARKS.search(README.read_text(encoding="utf-8"))
    assert shown is not None
    assert shown.group(0) == f"{shown.group(1)}{settings_table()}{shown.group(2)}", "python -m tests.test_docs mends it"


def test_the_readme_names_every_command() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    text = README.read_text(encoding="utf-8")
    assert [name for name in commands if not re.search(rf"(refdesk [^`\n]*\b|· ){name}\b", text)] == []


def test_every_picture_and_page_the_docs_point_at_is_there() -> None:
    for page in (README, *ROOT.glob("docs/**/*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs/decisions").glob("0*.md"):
        assert f"({page.name})" in index


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text(MARKS.sub(lambda m: f"{m.group(1)}{settings_table()}{m.group(2)}", text), encoding="utf-8")
    text = METRICS.read_text(encoding="utf-8")
    METRICS.write_text(METRIC_MARKS.sub(lambda m: f"{m.group(1)}{metrics_table()}{m.group(2)}", text), encoding="utf-8")
