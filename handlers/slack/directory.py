"""Who a person is: looked up in Slack the first time, then again after a while."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from domain.people import Person, Standing, admit
from domain.refusals import Reason, Refusal
from handlers.slack.errors import CUT, code_of, readable
from store.people import SlackProfile
from store.tx import Store

# A member may become a guest, or leave. Listening to `user_change` would bring every status and picture of everybody.
FRESH = timedelta(hours=1)
FRESH_TO_ACT = timedelta(minutes=5)  # for a person who presses a button or sends a form
PAGE = 1000
UNKNOWN = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


@dataclass(frozen=True, slots=True)
class Directory:
    """The people of one Slack workspace or Enterprise Grid, told apart from guests and other organisations."""

    client: AsyncWebClient
    store: Store
    team_id: str
    enterprise_id: str | None = None

    async def person(self, slack_id: str, *, acting: bool = False, deciding: bool = False) -> Person:
        """The person behind a Slack id. Raises Refusal when they are unknown and Slack can't be asked.

        acting: they are about to change something, so what is known of them may not be old. deciding: about a request
        or a customer, so Slack says who they are now; where it can't, nobody decides on what was known an hour ago.
        """
        known = await self.store.who(slack_id)
        age = self.store.now() - known[1] if known and known[1] is not None else None
        if known and age is not None and not deciding and age < (FRESH_TO_ACT if acting else FRESH):
            return known[0]
        try:
            async with asyncio.timeout(self.store.limits.look_up):
                profile = await self._by_id(slack_id)
        except (SlackApiError, *CUT):
            if known is None or (deciding and (age is None or age >= FRESH)):
                raise Refusal(Reason.NOT_LOOKED_UP) from None
            return known[0]
        if profile is None:
            # Slack does not show people of other organisations to every app.
            return Person(0, slack_id, "", standing=Standing.OUTSIDER)
        return await self._learnt(profile, *(known or (None, None)))

    async def picked(self, slack_id: str, field: str, *, acting: bool = False) -> Person:
        """Whom somebody picked in a form's `field`. Raises Refusal there unless they may use refdesk."""
        try:
            return admit(await self.person(slack_id, acting=acting))
        except Refusal:
            raise Refusal(Reason.NO_MEMBER, field=field) from None

    async def known(self, person: Person) -> Person | None:
        """The same person as Slack knows them right now; None when Slack can't be asked, or is slow to say."""
        try:
            async with asyncio.timeout(self.store.limits.look_up):
                return await self.met(person)
        except (SlackApiError, *CUT):
            return None

    async def met(self, person: Person, *, within: timedelta = timedelta(0)) -> Person:
        """The same person as Slack knows them right now, also by e-mail; GONE when Slack does not.

        within: so long ago is as good as now. Raises what the client raises when Slack can't be asked.
        """
        known = await self.store.who(person.slack_id) if person.slack_id else None
        asked = known[1] if known else None
        if person.reachable and asked is not None and self.store.now() - asked < within:
            return person
        profile = None
        if person.slack_id:
            profile = await self._by_id(person.slack_id)
        elif person.email:
            profile = await self._by_email(person.email)
        if profile is not None:
            return await self._learnt(profile, person, asked)
        async with self.store.transaction(aside=True) as tx:
            await tx.people.absent(person.id, tx.now)
        return replace(person, standing=Standing.GONE)

    async def _learnt(self, profile: SlackProfile, known: Person | None, asked: datetime | None) -> Person:
        """Keep what Slack says; what was just kept and is still so is not written again."""
        recently = asked is not None and self.store.now() - asked < FRESH_TO_ACT
        if known and recently and profile.matches(known):
            return known
        async with self.store.transaction(aside=True) as tx:
            return await tx.people.learn(profile, tx.now)

    async def everybody(self) -> list[SlackProfile]:
        """All people that Slack tells us of. Raises what the client raises; waits where Slack asks us to slow down."""
        found: list[SlackProfile] = []
        cursor = ""
        while True:
            answer = await self.client.users_list(limit=PAGE, cursor=cursor, include_locale=True)
            found += [self._profile(user) for user in answer["members"]]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found

    async def _by_id(self, slack_id: str) -> SlackProfile | None:
        return await self._looked_up("users.info", user=slack_id, include_locale="true")

    async def _by_email(self, email: str) -> SlackProfile | None:
        """The person with this address; asked for once more by the id, for that alone tells their language."""
        found = await self._looked_up("users.lookupByEmail", email=email)
        if found is None:
            return None
        try:
            return await self._by_id(found.slack_id) or found
        except (SlackApiError, *CUT):
            return found  # who they are is known; their language can wait

    async def _looked_up(self, method: str, **who: str) -> SlackProfile | None:
        try:
            with readable():
                answer = await self.client.api_call(method, params=who)
                return self._profile(answer["user"])
        except SlackApiError as refused:
            if code_of(refused) in UNKNOWN:
                return None
            raise

    def _profile(self, user: Mapping[str, Any]) -> SlackProfile:
        details = user.get("profile", {})
        email = details.get("email")
        return SlackProfile(
            slack_id=user["id"],
            name=details.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
            email=email.strip().lower() if email else None,
            timezone=user.get("tz") or "UTC",
            standing=self._standing(user),
            language=str(user.get("locale") or "")[:12],
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
