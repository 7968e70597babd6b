"""One customer as a row of the file that `refdesk import` reads, and any value as a cell of a CSV file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from domain.portfolio.consent import in_force
from domain.portfolio.customers import Consent, ConsentAnswer, Record
from domain.portfolio.importing.columns import CONTACTS
from domain.portfolio.importing.formulas import defused

Value = str | bool | int | date | datetime | None
_NOTHING = "-"  # a consent of which the column says nothing, between others of which it does
_PLAIN = (
    *("external_id", "name", "industry", "country", "region", "size", "employees", "tier"),
    *("use_cases", "products", "languages", "activities", "competitors", "story", "name_public", "story_public"),
    *("classified", "segment", "customer_since", "renewal_on", "satisfaction", "satisfaction_on"),
    *("verified_on", "verified_by", "gifts_allowed", "quarter_points"),
)
_CONTACT = ("name", "title", "seniority", "email", "phone", "direct")
HEADINGS = (
    *_PLAIN,
    *("owner", "owner_name", "backup", "consents", "consent_by", "consent_on", "consent_until"),
    *("consent_contact", "consent_exposure", "consent_count", "consent_evidence"),
    *("points_quarter", "points_used", "points_by_requests", "hold_reason", "hold_since", "hold_until"),
    *(f"contact{number}_{part}" for number in range(1, CONTACTS + 1) for part in _CONTACT),
)


@dataclass(frozen=True, slots=True)
class ExportedCustomer:
    """A customer with what its record does not hold: e-mails of owner and backup, and where its points come from.

    quarter: its first day. points_used: points that an import brought. points_by_requests: all the others.
    """

    record: Record
    owner: str
    owner_name: str
    backup: str
    quarter: date
    points_used: int
    points_by_requests: int


def customer_row(one: ExportedCustomer) -> list[str]:
    """The cells under `HEADINGS`. An import of it into an empty database makes the same customer."""
    customer, hold = one.record.customer, one.record.customer.hold
    facts = {"activities": [activity.code for activity in customer.activities]}
    said = {name: cell(facts.get(name, getattr(customer, name))) for name in _PLAIN}
    said |= _consents(one.record)
    said |= {
        "owner": cell(one.owner),
        "owner_name": cell("" if one.owner else one.owner_name),
        "backup": cell(one.backup),
        "points_quarter": cell(one.quarter),
        "points_used": cell(one.points_used),
        "points_by_requests": cell(one.points_by_requests),
        "hold_reason": cell(hold.reason if hold else None),
        "hold_since": cell(hold.since if hold else None),
        "hold_until": cell(hold.until if hold else None),
    }
    for number, contact in enumerate(one.record.contacts[:CONTACTS], 1):
        said |= {f"contact{number}_{part}": cell(getattr(contact, part)) for part in _CONTACT}
    return [said.get(heading, "") for heading in HEADINGS]


def cell(value: Value | Sequence[str]) -> str:
    """A value as a cell: moments in UTC, several values with semicolons, and no text that a spreadsheet would run."""
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case int() | date():
            return str(value)
        case _:
            return defused(value if isinstance(value, str) else "; ".join(value))


def _consents(record: Record) -> dict[str, str]:
    """What is agreed, one answer a line, and beside each line who said so, when, for whom and until when it holds."""
    consents = sorted(in_force(record.consents), key=_order)
    people = {contact.id: contact.email or contact.name or contact.title for contact in record.contacts[:CONTACTS]}
    # Of a contact who left, or whom the row has no room for, nobody is asked.
    consents = [each for each in consents if each.contact_id is None or people.get(each.contact_id)]
    columns = {
        "by": [" ".join(consent.agreed_by.split()) for consent in consents],
        "on": [cell(consent.agreed_on) for consent in consents],
        "until": [cell(None if consent.answer is ConsentAnswer.NO else consent.until) for consent in consents],
        "contact": [people[consent.contact_id] if consent.contact_id else "" for consent in consents],
        "exposure": [cell(consent.exposure) for consent in consents],
        "count": [cell(consent.count) for consent in consents],
        "evidence": [" ".join(consent.evidence.split()) for consent in consents],
    }
    said = {f"consent_{name}": defused(_lines(lines)) for name, lines in columns.items()}
    return {"consents": defused("\n".join(map(_answer, consents))), **said}


def _order(consent: Consent) -> tuple[str, str, str, int]:
    return _code(consent), consent.purpose or "", consent.exposure or "", consent.contact_id or 0


def _code(consent: Consent) -> str:
    return consent.activity.code if consent.activity else ""


def _answer(consent: Consent) -> str:
    purpose = f":{consent.purpose}" if consent.purpose else ""
    # Beside it the day would stand for the whole row, and a no does not end on such a day.
    until = f" until {consent.until}" if consent.answer is ConsentAnswer.NO and consent.until else ""
    return f"{_code(consent) or '*'}{purpose}={consent.answer}{until}"


def _lines(said: Sequence[str]) -> str:
    """What each line says; said once where they all say the same."""
    if len(set(said)) <= 1:
        return said[0] if said else ""
    return "\n".join(each or _NOTHING for each in said)
