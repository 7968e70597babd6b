"""A client that obeys Retry-After: a method is left alone in one channel for as long as Slack asked, others go on."""

import time
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

RATE_LIMITED = 429


class RateLimitedError(SlackApiError):
    """Slack said: not before `seconds` have passed. It reads like the refusal it comes from."""

    def __init__(self, refusal: AsyncSlackResponse, seconds: float) -> None:
        super().__init__("ratelimited", refusal)  # type: ignore[no-untyped-call]
        self.seconds = seconds


class RateLimitedClient(AsyncWebClient):
    """Slack's client, but raises RateLimitedError for a 429, and at once while one lasts: others go on meanwhile."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._limited_until: dict[tuple[str, str], tuple[float, AsyncSlackResponse]] = {}

    async def api_call(self, api_method: str, **call: Any) -> AsyncSlackResponse:
        """Call a method of the Web API. Raises RateLimitedError, and whatever else the client raises."""
        place = (api_method, _channel(call))
        until, refusal = self._limited_until.get(place, (0.0, None))
        if refusal is not None and until > time.monotonic():
            raise RateLimitedError(refusal, until - time.monotonic())
        self._limited_until.pop(place, None)
        try:
            return await super().api_call(api_method, **call)
        except SlackApiError as refused:
            if refused.response.status_code != RATE_LIMITED:
                raise
            seconds = float(refused.response.headers.get("Retry-After", 1))
            self._limited_until[place] = (time.monotonic() + seconds, refused.response)
            raise RateLimitedError(refused.response, seconds) from None


def _channel(call: dict[str, Any]) -> str:
    """The channel it is for, or the person whose Home it is; "" for methods without one."""
    given = {**(call.get("params") or {}), **(call.get("json") or {})}
    return str(given.get("channel") or given.get("channel_id") or given.get("user_id") or "")
