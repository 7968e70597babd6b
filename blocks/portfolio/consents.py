"""What a customer agreed to, in words: all answers that count, for its profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from blocks.kit.elements import Part
from blocks.kit.language import N_, _, ngettext
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import t
from blocks.wording import activities, facets, terms
from domain.activities import Exposure
from domain.listed import Listed
from domain.portfolio.consent import ended, used_up, uses_of
from domain.portfolio.customers import Consent, ConsentAnswer, Contact, Use

MOST = 30
RECORDED = "recorded"
_FIRST = (ConsentAnswer.NO, ConsentAnswer.YES, ConsentAnswer.ASK_FIRST)
_SAID = {ConsentAnswer.NO: N_("no"), ConsentAnswer.YES: N_("yes"), ConsentAnswer.ASK_FIRST: N_("ask first")}
_SAID_UNTIL = {
    ConsentAnswer.NO: N_("a no until {day}"),
    ConsentAnswer.YES: N_("a yes until {day}"),
    ConsentAnswer.ASK_FIRST: N_("to be asked first until {day}"),
}
_ONLY = {Exposure.PRIVATE: N_("private only"), Exposure.PUBLIC: N_("public only")}


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """A customer's answers with what their words need.

    uses: those that a number of uses is counted by. contacts: whose own answers some are.
    recorders: names by a person's id. trusted: its reader may know who at the customer said it.
    """

    consents: Sequence[Consent]
    uses: Sequence[Use]
    contacts: Sequence[Contact]
    recorders: Mapping[int, str]
    trusted: bool
    today: date


def ordered(known: ConsentRecord) -> list[Consent]:
    """The answers, noes first."""
    return sorted(known.consents, key=lambda each: (_FIRST.index(each.answer), -_names(each)))


def each_line(known: ConsentRecord, consents: Sequence[Consent]) -> list[list[Part]]:
    """One line an answer."""
    return [_line(entry, known) for entry in consents]


def lines(known: ConsentRecord, shown: Listed[Consent]) -> list[list[Part]]:
    """The first answers, then what holds for everything else."""
    said = each_line(known, shown.items)
    if shown.left:
        said.append(say(ngettext("… and {count} more.", "… and {count} more.", shown.left), count=shown.left))
    if not any(_names(each) == 0 and each.exposure is None and each.contact_id is None for each in known.consents):
        rest = _("<i>Anything else:</i> nothing on record, so the customer is asked first")
        said.append(say(rest if said else _("Nothing on record, so the customer is asked first.")))
    return said


def _line(entry: Consent, known: ConsentRecord) -> list[Part]:
    facts = [_holds(entry, known), _by(entry, known), _recorded(entry, known)]
    answer = say(_("<i>{what}:</i> <b>{answer}</b>"), what=_what(entry, known), answer=_answer(entry, known))
    return [*answer, t("".join(f" · {fact}" for fact in facts if fact))]


def _what(entry: Consent, known: ConsentRecord) -> str:
    what = activities.asked_for(entry.activity) if entry.activity else _("Anything")
    purpose = terms.purpose(entry.purpose) if entry.purpose else ""
    exposure = _(_ONLY[entry.exposure]) if entry.exposure else ""
    contact = _contact(entry.contact_id, known) if entry.contact_id is not None else ""
    return " · ".join(filter(None, (what, purpose, exposure, contact)))


def _contact(contact_id: int, known: ConsentRecord) -> str:
    """Whose own answer it is; names of people at a customer are not for everybody."""
    contact = next((each for each in known.contacts if each.id == contact_id), None)
    if contact is None:
        return _("a contact")
    return (contact.name if known.trusted else "") or contact.title or facets.label(contact.seniority) or _("a contact")


def _answer(entry: Consent, known: ConsentRecord) -> str:
    if ended(entry, known.today) or used_up(entry, known.uses):
        return _("ask again")
    return _(_SAID[entry.answer])


def _holds(entry: Consent, known: ConsentRecord) -> str:
    """Until when, and how often."""
    if ended(entry, known.today) and entry.until:
        return plain(_(_SAID_UNTIL[entry.answer]), day=entry.until)
    until = plain(_("until {day}"), day=entry.until) if entry.until else ""
    if entry.count is None:
        return until
    words = ngettext("{left} of {count} use left", "{left} of {count} uses left", entry.count)
    left = plain(words, left=max(0, entry.count - uses_of(entry, known.uses)), count=entry.count)
    return " · ".join(filter(None, (until, left)))


def _by(entry: Consent, known: ConsentRecord) -> str:
    """Who said it, when, and where it is written; names of people at a customer are not for everybody."""
    who, evidence = (entry.agreed_by, entry.evidence) if known.trusted else ("", "")
    return " · ".join(filter(None, (_said(who, entry.agreed_on), evidence)))


def _said(who: str, on: date | None) -> str:
    if who and on:
        return plain(_("said by {contact} on {day}"), contact=who, day=on)
    if who:
        return plain(_("said by {contact}"), contact=who)
    return plain(_("said on {day}"), day=on) if on else ""


def _recorded(entry: Consent, known: ConsentRecord) -> str:
    if entry.recorded_by is None and entry.recorded_at is None:
        return ""
    by = known.recorders.get(entry.recorded_by or 0)
    # One day is enough: when it was said, where that is known.
    on = entry.recorded_at.date() if entry.recorded_at and not entry.agreed_on else None
    if by and on:
        return plain(_("recorded by {person} on {day}"), person=by, day=on)
    if by:
        return plain(_("recorded by {person}"), person=by)
    return plain(_("from a file on {day}"), day=on) if on else _("from a file")


def _names(entry: Consent) -> int:
    return (entry.activity is not None) + (entry.purpose is not None)
