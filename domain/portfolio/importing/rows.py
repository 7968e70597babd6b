"""What reading a customer file yields: a customer, or what is wrong with the row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.activities import Activity
from domain.portfolio.customers import Consent, Hold
from domain.portfolio.importing.faults import Fault


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """A person at the customer. In some exports only the title is known."""

    name: str = ""
    title: str = ""
    seniority: str = ""  # C-level, VP, Director, Manager
    email: str = ""
    phone: str = ""
    direct: bool = False


@dataclass(frozen=True, slots=True)
class ImportedCustomer:
    """One customer as a file tells it. `line` is where it begins; what is not told is empty or None.

    owner, backup: e-mails in lower case. owner_name: only where the file names the owner without an e-mail.
    story: the file's own, else challenge, solution and benefit, one a line.
    points_used: in the quarter of the reading; of points_quarter, where the file tells it.
    points_by_requests: used in the same quarter in the refdesk that wrote the file.
    unread: its optional cells that could not be read; what they stand for is left as it is.
    """

    line: int
    external_id: str
    name: str
    industry: str = ""
    country: str = ""  # ISO 3166 alpha-2
    region: str = ""
    size: str = ""
    employees: int | None = None
    tier: str = ""
    owner: str = ""
    owner_name: str = ""
    backup: str = ""
    use_cases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # ISO 639
    activities: tuple[Activity, ...] = ()
    competitors: tuple[str, ...] = ()
    challenge: str = ""
    solution: str = ""
    benefit: str = ""
    story: str = ""
    name_public: bool = False
    story_public: bool = False
    classified: bool = False
    segment: str = ""
    consents: tuple[Consent, ...] = ()
    consent_contacts: tuple[int | None, ...] = ()  # of each consent the place of its contact; empty: the customer's own
    customer_since: date | None = None
    renewal_on: date | None = None
    satisfaction: int | None = None
    satisfaction_on: date | None = None
    verified_on: date | None = None
    verified_by: str = ""
    gifts_allowed: bool | None = None
    quarter_points: int | None = None
    points_used: int = 0
    points_by_requests: int = 0
    points_quarter: date | None = None
    hold: Hold | None = None
    contacts: tuple[ImportedContact, ...] = ()
    unread: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not read: the line it begins on, and everything that is wrong with it."""

    line: int
    faults: tuple[Fault, ...]


class Source(Protocol):
    """Where customers come from, read once from front to back: a file, a CRM.

    given: names of the fields it has; what it has not is left alone. ignored: headings nobody knows.
    unread: how many rows could not even be told apart so far.
    """

    given: frozenset[str]
    ignored: tuple[str, ...]
    unread: int

    def __iter__(self) -> Iterator[ImportedCustomer | Rejected]: ...

    def __next__(self) -> ImportedCustomer | Rejected: ...

    def names(self, external_id: str) -> bool:
        """Whether a row so far, read or rejected, was about this customer."""
        ...
