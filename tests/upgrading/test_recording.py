"""Every click, form and option load of 2c3c93b is answered rightly today: done, or called outdated; never silence."""

from collections.abc import AsyncIterator

import pytest

from blocks.wording.refusals import refusal
from domain.refusals import Outdated
from store.migrate import upgrade
from tests.restoring import Restored
from tests.upgrading.old import HERE, load, reopened
from tests.upgrading.replaying import Act, Answered, acts, replayed
from tests.world import World, ticks

# Every id there was. What was taken away since is still clicked, so the list stays as it is.
EVERY = (HERE / "ids.txt").read_text().split()
BATCHES = 4
# What names no row goes on working, wherever it stood.
NAMELESS = {
    *("commands/reference", "shortcuts/request.new", "shortcuts/request.from_message", "events/app_home_opened"),
    *("actions/home.new", "actions/settings.open", "actions/settings.points", "actions/settings.rest"),
    *("actions/settings.chasing", "actions/settings.digest", "actions/settings.words", "actions/words.meaning"),
    *("actions/words.forget", "actions/words.add", "views/words.add_form", "actions/digest.strained"),
    *("actions/digest.unused", "actions/digest.late", "views/search.form", "views/away.form", "views/settings.form"),
    "views/handover.form",
    *("options/handover.from", "options/request.customer", "options/search.owner", "options/away.country"),
    *("options/words.meaning", "options/words.meant"),
}
# What names a request by its number counts where it is known to have been posted for that very request. All else named
# a row by its number, too, or stood where nobody can look again: it is outdated, and changes nothing.
OF_A_REQUEST = ("actions/request.", "actions/after.", "actions/hold.go_ahead", "actions/hold.stop", "actions/bundle.")
# Where nothing is to be seen: the other tab of the app.
QUIET = {("events/app_home_opened", "message")}


def test_everything_there_was_to_click_send_and_load_is_in_the_recording() -> None:
    assert {act.what for act in acts()} == set(EVERY)


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_each_is_answered_rightly(then: tuple[World, Restored], batch: int) -> None:
    world, kept = then
    wrong = []
    for act in acts()[batch::BATCHES]:
        answered = await replayed(world, act)
        changed = await kept.changed_tables()
        wrong += [f"{act.name}: {why}" for why in complaints(act, answered, changed)]
        if changed:
            await kept.restore()
    assert not wrong, "\n".join(wrong)


def works(act: Act) -> bool:
    """Whether it still does what it did."""
    if act.what in NAMELESS:
        return True
    return act.place is not None and (act.what.startswith(OF_A_REQUEST) or act.what == "actions/home.open")


def complaints(act: Act, answered: Answered, changed: set[str]) -> list[str]:
    found = [f"status {answered.status}"] if answered.status != 200 else []
    if works(act):
        found += [f"{answered.outcome}: {answered.said[:200]}"] if answered.outcome != "done" else []
        if not answered.said.strip() and not changed and (act.what, act.where) not in QUIET:
            found.append("silence")
        return found
    if refusal(Outdated(), None) not in answered.said:
        found.append(f"not outdated, but {answered.outcome}: {answered.said[:200]}")
    return [*found, *([f"changed {sorted(changed)}"] if changed else [])]


@pytest.fixture
async def then(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[World, Restored]]:
    """The old database, migrated, with nothing owed any more; today's refdesk over it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('old') / 'old.db'}"
    await load(url)
    await upgrade(url)
    async with reopened(url) as world:
        await world.settled()
        await ticks(world.parts.desk)  # what time owes is not to be owed again after each act
        await world.settled()
        kept = Restored(url)
        await kept.keep()
        yield world, kept
        await kept.close()
