"""One message a day for all that can wait: a line for each thing, the way to its card, and its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from slackblocks import ActionsBlock, Block

from blocks import follow_up, home, kit
from blocks.card_view import CardView, settled
from blocks.kit import Part, Posted, b, t
from domain.requests import Request, Status, Tell

BRIEF = "bundle.brief"
MOST = 10
# In this order, and with these words in the notification.
_ORDER = (Tell.REMINDER, Tell.BRIEF, Tell.HOW_WAS_IT, Tell.THANK_AGAIN, Tell.DEAL_ASKED)
_COUNTED = {
    Tell.REMINDER: "to answer",
    Tell.BRIEF: "to prepare",
    Tell.HOW_WAS_IT: "to report on",
    Tell.THANK_AGAIN: "to say thank you for",
    Tell.DEAL_ASKED: "to tell the end of",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing. link: the way to its card, "" where there is none; over: it needs nothing any more."""

    tell: Tell
    view: CardView
    link: str
    over: bool


def pressing(tell: Tell, request: Request) -> tuple[int, date, int]:
    """What comes first: decisions by the day they are needed, then the rest."""
    return _ORDER.index(tell), request.needed_by, request.id


def build(waiting: Sequence[Waiting], more: int) -> Posted:
    """The message. more: how many there are besides these."""
    left = [each for each in waiting if not each.over]
    counts = [(tell, sum(each.tell is tell for each in left)) for tell in _ORDER]
    parts = kit.joined([f"{number} {_COUNTED[tell]}" for tell, number in counts if number])
    text = f"{kit.count(len(left) + more, 'thing')} waiting for you: {parts}" if left else "All done here. Thank you!"
    blocks: list[Block] = [kit.paragraph("said", [b(text)])]
    for each in waiting:
        name = f"{each.tell.value}.{each.view.request.id}"
        blocks.append(kit.paragraph(f"thing.{name}", *_lines(each)))
        if not each.over:
            blocks.append(_buttons(each, f"do.{name}"))
    if more:
        blocks.append(kit.paragraph("more", f"… and {more} more. You get them tomorrow, or now with /reference inbox."))
    return kit.message(text, blocks)


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
            return ""


def _over(each: Waiting) -> str:
    """Where it stands, in words."""
    view = each.view
    if each.tell is Tell.DEAL_ASKED and (end := view.request.after.deal_end):
        return f"the deal was {end.value}"
    if each.tell is Tell.REMINDER and view.request.status in (Status.PENDING, Status.AWAITING_CUSTOMER):
        return "put off"
    words = settled(view)
    return words[2:] if words.startswith(("✅ ", "📅 ", "⌛ ")) else words.removeprefix("✖️ ")


def _buttons(each: Waiting, block_id: str) -> ActionsBlock:
    view, value = each.view, str(each.view.request.id)
    match each.tell:
        case Tell.REMINDER:
            words = "Decide" if view.request.status is Status.PENDING else "They have answered"
            return kit.buttons(block_id, kit.button(words, home.OPEN, value, "primary"))
        case Tell.BRIEF:
            return kit.buttons(block_id, kit.button("Brief", BRIEF, value))
        case Tell.HOW_WAS_IT:
            return follow_up.asking(view, block_id)
        case Tell.THANK_AGAIN:
            return follow_up.thanking(view.request, view.customer, block_id)
        case _:
            return follow_up.asking_deal(view, block_id)


def _needed(view: CardView) -> str:
    return "today" if view.request.needed_by == view.today else kit.day(view.request.needed_by)
