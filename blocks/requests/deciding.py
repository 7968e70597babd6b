"""The small forms of a decision: why not, who at the customer said yes, why all the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.elements import Block
from blocks.kit.language import _, short
from blocks.kit.sentences import plain
from blocks.kit.shapes import Payload, b
from blocks.requests import reasons
from blocks.wording import activities
from domain.activities import Activity
from domain.requests.decisions import CustomerYes
from domain.requests.request import DeclineReason

DECLINE_FORM = "request.decline.form"
CONSENT_FORM = "request.consent.form"
OVERRIDE_FORM = "request.override.form"
_REASONS = tuple(reason for reason in DeclineReason if reason is not DeclineReason.CUSTOMER_NO)


@dataclass(frozen=True, slots=True)
class ApprovalForm:
    """A filled-in consent form: `yes` None means the owner will ask the customer.

    override: why a programme manager goes beyond the customer's limits.
    """

    yes: CustomerYes | None
    override: str = ""


def build_decline(key: str, title: str) -> dict[str, Any]:
    """The form that asks for a reason."""
    blocks = [kit.paragraph("title", [b(title)]), *reasons.fields(_("Why not?"), _REASONS)]
    return kit.modal(short("Decline"), blocks, callback=DECLINE_FORM, submit=short("Decline"), metadata=key)


def build_consent(
    key: str, title: str, activity: Activity, contact: str, today: date, *, asked: bool, beyond: str = ""
) -> dict[str, Any]:
    """The form that records the customer's yes. `asked`: they were asked already, so only the yes is recorded.

    beyond: the limit it would go beyond; then it also asks why.
    """
    answers = [kit.option(_("They agreed"), "yes"), kit.option(_("I will ask them first"), "ask")]
    scopes = [
        kit.option(_("Only this time"), "once"),
        kit.option(plain(_("{activity}: every time from now on"), activity=activities.name(activity)), "always"),
    ]
    who = elements.plain_text_input("who", initial=kit.clip(contact, 150), max_length=150)
    intro = _("Nobody has recorded yet that this customer agrees. Until they do, no contact is given to whoever asked.")
    # Nothing is chosen beforehand: a quick Save must not put a yes on record that nobody gave.
    asking = elements.radio_buttons("answer", answers)
    blocks = [
        kit.paragraph("title", [b(title)], *([] if asked else [intro])),
        *(_why_beyond(beyond) if beyond else []),
        *([] if asked else [kit.field("answer", _("Has the customer agreed?"), asking)]),
        kit.field("who", _("Who said yes?"), who, optional=not asked),
        kit.field("when", _("When?"), elements.datepicker("when", initial=today.isoformat()), optional=not asked),
        kit.field("scope", _("To what?"), elements.radio_buttons("scope", scopes, initial=scopes[0])),
    ]
    return kit.modal(short("The customer's yes"), blocks, callback=CONSENT_FORM, submit=short("Save"), metadata=key)


def parse_consent(view: Payload, today: date) -> ApprovalForm:
    """The yes that was recorded, or that the customer is to be asked."""
    answers = kit.values(view)
    override = _override(answers) if "override" in answers else ""
    if answers.get("answer") == "":
        raise kit.invalid(_("Say whether the customer has agreed."), "answer")
    if answers.get("answer") == "ask":
        return ApprovalForm(None, override)
    if not answers.get("who"):
        raise kit.invalid(_("Say who at the customer agreed."), "who")
    try:
        when = date.fromisoformat(answers.get("when", ""))
    except ValueError:
        raise kit.invalid(_("Pick the day they agreed."), "when") from None
    if when > today:
        raise kit.invalid(_("They can't have agreed in the future."), "when")
    return ApprovalForm(CustomerYes(answers["who"], when, every_time=answers.get("scope") == "always"), override)


def build_override(key: str, title: str, beyond: str) -> dict[str, Any]:
    """The form that asks a programme manager why a customer should give more than it has to give."""
    blocks = [kit.paragraph("title", [b(title)]), *_why_beyond(beyond)]
    return kit.modal(
        short("Approve all the same"), blocks, callback=OVERRIDE_FORM, submit=short("Approve"), metadata=key
    )


def parse_override(view: Payload) -> str:
    """The reason. Raises Refusal at its field."""
    return _override(kit.values(view))


def _why_beyond(beyond: str) -> list[Block]:
    why = elements.plain_text_input("override", multiline=True, max_length=500)
    hint = _("The person who asked and the customer's owner read this. The Monday digest names the customer.")
    return [kit.paragraph("beyond", beyond), kit.field("override", _("Why all the same?"), why, hint=hint)]


def _override(answers: dict[str, str]) -> str:
    if not answers.get("override"):
        raise kit.invalid(_("Say in a few words why."), "override")
    return answers["override"]
