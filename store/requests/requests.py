"""Requests and their cards. A request is changed only by `Tx.apply`."""

from collections.abc import Collection
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    union,
    union_all,
    update,
)

from domain.activities import Purpose
from domain.calendar import Quarter
from domain.listed import Listed
from domain.policy import Policy
from domain.portfolio.customers import ConsentAnswer, Record
from domain.refusals import Outdated
from domain.requests.request import (
    CancelledBy,
    Deal,
    DealEnd,
    DeclineReason,
    Draft,
    Fulfilment,
    Request,
    RerouteReason,
    Thanks,
)
from domain.requests.rights import Audience
from domain.requests.states import Status
from store.db.engine import Connection, among, long
from store.db.paging import Paged, page
from store.db.statuses import DECIDABLE, OPEN, RUNNING
from store.db.tables import cards, consents, customers, deliveries, requests
from store.portfolio.customers import Customers

# Longer than any reminder of a thank-you and any question about a deal may be late.
FOLLOWED_UP_FOR = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Card:
    """A posted message that shows a request; `channel` and `ts` are None until Slack has it."""

    id: int
    request_id: int
    person_id: int
    audience: Audience
    channel: str | None
    ts: str | None


class Requests:
    """The requests of one transaction."""

    def __init__(self, connection: Connection, customers: Customers) -> None:
        self._connection = connection
        self._customers = customers

    async def get(self, which: int | str) -> Request:
        """One request, by its number or by its key; raises Outdated where there is none."""
        query = _BY_ID if isinstance(which, int) else _BY_KEY
        row = (await self._connection.execute(query, {"which": which})).first()
        if row is None:
            raise Outdated
        return self._request(row)

    async def locked(self, which: int | str) -> tuple[Request, Record]:
        """The request and the record it is decided on, with the customer locked until the transaction ends."""
        query = _LOCK_OF_ID if isinstance(which, int) else _LOCK_OF_KEY
        customer_id = (await self._connection.execute(query, {"which": which})).scalar()
        if customer_id is None:
            raise Outdated
        return await self.get(which), await self._customers.record(customer_id)

    async def lock_customer(self, key: str) -> Record:
        """The customer's record, locked until the transaction ends. Raises Refusal for a removed customer."""
        await self._connection.execute(_LOCK, {"key": key})
        return await self._customers.to_ask(key)

    async def from_view(self, view_id: str) -> Request | None:
        """The request that this form has already made."""
        row = (await self._connection.execute(_FROM_VIEW, {"view": view_id})).first()
        return self._request(row) if row else None

    async def same_as(self, draft: Draft) -> Request | None:
        """An open request for the same customer, deal, activity and purpose, whoever filed it."""
        query = select(*_COLUMNS).where(
            requests.c.customer_id == draft.customer_id,
            requests.c.activity == draft.activity.code,
            # A customer may say yes to the one and no to the other.
            requests.c.purpose == draft.purpose.value,
            requests.c.status.in_(OPEN),
        )
        rows = await self._connection.execute(query.order_by(requests.c.id))
        # Compared here: databases differ in what they take for the same letter.
        return next((request for row in rows if (request := self._request(row)).deal.same_as(draft.deal)), None)

    async def open_of(self, person_id: int, most: int, offset: int = 0) -> Listed[Request]:
        """The open requests this person asked for or joined, what is due soonest first."""
        return await self._listed(_OPEN_OF, most, offset, person=person_id)

    async def open_for(self, customer_id: int) -> list[Request]:
        """The open requests for a customer, the oldest first."""
        where = (requests.c.customer_id == customer_id) & requests.c.status.in_(OPEN)
        query = select(*_COLUMNS).where(where).order_by(requests.c.id)
        return [self._request(row) for row in await self._connection.execute(query)]

    async def held_up(self, after: int, limit: int) -> list[Request]:
        """A page, from the id `after` on, of the open requests that a hold or a recorded no keeps, or should keep."""
        no = select(consents.c.id).where(
            consents.c.customer_id == customers.c.id, consents.c.answer == ConsentAnswer.NO.value
        )
        gone, paused = ~customers.c.active, requests.c.paused_at.is_not(None)
        held = or_(customers.c.hold_reason.is_not(None), gone, paused, no.exists())
        query = (
            select(*_COLUMNS)
            .join(customers, customers.c.id == requests.c.customer_id)
            .where(requests.c.status.in_(OPEN), held, requests.c.id > after)
            .order_by(requests.c.id)
            .limit(limit)
        )
        return [self._request(row) for row in await self._connection.execute(long(query))]

    async def waiting_for(self, person_id: int, most: int, offset: int = 0) -> Listed[Request]:
        """The requests that wait for this person's decision, what is due soonest first."""
        return await self._listed(_WAITING_FOR, most, offset, person=person_id)

    async def to_thank(self, person_id: int, now: datetime, most: int, offset: int = 0) -> Listed[Request]:
        """The uses for which this person still has to say thank you, the oldest first."""
        return await self._listed(_TO_THANK, most, offset, person=person_id, since=now - FOLLOWED_UP_FOR)

    async def to_follow_up(self, now: datetime, after: int, limit: int) -> list[Request]:
        """A page, from the id `after` on, of those about which time may have something to say (see due_after)."""
        recently, today = now - FOLLOWED_UP_FOR, now.date()
        ahead = requests.c.status.in_(RUNNING)
        unthanked = requests.c.thanked_at.is_(None) & (requests.c.thanks_since >= recently)
        asked = requests.c.ask_deal_on.between(recently.date(), today + timedelta(1)) & requests.c.deal_end.is_(None)
        due = or_(ahead, unthanked, asked) & (requests.c.id > after)
        query = select(*_COLUMNS).where(due).order_by(requests.c.id).limit(limit)
        return [self._request(row) for row in await self._connection.execute(long(query))]

    async def done_in(self, quarter: Quarter, most: int | None = None) -> Listed[Request]:
        """The uses of customers of the portfolio that took place in a quarter, the latest first."""
        within = (requests.c.used_on >= quarter.starts) & (requests.c.used_on < quarter.ends)
        there = requests.c.customer_id.in_(select(customers.c.id).where(customers.c.active))
        done = within & there & (requests.c.status == Status.COMPLETED.value)
        return await self._listed(long(_ordered(done, requests.c.used_on.desc())), most)

    async def these(self, ids: Collection[int]) -> list[Request]:
        """The requests with these ids, the oldest first."""
        query = select(*_COLUMNS).where(requests.c.id.in_(ids)).order_by(requests.c.id)
        return [self._request(row) for row in await self._connection.execute(query)]

    async def of_same_deal(self, request: Request) -> list[Request]:
        """The other uses for the same deal whose end the requester has not told yet."""
        query = select(*_COLUMNS).where(
            requests.c.requester_id == request.requester_id,
            requests.c.status == Status.COMPLETED.value,
            requests.c.ask_deal_on.is_not(None),
            requests.c.deal_end.is_(None),
            requests.c.id != request.id,
        )
        rows = [self._request(row) for row in await self._connection.execute(query.order_by(requests.c.id))]
        return [other for other in rows if other.deal.same_as(request.deal)]

    async def cards(self, request_id: int) -> list[Card]:
        """Every card of a request."""
        return [_card(row) for row in await self._connection.execute(_CARDS, {"request": request_id})]

    async def card(self, card_id: int) -> Card:
        """One card."""
        return _card((await self._connection.execute(_ONE_CARD, {"card": card_id})).one())

    async def locked_card(self, card_id: int) -> Card | None:
        """One card, locked until the transaction ends; None for one that became one with another."""
        # key_share: a plain FOR UPDATE would also stop who writes a delivery of this card, and that one may stop us.
        row = (await self._connection.execute(_LOCKED_CARD, {"card": card_id})).first()
        return _card(row) if row else None

    async def hand_card(self, card_id: int, person_id: int) -> None:
        """Give an unposted card to another person, because its first reader can't be reached."""
        await self._connection.execute(update(cards).where(cards.c.id == card_id).values(person_id=person_id))

    async def forget_message(self, card_id: int) -> None:
        """Forget where a card was: Slack no longer has that message, so the next delivery posts it anew."""
        await self._connection.execute(update(cards).where(cards.c.id == card_id).values(channel=None, ts=None))

    async def posted(self, card_id: int, channel: str, ts: str) -> None:
        """Remember where Slack put a locked card. Where a click has made a card of it, the two become one."""
        place = {"card": card_id, "channel": channel, "ts": ts}
        if (twin := (await self._connection.execute(_TWIN, place)).scalar()) is not None:
            # Nothing leads from a card to its deliveries: all of them are looked at, by the second one, too.
            await self._connection.execute(long(delete(deliveries).where(deliveries.c.card_id == twin)))
            await self._connection.execute(long(delete(cards).where(cards.c.id == twin)))
        await self._connection.execute(_POSTED, place)

    async def has_card_at(self, channel: str, ts: str) -> bool:
        """True when this message is known to be a card."""
        return (await self._connection.execute(_CARD_AT, {"channel": channel, "ts": ts})).first() is not None

    async def told_at(self, request_id: int, channel: str, ts: str) -> bool:
        """True when this message is on record as a card of this request, or as a message or a daily summary about
        it.
        """
        card = select(cards.c.id).where(cards.c.request_id == request_id, cards.c.channel == channel, cards.c.ts == ts)
        said = select(deliveries.c.id, deliveries.c.bundle_id).where(deliveries.c.request_id == request_id).subquery()
        message = select(deliveries.c.id).where(
            deliveries.c.id.in_(union(select(said.c.id), select(said.c.bundle_id))),
            deliveries.c.channel == channel,
            deliveries.c.ts == ts,
        )
        return (await self._connection.execute(union_all(card, message))).first() is not None

    async def add_card(self, request_id: int, person_id: int, audience: Audience) -> Card:
        """A new card, to be posted."""
        values = {"request_id": request_id, "person_id": person_id, "audience": audience.value}
        return _card((await self._connection.execute(_ADD_CARD, values)).one())

    async def add_posted_card(self, request_id: int, person_id: int, audience: Audience, channel: str, ts: str) -> None:
        """Make a message of Slack's a card of this request.

        Somebody may click before Slack's answer has told us where their card is: then it is that card, no second one.
        """
        # Two clicks on it, or a click and Slack's answer, come one after the other.
        known = select(cards.c.id).where(cards.c.request_id == request_id).order_by(cards.c.id)
        await self._connection.execute(known.with_for_update(key_share=True))
        if await self.has_card_at(channel, ts):
            return
        values = {"request_id": request_id, "person_id": person_id, "audience": audience.value}
        owed = update(cards).filter_by(**values, ts=None).values(channel=channel, ts=ts)
        if not (await self._connection.execute(owed)).rowcount:
            await self._connection.execute(insert(cards).values(**values, channel=channel, ts=ts))

    def _request(self, row: Any) -> Request:
        return _request(row, self._customers.policy)

    async def _listed(
        self, query: Select[*tuple[Any, ...]] | Paged, most: int | None, offset: int = 0, **what: Any
    ) -> Listed[Request]:
        found = await page(self._connection, query, most, offset, **what)
        return found.with_items([self._request(row) for row in found.items])


