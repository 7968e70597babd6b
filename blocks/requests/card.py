"""The two cards of a request: the requester follows it, the owner decides about it in ten seconds, on a phone."""

from collections.abc import Sequence
from typing import Any

from blocks.kit import elements, listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Part
from blocks.kit.shapes import Payload, RenderedMessage, b, i, t
from blocks.portfolio import uses
from blocks.requests import consent
from blocks.requests.card_view import CardView, settled, what
from blocks.search import answer as search_answer
from blocks.search import result as search_result
from domain.activities import Purpose
from domain.portfolio.consent import Permission
from domain.refusals import Outdated
from domain.requests.escalation import Snooze
from domain.requests.request import RUNNING, Request, RerouteReason, Status

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
    chosen, _, later = kit.chosen(action).partition(":")
    if later not in list(Snooze):
        raise Outdated
    return kit.key_or_number(chosen), Snooze(later)


def build_for_requester(view: CardView) -> RenderedMessage:
    """The card in the requester's messages."""
    request = view.request
    lines: list[Sequence[Part] | str] = [[b(view.title)], _state(view, for_decider=False)]
    if request.fulfilment.event_on is None:
        lines.append([i("Needed by: "), t(kit.day(request.needed_by))])
    lines += _beyond(view)
    blocks: list[Block] = [kit.paragraph("head", *lines)]
    # With a day the introduction has been made.
    made = request.status is Status.SCHEDULED and not view.writes_directly
    contact = contact_lines(view)[:-1] if made else contact_lines(view)
    if view.usable and contact:
        blocks.append(kit.paragraph("contact", *contact))
    if view.on_hold and request.status.open:
        blocks.append(kit.paragraph("hold", *_held(view)))
    if request.decline_reason or request.unanswered:
        blocks += _declined(view)
    blocks += _to_do(view)
    return kit.message(f"{view.title}: {_plain_state(view)}", blocks)


def build_for_decider(view: CardView) -> RenderedMessage:
    """The decision card. Its notification text alone says who asks, what, by when and what is left."""
    return kit.message(_notification(view), _decision(view))


def build_modal(view: CardView) -> dict[str, Any]:
    """The decision card in a modal, opened from Home."""
    return kit.modal("Decide", _decision(view))


def _decision(view: CardView) -> list[Block]:
    request, deal = view.request, view.request.deal
    asked = what(request.activity, view.customer)
    mine = request.own_use and view.reader.id == request.requester_id
    asks = " ask for " if view.followers else " asks for "
    head: list[Sequence[Part] | str] = [
        [t("Your own use: "), b(asked)] if mine else [*_requesters(view), t(asks), b(kit.a(asked))],
        [i("Prospect: "), b(deal.prospect), t(_person_at_prospect(view))],
        [i("Needed by: "), t(kit.day(request.needed_by))],
    ]
    if aside := " · ".join(filter(None, (deal.name, deal.value, deal.stage))):
        head.append([i("Deal: "), t(aside)])
    if request.purpose is not Purpose.SALES:
        head.append([i("For: "), t(request.purpose.words)])
    if deal.wants_to_hear:
        head.append([i("They want to hear:")])
    blocks: list[Block] = [kit.paragraph("head", *head)]
    if deal.wants_to_hear:
        blocks.append(kit.quote("hear", deal.wants_to_hear))
    if request.status is Status.PENDING:
        # Kept by a hold or a recorded no, it can only be declined: a button that always says no is none.
        never = view.hold_blocker or (view.activity_blocker and view.activity_blocker.final)
        yes = None if never else (_approve(view), APPROVE)
        return [*blocks, kit.paragraph("facts", *_facts(view)), *_answers(view, yes, ("Decline", DECLINE))]
    blocks.append(kit.paragraph("state", *_why_you(view), _state(view, for_decider=True), *_beyond(view)))
    if view.on_hold and request.status.open:
        blocks.append(kit.paragraph("hold", *_held(view)))
    if request.paused:
        go = ("Go ahead all the same", GO_AHEAD) if view.customer.active else None
        blocks += _answers(view, go, ("Stop it", STOP))
        return [*blocks, *_to_do(view, "own")] if mine else blocks
    if request.status is Status.AWAITING_CUSTOMER and view.hold_blocker:
        blocks += _answers(view, None, ("They said no", CUSTOMER_NO))
    elif request.status is Status.AWAITING_CUSTOMER:
        blocks += _answers(view, ("They said yes", CUSTOMER_YES), ("They said no", CUSTOMER_NO))
    if request.decline_reason and request.note:
        blocks.append(kit.quote("note", request.note))
    if mine:
        return [*blocks, *_to_do(view, "own")]
    if request.status not in RUNNING:
        return blocks
    brief = kit.button("Brief", BRIEF, request.key) if request.activity.live and view.usable else None
    stop = kit.button("Stop this use", STOP, request.key, "danger") if _stoppable(view) else None
    return [*blocks, kit.buttons("do", brief, stop)] if brief or stop else blocks


