"""The sentence for each reason why something cannot be done."""

from collections.abc import Mapping
from datetime import date

from blocks.kit.language import N_, _, joined
from blocks.kit.sentences import capital, plain
from blocks.wording import blockers, import_faults
from blocks.wording.customers import as_seen_by
from domain.people import Person
from domain.portfolio.availability import Blocker
from domain.portfolio.customers import Customer
from domain.portfolio.importing import Fault
from domain.refusals import Manage, Reason, Refusal
from domain.requests.request import DealEnd, Thanks
from domain.requests.states import Status

SENTENCES: Mapping[Reason, str] = {
    Reason.SAID: "{words}",
    Reason.OUTDATED: N_(
        "This is from before I was updated or restored, so it changed nothing. "
        "Search again with /reference, or open my Home."
    ),
    Reason.GUEST: N_("Guests can't use the reference desk. Ask a colleague with a full account to ask for you."),
    Reason.OUTSIDER: N_("The reference desk is only for people of the company that runs it."),
    Reason.NO_ACCOUNT: N_("Only people with an active account can use the reference desk."),
    Reason.NOT_LOOKED_UP: N_("I could not look you up in Slack. Please try again in a minute."),
    Reason.NO_MEMBER: N_("Pick a colleague with a full account."),
    Reason.MANAGERS_ONLY: "{what}",
    Reason.MAY_NOT_DECIDE: N_("You can't decide about this request."),
    Reason.MAY_NOT_REPORT: N_("You can't change this request."),
    Reason.MAY_NOT_WITHDRAW: N_("Only the person who asked can withdraw this request."),
    Reason.MAY_NOT_READ: N_("This is for the people of this request only."),
    Reason.NOT_IN_CHARGE: N_("You don't look after this customer."),
    Reason.BLOCKED: "{blocker}",
    Reason.BLOCKED_SAY_WHY: N_("{blocker} To ask all the same, say why."),
    Reason.NOBODY_DECIDES: N_(
        "{customer} has no owner, and nobody else is there who could decide. "
        "Ask your administrator to name a programme manager."
    ),
    Reason.OWNER_NOT_IN_SLACK: N_(
        "The owner of {customer} can't be reached in Slack, and nobody else is there who could decide. "
        "Ask your administrator to name a programme manager."
    ),
    Reason.TOO_LATE_BLOCKED: N_("Too late: {blocker}"),
    Reason.TOO_LATE_SAY_WHY: N_("Too late: {blocker} To approve it all the same, press Approve once more and say why."),
    Reason.TOO_LATE_FINAL: N_("Too late: {blocker} You may not go beyond that."),
    Reason.NO_SINCE: N_("{customer} has said no since; this can't be approved."),
    Reason.RETIRED: N_("This can't be asked for any more. Pick something else."),
    Reason.CONSENT_FIRST: N_("Record first that the customer agreed, and who said so."),
    Reason.SAY_WHY: N_("Say in a few words why, so that the person who asked can go on."),
    Reason.CANCEL_INSTEAD: N_("It has a day by now: press Cancel on the card, and say who cancelled."),
    Reason.SETTLED: "{settled}",
    Reason.OVER: N_("Too late. {settled}"),
    Reason.NEEDED_BEFORE: N_("It is needed before then. Please decide now; a no helps, too."),
    Reason.DAY_OVER: N_("That day is over. Pick today or a later day."),
    Reason.DAY_TOO_FAR: N_("That is more than two years away. Pick an earlier day."),
    Reason.AGREED_AHEAD: N_("The customer can't have agreed in the future."),
    Reason.LEFT_PORTFOLIO: N_("{customer} is no longer in the portfolio."),
    Reason.GOES_AHEAD: N_("It goes ahead already: it is not paused any more."),
    Reason.PAUSED: N_("It is paused. Nothing can be fixed until somebody says to go ahead all the same."),
    Reason.PAUSED_BY: N_("{why} Nothing can be fixed until somebody says to go ahead all the same."),
    Reason.NO_BRIEF_OVER: N_("There is nothing to prepare any more. {settled}"),
    Reason.NO_BRIEF_PAUSED: N_("It is paused, so there is nothing to prepare now. The card says how it goes on."),
    Reason.HOLD_DAY: N_("Pick a day ahead, or none: then it is on hold until you take it off."),
    Reason.NOT_ON_HOLD: N_("{customer} is not on hold."),
    Reason.NEEDS_NO_DAY: N_("This needs no day."),
    Reason.TIME_OVER: N_("That is over. Pick a later time."),
    Reason.SAME_DAY: N_("That is the day it already has."),
    Reason.BEGUN: N_("It has already begun, so it can't be stopped any more."),
    Reason.STILL_AHEAD: N_("It is on {day}. Tell me afterwards."),
    Reason.NO_GIFTS: N_("{customer} allows no gifts. Thank them by mail or in person."),
    Reason.DEAL_OVER: N_("There is nothing to say about this deal any more."),
    Reason.DEAL_SAID: "{end}",
    Reason.NO_THANKS_YET: N_("There is nothing to say thank you for yet."),
    Reason.THANKED: "{how}",
    Reason.BACK_AHEAD: N_("Pick the day you are back; it must be ahead."),
    Reason.STAND_IN_SELF: N_("That is you. Pick a colleague, or nobody."),
    Reason.PICK_COUNTRY: N_("Pick a country from the list, or none."),
    Reason.NOT_YOUR_CUSTOMERS: N_("You can't hand over somebody else's customers."),
    Reason.NO_CUSTOMERS: N_("You have no customers, and you can't hand over somebody else's."),
    Reason.HAS_NO_CUSTOMERS: N_("{person} has no customers."),
    Reason.YOURS_ALREADY: N_("They are yours already. Pick somebody else."),
    Reason.THEIRS_ALREADY: N_("They are theirs already. Pick somebody else."),
    Reason.SEARCH_CHANGED: N_("This search reads differently by now. Please search again."),
    Reason.TYPE_A_NAME: N_("Type a part of the name to find the others."),
    Reason.SETTINGS_CLASH: N_("Somebody else has just saved other settings. Press Save once more."),
    Reason.SETTING_ORDER: N_("This must not come before the step above it."),
    Reason.SETTING_LEAST: N_("At least {number}."),
    Reason.SETTING_MOST: N_("At most {number}."),
    Reason.WHOLE_NUMBER: N_("A whole number, please."),
    Reason.COUNTRY_CODE: N_("Two capital letters, like FI, or nothing."),
    Reason.TIMEZONE: N_("“{typed}” is not a timezone name like Europe/Helsinki."),
    Reason.LANGUAGE_CODE: N_("A language as Slack writes it, like en-GB or fi-FI."),
    Reason.SAME_CODE: N_("There is already one with this code."),
    Reason.ONE_STAYS: N_("One activity has to stay."),
    Reason.NAME_TAKEN: N_("There is already one with this name."),
    Reason.NAME_RETIRED: N_("There is already one with this name. It is retired: bring it back instead."),
    Reason.MENU_FULL: N_("There are as many as a menu can hold."),
    Reason.DAY_ENDS: N_("A working day ends after it starts."),
    Reason.UNREADABLE: N_("That can't be read. Look at the hint below."),
    Reason.TWO_NUMBERS: N_("Two numbers, the second one later, like 2, 4."),
    Reason.FASTER: N_("Someone was faster: this request has just changed. Look at the card again."),
    Reason.LAST_POINTS: N_("Too late: somebody else has just used this customer's last points for the quarter."),
    Reason.CUSTOMER_LEFT: N_("This customer is no longer in the portfolio."),
    Reason.TAKEN_CARE_OF: N_("This has been taken care of already."),
    Reason.EMPTY_FILE: N_("The file is empty."),
    Reason.NO_NAME_HEADING: N_(
        "The first line needs a heading for the customer's name, like “Account Name”. It has: {headings}."
    ),
    Reason.HEADINGS_UNREAD: N_("Line {line}, which should hold the headings: {fault}"),
    Reason.UNKNOWN_ENCODING: N_("No encoding is called “{typed}”. Say one like utf-8, cp1252, cp1250 or mac_roman."),
    Reason.MIXED_ENCODINGS: N_("Part of this file is UTF-8 and part is not. Save it as UTF-8, or say --encoding."),
    Reason.ENCODING_UNCLEAR: N_(
        "I can't tell in which encoding this file is. Save it as UTF-8, or say --encoding, like cp1252."
    ),
    Reason.IMPORT_CUT_OFF: N_(
        "The database went away ({cause}) when {rows} rows had been imported. "
        "Import the file once more: what is in already stays as it is."
    ),
}
MANAGE: Mapping[Manage, str] = {
    Manage.SETTINGS: N_("Only programme managers change the settings."),
    Manage.DIGEST: N_("The digest comes to its channel every Monday. Only programme managers can look at it before."),
    Manage.WHOSE_TURN: N_("Only programme managers see whose turn it is."),
    Manage.LETTER: N_("Only programme managers get the list for the letter."),
    Manage.HANDOVER: N_("Only programme managers hand over somebody else's customers."),
    Manage.DEAD_LETTERS: N_("Only programme managers can do this."),
}
SETTLED: Mapping[Status, str] = {
    Status.PENDING: N_("It waits for a decision."),
    Status.AWAITING_CUSTOMER: N_("Already approved; the customer is being asked."),
    Status.APPROVED: N_("Already approved."),
    Status.SCHEDULED: N_("It has a day already."),
    Status.COMPLETED: N_("It is done."),
    Status.DECLINED: N_("Already declined."),
    Status.WITHDRAWN: N_("Withdrawn by the person who asked."),
    Status.LAPSED: N_("This request has lapsed."),
    Status.CANCELLED: N_("It was cancelled."),
}
SETTLED_BY: Mapping[Status, str] = {
    Status.AWAITING_CUSTOMER: N_("Already approved by {by}; the customer is being asked."),
    Status.APPROVED: N_("Already approved by {by}."),
    Status.DECLINED: N_("Already declined by {by}."),
}
SETTLED_BY_YOU: Mapping[Status, str] = {
    Status.AWAITING_CUSTOMER: N_("Already approved by you; the customer is being asked."),
    Status.APPROVED: N_("Already approved by you."),
    Status.DECLINED: N_("Already declined by you."),
}
DEAL_SAID: Mapping[DealEnd, str] = {
    DealEnd.WON: N_("You have already said that the deal was won."),
    DealEnd.LOST: N_("You have already said that the deal was lost."),
}
THANKED: Mapping[Thanks, str] = {
    Thanks.MAIL: N_("They have already been thanked by mail."),
    Thanks.GIFT: N_("They have already been thanked with a gift."),
    Thanks.IN_PERSON: N_("They have already been thanked in person."),
}


