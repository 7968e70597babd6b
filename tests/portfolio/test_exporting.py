"""What goes out comes in again as the same, and nothing goes out to whom it should not."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, TextIO

from hypothesis import given
from hypothesis import strategies as st

from domain.activities import DEFAULTS, Purpose
from domain.policy import Policy
from domain.portfolio.availability import permission
from domain.portfolio.consent import in_force
from domain.portfolio.customers import Consent, ConsentAnswer, Contact, Customer, Record
from domain.portfolio.exporting import HEADINGS, ExportedCustomer, cell, customer_row
from domain.portfolio.importing import COLUMNS, ImportedCustomer, read_customers
from domain.portfolio.importing.formulas import defused, restored
from domain.requests.decisions import approve
from domain.requests.request import Outcome
from handlers.portfolio.exporting import ExportReport, Sheet, export
from handlers.portfolio.importing import import_customers
from store.db.tables import requests
from store.portfolio.exporting import REQUESTS
from store.tx import Store
from tests.activities import CALL, QUOTE, VISIT
from tests.store.seed import NOW, TODAY, file, opened, person, request

COLUMNS_USED = (
    *("external_id", "name", "industry", "country", "employees", "tier", "owner", "backup", "use_cases", "products"),
    *("languages", "activities", "competitors", "story", "name_public", "story_public", "classified", "segment"),
    *("consents", "consent_by", "consent_on", "consent_until", "consent_contact", "consent_exposure"),
    *("consent_count", "consent_evidence", "customer_since", "renewal_on", "satisfaction"),
    *("satisfaction_on", "verified_on", "verified_by", "gifts_allowed", "quarter_points", "points_used"),
    *("hold_reason", "hold_since", "hold_until", "contact1_name", "contact1_title", "contact1_seniority"),
    *("contact1_email", "contact1_phone", "contact1_direct", "contact2_title"),
)
ROWS = (
    {
        **{"external_id": "C1", "name": "Lumi Retail", "industry": "Retail", "country": "FI", "employees": "2850"},
        **{"tier": "gold", "owner": "ilkka@x.example", "backup": "aino@x.example", "use_cases": "Onboarding;Search"},
        **{"products": "Suite", "languages": "fi;en", "activities": "call;quote", "competitors": "Kolo;Nova"},
        **{"story": "Two\nlines", "name_public": "yes", "segment": "a Nordic retailer"},
        **{"consents": "call:sales=yes\n*:press=no until 2027-06-30", "consent_by": "Helena, by mail"},
        **{"consent_on": "2026-01-31", "consent_contact": "helena@x.example\n-", "consent_count": "3\n-"},
        **{"consent_exposure": "private\n-", "consent_evidence": "https://files.example/lumi\n-"},
        **{"consent_until": "2027-01-31", "customer_since": "2020-01-01", "renewal_on": "2027-05-05"},
        **{"satisfaction": "9", "satisfaction_on": "2026-10-10", "verified_on": "2026-11-01", "verified_by": "Ilkka"},
        **{"gifts_allowed": "no", "quarter_points": "6", "points_used": "1", "contact1_name": "Helena"},
        **{"contact1_title": "CIO", "contact1_seniority": "C-level", "contact1_email": "helena@x.example"},
        **{"contact1_phone": "+358 40 123", "contact1_direct": "yes", "contact2_title": "Head of IT"},
    },
    {
        **{"external_id": "C2", "name": "=cmd()", "hold_reason": "Talks", "hold_since": "2026-11-01"},
        **{"hold_until": "2027-01-01", "contact1_name": "@jari", "contact1_title": "-"},
    },
    {"external_id": "C3", "name": "Sälgby & Söhne", "owner": "ilkka@x.example"},
    {
        **{"external_id": "C4", "name": "Umbra", "owner": "ilkka@x.example", "classified": "yes", "segment": "a bank"},
        **{"consents": "call=yes", "points_used": "2"},
    },
)


def the_file() -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS_USED)
    writer.writeheader()
    writer.writerows(ROWS)
    return text.getvalue()


async def out_of(store: Store, *, classified: bool = True) -> tuple[dict[Sheet, str], ExportReport]:
    """Every sheet as text, and what the export says of itself."""
    texts: dict[Sheet, str] = {}

    @contextmanager
    def opened_text(sheet: Sheet) -> Iterator[TextIO]:
        text = io.StringIO(newline="")
        yield text
        texts[sheet] = text.getvalue()

    done = await export(store, Sheet, opened_text, classified=classified)
    return texts, done


async def into(store: Store, text: str, **how: Any) -> Any:
    report = await import_customers(store, io.StringIO(text, newline=""), **how)
    assert not report.rejected, report.rejected
    return report


async def portfolio(store: Store) -> dict[str, Any]:
    """All customers by their ids outside, as far as they mean something outside this database."""
    async with store.reading() as tx:
        records = await tx.customers.records(list(await tx.customers.external_ids()))
        people = {n: p.email for n, p in (await tx.people.named(set(range(99)))).items()}
        return {r.customer.external_id: _meant(r, people) for r in records.values()}


def _meant(record: Record, people: dict[int, str | None]) -> Any:
    one = record.customer
    agreed = [
        permission(record, activity, purpose, Policy(), TODAY).answer for activity in DEFAULTS for purpose in Purpose
    ]
    who = (people.get(one.owner_id or 0), people.get(one.backup_id or 0))
    contacts = [replace(contact, id=0) for contact in record.contacts]
    names = {contact.id: contact.name for contact in record.contacts}
    said = {
        (replace(entry, contact_id=None, recorded_by=None, recorded_at=None), names.get(entry.contact_id or 0))
        for entry in in_force(record.consents)
    }
    return replace(one, id=0, key="", owner_id=None, backup_id=None), who, contacts, agreed, said, record.used


async def with_history(store: Store) -> None:
    """The file, an approved request that takes points, and answers that were recorded in Slack."""
    await into(store, the_file())
    maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@x.example")
    async with store.reading() as tx:
        ids = {outside: mine for mine, outside in (await tx.customers.external_ids()).items()}
    said = [
        Consent(ConsentAnswer.NO, CALL, Purpose.SALES, agreed_on=TODAY, agreed_by="-Jari", recorded_by=ilkka.id),
        Consent(ConsentAnswer.YES, QUOTE, None, TODAY + timedelta(9), "Helena; by phone", TODAY - timedelta(1), 1),
        Consent(ConsentAnswer.ONCE, VISIT, None, agreed_on=TODAY, recorded_by=ilkka.id),
    ]
    async with store.transaction() as tx:
        for consent in said:
            await tx.apply(None, Outcome(request(ids["C1"], maya, ilkka), by=ilkka.id, consent=consent))
    number = await file(store, ids["C4"], maya, ilkka)
    async with store.transaction() as tx:
        before, record = await tx.requests.locked(number)
        await tx.apply(before, approve(before, record, by=ilkka, policy=tx.policy, now=NOW))


async def test_an_export_into_an_empty_database_makes_the_same_portfolio(
    database_url: str, tmp_path_factory: Any
) -> None:
    async with opened(database_url) as store:
        await with_history(store)
        texts, _ = await out_of(store)
        before = await portfolio(store)
    assert before["C4"][-1] == ((date(2026, 10, 1), 4),), "two points before refdesk, two by a request"
    empty = f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.db'}"
    await _migrated(empty)
    async with opened(empty) as store:
        await into(store, texts[Sheet.CUSTOMERS])
        assert await portfolio(store) == before
        await into(store, texts[Sheet.CUSTOMERS])
        assert await portfolio(store) == before
        assert (await out_of(store))[0][Sheet.CUSTOMERS] == texts[Sheet.CUSTOMERS]


async def test_an_export_imported_where_it_came_from_changes_nothing(database_url: str) -> None:
    async with opened(database_url) as store:
        await with_history(store)
        texts, _ = await out_of(store)
        before = await portfolio(store)
        report = await into(store, texts[Sheet.CUSTOMERS])
        assert (report.new, report.known, report.ignored) == (0, 4, ())
        assert await portfolio(store) == before
        again, _ = await out_of(store)
        # What an import once said and somebody has overruled since is forgotten; it decided nothing any more.
        assert {**again, Sheet.CONSENTS: ""} == {**texts, Sheet.CONSENTS: ""}


async def test_classified_customers_leave_only_where_it_was_said(database_url: str) -> None:
    async with opened(database_url) as store:
        await with_history(store)
        texts, done = await out_of(store, classified=False)
        assert done.withheld == 1
        assert all("Umbra" not in text and "C4" not in text for text in texts.values())
        assert done.rows == {Sheet.CUSTOMERS: 3, Sheet.CONSENTS: 5, Sheet.REQUESTS: 3, Sheet.LEDGER: 1}
        texts, done = await out_of(store)
        assert done.withheld == 0
        assert all("Umbra" in text for text in texts.values())


async def test_requests_and_ledger_say_who_and_when_in_utc(database_url: str) -> None:
    async with opened(database_url) as store:
        await with_history(store)
        texts, _ = await out_of(store)
    (approved,) = [row for row in csv.DictReader(io.StringIO(texts[Sheet.REQUESTS])) if row["status"] == "approved"]
    assert approved["requester"] == "Maya", "Slack told no e-mail"
    assert (approved["decided_by"], approved["decided_at"]) == ("ilkka@x.example", "2026-11-23T09:00:00Z")
    lines = [row for row in csv.DictReader(io.StringIO(texts[Sheet.LEDGER])) if row["external_id"] == "C4"]
    assert [(row["entry"], row["points"]) for row in lines] == [("opening", "2"), ("reserve", "2")]


async def test_points_of_another_quarter_are_passed_over(database_url: str) -> None:
    async with opened(database_url) as store:
        await with_history(store)
        texts, _ = await out_of(store)
        before = await portfolio(store)
        older = texts[Sheet.CUSTOMERS].replace(",2026-10-01,", ",2026-07-01,")
        assert older != texts[Sheet.CUSTOMERS]
        await into(store, older)
        assert await portfolio(store) == before


async def test_more_customers_than_a_page_come_out_once_each(database_url: str) -> None:
    async with opened(database_url) as store:
        await into(store, "external_id,name\n" + "".join(f"C{n},Name {n}\n" for n in range(2500)))
        texts, _ = await out_of(store)
    rows = list(csv.DictReader(io.StringIO(texts[Sheet.CUSTOMERS])))
    assert [row["external_id"] for row in rows] == [f"C{n}" for n in range(2500)]


def test_no_cell_begins_like_a_formula() -> None:
    evil = "=1+1"
    contact = Contact(1, evil, evil, evil, evil, evil)
    customer = Customer(1, evil, evil, use_cases=("@x", "y"), story="-1", segment="+1", verified_by="\t=1")
    record = Record(customer, (contact,), (Consent(ConsentAnswer.YES, agreed_by="@Jari"),))
    row = customer_row(ExportedCustomer(record, "", "=owner", "", TODAY, 0, 0))
    assert [text for text in row if text.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert cell(-2) == "-2", "a number is a number"


@given(st.text(alphabet="'=+-@ab\t\n", max_size=8))
def test_every_text_survives_being_made_harmless(text: str) -> None:
    assert restored(defused(text)) == text
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_every_column_is_one_that_the_import_knows() -> None:
    assert set(HEADINGS) <= {column.name for column in COLUMNS}
    assert len(set(HEADINGS)) == len(HEADINGS)


def test_consents_may_have_one_line_each_in_the_columns_beside_them() -> None:
    cells = '"call=yes\nquote=no","Helena\n-","-\n2026-01-31",2027-01-31'
    text = f"name,consents,consent_by,consent_on,consent_until\nLumi,{cells}\n"
    (row,) = read_customers(text, today=TODAY)
    assert isinstance(row, ImportedCustomer)
    until = date(2027, 1, 31)
    assert row.consents == (
        Consent(ConsentAnswer.YES, CALL, None, until, "Helena"),
        # The day stands for the whole row, and a no does not end on such a day.
        Consent(ConsentAnswer.NO, QUOTE, None, None, "", date(2026, 1, 31)),
    )


async def _migrated(url: str) -> None:
    from store.migrate import upgrade

    await upgrade(url)


def test_what_is_known_of_requests_and_customers_is_exported_or_knowingly_left_out() -> None:
    told = {
        *REQUESTS.headings,
        "deal_name",
        "decided_by",
        "decline_reason",
        "customer_id",
        "requester_id",
        "contact_id",
    }
    chasing = {"decider_id", "owner_id", "backup_id", "backup_for", "routed", "stage", "asked_at", "snoozed_until"}
    inner = {"id", "key", "version", "view_id", "search_id", "thanks_since", "thanks_again_on", "ask_deal_on"}
    assert {column.name for column in requests.columns} - told == inner | chasing
    assert {each.name for each in fields(Customer)} - {*HEADINGS} == {
        *("id", "key", "active", "owner_id", "backup_id", "hold")
    }
