"""The renderer: every block and element is drawn, everything from people is escaped, nothing is dropped."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.page.blocks import draw_block, draw_blocks
from sandbox.page.html import link, tag
from sandbox.page.scene import Reading, Scene
from sandbox.page.spots import Frame
from sandbox.page.text import Eyes, date_words, markdown, mrkdwn, notification, plain_text
from sandbox.workspace import Workspace
from tests.sandbox.gallery import (
    EVIL,
    MESSAGE_BLOCKS,
    MODAL_BLOCKS,
    PEOPLE,
    button,
    field,
    option,
    plain,
    rich,
    word,
    words,
)

EYES = Eyes(
    people=PEOPLE,
    channels={"C0GENERAL": "general"},
    zone=ZoneInfo("Europe/Helsinki"),
    now=datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
)
FRAME = Frame("frame", EYES)
VOID = {"input", "br", "hr", "img"}


class Reader(HTMLParser):
    """Reads drawn HTML back: its words, its tags, its ids; notices what is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(str(html))  # a Markup escapes whatever is joined to it
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def found(self, name: str, **attributes: str | None) -> list[dict[str, str | None]]:
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [given for tag, given in self.tags if tag == name and wanted.items() <= given.items()]


def read(block: dict[str, Any], frame: Frame = FRAME) -> Reader:
    return Reader(draw_block(block, frame))


def said(text: str) -> str:
    return Reader(mrkdwn(text, EYES)).words


@pytest.mark.parametrize("block", MESSAGE_BLOCKS + MODAL_BLOCKS, ids=lambda block: block["block_id"])
def test_every_block_is_drawn_well_formed_and_safely(block: dict[str, Any]) -> None:
    reader = read(block)
    assert reader.open == []
    assert not reader.found("script")
    assert ("Not drawn here" in reader.words) == (block["type"] == "hologram")
    for _, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not (attributes.get("src") or "").startswith("http")


def test_ids_are_unique() -> None:
    reader = Reader(draw_blocks([*MESSAGE_BLOCKS, *MODAL_BLOCKS], FRAME))
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_what_points_at_an_id_points_at_something() -> None:
    reader = Reader(draw_blocks(MODAL_BLOCKS, Frame("f", EYES, errors={"name": "no"})))
    ids = {attributes.get("id") for _, attributes in reader.tags}
    for _, attributes in reader.tags:
        for name in ("for", "aria-controls", "popovertarget"):
            assert attributes.get(name) in {None, *ids}
        assert set((attributes.get("aria-describedby") or "").split()) <= ids


def test_an_unknown_block_and_an_unknown_element_are_seen() -> None:
    assert "Not drawn here: hologram" in read({"type": "hologram"}).words
    assert "Not drawn here: lever" in read({"type": "actions", "elements": [{"type": "lever"}]}).words
    assert "Not drawn here: whirl" in read(rich(words({"type": "whirl"}))).words
    assert "data_visualization / radar" in read({"type": "data_visualization", "chart": {"type": "radar"}}).words


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": plain(EVIL)},
        {"type": "header", "text": plain(EVIL)},
        {"type": "context", "elements": [plain(EVIL)]},
        rich(words(word(EVIL))),
        rich(words(word(EVIL), kind="rich_text_quote")),
        {"type": "table", "rows": [[{"type": "raw_text", "text": EVIL}]]},
        {"type": "card", "title": plain(EVIL)},
        {"type": "actions", "elements": [button(EVIL, "a")]},
        field("X", {"type": "static_select", "action_id": "a", "options": [option(EVIL, "v")]}),
        field("X", {"type": "checkboxes", "action_id": "a", "options": [option(EVIL, "v")]}),
    ],
    ids=lambda block: block["type"],
)
def test_text_from_people_stays_text(block: dict[str, Any]) -> None:
    reader = read(block)
    assert EVIL in reader.words
    assert not reader.found("script") and not reader.found("strong") and not reader.found("span", class_="mention")


