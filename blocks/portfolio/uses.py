"""What a customer has done and has agreed to do: the same words wherever its uses are told."""

from collections.abc import Sequence
from datetime import date, timedelta

from blocks.kit import shapes as kit
from domain.portfolio.customers import Use

NONE = "none in the last year"


def past(uses: Sequence[Use], today: date) -> list[Use]:
    """Those of the last year that took place, or whose day has come; as they are given, the newest first."""
    since = today - timedelta(days=366)
    return [use for use in uses if use.made and since <= use.on <= today]


def last(uses: Sequence[Use], today: date) -> str:
    """The day of the last one."""
    done = past(uses, today)
    return kit.day(done[0].on) if done else NONE


def coming(uses: Sequence[Use], today: date) -> str:
    """What is approved and has not happened: "call on 3 December 2026 and quote (no day yet)"; "" for nothing."""
    ahead = sorted((use for use in uses if use.made and use.on > today), key=lambda use: use.on)
    said = [f"{use.activity.words} on {kit.day(use.on)}" for use in ahead]
    return kit.joined([*said, *(f"{use.activity.words} (no day yet)" for use in uses if not use.made)])
