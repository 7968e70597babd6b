"""`refdesk import` and `refdesk export`: customers in, everything out."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import aiohttp
import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from blocks.wording.import_faults import fault
from bot.settings import Settings
from bot.terminal import count, err, migrated_store, out, read_settings, stop_with, wait_for
from domain.listed import listed
from domain.portfolio.importing import Fault, text_of
from domain.refusals import Reason, Refusal
from handlers.portfolio.exporting import ExportReport, Sheet, export
from handlers.portfolio.importing import ONE_IN, ImportReport, ListPeople, OnMissing, Spared, import_customers
from handlers.slack.directory import Directory
from handlers.slack.errors import CUT, code_of
from store.people import SlackProfile
from store.tx import Store

MOST_SHOWN = 50
STANDARD_OUTPUT = Path("-")


def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file: an export of your CRM, or a spreadsheet.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    missing: Annotated[
        OnMissing | None,
        typer.Option(
            help="The file is the whole portfolio: customers not in it have left, or are paused until one has them."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --missing: also when that is more than a third of all customers.")
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(help="The file's encoding, like utf-8 or cp1252. Left out, it is found out.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=f"No list ends after {MOST_SHOWN}.")] = False,
) -> None:
    """Import customers: columns by their headings, every refused row with its line and reason. docs/import.md"""
    if not file.is_file():
        stop_with(f"There is no file {file}.")
    settings = read_settings(needs_slack=False)
    report = wait_for(_import(settings, file, encoding, dry_run=dry_run, missing=missing, sure=yes))
    most = None if everything else MOST_SHOWN
    would = "would be " if report.dry_run else ""
    new, read = count(report.new, "customer"), count(report.read, "row")
    out.print(f"{new} {would}new, {report.known} {would}brought up to date, {read} read.")
    if report.ignored:
        out.print(f"Columns nobody knows, left out: {escape(', '.join(report.ignored))}")
    if report.unresolved:
        labels = [f"{label} ({many})" for label, many in report.unresolved]
        out.print(f"Industries the search does not know: {escape(_some(labels, ', ', most))}")
        out.print("A programme manager can say what they are: /reference settings")
    if report.unowned:
        out.print("Owners that could not be found by name; their customers keep the owner they have, or have none:")
        names = [f"  {name} ({many}): {_namesakes(people)}" for name, people, many in report.unowned]
        out.print(escape(_some(names, "\n", most)))
    if missing and report.missing is not None:
        out.print(_missing_words(report, missing))
    show_unread(report, most)
    show_rejected(report, most)
    if report.rejected or report.spared:
        raise typer.Exit(1)


def export_(
    folder: Annotated[
        Path, typer.Option("--out", help="The folder to write to; - writes one sheet to the standard output.")
    ] = Path("refdesk-export"),
    only: Annotated[list[Sheet] | None, typer.Option(help="Only this sheet; may be said several times.")] = None,
    classified: Annotated[
        bool, typer.Option("--classified", help="Also classified customers, with their names and all about them.")
    ] = False,
) -> None:
    """Write customers, consents, requests and the ledger as CSV files that only you may read. docs/export.md"""
    if folder == STANDARD_OUTPUT and len(only or ()) != 1:
        stop_with("The standard output takes one sheet: say which, as in --out - --only customers")
    done = wait_for(_export(read_settings(needs_slack=False), folder, tuple(only or Sheet), classified=classified))
    for sheet, rows in done.rows.items():
        err.print(f"{rows} rows of {sheet}" + (f" in {folder / file_of(sheet)}" if folder != STANDARD_OUTPUT else ""))
    if done.withheld:
        err.print(
            f"{done.withheld} classified customers were left out, with all about them; --classified takes them in."
        )


def show_unread(report: ImportReport, most: int | None = MOST_SHOWN) -> None:
    """Each cell that could not be read in a row that was; most: of them, None is all."""
    if report.unread:
        title = f"{count(len(report.unread), 'cell')} not read; what they stand for is as it was"
        _show_lines(title, [(line, [cell]) for line, cell in report.unread], most)


def show_rejected(report: ImportReport, most: int | None = MOST_SHOWN) -> None:
    """Each rejected row with its line and reason; most: of them, None is all."""
    if report.rejected:
        title = f"{count(len(report.rejected), 'row')} not imported"
        _show_lines(title, [(row.line, row.faults) for row in report.rejected], most)


def _show_lines(title: str, lines: Sequence[tuple[int, Sequence[Fault]]], most: int | None) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("Line", justify="right")
    table.add_column("Why")
    shown = listed(lines, most)
    for line, faults in shown.items:
        table.add_row(str(line), escape(" ".join(map(fault, faults))))
    out.print(table)
    if shown.left:
        out.print(_more(shown.left))


def file_of(sheet: Sheet) -> str:
    """The name of a sheet's file."""
    return f"{sheet}.csv"


