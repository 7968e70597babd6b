"""What every view is made with, held against slackblocks, which says the same of the same words."""

from typing import Any

import slackblocks as sb

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.shapes import b, i, t


def said(value: Any) -> Any:
    """What slackblocks makes of its objects, without the two defaults it spells out and with the one it leaves out."""
    if isinstance(value, list | tuple):
        return [said(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: said(each) for key, each in value.items() if (key, each) not in (("offset", 0), ("border", 0))}
    return {**kept, "emoji": False} if kept.get("type") == "plain_text" else kept


def theirs(*blocks: sb.Block) -> Any:
    return said(sb.Message(channel="-", text="-", blocks=list(blocks)).to_dict()["blocks"])


def words(text: str) -> sb.PlainText:
    return sb.PlainText(text)


CALL = kit.option("Call", "call", "by phone")
QUOTE = kit.option("Quote", "quote")
THEIR_CALL = sb.Option(words("Call"), "call", description=words("by phone"))
THEIR_QUOTE = sb.Option(words("Quote"), "quote")


def test_words_are_said_as_slackblocks_says_them() -> None:
    parts = [b("*x*"), t(" <!channel>"), t(""), i(" aside"), kit.person("U1", "M"), kit.link("https://a.b", "c")]
    ours = [
        kit.heading("head", "A title"),
        kit.paragraph("said", parts, "below"),
        kit.bullets("dots", [[t("one")], [b("two"), t(" three")]]),
        kit.quote("quote", "line\nline"),
        kit.rule("line"),
        kit.table("table", [("a", "b"), ("c", "d")], [{"is_wrapped": True}, {"align": "right"}]),
        kit.bar_chart("bar", "asked", "n", {"a": 1, "b": 2}),
    ]
    line = sb.RichTextSection(
        [
            *(sb.RichText("*x*", bold=True), sb.RichText(" <!channel>"), sb.RichText(" aside", italic=True)),
            *(sb.RichTextUser("U1"), sb.RichTextLink("https://a.b", text="c"), sb.RichText("\n"), sb.RichText("below")),
        ]
    )
    two = sb.RichTextSection([sb.RichText("two", bold=True), sb.RichText(" three")])
    cells: list[list[sb.RawText | sb.RichTextObject]] = [
        [sb.RawText("a"), sb.RawText("b")],
        [sb.RawText("c"), sb.RawText("d")],
    ]
    columns = [sb.ColumnSettings(is_wrapped=True), sb.ColumnSettings(align="right")]
    points = [sb.DataPoint("a", 1), sb.DataPoint("b", 2)]
    chart = sb.BarChart([sb.DataSeries("n", points)], sb.objects.AxisConfig(["a", "b"]))
    assert kit.message("t", ours).blocks == theirs(
        sb.HeaderBlock(words("A title"), block_id="head"),
        sb.RichTextBlock(line, block_id="said"),
        sb.RichTextBlock(sb.RichTextList("bullet", [sb.RichTextSection([sb.RichText("one")]), two]), block_id="dots"),
        sb.RichTextBlock(sb.RichTextQuote(sb.RichText("line\nline")), block_id="quote"),
        sb.DividerBlock(block_id="line"),
        sb.TableBlock(cells, column_settings=columns, block_id="table"),
        sb.DataVisualizationBlock("asked", chart, block_id="bar"),
    )


def test_what_is_pressed_or_picked_is_said_as_slackblocks_says_it() -> None:
    sure = elements.confirmation("Sure?", "It is gone then.", "Yes", "No")
    their_sure = sb.ConfirmationDialogue(words("Sure?"), words("It is gone then."), words("Yes"), words("No"))
    grouped = elements.static_select("g", groups=[elements.option_group("Now", [CALL])], placeholder="Pick")
    ours = [
        kit.buttons(
            "do",
            kit.button("Go", "go", "1", "primary"),
            None,
            kit.button("Drop", "drop", "1", confirm=sure),
            elements.static_select("pick", [CALL, QUOTE], initial=CALL),
            elements.overflow("more", [CALL, QUOTE]),
            elements.external_select("load", placeholder="Type"),
        ),
        kit.section("section", "a word", grouped),
    ]
    menu = sb.StaticSelectMenu("pick", [THEIR_CALL, THEIR_QUOTE], initial_option=THEIR_CALL)
    groups = [sb.OptionGroup(label=words("Now"), options=[THEIR_CALL])]
    their_grouped = sb.StaticSelectMenu("g", option_groups=groups, placeholder=words("Pick"))
    assert kit.message("t", ours).blocks == theirs(
        sb.ActionsBlock(
            [
                sb.Button(words("Go"), action_id="go", value="1", style="primary"),
                sb.Button(words("Drop"), action_id="drop", value="1", confirm=their_sure),
                menu,
                sb.OverflowMenu("more", [THEIR_CALL, THEIR_QUOTE]),
                sb.ExternalSelectMenu("load", min_query_length=0, placeholder=words("Type")),
            ],
            block_id="do",
        ),
        sb.SectionBlock(text=words("a word"), accessory=their_grouped, block_id="section"),
    )


def test_a_form_is_said_as_slackblocks_says_it() -> None:
    fields = [
        (
            elements.plain_text_input("a", max_length=9, initial="x", placeholder="y", multiline=True, focus=True),
            sb.PlainTextInput("a", "x", True, None, 9, focus_on_load=True, placeholder=words("y")),
        ),
        (elements.plain_text_input("b", max_length=9), sb.PlainTextInput("b", max_length=9)),
        (
            elements.number_input("c", least=0, most=9, initial="5"),
            sb.NumberInput(False, "c", "5", min_value="0", max_value="9"),
        ),
        (elements.datepicker("d", initial="2027-01-31"), sb.DatePicker("d", initial_date="2027-01-31")),
        (elements.timepicker("e", initial="09:30"), sb.TimePicker("e", initial_time="09:30")),
        (elements.users_select("f", initial="U1"), sb.UserSelectMenu("f", initial_user="U1")),
        (
            elements.radio_buttons("g", [CALL, QUOTE], initial=QUOTE),
            sb.RadioButtonGroup("g", [THEIR_CALL, THEIR_QUOTE], initial_option=THEIR_QUOTE),
        ),
        (
            elements.checkboxes("h", [CALL, QUOTE], initial=[CALL]),
            sb.CheckboxGroup("h", [THEIR_CALL, THEIR_QUOTE], initial_options=[THEIR_CALL]),
        ),
        (elements.checkboxes("i", [CALL]), sb.CheckboxGroup("i", [THEIR_CALL])),
    ]
    ours = [kit.field(f"f{n}", "Name", mine, hint="yours", told=n == 0) for n, (mine, _) in enumerate(fields)]
    their = [
        sb.InputBlock(words("Name"), theirs_, dispatch_action=n == 0, block_id=f"f{n}", hint=words("yours"))
        for n, (_, theirs_) in enumerate(fields)
    ]
    view = sb.ModalView(words("T"), list(their), words("Close"), words("Save"), "7", "form").to_dict()
    assert kit.modal("T", ours, submit="Save", metadata="7", callback="form") == said(view)


def test_a_home_is_said_as_slackblocks_says_it() -> None:
    assert kit.home([kit.rule("a")]) == sb.HomeTabView([sb.DividerBlock(block_id="a")]).to_dict()
