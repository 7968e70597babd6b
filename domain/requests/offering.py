"""What a customer can be asked for, before anybody picks it: each activity, for each purpose, with why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from domain.activities import Activity, Purpose, purposes_of
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, blocker, naming_blocker, offers, permission
from domain.portfolio.consent import Permission
from domain.portfolio.customers import Record


class OfferState(IntEnum):
    """How an activity stands with a customer, the best first."""

    AGREED = 0
    ASKED_FIRST = 1
    NOT_NOW = 2
    """A limit or a hold stands against it: there may come a day."""
    NEVER = 3
    """The customer said no, does not do it, or is confidential and would be named."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One activity for one purpose, and what stands against it.

    agreed: it may be done without asking the customer, if at all. given: it is something the customer does.
    """

    state: OfferState
    agreed: bool
    blocker: Blocker | None = None
    given: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One activity of one customer. by_purpose: only the purpose it has by its nature, where it has one."""

    activity: Activity
    by_purpose: Mapping[Purpose, Offer]

    @property
    def best(self) -> Offer:
        """Its best answer."""
        return min(self.by_purpose.values(), key=lambda offer: offer.state)

    @property
    def needs_purpose(self) -> bool:
        """True when the customer's answer depends on what it is for."""
        answers = {(offer.state is OfferState.NEVER, offer.agreed) for offer in self.by_purpose.values()}
        return len(answers) > 1

    def offer(self, purpose: Purpose | None) -> Offer:
        """What holds for this purpose; while none is said, the best there is."""
        return self.by_purpose.get(purpose, self.best) if purpose else self.best


def choices(record: Record, person: Person, policy: Policy, day: date) -> tuple[Choice, ...]:
    """What can be asked for as it stands with this customer on `day` for who asks, in the order of the policy."""
    return tuple(choice(record, activity, person, policy, day) for activity in policy.offered)


def choice(record: Record, activity: Activity, person: Person, policy: Policy, day: date) -> Choice:
    """One of them."""
    purposes = purposes_of(activity)
    if stop := naming_blocker(record.customer, activity, person):
        return Choice(activity, dict.fromkeys(purposes, Offer(OfferState.NEVER, False, stop)))
    return Choice(activity, {purpose: _offer(record, activity, purpose, policy, day) for purpose in purposes})


def _offer(record: Record, activity: Activity, purpose: Purpose, policy: Policy, day: date) -> Offer:
    stop = blocker(record, activity, purpose, policy, day)
    said, given = permission(record, activity, purpose, policy, day).answer, offers(record.customer, activity)
    # A no outlasts a hold.
    if said is Permission.NO or not given:
        return Offer(OfferState.NEVER, False, stop, given)
    agreed = said is Permission.YES
    if stop:
        return Offer(OfferState.NOT_NOW, agreed, stop)
    return Offer(OfferState.AGREED if agreed else OfferState.ASKED_FIRST, agreed)