def _approve(view: CardView) -> str:
    """A programme manager may go beyond a limit, and is asked why."""
    over = view.activity_blocker is not None and view.activity_blocker.yields_to(view.reader)
    return "Approve all the same …" if over and not view.request.overridden_by else "Approve"


def _beyond(view: CardView) -> list[list[Part]]:
    return [[t(view.beyond)]] if view.beyond else []


def _decides(view: CardView) -> bool:
    """False for who was asked once and is not any more: the customer was handed over, or another colleague stands
    in.
    """
    asked = (view.request.decider_id, view.request.backup_id, view.owner.id if view.owner else None)
    return view.reader.programme_manager or view.reader.id in asked


def _held(view: CardView) -> list[list[Part]]:
    """What keeps it, and what that means for its reader."""
    request = view.request
    why: list[Part] = [t(view.on_hold if request.paused else f"⏸ {view.on_hold}")]
    if not view.customer.active:
        return [why, [t("This can only be closed.")]]
    if request.status is Status.PENDING:
        return [why, [t("While that lasts, it can't be approved.")]]
    if _decides(view):
        return [why, [t("It was approved before. Should it go ahead all the same? Until you say, it is paused.")]]
    return [why, [t("Its owner is asked whether it goes ahead all the same. Until then: please make no contact.")]]


def _answers(view: CardView, yes: tuple[str, str] | None, no: tuple[str, str]) -> list[Block]:
    if not _decides(view):
        return []
    value, waited_for = view.request.key, (view.request.decider_id, view.owner.id if view.owner else None)
    later = elements.overflow(SNOOZE, [kit.option(each.words, f"{value}:{each.value}") for each in Snooze])
    # Who only stands in has nothing to put off.
    mine = later if view.reader.id in waited_for else None
    return [kit.buttons("do", kit.button(*yes, value, "primary") if yes else None, kit.button(*no, value), mine)]


def _stoppable(view: CardView) -> bool:
    event_on = view.request.fulfilment.event_on
    return view.request.status in RUNNING and (event_on is None or event_on >= view.today) and _decides(view)


def _to_do(view: CardView, key: str = "do") -> list[Block]:
    """The buttons of the one who asked."""
    request, value = view.request, view.request.key
    if not request.status.open or view.reader.id != request.requester_id:
        return []
    row = []
    if request.status in RUNNING and request.activity.live:
        undated = request.fulfilment.event_on is None
        if not undated and not view.ahead:
            row.append(kit.button("It took place", HAPPENED, value, "primary"))
        if view.usable:
            row.append(kit.button("It's on …" if undated else "Move", SCHEDULE, value, "primary" if undated else None))
            row.append(kit.button("Brief", BRIEF, value))
    elif request.status in RUNNING:
        row.append(kit.button("It's done", HAPPENED, value, "primary"))
    if request.status is Status.SCHEDULED:
        row.append(kit.button("Cancel", CANCEL, value))
    else:
        row.append(_withdrawing(value))
    return [kit.buttons(key, *row)]


def _withdrawing(value: str) -> Element:
    """The button to take a request back."""
    sure = elements.confirmation(
        "Withdraw this request?",
        "The owner is told. Points that were reserved are free again.",
        "Withdraw",
        "Keep it",
    )
    return kit.button("Withdraw", WITHDRAW, value, confirm=sure)


def _requesters(view: CardView) -> list[Part]:
    parts: list[Part] = []
    for person in (view.requester, *view.followers):
        parts += [t(" and ")] if parts else []
        parts.append(kit.person(person.slack_id, person.name))
    return parts


