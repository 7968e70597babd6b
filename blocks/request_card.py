"""The two cards of a request: the requester follows it, the owner decides about it in ten seconds, on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
    """All that a card says, as its reader may know it: `customer` is already veiled where it has to be."""

    request: Request
    customer: Customer
    veiled: bool
    requester: Person
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
    if request.status.open:
        sure = ConfirmationDialogue(
            kit.plain("Withdraw this request?"),
            kit.plain("The owner is told. Points that were reserved are free again."),
            kit.plain("Withdraw"),
            kit.plain("Keep it"),
        )
        button = kit.button("Withdraw", WITHDRAW, str(request.id))
        button.confirm = sure
        blocks.append(kit.buttons("do", button))
    return kit.message(f"{view.title}: {_plain_state(view)}", blocks)


def build_for_decider(view: CardView) -> Posted:
    """The decision card. Its notification text alone says who asks, what, by when and what is left."""
    request, deal = view.request, view.request.deal
    head: list[Sequence[Part] | str] = [
        [
            kit.person(view.requester.slack_id, view.requester.name),
            t(" asks for: "),
            b(what(request.activity, view.customer)),
        ],
        [i("Prospect: "), b(deal.prospect), t(_person_at_prospect(view))],
        [i("Needed by: "), t(kit.day(request.needed_by))],
    ]
    if aside := " · ".join(filter(None, (deal.name, deal.value, deal.stage))):
        head.append([i("Deal: "), t(aside)])
    if request.purpose is not Purpose.SALES:
        head.append([i("For: "), t(request.purpose.words)])
    blocks: list[Block] = [kit.paragraph("head", *head)]
    if deal.wants_to_hear:
        blocks.append(kit.quote("hear", deal.wants_to_hear))
    blocks.append(kit.paragraph("facts", *_facts(view)))
    if request.status is not Status.PENDING:
        blocks.append(kit.paragraph("state", _state(view, for_decider=True)))
    if request.status is Status.DECLINED and request.note:
        blocks.append(kit.quote("note", request.note))
    if request.status is Status.PENDING:
        approve = kit.button("Approve", APPROVE, str(request.id), "primary")
        blocks.append(kit.buttons("do", approve, kit.button("Decline", DECLINE, str(request.id))))
    if request.status is Status.AWAITING_CUSTOMER:
        yes = kit.button("They said yes", CUSTOMER_YES, str(request.id), "primary")
        blocks.append(kit.buttons("do", yes, kit.button("They said no", CUSTOMER_NO, str(request.id))))
    return kit.message(_notification(view), blocks)


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
    if contact.direct and (contact.email or contact.phone):
        details = " · ".join(filter(None, (contact.email, contact.phone)))
        return [[i("Contact: "), b(named)], [t("You may write to them yourself: "), b(details)]]
    return [[i("Contact: "), b(named)], [who, t(" introduces you. Please wait for the introduction.")]]


def _notification(view: CardView) -> str:
    request = view.request
    if request.status is not Status.PENDING:
        return f"{view.title}: {_plain_state(view)}"
    return (
        f"{view.requester.name} asks for {kit.a(what(request.activity, view.customer))} for {request.deal.prospect}, "
        f"by {kit.day(request.needed_by)}. {_left(view)}"
    )


def _left(view: CardView) -> str:
    weight = view.policy.weights[view.request.activity]
    if weight == 0:
        return "It takes no points."
    return f"{kit.count(view.budget.left // weight, view.request.activity.words)} left this quarter."


def _facts(view: CardView) -> list[list[Part]]:
    request, budget = view.request, view.budget
    lines: list[list[Part]] = []
    if request.routed is Routed.NO_OWNER:
        lines.append([b("Why you: "), t("this customer has no owner yet.")])
    elif request.routed is Routed.OWNER_NOT_IN_SLACK:
        name = view.owner.name if view.owner else "its owner"
        lines.append([b("Why you: "), t(f"{name}, the owner, can't be reached in Slack.")])
    if view.searched:
        lines.append([i("They searched for: "), t(f"“{kit.clip(view.searched, 200)}”")])
    if request.status is Status.PENDING:
        after = max(0, budget.left - view.policy.weights[request.activity])
        now = f"{kit.bar(budget.left, budget.limit)} {budget.left} → {kit.bar(after, budget.limit)} {after}"
        lines.append([i("Points this quarter: "), t(f"{now} of {budget.limit}")])
    lines.append([i("Last use: "), t(kit.day(view.last_use) if view.last_use else "none in the last year")])
    if request.status is Status.PENDING:
        lines.append([i("Consent: "), t(_consent(view))])
        if view.cautions:
            lines.append([b("Careful: "), t("; ".join(view.cautions))])
    return lines


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
