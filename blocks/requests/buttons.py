"""The buttons of a request's two cards: their ids, when each makes sense, and how a click is read back."""

from collections.abc import Callable, Mapping, Sequence

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element
from blocks.kit.language import _
from blocks.kit.shapes import Payload
from blocks.requests.card_view import CardView
from blocks.wording import terms
from domain.refusals import Outdated
from domain.requests.escalation import Snooze
from domain.requests.states import PAUSED_DECIDER, STATES, Act

APPROVE = "request.approve"
DECLINE = "request.decline"
CUSTOMER_YES = "request.customer_yes"
CUSTOMER_NO = "request.customer_no"
WITHDRAW = "request.withdraw"
SNOOZE = "request.snooze"
SCHEDULE = "request.schedule"
CANCEL = "request.cancel"
STOP = "request.stop"
BRIEF = "request.brief"
GO_AHEAD = "request.go_ahead"
HAPPENED = "request.happened"
# A message about a request has buttons with ids of its own; HAPPENED stands on both.
ON_CARDS = frozenset(
    {*(APPROVE, DECLINE, CUSTOMER_YES, CUSTOMER_NO, SNOOZE, WITHDRAW), *(SCHEDULE, CANCEL, STOP, BRIEF, GO_AHEAD)}
)


def request_key(action: Payload) -> str | int:
    """The request a button belongs to; its number, where the button is from before the keys."""
    return kit.key_or_number(action.get("value"))


def parse_snooze(action: Payload) -> tuple[str | int, Snooze]:
    """The request, and when to be reminded of it."""
    chosen, later = kit.chosen(action).partition(":")[::2]
    if later not in list(Snooze):
        raise Outdated
    return kit.key_or_number(chosen), Snooze(later)


def row(acts: Sequence[Act], view: CardView, block_id: str) -> list[Block]:
    """Those of the buttons that make sense now; nothing where none does."""
    allowed = [act for act in acts if act not in _OF_DECIDERS or view.decides]
    found = [button for act in allowed if (button := BUILD[act](view))]
    return [kit.buttons(block_id, *found)] if found else []


def to_do(view: CardView, block_id: str = "do") -> list[Block]:
    """The buttons of the one who asked."""
    mine = view.reader.id == view.request.requester_id
    return row(STATES[view.request.status].requester, view, block_id) if mine else []


def _approve(view: CardView) -> Element | None:
    """A programme manager may go beyond a limit, and is asked why. Under a hold or a recorded no there is none."""
    stopped = view.activity_blocker
    if view.hold_blocker or (stopped and stopped.final):
        return None
    over = stopped is not None and stopped.yields_to(view.reader) and not view.request.overridden_by
    return kit.button(_("Approve all the same …") if over else _("Approve"), APPROVE, view.request.key, "primary")


def _decline(view: CardView) -> Element | None:
    return kit.button(_("Decline"), DECLINE, view.request.key)


def _customer_yes(view: CardView) -> Element | None:
    return None if view.hold_blocker else kit.button(_("They said yes"), CUSTOMER_YES, view.request.key, "primary")


def _customer_no(view: CardView) -> Element | None:
    return kit.button(_("They said no"), CUSTOMER_NO, view.request.key)


def _snooze(view: CardView) -> Element | None:
    """Who only stands in has nothing to put off."""
    waited_for = (view.request.decider_id, view.owner.id if view.owner else None)
    options = [kit.option(terms.snooze(each), f"{view.request.key}:{each.value}") for each in Snooze]
    return elements.overflow(SNOOZE, options) if view.reader.id in waited_for else None


def _go_ahead(view: CardView) -> Element | None:
    there = view.customer.active
    return kit.button(_("Go ahead all the same"), GO_AHEAD, view.request.key, "primary") if there else None


def _stop(view: CardView) -> Element | None:
    if view.request.paused:
        return kit.button(_("Stop it"), STOP, view.request.key)
    event_on = view.request.fulfilment.event_on
    over = event_on is not None and event_on < view.today
    return None if over else kit.button(_("Stop this use"), STOP, view.request.key, "danger")


def _happened(view: CardView) -> Element | None:
    if not view.request.activity.live:
        return kit.button(_("It's done"), HAPPENED, view.request.key, "primary")
    comes = view.request.fulfilment.event_on is None or view.ahead
    return None if comes else kit.button(_("It took place"), HAPPENED, view.request.key, "primary")


def _schedule(view: CardView) -> Element | None:
    if not (view.request.activity.live and view.usable):
        return None
    dated = view.request.fulfilment.event_on is not None
    return kit.button(_("Move") if dated else _("It's on …"), SCHEDULE, view.request.key, None if dated else "primary")


def _brief(view: CardView) -> Element | None:
    there = view.request.activity.live and view.usable
    return kit.button(_("Brief"), BRIEF, view.request.key) if there else None


def _cancel(view: CardView) -> Element | None:
    return kit.button(_("Cancel"), CANCEL, view.request.key)


def _withdraw(view: CardView) -> Element | None:
    sure = elements.confirmation(
        _("Withdraw this request?"),
        _("The owner is told. Points that were reserved are free again."),
        _("Withdraw"),
        _("Keep it"),
    )
    return kit.button(_("Withdraw"), WITHDRAW, view.request.key, confirm=sure)


BUILD: Mapping[Act, Callable[[CardView], Element | None]] = {
    Act.APPROVE: _approve,
    Act.DECLINE: _decline,
    Act.CUSTOMER_YES: _customer_yes,
    Act.CUSTOMER_NO: _customer_no,
    Act.SNOOZE: _snooze,
    Act.GO_AHEAD: _go_ahead,
    Act.STOP: _stop,
    Act.HAPPENED: _happened,
    Act.SCHEDULE: _schedule,
    Act.BRIEF: _brief,
    Act.CANCEL: _cancel,
    Act.WITHDRAW: _withdraw,
}
_OF_REQUESTERS = {act for state in STATES.values() for act in state.requester}
_OF_DECIDERS = {*PAUSED_DECIDER, *(act for state in STATES.values() for act in state.decider)} - _OF_REQUESTERS
