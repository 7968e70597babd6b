"""The filled cells of one row to one customer, with everything that is wrong with them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from domain import company_size
from domain.portfolio.customers import Consent, ConsentAnswer, Hold
from domain.portfolio.importing import places, values
from domain.portfolio.importing.columns import CONTACTS
from domain.portfolio.importing.dates import day
from domain.portfolio.importing.faults import Fault, FaultFact, FaultKind, UnreadableError, cut
from domain.portfolio.importing.rows import ImportedContact, ImportedCustomer

T = TypeVar("T")

# Control characters, halves of characters, and U+FFFD, which stands where a byte could not be read.
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffd]")
_SPREADSHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!"})
_ACTIVE = frozenset({"active", "live", "customer"})
_PAUSED = frozenset({"paused", "on hold", "inactive", "former", "churned"})

# A contact's columns, and those of them that make a contact: a seniority alone is nobody.
_CONTACTS = tuple(
    (f"contact{number}_", frozenset(f"contact{number}_{part}" for part in ("name", "title", "email", "phone")))
    for number in range(1, CONTACTS + 1)
)

_NOTHING = "-"  # a line for a consent of which the column says nothing
_name = values.short()
_reason = values.short(500)
_points = values.between(0, 1000)
_people = values.between(0, 100_000_000)
_times = values.between(1, 1000)
_phone = values.short(40)


# What may be left as it is where its cell can't be read. Not among them: who decides, what is secret, what was agreed,
# limits and holds; a row of which any of that is unclear is refused.
OPTIONAL = frozenset(
    {
        *("industry", "country", "region", "size", "employees", "tier", "use_cases", "products", "languages"),
        *("competitors", "customer_since", "customer_since_days", "renewal_on", "renewal_in_days", "satisfaction"),
        *("satisfaction_on", "satisfaction_days", "verified_on", "last_verified_days", "verified_by", "status"),
    }
)


def read_cells(
    line: int, cells: Mapping[str, str], today: date, activities: values.ActivityNames
) -> tuple[ImportedCustomer | None, list[Fault]]:
    """The customer in `cells` (column → text, empty ones left out), or None; and all the faults.

    With a customer they are of optional cells only, which are as good as left out.
    """
    row = _Row(cells, today, activities)
    customer = row.customer(line)
    return (customer if all(fault.column in OPTIONAL for fault in row.faults) else None), row.faults


class _Row:
    """Reads cell by cell and goes on after a fault, so that all of them are told together."""

    def __init__(self, cells: Mapping[str, str], today: date, activities: values.ActivityNames) -> None:
        self.faults: list[Fault] = []
        self._cells = cells
        self._today = today
        self._activities = activities

    def customer(self, line: int) -> ImportedCustomer:
        """The customer, wrong where there are faults."""
        if not self._cells.get("name"):
            self._wrong("name", FaultKind.EMPTY)
        elif not self._cells.get("external_id"):
            self._wrong("external_id", FaultKind.EMPTY)
        country = self._text("country", places.country)
        size, employees = self._size()
        owner, owner_name = self._owner()
        quarter_points, points_used = self._budget()
        challenge, solution, benefit, story = self._story()
        contacts = tuple(self._contact(column) for column, told in _CONTACTS if not told.isdisjoint(self._cells))
        consents, consent_contacts = self._consents(contacts)
        return ImportedCustomer(
            line=line,
            external_id=self._text("external_id", values.key),
            name=self._text("name"),
            industry=self._text("industry"),
            country=country,
            region=self._text("region") or (places.region_of(country) if country else ""),
            size=size,
            employees=employees,
            tier=self._text("tier", values.tier),
            owner=owner,
            owner_name=owner_name,
            backup=self._text("backup", values.email),
            use_cases=self._read("use_cases", values.several) or (),
            products=self._read("products", values.several) or (),
            languages=self._read("languages", places.languages) or (),
            activities=self._read("activities", self._activities.several) or (),
            competitors=self._read("competitors", values.several) or (),
            challenge=challenge,
            solution=solution,
            benefit=benefit,
            story=story,
            name_public=self._read("name_public", values.yes_or_no) or False,
            story_public=self._read("story_public", values.yes_or_no) or False,
            classified=self._read("classified", values.yes_or_no) or False,
            segment=self._text("segment"),
            consents=consents,
            consent_contacts=consent_contacts,
            customer_since=self._day("customer_since", "customer_since_days", -1),
            renewal_on=self._day("renewal_on", "renewal_in_days", 1),
            satisfaction=self._read("satisfaction", values.rating),
            satisfaction_on=self._day("satisfaction_on", "satisfaction_days", -1),
            verified_on=self._day("verified_on", "last_verified_days", -1),
            verified_by=self._text("verified_by"),
            gifts_allowed=self._read("gifts_allowed", values.yes_or_no),
            quarter_points=quarter_points,
            points_used=points_used,
            points_by_requests=self._read("points_by_requests", _points) or 0,
            points_quarter=self._read("points_quarter", day),
            hold=self._hold(),
            contacts=contacts,
        )

    def _read(self, column: str, reader: Callable[[str], T]) -> T | None:
        """The column's value; None where the cell is empty or wrong."""
        text = self._cells.get(column)
        if text is None:
            return None
        try:
            if _UNREADABLE.search(text):
                raise UnreadableError(FaultKind.GARBLED)
            if text in _SPREADSHEET_ERRORS:
                raise UnreadableError(FaultKind.SPREADSHEET_ERROR)
            return reader(text)
        except UnreadableError as wrong:
            self._wrong(column, wrong.kind, typed=cut(wrong.typed or text), **wrong.facts)
            return None

    def _wrong(self, column: str, kind: FaultKind, **facts: FaultFact) -> None:
        self.faults.append(Fault(kind, column, facts=facts))

    def _text(self, column: str, reader: Callable[[str], str] = _name) -> str:
        return self._read(column, reader) or ""

    def _day(self, column: str, in_days: str, sign: int) -> date | None:
        """A date, or the column that says the same in days from today (`sign` 1) or ago (-1)."""
        absolute = self._read(column, day)
        relative = self._read(in_days, values.days_from(self._today, sign))
        return absolute or relative

    def _size(self) -> tuple[str, int | None]:
        """The size in words, and how many people work there: a size that is a number, or a range, says how many."""
        employees = self._read("employees", _people)
        size = self._text("size")
        if (counted := values.headcount(size)) is not None:
            size, employees = "", counted if employees is None else employees
        return size or ("" if employees is None else company_size.size_of(employees)), employees

    def _owner(self) -> tuple[str, str]:
        """The owner's e-mail and, where there is none, the name. Some exports have the e-mail in the name's column."""
        owner = self._text("owner", values.email)
        named = self._text("owner_name")
        if named and "@" in named:
            mail = self._text("owner_name", values.email)
            return owner or mail, ""
        return owner, "" if owner else named

    def _story(self) -> tuple[str, str, str, str]:
        """Challenge, solution, benefit, and the whole: the file's own text, else these three."""
        parts = [self._text(column, values.long) for column in ("challenge", "solution", "benefit")]
        story = self._text("story", values.long) or "\n".join(filter(None, parts))
        if len(story) > values.TEXT_LENGTH:
            self._wrong("challenge", FaultKind.STORY_TOO_LONG, limit=values.TEXT_LENGTH)
        challenge, solution, benefit = parts
        return challenge, solution, benefit, story

    def _consents(self, contacts: Sequence[ImportedContact]) -> tuple[tuple[Consent, ...], tuple[int | None, ...]]:
        """The answers, and of each the place among `contacts` of whose own it is; None is the customer's."""
        answers = self._read("consents", self._activities.answers) or ()
        many = len(answers)
        agreed_by = self._each("consent_by", _name, many)
        agreed_on = self._each("consent_on", day, many)
        until = self._each("consent_until", day, many)
        whose = self._each("consent_contact", _among(contacts), many)
        exposure = self._each("consent_exposure", values.exposure, many)
        count = self._each("consent_count", _times, many)
        evidence = self._each("consent_evidence", _reason, many)
        days_on = self._read("consent_days", values.days_from(self._today, -1))
        days_until = self._read("consent_until_days", values.days_from(self._today, 1))
        said: dict[tuple[object, ...], tuple[Consent, int | None]] = {}
        for n, (activity, purpose, answer, ends) in enumerate(answers):
            # A no ends only on a day given for it, never on one that stands for the whole row.
            row_ends = until[n] or (None if answer is ConsentAnswer.NO else days_until)
            if answer is ConsentAnswer.NO and not self._of_each("consent_until", many):
                row_ends = None
            consent = Consent(
                answer,
                activity,
                purpose,
                ends or row_ends,
                agreed_by[n] or "",
                agreed_on[n] or days_on,
                exposure=exposure[n],
                count=count[n],
                evidence=evidence[n] or "",
            )
            cell = (activity, purpose, consent.exposure, whose[n], consent.agreed_on)
            if said.setdefault(cell, (consent, whose[n]))[0].answer is not answer:
                asked = f"{activity.code if activity else '*'}{f':{purpose}' if purpose else ''}"
                self._wrong("consents", FaultKind.ANSWERED_TWICE, typed=asked)
        return tuple(consent for consent, _ in said.values()), tuple(place for _, place in said.values())

    def _each(self, column: str, reader: Callable[[str], T], many: int) -> list[T | None]:
        """What the column says of each of `many` consents: one line for each, "-" for nothing, or one for all."""
        if not self._of_each(column, many):
            return [self._read(column, reader)] * many

        def read(text: str) -> list[T | None]:
            return [None if line.strip() in ("", _NOTHING) else reader(line.strip()) for line in text.splitlines()]

        return self._read(column, read) or [None] * many

    def _of_each(self, column: str, many: int) -> bool:
        """Whether the column has a line for each of `many` consents."""
        return many > 1 and len(self._cells.get(column, "").splitlines()) == many

    def _budget(self) -> tuple[int | None, int]:
        """Points a quarter, where told, and points used: given as such or as what is left."""
        total = self._read("quarter_points", _points)
        used = self._read("points_used", _points)
        left = self._read("budget_left", _points)
        if used is not None or left is None:
            return total, used or 0
        if total is None:
            if "quarter_points" not in self._cells:
                self._wrong("budget_left", FaultKind.POINTS_LEFT_OF_NONE, typed=str(left))
            return None, 0
        if left > total:
            self._wrong("budget_left", FaultKind.POINTS_LEFT_OF_FEWER, typed=str(left), total=total)
        return total, total - left

    def _hold(self) -> Hold | None:
        status = self._text("status").casefold().replace("-", " ").replace("_", " ")
        if status and status not in _ACTIVE and status not in _PAUSED:
            choices = tuple(sorted(_ACTIVE | _PAUSED))
            self._wrong("status", FaultKind.UNKNOWN_STATUS, typed=cut(status), choices=choices)
        reason = self._text("hold_reason", _reason)
        since = self._day("hold_since", "hold_since_days", -1)
        until = self._day("hold_until", "hold_until_days", 1)
        if status not in _PAUSED and not (reason or since or until):
            return None
        if since and until and until <= since:
            self._wrong("hold_until", FaultKind.HOLD_ENDS_FIRST)
        return Hold(reason or (status or "on hold").capitalize(), since, until)

    def _contact(self, column: str) -> ImportedContact:
        return ImportedContact(
            name=self._text(column + "name"),
            title=self._text(column + "title"),
            seniority=self._text(column + "seniority", values.seniority),
            email=self._text(column + "email", values.email),
            phone=self._text(column + "phone", _phone),
            direct=self._read(column + "direct", values.yes_or_no) or False,
        )


def _among(contacts: Sequence[ImportedContact]) -> Callable[[str], int]:
    """A reader of an e-mail, a name or a title: the place of the one contact of the row who has it."""

    def read(text: str) -> int:
        said = values.tidy(text).casefold()
        for part in ("email", "name", "title"):
            found = [place for place, each in enumerate(contacts) if getattr(each, part).casefold() == said]
            if len(found) == 1:
                return found[0]
        raise UnreadableError(FaultKind.UNKNOWN_CONTACT)

    return read
