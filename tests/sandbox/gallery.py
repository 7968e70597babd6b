"""Every block and element a bot may use, once: for the renderer's tests and for looking at."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
EVIL = '<script>alert(1)</script> <!channel> *x* & "q"'


def plain(text: str, **more: Any) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str | None = None, description: str = "") -> Json:
    more = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": value or text.lower(), **more}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": "v", **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def words(*elements: Json, kind: str = "rich_text_section") -> Json:
    return {"type": kind, "elements": list(elements)}


def word(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


OPTIONS = [option("Retail", description="Shops and chains"), option("Energy"), option("Health")]
CONFIRM = {
    "title": plain("Are you sure?"),
    "text": mrkdwn("This cannot be *undone*."),
    "confirm": plain("Yes, do it"),
    "deny": plain("No"),
    "style": "danger",
}
PEOPLE = {"U0MAYA": "Maya Lind", "U0ILKKA": "Ilkka Salo"}

RICH = rich(
    words(
        word("plain "),
        word("bold", bold=True),
        word(" "),
        word("italic", italic=True),
        word(" "),
        word("struck", strike=True),
        word(" "),
        word("under", underline=True),
        word(" "),
        word("code()", code=True),
        word(" "),
        {"type": "link", "url": "https://example.com/a", "text": "a link"},
        word(" "),
        {"type": "user", "user_id": "U0MAYA"},
        word(" "),
        {"type": "channel", "channel_id": "C0GENERAL"},
        word(" "),
        {"type": "usergroup", "usergroup_id": "S0TEAM"},
        word(" "),
        {"type": "broadcast", "range": "here"},
        word(" "),
        {"type": "emoji", "name": "tada"},
        word(" "),
        {"type": "emoji", "name": "no_such_emoji"},
        word(" "),
        {"type": "color", "value": "#0b6b63"},
        word(" "),
        {"type": "date", "timestamp": 1_700_000_000, "format": "{date_long}", "fallback": "a day"},
    ),
    {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [words(word("first")), words(word(EVIL))],
    },
    {"type": "rich_text_list", "style": "ordered", "indent": 1, "offset": 2, "elements": [words(word("third"))]},
    words(word("a quote"), kind="rich_text_quote"),
    words(word("pre\n  formatted"), kind="rich_text_preformatted"),
)

CARD = {
    "type": "card",
    "block_id": "card",
    "title": mrkdwn("*Nordwind*"),
    "subtitle": plain("Retail, 4,000 people"),
    "body": plain("Rolled out in six months"),
    "subtext": plain("Verified in May"),
    "slack_icon": {"type": "icon", "name": "rocket"},
    "actions": [button("Open card", "card.open")],
}


def axis_chart(kind: str) -> Json:
    return {
        "type": "data_visualization",
        "block_id": f"chart-{kind}",
        "title": f"Uses as {kind}",
        "chart": {
            "type": kind,
            "axis_config": {"categories": ["Q1", "Q2", "Q3", "Q4"], "x_label": "Quarter", "y_label": "Uses"},
            "series": [
                {"name": name, "data": [{"label": f"Q{n + 1}", "value": value} for n, value in enumerate(values)]}
                for name, values in {"Calls": [12, 18, 9, 22], "Quotes": [4, 7.5, 11, 6]}.items()
            ],
        },
    }


MESSAGE_BLOCKS: list[Json] = [
    {"type": "header", "block_id": "header", "text": plain("A header :tada:")},
    {
        "type": "section",
        "block_id": "section",
        "text": mrkdwn(
            "*bold* _italic_ ~struck~ `code *not bold*` <https://example.com|a link> <@U0MAYA> <#C0GENERAL> "
            "<!here> <!date^1700000000^{date_short_pretty} at {time}|then> &lt;script&gt; "
            ":white_check_mark: :odd_one:\n"
            "> a quote\n• one\n• two\n```a < b```"
        ),
        "accessory": button("Accessory", "section.button", style="primary"),
    },
    {
        "type": "section",
        "block_id": "fields",
        "fields": [mrkdwn("*Owner*\nIlkka"), plain(EVIL), mrkdwn("*Left*\n2 calls")],
    },
    {
        "type": "section",
        "block_id": "overflow",
        "text": plain("With a menu"),
        "accessory": {
            "type": "overflow",
            "action_id": "menu",
            "options": [option("Question"), option("Snooze")],
            "confirm": CONFIRM,
        },
    },
    {"type": "divider", "block_id": "divider"},
    {
        "type": "context",
        "block_id": "context",
        "elements": [
            {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "A face"},
            mrkdwn("verified by *Ilkka*"),
            plain("in May"),
        ],
    },
    {
        "type": "actions",
        "block_id": "actions",
        "elements": [
            button("Approve", "approve", style="primary"),
            button("Decline", "decline", style="danger", confirm=CONFIRM),
            button("Open page", "open", url="https://example.com/page"),
            {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick one"), "options": OPTIONS},
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-23", "placeholder": plain("A day")},
            {"type": "timepicker", "action_id": "hour", "initial_time": "09:30", "placeholder": plain("An hour")},
        ],
    },
    {
        "type": "context_actions",
        "block_id": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain("Good"), "value": "good"},
                "negative_button": {"text": plain("Bad"), "value": "bad"},
            },
            {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Delete this")},
        ],
    },
    {
        "type": "image",
        "block_id": "image",
        "image_url": "https://example.com/chart.png",
        "alt_text": "a drawing",
        "title": plain("An image"),
    },
    {"block_id": "rich", **RICH},
    {
        "type": "markdown",
        "block_id": "markdown",
        "text": "## Heading\n**bold** and ~~struck~~ <script>\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    },
    {
        "type": "table",
        "block_id": "table",
        "column_settings": [{"align": "left"}, {"align": "right", "is_wrapped": False}],
        "rows": [
            [{"type": "raw_text", "text": "Customer"}, {"type": "raw_text", "text": "Left"}],
            [rich(words(word("Nordwind", bold=True))), {"type": "raw_text", "text": "2"}],
        ],
    },
    {
        "type": "data_table",
        "block_id": "data_table",
        "caption": "Customers by use",
        "page_size": 2,
        "rows": [
            [{"type": "raw_text", "text": "Customer"}, {"type": "raw_text", "text": "Uses"}],
            *[
                [{"type": "raw_text", "text": f"Customer {n}"}, {"type": "raw_number", "value": n, "text": f"{n} uses"}]
                for n in range(1, 5)
            ],
        ],
    },
    {
        "type": "data_visualization",
        "block_id": "chart-pie",
        "title": "Where uses come from",
        "chart": {
            "type": "pie",
            "segments": [
                {"label": "Retail", "value": 45},
                {"label": "Energy", "value": 30},
                {"label": "Health", "value": 25},
            ],
        },
    },
    axis_chart("bar"),
    axis_chart("line"),
    axis_chart("area"),
    CARD,
    {"type": "carousel", "block_id": "carousel", "elements": [{**CARD, "block_id": f"c{n}"} for n in range(3)]},
    {
        "type": "container",
        "block_id": "container",
        "title": plain("A container"),
        "subtitle": plain("that folds"),
        "is_collapsible": True,
        "child_blocks": [{"type": "section", "block_id": "inside", "text": plain("inside the container")}],
    },
    {
        "type": "video",
        "block_id": "video",
        "video_url": "https://example.com/video",
        "thumbnail_url": "https://example.com/thumb.png",
        "alt_text": "a talk",
        "title": plain("The talk"),
        "description": plain("Twenty minutes"),
    },
    {"type": "file", "block_id": "file", "external_id": "F123", "source": "remote"},
    {"type": "hologram", "block_id": "unknown"},
]


def field(label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": label.lower(), "label": plain(label), "element": element, **more}


def select(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": kind, **more}


MODAL_BLOCKS: list[Json] = [
    *[
        {"type": "alert", "block_id": f"alert-{level}", "level": level, "text": mrkdwn(f"An alert, *{level}*")}
        for level in ("default", "info", "success", "warning", "error")
    ],
    field("Name", {"type": "plain_text_input", "action_id": "name", "placeholder": plain("Who?"), "max_length": 40}),
    field(
        "Notes",
        {"type": "plain_text_input", "action_id": "notes", "multiline": True, "initial_value": EVIL},
        hint=plain("As long as you like"),
        optional=True,
    ),
    field("Amount", {"type": "number_input", "action_id": "amount", "is_decimal_allowed": True}),
    field("Mail", {"type": "email_text_input", "action_id": "mail"}),
    field("Page", {"type": "url_text_input", "action_id": "page"}),
    field("Day", {"type": "datepicker", "action_id": "date", "initial_date": "2026-11-23"}),
    field("Hour", {"type": "timepicker", "action_id": "time", "initial_time": "09:30"}),
    field("Moment", {"type": "datetimepicker", "action_id": "moment", "initial_date_time": 1_700_000_000}),
    field("Industry", select("static_select", options=OPTIONS, initial_option=OPTIONS[1])),
    field(
        "Grouped",
        select("multi_static_select", option_groups=[{"label": plain("Group one"), "options": OPTIONS}]),
    ),
    field("Customer", select("external_select", min_query_length=1, placeholder=plain("Which customer?"))),
    field("Customers", select("multi_external_select", initial_options=[option("Nordwind")])),
    field("Person", select("users_select", initial_user="U0MAYA")),
    field("Persons", select("multi_users_select", initial_users=["U0MAYA", "U0ILKKA"])),
    field("Channel", select("channels_select")),
    field("Channels", select("multi_channels_select")),
    field("Talk", select("conversations_select")),
    field("Talks", select("multi_conversations_select")),
    field("Size", {"type": "radio_buttons", "action_id": "size", "options": OPTIONS, "initial_option": OPTIONS[0]}),
    field("Kinds", {"type": "checkboxes", "action_id": "kinds", "options": OPTIONS, "initial_options": OPTIONS[:2]}),
]