# When something has to happen: the event, once it has a day.
_DUE = func.coalesce(requests.c.event_on, requests.c.needed_by)

_DEAL = {
    "prospect": requests.c.prospect,
    "name": requests.c.deal_name,
    "value": requests.c.deal_value,
    "stage": requests.c.deal_stage,
    "person": requests.c.prospect_person,
    "person_seniority": requests.c.prospect_seniority,
    "wants_to_hear": requests.c.wants_to_hear,
}
_PLAIN = (
    *("customer_id", "requester_id", "decider_id", "needed_by", "created_at", "changed_at", "agreed_by", "agreed_on"),
    *("contact_id", "quarter", "points", "used_on", "decided_by", "decided_at", "note", "own_use", "view_id"),
    *("search_id", "version", "stage", "asked_at", "snoozed_until", "backup_id", "overridden_by"),
    "override_reason",
    *("owner_id", "backup_for", "paused_at", "go_ahead_at"),
)
_CODES = {
    "purpose": Purpose,
    "status": Status,
    "routed": RerouteReason,
    "decline_reason": DeclineReason,
}
_AFTER = tuple(field.name for field in fields_of(Fulfilment))
_AFTER_CODES = {"cancelled_by": CancelledBy, "thanked_how": Thanks, "deal_end": DealEnd}
_COLUMNS = tuple(requests.c[name] for name in ("id", "key", "activity", *_PLAIN, *_CODES, *_AFTER)) + tuple(
    column.label(f"deal__{name}") for name, column in _DEAL.items()
)
_CARD = (cards.c.id, cards.c.request_id, cards.c.person_id, cards.c.audience, cards.c.channel, cards.c.ts)


