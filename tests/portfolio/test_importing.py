"""Customer files as people have them: everything is read or refused with its reason, and nothing is lost between."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks.wording.import_faults import fault
from blocks.wording.refusals import refusal
from domain.activities import DEFAULTS, Exposure, Purpose, Quotable
from domain.portfolio.customers import Consent, ConsentAnswer, Hold
from domain.portfolio.importing import (
    COLUMNS,
    Fault,
    FaultKind,
    ImportedContact,
    ImportedCustomer,
    Rejected,
    read_customers,
    text_of,
)
from domain.portfolio.importing.faults import FaultFact
from domain.portfolio.importing.places import country, region_of
from domain.refusals import Reason, Refusal
from tests.activities import CALL, CASE_STUDY, PRESS, QUOTE
from tests.facts import FACTS
from tests.refusing import refusing

TODAY = date(2026, 11, 21)
ROOT = Path(__file__).parents[2]


def read(text: str) -> list[ImportedCustomer | Rejected]:
    return list(read_customers(text, today=TODAY))


def one(**cells: str) -> ImportedCustomer:
    """The customer of a one-row file with these columns."""
    row = one_of_any(**cells)
    assert isinstance(row, ImportedCustomer) and not row.unread, row
    return row


def refused(**cells: str) -> Fault:
    """The one thing that is wrong with a row that was not read."""
    row = one_of_any(**cells)
    assert isinstance(row, Rejected), row
    (wrong,) = row.faults
    return wrong


def unread(**cells: str) -> Fault:
    """The one cell that cost itself and not its row."""
    row = one_of_any(**cells)
    assert isinstance(row, ImportedCustomer), row
    (cell,) = row.unread
    return cell


def one_of_any(**cells: str) -> ImportedCustomer | Rejected:
    (row,) = read(csv_text([{"name": "Lumi Retail", **cells}]))
    return row


def csv_text(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def test_a_plain_file():
    text = "Account ID,Account Name,Billing Country,Number of Employees\n001A,Lumi Retail,Finland,2850\n"
    (row,) = read(text)
    assert row == ImportedCustomer(
        line=2,
        external_id="001A",
        name="Lumi Retail",
        country="FI",
        region="EMEA",
        size="Enterprise",
        employees=2850,
    )


def test_the_sample_is_read_whole():
    with (ROOT / "bot/sample/portfolio.csv").open(encoding="utf-8", newline="") as file:
        reading = read_customers(file, today=TODAY)
        rows = list(reading)
    assert [row for row in rows if isinstance(row, Rejected)] == []
    assert len(rows) == 300
    assert reading.ignored == ()
    lumi = rows[0]
    assert isinstance(lumi, ImportedCustomer)
    assert (lumi.name, lumi.country, lumi.quarter_points, lumi.points_used) == ("Lumi Retail", "FI", 4, 0)
    assert lumi.verified_on == date(2026, 11, 17)
    assert not lumi.contacts[0].direct


def test_a_crm_s_own_export_is_read_whole():
    export = FACTS / "portfolio.csv"
    with export.open(encoding="utf-8", newline="") as file:
        reading = read_customers(file, today=TODAY)
        rows = [row for row in reading if isinstance(row, ImportedCustomer)]
    assert len(rows) == 400
    assert reading.ignored == ()
    with export.open(encoding="utf-8", newline="") as file:
        for row, told in zip(rows, csv.DictReader(file), strict=True):
            assert row.external_id == told["id"]
            assert row.quarter_points == int(told["budget_total"])
            assert row.quarter_points - row.points_used == int(told["budget_left"])
            assert (row.hold is not None) == (told["status"] == "paused")
            assert row.contacts == (ImportedContact(title=told["contact_title"], seniority=told["contact_seniority"]),)
            assert row.country == told["country"] and row.region == told["region"]
            assert ";".join(row.use_cases) == told["use_cases"]
            assert [activity.code.replace("_", " ") for activity in row.activities] == told["activities"].split(";")


# --- headings


def headings() -> Iterator[tuple[str, str]]:
    for column in COLUMNS:
        for heading in (column.name, *column.also):
            yield column.name, heading


@pytest.mark.parametrize(("column", "heading"), list(headings()))
def test_every_alias_is_the_column_in_any_spelling(column: str, heading: str):
    spellings = {
        heading,
        heading.upper(),
        f"  {heading} ",
        heading.replace(" ", "_"),
        heading.replace("_", " "),
        heading.replace(" ", ""),
        heading.replace(" ", "_") + "__c",
    }
    for spelling in spellings:
        other = "id" if column == "name" else "name"
        reading = read_customers(
            csv_text([{spelling: "", other: "x"} if column != "name" else {spelling: "x"}]), today=TODAY
        )
        assert column in reading.given
        assert reading.ignored == ()


def test_no_heading_means_two_columns():
    meant = [heading.casefold() for _, heading in headings()]
    assert len(meant) == len(set(meant))


def test_unknown_columns_are_told_once_and_are_no_error():
    reading = read_customers("name,Favourite colour,Shoe size,Favourite colour,\nLumi,blue,42,red,\n", today=TODAY)
    assert reading.ignored == ("Favourite colour", "Shoe size")
    assert [type(row) for row in reading] == [ImportedCustomer]


def test_of_two_headings_for_one_column_the_better_filled_one_counts():
    text = "Company,Account Name,Record ID,id\nOld,New,9,1\nOnly,,9,\n"
    assert [(row.name, row.external_id) for row in read(text) if isinstance(row, ImportedCustomer)] == [
        ("New", "1"),
        ("Only", "9"),
    ]


def test_an_import_can_know_which_columns_the_file_has():
    reading = read_customers("Account Name,Tier\nLumi,\n", today=TODAY)
    assert reading.given == {"name", "tier"}


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "   \n"])
def test_an_empty_file_is_refused(text: str):
    with refusing(Reason.EMPTY_FILE):
        read_customers(text, today=TODAY)


def test_a_file_without_names_is_refused_with_what_it_has():
    with refusing(Reason.NO_NAME_HEADING) as asked:
        read_customers("Account ID,Colour\n1,red\n", today=TODAY)
    assert asked.value.facts["headings"] == ("Account ID", "Colour")


# --- dialects


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n", "\ufeff\r\n"])
def test_delimiters_and_byte_order_marks(delimiter: str, start: str):
    text = start + csv_text(
        [{"Account Name": "Lumi, Retail; & | Co", "Use cases": "Onboarding;Search", "Country": "FI"}], delimiter
    )
    (row,) = read(text)
    assert isinstance(row, ImportedCustomer)
    assert (row.name, row.use_cases, row.country) == ("Lumi, Retail; & | Co", ("Onboarding", "Search"), "FI")


def test_excels_separator_line_is_obeyed_and_counted():
    (row,) = read('sep=;\r\nname;country\r\n"Lumi";Finland\r\n')
    assert isinstance(row, ImportedCustomer)
    assert (row.line, row.country) == (3, "FI")


def test_line_breaks_in_quotes_belong_to_the_cell_and_lines_are_counted_on():
    rows = read('name,challenge\n"Lumi\nRetail","one\r\ntwo\n\nthree"\nNext,x\n,y\n')
    assert isinstance(rows[0], ImportedCustomer) and isinstance(rows[1], ImportedCustomer)
    assert (rows[0].name, rows[0].challenge) == ("Lumi Retail", "one\ntwo\n\nthree")
    assert [row.line for row in rows] == [2, 7, 8]


def test_a_quotation_mark_that_never_closes_costs_one_row():
    rows = read('name,country\nA,FI\n"B,SE\nC,NO\nD,DK\n')
    assert [row.name for row in rows if isinstance(row, ImportedCustomer)] == ["A", "C", "D"]
    assert rows[1] == Rejected(3, (Fault(FaultKind.QUOTE_NEVER_CLOSED),))


def test_a_quotation_mark_closed_rows_later_costs_one_row():
    rows = read('name,country\n"A,FI\nB,SE\n"C",NO\n')
    assert [row.name for row in rows if isinstance(row, ImportedCustomer)] == ["B", "C"]
    assert isinstance(rows[0], Rejected) and rows[0].line == 2


def test_a_runaway_cell_costs_one_row():
    rows = read('name,country\n"A,FI\n' + "".join(f"B{n},SE\n" for n in range(40_000)))
    assert isinstance(rows[0], Rejected)
    assert len(rows) == 40_001


def test_cells_that_a_spreadsheet_left_out_at_the_end_are_empty():
    rows = read("name,country,industry,tier\nLumi,FI\nBerghaus,DE,Retail,gold\nPlume,US,Fashion\n")
    assert [(row.name, row.industry) for row in rows] == [("Lumi", ""), ("Berghaus", "Retail"), ("Plume", "Fashion")]  # type: ignore[union-attr]


def test_a_row_torn_by_a_line_break_is_refused_in_all_its_parts():
    rows = read("name,story,country\nLumi,Four days,FI\nBerghaus,Down from\ntwelve,DE\nPlume,x,US\n")
    assert [row.line for row in rows if isinstance(row, Rejected)] == [3, 4]
    rows = read("name,story,country,tier\nBerghaus,Down\nfrom\ntwelve,DE,gold\nPlume,x,US,gold\n")
    assert [row.line for row in rows if isinstance(row, Rejected)] == [2, 3, 4]


FOOTERS = [
    "\nWon customers\nCopyright (c) 2000-2026 a CRM, inc. All rights reserved.\n"
    "Confidential Information - Do Not Distribute\nGenerated By:  Maya Lindholm  30/11/2026\nNorrsken\n",
    "Grand Total,,1 250\n",
    "\nTotal,2,\n\nExported on 2026-11-30\n",
    "Yhteensä,,12\n",
    "Summe,,12\n",
    '"Vertrauliche Informationen - Nicht weitergeben"\n',
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_what_a_report_writes_under_its_table_is_no_customer(footer: str):
    reading = read_customers(f"name,country,employees\nLumi,FI,900\nBerghaus,DE,80\n{footer}", today=TODAY)
    assert [row.name for row in reading if isinstance(row, ImportedCustomer)] == ["Lumi", "Berghaus"]
    # With `--missing` nothing says that a row about somebody could not be read.
    assert reading.unread == 0


@pytest.mark.parametrize("line", ["Confidential Information", "Total,,5", "Generated By: x"])
def test_what_stands_among_the_rows_is_told_and_not_left_out(line: str):
    rows = read(f"name,country,employees\nLumi,FI,900\n{line}\nBerghaus,DE,80\n")
    assert len(rows) == 3


def test_customers_at_the_end_of_which_only_a_name_is_known_are_read():
    rows = read("name,country\nLumi,\nTotal Energies,\nTotal,\n")
    assert [row.name for row in rows] == ["Lumi", "Total Energies", "Total"]  # type: ignore[union-attr]


def test_too_many_and_too_few_cells_are_refused():
    rows = read("name,country\nLumi, Retail,FI\nLumi\nLumi,FI,,\n")
    assert [row.line for row in rows if isinstance(row, Rejected)] == [2, 3]
    assert rows[0] == Rejected(2, (Fault(FaultKind.WRONG_WIDTH, facts={"cells": 3, "width": 2}),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_of_any_usual_encoding(tmp_path: Path, encoding: str):
    path = tmp_path / "customers.csv"
    path.write_bytes("name,country\r\nSälgby – Öl,SE\r\n".encode(encoding))
    with text_of(path.open("rb")) as lines:
        (row,) = read_customers(lines, today=TODAY)
    assert isinstance(row, ImportedCustomer)
    assert row.name == "Sälgby – Öl"


WORDS = {
    "fi": "Hämeen Sähkö;Jyväskylän Energia;Pöytyän Osuuskunta;Järvenpään Ääni;Käyttöönotto",
    "sv": "Göteborgs Livs;Sälgby Öl;Ångströms Förvaltning;Malmö Hälsa",
    "de": "Müller Straßenbau;Österreichische Bäckerei;Käse und Größe;Süd Öl",
    "pl": "Łódź Piekarnia;Gdańsk Żegluga;Kraków Świeże;Wrocław Sądy",
    "fr": "Société Générale;Crédit Île-de-France;Château Noël",
    "da": "Sørensen Brød;Ærø Færge;Østerbro Håndværk",
    "es": "España Señal;Peña Compañía;Ávila Núñez",
    "en": "Café Rouge – London;Smith’s “Best”;Zoë’s Crème",
}
WRITTEN = [
    *((language, "cp1252") for language in ("fi", "sv", "de", "fr", "da", "es", "en")),
    *((language, "mac_roman") for language in ("fi", "sv", "fr")),
    *(("pl", "cp1250"), ("fi", "utf-16-le"), ("sv", "utf-16-be")),
    *((language, "utf-8") for language in ("fi", "sv", "de", "pl", "fr", "da", "es", "en")),
]


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_the_whole_file_says_in_which_encoding_it_is(language: str, encoding: str):
    names = WORDS[language].split(";")
    text = "name,country\n" + "".join(f"{name},FI\nPlain {n},FI\n" for n, name in enumerate(names))
    lines = text_of(io.BytesIO(text.encode(encoding)))
    assert [row.name for row in read_customers(lines, today=TODAY)][::2] == names  # type: ignore[union-attr]


@pytest.mark.parametrize("damage", [b"\xff", b"\xe4", b"\x81\x82"])
def test_a_damaged_byte_costs_its_own_row_and_no_other(damage: bytes):
    rows = [f"Sälgby {n} – Öl,SE\n".encode() for n in range(40)]
    rows[20] = rows[20].replace(b"lgby", b"lg" + damage + b"by")
    read = list(read_customers(text_of(io.BytesIO(b"name,country\n" + b"".join(rows))), today=TODAY))
    assert [row.line for row in read if isinstance(row, Rejected)] == [22]
    assert read[0].name == "Sälgby 0 – Öl"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("name\nHämeen Öl\n".encode() + "Sälgby Öl\nMalmö Hälsa\n".encode("cp1252"), Reason.MIXED_ENCODINGS),
        ("name\nJyväskylä\n".encode("mac_roman"), Reason.ENCODING_UNCLEAR),
        (b"name\n" + bytes(range(0x80, 0xFF)) * 3, Reason.ENCODING_UNCLEAR),
    ],
    ids=["half and half", "one word", "noise"],
)
def test_an_encoding_that_cannot_be_told_is_asked_for(data: bytes, reason: Reason):
    with refusing(reason):
        text_of(io.BytesIO(data))


def test_an_encoding_that_is_said_is_taken_and_one_that_is_none_refused():
    (row,) = read_customers(text_of(io.BytesIO("name\nŁódź\n".encode("cp1250")), "cp1250"), today=TODAY)
    assert isinstance(row, ImportedCustomer) and row.name == "Łódź"
    for none in ("klingon", "hex"):
        with refusing(Reason.UNKNOWN_ENCODING) as asked:
            text_of(io.BytesIO(b"name\n"), none)
        assert asked.value.facts["typed"] == none


def test_a_byte_that_means_nothing_is_refused_and_not_guessed(tmp_path: Path):
    path = tmp_path / "customers.csv"
    path.write_bytes(b"name,country\r\nS\x81lgby,SE\r\n\xd6l,SE\r\n")
    with text_of(path.open("rb")) as lines:
        first, second = read_customers(lines, today=TODAY)
    assert isinstance(first, Rejected) and first.faults[0].kind is FaultKind.GARBLED
    assert isinstance(second, ImportedCustomer) and second.name == "Öl"


# --- cells


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FI", "FI"),
        ("fin", "FI"),
        ("Finland", "FI"),
        (" united  kingdom ", "GB"),
        ("UK", "GB"),
        ("USA", "US"),
        ("United States of America", "US"),
        ("The Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("Côte d’Ivoire", "CI"),
        ("Bosnia and Herzegovina", "BA"),
        ("Saint Lucia", "LC"),
        ("Hong Kong", "HK"),
        ("Türkiye", "TR"),
    ],
)
def test_countries_by_code_and_name(text: str, code: str):
    assert country(text) == code


@pytest.mark.parametrize(("code", "region"), [("FI", "EMEA"), ("MX", "LATAM"), ("JP", "APAC"), ("CA", "North America")])
def test_the_region_follows_from_the_country(code: str, region: str):
    assert region_of(code) == region
    assert one(country=code).region == region
    assert one(country=code, region="My own").region == "My own"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2850", 2850),
        ("2,850", 2850),
        ("2.850", 2850),
        ("2 850", 2850),
        ("1'200'000", 1_200_000),
        ("12.0", 12),
        ("0", 0),
    ],
)
def test_whole_numbers_as_people_write_them(text: str, number: int):
    assert one(employees=text).employees == number


@pytest.mark.parametrize("text", ["many", "12.5", "201-500", "1,20,000", "-5", "٣", "1e3", "9" * 30])
def test_other_numbers_are_told_and_the_row_is_read(text: str):
    assert unread(employees=text).kind in (FaultKind.NOT_A_NUMBER, FaultKind.OUT_OF_RANGE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2027-03-01", date(2027, 3, 1)),
        ("2027-03-01T12:00:00Z", date(2027, 3, 1)),
        ("2027-03-01 00:00", date(2027, 3, 1)),
        ("1.3.2027", date(2027, 3, 1)),
        ("01.03.2027", date(2027, 3, 1)),
        ("31/03/2027", date(2027, 3, 31)),
        ("03/31/2027", date(2027, 3, 31)),
        ("05/05/2027", date(2027, 5, 5)),
        ("2027/03/01", date(2027, 3, 1)),
        ("20270301", date(2027, 3, 1)),
        ("1.3.27", date(2027, 3, 1)),
        ("31/03/27", date(2027, 3, 31)),
        ("31-Mar-2027", date(2027, 3, 31)),
        ("31-Mar-27", date(2027, 3, 31)),
        ("Mar 31, 2027", date(2027, 3, 31)),
        ("March 31st, 2027", date(2027, 3, 31)),
        ("31. maaliskuuta 2027", date(2027, 3, 31)),
        ("31 maalisk. 2027", date(2027, 3, 31)),
        ("den 31 mars 2027", date(2027, 3, 31)),
        ("31. März 2027", date(2027, 3, 31)),
        ("1.3.2027 10:30", date(2027, 3, 1)),
    ],
)
def test_dates_as_people_write_them(text: str, found: date):
    assert one(renewal_on=text).renewal_on == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("03/04/2027", FaultKind.TWO_DATES),
        ("31.2.2027", FaultKind.NO_SUCH_DAY),
        ("2027-13-01", FaultKind.NO_SUCH_DAY),
        ("40/01/2027", FaultKind.NO_SUCH_DAY),
        ("soon", FaultKind.NOT_A_DATE),
        ("31-03-27", FaultKind.NOT_A_DATE),
        ("2027331", FaultKind.NOT_A_DATE),
        ("31 Smarch 2027", FaultKind.NOT_A_DATE),
        ("45000", FaultKind.NOT_A_DATE),
        ("0001-01-01", FaultKind.TOO_FAR),
    ],
)
def test_dates_that_may_be_misread_are_told_and_the_row_is_read(text: str, kind: FaultKind):
    cell = unread(**{"Renewal Date": text})
    assert cell == Fault(kind, "renewal_on", "Renewal Date", {"typed": text})
    # Of a hold it would say the wrong thing: the row is refused.
    assert refused(hold_until=text).kind is kind


def test_days_are_counted_from_the_day_of_reading():
    row = one(
        last_verified_days="12",
        renewal_in_days="40",
        customer_since_days="100",
        satisfaction_days="1",
        hold_reason="Talks",
        hold_until_days="10",
    )
    assert row.verified_on == date(2026, 11, 9)
    assert row.renewal_on == date(2026, 12, 31)
    assert row.customer_since == date(2026, 8, 13)
    assert row.satisfaction_on == date(2026, 11, 20)
    assert row.hold == Hold("Talks", None, date(2026, 12, 1))


def test_a_date_is_stronger_than_its_days():
    assert one(renewal_on="2027-01-01", renewal_in_days="40").renewal_on == date(2027, 1, 1)


def test_consents():
    row = one(
        consents="call:sales=yes; quote=Ask first | *:press=no; case study=no",
        consent_by="Helena, by mail",
        consent_on="2026-01-31",
        consent_until="2027-01-31",
    )
    agreed = {"until": date(2027, 1, 31), "agreed_by": "Helena, by mail", "agreed_on": date(2026, 1, 31)}
    assert row.consents == (
        Consent(ConsentAnswer.YES, CALL, Purpose.SALES, **agreed),
        Consent(ConsentAnswer.ASK_FIRST, QUOTE, None, **agreed),
        # A day for the whole row is no end of its noes.
        Consent(ConsentAnswer.NO, None, Purpose.PRESS, **{**agreed, "until": None}),
        Consent(ConsentAnswer.NO, CASE_STUDY, None, **{**agreed, "until": None}),
    )
    assert one(consents="*=ask_first").consents == (Consent(ConsentAnswer.ASK_FIRST),)


def test_a_no_ends_only_on_a_day_given_for_it():
    until = date(2027, 1, 31)
    assert one(consents="press=no", consent_until="2027-01-31").consents == (Consent(ConsentAnswer.NO, PRESS),)
    assert one(consents="press=no", consent_until_days="9").consents == (Consent(ConsentAnswer.NO, PRESS),)
    assert one(consents="press=No until 31.1.2027").consents == (Consent(ConsentAnswer.NO, PRESS, until=until),)
    both = one(consents="call=yes\npress=no", consent_until="2026-12-31\n2027-01-31").consents
    assert [said.until for said in both] == [date(2026, 12, 31), until]


def test_whose_answer_it_is_for_what_and_how_often():
    row = one(
        consents="call=yes\nquote:press=no\nname=yes\nstory:press=ask first",
        consent_contact="HELENA@lumi.example\nJari Koski\n-\n-",
        consent_exposure="Private\n-\npublic\nany",
        consent_count="2\n-\n-\n-",
        consent_evidence="https://files.example/1\n-\n-\n-",
        contact_email="helena@lumi.example",
        contact2_name="Jari Koski",
    )
    link = "https://files.example/1"
    assert row.consents == (
        Consent(ConsentAnswer.YES, CALL, exposure=Exposure.PRIVATE, count=2, evidence=link),
        Consent(ConsentAnswer.NO, QUOTE, Purpose.PRESS),
        Consent(ConsentAnswer.YES, Quotable.NAME, exposure=Exposure.PUBLIC),
        Consent(ConsentAnswer.ASK_FIRST, Quotable.STORY, Purpose.PRESS),
    )
    assert row.consent_contacts == (0, 1, None, None)


@pytest.mark.parametrize(
    ("column", "text", "kind", "facts"),
    [
        ("consent_contact", "nobody@lumi.example", FaultKind.UNKNOWN_CONTACT, {"typed": "nobody@lumi.example"}),
        ("consent_exposure", "secret", FaultKind.UNKNOWN_EXPOSURE, {"typed": "secret", "choices": tuple(Exposure)}),
        ("consent_count", "0", FaultKind.OUT_OF_RANGE, {"typed": "0", "least": 1, "most": 1000}),
        ("consents", "call=no until soon", FaultKind.NOT_A_DATE, {"typed": "soon"}),
    ],
)
def test_what_is_said_of_an_answer_and_makes_no_sense_is_refused(
    column: str, text: str, kind: FaultKind, facts: dict[str, FaultFact]
):
    assert refused(**{"consents": "call=yes", column: text}) == Fault(kind, column, column, facts)


@pytest.mark.parametrize(
    ("text", "kind", "at_fault"),
    [
        ("dance=yes", FaultKind.UNKNOWN_ACTIVITY, "dance"),
        ("call:fun=yes", FaultKind.UNKNOWN_PURPOSE, "fun"),
        ("call=perhaps", FaultKind.UNKNOWN_ANSWER, "perhaps"),
        ("yes", FaultKind.NOT_A_CONSENT, "yes"),
        ("call=yes; call=no", FaultKind.ANSWERED_TWICE, "call"),
        ("*:press=yes; *:press=no", FaultKind.ANSWERED_TWICE, "*:press"),
    ],
)
def test_consents_that_make_no_sense_are_refused(text: str, kind: FaultKind, at_fault: str):
    wrong = refused(consents=text)
    assert (wrong.kind, wrong.facts["typed"]) == (kind, at_fault)


def test_contacts():
    row = one(
        contact_name="Helena Aaltola",
        contact_title="Chief People Officer",
        contact_seniority="c level",
        contact_email="Helena@Lumi.example",
        contact_direct="yes",
        contact2_title="CTO",
        contact3_seniority="VP",
    )
    assert row.contacts == (
        ImportedContact("Helena Aaltola", "Chief People Officer", "C-level", "helena@lumi.example", direct=True),
        ImportedContact(title="CTO"),
    )


def test_owners_by_mail_or_else_by_name():
    assert one(**{"Account Owner": "Ilkka Saarinen"}).owner_name == "Ilkka Saarinen"
    both = one(**{"Account Owner": "Ilkka Saarinen", "Account Owner: Email": "Ilkka@norrsken.example"})
    assert (both.owner, both.owner_name) == ("ilkka@norrsken.example", "")
    assert one(**{"Account Owner": "ilkka@norrsken.example"}).owner == "ilkka@norrsken.example"
    assert refused(**{"Owner email": "Ilkka Saarinen"}).kind is FaultKind.NOT_AN_EMAIL


@pytest.mark.parametrize(
    "text", ["x@", "@x.example", "a b@x.example", "a@x", "a@@x.example", "a@b@x.example", "a@x.example;b@x.example"]
)
def test_bad_mails_are_refused(text: str):
    assert refused(backup=text).kind is FaultKind.NOT_AN_EMAIL


def test_points_used_or_left():
    assert one(budget_total="6", budget_left="2").points_used == 4
    assert one(quarter_points="6", points_used="1").points_used == 1
    assert one(points_used="3").points_used == 3
    assert refused(budget_total="4", budget_left="5").facts == {"typed": "5", "total": 4}
    assert refused(budget_left="5").kind is FaultKind.POINTS_LEFT_OF_NONE


def test_holds():
    assert one(status="active").hold is None
    assert one(status="Paused").hold == Hold("Paused")
    assert one(status="On-hold", hold_reason="Merger").hold == Hold("Merger")
    assert one(hold_until="2027-01-01").hold == Hold("On hold", None, date(2027, 1, 1))
    assert unread(status="purple").kind is FaultKind.UNKNOWN_STATUS
    assert refused(hold_since="2027-02-01", hold_until="2027-01-01").kind is FaultKind.HOLD_ENDS_FIRST


def test_story_of_parts_or_whole():
    assert one(challenge="a", benefit="c").story == "a\nc"
    assert one(challenge="a", story="whole").story == "whole"
    assert refused(challenge="a" * 1600, solution="b" * 1600).kind is FaultKind.STORY_TOO_LONG
    assert refused(story="a" * 3001).facts == {"typed": "a" * 39 + "…", "limit": 3000}


def test_languages_by_code_and_name():
    assert one(languages="fi; Swedish, en-GB").languages == ("fi", "sv", "en")
    assert unread(languages="fi;Klingonese").facts["typed"] == "Klingonese"


def test_all_reasons_of_a_row_stand_together():
    row = one_of_any(country="Atlantis", employees="many", owner="nobody", satisfaction="11", tier="#N/A")
    assert isinstance(row, Rejected)
    assert {each.column: each.facts["typed"] for each in row.faults} == {
        "country": "Atlantis",
        "employees": "many",
        "owner": "nobody",
        "satisfaction": "11",
        "tier": "#N/A",
    }


def test_ids():
    assert one().external_id == "Lumi Retail"
    rows = read("id,name\n7,A\n7,B\n,C\n8,\n8,D\n")
    assert [(row.line, type(row)) for row in rows] == [
        (2, ImportedCustomer),
        (3, Rejected),
        (4, Rejected),
        (5, Rejected),
        (6, ImportedCustomer),
    ]
    assert [row.faults for row in rows if isinstance(row, Rejected)] == [
        (Fault(FaultKind.SAME_ID, "external_id", "id", {"typed": "7", "line": 2}),),
        (Fault(FaultKind.EMPTY, "external_id", "id"),),
        (Fault(FaultKind.EMPTY, "name", "name"),),
    ]


@pytest.mark.parametrize(
    ("column", "text", "kind"),
    [
        ("name", "x" * 201, FaultKind.TOO_LONG),
        ("classified", "perhaps", FaultKind.NOT_YES_OR_NO),
        ("hold_until_days", "99999", FaultKind.OUT_OF_RANGE),
        ("challenge", "a\x00b", FaultKind.GARBLED),
    ],
)
def test_values_beyond_measure_are_refused(column: str, text: str, kind: FaultKind):
    row = one_of_any(**{column: text})
    assert isinstance(row, Rejected)
    assert (row.faults[0].kind, row.faults[0].heading) == (kind, column)


@pytest.mark.parametrize(
    ("column", "text", "kind"),
    [
        ("use_cases", ";".join(map(str, range(51))), FaultKind.TOO_MANY_VALUES),
        ("products", "x" * 201, FaultKind.VALUE_TOO_LONG),
        ("renewal_in_days", "99999", FaultKind.OUT_OF_RANGE),
        ("industry", "Ret\ufffdil", FaultKind.GARBLED),
        ("country", "Atlantis", FaultKind.UNKNOWN_COUNTRY),
        ("tier", "#N/A", FaultKind.SPREADSHEET_ERROR),
    ],
)
def test_an_optional_cell_that_cannot_be_read_costs_itself_alone(column: str, text: str, kind: FaultKind):
    cell = unread(name="Lumi", owner="maya@norrsken.example", **{column: text})
    assert (cell.column, cell.kind) == (column, kind)


def test_a_heading_line_that_is_no_csv_is_refused():
    with refusing(Reason.HEADINGS_UNREAD) as asked:
        read_customers('name,"country\nLumi,FI\n', today=TODAY)
    assert asked.value.facts == {"line": 1, "fault": Fault(FaultKind.QUOTE_NEVER_CLOSED)}


def test_a_stray_line_break_costs_one_row():
    rows = list(read_customers(["name,country\n", "A,F\rI\n", "B,SE\n"], today=TODAY))
    assert rows[0] == Rejected(2, (Fault(FaultKind.STRAY_LINE_BREAK),))
    assert isinstance(rows[1], ImportedCustomer)


def test_a_customer_called_like_markup_is_just_a_name():
    assert one(name="<!channel> *x* 🦊").name == "<!channel> *x* 🦊"


# --- the documentation


def column_table() -> list[str]:
    """The column table of docs/import.md. Contacts after the first are told there in words."""
    lines = ["| column | what | also called |", "|---|---|---|"]
    for column in COLUMNS:
        if re.match(r"contact[2-9]_", column.name) is None:
            what = column.what.replace("|", "\\|")
            lines.append(f"| `{column.name}` | {what} | {' · '.join(column.also)} |")
    return lines


def test_the_documentation_has_every_column_and_every_alias():
    text = (ROOT / "docs/import.md").read_text(encoding="utf-8")
    documented = [line for line in text.splitlines() if line.startswith(("| `", "| column |", "|---|---|---|"))]
    assert documented == column_table()


def test_the_documentations_examples_are_read_whole():
    text = (ROOT / "docs/import.md").read_text(encoding="utf-8")
    examples = re.findall(r"```csv\n(.*?)```", text, flags=re.DOTALL)
    assert len(examples) >= 3
    for example in examples:
        reading = read_customers(example, today=TODAY)
        rows = list(reading)
        assert rows and all(isinstance(row, ImportedCustomer) for row in rows), rows


def test_the_documentation_names_every_activity_purpose_and_answer():
    text = (ROOT / "docs/import.md").read_text(encoding="utf-8")
    # "once" belongs to one request and is only recorded in Slack.
    for code in {*(each.code for each in DEFAULTS), *Purpose, *ConsentAnswer} - {ConsentAnswer.ONCE}:
        assert f"`{code}`" in text


# --- properties

_words = st.text(max_size=30)
_cells = st.one_of(
    _words,
    st.sampled_from(
        ["", "FI", "Atlantis", "7", "-1", "2027-01-31", "3/4/2027", "yes", "call=yes", "*=no", "a@b.example", "#N/A"]
    ),
)
_columns = st.lists(st.sampled_from([column.name for column in COLUMNS]), max_size=8, unique=True)


@st.composite
def files(draw: st.DrawFn) -> list[dict[str, str]]:
    columns = list(dict.fromkeys(["name", *draw(_columns)]))
    return draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, _cells)), min_size=1, max_size=8))


@given(files(), st.sampled_from(",;\t"))
def test_rows_in_are_rows_out_plus_rows_refused(rows: list[dict[str, str]], delimiter: str):
    text = csv_text(rows, delimiter)
    read_once = read(text)
    told = [row for row in rows if any(cell.strip() for cell in row.values())]
    assert len(read_once) == len(told)
    assert [row.line for row in read_once] == sorted({row.line for row in read_once})
    for row in read_once:
        if isinstance(row, Rejected):
            assert row.line >= 2
            for found in row.faults:
                assert fault(found).endswith(".")
        else:
            assert row.name and row.external_id
    assert read(text) == read_once


@settings(max_examples=200)
@given(st.text(alphabet='ab",;\n\r\t|=\x00\ufeffé', max_size=60))
def test_any_text_is_read_or_refused_and_never_an_error(text: str):
    for row in read("name,country\n" + text):
        assert isinstance(row, ImportedCustomer) or row.faults


@settings(max_examples=200)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_and_never_an_error(data: bytes):
    try:
        for row in read_customers(text_of(io.BytesIO(data)), today=TODAY):
            assert isinstance(row, ImportedCustomer) or row.faults
    except Refusal as refused:
        assert refusal(refused, None)


@given(files())
def test_what_was_read_can_be_written_and_read_again(rows: list[dict[str, str]]):
    """Idempotent: a customer's own values, written out under the columns' own names, give the same customer."""
    for row in read(csv_text(rows)):
        if isinstance(row, ImportedCustomer):
            again = one(
                external_id=row.external_id,
                name=row.name,
                country=row.country,
                region=row.region,
                size=row.size,
                languages=";".join(row.languages),
                use_cases=";".join(row.use_cases),
                activities=";".join(row.activities),
                tier=row.tier,
                industry=row.industry,
            )
            for field in (
                "external_id",
                "name",
                "country",
                "region",
                "size",
                "languages",
                "use_cases",
                "activities",
                "tier",
            ):
                assert getattr(again, field) == getattr(row, field)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('="0012345"', "0012345"),
        ("\u200b0012345\ufeff", "0012345"),
        ("001\u00ad23\u200d45", "0012345"),
        (" \u00a00012345 ", "0012345"),
    ],
)
def test_a_key_is_what_is_read_and_not_what_keeps_it(text: str, key: str):
    assert one(external_id=text, name="Lumi").external_id == key


@pytest.mark.parametrize("text", ["8.12346E+09", "8,12346E+09", "1e+15"])
def test_a_key_that_a_spreadsheet_rounded_is_refused_with_the_reason(text: str):
    assert refused(external_id=text, name="Lumi").kind is FaultKind.ROUNDED_ID


def test_names_and_addresses_hold_nothing_that_no_eye_sees():
    row = one(
        name="Lu\u200bmi \u202eRetail", owner="\ufeffmaya@norrsken.example\u200b", contact1_email="h\u00ad@lumi.example"
    )
    assert (row.name, row.owner) == ("Lumi Retail", "maya@norrsken.example")
    assert row.contacts[0].email == "h@lumi.example"


def test_a_cell_of_nothing_visible_is_empty():
    assert one(name="Lumi", country="\u200b", industry="\ufeff ").industry == ""


@pytest.mark.parametrize("text", ["kyllä", "KYLLÄ", "kylla", "ja", "Ja", "wahr", "oui", "sí"])
def test_yes_in_the_languages_of_spreadsheets(text: str):
    assert one(name="Lumi", name_public=text).name_public


@pytest.mark.parametrize("text", ["ei", "nej", "nein", "epätosi", "falsch", "non"])
def test_no_in_the_languages_of_spreadsheets(text: str):
    assert not one(name="Lumi", name_public=text).name_public


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("Suomi", "FI"), ("Ruotsi", "SE"), ("Sverige", "SE"), ("Schweden", "SE"), ("Deutschland", "DE")),
        *(("Cote d'Ivoire", "CI"), ("Turkiye", "TR"), ("Österreich", "AT"), ("Osterreich", "AT"), ("España", "ES")),
    ],
)
def test_countries_by_their_names_in_other_languages(text: str, code: str):
    assert one(name="Lumi", country=text).country == code


def test_languages_by_their_names_in_other_languages():
    assert one(name="Lumi", languages="suomi; svenska; Deutsch; Englisch; français").languages == (
        "fi",
        "sv",
        "de",
        "en",
        "fr",
    )


@pytest.mark.parametrize(("text", "number"), [("8", 8), ("8,5", 8), ("8.6", 9), ("9/10", 9), ("10", 10), ("10,0", 10)])
def test_a_satisfaction_as_people_write_it(text: str, number: int):
    assert one(name="Lumi", satisfaction=text).satisfaction == number


@pytest.mark.parametrize("text", ["10,5", "11", "good", "-1"])
def test_what_is_no_satisfaction_is_told(text: str):
    assert unread(name="Lumi", satisfaction=text).kind in (FaultKind.NOT_A_RATING, FaultKind.OUT_OF_RANGE)


@pytest.mark.parametrize(
    ("text", "size", "employees"),
    [
        *(("250", "Mid-market", 250), ("51-200", "SMB", 200), ("10,000+", "Enterprise", 10_000)),
        *(("1 001 – 5 000", "Enterprise", 5_000), ("Enterprise", "Enterprise", None), ("Large", "Large", None)),
    ],
)
def test_a_size_that_is_a_number_is_the_headcount(text: str, size: str, employees: int | None):
    row = one(name="Lumi", size=text)
    assert (row.size, row.employees) == (size, employees)
