"""Who gets a request: its owner, or a stand-in for one who is away or can't be reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from domain.people import Person, Standing
from domain.policy import Policy
from domain.requests.request import Request, RerouteReason
from domain.requests.states import STATES, WaitsFor
from domain.working_time import working_time_of


@dataclass(frozen=True, slots=True)
class Circle:
    """The people around one request. people: its decider, owner, backup and their delegates, by id.

    classified: only owner, backup and programme managers may know whose customer it is. removed: it left the portfolio.
    """

    owner_id: int | None
    backup_id: int | None
    people: Mapping[int, Person]
    managers: tuple[Person, ...] = ()
    classified: bool = False
    removed: bool = False

    def may_know(self, person: Person) -> bool:
        """True for those who may be asked about the customer at all."""
        return not self.classified or person.programme_manager or person.id in (self.owner_id, self.backup_id)

    def waited_for(self, request: Request) -> int | None:
        """Who has to do something: answer, ask the customer, or look after the use."""
        match STATES[request.status].waits_for:
            case WaitsFor.CUSTOMER if not request.routed:
                return self.owner_id
            case WaitsFor.DECIDER | WaitsFor.CUSTOMER | WaitsFor.NOBODY:
                return request.decider_id
            case _ as unknown:
                assert_never(unknown)


@dataclass(frozen=True, slots=True)
class Route:
    """Who gets it, and why not the owner; `why` is None for the owner."""

    person: Person
    why: RerouteReason | None = None


def route(circle: Circle, policy: Policy, now: datetime, *, requester_id: int, past: int = 0) -> Route | None:
    """Who decides, of those who may know the customer and can be reached; None when there is nobody.

    The owner, the delegate of an owner who is away, the backup, the programme managers. Where all of them are
    away, the first who is in Slack; nobody decides about their own request but a programme manager who is alone.
    past: the person a message did not reach; only those after them in turn count, so that none is passed to and fro.
    """
    turn = in_turn(circle, policy, now)
    if past in (ids := [person.id for person in turn]):
        turn = turn[ids.index(past) + 1 :]
    # One who is known by e-mail only may well be in Slack: their standing says so once Slack was asked.
    there = [each for each in turn if each.standing is Standing.MEMBER and circle.may_know(each)]
    others = [each for each in there if each.id != requester_id]
    present = [each for each in others if not is_away(each, policy, now)]
    alone = [each for each in there if each.programme_manager]
    person = next(iter((*present, *others, *alone)), None)
    return Route(person, _why(person, circle, policy, now)) if person else None


def in_turn(circle: Circle, policy: Policy, now: datetime) -> list[Person]:
    """Everybody who could decide, each once, and after each who is away the one they named."""
    known = {**{manager.id: manager for manager in circle.managers}, **circle.people}
    turn: dict[int, Person] = {}
    for first in (circle.owner_id, circle.backup_id, *(manager.id for manager in circle.managers)):
        person = known.get(first or 0)
        while person is not None and person.id not in turn:
            turn[person.id] = person
            person = known.get(person.delegate_id or 0) if is_away(person, policy, now) else None
    return list(turn.values())


def passing(request: Request, circle: Circle, policy: Policy, now: datetime) -> Route | None:
    """Who has it from now on, where the one it waits for is away, can't be reached, or may not know the customer."""
    person = circle.people.get(circle.waited_for(request) or 0)
    if person is None:
        return None
    lost = person.standing is not Standing.MEMBER or not circle.may_know(person)
    if not lost and not is_away(person, policy, now):
        return None
    found = route(circle, policy, now, requester_id=request.requester_id)
    if found is None or found.person.id == person.id or (not lost and is_away(found.person, policy, now)):
        return None
    return found


def is_away(person: Person, policy: Policy, now: datetime) -> bool:
    """True while this person is out of office, by their own day."""
    return person.away_on(working_time_of(person, policy).local_day(now))


def _why(person: Person, circle: Circle, policy: Policy, now: datetime) -> RerouteReason | None:
    owner = circle.people.get(circle.owner_id or 0)
    if owner is None:
        return RerouteReason.NO_OWNER
    if person.id == owner.id:
        return None
    away = owner.standing is Standing.MEMBER and is_away(owner, policy, now)
    return RerouteReason.OWNER_AWAY if away else RerouteReason.OWNER_NOT_IN_SLACK
