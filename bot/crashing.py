"""What the durability tests ask of a real process: to be killed at a point, to live at another time, to be patient.

Outside tests nothing here is used, and asking is refused.
"""

import os
import random
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from domain.refusals import Reason, Refusal
from store.db.deadline import LIMITS, Limits

TESTING = "REFDESK_TESTING"
POINTS = ("after-slack", "before-commit", "after-commit")


@dataclass(frozen=True, slots=True)
class CrashPoints:
    """How likely the process kills itself at each point, as `REFDESK_CRASH_AT="after-slack:0.1,after-commit:1"`."""

    chances: Mapping[str, float]
    chance: random.Random

    def at(self, point: str) -> None:
        """Perhaps be killed here, as by kill -9; the log says where it was."""
        if self.chance.random() < self.chances.get(point, 0.0):
            os.write(2, f"crash: {point}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def traces(self) -> list[aiohttp.TraceConfig]:
        """For the HTTP session: crash when Slack has answered, before we have noted what it said."""

        async def answered(_: object, __: object, answer: aiohttp.TraceRequestEndParams) -> None:
            if "/chat." in answer.url.path:
                self.at("after-slack")

        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(answered)
        return [trace]


def _asked(environment: Mapping[str, str], name: str, harm: str) -> str:
    """What the tests ask for under this name; "" in life. Raises Refusal when it is asked for outside tests."""
    asked = environment.get(name, "")
    if asked and environment.get(TESTING) != "1":
        raise Refusal(Reason.SAID, words=f"{name} {harm}. It is for refdesk's own tests: remove it.")
    return asked


def crashes(environment: Mapping[str, str]) -> CrashPoints | None:
    """Where the tests want it killed; None in life. Raises Refusal when it is asked for outside tests."""
    asked = _asked(environment, "REFDESK_CRASH_AT", "kills the process again and again")
    chances = {point: float(chance) for point, _, chance in (each.partition(":") for each in asked.split(",") if each)}
    if unknown := chances.keys() - set(POINTS):
        raise Refusal(
            Reason.SAID, words=f"REFDESK_CRASH_AT knows {', '.join(POINTS)}, not {', '.join(sorted(unknown))}."
        )
    seed = environment.get("REFDESK_CRASH_SEED", "0")
    return CrashPoints(chances, random.Random(seed)) if chances else None  # noqa: S311 - no secret


def moved_clock(environment: Mapping[str, str]) -> Callable[[], datetime] | None:
    """Business time, as many seconds from now as the file `REFDESK_CLOCK_AT` says at that moment; None in life.

    Raises Refusal when it is asked for outside tests: due dates and quarters would be wrong.
    """
    asked = _asked(environment, "REFDESK_CLOCK_AT", "moves refdesk's clock")
    if not asked:
        return None
    file = Path(asked)
    return lambda: datetime.now(UTC) + timedelta(seconds=float(file.read_text()))


def other_limits(environment: Mapping[str, str]) -> Limits:
    """For everything the seconds that `REFDESK_WAIT_SECONDS` says; in life those of Slack.

    Raises Refusal when it is asked for outside tests: people would be left without an answer.
    """
    asked = _asked(environment, "REFDESK_WAIT_SECONDS", "makes refdesk answer too late")
    return patient(int(asked)) if asked else LIMITS


def patient(seconds: int) -> Limits:
    """As many seconds for everything: no machine is too busy for that."""
    return Limits(*[seconds] * len(fields(Limits)))
