"""The command line: `refdesk demo · run · migrate · import · export · digest · tick · doctor · manifest`."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from bot import data
from bot import doctor as examination
from bot.locking import only_one
from bot.manifest import as_yaml, http_variant, shipped_manifest
from bot.settings import Settings
from bot.terminal import err, migrated_store, out, read_settings, stop_with, wait_for
from store.migrate import pending, upgrade

app = typer.Typer(
    help="The reference desk of a B2B company, in Slack.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they would print names and tokens
    rich_markup_mode="rich",
)


def main() -> None:
    """The entry point of the `refdesk` command."""
    app()


@app.command()
def demo(
    portfolio: Annotated[Path | None, typer.Option(help="Your own customers, as a CSV file.")] = None,
    port: Annotated[int, typer.Option(help="Where the page listens, on this machine only.", min=0, max=65535)] = 8700,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database.")] = Path("var/demo"),
) -> None:
    """Try everything without Slack: a workspace in your browser, invented people, 300 invented customers."""
    try:
        from bot.demo import demo as started
    except ModuleNotFoundError as missing:
        if missing.name not in ("sandbox", "sandbox.server"):
            raise
        stop_with("The demo needs the sandbox, a package of its own: `pip install ./sandbox` in a checkout of refdesk.")

    async def show(stop: asyncio.Event) -> None:
        async with started(folder, portfolio=portfolio, port=port) as running:
            report = running.report
            out.print(f"\n[bold]refdesk[/bold] is running with {report.new} customers: [bold]{running.page}[/bold]\n")
            data.show_rejected(report)
            out.print("  1. As Maya, type [bold]/reference retail onboarding[/bold] and press Request.")
            out.print("  2. As Ilkka, open the messages with refdesk and press Approve.")
            out.print("  3. As Maya again: see how contact is made, and that Lumi Retail has less left to give.\n")
            out.print("Ctrl-C ends everything.")
            await stop.wait()

    if portfolio is not None and not portfolio.is_file():
        stop_with(f"There is no file {portfolio}.")
    _until_stopped(show)


@app.command()
def run() -> None:
    """Run the bot: over Socket Mode when an app token is set, else over HTTP."""
    from bot.crashing import moved_clock, other_limits
    from bot.metrics import metrics_app
    from bot.serving import PING_SECONDS, http, serve, socket_mode
    from bot.wiring import running, utc_now

    settings = read_settings()
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # asked at each start, it says nothing new

    async def work(stop: asyncio.Event) -> None:
        if old := await pending(settings.database_url):
            stop_with(old)
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
                    now=moved_clock(os.environ) or utc_now,
                    limits=other_limits(os.environ),
                )
            )
            refused = None
            if settings.socket_mode:
                token = settings.slack_app_token.get_secret_value()
                line = await stack.enter_async_context(socket_mode(parts, token, settings.slack_api_url))
                refused = line.client.refused
                if await line.client.admitted(PING_SECONDS):
                    err.print("refdesk is connected to Slack over Socket Mode.")
                else:
                    err.print("Slack has no free socket for this app (ten at most): refdesk waits for one.")
            else:
                address = await stack.enter_async_context(http(parts, settings.host, settings.port))
                err.print(f"refdesk listens for Slack at {address}/slack/events")
            if settings.metrics_port:
                served = serve(metrics_app(parts, refused), settings.metrics_host, settings.metrics_port)
                err.print(f"Metrics are at {await stack.enter_async_context(served)}/metrics")
            await stop.wait()
            err.print("Stopping: finishing what was accepted.")

    _until_stopped(work)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    settings = read_settings(needs_slack=False)
    wait_for(upgrade(settings.database_url))
    out.print("The database is at the newest schema.")


app.command(name="import")(data.import_)
app.command(name="export")(data.export_)


@app.command()
def doctor() -> None:
    """Look at the token, scopes, database, people and channel; say what to do where something is wrong."""
    findings = wait_for(examination.examine(read_settings()))
    for finding in findings:
        mark = "[red]✗[/red]" if not finding.ok else "[green]✓[/green]" if finding.checked else "[yellow]?[/yellow]"
        out.print(f"{mark} [bold]{finding.name}[/bold]: {escape(finding.words)}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def digest(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print it.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Every list whole.")] = False,
) -> None:
    """Print the Monday digest as it would be now."""
    if not dry_run:
        stop_with("The bot posts the digest by itself, every Monday. To read it now: refdesk digest --dry-run")
    text, cut = wait_for(_digest(read_settings(needs_slack=False), whole=everything))
    out.print(escape(text))
    if cut:
        out.print("\nTo see every list whole: refdesk digest --dry-run --all")


@app.command()
def manifest(
    url: Annotated[str | None, typer.Option(help="For HTTP: the https address where Slack reaches refdesk.")] = None,
) -> None:
    """Print the Slack app's manifest, to paste at api.slack.com/apps: for Socket Mode, or with --url for HTTP."""
    try:
        found = shipped_manifest() if url is None else http_variant(shipped_manifest(), url)
    except ValueError as wrong:
        stop_with(str(wrong))
    sys.stdout.write(as_yaml(found))


@app.command()
def tick(
    at: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="When, in the company's time; now.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print it.")] = False,
) -> None:
    """Print what time would do at a moment: reminders, lapses, holds, questions, thanks, the digest: all of it."""
    if not dry_run:
        stop_with(
            "The bot does by itself what time makes due, every minute. To see it beforehand: refdesk tick --dry-run"
        )
    settings = read_settings(needs_slack=False)
    moment = at.replace(tzinfo=ZoneInfo(settings.first_policy().timezone)) if at else None
    lines = wait_for(_foreseen(settings, moment))
    out.print(escape("\n".join(lines) or "Nothing is due."))


async def _foreseen(settings: Settings, at: datetime | None) -> list[str]:
    from handlers.preview import preview

    async with migrated_store(settings, (lambda: at) if at else None) as store:
        return await preview(store, settings.digest_channel)


async def _digest(settings: Settings, *, whole: bool) -> tuple[str, bool]:
    """The digest in words, and whether one of its lists is cut."""
    from blocks.programme.digest import is_cut, text
    from handlers.programme.digest import composed

    async with migrated_store(settings) as store, store.reading() as tx:
        found = await composed(tx, whole=whole)
    return text(found), is_cut(found)


def _until_stopped(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run until Ctrl-C or SIGTERM, then let the work end by itself."""

    async def watch() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(signum, stop.set)
        await work(stop)

    wait_for(watch())
