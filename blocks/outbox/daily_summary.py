"""One message a day for all that can wait: a line for each thing, the way to its card, and its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.shapes import Posted, b, t
from blocks.portfolio import verification as verifying
from blocks.requests import card
from blocks.requests import follow_ups as follow_up
from blocks.requests.card_view import CardView, settled
from domain.listed import Listed
from domain.requests.messages import Tell
from domain.requests.request import Status

BRIEF = "bundle.brief"
MOST = 10
MOST_BLOCKS = 47  # of Slack's fifty, besides the first line and the last two
TODAY = "today"
# In this order, and with these words in the notification.
_COUNTED = {
    Tell.REMINDER: "to answer",
    Tell.BRIEF: "to prepare",
    Tell.HOW_WAS_IT: "to report on",
    Tell.THANK_AGAIN: "to say thank you for",
    Tell.DEAL_ASKED: "to say whether the deal was won",
    Tell.LET_LAPSE: "lapsed",
    Tell.UNANSWERED: "let go",
    Tell.RESUMED: "going ahead again",
}
_ORDER = tuple(_COUNTED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing about a request. over: it needs nothing any more; link: the way to its card, "" where there is none."""

    tell: Tell
    view: CardView
    over: bool
    link: str = ""

    @property
    def comes(self) -> tuple[int, date, int]:
        """What comes first: decisions by the day they are needed, then the rest."""
        request = self.view.request
        return _ORDER.index(self.tell), request.needed_by, request.id


@dataclass(frozen=True, slots=True)
class Whole:
    """A message that is about no single request and stands in the bundle as it is, below the rest."""

    name: str
    posted: Posted
    link: str = ""

    @property
    def over(self) -> bool:
        """True when all that it asked for is done."""
        return self.posted.text == verifying.ALL_CONFIRMED

    @property
    def comes(self) -> tuple[int, date, int]:
        return len(_ORDER), date.max, len(self.posted.blocks)


Said = Waiting | Whole


def fitting(said: Sequence[Said]) -> int:
    """How many of them go into one message."""
    room, number = MOST_BLOCKS, 0
    for each in said[:MOST]:
        room -= 2 if isinstance(each, Waiting) else len(each.posted.blocks)
        number += room >= 0
    return number


def build(said: Sequence[Said], more: int) -> Posted:
    """The message. more: how many there are besides these."""
    waiting = [each for each in said if isinstance(each, Waiting)]
    wholes = [each for each in said if isinstance(each, Whole)]
    left = [each for each in said if not each.over]
    title = _title(waiting, left, more)
    # What follows whole says its own name below; in the notification it is all that is heard.
    names = [kit.decoded(each.posted.text) for each in wholes if not each.over]
    text = kit.clip(" · ".join([title, *names]), 300)
    blocks: list[Block] = [kit.paragraph("said", [b(title)])]
    blocks += each_waiting(waiting)
    if more:
        blocks.append(kit.paragraph("more", f"… and {more} more. You get them tomorrow, if they still wait then."))
        blocks += listing.see_all(TODAY, Listed(tuple(left), len(left) + more))
    posted = kit.message(text, blocks)
    return Posted(posted.text, [*posted.blocks, *(block for each in wholes for block in _named(each))])


def each_waiting(waiting: Sequence[Waiting]) -> list[Block]:
    """Each thing about a request, with the way to its card and its buttons."""
    blocks: list[Block] = []
    for each in waiting:
        name = f"{each.tell.value}.{each.view.request.id}"
        blocks.append(kit.paragraph(f"thing.{name}", *_lines(each)))
        if not each.over and (row := _buttons(each, f"do.{name}")):
            blocks.append(row)
    return blocks


def each_said(said: Sequence[Said]) -> list[Block]:
    """The same on a page of a list; what is about no single request only by its name."""
    return [
        block
        for each in said
        for block in (
            each_waiting([each])
            if isinstance(each, Waiting)
            else [kit.paragraph(f"whole.{each.name}", [b(kit.decoded(each.posted.text))])]
        )
    ]


