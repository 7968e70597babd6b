"""The few shapes every view is made of, as plain dictionaries.

Text from people stands only in rich_text elements and in plain_text without emoji: mrkdwn has no escape for
`*`, `_`, `~` and backticks. Every block has an explicit id, or typed values would be lost on update.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blocks.kit.elements import Block, Confirmation, Element, Option, Part, plain_text
from blocks.kit.language import _, short
from blocks.kit.sentences import plain
from domain.refusals import Outdated, Reason, Refusal

_BARE = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")
KEY_LENGTH = 16
NOBODY = "-"  # the value of the only choice of a list that says why there is none
_KEY = re.compile(rf"[A-Za-z0-9_-]{{{KEY_LENGTH}}}")
_REFERENCE = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")

MOST_ON_HOME = 100  # blocks, and in a modal, too

Payload = Mapping[str, Any]
View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message as Slack takes it: `text` says the same for notifications and screen readers."""

    text: str
    blocks: list[dict[str, Any]]


def message(text: str, blocks: Iterable[Block]) -> RenderedMessage:
    """A message; `text` is entity-escaped here, once, because Slack parses it."""
    return RenderedMessage(escaped(text), [dict(block) for block in blocks])


def modal(
    title: str,
    blocks: Iterable[Block],
    *,
    callback: str | None = None,
    submit: str | None = None,
    close: str = "",
    metadata: str = "",
) -> View:
    """A modal as Slack takes it; `metadata` holds keys only. title, submit, close: `short` ones; close "" is Close."""
    view: View = {"type": "modal", "blocks": list(blocks), "title": plain_text(title)}
    view["close"] = plain_text(close or short("Close"))
    if submit:
        view["submit"] = plain_text(submit)
    if metadata:
        view["private_metadata"] = metadata
    if callback:
        view["callback_id"] = callback
    return view


def home(blocks: Iterable[Block]) -> View:
    """A Home tab as Slack takes it."""
    return {"type": "home", "blocks": list(blocks)}


def t(text: str) -> Part:
    """Ordinary words."""
    return {"type": "text", "text": text}


def b(text: str) -> Part:
    """Words that stand out."""
    return {"type": "text", "text": text, "style": {"bold": True}}


def i(text: str) -> Part:
    """Words said aside."""
    return {"type": "text", "text": text, "style": {"italic": True}}


def person(slack_id: str | None, name: str) -> Part:
    """A person: a live mention where Slack knows them, else the name. Never used for those who are to be spared."""
    return {"type": "user", "user_id": slack_id} if slack_id else t(name)


def link(url: str, text: str) -> Part:
    """Words that lead somewhere."""
    return {"type": "link", "url": url, "text": text}


def words(parts: Iterable[Part]) -> dict[str, Any]:
    """A section of a rich text; empty words, which Slack refuses, are left out."""
    said = [part for part in parts if part["type"] != "text" or part["text"]]
    return {"type": "rich_text_section", "elements": said}


def quoted(text: str) -> dict[str, Any]:
    """A quotation inside a rich text."""
    return {"type": "rich_text_quote", "elements": [t(text)]}


def rich_text(block_id: str, *elements: Mapping[str, Any]) -> Block:
    """A block of words, quotations and lists."""
    return {"type": "rich_text", "block_id": block_id, "elements": list(elements)}


def paragraph(block_id: str, *lines: Sequence[Part] | str) -> Block:
    """Lines of rich text, one under the other."""
    parts: list[Part] = []
    for line in lines:
        if parts:
            parts.append(t("\n"))
        parts.extend([t(line)] if isinstance(line, str) else line)
    return rich_text(block_id, words(parts))


def bullets(block_id: str, items: Iterable[Iterable[Part]]) -> Block:
    """A list with dots."""
    rows = {"type": "rich_text_list", "elements": [words(item) for item in items], "style": "bullet"}
    return rich_text(block_id, rows)


def quote(block_id: str, text: str) -> Block:
    """Words to copy or to cite."""
    return rich_text(block_id, quoted(text))


def heading(block_id: str, text: str) -> Block:
    """A heading."""
    return {"type": "header", "block_id": block_id, "text": plain_text(clip(text, 150))}


def rule(block_id: str) -> Block:
    """A line between things."""
    return {"type": "divider", "block_id": block_id}


def section(block_id: str, text: str, accessory: Element | None = None) -> Block:
    """Plain words, with a button or a menu at their right."""
    block: Block = {"type": "section", "block_id": block_id, "text": plain_text(text)}
    return {**block, "accessory": accessory} if accessory else block


def table(block_id: str, rows: Iterable[Iterable[str]], columns: Sequence[Mapping[str, Any]]) -> Block:
    """A table, its first row the heads. columns: Slack's column_settings."""
    cells = [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]
    return {"type": "table", "block_id": block_id, "rows": cells, "column_settings": columns}


def bar_chart(block_id: str, title: str, counts: str, bars: Mapping[str, int]) -> Block:
    """A chart with a bar for each label. counts: what is counted, in a word."""
    series = {"name": counts, "data": [{"label": label, "value": value} for label, value in bars.items()]}
    chart = {"type": "bar", "series": [series], "axis_config": {"categories": list(bars)}}
    return {"type": "data_visualization", "block_id": block_id, "title": title, "chart": chart}


