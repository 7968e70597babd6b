"""Who may come in, and what of a classified customer anybody gets to see."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.wording.refusals import refusal
from domain.activities import Activity, Purpose
from domain.people import Person, Standing, admit
from domain.policy import Policy
from domain.portfolio.customers import Customer, Hold, Record, as_seen_by
from domain.refusals import Refusal
from domain.requests.decisions import file
from domain.requests.routing import Route
from tests.activities import CALL
from tests.domain.world import (
    MAYA,
    NOW,
    PETRA,
    TODAY,
    activities,
    draft,
    policies,
    purposes,
    records,
)

TEXTS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=12).map(lambda text: f"secret-{text}")


@given(TEXTS, st.integers(100, 900), st.integers(0, 1000), st.sampled_from(("", "a Nordic retailer")))
def test_a_classified_customer_shows_others_nothing_but_its_segment(
    secret: str, number: int, points: int, segment: str
) -> None:
    listed = (secret,)
    customer = Customer(
        id=5,
        external_id=secret,
        name=secret,
        industry=secret,
        country="FI",
        region=secret,
        size=secret,
        employees=number,
        tier=secret,
        use_cases=listed,
        products=listed,
        languages=("fi",),
        activities=(CALL,),
        competitors=listed,
        owner_id=number,
        backup_id=number + 1,
        classified=True,
        segment=segment,
        name_public=True,
        story=secret,
        story_public=True,
        customer_since=TODAY,
        renewal_on=TODAY,
        satisfaction=3,
        verified_on=TODAY,
        verified_by=secret,
        quarter_points=points,
        gifts_allowed=True,
        hold=Hold(secret, TODAY, TODAY + timedelta(9)),
    )
    seen = as_seen_by(customer, MAYA)
    assert secret not in repr(seen)
    allowed = {"id", "name", "segment", "classified", "hold"}
    default = Customer(0, "", "")
    for each in fields(Customer):
        if each.name not in allowed:
            assert getattr(seen, each.name) == getattr(default, each.name), each.name
    assert seen.name == segment
    owner = replace(MAYA, id=number)
    assert as_seen_by(customer, owner) == customer
    assert as_seen_by(customer, replace(MAYA, id=number + 1)) == customer
    assert as_seen_by(customer, PETRA) == customer


@given(records, activities, purposes, policies)
def test_a_refusal_never_names_a_classified_customer(
    record: Record, activity: Activity, purpose: Purpose, policy: Policy
) -> None:
    held = replace(record.customer.hold, reason="very private") if record.customer.hold else None
    hidden = replace(record, customer=replace(record.customer, classified=True, hold=held))
    try:
        file(
            draft(activity, purpose=purpose),
            hidden,
            by=MAYA,
            to=Route(PETRA),
            policy=policy,
            now=NOW,
        )
    except Refusal as refused:
        said = refusal(refused, MAYA)
        assert "Lumi" not in said
        assert "private" not in said


@pytest.mark.parametrize("standing", [standing for standing in Standing if standing is not Standing.MEMBER])
def test_only_members_come_in(standing: Standing) -> None:
    with pytest.raises(Refusal):
        admit(replace(MAYA, standing=standing))


def test_a_member_comes_in_and_is_reachable_only_in_slack() -> None:
    assert admit(MAYA) is MAYA
    assert MAYA.reachable
    assert not Person(9, None, "By Mail").reachable
    assert not replace(MAYA, standing=Standing.GONE).reachable