def test_attributes_cannot_be_broken_out_of() -> None:
    evil = '"><script>alert(1)</script>'
    reader = read(field(evil, {"type": "plain_text_input", "action_id": evil, "placeholder": plain(evil)}))
    assert not reader.found("script")
    assert reader.found("input", placeholder=evil)
    assert tag("a", href=evil) == '<a href="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"></a>'


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "JaVaScript:x"])
def test_dangerous_addresses_are_no_links(url: str) -> None:
    assert "<a" not in link(url, "x")
    assert "<a" not in mrkdwn(f"<{url}|x>", EYES)
    assert "<a" not in markdown(f"[x]({url})")
    assert "<a" not in draw_block({"type": "actions", "elements": [button("x", "a", url=url)]}, FRAME)


# mrkdwn


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold*", "<strong>bold</strong>"),
        ("_it_ and ~gone~", "<em>it</em> and <s>gone</s>"),
        ("*bold _both_*", "<strong>bold <em>both</em></strong>"),
        ("`*code*`", "<code>*code*</code>"),
        ("```\n*pre* &lt;\n```", "<pre>*pre* &lt;</pre>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("* not bold *", "* not bold *"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<b>", '<span title="b">b</span>'),
        ("<@U0MAYA>", '<span class="mention">@Maya Lind</span>'),
        ("<@U0NOBODY>", '<span class="mention">@U0NOBODY</span>'),
        ("<#C0GENERAL|x>", '<span class="mention">#general</span>'),
        ("<!subteam^S1|@team>", '<span class="mention">@team</span>'),
        ("<!channel>", '<span class="mention">@channel</span>'),
        ("one\ntwo", "one<br>two"),
        ("> q\n> r\nafter", "<blockquote>q<br>r</blockquote>after"),
        ("&gt; q", "<blockquote>q</blockquote>"),
        (">>> q\nr", "<blockquote>q<br>r</blockquote>"),
        (":tada: :nope:", "🎉 :nope:"),
        ("\ue0000\ue001", "0"),
    ],
)
def test_mrkdwn(text: str, html: str) -> None:
    assert mrkdwn(text, EYES) == html


def test_a_link_with_underscores_and_stars_is_one_link() -> None:
    reader = Reader(mrkdwn("_see <https://example.com/a_b_*c*|it &amp; more>_ or https://example.com/x_y.", EYES))
    assert [given["href"] for given in reader.found("a")] == ["https://example.com/a_b_*c*", "https://example.com/x_y"]
    assert reader.words == "see it & more or https://example.com/x_y."


def test_dates_are_in_the_readers_time() -> None:
    assert said("<!date^1700000000^{date} at {time}|then>") == "November 15, 2023 at 12:13 AM"
    assert said("<!date^oops^{date}|then>") == "then"
    linked = Reader(mrkdwn("<!date^1700000000^{date_num}^https://example.com|then>", EYES))
    assert linked.found("a", href="https://example.com") and linked.words == "2023-11-15"


@pytest.mark.parametrize(
    ("part", "hours", "words"),
    [
        ("date_short_pretty", 0, "today"),
        ("date_pretty", 24, "tomorrow"),
        ("date_long_pretty", -24, "yesterday"),
        ("date_short_pretty", 72, "Nov 26, 2026"),
        ("date_long", 0, "Monday, November 23, 2026"),
        ("day_divider_pretty", 72, "Thursday, November 26"),
        ("time_secs", 0, "7:00:00 AM"),
        ("ago", -2, "2 hours ago"),
        ("ago", 49, "in 2 days"),
        ("ago", 0, "just now"),
        ("no_such", 0, "{no_such}"),
    ],
)
def test_date_words(part: str, hours: int, words: str) -> None:
    assert date_words(part, datetime.fromtimestamp(EYES.now.timestamp() + hours * 3600, UTC), EYES.now) == words


def test_a_notification_is_words_only() -> None:
    text = "<@U0MAYA> asks:\n> *two* calls\n• a &amp; b <https://example.com|link>"
    assert notification(text, EYES) == "@Maya Lind asks: two calls • a & b link"


