"""Files into the database: the same file twice changes nothing, and what a file does not say is left alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from domain.activities import Purpose
from domain.people import Standing
from domain.portfolio.customers import Consent, ConsentAnswer
from domain.portfolio.holds import NOT_IN_FILE
from domain.requests.decisions import approve
from domain.requests.request import Outcome
from handlers.portfolio.importing import OnMissing, Spared, import_customers
from store.db.tables import customers, metadata
from store.people import SlackProfile
from store.tx import Store
from tests.activities import CALL, QUOTE, VISIT
from tests.store.seed import NOW, TODAY, budgets, file, opened, person, request

HEAD = (
    "external_id,name,industry,country,owner,backup,use_cases,consents,points_used,hold_reason,story,"
    "contact1_name,contact1_title,contact1_email,contact2_title,contact3_title\n"
)
LUMI = 'C1,Lumi,Retail,FI,ilkka@x.example,aino@x.example,Onboarding,"call=yes; quote=ask_first",3,,Once,'
LINE = LUMI + "Helena,CIO,helena@lumi.example,Head of IT,Head of IT\n"


async def imported(store: Store, text: str, **how: Any) -> Any:
    report = await import_customers(store, text.splitlines(keepends=True), **how)
    assert not report.rejected, report.rejected
    return report


async def rows(store: Store, *, but: tuple[str, ...] = ("changed_at",)) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, without the columns `but`."""
    found = {}
    async with store.engines.read.begin() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in but]
            found[table.name] = sorted(map(repr, await connection.execute(select(*columns))))
    return found


async def test_the_same_file_twice_changes_no_row(database_url: str) -> None:
    async with opened(database_url) as store:
        first = await imported(store, HEAD + LINE)
        before = await rows(store)
        second = await imported(store, HEAD + LINE)
        assert (first.new, first.known, second.new, second.known) == (1, 0, 0, 1)
        assert await rows(store) == before
        async with store.reading() as tx:
            said, summed = await budgets(tx)
        assert list(said.values()) == list(summed.values()) == [3]


async def test_a_dry_run_writes_nothing(database_url: str) -> None:
    async with opened(database_url) as store:
        before = await rows(store)
        report = await imported(store, HEAD + LINE, dry_run=True)
        assert (report.new, report.dry_run) == (1, True)
        assert await rows(store) == before


async def test_columns_that_are_not_in_the_file_are_left_alone(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, HEAD + LINE)
        before = await rows(store, but=("changed_at", "industry"))
        await imported(store, "external_id,name,industry\nC1,Lumi,Groceries\n")
        assert await rows(store, but=("changed_at", "industry")) == before
        assert (await only(store)).customer.industry == "Groceries"


async def test_an_empty_cell_of_a_column_that_is_there_empties_it(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, HEAD + LINE)
        await imported(store, "external_id,name,owner,story\nC1,Lumi,,\n")
        lumi = (await only(store)).customer
        assert (lumi.owner_id, lumi.story) == (None, "")
        assert lumi.backup_id is not None


async def test_a_contact_who_left_is_shown_no_more_and_comes_back_as_the_same(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, HEAD + LINE)
        helena = next(c for c in (await only(store)).contacts if c.name == "Helena")
        await imported(store, "external_id,name,contact1_name,contact1_email\nC1,Lumi,Jari,jari@lumi.example\n")
        assert [contact.name for contact in (await only(store)).contacts] == ["Jari"]
        await imported(store, HEAD + LINE)
        assert helena in (await only(store)).contacts


async def test_two_contacts_known_only_by_the_same_title_stay_two(database_url: str) -> None:
    async with opened(database_url) as store:
        for _ in range(3):
            await imported(store, HEAD + LINE)
        assert [c.title for c in (await only(store)).contacts].count("Head of IT") == 2


async def test_imported_consents_are_replaced_and_recorded_ones_stay(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, HEAD + LINE)
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@x.example")
        said = Consent(ConsentAnswer.NO, VISIT, Purpose.SALES, agreed_on=TODAY, recorded_by=ilkka.id)
        async with store.transaction() as tx:
            wish = request((await only(store)).customer.id, maya, ilkka)
            await tx.apply(None, Outcome(wish, by=ilkka.id, consent=said))
        await imported(store, HEAD + LINE.replace("call=yes; quote=ask_first", "call=no"))
        known = (said, Consent(ConsentAnswer.NO, CALL))
        assert set((await only(store)).consents) == {replace(each, recorded_at=NOW) for each in known}