def contact_lines(view: CardView) -> list[list[Part]]:
    """How contact is made after approval."""
    request, contact, owner = view.request, view.contact, view.introducer
    who: Part = kit.person(owner.slack_id, owner.name) if owner and not view.anonymous else t("The customer's owner")
    if not request.activity.live:
        if request.activity.effortless and not view.anonymous:
            return [[t("You may name "), b(view.customer.name), t(f" to {request.deal.prospect}.")]]
        return [[who, t(" gets it from the customer and sends it to you.")]]
    if contact is None or view.anonymous:
        return [[who, t(" introduces you to the customer.")]]
    named = f"{contact.name or 'their contact'}{f', {contact.title}' if contact.title else ''}"
    if view.writes_directly:
        details = " · ".join(filter(None, (contact.email, contact.phone)))
        return [[i("Contact: "), b(named)], [t("You may write to them yourself: "), b(details)]]
    return [[i("Contact: "), b(named)], [who, t(" introduces you. Please wait for the introduction.")]]


def _notification(view: CardView) -> str:
    request = view.request
    if request.status is not Status.PENDING:
        return f"{view.title}: {_plain_state(view)}"
    asks = "ask" if view.followers else "asks"
    return (
        f"{view.asking} {asks} for {kit.a(what(request.activity, view.customer))} for {request.deal.prospect}, "
        f"by {kit.day(request.needed_by)}. {_left(view)}"
    )


def _left(view: CardView) -> str:
    weight = view.request.activity.points
    if weight == 0:
        return "It takes no points."
    return f"{kit.count(view.budget.left // weight, view.request.activity.words)} left this quarter."


def _facts(view: CardView) -> list[list[Part]]:
    """What the owner wants to know before deciding."""
    request, budget = view.request, view.budget
    after = max(0, budget.left - request.activity.points)
    points = f"{kit.bar(budget.left, budget.limit)} {budget.left} → {kit.bar(after, budget.limit)} {after}"
    lines = [*_why_you(view), *_beyond(view)]
    if view.activity_blocker and not (view.activity_blocker.limit and view.beyond):
        lines.append([b("Can't be approved now: "), t(search_result.stop_words(view.activity_blocker))])
    if view.searched:
        lines.append([i("They searched for: "), t(f"“{kit.clip(view.searched, 100)}”")])
    quarter = f"{points} of {budget.limit}" if budget.limit else search_result.NOT_AVAILABLE
    lines.append([i("Points this quarter: "), t(quarter)])
    coming = uses.coming(view.uses, view.today)
    if not coming or uses.past(view.uses, view.today):
        lines.append([i("Last use: "), t(uses.last(view.uses, view.today))])
    if coming:
        lines.append([i("Agreed already: "), t(coming)])
    if view.consent.answer is not Permission.NO:
        lines.append([i("Consent: "), t(consent.of_use(view))])
    if view.cautions:
        lines.append([b("Careful: "), t("; ".join(view.cautions))])
    return lines


def _why_you(view: CardView) -> list[list[Part]]:
    """Why the card came to another person than the owner; to the owner, who was asked besides."""
    request, reader = view.request, view.reader
    owner = f"{view.owner.name}, the owner," if view.owner else "its owner"
    waited_for = view.decider.name if view.decider else "its owner"
    why = ""
    if request.status.open and not _decides(view):
        return [[t(f"It is with {'its owner' if view.anonymous else waited_for} now; you need not do anything.")]]
    if reader.id == request.decider_id and request.routed:
        why = {
            RerouteReason.NO_OWNER: "this customer has no owner yet.",
            RerouteReason.OWNER_AWAY: f"{owner} is away.",
            RerouteReason.OWNER_NOT_IN_SLACK: f"{owner} can't be reached in Slack.",
        }[request.routed]
    elif request.status is Status.PENDING and reader.id == request.backup_id:
        why = f"you are the backup, and it can't wait for {waited_for} any longer. Either of you can decide."
    elif request.status is Status.PENDING and view.owner and reader.id not in (request.decider_id, view.owner.id):
        why = f"{waited_for} has not answered yet. You can decide, too."
    elif (
        request.status is Status.PENDING
        and request.routed is RerouteReason.OWNER_AWAY
        and reader.id != request.decider_id
    ):
        return [[i("Out of office: "), t(f"{waited_for} was asked in your place. Either of you can decide.")]]
    elif request.status is Status.PENDING and (meanwhile := _meanwhile(view)):
        return [[i("Meanwhile: "), t(f"{'; '.join(meanwhile)}.")]]
    return [[b("Why you: "), t(why)]] if why else []


