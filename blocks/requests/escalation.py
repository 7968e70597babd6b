"""Messages of a wait: a kind reminder, and that a request has lapsed."""

from collections.abc import Callable, Mapping

from blocks.kit import shapes as kit
from blocks.kit.language import _
from blocks.kit.sentences import plain
from blocks.kit.shapes import RenderedMessage, b
from blocks.requests.card_view import CardView
from domain.requests.messages import MessageType
from domain.requests.states import Status


def _reminder(view: CardView) -> RenderedMessage:
    if view.request.paused:
        text = _("Still paused: {title}. {who} would like to know whether it goes ahead.")
        return _message(plain(text, title=view.title, who=view.asking), _("One click on the card is enough."))
    if view.request.status is Status.AWAITING_CUSTOMER:
        answered = plain(_("Has {customer} answered yet?"), customer=view.customer.name)
        return _message(f"{answered} {_by_when(view)}", _("Say so on the card as soon as you know."))
    waiting = plain(_("Still waiting for your answer: {title}."), title=view.title)
    more = _("One click on the card is enough. A no helps, too: they can look for somebody else.")
    return _message(f"{waiting} {_by_when(view)}", more)


def _by_when(view: CardView) -> str:
    day = view.request.needed_by
    if day == view.today:
        return plain(_("{who} would like to know today."), who=view.asking)
    return plain(_("{who} would like to know by {day}."), who=view.asking, day=day)


def _lapsed(view: CardView) -> RenderedMessage:
    text = _("Lapsed: {title}. Nobody could answer in time.")
    if view.request.decided_by:
        text = _("Lapsed: {title}. The customer's answer did not come in time.")
    return _message(plain(text, title=view.title), next_best(view))


def next_best(view: CardView) -> str:
    """Where to look after a no."""
    if view.alternatives.items:
        return _("The card shows who fits next best.")
    return _("Search again to find another customer.")


def _let_lapse(view: CardView) -> RenderedMessage:
    more = plain(_("There is nothing left to do. {who} can ask again."), who=view.asking)
    return _message(plain(_("Lapsed without an answer: {title}"), title=view.title), more)


def _message(text: str, more: str) -> RenderedMessage:
    return kit.message(text, [kit.paragraph("said", [b(text)], more)])


BUILD: Mapping[MessageType, Callable[[CardView], RenderedMessage]] = {
    MessageType.REMINDER: _reminder,
    MessageType.LAPSED: _lapsed,
    MessageType.LET_LAPSE: _let_lapse,
}