async def test_an_answer_that_the_file_says_again_was_recorded_when_it_came_first(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, HEAD + LINE)
    later = NOW + timedelta(days=3)
    async with opened(database_url, now=later) as store:
        await imported(store, HEAD + LINE.replace("quote=ask_first", "quote=no"))
        when = {said.activity: said.recorded_at for said in (await only(store)).consents}
        assert when == {CALL: NOW, QUOTE: later}


async def test_a_corrected_number_of_used_points_is_a_further_line_and_never_a_changed_one(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, HEAD + LINE)
        before = (await rows(store))["ledger"]
        await imported(store, HEAD + LINE.replace(",3,", ",1,"))
        after = (await rows(store))["ledger"]
        assert set(before) < set(after)
        async with store.reading() as tx:
            said, summed = await budgets(tx)
        assert list(said.values()) == list(summed.values()) == [1]


async def test_an_import_leaves_what_was_reserved_in_slack(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, HEAD + LINE.replace(",3,", ",1,"))
        maya, ilkka = await person(store, "U1", "Maya"), await person(store, "U2", "Ilkka", "ilkka@x.example")
        number = await file(store, (await only(store)).customer.id, maya, ilkka)
        async with store.transaction() as tx:
            before, known = await tx.requests.locked(number)
            await tx.apply(before, approve(before, known, by=ilkka, policy=tx.policy, now=NOW))
        await imported(store, HEAD + LINE.replace(",3,", ",2,"))
        async with store.reading() as tx:
            said, summed = await budgets(tx)
        assert list(said.values()) == list(summed.values()) == [4]


async def test_five_thousand_rows_take_a_few_statements_a_chunk(database_url: str) -> None:
    async with opened(database_url) as store:
        text = HEAD + "".join(LINE.replace("C1,Lumi", f"C{n},Lumi {n}") for n in range(5000))
        statements: list[str] = []
        counted: Callable[..., None] = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(store.engines.write.sync_engine, "before_cursor_execute", counted)
        report = await imported(store, text)
        assert report.new == 5000
        first = len(statements)
        assert first < 10 * 60, first
        statements.clear()
        report = await imported(store, text)
        assert report.known == 5000
        assert len(statements) < 10 * 30, len(statements)


async def only(store: Store) -> Any:
    """The record of the one customer there is."""
    async with store.reading() as tx:
        (found,) = (await tx.customers.records([1])).values()
        return found


@pytest.mark.parametrize("cell", ["=cmd()", "<!channel> *x*", "Øst & Vest", "🎉" * 20])
async def test_a_name_is_only_a_name(database_url: str, cell: str) -> None:
    async with opened(database_url) as store:
        await imported(store, f'external_id,name\nC1,"{cell}"\n')
        assert (await only(store)).customer.name == cell


# --- contacts


async def test_a_contact_whose_address_becomes_known_later_stays_the_same(database_url: str) -> None:
    head = "external_id,name,contact1_name,contact1_email,contact2_name,contact2_email\n"
    async with opened(database_url) as store:
        await imported(store, head + "C1,Lumi,Helena,,Jari,jari@lumi.example\n")
        helena, jari = (await only(store)).contacts
        await imported(store, head + "C1,Lumi,helena,h@lumi.example,Jari,jari.k@lumi.example\n")
        known = {contact.name: contact for contact in (await only(store)).contacts}
        assert (known["helena"].id, known["helena"].email) == (helena.id, "h@lumi.example")
        assert known["Jari"].id != jari.id, "another address may be another Jari"


async def test_a_file_that_has_only_some_of_a_contacts_columns_leaves_the_others(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, HEAD + LINE)
        await imported(store, "external_id,name,contact1_name,contact1_title\nC1,Lumi,Helena,Head of all\n")
        (helena,) = (await only(store)).contacts
        assert (helena.title, helena.email) == ("Head of all", "helena@lumi.example")


