"""What may go wrong, between us and Slack or in ourselves, as it may be logged."""

import contextlib
import logging
import secrets
import traceback
from collections.abc import Iterator, Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

# The connection was cut, refused or too slow: nobody knows whether Slack did it.
CUT = (aiohttp.ClientError, OSError, TimeoutError)

# Slack itself, or what stands before it, can't tell how much of it was done.
UNKNOWN_END = frozenset({"fatal_error", "internal_error", "request_timeout", "http_500", "http_502", "http_504"})

# What Slack says when the fault is its own.
SLACKS_FAULT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


def code_of(refused: SlackApiError) -> str:
    """Slack's own word for why it refused; "http_503" and the like where the answer held none."""
    # When Slack is down it answers with a page and not with JSON; then the response holds no data.
    data = getattr(refused.response, "data", None)
    if isinstance(data, Mapping) and data.get("error"):
        return str(data["error"])
    return f"http_{getattr(refused.response, 'status_code', 0)}"


def nothing_done(failed: BaseException) -> bool:
    """True when Slack has done nothing of what was asked, for sure."""
    if isinstance(failed, SlackApiError):
        return code_of(failed) not in UNKNOWN_END
    return isinstance(failed, aiohttp.ClientConnectorError)


class SlackUnavailableError(ConnectionError):
    """Slack, or what stands before it, was silent, cut the connection, or answered what no Slack answers."""


@contextlib.contextmanager
def readable() -> Iterator[None]:
    """Around a call to Slack.

    Raises SlackUnavailableError for an answer that is none: of JSON that is no object, slack_sdk and we
    ask all the same what it holds.
    """
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError):
        raise SlackUnavailableError("unreadable") from None


def is_slacks_trouble(error: BaseException) -> bool:
    """True when it is Slack's trouble, or the network's, and neither our bug nor Slack's considered no."""
    if isinstance(error, SlackApiError):
        code = code_of(error)
        # Without a word of Slack's in it, whatever the status, it was no answer of Slack's.
        return code in SLACKS_FAULT or code.startswith("http_")
    return isinstance(error, (aiohttp.ClientError, TimeoutError, ConnectionError))


def named(error: BaseException) -> str:
    """What kind of error it is, without its message."""
    return f"Slack says {code_of(error)}" if isinstance(error, SlackApiError) else type(error).__name__


def numbered(bug: BaseException, log: logging.Logger) -> str:
    """Log a bug under a number, never what it was about; returns the number, to tell the person."""
    number = secrets.token_hex(4)
    log.error("bug %s: %s\n%s", number, named(bug), where(bug))
    return number


def where(bug: BaseException) -> str:
    """Where it happened, without its message: messages of errors hold names and texts."""
    return "".join(traceback.format_tb(bug.__traceback__))
