"""What a hold makes of an approved use, told: paused, asked about, going ahead."""

from collections.abc import Callable, Mapping

from blocks.kit import shapes as kit
from blocks.kit.elements import Part
from blocks.kit.shapes import RenderedMessage, b, t
from blocks.requests.card_view import CardView, settled
from domain.requests.messages import MessageType

GO = "hold.go_ahead"
STOP = "hold.stop"


def _asked(view: CardView) -> RenderedMessage:
    if not view.request.paused:
        text = f"{view.title}: {'it goes ahead' if view.request.status.open else settled(view)}"
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    text = f"Paused: {view.title}. Should it go ahead all the same?"
    when = f" It is to be on {view.when}." if view.when else ""
    lines: list[list[Part]] = [
        [b(text)],
        [t(f"{view.on_hold} It was approved for {view.asking} before.{when}")],
        [t("Until you say, nobody is given the contact's details.")],
    ]
    value = view.request.key
    do = kit.buttons(
        "do",
        kit.button("Go ahead all the same", GO, value, "primary"),
        kit.button("Stop it", STOP, value),
    )
    return kit.message(text, [kit.paragraph("said", *lines), do])


def _paused(view: CardView) -> RenderedMessage:
    text = f"Paused: {view.title}"
    more = "Its owner is asked whether it goes ahead all the same. Until you hear from me: please make no contact."
    if not view.customer.active:
        more = "Please make no contact. If it took place already, say so on the card; otherwise close it there."
    return kit.message(text, [kit.paragraph("said", [b(text)], [t(view.on_hold)], more)])


def _resumed(view: CardView) -> RenderedMessage:
    text = f"It goes ahead: {view.title}"
    return kit.message(text, [kit.paragraph("said", [b(text)], "It is not paused any more. The card has the details.")])


BUILD: Mapping[MessageType, Callable[[CardView], RenderedMessage]] = {
    MessageType.HOLD_ASKED: _asked,
    MessageType.PAUSED: _paused,
    MessageType.RESUMED: _resumed,
}
