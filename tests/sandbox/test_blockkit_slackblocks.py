"""Whatever slackblocks builds rightly passes, one of each block and element; what it lets through wrongly does not."""

from typing import Any

import pytest
import slackblocks as sb

from sandbox.blockkit import problems_in_message, problems_in_view
from sandbox.blockkit.blocks import BLOCKS, ON_MESSAGE
from sandbox.blockkit.elements import ELEMENTS, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT

URL = "https://example.com/x"
YES_NO = [sb.Option(sb.PlainText("Yes"), "y"), sb.Option(sb.PlainText("No"), "n", description=sb.PlainText("Not now"))]
SURE = sb.Confirm(title="Sure?", text="It *stays*.", confirm="Yes", deny="No", style="danger")
ON_ENTER = sb.DispatchActionConfiguration("on_enter_pressed")
SEEN = {"confirm": SURE, "focus_on_load": True}
PICTURE = sb.Image(alt_text="Logo", image_url=URL)
LINE = sb.RichTextSection(
    [
        sb.RichText("Lumi", bold=True, italic=True, strike=True, code=True),
        sb.RichTextLink(URL, "site", unsafe=True, bold=True),
        sb.RichTextEmoji("wave", skin_tone=2),
        sb.RichTextUser("U1", highlight=True, client_highlight=True, unlink=True),
        sb.RichTextUserGroup("S1", bold=True),
        sb.RichTextChannel("C1", italic=True),
    ]
)
RICH = [
    LINE,
    sb.RichTextList("bullet", [LINE, LINE], indent=1, offset=2, border=1),
    sb.RichTextQuote([sb.RichText("said")], border=0),
    sb.RichTextCodeBlock([sb.RichText("x = 1")], border=1),
]
SERIES = [sb.DataSeries("Calls", [sb.DataPoint("Q1", 3), sb.DataPoint("Q2", 0)])]
AXES = sb.AxisConfig(["Q1", "Q2"], x_label="Quarter", y_label="Uses")
FEEDBACK = sb.FeedbackButton("Good", "up", accessibility_label="Good answer")

BUILT_ELEMENTS = [
    sb.Button("Go", "go", url=URL, value="7", style="primary", confirm=SURE, accessibility_label="Go"),
    sb.WorkflowButton(
        "Go", sb.Workflow(sb.Trigger(URL, [sb.InputParameter("deal", "7")])), style="danger", action_id="run"
    ),
    sb.IconButton("Remove", action_id="remove", value="7", confirm=SURE, visible_to_user_ids=["U1"]),
    sb.FeedbackButtons(FEEDBACK, FEEDBACK, action_id="grade"),
    sb.OverflowMenu("more", [sb.Option(sb.PlainText("Open"), "o", url=URL)], confirm=SURE),
    sb.CheckboxGroup("boxes", YES_NO, initial_options=YES_NO[:1], **SEEN),
    sb.RadioButtonGroup("radio", YES_NO, initial_option=YES_NO[0], **SEEN),
    sb.DatePicker("date", initial_date="2026-11-30", placeholder="When", **SEEN),
    sb.TimePicker("time", initial_time="09:30", placeholder="When", timezone="Europe/Helsinki", **SEEN),
    sb.DateTimePicker("moment", initial_datetime=1_795_000_000, **SEEN),
    sb.StaticSelectMenu("one", YES_NO, initial_option=YES_NO[0], placeholder="Which", **SEEN),
    sb.ExternalSelectMenu("one", initial_option=YES_NO[0], min_query_length=2, placeholder="Which", **SEEN),
    sb.UserSelectMenu("one", initial_user="U1", placeholder="Who", **SEEN),
    sb.ConversationSelectMenu("one", "C1", filter=sb.ConversationFilter(["im", "mpim"]), **SEEN),
    sb.ChannelSelectMenu("one", initial_channel="C1", placeholder="Where", **SEEN),
    sb.StaticMultiSelectMenu("many", YES_NO, initial_options=YES_NO, max_selected_items=2, **SEEN),
    sb.ExternalMultiSelectMenu("many", 1, initial_options=YES_NO, placeholder="Which", confirm=SURE),
    sb.UserMultiSelectMenu("many", initial_users=["U1", "W1"], placeholder="Who", **SEEN),
    sb.ConversationMultiSelectMenu("many", default_to_current_conversation=True, **SEEN),
    sb.ChannelMultiSelectMenu("many", initial_channels=["C1"], **SEEN),
    sb.PlainTextInput("text", "So", True, 1, 3000, ON_ENTER, focus_on_load=True, placeholder="Words"),
    sb.RichTextInput("rich", dispatch_action_config=ON_ENTER, placeholder="Words", min_lines=1, max_lines=9),
    sb.EmailInput("mail", "maya@example.com", ON_ENTER, placeholder="Mail"),
    sb.URLInput("url", URL, ON_ENTER, placeholder="Address"),
    sb.NumberInput(True, "number", "2.5", min_value="1", max_value="3", dispatch_action_config=ON_ENTER),
    sb.FileInput("file", ["pdf", "png"], 3),
    PICTURE,
]
CARD = sb.CardBlock(
    hero_image=PICTURE,
    icon=PICTURE,
    title="Lumi",
    subtitle=sb.PlainText("Retail"),
    body="*Good* match",
    actions=[sb.Button("Ask", "ask")],
    subtext="Verified",
)
TASK = sb.TaskCardBlock(
    "t1",
    "Look",
    details=sb.RichTextBlock(LINE),
    output=sb.RichTextBlock(LINE),
    sources=[sb.URLSource(URL, "Source")],
    status="in_progress",
)
BUILT_BLOCKS = [
    sb.ActionsBlock([sb.Button("Go", "go"), sb.StaticSelectMenu("one", YES_NO)]),
    sb.AlertBlock("Take *care*", level="warning"),
    CARD,
    sb.CarouselBlock([CARD, sb.CardBlock(title="Other", slack_icon=sb.SlackIcon("key"))]),
    sb.ContainerBlock(
        [sb.DividerBlock(), sb.SectionBlock("Inside")],
        title="More",
        rich_text_title=sb.RichTextBlock(LINE),
        subtitle="*Less*",
        width="wide",
        icon=PICTURE,
        is_collapsible=True,
        default_collapsed=True,
    ),
    sb.ContextBlock([sb.Markdown("*Words*"), sb.PlainText("Words"), PICTURE]),
    sb.ContextActionsBlock([sb.FeedbackButtons(FEEDBACK, FEEDBACK), sb.IconButton("Remove")]),
    sb.DataTableBlock(
        [
            [sb.RawText("Customer"), sb.RawText("Uses"), sb.RawText("Note")],
            [sb.RawText("Lumi"), sb.RawNumber(2, "2"), sb.RichTextBlock(LINE)],
        ],
        caption="Use",
    ),
    *(
        sb.DataVisualizationBlock("Use", chart)
        for chart in (
            sb.PieChart([sb.ChartSegment("Calls", 2)]),
            sb.BarChart(SERIES, AXES),
            sb.LineChart(SERIES, AXES),
            sb.AreaChart(SERIES, AXES),
        )
    ),
    sb.DividerBlock(),
    sb.FileBlock("F7"),
    sb.HeaderBlock("Monday"),
    sb.ImageBlock(URL, "Logo", "Our logo"),
    sb.ImageBlock(slack_file=sb.SlackFile(None, "F12345678"), alt_text="Logo"),
    sb.InputBlock("Who", sb.PlainTextInput("who"), dispatch_action=True, hint="A name", optional=True),
    sb.MarkdownBlock("# Hi\n|a|b|\n|-|-|"),
    sb.PlanBlock("Plan", [TASK, sb.TaskCardBlock("t2", "Then", status="pending")]),
    sb.RichTextBlock(RICH),
    sb.SectionBlock("*Words*", fields=["a", sb.PlainText("b")], accessory=sb.Button("Go", "go")),
    sb.TableBlock(
        [[sb.RawText("a", emoji=True), sb.RawText("b")], [LINE, RICH[1]]],
        [sb.ColumnSettings("right", True), sb.ColumnSettings(is_wrapped=False)],
    ),
    TASK,
    sb.VideoBlock("Talk", URL, "Talk", URL, "Maya", None, "About us", URL, "Tube", URL),
]