def _title(waiting: Sequence[Waiting], left: Sequence[Said], more: int) -> str:
    if not left:
        lapsed = any(each.view.request.status is Status.LAPSED for each in waiting)
        return "Nothing is left to do here." if lapsed else "All done here. Thank you!"
    tells = [each.tell for each in left if isinstance(each, Waiting)]
    counts = kit.joined([f"{tells.count(tell)} {_COUNTED[tell]}" for tell in _ORDER if tell in tells])
    only_news = len(tells) == len(left) and not more and all(tell in _NEWS or tell is Tell.LET_LAPSE for tell in tells)
    why = "to know" if only_news else "waiting for you"
    return f"{kit.count(len(left) + more, 'thing')} {why}{f': {counts}' if counts else ''}"


def _named(whole: Whole) -> list[dict[str, Any]]:
    """Its blocks, by ids that no other part of the message has."""
    return [{**block, "block_id": f"{whole.name}.{block['block_id']}"} for block in whole.posted.blocks]


def _lines(each: Waiting) -> list[list[Part]]:
    title = kit.link(each.link, each.view.title) if each.link else t(each.view.title)
    if each.over:
        return [[t("✓ "), title, t(f" · {_over(each)}")]]
    return [[b(_WORDS[each.tell]), title], [t(_aside(each))]] if _aside(each) else [[b(_WORDS[each.tell]), title]]


_WORDS = {
    Tell.REMINDER: "Please answer: ",
    Tell.BRIEF: "Coming up: ",
    Tell.HOW_WAS_IT: "How did it go? ",
    Tell.THANK_AGAIN: "Say thank you: ",
    Tell.DEAL_ASKED: "Was the deal won? ",
    Tell.LET_LAPSE: "Lapsed without an answer: ",
    Tell.UNANSWERED: "Let go: ",
    Tell.RESUMED: "It goes ahead: ",
}
_NEWS = {
    Tell.UNANSWERED: "Nobody said whether it took place, so its points are free again.",
    Tell.RESUMED: "It is not paused any more.",
}


def _aside(each: Waiting) -> str:
    view, request = each.view, each.view.request
    match each.tell:
        case Tell.REMINDER if request.status is Status.AWAITING_CUSTOMER:
            return f"Has {view.customer.name} said yes or no? {view.asking} would like to know by {_needed(view)}."
        case Tell.REMINDER:
            return f"{view.asking} needs it by {_needed(view)}. A no helps, too."
        case Tell.BRIEF:
            return f"On {view.when}."
        case Tell.HOW_WAS_IT if view.reader.id != request.requester_id:
            return f"{view.requester.name} has not said. Do you know?"
        case Tell.THANK_AGAIN if view.customer.gifts_allowed is False:
            return "No gifts: this customer does not allow them."
        case _:
            return _NEWS.get(each.tell, "")


def _over(each: Waiting) -> str:
    """Where it stands, in words."""
    view = each.view
    if each.tell is Tell.DEAL_ASKED and (end := view.request.after.deal_end):
        return f"the deal was {end.value}"
    if each.tell is Tell.REMINDER and view.request.status in (Status.PENDING, Status.AWAITING_CUSTOMER):
        return "put off"
    words = settled(view)
    return words[2:] if words.startswith(("✅ ", "📅 ", "⌛ ")) else words.removeprefix("✖️ ")


def _buttons(each: Waiting, block_id: str) -> Block | None:
    view, value = each.view, each.view.request.key
    match each.tell:
        case Tell.REMINDER:
            words = "Decide" if view.request.status is Status.PENDING else "They have answered"
            return kit.buttons(block_id, kit.button(words, card.OPEN, value, "primary"))
        case Tell.BRIEF:
            return kit.buttons(block_id, kit.button("Brief", BRIEF, value))
        case Tell.HOW_WAS_IT:
            return follow_up.asking(view, block_id)
        case Tell.THANK_AGAIN:
            return follow_up.thanking(view.request, view.customer, block_id)
        case Tell.DEAL_ASKED:
            return follow_up.asking_deal(view, block_id)
        case _:
            return None


def _needed(view: CardView) -> str:
    return "today" if view.request.needed_by == view.today else kit.day(view.request.needed_by)
