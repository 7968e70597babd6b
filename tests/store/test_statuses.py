"""What SQL asks for by status: the codes that stand in rows, written out once by hand."""

from store.db import statuses


def test_the_sets_of_sql_are_those_of_the_table() -> None:
    assert set(statuses.OPEN) == {"pending", "awaiting_customer", "approved", "scheduled"}
    assert set(statuses.WAITING) == set(statuses.DECIDABLE) == {"pending", "awaiting_customer"}
    assert set(statuses.RUNNING) == {"approved", "scheduled"}
    assert set(statuses.COUNTING) == {"awaiting_customer", "approved", "scheduled", "completed"}
    assert set(statuses.USES) == {"approved", "scheduled", "completed"}
    assert set(statuses.ENDED) == {"completed", "declined", "lapsed", "cancelled"}
