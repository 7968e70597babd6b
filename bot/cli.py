"""The command line: `refdesk demo · run · migrate · import · digest · tick · doctor · manifest`."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from bot import doctor as examination
from bot.locking import AlreadyRunning, only_one
from bot.manifest import as_yaml, http_variant, shipped_manifest
from bot.settings import Settings, SettingsProblem, load_settings
from domain.importing import text_of
from domain.refusals import Refusal
from handlers.importing import Report, import_customers
from store.migrate import pending, upgrade
from store.tx import Unavailable, open_store

app = typer.Typer(
    help="The reference desk of a B2B company, in Slack.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they would print names and tokens
    rich_markup_mode="rich",
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
MOST_REJECTED = 50
T = TypeVar("T")


def main() -> None:
    """The entry point of the `refdesk` command."""
    app()


@app.command()
def demo(
    portfolio: Annotated[Path | None, typer.Option(help="Your own customers, as a CSV file.")] = None,
    port: Annotated[int, typer.Option(help="Where the page listens, on this machine only.")] = 8700,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database.")] = Path("var/demo"),
) -> None:
    """Try everything without Slack: a workspace in your browser, invented people, 300 invented customers."""
    from bot.demo import demo as started

    async def show(stop: asyncio.Event) -> None:
        async with started(folder, portfolio=portfolio, port=port) as running:
            report = running.report
            out.print(f"\n[bold]refdesk[/bold] is running with {report.new} customers: [bold]{running.page}[/bold]\n")
            _rejected(report)
            out.print("  1. As Maya, type [bold]/reference retail onboarding[/bold] and press Request.")
            out.print("  2. As Ilkka, open the messages with refdesk and press Approve.")
            out.print("  3. As Maya again: see how contact is made, and that Lumi Retail has less left to give.\n")
            out.print("Ctrl-C ends everything.")
            await stop.wait()

    if portfolio is not None and not portfolio.is_file():
        _stop(f"There is no file {portfolio}.")
    _until_stopped(show)


@app.command()
def run() -> None:
    """Run the bot: over Socket Mode when an app token is set, else over HTTP."""
    from bot.serving import http, socket_mode
    from bot.wiring import running

    settings = _settings()
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")

    async def serve(stop: asyncio.Event) -> None:
        if old := await pending(settings.database_url):
            _stop(old)
        async with AsyncExitStack() as stack:
            stack.enter_context(only_one(settings.database_url))
            parts = await stack.enter_async_context(
                running(
                    database_url=settings.database_url,
                    bot_token=settings.slack_bot_token.get_secret_value(),
                    signing_secret=settings.slack_signing_secret.get_secret_value(),
                    slack_url=settings.slack_api_url,
                    policy=settings.first_policy(),
                    managers=settings.programme_managers,
                    digest_channel=settings.digest_channel,
                )
            )
            if settings.socket_mode:
                token = settings.slack_app_token.get_secret_value()
                await stack.enter_async_context(socket_mode(parts, token, settings.slack_api_url))
                err.print("refdesk is connected to Slack over Socket Mode.")
            else:
                address = await stack.enter_async_context(http(parts, settings.host, settings.port))
                err.print(f"refdesk listens for Slack at {address}/slack/events")
            await stop.wait()
            err.print("Stopping: finishing what was accepted.")

    _until_stopped(serve)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    settings = _settings(needs_slack=False)
    _wait_for(upgrade(settings.database_url))
    out.print("The database is at the newest schema.")


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file: an export of your CRM, or a spreadsheet.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Import customers: columns by their headings, every refused row with its line and reason. docs/import.md"""
    if not file.is_file():
        _stop(f"There is no file {file}.")
    settings = _settings(needs_slack=False)
    report = _wait_for(_import(settings, file, dry_run=dry_run))
    would = "would be " if report.dry_run else ""
    out.print(f"{report.new} customers {would}new, {report.known} {would}brought up to date, {report.read} rows read.")
    if report.ignored:
        out.print(f"Columns nobody knows, left out: {escape(', '.join(report.ignored))}")
    if report.unresolved:
        out.print(f"Industries the search does not know: {escape(_strange(report))}")
        out.print("A programme manager can say what they are: /reference settings")
    _rejected(report)
    if report.rejected:
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Look at the token, scopes, database, people and channel; say what to do where something is wrong."""
    findings = _wait_for(examination.examine(_settings()))
    for finding in findings:
        mark = "[green]✓[/green]" if finding.ok else "[red]✗[/red]"
        out.print(f"{mark} [bold]{finding.name}[/bold]: {escape(finding.words)}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def digest(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print it.")] = False,
) -> None:
    """Print the Monday digest as it would be now."""
    if not dry_run:
        _stop("The bot posts the digest by itself, every Monday. To read it now: refdesk digest --dry-run")
    out.print(escape(_wait_for(_digest(_settings(needs_slack=False)))))


@app.command()
def manifest(
    url: Annotated[str | None, typer.Option(help="For HTTP: the https address where Slack reaches refdesk.")] = None,
) -> None:
    """Print the Slack app's manifest, to paste at api.slack.com/apps: for Socket Mode, or with --url for HTTP."""
    try:
        found = shipped_manifest() if url is None else http_variant(shipped_manifest(), url)
    except ValueError as wrong:
        _stop(str(wrong))
    sys.stdout.write(as_yaml(found))


