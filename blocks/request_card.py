"""The two cards of a request: the requester follows it, the owner decides about it in ten seconds, on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slackblocks import Block, ConfirmationDialogue

from blocks import kit, search_answer
from blocks.kit import Part, Payload, Posted, b, i, t
from domain.activities import Activity, Purpose
from domain.availability import Budget, Permission
from domain.customers import Contact, Customer
from domain.people import Person
from domain.policy import Policy
from domain.requests import Request, Routed, Status

APPROVE = "request.approve"
DECLINE = "request.decline"
CUSTOMER_YES = "request.customer_yes"
CUSTOMER_NO = "request.customer_no"
WITHDRAW = "request.withdraw"


@dataclass(frozen=True, slots=True)
class CardView:
    """All that a card says, as its reader may know it: `customer` is already veiled where it has to be.

    followers: those who asked for the same later and joined.
    """

    request: Request
    reader: Person
    customer: Customer
    veiled: bool
    requester: Person
    followers: tuple[Person, ...]
    owner: Person | None
    decider: Person | None
    decided_by: Person | None
    contact: Contact | None
    budget: Budget
    permission: Permission
    cautions: tuple[str, ...]
    last_use: date | None
    searched: str
    alternatives: tuple[tuple[int, str], ...]
    policy: Policy

    @property
    def title(self) -> str:
        """ "Call with Lumi Retail for Acme"."""
        words = what(self.request.activity, self.customer)
        return f"{words[:1].upper()}{words[1:]} for {self.request.deal.prospect}"

    @property
    def asking(self) -> str:
        """Everybody who asked for this, by name."""
        return kit.joined([person.name for person in (self.requester, *self.followers)])

    @property
    def writes_directly(self) -> bool:
        """True when the requester may write to the contact without being introduced."""
        contact = None if self.veiled or not self.request.activity.live else self.contact
        return contact is not None and contact.direct and bool(contact.email or contact.phone)

    @property
    def introducer(self) -> Person | None:
        """Who talks to the customer."""
        return self.decider if self.request.routed else self.owner


def what(activity: Activity, customer: Customer) -> str:
    """ "call with Lumi Retail", "logo mention of Lumi Retail"."""
    return f"{activity.words} {'with' if activity.live else 'of'} {customer.name}"


def request_id(action: Payload) -> int:
    """The request a card's button belongs to."""
    return int(action["value"])


def build_for_requester(view: CardView) -> Posted:
    """The card in the requester's messages."""
    request = view.request
    lines: list[Sequence[Part] | str] = [[b(view.title)], _state(view, for_decider=False)]
    lines.append([i("Needed by: "), t(kit.day(request.needed_by))])
    blocks: list[Block] = [kit.paragraph("head", *lines)]
    if request.status is Status.APPROVED:
        blocks.append(kit.paragraph("contact", *contact_lines(view)))
    if request.status is Status.DECLINED:
        blocks += _declined(view)
    blocks += _withdrawing(view)
    return kit.message(f"{view.title}: {_plain_state(view)}", blocks)


def build_for_decider(view: CardView) -> Posted:
    """The decision card. Its notification text alone says who asks, what, by when and what is left."""
    return kit.message(_notification(view), _decision(view))


def build_modal(view: CardView) -> dict[str, Any]:
    """The decision card in a modal, opened from Home."""
    return kit.modal("Decide", _decision(view))


def _decision(view: CardView) -> list[Block]:
    request, deal = view.request, view.request.deal
    who = (
        [t("Your own use: ")]
        if request.own_use
        else [*_requesters(view), t(" ask for: " if view.followers else " asks for: ")]
    )
    head: list[Sequence[Part] | str] = [
        [*who, b(what(request.activity, view.customer))],
        [i("Prospect: "), b(deal.prospect), t(_person_at_prospect(view))],
        [i("Needed by: "), t(kit.day(request.needed_by))],
    ]
    if aside := " · ".join(filter(None, (deal.name, deal.value, deal.stage))):
        head.append([i("Deal: "), t(aside)])
    if request.purpose is not Purpose.SALES:
        head.append([i("For: "), t(request.purpose.words)])
    blocks: list[Block] = [kit.paragraph("head", *head)]
    if deal.wants_to_hear:
        blocks.append(kit.quote("hear", kit.clip(deal.wants_to_hear, 400)))
    if request.status is Status.PENDING:
        return [
            *blocks,
            kit.paragraph("facts", *_facts(view)),
            _answers(view, ("Approve", APPROVE), ("Decline", DECLINE)),
        ]
    blocks.append(kit.paragraph("state", *_routed(view), _state(view, for_decider=True)))
    if request.status is Status.AWAITING_CUSTOMER:
        blocks.append(_answers(view, ("They said yes", CUSTOMER_YES), ("They said no", CUSTOMER_NO)))
    if request.status is Status.DECLINED and request.note:
        blocks.append(kit.quote("note", request.note))
    return [*blocks, *(_withdrawing(view) if request.own_use else [])]


def _answers(view: CardView, yes: tuple[str, str], no: tuple[str, str]) -> Block:
    value = str(view.request.id)
    return kit.buttons("do", kit.button(*yes, value, "primary"), kit.button(*no, value))


def _withdrawing(view: CardView) -> list[Block]:
    """The button to take a request back, for the one who asked."""
    if not view.request.status.open or view.reader.id != view.request.requester_id:
        return []
    button = kit.button("Withdraw", WITHDRAW, str(view.request.id))
    button.confirm = ConfirmationDialogue(
        kit.plain("Withdraw this request?"),
        kit.plain("The owner is told. Points that were reserved are free again."),
        kit.plain("Withdraw"),
        kit.plain("Keep it"),
    )
    return [kit.buttons("withdraw", button)]