def _meanwhile(view: CardView) -> list[str]:
    """What has come of the waiting: the backup was asked, it was put off."""
    request, found = view.request, []
    if request.status is Status.PENDING and view.backup and not view.anonymous:
        found.append(f"{view.backup.name} was asked, too")
    if request.snoozed_until and (day := view.policy.day(request.snoozed_until)) > view.today:
        found.append(f"put off until {kit.day(day)}")
    return found


def _state(view: CardView, *, for_decider: bool) -> list[Part]:
    request = view.request
    if request.paused:
        return [b(settled(view))]
    match request.status:
        case Status.PENDING:
            return [t("⏳ Waiting for "), *_decider(view), t("; ".join([" to decide", *_meanwhile(view)]))]
        case Status.AWAITING_CUSTOMER:
            return [t("; ".join(["⏳ Approved", "the customer is being asked", *_meanwhile(view)]))]
        case Status.APPROVED | Status.DECLINED:
            mark = "✅ Approved" if request.status is Status.APPROVED else "✖️ Declined"
            on = f" on {kit.day(view.policy.day(request.decided_at))}" if request.decided_at else ""
            reason = f": {request.why_not}" if request.why_not and for_decider else ""
            return [b(mark), t(" by "), *_decided_by(view), t(f"{on}{reason}")]
        case _:
            reason = f": {request.why_not}" if request.why_not and for_decider else ""
            return [b(settled(view)), t(reason)]


def _decider(view: CardView) -> list[Part]:
    if not _decider_known(view) or view.decider is None:
        return [t("its owner" if view.request.routed is None else "whoever stands in for its owner")]
    return [kit.person(view.decider.slack_id, view.decider.name)]


def _decider_known(view: CardView) -> bool:
    """Of a classified customer neither the owner nor the backup is named to others."""
    decider = view.decider
    return decider is not None and (not view.anonymous or bool(view.request.routed and decider.programme_manager))


def _decided_by(view: CardView) -> list[Part]:
    if view.decided_by is None or view.anonymous:
        return [t("its owner")]
    return [kit.person(view.decided_by.slack_id, view.decided_by.name)]


def _plain_state(view: CardView) -> str:
    request = view.request
    by = view.decided_by.name if view.decided_by and not view.anonymous else "its owner"
    if request.paused:
        return "paused"
    match request.status:
        case Status.PENDING:
            waiting = view.decider.name if view.decider and _decider_known(view) else "its owner"
            return f"waiting for {waiting} to decide"
        case Status.APPROVED:
            return f"approved by {by}"
        case Status.DECLINED:
            reason = f" – {request.why_not}" if request.why_not else ""
            return f"declined by {by}{reason}"
        case Status.SCHEDULED:
            return f"on {view.when}"
        case _:
            return settled(view)


def _declined(view: CardView) -> list[Block]:
    request = view.request
    blocks: list[Block] = []
    if request.why_not:
        blocks.append(kit.paragraph("reason", [i("Reason: "), t(f"{request.why_not}.")]))
    if request.note:
        blocks.append(kit.quote("note", request.note))
    if view.alternatives.items:
        blocks.append(kit.paragraph("instead", [t("These fit next best and can be asked:")]))
    blocks += instead_lines(request, view.search, view.alternatives.items)
    return [*blocks, *listing.see_all(INSTEAD, view.alternatives, request.key)]


def instead_lines(request: Request, search: str, alternatives: Sequence[tuple[str, str]]) -> list[Block]:
    """Customers to ask for the same, each with its button. search: its key."""
    blocks: list[Block] = []
    for customer, name in alternatives:
        value = f"{search_answer.button_value(search, customer)}:{request.key}"
        blocks.append(kit.buttons(f"instead.{customer}", kit.button(f"Ask {name}", search_answer.REQUEST, value)))
    return blocks


def _person_at_prospect(view: CardView) -> str:
    deal = view.request.deal
    who = ", ".join(filter(None, (deal.person, deal.person_seniority)))
    return f" ({who})" if who else ""
