"""What every command of the command line needs: where to print, settings or words, and a way to end with words."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from blocks.wording.refusals import refusal
from bot.locking import AlreadyRunningError
from bot.settings import Settings, SettingsError, load_settings
from domain.refusals import Refusal
from store.migrate import pending
from store.tx import Store, UnavailableError, open_store

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
T = TypeVar("T")


def read_settings(*, needs_slack: bool = True) -> Settings:
    """The settings; what is wrong with them ends the command."""
    try:
        return load_settings(needs_slack=needs_slack)
    except SettingsError as problem:
        stop_with(str(problem))


@asynccontextmanager
async def migrated_store(settings: Settings, now: Callable[[], datetime] | None = None) -> AsyncIterator[Store]:
    """The database, open; one that is not at the newest schema ends the command."""
    from bot.wiring import utc_now

    if old := await pending(settings.database_url):
        stop_with(old)
    store = open_store(settings.database_url, now or utc_now)
    try:
        yield store
    finally:
        await store.close()


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; what a person can mend is said in a sentence."""
    try:
        return asyncio.run(work)
    except Refusal as refused:
        stop_with(refusal(refused, None))
    except AlreadyRunningError as running:
        stop_with(str(running))
    except UnavailableError as away:
        stop_with(f"The database cannot be reached ({away}). Look at REFDESK_DATABASE_URL, and at the server.")
    except OSError as failed:
        where = f": {failed.filename}" if failed.filename else "."
        stop_with(f"{failed.strerror or failed}{where}")


def stop_with(words: str) -> NoReturn:
    """End the command with these words."""
    err.print(escape(words))
    raise typer.Exit(1)


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 row", "2 rows": the terminal speaks English only."""
    return f"{number} {one if number == 1 else many or one + 's'}"
