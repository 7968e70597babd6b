"""One message a day for all that can wait: a line for each thing, the way to its card, and its buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.language import N_, _, joined, ngettext
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import RenderedMessage, b
from blocks.portfolio import verification as verification_view
from blocks.requests import card, follow_ups
from blocks.requests.card_view import CardView, settled
from domain.listed import Listed
from domain.requests.messages import MESSAGES, MessageType, Waits
from domain.requests.request import DealEnd
from domain.requests.states import Status

BRIEF = "bundle.brief"
MOST = 10
MOST_BLOCKS = 47  # of Slack's fifty, besides the first line and the last two
TODAY = "today"
# In this order; the line of each: its title is a link.
LINES: Mapping[MessageType, str] = {
    MessageType.REMINDER: N_("<b>Please answer:</b> {title}"),
    MessageType.BRIEF: N_("<b>Coming up:</b> {title}"),
    MessageType.HOW_WAS_IT: N_("<b>How did it go?</b> {title}"),
    MessageType.THANK_AGAIN: N_("<b>Say thank you:</b> {title}"),
    MessageType.DEAL_ASKED: N_("<b>Was the deal won?</b> {title}"),
    MessageType.LET_LAPSE: N_("<b>Lapsed without an answer:</b> {title}"),
    MessageType.UNANSWERED: N_("<b>Let go:</b> {title}"),
    MessageType.RESUMED: N_("<b>It goes ahead:</b> {title}"),
}
NEWS: Mapping[MessageType, str] = {
    MessageType.UNANSWERED: N_("Nobody said whether it took place, so its points are free again."),
    MessageType.RESUMED: N_("It is not paused any more."),
}
DEAL_DONE: Mapping[DealEnd, str] = {DealEnd.WON: N_("the deal was won"), DealEnd.LOST: N_("the deal was lost")}
_ORDER = tuple(LINES)


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
        return self.message.text == kit.escaped(_(verification_view.ALL_CONFIRMED))

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
        tomorrow = ngettext(
            "… and {count} more. You get it tomorrow, if it still waits then.",
            "… and {count} more. You get them tomorrow, if they still wait then.",
            more,
        )
        blocks.append(kit.paragraph("more", plain(tomorrow, count=more)))
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
        return _("Nothing is left to do here.") if lapsed else _("All done here. Thank you!")
    types = [each.message_type for each in left if isinstance(each, SummaryItem)]
    counts = joined([_counted(each, types.count(each)) for each in _ORDER if each in types])
    only_news = (
        len(types) == len(left)
        and not more
        and all(MESSAGES[message_type].waits is Waits.NEWS for message_type in types)
    )
    total = len(left) + more
    if only_news:
        said = ngettext("{count} thing to know: {what}", "{count} things to know: {what}", total)
    elif counts:
        said = ngettext("{count} thing waiting for you: {what}", "{count} things waiting for you: {what}", total)
    else:
        said = ngettext("{count} thing waiting for you", "{count} things waiting for you", total)
    return plain(said, count=total, what=counts)


def _counted(what: MessageType, count: int) -> str:
    """How many there are of one kind, for the notification."""
    forms = {
        MessageType.REMINDER: ngettext("{count} to answer", "{count} to answer", count),
        MessageType.BRIEF: ngettext("{count} to prepare", "{count} to prepare", count),
        MessageType.HOW_WAS_IT: ngettext("{count} to report on", "{count} to report on", count),
        MessageType.THANK_AGAIN: ngettext("{count} to say thank you for", "{count} to say thank you for", count),
        MessageType.DEAL_ASKED: ngettext("{count} deal to report", "{count} deals to report", count),
        MessageType.LET_LAPSE: ngettext("{count} lapsed", "{count} lapsed", count),
        MessageType.UNANSWERED: ngettext("{count} let go", "{count} let go", count),
        MessageType.RESUMED: ngettext("{count} going ahead again", "{count} going ahead again", count),
    }
    return plain(forms[what], count=count)


def _named(whole: SummaryMessage) -> list[dict[str, Any]]:
    """Its blocks, by ids that no other part of the message has."""
    return [{**block, "block_id": f"{whole.name}.{block['block_id']}"} for block in whole.message.blocks]


def _lines(each: SummaryItem) -> list[list[Part]]:
    title = kit.link(each.link, each.view.title) if each.link else each.view.title
    if each.done:
        return [say("✓ {title} · {state}", title=title, state=_done(each))]
    aside = say("{aside}", aside=_aside(each))
    return [say(_(LINES[each.message_type]), title=title), *([aside] if aside else [])]


def _aside(each: SummaryItem) -> str:  # noqa: PLR0911 - one for each
    view, request = each.view, each.view.request
    match each.message_type:
        case MessageType.REMINDER if request.paused:
            return plain(_("Paused. {who} would like to know whether it goes ahead."), who=view.asking)
        case MessageType.REMINDER if request.status is Status.AWAITING_CUSTOMER:
            ask = plain(_("Has {customer} said yes or no?"), customer=view.customer.name)
            return " ".join((ask, _wanted(view)))
        case MessageType.REMINDER:
            return " ".join((_wanted(view), _("A no helps, too.")))
        case MessageType.BRIEF:
            return plain(_("On {day}."), day=view.when)
        case MessageType.HOW_WAS_IT if view.reader.id != request.requester_id:
            return plain(_("{who} has not said. Do you know?"), who=view.requester.name)
        case MessageType.THANK_AGAIN if view.customer.gifts_allowed is False:
            return _("No gifts: this customer does not allow them.")
        case _:
            return _(NEWS[each.message_type]) if each.message_type in NEWS else ""


def _done(each: SummaryItem) -> str:
    """Where it stands, in words."""
    view = each.view
    if each.message_type is MessageType.DEAL_ASKED and (end := view.request.fulfilment.deal_end):
        return _(DEAL_DONE[end])
    if each.message_type is MessageType.REMINDER and view.request.status.waiting:
        return _("put off")
    words = settled(view)
    return words[2:] if words.startswith(("✅ ", "📅 ", "⌛ ")) else words.removeprefix("✖️ ")


def _buttons(each: SummaryItem, block_id: str) -> Block | None:
    view, value = each.view, each.view.request.key
    match each.message_type:
        case MessageType.REMINDER:
            asking = view.request.status is Status.AWAITING_CUSTOMER and not view.request.paused
            words = _("They have answered") if asking else _("Decide")
            return kit.buttons(block_id, kit.button(words, card.OPEN, value, "primary"))
        case MessageType.BRIEF:
            return kit.buttons(block_id, kit.button(_("Brief"), BRIEF, value))
        case MessageType.HOW_WAS_IT:
            return follow_ups.asking(view, block_id)
        case MessageType.THANK_AGAIN:
            return follow_ups.thanking(view.request, view.customer, block_id)
        case MessageType.DEAL_ASKED:
            return follow_ups.asking_deal(view, block_id)
        case _:
            return None


def _wanted(view: CardView) -> str:
    if view.request.needed_by == view.today:
        return plain(_("{who} needs it today."), who=view.asking)
    return plain(_("{who} needs it by {day}."), who=view.asking, day=view.request.needed_by)
