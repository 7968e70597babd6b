"""The two cards of a request: the requester follows it, the owner decides about it in ten seconds, on a phone."""

from collections.abc import Sequence
from typing import Any

from blocks.kit import elements, listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Part
from blocks.kit.language import _
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import Payload, RenderedMessage, b, t
from blocks.portfolio import uses
from blocks.requests import consent, standing
from blocks.requests.card_view import CardView
from blocks.requests.contact import contact_lines
from blocks.search import answer as search_answer
from blocks.wording import activities, blockers, terms
from domain.activities import Purpose
from domain.portfolio.consent import Permission
from domain.refusals import Outdated
from domain.requests.escalation import Snooze
from domain.requests.request import RUNNING, Request, Status

OPEN = "home.open"

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
INSTEAD = "instead"
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


def build_for_requester(view: CardView) -> RenderedMessage:
    """The card in the requester's messages."""
    request = view.request
    lines = [[b(view.title)], standing.state(view)]
    if request.fulfilment.event_on is None:
        lines.append(say(_("<i>Needed by:</i> {day}"), day=request.needed_by))
    blocks: list[Block] = [kit.paragraph("head", *lines, *standing.beyond(view))]
    # With a day the introduction has been made.
    made = request.status is Status.SCHEDULED and not view.writes_directly
    contact = contact_lines(view)[:-1] if made else contact_lines(view)
    if view.usable and contact:
        blocks.append(kit.paragraph("contact", *contact))
    if view.on_hold and request.status.open:
        blocks.append(kit.paragraph("hold", *standing.held(view)))
    if request.decline_reason or request.unanswered:
        blocks += _declined(view)
    blocks += _to_do(view)
    return kit.message(standing.notification(view), blocks)


def build_for_decider(view: CardView) -> RenderedMessage:
    """The decision card. Its notification text alone says who asks, what, by when and what is left."""
    return kit.message(_notification(view), _decision(view))


def build_modal(view: CardView) -> dict[str, Any]:
    """The decision card in a modal, opened from Home."""
    return kit.modal(_("Decide"), _decision(view))


def _decision(view: CardView) -> list[Block]:
    request, deal = view.request, view.request.deal
    mine = request.own_use and view.reader.id == request.requester_id
    blocks: list[Block] = [kit.paragraph("head", *_asked(view, mine=mine))]
    if deal.wants_to_hear:
        blocks.append(kit.quote("hear", deal.wants_to_hear))
    if request.status is Status.PENDING:
        # Kept by a hold or a recorded no, it can only be declined: a button that always says no is none.
        never = view.hold_blocker or (view.activity_blocker and view.activity_blocker.final)
        yes = None if never else (_approve(view), APPROVE)
        return [*blocks, kit.paragraph("facts", *_facts(view)), *_answers(view, yes, (_("Decline"), DECLINE))]
    blocks.append(
        kit.paragraph("state", *standing.why_you(view), standing.state_and_reason(view), *standing.beyond(view))
    )
    if view.on_hold and request.status.open:
        blocks.append(kit.paragraph("hold", *standing.held(view)))
    if request.paused:
        go = (_("Go ahead all the same"), GO_AHEAD) if view.customer.active else None
        blocks += _answers(view, go, (_("Stop it"), STOP))
        return [*blocks, *_to_do(view, "own")] if mine else blocks
    if request.status is Status.AWAITING_CUSTOMER and view.hold_blocker:
        blocks += _answers(view, None, (_("They said no"), CUSTOMER_NO))
    elif request.status is Status.AWAITING_CUSTOMER:
        blocks += _answers(view, (_("They said yes"), CUSTOMER_YES), (_("They said no"), CUSTOMER_NO))
    if request.decline_reason and request.note:
        blocks.append(kit.quote("note", request.note))
    if mine:
        return [*blocks, *_to_do(view, "own")]
    if request.status not in RUNNING:
        return blocks
    brief = kit.button(_("Brief"), BRIEF, request.key) if request.activity.live and view.usable else None
    stop = kit.button(_("Stop this use"), STOP, request.key, "danger") if _stoppable(view) else None
    return [*blocks, kit.buttons("do", brief, stop)] if brief or stop else blocks


def _approve(view: CardView) -> str:
    """A programme manager may go beyond a limit, and is asked why."""
    over = view.activity_blocker is not None and view.activity_blocker.yields_to(view.reader)
    return _("Approve all the same …") if over and not view.request.overridden_by else _("Approve")


def _answers(view: CardView, yes: tuple[str, str] | None, no: tuple[str, str]) -> list[Block]:
    if not view.decides:
        return []
    value, waited_for = view.request.key, (view.request.decider_id, view.owner.id if view.owner else None)
    later = elements.overflow(SNOOZE, [kit.option(terms.snooze(each), f"{value}:{each.value}") for each in Snooze])
    # Who only stands in has nothing to put off.
    mine = later if view.reader.id in waited_for else None
    return [kit.buttons("do", kit.button(*yes, value, "primary") if yes else None, kit.button(*no, value), mine)]


def _stoppable(view: CardView) -> bool:
    event_on = view.request.fulfilment.event_on
    return view.request.status in RUNNING and (event_on is None or event_on >= view.today) and view.decides


