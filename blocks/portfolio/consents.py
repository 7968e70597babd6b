"""What a customer agreed to, in words: all answers that count, for its profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from blocks.kit import shapes as kit
from blocks.kit.elements import Part
from blocks.kit.language import _
from blocks.kit.shapes import b, i, t
from blocks.wording import activities, terms
from domain.listed import Listed
from domain.portfolio.consent import ended, used_up, uses_of
from domain.portfolio.customers import Consent, ConsentAnswer, Contact, Use

MOST = 30
RECORDED = "recorded"
_FIRST = (ConsentAnswer.NO, ConsentAnswer.YES, ConsentAnswer.ASK_FIRST)
_SAID = {ConsentAnswer.NO: "no", ConsentAnswer.YES: "yes", ConsentAnswer.ASK_FIRST: "ask first"}


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
        said.append([t(f"… and {shown.left} more.")])
    if not any(_names(each) == 0 and each.exposure is None and each.contact_id is None for each in known.consents):
        said.append([i("Anything else: " if said else ""), t("nothing on record, so the customer is asked first")])
    return said


def _line(entry: Consent, known: ConsentRecord) -> list[Part]:
    facts = [_answer(entry, known), _holds(entry, known), _by(entry, known), _recorded(entry, known)]
    return [
        i(f"{kit.capital(_what(entry, known))}: "),
        b(facts[0]),
        t("".join(f" · {fact}" for fact in facts[1:] if fact)),
    ]


def _what(entry: Consent, known: ConsentRecord) -> str:
    what = activities.asked_for(entry.activity) if entry.activity else _("Anything")
    purpose = f" for {terms.purpose(entry.purpose).lower()}" if entry.purpose else ""
    exposure = f", {entry.exposure} only" if entry.exposure else ""
    contact = next((each for each in known.contacts if each.id == entry.contact_id), None)
    whose = ""
    if entry.contact_id is not None:
        name = contact.name if contact and known.trusted else ""
        whose = f", by {name or (contact and (contact.title or contact.seniority)) or 'a contact'}"
    return f"{what}{purpose}{exposure}{whose}"


def _answer(entry: Consent, known: ConsentRecord) -> str:
    if ended(entry, known.today) or used_up(entry, known.uses):
        return "ask again"
    return _SAID[entry.answer]


def _holds(entry: Consent, known: ConsentRecord) -> str:
    """Until when, and how often."""
    if ended(entry, known.today) and entry.until:
        return f"a {_SAID[entry.answer]} until {kit.day(entry.until)}"
    until = f"until {kit.day(entry.until)}" if entry.until else ""
    left = ""
    if entry.count is not None:
        left = f"{max(0, entry.count - uses_of(entry, known.uses))} of {kit.count(entry.count, 'use')} left"
    return ", ".join(filter(None, (until, left)))


def _by(entry: Consent, known: ConsentRecord) -> str:
    """Who said it, when, and where it is written; names of people at a customer are not for everybody."""
    who = entry.agreed_by if known.trusted else ""
    on = f"on {kit.day(entry.agreed_on)}" if entry.agreed_on else ""
    said = " ".join(filter(None, (f"said by {who}" if who else "said" if on else "", on)))
    return " · ".join(filter(None, (said, entry.evidence if known.trusted else "")))


def _recorded(entry: Consent, known: ConsentRecord) -> str:
    if entry.recorded_by is None and entry.recorded_at is None:
        return ""
    by = known.recorders.get(entry.recorded_by or 0)
    # One day is enough: when it was said, where that is known.
    on = f" on {kit.day(entry.recorded_at.date())}" if entry.recorded_at and not entry.agreed_on else ""
    return f"recorded by {by}{on}" if by else f"from a file{on}"


def _names(entry: Consent) -> int:
    return (entry.activity is not None) + (entry.purpose is not None)
