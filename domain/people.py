"""People: those who ask, those who decide."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.refusals import Reason, Refusal


class Standing(StrEnum):
    """What a person is in the company's Slack."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"  # from another organisation, through a shared channel
    BOT = "bot"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of our own company. `slack_id` is None for an owner known only by e-mail so far.

    country: where they work, ISO 3166; "" lets their timezone say it. away_until: the day they are back at work.
    delegate_id: who decides while they are away. key: by which Slack's menus name them. language: as Slack says it,
    en-GB; "" where it has not said.
    """

    id: int
    slack_id: str | None
    name: str
    email: str | None = None
    timezone: str = "UTC"
    standing: Standing = Standing.MEMBER
    programme_manager: bool = False
    country: str = ""
    away_until: date | None = None
    delegate_id: int | None = None
    key: str = ""
    language: str = ""

    @property
    def first_name(self) -> str:
        return self.name.split(" ", maxsplit=1)[0]

    @property
    def reachable(self) -> bool:
        """True when a message in Slack can reach them."""
        return self.slack_id is not None and self.standing is Standing.MEMBER

    def away_on(self, day: date) -> bool:
        """True while they are out of office."""
        return self.away_until is not None and day < self.away_until


def admit(person: Person) -> Person:
    """Let in members only. Raises Refusal for guests, bots, leavers and people of other organisations."""
    match person.standing:
        case Standing.MEMBER:
            return person
        case Standing.GUEST:
            raise Refusal(Reason.GUEST)
        case Standing.OUTSIDER:
            raise Refusal(Reason.OUTSIDER)
        case _:
            raise Refusal(Reason.NO_ACCOUNT)


def on_leave(person: Person, *, until: date | None, delegate: Person | None, today: date) -> Person:
    """The person out of office until the day they are back, or here again. Raises Refusal, with the field."""
    if until is None:
        return replace(person, away_until=None, delegate_id=None)
    if until <= today:
        raise Refusal(Reason.BACK_AHEAD, field="back")
    if delegate is not None and delegate.id == person.id:
        raise Refusal(Reason.STAND_IN_SELF, field="instead")
    return replace(person, away_until=until, delegate_id=delegate.id if delegate else None)


def at_home_in(person: Person, country: str, usual: str) -> Person:
    """The person with the public holidays of `country`; `usual` is what their timezone says by itself."""
    return replace(person, country="" if country == usual else country)


def check_whose(by: Person, former: Person) -> None:
    """Raise Refusal unless `by` may give away the customers of `former`."""
    if by.id != former.id and not by.programme_manager:
        raise Refusal(Reason.NOT_YOUR_CUSTOMERS, deciders=())


def check_may_hand_over(by: Person, former: Person, to: Person) -> None:
    """Raise Refusal unless `by` may give the customers of `former` to `to`."""
    check_whose(by, former)
    if former.id == to.id:
        raise Refusal(Reason.YOURS_ALREADY if by.id == to.id else Reason.THEIRS_ALREADY, field="to")