def _some(items: Sequence[str], between: str, most: int | None) -> str:
    """The first of many, and how many more there are."""
    shown = listed(items, most)
    return between.join([*shown.items, *([_more(shown.left)] if shown.left else [])])


def _more(left: int) -> str:
    return f"… and {left} more. To see them all: refdesk import FILE --dry-run --all"


def _namesakes(people: int) -> str:
    return f"{people} people in Slack have this name" if people else "nobody in Slack has this name"


def _missing_words(report: ImportReport, missing: OnMissing) -> str:
    counted = f"{report.missing} of {report.active} customers are not in the file"
    if report.spared is Spared.UNREAD_ROWS:
        return f"{counted}: rows that could not be read may be about them, so they were left as they are."
    if report.spared is Spared.TOO_MANY:
        sure = "" if report.dry_run else " If it is right, say --yes."
        return f"{counted}: that is more than one in {ONE_IN}, so they were left as they are.{sure}"
    did = {OnMissing.LEAVE: ("have left", "would leave"), OnMissing.PAUSE: ("are paused", "would be paused")}[missing]
    return f"{counted}: they {did[report.dry_run]}."


async def _import(
    settings: Settings, file: Path, encoding: str | None, *, dry_run: bool, missing: OnMissing | None, sure: bool
) -> ImportReport:
    async with migrated_store(settings) as store:
        await store.seed_policy(settings.first_policy())
        with file.open("rb") as raw, Progress(console=err, transient=True) as progress:
            rows = max(1, sum(chunk.count(b"\n") for chunk in iter(lambda: raw.read(1 << 20), b"")))
            raw.seek(0)
            lines = text_of(raw, encoding)
            if not encoding and not lines.encoding.startswith("utf-8"):
                err.print(f"Read as {lines.encoding}. If letters look wrong, say --encoding.")
            bar = progress.add_task("Reading customers", total=rows)
            return await import_customers(
                store,
                lines,
                dry_run=dry_run,
                everybody=_everybody(settings, store) if settings.slack_bot_token.get_secret_value() else None,
                missing=missing,
                sure=sure,
                progress=lambda count: progress.advance(bar, count),
            )


def _everybody(settings: Settings, store: Store) -> ListPeople:
    """Asks Slack for all its people, as slowly as Slack wants."""

    async def ask() -> list[SlackProfile]:
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient(
                settings.slack_bot_token.get_secret_value(),
                base_url=settings.slack_api_url,
                session=session,
                retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=20)],
            )
            try:
                who = await client.auth_test()
                return await Directory(client, store, str(who["team_id"]), who.get("enterprise_id")).everybody()
            except (SlackApiError, *CUT) as failed:
                code = code_of(failed) if isinstance(failed, SlackApiError) else type(failed).__name__
                words = f"The file names owners without their e-mails, and Slack did not say who they are ({code})."
                raise Refusal(
                    Reason.SAID, words=f"{words} Nothing more was imported; `refdesk doctor` may know why."
                ) from None

    return ask


async def _export(settings: Settings, folder: Path, sheets: Sequence[Sheet], *, classified: bool) -> ExportReport:
    async with migrated_store(settings) as store:
        opened = _standard_output if folder == STANDARD_OUTPUT else _files(folder)
        with Progress(console=err, transient=True) as progress:
            bar = progress.add_task("Writing rows", total=None)
            return await export(
                store, sheets, opened, classified=classified, progress=lambda count: progress.advance(bar, count)
            )


@contextmanager
def _standard_output(_: Sheet) -> Iterator[TextIO]:
    yield sys.stdout
    sys.stdout.flush()


def _files(folder: Path) -> Callable[[Sheet], AbstractContextManager[TextIO]]:
    """Opens each sheet's file: readable by its owner alone, and there only once it is whole."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def opened(sheet: Sheet) -> Iterator[TextIO]:
        path = folder / file_of(sheet)
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        # With a byte order mark: without one Excel takes "Öresund" for "Ã–resund", and saves that.
        private = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(private, "w", encoding="utf-8-sig", newline="") as text:
            yield text
        part.replace(path)

    return opened
