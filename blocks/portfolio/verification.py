"""Still true? The message that asks an owner, the same list on Home, and the small form to correct a record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from blocks.kit import elements, listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.language import N_, _, joined, ngettext, short
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import Payload, RenderedMessage, b, t
from blocks.search import result as search_result
from blocks.wording import activities
from domain.activities import Activity
from domain.listed import Listed
from domain.policy import Policy
from domain.portfolio.customers import Customer
from domain.portfolio.verification import Correction

TRUE = "verify.true"
CHANGE = "verify.change"
RETIRE = "verify.retire"
FORM = "verify.form"
ON_HOME = 5
CHECKS = "checks"
MOST_BOXES = 10  # more than Slack takes are a menu
ALL_CONFIRMED = N_("Thank you, all confirmed")


class VerificationState(StrEnum):
    """How the question about one customer stands."""

    DUE = "due"
    CONFIRMED = "confirmed"
    RETIRED = "retired"
    ELSEWHERE = "elsewhere"  # it has another owner by now


@dataclass(frozen=True, slots=True)
class VerificationItem:
    """One customer of a list. owner: who can't be asked, "" for the reader's own."""

    customer: Customer
    state: VerificationState
    owner: str = ""


def build(asked: Sequence[VerificationItem], more: int) -> RenderedMessage:
    """The message; more: how many others are due for its reader."""
    due = [each for each in asked if each.state is VerificationState.DUE]
    text, intro = _(ALL_CONFIRMED), _("Thank you, that was all.")
    if due:
        title = ngettext(
            "Still true? {count} customer to confirm", "Still true? {count} customers to confirm", len(due)
        )
        text = plain(title, count=len(due))
        intro = _("Please confirm: is what we know still true, and may they be asked?")
    blocks: list[Block] = [kit.paragraph("intro", [b(_("Still true?"))], intro)]
    blocks += each_checked(asked)
    if more and due:
        rest = ngettext(
            "… and {count} more, whenever you have a minute.", "… and {count} more, whenever you have a minute.", more
        )
        blocks.append(kit.paragraph("more", plain(rest, count=more)))
        blocks += listing.see_all(CHECKS, Listed(tuple(due), len(due) + more))
    return kit.message(text, blocks)


def lines(asked: Listed[VerificationItem]) -> list[Block]:
    """The part of Home."""
    if not asked.items:
        return []
    heading = kit.heading("true", plain(_("Still true? ({count})"), count=asked.total))
    return [kit.rule("true.rule"), heading, *each_checked(asked.items), *listing.see_all(CHECKS, asked)]


def each_checked(asked: Sequence[VerificationItem]) -> list[Block]:
    """Each customer, what is on record of it, and its buttons."""
    return [block for each in asked for block in _checked(each)]


def build_form(customer: Customer, policy: Policy) -> dict[str, Any]:
    """The form to correct what has changed; sending it confirms the rest."""
    known = str(customer.satisfaction) if customer.satisfaction is not None else None
    happy = elements.number_input("satisfaction", initial=known, least=0, most=10)
    renewal = customer.renewal_on.isoformat() if customer.renewal_on else None
    options = {each: kit.option(activities.name(each), each.code) for each in policy.offered}
    chosen = [options[each] for each in customer.activities or policy.offered if each in options]
    several = elements.checkboxes if len(options) <= MOST_BOXES else elements.multi_select
    does = several("activities", list(options.values()), initial=chosen)
    blocks = [
        kit.paragraph("title", [b(customer.name)], _("What you save here is confirmed as of today.")),
        kit.field("satisfaction", _("How satisfied are they, from 0 to 10?"), happy, optional=True),
        kit.field("renewal", _("Next renewal"), elements.datepicker("renewal", initial=renewal), optional=True),
        kit.field("activities", _("What may they be asked for?"), does),
    ]
    return kit.modal(short("What has changed?"), blocks, callback=FORM, submit=short("Save"), metadata=customer.key)


def parse_form(view: Payload, customer: Customer, policy: Policy) -> Correction:
    """What was corrected; what the customer gave and nobody can ask for any more stays. Raises Refusal at its field."""
    answers = kit.values(view)
    satisfaction, renewal = answers.get("satisfaction", ""), answers.get("renewal", "")
    if satisfaction and not (satisfaction.isdecimal() and int(satisfaction) <= 10):
        raise kit.invalid(_("A whole number from 0 to 10, or nothing."), "satisfaction")
    if not answers.get("activities"):
        raise kit.invalid(_("Pick at least one. If they are no reference any more, put them on hold."), "activities")
    return Correction(
        satisfaction=int(satisfaction) if satisfaction else None,
        renewal_on=date.fromisoformat(renewal) if renewal else None,
        activities=_given(answers["activities"].split(","), customer, policy),
    )


def _given(ticked: Collection[str], customer: Customer, policy: Policy) -> tuple[Activity, ...]:
    """What the customer gives; empty for whatever there is."""
    if all(each.code in ticked for each in policy.offered):
        return ()
    retired = [each for each in customer.activities if each.retired]
    return (*(each for each in policy.offered if each.code in ticked), *retired)


def customer_key(action: Payload) -> str:
    """The customer a button belongs to."""
    return kit.key(action.get("value"))


def _checked(each: VerificationItem) -> list[Block]:
    customer, key = each.customer, f"true.{each.customer.id}"
    match each.state:
        case VerificationState.CONFIRMED:
            said = say("✓ <b>{customer}</b>  {confirmed}", customer=customer.name, confirmed=_confirmed(customer))
            return [kit.paragraph(key, said)]
        case VerificationState.RETIRED:
            held = _("⏸ <b>{customer}</b>  on hold, until somebody takes it off")
            return [kit.paragraph(key, say(held, customer=customer.name))]
        case VerificationState.ELSEWHERE:
            return [kit.paragraph(key, _("Somebody else looks after one of these customers now."))]
        case VerificationState.DUE:
            return [kit.paragraph(key, *_facts(each)), _buttons(customer)]


def _buttons(customer: Customer) -> Block:
    value = customer.key
    sure = elements.confirmation(
        _("Not a reference any more?"),
        _("Nobody can ask for it, until you or a programme manager take it off hold."),
        _("Put on hold"),
        _("Keep it"),
    )
    return kit.buttons(
        f"true.{value}.do",
        kit.button(_("Still true"), TRUE, value, "primary"),
        kit.button(_("Change"), CHANGE, value),
        kit.button(_("Not a reference any more"), RETIRE, value, confirm=sure),
    )


def _facts(each: VerificationItem) -> list[list[Part]]:
    customer = each.customer
    known = [search_result.verified_words(customer)]
    if customer.satisfaction is not None:
        known.append(plain(_("satisfaction {number} of 10"), number=customer.satisfaction))
    if customer.renewal_on:
        known.append(plain(_("renewal on {day}"), day=customer.renewal_on))
    if customer.activities:
        given = joined([activities.name(activity) for activity in customer.activities])
        known.append(plain(_("may be asked for: {activities}"), activities=given))
    lines: list[list[Part]] = [[b(customer.name), t(f"  {search_result.facts(customer)}")]]
    lines.append(say(_("<i>Verified:</i> {when}"), when=" · ".join(known)))
    if customer.owner_id is None:
        lines.append(say(_("<i>Owner:</i> nobody yet")))
    elif each.owner:
        lines.append(say(_("<i>Owner:</i> {owner}, who can't be asked in Slack"), owner=each.owner))
    return lines


def _confirmed(customer: Customer) -> str:
    return plain(_("confirmed {when}"), when=search_result.verified_words(customer))
