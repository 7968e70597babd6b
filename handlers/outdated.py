"""A click on something that an older refdesk posted and this one no longer knows."""

from domain.refusals import Refusal


async def on_outdated() -> None:
    """Say so; without a listener Slack would show the person a warning sign and nothing else."""
    raise Refusal("This button is from an older version of me. Search again with /reference, or open my Home.")
