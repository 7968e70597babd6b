"""A small portfolio the search is tried on."""

from __future__ import annotations

import pytest

from domain.matching import Index, Profile

CUSTOMERS = (
    Profile(
        1,
        "Lumi Retail Oyj",
        industry="Grocery chain",
        country="FI",
        size="Enterprise",
        use_cases=("Onboarding", "Point of Sale"),
        products=("Ember",),
        languages=("fi", "en"),
        activities=("call", "quote"),
        story="Rolled out Flurbex kiosks in ninety stores before Christmas.",
        readiness=0.9,
    ),
    Profile(
        2, "Kide Markets", industry="Supermarket", country="SE", size="Mid-market", readiness=0.7, languages=("sv",)
    ),
    Profile(
        3, "Nordhav Bank", industry="Banks", country="NO", size="Enterprise", use_cases=("Onboarding",), readiness=0.8
    ),
    Profile(4, "Sparkasse Anger", industry="Banking", country="DE", size="SMB", languages=("de", "en"), readiness=0.6),
    Profile(5, "Voimala Oy", industry="Electric Utilities", country="FI", readiness=0.5, available=False),
    Profile(6, "Anko Logistics GmbH", industry="Logistics", country="DE", languages=("de",), readiness=0.4),
    Profile(
        7,
        "Zephyrine Holdings",
        industry="Pharmaceuticals",
        country="CH",
        story="Keeps its serialisation secret.",
        readiness=0.95,
        hidden=True,
        segment="A Swiss pharma group",
    ),
    Profile(8, "Sky Stores", industry="Clothing Store", country="GB", readiness=0.3, products=("Harbor Pay",)),
)


@pytest.fixture(scope="module")
def index() -> Index:
    """The portfolio above, indexed once; tests that change it build their own."""
    return Index(CUSTOMERS)


@pytest.fixture(scope="module")
def customers() -> tuple[Profile, ...]:
    """The customers themselves, for tests that build an index of their own."""
    return CUSTOMERS
