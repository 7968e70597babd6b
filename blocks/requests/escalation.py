"""Messages of a wait: a kind reminder, and that a request has lapsed."""

from collections.abc import Callable, Mapping

from blocks.kit import shapes as kit
from blocks.kit.shapes import RenderedMessage, b
from blocks.requests.card_view import CardView, what
from domain.requests.messages import MessageType
from domain.requests.states import Status


def _reminder(view: CardView) -> RenderedMessage:
    request = view.request
    if request.paused:
        text = f"Still paused: {view.title}. {view.asking} would like to know whether it goes ahead."
        more = "One click on the card is enough: Go ahead all the same, or Stop it."
    elif request.status is Status.AWAITING_CUSTOMER:
        text = f"Has {view.customer.name} answered yet? {view.asking} would like to know by {_needed(view)}."
        more = "Press They said yes or They said no on the card as soon as you know."
    else:
        asks = "are" if view.followers else "is"
        call = kit.a(what(request.activity, view.customer))
        text = f"{view.asking} {asks} still hoping for {call} for {request.deal.prospect}, by {_needed(view)}."
        more = "One click on the card is enough. A no helps, too: they can look for somebody else."
    return kit.message(text, [kit.paragraph("said", [b(text)], more)])


def _lapsed(view: CardView) -> RenderedMessage:
    who = "The customer's answer did not come" if view.request.decided_by else "Nobody could answer"
    text = f"Lapsed: {view.title}. {who} in time."
    more = "The card shows who fits next best." if view.alternatives.items else "Search again to find another customer."
    return kit.message(text, [kit.paragraph("said", [b(text)], f"Sorry about that. {more}")])


def _let_lapse(view: CardView) -> RenderedMessage:
    text = f"Lapsed without an answer: {view.title}"
    more = f"There is nothing left to do. {view.asking} can ask again."
    return kit.message(text, [kit.paragraph("said", [b(text)], more)])


def _needed(view: CardView) -> str:
    return "today" if view.request.needed_by == view.today else kit.day(view.request.needed_by)


BUILD: Mapping[MessageType, Callable[[CardView], RenderedMessage]] = {
    MessageType.REMINDER: _reminder,
    MessageType.LAPSED: _lapsed,
    MessageType.LET_LAPSE: _let_lapse,
}
