"""The two cards of a request: the requester follows it, the owner decides about it in ten seconds, on a phone."""

from collections.abc import Sequence
from typing import Any

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.language import _, short
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import RenderedMessage, b, t
from blocks.portfolio import uses
from blocks.requests import buttons, consent, standing
from blocks.requests.card_view import CardView
from blocks.requests.contact import contact_lines
from blocks.search import answer as search_answer
from blocks.wording import activities, blockers, terms
from domain.activities import Purpose
from domain.portfolio.consent import Permission
from domain.requests.request import Request
from domain.requests.states import PAUSED_DECIDER, STATES, Status

OPEN = "home.open"

INSTEAD = "instead"


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
    blocks += buttons.to_do(view)
    return kit.message(standing.notification(view), blocks)


def build_for_decider(view: CardView) -> RenderedMessage:
    """The decision card. Its notification text alone says who asks, what, by when and what is left."""
    return kit.message(_notification(view), _decision(view))


def build_modal(view: CardView) -> dict[str, Any]:
    """The decision card in a modal, opened from Home."""
    return kit.modal(short("Decide"), _decision(view))


def _decision(view: CardView) -> list[Block]:
    request, deal = view.request, view.request.deal
    mine = request.own_use and view.reader.id == request.requester_id
    blocks: list[Block] = [kit.paragraph("head", *_asked(view, mine=mine))]
    if deal.wants_to_hear:
        blocks.append(kit.quote("hear", deal.wants_to_hear))
    acts = PAUSED_DECIDER if request.paused else STATES[request.status].decider
    if request.status is Status.PENDING:
        return [*blocks, kit.paragraph("facts", *_facts(view)), *buttons.row(acts, view, "do")]
    blocks.append(
        kit.paragraph("state", *standing.why_you(view), standing.state_and_reason(view), *standing.beyond(view))
    )
    if view.on_hold and request.status.open:
        blocks.append(kit.paragraph("hold", *standing.held(view)))
    if request.decline_reason and request.note:
        blocks.append(kit.quote("note", request.note))
    if mine and not request.waiting:
        acts = ()  # what they can do stands below
    return [*blocks, *buttons.row(acts, view, "do"), *(buttons.to_do(view, "own") if mine else ())]


def _asked(view: CardView, *, mine: bool) -> list[Sequence[Part]]:
    """The head: activity, customer and prospect; the requester; the day and the deal."""
    request, deal = view.request, view.request.deal
    title = activities.title(request.activity, view.customer.name)
    person = ", ".join(filter(None, (deal.person, terms.seniority(deal.person_seniority))))
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
    return activities.left(activity, view.budget.left // activity.points) if activity.points else _("takes no points")


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
    after = max(0, budget.left - view.request.activity.points)
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
