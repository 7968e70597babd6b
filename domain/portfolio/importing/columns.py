"""The columns a customer file may have, and the other names they go by: behind the reading and docs/import.md."""

import re
from collections.abc import Sequence
from typing import NamedTuple

CONTACTS = 5  # contacts a row may carry: contact1_… to contact5_…


class Column(NamedTuple):
    """One column: its own name, what belongs in it, and headings that mean the same, best first."""

    name: str
    what: str
    also: tuple[str, ...] = ()


class Headings(NamedTuple):
    """A file's heading line understood.

    places: for each column found, where it stands (from 0); of several places the first that is not empty counts.
    ignored: headings that mean nothing here.
    """

    places: dict[str, tuple[int, ...]]
    ignored: tuple[str, ...]


_CUSTOMER = (
    Column(
        "external_id",
        "The customer's id in your CRM. The next import finds it by this. Without such a column the name is the id.",
        (
            *("ID", "Account ID", "Record ID", "Record ID - Company", "Company ID", "Customer ID", "Account Number"),
            *("Customer Number", "CRM ID", "18 Digit Account ID", "hs_object_id"),
        ),
    ),
    Column(
        "name",
        "The customer's name. Required; at most 200 characters.",
        (
            *("Account Name", "Company name", "Customer name", "Organisation name", "Organization name"),
            *("Company", "Customer", "Account", "Organisation", "Organization"),
        ),
    ),
    Column("industry", "As your CRM calls it.", ("Sector", "Vertical", "Account Industry", "Industry sector")),
    Column(
        "country",
        "ISO code of two or three letters, or the English name.",
        (
            *("Billing Country", "Billing Country Code", "Country/Region", "Country code", "Company country"),
            *("HQ country", "Head office country", "Primary address country", "Shipping Country", "Mailing Country"),
        ),
    ),
    Column(
        "region",
        "EMEA, APAC, LATAM or North America, or a name of your own. Left out, it follows from the country.",
        ("Sales region", "Geo", "Market region"),
    ),
    Column(
        "size",
        "SMB, Mid-market, Enterprise or your own words. Left out, it follows from the employees (below 250, 2,000).",
        ("Company size", "Customer size", "Account size", "Business size"),
    ),
    Column(
        "employees",
        "A whole number.",
        ("Number of Employees", "No. of employees", "Employee count", "Headcount", "FTE", "Company employees"),
    ),
    Column("tier", "bronze, silver, gold, platinum, or your own.", ("Customer tier", "Reference tier", "Account tier")),
    Column(
        "owner",
        "E-mail of the one who decides about this customer (AM, KAM).",
        (
            *("Owner email", "Account Owner Email", "Account Owner: Email", "Company owner email", "Owner e-mail"),
            *("HubSpot owner email", "Account manager email", "Key account manager email", "KAM email"),
        ),
    ),
    Column(
        "owner_name",
        "The owner's name, for exports without e-mails; used only where `owner` is empty.",
        (
            *("Account Owner", "Company owner", "Account Owner: Full Name", "Account manager", "Key account manager"),
            *("Owner full name", "HubSpot owner", "KAM"),
        ),
    ),
    Column(
        "backup",
        "E-mail of the one who decides when the owner is away.",
        ("Backup email", "Backup owner", "Backup owner email", "Deputy", "Deputy email", "Secondary owner email"),
    ),
)
_FACTS = (
    Column("use_cases", "What they use us for. Several.", ("Use case", "Solution area", "Solution areas")),
    Column(
        "products",
        "What they bought. Several.",
        ("Product", "Products used", "Products owned", "Purchased products", "Product family", "Modules"),
    ),
    Column(
        "languages",
        "Languages of their contacts, as codes (fi) or English names. Several.",
        ("Language", "Spoken languages", "Preferred language", "Reference languages"),
    ),
    Column(
        "activities",
        "What they can be asked for at all; empty means anything. Several.",
        ("Allowed activities", "Reference activities", "Reference types", "Activity types"),
    ),
    Column("competitors", "Whom they compete with. Several.", ("Competitor", "Main competitors", "Competes with")),
    Column("challenge", "The situation at the start.", ("Problem", "Situation", "Need", "Customer challenge")),
    Column("solution", "What was done.", ("Our solution", "What we did")),
    Column(
        "benefit",
        "What came of it, in figures if possible.",
        ("Benefits", "Result", "Results", "Outcome", "Outcomes", "Impact", "Measurable benefit"),
    ),
    Column(
        "story",
        "The whole story, where it is one text. At most 3,000 characters together with the three above.",
        ("Customer story", "Success story", "Reference story"),
    ),
    Column("name_public", "Yes or no: may the name be used in public?", ("Public name", "Publicly referenceable")),
    Column("story_public", "Yes or no: may the story be used in public?", ("Public story",)),
    Column("classified", "Yes or no: only owner, backup and programme managers know it.", ("Confidential", "Secret")),
    Column("segment", 'What others see instead: "a Nordic retailer".', ("Shown as", "Anonymous name")),
)
_AGREED = (
    Column(
        "consents",
        "What they agreed to: `call:sales=yes; quote=ask_first; press=no`, see below.",
        ("Consent", "Permissions", "Agreed activities"),
    ),
    Column(
        "consent_by",
        "Who agreed, and how; for all of them, or one line for each.",
        ("Agreed by", "Consent given by", "Permission from"),
    ),
    Column("consent_on", "Date of the agreement.", ("Consent date", "Agreed on", "Permission date")),
    Column("consent_days", "The same as days ago."),
    Column(
        "consent_until",
        "Last day the agreement holds.",
        ("Consent expires", "Consent expiry", "Consent valid until", "Permission until"),
    ),
    Column("consent_until_days", "The same as days from today; negative has run out."),
    Column(
        "consent_contact",
        "Whose own answer it is: the e-mail or name of a contact in the row; empty is the customer's.",
        ("Consent contact", "Consent of"),
    ),
    Column("consent_exposure", "`private` or `public`, where it is for one of them only.", ("Consent exposure",)),
    Column("consent_count", "For how many uses the yes is.", ("Consent count", "Number of uses agreed")),
    Column("consent_evidence", "Where it is written: a link, or words.", ("Consent evidence", "Proof of consent")),
)
_HEALTH = (
    Column(
        "customer_since",
        "Date.",
        (
            *("Customer since date", "Customer start date", "Became a customer date"),
            *("Contract start date", "Contract start", "First contract date"),
        ),
    ),
    Column("customer_since_days", "The same as days ago."),
    Column(
        "renewal_on",
        "Date of the next renewal.",
        (
            *("Renewal date", "Next renewal date", "Next renewal", "Renewal", "Renews on", "Contract renewal date"),
            *("Contract end date", "Contract end", "Subscription end date"),
        ),
    ),
    Column("renewal_in_days", "The same as days from today."),
    Column(
        "satisfaction",
        "A whole number from 0 to 10.",
        ("Satisfaction score", "Customer satisfaction", "NPS score", "NPS rating", "Likelihood to recommend"),
    ),
    Column(
        "satisfaction_on", "Date of that answer.", ("Satisfaction date", "NPS date", "Last survey date", "Survey date")
    ),
    Column("satisfaction_days", "The same as days ago."),
    Column(
        "verified_on",
        "Date when somebody last confirmed that all this is true.",
        (
            *("Last verified", "Last verified on", "Last verified date", "Verified", "Verified date"),
            *("Verification date", "Last reviewed", "Last review date"),
        ),
    ),
    Column("last_verified_days", "The same as days ago.", ("Days since verification",)),
    Column("verified_by", "Who confirmed it.", ("Last verified by", "Reviewed by")),
    Column("gifts_allowed", "Yes or no: may their people accept a gift?", ("Gifts", "May receive gifts")),
)
_LIMITS = (
    Column(
        "quarter_points",
        "Points a quarter, where it differs from your policy.",
        ("Budget total", "Points per quarter", "Points a quarter", "Quarterly points", "Quarterly budget"),
    ),
    Column(
        "points_used",
        "Points used this quarter, besides refdesk's own requests.",
        ("Points used this quarter", "Budget used"),
    ),
    Column(
        "budget_left",
        "Instead of `points_used`: what is left of `quarter_points`.",
        ("Points left", "Points left this quarter", "Remaining points", "Budget remaining"),
    ),
    Column(
        "points_by_requests",
        "Written by `refdesk export`: points of its own requests. Counts only for customers that are new here.",
    ),
    Column(
        "points_quarter",
        "Written by `refdesk export`: the quarter that the points are of, by its first day. In any other they are "
        "passed over.",
    ),
    Column(
        "status",
        "active; paused, on hold, inactive, former or churned put the customer on hold.",
        ("Reference status", "Account status", "Customer status"),
    ),
    Column("hold_reason", "Why not to use it now. Puts it on hold.", ("Reason for hold", "Pause reason")),
    Column("hold_since", "Date from which it is on hold.", ("Hold from", "Paused since", "On hold since")),
    Column("hold_since_days", "The same as days ago."),
    Column(
        "hold_until",
        "Date from which it may be used again; empty means until lifted.",
        ("On hold until", "Do not use until", "Paused until"),
    ),
    Column("hold_until_days", "The same as days from today."),
)
_CONTACT = (
    Column("name", "Name of a contact.", ("Primary contact", "Primary contact name", "Contact full name", "Contact")),
    Column("title", "The contact's title.", ("Contact job title", "Primary contact title", "Contact position")),
    Column("seniority", "C-level, VP, Director or Manager.", ("Contact level", "Primary contact seniority")),
    Column("email", "The contact's e-mail.", ("Contact e-mail address", "Primary contact email")),
    Column("phone", "The contact's telephone.", ("Contact phone number", "Primary contact phone")),
    Column(
        "direct", "Yes or no: may requesters contact them directly?", ("Contact directly", "May be contacted directly")
    ),
)


