"""The words for each code that stands alone: in a menu, after a dot, at the head of a line."""

from collections.abc import Mapping

from blocks.kit.language import N_, _
from domain.activities import Purpose
from domain.portfolio.holds import NOT_IN_FILE
from domain.portfolio.verification import NO_REFERENCE
from domain.requests.escalation import Snooze
from domain.requests.request import CancelledBy, DeclineReason, Request, Thanks
from domain.requests.states import Status
from domain.search.company_words import WordKind

STATUS: Mapping[Status, str] = {
    Status.PENDING: N_("Waiting for a decision"),
    Status.AWAITING_CUSTOMER: N_("The customer is being asked"),
    Status.APPROVED: N_("Approved"),
    Status.SCHEDULED: N_("Scheduled"),
    Status.COMPLETED: N_("Done"),
    Status.DECLINED: N_("Declined"),
    Status.WITHDRAWN: N_("Withdrawn"),
    Status.LAPSED: N_("Lapsed"),
    Status.CANCELLED: N_("Cancelled"),
}
DECLINE_REASON: Mapping[DeclineReason, str] = {
    DeclineReason.NOT_NOW: N_("This is not a good time for the customer"),
    DeclineReason.UNHAPPY: N_("The customer has open issues with us"),
    DeclineReason.RENEWAL: N_("A renewal or a negotiation is under way"),
    DeclineReason.POOR_FIT: N_("Not a good match for this prospect"),
    DeclineReason.OVERUSED: N_("They have helped a lot lately"),
    DeclineReason.CUSTOMER_NO: N_("The customer said no"),
    DeclineReason.OTHER: N_("Another reason"),
}
PURPOSE: Mapping[Purpose, str] = {
    Purpose.SALES: N_("A sales deal"),
    Purpose.TENDER: N_("A tender"),
    Purpose.PRESS: N_("Press or analysts"),
    Purpose.EVENT: N_("An event"),
}
# Stored as typed or picked; most senior first.
SENIORITY = (N_("C-level"), N_("VP"), N_("Director"), N_("Manager"), N_("Specialist"))
SNOOZE: Mapping[Snooze, str] = {
    Snooze.TOMORROW: N_("Remind me tomorrow"),
    Snooze.NEXT_WEEK: N_("Remind me next week"),
}
WORD_KIND: Mapping[WordKind, str] = {
    WordKind.INDUSTRY: N_("Industry"),
    WordKind.USE_CASE: N_("Use case"),
    WordKind.PRODUCT: N_("Product"),
    WordKind.ACTIVITY: N_("Activity"),
    WordKind.SIZE: N_("Size"),
    WordKind.REGION: N_("Place"),
    WordKind.LANGUAGE: N_("Language"),
    WordKind.NOTHING: N_("Means nothing: leave it out"),
}


CANCELLED_BY: Mapping[CancelledBy, str] = {
    CancelledBy.PROSPECT: N_("Cancelled by the prospect"),
    CancelledBy.CUSTOMER: N_("Cancelled by the customer"),
    CancelledBy.US: N_("Cancelled by us"),
    CancelledBy.OWNER: N_("Stopped by the customer's owner"),
}
MISSED_BY: Mapping[CancelledBy, str] = {
    **CANCELLED_BY,
    CancelledBy.PROSPECT: N_("Did not take place, because of the prospect"),
    CancelledBy.CUSTOMER: N_("Did not take place, because of the customer"),
    CancelledBy.US: N_("Did not take place, because of us"),
}
THANKED: Mapping[Thanks, str] = {
    Thanks.MAIL: N_("thanked by mail"),
    Thanks.GIFT: N_("thanked with a gift"),
    Thanks.IN_PERSON: N_("thanked in person"),
}


HOLD_REASON: Mapping[str, str] = {
    NO_REFERENCE: N_("not a reference any more"),
    NOT_IN_FILE: N_("not in the customer file any more"),
}


def status(code: Status) -> str:
    """Where a request stands."""
    return _(STATUS[code])


def decline_reason(code: DeclineReason) -> str:
    """Why a request is declined."""
    return _(DECLINE_REASON[code])


def why_not(request: Request) -> str:
    """Why it was declined or stopped; "" where only the note says it."""
    reason = request.decline_reason
    return "" if reason in (None, DeclineReason.OTHER) else decline_reason(reason)


def purpose(code: Purpose) -> str:
    """What a use is for."""
    return _(PURPOSE[code])


def seniority(level: str) -> str:
    """How senior somebody is; what is not one of SENIORITY as it was typed."""
    return _(level) if level in SENIORITY else level


def snooze(code: Snooze) -> str:
    """When to be reminded."""
    return _(SNOOZE[code])


def word_kind(code: WordKind) -> str:
    """What a word of the company's stands for."""
    return _(WORD_KIND[code])


def cancelled(by: CancelledBy, *, missed: bool = False) -> str:
    """Who cancelled a use, or because of whom it did not take place."""
    return _((MISSED_BY if missed else CANCELLED_BY)[by])


def thanked(how: Thanks) -> str:
    """How a customer was thanked."""
    return _(THANKED[how])


def hold_reason(reason: str) -> str:
    """Why a customer is on hold: what somebody typed, or what a code stands for. Older rows hold the sentence."""
    return _(HOLD_REASON[reason]) if reason in HOLD_REASON else reason


def hold_code(typed: str) -> str:
    """The same the other way: a form that nobody changed tells the code again, and not its words."""
    return next((code for code, words in HOLD_REASON.items() if _(words) == typed), typed)
