"""What a hold makes of an approved use, told: paused, asked about, going ahead."""

from collections.abc import Callable, Mapping

from blocks.kit import shapes as kit
from blocks.kit.language import _
from blocks.kit.sentences import plain
from blocks.kit.shapes import RenderedMessage, b
from blocks.requests.card_view import CardView, settled
from domain.requests.messages import MessageType

GO = "hold.go_ahead"
STOP = "hold.stop"


def _asked(view: CardView) -> RenderedMessage:
    if not view.request.paused:
        text = plain(_("{title}: it goes ahead"), title=view.title)
        if not view.request.status.open:
            text = f"{view.title} · {settled(view)}"
        return kit.message(text, [kit.paragraph("said", [b(text)])])
    text = plain(_("Paused: {title}. Should it go ahead all the same?"), title=view.title)
    before = [plain(_("It was approved for {who} before."), who=view.asking)]
    if view.when:
        before.append(plain(_("It is to be on {day}."), day=view.when))
    lines = (view.on_hold, " ".join(before), _("Until you say, nobody is given the contact's details."))
    value = view.request.key
    do = kit.buttons(
        "do",
        kit.button(_("Go ahead all the same"), GO, value, "primary"),
        kit.button(_("Stop it"), STOP, value),
    )
    return kit.message(text, [kit.paragraph("said", [b(text)], *lines), do])


def _paused(view: CardView) -> RenderedMessage:
    text = plain(_("Paused: {title}"), title=view.title)
    more = _("Its owner is asked whether it goes ahead all the same. Until you hear from me: please make no contact.")
    if not view.customer.active:
        more = _("Please make no contact. If it took place already, say so on the card; otherwise close it there.")
    return kit.message(text, [kit.paragraph("said", [b(text)], view.on_hold, more)])


def _resumed(view: CardView) -> RenderedMessage:
    text = plain(_("It goes ahead: {title}"), title=view.title)
    more = _("It is not paused any more. The card has the details.")
    return kit.message(text, [kit.paragraph("said", [b(text)], more)])


BUILD: Mapping[MessageType, Callable[[CardView], RenderedMessage]] = {
    MessageType.HOLD_ASKED: _asked,
    MessageType.PAUSED: _paused,
    MessageType.RESUMED: _resumed,
}
