"""Nobody's phone rings more often than it must: what can wait comes once a day, all of it together."""

import pytest

from blocks.kit.language import PSEUDO
from tests.busy_week import BUNDLED, busy_week, too_many
from tests.drawn_out import data_of, never_translated, shown

POSTGRESQL_LATER = True  # see tests/conftest.py


@pytest.mark.timeout(600)  # a busy machine is no fault
async def test_nobody_gets_more_than_one_message_a_day_that_could_have_waited(database_url: str) -> None:
    # All of it in the pseudo-language: what is said in a week was given to a translator, and fits when it is longer.
    async with busy_week(database_url, owners=3, requests=12, rhythm=0.2, language=PSEUDO) as week:
        heard = await week.goes_by(days=5)
        bare = never_translated(shown(week.world.slack.workspace), await data_of(week.world))
    assert not bare
    kinds = {each.kind for each in heard}
    assert BUNDLED & kinds, "the week was not busy at all"
    assert "verify" in kinds, "nobody was asked whether records are still true"
    assert not list(too_many(heard))
    # What time brings and does not wait for the day's message: decisions passed on, and a lapse for whoever asked.
    assert {each.kind for each in heard if each.by_time} <= BUNDLED | {"card", "lapsed"}