def _contact_columns(number: int) -> tuple[Column, ...]:
    """`contact1_name` and so on; the first contact's are also called `contact_name`."""
    return tuple(
        Column(
            f"contact{number}_{part.name}",
            part.what if number == 1 else f"The same of contact {number}.",
            (f"contact_{part.name}", *part.also) if number == 1 else (),
        )
        for part in _CONTACT
    )


COLUMNS: tuple[Column, ...] = (
    *(_CUSTOMER + _FACTS + _AGREED + _HEALTH + _LIMITS),
    *(column for number in range(1, CONTACTS + 1) for column in _contact_columns(number)),
)


def plain(heading: str) -> str:
    """A heading without case, spaces and signs: "Account Owner: Email", "account_owner_email" and
    Salesforce's "Account_Owner_Email__c" are one."""
    return re.sub(r"[\W_]+", "", re.sub(r"__c$", "", heading.strip(), flags=re.IGNORECASE).casefold())


# Heading → (column, rank): the smaller the rank, the better the heading says it.
_KNOWN: dict[str, tuple[str, int]] = {}
for _column in COLUMNS:
    for _rank, _heading in enumerate((_column.name, *_column.also)):
        _taken = _KNOWN.setdefault(plain(_heading), (_column.name, _rank))
        if _taken[0] != _column.name:
            raise AssertionError(f"{_heading!r} means both {_taken[0]} and {_column.name}")


def known(heading: str) -> bool:
    """True when a column goes by this heading."""
    return plain(heading) in _KNOWN


def understand(headings: Sequence[str]) -> Headings:
    """Which column stands where. Any order; empty headings are passed over, unknown ones listed."""
    found: dict[str, list[tuple[int, int]]] = {}
    ignored = []
    for place, heading in enumerate(headings):
        if (meant := _KNOWN.get(plain(heading))) is not None:
            found.setdefault(meant[0], []).append((meant[1], place))
        elif heading.strip():
            ignored.append(heading.strip())
    places = {name: tuple(place for _, place in sorted(ranked)) for name, ranked in found.items()}
    return Headings(places, tuple(dict.fromkeys(ignored)))
