"""The database goes away for a while: clicks are told so, nothing is half done, and it comes back by itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from sandbox.model import Message
from sandbox.seat import Seat
from store.db.deadline import LIMITS
from store.tx import UnavailableError
from tests.durability.fleet import free_port
from tests.durability.invariants import check, quiet
from tests.durability.office import office
from tests.durability.wires import pump
from tests.world import LUMI, World, opened

pytestmark = pytest.mark.timeout(600)  # a busy machine is no fault

UNSAVED = "I could not save this; nothing was changed."


class Wire:
    """A TCP port that leads to PostgreSQL's own socket, as long as it is not cut."""

    def __init__(self, database_url: str) -> None:
        url = make_url(database_url)
        self.port = free_port()
        self.url = url.set(host="127.0.0.1", port=self.port, query={}).render_as_string(hide_password=False)
        self._socket = f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._talks = asyncio.Event()
        self._talks.set()
        self._before: tuple[bytes, bytes] | None = None

    async def join(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def cut(self) -> None:
        """End every connection and refuse new ones."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()

    def falls_silent(self) -> None:
        """Keep every connection, take new ones, and carry nothing: as a server does that hangs."""
        self._talks.clear()

    def falls_silent_before(self, word: bytes, *, after: bytes) -> None:
        """Fall silent before this word, of the connection by which the other one has passed."""
        self._before = (after, word)

    def talks_again(self) -> None:
        """Carry what was held back, and all that comes."""
        self._talks.set()

    async def _carry(self, inwards: asyncio.StreamReader, outwards: asyncio.StreamWriter) -> None:
        there, forth = await asyncio.open_unix_connection(self._socket)
        self._writers |= {outwards, forth}
        said: set[bytes] = set()

        async def passes(data: bytes) -> bool:
            if self._before:
                after, word = self._before
                if after in said and word in data:
                    self._before = None
                    self.falls_silent()
                elif after in data:
                    said.add(after)
            return await self._talks.wait()

        try:
            await asyncio.gather(pump(inwards, forth, passes), pump(there, outwards, passes))
        finally:
            self._writers -= {outwards, forth}


@asynccontextmanager
async def wired(database_url: str) -> AsyncIterator[Wire]:
    """A wire that lets through."""
    wire = Wire(database_url)
    await wire.join()
    try:
        yield wire
    finally:
        await wire.cut()


@asynccontextmanager
async def cuttable(
    database_url: str,
) -> AsyncIterator[tuple[str, Callable[[], Awaitable[None]], Callable[[], Awaitable[None]]]]:
    """The address to use, how to take the database away, and how to bring it back."""
    if database_url.startswith("sqlite"):
        path = Path(str(make_url(database_url).database))
        hidden = path.with_suffix(".away")

        async def hide() -> None:
            await asyncio.to_thread(path.rename, hidden)

        async def show() -> None:
            await asyncio.to_thread(hidden.rename, path)

        yield database_url, hide, show
        return
    async with wired(database_url) as wire:
        yield wire.url, wire.cut, wire.join


@asynccontextmanager
async def asked(database_url: str) -> AsyncIterator[tuple[Wire, World]]:
    """Maya has asked Ilkka, whose card has come, over a wire to the database."""
    async with wired(database_url) as wire, opened(wire.url, limits=LIMITS) as world:
        await world.customers(LUMI)
        await world.asks(world.maya, "Lumi")
        await world.sees(world.ilkka, "[Approve]")
        await world.settled()
        yield wire, world


async def test_without_a_database_clicks_are_told_so_and_it_mends_itself(database_url: str, tmp_path: Path) -> None:
    async with cuttable(database_url) as (url, take, give), office(url, tmp_path) as people:
        bot = await people.fleet.start()
        maya = people.askers[0]
        await people.asks(maya)

        def waiting() -> list[tuple[Seat, Message]]:
            return [(seat, m) for seat in people.owners for m in seat.dm if "[Approve]" in seat.text_of(m)]

        ((owner, card),) = await people.slack.wait_for(waiting)

        await take()
        await people.fleet.until(bot, "/readyz", 503)
        assert await owner.clicks("Approve", on=card)
        assert UNSAVED in owner.last_ephemeral
        assert await maya.types("/reference retail")
        assert UNSAVED in maya.last_ephemeral

        await give()
        await people.fleet.until(bot, "/readyz", 200)
        await people.clicks(owner, card, "Approve")
        assert people.seen[-1].accepted
        assert not bot.ended.is_set()  # it has not been restarted
        await quiet(people)
        await check(people)


async def test_a_database_that_hangs_is_answered_for_in_time(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite is a file: it does not hang by itself")
    async with asked(database_url) as (wire, world):
        wire.falls_silent()
        verdicts = [await world.ilkka.clicks("Approve"), await world.maya.types("/reference retail")]
        with pytest.raises(UnavailableError):
            await world.parts.desk.store.check()
        assert all(verdict.ok for verdict in verdicts), verdicts
        assert UNSAVED in world.ilkka.last_ephemeral
        assert UNSAVED in world.maya.last_ephemeral
        wire.talks_again()
        await world.parts.desk.store.check()
        assert await world.ilkka.clicks("Approve")
        await world.sees(world.maya, "Approved: Call with Lumi Retail")
        await world.settled()


async def test_a_commit_of_which_nobody_heard_is_not_called_undone(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite is a file: it does not hang by itself")
    async with asked(database_url) as (wire, world):
        wire.falls_silent_before(b"COMMIT", after=b"UPDATE requests SET")
        assert await world.ilkka.clicks("Approve")
        assert "I could not find out whether this was saved." in world.ilkka.last_ephemeral
        wire.talks_again()
        await world.sees(world.maya, "Approved: Call with Lumi Retail")