def test_plain_text_knows_emoji_unless_told_not_to() -> None:
    assert plain_text(":tada:") == "🎉"
    assert plain_text(":tada:", emojis=False) == ":tada:"


def test_markdown_shows_html_as_text() -> None:
    reader = Reader(markdown("**b** <script>x</script>\n\n| a |\n|---|\n| 1 |"))
    assert reader.found("table") and reader.found("strong") and not reader.found("script")
    assert "<script>x</script>" in reader.words


# rich text


def test_rich_text_has_every_style_and_element() -> None:
    block = next(block for block in MESSAGE_BLOCKS if block["type"] == "rich_text")
    reader = read(block)
    for name in ("strong", "em", "s", "u", "code", "a", "ul", "ol", "blockquote", "pre", "time"):
        assert reader.found(name), name
    assert reader.found("ol", start="3", class_="indent-1")
    for expected in ("@Maya Lind", "#general", "@S0TEAM", "@here", "🎉", ":no_such_emoji:", "#0b6b63"):
        assert expected in reader.words


# Pictures and boxes


def test_only_pictures_that_are_already_here_are_loaded() -> None:
    here = {"type": "image", "image_url": "data:image/png;base64,AAAA", "alt_text": "a dot"}
    assert read(here).found("img", alt="a dot")
    assert read({"type": "section", "text": plain("x"), "accessory": here}).found("img", alt="a dot")
    there = read({**here, "image_url": "https://example.com/x.png"})
    assert not there.found("img") and "Picture: a dot" in there.words


def test_a_container_that_does_not_fold_has_a_heading() -> None:
    title = rich(words(word("Rich title", bold=True)))
    block = {
        "type": "container",
        "rich_text_title": title,
        "has_header_divider": True,
        "child_blocks": [{"type": "divider"}],
    }
    reader = read(block)
    assert not reader.found("details") and reader.found("div", class_="box standard lined")
    assert "Rich title" in reader.words


def test_attachments_are_drawn_below_the_message() -> None:
    workspace = Workspace.from_manifest({}, [{"name": "maya"}])
    user = workspace.user("maya")
    given = [{"blocks": [{"type": "section", "text": plain("in blocks")}]}, {"title": "Old", "text": "*bold*"}]
    workspace.post(workspace.dm(user.id), workspace.app.bot_user, "text", attachments=given)
    scene = Scene(workspace, user, Reading())
    place = scene.place("dm")
    assert place is not None
    reader = Reader(scene.days(place)[0].messages[0].html)
    assert reader.found("strong") and reader.words == "textin blocksOldbold"


# Elements


def test_inputs_hold_the_persons_state_before_the_initial_value() -> None:
    element = {"type": "plain_text_input", "action_id": "a", "initial_value": "first"}
    block = field("X", element)
    assert read(block).found("input", value="first")
    state = {"x": {"a": {"type": "plain_text_input", "value": "typed"}}}
    assert read(block, Frame("f", EYES, state)).found("input", value="typed")
    emptied = {"x": {"a": {"type": "plain_text_input", "value": None}}}
    assert not [given for given in read(block, Frame("f", EYES, emptied)).found("input") if given.get("value")]


def test_an_error_stands_at_its_input() -> None:
    frame = Frame("f", EYES, errors={"mail": "This is no mail address."})
    reader = read(field("Mail", {"type": "email_text_input", "action_id": "m"}, hint=plain("Work mail")), frame)
    (box,) = reader.found("input", type="email")
    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "f-mail-error f-mail-hint"
    assert reader.found("p", id="f-mail-error") and "This is no mail address." in reader.words


def test_selects_show_what_is_chosen() -> None:
    reader = Reader(draw_blocks(MODAL_BLOCKS, FRAME))
    boxes = {box["id"]: box.get("value") for box in reader.found("input", role="combobox")}
    assert boxes["frame-industry-static_5fselect"] == "Energy"
    assert boxes["frame-person-users_5fselect"] == "Maya Lind"
    assert {"Remove Maya Lind", "Remove Ilkka Salo", "Remove Nordwind"} <= {
        str(given.get("aria-label")) for given in reader.found("button")
    }
    assert "Group one" in reader.words


