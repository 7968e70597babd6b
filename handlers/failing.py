"""What may go wrong, between us and Slack or in ourselves, as it may be logged."""

import traceback
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

# The connection was cut, refused or too slow: nobody knows whether Slack did it.
CUT = (aiohttp.ClientError, OSError, TimeoutError)


# Slack itself, or what stands before it, can't tell how much of it was done.
UNKNOWN_END = frozenset({"fatal_error", "internal_error", "request_timeout", "http_500", "http_502", "http_504"})


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


def where(bug: BaseException) -> str:
    """Where it happened, without its message: messages of errors hold names and texts."""
    return "".join(traceback.format_tb(bug.__traceback__))
