"""What every view is made with: said once here, and exactly as slackblocks would say it."""

from collections.abc import Callable, Sequence

import pytest
from slackblocks import (
    BarChart,
    Block,
    ConfirmationDialogue,
    DataPoint,
    DataSeries,
    DataVisualizationBlock,
    HomeTabView,
    Message,
    ModalView,
    OverflowMenu,
    PlainTextInput,
    RawText,
    SectionBlock,
    StaticSelectMenu,
    TableBlock,
)
from slackblocks.errors import InvalidUsageError
from slackblocks.objects import AxisConfig

from blocks import kit
from blocks.kit import b, i, t
from blocks.resolving import sealed


def choices() -> StaticSelectMenu:
    picked = kit.option("Call", "call", "by phone")
    return StaticSelectMenu(action_id="pick", options=[picked, kit.option("Quote", "quote")], initial_option=picked)


def menu() -> OverflowMenu:
    sure = ConfirmationDialogue(kit.plain("Sure?"), kit.plain("It is gone then."), kit.plain("Yes"), kit.plain("No"))
    return OverflowMenu("more", [kit.option("Later", "1"), kit.option("Never", "2")], confirm=sure)


SAID: tuple[Block, ...] = (
    kit.heading("head", "A title"),
    kit.paragraph(
        "said", [b("*x*"), t(" <!channel>"), i(" aside"), kit.person("U1", "M"), kit.link("https://a.b", "c")]
    ),
    kit.bullets("dots", [[t("one")], [b("two"), t(" three")]]),
    kit.quote("quote", "line\nline"),
    kit.rule("line"),
    kit.buttons("do", kit.button("Go", "go", "1", "primary"), None, choices(), menu()),
    SectionBlock(text=kit.plain("a word"), accessory=choices(), block_id="section"),
)
LISTS: tuple[Block, ...] = (
    TableBlock([[RawText("a"), RawText("b")], [RawText("c"), RawText("d")]], block_id="table"),
    DataVisualizationBlock(
        "asked", BarChart([DataSeries("n", [DataPoint("a", 1)])], AxisConfig(["a"])), block_id="bar"
    ),
)
INPUT = kit.field("name", "Name", PlainTextInput(action_id="name"), hint="yours")


def test_a_view_is_what_slackblocks_would_say_of_it() -> None:
    blocks = list(SAID)
    message = Message(channel="-", text="-", blocks=[*blocks, *LISTS]).to_dict()["blocks"]
    assert kit.message("t", (*blocks, *LISTS)).blocks == sealed(message)
    view = ModalView(kit.plain("T"), [*blocks, INPUT], kit.plain("Close"), kit.plain("Save"), "7", "form").to_dict()
    shown = kit.modal("T", [*blocks, INPUT], submit="Save", metadata="7", callback="form")
    assert shown == sealed(view)
    assert kit.home(blocks) == sealed(HomeTabView(blocks).to_dict())


@pytest.mark.parametrize(
    ("build", "blocks"),
    [
        (lambda blocks: kit.message("t", blocks), [kit.rule(f"line{n}") for n in range(51)]),
        (lambda blocks: kit.message("t", blocks), [LISTS[1]] * 3),
        (lambda blocks: kit.modal("T", blocks), [LISTS[0]]),
        (lambda blocks: kit.modal("T", blocks), [INPUT]),
    ],
    ids=["too many", "too many charts", "not in a modal", "a form nobody can send"],
)
def test_what_slack_would_refuse_is_refused_before(
    build: Callable[[Sequence[Block]], object], blocks: list[Block]
) -> None:
    with pytest.raises(InvalidUsageError):
        build(blocks)
