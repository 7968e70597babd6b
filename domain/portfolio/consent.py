"""What a customer agreed to: `may_use` is the one answer to it, whichever surface asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.activities import Activity, Exposure, Purpose, Quotable, exposure_of, purpose_of
from domain.portfolio.customers import Consent, ConsentAnswer, Contact, Record, Use


class Permission(StrEnum):
    """What the recorded consents say of one use."""

    YES = "yes"
    ASK_FIRST = "ask_first"
    UNKNOWN = "unknown"  # nothing recorded: requestable, but the customer is asked first
    NO = "no"

    @property
    def needs_asking(self) -> bool:
        return self in (Permission.ASK_FIRST, Permission.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a question of consent, and the recorded entry that says so; None where nothing is recorded."""

    answer: Permission
    entry: Consent | None = None


UNKNOWN = Verdict(Permission.UNKNOWN)
_STRICTEST = (Permission.NO, Permission.ASK_FIRST, Permission.YES)


def may_use(
    record: Record,
    contact: Contact | None,
    activity: Activity | Quotable,
    purpose: Purpose,
    exposure: Exposure,
    day: date,
) -> Verdict:
    """Whether the customer may be used for `activity` on `day`, as far as its recorded answers go.

    contact: who would be asked; None where nobody in person is.

    Of one cell (activity, purpose, exposure, contact) the newest entry counts. The cell that names both activity and
    purpose decides; else those that name one of them; else the general one; of equals the strictest. A contact's no
    binds for that contact whatever the customer said, and a customer's no for every contact.
    An entry for private use only does not cover a public one. `purpose` gives way to the activity's own.
    """
    purpose = purpose_of(activity, purpose)
    entries = _entries(record) if isinstance(activity, Quotable) else record.consents
    cells = _newest(entry for entry in entries if _covers(entry, activity, purpose, exposure, contact))
    if not cells:
        return UNKNOWN
    everybody = [entry for entry in cells if entry.contact_id is None]
    theirs = [entry for entry in cells if entry.contact_id is not None]
    for whose in (everybody, theirs):
        if whose and (said := _decided(whose, record.uses, day)).answer is Permission.NO:
            return said
    return _decided(cells, record.uses, day)


def in_force(consents: Iterable[Consent]) -> list[Consent]:
    """The entries that count: of each cell the newest. One that was for one request only is evidence, and no answer."""
    return _newest(entry for entry in consents if entry.answer is not ConsentAnswer.ONCE)


def on_record(record: Record) -> list[Consent]:
    """The same of a customer, with what its own fields say: its name, or its story, may be told outside."""
    return [entry for entry in in_force(_entries(record)) if entry not in _UNTOLD.values()]


def standing(entry: Consent, uses: Iterable[Use], day: date) -> Permission:
    """What an entry says on `day`: one that has ended, or whose number of uses is used up, says to ask first."""
    if ended(entry, day) or used_up(entry, uses):
        return Permission.ASK_FIRST
    return Permission(entry.answer.value)


def ended(entry: Consent, day: date) -> bool:
    """True after the last day on which it holds."""
    return entry.until is not None and entry.until < day


def used_up(entry: Consent, uses: Iterable[Use]) -> bool:
    """True when as many uses as it allows were approved since it was said."""
    return entry.count is not None and entry.answer is ConsentAnswer.YES and uses_of(entry, uses) >= entry.count


def uses_of(entry: Consent, uses: Iterable[Use]) -> int:
    """How many approved uses it has covered since it was said."""
    return sum(
        use.approved
        and (entry.said_on is None or (use.at.date() if use.at else use.on) >= entry.said_on)
        and entry.contact_id in (None, use.contact_id)
        and _speaks_of(entry, use.activity, use.purpose, exposure_of(use.activity))
        for use in uses
    )


def _entries(record: Record) -> tuple[Consent, ...]:
    customer = record.customer
    public = ((Quotable.NAME, customer.name_public), (Quotable.STORY, customer.story_public))
    return (*((_TOLD if yes else _UNTOLD)[saying] for saying, yes in public), *record.consents)


_TOLD = {saying: Consent(ConsentAnswer.YES, saying) for saying in Quotable}
# A yes to everything one can be asked for is no leave to say who it is.
_UNTOLD = {saying: Consent(ConsentAnswer.ASK_FIRST, saying) for saying in Quotable}


def _covers(
    entry: Consent, activity: Activity | Quotable, purpose: Purpose, exposure: Exposure, contact: Contact | None
) -> bool:
    return (
        entry.answer is not ConsentAnswer.ONCE
        and (entry.contact_id is None or (contact is not None and contact.id == entry.contact_id))
        and _speaks_of(entry, activity, purpose, exposure)
    )


def _speaks_of(entry: Consent, activity: Activity | Quotable, purpose: Purpose, exposure: Exposure) -> bool:
    if entry.activity not in (None, activity) or entry.exposure not in (None, exposure):
        return False
    # "No press talk for sales" is a no to press talks: they are never for sales, so it can mean nothing else.
    contradictory = entry.activity is not None and purpose_of(activity, None) is not None
    return entry.purpose in (None, purpose) or (entry.answer is ConsentAnswer.NO and contradictory)


def _newest(entries: Iterable[Consent]) -> list[Consent]:
    """Of each cell the newest entry; of equally old ones the last recorded."""
    newest: dict[object, Consent] = {}
    for entry in entries:
        cell = (entry.activity, entry.purpose, entry.exposure, entry.contact_id)
        before = newest.get(cell)
        if before is None or _age(entry) >= _age(before):
            newest[cell] = entry
    return list(newest.values())


def _age(entry: Consent) -> date:
    """When it was said, for ordering. A yes without a date may be old, a no without one may be new."""
    if entry.agreed_on is not None:
        return entry.agreed_on
    if entry.answer is not ConsentAnswer.NO:
        return date.min
    return entry.recorded_at.date() if entry.recorded_at else date.max


def _decided(cells: Iterable[Consent], uses: tuple[Use, ...], day: date) -> Verdict:
    """What the most specific of these cells say; of equals the strictest. `cells` has at least one."""
    most = max(map(_names, cells := tuple(cells)))
    said = [Verdict(standing(entry, uses, day), entry) for entry in cells if _names(entry) == most]
    return min(said, key=lambda verdict: _STRICTEST.index(verdict.answer))


def _names(entry: Consent) -> int:
    """How many of activity and purpose an entry names."""
    return (entry.activity is not None) + (entry.purpose is not None)
