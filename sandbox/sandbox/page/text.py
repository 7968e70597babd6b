"""Text as Slack draws it: plain_text, mrkdwn, rich text and Markdown, into escaped HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from sandbox.page.emoji import emoji, with_emoji
from sandbox.page.html import Child, join, link, tag

Payload = Mapping[str, Any]

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_TOKEN = re.compile(r"<([^<>\n]+)>|`([^`\n]+)`|(https?://[^\s<>|*~`]+[^\s<>|*_~`.,;:!?)\]'\"])")
_KEPT = re.compile("\ue000(\\d+)\ue001")
_STYLE = re.compile(
    r"(?<![\w*])\*(?=\S)(?P<strong>[^\n]*?\S)\*(?![\w*])"
    r"|(?<![\w_])_(?=\S)(?P<em>[^\n]*?\S)_(?![\w_])"
    r"|(?<![\w~])~(?=\S)(?P<s>[^\n]*?\S)~(?![\w~])"
)
_QUOTE = re.compile(r"^(?:&gt;|>) ?")
_QUOTE_REST = re.compile(r"^(?:&gt;|>){3} ?")
_BULLET = re.compile(r"^\s*[•◦▪▸-] +(?=\S)|^\s*\d+[.)] +(?=\S)")
_EDGE = re.compile(r'<br>|</?(?:blockquote|pre)>|<span class="bullet">|(?<=</span>)(?=\w)')
_DATE_PART = re.compile(r"\{(\w+)\}")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_MARKDOWN.disable("image")


@dataclass(frozen=True)
class Eyes:
    """Whose eyes look: what ids are called for them, and when it is where they are."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    def person(self, user_id: str) -> Markup:
        return tag("span", "@" + self.people.get(user_id, user_id), cls="mention")

    def channel(self, channel_id: str, name: str = "") -> Markup:
        return tag("span", "#" + (self.channels.get(channel_id) or name or channel_id), cls="mention")


def text_object(text: Payload | str | None, eyes: Eyes) -> Markup:
    """A composition text object (`plain_text`, `mrkdwn`, `raw_text`) as HTML."""
    if text is None:
        return Markup("")
    if isinstance(text, str):
        return plain_text(text)
    if text.get("type") == "mrkdwn":
        return mrkdwn(text.get("text", ""), eyes)
    return plain_text(text.get("text", ""), emojis=text.get("emoji", True))


def plain_text(text: str, *, emojis: bool = True) -> Markup:
    """Text that means nothing but itself, apart from line breaks and emoji."""
    return join(_lines(with_emoji(text) if emojis else text))


def words_of(text: Payload | str | None) -> str:
    """The bare words of a text object, for labels and attributes."""
    if text is None or isinstance(text, str):
        return text or ""
    words = str(text.get("text", ""))
    return with_emoji(words) if text.get("emoji", True) else words


def mrkdwn(text: str, eyes: Eyes) -> Markup:
    """Slack's own markup: *bold*, _italic_, ~strike~, code, quotes, links, mentions, dates."""
    parts: list[Markup] = []
    text = text.replace("\ue000", "").replace("\ue001", "")
    for n, part in enumerate(_FENCE.split(text)):
        if n % 2:
            parts.append(tag("pre", html.unescape(part)))
        elif part.strip("\n"):
            parts.append(_paragraphs(part.strip("\n") if len(text) > len(part) else part, eyes))
    return join(parts)


def notification(text: str, eyes: Eyes) -> str:
    """A message's `text` as a phone shows it: words only."""
    return Markup(_EDGE.sub(r" \g<0>", str(mrkdwn(text, eyes)))).striptags()  # noqa: S704 - spaces only


def markdown(text: str) -> Markup:
    """The `markdown` block: CommonMark with tables and strike-through, HTML shown as text."""
    # Safe: markdown-it escapes text and HTML (`html: False`) and refuses javascript:, data: and the like.
    drawn = _MARKDOWN.render(text).replace("<a href=", '<a target="_blank" rel="noopener noreferrer" href=')
    return tag("div", Markup(drawn), cls="markdown")  # noqa: S704


def rich_text(elements: Sequence[Payload], eyes: Eyes) -> Markup:
    """The parts of a `rich_text` block: sections, lists, quotes and preformatted text."""
    return join(_rich_part(element, eyes) for element in elements)