def surface_for(block: dict[str, Any]) -> list[str]:
    if block["type"] in ON_MESSAGE and block["type"] != "input":
        return problems_in_message([block], "Words")
    return problems_in_view(sb.ModalView("Title", [], submit="Send").to_dict() | {"blocks": [block]})


def holding(element: dict[str, Any]) -> dict[str, Any]:
    if element["type"] in IN_ACTIONS:
        return {"type": "actions", "elements": [element]}
    if element["type"] in IN_INPUT:
        return {"type": "input", "label": {"type": "plain_text", "text": "Label"}, "element": element}
    kind = "context_actions" if element["type"] in IN_CONTEXT_ACTIONS else "context"
    return {"type": kind, "elements": [element]}


def test_one_of_each_is_built() -> None:
    assert {block._resolve()["type"] for block in BUILT_BLOCKS} == set(BLOCKS)
    assert {element._resolve()["type"] for element in BUILT_ELEMENTS} == set(ELEMENTS)


@pytest.mark.parametrize("block", BUILT_BLOCKS, ids=lambda block: block.type.value)
def test_what_slackblocks_builds_passes(block: Any) -> None:
    assert surface_for(block._resolve()) == []


@pytest.mark.parametrize("element", BUILT_ELEMENTS, ids=lambda element: element.type.value)
def test_every_element_slackblocks_builds_passes(element: Any) -> None:
    assert surface_for(holding(element._resolve())) == []


def test_its_views_pass() -> None:
    modal = sb.ModalView(
        "Ask",
        [sb.InputBlock("Who", sb.PlainTextInput("who"), block_id="who")],
        submit="Send",
        close="Close",
        private_metadata="7",
        callback_id="request.submit",
        clear_on_close=True,
        notify_on_close=True,
        external_id="e",
    )
    assert problems_in_view(modal.to_dict()) == []
    assert problems_in_view(sb.HomeTabView([sb.HeaderBlock("Hi")], private_metadata="7").to_dict()) == []


def test_what_it_lets_through_is_caught() -> None:
    """Trap 14: the things that slackblocks does not see and Slack refuses."""
    twice = [sb.DividerBlock(block_id="b")._resolve()] * 2
    assert problems_in_message(twice, None) == ["/blocks/1/block_id: must be unique, another block has it"]
    table = sb.TableBlock([[sb.RawText("")]])._resolve()
    assert problems_in_message([table], None) == ["/blocks/0/rows/0/0/text: must be at least 1 character"]
    long = sb.InputBlock("Why", sb.PlainTextInput("why", initial_value="x" * 3001))._resolve()
    assert problems_in_message([long], None) == ["/blocks/0/element/initial_value: must be at most 3000 characters"]