def _ordered(where: ColumnElement[bool], order: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(where).order_by(order, requests.c.id)


_ITS_ID, _ITS_KEY = requests.c.id == bindparam("which"), requests.c.key == bindparam("which")
_BY_ID, _BY_KEY = (select(*_COLUMNS).where(which) for which in (_ITS_ID, _ITS_KEY))
_FROM_VIEW = select(*_COLUMNS).where(requests.c.view_id == bindparam("view"))
# SQLite needs no FOR UPDATE and drops it: BEGIN IMMEDIATE has already excluded every other writer.
_FOR_UPDATE = select(customers.c.id).with_for_update()
_LOCK = _FOR_UPDATE.where(customers.c.key == bindparam("key"))
_LOCK_OF_ID, _LOCK_OF_KEY = (
    _FOR_UPDATE.where(customers.c.id == select(requests.c.customer_id).where(which).scalar_subquery())
    for which in (_ITS_ID, _ITS_KEY)
)

_PERSON: BindParameter[int] = bindparam("person")
_JOINED = select(cards.c.request_id).where(cards.c.person_id == _PERSON, cards.c.audience == Audience.REQUESTER.value)
_MINE = or_(requests.c.requester_id == _PERSON, requests.c.id.in_(_JOINED))
_OPEN_OF = Paged(_ordered(_MINE & among(requests.c.status, OPEN), _DUE))
_PAUSED = among(requests.c.status, RUNNING) & requests.c.paused_at.is_not(None)
_ASKED = or_(requests.c.decider_id == _PERSON, requests.c.backup_id == _PERSON)
_WAITING_FOR = Paged(_ordered(_ASKED & or_(among(requests.c.status, DECIDABLE), _PAUSED), _DUE))
_OWNS = requests.c.customer_id.in_(select(customers.c.id).where(customers.c.owner_id == _PERSON))
_TALKS = case((requests.c.routed.is_(None), _OWNS), else_=requests.c.decider_id == _PERSON)
_UNTHANKED = (requests.c.thanks_since >= bindparam("since")) & requests.c.thanked_at.is_(None)
_TO_THANK = Paged(_ordered(_UNTHANKED & _TALKS, requests.c.thanks_since))

_CARDS = select(*_CARD).where(cards.c.request_id == bindparam("request")).order_by(cards.c.id)
_ONE_CARD = select(*_CARD).where(cards.c.id == bindparam("card"))
_LOCKED_CARD = _ONE_CARD.with_for_update(key_share=True)
_CARD_AT = select(cards.c.id).where(cards.c.channel == bindparam("channel"), cards.c.ts == bindparam("ts"))
_TWIN = _CARD_AT.where(cards.c.id != bindparam("card"))
_POSTED = update(cards).where(cards.c.id == bindparam("card"))
_ADD_CARD = insert(cards).returning(*_CARD)


def values_of(request: Request) -> dict[str, Any]:
    """The request as column values, without its id and key."""
    values: dict[str, Any] = {name: getattr(request, name) for name in _PLAIN}
    values |= {name: getattr(request.fulfilment, name) for name in _AFTER}
    for name in _CODES:
        code = getattr(request, name)
        values[name] = code.value if code else None
    for name in _AFTER_CODES:
        values[name] = values[name].value if values[name] else None
    values |= {column.key: getattr(request.deal, name) for name, column in _DEAL.items()}
    values |= {"activity": request.activity.code, "view_id": request.view_id or None}
    return values


def _request(row: Any, policy: Policy) -> Request:
    fields = row._asdict()
    fields["activity"] = policy.activity(fields["activity"])
    deal = Deal(**{name: fields.pop(f"deal__{name}") for name in _DEAL})
    for name, code in (*_CODES.items(), *_AFTER_CODES.items()):
        fields[name] = code(fields[name]) if fields[name] else None
    fulfilment = Fulfilment(**{name: fields.pop(name) for name in _AFTER})
    fields["view_id"] = fields["view_id"] or ""
    return Request(**fields, deal=deal, fulfilment=fulfilment)


def _card(row: Any) -> Card:
    return Card(row.id, row.request_id, row.person_id, Audience(row.audience), row.channel, row.ts)