def _paragraphs(text: str, eyes: Eyes) -> Markup:
    """Lines, with quoted lines gathered and list lines indented."""
    drawn: list[Child] = []
    quoted: list[str] = []
    lines = text.split("\n")

    def close_quote() -> None:
        if quoted:
            drawn.append(tag("blockquote", _inline("\n".join(quoted), eyes)))
            quoted.clear()

    for n, line in enumerate(lines):
        if rest := _QUOTE_REST.match(line):
            close_quote()
            quoted.extend([line[rest.end() :], *lines[n + 1 :]])
            break
        if quote := _QUOTE.match(line):
            quoted.append(line[quote.end() :])
            continue
        close_quote()
        if _BULLET.match(line):
            drawn.append(tag("span", _inline(line, eyes), cls="bullet"))
        else:
            after_text = n > 0 and not (_QUOTE.match(lines[n - 1]) or _BULLET.match(lines[n - 1]))
            drawn.append([tag("br") if after_text else None, _inline(line, eyes)])
    close_quote()
    return join(drawn)


def _inline(text: str, eyes: Eyes) -> Markup:
    """One run of mrkdwn. Links, mentions and code are put aside first: nothing inside them is a style."""
    kept: list[Markup] = []

    def keep(found: re.Match[str]) -> str:
        control, code, url = found.groups()
        if control is not None:
            kept.append(_control(control, eyes))
        elif code is not None:
            kept.append(tag("code", html.unescape(code)))
        else:
            kept.append(link(html.unescape(url), html.unescape(url)))
        return f"\ue000{len(kept) - 1}\ue001"

    return _styled(_TOKEN.sub(keep, text), kept)


def _styled(text: str, kept: Sequence[Markup]) -> Markup:
    drawn: list[Child] = []
    at = 0
    for found in _STYLE.finditer(text):
        name = found.lastgroup or ""
        drawn += [_leaf(text[at : found.start()], kept), tag(name, _styled(found[name], kept))]
        at = found.end()
    return join([*drawn, _leaf(text[at:], kept)])


def _leaf(text: str, kept: Sequence[Markup]) -> Markup:
    drawn: list[Child] = []
    for n, part in enumerate(_KEPT.split(text)):
        drawn.append(kept[int(part)] if n % 2 else _lines(with_emoji(html.unescape(part))))
    return join(drawn)


def _lines(text: str) -> list[Child]:
    drawn: list[Child] = []
    for n, line in enumerate(text.split("\n")):
        drawn += [tag("br") if n else None, line]
    return drawn


def _control(content: str, eyes: Eyes) -> Markup:
    """What stands between < and >: a mention, a special command, a date or a link."""
    target, _, label = content.partition("|")
    label = html.unescape(label)
    if target.startswith("@"):
        return eyes.person(target[1:])
    if target.startswith("#"):
        return eyes.channel(target[1:], label)
    if target.startswith("!date^"):
        return _date(target, label, eyes)
    if target.startswith("!subteam^"):
        return _mention(label.lstrip("@") or target.removeprefix("!subteam^"))
    if target.startswith("!"):
        return _mention((label or target[1:]).lstrip("@"))
    url = html.unescape(target)
    return link(url, label or url.removeprefix("mailto:"))


def _date(target: str, fallback: str, eyes: Eyes) -> Markup:
    """`!date^1392734382^{date_num} {time}^link`, in the reader's own timezone."""
    _, stamp, *rest = target.split("^")
    try:
        moment = datetime.fromtimestamp(int(stamp), UTC).astimezone(eyes.zone)
    except (ValueError, OverflowError, OSError):
        return tag("span", fallback or target)
    words = html.unescape(rest[0]) if rest else "{date}"
    words = _DATE_PART.sub(lambda found: date_words(found[1], moment, eyes.now.astimezone(eyes.zone)), words)
    drawn = tag("time", words, datetime=moment.isoformat(), title=f"{moment:%A, %-d %B %Y, %H:%M}")
    return link(html.unescape(rest[1]), drawn) if len(rest) > 1 else drawn


