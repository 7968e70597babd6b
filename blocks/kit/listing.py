"""A list that is longer than what is shown of it: the button to the rest, and the rest page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Option
from blocks.kit.language import SHORT, _, ngettext
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import Payload
from domain.listed import Listed
from domain.refusals import Outdated

SHOW = "list.show"
NEXT = "list.next"
BACK = "list.back"
PAGE = "list_page"  # shows, and is never sent: nobody listens to it
SIZE = 10
OPTIONS = 99  # of the hundred that Slack takes; the last one says that there are more

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListPosition:
    """Where in which list. of: what the list is of, as its other buttons carry it, where its reader is not enough."""

    name: str
    offset: int = 0
    of: str = ""

    def __str__(self) -> str:
        return f"{self.name}:{self.offset}:{self.of}" if self.of else f"{self.name}:{self.offset}"


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, ready to be shown. none: what is said where nothing is left of it, where that is special."""

    title: str
    listed: Listed[Any]
    blocks: Sequence[Block]
    none: str = ""


def see_all(name: str, listed: Listed[Any], of: str = "", *, words: str = "") -> list[Block]:
    """The way to the rest of a list, with its true number; nothing where all of it stands there."""
    button = see_all_button(name, listed, of, words=words)
    return [kit.buttons(f"{name}.all", button)] if button else []


def see_all_button(name: str, listed: Listed[Any], of: str = "", *, words: str = "") -> Element | None:
    """The same for a row that holds other buttons, too. words: what stands on it, where it is not its only button."""
    said = words or plain(_("See all {count}"), count=listed.total)
    return None if listed.whole else kit.button(said, SHOW, str(ListPosition(name, 0, of)))


def options(found: Listed[T], said: Callable[[T], Option]) -> list[Option]:
    """A menu's choices for what was typed; where there are more, the last one says how to get to them."""
    return [*map(said, found.items), *([hint(found.left)] if found.left else [])]


def hint(left: int | None = None) -> Option:
    """The last of a menu's choices, which is none: there are more, so many where that is known."""
    if left is None:
        return kit.option(_("… and others: keep typing to find them"), kit.NOBODY)
    more = ngettext(
        "… and {count} more: keep typing to find them", "… and {count} more: keep typing to find them", left
    )
    return kit.option(plain(more, count=left), kit.NOBODY)


def counted(title: str, total: int) -> str:
    """A heading with how many stand under it: "Waiting for you (3)"."""
    return plain(_("{title} ({count})"), title=title, count=total)


def build(place: ListPosition, drawn: ListPage) -> dict[str, Any]:
    """A page as a modal: which ones of how many, and the way on and back."""
    listed, blocks = drawn.listed, list(drawn.blocks)
    if not listed.items:
        blocks = [kit.paragraph("list.none", drawn.none or _("Nothing is left of this list."))]
    elif not (listed.whole and not listed.offset):
        last = listed.offset + len(listed.items)
        where = _("{first}–{last} of {total}") if len(listed.items) > 1 else _("{last} of {total}")
        said = say(where, first=listed.offset + 1, last=last, total=listed.total)
        blocks.insert(0, kit.paragraph("list.where", said))
        before = plain(_("Previous {count}"), count=min(SIZE, listed.offset))
        back = kit.button(before, BACK, str(ListPosition(place.name, max(0, listed.offset - SIZE), place.of)))
        more = plain(_("Next {count}"), count=min(SIZE, listed.left))
        after = kit.button(more, NEXT, str(ListPosition(place.name, last, place.of)))
        blocks.append(kit.buttons("list.turn", back if listed.offset else None, after if listed.left else None))
    title = counted(drawn.title, listed.total)
    # Where the title leaves no room for the number: it stands above a list of more than one page.
    fits = listed.items and len(title) <= SHORT
    here = str(ListPosition(place.name, listed.offset, place.of))
    return kit.modal(title if fits else drawn.title, blocks, callback=PAGE, metadata=here)


def parse(action: Payload) -> ListPosition:
    """The page a button leads to. Raises Outdated."""
    return _place(action.get("value"))


def shown_in(view: Payload) -> ListPosition | None:
    """The page that an open modal shows; None for any other modal."""
    return _place(view.get("private_metadata")) if view.get("callback_id") == PAGE else None


def _place(written: object) -> ListPosition:
    name, rest = str(written or "").partition(":")[::2]
    offset, of = rest.partition(":")[::2]
    if not name:
        raise Outdated
    return ListPosition(name, kit.number(offset), of)
