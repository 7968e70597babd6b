"""The sample portfolio: the same on every run, consistent with its people, invented throughout, and worth searching."""

import hashlib
import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from domain.portfolio.importing import ImportedCustomer, read_customers
from sandbox.workspace import Workspace
from tests.activities import CALL
from tests.facts import FACTS
from tests.sample import make_portfolio

SAMPLE = make_portfolio.PORTFOLIO.parent
PEOPLE = json.loads((SAMPLE / "people.json").read_text(encoding="utf-8"))
ROOT = Path(__file__).parents[1]
EMAILS = {person["email"] for person in PEOPLE["people"]}


@pytest.fixture(scope="module")
def customers() -> list[ImportedCustomer]:
    with make_portfolio.PORTFOLIO.open(encoding="utf-8", newline="") as file:
        return [row for row in read_customers(file, today=date(2026, 11, 21)) if isinstance(row, ImportedCustomer)]


def test_the_committed_portfolio_is_what_the_script_writes(tmp_path: Path):
    made = tmp_path / "portfolio.csv"
    make_portfolio.write(made)
    assert made.read_bytes() == make_portfolio.PORTFOLIO.read_bytes()


def test_no_date_in_it_can_age():
    header = make_portfolio.PORTFOLIO.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert not {"verified_on", "renewal_on", "customer_since", "hold_until", "consent_on", "consent_until"} & set(
        header
    )


def test_three_hundred_different_customers(customers: list[ImportedCustomer]):
    assert len({customer.name.casefold() for customer in customers}) == 300
    assert len({customer.country for customer in customers}) >= 30
    assert len({customer.industry for customer in customers}) >= 80


def test_no_customer_bears_a_name_of_the_public_lists(customers: list[ImportedCustomer]):
    real = set((FACTS / "real_names.txt").read_text(encoding="utf-8").split())
    assert fingerprint("Bank of America Corporation") in real
    assert [customer.name for customer in customers if fingerprint(customer.name) in real] == []


def fingerprint(name: str) -> str:
    return hashlib.sha256(name.casefold().encode()).hexdigest()[:8]


def test_everybody_writes_from_an_example_address(customers: list[ImportedCustomer]):
    mails = [contact.email for customer in customers for contact in customer.contacts]
    assert all(mail.endswith(".example") for mail in [*mails, *EMAILS])
    assert len(mails) == len(set(mails))


def test_owners_are_people_of_the_sample_but_for_a_few(customers: list[ImportedCustomer]):
    without = [customer for customer in customers if not customer.owner]
    left = [customer for customer in customers if customer.owner and customer.owner not in EMAILS]
    assert 2 <= len(without) <= 10
    assert 3 <= len(left) <= 12
    assert all(not customer.backup or customer.backup in EMAILS for customer in customers)


def test_lumi_is_ready_for_the_tour(customers: list[ImportedCustomer]):
    lumi = customers[0]
    assert (lumi.name, lumi.country, lumi.industry, lumi.owner.split(".")[0]) == (
        "Lumi Retail",
        "FI",
        "Retail",
        "ilkka",
    )
    assert "Onboarding" in lumi.use_cases
    assert (lumi.quarter_points, lumi.points_used) == (4, 0)
    # Two contacts, so that two calls are possible; the second shows what “may be contacted directly” looks like.
    assert [contact.direct for contact in lumi.contacts] == [False, True]
    assert any(consent.activity is CALL and consent.answer == "yes" for consent in lumi.consents)


def test_retail_onboarding_has_a_dozen_good_answers(customers: list[ImportedCustomer]):
    found = [row for row in customers if "Onboarding" in row.use_cases and "retail" in row.industry.casefold()]
    good = [
        row
        for row in found
        if row.hold is None and row.points_used == 0 and (row.satisfaction or 0) >= 8 and row.consents
    ]
    assert len(good) >= 12
    assert sum(row.owner.startswith("ilkka") for row in good) >= 4
    assert len({row.story for row in good if row.story}) >= 12
    assert any(row.points_used >= (row.quarter_points or 4) for row in found), "one at its limit"
    assert any(row.hold for row in found), "one on hold"


def test_something_of_everything(customers: list[ImportedCustomer]):
    assert 10 <= sum(customer.classified for customer in customers) <= 15
    assert all(customer.segment for customer in customers if customer.classified)
    assert 8 <= sum(customer.hold is not None for customer in customers) <= 20
    assert sum(customer.points_used >= (customer.quarter_points or 4) for customer in customers) >= 8
    assert sum(not customer.consents for customer in customers) >= 20
    run_out = [
        c for c in customers if any(consent.until and consent.until < date(2026, 11, 21) for consent in c.consents)
    ]
    assert len(run_out) >= 10
    assert {len(customer.contacts) for customer in customers} == {1, 2, 3}
    assert {customer.tier for customer in customers} == {"bronze", "silver", "gold", "platinum"}


def test_people_have_what_slack_gives_them():
    ids = [person["id"] for person in PEOPLE["people"]]
    assert len(ids) == len(set(ids))
    assert all(identity.startswith("U") and identity.isalnum() and identity.isupper() for identity in ids)
    assert sum(bool(person.get("is_restricted")) for person in PEOPLE["people"]) == 1
    (stranger,) = (person for person in PEOPLE["people"] if person.get("is_stranger"))
    assert stranger["team_id"] != PEOPLE["team_id"]
    assert set(PEOPLE["programme_managers"]) <= set(ids)
    assert PEOPLE["digest_channel"] in {channel["name"] for channel in PEOPLE["channels"]}
    assert all(set(channel["members"]) <= set(ids) for channel in PEOPLE["channels"])


def test_the_sandbox_takes_people_and_channels_as_they_are():
    manifest = yaml.safe_load((ROOT / "app.yaml").read_text(encoding="utf-8"))
    workspace = Workspace.from_manifest(manifest, PEOPLE["people"], PEOPLE["channels"], name=PEOPLE["company"])
    assert workspace.user("Maya").tz == "Europe/Helsinki"
    assert workspace.app.bot_user in workspace.channel(PEOPLE["digest_channel"]).members
    assert "U0GRETA" not in workspace.channel("sales").members


def test_ids_go_up(customers: list[ImportedCustomer]):
    assert all(one.external_id < other.external_id for one, other in pairwise(customers))
