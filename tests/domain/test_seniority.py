"""Seniority levels and company sizes: one table each, which import, ranking and form read."""

import pytest

from domain.company_size import SIZES, size_of
from domain.portfolio.availability import ready_by_level
from domain.portfolio.importing.values import seniority
from domain.seniority import HIGHEST, LEVELS, SENIORITY, SPELLINGS, levels_above, weight_of


def test_the_most_senior_stands_first_and_weighs_most() -> None:
    weights = [weight_of(level) for level in LEVELS]
    assert weights == sorted(set(weights), reverse=True)
    assert max(SENIORITY, key=weight_of) == HIGHEST


def test_what_is_no_level_weighs_nothing_and_stands_above_nobody() -> None:
    assert weight_of("Wizard") == 0
    assert levels_above("Wizard", HIGHEST) is levels_above(HIGHEST, "Wizard") is None
    assert levels_above("Manager", HIGHEST) == 3
    assert levels_above(HIGHEST, "Manager") == -3


def test_a_contact_of_an_unknown_level_is_as_good_as_a_manager() -> None:
    assert ready_by_level(("Wizard",)) == ready_by_level(("Manager",)) < ready_by_level(("Wizard", "Director"))
    assert ready_by_level(()) == 0


@pytest.mark.parametrize(("spelling", "level"), SPELLINGS.items())
def test_a_file_s_spelling_is_read_as_its_level(spelling: str, level: str) -> None:
    assert seniority(f" {spelling[0].upper()}-{spelling[1:]}. ") == level
    assert level in LEVELS


def test_each_level_is_read_as_itself() -> None:
    assert [seniority(level) for level in LEVELS] == list(LEVELS)


@pytest.mark.parametrize(
    ("employees", "size"),
    [(0, "SMB"), (249, "SMB"), (250, "Mid-market"), (1999, "Mid-market"), (2000, "Enterprise"), (90_000, "Enterprise")],
)
def test_a_size_follows_from_the_number_of_people(employees: int, size: str) -> None:
    assert size_of(employees) == size
    assert size in SIZES