def _requesters(view: CardView) -> list[Part]:
    parts: list[Part] = []
    for person in (view.requester, *view.followers):
        parts += [t(" and ")] if parts else []
        parts.append(kit.person(person.slack_id, person.name))
    return parts


def contact_lines(view: CardView) -> list[list[Part]]:
    """How contact is made after approval."""
    request, contact, owner = view.request, view.contact, view.introducer
    who: Part = kit.person(owner.slack_id, owner.name) if owner and not view.veiled else t("The customer's owner")
    if not request.activity.live:
        if request.activity in (Activity.LOGO, Activity.TENDER):
            return [[t("You may name "), b(view.customer.name), t(f" to {request.deal.prospect}.")]]
        return [[who, t(" gets it from the customer and sends it to you.")]]
    if contact is None or view.veiled:
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
    weight = view.policy.weights[view.request.activity]
    if weight == 0:
        return "It takes no points."
    return f"{kit.count(view.budget.left // weight, view.request.activity.words)} left this quarter."


def _facts(view: CardView) -> list[list[Part]]:
    """What the owner wants to know before deciding."""
    request, budget = view.request, view.budget
    after = max(0, budget.left - view.policy.weights[request.activity])
    points = f"{kit.bar(budget.left, budget.limit)} {budget.left} → {kit.bar(after, budget.limit)} {after}"
    lines = _routed(view)
    if view.searched:
        lines.append([i("They searched for: "), t(f"“{kit.clip(view.searched, 100)}”")])
    lines.append([i("Points this quarter: "), t(f"{points} of {budget.limit}")])
    lines.append([i("Last use: "), t(kit.day(view.last_use) if view.last_use else "none in the last year")])
    lines.append([i("Consent: "), t(_consent(view))])
    if view.cautions:
        lines.append([b("Careful: "), t("; ".join(view.cautions))])
    return lines


def _routed(view: CardView) -> list[list[Part]]:
    """Why the card came to a programme manager."""
    match view.request.routed:
        case Routed.NO_OWNER:
            return [[b("Why you: "), t("this customer has no owner yet.")]]
        case Routed.OWNER_NOT_IN_SLACK:
            name = view.owner.name if view.owner else "its owner"
            return [[b("Why you: "), t(f"{name}, the owner, can't be reached in Slack.")]]
        case None:
            return []


def _consent(view: CardView) -> str:
    request = view.request
    if view.permission is Permission.YES:
        return "the customer has agreed to this."
    if request.agreed_by:
        when = f" on {kit.day(request.agreed_on)}" if request.agreed_on else ""
        return f"{view.requester.first_name} says {request.agreed_by} agreed{when}. Approving confirms it."
    return "none on record. When you approve, you say whether the customer agreed or is still to be asked."


def _state(view: CardView, *, for_decider: bool) -> list[Part]:
    request = view.request
    match request.status:
        case Status.PENDING:
            return [t("⏳ Waiting for "), *_decider(view), t(" to decide")]
        case Status.AWAITING_CUSTOMER:
            return [t("⏳ Approved; "), t("the customer is being asked")]
        case Status.APPROVED | Status.DECLINED:
            mark = "✅ Approved" if request.status is Status.APPROVED else "✖️ Declined"
            on = f" on {kit.day(view.policy.day(request.decided_at))}" if request.decided_at else ""
            reason = f": {request.decline_reason.words}" if request.decline_reason and for_decider else ""
            return [b(mark), t(" by "), *_decided_by(view), t(f"{on}{reason}")]
        case _:
            return [b(request.status.words)]


def _decider(view: CardView) -> list[Part]:
    if view.decider is None or (view.veiled and not view.request.routed):
        return [t("its owner")]
    return [kit.person(view.decider.slack_id, view.decider.name)]


def _decided_by(view: CardView) -> list[Part]:
    if view.decided_by is None or view.veiled:
        return [t("its owner")]
    return [kit.person(view.decided_by.slack_id, view.decided_by.name)]


def _plain_state(view: CardView) -> str:
    request = view.request
    by = view.decided_by.name if view.decided_by and not view.veiled else "its owner"
    match request.status:
        case Status.PENDING:
            waiting = view.decider.name if view.decider and not view.veiled else "its owner"
            return f"waiting for {waiting} to decide"
        case Status.APPROVED:
            return f"approved by {by}"
        case Status.DECLINED:
            reason = f" – {request.decline_reason.words}" if request.decline_reason else ""
            return f"declined by {by}{reason}"
        case _:
            return request.status.words.lower()


def _declined(view: CardView) -> list[Block]:
    request = view.request
    reason = request.decline_reason.words if request.decline_reason else "No reason given"
    blocks: list[Block] = [kit.paragraph("reason", [i("Reason: "), t(f"{reason}.")])]
    if request.note:
        blocks.append(kit.quote("note", request.note))
    if view.alternatives:
        blocks.append(kit.paragraph("instead", [t("These fit next best and can be asked:")]))
    for customer_id, name in view.alternatives:
        value = search_answer.button_value(request.search_id or 0, customer_id)
        blocks.append(kit.buttons(f"instead.{customer_id}", kit.button(f"Ask {name}", search_answer.REQUEST, value)))
    return blocks


def _person_at_prospect(view: CardView) -> str:
    deal = view.request.deal
    who = ", ".join(filter(None, (deal.person, deal.person_seniority)))
    return f" ({who})" if who else ""