def test_choices_are_checked_and_pickers_filled() -> None:
    reader = Reader(draw_blocks(MODAL_BLOCKS, FRAME))
    assert len(reader.found("input", type="radio", checked=None)) == 1
    assert len(reader.found("input", type="checkbox", checked=None)) == 2
    assert reader.found("input", type="date", value="2026-11-23")
    assert reader.found("input", type="time", value="09:30")
    assert reader.found("input", type="datetime-local", value="2023-11-15T00:13")


def test_a_confirmation_is_a_dialog_beside_its_button() -> None:
    reader = Reader(draw_blocks(MESSAGE_BLOCKS, FRAME))
    assert reader.found("dialog", id="frame-actions-decline-confirm")
    assert reader.found("button", value="yes", class_="btn danger")
    assert not reader.found("form"), "a modal is one, and HTML knows no form in a form"
    assert "This cannot be undone." in reader.words


# Tables and charts


def test_a_data_table_has_a_caption_row_headers_and_a_way_to_the_rest() -> None:
    reader = read(next(block for block in MESSAGE_BLOCKS if block["type"] == "data_table"))
    assert len(reader.found("tr", class_="extra")) == 2
    assert len(reader.found("th", scope="row")) == 4 and len(reader.found("th", scope="col")) == 2
    assert "Show all 4 rows" in reader.words and "Customers by use" in reader.words


@pytest.mark.parametrize(("kind", "mark", "marks"), [("bar", "rect", 8), ("line", "circle", 8), ("area", "polygon", 2)])
def test_axis_charts(kind: str, mark: str, marks: int) -> None:
    reader = read(next(block for block in MESSAGE_BLOCKS if block["block_id"] == f"chart-{kind}"))
    assert len(reader.found(mark)) == marks
    (picture,) = reader.found("svg")
    assert "Quotes: Q1 4, Q2 7.5, Q3 11, Q4 6" in str(picture["aria-label"])
    for word_ in ("Quarter", "Uses", "Q4", "Calls", "25"):
        assert word_ in reader.words


def test_a_pie_says_its_shares() -> None:
    reader = read(next(block for block in MESSAGE_BLOCKS if block["block_id"] == "chart-pie"))
    assert len(reader.found("path")) == 3
    assert "Retail: 45 (45%)" in reader.words


def test_where_things_are_counted_the_scale_has_no_fractions() -> None:
    data = [{"label": "Lumi", "value": 1}, {"label": "Tuuli", "value": 1}]
    chart = {"type": "bar", "axis_config": {"categories": ["Lumi", "Tuuli"]}, "series": [{"name": "s", "data": data}]}
    assert "0.2" not in read({"type": "data_visualization", "block_id": "c", "title": "t", "chart": chart}).words


@pytest.mark.parametrize("values", [[0], [-5, 5], [1e9, 2], [0.001], []])
def test_odd_numbers_make_a_chart_all_the_same(values: list[float]) -> None:
    categories = [str(n) for n in range(len(values))]
    data = [{"label": label, "value": value} for label, value in zip(categories, values, strict=True)]
    for kind in ("bar", "line", "area"):
        chart = {"type": kind, "axis_config": {"categories": categories}, "series": [{"name": "s", "data": data}]}
        drawn = draw_block({"type": "data_visualization", "title": "t", "chart": chart}, FRAME)
        assert not re.search(r"nan|inf(?!o)", drawn)


def test_the_scripts_import_each_other_in_one_direction() -> None:
    static = files("sandbox.page") / "static"
    scripts = {path.name: path.read_text(encoding="utf-8") for path in static.iterdir() if path.name.endswith(".js")}
    imported = {name: re.findall(r'^import .* from "\./(.+)";$', text, re.MULTILINE) for name, text in scripts.items()}
    assert imported["page.js"]
    TopologicalSorter(imported).prepare()  # raises CycleError