async def test_when_a_customer_said_how_satisfied_it_is_is_kept(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, "external_id,name,satisfaction,satisfaction_on\nC1,Lumi,4,2026-10-01\n")
        assert (await only(store)).customer.satisfaction_on == date(2026, 10, 1)
        await imported(store, "external_id,name,satisfaction\nC1,Lumi,9\n")
        assert (await only(store)).customer.satisfaction_on is None, "that was the day of another number"


# --- owners by name

SLACK = (
    SlackProfile("U2", "Ilkka Saarinen", "ilkka@x.example", "UTC", Standing.MEMBER),
    SlackProfile("U3", "Anna Virtanen", "anna@x.example", "UTC", Standing.MEMBER),
    SlackProfile("U4", "Anna Virtanen", "anna.v@x.example", "UTC", Standing.MEMBER),
    SlackProfile("U5", "Gus Guest", "gus@x.example", "UTC", Standing.GUEST),
    SlackProfile("U6", "Noah Mail", None, "UTC", Standing.MEMBER),
)


async def everybody() -> tuple[SlackProfile, ...]:
    return SLACK


def owned(*names: str) -> str:
    return "external_id,name,Account Owner\n" + "".join(f'C{n},N{n},"{name}"\n' for n, name in enumerate(names))


async def owners(store: Store) -> list[str | None]:
    async with store.reading() as tx:
        records = await tx.customers.records(list(await tx.customers.external_ids()))
        people = await tx.people.named({each.customer.owner_id or 0 for each in records.values()})
        found = sorted((r.customer.external_id, people.get(r.customer.owner_id or 0)) for r in records.values())
    return [owner.email if owner else None for _, owner in found]


async def test_an_owner_who_is_only_named_is_found_where_exactly_one_person_has_the_name(database_url: str) -> None:
    text = owned("Saarinen, Ilkka", "ILKKA  SAARINEN", "Anna Virtanen", "Gus Guest", "Noah Mail", "Anna Virtanen")
    async with opened(database_url) as store:
        before = await rows(store)
        assert (await imported(store, text, everybody=everybody, dry_run=True)).unowned
        assert await rows(store) == before
        report = await imported(store, text, everybody=everybody)
        assert report.unowned == (
            ("Anna Virtanen", 2, 2),
            ("Gus Guest", 0, 1),
            ("Noah Mail", 0, 1),
        )
        assert await owners(store) == ["ilkka@x.example", "ilkka@x.example", None, None, None, None]
        # Who was found once is known without Slack, and a name that leads to nobody changes nothing.
        report = await imported(store, owned("Ilkka Saarinen", "Nobody Known", "Ilkka Saarinen", ""))
        assert report.unowned == (("Nobody Known", 0, 1),)
        assert (await owners(store))[:4] == ["ilkka@x.example", "ilkka@x.example", "ilkka@x.example", None]


async def test_slack_is_not_asked_where_the_file_has_addresses(database_url: str) -> None:
    async def never() -> tuple[SlackProfile, ...]:
        raise AssertionError("Slack was asked")

    async with opened(database_url) as store:
        await imported(store, HEAD + LINE, everybody=never)


# --- who is missing


def numbered(*numbers: int) -> str:
    return "external_id,name\n" + "".join(f"C{n},Name {n}\n" for n in numbers)


async def there(store: Store) -> dict[str, Any]:
    async with store.reading() as tx:
        records = await tx.customers.records(list(await tx.customers.external_ids()))
    return {record.customer.external_id: record.customer for record in records.values()}


async def test_customers_that_are_not_in_a_file_of_all_have_left_and_come_back(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, numbered(*range(8)))
        dry = await imported(store, numbered(*range(6), 99), missing=OnMissing.LEAVE, dry_run=True)
        assert (dry.missing, dry.active, dry.spared) == (2, 8, None)
        assert len(await there(store)) == 8
        done = await imported(store, numbered(*range(6), 99), missing=OnMissing.LEAVE)
        assert (done.missing, done.active, done.spared) == (2, 8, None)
        assert sorted(await there(store)) == ["C0", "C1", "C2", "C3", "C4", "C5", "C99"]
        assert sum("customer.left" in line for line in (await rows(store))["audit"]) == 2
        await imported(store, numbered(7))
        assert "C7" in await there(store)


