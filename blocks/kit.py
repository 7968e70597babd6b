"""The few shapes every view is made of, over slackblocks.

Text from people stands only in rich_text elements and in plain_text without emoji: mrkdwn has no escape for
`*`, `_`, `~` and backticks. Every block has an explicit id, or typed values would be lost on update.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    DividerBlock,
    HeaderBlock,
    HomeTabView,
    InputBlock,
    Message,
    ModalView,
    Option,
    PlainText,
    RichText,
    RichTextBlock,
    RichTextLink,
    RichTextList,
    RichTextQuote,
    RichTextSection,
    RichTextUser,
)
from slackblocks.elements import Element

from blocks.resolving import resolved, sealed
from domain.refusals import Outdated

_BARE = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")
KEY_LENGTH = 16
NOBODY = "-"  # the value of the only choice of a list that says why there is none
_KEY = re.compile(rf"[A-Za-z0-9_-]{{{KEY_LENGTH}}}")
_REFERENCE = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")

MOST_ON_HOME = 100  # blocks, and in a modal, too

Payload = Mapping[str, Any]
Part = RichText | RichTextUser | RichTextLink


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as Slack takes it: `text` says the same for notifications and screen readers."""

    text: str
    blocks: list[dict[str, Any]]


def message(text: str, blocks: Iterable[Block]) -> Posted:
    """A message; `text` is entity-escaped here, once, because Slack parses it."""
    said, outlines = resolved(blocks)
    Message(channel="-", text="-", blocks=outlines)  # checks them; what it would make of them is `said`
    return Posted(escaped(text), said)


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback: str | None = None,
    submit: str | None = None,
    close: str = "Close",
    metadata: str = "",
) -> dict[str, Any]:
    """A modal as Slack takes it; `metadata` holds keys only."""
    said, outlines = resolved(blocks)
    view = ModalView(
        title=plain(clip(title, 24)),
        blocks=outlines,
        close=plain(close),
        submit=plain(submit) if submit else None,
        callback_id=callback,
        private_metadata=metadata or None,
    )
    return {**sealed(view.to_dict()), "blocks": said}


def home(blocks: Sequence[Block]) -> dict[str, Any]:
    """A Home tab as Slack takes it."""
    said, outlines = resolved(blocks)
    return {**HomeTabView(blocks=outlines).to_dict(), "blocks": said}


def plain(text: str) -> PlainText:
    """Plain text that stays what it is: `:smile:` is not drawn."""
    return PlainText(text, emoji=False)


def t(text: str) -> RichText:
    """Ordinary words."""
    return RichText(text)


def b(text: str) -> RichText:
    """Words that stand out."""
    return RichText(text, bold=True)


def i(text: str) -> RichText:
    """Words said aside."""
    return RichText(text, italic=True)


def person(slack_id: str | None, name: str) -> Part:
    """A person: a live mention where Slack knows them, else the name. Never used for those who are to be spared."""
    return RichTextUser(slack_id) if slack_id else RichText(name)


def link(url: str, text: str) -> Part:
    """Words that lead somewhere."""
    return RichTextLink(url, text=text)


def paragraph(block_id: str, *lines: Sequence[Part] | str) -> RichTextBlock:
    """Lines of rich text, one under the other."""
    parts: list[Any] = []
    for line in lines:
        if parts:
            parts.append(RichText("\n"))
        parts.extend([RichText(line)] if isinstance(line, str) else line)
    return RichTextBlock(RichTextSection([part for part in parts if not _empty(part)]), block_id=block_id)


def bullets(block_id: str, items: Sequence[Sequence[Part]]) -> RichTextBlock:
    """A list with dots."""
    sections = [RichTextSection([part for part in item if not _empty(part)]) for item in items]
    return RichTextBlock(RichTextList("bullet", sections), block_id=block_id)


def quote(block_id: str, text: str) -> RichTextBlock:
    """Words to copy or to cite."""
    return RichTextBlock(RichTextQuote(RichText(text)), block_id=block_id)


def heading(block_id: str, text: str) -> HeaderBlock:
    """A heading."""
    return HeaderBlock(plain(clip(text, 150)), block_id=block_id)


def rule(block_id: str) -> DividerBlock:
    """A line between things."""
    return DividerBlock(block_id=block_id)


def button(text: str, action_id: str, value: str, style: Any = None) -> Button:
    """A button; `value` holds keys only."""
    return Button(plain(clip(text, 75)), action_id=action_id, value=value, style=style)


def buttons(block_id: str, *elements: Element | None) -> ActionsBlock:
    """A row of buttons; None is left out."""
    return ActionsBlock([element for element in elements if element is not None], block_id=block_id)


def field(
    name: str, label: str, element: Element, *, optional: bool = False, hint: str | None = None, told: bool = False
) -> InputBlock:
    """An input: its block and its value share one name, which is also where its error stands.

    told: what is chosen is told at once, as a click on its element, and not only when the form is sent.
    """
    return InputBlock(
        label=plain(label),
        element=element,
        dispatch_action=told,
        block_id=name,
        optional=optional,
        hint=plain(hint) if hint else None,
    )


def option(text: str, value: str, description: str | None = None) -> Option:
    """One choice of a select."""
    return Option(plain(clip(text, 75)), value=value, description=plain(clip(description, 75)) if description else None)


def loaded(text: str, value: str) -> dict[str, Any]:
    """One choice of a list that is loaded while somebody types."""
    return {"text": {"type": "plain_text", "text": clip(text, 75), "emoji": False}, "value": value}


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
        return f"@{label or 'somebody'}"
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


def day(when: date) -> str:
    """A day as people write it: 5 January 2027."""
    return f"{when:%-d %B %Y}"


def near(when: date, today: date) -> str:
    """A day as people write it when it is not far: Friday, 15 January, 15 January 2028."""
    if 0 <= (when - today).days < 7:
        return f"{when:%A}"
    return f"{when:%-d %B}" if abs((when - today).days) < 365 else day(when)


def city(timezone: str) -> str:
    """ "Helsinki time" for Europe/Helsinki."""
    name = timezone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return name if name == "UTC" else f"{name} time"


def joined(words: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 call", "2 calls"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def capital(words: str) -> str:
    """The words with a capital at the start."""
    return words[:1].upper() + words[1:]


def some(words: Sequence[str], most: int, besides: int = 0, between: str = ", ") -> str:
    """ "a, b and 3 more": the first `most` of them, and how many are left, with those `besides`.

    One that is left is said itself.
    """
    left = max(0, len(words) - most) + besides
    if left > 1 or besides:
        return f"{between.join(words[:most])} and {left} more"
    return joined(words) if between == ", " else between.join(words)


def a(noun: str) -> str:
    """The noun with its article: "a call", "an event talk"."""
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def _empty(part: Any) -> bool:
    return isinstance(part, RichText) and not part.text
