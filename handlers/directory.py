"""Who somebody is: looked up in Slack the first time, then once a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from domain.people import Person, Standing
from domain.refusals import Refusal
from store.people import Profile
from store.tx import Store

FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Directory:
    """The people of one Slack workspace or Enterprise Grid, told apart from guests and other organisations."""

    client: AsyncWebClient
    store: Store
    team_id: str
    enterprise_id: str | None = None

    async def person(self, slack_id: str) -> Person:
        """The person behind a Slack id. Raises Refusal when they are unknown and Slack can't be asked."""
        async with self.store.reading() as tx:
            known = await tx.people.by_slack_id(slack_id)
            if known and known[1] is not None and tx.now - known[1] < FRESH:
                return known[0]
        try:
            profile = self._profile((await self.client.users_info(user=slack_id))["user"])
        except SlackApiError as failed:
            if failed.response["error"] in ("user_not_found", "user_not_visible"):
                # Slack does not show people of other organisations to every app.
                return Person(0, slack_id, "", standing=Standing.OUTSIDER)
            return self._known_or_refuse(known[0] if known else None)
        except (OSError, TimeoutError):
            return self._known_or_refuse(known[0] if known else None)
        async with self.store.transaction() as tx:
            return await tx.people.learn(profile, tx.now)

    async def by_email(self, email: str) -> Profile | None:
        """What Slack says of the person with this e-mail; None when Slack knows nobody."""
        try:
            return self._profile((await self.client.users_lookupByEmail(email=email))["user"])
        except SlackApiError as failed:
            if failed.response["error"] == "users_not_found":
                return None
            raise

    def _known_or_refuse(self, known: Person | None) -> Person:
        if known is None:
            raise Refusal("I could not look you up in Slack. Please try again in a minute.")
        return known

    def _profile(self, user: Mapping[str, Any]) -> Profile:
        details = user.get("profile", {})
        email = details.get("email")
        return Profile(
            slack_id=user["id"],
            name=details.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
            email=email.strip().lower() if email else None,
            timezone=user.get("tz") or "UTC",
            standing=self._standing(user),
        )

    def _standing(self, user: Mapping[str, Any]) -> Standing:
        if user.get("deleted"):
            return Standing.GONE
        if user.get("is_bot") or user.get("id") == "USLACKBOT":
            return Standing.BOT
        enterprise = user.get("enterprise_user", {}).get("enterprise_id")
        ours = user.get("team_id") in (None, self.team_id) or (enterprise and enterprise == self.enterprise_id)
        if user.get("is_stranger") or not ours:
            return Standing.OUTSIDER
        if user.get("is_restricted") or user.get("is_ultra_restricted"):
            return Standing.GUEST
        return Standing.MEMBER