def date_words(part: str, moment: datetime, now: datetime) -> str:
    """One placeholder of Slack's date format, e.g. `date_short_pretty`; an unknown one stays as it is."""
    name, pretty = part.removesuffix("_pretty"), part.endswith("_pretty")
    days = (moment.date() - now.date()).days
    if pretty and days in (-1, 0, 1):
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[days]
    shapes = {
        "date_num": "%Y-%m-%d",
        "date": "%B %-d, %Y",
        "date_short": "%b %-d, %Y",
        "date_long": "%A, %B %-d, %Y",
        "day_divider": "%A, %B %-d",
        "time": "%-I:%M %p",
        "time_secs": "%-I:%M:%S %p",
    }
    if name == "ago":
        return _ago(moment, now)
    return moment.strftime(shapes[name]) if name in shapes else "{" + part + "}"


def _ago(moment: datetime, now: datetime) -> str:
    seconds = abs((now - moment).total_seconds())
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if moment <= now else f"in {words}"
    return "just now"


def _rich_part(part: Payload, eyes: Eyes) -> Markup:
    kind = part.get("type")
    elements = part.get("elements", [])
    if kind == "rich_text_section":
        return tag("p", _rich_inline(elements, eyes))
    if kind == "rich_text_quote":
        return tag("blockquote", _rich_inline(elements, eyes))
    if kind == "rich_text_preformatted":
        return tag("pre", _rich_inline(elements, eyes))
    if kind == "rich_text_list":
        name = "ol" if part.get("style") == "ordered" else "ul"
        items = [tag("li", _rich_inline(item.get("elements", []), eyes)) for item in elements]
        start = int(part.get("offset") or 0) + 1 if name == "ol" else None
        return tag(name, items, cls=f"indent-{min(int(part.get('indent') or 0), 8)}", start=start)
    return unknown(str(kind))


def _rich_inline(elements: Sequence[Payload], eyes: Eyes) -> Markup:
    return join(_rich_element(element, eyes) for element in elements)


def _rich_element(element: Payload, eyes: Eyes) -> Markup:
    drawn = _rich_core(element, eyes)
    style = element.get("style") or {}
    for name, wrapper in (
        ("code", "code"),
        ("strike", "s"),
        ("italic", "em"),
        ("bold", "strong"),
        ("underline", "u"),
    ):
        if style.get(name):
            drawn = tag(wrapper, drawn)
    return drawn


def _rich_core(element: Payload, eyes: Eyes) -> Markup:
    kind = str(element.get("type"))
    draw = _RICH_ELEMENTS.get(kind)
    return draw(element, eyes) if draw else unknown(kind)


def _rich_emoji(element: Payload, eyes: Eyes) -> Markup:
    name = str(element.get("name", ""))
    return tag("span", emoji(name) or f":{name}:", role="img", aria_label=name)


def _rich_link(element: Payload, eyes: Eyes) -> Markup:
    url = str(element.get("url", ""))
    return link(url, str(element.get("text") or url))


def _rich_date(element: Payload, eyes: Eyes) -> Markup:
    control = f"!date^{element.get('timestamp', 0)}^{element.get('format', '{date}')}"
    address = f"^{element['url']}" if element.get("url") else ""
    return _date(control + address, str(element.get("fallback") or ""), eyes)


def _mention(words: object) -> Markup:
    return tag("span", f"@{words}", cls="mention")


_RICH_ELEMENTS: Mapping[str, Callable[[Payload, Eyes], Markup]] = {
    "text": lambda element, _: join(_lines(str(element.get("text", "")))),
    "link": _rich_link,
    "user": lambda element, eyes: eyes.person(str(element.get("user_id", ""))),
    "channel": lambda element, eyes: eyes.channel(str(element.get("channel_id", ""))),
    "usergroup": lambda element, _: _mention(element.get("usergroup_id", "")),
    "broadcast": lambda element, _: _mention(element.get("range", "")),
    "emoji": _rich_emoji,
    "color": lambda element, _: tag("code", str(element.get("value", ""))),
    "date": _rich_date,
}


def unknown(kind: str) -> Markup:
    """A grey box for what this page cannot draw: seen, never silently dropped."""
    return tag("span", "Not drawn here: ", tag("code", kind), cls="unknown", role="note")
