"""The door of the search, whatever stands behind it."""

from domain.matching import Index, Profile

LUMI = Profile(1, "Lumi Retail", industry="Grocery", use_cases=("Onboarding",), readiness=0.9)
KIDE = Profile(2, "Kide", industry="Grocery", use_cases=("Invoicing",), readiness=0.5)


def test_facets_are_found_in_any_order() -> None:
    index = Index([KIDE, LUMI])
    assert [h.id for h in index.search("onboarding grocery").hits][:1] == [1]
    assert [h.id for h in index.search("grocery onboarding").hits][:1] == [1]


def test_a_put_and_a_drop_are_seen_at_once() -> None:
    index = Index([LUMI])
    index.put(KIDE)
    assert len(index.search("grocery").hits) == 2
    index.drop(1)
    assert [h.id for h in index.search("grocery").hits] == [2]
