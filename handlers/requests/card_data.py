"""From the database to what a view needs: read at the moment of sending, as its reader may know it."""

from datetime import date

from blocks.requests.card_view import CardView
from blocks.wording.customers import as_seen_by
from domain.activities import Quotable
from domain.listed import Listed
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import blocker, budget, permission
from domain.portfolio.cautions import Caution, request_cautions
from domain.portfolio.customers import Record
from domain.portfolio.quotable import may_be_told
from domain.requests.decisions import introducer
from domain.requests.paused import held_up
from domain.requests.request import Request
from domain.requests.rights import Audience
from domain.requests.states import Status
from handlers.index.finder import Finder
from store.tx import Tx


async def card_view(tx: Tx, finder: Finder, request: Request, reader: Person) -> CardView:
    """Everything a card or a message about `request` says to `reader`."""
    record = await tx.customers.record(request.customer_id)
    customer, today = record.customer, tx.policy.day(tx.now)
    anonymous = not customer.may_be_seen_by(reader)
    followers = [person_id for person_id in await asked_by(tx, request) if person_id != request.requester_id]
    ids = {request.requester_id, customer.owner_id, request.decider_id, request.decided_by, *followers}
    ids |= {request.backup_id, request.overridden_by}
    people = await tx.people.named({person for person in ids if person is not None})
    what, day = (request.activity, request.purpose), request.used_on or today
    # Why one that waits can't be approved right now.
    stop = blocker(record, *what, tx.policy, day) if request.status is Status.PENDING else None
    contact = next((c for c in record.contacts if c.id == request.contact_id), None)
    search = await tx.searches.find(request.search_id) if request.search_id else None
    alternatives: Listed[tuple[str, str]] = Listed()
    if request.unanswered or request.decline_reason:
        alternatives = await finder.alternatives(tx, search.words if search else "", request, reader)
    return CardView(
        request=request,
        reader=reader,
        customer=as_seen_by(customer, reader),
        anonymous=anonymous,
        requester=people[request.requester_id],
        followers=tuple(people[person_id] for person_id in followers),
        owner=people.get(customer.owner_id or 0),
        decider=people.get(request.decider_id or 0),
        backup=people.get(request.backup_id or 0),
        decided_by=people.get(request.decided_by or 0),
        introducer=people.get(introducer(request, customer) or 0),
        overridden_by=people.get(request.overridden_by or 0),
        contact=None if anonymous else contact,
        budget=budget(record, tx.policy, day),
        consent=permission(record, *what, tx.policy, today, request.contact_id),
        name_public=may_be_told(record, Quotable.NAME, request.purpose, today),
        activity_blocker=stop,
        hold_blocker=held_up(request, record, tx.policy, today),
        # When it renews, how happy it is, who competes with it: enough to tell which one it is.
        cautions=() if anonymous else warned_of(record, request, tx.policy, today),
        uses=record.uses,
        searched=search.words if search else "",
        search=search.key if search else "",
        alternatives=alternatives,
        policy=tx.policy,
        today=today,
    )


async def asked_by(tx: Tx, request: Request) -> list[int]:
    """Those who have a requester's card: who asked, and who joined."""
    return [card.person_id for card in await tx.requests.cards(request.id) if card.audience is Audience.REQUESTER]


def warned_of(record: Record, request: Request, policy: Policy, today: date) -> tuple[Caution, ...]:
    """What the owner of a customer is warned of, when asked for this."""
    return request_cautions(
        record,
        policy,
        today,
        activity=request.activity,
        prospect=request.deal.prospect,
        needed_by=request.needed_by,
        level=request.deal.person_seniority,
    )