@app.command()
def tick(
    at: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="When, in the company's time; now.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print it.")] = False,
) -> None:
    """Print what time would do at a moment: reminders, escalations, lapses, questions after a call."""
    if not dry_run:
        _stop("The bot does by itself what time makes due, every minute. To see it beforehand: refdesk tick --dry-run")
    settings = _settings(needs_slack=False)
    moment = at.replace(tzinfo=ZoneInfo(settings.first_policy().timezone)) if at else None
    lines = _wait_for(_foreseen(settings, moment))
    out.print(escape("\n".join(lines) or "Nothing is due."))


async def _foreseen(settings: Settings, at: datetime | None) -> list[str]:
    from bot.wiring import utc_now
    from handlers.ticking import foreseen

    if old := await pending(settings.database_url):
        _stop(old)
    store = open_store(settings.database_url, (lambda: at) if at else utc_now)
    try:
        return await foreseen(store)
    finally:
        await store.close()


async def _digest(settings: Settings) -> str:
    from blocks.digest import text
    from bot.wiring import utc_now
    from handlers.digesting import composed

    if old := await pending(settings.database_url):
        _stop(old)
    store = open_store(settings.database_url, utc_now)
    try:
        async with store.reading() as tx:
            return text(await composed(tx))
    finally:
        await store.close()


async def _import(settings: Settings, file: Path, *, dry_run: bool) -> Report:
    from bot.wiring import utc_now

    if old := await pending(settings.database_url):
        _stop(old)
    store = open_store(settings.database_url, utc_now)
    try:
        await store.seed_policy(settings.first_policy())
        with file.open("rb") as raw, Progress(console=err, transient=True) as progress:
            rows = max(1, sum(chunk.count(b"\n") for chunk in iter(lambda: raw.read(1 << 20), b"")))
            raw.seek(0)
            bar = progress.add_task("Reading customers", total=rows)
            return await import_customers(
                store, text_of(raw), dry_run=dry_run, progress=lambda count: progress.advance(bar, count)
            )
    finally:
        await store.close()


def _strange(report: Report) -> str:
    """Industry labels with their number of rows: "Frobnication (3), Whatnot (1)"."""
    listed = ", ".join(f"{label} ({many})" for label, many in report.unresolved[:MOST_REJECTED])
    return f"{listed} …" if len(report.unresolved) > MOST_REJECTED else listed


def _rejected(report: Report) -> None:
    if not report.rejected:
        return
    table = Table(title=f"{len(report.rejected)} rows were not imported", title_justify="left")
    table.add_column("Line", justify="right")
    table.add_column("Why")
    for row in report.rejected[:MOST_REJECTED]:
        table.add_row(str(row.line), escape(row.reason))
    out.print(table)
    if len(report.rejected) > MOST_REJECTED:
        out.print(f"… and {len(report.rejected) - MOST_REJECTED} more.")


def _settings(*, needs_slack: bool = True) -> Settings:
    try:
        return load_settings(needs_slack=needs_slack)
    except SettingsProblem as problem:
        _stop(str(problem))


def _until_stopped(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run until Ctrl-C or SIGTERM, then let the work end by itself."""

    async def watch() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(signum, stop.set)
        await work(stop)

    _wait_for(watch())


def _wait_for(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (AlreadyRunning, Refusal) as refused:
        _stop(str(refused))
    except Unavailable as away:
        _stop(f"The database cannot be reached ({away}). Look at REFDESK_DATABASE_URL.")
    except OSError as failed:
        _stop(f"{failed.strerror or failed}.")


def _stop(words: str) -> NoReturn:
    err.print(escape(words))
    raise typer.Exit(1)
