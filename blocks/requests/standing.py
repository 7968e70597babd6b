"""Where a request stands, said to its reader: who has it and why them, what was decided, what keeps it."""

from collections.abc import Mapping

from blocks.kit import language
from blocks.kit import shapes as kit
from blocks.kit.elements import Part
from blocks.kit.language import N_, _
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import t
from blocks.requests.card_view import CardView, settled
from blocks.wording import terms
from domain.people import Person
from domain.requests.request import RerouteReason
from domain.requests.states import Status

# The sentence with the decider's name; the one without, for readers who may not know it; the one for the decider.
_DECIDED: Mapping[Status, tuple[str, str, str]] = {
    Status.APPROVED: (
        N_("<b>✅ Approved</b> by {who} on {day}"),
        N_("<b>✅ Approved</b> by its owner on {day}"),
        N_("<b>✅ Approved</b> by you on {day}"),
    ),
    Status.DECLINED: (
        N_("<b>✖️ Declined</b> by {who} on {day}"),
        N_("<b>✖️ Declined</b> by its owner on {day}"),
        N_("<b>✖️ Declined</b> by you on {day}"),
    ),
}
_WHY_YOU: Mapping[RerouteReason, tuple[str, str]] = {
    RerouteReason.NO_OWNER: (
        N_("<b>Why you:</b> this customer has no owner yet."),
        N_("<b>Why you:</b> this customer has no owner yet."),
    ),
    RerouteReason.OWNER_AWAY: (
        N_("<b>Why you:</b> {who}, the owner, is away."),
        N_("<b>Why you:</b> its owner is away."),
    ),
    RerouteReason.OWNER_NOT_IN_SLACK: (
        N_("<b>Why you:</b> {who}, the owner, can't be reached in Slack."),
        N_("<b>Why you:</b> its owner can't be reached in Slack."),
    ),
}


def state(view: CardView) -> list[Part]:
    """The line of the requester's card."""
    return [*_state(view), *(t(f" · {each}") for each in _meanwhile(view))]


def state_and_reason(view: CardView) -> list[Part]:
    """The line of the decider's card, which has no other place for why it was declined or stopped."""
    reason = "" if view.request.paused else terms.why_not(view.request)
    return [*state(view), *([t(f" · {reason}")] if reason else [])]


def notification(view: CardView) -> str:
    """The whole card in a line: what was asked for, and what came of it."""
    request = view.request
    sentence, who = _sentence(view)
    said = plain(sentence, **_facts(view), who=who.name if who else "")
    reason = terms.why_not(request) if request.status is Status.DECLINED else ""
    return " · ".join(filter(None, (view.title, said, reason)))


def _state(view: CardView) -> list[Part]:
    sentence, who = _sentence(view)
    return say(sentence, **_facts(view), who=kit.person(who.slack_id, who.name) if who else "")


def _sentence(view: CardView) -> tuple[str, Person | None]:
    """How it stands, to be said with `who` and the facts below."""
    request = view.request
    if request.status is Status.PENDING:
        return _waiting(view)
    if request.status is Status.AWAITING_CUSTOMER and not request.paused:
        return _("⏳ Approved; the customer is being asked"), None
    if request.paused or request.status not in _DECIDED or request.decided_at is None:
        return "<b>{settled}</b>", None
    named, unnamed, by_you = _DECIDED[request.status]
    if view.decided_by and view.decided_by.id == view.reader.id:
        return _(by_you), None
    known = None if view.anonymous else view.decided_by
    return _(named if known else unnamed), known


def _waiting(view: CardView) -> tuple[str, Person | None]:
    # Of a classified customer neither the owner nor the backup is named to others.
    decider, routed = view.decider, view.request.routed
    if decider and (not view.anonymous or (routed and decider.programme_manager)):
        return _("⏳ Waiting for {who} to decide"), decider
    if routed is None:
        return _("⏳ Waiting for its owner to decide"), None
    return _("⏳ Waiting for whoever stands in for its owner to decide"), None


def _facts(view: CardView) -> dict[str, str]:
    decided_at = view.request.decided_at
    return {"settled": settled(view), "day": language.day(view.policy.day(decided_at)) if decided_at else ""}


def why_you(view: CardView) -> list[list[Part]]:
    """Why the card came to another person than the owner; to the owner, who was asked besides."""
    request = view.request
    if request.status.open and not view.decides:
        named = _("It is with {who} now; you need not do anything.")
        unnamed = _("It is with its owner now; you need not do anything.")
        return _of(None if view.anonymous else view.decider, named, unnamed)
    if view.reader.id == request.decider_id and request.routed:
        named, unnamed = _WHY_YOU[request.routed]
        return _of(view.owner, _(named), _(unnamed))
    return _why_you_too(view) if request.status is Status.PENDING else []


def _why_you_too(view: CardView) -> list[list[Part]]:
    """For the backup or a programme manager: why they have the card, too. For the decider: who else was asked."""
    request, reader = view.request, view.reader
    if reader.id == request.backup_id:
        named = _(
            "<b>Why you:</b> you are the backup, and it can't wait for {who} any longer. Either of you can decide."
        )
        unnamed = _("<b>Why you:</b> you are the backup, and it can't wait any longer.")
        return _of(view.decider, named, unnamed)
    if view.owner and reader.id not in (request.decider_id, view.owner.id):
        named = _("<b>Why you:</b> {who} has not answered yet. You can decide, too.")
        return _of(view.decider, named, _("<b>Why you:</b> its owner has not answered yet. You can decide, too."))
    if request.routed is RerouteReason.OWNER_AWAY and reader.id != request.decider_id:
        named = _("<i>Out of office:</i> {who} was asked in your place. Either of you can decide.")
        return _of(view.decider, named, _("<i>Out of office:</i> you can decide all the same."))
    meanwhile = " · ".join(_meanwhile(view))
    return [say(_("<i>Meanwhile:</i> {what}"), what=meanwhile)] if meanwhile else []


def _of(who: Person | None, named: str, unnamed: str) -> list[list[Part]]:
    return [say(named, who=who.name) if who else say(unnamed)]


def _meanwhile(view: CardView) -> list[str]:
    """What has come of the waiting: the backup was asked, it was put off."""
    request, found = view.request, []
    if request.status is Status.PENDING and view.backup and not view.anonymous:
        found.append(plain(_("{who} was asked, too"), who=view.backup.name))
    waits = request.status.waiting and not request.paused
    if waits and request.snoozed_until and (day := view.policy.day(request.snoozed_until)) > view.today:
        found.append(plain(_("put off until {day}"), day=day))
    return found


def held(view: CardView) -> list[list[Part]]:
    """What keeps it, and what that means for its reader."""
    request = view.request
    why: list[Part] = [t(view.on_hold if request.paused else f"⏸ {view.on_hold}")]
    if not view.customer.active:
        return [why, [t(_("This can only be closed."))]]
    if request.status is Status.PENDING:
        return [why, [t(_("While that lasts, it can't be approved."))]]
    if view.decides:
        return [why, [t(_("It was approved before. Should it go ahead all the same? Until you say, it is paused."))]]
    return [why, [t(_("Its owner is asked whether it goes ahead all the same. Until then: please make no contact."))]]


def beyond(view: CardView) -> list[list[Part]]:
    """By whose decision it goes beyond the customer's limits, where it does."""
    return [[t(view.beyond)]] if view.beyond else []
