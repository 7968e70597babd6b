"""Texts that no translator was given: what stands outside ⟦ ⟧ in the pseudo-language and is not a customer's data."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from babel import Locale
from sqlalchemy import select

from sandbox.model import Json
from sandbox.workspace import Workspace
from store.db.tables import consents, contacts, customers, people, requests, searches
from tests.world import World

_INNERMOST = re.compile("⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{2,}")
# Babel says these in the reader's own language: days, months, countries, languages, and what stands between two.
_LOCALE = Locale.parse("en_GB")
_BY_BABEL = " ".join(
    [
        *_LOCALE.months["format"]["wide"].values(),
        *_LOCALE.days["format"]["wide"].values(),
        *map(str, _LOCALE.territories.values()),
        *map(str, _LOCALE.languages.values()),
        "and or",
    ]
)
BY_BABEL = frozenset(word.casefold() for word in WORD.findall(_BY_BABEL))
# Names of ours and of Slack's, and what is typed: the same in every language.
WRITTEN = (
    *people.c["name", "email"],
    *customers.c["name", "industry", "size", "use_cases", "products", "segment", "story", "hold_reason", "verified_by"],
    *contacts.c["name", "title", "email", "phone"],
    *requests.c["prospect", "deal_name", "deal_value", "deal_stage", "prospect_person", "wants_to_hear", "note"],
    *requests.c["agreed_by", "override_reason"],
    *consents.c["agreed_by", "evidence"],
    searches.c.words,
)
NAMES = frozenset({"refdesk", "slack", "reference", "utc", "http", "https"})


def shown(workspace: Workspace) -> list[Json]:
    """All of the app's that stands in Slack now: texts and blocks of its messages, views, Homes."""
    messages = [message for channel in workspace.channels.values() for message in channel.messages.values()]
    messages += [message for shown in workspace.ephemerals.values() for message in shown]
    views = [view.content for views in workspace.modals.values() for view in views]
    homes = [home.content for home in workspace.homes.values()]
    return [
        *({"text": each.text, "blocks": each.blocks} for each in messages if each.by_app or each.only_for),
        *views,
        *homes,
    ]


async def data_of(world: World) -> set[str]:
    """The words of people and customers, of what they typed and of the company's own labels."""
    async with world.parts.desk.store.engines.read.connect() as connection:
        rows = [row for column in WRITTEN for row in (await connection.execute(select(column))).scalars()]
    return {word.casefold() for word in WORD.findall(" ".join(map(str, rows)))}


def never_translated(found: Any, data: Collection[str]) -> list[str]:
    """The texts of a payload with words outside of ⟦ ⟧ that are not among the words of `data`, in lower case."""
    allowed = BY_BABEL | NAMES | set(data)
    missing = []
    for text in texts(found):
        words = {word.casefold() for word in WORD.findall(outside(text))}
        if words - allowed:
            missing.append(f"{text!r}: {sorted(words - allowed)}")
    return missing


@lru_cache(maxsize=4096)
def outside(text: str) -> str:
    """What stands in no ⟦ ⟧. A text that was cut has lost its end: the rest of it stands inside."""
    found = True
    while found:
        text, found = _INNERMOST.subn("", text)
    return text.partition("⟦")[0].replace("⟧", "")


def texts(shown: Any) -> Iterator[str]:
    """Every text of a message, a view or an answer, a line of rich text as a whole."""
    if isinstance(shown, list):
        for each in shown:
            yield from texts(each)
    elif isinstance(shown, dict):
        yield from _of(shown)


def _of(shown: Json) -> Iterator[str]:
    kind = shown.get("type")
    if kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        yield "".join(str(each.get("text", "")) for each in shown["elements"])
        return
    for key, value in shown.items():
        if isinstance(value, (dict, list)):
            yield from texts(value)
        elif key in ("text", "title", "label", "accessibility_label", "alt_text") or (
            key == "name" and "data" in shown
        ):
            yield str(value)
