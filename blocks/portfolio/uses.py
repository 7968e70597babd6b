"""What a customer has done and has agreed to do: the same words wherever its uses are told."""

from collections.abc import Sequence
from datetime import date, timedelta

from blocks.kit.language import N_, _, day, joined
from blocks.kit.sentences import plain
from blocks.wording import activities
from domain.portfolio.customers import Use

NO_USE = N_("none in the last year")


def past(uses: Sequence[Use], today: date) -> list[Use]:
    """Those of the last year that took place, or whose day has come; as they are given, the newest first."""
    since = today - timedelta(days=366)
    return [use for use in uses if use.made and since <= use.on <= today]


def last(uses: Sequence[Use], today: date) -> str:
    """The day of the last one."""
    done = past(uses, today)
    return day(done[0].on) if done else _(NO_USE)


def coming(uses: Sequence[Use], today: date) -> str:
    """What is approved and has not happened: "Call (3 December 2026) and Quote (no day yet)"; "" for nothing."""
    ahead = sorted((use for use in uses if use.made and use.on > today), key=lambda use: use.on)
    said = [plain(_("{activity} ({day})"), activity=activities.name(use.activity), day=use.on) for use in ahead]
    undated = [activities.name(use.activity) for use in uses if not use.made]
    return joined([*said, *(plain(_("{activity} (no day yet)"), activity=each) for each in undated)])