def button(
    text: str,
    action_id: str,
    value: str,
    style: str | None = None,
    *,
    confirm: Confirmation | None = None,
    label: str = "",
) -> Element:
    """A button; `value` holds keys only. style: "primary" or "danger". label: what a screen reader says instead."""
    made: Element = {"type": "button", "text": plain_text(clip(text, 75)), "action_id": action_id, "value": value}
    if style:
        made["style"] = style
    if confirm:
        made["confirm"] = confirm
    if label:
        made["accessibility_label"] = clip(label, 75)
    return made


def buttons(block_id: str, *elements: Element | None) -> Block:
    """A row of buttons; None is left out."""
    return {"type": "actions", "block_id": block_id, "elements": [each for each in elements if each is not None]}


def field(
    name: str, label: str, element: Element, *, optional: bool = False, hint: str | None = None, told: bool = False
) -> Block:
    """An input: its block and its value share one name, which is also where its error stands.

    told: what is chosen is told at once, as a click on its element, and not only when the form is sent.
    """
    block: Block = {"type": "input", "block_id": name, "label": plain_text(label), "element": element}
    if hint:
        block["hint"] = plain_text(hint)
    if told:
        block["dispatch_action"] = True
    if optional:
        block["optional"] = True
    return block


def option(text: str, value: str, description: str | None = None) -> Option:
    """One choice of a menu."""
    made: Option = {"text": plain_text(clip(text, 75)), "value": value}
    if description:
        made["description"] = plain_text(clip(description, 75))
    return made


def loaded(options: Iterable[Option]) -> list[dict[str, Any]]:
    """Options for a menu that asks for them while a person types, as `ack` takes them."""
    return [dict(option) for option in options]


def values(view: Payload) -> dict[str, str]:
    """What a form holds, by field name, as it was typed; an empty field is an empty string."""
    found: dict[str, str] = {}
    typed: dict[str, str] = {}
    for name, actions in view.get("state", {}).get("values", {}).items():
        for state in actions.values():
            chosen = state.get("selected_option") or {}
            picked = state.get("selected_options")
            if picked is not None:
                found[name] = ",".join(each["value"] for each in picked)
            elif state.get("value"):
                typed[name] = str(state["value"])
            else:
                found[name] = chosen.get("value") or state.get("selected_date") or state.get("selected_time") or ""
    # Slack may hand back what was typed entity-encoded. With one bare character of the three, it has not.
    if not any(_BARE.search(text) for text in typed.values()):
        typed = {name: decoded(text) for name, text in typed.items()}
    return {name: text.strip() for name, text in (found | typed).items()}


def invalid(words: str, name: str) -> Refusal:
    """What is wrong with the answer in the field of this name, to be raised."""
    return Refusal(Reason.SAID, field=name, words=words)


def typed(payload: Payload) -> str:
    """What is typed into a menu whose choices are loaded."""
    return decoded(str(payload.get("value") or "")).strip()


def key(written: object) -> str:
    """A public key as a button, a menu or a form carries it. Raises Outdated for anything else."""
    text = str(written or "")
    if not _KEY.fullmatch(text):
        raise Outdated
    return text


def key_or_number(written: object) -> str | int:
    """The same; or the row's number, which a message from before the keys carries. It may mean another row by now."""
    text = str(written or "")
    return number(text) if text.isdecimal() and len(text) < KEY_LENGTH else key(text)


def about(view: Payload) -> str:
    """The key of what a form is about. Raises Outdated where it names nothing."""
    return key(view.get("private_metadata"))


def number(written: object) -> int:
    """A number as a button, a menu or a form carries it. Raises Outdated for anything else."""
    text = str(written or "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Outdated
    return int(text)


def chosen(action: Payload) -> str:
    """The value of what was picked from a menu. Raises Outdated where it is no menu."""
    if option := action.get("selected_option"):
        return str(option["value"])
    raise Outdated


def escaped(text: str) -> str:
    """Text with Slack's three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def decoded(text: str) -> str:
    """Text as it was typed: Slack sends commands and messages entity-encoded."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def readable(text: str) -> str:
    """A message's text as people read it: links by their words, channels by name, mentioned people unnamed."""
    return decoded(_REFERENCE.sub(_read, text))


def _read(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target.startswith("@"):
        return f"@{label or _('somebody')}"
    if target.startswith(("#", "!")):
        return target[0].replace("!", "@") + (label or target[1:])
    return label or target


def clip(text: str, longest: int) -> str:
    """Text cut to `longest` characters, with … where it was cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def bar(left: int, limit: int) -> str:
    """A budget as a small bar: ▰ is left, ▱ is used."""
    cells = min(limit, 8) or 1
    full = round(cells * left / limit) if limit else 0
    return "▰" * full + "▱" * (cells - full)


def city(timezone: str) -> str:
    """ "Helsinki time" for Europe/Helsinki."""
    name = timezone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return name if name == "UTC" else plain(_("{city} time"), city=name)
