"""The door of the search: what goes in is found, what is taken out is not, at once."""

from __future__ import annotations

from dataclasses import replace

from domain.matching import CompanyWords, Facet, Index, MatchReason, Profile


def found(index: Index, text: str, **how: object) -> list[int]:
    return [hit.id for hit in index.search(text, **how).hits]  # type: ignore[arg-type]


def test_facets_are_found_in_any_order(index: Index) -> None:
    assert found(index, "grocery onboarding")[0] == 1
    assert found(index, "onboarding, grocery please")[0] == 1
    assert found(index, "finnish speaking grocery for a call")[0] == 1


def test_everything_asked_fits_scores_one_and_less_scores_less(index: Index) -> None:
    first, second = index.search("bank onboarding").hits[:2]
    assert (first.id, first.score) == (3, 1.0)
    assert 0.5 <= second.score < 1.0


def test_among_equals_the_readier_customer_comes_first(index: Index) -> None:
    assert found(index, "grocery")[:2] == [1, 2]


def test_each_term_of_the_score_is_told(index: Index) -> None:
    hit = index.search("grocery nordics call").hits[0]
    assert hit.reasons == (
        MatchReason(Facet("industry", "grocery"), 1.0),
        MatchReason(Facet("region", "nordics"), 1.0),
        MatchReason(Facet("activity", "call"), 1.0),
    )


def test_near_things_count_a_little_and_say_so(index: Index) -> None:
    hits = {h.id: h for h in index.search("grocery in finland, large company", limit=8).hits}
    assert {r.facet.value: r.degree for r in hits[2].reasons} == {"grocery": 1.0, "FI": 0.3, "Enterprise": 0.3}


def test_a_customer_with_no_activities_listed_is_not_restricted(index: Index) -> None:
    assert found(index, "bank site visit")[:2] == [3, 4]


def test_a_put_and_a_drop_are_seen_by_the_next_search(customers: tuple[Profile, ...]) -> None:
    index = Index(customers[:1])
    index.put(customers[1])
    assert found(index, "supermarket") == [1, 2]
    index.put(replace(customers[1], readiness=0.99))
    assert found(index, "supermarket") == [2, 1]
    index.drop(1)
    assert (found(index, "supermarket"), len(index)) == ([2], 1)
    index.drop(1)
    index.put(replace(customers[1], name="Kide Foods", industry="Airlines"))
    assert found(index, "supermarket") == []
    assert found(index, "Kide Markets") == []
    assert found(index, "kide foods") == [2]


def test_many_late_arrivals_stay_in_order_of_readiness() -> None:
    index = Index()
    for n in range(1500):
        index.put(Profile(n, f"Customer {n}", industry="Insurance", readiness=(n * 37 % 1500) / 1500))
    hits = index.search("insurance", limit=1500).hits
    assert [h.id * 37 % 1500 for h in hits] == list(range(1499, -1, -1))


def test_paging_goes_on_where_the_page_before_ended() -> None:
    index = Index(Profile(n, f"Customer {n}", industry="Insurance", readiness=n / 50) for n in range(50))
    answer = index.search("insurance", limit=5, offset=10)
    assert ([h.id for h in answer.hits], answer.total) == ([39, 38, 37, 36, 35], 50)


def test_only_some_customers_can_be_searched(index: Index) -> None:
    assert found(index, "grocery", only=[2, 3]) == [2]


def test_a_facet_can_be_taken_away(index: Index) -> None:
    answer = index.search("grocery finland", without=[Facet("region", "FI")])
    assert [r.facet for r in answer.understood] == [Facet("industry", "grocery")]
    assert answer.hits[1].score == 1.0


def test_a_word_with_two_meanings_offers_both_and_takes_the_picked_one(index: Index) -> None:
    (reading,) = index.search("saksa").understood
    assert (reading.facet, reading.others) == (Facet("region", "DE"), (Facet("language", "de"),))
    (picked,) = index.search("saksa", picked=[Facet("language", "de")]).understood
    assert picked.facet == Facet("language", "de")


def test_the_company_adds_words_of_its_own(customers: tuple[Profile, ...]) -> None:
    words = CompanyWords(use_cases={"kassaprojekti": "Point of Sale"}, industries={"snabbis": "grocery"})
    index = Index(customers, words)
    assert found(index, "kassaprojekti") == [1]
    assert found(index, "snabbis")[0] == 1


def test_customers_that_cannot_be_asked_rest_beside_the_answer(index: Index) -> None:
    answer = index.search("electricity company finland")
    assert 5 not in [h.id for h in answer.hits]
    assert [h.id for h in answer.resting] == [5]


def test_a_resting_customer_is_an_answer_when_named(index: Index) -> None:
    hit = index.search("voimala").hits[0]
    assert (hit.id, hit.named) == (5, True)