def _to_do(view: CardView, key: str = "do") -> list[Block]:
    """The buttons of the one who asked."""
    request, value = view.request, view.request.key
    if not request.status.open or view.reader.id != request.requester_id:
        return []
    row = []
    if request.status in RUNNING and request.activity.live:
        undated = request.fulfilment.event_on is None
        if not undated and not view.ahead:
            row.append(kit.button(_("It took place"), HAPPENED, value, "primary"))
        if view.usable:
            row.append(
                kit.button(_("It's on …") if undated else _("Move"), SCHEDULE, value, "primary" if undated else None)
            )
            row.append(kit.button(_("Brief"), BRIEF, value))
    elif request.status in RUNNING:
        row.append(kit.button(_("It's done"), HAPPENED, value, "primary"))
    if request.status is Status.SCHEDULED:
        row.append(kit.button(_("Cancel"), CANCEL, value))
    else:
        row.append(_withdrawing(value))
    return [kit.buttons(key, *row)]


def _withdrawing(value: str) -> Element:
    """The button to take a request back."""
    sure = elements.confirmation(
        _("Withdraw this request?"),
        _("The owner is told. Points that were reserved are free again."),
        _("Withdraw"),
        _("Keep it"),
    )
    return kit.button(_("Withdraw"), WITHDRAW, value, confirm=sure)


def _asked(view: CardView, *, mine: bool) -> list[Sequence[Part]]:
    """What is asked for, for whom; by whom and by when; the deal."""
    request, deal = view.request, view.request.deal
    title = activities.title(request.activity, view.customer.name)
    person = ", ".join(filter(None, (deal.person, deal.person_seniority)))
    about = say(_("<b>{use}</b> for <b>{prospect}</b>"), use=title, prospect=deal.prospect)
    by = say(_("Your own use")) if mine else say(_("Asked by {who}"), who=_requesters(view))
    purpose = "" if request.purpose is Purpose.SALES else terms.purpose(request.purpose)
    needed = plain(_("Needed by {day}"), day=request.needed_by)
    aside = " · ".join(filter(None, (needed, deal.name, deal.value, deal.stage, purpose)))
    lines: list[Sequence[Part]] = [[*about, t(f" ({person})" if person else "")], by, [t(aside)]]
    if deal.wants_to_hear:
        lines.append(say(_("<i>They want to hear:</i>")))
    return lines


def _requesters(view: CardView) -> list[Part]:
    people = [kit.person(each.slack_id, each.name) for each in (view.requester, *view.followers)]
    return [part for person in people for part in (t(", "), person)][1:]


def _notification(view: CardView) -> str:
    request = view.request
    if request.status is not Status.PENDING:
        return standing.notification(view)
    asked = plain(_("Asked by {who}: {title}"), who=view.asking, title=view.title)
    return " · ".join((asked, plain(_("by {day}"), day=request.needed_by), _left(view)))


def _left(view: CardView) -> str:
    activity = view.request.activity
    weight = view.policy.weights[activity]
    return activities.left(activity, view.budget.left // weight) if weight else _("takes no points")


def _facts(view: CardView) -> list[list[Part]]:
    """What the owner wants to know before deciding."""
    lines = [*standing.why_you(view), *standing.beyond(view)]
    if view.activity_blocker and not (view.activity_blocker.limit and view.beyond):
        why = blockers.blocker(view.activity_blocker, view.reader)
        lines.append(say(_("<b>Can't be approved now:</b> {why}"), why=why))
    if view.searched:
        lines.append(say(_("<i>They searched for:</i> “{words}”"), words=kit.clip(view.searched, 100)))
    lines.append(_points(view))
    coming = uses.coming(view.uses, view.today)
    if not coming or uses.past(view.uses, view.today):
        lines.append(say(_("<i>Last use:</i> {day}"), day=uses.last(view.uses, view.today)))
    if coming:
        lines.append(say(_("<i>Agreed already:</i> {uses}"), uses=coming))
    if view.consent.answer is not Permission.NO:
        lines.append(consent.of_use(view))
    if view.cautions:
        careful = " · ".join(map(blockers.caution, view.cautions))
        lines.append(say(_("<b>Careful:</b> {cautions}"), cautions=careful))
    return lines


def _points(view: CardView) -> list[Part]:
    """Points left now, and after an approval."""
    budget = view.budget
    if not budget.limit:
        return say(_("Not available this quarter"))
    after = max(0, budget.left - view.policy.weights[view.request.activity])
    now, then = (f"{kit.bar(left, budget.limit)} {left}" for left in (budget.left, after))
    return say(_("<i>Points this quarter:</i> {now} → {then} of {limit}"), now=now, then=then, limit=budget.limit)


def _declined(view: CardView) -> list[Block]:
    request = view.request
    blocks: list[Block] = []
    if terms.why_not(request):
        blocks.append(kit.paragraph("reason", say(_("<i>Reason:</i> {reason}"), reason=terms.why_not(request))))
    if request.note:
        blocks.append(kit.quote("note", request.note))
    if view.alternatives.items:
        blocks.append(kit.paragraph("instead", _("These fit next best and can be asked:")))
    blocks += instead_lines(request, view.search, view.alternatives.items)
    return [*blocks, *listing.see_all(INSTEAD, view.alternatives, request.key)]


def instead_lines(request: Request, search: str, alternatives: Sequence[tuple[str, str]]) -> list[Block]:
    """Customers to ask for the same, each with its button. search: its key."""
    blocks: list[Block] = []
    for customer, name in alternatives:
        value = f"{search_answer.button_value(search, customer)}:{request.key}"
        ask = kit.button(plain(_("Ask {customer}"), customer=name), search_answer.REQUEST, value)
        blocks.append(kit.buttons(f"instead.{customer}", ask))
    return blocks
