"""Any order of moves: no budget is overdrawn, and nothing is given back that was not taken."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.activities import Activity
from domain.policy import Policy
from domain.portfolio.customers import Record, Use
from domain.refusals import Refusal
from domain.requests.decisions import CustomerYes, customer_said_no, withdraw
from domain.requests.ledger import LedgerLine
from domain.requests.request import Outcome, Request
from domain.requests.states import Status
from tests.domain.world import (
    ILKKA,
    MAYA,
    NOW,
    TODAY,
    activities,
    after,
    approved,
    asked,
    declined,
    known,
    policies,
    total,
)

YES = CustomerYes("Helena Aaltola", TODAY)
NEVER_ASKED = known(consents=())

MOVERS = st.sampled_from(("approve", "ask", "yes", "no", "decline", "withdraw"))


def one_move(name: str, request: Request, record: Record, policy: Policy) -> Outcome:
    match name:
        case "approve":
            return approved(request, record, policy=policy)
        case "ask":
            return approved(request, record, policy=policy, ask_first=True)
        case "yes":
            return approved(request, record, policy=policy, yes=YES)
        case "no":
            return customer_said_no(request, record, by=ILKKA, policy=policy, now=NOW)
        case "decline":
            return declined(request)
        case _:
            return withdraw(request, record.customer, by=MAYA, now=NOW)


@settings(max_examples=300)
@given(
    st.lists(activities, min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), MOVERS), max_size=25),
    policies,
    st.sampled_from((known(), NEVER_ASKED)),
)
def test_no_order_of_moves_overdraws_or_gives_back_what_was_not_taken(
    wishes: list[Activity], moves: list[tuple[int, str]], policy: Policy, start: Record
) -> None:
    record, ledger = start, list[LedgerLine]()
    requests = [replace(asked(activity), id=number) for number, activity in enumerate(wishes)]
    reserved: dict[int, int] = {}
    for which, name in moves:
        number = which % len(requests)
        before = requests[number]
        try:
            outcome = one_move(name, before, record, policy)
        except Refusal:
            continue
        record, requests[number] = after(record, outcome), outcome.request
        ledger += outcome.ledger
        reserved[number] = reserved.get(number, 0) + sum(line.points for line in outcome.ledger)
        counting = [
            Use(r.activity, r.used_on, r.contact_id)
            for r in requests
            if r.used_on and r.status in (Status.APPROVED, Status.AWAITING_CUSTOMER)
        ]
        record = replace(record, uses=tuple(counting))
        for quarter in {line.quarter for line in ledger}:
            assert 0 <= total(ledger, quarter) <= policy.quarter_points
        if outcome.request.status in (Status.WITHDRAWN, Status.DECLINED):
            assert reserved[number] == 0
            assert outcome.request.points == 0
        else:
            assert reserved[number] == outcome.request.points
