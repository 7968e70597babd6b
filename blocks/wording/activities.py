"""What an activity is called, alone and with its customer. Ours have sentences of their own, a company's one form."""

from collections.abc import Mapping
from datetime import date

from blocks.kit.language import N_, _, current, ngettext
from blocks.kit.sentences import capital, plain
from domain.activities import DEFAULTS, Activity, Quotable

NAMES: Mapping[str, str] = {
    "logo": N_("Logo mention"),
    "tender": N_("Tender mention"),
    "quote": N_("Quote"),
    "written": N_("Written answer"),
    "call": N_("Call"),
    "group_call": N_("Group call"),
    "event": N_("Event talk"),
    "visit": N_("Site visit"),
    "press": N_("Press or analyst talk"),
    "case_study": N_("Case study"),
}
TITLES: Mapping[str, str] = {
    "logo": N_("Logo mention of {customer}"),
    "tender": N_("Tender mention of {customer}"),
    "quote": N_("Quote of {customer}"),
    "written": N_("Written answer of {customer}"),
    "call": N_("Call with {customer}"),
    "group_call": N_("Group call with {customer}"),
    "event": N_("Event talk with {customer}"),
    "visit": N_("Site visit with {customer}"),
    "press": N_("Press or analyst talk with {customer}"),
    "case_study": N_("Case study of {customer}"),
}
# The question in an owner's draft to the customer; the sentence before it names the prospect.
INVITATIONS: Mapping[str, str] = {
    "logo": N_("May we show them your logo by {day}?"),
    "tender": N_("May we name you in our tender by {day}?"),
    "quote": N_("Would you give us a few words that we may quote by {day}?"),
    "written": N_("Would you answer a few of their questions in writing by {day}?"),
    "call": N_("Would you be up for a call with them by {day}?"),
    "group_call": N_("Would you be up for a group call with them by {day}?"),
    "event": N_("Would you give a talk at an event by {day}?"),
    "visit": N_("Would you let them visit you by {day}?"),
    "press": N_("Would you talk to press or analysts by {day}?"),
    "case_study": N_("Would you make a case study with us by {day}?"),
}

THANKS: Mapping[str, str] = {
    "logo": N_("thank you for letting us name you to {prospect}."),
    "tender": N_("thank you for letting us name you to {prospect}."),
    "quote": N_("thank you for your quote; it went to {prospect}."),
    "written": N_("thank you for your written answer; it went to {prospect}."),
    "call": N_("thank you for the call with {prospect}."),
    "group_call": N_("thank you for the group call with {prospect}."),
    "event": N_("thank you for the talk you gave at the event for {prospect}."),
    "visit": N_("thank you for the visit of {prospect}."),
    "press": N_("thank you for the talk with {prospect}."),
    "case_study": N_("thank you for the case study; it went to {prospect}."),
}


WAITS: Mapping[str, str] = {"call": N_("no call until {day}"), "quote": N_("no quote until {day}")}
_AS_SHIPPED = {each.code: each.name for each in DEFAULTS}


def ours(activity: Activity) -> bool:
    """True for one of ours under the name it was shipped with; a company's own, and a renamed one, read neutrally."""
    return _AS_SHIPPED.get(activity.code) == activity.name


def name(activity: Activity) -> str:
    """The activity alone: "Call"."""
    if ours(activity):
        return _(NAMES[activity.code])
    return capital(activity.translations.get(current().locale.language, activity.name))


def title(activity: Activity, customer: str) -> str:
    """The activity with its customer: "Call with Lumi Retail", "Webinar · Lumi Retail"."""
    if ours(activity):
        return plain(_(TITLES[activity.code]), customer=customer)
    return plain(_("{activity} · {customer}"), activity=name(activity), customer=customer)


def invitation(activity: Activity, day: date) -> str:
    """The question to the customer whether they would do it."""
    if ours(activity):
        return plain(_(INVITATIONS[activity.code]), day=day)
    return plain(_("Would you be up for this by {day}: {activity}?"), day=day, activity=name(activity))


def left(activity: Activity, count: int) -> str:
    """How often it can be asked for: "2 calls left", "Webinar: 2 left"."""
    forms = {
        "logo": ngettext("{count} logo mention left", "{count} logo mentions left", count),
        "tender": ngettext("{count} tender mention left", "{count} tender mentions left", count),
        "quote": ngettext("{count} quote left", "{count} quotes left", count),
        "written": ngettext("{count} written answer left", "{count} written answers left", count),
        "call": ngettext("{count} call left", "{count} calls left", count),
        "group_call": ngettext("{count} group call left", "{count} group calls left", count),
        "event": ngettext("{count} event talk left", "{count} event talks left", count),
        "visit": ngettext("{count} site visit left", "{count} site visits left", count),
        "press": ngettext("{count} press or analyst talk left", "{count} press or analyst talks left", count),
        "case_study": ngettext("{count} case study left", "{count} case studies left", count),
    }
    if ours(activity):
        return plain(forms[activity.code], count=count)
    return plain(_("{activity}: {count} left"), activity=name(activity), count=count)


def thanks(activity: Activity, prospect: str) -> str:
    """What the contact is thanked for, as a sentence that follows on a greeting."""
    sentence = _(THANKS[activity.code]) if ours(activity) else _("thank you for your help with {prospect}.")
    return plain(sentence, prospect=prospect)


def waits(activity: Activity, day: str) -> str:
    """That it can't be asked for before a day."""
    if ours(activity) and activity.code in WAITS:
        return plain(_(WAITS[activity.code]), day=day)
    return plain(_("{activity}: not until {day}"), activity=name(activity), day=day)


def asked_for(what: Activity | Quotable) -> str:
    """What an answer on record is about: an activity, or what may be said outside."""
    if isinstance(what, Quotable):
        return _("Its name outside") if what is Quotable.NAME else _("Its story outside")
    return name(what)
