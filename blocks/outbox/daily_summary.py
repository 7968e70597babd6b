"""One message a day for all that can wait: a line for each thing, the way to its card, and its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.shapes import RenderedMessage, b, t
from blocks.portfolio import verification as verification_view
from blocks.requests import card, follow_ups
from blocks.requests.card_view import CardView, settled
from domain.listed import Listed
from domain.requests.messages import MessageType
from domain.requests.request import Status

BRIEF = "bundle.brief"
MOST = 10
MOST_BLOCKS = 47  # of Slack's fifty, besides the first line and the last two
TODAY = "today"
# In this order, and with these words in the notification.
_COUNTED = {
    MessageType.REMINDER: "to answer",
    MessageType.BRIEF: "to prepare",
    MessageType.HOW_WAS_IT: "to report on",
    MessageType.THANK_AGAIN: "to say thank you for",
    MessageType.DEAL_ASKED: "to say whether the deal was won",
    MessageType.LET_LAPSE: "lapsed",
    MessageType.UNANSWERED: "let go",
    MessageType.RESUMED: "going ahead again",
}
_ORDER = tuple(_COUNTED)


@dataclass(frozen=True, slots=True)
class SummaryItem:
    """One thing about a request. done: it needs nothing any more; link: the way to its card, "" where there is none."""

    message_type: MessageType
    view: CardView
    done: bool
    link: str = ""

    @property
    def order(self) -> tuple[int, date, int]:
        """What comes first: decisions by the day they are needed, then the rest."""
        request = self.view.request
        return _ORDER.index(self.message_type), request.needed_by, request.id


@dataclass(frozen=True, slots=True)
class SummaryMessage:
    """A message that is about no single request and stands in the daily summary as it is, below the rest."""

    name: str
    message: RenderedMessage
    link: str = ""

    @property
    def done(self) -> bool:
        """True when all that it asked for is done."""
        return verification_view.all_confirmed(self.message)

    @property
    def order(self) -> tuple[int, date, int]:
        return len(_ORDER), date.max, len(self.message.blocks)


SummaryPart = SummaryItem | SummaryMessage


def fitting(parts: Sequence[SummaryPart]) -> int:
    """How many of them go into one message."""
    room, number = MOST_BLOCKS, 0
    for each in parts[:MOST]:
        room -= 2 if isinstance(each, SummaryItem) else len(each.message.blocks)
        number += room >= 0
    return number


def build(parts: Sequence[SummaryPart], more: int) -> RenderedMessage:
    """The message. more: how many there are besides these."""
    waiting = [each for each in parts if isinstance(each, SummaryItem)]
    wholes = [each for each in parts if isinstance(each, SummaryMessage)]
    left = [each for each in parts if not each.done]
    title = _title(waiting, left, more)
    # What follows whole says its own name below; in the notification it is all that is heard.
    names = [kit.decoded(each.message.text) for each in wholes if not each.done]
    text = kit.clip(" · ".join([title, *names]), 300)
    blocks: list[Block] = [kit.paragraph("said", [b(title)])]
    blocks += each_waiting(waiting)
    if more:
        blocks.append(kit.paragraph("more", f"… and {more} more. You get them tomorrow, if they still wait then."))
        blocks += listing.see_all(TODAY, Listed(tuple(left), len(left) + more))
    message = kit.message(text, blocks)
    return RenderedMessage(message.text, [*message.blocks, *(block for each in wholes for block in _named(each))])


def each_waiting(waiting: Sequence[SummaryItem]) -> list[Block]:
    """Each thing about a request, with the way to its card and its buttons."""
    blocks: list[Block] = []
    for each in waiting:
        name = f"{each.message_type.value}.{each.view.request.id}"
        blocks.append(kit.paragraph(f"thing.{name}", *_lines(each)))
        if not each.done and (row := _buttons(each, f"do.{name}")):
            blocks.append(row)
    return blocks


def each_part(parts: Sequence[SummaryPart]) -> list[Block]:
    """The same on a page of a list; what is about no single request only by its name."""
    return [
        block
        for each in parts
        for block in (
            each_waiting([each])
            if isinstance(each, SummaryItem)
            else [kit.paragraph(f"whole.{each.name}", [b(kit.decoded(each.message.text))])]
        )
    ]


def _title(waiting: Sequence[SummaryItem], left: Sequence[SummaryPart], more: int) -> str:
    if not left:
        lapsed = any(each.view.request.status is Status.LAPSED for each in waiting)
        return "Nothing is left to do here." if lapsed else "All done here. Thank you!"
    types = [each.message_type for each in left if isinstance(each, SummaryItem)]
    counts = kit.joined(
        [f"{types.count(message_type)} {_COUNTED[message_type]}" for message_type in _ORDER if message_type in types]
    )
    only_news = (
        len(types) == len(left)
        and not more
        and all(message_type in _NEWS or message_type is MessageType.LET_LAPSE for message_type in types)
    )
    why = "to know" if only_news else "waiting for you"
    return f"{kit.count(len(left) + more, 'thing')} {why}{f': {counts}' if counts else ''}"


def _named(whole: SummaryMessage) -> list[dict[str, Any]]:
    """Its blocks, by ids that no other part of the message has."""
    return [{**block, "block_id": f"{whole.name}.{block['block_id']}"} for block in whole.message.blocks]


def _lines(each: SummaryItem) -> list[list[Part]]:
    title = kit.link(each.link, each.view.title) if each.link else t(each.view.title)
    if each.done:
        return [[t("✓ "), title, t(f" · {_done(each)}")]]
    return (
        [[b(_WORDS[each.message_type]), title], [t(_aside(each))]]
        if _aside(each)
        else [[b(_WORDS[each.message_type]), title]]
    )


_WORDS = {
    MessageType.REMINDER: "Please answer: ",
    MessageType.BRIEF: "Coming up: ",
    MessageType.HOW_WAS_IT: "How did it go? ",
    MessageType.THANK_AGAIN: "Say thank you: ",
    MessageType.DEAL_ASKED: "Was the deal won? ",
    MessageType.LET_LAPSE: "Lapsed without an answer: ",
    MessageType.UNANSWERED: "Let go: ",
    MessageType.RESUMED: "It goes ahead: ",
}
_NEWS = {
    MessageType.UNANSWERED: "Nobody said whether it took place, so its points are free again.",
    MessageType.RESUMED: "It is not paused any more.",
}


def _aside(each: SummaryItem) -> str:
    view, request = each.view, each.view.request
    match each.message_type:
        case MessageType.REMINDER if request.status is Status.AWAITING_CUSTOMER:
            return f"Has {view.customer.name} said yes or no? {view.asking} would like to know by {_needed(view)}."
        case MessageType.REMINDER:
            return f"{view.asking} needs it by {_needed(view)}. A no helps, too."
        case MessageType.BRIEF:
            return f"On {view.when}."
        case MessageType.HOW_WAS_IT if view.reader.id != request.requester_id:
            return f"{view.requester.name} has not said. Do you know?"
        case MessageType.THANK_AGAIN if view.customer.gifts_allowed is False:
            return "No gifts: this customer does not allow them."
        case _:
            return _NEWS.get(each.message_type, "")


def _done(each: SummaryItem) -> str:
    """Where it stands, in words."""
    view = each.view
    if each.message_type is MessageType.DEAL_ASKED and (end := view.request.fulfilment.deal_end):
        return f"the deal was {end.value}"
    if each.message_type is MessageType.REMINDER and view.request.status in (Status.PENDING, Status.AWAITING_CUSTOMER):
        return "put off"
    words = settled(view)
    return words[2:] if words.startswith(("✅ ", "📅 ", "⌛ ")) else words.removeprefix("✖️ ")


def _buttons(each: SummaryItem, block_id: str) -> Block | None:
    view, value = each.view, each.view.request.key
    match each.message_type:
        case MessageType.REMINDER:
            words = "Decide" if view.request.status is Status.PENDING else "They have answered"
            return kit.buttons(block_id, kit.button(words, card.OPEN, value, "primary"))
        case MessageType.BRIEF:
            return kit.buttons(block_id, kit.button("Brief", BRIEF, value))
        case MessageType.HOW_WAS_IT:
            return follow_ups.asking(view, block_id)
        case MessageType.THANK_AGAIN:
            return follow_ups.thanking(view.request, view.customer, block_id)
        case MessageType.DEAL_ASKED:
            return follow_ups.asking_deal(view, block_id)
        case _:
            return None


def _needed(view: CardView) -> str:
    return "today" if view.request.needed_by == view.today else kit.day(view.request.needed_by)