async def test_customers_that_are_not_in_a_file_of_all_are_paused_until_one_has_them(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(
            store, "external_id,name,hold_reason\n" + "".join(f"C{n},N{n},\n" for n in range(7)) + "C7,N,Talks\n"
        )
        await imported(store, numbered(*range(6)), missing=OnMissing.PAUSE)
        found = await there(store)
        assert (found["C6"].hold.reason, found["C6"].hold.since) == (NOT_IN_FILE, TODAY)
        assert found["C7"].hold.reason == "Talks"
        await imported(store, numbered(*range(8)), missing=OnMissing.PAUSE)
        found = await there(store)
        assert (found["C6"].hold, found["C7"].hold.reason) == (None, "Talks")
        async with store.engines.write.begin() as connection:
            older = update(customers).where(customers.c.external_id == "C6")
            await connection.execute(older.values(hold_reason="Not in the customer file any more", hold_since=TODAY))
        await imported(store, numbered(*range(8)), missing=OnMissing.PAUSE)
        assert (await there(store))["C6"].hold is None


async def test_more_than_a_third_do_not_leave_unless_somebody_is_sure(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, numbered(*range(9)))
        report = await imported(store, numbered(*range(5)), missing=OnMissing.LEAVE)
        assert (report.missing, report.spared) == (4, Spared.TOO_MANY)
        assert len(await there(store)) == 9
        assert not (await imported(store, numbered(*range(5)), missing=OnMissing.LEAVE, sure=True)).spared
        assert len(await there(store)) == 5


async def test_a_rejected_row_is_not_a_missing_customer(database_url: str) -> None:
    async with opened(database_url) as store:
        await imported(store, numbered(*range(6)))
        text = "external_id,name,classified\nC0,N,no\nC1,N,no\nC2,N,no\nC3,N,no\nC4,N,perhaps\n"
        report = await import_customers(store, text.splitlines(keepends=True), missing=OnMissing.LEAVE)
        assert (len(report.rejected), report.missing, report.spared) == (1, 1, None)
        assert sorted(await there(store)) == ["C0", "C1", "C2", "C3", "C4"]
        report = await import_customers(store, (text + "C5\n").splitlines(keepends=True), missing=OnMissing.LEAVE)
        assert report.spared is Spared.UNREAD_ROWS
        assert len(await there(store)) == 5


async def test_a_cell_that_cannot_be_read_leaves_what_it_stands_for(database_url: str) -> None:
    head = "external_id,name,industry,country,satisfaction,renewal_on,status,hold_reason\n"
    async with opened(database_url) as store:
        await imported(
            store, head + "C1,Lumi,Retail,FI,9,2027-03-01,paused,Merger\nC2,Berg,Retail,DE,7,2027-04-01,active,\n"
        )
        report = await imported(
            store, head + "C1,Lumi,Retail,Atlantis,many,03/04/2027,purple,\nC2,Berg,Retail,DE,8,2027-04-01,active,\n"
        )
        assert [line for line, _ in report.unread] == [2, 2, 2, 2]
        assert {cell.column for _, cell in report.unread} == {"country", "satisfaction", "renewal_on", "status"}
        async with store.reading() as tx:
            kept = {record.customer.name: record.customer for record in (await tx.customers.records([1, 2])).values()}
        lumi, berg = kept["Lumi"], kept["Berg"]
        assert (lumi.country, lumi.satisfaction, lumi.renewal_on) == ("FI", 9, date(2027, 3, 1))
        assert lumi.hold is not None and lumi.hold.reason == "Merger"
        assert berg.satisfaction == 8
        # And a new customer is there without it.
        report = await imported(store, head + "C3,Plume,Fashion,Atlantis,9,2027-03-01,active,\n")
        assert (report.new, len(report.unread)) == (1, 1)


async def test_a_value_and_its_day_are_read_together_or_not_at_all(database_url: str) -> None:
    head = "external_id,name,satisfaction,satisfaction_on,verified_on,verified_by\n"
    async with opened(database_url) as store:
        await imported(store, head + "C1,Lumi,9,2026-10-01,2026-09-01,Ilkka\n")
        report = await imported(store, head + "C1,Lumi,3,03/04/2026,someday,Petra\n")
        assert len(report.unread) == 2
        async with store.reading() as tx:
            lumi = (await tx.customers.records([1]))[1].customer
        assert (lumi.satisfaction, lumi.verified_on, lumi.verified_by) == (9, date(2026, 9, 1), "Ilkka")