def refusal(refused: Refusal, reader: Person | None) -> str:
    """The sentence; reader: None for a terminal's, where no customer is named. Facts are named as Reason says."""
    facts: dict[str, str | float | date] = {}
    for name, fact in refused.facts.items():
        facts |= _said(name, fact, refused.facts, reader)
    return capital(plain(_(SENTENCES[refused.reason]), **facts))


def _said(name: str, fact: object, facts: Mapping[str, object], reader: Person | None) -> dict[str, str | float | date]:
    match fact:
        case None:
            return {}
        case Customer() if reader:
            return {name: as_seen_by(fact, reader).name}
        case Blocker() if reader:
            return {name: blockers.blocker(fact, reader), "why": blockers.reason(fact, reader)}
        case Person():
            return {name: fact.name}
        case Fault():
            return {name: import_faults.fault(fact)}
        case tuple():
            return {name: joined(fact)}
        case Status():
            by = facts.get("by")
            if isinstance(by, Person) and fact in SETTLED_BY:
                yours = reader is not None and by.id == reader.id
                return {"settled": plain(_((SETTLED_BY_YOU if yours else SETTLED_BY)[fact]), by=by.name)}
            return {"settled": _(SETTLED[fact])}
        case Manage():
            return {name: _(MANAGE[fact])}
        case DealEnd():
            return {name: _(DEAL_SAID[fact])}
        case Thanks():
            return {name: _(THANKED[fact])}
        case str() | int() | float() | date():
            return {name: fact}
        case _:
            raise TypeError(f"{name} of a refusal can't be said: {type(fact).__name__}")
