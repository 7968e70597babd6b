"""The Monday digest through the real bot: once a week, in a channel, never a secret name, on both databases."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.manifest import shipped_manifest
from sandbox.clock import Clock
from sandbox.model import Message
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from tests.world import LUMI, PEOPLE, World, bot_at

FRIDAY = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRET = "Zyxomma Holding"
CHANNEL = "references"


@asynccontextmanager
async def a_week(database_url: str, *, start: datetime = FRIDAY, with_app: bool = True) -> AsyncIterator[World]:
    """A world on a Friday, with a digest channel."""
    clock = Clock(start)
    channels = ["general", {"name": CHANNEL, "with_app": with_app}]
    workspace = Workspace.from_manifest(shipped_manifest(), PEOPLE, channels, clock=clock)
    async with (
        Sandbox(workspace, page=False) as slack,
        bot_at(slack, database_url, digest_channel=workspace.channel(CHANNEL).id) as parts,
    ):
        yield World(slack, parts, database_url)


def posted(world: World) -> list[Message]:
    return world.maya.channel(CHANNEL)


async def test_on_monday_at_nine_the_channel_reads_the_digest(database_url: str) -> None:
    async with a_week(database_url) as world:
        await world.customers(LUMI)
        world.slack.clock.move_to(MONDAY)
        await world.slack.wait_for(lambda: posted(world))
        seen = world.maya.text_of(posted(world)[0])
        print(seen)
        assert "Lumi" in seen
