"""A click on something that an older refdesk posted and this one no longer knows."""

from domain.refusals import Outdated
from handlers.click import Click


async def on_outdated(_: Click) -> None:
    """Say so; without a listener Slack would show the person a warning sign and nothing else."""
    raise Outdated
