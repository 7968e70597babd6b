"""Why something can't be asked, and what to be careful about, said to a reader who may or may not know the customer."""

from datetime import date, timedelta
from typing import assert_never

from blocks.kit.language import N_, _, near, ngettext
from blocks.kit.sentences import capital, plain
from blocks.wording import activities, terms
from blocks.wording.customers import as_seen_by
from domain.people import Person
from domain.portfolio.availability import Blocker, Obstacle, Scope
from domain.portfolio.cautions import Caution, CautionKind


def blocker(stop: Blocker, reader: Person) -> str:
    """Why not, as a whole sentence, and from when where a day is known."""
    why = reason(stop, reader)
    return plain(_("{why} Free again on {day}."), why=why, day=stop.free_on) if stop.free_on else why


def reason(stop: Blocker, reader: Person) -> str:
    """The same without the day."""
    seen = as_seen_by(stop.customer, reader)
    facts: dict[str, str | int | date] = {
        "customer": seen.name,
        "reason": terms.hold_reason(seen.hold.reason) if seen.hold else "",
        "activity": activities.name(stop.activity) if stop.activity else "",
        "purpose": terms.purpose(stop.purpose) if stop.purpose else "",
        "used": stop.budget.used if stop.budget else 0,
        "left": stop.budget.left if stop.budget else 0,
        "limit": stop.budget.limit if stop.budget else 0,
        "day": stop.until or date.min,
    }
    return capital(plain(_(_sentence(stop, held_for=str(facts["reason"]))), **facts))


def _sentence(stop: Blocker, held_for: str) -> str:
    if stop.scope is Scope.EVERYTHING:
        if stop.obstacle is Obstacle.NO:
            return N_("{customer} said no to everything.")
        return N_("{customer} has agreed to nothing it can give now.")
    match stop.obstacle:
        case Obstacle.LEFT:
            return N_("{customer} is no longer in the portfolio.")
        case Obstacle.HOLD:
            return N_("{customer} is on hold: {reason}.") if held_for else N_("{customer} is on hold.")
        case Obstacle.NOT_DONE:
            return N_("Not something {customer} does: {activity}.")
        case Obstacle.NO:
            return _no(stop)
        case Obstacle.CONFIDENTIAL if stop.activity:
            return N_("This customer is confidential, and this would name it outside: {activity}.")
        case Obstacle.CONFIDENTIAL:
            return N_("{customer} is confidential: it is not named outside.")
        case Obstacle.BUDGET if stop.activity:
            return N_("Not enough points: {customer} has {left} of {limit} left this quarter.")
        case Obstacle.BUDGET if stop.budget and stop.budget.limit:
            return N_("{customer} has given all it can this quarter ({used} of {limit} points).")
        case Obstacle.BUDGET:
            return N_("{customer} is not available this quarter.")
        case Obstacle.CAP:
            return N_("{customer} has already done this for the year: {activity}.")
        case Obstacle.REST:
            return N_("Every contact at {customer} has just helped and is resting.")
        case _:
            assert_never(stop.obstacle)


def _no(stop: Blocker) -> str:
    match stop.scope:
        case Scope.AGREED_UNTIL:
            return N_("{customer} agreed until {day}. For a later day it has to be asked again.")
        case Scope.CONTACT if stop.purpose:
            return N_("The contact at {customer} said no: {activity} · {purpose}.")
        case Scope.CONTACT:
            return N_("The contact at {customer} said no: {activity}.")
        case Scope.CONTACTS if stop.purpose:
            return N_("Every contact at {customer} said no: {activity} · {purpose}.")
        case Scope.CONTACTS:
            return N_("Every contact at {customer} said no: {activity}.")
        case _ if stop.purpose:
            return N_("{customer} said no: {activity} · {purpose}.")
        case _:
            return N_("{customer} said no: {activity}.")


def caution(each: Caution) -> str:
    """What to be careful about, in a few words that stand beside others."""
    match each.kind:
        case CautionKind.CONFIDENTIAL:
            return _("it is confidential, and this names it outside")
        case CautionKind.COMPETITOR:
            return _("the prospect is a named competitor")
        case CautionKind.MAYBE_COMPETITOR:
            return plain(_("the prospect may be {name}, a named competitor"), name=each.name)
        case CautionKind.RIVAL:
            return plain(_("{name} is a named competitor of theirs"), name=each.name)
        case CautionKind.TOO_LOW:
            level, wanted = terms.seniority(each.level), terms.seniority(each.wanted)
            return plain(_("most senior contact: {level} – the prospect: {wanted}"), level=level, wanted=wanted)
        case CautionKind.WAITS:
            assert each.day is not None
            assert each.activity is not None
            return activities.waits(each.activity, near(each.day, each.day - timedelta(each.number)))
        case CautionKind.RENEWAL if each.number == 0:
            return _("renewal today")
        case CautionKind.RENEWAL:
            said = ngettext("renewal in {count} day", "renewal in {count} days", each.number)
            return plain(said, count=each.number)
        case CautionKind.SATISFACTION:
            return plain(_("satisfaction is {number} of 10"), number=each.number)
        case CautionKind.NEW:
            return _("a customer for less than three months")
        case CautionKind.NEVER_VERIFIED:
            return _("never verified")
        case CautionKind.VERIFIED_LONG_AGO:
            said = ngettext("not verified for {count} day", "not verified for {count} days", each.number)
            return plain(said, count=each.number)
        case CautionKind.SHORT_NOTICE:
            said = ngettext(
                "less than {count} business day's notice", "less than {count} business days' notice", each.number
            )
            return plain(said, count=each.number)
        case _:
            assert_never(each.kind)
